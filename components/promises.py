"""What components promise, as plain data: where they answer, what can be measured, and what must survive."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from pulumi import Input, Output, Resource

from stacks._spec import Field, Watch

M = TypeVar("M", covariant=True)
S = TypeVar("S", covariant=True)


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


@dataclass(frozen=True, kw_only=True)
class Signal(Generic[M]):
    """Something about a part that can be measured and held against a threshold: what a component offers to monitoring.

    ``of`` is the part, "" for hosts; ``measure`` is how the target measures it.
    """

    watch: Watch
    of: str
    measure: M


class Kind(StrEnum):
    """What something that must survive is."""

    DATABASE = "database"
    CACHE = "cache"
    QUEUE = "queue"
    BUCKET = "bucket"
    VOLUME = "volume"
    FILES = "files"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, kw_only=True)
class Recoverable(Generic[S]):
    """Something that must survive: what a component offers to backups.

    ``name`` is what rules call it; ``source`` is how the target reaches it.
    """

    name: str
    kind: Kind
    source: S
