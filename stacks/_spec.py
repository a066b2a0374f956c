"""The vocabulary of Moorage: a system said once, in frozen data, without any cloud in it.

``SystemSpec`` is the whole of a system. Its parts are named after the field's standard terms and live in
``_services``, ``_data``, ``_edge`` and ``_operations``; a system's module imports them all from here. Making a
SystemSpec checks that everything it names is there, so a spec that imports is a spec that fits together.
"""

from dataclasses import dataclass
from graphlib import TopologicalSorter

from stacks._checks import EDGE, parts, problems
from stacks._data import (
    Access,
    Account,
    Bucket,
    Cache,
    CacheResources,
    Database,
    DatabaseResources,
    Eviction,
    Pool,
    Queue,
    QueueResources,
    Role,
    Snapshot,
    Stream,
)
from stacks._edge import (
    Audience,
    Balancing,
    Compression,
    Edge,
    Per,
    RateLimit,
    Route,
    Site,
    Timeouts,
    Tls,
)
from stacks._operations import (
    Alert,
    BackupRule,
    Contact,
    Dashboard,
    Job,
    LogClass,
    Method,
    Objective,
    Panel,
    Recovery,
    Severity,
    Task,
    Watch,
)
from stacks._services import Check, DataFile, Files, Migration, Mount, Resources, Scaling, Service, Volume
from stacks._values import (
    ByEnvironment,
    BySize,
    Delivery,
    Environment,
    Field,
    Generated,
    PlainValue,
    PublicOrigins,
    PublicUrl,
    Reference,
    Secret,
    SecretUse,
    SecretValue,
    Size,
    Workers,
)

__all__ = [
    "EDGE",
    "Access",
    "Account",
    "Alert",
    "Audience",
    "BackupRule",
    "Balancing",
    "Bucket",
    "ByEnvironment",
    "BySize",
    "Cache",
    "CacheResources",
    "Call",
    "Check",
    "Compression",
    "Contact",
    "Dashboard",
    "DataFile",
    "Database",
    "DatabaseResources",
    "Delivery",
    "Edge",
    "Environment",
    "Eviction",
    "Field",
    "Files",
    "Generated",
    "Job",
    "LogClass",
    "Method",
    "Migration",
    "Mount",
    "Objective",
    "Panel",
    "Per",
    "PlainValue",
    "Pool",
    "PublicOrigins",
    "PublicUrl",
    "Queue",
    "QueueResources",
    "RateLimit",
    "Recovery",
    "Reference",
    "Resources",
    "Role",
    "Route",
    "Scaling",
    "Secret",
    "SecretUse",
    "SecretValue",
    "Service",
    "Severity",
    "Site",
    "Size",
    "Snapshot",
    "SpecError",
    "Stream",
    "SystemSpec",
    "Task",
    "Timeouts",
    "Tls",
    "Volume",
    "Watch",
    "Workers",
]

Part = Service | Database | Cache | Queue | Bucket


class SpecError(ValueError):
    """A spec that does not fit together; its message lists every problem."""


@dataclass(frozen=True, kw_only=True, order=True)
class Call:
    """One part of the system may open connections to another."""

    caller: str
    callee: str


@dataclass(frozen=True, kw_only=True)
class SystemSpec:
    """A system: what runs, what it keeps, what the world sees, who may talk to whom, and how it is operated."""

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
    alerts: tuple[Alert, ...] = ()
    objectives: tuple[Objective, ...] = ()
    logs: tuple[LogClass, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    backups: tuple[BackupRule, ...] = ()
    recovery: Recovery
    jobs: tuple[Job, ...] = ()
    contacts: tuple[Contact, ...] = ()

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
        """Every declared connection, in order: the edge to the services it routes to, services to what they call."""
        routed = {Call(caller=EDGE, callee=route.service) for route in self.edge.routes}
        declared = {Call(caller=service.name, callee=callee) for service in self.services for callee in service.calls}
        return tuple(sorted(routed | declared))

    def service(self, name: str) -> Service:
        """Return a service by name."""
        return next(service for service in self.services if service.name == name)

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
