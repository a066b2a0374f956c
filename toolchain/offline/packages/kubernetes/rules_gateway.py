"""Rules of the Gateway API: listeners and routes.

Only custom resources, of which the SDK has no classes: nothing else checks their shape, so what must be said is here.
"""

import re
from collections.abc import Iterator

from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.rules_network import HOST
from toolchain.offline.packages.kubernetes.vocabulary import (
    PART,
    Each,
    Judged,
    Unique,
    Within,
    absent,
    found_or_missing,
    is_unknown,
    missing,
    needs,
    wrong,
)
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.rules import Choice, Failure, Inputs, Number, Rule, Text

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


def tls_fits(listener: Inputs) -> Iterator[Failure]:
    """Find a listener whose certificates and host do not go with its protocol."""
    protocol = first(listener, "protocol")
    if protocol in ("HTTP", "TCP", "UDP") and is_said(listener, "tls"):
        yield Failure(path="tls", given="said", allowed=f"nothing, because protocol is {protocol!r}")
    if protocol == "HTTPS" and first(listener, "tls.mode") == "Passthrough":
        yield wrong(found_or_missing(listener, "tls.mode"), "Terminate, because protocol is 'HTTPS'")
    if protocol == "TLS" and missing(listener, "tls.mode"):
        yield absent("tls.mode", "Terminate or Passthrough, because protocol is 'TLS'")
    if protocol in ("TCP", "UDP") and first(listener, "hostname"):
        yield wrong(found_or_missing(listener, "hostname"), f"nothing, because protocol is {protocol!r}")
    ends = first(listener, "tls.mode") or ("" if is_unknown(listener, "tls.mode") else "Terminate")
    if is_said(listener, "tls") and ends == "Terminate" and missing(listener, "tls.certificateRefs", "tls.options") == [
        "tls.certificateRefs", "tls.options",
    ]:  # fmt: skip
        yield absent("tls.certificateRefs", "at least one certificate, because TLS ends here")


LISTENER: tuple[Rule, ...] = (
    needs("name", "port", "protocol"),
    Text(kind=PART, path="name", pattern=SUBDOMAIN, longest=253, says=SUBDOMAIN_SAYS, source=f"{SHARED}, SectionName"),
    Number(kind=PART, path="port", low=1, high=65535, source=f"{SHARED}, PortNumber"),
    Each(
        kind=PART, path="protocol", fits=lambda text: isinstance(text, str) and PROTOCOL.fullmatch(text) is not None,
        says="HTTP, HTTPS, TLS, TCP, UDP, or a domain, a slash and a name", source=f"{GATEWAYS}, ProtocolType",
    ),
    Text(kind=PART, path="hostname", pattern=HOST, longest=253, says=HOST_SAYS, source=f"{SHARED}, Hostname"),
    Choice(kind=PART, path="tls.mode", allowed=("Terminate", "Passthrough"), source=f"{GATEWAYS}, TLSModeType"),
    Choice(
        kind=PART, path="allowedRoutes.namespaces.from", allowed=("All", "Selector", "Same", "None"),
        source=f"{SHARED}, FromNamespaces",
    ),
    Judged(kind=PART, judge=tls_fits, source=f"{GATEWAYS}, Listeners: validation rules"),
)  # fmt: skip

BACKEND: tuple[Rule, ...] = (
    needs("name"),
    Number(kind=PART, path="port", low=1, high=65535, source=f"{SHARED}, PortNumber"),
    Number(kind=PART, path="weight", low=0, high=1_000_000, source=f"{SHARED}, BackendRef"),
)


def backend_has_port(backend: Inputs) -> Iterator[Failure]:
    """Find a service as a backend without its port."""
    kind, group = first(backend, "kind") or "Service", first(backend, "group") or ""
    unsure = is_unknown(backend, "kind") or is_unknown(backend, "group")
    if kind == "Service" and not group and not unsure and missing(backend, "port"):
        yield absent("port", "a port, because the backend is a Service")


