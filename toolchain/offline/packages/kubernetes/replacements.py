"""The properties whose change makes a new object, as pulumi-kubernetes decides it.

It replaces what is in its own table and leaves everything else to the cluster, which refuses changes of other fields
that can't be changed (the value of a PriorityClass, the controller of an IngressClass).
"""

from collections.abc import Mapping

from toolchain.offline.package import Replacement
from toolchain.offline.packages.kubernetes.kinds import CLUSTER_SCOPED, EVERY_KIND, NAMESPACED, RELEASE, tokens

SOURCE = "pulumi-kubernetes, provider/pkg/provider/diff.go, forceNew and forceNewProperties"
PATCHES = "pulumi-kubernetes, provider/pkg/provider/provider.go, Diff: patches are replaced only for name and namespace"
HELM = "pulumi-kubernetes, provider/pkg/provider/helm_release.go, Diff: forceNewFields"
NAMES = ("metadata.name", "metadata.namespace")

# As long as the provider's option enableConfigMapMutable, or enableSecretMutable, is off, which is usual.
CONFIG_MAP = ("binaryData", "data")
SECRET = ("type", "stringData", "data")

CONTAINER = (
    "args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "ports", "readinessProbe",
    "resources", "securityContext", "stdin", "stdinOnce", "terminationMessagePath", "terminationMessagePolicy", "tty",
    "volumeDevices", "volumeMounts", "workingDir",
)  # fmt: skip
POD = (
    "affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases",
    "hostIPC", "hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead",
    "preemptionPolicy", "priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName",
    "schedulerName", "securityContext", "serviceAccount", "serviceAccountName", "shareProcessNamespace", "subdomain",
    "terminationGracePeriodSeconds", "volumes",
)  # fmt: skip
VOLUME_SOURCES = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker",
    "gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk", "portworxVolume",
    "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
)  # fmt: skip

OWN: Mapping[str, tuple[str, ...]] = {
    "kubernetes:apps/v1:DaemonSet": ("spec.selector",),
    "kubernetes:apps/v1:Deployment": ("spec.selector",),
    "kubernetes:apps/v1:StatefulSet": (
        "spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector", "spec.serviceName",
        "spec.volumeClaimTemplates",
    ),
    "kubernetes:batch/v1:Job": ("spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
    "kubernetes:core/v1:ConfigMap": CONFIG_MAP,
    "kubernetes:core/v1:PersistentVolume": tuple(f"spec.{name}" for name in VOLUME_SOURCES),
    "kubernetes:core/v1:PersistentVolumeClaim": (
        "spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName",
    ),
    "kubernetes:core/v1:Pod": (
        *(f"spec.{name}" for name in POD),
        *(f"spec.{among}[*].{name}" for among in ("containers", "initContainers") for name in CONTAINER),
    ),
    "kubernetes:core/v1:ResourceQuota": ("spec.scopes",),
    "kubernetes:core/v1:Secret": SECRET,
    "kubernetes:core/v1:Service": ("spec.clusterIP",),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": ("roleRef",),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": ("roleRef",),
    "kubernetes:storage.k8s.io/v1:StorageClass": ("parameters", "provisioner"),
}  # fmt: skip

REPLACEMENTS: Mapping[str, Replacement] = {
    **{kind: Replacement(properties=(*NAMES, *OWN.get(kind, ())), source=SOURCE) for kind in EVERY_KIND},
    **{
        f"{kind}Patch": Replacement(properties=NAMES, source=PATCHES)
        for kind in (*tokens(NAMESPACED), *tokens(CLUSTER_SCOPED))
    },
    RELEASE: Replacement(properties=("name", "namespace"), source=HELM),
}
