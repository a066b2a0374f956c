"""CIRCMAN5.0: who talks to whom, and the arithmetic between the guide's numbers and those that it leaves to us."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cronsim import CronSim

import stacks
from components.docker.database import POOL_CPUS, POOL_MEMORY_MB
from stacks._profiles import PROFILES, place
from stacks._spec import (
    Call,
    Database,
    DatabaseResources,
    Edge,
    Environment,
    Load,
    Machine,
    Method,
    Resources,
    Route,
    Scaling,
    Service,
    Size,
    Task,
    Watch,
    Workers,
)
from tests.expected import config
from tests.recorder import Record, deploy

CIRCMAN = stacks.load("circman")
APP: Service = CIRCMAN.service("app")
DATABASE: Database = CIRCMAN.databases[0]
EDGE: Edge = CIRCMAN.edge
GUIDES_SIZES = (Size.SMALL, Size.MEDIUM, Size.LARGE)
MEGABYTES = {"MB": 1, "GB": 1024}
MEMORY = ("shared_buffers", "effective_cache_size", "work_mem", "maintenance_work_mem")
MONTH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))  # begins on a Sunday


def workers(resources: Resources) -> int:
    count = APP.environment["WEB_CONCURRENCY"]
    assert isinstance(count, Workers)
    return count.at(resources.cpus)


def scaling() -> Scaling:
    assert APP.scaling is not None
    return APP.scaling


def option(name: str) -> str:
    """Return the value of an option of gunicorn."""
    return next(word.partition("=")[2] for word in APP.command if word.startswith(f"--{name}="))


def route(path: str) -> Route:
    return next(item for item in EDGE.routes if item.path == path)


def starts(schedule: str) -> set[datetime]:
    """Return when a schedule comes true in a month."""
    begin, end = MONTH
    found = set()
    for moment in CronSim(schedule, begin - timedelta(minutes=1)):
        if moment >= end:
            break
        found.add(moment)
    return found


def rule_starts() -> dict[str, set[datetime]]:
    return {rule.name: starts(rule.schedule) for rule in CIRCMAN.backups.rules}


def test_who_may_talk_to_whom() -> None:
    """CIR-042: the edge to the application, the application to its data, and nothing else, also not out."""
    assert CIRCMAN.calls == (
        Call(caller="app", callee="cache"),
        Call(caller="app", callee="database"),
        Call(caller="edge", callee="app"),
    )
    assert not APP.egress


def test_the_command_is_the_guides_with_workers_by_size() -> None:
    """CIR-036, CIR-037 and X-CIR-19: -w would win over WEB_CONCURRENCY."""
    assert APP.command[0] == "gunicorn"
    assert APP.command[-1] == "circman5.wsgi:application"
    assert option("bind") == f"0.0.0.0:{APP.port}"
    assert not [word for word in APP.command if word.startswith(("-w", "--workers"))]


def test_workers_are_the_guides_four_on_its_smallest_host() -> None:
    """X-CIR-19: and a worker for each processor where there are more."""
    smallest = APP.host_sizes[Size.SMALL]
    assert workers(smallest) * smallest.replicas == 4
    assert [workers(APP.sizes[size]) for size in GUIDES_SIZES] == [8, 16, 32]
    assert workers(APP.sizes[Size.LAPTOP]) == 1


def test_a_request_is_never_cut() -> None:
    """The worker ends before the edge stops waiting, and an update waits for both."""
    assert int(option("timeout")) <= route("/").timeouts.read
    assert int(option("graceful-timeout")) >= int(option("timeout"))
    assert APP.stop_seconds > int(option("graceful-timeout"))


@pytest.mark.parametrize("size", Size)
def test_connections_of_all_workers_fit_the_pool(size: Size) -> None:
    """CIR-105: each worker serves one request at a time, with one connection to the database and one to a reader."""
    assert DATABASE.pool is not None
    # twice the instances: during an update old and new ones may both hold connections
    assert 2 * scaling().maximum * workers(APP.sizes[size]) * 2 <= DATABASE.pool.clients
    pooled = sum(DATABASE.pooled(role) for role in DATABASE.roles)
    assert pooled + 20 <= int(DATABASE.parameters_at(size)["max_connections"])


@pytest.mark.parametrize("size", Size)
def test_memory_settings_fit_both_machines(size: Size) -> None:
    """The database has one set of parameters at a size, on a machine of its own and on the host that it shares."""
    said = DATABASE.parameters_at(size)
    megabytes = {name: int(said[name][:-2]) * MEGABYTES[said[name][-2:]] for name in MEMORY}
    connections = sum(DATABASE.pooled(role) for role in DATABASE.roles)
    smaller = min(DATABASE.sizes[size].memory_mb, DATABASE.host_sizes[size].memory_mb)
    assert megabytes["shared_buffers"] <= smaller / 2
    assert megabytes["effective_cache_size"] <= smaller * 3 / 4
    # every pooled connection sorts once at the same moment, and one index is built meanwhile
    sorting = connections * megabytes["work_mem"] + megabytes["maintenance_work_mem"]
    assert megabytes["shared_buffers"] + sorting <= smaller


@pytest.mark.parametrize("size", GUIDES_SIZES)
def test_limits_are_the_machine_of_the_tier(size: Size) -> None:
    """CIR-007 and CIR-009: a container may use what the guide's machine of its tier has."""
    for part in (APP, EDGE):
        machine: Machine | None = part.machine
        assert machine is not None
        assert part.sizes[size].cpus == machine.sizes[size].cpus
        assert part.sizes[size].memory_mb == machine.sizes[size].memory_gb * 1024