def path_fits(match: Inputs) -> Iterator[Failure]:
    """Find a path that its way of matching does not take."""
    how, text = first(match, "path.type") or "PathPrefix", first(match, "path.value")
    if how not in ("Exact", "PathPrefix") or not isinstance(text, str) or is_unknown(match, "path.type"):
        return
    parts = [part for part in ("//", "/./", "/../", "%2f", "%2F", "#") if part in text]
    allowed = re.fullmatch(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+", text) is not None
    if not text.startswith("/") or parts or text.endswith(("/..", "/.")) or not allowed or len(text) > 1024:
        yield wrong(
            found_or_missing(match, "path.value"), "a path that begins with a slash, without empty parts. Example: /api"
        )


FILTERS = {
    "CORS": "cors", "ExtensionRef": "extensionRef", "RequestHeaderModifier": "requestHeaderModifier",
    "RequestMirror": "requestMirror", "RequestRedirect": "requestRedirect",
    "ResponseHeaderModifier": "responseHeaderModifier", "URLRewrite": "urlRewrite",
}  # fmt: skip


def filter_fits(item: Inputs) -> Iterator[Failure]:
    """Find a filter without the settings that its type names, or with another's."""
    wanted = FILTERS.get(str(first(item, "type")))
    if wanted is None:
        return
    if not is_said(item, wanted):
        yield absent(wanted, f"a value, because type is {first(item, 'type')!r}")
    for other in FILTERS.values():
        if other != wanted and is_said(item, other):
            yield Failure(path=other, given="said", allowed=f"nothing, because type is {first(item, 'type')!r}")


def redirect_ends(rule: Inputs) -> Iterator[Failure]:
    """Find a redirect that has backends too."""
    if first(rule, "backendRefs") and any(item.value == "RequestRedirect" for item in find(rule, "filters[*].type")):
        yield Failure(
            path="backendRefs",
            given="said together with a RequestRedirect filter",
            allowed="backends or a redirect, not both",
        )


DURATION = r"([0-9]{1,5}(h|m|s|ms)){1,4}"
ROUTE_RULE: tuple[Rule, ...] = (
    Judged(kind=PART, judge=redirect_ends, source=f"{ROUTES}, HTTPRouteRule: validation rules"),
    Within(
        kind=PART, path="matches[*]", source=ROUTES,
        rules=(
            Choice(
                kind=PART, path="path.type", allowed=("Exact", "PathPrefix", "RegularExpression"),
                source=f"{ROUTES}, PathMatchType"
            ),
            Judged(kind=PART, judge=path_fits, source=f"{ROUTES}, HTTPPathMatch: validation rules"),
            Choice(
                kind=PART, path="method", source=f"{ROUTES}, HTTPMethod",
                allowed=("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
            ),
        ),
    ),
    Within(
        kind=PART, path="filters[*]", source=ROUTES,
        rules=(
            Choice(kind=PART, path="type", allowed=tuple(FILTERS), source=f"{ROUTES}, HTTPRouteFilter"),
            Judged(kind=PART, judge=filter_fits, source=f"{ROUTES}, HTTPRouteFilter: validation rules"),
            Choice(
                kind=PART, path="requestRedirect.statusCode", allowed=(301, 302, 303, 307, 308),
                source=f"{ROUTES}, HTTPRequestRedirectFilter",
            ),
            Choice(
                kind=PART, path="requestRedirect.scheme", allowed=("http", "https"),
                source=f"{ROUTES}, HTTPRequestRedirectFilter"
            ),
        ),
    ),
    Within(
        kind=PART, path="backendRefs[*]", source=ROUTES,
        rules=(
            *BACKEND, Judged(kind=PART, judge=backend_has_port,
            source="gateway-api, apis/v1/object_reference_types.go"),
        ),
    ),
    *(
        Text(
            kind=PART, path=f"timeouts.{name}", pattern=DURATION, says="a duration. Example: 30s",
            source=f"{SHARED}, Duration",
        )
        for name in ("request", "backendRequest")
    ),
)  # fmt: skip


def between(path: str, low: int, high: int, what: str) -> Each:
    """Return the rule of how many items a list may have."""
    return Each(
        kind=PART, path=path, fits=lambda items: not isinstance(items, list) or low <= len(items) <= high,
        says=f"{low} to {high} {what}" if low else f"up to {high} {what}",
        source=f"{GATEWAYS} and {ROUTES}, MinItems and MaxItems",
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    needs("spec.gatewayClassName", "spec.listeners", kind=GATEWAY, source=f"{GATEWAYS}, GatewaySpec"),
    Within(
        kind=GATEWAY, path="spec", source=GATEWAYS,
        rules=(
            between("listeners", 0, 64, "listeners"),
            Within(kind=PART, path="listeners[*]", rules=LISTENER, source=GATEWAYS),
            Unique(kind=PART, path="listeners", properties=("name",), usual={}, source=f"{GATEWAYS}, Listeners"),
            Unique(
                kind=PART, path="listeners", properties=("port", "protocol", "hostname"), usual={"hostname": ""},
                source=f"{GATEWAYS}, Listeners: combination of port, protocol and hostname",
            ),
        ),
    ),
    needs("spec.controllerName", kind=GATEWAY_CLASS, source="gateway-api, apis/v1/gatewayclass_types.go"),
    Within(
        kind=ROUTE, path="spec", source=ROUTES,
        rules=(
            between("parentRefs", 0, 32, "gateways"),
            between("hostnames", 0, 16, "hosts"),
            between("rules", 1, 16, "rules"),
            Within(
                kind=PART, path="parentRefs[*]", source=SHARED,
                rules=(needs("name"), Number(kind=PART, path="port", low=1, high=65535,
                source=f"{SHARED}, PortNumber")),
            ),
            Text(
                kind=PART, path="hostnames[*]", pattern=HOST, longest=253, says=HOST_SAYS, source=f"{SHARED}, Hostname",
            ),
            Within(kind=PART, path="rules[*]", rules=ROUTE_RULE, source=ROUTES),
        ),
    ),
)  # fmt: skip
