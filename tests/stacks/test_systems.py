"""Every system: what the guides promise without saying it, and that each of these checks finds what it is for."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

import stacks
from components import versions
from stacks._spec import (
    Alert,
    Channel,
    Copy,
    Exporter,
    Objective,
    Place,
    PublicUrl,
    Severity,
    Size,
    SystemSpec,
    Volume,
    Watch,
)
from tests.docs.rows import SYSTEMS
from tests.stacks import capacity, invariants
from tests.stacks.changed import (
    BACKEND,
    BACKUPS,
    CACHE,
    CLO,
    DATABASE,
    EDGE,
    MONITORING,
    QUEUE,
    at,
    backend,
    backups,
    cache,
    clo,
    database,
    edge,
    monitoring,
    without,
)

Rule: TypeAlias = Callable[[SystemSpec], Iterator[str]]

EACH = pytest.mark.parametrize("spec", [pytest.param(stacks.load(name), id=name) for name in stacks.names()])


def wrong(rule: Rule, spec: SystemSpec) -> str:
    return "\n".join(rule(spec))


@EACH
def test_no_secret_is_in_the_spec(spec: SystemSpec) -> None:
    assert not wrong(invariants.secrets_in_clear, spec)


@EACH
def test_every_part_is_watched(spec: SystemSpec) -> None:
    assert not wrong(invariants.unwatched, spec)


@EACH
def test_objectives_are_alerted_or_measured(spec: SystemSpec) -> None:
    assert not wrong(invariants.unmeasured, spec)


def test_every_watch_says_who_measures_it() -> None:
    assert set(invariants.MEASURED_BY) == set(Watch)


@EACH
def test_everything_that_keeps_data_is_backed_up(spec: SystemSpec) -> None:
    assert not wrong(invariants.not_backed_up, spec)


@EACH
def test_no_alert_fires_while_backups_are_on_time(spec: SystemSpec) -> None:
    assert not wrong(invariants.alarming_backups, spec)


@EACH
def test_memory_settings_fit_the_memory(spec: SystemSpec) -> None:
    assert not wrong(capacity.memory_misfits, spec)


@EACH
def test_a_laptop_carries_it(spec: SystemSpec) -> None:
    assert not wrong(capacity.too_much_for_a_laptop, spec)


@EACH
def test_single_host_fits(spec: SystemSpec) -> None:
    assert not wrong(capacity.too_much_for_one_host, spec)


@EACH
def test_sizes_grow(spec: SystemSpec) -> None:
    assert not wrong(capacity.shrinking_sizes, spec)


@EACH
def test_floors_are_reached(spec: SystemSpec) -> None:
    assert not wrong(invariants.below_floors, spec)


@pytest.mark.parametrize(("program", "parts"), [("postgresql", "databases"), ("redis", "caches"), ("nats", "queues")])
def test_the_table_of_versions_has_the_floors_of_the_specs(program: str, parts: str) -> None:
    for floor in versions.program(program).floors:
        system = SYSTEMS[floor.requirement.partition("-")[0]]
        for part in getattr(stacks.load(system), parts):
            assert str(part.floor) == floor.version.removesuffix(".0"), f"{system} {part.name}: {floor.requirement}"


@EACH
def test_every_alert_has_a_receiver_channel(spec: SystemSpec) -> None:
    assert not wrong(invariants.unheard_alerts, spec)


@EACH
def test_log_classes_are_complete(spec: SystemSpec) -> None:
    assert not wrong(invariants.missing_logs, spec)


@EACH
def test_requests_never_time_out_before_their_worker(spec: SystemSpec) -> None:
    assert not wrong(invariants.cut_requests, spec)


# What each rule must find, so that none of them passes whatever a spec says.
WRONG: tuple[tuple[Rule, SystemSpec, str], ...] = (
    (
        invariants.secrets_in_clear,
        backend(environment={"ADMIN_PASSWORD": "hunter2"}),
        "backend has ADMIN_PASSWORD in clear",
    ),
    (
        invariants.secrets_in_clear,
        backend(command=("serve", "--database=postgresql://clo:hunter2@database/clo")),
        "clo.services.0.command.1 looks like a secret",
    ),
    (
        invariants.secrets_in_clear,
        backend(environment={"NOTE": "the login is admin:admin"}),
        "clo.services.0.environment.NOTE looks like a secret",
    ),
    (
        invariants.unwatched,
        monitoring(scrapes=without(MONITORING.scrapes, exporter=Exporter.REDIS)),
        "nothing scrapes redis cache",
    ),
    (
        invariants.unwatched,
        monitoring(alerts=without(MONITORING.alerts, watch=Watch.UNREACHABLE)),
        "no critical alert watches unreachable backend",
    ),
    (
        invariants.unwatched,
        monitoring(alerts=without(MONITORING.alerts, watch=Watch.SILENCE)),
        "no critical alert watches silence",
    ),
    (invariants.unwatched, clo(queues=(QUEUE,)), "nothing scrapes nats queue"),
    (invariants.unwatched, clo(queues=(QUEUE,)), "no critical alert watches queue unavailable queue"),
    (
        invariants.unwatched,
        monitoring(alerts=without(MONITORING.alerts, watch=Watch.CERTIFICATE_DAYS)),
        "no warning watches certificate days",
    ),
    (
        invariants.unmeasured,
        monitoring(objectives=(Objective(name="waiting", watch=Watch.QUEUE_LENGTH, at_most=10),)),
        "waiting looks at queue length, which nobody scrapes",
    ),
    (
        invariants.unmeasured,
        monitoring(scrapes=without(MONITORING.scrapes, exporter=Exporter.PGBOUNCER)),
        "pool-exhausted looks at pool percent database, which nobody scrapes",
    ),
    (
        invariants.not_backed_up,
        backend(volumes=(Volume(name="uploads", path="/uploads", size_gb=1),)),
        "uploads is in no backup",
    ),
    (invariants.not_backed_up, clo(queues=(QUEUE,)), "queue is in no backup"),
    (
        invariants.not_backed_up,
        backups(rules=without(BACKUPS.rules, name="system")),
        "configuration is in no backup",
    ),
    (
        invariants.not_backed_up,
        backups(rules=without(BACKUPS.rules, name="database-log")),
        "database has no log backup, and may lose 15 minutes at most",
    ),
    (
        invariants.not_backed_up,
        backups(recovery=dataclasses.replace(BACKUPS.recovery, point_minutes=4)),
        "database is backed up more than 4 minutes apart",
    ),
    (
        invariants.not_backed_up,
        backups(rules=tuple(rule for rule in BACKUPS.rules if rule.name not in {"database", "system"})),
        "database has no full backup, which every other kind begins with",
    ),
    (
        invariants.not_backed_up,
        backups(copies=(Copy(to=Place.COLD_STORAGE, keep_days=30),)),
        "no copy of a backup leaves the host",
    ),
    (
        invariants.alarming_backups,
        monitoring(
            alerts=(Alert(name="late", watch=Watch.BACKUP_HOURS, above=23, of="data", severity=Severity.WARNING),)
        ),
        "late fires after 23 hours, before the next backup of data",
    ),
    (
        invariants.alarming_backups,
        backups(recovery=dataclasses.replace(BACKUPS.recovery, drill_schedule="0 10 1 * *")),
        "drill-late fires after 8 days, before the next drill",
    ),
    (
        capacity.memory_misfits,
        database(parameters={**DATABASE.parameters, "shared_buffers": "400MB"}),
        "database 'database' at laptop: shared_buffers of 400MB are over half of 768 MB",
    ),
    (
        capacity.memory_misfits,
        database(parameters={**DATABASE.parameters, "work_mem": "64MB"}),
        "database 'database' at laptop: shared_buffers of 256MB, maintenance_work_mem and all connections' work_mem "
        "are 5440 MB, over its 768 MB",
    ),
    (
        capacity.memory_misfits,
        database(host_sizes=at(DATABASE.sizes, Size.SMALL, memory_mb=500)),
        "database 'database' at small on one host: shared_buffers of 256MB are over half of 500 MB",
    ),
    (
        capacity.too_much_for_a_laptop,
        backend(sizes=at(BACKEND.sizes, Size.LAPTOP, cpus=2.5)),
        "backend wants 2.5 processors",
    ),
    (
        capacity.too_much_for_a_laptop,
        backend(sizes=at(BACKEND.sizes, Size.LAPTOP, memory_mb=4096)),
        "all containers together want 9408 MB",
    ),
    (
        capacity.too_much_for_one_host,
        backend(sizes=at(BACKEND.sizes, Size.SMALL, replicas=3)),
        "at small all containers want 35840 MB, and the host has 32 GB",
    ),
    (
        capacity.shrinking_sizes,
        cache(sizes=at(CACHE.sizes, Size.LARGE, data_mb=512)),
        "clo.caches.cache.sizes: data_mb falls from 1024 at medium to 512 at large",
    ),
    (
        capacity.shrinking_sizes,
        database(read_replicas={Size.LAPTOP: 0, Size.SMALL: 2, Size.MEDIUM: 1, Size.LARGE: 2}),
        "clo.databases.database.read_replicas: it falls from 2 at small to 1 at medium",
    ),
    (invariants.below_floors, database(floor=99), "postgresql 99 or newer is asked for"),
    (invariants.below_floors, clo(queues=(dataclasses.replace(QUEUE, floor="3"),)), "nats 3 or newer is asked for"),
    (
        invariants.unheard_alerts,
        monitoring(routing={Severity.CRITICAL: (Channel.EMAIL,), Severity.INFO: (Channel.CHAT,)}),
        "warning alerts go nowhere\na critical alert wakes nobody",
    ),
    (
        invariants.unheard_alerts,
        clo(contacts=without(CLO.contacts, level=2)),
        "contacts have the levels [1, 3, 4]; escalation goes from 1 upwards without a gap",
    ),
    (
        invariants.missing_logs,
        monitoring(logs=MONITORING.logs[1:] * 2),
        "application logs are said 0 times\naccess logs are said 2 times",
    ),
    (
        invariants.missing_logs,
        monitoring(logs=tuple(dataclasses.replace(log, keep_days=0) for log in MONITORING.logs)),
        "audit logs are not kept",
    ),
    (
        invariants.cut_requests,
        edge(routes=without(EDGE.routes, path="/api/")),
        "backend may take 300 s, and the edge waits 60 s",
    ),
    (
        invariants.cut_requests,
        backend(stop_seconds=30),
        "backend may take 300 s, and an update ends it after 30 s",
    ),
)


@pytest.mark.parametrize(("rule", "spec", "problem"), WRONG, ids=[problem.partition("\n")[0] for *_, problem in WRONG])
def test_what_does_not_hold_is_found(rule: Rule, spec: SystemSpec, problem: str) -> None:
    assert problem in wrong(rule, spec)


@pytest.mark.parametrize("value", ["/run/secrets/key", "", PublicUrl(host="api")])
def test_a_path_or_an_address_is_no_secret(value: Any) -> None:
    assert not wrong(invariants.secrets_in_clear, backend(environment={"SSH_KEY": value}))
