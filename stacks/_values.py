"""Values that a spec can hold: what is known when it is written, and what is known only when the system is deployed.

Everything here is frozen data. A target turns each of them into what its containers, machines or clusters want.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Size(StrEnum):
    """How big a system is. ``laptop`` fits two cores; the others are the guides' three columns."""

    LAPTOP = "laptop"
    SMALL = "small"  # the guides' "minimum"
    MEDIUM = "medium"  # the guides' "recommended"
    LARGE = "large"  # the guides' "enterprise"


class Environment(StrEnum):
    """Which of the three environments a stack is; each has the profile of the same name."""

    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"


BySize = Mapping[Size, T]


class Field(StrEnum):
    """What one part of a system may want to know of another."""

    HOST = "host"
    PORT = "port"
    NAME = "name"  # of the database inside its server, of a stream, of a bucket
    USER = "user"
    PASSWORD = "password"  # noqa: S105 - the name of a fact, not a password
    URL = "url"  # secret where it holds a password
    AUTHORITY = "authority"  # path of the certificate authority's certificate, which TLS clients verify against


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A fact of another part of the system: ``Reference(of="database", field=Field.URL, role="clo_user")``.

    ``role`` is a database's role or a queue's account, and may be left out where there is only one. ``reader`` wants
    the servers that answer reads and may lag behind; where a target has none, it is the database itself.
    """

    of: str
    field: Field
    role: str = ""
    reader: bool = False


@dataclass(frozen=True, kw_only=True)
class SecretNamed:
    """The value of a secret, by its name in ``SystemSpec.secrets``."""

    name: str


@dataclass(frozen=True, kw_only=True)
class ByEnvironment:
    """A value that differs between the environments."""

    dev: str
    staging: str
    prod: str

    def at(self, environment: Environment) -> str:
        """Return the value for one environment."""
        return {Environment.DEV: self.dev, Environment.STAGING: self.staging, Environment.PROD: self.prod}[environment]


@dataclass(frozen=True, kw_only=True)
class PublicUrl:
    """An https address of the system as its users see it: the domain, or a name below it, and a path."""

    host: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class PublicOrigins:
    """Comma-separated https origins, for CORS; each host is a name below the domain, "" the domain itself."""

    hosts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Workers:
    """A worker count that follows the CPU limit of the container, not the cores of the host: per_cpu x CPUs + plus."""

    per_cpu: int
    plus: int = 0

    def at(self, cpus: float) -> int:
        """Return the count for a CPU limit; at least one."""
        return max(1, int(self.per_cpu * cpus) + self.plus)


@dataclass(frozen=True, kw_only=True)
class MemoryShare:
    """Megabytes: so many percent of the memory limit of the container, for programs that bound themselves."""

    percent: int

    def at(self, memory_mb: int) -> int:
        """Return the megabytes for a memory limit."""
        return memory_mb * self.percent // 100


@dataclass(frozen=True, kw_only=True)
class TenantNames:
    """The names of all tenants of the stack, comma-separated; empty without any."""


PlainValue = str | ByEnvironment | PublicUrl | PublicOrigins | Workers | MemoryShare | TenantNames | Reference
SecretValue = SecretNamed | Reference


class Delivery(StrEnum):
    """How an app wants a secret. A file wherever its guide's app can read one."""

    FILE = "file"  # at /run/secrets/<name>, and its path in the variable <VARIABLE>_FILE
    ENVIRONMENT = "environment"  # in the variable itself, only where the guide's app knows nothing else


@dataclass(frozen=True, kw_only=True)
class SecretUse:
    """A secret that a service is given: the variable the app knows it by, its value, and how the app wants it."""

    variable: str
    value: SecretValue
    delivery: Delivery = Delivery.FILE


class Source(StrEnum):
    """Where the value of a secret comes from."""

    GENERATED = "generated"  # letters and digits, once per stack
    SUPPLIED = "supplied"  # from moorage:secrets, because somebody else has issued it


@dataclass(frozen=True, kw_only=True)
class Secret:
    """A secret of the system, kept encrypted and handed over by reference.

    A supplied one that is not in moorage:secrets is not handed over at all: its services go without what it opens.
    ``rotate_days`` is how old it may become; ``None`` means that a new one would make data unreadable.
    """

    name: str
    length: int = 32
    source: Source = Source.GENERATED
    rotate_days: int | None = 90
