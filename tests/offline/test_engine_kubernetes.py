"""A system on Kubernetes as an engineer writes it with the SDK, on the real engine, from first preview to its end."""

import re
from collections.abc import Iterator

import pytest

from tests.offline.lives import Life, beginning, changed
from toolchain.offline.values import UNKNOWN, Secret

pytestmark = pytest.mark.engine

SYSTEM = """
import pulumi, pulumi_kubernetes as k8s, pulumi_random as random
from pulumi_kubernetes.apiextensions import CustomResource

tier = {"system": "shop"}
app = {**tier, "app.kubernetes.io/name": "app"}
space = k8s.core.v1.Namespace("shop", metadata={"labels": {"pod-security.kubernetes.io/enforce": "restricted"}})
here = {"namespace": space.metadata.name, "labels": tier}
k8s.networking.v1.NetworkPolicy("default-deny", metadata=here,
    spec={"pod_selector": {}, "policy_types": ["Ingress", "Egress"]})
k8s.networking.v1.NetworkPolicy("app", metadata=here, spec={
    "pod_selector": {"match_labels": app}, "policy_types": ["Ingress", "Egress"],
    "ingress": [{"ports": [{"port": 8080, "protocol": "TCP"}]}],
    "egress": [{"to": [{"ip_block": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}]}]})
k8s.core.v1.ResourceQuota("shop", metadata=here, spec={"hard": {"requests.cpu": "8", "requests.memory": "16Gi"}})
k8s.core.v1.LimitRange("shop", metadata=here, spec={"limits": [{
    "type": "Container", "default": {"memory": "512Mi"}, "default_request": {"cpu": "100m", "memory": "256Mi"}}]})

account = k8s.core.v1.ServiceAccount("app", metadata=here, automount_service_account_token=False)
role = k8s.rbac.v1.Role("app", metadata=here, rules=[
    {"api_groups": [""], "resources": ["configmaps"], "verbs": ["get"]}])
k8s.rbac.v1.RoleBinding("app", metadata=here, subjects=[{"kind": "ServiceAccount", "name": account.metadata.name}],
    role_ref={"api_group": "rbac.authorization.k8s.io", "kind": "Role", "name": role.metadata.name})
password = random.RandomPassword("cache", length=32, special=False)
secret = k8s.core.v1.Secret("cache", metadata=here, string_data={"password": password.result})
settings = k8s.core.v1.ConfigMap("app", metadata=here, data={"LOG_LEVEL": "info"})

locked = {"allow_privilege_escalation": False, "capabilities": {"drop": ["ALL"]}, "read_only_root_filesystem": True}
pod = {"run_as_non_root": True, "run_as_user": 1000, "seccomp_profile": {"type": "RuntimeDefault"}}
probe = {"http_get": {"path": "/health", "port": "http"}, "period_seconds": 10}

def container(name, **more):
    return {"name": name, "image": "registry.example.com/shop/app:1.4.2", "security_context": locked, "resources": {
        "requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}}, **more}

deployment = k8s.apps.v1.Deployment("app", metadata=here, spec={
    "replicas": 2, "selector": {"match_labels": app}, "template": {"metadata": {"labels": app}, "spec": {
        "service_account_name": account.metadata.name, "security_context": pod, "containers": [container(
            "app", ports=[{"name": "http", "container_port": 8080}], readiness_probe=probe, liveness_probe=probe,
            env_from=[{"config_map_ref": {"name": settings.metadata.name}}])]}}})
service = k8s.core.v1.Service("app", metadata=here, spec={
    "selector": app, "ports": [{"name": "http", "port": 80, "target_port": "http"}]})
public = k8s.core.v1.Service("public", metadata=here, spec={
    "type": "LoadBalancer", "selector": app, "ports": [{"name": "https", "port": 443, "target_port": "http"}]})
k8s.autoscaling.v2.HorizontalPodAutoscaler("app", metadata=here, spec={
    "scale_target_ref": {"api_version": "apps/v1", "kind": "Deployment", "name": deployment.metadata.name},
    "min_replicas": 2, "max_replicas": 6, "metrics": [{"type": "Resource", "resource": {
        "name": "cpu", "target": {"type": "Utilization", "average_utilization": 70}}}]})
k8s.policy.v1.PodDisruptionBudget("app", metadata=here, spec={"min_available": 1, "selector": {"match_labels": app}})
redis = {**tier, "app.kubernetes.io/name": "cache"}
headless = k8s.core.v1.Service("cache", metadata=here, spec={
    "cluster_ip": "None", "selector": redis, "ports": [{"name": "redis", "port": 6379}]})
cache = k8s.apps.v1.StatefulSet("cache", metadata=here, spec={
    "replicas": 3, "service_name": headless.metadata.name, "selector": {"match_labels": redis},
    "template": {"metadata": {"labels": redis}, "spec": {"security_context": pod, "containers": [container(
        "cache", volume_mounts=[{"name": "data", "mount_path": "/data"}], env=[{"name": "PASSWORD", "value_from": {
            "secret_key_ref": {"name": secret.metadata.name, "key": "password"}}}])]}},
    "volume_claim_templates": [{"metadata": {"name": "data"}, "spec": {
        "access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "8Gi"}}}}]})
claim = k8s.core.v1.PersistentVolumeClaim("files", metadata=here, spec={
    "access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "20Gi"}}})
k8s.batch.v1.Job("migrate", metadata=here, spec={"backoff_limit": 3, "template": {"spec": {
    "restart_policy": "Never", "security_context": pod, "containers": [container("migrate", args=["migrate"])]}}})
k8s.batch.v1.CronJob("drill", metadata=here, spec={
    "schedule": "30 2 * * *", "time_zone": "Etc/UTC", "concurrency_policy": "Forbid", "job_template": {"spec": {
        "template": {"spec": {"restart_policy": "Never", "security_context": pod, "containers": [
            container("drill", args=["restore-drill"])]}}}}})
operator = k8s.helm.v3.Release("operator", chart="cloudnative-pg", version="0.26.0", namespace="cnpg-system",
    create_namespace=True, repository_opts={"repo": "https://cloudnative-pg.github.io/charts"},
    values={"monitoring": {"podMonitorEnabled": True}})
database = CustomResource("database", api_version="postgresql.cnpg.io/v1", kind="Cluster", metadata=here, spec={
    "instances": 3, "imageName": "ghcr.io/cloudnative-pg/postgresql:17.6", "storage": {"size": "50Gi"},
    "bootstrap": {"initdb": {"database": "shop", "owner": "app"}}}, opts=pulumi.ResourceOptions(depends_on=[operator]))
CustomResource("nightly", api_version="postgresql.cnpg.io/v1", kind="ScheduledBackup", metadata=here, spec={
    "schedule": "0 0 2 * * *", "cluster": {"name": database.metadata["name"]}, "backupOwnerReference": "self"})
CustomResource("pool", api_version="postgresql.cnpg.io/v1", kind="Pooler", metadata=here, spec={
    "cluster": {"name": database.metadata["name"]}, "instances": 2, "type": "rw",
    "pgbouncer": {"poolMode": "transaction"}})
certificate = CustomResource("edge", api_version="cert-manager.io/v1", kind="Certificate", metadata=here, spec={
    "secretName": "edge-tls", "dnsNames": ["shop.example.com"],
    "issuerRef": {"kind": "ClusterIssuer", "name": "letsencrypt"}})
gateway = CustomResource("edge", api_version="gateway.networking.k8s.io/v1", kind="Gateway", metadata=here, spec={
    "gatewayClassName": "envoy", "listeners": [{"name": "https", "port": 443, "protocol": "HTTPS",
        "hostname": "shop.example.com", "tls": {"certificateRefs": [{"name": "edge-tls"}]}}]})
CustomResource("app", api_version="gateway.networking.k8s.io/v1", kind="HTTPRoute", metadata=here, spec={
    "parentRefs": [{"name": gateway.metadata["name"]}], "hostnames": ["shop.example.com"], "rules": [{
        "backendRefs": [{"name": service.metadata.name, "port": 80}]}]})
k8s.rbac.v1.ClusterRole("metrics", rules=[{"non_resource_urls": ["/metrics"], "verbs": ["get"]}])

for name, value in {
    "namespace": space.id, "deployment": deployment.id, "service": service.id, "address": service.spec.cluster_ip,
    "outside": public.status.load_balancer.ingress[0].ip, "cache": cache.id, "claim": claim.id, "ready":
    deployment.status.ready_replicas, "headless": headless.spec.cluster_ip, "uid": deployment.metadata.uid,
    "volume": claim.spec.volume_name, "bound": claim.status.phase, "database": database.id, "release": operator.id,
    "status": operator.status.status, "secret": secret.data["password"],
}.items():
    pulumi.export(name, value)
"""
# In place: more replicas, a larger volume, another label. And a new stateful set and job: what they are can't change.
LARGER = changed(
    SYSTEM, ('"replicas": 2', '"replicas": 4'), ('"storage": "20Gi"', '"storage": "40Gi"'),
    ('tier = {"system": "shop"}', 'tier = {"system": "shop"}\nowned = {**tier, "owner": "web"}'),
    ('"labels": tier}', '"labels": owned}'), ('args=["migrate"]', 'args=["migrate", "--all"]'),
    ('"instances": 3', '"instances": 5'),
)  # fmt: skip
NAME = r"shop-[0-9a-f]{8}"
REAL = {
    "namespace": NAME,
    "deployment": rf"{NAME}/app-[0-9a-f]{{8}}",
    "service": rf"{NAME}/app-[0-9a-f]{{8}}",
    "address": r"10\.96\.\d+\.\d+",
    "outside": r"203\.0\.113\.\d+",
    "headless": r"None",
    "cache": rf"{NAME}/cache-[0-9a-f]{{8}}",
    "claim": rf"{NAME}/files-[0-9a-f]{{8}}",
    "uid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "volume": r"pvc-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "bound": r"Bound",
    "database": rf"{NAME}/database-[0-9a-f]{{8}}",
    "release": r"cnpg-system/operator-[0-9a-f]{8}",
    "status": r"deployed",
    "secret": r"[A-Za-z0-9+/]{43}=",
}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with beginning(tmp_path_factory.mktemp("kubernetes"), SYSTEM, {}) as life:
        life.plan()
        life.does("up", "up", "--yes", "--skip-preview")
        life.outputs = life.cloud.outputs()
        life.does("again", "up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")
        settings = life.cloud.one("core/v1:ConfigMap")
        life.cloud.edit(settings, data={"LOG_LEVEL": "debug"})
        life.cloud.shared.world.delete(life.cloud.one(":PodDisruptionBudget").key)
        life.does("drift", "refresh", "--yes", "--skip-preview", "--diff")
        life.cloud.program(LARGER)
        life.does("larger", "up", "--yes", "--diff")
        life.does("end", "destroy", "--yes", "--skip-preview")
        yield life


