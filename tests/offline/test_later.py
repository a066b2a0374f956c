"""What a plan says of places that only the cloud fills, and what stays of them when a resource is changed."""

from typing import Any

import pytest

from toolchain.offline import packages
from toolchain.offline.invented import Invented
from toolchain.offline.making import later, outputs, still
from toolchain.offline.package import Package
from toolchain.offline.shapes import Shapes
from toolchain.offline.values import UNKNOWN, Secret

AZURE = packages.load("azure-native")
CACHE = "azure-native:redisenterprise:RedisEnterprise"
GATEWAY = "azure-native:network:ApplicationGateway"
SERVER = "azure-native:dbforpostgresql:Server"


def planned(package: Package, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return later(package, Shapes(package.name, package.module).resource(kind), kind, inputs)


@pytest.mark.parametrize(
    ("kind", "inputs", "name", "value"),
    [
        (CACHE, {"identity": {"type": "SystemAssigned"}}, "identity",
         {"type": "SystemAssigned", "principalId": UNKNOWN, "tenantId": UNKNOWN}),
        # A program gives a list of identities, and Azure a map by them: the SDK can read nothing else.
        (CACHE, {"identity": {"userAssignedIdentities": ["one"], "principalId": "p", "tenantId": "t"}}, "identity",
         {"userAssignedIdentities": UNKNOWN, "principalId": "p", "tenantId": "t"}),
        (GATEWAY, {"frontendPorts": [{"name": "https", "port": 443}, {"id": "said"}]}, "frontendPorts",
         [{"name": "https", "port": 443, "id": UNKNOWN}, {"id": "said"}]),
        (SERVER, {"backup": Secret({"backupRetentionDays": 7})}, "backup",
         Secret({"backupRetentionDays": 7, "geoRedundantBackup": UNKNOWN})),
        (SERVER, {}, "network", UNKNOWN),
        (SERVER, {"network": UNKNOWN}, "network", None),
    ],
)  # fmt: skip
def test_what_only_the_cloud_fills_is_not_known_before(
    kind: str, inputs: dict[str, Any], name: str, value: Any
) -> None:
    assert planned(AZURE, kind, inputs).get(name) == value


@pytest.mark.parametrize(
    ("said", "was", "before", "stays"),
    [
        ({"a": 2}, {"a": 1, "id": "x"}, {"a": 1}, {"a": 2, "id": "x"}),
        ({}, {"a": 1, "id": "x"}, {"a": 1}, {"id": "x"}),  # what is said no more is not the cloud's
        ([{"a": 2}], [{"a": 1, "id": "x"}], [{"a": 1}], [{"a": 2, "id": "x"}]),
        ([{"a": 2}, {"a": 3}], [{"a": 1, "id": "x"}], [{"a": 1}], [{"a": 2}, {"a": 3}]),
        (["one"], {"one": {"id": "x"}}, ["one"], {"one": {"id": "x"}}),
        ("b", "a", "a", "b"),
    ],
)
def test_what_the_cloud_had_filled_stays_beside_what_is_said(said: Any, was: Any, before: Any, stays: Any) -> None:
    assert still(said, was, before) == stays


def test_tags_are_given_to_what_has_tags() -> None:
    aws = packages.load("aws")
    for kind, tags in (("aws:s3/bucket:Bucket", {"a": "b"}), ("aws:s3/bucketVersioning:BucketVersioning", None)):
        usual = {"defaultTags": '{"tags": {"a": "b"}}'}
        invented = Invented(f"urn:pulumi:try::try::{kind}::x", 1, {**aws.account, "name": "x", "id": "x"}, usual)
        made = outputs(aws, Shapes(aws.name, aws.module).resource(kind), kind, {}, invented)
        assert made.get("tagsAll") == tags


@pytest.mark.parametrize("said", [False, "false"])
def test_a_provider_of_google_cloud_can_leave_its_label_out(said: object) -> None:
    gcp, kind = packages.load("gcp"), "gcp:storage/bucket:Bucket"
    own = {"defaultLabels": {"a": "b"}, "addPulumiAttributionLabel": said}
    invented = Invented(f"urn:pulumi:try::try::{kind}::x", 1, {**gcp.account, "name": "x", "id": "x"}, own)
    made = outputs(gcp, Shapes(gcp.name, gcp.module).resource(kind), kind, {"labels": {"c": "d"}}, invented)
    assert made["effectiveLabels"] == Secret({"a": "b", "c": "d"})
