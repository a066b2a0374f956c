"""What the Revitron guide says in numbers and names: requirement -> path into the spec -> value."""

from collections.abc import Mapping
from typing import Any

from stacks._spec import (
    Access,
    Balancing,
    Egress,
    Eviction,
    HostResources,
    MachineResources,
    Method,
    Snapshot,
    Watch,
)

FRAMEWORK = "revitron.FRAMEWORK"
CONTENT = "revitron.CONFIGURATION.content"
DATABASE = "revitron.DATABASE"
CACHE = "revitron.CACHE"
EDGE = "revitron.EDGE"
BACKUPS = "revitron.BACKUPS"
MACHINE = "revitron.MACHINE"

FACTS: Mapping[str, Mapping[str, Any]] = {
    "REV-001": {"revitron.OBJECTIVES.availability.at_least": 99.9},
    "REV-003": {"revitron.OBJECTIVES.latency.at_most": 60000, "revitron.ALERTS.latency-high.above": 60000},
    "REV-008": {
        f"{MACHINE}.sizes.small": MachineResources(cpus=4, memory_gb=8, disk_gb=50, network_gbps=1),
        "revitron.SPEC.host.small": HostResources(cpus=4, memory_gb=8, disk_gb=50),
    },
    "REV-009": {
        f"{MACHINE}.sizes.medium": MachineResources(cpus=8, memory_gb=16, disk_gb=100, network_gbps=10),
        "revitron.SPEC.host.medium": HostResources(cpus=8, memory_gb=16, disk_gb=100),
    },
    "REV-010": {f"{MACHINE}.system": "Ubuntu 22.04"},
    "REV-014": {f"{FRAMEWORK}.egress": (Egress(host="*", port=443, why="documentation sources"),)},
    "REV-015": {f"{FRAMEWORK}.port": 8080},
    "REV-016": {f"{CACHE}.port": 6379, f"{DATABASE}.port": 5432},
    "REV-021": {f"{MACHINE}.user": "revitron-framework"},
    "REV-025": {
        f"{CONTENT}.framework": {"strict_mode": True, "debug_mode": False, "performance_monitoring": True},
    },
    "REV-026": {f"{CONTENT}.logging.level.prod": "INFO"},
    "REV-027": {
        f"{CONTENT}.performance.memory_management.aggressive_gc": True,
        f"{CONTENT}.performance.processing.parallel_processing": True,
    },
    "REV-028": {f"{MACHINE}.unit.restart_seconds": 10},
    "REV-030": {f"{FRAMEWORK}.user": 1000},
    "REV-031": {f"{FRAMEWORK}.health.timeout_seconds": 10, f"{FRAMEWORK}.health.retries": 3},
    "REV-032": {
        f"{FRAMEWORK}.command": ("python", "main_controller.py", "--config", "/app/config/production_config.yaml")
    },
    "REV-034": {
        f"{FRAMEWORK}.volumes.application-cache.path": "/app/cache",
        f"{FRAMEWORK}.volumes.output.path": "/app/output",
    },
    "REV-035": {
        f"{FRAMEWORK}.environment.REVITRON_FRAMEWORK_ENV.prod": "production",
        f"{FRAMEWORK}.environment.REVITRON_FRAMEWORK_LOG_LEVEL.prod": "INFO",
    },
    "REV-037": {f"{CACHE}.floor": 7},
    "REV-038": {
        f"{DATABASE}.floor": 15,
        f"{DATABASE}.database": "revitron_framework",
        f"{DATABASE}.roles.revitron.access": Access.OWNER,
    },
    "REV-042": {"revitron.SPEC.namespaces.revitron-framework.parts": ("cache", "database", "edge", "framework")},
    "REV-043": {f"{FRAMEWORK}.sizes.small.replicas": 3, f"{FRAMEWORK}.scaling.minimum": 3},
    "REV-045": {
        f"{FRAMEWORK}.sizes.small.requested_cpus": 0.5,
        f"{FRAMEWORK}.sizes.small.requested_memory_mb": 2048,
    },
    "REV-046": {f"{FRAMEWORK}.sizes.small.cpus": 2, f"{FRAMEWORK}.sizes.small.memory_mb": 4096},
    "REV-047": {
        f"{FRAMEWORK}.health.path": "/health",
        f"{FRAMEWORK}.health.interval_seconds": 10,
        f"{FRAMEWORK}.health.start_seconds": 30,
    },
    "REV-048": {f"{FRAMEWORK}.readiness.path": "/ready", f"{FRAMEWORK}.readiness.interval_seconds": 5},
    "REV-051": {
        f"{EDGE}.balancing": Balancing.LEAST_CONNECTIONS,
        f"{EDGE}.upstream_failures": 3,
        f"{EDGE}.upstream_failure_seconds": 30,
    },
    "REV-054": {
        f"{EDGE}.headers.X-Frame-Options": "DENY",
        f"{EDGE}.headers.X-Content-Type-Options": "nosniff",
        f"{EDGE}.headers.X-XSS-Protection": "1; mode=block",
    },
    "REV-056": {f"{EDGE}.routes./.timeouts.read": 300},
    "REV-057": {f"{EDGE}.routes./health.logged": False},
    "REV-059": {f"{EDGE}.routes./.timeouts.connect": 5},
    "REV-064": {
        "revitron.ALERTS.framework-down.for_seconds": 60,
        "revitron.JOBS.HEALTH_CHECK.schedule": "* * * * *",
    },
    "REV-067": {"revitron.ALERTS.log-errors.watch": Watch.LOG_ERRORS, "revitron.ALERTS.log-errors.above": 0},
    "REV-069": {
        f"revitron.DASHBOARDS.{title}.title": title
        for title in (
            "Framework performance metrics",
            "Error rate trends",
            "User activity patterns",
            "System resource utilization",
            "Quality metrics tracking",
        )
    },
    "REV-074": {f"{CONTENT}.security.authentication.method": "api_key"},
    "REV-075": {f"{BACKUPS}.files.of": ("cache", "configuration", "output")},
    "REV-077": {
        f"{BACKUPS}.{name}.keep_days": 30 for name in ("database-incremental", "database-log", "files", "system")
    },
    "REV-078": {f"{BACKUPS}.{name}.schedule": "0 2 * * *" for name in ("database-incremental", "files")},
    "REV-079": {f"{BACKUPS}.system.schedule": "0 1 * * 0", f"{BACKUPS}.system.method": Method.FULL},
    "REV-089": {
        f"{DATABASE}.parameters.shared_buffers": "2GB",
        f"{DATABASE}.parameters.effective_cache_size": "6GB",
        f"{DATABASE}.parameters.work_mem": "64MB",
        f"{DATABASE}.sizes.large.parameters": {},
    },
    "REV-090": {
        f"{DATABASE}.parameters.checkpoint_completion_target": "0.9",
        f"{DATABASE}.parameters.wal_buffers": "16MB",
    },
    "REV-091": {f"{DATABASE}.parameters.max_connections": "200"},
    "REV-092": {
        f"{CACHE}.sizes.medium.data_mb": 2048,
        f"{CACHE}.sizes.large.data_mb": 2048,
        f"{CACHE}.eviction": Eviction.ALL_LEAST_RECENT,
    },
    "REV-093": {
        f"{CACHE}.snapshots": (
            Snapshot(seconds=900, changes=1),
            Snapshot(seconds=300, changes=10),
            Snapshot(seconds=60, changes=10000),
        )
    },
    "REV-094": {f"{CACHE}.keepalive_seconds": 300, f"{CACHE}.idle_timeout_seconds": 300},
    "REV-095": {
        f"{CONTENT}.caching": {
            "enable_research_cache": True,
            "enable_validation_cache": True,
            "cache_duration_hours": 24,
            "cache_cleanup_interval_hours": 6,
        }
    },
    "REV-096": {"revitron.SPEC.backups.before_updates": True},
    "REV-110": {"revitron.OBJECTIVES.throughput.at_least": 100},
    "REV-111": {
        "revitron.OBJECTIVES.processors.at_most": 80,
        "revitron.OBJECTIVES.memory.at_most": 80,
        "revitron.ALERTS.cpu-high.above": 80,
        "revitron.ALERTS.memory-high.above": 80,
    },
    "REV-112": {"revitron.OBJECTIVES.errors.at_most": 1, "revitron.ALERTS.errors-high.above": 1},
}
