"""Revitron: the guide's numbers, and the arithmetic between them."""

import json
from collections.abc import Iterator

import pulumi
import pytest
import yaml

import stacks
from components.docker.database import POOL_CPUS, POOL_MEMORY_MB
from stacks import revitron
from stacks._profiles import PROFILES, SizedSystem, place
from stacks._spec import (
    EDGE,
    Call,
    Environment,
    MemoryShare,
    Method,
    Permission,
    Place,
    Reference,
    SecretNamed,
    Size,
    Source,
    Workers,
)
from tests.docs.paths import resolve
from tests.recorder import Record, deploy

REVITRON = revitron.SPEC
RENTED = (Size.SMALL, Size.MEDIUM, Size.LARGE)
HOSTS = pytest.mark.parametrize("single_host", [False, True], ids=["servers of their own", "one host"])
MEGABYTES = {"MB": 1, "GB": 1024}

MEMORY: MemoryShare = resolve("revitron.CONFIGURATION.content.performance.memory_management.max_memory_mb")
WORKERS: Workers = resolve("revitron.CONFIGURATION.content.performance.processing.max_workers")


def workers(system: SizedSystem, instances: int = 0) -> int:
    """Return the workers of so many instances; without a number, of those that there are before any scaling."""
    service = REVITRON.service("framework")
    return WORKERS.at(system.resources(service).cpus) * (instances or system.replicas(service))


def megabytes(text: str) -> int:
    return int(text[:-2]) * MEGABYTES[text[-2:]]


def test_who_may_talk_to_whom() -> None:
    assert REVITRON.calls == (
        Call(caller="edge", callee="framework"),
        Call(caller="framework", callee="cache"),
        Call(caller="framework", callee="database"),
    )


def test_the_edge_is_the_one_way_in() -> None:
    """X-REV-07, X-REV-16: no port of the framework, the cache or the database is for the world."""
    assert REVITRON.edge.hosts == ("",)
    assert REVITRON.edge.listeners == ()
    assert "/metrics" in REVITRON.edge.private_paths


def test_what_it_calls_is_handed_over() -> None:
    """X-REV-18: the guide starts both and gives the app neither."""
    uses = {use.variable: use.value for use in revitron.FRAMEWORK.secrets}
    handed = {value.of for value in uses.values() if isinstance(value, Reference)}
    assert handed == set(revitron.FRAMEWORK.calls) == {"cache", "database"}


def test_each_api_key_says_what_it_permits() -> None:
    """REV-074: one key reads and writes, one only reads, and the app is told which is which."""
    keys = {use.value.name: use.variable for use in revitron.FRAMEWORK.secrets if isinstance(use.value, SecretNamed)}
    assert keys == {
        "api-key-read-write": "REVITRON_FRAMEWORK_API_KEY_READ_WRITE",
        "api-key-read-only": "REVITRON_FRAMEWORK_API_KEY_READ_ONLY",
    }
    assert all(secret.source is Source.GENERATED and secret.rotate_days for secret in REVITRON.secrets)


def test_every_permission_has_a_role() -> None:
    """REV-020."""
    assert {role.permission for role in REVITRON.operators} == set(Permission)


def test_one_folder_holds_everything() -> None:
    """X-REV-10, X-REV-17: the guide installs in one place, and starts and backs up another."""
    service, machine = revitron.FRAMEWORK, revitron.MACHINE
    config = revitron.CONFIGURATION.path.rpartition("/")[0]
    volumes = {volume.path for volume in service.volumes}
    assert {folder.path for folder in machine.folders} == {config, *volumes}
    assert all(path.startswith(f"{revitron.FOLDER}/") for path in (config, *volumes))


def test_it_runs_in_the_foreground_with_its_configuration() -> None:
    """REV-032, X-REV-11."""
    command = revitron.FRAMEWORK.command
    assert command[command.index("--config") + 1] in {file.path for file in revitron.FRAMEWORK.configuration}
    assert "--daemon" not in command


def test_logs_go_where_they_are_collected() -> None:
    """REV-026, X-REV-22: to the two standard outputs, so no volume and no folder is for logs."""
    logging = resolve("revitron.CONFIGURATION.content.logging")
    assert logging["files"] == {"main_log": "/dev/stdout", "error_log": "/dev/stderr"}
    assert logging["level"] == revitron.FRAMEWORK.environment["REVITRON_FRAMEWORK_LOG_LEVEL"]


@HOSTS
@pytest.mark.parametrize("size", Size)
def test_memory_and_workers_stay_within_the_limit(size: Size, single_host: bool) -> None:
    """X-REV-12, X-REV-13: 8192 MB in a container of 4 GB, and 8 workers on 2 processors, never fitted."""
    resources = place(REVITRON, "dev", size, single_host=single_host).resources(revitron.FRAMEWORK)
    assert MEMORY.at(resources.memory_mb) <= resources.memory_mb * 0.8
    assert WORKERS.at(resources.cpus) <= max(1, resources.cpus)


