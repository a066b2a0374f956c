"""What the Manufacturing guide says in numbers and names: requirement -> path into the spec -> value."""

from collections.abc import Mapping
from typing import Any

from stacks._spec import Audience, Channel, Environment, Permission, Severity

FRONTEND = "manufacturing.FRONTEND"
API = "manufacturing.API"
DATABASE = "manufacturing.DATABASE"
BACKUPS = "manufacturing.BACKUPS"
LOGS = "manufacturing.MONITORING.logs"
ROUTING = "manufacturing.MONITORING.routing"
DASHBOARDS = "manufacturing.DASHBOARDS"

FACTS: Mapping[str, Mapping[str, Any]] = {
    "MAN-011": {
        f"{DATABASE}.sizes.small.cpus": 2,
        f"{DATABASE}.sizes.small.memory_mb": 8 * 1024,
        f"{DATABASE}.sizes.small.disk_gb": 50,
        f"{DATABASE}.sizes.medium.cpus": 4,
        f"{DATABASE}.sizes.medium.memory_mb": 16 * 1024,
        f"{DATABASE}.sizes.medium.disk_gb": 100,
    },
    "MAN-019": {f"{API}.port": 4000},
    "MAN-036": {
        "manufacturing.ENVIRONMENT.dev": "dev",
        "manufacturing.ENVIRONMENT.prod": "prod",
    },
    "MAN-046": {
        "manufacturing.EDGE.hosts": ("", "api", "monitoring", "logging"),
        "manufacturing.MONITORING.host": "monitoring",
        "manufacturing.MONITORING.log_host": "logging",
    },
    "MAN-047": {f"{FRONTEND}.port": 3000, f"{API}.port": 4000},
    "MAN-048": {f"{API}.health.path": "/health", f"{API}.metrics_path": "/metrics"},
    "MAN-049": {f"{DATABASE}.database": "manufacturing", f"{DATABASE}.port": 5432},
    "MAN-051": {
        f"{FRONTEND}.scaling.minimum": 3,
        f"{FRONTEND}.scaling.maximum": 10,
        f"{FRONTEND}.scaling.rules.CPU_PERCENT.up": 70,
    },
    "MAN-054": {f"{API}.scaling.minimum": 3, f"{API}.scaling.rules.CPU_PERCENT.up": 70},
    "MAN-055": {
        f"{API}.scaling.minimum": 3,
        f"{API}.scaling.maximum": 20,
        f"{API}.scaling.rules.REQUESTS_PER_SECOND.up": 100,
    },
    "MAN-058": {f"{DATABASE}.sizes.large.cpus": 8, f"{DATABASE}.sizes.large.memory_mb": 64 * 1024},  # db.r5.2xlarge
    "MAN-059": {
        f"{path}.sizes.{size}.{field}": value
        for path in (FRONTEND, API)
        for size in ("small", "medium", "large")
        for field, value in (
            ("requested_cpus", 0.5),
            ("requested_memory_mb", 512),
            ("cpus", 1),
            ("memory_mb", 1024),
        )
    },
    "MAN-079": {
        "manufacturing.SPEC.operators.tenant-admin.permission": Permission.VIEW,
        "manufacturing.SPEC.operators.tenant-admin.per_tenant": True,
    },
    "MAN-089": {f"{API}.metrics_path": "/metrics"},
    "MAN-097": {
        "manufacturing.ALERTS.cpu-high.above": 80,
        "manufacturing.ALERTS.cpu-high.for_seconds": 300,
        "manufacturing.ALERTS.cpu-high.severity": Severity.WARNING,
    },
    "MAN-098": {f"{ROUTING}.critical": (Channel.PAGER, Channel.SMS)},
    "MAN-099": {f"{ROUTING}.warning": (Channel.CHAT, Channel.EMAIL)},
    "MAN-100": {f"{ROUTING}.info": (Channel.CHAT,)},
    "MAN-101": {f"{DASHBOARDS}.Operations.panels.Cache Hit Ratio.unit": "percentunit"},
    "MAN-102": {f"{DASHBOARDS}.Business.panels.Active Users.query": "sum(active_users)"},
    "MAN-103": {f"{DASHBOARDS}.Manufacturing.panels.Equipment Utilization.unit": "percentunit"},
    "MAN-104": {f"{BACKUPS}.database.keep_days": 14},
    "MAN-114": {f"{BACKUPS}.configuration.keep_days": 30},
    "MAN-115": {f"{BACKUPS}.queue.keep_days": 7},
    "MAN-116": {f"{BACKUPS}.database-log.keep_days": 3},
    "MAN-117": {f"{LOGS}.application.keep_days": 30},
    "MAN-118": {f"{LOGS}.access.keep_days": 90},
    "MAN-119": {f"{LOGS}.audit.keep_days": 365},
    "MAN-126": {
        "manufacturing.EDGE.routes./api/db/health.service": "api",
        "manufacturing.EDGE.routes./api/db/health.audience": {Environment.PROD: Audience.OPERATORS},
    },
}
