"""What keeps data: databases, caches, queues and object storage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stacks._values import BySize, Size


class Access(StrEnum):
    """What a database role may do in its database."""

    OWNER = "owner"  # owns the database and everything in it
    READ_WRITE = "read-write"  # rows of all tables, present and future
    READ_ONLY = "read-only"  # selects on all tables, present and future
    MONITOR = "monitor"  # read-only, and the server's statistics (pg_monitor)


@dataclass(frozen=True, kw_only=True)
class Role:
    """A database login with a generated password and access to one database only."""

    name: str
    access: Access
    connections: int = -1  # at most so many at once; -1 is no limit of its own


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Transaction pooling between services and a database.

    ``connections`` are opened to the database for each role, ``clients`` may wait for one of them.
    """

    connections: int
    clients: int


@dataclass(frozen=True, kw_only=True)
class DatabaseResources:
    """Limits of a database server, its disk, and parameters that differ from the spec's at this size."""

    cpus: float
    memory_mb: int
    disk_gb: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Database:
    """A PostgreSQL database that answers over TLS only, with scram-sha-256, to the services that call it.

    ``floor`` is the guide's oldest version; a newer supported one runs. ``parameters`` are PostgreSQL's own names.
    ``preload`` are the shared libraries. Pooled services reach it through the pool, migrations directly.
    """

    name: str
    floor: int
    database: str
    roles: tuple[Role, ...]
    sizes: BySize[DatabaseResources]
    parameters: Mapping[str, str] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    encoding: str = "UTF8"
    locale: str = "C"
    pool: Pool | None = None
    read_replicas: BySize[int] = field(default_factory=dict)
    port: int = 5432

    @property
    def owner(self) -> Role:
        """The role that owns the database; migrations run as it."""
        return next(role for role in self.roles if role.access is Access.OWNER)

    def parameters_at(self, size: Size) -> dict[str, str]:
        """Return every parameter the spec says at a size; the size's own win."""
        return {**self.parameters, **self.sizes[size].parameters}


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A cache is written to disk after ``seconds`` if at least ``changes`` keys have changed."""

    seconds: int
    changes: int


class Eviction(StrEnum):
    """What a full cache forgets."""

    ALL_LEAST_RECENT = "allkeys-lru"
    EXPIRING_LEAST_RECENT = "volatile-lru"
    NOTHING = "noeviction"


@dataclass(frozen=True, kw_only=True)
class CacheResources:
    """Limits of a cache server; ``data_mb`` is what it may hold, and must leave room below ``memory_mb``."""

    cpus: float
    memory_mb: int
    data_mb: int


@dataclass(frozen=True, kw_only=True)
class Cache:
    """A Redis cache with TLS and a generated password. With an evicting policy it must hold nothing but cache."""

    name: str
    floor: int
    sizes: BySize[CacheResources]
    eviction: Eviction
    snapshots: tuple[Snapshot, ...] = ()
    forbidden_commands: tuple[str, ...] = ()
    keepalive_seconds: int = 300
    idle_timeout_seconds: int = 0  # 0: idle clients stay
    port: int = 6379


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Messages of the subjects, kept on disk until they are this old or this many megabytes."""

    name: str
    subjects: tuple[str, ...]
    max_age_hours: int
    max_mb: int


@dataclass(frozen=True, kw_only=True)
class Account:
    """A queue login with a generated password, and the subjects it may publish to and subscribe to."""

    name: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QueueResources:
    """Limits of one queue server, its disk, and how many servers form the cluster."""

    cpus: float
    memory_mb: int
    disk_gb: int
    nodes: int = 1


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A NATS queue with TLS, accounts and JetStream persistence."""

    name: str
    floor: str
    sizes: BySize[QueueResources]
    accounts: tuple[Account, ...]
    streams: tuple[Stream, ...] = ()
    port: int = 4222


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Private, encrypted, versioned object storage; ``expire_days`` None keeps objects for ever."""

    name: str
    holds: str
    expire_days: int | None = None
