"""The Docker target on mocks: what is registered, and with which options. The engines prove that it works."""

import json
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest
from pulumi import RunError

from components.docker.containers import duration
from components.docker.naming import links
from components.history import History
from stacks import load
from stacks._spec import Call
from tests.expected import config
from tests.recorder import Record, Registered, deploy

PROD = config("clo", "prod", "small")
CONTAINER = "docker:index/container:Container"


@pytest.fixture(scope="module")
def dev() -> Record:
    return deploy()


@pytest.fixture(scope="module")
def prod() -> Record:
    return deploy(PROD, stack="prod")


def running(record: Record) -> list[Registered]:
    return [item for item in record.of("Container") if item.inputs.get("restart") == "unless-stopped"]


def networks_of(container: Registered) -> set[str]:
    return {join["name"] for join in container.inputs["networksAdvanced"]}


def test_what_runs(dev: Record) -> None:
    assert sorted(item.name for item in running(dev)) == [
        "backend-1", "backend-2", "cache", "database-pool", "database-server", "edge",
    ]  # fmt: skip


def test_every_resource_descends_from_the_system(dev: Record) -> None:
    parents = {item.urn: item.options.parent for item in dev.resources}

    def root(urn: str) -> str:
        above = parents[urn]
        return root(above) if ":System::" not in urn and above in parents else urn

    roots = {root(item.urn) for item in dev.resources if item.kind != "pulumi:pulumi:Stack"}
    assert {urn.rpartition("$")[2].rpartition("moorage:docker:")[2] for urn in roots} == {"System::clo.dev"}


def test_every_container_is_shut(dev: Record) -> None:
    containers = [item for item in dev.of("Container") if item.inputs.get("start", True)]
    assert len(containers) >= 10
    for item in containers:
        assert item.inputs["readOnly"] is True, item.name
        assert item.inputs["capabilities"]["drops"] == ["ALL"], item.name
        assert item.inputs["securityOpts"] == ["no-new-privileges:true"], item.name
        assert item.inputs["memory"] == item.inputs["memorySwap"] > 0, item.name
        assert float(item.inputs["cpus"]) > 0, item.name
        assert item.inputs["logOpts"] == {"max-size": "10m", "max-file": "10"}, item.name


def test_nothing_runs_as_root_but_the_copies(dev: Record) -> None:
    root = {item.name for item in dev.of("Container") if item.inputs.get("user", "").startswith("0:")}
    assert root == {"data-copy", "frontend-copy"}
    for name in root:
        copy = dev.one("Container", name)
        assert copy.inputs["networkMode"] == "none"
        assert copy.inputs["capabilities"]["adds"] == ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"]


def test_only_the_edge_is_published_and_on_loopback(dev: Record) -> None:
    published = {item.name: item.inputs["ports"] for item in dev.of("Container") if item.inputs.get("ports")}
    assert published == {
        "edge": [
            {"internal": 8080, "external": 8080, "ip": "127.0.0.1"},
            {"internal": 8443, "external": 8443, "ip": "127.0.0.1"},
        ]
    }


def test_a_network_for_each_call_and_two_parties_on_each(dev: Record) -> None:
    spec = load("clo")
    assert links(spec) == (
        Call(caller="backend", callee="cache"),
        Call(caller="backend", callee="database"),
        Call(caller="backend-migration", callee="database-server"),
        Call(caller="database", callee="database-server"),
        Call(caller="edge", callee="backend"),
    )
    parts: dict[str, set[str]] = {}
    for item in dev.of("Container"):
        if item.inputs.get("networksAdvanced"):
            part = (
                item.name.rstrip("-0123456789")
                .replace("database-pool", "database")
                .replace("-first-data", "-migration")
            )
            for network in networks_of(item):
                parts.setdefault(network, set()).add(part)
    expected = {f"dev-{call.caller}-{call.callee}": {call.caller, call.callee} for call in links(spec)}
    assert parts == {**expected, "dev-public": {"edge"}}


def test_only_the_public_network_is_not_internal_and_nothing_gets_out_of_it(dev: Record) -> None:
    by_name = {item.inputs["name"]: item.inputs for item in dev.of("Network") if item.kind.startswith("docker:")}
    assert {name for name, inputs in by_name.items() if not inputs["internal"]} == {"dev-public"}
    assert by_name["dev-public"]["options"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}
    subnets = [inputs["ipamConfigs"][0]["subnet"] for inputs in by_name.values()]
    assert len(set(subnets)) == len(subnets)