def test_the_guides_memory_and_workers_are_reached() -> None:
    """REV-027: 8192 MB, and 6 or 8 workers by size."""
    sizes = revitron.FRAMEWORK.sizes
    found = {size: (WORKERS.at(sizes[size].cpus), MEMORY.at(sizes[size].memory_mb)) for size in RENTED}
    assert found == {Size.SMALL: (2, 3276), Size.MEDIUM: (6, 8192), Size.LARGE: (8, 8192)}


@pytest.mark.parametrize("size", Size)
def test_every_connection_has_its_work_memory(size: Size) -> None:
    """X-REV-15: 200 connections of 64 MB each were 12.8 GB; the roles' own limits keep them to what is there."""
    database = revitron.DATABASE
    parameters, memory_mb = database.parameters_at(size), database.sizes[size].memory_mb
    assert all(role.connections > 0 for role in database.roles)
    most = sum(role.connections for role in database.roles)
    taken = megabytes(parameters["shared_buffers"]) + megabytes(parameters["wal_buffers"])
    assert taken + most * megabytes(parameters["work_mem"]) <= memory_mb
    assert megabytes(parameters["effective_cache_size"]) < memory_mb
    assert most + 20 <= int(parameters["max_connections"])


def test_the_owner_has_connections_beside_the_pool() -> None:
    """X-REV-15: a migration must not wait for the framework's connections to end."""
    database = revitron.DATABASE
    assert database.pool is not None
    assert database.owner.connections >= database.pool.connections + 20


@pytest.mark.parametrize("size", Size)
def test_an_update_of_all_instances_fits_the_pool(size: Size) -> None:
    """X-REV-15: during an update old and new instances may both hold connections, four for each worker."""
    scaling, pool = revitron.FRAMEWORK.scaling, revitron.DATABASE.pool
    assert scaling is not None
    assert pool is not None
    assert 2 * workers(place(REVITRON, "prod", size), scaling.maximum) * 4 <= pool.clients


@pytest.mark.parametrize("size", RENTED)
def test_an_instance_fits_its_machine(size: Size) -> None:
    """REV-008, REV-009: a gigabyte stays for the operating system."""
    machine, resources = revitron.MACHINE.sizes[size], revitron.FRAMEWORK.sizes[size]
    assert resources.cpus <= machine.cpus
    assert resources.memory_mb <= (machine.memory_gb - 1) * 1024


@pytest.mark.parametrize("size", Size)
def test_one_host_carries_everything(size: Size) -> None:
    """REV-008, REV-009, X-REV-12: the guide's 8 and 16 GB hold all parts, and a tenth is left for the host itself."""
    host = REVITRON.host[size]
    parts = list(_on_one_host(place(REVITRON, "dev", size, single_host=True)))
    assert sum(memory for _, memory in parts) <= host.memory_gb * 1024 * 0.9
    if size in RENTED:  # a laptop's parts take turns
        assert sum(cpus for cpus, _ in parts) <= host.cpus
    assert max(cpus for cpus, _ in parts) <= host.cpus / 2


def _on_one_host(system: SizedSystem) -> Iterator[tuple[float, int]]:
    """Yield processors and megabytes of every container: one edge, one pool, one database server, one cache."""
    service = REVITRON.service("framework")
    each = system.resources(service)
    yield from ((each.cpus, each.memory_mb) for _ in range(system.replicas(service)))
    database = system.database_resources(revitron.DATABASE)
    yield database.cpus, database.memory_mb
    assert revitron.DATABASE.pool is not None
    yield POOL_CPUS, POOL_MEMORY_MB + revitron.DATABASE.pool.clients // 16
    cache = revitron.CACHE.sizes[system.size]
    yield cache.cpus, cache.memory_mb
    edge = system.resources(REVITRON.edge)
    yield edge.cpus, edge.memory_mb


def test_three_instances_serve_in_prod_at_every_size() -> None:
    """REV-043, X-REV-06."""
    for size in PROFILES[Environment.PROD].sizes:
        for single_host in (False, True):
            assert place(REVITRON, "prod", size, single_host=single_host).replicas(revitron.FRAMEWORK) == 3


def test_scaled_out_it_carries_the_guides_users() -> None:
    """REV-002: 10 users at once at the least, 100 at the most, a worker for each."""
    scaling = revitron.FRAMEWORK.scaling
    assert scaling is not None
    assert workers(place(REVITRON, "prod", Size.SMALL), scaling.maximum) >= 10
    assert workers(place(REVITRON, "prod", Size.LARGE), scaling.maximum) >= 100


