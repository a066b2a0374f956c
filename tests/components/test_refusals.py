"""What can't be deployed is refused before anything is registered: half a deployment helps nobody."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi import RunError

import stacks
from components.contracts import Args
from components.docker.checks import check
from components.history import History
from components.versions import VersionError
from stacks import clo
from stacks._profiles import place
from stacks._settings import Settings, SettingsError
from stacks._spec import Namespace
from tests.expected import config
from tests.recorder import Record, deploy
from tests.stacks.changed import BACKEND
from tests.stacks.changed import clo as changed


def refused(error: type[Exception], message: str, said: Mapping[str, str], **how: Any) -> None:
    record = Record()
    with pytest.raises(error, match=message):
        deploy(said, record=record, **how)
    assert [item.kind for item in record.resources] in ([], ["pulumi:pulumi:Stack"])


@pytest.mark.parametrize(
    ("overrides", "error", "message"),
    [
        (
            {"services": {"backend": {"replicas": 31}}},
            RunError,
            "backend has 31 replicas; allowed on one Docker host: at most 30",
        ),
        (
            {"databases": {"database": {"parameters": {"ssl": "off"}}}},
            ValueError,
            "the parameter ssl is 'off', but it is always 'on'",
        ),
        (
            {"databases": {"database": {"parameters": {"Work-Mem": "4MB"}}}},
            ValueError,
            "database 'database': the parameter",
        ),
        (
            {"databases": {"database": {"memoryMb": 64}}},
            SettingsError,
            "shared_buffers of 256MB are over half of 64 MB",
        ),
        ({"databases": {"database": {"diskGb": 5}}}, SettingsError, "can't honour it: Docker's volumes have no limit"),
    ],
)
def test_an_override_that_can_not_be(overrides: dict[str, Any], error: type[Exception], message: str) -> None:
    refused(error, message, {"overrides": json.dumps(overrides)})


def test_a_size_that_the_host_can_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("pulumi.runtime.is_dry_run", lambda: False)
    refused(
        RunError, "database wants 4 processors, and this machine has 2", config("clo", "dev", "medium"), docker_host=""
    )
    assert deploy(config("clo", "dev", "laptop"), docker_host="").outputs["url"]


def test_another_stack_s_resources() -> None:
    root = "urn:pulumi:dev::moorage::moorage:docker:System::opmas.dev"
    refused(RunError, "but this stack has resources of 'opmas'", {}, history={root: {}})


def test_an_image_that_the_system_has_not() -> None:
    refused(SettingsError, "clo has no such image", {"images": json.dumps({"front": "front:1.0.0"})})


def test_a_floor_that_is_above_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = changed(databases=(replace(clo.DATABASE, floor=99),))
    monkeypatch.setattr(clo, "SPEC", newer)
    refused(VersionError, "postgresql 99 or newer is asked for", {})


def test_two_calls_that_would_share_a_network() -> None:
    plain: dict[str, Any] = {"secrets": (), "migration": None, "environment": {}, "mounts": ()}
    services = [("x", ("y-z",)), ("x-y", ("z",)), ("y-z", ()), ("z", ())]
    spec = changed(services=(BACKEND, *(replace(BACKEND, name=name, calls=calls, **plain) for name, calls in services)))
    args = Args(
        system=place(spec, "dev", "laptop", single_host=True),
        settings=Settings.parse({}, "dev"),
        history=History(resources={}),
    )
    with pytest.raises(RunError, match="x to y-z and x-y to z would share the network 'x-y-z'; give one"):
        check(args)


def test_a_part_whose_name_begins_like_another_s_is_in_its_own_namespace() -> None:
    services = (BACKEND, replace(BACKEND, name="backend-gateway"))
    spec = changed(services=services, namespaces=(Namespace(name="inner", parts=("backend",)),))
    assert spec.namespace_of("backend-1") == "inner"
    assert spec.namespace_of("backend-gateway-1") == ""
    assert spec.namespace_of("cache") == ""


def test_migrations_of_one_database_run_one_after_another() -> None:
    record = deploy(config("manufacturing", "dev", "laptop"))
    spec = stacks.load("manufacturing")
    migrating = [item.name for item in spec.start_order if item.migration]
    assert len(migrating) > 1
    urns = [record.one("Container", f"{name}-migration").urn for name in migrating]
    for number, name in enumerate(migrating[1:]):
        assert urns[number] in record.one("Container", f"{name}-migration").options.dependencies


def test_what_is_said_and_not_built_yet_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("components.system.log.warn", told.append)
    deploy({"overrides": json.dumps({"alerts": {"disk-full": {"threshold": 95}}})})
    assert told == [
        "moorage:overrides.alerts is said, but the target docker builds nothing of it yet",
    ]
    told.clear()
    deploy(config("clo", "dev", "laptop"))
    assert told == []