@pytest.mark.parametrize("size", Size)
def test_one_host_holds_everything(size: Size) -> None:
    """CIR-001 and CIR-006: all parts together, the pool of connections too, leave room for the system."""
    host, cache = CIRCMAN.host[size], CIRCMAN.caches[0].sizes[size]
    assert DATABASE.pool is not None
    app, edge = APP.host_sizes[size], EDGE.host_sizes[size]
    database: DatabaseResources = DATABASE.host_sizes[size]
    cpus = app.cpus * app.replicas + edge.cpus + database.cpus + cache.cpus + POOL_CPUS
    memory = app.memory_mb * app.replicas + edge.memory_mb + database.memory_mb + cache.memory_mb
    memory += POOL_MEMORY_MB + DATABASE.pool.clients // 16
    assert memory <= host.memory_gb * 1024
    if size in GUIDES_SIZES:
        assert 0.9 * host.cpus <= cpus <= host.cpus
        assert 0.7 * host.memory_gb <= memory / 1024 <= 0.85 * host.memory_gb
        # whoever fills all that is planned has not yet raised the alert at 80 %
        assert database.disk_gb + sum(item.size_gb for item in APP.volumes) <= 0.8 * host.disk_gb


def test_prod_is_never_a_single_instance() -> None:
    """CIR-102 and X-CIR-24: sessions are with neither an instance nor the cache, which forgets."""
    for size in PROFILES[Environment.PROD].sizes:
        assert place(CIRCMAN, "prod", size).replicas(APP) >= 2
        assert place(CIRCMAN, "prod", size, single_host=True).replicas(APP) >= 2
    assert scaling().minimum >= 2
    assert APP.sessions == "database"


def test_it_scales_before_anybody_is_alarmed() -> None:
    """CIR-108: what scaling looks at reaches its threshold before the alert's."""
    limits = {alert.watch: alert.above for alert in CIRCMAN.monitoring.alerts if alert.above is not None}
    watches = {Load.CPU_PERCENT: Watch.CPU_PERCENT, Load.LATENCY_MILLISECONDS: Watch.LATENCY_MILLISECONDS}
    assert {rule.load for rule in scaling().rules} == watches.keys()
    for rule in scaling().rules:
        assert rule.up < limits[watches[rule.load]]


def test_no_two_backups_begin_in_the_same_minute() -> None:
    """X-CIR-16."""
    found = rule_starts()
    names = sorted(found)
    together = {(one, other) for one in names for other in names if one < other and found[one] & found[other]}
    assert not together
    assert all(found.values())