@HOSTS
@pytest.mark.parametrize("size", Size)
def test_unscaled_it_reaches_the_throughput(size: Size, single_host: bool) -> None:
    """REV-110: workers that each need the whole 60 s for a request still do 100 an hour."""
    objectives = {objective.name: objective for objective in revitron.OBJECTIVES}
    longest, wanted = objectives["latency"].at_most, objectives["throughput"].at_least
    assert longest is not None
    assert wanted is not None
    assert workers(place(REVITRON, "dev", size, single_host=single_host)) * 3600 * 1000 / longest >= wanted


def test_it_grows_before_an_objective_is_missed_and_somebody_is_told() -> None:
    """REV-111, REV-112: scaling begins below 80 percent; an alert stands at each promise but the throughput's."""
    scaling = revitron.FRAMEWORK.scaling
    assert scaling is not None
    assert {rule.load.value: rule.up < 80 for rule in scaling.rules} == {"cpu percent": True, "memory percent": True}
    alerts = {(alert.watch, alert.above, alert.below) for alert in revitron.ALERTS}
    promised = {(item.watch, item.at_most, item.at_least): item.name for item in revitron.OBJECTIVES}
    assert {name for promise, name in promised.items() if promise not in alerts} == {"throughput"}


def test_the_edge_waits_longer_than_a_request_may_take() -> None:
    """X-REV-02: the guide's HAProxy would have cut after 50 s what may take 60."""
    latency = next(item.at_most for item in revitron.OBJECTIVES if item.name == "latency")
    longest = max(route.timeouts.read for route in REVITRON.edge.routes)
    assert latency is not None
    assert latency < longest * 1000
    assert longest < revitron.FRAMEWORK.stop_seconds


def test_every_store_is_in_the_weekly_backup_and_elsewhere() -> None:
    """X-REV-23: the guide's backup leaves out database and cache, and stays on the host."""
    weekly = next(rule for rule in revitron.BACKUPS if rule.schedule == "0 1 * * 0")
    stores = {revitron.DATABASE.name, revitron.CACHE.name, *(volume.name for volume in revitron.FRAMEWORK.volumes)}
    assert weekly.method is Method.FULL
    assert set(weekly.of) == {*stores, "configuration"}
    assert [copy.to for copy in REVITRON.backups.copies] == [Place.SECOND_REPOSITORY]


def test_the_namespace_holds_every_part() -> None:
    """REV-042."""
    (namespace,) = REVITRON.namespaces
    assert set(namespace.parts) == {*REVITRON.callees, EDGE}


@pytest.fixture(scope="module")
def small() -> Record:
    """The guide's minimum on one Docker host, as it is planned."""
    return deploy({"system": "revitron", "size": "small"})


def test_the_configuration_arrives_with_numbers_for_the_container(small: Record) -> None:
    """REV-025, REV-027, REV-095, X-REV-12 to X-REV-14: the file is read-only, and its limits are this container's."""
    (file,) = small.one("Container", "framework-configuration-files-writer").inputs["uploads"]
    assert file["file"] == revitron.CONFIGURATION.path
    limits = small.one("Container", "framework-1").inputs
    found = yaml.safe_load(file["content"])
    assert found["performance"] == {
        "memory_management": {"max_memory_mb": limits["memory"] * 80 // 100, "aggressive_gc": True},
        "processing": {"parallel_processing": True, "max_workers": max(1, int(float(limits["cpus"])))},
    }
    assert found["logging"]["level"] == "DEBUG"
    for section in ("framework", "caching", "security"):
        assert found[section] == revitron.CONFIGURATION.content[section]


def test_each_instance_has_the_folders_of_its_image(small: Record) -> None:
    """REV-034, X-REV-17: configuration read-only, cache and output writable, and the same ones for all instances."""
    mounts = [
        {item["target"]: item for item in small.one("Container", f"framework-{number}").inputs["mounts"]}
        for number in (1, 2, 3)
    ]
    assert {path: item["readOnly"] for path, item in mounts[0].items()} == {
        "/run/secrets": True,
        "/app/config": True,
        "/app/cache": False,
        "/app/output": False,
    }
    assert mounts[0] == mounts[1] == mounts[2]


def test_the_framework_alone_gets_out(small: Record) -> None:
    """REV-014."""
    out = {
        item.name
        for item in small.of("Container")
        for network in item.inputs.get("networksAdvanced") or ()
        if network["name"].endswith("-egress")
    }
    assert out == {"framework-1", "framework-2", "framework-3"}


def test_the_caches_file_has_the_guides_time_outs(small: Record) -> None:
    """REV-094."""
    (text,) = (
        item["content"]
        for item in small.one("Container", "cache-files-writer").inputs["uploads"]
        if item["file"].endswith("redis.conf")
    )
    assert {"tcp-keepalive 300", "timeout 300"} <= set(text.splitlines())


def test_every_check_waits_for_the_start() -> None:
    """X-REV-29: 5 s in one place of the guide, 30 s in another."""
    service = revitron.FRAMEWORK
    assert service.health.start_seconds == service.readiness.start_seconds == 30


def test_prod_on_one_host_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-REV-30."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    config = {
        "system": "revitron",
        "environment": "prod",
        "size": "small",
        "domain": "revitron.example.com",
        "receivers": json.dumps({"sms": ["+15555550100"], "email": ["oncall@example.com"]}),
        "overrides": json.dumps({"services": {"framework": {"migration": "none"}}}),
    }
    deploy(config, stack="prod")
    assert any("shares one host" in text and "99.9 % availability" in text for text in said)


