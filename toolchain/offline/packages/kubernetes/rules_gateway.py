"""Rules of the Gateway API: listeners and routes.

Only custom resources, of which the SDK has no classes: nothing else checks their shape, so what must be said is here.
"""

import re

from toolchain.offline.packages.kubernetes.kinds import DEFINED
from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.rules_network import HOST
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import (
    Choice,
    Custom,
    Each,
    Inputs,
    Number,
    Rule,
    Text,
    Wrong,
    is_empty,
    is_hidden,
)
from toolchain.offline.rules_parts import Unique, Within
from toolchain.offline.rules_together import Named, Needs, Refuses

GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
GATEWAY_CLASS = "kubernetes:gateway.networking.k8s.io/v1:GatewayClass"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"

GATEWAYS = "gateway-api, apis/v1/gateway_types.go"
ROUTES = "gateway-api, apis/v1/httproute_types.go"
SHARED = "gateway-api, apis/v1/shared_types.go"

HOST_SAYS = "a host's name, or *. and a domain. Example: shop.example.com"
PROTOCOL = re.compile(
    r"[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]+"
)


def tls_fits(listener: Inputs, _plan: Plan) -> Wrong:
    """Find a listener whose certificates and host do not go with its protocol."""
    protocol = first(listener, "protocol")
    if protocol == "HTTPS" and first(listener, "tls.mode") == "Passthrough":
        yield "tls.mode", "Terminate, because protocol is 'HTTPS'"
    if protocol == "TLS" and is_empty(listener, "tls.mode"):
        yield "tls.mode", "Terminate or Passthrough, because protocol is 'TLS'"
    ends = first(listener, "tls.mode") or ("" if is_hidden(listener, "tls.mode") else "Terminate")
    unproved = all(is_empty(listener, f"tls.{name}") for name in ("certificateRefs", "options"))
    if is_said(listener, "tls") and ends == "Terminate" and unproved:
        yield "tls.certificateRefs", "at least one certificate, because TLS ends here"


LISTENER: tuple[Rule, ...] = (
    Needs(needs=("name", "port", "protocol"), filled=True, source=DEFINED),
    Text(path="name", pattern=SUBDOMAIN, longest=253, says=SUBDOMAIN_SAYS, source=f"{SHARED}, SectionName"),
    Number(path="port", low=1, high=65535, source=f"{SHARED}, PortNumber"),
    Each(
        path="protocol", fits=lambda text: isinstance(text, str) and PROTOCOL.fullmatch(text) is not None,
        says="HTTP, HTTPS, TLS, TCP, UDP, or a domain, a slash and a name", source=f"{GATEWAYS}, ProtocolType",
    ),
    Text(path="hostname", pattern=HOST, longest=253, says=HOST_SAYS, source=f"{SHARED}, Hostname"),
    Choice(path="tls.mode", allowed=("Terminate", "Passthrough"), source=f"{GATEWAYS}, TLSModeType"),
    Choice(
        path="allowedRoutes.namespaces.from", allowed=("All", "Selector", "Same", "None"),
        source=f"{SHARED}, FromNamespaces",
    ),
    Refuses(when={"protocol": ("HTTP", "TCP", "UDP")}, refuses=("tls",), source=f"{GATEWAYS}, Listeners"),
    Refuses(when={"protocol": ("TCP", "UDP")}, refuses=("hostname",), source=f"{GATEWAYS}, Listeners"),
    Custom(check=tls_fits, source=f"{GATEWAYS}, Listeners: validation rules"),
)  # fmt: skip

BACKEND: tuple[Rule, ...] = (
    Needs(needs=("name",), filled=True, source=DEFINED),
    Number(path="port", low=1, high=65535, source=f"{SHARED}, PortNumber"),
    Number(path="weight", low=0, high=1_000_000, source=f"{SHARED}, BackendRef"),
)


def backend_has_port(backend: Inputs, _plan: Plan) -> Wrong:
    """Find a service as a backend without its port."""
    kind, group = first(backend, "kind") or "Service", first(backend, "group") or ""
    unsure = is_hidden(backend, "kind") or is_hidden(backend, "group")
    if kind == "Service" and not group and not unsure and is_empty(backend, "port"):
        yield "port", "a port, because the backend is a Service"


