"""What keeps data: databases, caches, queues and object storage."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from stacks._values import BySize, Size

PAST_THE_POOL = 2  # of a role's own limit, for migrations and people


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
class Tenant:
    """A tenant's own database on a server, and the one role that may use it, which owns it."""

    name: str  # of the tenant
    database: str
    role: Role


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
    ``tenants`` are the databases beside ``database`` on the same server; they come from moorage:tenants. ``host_sizes``
    as a service's.
    """

    name: str
    floor: int
    database: str
    roles: tuple[Role, ...]
    sizes: BySize[DatabaseResources]
    host_sizes: BySize[DatabaseResources] = field(default_factory=dict)
    tenants: tuple[Tenant, ...] = ()
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

    @property
    def logins(self) -> tuple[Role, ...]:
        """Every role of the server, tenants' included; their names differ."""
        return (*self.roles, *(tenant.role for tenant in self.tenants))

    def pooled(self, role: Role) -> int:
        """Return how many connections the pool may open for a role; without a pool none."""
        if self.pool is None:
            return 0
        if role.connections < 0:
            return self.pool.connections
        return max(1, min(role.connections - PAST_THE_POOL, self.pool.connections))

    def database_of(self, role: str) -> str:
        """Return the database that a role belongs to."""
        return next((tenant.database for tenant in self.tenants if tenant.role.name == role), self.database)

    def resources_at(self, size: Size, *, single_host: bool = False) -> DatabaseResources:
        """Return the limits of the server, with its size's parameters; on a shared host, the host's own win."""
        own = self.sizes[size]
        limits = self.host_sizes[size] if single_host and self.host_sizes else own
        return replace(limits, parameters={**own.parameters, **limits.parameters})

    def parameters_at(self, size: Size) -> dict[str, str]:
        """Return every parameter the spec says at a size, on a server of its own; the size's own win."""
        return self.parameters_with(self.sizes[size])

    def parameters_with(self, resources: DatabaseResources) -> dict[str, str]:
        """Return every parameter the spec says for a server with these limits; the limits' own win."""
        return {**self.parameters, **resources.parameters}


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


class Retention(StrEnum):
    """When a stream lets go of a message."""

    LIMITS = "limits"  # when it is too old, or too many megabytes lie after it
    WORK = "work queue"  # when one of the workers has done it; the limits hold too


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Messages of the subjects, kept on disk until they are this old or this many megabytes.

    ``copies`` is on how many servers each message lies, where the cluster has as many.
    """

    name: str
    subjects: tuple[str, ...]
    max_age_hours: int
    max_mb: int
    retention: Retention = Retention.LIMITS
    copies: int = 3


@dataclass(frozen=True, kw_only=True)
class Account:
    """A queue login with a generated password, and the subjects it may publish to and subscribe to.

    It sees the streams that hold what it publishes; it makes, changes and reads those that hold what it subscribes to,
    and can have them take in other subjects too. Beside other accounts it gets its answers on _INBOX_<name>.> only: the
    app must set its client's inbox prefix to _INBOX_<name>, which the sample takes from NATS_INBOX_PREFIX.
    """

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
    """Private, encrypted object storage for the services that call it, with versions; nothing in it expires.

    Its URL says what it is: s3://, gs:// or https:// where a target has object storage, file:// where it is a directory
    that the services share.
    """

    name: str
    holds: str
    size_gb: int
