"""The types of Kubernetes: which belong to a namespace and which to the whole cluster.

Sources: pulumi-kubernetes, provider/pkg/kinds/kinds.go (Namespaced); ``+genclient:nonNamespaced`` in the types of
kubernetes/api; for custom resources the ``scope`` of their definitions.
"""

import re
from collections.abc import Iterator, Mapping

# group and version -> types of the whole cluster
CLUSTER_SCOPED: Mapping[str, tuple[str, ...]] = {
    "admissionregistration.k8s.io/v1": (
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    ),
    "admissionregistration.k8s.io/v1beta1": (
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    ),
    "admissionregistration.k8s.io/v1alpha1": (
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    ),
    "apiextensions.k8s.io/v1": ("CustomResourceDefinition",),
    "apiextensions.k8s.io/v1beta1": ("CustomResourceDefinition",),
    "apiregistration.k8s.io/v1": ("APIService",),
    "apiregistration.k8s.io/v1beta1": ("APIService",),
    "certificates.k8s.io/v1": ("CertificateSigningRequest", "ClusterTrustBundle"),
    "certificates.k8s.io/v1alpha1": ("ClusterTrustBundle",),
    "certificates.k8s.io/v1beta1": ("CertificateSigningRequest", "ClusterTrustBundle"),
    "core/v1": ("Namespace", "Node", "PersistentVolume"),
    "flowcontrol.apiserver.k8s.io/v1": ("FlowSchema", "PriorityLevelConfiguration"),
    "flowcontrol.apiserver.k8s.io/v1beta3": ("FlowSchema", "PriorityLevelConfiguration"),
    "networking.k8s.io/v1": ("IngressClass", "IPAddress", "ServiceCIDR"),
    "networking.k8s.io/v1alpha1": ("IPAddress", "ServiceCIDR"),
    "networking.k8s.io/v1beta1": ("IngressClass", "IPAddress", "ServiceCIDR"),
    "node.k8s.io/v1": ("RuntimeClass",),
    "node.k8s.io/v1beta1": ("RuntimeClass",),
    "rbac.authorization.k8s.io/v1": ("ClusterRole", "ClusterRoleBinding"),
    "rbac.authorization.k8s.io/v1alpha1": ("ClusterRole", "ClusterRoleBinding"),
    "rbac.authorization.k8s.io/v1beta1": ("ClusterRole", "ClusterRoleBinding"),
    "resource.k8s.io/v1": ("DeviceClass", "ResourceSlice"),
    "resource.k8s.io/v1alpha3": ("DeviceClass", "ResourceSlice"),
    "resource.k8s.io/v1beta1": ("DeviceClass", "ResourceSlice"),
    "resource.k8s.io/v1beta2": ("DeviceClass", "ResourceSlice"),
    "scheduling.k8s.io/v1": ("PriorityClass",),
    "scheduling.k8s.io/v1alpha1": ("PriorityClass",),
    "scheduling.k8s.io/v1beta1": ("PriorityClass",),
    "storage.k8s.io/v1": ("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"),
    "storage.k8s.io/v1alpha1": ("VolumeAttachment", "VolumeAttributesClass"),
    "storage.k8s.io/v1beta1": (
        "CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass",
    ),
    "storagemigration.k8s.io/v1alpha1": ("StorageVersionMigration",),
}  # fmt: skip

# Custom resources of the whole cluster; the SDK has no classes for these.
CUSTOM_CLUSTER_SCOPED: Mapping[str, tuple[str, ...]] = {
    "cert-manager.io/v1": ("ClusterIssuer",),
    "gateway.networking.k8s.io/v1": ("GatewayClass",),
    "postgresql.cnpg.io/v1": ("ClusterImageCatalog",),
    "snapshot.storage.k8s.io/v1": ("VolumeSnapshotClass", "VolumeSnapshotContent"),
}

