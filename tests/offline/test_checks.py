"""Inputs are held against the SDK's own types at every depth, and every message says what is allowed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toolchain.offline import annotations
from toolchain.offline.checks import check, check_configuration, listed
from toolchain.offline.package import Identity, Package
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.rules import Number
from toolchain.offline.shapes import NoShape, Shapes
from toolchain.offline.values import UNKNOWN, Secret, Special

CONTAINER = "docker:index/container:Container"
DOCKER = Package(name="docker", module="pulumi_docker", account={}, usual=Identity(id="{hex64}", name="name"))
AZURE = Package(
    name="azure-native",
    module="pulumi_azure_native",
    account={},
    usual=Identity(id="{name}"),
    open_enums={"PostgresMajorVersion": r"\d\d"},
)
SERVER = "azure-native:dbforpostgresql:Server"
MINIMUM: dict[str, Any] = {"image": "sha256:abc"}


def _wrong(package: Package, kind: str, inputs: Mapping[str, Any]) -> list[str]:
    shapes = Shapes(package.name, package.module)
    plan = Plan({"urn": Planned("urn", kind, inputs)}, "urn")
    return [str(failure) for failure in check(inputs, shapes.resource(kind), package, shapes, plan)]


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"image": UNKNOWN},
        {"image": Secret("sha256:abc")},
        {"memory": 512, "cpus": "1.5", "privileged": False},
        {"envs": ["A=b", UNKNOWN, Secret("C=d")], "mounts": UNKNOWN},
        {"mounts": [{"type": "volume", "target": "/data", "source": UNKNOWN}]},
        {"logOpts": {"max-size": "10m"}, "__defaults": ["name"], "hostname": None},
    ],
)
def test_what_fits_is_taken(inputs: dict[str, Any]) -> None:
    assert _wrong(DOCKER, CONTAINER, MINIMUM | inputs) == []


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"imag": "x"},
            "imag is no property of this type; allowed: 'image' perhaps, or attach, capabilities, cgroupParent",
        ),
        ({"image": None}, 'image is missing; allowed: text. Example: "text"'),
        ({"memory": "512"}, "memory is '512'; allowed: a whole number. Example: 1"),
        ({"memory": 1.5}, "memory is 1.5; allowed: a whole number. Example: 1"),
        ({"memory": True}, "memory is True; allowed: a whole number. Example: 1"),
        ({"privileged": "yes"}, "privileged is 'yes'; allowed: true or false"),
        ({"hostname": 7}, 'hostname is 7; allowed: text. Example: "text"'),
        ({"envs": "A=b"}, "envs is 'A=b'; allowed: a list, each item text. Example: \"text\""),
        ({"envs": ["A=b", 2]}, 'envs[1] is 2; allowed: text. Example: "text"'),
        ({"logOpts": {"max-size": 10}}, "logOpts['max-size'] is 10; allowed: text. Example: \"text\""),
        ({"logOpts": ["a"]}, "logOpts is ['a']; allowed: a map, each value text. Example: \"text\""),
        ({"capabilities": ["ALL"]}, "capabilities is ['ALL']; allowed: an object with adds, drops"),
        (
            {"mounts": [{"type": "volume"}]},
            'mounts[0].target is missing; allowed: text. Example: "text"',
        ),
        (
            {"mounts": [{"type": "volume", "target": "/x", "volumeOptions": {"noCopy": "yes"}}]},
            "mounts[0].volumeOptions.noCopy is 'yes'; allowed: true or false",
        ),
        (
            {"healthcheck": {"tests": ["CMD", "true"], "retrys": 3}},
            "healthcheck.retrys is no property of this type; allowed: 'retries' perhaps, or interval, retries",
        ),
        ({"memory": Secret("hunter2")}, "memory is [secret]; allowed: a whole number. Example: 1"),
        (
            {"healthcheck": Secret({"tests": ["CMD"], "retries": "hunter2"})},
            "healthcheck.retries is [secret]; allowed: a whole number",
        ),
        ({"healthcheck": Secret({"tests": ["CMD"], "hunter2": 1})}, "healthcheck.[secret] is no property of this type"),
        ({"logOpts": Secret({"hunter2": 1})}, "logOpts[secret] is [secret]; allowed: text"),
        ({"mounts": [Secret({"target": "/x", "type": 2})]}, "mounts[0].type is [secret]; allowed: text"),
        ({"capabilities": {"adds": [Secret(7)]}}, 'capabilities.adds[0] is [secret]; allowed: text. Example: "text"'),
    ],
)
def test_what_does_not_fit_is_named_with_what_is_allowed(inputs: dict[str, Any], message: str) -> None:
    wrong = _wrong(DOCKER, CONTAINER, MINIMUM | inputs)
    assert len(wrong) == 1
    assert wrong[0].startswith(message)
    assert "hunter2" not in wrong[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(_wrong(DOCKER, CONTAINER, {"memory": "1", "envs": [1, 2], "nonsense": 1})) == 5


@pytest.mark.parametrize(
    ("inputs", "messages"),
    [
        ({"sku": {"name": "Standard_B1ms", "tier": "Burstable"}}, []),
        (
            {"sku": {"name": "Standard_B1ms", "tier": "Cheap"}},
            ["sku.tier is 'Cheap'; allowed: Burstable, GeneralPurpose, MemoryOptimized"],
        ),
        ({"version": "42"}, []),  # the enum is one of those whose list lags behind: a pattern decides
        ({"version": "newest"}, ["version is 'newest'; allowed: 11, 12, 13, 14, 15, 16, 17, 18"]),
    ],
)
def test_enums_are_closed_but_for_those_that_lag_behind(inputs: dict[str, Any], messages: list[str]) -> None:
    assert _wrong(AZURE, SERVER, {"resourceGroupName": "group", **inputs}) == messages


def test_assets_are_neither_text_nor_missing() -> None:
    aws = Package(name="aws", module="pulumi_aws", account={}, usual=Identity(id="x"))
    kind = "aws:s3/bucketObject:BucketObject"
    asset = Special({"text": "x"})
    assert _wrong(aws, kind, {"bucket": "b", "source": asset}) == []
    assert _wrong(aws, kind, {"bucket": "b", "source": "x"}) == ["source is 'x'; allowed: an asset or an archive"]


def test_constants_of_kubernetes_are_checked() -> None:
    kubernetes = Package(name="kubernetes", module="pulumi_kubernetes", account={}, usual=Identity(id="x"))
    kind = "kubernetes:core/v1:Namespace"
    assert _wrong(kubernetes, kind, {"apiVersion": "v1", "kind": "Namespace"}) == []
    assert _wrong(kubernetes, kind, {"kind": "Namespaces"}) == ["kind is 'Namespaces'; allowed: 'Namespace'"]


def test_rules_are_asked_only_of_what_has_the_right_types() -> None:
    rule = Number(kind=CONTAINER, path="memory", low=6, source="Docker documentation, resource constraints")
    package = Package(name="docker", module="pulumi_docker", account={}, usual=DOCKER.usual, rules=(rule,))
    assert _wrong(package, CONTAINER, MINIMUM | {"memory": 5}) == ["memory is 5; allowed: at least 6"]
    assert _wrong(package, CONTAINER, MINIMUM | {"memory": "5"}) == [
        "memory is '5'; allowed: a whole number. Example: 1"
    ]
    assert _wrong(package, CONTAINER, MINIMUM | {"memory": UNKNOWN}) == []


def test_a_providers_own_configuration_is_checked_and_may_be_json() -> None:
    shapes = Shapes("docker", "pulumi_docker")
    fits = {"host": "ssh://user@host", "registryAuth": '[{"address": "x"}]', "version": "5.2.0"}
    assert check_configuration(fits, DOCKER, shapes) == []
    wrong = check_configuration({"hosts": "x"}, DOCKER, shapes)
    assert str(wrong[0]).startswith("hosts is no property of this type; allowed: 'host' perhaps")


def test_unknown_types_are_refused_with_what_is_near() -> None:
    shapes = Shapes("aws", "pulumi_aws")
    with pytest.raises(NoShape, match=r"has no type aws:rds/database:Instance.*aws:rds/instance:Instance"):
        shapes.resource("aws:rds/database:Instance")
    with pytest.raises(NoShape, match="pulumi_nothing is not installed"):
        Shapes("nothing", "pulumi_nothing").resource("nothing:a:B")


def test_shapes_are_read_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Shapes("docker", "pulumi_docker", tmp_path).resource(CONTAINER)
    kept = Shapes("docker", "pulumi_docker", tmp_path)
    monkeypatch.setattr(annotations, "resource", lambda _cls: pytest.fail("read again"))
    assert kept.resource(CONTAINER) == first
    assert first.inputs["image"].required
    assert not first.inputs["name"].required
    assert first.outputs["exitCode"].required


def test_secret_outputs_are_those_that_the_sdk_says() -> None:
    shapes = Shapes("random", "pulumi_random")
    assert shapes.resource("random:index/randomPassword:RandomPassword").secrets == {"bcryptHash", "result"}
    assert shapes.resource("random:index/randomPet:RandomPet").secrets == frozenset()


def test_long_lists_are_cut() -> None:
    assert listed(["b", "a"]) == "a, b"
    assert listed(f"{number:02}" for number in range(20)).endswith("10, 11 and 8 more")
