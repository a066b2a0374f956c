"""Rules of what holds data and shares it out: config maps, secrets, claims, volumes, quotas, limits."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from toolchain.offline.packages.kubernetes.kinds import kind_of
from toolchain.offline.packages.kubernetes.quantities import AMOUNT_SAYS, is_amount, is_positive, quantity
from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.rules_pods import EXPRESSION
from toolchain.offline.paths import find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Failure, Inputs, Rule, Text, Wrong, is_empty, is_hidden
from toolchain.offline.rules_parts import Keys, Unique, Within
from toolchain.offline.rules_together import Needs, NotTogether
from toolchain.offline.values import opened

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 (a type)
CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
VOLUME = "kubernetes:core/v1:PersistentVolume"
QUOTA = "kubernetes:core/v1:ResourceQuota"
LIMITS = "kubernetes:core/v1:LimitRange"
STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"

CORE = "Kubernetes, pkg/apis/core/validation/validation.go"
MOST = 1024 * 1024  # of all values together, in bytes
KEY = re.compile(r"(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}")
KEY_SAYS = "keys of up to 253 letters, digits, hyphens, underscores and dots. Example: application.yaml"
SIZE_SAYS = "up to 1048576 bytes of values together"


def decoded(value: Any) -> bytes | None:
    """Return what a text in base64 stands for, or None; line breaks are ignored, as the API server does."""
    try:
        return base64.b64decode(re.sub(r"[\r\n]", "", value), validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None


def is_base64(value: Any) -> bool:
    """Tell whether a value is text in base64."""
    return decoded(value) is not None


def config_fits(resource: Inputs, _plan: Plan) -> Wrong:
    """Find a config map that is too large, or has a key both as text and as binary data."""
    texts, bytes_ = (list(find(resource, f"{name}[*]")) for name in ("data", "binaryData"))
    size = sum(len(str(item.value).encode()) for item in texts) + sum(
        len(decoded(item.value) or b"") for item in bytes_
    )
    if size > MOST:
        yield Failure(path="data", given=f"{size} bytes", allowed=SIZE_SAYS)
    known = {item.path.removeprefix("binaryData") for item in bytes_}
    for item in texts:
        if item.path.removeprefix("data") in known:
            yield Failure(path=item.path, given="said in binaryData too", allowed="a key of data or of binaryData")


def secret_fits(resource: Inputs, _plan: Plan) -> Wrong:
    """Find a secret that is too large. What is said in clear text takes the place of a key of ``data``."""
    sizes = {item.path.removeprefix("data"): len(decoded(item.value) or b"") for item in find(resource, "data[*]")}
    for item in find(resource, "stringData[*]"):
        sizes[item.path.removeprefix("stringData")] = len(str(item.value).encode())
    if sum(sizes.values()) > MOST:
        yield Failure(path="data", given=f"{sum(sizes.values())} bytes", allowed=SIZE_SAYS)


# type of a secret -> the keys it must have, one of which is enough where ``any``
KEYS_OF: dict[str, tuple[str, ...]] = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
BASIC = ("username", "password")


def keys_fit(resource: Inputs, _plan: Plan) -> Wrong:
    """Find a secret without the keys that its type needs."""
    kind = str(first(resource, "type"))
    if is_hidden(resource, "data") or is_hidden(resource, "stringData"):
        return
    keys = {key for name in ("data", "stringData") for key in opened(first(resource, name)) or {}}
    for key in KEYS_OF.get(kind, ()):
        if key not in keys:
            yield f"data[{key}]", f"a value, because type is {kind!r}"
    if kind == "kubernetes.io/basic-auth" and not keys.intersection(BASIC):
        yield "data[username]", f"username, password or both, because type is {kind!r}"
    if kind == "kubernetes.io/service-account-token" and not is_hidden(resource, "metadata.annotations"):
        annotations = opened(first(resource, "metadata.annotations")) or {}
        if not annotations.get("kubernetes.io/service-account.name"):
            path = "metadata.annotations[kubernetes.io/service-account.name]"
            yield path, f"a service account's name, because type is {kind!r}"


ACCESS_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")


def one_pod_alone(spec: Inputs, _plan: Plan) -> Wrong:
    """Find the access mode for one pod beside others."""
    modes = list(find(spec, "accessModes[*]"))
    if len({mode.value for mode in modes}) > 1:
        for mode in modes:
            if mode.value == "ReadWriteOncePod":
                yield mode, "ReadWriteOncePod alone, or the others without it"


CLAIM_SPEC: tuple[Rule, ...] = (
    *(
        Needs(needs=(path,), filled=True, example=example, source=f"{CORE}, ValidatePersistentVolumeClaimSpec")
        for path, example in (("accessModes", "ReadWriteOnce"), ("resources.requests.storage", "10Gi"))
    ),
    Choice(path="accessModes[*]", allowed=ACCESS_MODES, source=f"{CORE}, ValidatePersistentVolumeClaimSpec"),
    Custom(check=one_pod_alone, source=f"{CORE}, ValidatePersistentVolumeClaimSpec"),
    Each(
        path="resources.requests.storage", fits=lambda size: size == "" or is_positive(size),
        says="an amount above zero. Example: 10Gi", source=f"{CORE}, ValidatePersistentVolumeClaimSpec",
    ),
    Text(
        path="storageClassName", pattern=f"({SUBDOMAIN})?", longest=253, says=SUBDOMAIN_SAYS,
        source=f"{CORE}, ValidatePersistentVolumeClaimSpec",
    ),
    Choice(
        path="volumeMode", allowed=("Filesystem", "Block"),
        source=f"{CORE}, ValidatePersistentVolumeClaimSpec",
    ),
    Within(path="selector.matchExpressions[*]", rules=EXPRESSION, source=CORE),
)  # fmt: skip

VOLUME_SOURCES = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker",
    "gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk", "portworxVolume",
    "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
)  # fmt: skip


# pkg/apis/core/helper/helpers.go, standardLimitRangeTypes
LIMIT_TYPES = ("Pod", "Container", "PersistentVolumeClaim")
ORDER = ("min", "defaultRequest", "default", "max")  # each at most as much as those after it


def limits_fit(limit: Inputs, _plan: Plan) -> Wrong:
    """Find limits of which the lesser is above the greater, and defaults of what has none."""
    amounts = {name: {item.path.removeprefix(name): item for item in find(limit, f"{name}[*]")} for name in ORDER}
    if first(limit, "type") == "Pod":
        for name in ("default", "defaultRequest"):
            if amounts.pop(name):
                yield name, "nothing, because type is 'Pod'"
    if (
        first(limit, "type") == "PersistentVolumeClaim"
        and is_empty(limit, "min.storage")
        and is_empty(limit, "max.storage")
    ):
        yield "max.storage", "min.storage or max.storage, because type is 'PersistentVolumeClaim'"
    names = [name for name in ORDER if name in amounts]
    for place, lesser in enumerate(names):
        for greater in names[place + 1 :]:
            for key, item in amounts[lesser].items():
                most = amounts[greater].get(key)
                low, high = quantity(item.value), quantity(most.value) if most else None
                if most and low is not None and high is not None and low > high:
                    yield item, f"up to {most.shown}, the {greater}"


LIMIT: tuple[Rule, ...] = (
    Text(
        path="type", pattern=rf"{'|'.join(LIMIT_TYPES)}|[^/]+/[^/]+", says=", ".join(LIMIT_TYPES),
        source=f"{CORE}, validateLimitRangeTypeName",
    ),
    *(
        Each(path=f"{name}[*]", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, ValidateLimitRange")
        for name in (*ORDER, "maxLimitRequestRatio")
    ),
    Custom(check=limits_fit, source=f"{CORE}, ValidateLimitRange"),
)  # fmt: skip
SCOPES = (
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
    "VolumeAttributesClass",
)  # fmt: skip


def scopes_fit(resource: Inputs, _plan: Plan) -> Wrong:
    """Find scopes that exclude each other."""
    said = {found.value for found in find(resource, "spec.scopes[*]")}
    for one, other in (("Terminating", "NotTerminating"), ("BestEffort", "NotBestEffort")):
        if {one, other} <= said:
            yield "spec.scopes", f"{one} or {other}, not both"


def _keyed() -> Iterator[Rule]:
    for kind, names in ((CONFIG_MAP, ("data", "binaryData")), (SECRET, ("data", "stringData"))):
        for name in names:
            source = f"{CORE}, Validate{kind_of(kind)}"
            yield Keys(
                kind=kind, path=name, fits=lambda key: KEY.fullmatch(key) is not None, says=KEY_SAYS, source=source
            )


ENCODED_SAYS = "text in base64; clear text goes into stringData"
RULES: tuple[Rule, ...] = (
    *_keyed(),
    Custom(kind=CONFIG_MAP, check=config_fits, source=f"{CORE}, ValidateConfigMap: MaxSecretSize"),
    Each(
        kind=CONFIG_MAP, path="binaryData[*]", fits=is_base64, says="text in base64; clear text goes into data",
        source="Kubernetes API reference, ConfigMap v1 core",
    ),
    Each(
        kind=SECRET, path="data[*]", fits=is_base64, says=ENCODED_SAYS, veiled=True,
        source="Kubernetes API reference, Secret v1 core",
    ),
    Custom(kind=SECRET, check=secret_fits, source=f"{CORE}, ValidateSecret: MaxSecretSize"),
    Custom(
        kind=SECRET, check=keys_fit,
        source=f"{CORE}, ValidateSecret; Kubernetes documentation, Secrets: Types of Secret",
    ),
    # claims and volumes
    Within(kind=CLAIM, path="spec", rules=CLAIM_SPEC, source=CORE),
    Within(kind=STATEFUL_SET, path="spec.volumeClaimTemplates[*].spec", rules=CLAIM_SPEC, source=CORE),
    *(
        Needs(
            kind=VOLUME, needs=(path,), filled=True, example=example,
            source=f"{CORE}, ValidatePersistentVolumeSpec",
        )
        for path, example in (("spec.accessModes", "ReadWriteOnce"), ("spec.capacity.storage", "10Gi"))
    ),
    Needs(
        kind=VOLUME, path="spec.local", needs=("spec.nodeAffinity",), source=f"{CORE}, ValidatePersistentVolumeSpec",
    ),
    NotTogether(
        kind=VOLUME, paths=tuple(f"spec.{name}" for name in VOLUME_SOURCES), one=True,
        source=f"{CORE}, ValidatePersistentVolumeSpec",
    ),
    Choice(
        kind=VOLUME, path="spec.accessModes[*]", allowed=ACCESS_MODES, source=f"{CORE}, ValidatePersistentVolumeSpec",
    ),
    Each(
        kind=VOLUME, path="spec.capacity.storage", fits=is_positive, says="an amount above zero. Example: 10Gi",
        source=f"{CORE}, ValidatePersistentVolumeSpec",
    ),
    Choice(
        kind=VOLUME, path="spec.persistentVolumeReclaimPolicy", allowed=("Retain", "Delete", "Recycle"),
        source="Kubernetes API reference, PersistentVolumeSpec v1 core",
    ),
    Choice(
        kind=STORAGE_CLASS, path="reclaimPolicy", allowed=("Delete", "Retain"),
        source="Kubernetes, pkg/apis/storage/validation/validation.go, validateReclaimPolicy",
    ),
    Choice(
        kind=STORAGE_CLASS, path="volumeBindingMode", allowed=("Immediate", "WaitForFirstConsumer"),
        source="Kubernetes documentation, Storage Classes: Volume binding mode",
    ),
    # quotas and limits
    Each(
        kind=QUOTA, path="spec.hard[*]", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, ValidateResourceQuotaSpec",
    ),
    Choice(
        kind=QUOTA, path="spec.scopes[*]", allowed=SCOPES,
        source="Kubernetes documentation, Resource Quotas: Quota scopes"
    ),
    Custom(kind=QUOTA, check=scopes_fit, source=f"{CORE}, validateResourceQuotaScopes"),
    Within(kind=LIMITS, path="spec.limits[*]", rules=LIMIT, source=CORE),
    Unique(kind=LIMITS, path="spec.limits", properties=("type",), source=f"{CORE}, ValidateLimitRange"),
)  # fmt: skip
