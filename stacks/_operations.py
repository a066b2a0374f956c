"""What keeps a system alive: backups, maintenance, and whom to call."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How something is backed up."""

    FULL = "full"
    INCREMENTAL = "incremental"
    LOG = "log"  # the write-ahead log, continuously: point-in-time recovery
    LOGICAL = "logical"  # a dump that another version can read
    COPY = "copy"  # a consistent copy of files


class Place(StrEnum):
    """Where a copy of every backup goes."""

    SECOND_REPOSITORY = "second repository"  # off the host and its disks
    OTHER_REGION = "other region"  # of the same jurisdiction (X-MAN-13): moorage:copyRegion
    COLD_STORAGE = "cold storage"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """Every backup is copied there and kept for so many days, or as long as the original if that is longer."""

    to: Place
    keep_days: int


@dataclass(frozen=True, kw_only=True)
class BackupRule:
    """What is backed up, how, when (five cron fields, UTC), and for how many days the result is kept.

    ``of`` names databases, caches, queues, buckets, files or volumes, or "configuration". All are encrypted.
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


@dataclass(frozen=True, kw_only=True)
class Backups:
    """What is kept elsewhere, and what it is good for. The larger of a rule's and the profile's days wins."""

    rules: tuple[BackupRule, ...]
    copies: tuple[Copy, ...]
    recovery: Recovery
    before_updates: bool = True
    after_updates: bool = False


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
    LIST_DEPENDENCIES = "list outdated dependencies"
    VERIFY_BACKUPS = "verify backups"
    ENFORCE_RETENTION = "enforce retention"  # of logs, metrics and old files
    ARCHIVE_LOGS = "archive logs"
    CHECK_INTEGRITY = "check integrity"
    REVIEW_ACCESS = "review access"
    TREND_REPORT = "trend report"
    CAPACITY_REPORT = "capacity report"


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


class Weekday(StrEnum):
    """A day of the week, as clouds write it."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, kw_only=True)
class Window:
    """When infrastructure may be changed by itself: a day, an hour (UTC), and for how many hours."""

    day: Weekday
    hour: int
    hours: int


class Permission(StrEnum):
    """What a person may do."""

    VIEW = "view"  # see what runs, its state and its logs; no secrets
    OPERATE = "operate"  # restart, scale, run jobs and drills
    ADMINISTER = "administer"  # everything


@dataclass(frozen=True, kw_only=True)
class OperatorRole:
    """A role of people. Where a target knows people, it is bound to them there; every login needs a second factor.

    ``per_tenant`` makes one for each tenant, confined to what is the tenant's.
    """

    name: str
    permission: Permission
    per_tenant: bool = False
