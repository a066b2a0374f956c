"""What keeps a system alive: alerts, objectives, logs, dashboards, backups, maintenance, and whom to call."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How urgent an alert is; its receivers follow from it."""

    CRITICAL = "critical"  # wakes somebody: pager and SMS
    WARNING = "warning"  # during the day: chat and mail
    INFO = "info"  # to be known: chat


class Watch(StrEnum):
    """What an alert looks at. Percentages are 0 to 100, times are milliseconds or days as named."""

    UNREACHABLE = "unreachable"  # a check from outside fails
    DATABASE_UNAVAILABLE = "database unavailable"
    CACHE_UNAVAILABLE = "cache unavailable"
    QUEUE_UNAVAILABLE = "queue unavailable"
    ERROR_PERCENT = "error percent"  # answers 5xx among all; 429 is not an error
    LATENCY_MILLISECONDS = "latency milliseconds"  # 95th percentile
    CPU_PERCENT = "cpu percent"
    MEMORY_PERCENT = "memory percent"
    DISK_PERCENT = "disk percent"
    POOL_PERCENT = "pool percent"
    QUEUE_LENGTH = "queue length"
    REPLICATION_SECONDS = "replication seconds"
    CERTIFICATE_DAYS = "certificate days"  # left
    BACKUP_HOURS = "backup hours"  # since the last good one
    DRILL_DAYS = "drill days"  # since the last good one


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Fires when what it watches is above (or below) a threshold for so long; ``of`` narrows it to one part."""

    name: str
    watch: Watch
    severity: Severity
    above: float | None = None
    below: float | None = None
    for_seconds: int = 300
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class Objective:
    """What users are promised, over 30 days: ``good`` percent, or a bound on the 95th percentile."""

    name: str
    watch: Watch
    percent: float


@dataclass(frozen=True, kw_only=True)
class LogClass:
    """How long one kind of log is kept."""

    name: str
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


class Method(StrEnum):
    """How something is backed up."""

    FULL = "full"
    INCREMENTAL = "incremental"
    LOG = "log"  # the write-ahead log, continuously: point-in-time recovery
    LOGICAL = "logical"  # a dump that another version can read
    COPY = "copy"  # a consistent copy of files


@dataclass(frozen=True, kw_only=True)
class BackupRule:
    """What is backed up, how, when (five cron fields, UTC), and for how many days the result is kept.

    ``of`` names databases, caches, files or volumes, or "configuration".
    """

    name: str
    of: tuple[str, ...]
    method: Method
    schedule: str
    keep_days: int


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What a disaster may cost: minutes of data lost and minutes to recover; and when restores are rehearsed."""

    point_minutes: int
    time_minutes: int
    drill_schedule: str


class Task(StrEnum):
    """Maintenance that runs by itself, or is listed for a person's approval."""

    HEALTH_CHECK = "health check"
    DATABASE_STATISTICS = "database statistics"
    VACUUM = "vacuum and analyze"
    REINDEX = "reindex concurrently"
    RESET_STATISTICS = "reset query statistics"
    CLEAN_TEMPORARY_FILES = "clean temporary files"
    LIST_UPDATES = "list updates for approval"
    RESOURCE_REPORT = "resource report"
    CERTIFICATE_CHECK = "certificate check"
    SECURITY_AUDIT = "security audit"
    MALWARE_SCAN = "malware scan"
    SYSTEM_REPORT = "system report"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A maintenance task and when it runs: five cron fields, UTC."""

    task: Task
    schedule: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A role that alerts and escalations reach; its address is configuration. ``level`` is the order of escalation."""

    role: str
    handles: str
    level: int
