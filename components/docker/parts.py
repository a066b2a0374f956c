"""Which part of a system a container belongs to, and whose log it writes: one table, for logs and metrics."""

from components.docker.naming import migration_of
from components.docker.roles import RESERVED, backup_of, exporter_of, pool_exporter_of, server_of
from components.files.rsyslog import LogSource, Writer
from stacks._spec import EDGE, SystemSpec


def log_sources(spec: SystemSpec) -> dict[str, LogSource]:
    """Return, by a container's name without the number of an instance, its part and what writes its log.

    A container that operates the whole system is a part of its own; one that operates a part belongs to it.
    """
    found = {name: LogSource(part=name, writer=Writer.OTHER) for name in RESERVED}
    found[EDGE] = LogSource(part=EDGE, writer=Writer.EDGE)
    for service in spec.services:
        for role in (service.name, migration_of(service.name), f"{service.name}-first-data"):
            found[role] = LogSource(part=service.name, writer=Writer.SERVICE)
    for files in spec.files:
        found[f"{files.name}-copy"] = LogSource(part=files.name, writer=Writer.OTHER)
    for database in spec.databases:
        name = database.name
        found[server_of(name)] = LogSource(part=name, writer=Writer.POSTGRESQL)
        found[f"{name}-pool"] = LogSource(part=name, writer=Writer.PGBOUNCER)
        for role in (backup_of(name), exporter_of(name), pool_exporter_of(name)):
            found[role] = LogSource(part=name, writer=Writer.OTHER)
    servers = {cache.name: Writer.REDIS for cache in spec.caches} | {queue.name: Writer.NATS for queue in spec.queues}
    for name, writer in servers.items():
        found[name] = LogSource(part=name, writer=writer)
        found[exporter_of(name)] = LogSource(part=name, writer=Writer.OTHER)
    return found


def part_of(role: str, spec: SystemSpec) -> str:
    """Return the part that a container belongs to: backend of backend-1."""
    sources = log_sources(spec)
    source = sources.get(role) or sources[role.rpartition("-")[0]]
    return source.part
