"""OPMAS: who talks to whom and as whom, the arithmetic of the numbers that are ours, and what it needs of Docker."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

import stacks
from components.docker.database import POOL_CPUS, POOL_MEMORY_MB
from components.files.nats import STORE_SHARE
from stacks._profiles import PROFILES, place
from stacks._spec import (
    Access,
    Alert,
    Call,
    Database,
    Environment,
    Load,
    Method,
    Objective,
    PublicUrl,
    Queue,
    Reference,
    Retention,
    Scaling,
    Service,
    Size,
    Source,
    Watch,
)
from tests.recorder import Record, deploy

OPMAS = stacks.load("opmas")
DATABASE: Database = OPMAS.databases[0]
QUEUE: Queue = OPMAS.queues[0]
CLUSTERED = PROFILES[Environment.PROD].sizes
MEGABYTES = {"MB": 1, "GB": 1024}
AUTOVACUUM_WORKERS = 3  # PostgreSQL's default


def scaling(service: Service) -> Scaling:
    assert service.scaling is not None
    return service.scaling


def alert(name: str) -> Alert:
    return next(item for item in OPMAS.monitoring.alerts if item.name == name)


def logins(service: Service, of: str) -> set[str]:
    """Return the roles or accounts of a part that a service is given."""
    values = (use.value for use in service.secrets)
    return {value.role for value in values if isinstance(value, Reference) and value.of == of}


def test_who_may_talk_to_whom() -> None:
    """X-OPM-04 and X-OPM-05: the user interface calls nothing, and core alone talks to the queue."""
    assert OPMAS.calls == (
        Call(caller="core", callee="database"),
        Call(caller="core", callee="queue"),
        Call(caller="edge", callee="core"),
        Call(caller="edge", callee="management-api"),
        Call(caller="edge", callee="ui"),
        Call(caller="management-api", callee="database"),
    )
    assert not any(service.egress for service in OPMAS.services)


def test_every_part_is_in_one_namespace_and_the_queue_in_its_callers() -> None:
    """OPM-013 and X-OPM-05."""
    placed = [(part, namespace.name) for namespace in OPMAS.namespaces for part in namespace.parts]
    assert sorted(part for part, _ in placed) == sorted(OPMAS.callees)
    assert dict(placed)["queue"] == dict(placed)["core"]


def test_each_service_has_logins_of_its_own_and_none_owns_the_database() -> None:
    """OPM-047, X-OPM-02 and X-OPM-03."""
    access = {role.name: role.access for role in DATABASE.roles}
    given = {service.name: logins(service, "database") for service in OPMAS.services}
    assert given == {"core": {"opmas_core"}, "management-api": {"opmas_api"}, "ui": set()}
    assert {access[role] for roles in given.values() for role in roles} == {Access.READ_WRITE}
    assert [account.name for account in QUEUE.accounts] == ["core"]
    assert {service.name: logins(service, "queue") for service in OPMAS.services if logins(service, "queue")} == {
        "core": {"core"}
    }


def test_a_browser_reaches_the_api_by_its_public_address() -> None:
    """X-OPM-04: a port of localhost is nobody's."""
    address = OPMAS.service("ui").environment["API_URL"]
    assert isinstance(address, PublicUrl)
    assert address.host in OPMAS.edge.hosts
    reached = [route for route in OPMAS.edge.routes if f"{address.path}/".startswith(route.path) and not route.exact]
    assert max(reached, key=lambda route: len(route.path)).service == "management-api"


def test_any_instance_of_the_api_can_answer() -> None:
    """OPM-022 and X-OPM-07: sessions are where all instances find them, and outlive them."""
    api = OPMAS.service("management-api")
    assert api.sessions in {database.name for database in OPMAS.databases}
    assert logins(api, api.sessions)


def test_services_start_in_the_guides_order() -> None:
    assert [service.name for service in OPMAS.start_order] == ["core", "management-api", "ui"]


def test_connections_of_all_instances_fit_the_pool() -> None:
    """X-OPM-08. Twice: during an update old and new instances may both hold connections."""
    wanted = sum(
        2 * scaling(service).maximum * int(str(service.environment["DB_POOL_SIZE"]))
        for service in OPMAS.services
        if "database" in service.calls
    )
    assert DATABASE.pool is not None
    assert 0 < wanted <= DATABASE.pool.clients


@pytest.mark.parametrize("size", Size)
def test_connections_that_all_sort_fit_the_memory(size: Size) -> None:
    parameters = DATABASE.parameters_at(size)
    buffers, sorting, maintenance = (
        int(parameters[name][:-2]) * MEGABYTES[parameters[name][-2:]]
        for name in ("shared_buffers", "work_mem", "maintenance_work_mem")
    )
    memory = DATABASE.sizes[size].memory_mb
    pooled = sum(DATABASE.pooled(role) for role in DATABASE.roles)
    assert buffers == memory / 4
    assert buffers + pooled * sorting + AUTOVACUUM_WORKERS * maintenance <= memory


