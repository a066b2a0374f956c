"""Rules of services, ingresses and network policies."""

from tests.offline.rows.kubernetes.samples import INGRESS_HOST, LABEL, PORT, PORT_NAME, RANGE, Row

HTTP_PATH = "spec.rules[0].http.paths[0]"
EGRESS = "spec.egress[0]"

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # network
    (
        "Service", {"spec.ports": None},
        "spec.ports is missing; allowed: at least one port, because the service has an address",
    ),
    (
        "Service", {"spec.ports[0].name": None},
        "spec.ports[0].name is missing; allowed: a name, because there are several ports. Example: http",
    ),
    ("Service", {"spec.ports[0].port": 0}, "spec.ports[0].port is 0; allowed: 1 to 65535"),
    ("Service", {"spec.ports[0].targetPort": 70000}, f"spec.ports[0].targetPort is 70000; allowed: {PORT}"),
    ("Service", {"spec.ports[0].name": "HTTP"}, f"spec.ports[0].name is 'HTTP'; allowed: {LABEL}"),
    ("Service", {"spec.ports[0].protocol": "HTTP"}, "spec.ports[0].protocol is 'HTTP'; allowed: TCP, UDP, SCTP"),
    (
        "Service", {"spec.ports[2].nodePort": 8080},
        "spec.ports[2].nodePort is 8080; allowed: 30000 to 32767, the usual range of a cluster",
    ),
    ("Service", {"spec.ports[1].name": "http"}, "spec.ports[1].name is 'http'; allowed: no name twice"),
    ("Service", {"spec.ports[1].port": 80}, "spec.ports[1].port is 80 and 'TCP'; allowed: no port and protocol twice"),
    (
        "Service", {"spec.clusterIP": "None"},
        "spec.clusterIP is 'None'; allowed: an address or nothing, because spec.type is 'LoadBalancer'",
    ),
    (
        "Service", {"spec.type": "ClusterIP", "spec.externalTrafficPolicy": None,
            "spec.loadBalancerSourceRanges": None},
        "spec.ports[2].nodePort is 30053; allowed: nothing, because spec.type is 'ClusterIP'",
    ),
    (
        "Service", {"spec.type": "NodePort"},
        "spec.loadBalancerSourceRanges is ['192.0.2.0/24']; allowed: nothing, because spec.type is 'NodePort'",
    ),
    (
        "Service", {"spec.type": "ClusterIP", "spec.ports[2].nodePort": None, "spec.loadBalancerSourceRanges": None},
        "spec.externalTrafficPolicy is 'Local'; allowed: nothing, because spec.type is 'ClusterIP'",
    ),
    (
        "Service", {"spec": {"type": "ExternalName"}},
        "spec.externalName is missing; allowed: "
        "a value, because of spec.type = 'ExternalName'. Example: db.example.com",
    ),
    (
        "Service", {"spec": {"type": "ExternalName", "externalName": "db.example.com", "clusterIP": "10.0.0.1"}},
        "spec.clusterIP is '10.0.0.1'; allowed: nothing, because spec.type is 'ExternalName'",
    ),
    (
        "Service", {"spec.sessionAffinity": "Cookie", "spec.sessionAffinityConfig": None},
        "spec.sessionAffinity is 'Cookie'; allowed: ClientIP, None",
    ),
    (
        "Service", {"spec.sessionAffinity": "None"},
        "spec.sessionAffinityConfig is {'clientIP': {'timeoutSeconds': 600}}; allowed: "
        "nothing, because spec.sessionAffinity is not 'ClientIP'",
    ),
    (
        "Service", {"spec.sessionAffinityConfig.clientIP.timeoutSeconds": 86401},
        "spec.sessionAffinityConfig.clientIP.timeoutSeconds is 86401; allowed: 1 to 86400",
    ),
    (
        "Service", {"spec.externalTrafficPolicy": "Node"},
        "spec.externalTrafficPolicy is 'Node'; allowed: Cluster, Local",
    ),
    (
        "Service", {"spec.internalTrafficPolicy": "Node"},
        "spec.internalTrafficPolicy is 'Node'; allowed: Cluster, Local",
    ),
    (
        "Service", {"spec.ipFamilyPolicy": "DualStack"},
        "spec.ipFamilyPolicy is 'DualStack'; allowed: SingleStack, PreferDualStack, RequireDualStack",
    ),
    ("Service", {"spec.ipFamilies": ["IPv5"]}, "spec.ipFamilies[0] is 'IPv5'; allowed: IPv4, IPv6"),
    (
        "Service", {"spec.clusterIP": "10.0.0.300"},
        "spec.clusterIP is '10.0.0.300'; allowed: an address, None, or nothing. Example: None",
    ),
    (
        "Service", {"spec.externalIPs": ["db.example.com"]},
        "spec.externalIPs[0] is 'db.example.com'; allowed: an address. Example: 192.0.2.10",
    ),
    (
        "Service", {"spec.loadBalancerSourceRanges": ["192.0.2.1"]},
        f"spec.loadBalancerSourceRanges[0] is '192.0.2.1'; allowed: {RANGE}",
    ),
    ("Ingress", {"spec": {}}, "spec.rules is missing; allowed: at least one of spec.rules, spec.defaultBackend"),
    ("Ingress", {"spec.rules[0].host": "192.0.2.1"}, f"spec.rules[0].host is '192.0.2.1'; allowed: {INGRESS_HOST}"),
    (
        "Ingress", {"spec.rules[0].host": "shop_1.example.com"},
        f"spec.rules[0].host is 'shop_1.example.com'; allowed: {INGRESS_HOST}",
    ),
    ("Ingress", {"spec.tls[0].hosts": ["*"]}, f"spec.tls[0].hosts[0] is '*'; allowed: {INGRESS_HOST}"),
    (
        "Ingress", {f"{HTTP_PATH}.pathType": "Regex"},
        f"{HTTP_PATH}.pathType is 'Regex'; allowed: Exact, Prefix, ImplementationSpecific",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.path": None},
        f"{HTTP_PATH}.path is missing; allowed: a path, because pathType is 'Prefix'. Example: /",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.path": "api"},
        f"{HTTP_PATH}.path is 'api'; allowed: a path that begins with a slash. Example: /api",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.path": "/a//b"},
        f"{HTTP_PATH}.path is '/a//b'; allowed: a path without empty or relative parts. Example: /api",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.backend": {}},
        f"{HTTP_PATH}.backend.service is missing; allowed: exactly one of service, resource",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.backend.resource": {"kind": "Bucket", "name": "b"}},
        f"{HTTP_PATH}.backend.resource is said together with service; allowed: exactly one of service, resource",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.backend.service": {"name": "web"}},
        f"{HTTP_PATH}.backend.service.port is missing; allowed: "
        "a value, because of service. Example: service.port.number = 80",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.backend.service.port": {"name": "http", "number": 80}},
        f"{HTTP_PATH}.backend.service.port.number is said together with name; allowed: exactly one of name, number",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.backend.service.port": {"number": 0}},
        f"{HTTP_PATH}.backend.service.port.number is 0; allowed: 1 to 65535",
    ),
    (
        "Ingress", {f"{HTTP_PATH}.backend.service.port": {"name": "8080"}},
        f"{HTTP_PATH}.backend.service.port.name is '8080'; allowed: {PORT_NAME}",
    ),
    (
        "Ingress", {"spec.defaultBackend": {"service": {"name": "web", "port": {}}}},
        "spec.defaultBackend.service.port.name is missing; allowed: exactly one of name, number",
    ),
    (
        "IngressClass", {"spec.controller": "edge"},
        "spec.controller is 'edge'; allowed: a domain, a slash and a name. Example: example.com/ingress-controller",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.to[0].ipBlock.cidr": "10.0.0.0"},
        f"{EGRESS}.to[0].ipBlock.cidr is '10.0.0.0'; allowed: {RANGE}",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.to[0].ipBlock.except": ["10.1.0.0/33"]},
        f"{EGRESS}.to[0].ipBlock.except[0] is '10.1.0.0/33'; allowed: {RANGE}",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.to[0].ipBlock.except": ["11.0.0.0/16"]},
        f"{EGRESS}.to[0].ipBlock.except[0] is '11.0.0.0/16'; allowed: a smaller part of '10.0.0.1/8', the cidr",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.to[0].ipBlock.except": ["10.0.0.0/8"]},
        f"{EGRESS}.to[0].ipBlock.except[0] is '10.0.0.0/8'; allowed: a smaller part of '10.0.0.1/8', the cidr",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.to[0].podSelector": {}},
        f"{EGRESS}.to[0].podSelector is {{}}; allowed: nothing, because ipBlock is said",
    ),
    (
        "NetworkPolicy", {"spec.ingress[0].from": [{}]},
        "spec.ingress[0].from[0].podSelector is missing; allowed: "
        "at least one of ipBlock, podSelector, namespaceSelector",
    ),
    (
        "NetworkPolicy", {"spec.ingress[0].from[0].podSelector": {"matchExpressions": [{"key": "a",
            "operator": "Is"}]}},
        "spec.ingress[0].from[0].podSelector.matchExpressions[0].operator is 'Is'; allowed: "
        "In, NotIn, Exists, DoesNotExist",
    ),
    (
        "NetworkPolicy", {"spec.ingress[0].from[0].namespaceSelector": {"matchExpressions": [{"key": "a",
            "operator": "NotIn"}]}},
        "spec.ingress[0].from[0].namespaceSelector.matchExpressions[0].values is missing; allowed: "
        "at least one value, because operator is 'NotIn'",
    ),
    (
        "NetworkPolicy", {"spec.podSelector": {"matchExpressions": [{"key": "a", "operator": "Is"}]}},
        "spec.podSelector.matchExpressions[0].operator is 'Is'; allowed: In, NotIn, Exists, DoesNotExist",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.ports[0].protocol": "HTTP"},
        f"{EGRESS}.ports[0].protocol is 'HTTP'; allowed: TCP, UDP, SCTP",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.ports[0].port": 0, f"{EGRESS}.ports[0].endPort": None},
        f"{EGRESS}.ports[0].port is 0; allowed: {PORT}",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.ports[0].endPort": 65536},
        f"{EGRESS}.ports[0].endPort is 65536; allowed: 1 to 65535",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.ports[0].endPort": 5431},
        f"{EGRESS}.ports[0].endPort is 5431; allowed: at least 5432, port",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.ports[0].port": "postgres"},
        f"{EGRESS}.ports[0].endPort is 5433; allowed: nothing, because port is a name",
    ),
    (
        "NetworkPolicy", {f"{EGRESS}.ports[0].port": None},
        f"{EGRESS}.ports[0].endPort is 5433; allowed: nothing, because there is no port",
    ),
    ("NetworkPolicy", {"spec.policyTypes": ["ingress"]}, "spec.policyTypes[0] is 'ingress'; allowed: Ingress, Egress"),
)  # fmt: skip
