"""How a system is watched: alerts, objectives, metrics, logs and dashboards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How urgent an alert is; its receivers follow from it."""

    CRITICAL = "critical"  # wakes somebody: pager and SMS
    WARNING = "warning"  # during the day: chat and mail
    INFO = "info"  # to be known: chat


class Channel(StrEnum):
    """How a person is reached; the addresses are in moorage:receivers."""

    PAGER = "pager"
    SMS = "sms"
    CHAT = "chat"
    EMAIL = "email"


# The manufacturing guide's routes (lines 891-894), for every system: X-ALL-03.
ROUTING: Mapping[Severity, tuple[Channel, ...]] = MappingProxyType(
    {
        Severity.CRITICAL: (Channel.PAGER, Channel.SMS),
        Severity.WARNING: (Channel.CHAT, Channel.EMAIL),
        Severity.INFO: (Channel.CHAT,),
    }
)


class Watch(StrEnum):
    """What alerts and objectives look at. Percentages are 0 to 100; times are as named."""

    UNREACHABLE = "unreachable"  # a check from outside fails
    DATABASE_UNAVAILABLE = "database unavailable"
    CACHE_UNAVAILABLE = "cache unavailable"
    QUEUE_UNAVAILABLE = "queue unavailable"
    RESTARTING = "restarting"  # again and again
    SILENCE = "silence"  # monitoring itself says nothing any more: a dead man's switch, outside of the system
    AVAILABILITY_PERCENT = "availability percent"  # of the checks from outside
    ERROR_PERCENT = "error percent"  # answers 5xx among all; 429 is not an error
    LATENCY_MILLISECONDS = "latency milliseconds"  # 95th percentile
    REQUESTS_PER_HOUR = "requests per hour"
    REQUESTS_RATIO = "requests ratio"  # to the same hour of the week before
    LATENCY_RATIO = "latency ratio"  # to the day before
    CPU_PERCENT = "cpu percent"  # of each instance and host, never an average of them all (X-MAN-25)
    MEMORY_PERCENT = "memory percent"
    DISK_PERCENT = "disk percent"
    POOL_PERCENT = "pool percent"
    QUEUE_LENGTH = "queue length"
    REPLICATION_SECONDS = "replication seconds"
    DATABASE_GIGABYTES = "database gigabytes"
    LOG_ERRORS = "log errors"  # lines of level ERROR or worse in five minutes
    FAILED_LOGINS = "failed logins"  # answers 401 and 403 in five minutes
    CERTIFICATE_DAYS = "certificate days"  # left
    BACKUP_HOURS = "backup hours"  # since the last good one
    BACKUP_COMPLETED = "backup completed"
    DRILL_DAYS = "drill days"  # since the last good one
    JOB_FAILED = "job failed"
    UPDATE_AVAILABLE = "update available"
    QUERY = "query"  # a PromQL query of the system's own


# What is there or not, and needs no threshold.
BINARY = frozenset(
    {
        Watch.UNREACHABLE,
        Watch.DATABASE_UNAVAILABLE,
        Watch.CACHE_UNAVAILABLE,
        Watch.QUEUE_UNAVAILABLE,
        Watch.RESTARTING,
        Watch.SILENCE,
        Watch.BACKUP_COMPLETED,
        Watch.JOB_FAILED,
        Watch.UPDATE_AVAILABLE,
    }
)


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Fires when what it watches is above (or below) a threshold for so long.

    ``of`` narrows it to one part, ``within`` to one database of a server.
    """

    name: str
    watch: Watch
    severity: Severity
    above: float | None = None
    below: float | None = None
    for_seconds: int = 300
    of: str = ""
    within: str = ""
    query: str = ""  # for Watch.QUERY


@dataclass(frozen=True, kw_only=True)
class Objective:
    """What users are promised over so many days: what is watched stays at least or at most at a value."""

    name: str
    watch: Watch
    of: str = ""
    at_least: float | None = None
    at_most: float | None = None
    days: int = 30


class Exporter(StrEnum):
    """Who answers a scrape with metrics."""

    APPLICATION = "application"  # the service itself, on its metrics port
    NODE = "node"
    CONTAINERS = "containers"
    POSTGRESQL = "postgresql"
    PGBOUNCER = "pgbouncer"
    REDIS = "redis"
    NGINX = "nginx"
    NATS = "nats"
    PROBES = "probes"  # the public routes, from outside


@dataclass(frozen=True, kw_only=True)
class Scrape:
    """One source of metrics; ``of`` is a part of the system, empty for hosts and probes."""

    exporter: Exporter
    of: str = ""


class LogKind(StrEnum):
    """What a log is about; each kind is kept for its own time."""

    APPLICATION = "application"
    ACCESS = "access"
    AUDIT = "audit"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class LogClass:
    """How long one kind of log is kept."""

    kind: LogKind
    keep_days: int


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One diagram of a dashboard: a PromQL query and its unit."""

    title: str
    query: str
    unit: str = "short"


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """Diagrams on one page."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """How the system is watched: what is measured, who is told what and how, and how long everything is kept.

    ``host`` and ``log_host`` are the names below the domain where operators see dashboards and logs.
    """

    scrapes: tuple[Scrape, ...]
    alerts: tuple[Alert, ...]
    logs: tuple[LogClass, ...]
    objectives: tuple[Objective, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    routing: Mapping[Severity, tuple[Channel, ...]] = field(default_factory=lambda: ROUTING)
    scrape_seconds: int = 15
    keep_metrics_days: int = 14  # the manufacturing guide's number (line 1005), for every system
    host: str = "monitoring"
    log_host: str = "logging"
