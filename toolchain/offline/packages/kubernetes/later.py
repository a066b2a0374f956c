"""What a cluster fills inside what a program says. Nothing here guards itself against a deletion.

Source: the Kubernetes API reference, ObjectMeta ("populated by the system") and the defaults of each Spec.
"""

from collections.abc import Mapping

from toolchain.offline.packages.kubernetes.kinds import RELEASE

SERVICE = (
    "clusterIP", "clusterIPs", "externalTrafficPolicy", "internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy",
    "sessionAffinity", "type",
)  # fmt: skip

LATER: Mapping[str, tuple[str, ...]] = {
    "*": tuple(
        f"metadata.{name}" for name in ("creationTimestamp", "generation", "namespace", "resourceVersion", "uid")
    ),
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ("spec.minReplicas",),
    "kubernetes:core/v1:PersistentVolume": ("spec.persistentVolumeReclaimPolicy", "spec.volumeMode"),
    "kubernetes:core/v1:PersistentVolumeClaim": ("spec.storageClassName", "spec.volumeMode", "spec.volumeName"),
    "kubernetes:core/v1:Service": tuple(f"spec.{name}" for name in SERVICE),
    RELEASE: ("namespace", "resourceNames", "version"),
}
