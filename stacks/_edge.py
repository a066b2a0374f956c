"""What the world sees: the edge with its routes, limits, headers and TLS, the same on every target."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stacks._machines import Machine
from stacks._services import Resources
from stacks._values import BySize, Environment


class Balancing(StrEnum):
    """How requests are spread over the instances of a service."""

    LEAST_CONNECTIONS = "least connections"
    ROUND_ROBIN = "round robin"


class Counted(StrEnum):
    """What a rate limit counts by."""

    CLIENT = "client"  # the address of the client
    HOST = "host"  # the name that was asked for: a tenant's


class Per(StrEnum):
    """The time that a rate limit counts over."""

    SECOND = "second"
    MINUTE = "minute"


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """At most ``requests`` per client address, or per host, in each second or minute; more are answered 429.

    ``burst`` requests above the rate pass without delay, so that a minute can see both numbers together. ``memory_mb``
    holds the addresses or hosts.
    """

    name: str
    requests: int
    per: Per
    burst: int
    by: Counted = Counted.CLIENT
    memory_mb: int = 10


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Seconds that the edge waits for a service: to connect, to send, and for an answer."""

    connect: int = 5  # an instance that is there answers at once, and one that has vanished must not be waited for
    send: int = 60
    read: int = 60


class Audience(StrEnum):
    """Who may use a route."""

    EVERYBODY = "everybody"
    OPERATORS = "operators"  # the addresses of moorage:accessRanges
    NOBODY = "nobody"  # answered 404, for what is only for the inside


@dataclass(frozen=True, kw_only=True)
class Route:
    """Requests whose path begins with ``path`` go to ``service``; the most specific path wins.

    ``hosts`` are names below the domain, "" the domain itself; empty means every host of the edge. A request must be
    within all ``limits``. What is not for everybody is so however it is written: in any case, with a slash or
    parameters (``;...``) at its end.
    """

    path: str
    service: str
    exact: bool = False
    hosts: tuple[str, ...] = ()
    limits: tuple[RateLimit, ...] = ()
    timeouts: Timeouts = Timeouts()
    buffering: bool = True
    websocket: bool = False
    logged: bool = True
    audience: Mapping[Environment, Audience] = field(default_factory=dict)  # EVERYBODY where it says nothing

    def audience_at(self, environment: Environment) -> Audience:
        """Return who may use the route in an environment."""
        return self.audience.get(environment, Audience.EVERYBODY)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Static files, served by the edge below ``path``; unknown paths get ``fallback``, a file of the same files (a
    single-page application), or 404 where there is none.

    Files that end in ``cached_extensions`` may be kept by browsers for ``cached_seconds``, unchanged. A request must be
    within all ``limits``.
    """

    files: str
    hosts: tuple[str, ...]
    path: str = "/"
    fallback: str | None = "/index.html"
    cached_extensions: tuple[str, ...] = ()
    cached_seconds: int = 0
    limits: tuple[RateLimit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tls:
    """How the edge speaks TLS: 1.2 and 1.3 only. ``ciphers`` are OpenSSL's names, for TLS 1.2."""

    ciphers: tuple[str, ...]
    session_cache_mb: int = 10
    session_minutes: int = 10


@dataclass(frozen=True, kw_only=True)
class Compression:
    """Answers of these types and at least so many bytes are compressed."""

    minimum_bytes: int
    types: tuple[str, ...]


class Protection(StrEnum):
    """What a web application firewall looks for."""

    INJECTION = "injection"
    SCRIPTING = "scripting"
    KNOWN_BAD_INPUTS = "known bad inputs"
    BAD_REPUTATION = "addresses of bad reputation"


@dataclass(frozen=True, kw_only=True)
class Firewall:
    """A web application firewall in front of the edge, where the target has one, in these environments."""

    protections: tuple[Protection, ...] = tuple(Protection)
    environments: tuple[Environment, ...] = (Environment.PROD,)


@dataclass(frozen=True, kw_only=True)
class ContentDelivery:
    """A content delivery network for the sites, where the target has one, in these environments."""

    environments: tuple[Environment, ...] = (Environment.PROD,)


class Protocol(StrEnum):
    """What a listener takes."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, kw_only=True)
class Listener:
    """A port of the edge that is not HTTP, spread over the instances of a service, for the networks that are allowed.

    It is closed until moorage:listeners says its public port, protocol and networks. ``port`` is the service's own,
    which it finds in ``variable``; empty means that it knows.
    """

    name: str
    service: str
    port: int
    variable: str = ""
    timeout_seconds: int = 600  # of silence on a connection


@dataclass(frozen=True, kw_only=True)
class Edge:
    """The one way in. Port 80 only redirects to https; every answer, errors included, carries ``headers``.

    ``private_paths`` are answered 404, and so is wherever a service is scraped: at the beginning of a path and of what
    is below a route, with all below them, because only the inside may ask for them. A rate limit counts per client and
    per edge instance: targets divide by their number. ``host_sizes`` as a service's.
    """

    sizes: BySize[Resources]
    host_sizes: BySize[Resources] = field(default_factory=dict)
    machine: Machine | None = None
    hosts: tuple[str, ...]
    routes: tuple[Route, ...]
    tls: Tls
    headers: Mapping[str, str]
    sites: tuple[Site, ...] = ()
    listeners: tuple[Listener, ...] = ()
    private_paths: tuple[str, ...] = ("/metrics",)
    balancing: Balancing = Balancing.LEAST_CONNECTIONS
    body_limit_mb: int = 50
    compression: Compression | None = None
    keepalive_seconds: int = 65
    upstream_keepalive: int = 32  # idle connections kept to each service
    upstream_failures: int = 3  # after so many failures an instance is left out ...
    upstream_failure_seconds: int = 30  # ... for so long
    worker_connections: int = 1024
    content_delivery: ContentDelivery | None = None
    firewall: Firewall | None = None

    @property
    def limits(self) -> tuple[RateLimit, ...]:
        """The limits of all routes and sites; one that several share is there as often."""
        parts: tuple[Route | Site, ...] = (*self.routes, *self.sites)
        return tuple(limit for part in parts for limit in part.limits)