def test_at_most_a_quarter_of_an_hour_is_lost() -> None:
    """CIR-080 and X-CIR-14."""
    log = next(rule for rule in CIRCMAN.backups.rules if rule.method is Method.LOG)
    moments = sorted(starts(log.schedule))
    longest = max(later - earlier for earlier, later in pairwise(moments))
    assert longest == timedelta(minutes=15) == timedelta(minutes=CIRCMAN.backups.recovery.point_minutes)


def test_every_backup_has_its_days() -> None:
    """CIR-081 and X-CIR-14: the guide's 30 and 7 days, and what it leaves open."""
    assert {rule.name: rule.keep_days for rule in CIRCMAN.backups.rules} == {
        "database": 30,
        "database-incremental": 7,
        "database-log": 7,
        "configuration": 30,
        "application": 28,  # four weekly ones
        "data": 30,
        "data-incremental": 7,
    }


def test_maintenance_comes_after_the_backups_of_the_night() -> None:
    """CIR-095: first the backups, then the logs; CIR-096: then the window in which anything may change."""
    nightly = {"database", "configuration", "application", "data"}
    last = max(max(moment.time() for moment in found) for name, found in rule_starts().items() if name in nightly)
    archiving = next(job for job in CIRCMAN.jobs if job.task is Task.ARCHIVE_LOGS)
    assert last < min(moment.time() for moment in starts(archiving.schedule))
    assert last.hour < CIRCMAN.window.hour


def test_maintenance_is_as_often_as_the_guide_says() -> None:
    """CIR-090 and CIR-091: vacuum weekly, indexes monthly."""
    found = {job.task: len(starts(job.schedule)) for job in CIRCMAN.jobs}
    assert (found[Task.VACUUM], found[Task.REINDEX]) == (5, 1)  # March 2026 has five Sundays


def test_the_logging_configuration_writes_the_guides_lines_to_standard_output_alone() -> None:
    """CIR-072, X-CIR-11 and X-CIR-12: nothing rotates, and so nothing has to be reopened."""
    (file,) = APP.configuration
    assert option("log-config-json") == file.path
    program = (
        "import json, logging, logging.config, sys\n"
        "logging.getLogger('gunicorn.error').propagate = False\n"  # as gunicorn sets it
        "logging.config.dictConfig(json.load(sys.stdin))\n"
        "logging.getLogger('circman5.utils').info('one')\n"
        "logging.getLogger('circman5.utils').debug('two')\n"
        "logging.getLogger('gunicorn.error').warning('three')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(file.content), capture_output=True, text=True, check=True
    )
    said = [line.partition(" [")[2] for line in done.stdout.splitlines()]
    assert said == ["INFO] circman5.utils: one", "WARNING] gunicorn.error: three"]
    assert not done.stderr


def test_the_database_is_handed_over_by_the_guides_five_variables() -> None:
    """CIR-040 and CIR-046, and X-CIR-01: four of them in the environment, the password in a file."""
    given = {name for name in APP.environment if name.startswith("CIRCMAN_DB_")}
    guides = {f"CIRCMAN_DB_{name}" for name in ("HOST", "PORT", "NAME", "USER")}
    assert given == guides | {"CIRCMAN_DB_SSLMODE", "CIRCMAN_DB_CA_FILE"}
    assert APP.environment["CIRCMAN_DB_SSLMODE"] == "verify-full"
    assert "CIRCMAN_DB_PASSWORD" in {use.variable for use in APP.secrets}


def test_the_three_data_directories_are_shared_and_fit_the_smallest_machine() -> None:
    """CIR-028, CIR-106 and X-CIR-24."""
    assert [volume.path for volume in APP.volumes] == ["/app/data/raw", "/app/data/processed", "/app/data/synthetic"]
    assert APP.machine is not None
    assert sum(volume.size_gb for volume in APP.volumes) < APP.machine.sizes[Size.SMALL].disk_gb


def files(record: Record, writer: str) -> dict[str, str]:
    """Return what is written into the files of a container, by their names."""
    written = record.one("Container", f"{writer}-files-writer").inputs["uploads"]
    return {Path(item["file"]).name: item["content"] for item in written}


