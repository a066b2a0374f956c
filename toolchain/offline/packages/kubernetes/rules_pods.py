"""Rules of a pod, wherever it stands: by itself or in a template; every path begins at the pod's spec."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolchain.offline.packages.kubernetes.kinds import POD_AT
from toolchain.offline.packages.kubernetes.rules_containers import CONTAINER, CORE, RESOURCES
from toolchain.offline.packages.kubernetes.rules_metadata import LABEL, LABEL_SAYS, SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.vocabulary import (
    AMOUNT_SAYS,
    PART,
    Each,
    Judged,
    Unique,
    Within,
    absent,
    found_or_missing,
    has_unknown_item,
    is_amount,
    is_unknown,
    wrong,
)
from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.rules import Choice, Failure, Inputs, Number, Rule, Text
from toolchain.offline.values import has_unknown

SPREAD = "Kubernetes documentation, Pod Topology Spread Constraints: Spread constraint definition"
TEMPLATES = "spec.volumeClaimTemplates[*].metadata.name"  # a stateful set's claims are volumes of its pods
VOLUME_SOURCES = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI",
    "emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
    "image", "iscsi", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected",
    "quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume",
)  # fmt: skip


def one_source(volume: Inputs) -> Iterator[Failure]:
    """Find a volume with several sources; without any it is an empty directory."""
    said = [name for name in VOLUME_SOURCES if is_said(volume, name)]
    if len(said) > 1:
        yield Failure(path=said[1], given=f"said together with {said[0]}", allowed="one source of a volume")


def names_apart(pod: Inputs) -> Iterator[Failure]:
    """Find containers of the same name, init containers among them."""
    seen = set()
    for among in ("initContainers", "containers"):
        for found in find(pod, f"{among}[*].name"):
            if found.value in seen:
                yield wrong(found, "a name that no other container of the pod has")
            seen.add(found.value)


def mounts_exist(pod: Inputs, templates: Sequence[Found] = ()) -> Iterator[Failure]:
    """Find mounts of volumes that the pod does not have."""
    if has_unknown_item(pod.get("volumes"), "name"):
        return
    volumes = [*find(pod, "volumes[*].name"), *templates]
    names = {found.value for found in volumes}
    known = ", ".join(sorted(str(found.value) for found in volumes if not found.secret))
    for among in ("initContainers", "containers"):
        for part in ("volumeMounts", "volumeDevices"):
            for found in find(pod, f"{among}[*].{part}[*].name"):
                if found.value not in names:
                    yield wrong(
                        found, f"a volume of the pod: {known}" if known else "a volume of the pod, which has none"
                    )


def host_ports_fit(pod: Inputs) -> Iterator[Failure]:
    """Find ports on the node that differ from the container's own, for a pod in the node's network."""
    if first(pod, "hostNetwork") is not True:
        return
    for port in find(pod, "containers[*].ports[*]"):
        own = first(port.value, "containerPort")
        for found in find(port.value, "hostPort"):
            if found.value not in (0, own) and own is not None:
                yield wrong(
                    Found(f"{port.path}.hostPort", found.value),
                    f"{own}, its containerPort, because hostNetwork is true",
                )


def toleration_fits(toleration: Inputs) -> Iterator[Failure]:
    """Find tolerations whose key, operator, value and seconds contradict each other."""
    operator = first(toleration, "operator")
    if operator == "Exists" and first(toleration, "value"):
        yield wrong(found_or_missing(toleration, "value"), "nothing, because operator is 'Exists'")
    if not is_said(toleration, "key") and operator != "Exists" and not is_unknown(toleration, "operator"):
        yield wrong(found_or_missing(toleration, "operator"), "Exists, because there is no key")
    effect = first(toleration, "effect")
    if is_said(toleration, "tolerationSeconds") and effect != "NoExecute" and not is_unknown(toleration, "effect"):
        yield wrong(found_or_missing(toleration, "effect"), "NoExecute, because tolerationSeconds is said")


def domains_fit(constraint: Inputs) -> Iterator[Failure]:
    """Find a least number of domains where pods are scheduled anyway."""
    if is_said(constraint, "minDomains") and first(constraint, "whenUnsatisfiable") == "ScheduleAnyway":
        yield wrong(
            found_or_missing(constraint, "minDomains"), "nothing, because whenUnsatisfiable is 'ScheduleAnyway'"
        )


def selector_fits(requirement: Inputs) -> Iterator[Failure]:
    """Find expressions of a selector with too many or too few values."""
    values, operator = requirement.get("values"), first(requirement, "operator")
    if has_unknown(values):
        return
    if operator in {"In", "NotIn"} and not first(requirement, "values"):
        yield absent("values", f"at least one value, because operator is {operator!r}")
    if operator in {"Exists", "DoesNotExist"} and first(requirement, "values"):
        yield wrong(found_or_missing(requirement, "values"), f"nothing, because operator is {operator!r}")


EXPRESSION: tuple[Rule, ...] = (
    Judged(kind=PART, judge=selector_fits, source="apimachinery, meta/v1/validation, ValidateLabelSelectorRequirement"),
    Choice(
        kind=PART, path="operator", allowed=("In", "NotIn", "Exists", "DoesNotExist"),
        source="apimachinery, meta/v1/validation, ValidateLabelSelectorRequirement",
    ),
)  # fmt: skip
TOLERATION: tuple[Rule, ...] = (
    Text(
        kind=PART, path="effect", pattern="(NoSchedule|PreferNoSchedule|NoExecute)?",
        says="NoSchedule, PreferNoSchedule or NoExecute", source=f"{CORE}, validateTaintEffect",
    ),
    Judged(kind=PART, judge=toleration_fits, source=f"{CORE}, ValidateTolerations"),
)  # fmt: skip
CONSTRAINT: tuple[Rule, ...] = (
    Number(kind=PART, path="maxSkew", low=1, source=SPREAD),
    Number(kind=PART, path="minDomains", low=1, source=SPREAD),
    Text(
        kind=PART,
        path="topologyKey",
        shortest=1,
        says="a label of nodes. Example: topology.kubernetes.io/zone",
        source=SPREAD,
    ),
    Choice(kind=PART, path="whenUnsatisfiable", allowed=("DoNotSchedule", "ScheduleAnyway"), source=SPREAD),
    Judged(kind=PART, judge=domains_fit, source=SPREAD),
    Within(kind=PART, path="labelSelector.matchExpressions[*]", rules=EXPRESSION, source=SPREAD),
)
VOLUME: tuple[Rule, ...] = (
    Text(
        kind=PART,
        path="name",
        pattern=LABEL,
        shortest=1,
        longest=63,
        says=LABEL_SAYS,
        source=f"{CORE}, ValidateVolumes",
    ),
    Judged(kind=PART, judge=one_source, source=f"{CORE}, validateVolumeSource"),
    Each(
        kind=PART, path="emptyDir.sizeLimit", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, validateVolumeSource"
    ),
    Number(kind=PART, path="configMap.defaultMode", low=0, high=0o777, source=f"{CORE}, validateConfigMapVolumeSource"),
    Number(kind=PART, path="secret.defaultMode", low=0, high=0o777, source=f"{CORE}, validateSecretVolumeSource"),
    Number(kind=PART, path="projected.defaultMode", low=0, high=0o777, source=f"{CORE}, validateProjectedVolumeSource"),
)
SECURITY: tuple[Rule, ...] = tuple(
    Number(kind=PART, path=name, low=0, high=2**31 - 1, source=f"{CORE}, ValidatePodSecurityContext")
    for name in ("runAsUser", "runAsGroup", "fsGroup", "supplementalGroups[*]")
)
WEIGHT = "Kubernetes API reference, WeightedPodAffinityTerm v1 core: weight from 1 to 100"
WEIGHTED = "preferredDuringSchedulingIgnoredDuringExecution[*]"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution[*]"
AFFINITY: tuple[Rule, ...] = (
    *(
        Number(kind=PART, path=f"{name}.{WEIGHTED}.weight", low=1, high=100, source=WEIGHT)
        for name in ("nodeAffinity", "podAffinity", "podAntiAffinity")
    ),
    *(
        Text(
            kind=PART, path=f"{name}.{term}.topologyKey", shortest=1,
            says="a label of nodes. Example: kubernetes.io/hostname", source=f"{CORE}, validatePodAffinityTerm",
        )
        for name in ("podAffinity", "podAntiAffinity")
        for term in (f"{WEIGHTED}.podAffinityTerm", REQUIRED)
    ),
)  # fmt: skip

POD: tuple[Rule, ...] = (
    *(Within(kind=PART, path=f"{among}[*]", rules=CONTAINER,
    source=CORE) for among in ("containers", "initContainers")),
    Judged(kind=PART, judge=names_apart, source=f"{CORE}, validateContainers and validateInitContainers"),
    Judged(kind=PART, judge=host_ports_fit, source=f"{CORE}, validateHostNetwork"),
    Within(kind=PART, path="volumes[*]", rules=VOLUME, source=CORE),
    Unique(kind=PART, path="volumes", properties=("name",), usual={}, source=f"{CORE}, ValidateVolumes"),
    Within(kind=PART, path="resources", rules=RESOURCES, source="Kubernetes documentation, Pod-level resources"),
    Within(kind=PART, path="securityContext", rules=SECURITY, source=CORE),
    Within(kind=PART, path="affinity", rules=AFFINITY, source=CORE),
    Within(kind=PART, path="tolerations[*]", rules=TOLERATION, source=CORE),
    Within(kind=PART, path="topologySpreadConstraints[*]", rules=CONSTRAINT, source=SPREAD),
    Unique(
        kind=PART, path="topologySpreadConstraints", properties=("topologyKey", "whenUnsatisfiable"), usual={},
        source=SPREAD
    ),
    Number(kind=PART, path="terminationGracePeriodSeconds", low=0, source="Kubernetes API reference, PodSpec v1 core"),
    Number(
        kind=PART, path="activeDeadlineSeconds", low=1, high=2**31 - 1,
        source="Kubernetes API reference, PodSpec v1 core"
    ),
    Text(
        kind=PART, path="serviceAccountName", pattern=f"({SUBDOMAIN})?", longest=253, says=SUBDOMAIN_SAYS,
        source=f"{CORE}, ValidatePodSpec",
    ),
    Choice(
        kind=PART, path="dnsPolicy", allowed=("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        source=f"{CORE}, validateDNSPolicy",
    ),
)  # fmt: skip

# type -> what its pods do when they end, and where that is documented
RESTARTS = {
    "kubernetes:core/v1:Pod": ("Always", "OnFailure", "Never"),
    "kubernetes:batch/v1:Job": ("OnFailure", "Never"),
    "kubernetes:batch/v1:CronJob": ("OnFailure", "Never"),
}
ALWAYS = ("Always",)
RESTART = "Kubernetes documentation, Pod Lifecycle: Container restarts; apps and batch validation.go, restartPolicy"


def stateful_mounts_exist(resource: Inputs) -> Iterator[Failure]:
    """Find mounts of volumes that neither the pod nor the stateful set's claims have."""
    if any(has_unknown_item(found.value.get("volumeClaimTemplates"), "metadata") for found in find(resource, "spec")):
        return
    templates = list(find(resource, TEMPLATES))
    for pod in find(resource, "spec.template.spec"):
        for failure in mounts_exist(pod.value, templates):
            yield replace(failure, path=f"{pod.path}.{failure.path}")


def _rules() -> Iterator[Rule]:
    mounts = Judged(kind=PART, judge=mounts_exist, source=f"{CORE}, ValidateVolumeMounts")
    for kind, at in POD_AT.items():
        of_set = kind.endswith(":StatefulSet")
        restart = Choice(kind=PART, path="restartPolicy", allowed=RESTARTS.get(kind, ALWAYS), source=RESTART)
        rules = (*POD, restart) if of_set else (*POD, restart, mounts)
        yield Within(kind=kind, path=f"{at}spec", rules=rules, source=CORE)


RULES: tuple[Rule, ...] = (
    *_rules(),
    Judged(
        kind="kubernetes:apps/v1:StatefulSet",
        judge=stateful_mounts_exist,
        source=f"{CORE}, ValidateVolumeMounts; apps/v1",
    ),
)
