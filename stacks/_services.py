"""What runs: services, how big, how healthy, how they are updated, and the read-only files they are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stacks._values import BySize, PlainValue, SecretUse


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Limits of one instance, and how many instances there are before any scaling."""

    cpus: float
    memory_mb: int
    replicas: int = 1


@dataclass(frozen=True, kw_only=True)
class Check:
    """An HTTP check of one instance. Times in seconds; ``start_seconds`` is the time an instance may need to start."""

    path: str
    interval_seconds: int = 30
    timeout_seconds: int = 10
    retries: int = 3
    start_seconds: int = 30


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """When instances are added or taken away. A ``None`` is not looked at."""

    minimum: int
    maximum: int
    cpu_percent: int | None = None
    memory_percent: int | None = None
    requests_per_second: int | None = None  # of one instance
    latency_milliseconds: int | None = None  # 95th percentile
    queue_length: int | None = None  # messages waiting for one instance
    up_cooldown_seconds: int = 60
    down_cooldown_seconds: int = 300


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A command that must succeed, once a release and before the release serves, and one for a new database.

    Both must be safe to run again: a release can be tried twice, and a target remembers that ``first_command`` has run
    in the stack's state, which can be lost while the database is not.
    """

    database: str
    command: tuple[str, ...]
    first_command: tuple[str, ...] = ()  # run once, after the first migration of a new database
    timeout_seconds: int = 600


@dataclass(frozen=True, kw_only=True)
class Volume:
    """A writable directory that outlives the instances; shared by them all."""

    name: str
    path: str
    size_gb: int


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file that must be there, and how many records it must hold, as a marker of its integrity."""

    name: str
    records: int
    holds: str  # what the records are


@dataclass(frozen=True, kw_only=True)
class Files:
    """Read-only files, taken out of a folder of an image, and mounted in services or served by the edge."""

    name: str
    image: str  # a name in moorage:images
    folder: str  # where they lie in that image
    expected: tuple[DataFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mount:
    """Files mounted in a service, read-only."""

    files: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Service:
    """A program of the system: N equal instances that keep no state of their own.

    ``calls`` names the parts of the system it may open connections to; nothing else answers it. ``egress`` names what
    it needs outside of the system, and why; empty means that it can't get out. ``user`` is the numeric user and group.
    """

    name: str
    image: str  # a name in moorage:images
    port: int
    sizes: BySize[Resources]
    command: tuple[str, ...] = ()
    health: Check = Check(path="/health")
    readiness: Check = Check(path="/ready")
    calls: tuple[str, ...] = ()
    egress: tuple[str, ...] = ()
    environment: Mapping[str, PlainValue] = field(default_factory=dict)
    secrets: tuple[SecretUse, ...] = ()
    mounts: tuple[Mount, ...] = ()
    volumes: tuple[Volume, ...] = ()
    scaling: Scaling | None = None
    migration: Migration | None = None
    metrics_port: int | None = None  # None: on the service's own port
    metrics_path: str = "/metrics"
    stop_seconds: int = 30  # how long running requests may take to end
    user: int = 10001
