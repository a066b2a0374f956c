"""What the CIRCMAN5.0 guide says in numbers and names: requirement -> path into the spec -> value."""

from collections.abc import Mapping
from typing import Any

from stacks._spec import Field, HostResources, MachineResources, Reference

MACHINE = "circman.APP.machine"
EDGE_MACHINE = "circman.EDGE.machine"
DATABASE = "circman.DATABASE.sizes"
FOLDERS = f"{MACHINE}.folders"
VOLUMES = "circman.APP.volumes"

FACTS: Mapping[str, Mapping[str, Any]] = {
    "CIR-006": {
        "circman.SPEC.host.small": HostResources(cpus=8, memory_gb=16, disk_gb=500),
        "circman.SPEC.host.medium": HostResources(cpus=16, memory_gb=32, disk_gb=1000),
        "circman.SPEC.host.large": HostResources(cpus=32, memory_gb=64, disk_gb=2000),
    },
    "CIR-007": {
        f"{MACHINE}.sizes.small": MachineResources(cpus=8, memory_gb=16, disk_gb=200, clock_ghz=3.0, network_gbps=1),
        f"{MACHINE}.sizes.medium": MachineResources(cpus=16, memory_gb=32, disk_gb=500, clock_ghz=3.0, network_gbps=10),
        f"{MACHINE}.sizes.large": MachineResources(cpus=32, memory_gb=64, disk_gb=1000, clock_ghz=3.5, network_gbps=10),
    },
    "CIR-008": {
        f"{DATABASE}.small.cpus": 4,
        f"{DATABASE}.small.memory_mb": 8 * 1024,
        f"{DATABASE}.small.disk_gb": 500,
        f"{DATABASE}.medium.cpus": 8,
        f"{DATABASE}.medium.memory_mb": 16 * 1024,
        f"{DATABASE}.medium.disk_gb": 1000,
        f"{DATABASE}.large.cpus": 16,
        f"{DATABASE}.large.memory_mb": 32 * 1024,
        f"{DATABASE}.large.disk_gb": 2000,
    },
    "CIR-009": {
        f"{EDGE_MACHINE}.sizes.small": MachineResources(
            cpus=4, memory_gb=8, disk_gb=100, clock_ghz=3.0, network_gbps=1
        ),
        f"{EDGE_MACHINE}.sizes.medium": MachineResources(
            cpus=8, memory_gb=16, disk_gb=200, clock_ghz=3.0, network_gbps=10
        ),
        f"{EDGE_MACHINE}.sizes.large": MachineResources(
            cpus=16, memory_gb=32, disk_gb=500, clock_ghz=3.0, network_gbps=10
        ),
    },
    "CIR-010": {
        f"{MACHINE}.sizes.small.clock_ghz": 3.0,
        f"{MACHINE}.sizes.medium.clock_ghz": 3.0,
        f"{MACHINE}.sizes.large.clock_ghz": 3.5,
        f"{EDGE_MACHINE}.sizes.large.clock_ghz": 3.0,
    },
    "CIR-011": {
        f"{MACHINE}.sizes.small.network_gbps": 1,
        f"{MACHINE}.sizes.medium.network_gbps": 10,
        f"{MACHINE}.sizes.large.network_gbps": 10,
        f"{EDGE_MACHINE}.sizes.small.network_gbps": 1,
    },
    "CIR-015": {"circman.DATABASE.floor": 13},
    "CIR-021": {"circman.DATABASE.database": "circman_db", "circman.DATABASE.owner.name": "circman"},
    "CIR-023": {
        f"{MACHINE}.packages": ("python3.11", "python3.11-dev", "python3.11-venv", "build-essential", "git"),
        f"{EDGE_MACHINE}.packages": ("nginx",),
    },
    "CIR-024": {f"{MACHINE}.user": "circman"},
    "CIR-025": {f"{FOLDERS}.{path}.path": path for path in ("/opt/circman5", "/var/log/circman5", "/etc/circman5")},
    "CIR-028": {f"{VOLUMES}.{name}.path": f"/app/data/{name}" for name in ("raw", "processed", "synthetic")},
    "CIR-029": {"circman.APP.configuration./app/config/logging.json.path": "/app/config/logging.json"},
    "CIR-030": {"circman.EDGE.routes./.service": "app", "circman.APP.port": 8000},
    "CIR-032": {"circman.EDGE.sites./static/.files": "static"},
    "CIR-034": {f"{MACHINE}.unit.restart_seconds": 5, f"{MACHINE}.unit.after": ("network-online.target",)},
    "CIR-038": {
        "circman.APP.environment.CIRCMAN_ENV.prod": "production",
        "circman.APP.environment.PYTHONPATH": "/app",
    },
    "CIR-040": {"circman.DATABASE.port": 5432},
    "CIR-042": {"circman.APP.calls": ("cache", "database")},
    "CIR-045": {"circman.APP.port": 8000},
    "CIR-046": {
        "circman.APP.environment.CIRCMAN_DB_HOST": Reference(of="database", field=Field.HOST),
        "circman.APP.environment.CIRCMAN_DB_PORT": Reference(of="database", field=Field.PORT),
        "circman.APP.environment.CIRCMAN_DB_NAME": Reference(of="database", field=Field.NAME),
        "circman.APP.environment.CIRCMAN_DB_USER": Reference(of="database", field=Field.USER, role="circman"),
        "circman.APP.secrets.CIRCMAN_DB_PASSWORD.value": Reference(of="database", field=Field.PASSWORD, role="circman"),
    },
    "CIR-067": {
        f"{FOLDERS}./opt/circman5.mode": "0750",
        f"{FOLDERS}./opt/circman5.files_mode": "0640",
        f"{FOLDERS}./opt/circman5/config.files_mode": "0600",
    },
    "CIR-069": {f"{FOLDERS}./var/log/circman5.path": "/var/log/circman5"},
    "CIR-070": {
        f"{MACHINE}.logs.keep": 14,
        f"{FOLDERS}./var/log/circman5.files_mode": "0640",
        "circman.MONITORING.logs.APPLICATION.keep_days": 14,
    },
    "CIR-072": {
        f"{MACHINE}.logs.maximum_mb": 10,
        "circman.LOGGING.content.root.level": "INFO",
        "circman.LOGGING.content.formatters.verbose.format": "%(asctime)s [%(levelname)s] %(name)s: %(message)s",
    },
    "CIR-074": {"circman.MONITORING.scrape_seconds": 15},
    "CIR-075": {"circman.EDGE.private_paths": ("/metrics",)},
    "CIR-077": {"circman.JOBS.HEALTH_CHECK.schedule": "*/5 * * * *"},
    "CIR-078": {"circman.BACKUPS.database.schedule": "0 1 * * *"},
    "CIR-079": {"circman.BACKUPS.database-incremental.schedule": "0 */6 * * *"},
    "CIR-080": {"circman.SPEC.backups.recovery.point_minutes": 15},
    "CIR-081": {"circman.BACKUPS.database.keep_days": 30, "circman.BACKUPS.database-incremental.keep_days": 7},
    "CIR-082": {"circman.BACKUPS.configuration.schedule": "0 2 * * *"},
    "CIR-083": {"circman.BACKUPS.application.schedule": "0 3 * * 0"},
    "CIR-084": {"circman.SPEC.backups.before_updates": True, "circman.SPEC.backups.after_updates": True},
    "CIR-085": {"circman.BACKUPS.data.schedule": "0 4 * * *"},
    "CIR-118": {"circman.ALERTS.cpu-high.above": 80, "circman.ALERTS.memory-high.above": 80},
    "CIR-120": {"circman.ALERTS.disk-filling.above": 80},
    "X-CIR-04": {
        f"{DATABASE}.small.cpus": 4,
        f"{DATABASE}.small.disk_gb": 500,
        "circman.APP.sizes.small.cpus": 8,
        "circman.APP.sizes.small.memory_mb": 16 * 1024,
    },
}
