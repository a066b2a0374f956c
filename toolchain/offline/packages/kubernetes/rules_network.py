"""Rules of services and ingresses."""

from typing import Any

from toolchain.offline.packages.kubernetes.rules_containers import PORT_NAME_SAYS, PORT_SAYS, is_port, is_port_name
from toolchain.offline.packages.kubernetes.rules_metadata import LABEL, LABEL_SAYS, SUBDOMAIN
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong, is_empty, is_hidden
from toolchain.offline.rules_networks import address_of, network_of
from toolchain.offline.rules_parts import Unique, Within
from toolchain.offline.rules_together import Needs, NotTogether

SERVICE = "kubernetes:core/v1:Service"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
CLASS = "kubernetes:networking.k8s.io/v1:IngressClass"

CORE = "Kubernetes, pkg/apis/core/validation/validation.go"
NETWORKING = "Kubernetes, pkg/apis/networking/validation/validation.go"
RANGE_SAYS = "a range of addresses. Example: 10.0.0.0/16"
PROTOCOLS = ("TCP", "UDP", "SCTP")


def is_address(value: Any) -> bool:
    """Tell whether a value is an IP address."""
    return address_of(value) is not None


def is_range(value: Any) -> bool:
    """Tell whether a value is a range of addresses; host bits are ignored by the cluster."""
    return "/" in str(value) and network_of(value, strict=False) is not None


def ports_said(service: Inputs, _plan: Plan) -> Wrong:
    """Find a service without ports that needs some, and several ports of which one has no name."""
    if first(service, "spec.type") == "ExternalName" or first(service, "spec.clusterIP") == "None":
        return
    unsure = is_hidden(service, "spec.type") or is_hidden(service, "spec.clusterIP")
    if not unsure and is_empty(service, "spec.ports"):
        yield "spec.ports", "at least one port, because the service has an address"


def ports_named(service: Inputs, _plan: Plan) -> Wrong:
    """Find a port without a name beside others."""
    ports = list(find(service, "spec.ports[*]"))
    for port in ports if len(ports) > 1 else ():
        if not is_said(port.value, "name"):
            yield f"{port.path}.name", "a name, because there are several ports. Example: http"


def type_fits(service: Inputs, _plan: Plan) -> Wrong:
    """Find properties that the service's type does not have."""
    kind = first(service, "spec.type") or ("" if is_hidden(service, "spec.type") else "ClusterIP")
    headless = first(service, "spec.clusterIP") == "None"
    if kind in {"NodePort", "LoadBalancer"} and headless:
        yield "spec.clusterIP", f"an address or nothing, because spec.type is {kind!r}"
    if kind == "ExternalName" and first(service, "spec.clusterIP"):
        yield "spec.clusterIP", "nothing, because spec.type is 'ExternalName'"
    if kind == "ClusterIP":
        for found in find(service, "spec.ports[*].nodePort"):
            if found.value != 0:
                yield found, "nothing, because spec.type is 'ClusterIP'"
    if kind in {"ClusterIP", "NodePort", "ExternalName"}:
        for name in ("loadBalancerSourceRanges", "loadBalancerClass"):
            if first(service, f"spec.{name}"):
                yield f"spec.{name}", f"nothing, because spec.type is {kind!r}"
    external = any(find(service, "spec.externalIPs[*]"))
    if kind in {"ClusterIP", "ExternalName"} and first(service, "spec.externalTrafficPolicy") and not external:
        yield "spec.externalTrafficPolicy", f"nothing, because spec.type is {kind!r}"


def affinity_fits(service: Inputs, _plan: Plan) -> Wrong:
    """Find settings of an affinity that is not asked for."""
    path = "spec.sessionAffinityConfig"
    asked = is_hidden(service, "spec.sessionAffinity") or first(service, "spec.sessionAffinity") == "ClientIP"
    if is_said(service, path) and not asked:
        yield path, "nothing, because spec.sessionAffinity is not 'ClientIP'"


PORT: tuple[Rule, ...] = (
    Number(path="port", low=1, high=65535, source=f"{CORE}, validateServicePort"),
    Each(path="targetPort", fits=is_port, says=PORT_SAYS, source=f"{CORE}, validateServicePort"),
    Text(path="name", pattern=LABEL, longest=63, says=LABEL_SAYS, source=f"{CORE}, validateServicePort"),
    Choice(path="protocol", allowed=PROTOCOLS, source=f"{CORE}, validateServicePort"),
    Each(
        path="nodePort", fits=lambda port: port == 0 or 30000 <= port <= 32767,
        says="30000 to 32767, the usual range of a cluster",
        source="Kubernetes documentation, Service: type NodePort, --service-node-port-range",
    ),
)  # fmt: skip


def path_fits(path: Inputs, _plan: Plan) -> Wrong:
    """Find a path of an ingress that the way of matching it does not take."""
    how, text = first(path, "pathType"), first(path, "path")
    if how in {"Exact", "Prefix"} and text is None and not is_said(path, "path"):
        yield "path", f"a path, because pathType is {how!r}. Example: /"
    if not isinstance(text, str) or not text:
        return
    if not text.startswith("/"):
        yield "path", "a path that begins with a slash. Example: /api"
    elif how in {"Exact", "Prefix"}:
        bad = [part for part in ("//", "/./", "/../", "%2f", "%2F") if part in text]
        if bad or text.endswith(("/..", "/.")):
            yield "path", "a path without empty or relative parts. Example: /api"


