"""What a cluster adds to the objects that it is given."""

import base64
import re
from typing import Any

import pytest

from tests.offline.rows.kubernetes.samples import EVERY_SAMPLE, KINDS, SHAPES, made
from toolchain.offline.checks import TypeCheck
from toolchain.offline.packages.kubernetes import PACKAGE
from toolchain.offline.packages.kubernetes.kinds import OF_CLUSTER
from toolchain.offline.shapes import Property
from toolchain.offline.values import Secret, has_secret

BUILT_IN = [kind for kind in EVERY_SAMPLE if kind in KINDS]
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


@pytest.mark.parametrize("kind", [kind for kind in BUILT_IN if not kind.endswith(":Release")])
def test_outputs_have_the_types_that_the_sdk_gives_them(kind: str) -> None:
    found = {name: value for name, value in made(kind, EVERY_SAMPLE[kind]).items() if name != "id"}
    shape = SHAPES.resource(kind)
    types = {name: Property(type=_as_input(shape.outputs[name].type), required=False) for name in found}
    assert [str(failure) for failure in TypeCheck(PACKAGE, SHAPES).failures(found, types)] == []


def _as_input(kind: Any) -> Any:
    """Return an output's type with the classes of inputs, which say the same and can be looked into."""
    if isinstance(kind, dict) and "object" in kind:
        return {"object": f"{kind['object'].replace('.outputs:', '._inputs:')}Args"}
    return {"list": _as_input(kind["list"])} if isinstance(kind, dict) and "list" in kind else kind


@pytest.mark.parametrize("kind", [kind for kind in EVERY_SAMPLE if not kind.endswith(":Release")])
def test_an_object_keeps_its_metadata_and_gets_the_clusters(kind: str) -> None:
    said, metadata = EVERY_SAMPLE[kind]["metadata"], made(kind, EVERY_SAMPLE[kind])["metadata"]
    assert {name: metadata[name] for name in said} == said
    assert re.fullmatch(UUID, metadata["uid"])
    assert re.fullmatch(r"[1-9]\d{5}", metadata["resourceVersion"])
    assert re.fullmatch(TIME, metadata["creationTimestamp"])
    assert ("namespace" in metadata) == (kind not in OF_CLUSTER)


@pytest.mark.parametrize("kind", BUILT_IN)
def test_what_a_program_said_inside_a_spec_stays(kind: str) -> None:
    said, spec = EVERY_SAMPLE[kind].get("spec", {}), made(kind, EVERY_SAMPLE[kind]).get("spec")
    assert spec is None or {name: spec[name] for name in said} == said


def test_a_spec_with_a_pod_is_not_repeated_since_its_variables_may_be_secret() -> None:
    for kind in ("apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job", "batch/v1:CronJob", "core/v1:Pod"):
        assert "spec" not in made(f"kubernetes:{kind}", EVERY_SAMPLE[f"kubernetes:{kind}"])


def test_a_load_balancer_has_an_address_inside_and_one_outside() -> None:
    kind = "kubernetes:core/v1:Service"
    found = made(kind, EVERY_SAMPLE[kind])
    assert re.fullmatch(r"10\.96\.\d{2}\.\d{2}", found["spec"]["clusterIP"])
    assert re.fullmatch(r"203\.0\.113\.\d+", found["status"]["loadBalancer"]["ingress"][0]["ip"])
    headless = made(kind, {"metadata": {"name": "db"}, "spec": {"clusterIP": "None"}})
    assert headless["spec"]["clusterIP"] == "None"
    assert headless["status"] == {"loadBalancer": {}}
    assert "clusterIP" not in made(kind, {"metadata": {"name": "db"}, "spec": {"type": "ExternalName"}})["spec"]


def test_a_claim_is_bound_to_a_volume_of_its_size() -> None:
    kind = "kubernetes:core/v1:PersistentVolumeClaim"
    found = made(kind, EVERY_SAMPLE[kind])
    assert re.fullmatch(f"pvc-{UUID}", found["spec"]["volumeName"])
    assert found["status"] == {"phase": "Bound", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "10Gi"}}


def test_a_secrets_clear_text_is_encoded_and_everything_in_it_is_secret() -> None:
    kind = "kubernetes:core/v1:Secret"
    found = made(kind, {"metadata": {"name": "db"}, "data": {"a": "YQ=="}, "stringData": {"password.txt": "hush"}})
    encoded = base64.b64encode(b"hush").decode()
    assert found["data"] == Secret({"a": "YQ==", "password.txt": encoded})
    assert found["stringData"] == Secret({"password.txt": "hush"})
    assert found["type"] == "Opaque"
    assert not has_secret(found["metadata"])


def test_a_release_is_deployed() -> None:
    kind = "kubernetes:helm.sh/v3:Release"
    status = made(kind, {**EVERY_SAMPLE[kind], "chart": "oci://example.com/charts/nats"})["status"]
    assert (status["status"], status["chart"], status["version"]) == ("deployed", "nats", "1.2.3")