def written(record: Record, writer: str, name: str) -> list[str]:
    """Return the lines of a file that is written for a container."""
    uploads = record.one("Container", f"{writer}-files-writer").inputs["uploads"]
    (text,) = (item["content"] for item in uploads if item["file"].endswith(f"/{name}"))
    return [line.strip() for line in text.splitlines()]


@pytest.fixture(scope="module")
def large() -> Record:
    """The size with the memory that the guide tunes for."""
    return deploy({"system": "revitron", "size": "large"})


def test_the_databases_file_has_the_guides_parameters(large: Record) -> None:
    """REV-089 to REV-091, as written."""
    assert {
        "shared_buffers = '2GB'",
        "effective_cache_size = '6GB'",
        "work_mem = '64MB'",
        "checkpoint_completion_target = '0.9'",
        "wal_buffers = '16MB'",
        "max_connections = '200'",
    } <= set(written(large, "database-server", "postgresql.conf"))


def test_the_caches_file_has_the_guides_numbers(large: Record) -> None:
    """REV-092 and REV-093, as written."""
    lines = written(large, "cache", "redis.conf")
    assert {"maxmemory 2048mb", "maxmemory-policy allkeys-lru"} <= set(lines)
    assert [line for line in lines if line.startswith("save")] == ["save 900 1", "save 300 10", "save 60 10000"]


def test_the_edges_file_has_the_guides_numbers(small: Record) -> None:
    """REV-051, REV-056, REV-057, REV-059, X-REV-01 and X-REV-03."""
    lines = written(small, "edge", "nginx.conf")
    assert "least_conn;" in lines
    servers = [line for line in lines if line.startswith("server ") and "max_fails" in line]
    assert len(servers) == 3
    assert all(line.endswith(":8080 max_fails=3 fail_timeout=30s;") for line in servers)
    page = forwarding(lines, "location / {")
    assert {"proxy_connect_timeout 5s;", "proxy_send_timeout 300s;", "proxy_read_timeout 300s;"} <= set(page)
    assert "access_log off;" not in page
    for path in ("/health", "/ready"):
        assert "access_log off;" in forwarding(lines, f"location = {path} {{")


def forwarding(lines: list[str], head: str) -> list[str]:
    """Return what is in the one location with this head that leads to a service."""
    begins = [number for number, line in enumerate(lines) if line == head]
    blocks = [lines[number : lines.index("}", number)] for number in begins]
    (found,) = (block for block in blocks if any(line.startswith("proxy_pass ") for line in block))
    return found


def test_an_image_of_the_users_own_runs_the_guides_command() -> None:
    """REV-032 and REV-035."""
    named = json.dumps({"framework": "registry.example.com/revitron/framework:2.0.0"})
    container = deploy({"system": "revitron", "images": named}).one("Container", "framework-1").inputs
    assert tuple(container["command"]) == revitron.FRAMEWORK.command
    assert {"REVITRON_FRAMEWORK_ENV=development", "REVITRON_FRAMEWORK_LOG_LEVEL=DEBUG"} <= set(container["envs"])


def test_the_edge_speaks_as_the_one_that_is_tried() -> None:
    """X-REV-20: the real nginx is tried with CLO's suites (tests/files/test_nginx_tls.py)."""
    assert REVITRON.edge.tls == stacks.load("clo").edge.tls


def test_metrics_outlive_what_is_judged_by_them() -> None:
    monitoring = REVITRON.monitoring
    assert monitoring.keep_metrics_days >= max(objective.days for objective in monitoring.objectives)


def test_the_edges_certificate_is_the_domains_for_a_year(large: Record) -> None:
    """REV-070, X-REV-19: signed by the stack's authority; any update in the last 30 days makes a new one."""
    certificate = large.one("LocallySignedCert", "edge-certificate").inputs
    assert (certificate["validityPeriodHours"], certificate["earlyRenewalHours"]) == (365 * 24, 30 * 24)
    assert certificate["caCertPem"] == large.outputs["authority"]
    assert large.one("CertRequest", "edge-request").inputs["dnsNames"] == ["localhost"]
