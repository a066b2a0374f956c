"""Which containers a stack on a Docker host keeps running, and in which order they start; worked out from the spec."""

from collections.abc import Iterator

from components.docker import roles
from stacks._profiles import SizedSystem
from stacks._spec import EDGE, SystemSpec


def serving(system: SizedSystem) -> tuple[str, ...]:
    """Return the role of every container that must run, each after those that it needs."""
    return tuple(_serving(system))


def in_order(system: SizedSystem, there: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roles that are there in the order in which they start; what is not of the spec comes last."""
    order = serving(system)
    return (*(role for role in order if role in there), *sorted(set(there) - set(order)))


def parts(spec: SystemSpec) -> tuple[str, ...]:
    """Return the names of the servers that keep data: databases, caches, queues."""
    databases, caches = (item.name for item in spec.databases), (item.name for item in spec.caches)
    return (*databases, *caches, *(item.name for item in spec.queues))


def _serving(system: SizedSystem) -> Iterator[str]:
    spec = system.spec
    yield from (roles.LOGS, roles.BACKUPS)
    for database in spec.databases:
        yield roles.server_of(database.name)
        yield roles.backup_of(database.name)
        if database.pool:
            yield f"{database.name}-pool"
    servers = [name for name in parts(spec) if name not in {database.name for database in spec.databases}]
    yield from servers
    for service in spec.start_order:
        yield from (f"{service.name}-{number + 1}" for number in range(system.replicas(service)))
    yield EDGE
    for database in spec.databases:
        yield roles.exporter_of(database.name)
        if database.pool:
            yield roles.pool_exporter_of(database.name)
    yield from (roles.exporter_of(name) for name in servers)
    first = {roles.LOGS, roles.BACKUPS}
    yield from (role for role in roles.ALWAYS if role not in first)