@pytest.mark.parametrize("size", Size)
def test_messages_fit_the_disk_and_one_instance_does_each(size: Size) -> None:
    """OPM-020, OPM-028 and OPM-029: NATS refuses a stream whose limit does not fit what is left of its store."""
    assert sum(stream.max_mb for stream in QUEUE.streams) <= QUEUE.sizes[size].disk_gb * 1024 * STORE_SHARE
    assert {stream.retention for stream in QUEUE.streams} == {Retention.WORK}
    subject = str(OPMAS.service("core").environment["INGESTION_SUBJECT"])
    logs = next(stream for stream in QUEUE.streams if stream.name == "LOGS")
    assert any(subject.startswith(pattern.removesuffix(">")) for pattern in logs.subjects)


@pytest.mark.parametrize("size", CLUSTERED)
def test_prod_survives_the_loss_of_any_one_server(size: Size) -> None:
    """OPM-005, OPM-015 and OPM-016: a majority of the queue stays, with a copy of every message."""
    system = place(OPMAS, "prod", size)
    assert all(system.replicas(service) >= 2 for service in OPMAS.services)
    assert OPMAS.edge.sizes[size].replicas >= 2
    assert QUEUE.sizes[size].nodes == 3
    assert {stream.copies for stream in QUEUE.streams} == {3}
    assert DATABASE.read_replicas[size] >= 1


def test_scaling_looks_at_all_that_the_guide_names() -> None:
    """OPM-031: processors, memory, latency and the queue's length."""
    rules = {service.name: {rule.load for rule in scaling(service).rules} for service in OPMAS.services}
    both = {Load.CPU_PERCENT, Load.MEMORY_PERCENT}
    assert rules == {
        "core": both | {Load.QUEUE_LENGTH},
        "management-api": both | {Load.LATENCY_MILLISECONDS},
        "ui": both | {Load.LATENCY_MILLISECONDS},
    }


@pytest.mark.parametrize("service", OPMAS.services, ids=lambda service: service.name)
def test_scaling_does_not_swing(service: Service) -> None:
    """OPM-032 and X-OPM-08: half of the instances could bear what the threshold to scale down leaves."""
    policy = scaling(service)
    assert all(2 * rule.down <= rule.up for rule in policy.rules)
    assert policy.up_cooldown_seconds >= service.readiness.start_seconds + service.readiness.interval_seconds
    assert policy.down_cooldown_seconds > policy.up_cooldown_seconds
    assert all(policy.minimum <= service.sizes[size].replicas <= policy.maximum for size in Size)


def test_people_are_told_only_when_scaling_has_not_helped() -> None:
    up = {rule.load: rule.up for service in OPMAS.services for rule in scaling(service).rules}
    told = {name: alert(name).above for name in ("cpu-high", "memory-high", "latency-high")}
    assert up[Load.CPU_PERCENT] < (told["cpu-high"] or 0)
    assert up[Load.MEMORY_PERCENT] < (told["memory-high"] or 0)
    assert up[Load.LATENCY_MILLISECONDS] < (told["latency-high"] or 0)
    assert alert("queue-growing").above == scaling(OPMAS.service("core")).maximum * up[Load.QUEUE_LENGTH]


@pytest.mark.parametrize("objective", OPMAS.monitoring.objectives, ids=lambda objective: objective.name)
def test_a_broken_promise_is_told(objective: Objective) -> None:
    """X-OPM-08: an alert stands at the very value that users are promised."""
    alerts = [item for item in OPMAS.monitoring.alerts if item.watch is objective.watch]
    assert (objective.at_least, objective.at_most) in {(item.below, item.above) for item in alerts}


def test_a_recovery_fits_what_users_are_promised() -> None:
    availability = next(item for item in OPMAS.monitoring.objectives if item.watch is Watch.AVAILABILITY_PERCENT)
    allowed = availability.days * 24 * 60 * (100 - (availability.at_least or 0)) / 100
    assert 2 * OPMAS.backups.recovery.time_minutes <= allowed


def test_any_moment_of_a_week_and_any_day_of_a_month_can_be_restored() -> None:
    """OPM-033, OPM-034, OPM-036, OPM-038 and X-ALL-06."""
    rules = {rule.name: rule for rule in OPMAS.backups.rules}
    assert {name: rule.keep_days for name, rule in rules.items()} == {
        "database": 30,
        "database-differential": 30,
        "database-log": 7,
        "queue": 30,
        "configuration": 30,
    }
    assert {rules[name].schedule.split(maxsplit=2)[2] for name in ("database", "queue", "configuration")} == {"* * *"}
    assert rules["database-log"].method is Method.LOG
    assert 0 < int(rules["database-log"].schedule.split()[0].removeprefix("*/")) <= OPMAS.backups.recovery.point_minutes


