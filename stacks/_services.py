"""What runs: services, how big, how healthy, how they grow and are updated, and the files they are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stacks._machines import Machine
from stacks._values import BySize, PlainValue, SecretUse


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Limits of one instance, and how many instances there are before any scaling.

    ``requested_...`` is what a cluster reserves for it; ``None`` means as much as the limit.
    """

    cpus: float
    memory_mb: int
    replicas: int = 1
    requested_cpus: float | None = None
    requested_memory_mb: int | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check of one instance: an HTTP path on the service's port, or a command that ends with 0.

    Times in seconds; ``start_seconds`` is the time an instance may need to start.
    """

    path: str = ""
    command: tuple[str, ...] = ()
    interval_seconds: int = 30
    timeout_seconds: int = 10
    retries: int = 3
    start_seconds: int = 30


class Load(StrEnum):
    """What scaling looks at."""

    CPU_PERCENT = "cpu percent"
    MEMORY_PERCENT = "memory percent"
    REQUESTS_PER_SECOND = "requests per second"  # of one instance
    LATENCY_MILLISECONDS = "latency milliseconds"  # 95th percentile
    QUEUE_LENGTH = "queue length"  # messages waiting for one instance


@dataclass(frozen=True, kw_only=True)
class ScalingRule:
    """Instances are added when the load is above ``up``, and taken away when every rule's is below ``down``."""

    load: Load
    up: int
    down: int


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """How many instances there may be, by which loads, and how long after a change nothing changes again."""

    minimum: int
    maximum: int
    rules: tuple[ScalingRule, ...]
    up_cooldown_seconds: int = 60
    down_cooldown_seconds: int = 300


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A command that must succeed, once a release and before the release serves, and one for a new database.

    It runs as the owner of the database, whatever role the service has. Both commands must be safe to run again: a
    release can be tried twice, and a target remembers that ``first_command`` has run in the stack's state, which can be
    lost while the database is not. An empty ``command`` is one that only the user knows: prod wants it said, or said to
    be none, in moorage:overrides.
    """

    database: str
    command: tuple[str, ...]
    first_command: tuple[str, ...] = ()  # run once, after the first migration of a new database
    timeout_seconds: int = 600


@dataclass(frozen=True, kw_only=True)
class Volume:
    """A writable directory of the service's user that outlives the instances; shared by them all."""

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


Tree = Mapping[str, "PlainValue | bool | int | float | Tree | tuple[str, ...]"]


@dataclass(frozen=True, kw_only=True)
class ConfigurationFile:
    """A file that a service reads its configuration from, rendered from data: no secret is ever in it.

    The end of ``path`` says the format: .yaml or .json. Its folder holds nothing else.
    """

    path: str
    content: Tree


@dataclass(frozen=True, kw_only=True)
class Egress:
    """A host and port outside of the system that a service needs, and why; "*" is any host."""

    host: str
    port: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Development:
    """How a service runs from a folder of sources in dev (moorage:sources): where they lie, and the command."""

    path: str
    command: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Service:
    """A program of the system: N equal instances that keep no state of their own.

    ``port`` is where it speaks HTTP; ``None`` for a worker, whose checks are commands. ``calls`` names the parts of the
    system it may open connections to; nothing else answers it. ``egress`` names what it needs outside of the system;
    empty means that it can't get out. ``sessions`` names the part that keeps its users' sessions, so that any instance
    can answer any request. ``user`` is the numeric user and group. ``machine`` says how it runs where a target gives
    it machines of its own; ``None``: in containers everywhere. ``host_sizes`` are its limits where all parts share one
    host and the guide gives that host's size; empty: ``sizes``.
    """

    name: str
    image: str  # a name in moorage:images
    sizes: BySize[Resources]
    port: int | None
    host_sizes: BySize[Resources] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    health: Check = Check(path="/health")
    readiness: Check = Check(path="/ready")
    calls: tuple[str, ...] = ()
    egress: tuple[Egress, ...] = ()
    environment: Mapping[str, PlainValue] = field(default_factory=dict)
    secrets: tuple[SecretUse, ...] = ()
    configuration: tuple[ConfigurationFile, ...] = ()
    mounts: tuple[Mount, ...] = ()
    volumes: tuple[Volume, ...] = ()
    sessions: str = ""
    scaling: Scaling | None = None
    migration: Migration | None = None
    machine: Machine | None = None
    development: Development | None = None
    metrics_port: int | None = None  # None: on the service's own port
    metrics_path: str = "/metrics"
    stop_seconds: int = 30  # how long running requests may take to end
    user: int = 10001
