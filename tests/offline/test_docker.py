"""Package docker: ids, names, defaults and replacements as the real provider and the engine have them."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.expected import config, everywhere
from tests.offline.plugins import Plugin, running
from tests.recorder import deploy
from toolchain.offline.differences import Difference, replaces
from toolchain.offline.invented import Invented
from toolchain.offline.making import automatic_name, identifier, identity_of, outputs
from toolchain.offline.packages.docker import PACKAGE, tokens
from toolchain.offline.packages.docker.tokens import (
    BUILDER,
    CONFIG,
    CONTAINER,
    IMAGE,
    NETWORK,
    PLUGIN,
    REGISTRY_IMAGE,
    REMOTE_IMAGE,
    SECRET,
    SERVICE,
    TAG,
    VOLUME,
)
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.shapes import Shapes

SHAPES = Shapes("docker", "pulumi_docker")
KINDS = [value for name, value in vars(tokens).items() if name.isupper()]
DIGEST = "sha256:[0-9a-f]{64}"
HEX = "[0-9a-f]{64}"
SWARM = "[0-9a-z]{25}"


def made(kind: str, inputs: dict[str, Any], name: str = "thing", incarnation: int = 1) -> tuple[str, dict[str, Any]]:
    known = {key: value for key, value in inputs.items() if isinstance(value, str)}
    invented = Invented(f"urn:pulumi:dev::test::{kind}::{name}", incarnation, known)
    found = identifier(PACKAGE.identity(kind), inputs, invented)
    return found, outputs(PACKAGE, SHAPES.resource(kind), kind, inputs, invented.knowing(id=found))


@pytest.mark.parametrize(
    ("kind", "inputs", "pattern"),
    [
        (CONTAINER, {"name": "app", "image": "a"}, HEX),
        (NETWORK, {"name": "net"}, HEX),
        (PLUGIN, {"name": "plug"}, HEX),
        (VOLUME, {"name": "data"}, "data"),
        (BUILDER, {"name": "builder"}, "builder"),
        (REMOTE_IMAGE, {"name": "a/b:1"}, f"{DIGEST}a/b:1"),
        (REGISTRY_IMAGE, {"name": "a/b:1"}, DIGEST),
        (IMAGE, {"imageName": "docker.io/a/b:1"}, "docker.io/a/b:1"),
        (TAG, {"sourceImage": "a:1", "targetImage": "b:2"}, r"a:1\.b:2"),
        (SERVICE, {"name": "app", "taskSpec": {}}, SWARM),
        (SECRET, {"name": "key", "data": ""}, SWARM),
        (CONFIG, {"name": "conf", "data": ""}, SWARM),
    ],
)
def test_ids_have_their_real_shapes(kind: str, inputs: dict[str, Any], pattern: str) -> None:
    found, outs = made(kind, inputs)
    assert re.fullmatch(pattern, found)
    assert set(outs) <= set(SHAPES.resource(kind).outputs)


def test_another_making_has_another_id() -> None:
    assert (
        made(CONTAINER, {"name": "a", "image": "a"})[0]
        != made(CONTAINER, {"name": "a", "image": "a"}, incarnation=2)[0]
    )


def test_a_container_that_ran_once_has_ended_well_and_has_no_address() -> None:
    inputs = {"name": "once", "image": "a", "attach": True, "mustRun": False, "networksAdvanced": [{"name": "net"}]}
    found, outs = made(CONTAINER, inputs)
    assert (outs["exitCode"], outs["containerLogs"]) == (0, "")
    assert (outs["hostname"], outs["start"], outs["runtime"]) == (found[:12], True, "runc")
    assert [place["ipAddress"] for place in outs["networkDatas"]] == [""]
    assert not {"attach", "mustRun", "name"} & set(outs), "what a program says is not said again"


def test_a_container_has_an_address_and_a_gateway_on_each_of_its_networks() -> None:
    joins = [{"name": "calls", "ipv4Address": "10.7.0.9"}, {"name": "public"}]
    first, second = made(CONTAINER, {"name": "app", "image": "a", "networksAdvanced": joins})[1]["networkDatas"]
    assert (first["networkName"], first["ipAddress"], first["macAddress"]) == ("calls", "10.7.0.9", "02:42:0a:07:00:09")
    for place in (first, second):
        subnet = ipaddress.ip_network(f"{place['gateway']}/{place['ipPrefixLength']}", strict=False)
        assert ipaddress.ip_address(place["ipAddress"]) in subnet
    (usual,) = made(CONTAINER, {"name": "app", "image": "a"})[1]["networkDatas"]
    assert (usual["networkName"], usual["gateway"], usual["ipPrefixLength"]) == ("bridge", "172.17.0.1", 16)
    (none,) = made(CONTAINER, {"name": "app", "image": "a", "networkMode": "none"})[1]["networkDatas"]
    assert (none["networkName"], none["ipAddress"]) == ("none", "")
    assert made(CONTAINER, {"name": "app", "image": "a", "networkMode": "container:a"})[1]["networkDatas"] == []


def test_a_network_has_the_addresses_it_was_given_or_some_of_docker_s() -> None:
    outs = made(NETWORK, {"name": "net"})[1]
    (pool,) = outs["ipamConfigs"]
    assert ipaddress.ip_network(pool["subnet"]).subnet_of(ipaddress.ip_network("172.16.0.0/12"))  # type: ignore[arg-type] # both IPv4
    assert ipaddress.ip_address(pool["gateway"]) in ipaddress.ip_network(pool["subnet"])
    assert (outs["driver"], outs["scope"], outs["internal"]) == ("bridge", "local", False)
    assert "ipamConfigs" not in made(NETWORK, {"name": "net", "ipamConfigs": [{"subnet": "10.0.0.0/24"}]})[1]
    assert made(NETWORK, {"name": "net", "driver": "overlay"})[1]["scope"] == "swarm"


def test_a_volume_is_on_the_host() -> None:
    outs = made(VOLUME, {"name": "data"})[1]
    assert outs == {"driver": "local", "mountpoint": "/var/lib/docker/volumes/data/_data"}


def test_an_image_that_is_built_is_another_when_a_trigger_or_an_argument_is() -> None:
    inputs = {"name": "a/b:1", "build": {"context": "a", "buildArgs": {"b": "c"}}, "triggers": {"content": "1"}}
    found, outs = made(REMOTE_IMAGE, inputs)
    assert re.fullmatch(DIGEST, outs["imageId"])
    assert found == f"{outs['imageId']}a/b:1"
    assert outs["repoDigest"] == "", "what was only built is in no registry"
    for change in ({"triggers": {"content": "2"}}, {"build": {"context": "a", "buildArgs": {"b": "d"}}}):
        assert made(REMOTE_IMAGE, {**inputs, **change})[1]["imageId"] != outs["imageId"]
    # A tag is no part of an image, and where it is kept neither.
    assert made(REMOTE_IMAGE, {**inputs, "name": "a/b:2", "keepLocally": True})[1] == outs


@pytest.mark.parametrize(
    ("name", "repository"),
    [
        ("redis:7", "redis"),
        ("host:5000/a/b:1", "host:5000/a/b"),
        (f"a/b@sha256:{'0' * 64}", "a/b"),
        ("host:5000/a", "host:5000/a"),
    ],
)
def test_an_image_that_is_pulled_is_known_to_its_registry(name: str, repository: str) -> None:
    outs = made(REMOTE_IMAGE, {"name": name})[1]
    assert re.fullmatch(f"{repository}@{DIGEST}", outs["repoDigest"])
    assert made(TAG, {"sourceImage": name, "targetImage": "x"})[1]["sourceImageId"] == outs["imageId"]
    assert re.fullmatch(f"{repository}@{DIGEST}", made(IMAGE, {"imageName": name})[1]["repoDigest"])


def test_hosts_are_places_of_their_own() -> None:
    assert PACKAGE.place(VOLUME, {}, {}) == PACKAGE.place(VOLUME, {"host": ""}, {}) == ""
    assert PACKAGE.place(VOLUME, {"host": "ssh://a"}, {}) != PACKAGE.place(VOLUME, {"host": "ssh://b"}, {})


def test_volumes_and_images_that_are_there_are_taken_and_others_are_refused() -> None:
    taken = {kind for kind in KINDS if PACKAGE.identity(kind).scope is None}
    assert taken == {VOLUME, REMOTE_IMAGE, REGISTRY_IMAGE, IMAGE, TAG}
    # A push has a digest of its own; the others are known by their names.
    assert {kind for kind in KINDS if PACKAGE.identity(kind).adopts} == taken - {REGISTRY_IMAGE}


# Production at its largest: more of everything than elsewhere.
LARGEST = sorted({row[0]: row for row in everywhere() if row[1] == "prod"}.values())


@pytest.mark.parametrize(("system", "environment", "size"), LARGEST)
def test_what_moorage_registers_breaks_no_rule(system: str, environment: str, size: str) -> None:
    plan = Plan()
    for item in deploy(config(system, environment, size)).resources:
        if not item.kind.startswith("docker:"):
            continue
        plan.resources[item.urn] = Planned(item.urn, item.kind, item.inputs)
        # In a run a resource is checked when it is registered: with those before it, and not those after.
        here = Plan(plan.resources, item.urn)
        assert [str(failure) for rule in rules(item.kind) for failure in rule.failures(item.inputs, here)] == []
    assert len(plan.of(CONTAINER)) > 5


def rules(kind: str) -> Iterator[Any]:
    return (rule for rule in PACKAGE.rules if rule.kind == kind)


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    with running("docker") as found:
        yield found


@pytest.mark.engine
def test_the_plugin_s_schema_replaces_for_the_same_properties(plugin: Plugin) -> None:
    resources: Mapping[str, Any] = plugin.schema()["resources"]
    # Said by the plugin's answer to Diff, for the schema says it of the fields inside only.
    more = {REMOTE_IMAGE: {"build"}, VOLUME: {"cluster"}}
    for kind, resource in resources.items():
        said = {name for name, item in resource["inputProperties"].items() if item.get("willReplaceOnChanges")}
        table = {name.partition(".")[0] for name in PACKAGE.replacements[kind].properties}
        assert table == said | more.get(kind, set()), kind
    assert set(KINDS) - set(resources) == {IMAGE}, "the built plugin has no Image, which is not bridged"
    assert set(PACKAGE.replacements) == set(resources)


@pytest.mark.engine
def test_the_plugin_s_schema_replaces_for_the_fields_of_a_build_and_of_a_cluster(plugin: Plugin) -> None:
    types = plugin.schema()["types"]
    cluster = types["docker:index/VolumeCluster:VolumeCluster"]["properties"]
    forcing = {f"cluster.{name}" for name, item in cluster.items() if item.get("willReplaceOnChanges")}
    table = PACKAGE.replacements[VOLUME].properties
    assert forcing == {name for name in table if name.startswith("cluster.")}
    assert not replaces(Difference("cluster.availability", "changed"), table)
    assert replaces(Difference("cluster", "added", tuple(forcing)), table)
    build = types["docker:index/RemoteImageBuild:RemoteImageBuild"]["properties"]
    assert any(item.get("willReplaceOnChanges") for item in build.values())
    assert replaces(Difference("build.buildArgs.a", "changed"), PACKAGE.replacements[REMOTE_IMAGE].properties)


@pytest.mark.engine
def test_the_plugin_makes_names_alike(plugin: Plugin) -> None:
    needed: Mapping[str, dict[str, Any]] = {
        CONTAINER: {"image": "a"},
        SECRET: {"data": "YQ=="},
        CONFIG: {"data": "YQ=="},
        SERVICE: {"taskSpec": {"containerSpec": {"image": "a"}}},
    }
    for kind in (BUILDER, CONFIG, CONTAINER, NETWORK, PLUGIN, REGISTRY_IMAGE, SECRET, SERVICE, VOLUME):
        inputs, refused = plugin.check(kind, needed.get(kind, {}))
        assert refused == []
        assert re.fullmatch("thing-[0-9a-f]{7}", inputs["name"])
        identity = identity_of(PACKAGE, kind, SHAPES.resource(kind))
        assert re.fullmatch(
            "thing-[0-9a-f]{7}", automatic_name(identity, f"urn:pulumi:dev::t::{kind}::thing", b"1", "")
        )


@pytest.mark.engine
def test_the_plugin_fills_in_the_same_defaults(plugin: Plugin) -> None:
    inputs, _ = plugin.check(CONTAINER, {"image": "a"})
    filled = {name: inputs[name] for name in inputs["__defaults"] if name != "name"}
    assert filled == {name: value for name, value in PACKAGE.outputs[CONTAINER].items() if name in filled}
