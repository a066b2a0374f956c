"""The contract between the one composition and the targets: what each component is given, and what it promises.

A target is a ``Target``: one component for each concern. mypy --strict holds every target to it, so parity between
targets is a type error, not a promise. What components promise is plain data (promises.py).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from pulumi import Input, Output, ResourceOptions

from components.history import History
from components.promises import Backend, Endpoint, Recoverable, Signal
from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._spec import Bucket, Cache, Database, Queue

N = TypeVar("N")
P = TypeVar("P")
M = TypeVar("M")
S = TypeVar("S")
A = TypeVar("A", contravariant=True)
R = TypeVar("R", covariant=True)
M_co = TypeVar("M_co", covariant=True)
S_co = TypeVar("S_co", covariant=True)


class Operated(Protocol[M_co, S_co]):
    """What can be watched and backed up."""

    @property
    def signals(self) -> Sequence[Signal[M_co]]:
        """What can be measured of it."""
        ...

    @property
    def recoverables(self) -> Sequence[Recoverable[S_co]]:
        """What of it must survive."""
        ...


class HasEndpoint(Operated[M_co, S_co], Protocol[M_co, S_co]):
    """A database, cache or queue: whatever else it builds, its callers find it by its endpoint."""

    endpoint: Endpoint


class HasBackends(Operated[M_co, S_co], Protocol[M_co, S_co]):
    """An app tier: its services, ready to be balanced over."""

    backends: Mapping[str, Backend]


class HasUrl(Operated[M_co, S_co], Protocol[M_co, S_co]):
    """A load balancer: where users reach the system, and what a person can do next, as commands by purpose."""

    url: Output[str]
    commands: Mapping[str, Input[str]]


class HasCommands(Protocol):
    """What a person can do next, as commands by purpose."""

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


@dataclass(frozen=True, kw_only=True)
class BackupsArgs(Args, Generic[P, S]):
    """For backups: everything that must survive."""

    platform: P
    recoverables: Sequence[Recoverable[S]]


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs(Args, Generic[P, M]):
    """For monitoring: everything that can be measured."""

    platform: P
    signals: Sequence[Signal[M]]


class Builder(Protocol[A, R]):
    """A component's class, or a function like one."""

    def __call__(self, name: str, args: A, opts: ResourceOptions | None = None) -> R:
        """Register the component and everything below it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Target(Generic[N, P, M, S]):
    """One harbour: a component for each concern. ``N`` and ``P`` are its own network and platform, ``M`` and ``S`` how
    it measures, and how it reaches what must survive.

    ``single_host`` is true where everything shares one machine. ``check`` raises what makes a deployment impossible,
    before anything is registered. ``refused`` has the settings that the target can't honour (dotted, * for any name)
    and why, with the way out; a stack that says one of them is refused. ``unheeded`` are those that it takes and does
    not build anything of yet; a stack is told so. ``kept`` returns the type and logical name of what stays after a
    destroy where the environment retains its data.
    """

    name: str
    network: Builder[Args, N]
    platform: Builder[PlatformArgs[N], P]
    database: Builder[DatabaseArgs[P], HasEndpoint[M, S]]
    cache: Builder[CacheArgs[P], HasEndpoint[M, S]]
    queue: Builder[QueueArgs[P], HasEndpoint[M, S]]
    storage: Builder[StorageArgs[P], HasEndpoint[M, S]]
    app_tier: Builder[AppTierArgs[P], HasBackends[M, S]]
    load_balancer: Builder[LoadBalancerArgs[P], HasUrl[M, S]]
    backups: Builder[BackupsArgs[P, S], Operated[M, S]]
    monitoring: Builder[MonitoringArgs[P, M], HasCommands]
    single_host: bool = False
    check: Callable[[Args], None] = lambda _args: None
    refused: Mapping[str, str] = field(default_factory=dict)
    unheeded: tuple[str, ...] = ()
    kept: Callable[[SizedSystem], Collection[tuple[str, str]]] = lambda _system: ()
    own_images: tuple[str, ...] = ()  # images of its own that users may replace in moorage:images