def test_between_two_full_backups_there_is_one_incremental_which_so_is_a_differential() -> None:
    """X-OPM-09."""
    daily = [rule for rule in OPMAS.backups.rules if rule.method in {Method.FULL, Method.INCREMENTAL}]
    runs = {rule.method: rule.schedule.split() for rule in daily}
    assert len(daily) == len(runs) == 2
    assert all(run[0].isdigit() and run[1].isdigit() and run[2:] == ["*", "*", "*"] for run in runs.values())
    assert runs[Method.FULL] != runs[Method.INCREMENTAL]


def test_tokens_rotate_and_the_ssh_key_comes_from_its_owner() -> None:
    """OPM-048 and OPM-049."""
    secrets = {secret.name: secret for secret in OPMAS.secrets}
    assert OPMAS.supplied == ("ssh-key",)
    assert {secret.rotate_days for secret in secrets.values() if secret.source is Source.GENERATED} == {90}
    used = {
        service.name: {use.variable for use in service.secrets if not isinstance(use.value, Reference)}
        for service in OPMAS.services
    }
    assert used == {"core": {"SSH_KEY"}, "management-api": {"API_TOKEN", "API_TOKEN_SIGNING_KEY"}, "ui": set()}


@pytest.mark.parametrize("size", Size)
def test_one_host_holds_everything(size: Size) -> None:
    """X-OPM-08 and X-OPM-14: on one host there is one edge, one server of the queue and one of the database."""
    system, host = place(OPMAS, "dev", size, single_host=True), OPMAS.host[size]
    services = [(system.resources(service), system.replicas(service)) for service in OPMAS.services]
    database, queue, edge = system.database_resources(DATABASE), QUEUE.sizes[size], system.resources(OPMAS.edge)
    assert DATABASE.pool is not None
    memory = sum(resources.memory_mb * count for resources, count in services)
    memory += database.memory_mb + POOL_MEMORY_MB + DATABASE.pool.clients // 16 + queue.memory_mb + edge.memory_mb
    assert memory <= host.memory_gb * 1024 * 0.9  # the rest is the system's own
    assert database.disk_gb + queue.disk_gb < host.disk_gb
    cpus = sum(resources.cpus * count for resources, count in services)
    cpus += database.cpus + POOL_CPUS + queue.cpus + edge.cpus
    if size is not Size.LAPTOP:  # where not everything works at once, and two cores are what there is
        assert cpus <= host.cpus


def environment(record: Record, container: str) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in record.one("Container", container).inputs["envs"])


def files(record: Record, role: str) -> dict[str, str]:
    """Return what is written into the files of a container, by their names."""
    written = record.one("Container", f"{role}-files-writer").inputs["uploads"]
    return {Path(item["file"]).name: item["content"] for item in written}


def ports(record: Record) -> set[tuple[int, str]]:
    published = record.one("Container", "edge").inputs["ports"]
    return {(item["external"], item.get("protocol", "tcp")) for item in published}


@pytest.fixture(scope="module")
def dev() -> Record:
    return deploy({"system": "opmas"})


def test_ingestion_is_closed_until_its_port_and_protocol_are_said(dev: Record) -> None:
    """OPM-019 and X-OPM-06."""
    said = {"ingestion": {"port": 6514, "protocol": "udp", "ranges": ["192.0.2.0/24"]}}
    opened = deploy({"system": "opmas", "listeners": json.dumps(said)})
    assert ports(opened) - ports(dev) == {(6514, "udp")}
    for container in ("core-1", "core-2"):
        assert "INGESTION_PORT" not in environment(dev, container)
        assert environment(opened, container)["INGESTION_PORT"] == "5514"
    assert ":5514" not in files(dev, "edge")["nginx.conf"]
    assert files(opened, "edge")["nginx.conf"].count(":5514") == 2  # both instances
    assert "192.0.2.0/24" in files(opened, "edge")["nginx.conf"]


def test_only_core_gets_the_ssh_key_and_only_if_there_is_one(dev: Record) -> None:
    """OPM-049."""
    key = "a-key-of-the-devices"
    supplied = deploy({"system": "opmas", "secrets": json.dumps({"ssh-key": key})})
    holders = {item.name for item in supplied.of("Container") if key in json.dumps(item.inputs.get("uploads"))}
    assert holders == {"core-files-writer"}
    assert environment(supplied, "core-1")["SSH_KEY_FILE"] == "/run/secrets/ssh-key"
    assert "SSH_KEY_FILE" not in environment(dev, "core-1")


