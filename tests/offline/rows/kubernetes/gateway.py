"""Rules of the Gateway API and cert-manager."""

from tests.offline.rows.kubernetes.samples import HOST, SUBDOMAIN, Row

LISTENER = "spec.listeners[1]"
ROUTE = "spec.rules[0]"
REDIRECT = "spec.rules[1]"

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # gateway
    ("Gateway", {"spec.gatewayClassName": None}, "spec.gatewayClassName is missing; allowed: a value"),
    ("Gateway", {"spec.listeners": []}, "spec.listeners is []; allowed: a value"),
    (
        "Gateway", {"spec.listeners": [{"name": f"l{n}", "port": 1000 + n, "protocol": "TCP"} for n in range(65)]},
        "spec.listeners is [{'name': 'l0', 'port': 1000, 'protocol': 'TCP'}, {'name': 'l1', 'port': 1001, '...; "
        "allowed: "
        "up to 64 listeners",
    ),
    ("Gateway", {f"{LISTENER}.port": None}, f"{LISTENER}.port is missing; allowed: a value"),
    ("Gateway", {f"{LISTENER}.name": "HTTPS"}, f"{LISTENER}.name is 'HTTPS'; allowed: {SUBDOMAIN}"),
    ("Gateway", {f"{LISTENER}.port": 65536}, f"{LISTENER}.port is 65536; allowed: 1 to 65535"),
    (
        "Gateway", {f"{LISTENER}.protocol": "h-"},
        f"{LISTENER}.protocol is 'h-'; allowed: HTTP, HTTPS, TLS, TCP, UDP, or a domain, a slash and a name",
    ),
    ("Gateway", {f"{LISTENER}.hostname": "*"}, f"{LISTENER}.hostname is '*'; allowed: {HOST}"),
    (
        "Gateway", {f"{LISTENER}.tls.mode": "Offload"},
        f"{LISTENER}.tls.mode is 'Offload'; allowed: Terminate, Passthrough",
    ),
    (
        "Gateway", {"spec.listeners[0].allowedRoutes.namespaces.from": "Some"},
        "spec.listeners[0].allowedRoutes.namespaces.from is 'Some'; allowed: All, Selector, Same, None",
    ),
    (
        "Gateway", {f"{LISTENER}.protocol": "HTTP"},
        f"{LISTENER}.tls is {{'certificateRefs': [{{'name': 'shop'}}]}}; allowed: nothing, because protocol is 'HTTP'",
    ),
    (
        "Gateway", {f"{LISTENER}.tls.mode": "Passthrough"},
        f"{LISTENER}.tls.mode is 'Passthrough'; allowed: Terminate, because protocol is 'HTTPS'",
    ),
    (
        "Gateway", {f"{LISTENER}.protocol": "TLS"},
        f"{LISTENER}.tls.mode is missing; allowed: Terminate or Passthrough, because protocol is 'TLS'",
    ),
    (
        "Gateway", {f"{LISTENER}.protocol": "TCP", f"{LISTENER}.tls": None},
        f"{LISTENER}.hostname is '*.example.com'; allowed: nothing, because protocol is 'TCP'",
    ),
    (
        "Gateway", {f"{LISTENER}.tls": {}},
        f"{LISTENER}.tls.certificateRefs is missing; allowed: at least one certificate, because TLS ends here",
    ),
    ("Gateway", {f"{LISTENER}.name": "http"}, f"{LISTENER}.name is 'http'; allowed: no name twice"),
    (
        "Gateway", {"spec.listeners": [{"name": "a", "port": 80, "protocol": "HTTP"}, {"name": "b", "port": 80,
            "protocol": "HTTP"}]},
        f"{LISTENER}.port is 80 and 'HTTP' and ''; allowed: no port and protocol and hostname twice",
    ),
    ("GatewayClass", {"spec": {"description": "edge"}}, "spec.controllerName is missing; allowed: a value"),
    (
        "HTTPRoute", {"spec.parentRefs": [{"name": f"g{n}"} for n in range(33)]},
        "spec.parentRefs is [{'name': 'g0'}, {'name': 'g1'}, {'name': 'g2'}, {'name': 'g3'}, {'name': 'g4'},...; "
        "allowed: "
        "up to 32 gateways",
    ),
    ("HTTPRoute", {"spec.parentRefs[0].name": ""}, "spec.parentRefs[0].name is ''; allowed: a value"),
    ("HTTPRoute", {"spec.parentRefs[0].port": 0}, "spec.parentRefs[0].port is 0; allowed: 1 to 65535"),
    (
        "HTTPRoute", {"spec.hostnames": ["Shop.example.com"]},
        f"spec.hostnames[0] is 'Shop.example.com'; allowed: {HOST}",
    ),
    (
        "HTTPRoute", {"spec.hostnames": [f"h{n}.example.com" for n in range(17)]},
        "spec.hostnames is ['h0.example.com', 'h1.example.com', 'h2.example.com', 'h3.example.com', 'h4.exa...; "
        "allowed: "
        "up to 16 hosts",
    ),
    ("HTTPRoute", {"spec.rules": []}, "spec.rules is []; allowed: 1 to 16 rules"),
    (
        "HTTPRoute", {f"{ROUTE}.matches[0].path.type": "Prefix"},
        f"{ROUTE}.matches[0].path.type is 'Prefix'; allowed: Exact, PathPrefix, RegularExpression",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.matches[0].path.value": "api"},
        f"{ROUTE}.matches[0].path.value is 'api'; allowed: "
        "a path that begins with a slash, without empty parts. Example: /api",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.matches[0].path.value": "/a b"},
        f"{ROUTE}.matches[0].path.value is '/a b'; allowed: "
        "a path that begins with a slash, without empty parts. Example: /api",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.matches[0].method": "get"},
        f"{ROUTE}.matches[0].method is 'get'; allowed: GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.filters[0].type": "Rewrite"},
        f"{ROUTE}.filters[0].type is 'Rewrite'; allowed: "
        "CORS, ExtensionRef, RequestHeaderModifier, RequestMirror, RequestRedirect, ResponseHeaderModifier, "
        "URLRewrite",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.filters[0]": {"type": "URLRewrite"}},
        f"{ROUTE}.filters[0].urlRewrite is missing; allowed: a value, because type is 'URLRewrite'",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.filters[0].cors": {}},
        f"{ROUTE}.filters[0].cors is {{}}; allowed: nothing, because type is 'URLRewrite'",
    ),
    (
        "HTTPRoute", {f"{REDIRECT}.filters[0].requestRedirect.statusCode": 300},
        f"{REDIRECT}.filters[0].requestRedirect.statusCode is 300; allowed: 301, 302, 303, 307, 308",
    ),
    (
        "HTTPRoute", {f"{REDIRECT}.filters[0].requestRedirect.scheme": "HTTPS"},
        f"{REDIRECT}.filters[0].requestRedirect.scheme is 'HTTPS'; allowed: http, https",
    ),
    (
        "HTTPRoute", {f"{REDIRECT}.backendRefs": [{"name": "web", "port": 80}]},
        f"{REDIRECT}.backendRefs is [{{'name': 'web', 'port': 80}}]; allowed: nothing, because filters[*].type is "
        "'RequestRedirect'",
    ),
    ("HTTPRoute", {f"{ROUTE}.backendRefs[0].name": None}, f"{ROUTE}.backendRefs[0].name is missing; allowed: a value"),
    (
        "HTTPRoute", {f"{ROUTE}.backendRefs[0].port": None},
        f"{ROUTE}.backendRefs[0].port is missing; allowed: a port, because the backend is a Service",
    ),
    ("HTTPRoute", {f"{ROUTE}.backendRefs[0].port": 0}, f"{ROUTE}.backendRefs[0].port is 0; allowed: 1 to 65535"),
    (
        "HTTPRoute", {f"{ROUTE}.backendRefs[0].weight": -1},
        f"{ROUTE}.backendRefs[0].weight is -1; allowed: 0 to 1000000",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.timeouts.request": "30"},
        f"{ROUTE}.timeouts.request is '30'; allowed: a duration. Example: 30s",
    ),
    (
        "HTTPRoute", {f"{ROUTE}.timeouts.backendRequest": "half a minute"},
        f"{ROUTE}.timeouts.backendRequest is 'half a minute'; allowed: a duration. Example: 30s",
    ),
    # certificates
    ("Certificate", {"spec.secretName": None}, "spec.secretName is missing; allowed: a value"),
    ("Certificate", {"spec.issuerRef": {}}, "spec.issuerRef.name is missing; allowed: a value"),
    ("Certificate", {"spec.secretName": "Shop"}, f"spec.secretName is 'Shop'; allowed: {SUBDOMAIN}"),
    (
        "Certificate", {"spec.issuerRef.kind": "AWSPCAClusterIssuer"},
        "spec.issuerRef.kind is 'AWSPCAClusterIssuer'; allowed: "
        "Issuer, ClusterIssuer, or issuerRef.group of another issuer",
    ),
    (
        "Certificate", {"spec.dnsNames": [], "spec.ipAddresses": None, "spec.commonName": ""},
        "spec.dnsNames is []; allowed: at least one of dnsNames, commonName, uris, emailAddresses, "
        "ipAddresses, otherNames, literalSubject",
    ),
    (
        "Certificate", {"spec.commonName": "a" * 65},
        f"spec.commonName is '{'a' * 65}'; allowed: up to 64 characters; longer names go into dnsNames",
    ),
    (
        "Certificate", {"spec.ipAddresses": ["shop"]},
        "spec.ipAddresses[0] is 'shop'; allowed: an address. Example: 192.0.2.10",
    ),
    (
        "Certificate", {"spec.duration": "90d"},
        "spec.duration is '90d'; allowed: a time in hours, minutes and seconds. Example: 1h30m",
    ),
    (
        "Certificate", {"spec.renewBefore": "15d"},
        "spec.renewBefore is '15d'; allowed: a time in hours, minutes and seconds. Example: 1h30m",
    ),
    (
        "Certificate", {"spec.duration": "30m", "spec.renewBefore": None},
        "spec.duration is '30m'; allowed: at least one hour. Example: 2160h",
    ),
    (
        "Certificate", {"spec.renewBefore": "2160h"},
        "spec.renewBefore is '2160h'; allowed: at least five minutes, and less than the duration. Example: 360h",
    ),
    (
        "Certificate", {"spec.renewBefore": "1m"},
        "spec.renewBefore is '1m'; allowed: at least five minutes, and less than the duration. Example: 360h",
    ),
    (
        "Certificate", {"spec.renewBeforePercentage": 20},
        "spec.renewBeforePercentage is said together with renewBefore; allowed: "
        "at most one of renewBefore, renewBeforePercentage",
    ),
    (
        "Certificate", {"spec.privateKey": {"algorithm": "DSA"}},
        "spec.privateKey.algorithm is 'DSA'; allowed: RSA, ECDSA, Ed25519",
    ),
    (
        "Certificate", {"spec.privateKey.rotationPolicy": "Sometimes"},
        "spec.privateKey.rotationPolicy is 'Sometimes'; allowed: Never, Always",
    ),
    (
        "Certificate", {"spec.privateKey.size": 2048},
        "spec.privateKey.size is 2048; allowed: 256, 384 or 521, for ECDSA",
    ),
    (
        "Certificate", {"spec.privateKey": {"size": 1024}},
        "spec.privateKey.size is 1024; allowed: 2048 to 8192, for RSA",
    ),
    ("Certificate", {"spec.revisionHistoryLimit": 0}, "spec.revisionHistoryLimit is 0; allowed: at least 1"),
    (
        "Issuer", {"spec": {"comment": "none"}},
        "spec.acme is missing; allowed: exactly one of acme, ca, selfSigned, vault, venafi",
    ),
    (
        "Issuer", {"spec.vault": {}},
        "spec.vault is said together with selfSigned; allowed: exactly one of acme, ca, selfSigned, vault, venafi",
    ),
    ("ClusterIssuer", {"spec.acme.server": None}, "spec.acme.server is missing; allowed: a value, because of acme"),
    ("ClusterIssuer", {"spec": {"ca": {}}}, "spec.ca.secretName is missing; allowed: a value, because of ca"),
)  # fmt: skip
