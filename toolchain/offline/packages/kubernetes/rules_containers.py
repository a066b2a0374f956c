"""Rules of a pod's containers, init containers among them; every path begins at a container."""

import re
from typing import Any

from toolchain.offline.packages.kubernetes.quantities import AMOUNT_SAYS, is_amount, quantity
from toolchain.offline.packages.kubernetes.rules_metadata import LABEL, LABEL_SAYS
from toolchain.offline.paths import find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_parts import Unique, Within
from toolchain.offline.rules_together import NotTogether

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


def requests_fit(resources: Inputs, _plan: Plan) -> Wrong:
    """Find requests above their limit."""
    for found in find(resources, "requests[*]"):
        name = found.path.removeprefix("requests[").removesuffix("]")
        wanted = quantity(found.value)
        limit = next((item for item in find(resources, "limits[*]") if item.path == f"limits[{name}]"), None)
        most = quantity(limit.value) if limit else None
        if limit is None or wanted is None or most is None:
            continue
        if wanted > most:
            yield found, f"up to {limit.shown}, its limit"
        elif wanted != most and not OVERCOMMITTED.fullmatch(name):
            yield found, f"{limit.shown}, its limit: of {name} no more can be promised than there is"


def escalation_fits(context: Inputs, _plan: Plan) -> Wrong:
    """Find a container that may not gain privileges and yet has them all."""
    if first(context, "allowPrivilegeEscalation") is not False:
        return
    if first(context, "privileged") is True:
        yield "privileged", "false, because allowPrivilegeEscalation is false"
    for found in find(context, "capabilities.add[*]"):
        if found.value in {"SYS_ADMIN", "CAP_SYS_ADMIN"}:
            yield found, "anything else, because allowPrivilegeEscalation is false"


def one_success(container: Inputs, _plan: Plan) -> Wrong:
    """Find liveness and startup probes that wait for more than one success."""
    for name in ("livenessProbe", "startupProbe"):
        for found in find(container, f"{name}.successThreshold"):
            if found.value != 1:
                yield found, f"1, for a {name}"


def source_fits(variable: Inputs, _plan: Plan) -> Wrong:
    """Find an environment variable that has both a value and a source of it."""
    value = next(find(variable, "value"), None)
    if value is not None and value.value != "" and first(variable, "valueFrom") is not None:
        yield "valueFrom", "nothing, because of value"


RESOURCES: tuple[Rule, ...] = (
    Each(path="limits[*]", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, ValidateResourceRequirements"),
    Each(path="requests[*]", fits=is_amount, says=AMOUNT_SAYS, source=f"{CORE}, ValidateResourceRequirements"),
    Custom(check=requests_fit, source=f"{CORE}, ValidateResourceRequirements"),
)

HANDLERS = ("exec", "httpGet", "sleep", "tcpSocket")
ACTIONS = ("exec", "grpc", "httpGet", "tcpSocket")
PROBE: tuple[Rule, ...] = (
    NotTogether(paths=ACTIONS, one=True, source=f"{CORE}, validateHandler"),
    Number(path="initialDelaySeconds", low=0, source=PROBES),
    Number(path="periodSeconds", low=1, source=PROBES),
    Number(path="timeoutSeconds", low=1, source=PROBES),
    Number(path="failureThreshold", low=1, source=PROBES),
    Number(path="successThreshold", low=1, source=PROBES),
    Number(path="grpc.port", low=1, high=65535, source="Kubernetes API reference, GRPCAction v1 core"),
    Each(path="httpGet.port", fits=is_port, says=PORT_SAYS, source=f"{CORE}, ValidatePortNumOrName"),
    Each(path="tcpSocket.port", fits=is_port, says=PORT_SAYS, source=f"{CORE}, ValidatePortNumOrName"),
    Choice(path="httpGet.scheme", allowed=("HTTP", "HTTPS"), source=f"{CORE}, validateHTTPGetAction"),
)
PORT: tuple[Rule, ...] = (
    Number(path="containerPort", low=1, high=65535, source=f"{CORE}, validateContainerPorts"),
    # 0 is how the API says that there is none.
    Number(path="hostPort", low=0, high=65535, source=f"{CORE}, validateContainerPorts"),
    Each(path="name", fits=is_port_name, says=PORT_NAME_SAYS, source=f"{CORE}, validateContainerPorts"),
    Choice(path="protocol", allowed=("TCP", "UDP", "SCTP"), source=f"{CORE}, validateContainerPorts"),
)
USER_IDS = "apimachinery, pkg/util/validation/validation.go, IsValidUserID and IsValidGroupID"
SECURITY: tuple[Rule, ...] = (
    Number(path="runAsUser", low=0, high=2**31 - 1, source=USER_IDS),
    Number(path="runAsGroup", low=0, high=2**31 - 1, source=USER_IDS),
    Custom(check=escalation_fits, source=f"{CORE}, ValidateSecurityContext"),
)
VARIABLE: tuple[Rule, ...] = (
    Text(
        path="name", shortest=1, pattern="[ -<>-~]*",
        says="printable characters other than =. Example: LOG_LEVEL",
        source="apimachinery, pkg/util/validation/validation.go, IsRelaxedEnvVarName",
    ),
    Custom(check=source_fits, source=f"{CORE}, validateEnvVarValueFrom"),
)  # fmt: skip
MOUNT: tuple[Rule, ...] = (
    Text(
        path="mountPath", shortest=1, says="a path. Example: /var/lib/data",
        source=f"{CORE}, ValidateVolumeMounts",
    ),
    Text(
        path="subPath", pattern="(?!/).*", never=r"(^|/)\.\.(/|$)",
        says="a path inside the volume, without a slash at its beginning. Example: conf.d",
        source=f"{CORE}, validateLocalDescendingPath",
    ),
    NotTogether(paths=("subPath", "subPathExpr"), source=f"{CORE}, ValidateVolumeMounts"),
)  # fmt: skip

CONTAINER: tuple[Rule, ...] = (
    Text(
        path="name", pattern=LABEL, shortest=1, longest=63, says=LABEL_SAYS,
        source=f"{CORE}, validateContainers",
    ),
    Text(
        path="image", shortest=1, pattern=r"\S.*\S|\S",
        says="an image without spaces around it. Example: postgres:17",
        source=f"{CORE}, validateContainers",
    ),
    Choice(
        path="imagePullPolicy", allowed=("Always", "IfNotPresent", "Never"),
        source=f"{CORE}, validatePullPolicy",
    ),
    Choice(
        path="terminationMessagePolicy", allowed=("File", "FallbackToLogsOnError"),
        source=f"{CORE}, validateContainers",
    ),
    Within(path="resources", rules=RESOURCES, source=CORE),
    *(
        Within(path=name, rules=PROBE, source=CORE)
        for name in ("livenessProbe", "readinessProbe", "startupProbe")
    ),
    Custom(check=one_success, source=PROBES),
    *(
        Within(
            path=f"lifecycle.{when}", source=CORE,
            rules=(NotTogether(paths=HANDLERS, source=f"{CORE}, validateHandler"),),
        )
        for when in ("postStart", "preStop")
    ),
    Within(path="ports[*]", rules=PORT, source=CORE),
    Unique(path="ports", properties=("name",), source=f"{CORE}, validateContainerPorts"),
    Within(path="securityContext", rules=SECURITY, source=CORE),
    Within(path="env[*]", rules=VARIABLE, source=CORE),
    Within(path="volumeMounts[*]", rules=MOUNT, source=CORE),
    Unique(path="volumeMounts", properties=("mountPath",), source=f"{CORE}, ValidateVolumeMounts"),
)  # fmt: skip