HOST = rf"(\*\.)?{SUBDOMAIN}"
HOST_SAYS = "a host's name, or *. and a domain; no address. Example: shop.example.com"
BACKEND: tuple[Rule, ...] = (
    NotTogether(paths=("service", "resource"), one=True, source=f"{NETWORKING}, validateIngressBackend"),
    Needs(
        path="service", needs=("service.port",), example="service.port.number = 80",
        source=f"{NETWORKING}, validateIngressBackend",
    ),
    Within(
        path="service.port", source=NETWORKING,
        rules=(
            NotTogether(paths=("name", "number"), one=True, source=f"{NETWORKING}, validateIngressBackend"),
            Number(path="number", low=1, high=65535, source=f"{NETWORKING}, validateIngressBackend"),
            Each(
                path="name", fits=is_port_name, says=PORT_NAME_SAYS,
                source=f"{NETWORKING}, validateIngressBackend",
            ),
        ),
    ),
)  # fmt: skip
HTTP_PATH: tuple[Rule, ...] = (
    Choice(
        path="pathType", allowed=("Exact", "Prefix", "ImplementationSpecific"),
        source=f"{NETWORKING}, validateHTTPIngressPath",
    ),
    Custom(check=path_fits, source=f"{NETWORKING}, validateHTTPIngressPath"),
    Within(path="backend", rules=BACKEND, source=NETWORKING),
)  # fmt: skip


RULES: tuple[Rule, ...] = (
    # services
    Custom(kind=SERVICE, check=ports_said, source=f"{CORE}, ValidateService"),
    Custom(kind=SERVICE, check=ports_named, source=f"{CORE}, validateServicePort"),
    Custom(kind=SERVICE, check=type_fits, source=f"{CORE}, ValidateService"),
    Custom(kind=SERVICE, check=affinity_fits, source=f"{CORE}, ValidateService"),
    Within(kind=SERVICE, path="spec.ports[*]", rules=PORT, source=CORE),
    Unique(kind=SERVICE, path="spec.ports", properties=("name",), source=f"{CORE}, validateServicePort"),
    Unique(
        kind=SERVICE, path="spec.ports", properties=("port", "protocol"), usual={"protocol": "TCP"},
        source=f"{CORE}, ValidateService",
    ),
    Needs(
        kind=SERVICE, when={"spec.type": "ExternalName"}, needs=("spec.externalName",), example="db.example.com",
        source=f"{CORE}, ValidateService",
    ),
    Choice(kind=SERVICE, path="spec.sessionAffinity", allowed=("ClientIP", "None"), source=f"{CORE}, ValidateService"),
    Number(
        kind=SERVICE, path="spec.sessionAffinityConfig.clientIP.timeoutSeconds", low=1, high=86400,
        source="Kubernetes API reference, ClientIPConfig v1 core",
    ),
    *(
        Choice(
            kind=SERVICE, path=f"spec.{name}", allowed=("Cluster", "Local"),
            source="Kubernetes API reference, ServiceSpec v1 core",
        )
        for name in ("externalTrafficPolicy", "internalTrafficPolicy")
    ),
    Choice(
        kind=SERVICE, path="spec.ipFamilyPolicy", allowed=("SingleStack", "PreferDualStack", "RequireDualStack"),
        source="Kubernetes API reference, ServiceSpec v1 core",
    ),
    Choice(
        kind=SERVICE, path="spec.ipFamilies[*]", allowed=("IPv4", "IPv6"),
        source="Kubernetes API reference, ServiceSpec v1 core"
    ),
    Each(
        kind=SERVICE, path="spec.clusterIP", fits=lambda text: text in ("", "None") or is_address(text),
        says="an address, None, or nothing. Example: None", source=f"{CORE}, ValidateService",
    ),
    Each(
        kind=SERVICE, path="spec.externalIPs[*]", fits=is_address, says="an address. Example: 192.0.2.10", source=CORE,
    ),
    Each(
        kind=SERVICE, path="spec.loadBalancerSourceRanges[*]", fits=lambda text: is_range(str(text).strip()),
        says=RANGE_SAYS,
        source=f"{CORE}, ValidateService",
    ),
    # ingresses
    Needs(
        kind=INGRESS, needs=("spec.rules", "spec.defaultBackend"), either=True, filled=True,
        source=f"{NETWORKING}, ValidateIngressSpec",
    ),
    Text(
        kind=INGRESS, path="spec.rules[*].host", pattern=f"({HOST})?", longest=253, never=r"^\d+(\.\d+){3}$",
        says=HOST_SAYS, source=f"{NETWORKING}, validateIngressRules",
    ),
    Text(
        kind=INGRESS, path="spec.tls[*].hosts[*]", pattern=HOST, longest=253, says=HOST_SAYS,
        source=f"{NETWORKING}, validateIngressTLS",
    ),
    Within(kind=INGRESS, path="spec.rules[*].http.paths[*]", rules=HTTP_PATH, source=NETWORKING),
    Within(kind=INGRESS, path="spec.defaultBackend", rules=BACKEND, source=NETWORKING),
    Text(
        kind=CLASS, path="spec.controller", shortest=1, longest=250, pattern=rf"{SUBDOMAIN}/\S+",
        says="a domain, a slash and a name. Example: example.com/ingress-controller",
        source=f"{NETWORKING}, validateIngressClassSpec",
    ),
)  # fmt: skip
