"""The contract between the one composition and the targets: what each component is given, and what it promises.

A target is a ``Target``: one component for each concern. mypy --strict holds every target to it, so parity between
targets is a type error, not a promise. What components promise is plain data: ``Endpoint`` and ``Backend``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote, urlencode

from pulumi import Input, Output, Resource, ResourceOptions

from components.history import History
from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._spec import Bucket, Cache, Database, Field, Queue

N = TypeVar("N")
P = TypeVar("P")
A = TypeVar("A", contravariant=True)
R = TypeVar("R", covariant=True)


class Scheme(StrEnum):
    """URL schemes that clients know."""

    POSTGRESQL = "postgresql"  # with sslmode=verify-full
    REDIS = "rediss"
    NATS = "tls"
    HTTP = "http"  # between services, on a network that only the two of them share
    FILE = "file"  # a directory that services share, where there is no object storage


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where one part of a system answers, and with what its callers log in.

    ``passwords`` holds a secret output for each login; ``authority`` is the path, in the callers' containers, of the
    certificate that they verify the part against. ``name`` is what the URL's path names: a database,
    a number, a folder.
    """

    scheme: Scheme
    host: Input[str]
    port: int
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # of the logins that another database is for
    passwords: Mapping[str, Output[str]] = field(default_factory=dict)
    authority: str = ""
    direct_host: Input[str] | None = None  # past a pool, for what needs a session of its own
    reader_host: Input[str] | None = None  # answers reads, and may lag behind; None: only the host does
    ready: tuple[Resource, ...] = ()  # once these are there, it answers; callers depend on them

    @property
    def direct(self) -> "Endpoint":
        """The same part past its pool, if it has one: for migrations."""
        return replace(self, host=self.host if self.direct_host is None else self.direct_host)

    @property
    def reader(self) -> "Endpoint":
        """The servers that answer reads: itself, where there are no others."""
        return replace(self, host=self.host if self.reader_host is None else self.reader_host)

    def fact(self, wanted: Field, role: str = "") -> Input[str]:
        """Return one fact, for a ``Reference`` of a spec; passwords and URLs that hold one are secret outputs."""
        login = role or next(iter(self.passwords), "")
        match wanted:
            case Field.HOST:
                return self.host
            case Field.PORT:
                return str(self.port)
            case Field.NAME:
                return self.names.get(login, self.name)
            case Field.USER:
                return login
            case Field.AUTHORITY:
                return self.authority
            case Field.PASSWORD:
                return self.passwords[login]
            case Field.URL:
                return self._url(login)

    def _url(self, login: str) -> Input[str]:
        query, name = self._verification(), self.names.get(login, self.name)
        if self.scheme == Scheme.FILE:
            return f"{self.scheme}://{self.name}"
        if not login:
            return Output.concat(self.scheme, "://", self.host, ":", str(self.port))
        user = "" if self.scheme == Scheme.REDIS else quote(login)  # Redis knows the password's user as "default"
        path = f"/{name}" if name else ""

        def text(password: str, host: str) -> str:
            return f"{self.scheme}://{user}:{quote(password, safe='')}@{host}:{self.port}{path}{query}"

        return Output.secret(Output.all(self.passwords[login], self.host).apply(lambda known: text(*known)))

    def _verification(self) -> str:
        match self.scheme:
            case Scheme.POSTGRESQL:
                return "?" + urlencode({"sslmode": "verify-full", "sslrootcert": self.authority}, safe="/")
            case Scheme.REDIS:
                return "?" + urlencode({"ssl_ca_certs": self.authority}, safe="/")
            case _:
                return ""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """The instances of a service that the edge spreads requests over, by their addresses, and their HTTP port.

    Once the resources in ``ready`` are there, they answer.
    """

    service: str
    instances: tuple[str, ...]
    port: int | None
    ready: tuple[Resource, ...] = ()

    def at(self, port: int | None) -> tuple[str, ...]:
        """Return ``address:port`` of every instance; none where there is no port."""
        return tuple(f"{address}:{port}" for address in self.instances) if port else ()


class HasEndpoint(Protocol):
    """A database, cache or queue: whatever else it builds, its callers find it by its endpoint."""

    endpoint: Endpoint


class HasBackends(Protocol):
    """An app tier: its services, ready to be balanced over."""

    backends: Mapping[str, Backend]


class HasUrl(Protocol):
    """A load balancer: where users reach the system, and what a person can do next, as commands by purpose."""

    url: Output[str]
    commands: Mapping[str, Input[str]]


@dataclass(frozen=True, kw_only=True)
class Args:
    """What every component is given: the system at its size, the stack's settings, and what the last run left."""

    system: SizedSystem
    settings: Settings
    history: History


@dataclass(frozen=True, kw_only=True)
class PlatformArgs(Args, Generic[N]):
    """For what a target lays down before anything runs on it."""

    network: N


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs(Args, Generic[P]):
    """For one database."""

    platform: P
    database: Database


@dataclass(frozen=True, kw_only=True)
class CacheArgs(Args, Generic[P]):
    """For one cache."""

    platform: P
    cache: Cache


@dataclass(frozen=True, kw_only=True)
class QueueArgs(Args, Generic[P]):
    """For one queue."""

    platform: P
    queue: Queue


@dataclass(frozen=True, kw_only=True)
class StorageArgs(Args, Generic[P]):
    """For one bucket."""

    platform: P
    bucket: Bucket


@dataclass(frozen=True, kw_only=True)
class AppTierArgs(Args, Generic[P]):
    """For all services, with the endpoints of what they may call."""

    platform: P
    endpoints: Mapping[str, Endpoint]


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs(Args, Generic[P]):
    """For the way in."""

    platform: P
    backends: Mapping[str, Backend]


class Builder(Protocol[A, R]):
    """A component's class, or a function like one."""

    def __call__(self, name: str, args: A, opts: ResourceOptions | None = None) -> R:
        """Register the component and everything below it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Target(Generic[N, P]):
    """One harbour: a component for each concern. ``N`` and ``P`` are its own network and platform.

    ``single_host`` is true where everything shares one machine. ``check`` raises what makes a deployment impossible,
    before anything is registered. ``refused`` has the settings that the target can't honour (dotted, * for any name)
    and why, with the way out; a stack that says one of them is refused. ``unheeded`` are those that it takes and does
    not build anything of yet; a stack is told so. ``kept`` returns the type and logical name of what stays after a
    destroy where the environment retains its data.
    """

    name: str
    network: Builder[Args, N]
    platform: Builder[PlatformArgs[N], P]
    database: Builder[DatabaseArgs[P], HasEndpoint]
    cache: Builder[CacheArgs[P], HasEndpoint]
    queue: Builder[QueueArgs[P], HasEndpoint]
    storage: Builder[StorageArgs[P], HasEndpoint]
    app_tier: Builder[AppTierArgs[P], HasBackends]
    load_balancer: Builder[LoadBalancerArgs[P], HasUrl]
    single_host: bool = False
    check: Callable[[Args], None] = lambda _args: None
    refused: Mapping[str, str] = field(default_factory=dict)
    unheeded: tuple[str, ...] = ()
    kept: Callable[[SizedSystem], Collection[tuple[str, str]]] = lambda _system: ()
    own_images: tuple[str, ...] = ()  # images of its own that users may replace in moorage:images
