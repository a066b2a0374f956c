"""Rules of a pod's containers, init containers among them; every path begins at a container."""

import re
from collections.abc import Iterator
from typing import Any

from toolchain.offline.packages.kubernetes.rules_metadata import LABEL, LABEL_SAYS
from toolchain.offline.packages.kubernetes.vocabulary import (
    AMOUNT_SAYS,
    PART,
    Each,
    Judged,
    Unique,
    Within,
    found_or_missing,
    is_amount,
    quantity,
    wrong,
)
from toolchain.offline.paths import find, first
from toolchain.offline.rules import Choice, Failure, Inputs, NotTogether, Number, Rule, Text

CORE = "Kubernetes, pkg/apis/core/validation/validation.go"
REFERENCE = "Kubernetes API reference, Container v1 core"
PROBES = "Kubernetes API reference, Probe v1 core: minimum values"
PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
PORT_NAME_SAYS = "up to 15 lower-case letters, digits and single hyphens, at least one letter. Example: http-metrics"
PORT_SAYS = f"a number from 1 to 65535, or a port's name: {PORT_NAME_SAYS}"
# A resource of the cluster's own may be asked for more than once, all others only as much as their limit.
OVERCOMMITTED = re.compile(r"(?!hugepages-)[^/]+|[^/]*kubernetes\.io/.+")


def is_port_name(value: Any) -> bool:
    """Tell whether a value can name a port of a container."""
    return isinstance(value, str) and PORT_NAME.fullmatch(value) is not None


def is_port(value: Any) -> bool:
    """Tell whether a value is a port's number or name."""
    return 1 <= value <= 65535 if isinstance(value, int) else is_port_name(value)


def requests_fit(resources: Inputs) -> Iterator[Failure]:
    """Find requests above their limit."""
    for found in find(resources, "requests[*]"):
        name = found.path.removeprefix("requests[").removesuffix("]")
        wanted = quantity(found.value)
        limit = next((item for item in find(resources, "limits[*]") if item.path == f"limits[{name}]"), None)
        most = quantity(limit.value) if limit else None
        if limit is None or wanted is None or most is None:
            continue
        if wanted > most:
            yield wrong(found, f"up to {limit.shown}, its limit")
        elif wanted != most and not OVERCOMMITTED.fullmatch(name):
            yield wrong(found, f"{limit.shown}, its limit: of {name} no more can be promised than there is")


def escalation_fits(context: Inputs) -> Iterator[Failure]:
    """Find a container that may not gain privileges and yet has them all."""
    if first(context, "allowPrivilegeEscalation") is not False:
        return
    if first(context, "privileged") is True:
        yield wrong(found_or_missing(context, "privileged"), "false, because allowPrivilegeEscalation is false")
    for found in find(context, "capabilities.add[*]"):
        if found.value in {"SYS_ADMIN", "CAP_SYS_ADMIN"}:
            yield wrong(found, "anything else, because allowPrivilegeEscalation is false")


def one_success(container: Inputs) -> Iterator[Failure]:
    """Find liveness and startup probes that wait for more than one success."""
    for name in ("livenessProbe", "startupProbe"):
        for found in find(container, f"{name}.successThreshold"):
            if found.value != 1:
                yield wrong(found, f"1, for a {name}")


def source_fits(variable: Inputs) -> Iterator[Failure]:
    """Find an environment variable that has both a value and a source of it."""
    value = next(find(variable, "value"), None)
    if value is not None and value.value != "" and first(variable, "valueFrom") is not None:
        yield Failure(path="valueFrom", given="said together with value", allowed="at most one of value, valueFrom")


