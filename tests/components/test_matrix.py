"""Every system in every environment at every size, on mocks: what is registered is what the spec says."""

import json

import pytest
import yaml
from pulumi import RunError

import stacks
from components.docker.naming import links
from stacks._adjust import adjust
from stacks._profiles import SizedSystem, place
from stacks._settings import Settings
from stacks._spec import EDGE
from tests.expected import config, everywhere, kept, parts
from tests.recorder import Record, Registered, deploy

MATRIX = pytest.mark.parametrize(("system", "environment", "size"), everywhere())


def planned(said: dict[str, str]) -> tuple[Record, SizedSystem]:
    settings = Settings.parse(said, "matrix")
    spec = adjust(stacks.load(settings.system), settings)
    sized = place(spec, settings.environment, settings.size, single_host=True)
    return deploy(said, stack="matrix"), sized


def running(record: Record) -> dict[str, Registered]:
    return {item.name: item for item in record.of("Container") if item.inputs.get("restart") == "unless-stopped"}


@MATRIX
def test_every_system_is_planned_in_every_environment_and_size(system: str, environment: str, size: str) -> None:
    record, sized = planned(config(system, environment, size))
    serving, expected = running(record), parts(sized)
    assert serving.keys() == expected.keys()
    for service in sized.spec.services:
        wanted = sized.resources(service)
        for name in (name for name, part in expected.items() if part == service.name):
            inputs = serving[name].inputs
            assert (float(inputs["cpus"]), inputs["memory"]) == (wanted.cpus, wanted.memory_mb), name
            assert inputs["user"] == f"{service.user}:{service.user}", name
    for database in sized.spec.databases:
        server = serving[f"{database.name}-server"]
        assert server.inputs["memory"] == sized.database_resources(database).memory_mb
    assert [name for name, item in serving.items() if item.inputs.get("ports")] == [EDGE]
    ways_out = [service for service in sized.spec.services if service.egress]
    assert len(list(record.of("Network"))) == len(links(sized.spec)) + 1 + len(ways_out) + 1  # public, our component
    names = [(item.kind, item.name) for item in record.resources]
    assert len(names) == len(set(names))
    profile = sized.profile
    keeping = [item for item in record.of("Volume") if not item.name.endswith(("-content", "-files"))]
    assert {item.name for item in keeping} == kept(sized)
    for item in keeping:
        assert item.options.protect is profile.protect, item.name
        assert item.options.retainOnDelete is profile.retain, item.name


@pytest.mark.parametrize("system", stacks.names())
def test_no_secret_is_in_an_environment_and_every_one_is_a_file_of_its_service(system: str) -> None:
    record, sized = planned(config(system, "dev", "laptop"))
    generated = {f"generated-{item.name}" for item in record.of("RandomPassword")}
    uploads = {
        item.name: {upload["file"]: upload["content"] for upload in item.inputs["uploads"]}
        for item in record.of("Container")
        if item.inputs.get("uploads")
    }
    for item in record.of("Container"):
        said = json.dumps([item.inputs.get("envs"), item.inputs.get("command")])
        assert not [secret for secret in generated if secret in said], item.name
    for service in sized.spec.services:
        files = uploads[f"{service.name}-files-writer"]
        supplied = [use for use in service.secrets if getattr(use.value, "name", "") in sized.spec.supplied]
        assert len(files) == len(service.secrets) - len(supplied) + 1  # and the certificate of the authority


@pytest.mark.parametrize("system", stacks.names())
def test_configuration_files_parse_to_what_the_spec_says(system: str) -> None:
    record, sized = planned(config(system, "dev", "laptop"))
    for service in sized.spec.services:
        for file in service.configuration:
            texts = [
                upload["content"]
                for item in record.of("Container")
                for upload in item.inputs.get("uploads") or ()
                if upload["file"] == file.path and item.name.startswith(service.name)
            ]
            assert len(texts) == 1, file.path
            parsed = yaml.safe_load(texts[0]) if file.path.endswith(".yaml") else json.loads(texts[0])
            assert parsed.keys() == file.content.keys()
            assert _plain(parsed) >= _plain(file.content), file.path


def _plain(tree: object, path: str = "") -> set[tuple[str, object]]:
    """Return every value of a tree that was written as it is, with its path."""
    if isinstance(tree, dict):
        return set().union(*(_plain(value, f"{path}/{key}") for key, value in tree.items()))
    return {(path, tree)} if isinstance(tree, str | int | float | bool) else set()


def test_tenants_are_in_the_plan() -> None:
    said = config("manufacturing", "dev", "laptop") | {"tenants": json.dumps({"acme": {}})}
    record, sized = planned(said)
    assert record.one("RandomPassword", "database-tenant_acme")
    bootstrap = next(
        upload["content"]
        for upload in record.one("Container", "database-server-files-writer").inputs["uploads"]
        if upload["file"].endswith("bootstrap.sql")
    )
    assert "tenant_acme" in bootstrap
    assert "acme" in sized.spec.edge.hosts
    request = record.one("CertRequest", "edge-request").inputs
    assert "acme.localhost" in request["dnsNames"]


def test_a_listener_is_published_only_once_it_is_said() -> None:
    closed, _ = planned(config("opmas", "dev", "laptop"))
    said = {"ingestion": {"port": 5514, "protocol": "udp", "ranges": ["192.0.2.0/24"]}}
    opened, _ = planned(config("opmas", "dev", "laptop") | {"listeners": json.dumps(said)})

    def ports(record: Record) -> list[tuple[int, str]]:
        return [(item["external"], item.get("protocol", "tcp")) for item in running(record)[EDGE].inputs["ports"]]

    assert ports(closed) == [(8080, "tcp"), (8443, "tcp")]
    assert ports(opened) == [(8080, "tcp"), (8443, "tcp"), (5514, "udp")]
    assert "INGESTION_PORT=5514" in running(opened)["core-1"].inputs["envs"]
    assert not [item for item in running(closed)["core-1"].inputs["envs"] if item.startswith("INGESTION_PORT")]


def test_services_with_a_way_out_have_it_alone() -> None:
    record, sized = planned(config("manufacturing", "dev", "laptop"))
    out = [service.name for service in sized.spec.services if service.egress]
    assert out
    for item in record.of("Network"):
        if item.kind.startswith("docker:"):
            assert item.inputs.get("internal", False) is not item.name.endswith(("-egress", "-public")), item.name
    for name in out:
        joined = [
            item.name
            for item in record.of("Container")
            for join in item.inputs.get("networksAdvanced") or ()
            if join["name"] == f"matrix-{name}-egress"
        ]
        assert {one.rpartition("-")[0] for one in joined} == {name}
        options = record.one("Network", f"network-{name}-egress").inputs["options"]
        assert options == {"com.docker.network.bridge.enable_icc": "false"}


def test_sources_run_in_dev_from_their_folder(tmp_path: object) -> None:
    said = config("opmas", "dev", "laptop") | {"sources": json.dumps({"core": str(tmp_path)})}
    with pytest.raises(RunError, match="the sample app can't run it; name an image that can"):
        deploy(said)
    record, sized = planned(said | {"images": json.dumps({"core": "opmas/core:1.0.0"})})
    core = running(record)["core-1"].inputs
    development = sized.spec.service("core").development
    assert development is not None
    bound = [item for item in core["mounts"] if item["type"] == "bind"]
    assert [(item["source"], item["target"], item["readOnly"]) for item in bound] == [
        (str(tmp_path), development.path, True)
    ]
    assert tuple(core["command"]) == development.command