def test_a_preview_is_right_in_all_that_it_says(life: Life) -> None:
    assert set(life.steps["up"].there) <= set(life.planned)
    assert life.surprises() == []


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("ConfigMap app", "data.LOG_LEVEL", "info"), ("Service cache", "spec.clusterIP", "None"),
        ("Cluster database", "spec.bootstrap.initdb.owner", "app"), ("Release operator", "version", "0.26.0"),
        ("Deployment app", "spec.template.spec.containers[0].image", "registry.example.com/shop/app:1.4.2"),
    ],
)  # fmt: skip
def test_a_preview_knows_what_the_program_says(life: Life, name: str, path: str, value: str) -> None:
    assert life.is_planned(name, path) == value


def test_a_preview_knows_names(life: Life) -> None:
    space = life.is_planned("Namespace shop", "metadata.name")
    assert re.fullmatch(NAME, space)
    assert life.is_planned("Deployment app", "metadata.namespace") == space
    assert life.is_planned("RoleBinding app", "roleRef.name") == life.is_planned("Role app", "metadata.name")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Namespace shop", "metadata.uid"), ("Deployment app", "metadata.uid"), ("Deployment app", "status"),
        ("Service app", "spec.clusterIP"), ("Service public", "status"), ("Release operator", "status"),
        ("PersistentVolumeClaim files", "spec.volumeName"), ("Gateway edge", "metadata.resourceVersion"),
        ("Stack try-try", "address"), ("Stack try-try", "outside"), ("Stack try-try", "database"),
    ],
)  # fmt: skip
def test_a_preview_leaves_unknown_what_only_the_cluster_says(life: Life, name: str, path: str) -> None:
    assert life.is_planned(name, path) is UNKNOWN


