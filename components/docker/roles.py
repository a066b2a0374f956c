"""The containers that operate a system: what they are called, and who of them talks to whom.

Their names are taken: no part of a system may have one of them (checks.py).
"""

from collections.abc import Iterator

from stacks._settings import Settings
from stacks._spec import EDGE, Call, Exporter, SystemSpec

ALERTMANAGER = "alertmanager"
BACKUPS = "backups"  # the host of the first repository: takes the write-ahead log, gives restores
CONTAINERS_EXPORTER = "containers-exporter"
DASHBOARDS = "dashboards"
DRILLS = "drills"
EDGE_EXPORTER = "edge-exporter"
LOG_METRICS = "log-metrics"
LOGS = "logs"
LOG_SEARCH = "log-search"
LOG_STORE = "log-store"
NODE_EXPORTER = "node-exporter"
OPERATIONS = "operations"  # the scheduler: carries out backups and maintenance
PROBES = "probes"
PROMETHEUS = "prometheus"

# Those that are always there; the others are asked for.
ALWAYS = (
    ALERTMANAGER, BACKUPS, CONTAINERS_EXPORTER, DRILLS, EDGE_EXPORTER, LOG_METRICS, LOGS, NODE_EXPORTER, OPERATIONS,
    PROBES, PROMETHEUS,
)  # fmt: skip
RESERVED = frozenset({*ALWAYS, DASHBOARDS, LOG_SEARCH, LOG_STORE})


def exporter_of(part: str) -> str:
    """Return the name of the container that answers scrapes for a database's server, a cache or a queue."""
    return f"{part}-exporter"


def pool_exporter_of(database: str) -> str:
    """Return the name of the container that answers scrapes for a database's pool."""
    return f"{database}-pool-exporter"


def backup_of(database: str) -> str:
    """Return the name of the container beside a database's server that reads its files for backups."""
    return f"{database}-backup"


def server_of(database: str) -> str:
    """Return the name of the server behind a database's pool."""
    return f"{database}-server"


def operating_links(spec: SystemSpec, settings: Settings) -> Iterator[Call]:
    """Yield who must reach whom so that the system is watched and backed up."""
    scraped = [
        ALERTMANAGER, CONTAINERS_EXPORTER, DRILLS, EDGE_EXPORTER, LOG_METRICS, NODE_EXPORTER, OPERATIONS, PROBES
    ]  # fmt: skip
    for database in spec.databases:
        server = server_of(database.name) if database.pool else database.name
        yield Call(caller=exporter_of(database.name), callee=server)
        yield Call(caller=server, callee=BACKUPS)
        yield Call(caller=OPERATIONS, callee=backup_of(database.name))
        yield Call(caller=OPERATIONS, callee=server)
        scraped.append(exporter_of(database.name))
        if database.pool:
            yield Call(caller=pool_exporter_of(database.name), callee=database.name)
            scraped.append(pool_exporter_of(database.name))
    for name in (*(cache.name for cache in spec.caches), *(queue.name for queue in spec.queues)):
        yield Call(caller=exporter_of(name), callee=name)
        yield Call(caller=OPERATIONS, callee=name)
        scraped.append(exporter_of(name))
    scraped += [scrape.of for scrape in spec.monitoring.scrapes if scrape.exporter is Exporter.APPLICATION]
    yield from (Call(caller=PROMETHEUS, callee=name) for name in scraped)
    yield Call(caller=PROBES, callee=EDGE)
    yield Call(caller=EDGE_EXPORTER, callee=EDGE)
    yield Call(caller=DRILLS, callee=BACKUPS)
    yield Call(caller=OPERATIONS, callee=PROMETHEUS)
    if settings.dashboards:
        yield Call(caller=DASHBOARDS, callee=PROMETHEUS)
        yield Call(caller=DASHBOARDS, callee=ALERTMANAGER)
        yield Call(caller=EDGE, callee=DASHBOARDS)
    if settings.log_store:
        yield Call(caller=LOGS, callee=LOG_STORE)
        yield Call(caller=LOG_SEARCH, callee=LOG_STORE)
        yield Call(caller=EDGE, callee=LOG_SEARCH)


def ways_out(spec: SystemSpec, settings: Settings) -> tuple[str, ...]:
    """Return who may reach the world: services that say why, who delivers alerts, who copies backups elsewhere."""
    found = [service.name for service in spec.services if service.egress]
    if settings.receivers.channels or settings.receivers.heartbeat:
        found.append(ALERTMANAGER)
    if settings.second_repository.remote:
        found += [BACKUPS, OPERATIONS]
    return tuple(found)