def path_fits(match: Inputs, _plan: Plan) -> Wrong:
    """Find a path that its way of matching does not take."""
    how, text = first(match, "path.type") or "PathPrefix", first(match, "path.value")
    if how not in ("Exact", "PathPrefix") or not isinstance(text, str) or is_hidden(match, "path.type"):
        return
    parts = [part for part in ("//", "/./", "/../", "%2f", "%2F", "#") if part in text]
    allowed = re.fullmatch(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+", text) is not None
    if not text.startswith("/") or parts or text.endswith(("/..", "/.")) or not allowed or len(text) > 1024:
        yield "path.value", "a path that begins with a slash, without empty parts. Example: /api"


FILTERS = {
    "CORS": "cors", "ExtensionRef": "extensionRef", "RequestHeaderModifier": "requestHeaderModifier",
    "RequestMirror": "requestMirror", "RequestRedirect": "requestRedirect",
    "ResponseHeaderModifier": "responseHeaderModifier", "URLRewrite": "urlRewrite",
}  # fmt: skip


DURATION = r"([0-9]{1,5}(h|m|s|ms)){1,4}"
ROUTE_RULE: tuple[Rule, ...] = (
    Refuses(
        when={"filters[*].type": "RequestRedirect"}, refuses=("backendRefs",),
        source=f"{ROUTES}, HTTPRouteRule: validation rules",
    ),
    Within(
        path="matches[*]", source=ROUTES,
        rules=(
            Choice(
                path="path.type", allowed=("Exact", "PathPrefix", "RegularExpression"),
                source=f"{ROUTES}, PathMatchType"
            ),
            Custom(check=path_fits, source=f"{ROUTES}, HTTPPathMatch: validation rules"),
            Choice(
                path="method", source=f"{ROUTES}, HTTPMethod",
                allowed=("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
            ),
        ),
    ),
    Within(
        path="filters[*]", source=ROUTES,
        rules=(
            Choice(path="type", allowed=tuple(FILTERS), source=f"{ROUTES}, HTTPRouteFilter"),
            Named(path="type", properties=FILTERS, alone=True, source=f"{ROUTES}, HTTPRouteFilter: validation rules"),
            Choice(
                path="requestRedirect.statusCode", allowed=(301, 302, 303, 307, 308),
                source=f"{ROUTES}, HTTPRequestRedirectFilter",
            ),
            Choice(
                path="requestRedirect.scheme", allowed=("http", "https"),
                source=f"{ROUTES}, HTTPRequestRedirectFilter"
            ),
        ),
    ),
    Within(
        path="backendRefs[*]", source=ROUTES,
        rules=(
            *BACKEND, Custom(check=backend_has_port,
            source="gateway-api, apis/v1/object_reference_types.go"),
        ),
    ),
    *(
        Text(
            path=f"timeouts.{name}", pattern=DURATION, says="a duration. Example: 30s",
            source=f"{SHARED}, Duration",
        )
        for name in ("request", "backendRequest")
    ),
)  # fmt: skip


def between(path: str, low: int, high: int, what: str) -> Each:
    """Return the rule of how many items a list may have."""
    return Each(
        path=path, fits=lambda items: not isinstance(items, list) or low <= len(items) <= high,
        says=f"{low} to {high} {what}" if low else f"up to {high} {what}",
        source=f"{GATEWAYS} and {ROUTES}, MinItems and MaxItems",
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    Needs(
        kind=GATEWAY, needs=("spec.gatewayClassName", "spec.listeners"), filled=True,
        source=f"{GATEWAYS}, GatewaySpec",
    ),
    Within(
        kind=GATEWAY, path="spec", source=GATEWAYS,
        rules=(
            between("listeners", 0, 64, "listeners"),
            Within(path="listeners[*]", rules=LISTENER, source=GATEWAYS),
            Unique(path="listeners", properties=("name",), source=f"{GATEWAYS}, Listeners"),
            Unique(
                path="listeners", properties=("port", "protocol", "hostname"), usual={"hostname": ""},
                source=f"{GATEWAYS}, Listeners: combination of port, protocol and hostname",
            ),
        ),
    ),
    Needs(
        kind=GATEWAY_CLASS, needs=("spec.controllerName",), filled=True,
        source="gateway-api, apis/v1/gatewayclass_types.go",
    ),
    Within(
        kind=ROUTE, path="spec", source=ROUTES,
        rules=(
            between("parentRefs", 0, 32, "gateways"),
            between("hostnames", 0, 16, "hosts"),
            between("rules", 1, 16, "rules"),
            Within(
                path="parentRefs[*]", source=SHARED,
                rules=(Needs(needs=("name",), filled=True, source=DEFINED), Number(path="port", low=1, high=65535,
                source=f"{SHARED}, PortNumber")),
            ),
            Text(
                path="hostnames[*]", pattern=HOST, longest=253, says=HOST_SAYS, source=f"{SHARED}, Hostname",
            ),
            Within(path="rules[*]", rules=ROUTE_RULE, source=ROUTES),
        ),
    ),
)  # fmt: skip