def test_the_migration_alone_runs_as_the_owner(dev: Record) -> None:
    """OPM-054 and X-OPM-03."""
    logged_in = {role: files(dev, role)["db-url"] for role in ("core", "management-api", "management-api-migration")}
    assert {role: url.removeprefix("postgresql://").partition(":")[0] for role, url in logged_in.items()} == {
        "core": "opmas_core",
        "management-api": "opmas_api",
        "management-api-migration": "opmas",
    }


def test_a_service_runs_from_its_sources_in_dev(dev: Record, tmp_path: Path) -> None:
    """OPM-002."""
    for service in OPMAS.services:
        assert service.development is not None
        config: dict[str, Any] = {
            "images": {service.image: "registry.example.com/opmas/app:1.0.0"},
            "sources": {service.name: str(tmp_path)},
        }
        record = deploy({"system": "opmas", **{key: json.dumps(value) for key, value in config.items()}})
        inputs = record.one("Container", f"{service.name}-1").inputs
        assert tuple(inputs["command"]) == service.development.command
        folder = service.development.path
        assert [item["target"] for item in inputs["mounts"] if item.get("source") == str(tmp_path)] == [folder]
        assert service.development.command[0].startswith(f"{folder}/")
        assert environment(dev, f"{service.name}-1")["LOG_LEVEL"] == "debug"


def test_prod_on_one_host_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-OPM-14."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    config = {
        "system": "opmas",
        "environment": "prod",
        "size": "small",
        "domain": "opmas.example.com",
        "receivers": json.dumps({"sms": ["+15555550100"], "email": ["oncall@example.com"]}),
        "overrides": json.dumps({"services": {"management-api": {"migration": "none"}}}),
    }
    deploy(config, stack="prod")
    assert any("shares one host" in text and "99.5 % availability" in text for text in said)


@pytest.mark.parametrize("size", Size)
def test_database_and_queue_get_what_their_size_says(size: Size) -> None:
    """OPM-025, OPM-027 and OPM-028: on one host one server of each, with its processors, memory and settings."""
    record = deploy({"system": "opmas", "size": size.value})
    for container, resources in (("database-server", DATABASE.sizes[size]), ("queue", QUEUE.sizes[size])):
        inputs = record.one("Container", container).inputs
        assert (float(inputs["cpus"]), inputs["memory"]) == (resources.cpus, resources.memory_mb), container
    parameters = files(record, "database-server")["postgresql.conf"].splitlines()
    assert {f"{name} = '{value}'" for name, value in DATABASE.parameters_at(size).items()} <= set(parameters)
    assert "shared_preload_libraries = 'pg_stat_statements'" in parameters
    store = json.loads(files(record, "queue")["nats.conf"])["jetstream"]
    assert store["max_file_store"] == int(QUEUE.sizes[size].disk_gb * STORE_SHARE * 1024**3)
    (data,) = (item for item in record.one("Container", "queue").inputs["mounts"] if not item["readOnly"])
    assert store["store_dir"] == data["target"]
    assert data["source"] == record.one("Volume", "queue-data").inputs["name"]


def test_core_makes_its_own_streams_and_no_others(dev: Record) -> None:
    """OPM-020 and OPM-029: nothing else makes them."""
    (user,) = json.loads(files(dev, "queue")["nats.conf"])["authorization"]["users"]
    allowed = {item for item in user["permissions"]["publish"]["allow"] if ".STREAM.CREATE." in item}
    assert allowed == {f"$JS.API.STREAM.CREATE.{stream.name}" for stream in QUEUE.streams}


def test_nothing_gets_out(dev: Record) -> None:
    """OPM-045: in comes what the edge publishes, and no network has a way out."""
    networks = [item.inputs for item in dev.of("Network") if item.kind.startswith("docker:")]
    assert [item["name"] for item in networks if not item["internal"]] == ["dev-public"]
    public = next(item for item in networks if item["name"] == "dev-public")
    assert public["options"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}


def test_browsers_keep_static_files_for_a_year(dev: Record) -> None:
    """OPM-023."""
    text = files(dev, "edge")["nginx.conf"]
    assert "/static/" in text
    assert "public, max-age=31536000, immutable" in text


def test_the_edge_speaks_as_the_one_that_is_tried() -> None:
    """OPM-046: the real nginx is tried with CLO's suites (tests/files/test_nginx_tls.py)."""
    assert OPMAS.edge.tls == stacks.load("clo").edge.tls


def test_metrics_outlive_what_is_judged_by_them() -> None:
    monitoring = OPMAS.monitoring
    assert monitoring.keep_metrics_days >= max(objective.days for objective in monitoring.objectives)