@pytest.mark.parametrize("output", sorted(REAL))
def test_what_exists_looks_as_it_does_in_a_cluster(life: Life, output: str) -> None:
    assert re.fullmatch(REAL[output], life.outputs[output])


def test_a_secret_stays_one_however_it_was_said(life: Life) -> None:
    there = life.steps["up"].there["Secret cache"]
    assert isinstance(there.outputs["data"], Secret)
    assert isinstance(there.outputs["stringData"], Secret)
    assert life.outputs["secret"] not in (life.cloud.folder / "events.json").read_text()


def test_nothing_changes_by_itself(life: Life) -> None:
    assert len(life.steps["up"].there) == 28
    assert life.outputs["ready"] == 2
    assert life.steps["again"].ids == life.steps["up"].ids


def test_what_somebody_changed_or_deleted_is_seen(life: Life) -> None:
    said = life.steps["drift"].said
    assert '~ LOG_LEVEL: "info" => "debug"' in said
    assert "- kubernetes:policy/v1:PodDisruptionBudget: (delete)" in said
    assert "~ 1 updated" in said
    assert "- 1 deleted" in said


def test_a_change_in_place_keeps_everything_that_holds_data(life: Life) -> None:
    before, after = life.steps["up"].ids, life.steps["larger"].ids
    # What had drifted comes back under other names, as what replaces something does.
    assert {name for name in before if before[name] != after[name]} == {
        "ConfigMap app", "Job migrate", "PodDisruptionBudget app",
    }  # fmt: skip
    there = life.steps["larger"].there
    assert there["PersistentVolumeClaim files"].inputs["spec"]["resources"]["requests"]["storage"] == "40Gi"
    assert there["Cluster database"].inputs["spec"]["instances"] == 5
    assert there["Deployment app"].outputs["status"]["readyReplicas"] == 4
    assert there["ConfigMap app"].inputs["data"] == {"LOG_LEVEL": "info"}


def test_a_change_that_a_cluster_can_not_make_in_place_replaces(life: Life) -> None:
    said = life.steps["larger"].said
    assert "+-kubernetes:batch/v1:Job: (replace)" in said
    assert "+-kubernetes:core/v1:ConfigMap: (replace)" in said
    assert "+-2 to replace" in said
    assert "+-2 replaced" in said
    assert "kubernetes:apps/v1:StatefulSet: (replace)" not in said


def test_in_the_end_nothing_is_left(life: Life) -> None:
    assert life.steps["end"].there == {}