def test_secrets_are_files_and_in_no_environment(dev: Record) -> None:
    backend = dev.one("Container", "backend-1")
    environment = dict(entry.split("=", 1) for entry in backend.inputs["envs"])
    assert environment["DATABASE_URL_FILE"] == "/run/secrets/database-url"
    assert "DATABASE_URL" not in environment
    everywhere = json.dumps([{**item.inputs, "uploads": None} for item in dev.of("Container")])
    assert "generated-" not in everywhere
    files = {upload["file"]: upload for upload in dev.one("Container", "backend-files-writer").inputs["uploads"]}
    url = files["/run/secrets/database-url"]
    assert url["content"] == (
        "postgresql://clo_user:generated-database-clo_user@database:5432/clo_management"
        "?sslmode=verify-full&sslrootcert=/run/secrets/authority.pem"
    )
    assert (url["permissions"], url["owner"]) == ("0400", "10001")
    assert files["/run/secrets/redis-url"]["content"] == (
        "rediss://:generated-cache-password@cache:6379/0?ssl_ca_certs=/run/secrets/authority.pem"
    )


def test_a_migration_goes_past_the_pool(dev: Record) -> None:
    files = dev.one("Container", "backend-migration-files-writer").inputs["uploads"]
    assert "@database-server:5432/" in next(item["content"] for item in files if item["file"].endswith("database-url"))


def test_uploads_are_secret_in_the_state(dev: Record) -> None:
    from pulumi.runtime import rpc

    writers = [item for item in dev.of("Container") if item.name.endswith("-files-writer")]
    assert len(writers) == 6
    for item in writers:
        assert rpc.is_rpc_secret(dict(item.options.object.fields)["uploads"].struct_value) or (
            "4dabf18193072939515e22adb298388d" in dict(item.options.object.fields)["uploads"].struct_value.fields
        ), item.name


def test_new_files_and_images_come_before_the_old_ones_go(dev: Record) -> None:
    for item in (*dev.of("RemoteImage"), *dev.of("Volume")):
        if item.name not in {"database-data", "cache-data"}:
            assert item.options.deleteBeforeReplaceDefined, item.name
            assert not item.options.deleteBeforeReplace, item.name
    for item in running(dev):
        assert item.options.deleteBeforeReplace, item.name
        assert list(item.options.replaceOnChanges) == ["*"], item.name


def test_instances_are_replaced_one_after_another(dev: Record) -> None:
    first, second = dev.one("Container", "backend-1"), dev.one("Container", "backend-2")
    assert first.urn in second.options.dependencies
    assert second.urn not in first.options.dependencies


def test_what_is_called_is_there_before_its_callers(dev: Record) -> None:
    backend = dev.one("Container", "backend-1").options.dependencies
    assert dev.one("Container", "database-pool").urn in backend
    assert dev.one("Container", "cache").urn in backend
    assert dev.one("Container", "database-server").urn in dev.one("Container", "database-pool").options.dependencies


def test_data_is_protected_and_retained_as_the_environment_says(dev: Record, prod: Record) -> None:
    for record, expected in ((dev, False), (prod, True)):
        for name in ("database-data", "cache-data"):
            options = record.one("Volume", name).options
            assert (options.protect, options.retainOnDelete) == (expected, expected), name
            assert set(options.ignoreChanges) == {"labels", "driver", "driverOpts"}


def test_prod_is_published_to_the_world_and_for_its_domain(prod: Record) -> None:
    ports = prod.one("Container", "edge").inputs["ports"]
    assert [(port["external"], port["ip"]) for port in ports] == [(80, "0.0.0.0"), (443, "0.0.0.0")]  # noqa: S104 - proved
    assert prod.outputs["url"] == "https://clo.example.com"
    assert prod.one("CertRequest", "edge-request").inputs["dnsNames"] == [
        "clo.example.com", "www.clo.example.com", "api.clo.example.com", "monitoring.clo.example.com",
    ]  # fmt: skip


def test_values_follow_the_environment_and_the_size(prod: Record) -> None:
    environment = dict(entry.split("=", 1) for entry in prod.one("Container", "backend-1").inputs["envs"])
    assert environment["ENVIRONMENT"] == "production"
    assert environment["LOG_LEVEL"] == "info"
    assert environment["WORKERS"] == environment["WEB_CONCURRENCY"] == "5"  # 2 x 2 CPUs + 1
    assert environment["API_BASE_URL"] == "https://api.clo.example.com/api/v1"
    assert environment["CORS_ORIGINS"] == "https://clo.example.com,https://api.clo.example.com"


