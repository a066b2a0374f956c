"""The package kubernetes: names, ids, outputs, places, and its rules as a whole."""

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.offline.rows.kubernetes.samples import EVERY_SAMPLE, KINDS, SHAPES, changed, made
from tests.offline.tables import places, reached, said, with_other
from toolchain.offline import making
from toolchain.offline.checks import TypeCheck
from toolchain.offline.differences import Difference, replaces
from toolchain.offline.packages.kubernetes import PACKAGE, cluster
from toolchain.offline.packages.kubernetes.kinds import CLUSTER_SCOPED, NAMESPACED, tokens
from toolchain.offline.packages.kubernetes.quantities import quantity
from toolchain.offline.values import UNKNOWN


@pytest.mark.parametrize("kind", EVERY_SAMPLE)
def test_samples_have_the_right_types(kind: str) -> None:
    wrong = (
        TypeCheck(PACKAGE, SHAPES).failures(EVERY_SAMPLE[kind], SHAPES.resource(kind).inputs) if kind in KINDS else ()
    )
    assert [str(failure) for failure in wrong] == []


def test_data_of_a_secret_is_never_shown_even_where_the_program_did_not_hide_it() -> None:
    kind, inputs = changed("Secret", {"data": {"tls.crt": "in clear!"}})
    assert said(kind, inputs) == ["data[tls.crt] is [secret]; allowed: text in base64; clear text goes into stringData"]


@pytest.mark.parametrize(
    ("kind", "inputs", "configuration", "expected"),
    [
        ("core/v1:Secret", {"metadata": {"name": "db", "namespace": "shop"}}, {}, "shop/db"),
        ("core/v1:Secret", {"metadata": {"name": "db"}}, {}, "default/db"),
        ("core/v1:Secret", {"metadata": {"name": "db"}}, {"namespace": "shop"}, "shop/db"),
        ("core/v1:Namespace", {"metadata": {"name": "shop"}}, {"namespace": "other"}, "shop"),
        ("core/v1:NamespacePatch", {"metadata": {"name": "shop"}}, {}, "shop"),
        ("core/v1:ConfigMapPatch", {"metadata": {"name": "cni", "namespace": "kube-system"}}, {}, "kube-system/cni"),
        ("cert-manager.io/v1:ClusterIssuer", {"metadata": {"name": "letters"}}, {}, "letters"),
        ("postgresql.cnpg.io/v1:Cluster", {"metadata": {"name": "db", "namespace": "shop"}}, {}, "shop/db"),
        ("example.com/v1:Shop", {"metadata": {"name": "one"}}, {}, "default/one"),
        ("helm.sh/v3:Release", {"name": "nats", "namespace": "shop", "chart": "nats"}, {}, "shop/nats"),
        ("helm.sh/v3:Release", {"name": "nats", "chart": "nats"}, {}, "default/nats"),
    ],
)
def test_an_id_is_the_namespace_and_the_name(
    kind: str, inputs: dict[str, Any], configuration: dict[str, str], expected: str
) -> None:
    assert made(f"kubernetes:{kind}", inputs, configuration)["id"] == expected


def test_a_name_that_is_left_out_is_the_logical_one_and_eight_digits_uncut() -> None:
    identity = PACKAGE.identity("kubernetes:core/v1:Service")
    name = making.automatic_name(identity, f"urn:pulumi:dev::moorage::a:b:C::{'w' * 80}", b"seed", "")
    assert re.fullmatch(r"w{80}-[0-9a-f]{8}", name)
    assert identity.name == "metadata.name"


def test_patches_share_the_name_of_what_they_patch() -> None:
    assert PACKAGE.identity("kubernetes:core/v1:ConfigMap").scope == ("metadata.namespace",)
    assert PACKAGE.identity("kubernetes:core/v1:ConfigMapPatch").scope is None


def test_every_stable_type_is_known_to_have_a_namespace_or_none() -> None:
    listed = {*tokens(NAMESPACED), *tokens(CLUSTER_SCOPED)}
    assert listed <= KINDS
    # Not kept by the cluster, or not by the program: answers, assignments and what the nodes report.
    passing = {"Binding", "Event", "PodCertificateRequest", "ResourceClaim", "ResourceClaimTemplate", "Status",
               "StorageVersionMigration", "DeviceTaintRule"}  # fmt: skip
    stable = {
        kind for kind in KINDS
        if re.fullmatch(r"kubernetes:[^:]+/v[12]:\w+(?<!List)(?<!Patch)", kind) and kind.split(":")[2] not in passing
    }  # fmt: skip
    assert {kind for kind in stable - listed if not re.search(r"(helm\.sh|yaml|kustomize)/", kind)} == set()


