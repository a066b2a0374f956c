"""Rules of a pod, wherever it stands: by itself or in a template; every path begins at the pod's spec."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolchain.offline.packages.kubernetes.kinds import POD_AT
from toolchain.offline.packages.kubernetes.quantities import AMOUNT_SAYS, is_amount
from toolchain.offline.packages.kubernetes.rules_containers import CONTAINER, CORE, RESOURCES
from toolchain.offline.packages.kubernetes.rules_metadata import LABEL, LABEL_SAYS, SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong, is_hidden
from toolchain.offline.rules_parts import Unique, Within, has_hidden_item
from toolchain.offline.rules_together import NotTogether, Refuses
from toolchain.offline.values import has_unknown

SPREAD = "Kubernetes documentation, Pod Topology Spread Constraints: Spread constraint definition"
TEMPLATES = "spec.volumeClaimTemplates[*].metadata.name"  # a stateful set's claims are volumes of its pods
VOLUME_SOURCES = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI",
    "emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
    "image", "iscsi", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected",
    "quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume",
)  # fmt: skip


def names_apart(pod: Inputs, _plan: Plan) -> Wrong:
    """Find containers of the same name, init containers among them."""
    seen = set()
    for among in ("initContainers", "containers"):
        for found in find(pod, f"{among}[*].name"):
            if found.value in seen:
                yield found, "a name that no other container of the pod has"
            seen.add(found.value)


def mounts_exist(pod: Inputs, _plan: Plan) -> Wrong:
    """Find mounts of volumes that the pod does not have."""
    yield from _mounts_exist(pod, ())


def _mounts_exist(pod: Inputs, templates: Sequence[Found]) -> Iterator[tuple[Found, str]]:
    if has_hidden_item(pod.get("volumes"), "name"):
        return
    volumes = [*find(pod, "volumes[*].name"), *templates]
    names = {found.value for found in volumes}
    known = ", ".join(sorted(str(found.value) for found in volumes if not found.secret))
    for among in ("initContainers", "containers"):
        for part in ("volumeMounts", "volumeDevices"):
            for found in find(pod, f"{among}[*].{part}[*].name"):
                if found.value not in names:
                    yield (found, f"a volume of the pod: {known}" if known else "a volume of the pod, which has none")


def host_ports_fit(pod: Inputs, _plan: Plan) -> Wrong:
    """Find ports on the node that differ from the container's own, for a pod in the node's network."""
    if first(pod, "hostNetwork") is not True:
        return
    for port in find(pod, "containers[*].ports[*]"):
        own = first(port.value, "containerPort")
        for found in find(port.value, "hostPort"):
            if found.value not in (0, own) and own is not None:
                yield (
                    Found(f"{port.path}.hostPort", found.value),
                    f"{own}, its containerPort, because hostNetwork is true",
                )


def toleration_fits(toleration: Inputs, _plan: Plan) -> Wrong:
    """Find tolerations whose key, operator, value and seconds contradict each other."""
    operator = first(toleration, "operator")
    if operator == "Exists" and first(toleration, "value"):
        yield "value", "nothing, because operator is 'Exists'"
    if not is_said(toleration, "key") and operator != "Exists" and not is_hidden(toleration, "operator"):
        yield "operator", "Exists, because there is no key"
    effect = first(toleration, "effect")
    if is_said(toleration, "tolerationSeconds") and effect != "NoExecute" and not is_hidden(toleration, "effect"):
        yield "effect", "NoExecute, because tolerationSeconds is said"


def selector_fits(requirement: Inputs, _plan: Plan) -> Wrong:
    """Find expressions of a selector with too many or too few values."""
    values, operator = requirement.get("values"), first(requirement, "operator")
    if has_unknown(values):
        return
    if operator in {"In", "NotIn"} and not first(requirement, "values"):
        yield "values", f"at least one value, because operator is {operator!r}"
    if operator in {"Exists", "DoesNotExist"} and first(requirement, "values"):
        yield "values", f"nothing, because operator is {operator!r}"


EXPRESSION: tuple[Rule, ...] = (
    Custom(check=selector_fits, source="apimachinery, meta/v1/validation, ValidateLabelSelectorRequirement"),
    Choice(
        path="operator", allowed=("In", "NotIn", "Exists", "DoesNotExist"),
        source="apimachinery, meta/v1/validation, ValidateLabelSelectorRequirement",
    ),
)  # fmt: skip
TOLERATION: tuple[Rule, ...] = (
    Text(
        path="effect", pattern="(NoSchedule|PreferNoSchedule|NoExecute)?",
        says="NoSchedule, PreferNoSchedule or NoExecute", source=f"{CORE}, validateTaintEffect",
    ),
    Custom(check=toleration_fits, source=f"{CORE}, ValidateTolerations"),
)  # fmt: skip
CONSTRAINT: tuple[Rule, ...] = (
    Number(path="maxSkew", low=1, source=SPREAD),
    Number(path="minDomains", low=1, source=SPREAD),
    Text(
        path="topologyKey",
        shortest=1,
        says="a label of nodes. Example: topology.kubernetes.io/zone",
        source=SPREAD,
    ),
    Choice(path="whenUnsatisfiable", allowed=("DoNotSchedule", "ScheduleAnyway"), source=SPREAD),
    Refuses(when={"whenUnsatisfiable": "ScheduleAnyway"}, refuses=("minDomains",), source=SPREAD),
    Within(path="labelSelector.matchExpressions[*]", rules=EXPRESSION, source=SPREAD),
)
VOLUME: tuple[Rule, ...] = (
    Text(
        path="name",
        pattern=LABEL,
        shortest=1,
        longest=63,
        says=LABEL_SAYS,
        source=f"{CORE}, ValidateVolumes",
    ),
    NotTogether(paths=VOLUME_SOURCES, source=f"{CORE}, validateVolumeSource"),
    Each(path="emptyDir.sizeLimit", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, validateVolumeSource"),
    Number(path="configMap.defaultMode", low=0, high=0o777, source=f"{CORE}, validateConfigMapVolumeSource"),
    Number(path="secret.defaultMode", low=0, high=0o777, source=f"{CORE}, validateSecretVolumeSource"),
    Number(path="projected.defaultMode", low=0, high=0o777, source=f"{CORE}, validateProjectedVolumeSource"),
)
SECURITY: tuple[Rule, ...] = tuple(
    Number(path=name, low=0, high=2**31 - 1, source=f"{CORE}, ValidatePodSecurityContext")
    for name in ("runAsUser", "runAsGroup", "fsGroup", "supplementalGroups[*]")
)
WEIGHT = "Kubernetes API reference, WeightedPodAffinityTerm v1 core: weight from 1 to 100"
WEIGHTED = "preferredDuringSchedulingIgnoredDuringExecution[*]"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution[*]"
AFFINITY: tuple[Rule, ...] = (
    *(
        Number(path=f"{name}.{WEIGHTED}.weight", low=1, high=100, source=WEIGHT)
        for name in ("nodeAffinity", "podAffinity", "podAntiAffinity")
    ),
    *(
        Text(
            path=f"{name}.{term}.topologyKey", shortest=1,
            says="a label of nodes. Example: kubernetes.io/hostname", source=f"{CORE}, validatePodAffinityTerm",
        )
        for name in ("podAffinity", "podAntiAffinity")
        for term in (f"{WEIGHTED}.podAffinityTerm", REQUIRED)
    ),
)  # fmt: skip

POD: tuple[Rule, ...] = (
    *(Within(path=f"{among}[*]", rules=CONTAINER,
    source=CORE) for among in ("containers", "initContainers")),
    Custom(check=names_apart, source=f"{CORE}, validateContainers and validateInitContainers"),
    Custom(check=host_ports_fit, source=f"{CORE}, validateHostNetwork"),
    Within(path="volumes[*]", rules=VOLUME, source=CORE),
    Unique(path="volumes", properties=("name",), source=f"{CORE}, ValidateVolumes"),
    Within(path="resources", rules=RESOURCES, source="Kubernetes documentation, Pod-level resources"),
    Within(path="securityContext", rules=SECURITY, source=CORE),
    Within(path="affinity", rules=AFFINITY, source=CORE),
    Within(path="tolerations[*]", rules=TOLERATION, source=CORE),
    Within(path="topologySpreadConstraints[*]", rules=CONSTRAINT, source=SPREAD),
    Unique(
        path="topologySpreadConstraints", properties=("topologyKey", "whenUnsatisfiable"),
        source=SPREAD
    ),
    Number(path="terminationGracePeriodSeconds", low=0, source="Kubernetes API reference, PodSpec v1 core"),
    Number(
        path="activeDeadlineSeconds", low=1, high=2**31 - 1,
        source="Kubernetes API reference, PodSpec v1 core"
    ),
    Text(
        path="serviceAccountName", pattern=f"({SUBDOMAIN})?", longest=253, says=SUBDOMAIN_SAYS,
        source=f"{CORE}, ValidatePodSpec",
    ),
    Choice(
        path="dnsPolicy", allowed=("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
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


def stateful_mounts_exist(resource: Inputs, _plan: Plan) -> Wrong:
    """Find mounts of volumes that neither the pod nor the stateful set's claims have."""
    if any(has_hidden_item(found.value.get("volumeClaimTemplates"), "metadata") for found in find(resource, "spec")):
        return
    templates = list(find(resource, TEMPLATES))
    for pod in find(resource, "spec.template.spec"):
        for found, allowed in _mounts_exist(pod.value, templates):
            yield replace(found, path=f"{pod.path}.{found.path}", secret=found.secret or pod.secret), allowed


def _rules() -> Iterator[Rule]:
    mounts = Custom(check=mounts_exist, source=f"{CORE}, ValidateVolumeMounts")
    for kind, at in POD_AT.items():
        of_set = kind.endswith(":StatefulSet")
        restart = Choice(path="restartPolicy", allowed=RESTARTS.get(kind, ALWAYS), source=RESTART)
        rules = (*POD, restart) if of_set else (*POD, restart, mounts)
        yield Within(kind=kind, path=f"{at}spec", rules=rules, source=CORE)


RULES: tuple[Rule, ...] = (
    *_rules(),
    Custom(
        kind="kubernetes:apps/v1:StatefulSet",
        check=stateful_mounts_exist,
        source=f"{CORE}, ValidateVolumeMounts; apps/v1",
    ),
)