RESOURCES: tuple[Rule, ...] = (
    Each(kind=PART, path="limits[*]", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, ValidateResourceRequirements"),
    Each(
        kind=PART, path="requests[*]", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, ValidateResourceRequirements"
    ),
    Judged(kind=PART, judge=requests_fit, source=f"{CORE}, ValidateResourceRequirements"),
)

HANDLERS = ("exec", "httpGet", "sleep", "tcpSocket")
ACTIONS = ("exec", "grpc", "httpGet", "tcpSocket")
PROBE: tuple[Rule, ...] = (
    NotTogether(kind=PART, paths=ACTIONS, one=True, source=f"{CORE}, validateHandler"),
    Number(kind=PART, path="initialDelaySeconds", low=0, source=PROBES),
    Number(kind=PART, path="periodSeconds", low=1, source=PROBES),
    Number(kind=PART, path="timeoutSeconds", low=1, source=PROBES),
    Number(kind=PART, path="failureThreshold", low=1, source=PROBES),
    Number(kind=PART, path="successThreshold", low=1, source=PROBES),
    Number(kind=PART, path="grpc.port", low=1, high=65535, source="Kubernetes API reference, GRPCAction v1 core"),
    Each(kind=PART, path="httpGet.port", fits=is_port, says=PORT_SAYS, source=f"{CORE}, ValidatePortNumOrName"),
    Each(kind=PART, path="tcpSocket.port", fits=is_port, says=PORT_SAYS, source=f"{CORE}, ValidatePortNumOrName"),
    Choice(kind=PART, path="httpGet.scheme", allowed=("HTTP", "HTTPS"), source=f"{CORE}, validateHTTPGetAction"),
)
PORT: tuple[Rule, ...] = (
    Number(kind=PART, path="containerPort", low=1, high=65535, source=f"{CORE}, validateContainerPorts"),
    # 0 is how the API says that there is none.
    Number(kind=PART, path="hostPort", low=0, high=65535, source=f"{CORE}, validateContainerPorts"),
    Each(kind=PART, path="name", fits=is_port_name, says=PORT_NAME_SAYS, source=f"{CORE}, validateContainerPorts"),
    Choice(kind=PART, path="protocol", allowed=("TCP", "UDP", "SCTP"), source=f"{CORE}, validateContainerPorts"),
)
USER_IDS = "apimachinery, pkg/util/validation/validation.go, IsValidUserID and IsValidGroupID"
SECURITY: tuple[Rule, ...] = (
    Number(kind=PART, path="runAsUser", low=0, high=2**31 - 1, source=USER_IDS),
    Number(kind=PART, path="runAsGroup", low=0, high=2**31 - 1, source=USER_IDS),
    Judged(kind=PART, judge=escalation_fits, source=f"{CORE}, ValidateSecurityContext"),
)
VARIABLE: tuple[Rule, ...] = (
    Text(
        kind=PART, path="name", shortest=1, pattern="[ -<>-~]*",
        says="printable characters other than =. Example: LOG_LEVEL",
        source="apimachinery, pkg/util/validation/validation.go, IsRelaxedEnvVarName",
    ),
    Judged(kind=PART, judge=source_fits, source=f"{CORE}, validateEnvVarValueFrom"),
)  # fmt: skip
MOUNT: tuple[Rule, ...] = (
    Text(
        kind=PART, path="mountPath", shortest=1, says="a path. Example: /var/lib/data",
        source=f"{CORE}, ValidateVolumeMounts",
    ),
    Text(
        kind=PART, path="subPath", pattern="(?!/).*", never=r"(^|/)\.\.(/|$)",
        says="a path inside the volume, without a slash at its beginning. Example: conf.d",
        source=f"{CORE}, validateLocalDescendingPath",
    ),
    NotTogether(kind=PART, paths=("subPath", "subPathExpr"), source=f"{CORE}, ValidateVolumeMounts"),
)  # fmt: skip

CONTAINER: tuple[Rule, ...] = (
    Text(
        kind=PART, path="name", pattern=LABEL, shortest=1, longest=63, says=LABEL_SAYS,
        source=f"{CORE}, validateContainers",
    ),
    Text(
        kind=PART, path="image", shortest=1, pattern=r"\S.*\S|\S",
        says="an image without spaces around it. Example: postgres:17",
        source=f"{CORE}, validateContainers",
    ),
    Choice(
        kind=PART, path="imagePullPolicy", allowed=("Always", "IfNotPresent", "Never"),
        source=f"{CORE}, validatePullPolicy",
    ),
    Choice(
        kind=PART, path="terminationMessagePolicy", allowed=("File", "FallbackToLogsOnError"),
        source=f"{CORE}, validateContainers",
    ),
    Within(kind=PART, path="resources", rules=RESOURCES, source=CORE),
    *(
        Within(kind=PART, path=name, rules=PROBE, source=CORE)
        for name in ("livenessProbe", "readinessProbe", "startupProbe")
    ),
    Judged(kind=PART, judge=one_success, source=PROBES),
    *(
        Within(
            kind=PART, path=f"lifecycle.{when}", source=CORE,
            rules=(NotTogether(kind=PART, paths=HANDLERS, source=f"{CORE}, validateHandler"),),
        )
        for when in ("postStart", "preStop")
    ),
    Within(kind=PART, path="ports[*]", rules=PORT, source=CORE),
    Unique(kind=PART, path="ports", properties=("name",), usual={}, source=f"{CORE}, validateContainerPorts"),
    Within(kind=PART, path="securityContext", rules=SECURITY, source=CORE),
    Within(kind=PART, path="env[*]", rules=VARIABLE, source=CORE),
    Within(kind=PART, path="volumeMounts[*]", rules=MOUNT, source=CORE),
    Unique(kind=PART, path="volumeMounts", properties=("mountPath",), usual={}, source=f"{CORE}, ValidateVolumeMounts"),
)  # fmt: skip