@pytest.mark.parametrize(
    ("kind", "custom"),
    [
        ("kubernetes:postgresql.cnpg.io/v1:Cluster", True),
        ("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", True),
        ("kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshot", True),
        ("kubernetes:monitoring.coreos.com/v1alpha1:ScrapeConfig", True),
        ("kubernetes:networking.k8s.io/v1:Ingres", False),
        ("kubernetes:apps/v1:Deploymnt", False),
        ("kubernetes:helm.sh/v3:Relase", False),
    ],
)
def test_custom_resources_are_those_of_other_groups(kind: str, custom: bool) -> None:
    assert bool(re.fullmatch(PACKAGE.custom, kind)) is custom


KUBECONFIG = """
current-context: one
contexts:
- {name: one, context: {cluster: first, user: a}}
- {name: two, context: {cluster: second, user: a}}
clusters:
- {name: first, cluster: {server: "https://192.0.2.1"}}
- {name: second, cluster: {server: "https://192.0.2.2"}}
users:
- {name: a, user: {token: hush}}
"""


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ({}, ""),
        ({"kubeconfig": KUBECONFIG}, "https://192.0.2.1"),
        ({"kubeconfig": KUBECONFIG.replace("hush", "other")}, "https://192.0.2.1"),
        ({"kubeconfig": KUBECONFIG, "context": "two"}, "https://192.0.2.2"),
        ({"kubeconfig": KUBECONFIG, "cluster": "second"}, "https://192.0.2.2"),
        ({"kubeconfig": KUBECONFIG, "context": "three"}, ""),
        ({"kubeconfig": KUBECONFIG, "clusterIdentifier": "mine"}, "mine"),
        ({"kubeconfig": '{"current-context": "one"}'}, ""),
        ({"kubeconfig": "/home/mary/.kube/config"}, ""),
        ({"kubeconfig": "{"}, ""),
        ({"kubeconfig": UNKNOWN}, ""),
    ],
)
def test_a_place_is_the_address_of_the_cluster(configuration: dict[str, Any], expected: str) -> None:
    assert cluster("kubernetes:core/v1:Pod", configuration, {}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("250m", "0.25"), ("2", "2"), ("1.5Gi", "1610612736"), ("1e3", "1000"), ("100k", "100000"), (".5", "0.5")],
)
def test_an_amount_is_read(text: str, expected: str) -> None:
    assert quantity(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "1GB", "1 Gi", "Gi", "1,5", "ten", "0x1", None, True])
def test_what_is_no_amount_is_not_read(text: Any) -> None:
    assert quantity(text) is None


@pytest.mark.parametrize(
    ("kind", "path", "another"),
    [
        ("apps/v1:Deployment", "spec.selector.matchLabels.app", True),
        ("apps/v1:Deployment", "spec.template.spec.containers[0].image", False),
        ("apps/v1:StatefulSet", "spec.volumeClaimTemplates[0].spec.resources.requests.storage", True),
        ("apps/v1:StatefulSet", "spec.replicas", False),
        ("batch/v1:Job", "spec.template.spec.containers[0].image", True),
        ("batch/v1:CronJob", "spec.jobTemplate.spec.template.spec.containers[0].image", False),
        ("core/v1:Pod", "spec.containers[1].image", True),
        ("core/v1:ConfigMap", "data.config", True),
        ("core/v1:Secret", "stringData.password", True),
        ("core/v1:Secret", "metadata.labels.app", False),
        ("core/v1:PersistentVolumeClaim", "spec.storageClassName", True),
        ("core/v1:PersistentVolumeClaim", "spec.resources.requests.storage", False),
        ("core/v1:Service", "spec.clusterIP", True),
        ("core/v1:Service", "spec.type", False),
        ("core/v1:ServicePatch", "spec.clusterIP", False),
        ("core/v1:ServicePatch", "metadata.namespace", True),
        ("rbac.authorization.k8s.io/v1:RoleBinding", "roleRef.name", True),
        ("postgresql.cnpg.io/v1:Cluster", "metadata.namespace", True),
        ("postgresql.cnpg.io/v1:Cluster", "spec.instances", False),
        ("helm.sh/v3:Release", "namespace", True),
        ("helm.sh/v3:Release", "version", False),
    ],
)
def test_a_change_makes_a_new_object_only_where_the_provider_does(kind: str, path: str, another: bool) -> None:
    assert replaces(Difference(path, "changed"), PACKAGE.replacements[f"kubernetes:{kind}"].properties) is another


@pytest.mark.parametrize("kind", [kind for kind in EVERY_SAMPLE if kind not in KINDS])
def test_a_custom_resource_may_say_anything_without_breaking_a_rule_itself(kind: str) -> None:
    for place in places(EVERY_SAMPLE[kind]):
        at = reached(EVERY_SAMPLE[kind], place)
        for other in (None, True, "text", 5, [], {}, [1], {"a": 1}):
            if not isinstance(at, int) or not isinstance(other, list | dict):
                assert isinstance(said(kind, with_other(EVERY_SAMPLE[kind], place, other)), list)
