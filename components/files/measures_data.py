"""What keeps data, as PromQL: databases, caches, queues, and their backups and drills."""

from collections import defaultdict
from collections.abc import Iterator

from components.files.measures_of import Measured
from components.files.measures_promql import either, labelled, none_of, number, one_of, select, text
from stacks._data import Retention
from stacks._monitoring import Exporter
from stacks._operations import Method

GIGABYTE = 2**30  # as disks of clouds and quotas of ours are counted
SINCE = "max(moorage_since_timestamp_seconds)"
# A dump is no backup that a server can be recovered from, and the log alone none at all.
WHOLE = (Method.FULL, Method.INCREMENTAL, Method.COPY)
JUST_NOW = 3600  # seconds: longer than an alert may wait, shorter than from one backup to the next


def _unavailable(metric: str, of: str) -> str:
    selector = select(metric, part=of)
    return f"max by (part) ({selector}) == 0 or absent({selector})"


def database_unavailable(measured: Measured, of: str, _within: str) -> str:
    """Return the databases whose server or pool is not there: callers reach one through the other."""
    found = []
    for part in _parts(measured, Exporter.POSTGRESQL, of):
        found.append(_unavailable("pg_up", part))
        if measured.scrapes(Exporter.PGBOUNCER, part):
            found.append(_unavailable("pgbouncer_up", part))
    return either(found)


def cache_unavailable(measured: Measured, of: str, _within: str) -> str:
    """Return the caches that are not there."""
    return either(_unavailable("redis_up", part) for part in _parts(measured, Exporter.REDIS, of))


def queue_unavailable(measured: Measured, of: str, _within: str) -> str:
    """Return the queues of which half or more is not there: a cluster then takes no message."""

    def lost(part: str) -> str:
        mine = [item for item in measured.scraped if item.exporter is Exporter.NATS and item.of == part]
        servers = sum(len(item.instances) for item in mine)
        up = select("nats_up", part=part)
        return f"2 * sum by (part) ({up}) <= {servers} or absent({up})"

    return either(lost(part) for part in _parts(measured, Exporter.NATS, of))


def _parts(measured: Measured, exporter: Exporter, of: str) -> tuple[str, ...]:
    """Return the part, or all that the exporter is there for."""
    return (of,) if of else tuple(item.of for item in measured.scraped if item.exporter is exporter)


def pool(measured: Measured, of: str, within: str) -> str:
    """Return each role's connections in use against what the pool may open for it, and the server's against all."""
    database = (f"database={text(within)}",) if within else ()
    found = []
    for limit, parts, roles in _limits(measured, of):
        used = select("pgbouncer_pools_server_active_connections", one_of("user", roles), *database, part=parts)
        found.append(f"100 * max by (part, database, user) ({used}) / {limit}")
    if not within:
        taken = f"sum by (part, instance) ({select('pg_stat_database_numbackends', part=of)})"
        found.append(f"100 * {taken} / max by (part, instance) ({select('pg_settings_max_connections', part=of)})")
    return either(found)


def _limits(measured: Measured, of: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield how many connections, in the pool of which database, for which roles."""
    for database in measured.spec.databases:
        if database.pool is None or of not in {"", database.name}:
            continue
        roles = defaultdict(list)
        for role in database.logins:
            roles[database.pooled(role)].append(role.name)
        for limit, names in sorted(roles.items()):
            yield limit, database.name, names


def queue_length(measured: Measured, of: str, within: str) -> str:
    """Return the messages that wait: of work queues all that are kept, of others what consumers have not got yet."""
    found = []
    for queue in measured.spec.queues:
        if of not in {"", queue.name}:
            continue
        streams = [stream for stream in queue.streams if within in {"", stream.name}]
        work = [stream.name for stream in streams if stream.retention is Retention.WORK]
        kept = [stream.name for stream in streams if stream.retention is not Retention.WORK]
        if work:
            total = select("jetstream_stream_total_messages", one_of("stream_name", work), part=queue.name)
            found.append(f"max by (part, stream_name) ({total})")
        if kept:
            pending = select("jetstream_consumer_num_pending", one_of("stream_name", kept), part=queue.name)
            found.append(f"max by (part, stream_name, consumer_name) ({pending})")
    return f"sum by (part) ({either(found) if found else select('jetstream_consumer_num_pending', part=of)})"


def replication(_measured: Measured, of: str, _within: str) -> str:
    """Return how far each replica is behind."""
    lag, replica = (select(f"pg_replication_{what}", part=of) for what in ("lag_seconds", "is_replica"))
    return f"max by (part, instance) ({lag}) and max by (part, instance) ({replica}) == 1"


def database_size(_measured: Measured, of: str, within: str) -> str:
    """Return the size of one database, or of each."""
    name = (f"datname={text(within)}",) if within else ()
    return f"max by (part, datname) ({select('pg_database_size_bytes', *name, part=of)}) / {GIGABYTE}"


def backup_age(measured: Measured, of: str, _within: str) -> str:
    """Return the hours since the last good backup in each repository; without one, since there should be any."""
    return either(_backup_ages(measured, of))


def _backup_ages(measured: Measured, of: str) -> Iterator[str]:
    rules = [rule for rule in measured.spec.backups.rules if rule.method in WHOLE]
    for name in (of,) if of else dict.fromkeys(item for rule in rules for item in rule.of):
        chosen = [one_of("rule", (rule.name for rule in rules if name in rule.of))]
        for repository in measured.repositories or ("",):
            where = [f"repository={text(repository)}"] if repository else []
            last = select("moorage_backup_last_success_timestamp_seconds", f"of={text(name)}", *chosen, *where)
            never = labelled(SINCE, of=name, **({"repository": repository} if repository else {}))
            by = "of, repository" if repository else "of"
            yield f"(time() - (max by ({by}) ({last}) or {never})) / 3600"


def backup_completed(measured: Measured, of: str, _within: str) -> str:
    """Return the backups of the last hour, the archiving of the log left out: it goes on all the time."""
    logs = [rule.name for rule in measured.spec.backups.rules if rule.method is Method.LOG]
    name = [f"of={text(of)}"] if of else []
    last = select("moorage_backup_last_success_timestamp_seconds", *name, none_of("rule", logs))
    return f"time() - max by (of, rule) ({last}) < {JUST_NOW}"


def drill_age(_measured: Measured, of: str, _within: str) -> str:
    """Return the days since the last good drill; without one, since there should be any."""
    name = [f"of={text(of)}"] if of else []
    last = f"max by (of) ({select('moorage_drill_last_success_timestamp_seconds', *name)})"
    never = labelled(SINCE, of=of) if of else f"{SINCE} unless on () {last}"
    return f"(time() - ({last} or {never})) / 86400"


def job_failed(_measured: Measured, _of: str, _within: str) -> str:
    """Return the jobs whose last run has failed."""
    return "max by (task) (moorage_job_failed) == 1"


def updates(_measured: Measured, of: str, _within: str) -> str:
    """Return the parts that updates are there for."""
    return f"max by (part) ({select('moorage_updates_available', part=of)}) > 0"


def repository_room(backups: float) -> str:
    """Return the repositories that have no room for so many backups as large as their largest one."""
    return (
        "max by (repository) (moorage_repository_available_bytes)"
        f" < {number(backups)} * max by (repository) (moorage_backup_bytes)"
    )
