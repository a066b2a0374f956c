"""What must hold for every system: functions that say what is wrong with a spec, a line each."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cronsim import CronSim

from components import versions
from stacks._spec import (
    EDGE,
    Alert,
    BackupRule,
    ByEnvironment,
    Exporter,
    LogKind,
    Method,
    Objective,
    Place,
    Service,
    Severity,
    SystemSpec,
    Watch,
)

SECRET_NAME = re.compile(
    r"(?i)(password|passwd|passphrase|secret|token|credentials?|(api|access|private|signing|encryption|secret|ssh)_?key)$"
)
SECRET_TEXT = re.compile(
    r"-----BEGIN"
    r"|://[^/\s:@]*:[^/\s@]+@"  # a URL with a password
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\b(?=\w*[a-z])(?=\w*[A-Z])(?=\w*\d)\w{32,}\b"  # what nobody makes up
    # What the guides write: X-CIR-01, X-CLO-11, X-CLO-39, X-MAN-02, X-MAN-03, X-OPM-02, X-REV-31
    r"|secure[_-]?password|c2VjdXJlLXBhc3N3b3Jk|monitor_password|your_\w+|\b(admin:admin|opmas:opmas)\b"
)
MINUTES_OF_A_DAY = 1440

ANSWERS = frozenset({Exporter.NGINX, Exporter.APPLICATION})
# Whose metrics show what is watched; nobody's where logs, jobs and backups tell it themselves.
MEASURED_BY: Mapping[Watch, frozenset[Exporter]] = {
    Watch.UNREACHABLE: frozenset({Exporter.PROBES}),
    Watch.DATABASE_UNAVAILABLE: frozenset({Exporter.POSTGRESQL}),
    Watch.CACHE_UNAVAILABLE: frozenset({Exporter.REDIS}),
    Watch.QUEUE_UNAVAILABLE: frozenset({Exporter.NATS}),
    Watch.RESTARTING: frozenset({Exporter.CONTAINERS}),
    Watch.SILENCE: frozenset(),
    Watch.AVAILABILITY_PERCENT: frozenset({Exporter.PROBES}),
    Watch.ERROR_PERCENT: ANSWERS,
    Watch.LATENCY_MILLISECONDS: ANSWERS,
    Watch.REQUESTS_PER_HOUR: ANSWERS,
    Watch.REQUESTS_RATIO: ANSWERS,
    Watch.LATENCY_RATIO: ANSWERS,
    Watch.CPU_PERCENT: frozenset({Exporter.NODE, Exporter.CONTAINERS}),
    Watch.MEMORY_PERCENT: frozenset({Exporter.NODE, Exporter.CONTAINERS}),
    Watch.DISK_PERCENT: frozenset({Exporter.NODE}),
    Watch.POOL_PERCENT: frozenset({Exporter.PGBOUNCER}),
    Watch.QUEUE_LENGTH: frozenset({Exporter.NATS}),
    Watch.REPLICATION_SECONDS: frozenset({Exporter.POSTGRESQL}),
    Watch.DATABASE_GIGABYTES: frozenset({Exporter.POSTGRESQL}),
    Watch.LOG_ERRORS: frozenset(),
    Watch.FAILED_LOGINS: frozenset(),
    Watch.CERTIFICATE_DAYS: frozenset({Exporter.PROBES}),
    Watch.BACKUP_HOURS: frozenset(),
    Watch.BACKUP_COMPLETED: frozenset(),
    Watch.DRILL_DAYS: frozenset(),
    Watch.JOB_FAILED: frozenset(),
    Watch.UPDATE_AVAILABLE: frozenset(),
    Watch.QUERY: frozenset(),
}


def secrets_in_clear(spec: SystemSpec) -> Iterator[str]:
    """No value is named like a secret, and no text looks like one."""
    for service in spec.services:
        named: list[tuple[str, object]] = list(service.environment.items())
        for file in service.configuration:
            named += _leaves("", file.content)
        for name, value in named:
            plain = isinstance(value, ByEnvironment) or (isinstance(value, str) and not value.startswith("/"))
            if value and plain and SECRET_NAME.search(name):  # a path is where the secret is, and no secret
                yield f"{service.name} has {name} in clear"
    for path, text in _texts(spec, spec.name):
        if SECRET_TEXT.search(text):
            yield f"{path} looks like a secret"


def _leaves(name: str, tree: object) -> Iterator[tuple[str, object]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _leaves(key, value)
    else:
        yield name, tree


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{index}")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}")


def unwatched(spec: SystemSpec) -> Iterator[str]:
    """Every part is scraped, and its loss is a critical alert; so are silence, late backups and full disks."""
    scraped = {(scrape.exporter, scrape.of) for scrape in spec.monitoring.scrapes}
    wanted = [
        *((Exporter.APPLICATION, service.name) for service in spec.services if service.port or service.metrics_port),
        *((Exporter.POSTGRESQL, database.name) for database in spec.databases),
        *((Exporter.PGBOUNCER, database.name) for database in spec.databases if database.pool),
        *((Exporter.REDIS, cache.name) for cache in spec.caches),
        *((Exporter.NATS, queue.name) for queue in spec.queues),
        (Exporter.NGINX, EDGE),
        (Exporter.NODE, ""),
        (Exporter.CONTAINERS, ""),
        (Exporter.PROBES, ""),
    ]
    for exporter, of in wanted:
        if (exporter, of) not in scraped:
            yield f"nothing scrapes {exporter.value} {of}".strip()
    lost = [
        *((Watch.UNREACHABLE if service.port else Watch.RESTARTING, service.name) for service in spec.services),
        *((Watch.DATABASE_UNAVAILABLE, database.name) for database in spec.databases),
        *((Watch.CACHE_UNAVAILABLE, cache.name) for cache in spec.caches),
        *((Watch.QUEUE_UNAVAILABLE, queue.name) for queue in spec.queues),
        *((Watch.BACKUP_HOURS, database.name) for database in spec.databases),
        (Watch.DISK_PERCENT, ""),
        (Watch.SILENCE, ""),
    ]
    for watch, of in lost:
        if not _alerted(spec, watch, of, (Severity.CRITICAL,)):
            yield f"no critical alert watches {watch.value} {of}".strip()
    late = [(Watch.DRILL_DAYS, database.name) for database in spec.databases]
    for watch, of in (*late, (Watch.CERTIFICATE_DAYS, ""), (Watch.DISK_PERCENT, "")):
        if not _alerted(spec, watch, of, (Severity.WARNING,)):
            yield f"no warning watches {watch.value} {of}".strip()


def _alerted(spec: SystemSpec, watch: Watch, of: str, severities: tuple[Severity, ...]) -> bool:
    alerts = [alert for alert in spec.monitoring.alerts if alert.watch is watch and alert.severity in severities]
    return any(alert.of in {"", of} for alert in alerts)


def unmeasured(spec: SystemSpec) -> Iterator[str]:
    """Whatever alerts and objectives look at, somebody scrapes."""
    items: tuple[Alert | Objective, ...] = (*spec.monitoring.alerts, *spec.monitoring.objectives)
    own = {
        *(database.name for database in spec.databases),
        *(cache.name for cache in spec.caches),
        *(queue.name for queue in spec.queues),
    }
    for item in items:
        exporters = MEASURED_BY[item.watch]
        found = [scrape for scrape in spec.monitoring.scrapes if scrape.exporter in exporters]
        if item.of in own:  # each has an exporter of its own
            found = [scrape for scrape in found if scrape.of in {"", item.of}]
        if exporters and not found:
            yield f"{item.name} looks at {item.watch.value} {item.of}".strip() + ", which nobody scrapes"


def not_backed_up(spec: SystemSpec) -> Iterator[str]:
    """What keeps data is in a rule, leaves the host, and loses no more than the recovery point says."""
    kept = [
        *(database.name for database in spec.databases),
        *(queue.name for queue in spec.queues if queue.streams),
        *(bucket.name for bucket in spec.buckets),
        *(volume.name for service in spec.services for volume in service.volumes),
        "configuration",
    ]
    for name in kept:
        if not _rules(spec, name):
            yield f"{name} is in no backup"
    for database in spec.databases:
        if not any(rule.method is Method.FULL for rule in _rules(spec, database.name)):
            yield f"{database.name} has no full backup, which every other kind begins with"
        point = spec.backups.recovery.point_minutes
        changes = [rule for rule in _rules(spec, database.name) if rule.method in {Method.LOG, Method.INCREMENTAL}]
        if point < MINUTES_OF_A_DAY and not any(rule.method is Method.LOG for rule in changes):
            yield f"{database.name} has no log backup, and may lose {point} minutes at most"
        elif point < MINUTES_OF_A_DAY and min(_minutes_apart(rule) for rule in changes) > point:
            yield f"{database.name} is backed up more than {point} minutes apart"
    if not {copy.to for copy in spec.backups.copies} & {Place.SECOND_REPOSITORY, Place.OTHER_REGION}:
        yield "no copy of a backup leaves the host"


def alarming_backups(spec: SystemSpec) -> Iterator[str]:
    """No alert on a late backup or drill fires between two that are on time."""
    drill = spec.backups.recovery.drill_schedule
    for alert in spec.monitoring.alerts:
        if alert.watch is Watch.BACKUP_HOURS:
            whole = [rule for rule in _rules(spec, alert.of) if rule.method is not Method.LOG]
            if not whole or min(_minutes_apart(rule) for rule in whole) > (alert.above or 0) * 60:
                yield f"{alert.name} fires after {alert.above} hours, before the next backup of {alert.of}"
        if alert.watch is Watch.DRILL_DAYS and _apart(drill) > (alert.above or 0) * MINUTES_OF_A_DAY:
            yield f"{alert.name} fires after {alert.above} days, before the next drill"


def _rules(spec: SystemSpec, name: str) -> list[BackupRule]:
    return [rule for rule in spec.backups.rules if name in rule.of]


def _minutes_apart(rule: BackupRule) -> float:
    return _apart(rule.schedule)


def _apart(schedule: str) -> float:
    """Return the longest time between two moments of a schedule in three months, in minutes."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    times = CronSim(schedule, begin)
    moments = [next(times)]
    while moments[-1] < begin + timedelta(days=92):
        moments.append(next(times))
    return max((later - earlier).total_seconds() / 60 for earlier, later in pairwise(moments))


