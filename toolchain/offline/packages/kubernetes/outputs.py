"""What a cluster adds to the objects it is given: the object's own data, defaults and status.

A property that a program said keeps what it said; what the cluster adds inside it stands beside that. Nothing is added
inside a spec with a pod, whose variables may be secret. Sources: the Kubernetes API reference of each type, its Status
and the defaults of its Spec; of Helm releases pulumi-kubernetes, provider/pkg/provider/helm_release.go, ReleaseStatus.
The shapes are those of a healthy, settled object.
"""

import base64
from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker, Template
from toolchain.offline.packages.kubernetes.kinds import OF_CLUSTER, RELEASE
from toolchain.offline.paths import find, first
from toolchain.offline.values import Secret

Inputs = Mapping[str, Any]
CLUSTER_WIDE = frozenset(OF_CLUSTER)
META: Template = {"uid": "{uuid}", "resourceVersion": "{digits6}", "creationTimestamp": "{now}"}
ADDRESS: Template = {"loadBalancer": {"ingress": [{"ip": "{publicIp}"}]}}


def condition(kind: str, reason: str) -> Template:
    """Return a condition that holds."""
    return {"type": kind, "status": "True", "reason": reason, "lastTransitionTime": "{now}"}


OUTPUTS: Mapping[str, Mapping[str, Template]] = {
    "kubernetes:apiregistration.k8s.io/v1:APIService": {"status": {"conditions": [condition("Available", "Passed")]}},
    "kubernetes:core/v1:Namespace": {"status": {"phase": "Active"}},
    "kubernetes:core/v1:PersistentVolume": {"status": {"phase": "Available"}},
    "kubernetes:core/v1:Pod": {
        "status": {
            "phase": "Running", "hostIP": "{ip}", "podIP": "10.244.{digits1}.{digits2}", "startTime": "{now}",
            "podIPs": [{"ip": "10.244.{digits1}.{digits2}"}], "qosClass": "Burstable",
            "conditions": [
                condition("PodScheduled", "Scheduled"), condition("Initialized", "Initialized"),
                condition("ContainersReady", "ContainersReady"), condition("Ready", "Ready"),
            ],
        },
    },
    "kubernetes:networking.k8s.io/v1:Ingress": {"status": ADDRESS},
    "kubernetes:storage.k8s.io/v1:StorageClass": {
        "reclaimPolicy": "Delete", "volumeBindingMode": "Immediate", "allowVolumeExpansion": False,
    },
}  # fmt: skip


def beside(said: Any, added: Any) -> Any:
    """Return what was said with what was added beside it, at every depth."""
    if not isinstance(said, Mapping) or not isinstance(added, Mapping):
        return added if said is None else said
    return {**said, **{name: beside(said.get(name), value) for name, value in added.items()}}