# group and version -> types of a namespace
NAMESPACED: Mapping[str, tuple[str, ...]] = {
    "apps/v1": ("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "autoscaling/v1": ("HorizontalPodAutoscaler",),
    "autoscaling/v2": ("HorizontalPodAutoscaler",),
    "batch/v1": ("CronJob", "Job"),
    "coordination.k8s.io/v1": ("Lease",),
    "core/v1": (
        "ConfigMap", "Endpoints", "LimitRange", "PersistentVolumeClaim", "Pod", "PodTemplate",
        "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount",
    ),
    "discovery.k8s.io/v1": ("EndpointSlice",),
    "networking.k8s.io/v1": ("Ingress", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget",),
    "rbac.authorization.k8s.io/v1": ("Role", "RoleBinding"),
    "storage.k8s.io/v1": ("CSIStorageCapacity",),
}  # fmt: skip

# Custom resources of a namespace that systems here have.
CUSTOM_NAMESPACED: Mapping[str, tuple[str, ...]] = {
    "barmancloud.cnpg.io/v1": ("ObjectStore",),
    "cert-manager.io/v1": ("Certificate", "Issuer"),
    "gateway.networking.k8s.io/v1": ("Gateway", "GRPCRoute", "HTTPRoute", "TLSRoute"),
    "gateway.networking.k8s.io/v1alpha2": ("TCPRoute", "TLSRoute", "UDPRoute"),
    "gateway.networking.k8s.io/v1alpha3": ("BackendTLSPolicy", "TLSRoute"),
    "gateway.networking.k8s.io/v1beta1": ("ReferenceGrant",),
    "monitoring.coreos.com/v1": (
        "Alertmanager", "PodMonitor", "Probe", "Prometheus", "PrometheusRule", "ServiceMonitor", "ThanosRuler",
    ),
    "monitoring.coreos.com/v1alpha1": ("AlertmanagerConfig", "ScrapeConfig"),
    "postgresql.cnpg.io/v1": (
        "Backup", "Cluster", "Database", "DatabaseRole", "ImageCatalog", "Pooler", "ScheduledBackup",
    ),
    "snapshot.storage.k8s.io/v1": ("VolumeSnapshot",),
}  # fmt: skip


def token(version: str, kind: str) -> str:
    """Return the type token of a group, version and kind."""
    return f"kubernetes:{version}:{kind}"


def tokens(table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the type tokens of a table."""
    return (token(version, kind) for version, names in table.items() for kind in names)


def kind_of(kind: str) -> str:
    """Return the last part of a type token: ``Deployment``."""
    return kind.rpartition(":")[2]


RELEASE = "kubernetes:helm.sh/v3:Release"
OF_CLUSTER = (*tokens(CLUSTER_SCOPED), *tokens(CUSTOM_CLUSTER_SCOPED))
OF_NAMESPACE = (*tokens(NAMESPACED), *tokens(CUSTOM_NAMESPACED))
EVERY_KIND = (*OF_NAMESPACE, *OF_CLUSTER)

# Types with a pod's template: where the pod's metadata and spec stand.
POD_AT: Mapping[str, str] = {
    "kubernetes:core/v1:Pod": "",
    "kubernetes:apps/v1:Deployment": "spec.template.",
    "kubernetes:apps/v1:StatefulSet": "spec.template.",
    "kubernetes:apps/v1:DaemonSet": "spec.template.",
    "kubernetes:apps/v1:ReplicaSet": "spec.template.",
    "kubernetes:batch/v1:Job": "spec.template.",
    "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.",
}

# Custom resources are of any group with a domain that is none of Kubernetes' own.
OWN_GROUPS = (
    "admissionregistration", "apiextensions", "apiregistration", "auditregistration", "certificates", "coordination",
    "discovery", "events", "flowcontrol.apiserver", "internal.apiserver", "lifecycle", "networking", "node",
    "rbac.authorization", "resource", "scheduling", "settings", "storage", "storagemigration",
)  # fmt: skip
CUSTOM = (
    rf"kubernetes:(?!helm\.sh/|({'|'.join(map(re.escape, OWN_GROUPS))})\.k8s\.io/)"
    r"[a-z0-9-]+(\.[a-z0-9-]+)+/v[0-9][a-z0-9]*:[A-Z][A-Za-z0-9]*"
)

# What says that a property of a custom resource must be there.
DEFINED = "the definition of the custom resource: required"
