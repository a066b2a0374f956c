"""A whole system, and what ties its parts together."""

from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from stacks._checks import EDGE, parts, problems
from stacks._data import Bucket, Cache, Database, Queue
from stacks._edge import Edge
from stacks._monitoring import Monitoring
from stacks._operations import Backups, Contact, Job, OperatorRole, Window
from stacks._services import Files, Service
from stacks._tenancy import Tenancy
from stacks._values import BySize, Environment, Secret, Source

Part = Service | Database | Cache | Queue | Bucket


class SpecError(ValueError):
    """A spec that does not fit together; its message lists every problem."""


@dataclass(frozen=True, kw_only=True, order=True)
class Call:
    """One part of the system may open connections to another."""

    caller: str
    callee: str


@dataclass(frozen=True, kw_only=True)
class Namespace:
    """Parts that a target with namespaces keeps apart from the others; what is in none is in the system's own."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HostResources:
    """What one host must have when everything runs on it."""

    cpus: int
    memory_gb: int
    disk_gb: int


@dataclass(frozen=True, kw_only=True)
class SystemSpec:
    """A system: what runs, what it keeps, what the world sees, who may talk to whom, and how it is operated.

    ``encrypted_calls`` are the environments in which services encrypt what they say to each other, besides what they
    always say over TLS: to databases, caches and queues. ``host`` is what one host must have for everything.
    """

    name: str
    title: str
    edge: Edge
    services: tuple[Service, ...]
    files: tuple[Files, ...] = ()
    databases: tuple[Database, ...] = ()
    caches: tuple[Cache, ...] = ()
    queues: tuple[Queue, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    secrets: tuple[Secret, ...] = ()
    tenancy: Tenancy | None = None
    namespaces: tuple[Namespace, ...] = ()
    encrypted_calls: tuple[Environment, ...] = (Environment.PROD,)
    host: BySize[HostResources] = field(default_factory=dict)
    monitoring: Monitoring
    backups: Backups
    window: Window
    jobs: tuple[Job, ...] = ()
    contacts: tuple[Contact, ...] = ()
    operators: tuple[OperatorRole, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a spec with problems, naming all of them at once."""
        found = list(problems(self))
        if found:
            raise SpecError(f"The spec of {self.name!r} does not fit together:\n  - " + "\n  - ".join(found))

    @property
    def callees(self) -> dict[str, Part]:
        """Everything that can be called, by name."""
        return {part.name: part for part in parts(self)}

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every declared connection, in order: the edge to the services behind it, services to what they call."""
        behind = {route.service for route in self.edge.routes} | {item.service for item in self.edge.listeners}
        routed = {Call(caller=EDGE, callee=name) for name in behind}
        declared = {Call(caller=service.name, callee=callee) for service in self.services for callee in service.calls}
        return tuple(sorted(routed | declared))

    def service(self, name: str) -> Service:
        """Return a service by name."""
        return next(service for service in self.services if service.name == name)

    def namespace_of(self, name: str) -> str:
        """Return the namespace of a part, or of what becomes of it (api-1 of api); empty for the system's own."""
        names = sorted((EDGE, *self.callees), key=len, reverse=True)  # api-gateway-1 is of api-gateway, not of api
        part = next((part for part in names if name == part or name.startswith(f"{part}-")), "")
        return next((namespace.name for namespace in self.namespaces if part in namespace.parts), "")

    @property
    def start_order(self) -> tuple[Service, ...]:
        """Every service after the services that it calls. Raises CycleError, which no spec that was made can."""
        services = {service.name: service for service in self.services}
        calls = {name: [callee for callee in item.calls if callee in services] for name, item in services.items()}
        return tuple(services[name] for name in TopologicalSorter(calls).static_order())

    @property
    def images(self) -> tuple[str, ...]:
        """The names of the app images, which users replace by their own in moorage:images."""
        named = [service.image for service in self.services] + [files.image for files in self.files]
        return tuple(sorted(set(named)))

    @property
    def supplied(self) -> tuple[str, ...]:
        """The names of the secrets that users supply in moorage:secrets."""
        return tuple(secret.name for secret in self.secrets if secret.source is Source.SUPPLIED)