def usual(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the metadata of an object that is there."""
    urn = invented["urn"]
    if "metadata" not in inputs and "apiVersion" not in inputs:
        return {}  # not an object of the cluster
    added = invented.fill(META) | ({"generation": 1} if "spec" in inputs else {})
    if urn.split("::")[2].rpartition("$")[2].removesuffix("Patch") not in CLUSTER_WIDE:
        added["namespace"] = invented.get("namespace", "default")
    return {"metadata": beside(inputs.get("metadata"), added)}


def _replicas(inputs: Inputs) -> int:
    wanted = first(inputs, "spec.replicas")
    return 1 if wanted is None else int(wanted)


def deployment(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a rolled-out deployment's status."""
    count = _replicas(inputs)
    conditions = [
        condition("Available", "MinimumReplicasAvailable"),
        condition("Progressing", "NewReplicaSetAvailable"),
    ]
    counts = dict.fromkeys(("replicas", "readyReplicas", "availableReplicas", "updatedReplicas"), count)
    return {"status": {"observedGeneration": 1, **counts, "conditions": invented.fill(conditions)}}


def stateful_set(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a rolled-out stateful set's status."""
    count, revision = _replicas(inputs), invented.fill("{name}-{letters10}")
    counts = dict.fromkeys(
        ("replicas", "readyReplicas", "currentReplicas", "availableReplicas", "updatedReplicas"), count
    )
    return {"status": {"observedGeneration": 1, **counts, "currentRevision": revision, "updateRevision": revision}}


def replica_set(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:  # noqa: ARG001 (as every maker)
    """Return a replica set's status with all its pods ready."""
    counts = dict.fromkeys(
        ("replicas", "readyReplicas", "availableReplicas", "fullyLabeledReplicas"), _replicas(inputs)
    )
    return {"status": {"observedGeneration": 1, **counts}}


def daemon_set(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:  # noqa: ARG001 (as every maker)
    """Return a daemon set's status on a cluster of three nodes."""
    names = (
        "desiredNumberScheduled",
        "currentNumberScheduled",
        "numberReady",
        "numberAvailable",
        "updatedNumberScheduled",
    )
    return {"status": {"observedGeneration": 1, **dict.fromkeys(names, 3), "numberMisscheduled": 0}}


def job(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return the status of a job that has done its work."""
    done = {
        "startTime": "{now}",
        "completionTime": "{now}",
        "conditions": [condition("Complete", "CompletionsReached")],
    }
    succeeded = first(inputs, "spec.completions") or 1
    return {"status": {**invented.fill(done), "succeeded": succeeded, "ready": 0}}


def service(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a service's defaults, its address in the cluster and, of a load balancer, the one outside."""
    kind = first(inputs, "spec.type") or "ClusterIP"
    spec: dict[str, Any] = {"type": kind, "sessionAffinity": "None"}
    if kind != "ExternalName":
        own = first(inputs, "spec.clusterIP") or invented.fill("10.96.{digits2}.{digits2b}")
        spec |= {
            "clusterIP": own, "clusterIPs": [own], "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
        }  # fmt: skip
    if kind in {"LoadBalancer", "NodePort"}:
        spec["externalTrafficPolicy"] = "Cluster"
    status = invented.fill(ADDRESS) if kind == "LoadBalancer" else {"loadBalancer": {}}
    return {"spec": beside(inputs.get("spec"), spec), "status": status}


def claim(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a claim that is bound to a volume made for it."""
    size = first(inputs, "spec.resources.requests.storage")
    bound = {
        "phase": "Bound",
        "accessModes": [found.value for found in find(inputs, "spec.accessModes[*]")],
        "capacity": {"storage": size} if size else {},
    }
    spec = {"volumeName": "pvc-{uuid2}", "volumeMode": "Filesystem", "storageClassName": "standard"}
    return {"spec": beside(inputs.get("spec"), invented.fill(spec)), "status": bound}


def secret(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:  # noqa: ARG001 (as every maker)
    """Return all data encoded, also what was said in clear text; every value is secret, whatever the program said."""
    texts = {name: text for name, text in (inputs.get("stringData") or {}).items() if isinstance(text, str)}
    encoded = {name: base64.b64encode(text.encode()).decode() for name, text in texts.items()}
    data = Secret({**(inputs.get("data") or {}), **encoded})
    hidden = {"stringData": Secret(texts)} if texts else {}
    return {"type": first(inputs, "type") or "Opaque", "data": data, **hidden}


def namespace(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:  # noqa: ARG001 (as every maker)
    """Return a namespace with the finalizer that empties it."""
    return {"spec": beside(inputs.get("spec"), {"finalizers": ["kubernetes"]})}


def volume(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:  # noqa: ARG001 (as every maker)
    """Return a volume's defaults."""
    usually = {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"}
    return {"spec": beside(inputs.get("spec"), usually)}


def definition(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a definition of custom resources that is in force."""
    conditions = [condition("NamesAccepted", "NoConflicts"), condition("Established", "InitialNamesAccepted")]
    versions = [found.value for found in find(inputs, "spec.versions[*]")]
    stored = [first(version, "name") for version in versions if first(version, "storage") is True]
    names = first(inputs, "spec.names") or {}
    return {"status": {"acceptedNames": names, "conditions": invented.fill(conditions), "storedVersions": stored}}


def autoscaler(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return an autoscaler that holds its lowest number of replicas."""
    least = first(inputs, "spec.minReplicas") or 1
    conditions = [condition("AbleToScale", "ReadyForNewScale"), condition("ScalingActive", "ValidMetricFound")]
    counts = {"currentReplicas": least, "desiredReplicas": least}
    return {
        "spec": beside(inputs.get("spec"), {"minReplicas": least}),
        "status": {**counts, "conditions": invented.fill(conditions), "currentMetrics": []},
    }


def disruption_budget(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:  # noqa: ARG001 (as every maker)
    """Return a budget that allows one disruption."""
    counts = {"currentHealthy": 2, "desiredHealthy": 1, "disruptionsAllowed": 1, "expectedPods": 2}
    return {"status": {"observedGeneration": 1, **counts}}


def release(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
    """Return a deployed Helm release's status; a chart's own version is known only if one was said."""
    name, version = first(inputs, "name") or invented["name"], first(inputs, "version") or "0.0.0"
    namespace = first(inputs, "namespace") or invented["namespace"]
    chart = str(first(inputs, "chart") or "").rstrip("/").rpartition("/")[2]
    status = {
        "name": name, "namespace": namespace, "revision": 1, "status": "deployed", "chart": chart, "version": version,
        "appVersion": version,
    }  # fmt: skip
    return {"namespace": namespace, "version": version, "resourceNames": {}, "status": status}


def _with_metadata(maker: Maker) -> Maker:
    """Return a maker that gives the metadata too."""

    def both(inputs: Inputs, invented: Invented) -> Mapping[str, Any]:
        return {**usual(inputs, invented), **maker(inputs, invented)}

    return both


OWN: Mapping[str, Maker] = {
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition": definition,
    "kubernetes:apps/v1:DaemonSet": daemon_set,
    "kubernetes:apps/v1:Deployment": deployment,
    "kubernetes:apps/v1:ReplicaSet": replica_set,
    "kubernetes:apps/v1:StatefulSet": stateful_set,
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": autoscaler,
    "kubernetes:batch/v1:Job": job,
    "kubernetes:core/v1:Namespace": namespace,
    "kubernetes:core/v1:PersistentVolume": volume,
    "kubernetes:core/v1:PersistentVolumeClaim": claim,
    "kubernetes:core/v1:Secret": secret,
    "kubernetes:core/v1:Service": service,
    "kubernetes:policy/v1:PodDisruptionBudget": disruption_budget,
}
MAKERS: Mapping[str, Maker] = {**{kind: _with_metadata(maker) for kind, maker in OWN.items()}, RELEASE: release}