def test_outputs_are_for_a_person(dev: Record) -> None:
    assert dev.outputs["url"] == "https://localhost:8443"
    assert dev.outputs["databaseShell"].startswith("docker exec -it dev-database-server psql")
    assert set(json.loads(dev.outputs["secrets"])) == {"jwt-signing-key", "encryption-key", "dashboard-password"}


OWN_BACKEND = {"images": json.dumps({"backend": "registry.example.com/clo/backend:2.0.0"})}


def test_an_image_of_the_users_own_runs_the_specs_commands_and_stays() -> None:
    record = deploy(OWN_BACKEND)
    image = record.one("RemoteImage", "image-backend")
    assert image.inputs["name"] == "registry.example.com/clo/backend:2.0.0"
    assert image.inputs["keepLocally"] is True
    assert record.one("Container", "backend-1").inputs["command"][0] == "gunicorn"
    assert record.one("Container", "backend-migration").inputs["command"] == ["alembic", "upgrade", "head"]
    assert record.one("Container", "backend-first-data").inputs["command"] == [
        "python",
        "scripts/init_production_db.py",
    ]
    assert deploy().one("Container", "backend-1").inputs["command"] == ["sample", "serve"]


def test_a_new_date_of_packages_builds_every_image_of_ours_again() -> None:
    before, after = deploy(), deploy({"packages": "2026-11-21"})
    for name in ("postgresql", "pgbouncer", "redis", "nginx", "files", "sample"):
        old, new = (record.one("RemoteImage", f"image-{name}").inputs for record in (before, after))
        assert old["name"] != new["name"], name
        assert new["build"]["noCache"] is True, name
        assert not old["build"].get("noCache"), name


def test_a_failing_migration_stops_before_the_app_and_says_why() -> None:
    logs = "line one\nrelation exists already\n"
    with pytest.raises(RunError) as caught:
        deploy(answers={"backend-migration": {"exitCode": 1, "containerLogs": logs}})
    assert "dev-backend-migration ended with exit code 1" in str(caught.value)
    assert "  relation exists already" in str(caught.value)


def history(name: str, **outputs: Any) -> Mapping[str, Mapping[str, object]]:
    return {f"urn:pulumi:dev::moorage::moorage:docker:System$moorage:docker:AppTier${CONTAINER}::{name}": outputs}


def labels(item: Registered) -> dict[str, str]:
    return {label["label"]: label["value"] for label in item.inputs["labels"]}


def test_what_failed_is_tried_again_and_what_succeeded_is_not() -> None:
    failed = deploy(history=history("backend-migration", exitCode=1, labels=[]))
    assert labels(failed.one("Container", "backend-migration"))["attempt"] == "1"
    again = [{"label": "attempt", "value": "1"}]
    twice = deploy(history=history("backend-migration", exitCode=1, labels=again))
    assert labels(twice.one("Container", "backend-migration"))["attempt"] == "2"
    done = deploy(history=history("backend-migration", exitCode=0, labels=again))
    assert labels(done.one("Container", "backend-migration"))["attempt"] == "1"


def test_first_data_runs_once_for_a_new_database_and_never_again() -> None:
    new = deploy().one("Container", "backend-first-data")
    assert new.inputs["start"] is True
    content = [{"label": "content", "value": labels(new)["content"]}]
    other = [{"label": "content", "value": "of another image"}]

    def start(**outputs: Any) -> bool:
        record = deploy(history=history("backend-first-data", **outputs))
        return bool(record.one("Container", "backend-first-data").inputs["start"])

    assert start(exitCode=0, start=True, labels=content) is True  # unchanged: left as it was made
    assert start(exitCode=0, start=True, labels=other) is False  # changed: made again, not started
    assert start(exitCode=0, start=False, labels=content) is False  # and then left as it is
    assert start(exitCode=1, start=True, labels=other) is True  # it failed: tried again


ROOT = "urn:pulumi:dev::moorage::moorage:{target}:System::{system}.{name}"


@pytest.mark.parametrize(
    ("root", "changed"),
    [
        (
            ROOT.format(target="aws", system="clo", name="dev"),
            "moorage:target is 'docker', but this stack has resources",
        ),
        (ROOT.format(target="docker", system="opmas", name="dev"), "moorage:system is 'clo', but this stack"),
        (ROOT.format(target="docker", system="clo", name="old"), "moorage:name is 'dev', but this stack has resources"),
    ],
)
def test_another_system_target_or_name_is_refused(root: str, changed: str) -> None:
    with pytest.raises(RunError) as caught:
        deploy(history={root: {}})
    assert changed in str(caught.value)
    assert "Set it back, or deploy the other one beside it" in str(caught.value)