@pytest.fixture(scope="module")
def small() -> Record:
    """The guide's smallest single server on Docker, as it is planned."""
    return deploy({"system": "circman", "size": "small"})


@pytest.fixture(scope="module")
def prod() -> Record:
    return deploy(config("circman", "prod", "medium"), stack="prod")


def test_the_apps_variables_arrive(small: Record, prod: Record) -> None:
    """CIR-038, CIR-040, CIR-046 and X-CIR-19, in every instance."""
    for record, named in ((small, "development"), (prod, "production")):
        for container in ("app-1", "app-2"):
            arrived = dict(entry.split("=", 1) for entry in record.one("Container", container).inputs["envs"])
            assert {
                "CIRCMAN_ENV": named,
                "PYTHONPATH": "/app",
                "CIRCMAN_DB_HOST": "database",
                "CIRCMAN_DB_PORT": "5432",
                "CIRCMAN_DB_NAME": "circman_db",
                "CIRCMAN_DB_USER": "circman",
                "CIRCMAN_DB_PASSWORD_FILE": "/run/secrets/circman-db-password",
            }.items() <= arrived.items()
            assert "CIRCMAN_DB_PASSWORD" not in arrived
    assert "WEB_CONCURRENCY=2" in small.one("Container", "app-1").inputs["envs"]


def test_each_instance_has_the_folders_of_the_guide(small: Record) -> None:
    """CIR-025, CIR-028, CIR-029, CIR-047 and X-CIR-24: configuration read-only, the same data for all instances."""
    mounts = [
        {item["target"]: item for item in small.one("Container", container).inputs["mounts"]}
        for container in ("app-1", "app-2")
    ]
    assert {path: item["readOnly"] for path, item in mounts[0].items()} == {
        "/run/secrets": True,
        "/app/config": True,
        "/app/data/raw": False,
        "/app/data/processed": False,
        "/app/data/synthetic": False,
    }
    assert mounts[0] == mounts[1]


def test_data_stays_at_another_size_and_is_protected_in_prod(small: Record, prod: Record) -> None:
    """CIR-028, CIR-101 and X-CIR-24: Docker finds a volume by its name, and every size has the same."""
    large = deploy({"system": "circman", "size": "large"})
    kept = {"database-data", "cache-data", "app-raw", "app-processed", "app-synthetic"}
    for name in kept:
        assert small.one("Volume", name).urn == large.one("Volume", name).urn
        assert small.one("Volume", name).inputs["name"] == large.one("Volume", name).inputs["name"]
        options = prod.one("Volume", name).options
        assert (options.protect, options.retainOnDelete) == (True, True), name


def test_the_databases_file_has_the_parameters_of_the_size(small: Record) -> None:
    """CIR-099: those of size small, though the database shares its host."""
    lines = set(files(small, "database-server")["postgresql.conf"].splitlines())
    wanted = DATABASE.parameters_at(Size.SMALL)
    assert wanted["shared_buffers"] == "2GB"
    assert {f"{name} = '{value}'" for name, value in wanted.items()} <= lines
    resources = DATABASE.host_sizes[Size.SMALL]
    assert small.one("Container", "database-server").inputs["memory"] == resources.memory_mb


def test_the_edge_limits_each_client_on_every_page(small: Record) -> None:
    """CIR-129: only what health checks ask for has no limit."""
    text = files(small, "edge")["nginx.conf"]
    assert "limit_req_zone $binary_remote_addr zone=limit_client:10m rate=10r/s;" in text
    assert "limit_req zone=limit_client burst=50 nodelay;" in text
    assert [item.path for item in EDGE.routes if not item.limits] == ["/health", "/ready"]
    assert all(item.exact for item in EDGE.routes if not item.limits)


def test_the_edge_speaks_as_the_one_that_is_tried() -> None:
    """CIR-099, CIR-130 and CIR-138: the real nginx is tried with CLO's suites and compression (tests/files)."""
    tried = stacks.load("clo").edge
    assert EDGE.tls == tried.tls
    assert EDGE.compression == tried.compression