def below_floors(spec: SystemSpec) -> Iterator[str]:
    """What we run is as new as the guide asks for, or newer."""
    floors = [
        *(("postgresql", str(database.floor)) for database in spec.databases),
        *(("redis", str(cache.floor)) for cache in spec.caches),
        *(("nats", queue.floor) for queue in spec.queues),
    ]
    for program, floor in floors:
        try:
            versions.check_floor(program, floor)
        except versions.VersionError as error:
            yield str(error)


def unheard_alerts(spec: SystemSpec) -> Iterator[str]:
    """Every severity has a channel, a critical alert wakes somebody, and somebody is the first to be called."""
    for severity in Severity:
        if not spec.monitoring.routing.get(severity):
            yield f"{severity.value} alerts go nowhere"
    waking = {channel.value for channel in spec.monitoring.routing.get(Severity.CRITICAL, ())}
    if not waking & {"pager", "sms"}:
        yield "a critical alert wakes nobody"
    levels = {contact.level for contact in spec.contacts}
    if levels != set(range(1, len(levels) + 1)) or not levels:
        yield f"contacts have the levels {sorted(levels)}; escalation goes from 1 upwards without a gap"


def missing_logs(spec: SystemSpec) -> Iterator[str]:
    """Every kind of log is kept for a time that is said once."""
    kinds = [log.kind for log in spec.monitoring.logs]
    for kind in LogKind:
        if kinds.count(kind) != 1:
            yield f"{kind.value} logs are said {kinds.count(kind)} times"
    yield from (f"{log.kind.value} logs are not kept" for log in spec.monitoring.logs if log.keep_days < 1)


def cut_requests(spec: SystemSpec) -> Iterator[str]:
    """Where a service's command says how long a request may take, the edge and an update wait as long."""
    for service in spec.services:
        seconds = _timeout(service)
        reads = [route.timeouts.read for route in spec.edge.routes if route.service == service.name]
        if reads and max(reads) < seconds:
            yield f"{service.name} may take {seconds} s, and the edge waits {max(reads)} s"
        if service.stop_seconds < seconds:
            yield f"{service.name} may take {seconds} s, and an update ends it after {service.stop_seconds} s"


def _timeout(service: Service) -> int:
    found = re.search(r"--timeout[= ](\d+)", " ".join(service.command))
    return int(found[1]) if found else 0