def test_prod_does_not_become_dev_with_its_data() -> None:
    root = ROOT.format(target="docker", system="clo", name="dev")
    with pytest.raises(RunError, match=r"was deployed as 'prod'\. Its data would no longer be protected"):
        deploy(history={root: {"environment": "prod"}})
    assert deploy(history={root: {"environment": "dev"}}).outputs["url"]


def test_a_pool_that_comes_or_goes_never_makes_a_second_server(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    import stacks

    spec = load("clo")
    without = dataclasses.replace(spec, databases=(dataclasses.replace(spec.databases[0], pool=None),))
    pooled = deploy()
    monkeypatch.setattr(stacks, "load", lambda _: without)
    record = deploy({"overrides": json.dumps({"databases": {"database": {"memoryMb": 2048}}})})  # for 200 sorts at once
    servers = [item.one("Container", "database-server") for item in (pooled, record)]
    assert servers[0].urn == servers[1].urn
    assert servers[0].inputs["name"] == servers[1].inputs["name"] == "dev-database-server"
    aliases = {join["name"]: join.get("aliases") for join in servers[1].inputs["networksAdvanced"]}
    assert aliases == {"dev-backend-database": ["database"], "dev-backend-migration-database": ["database"]}


def test_the_edge_waits_for_the_app_and_is_not_touched_with_it(dev: Record) -> None:
    edge = dev.one("Container", "edge")
    assert dev.one("Container", "backend-2").urn in edge.options.dependencies
    assert not any("Container::backend" in str(list(urns.urns)) for urns in edge.options.propertyDependencies.values())


def test_what_unlocks_data_is_protected_with_it(dev: Record, prod: Record) -> None:
    for record, expected in ((dev, False), (prod, True)):
        options = record.one("RandomPassword", "encryption-key").options
        assert options.protect is expected
        assert set(options.ignoreChanges) == {"length", "special"}


def test_a_log_is_shown_without_passwords() -> None:
    password = "a1B2" * 8
    logs = f"could not connect to postgresql://clo_user:{password}@database:5432/x\nkey={password}\n"
    with pytest.raises(RunError) as caught:
        deploy(answers={"backend-migration": {"exitCode": 1, "containerLogs": logs}})
    assert "postgresql://clo_user:***@database:5432/x" in str(caught.value)
    assert password not in str(caught.value)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0s"), (59, "59s"), (60, "1m0s"), (300, "5m0s"), (3725, "1h2m5s")])
def test_times_are_written_as_docker_gives_them_back(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_what_the_engine_answers_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shape of the engine's answer; tests/e2e proves on the engine that a second update changes nothing."""
    urn = f"urn:pulumi:dev::moorage::{CONTAINER}::backend-migration"
    answer = {"outputs": {urn: {"type": CONTAINER, "outputs": {"exitCode": 1}}}}
    monkeypatch.setattr("pulumi.runtime.invoke", lambda *_: mock.Mock(value=answer))
    monkeypatch.setattr("pulumi.get_organization", lambda: "organization")
    monkeypatch.setattr("pulumi.get_project", lambda: "moorage")
    monkeypatch.setattr("pulumi.get_stack", lambda: "dev")
    assert History.load().outputs(CONTAINER, "backend-migration") == {"exitCode": 1}


def test_a_state_that_is_just_being_written_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen on a busy machine: the engine wrote the root of the stack while the program asked for what was there."""
    asked: list[int] = []

    def answer(*_: object) -> mock.Mock:
        asked.append(1)
        if len(asked) < 3:
            raise RuntimeError("invoke failed: failed to load checkpoint: EOF")
        return mock.Mock(value={"outputs": {}})

    monkeypatch.setattr("components.history.PAUSE_SECONDS", 0)
    monkeypatch.setattr("pulumi.runtime.invoke", answer)
    for name in ("organization", "project", "stack"):
        monkeypatch.setattr(f"pulumi.get_{name}", lambda: "dev")
    assert History.load().resources == {}
    assert len(asked) == 3
    monkeypatch.setattr("pulumi.runtime.invoke", mock.Mock(side_effect=RuntimeError("no such stack")))
    with pytest.raises(RuntimeError, match="no such stack"):
        History.load()


def test_what_is_adopted_by_name_comes_after_the_network_that_is_not(dev: Record) -> None:
    public = dev.one("Network", "network-public").urn
    for item in (*dev.of("RemoteImage"), dev.one("Volume", "database-data"), dev.one("Volume", "cache-data")):
        assert public in item.options.dependencies, item.name


def test_the_same_system_is_welcome() -> None:
    assert deploy(history={ROOT.format(target="docker", system="clo", name="dev"): {}}).outputs["url"]
