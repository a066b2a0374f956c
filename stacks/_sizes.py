"""Checks of a spec's numbers: every part has every size, and what shares something fits into it."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stacks._data import Access, Database
from stacks._machines import Machine
from stacks._services import Resources
from stacks._values import BySize, Size

if TYPE_CHECKING:
    from stacks._system import SystemSpec

MAINTENANCE_CONNECTIONS = 20  # of max_connections, kept free of pools for migrations, monitoring and people


def size_problems(spec: "SystemSpec") -> Iterator[str]:
    """Say which numbers do not fit, a line each."""
    for name, sizes in _tables(spec):
        for size in Size:
            if size not in sizes:
                yield f"{name!r} has no size {size.value!r}"
    for cache in spec.caches:
        for size, resources in cache.sizes.items():
            if resources.data_mb > resources.memory_mb * 3 / 4:  # a snapshot forks, and copies what changes meanwhile
                yield f"cache {cache.name!r} at {size.value}: data_mb leaves less than a quarter of memory_mb free"
    for database in spec.databases:
        yield from _database_problems(database)
    for service in spec.services:
        yield from _request_problems(service.name, service.sizes)
        yield from _request_problems(f"{service.name} on one host", service.host_sizes)
    yield from _request_problems("edge", spec.edge.sizes)
    yield from _request_problems("edge on one host", spec.edge.host_sizes)


def _tables(spec: "SystemSpec") -> Iterator[tuple[str, Collection[Size]]]:
    for service in spec.services:
        yield service.name, service.sizes
        yield from _optional(f"{service.name} on one host", service.host_sizes)
        yield from _machine(service.name, service.machine)
    for database in spec.databases:
        yield database.name, database.sizes
        yield from _optional(f"{database.name} on one host", database.host_sizes)
    yield from ((cache.name, cache.sizes) for cache in spec.caches)
    yield from ((queue.name, queue.sizes) for queue in spec.queues)
    yield "edge", spec.edge.sizes
    yield from _optional("edge on one host", spec.edge.host_sizes)
    yield from _machine("edge", spec.edge.machine)
    yield from _optional("host", spec.host)


def _optional(name: str, sizes: Collection[Size]) -> Iterator[tuple[str, Collection[Size]]]:
    """Yield a table that may be left out, but not in part."""
    if sizes:
        yield name, sizes


def _machine(name: str, machine: Machine | None) -> Iterator[tuple[str, Collection[Size]]]:
    if machine:
        yield f"the machine of {name}", {*machine.sizes, Size.LAPTOP}  # no laptop rents machines


def _request_problems(name: str, sizes: BySize[Resources]) -> Iterator[str]:
    for size, resources in sizes.items():
        if (resources.requested_cpus or 0) > resources.cpus:
            yield f"{name!r} at {size.value}: requested_cpus {resources.requested_cpus:g} are over the limit"
        if (resources.requested_memory_mb or 0) > resources.memory_mb:
            yield f"{name!r} at {size.value}: requested_memory_mb {resources.requested_memory_mb} are over the limit"


def _database_problems(database: Database) -> Iterator[str]:
    names = [role.name for role in database.logins]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"database {database.name!r} has two roles {name!r}"
    if not any(role.access is Access.OWNER for role in database.roles):
        yield f"database {database.name!r} has no role with access OWNER"
    alone = replace(database, tenants=())
    for size in database.sizes:
        yield from pool_problems(alone, size)


def pool_problems(database: Database, size: Size) -> Iterator[str]:
    """Say whether the pool may open more connections at a size than the server has for it, tenants' included."""
    said = database.parameters_at(size).get("max_connections", "100")
    if not said.isdigit():
        yield f"database {database.name!r} at {size.value}: max_connections is {said!r}; write a number, such as 200"
        return
    allowed = int(said)
    pooled = sum(database.pooled(role) for role in database.logins)
    if database.pool and pooled > allowed - MAINTENANCE_CONNECTIONS:
        yield (
            f"database {database.name!r} at {size.value}: {pooled} pooled connections of {len(database.logins)} "
            f"roles do not fit max_connections {allowed} less {MAINTENANCE_CONNECTIONS}"
        )
