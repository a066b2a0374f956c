"""Networks and load balancers."""

from collections.abc import Mapping
from typing import Any

from toolchain.offline.values import UNKNOWN

Row = tuple[str, dict[str, Any], dict[str, Any], str]

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
ROUTER = "gcp:compute/router:Router"
NAT = "gcp:compute/routerNat:RouterNat"
FIREWALL = "gcp:compute/firewall:Firewall"
ADDRESS = "gcp:compute/globalAddress:GlobalAddress"
ARMOR = "gcp:compute/securityPolicy:SecurityPolicy"
TLS = "gcp:compute/sSLPolicy:SSLPolicy"
BACKEND = "gcp:compute/backendService:BackendService"
BUCKETS = "gcp:compute/backendBucket:BackendBucket"
URL_MAP = "gcp:compute/uRLMap:URLMap"
HTTP_PROXY = "gcp:compute/targetHttpProxy:TargetHttpProxy"
PROXY = "gcp:compute/targetHttpsProxy:TargetHttpsProxy"
CHECK = "gcp:compute/healthCheck:HealthCheck"
RULE = "gcp:compute/forwardingRule:ForwardingRule"
GLOBAL_RULE = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
REGION_GROUP = "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup"
ROUTE = "gcp:compute/route:Route"

# Inputs that break no rule, for types that must say something.
BASE: Mapping[str, dict[str, Any]] = {
    FIREWALL: {"allows": [{"protocol": "tcp", "ports": ["443"]}], "sourceRanges": ["10.0.0.0/8"]},
    SUBNETWORK: {"network": "shop", "ipCidrRange": "10.0.0.0/20"},
    URL_MAP: {"defaultService": "shop"},
    CHECK: {"httpHealthCheck": {"port": 8080}},
    ROUTE: {"nextHopGateway": "default-internet-gateway"},
}
NEIGHBOURS = (
    ("shop", NETWORK, {"name": "shop"}, ""),
    ("data", SUBNETWORK, {"network": "shop", "ipCidrRange": "10.9.0.0/20"}, ""),
)
RANGE_SIZE = "a prefix from /0 to /29. Example: 10.0.0.0/20"
HOST_BITS = "a network without host bits. Example: 10.0.0.0/16"
PORT = "a port or a range of ports. Example: 443"
CODES = "300, 301, 308, 404, 405, 410, 421, 451, 501"
LIMIT = {"rateLimitThreshold": {"count": 100, "intervalSec": 60}}


def limited(action: Any, **more: Any) -> dict[str, Any]:
    return {"rules": [{"action": action, "priority": 1, **more}]}


def probe(**port: Any) -> dict[str, Any]:
    return {"httpHealthCheck": None, **port}


PROTOCOLS = ("http", "https", "http2", "tcp", "ssl", "grpc", "grpcTls")
CHECKS = ", ".join(f"{protocol}HealthCheck" for protocol in PROTOCOLS)
HOPS = "nextHopGateway, nextHopIlb, nextHopInstance, nextHopIp, nextHopVpnTunnel"
DEFAULTS = "defaultService, defaultUrlRedirect, defaultRouteAction.weightedBackendServices"

# kind, what passes, what fails (both beside BASE; None takes away), the message
ROWS: list[Row] = [
    (NETWORK, {"mtu": 8896}, {"mtu": 9000}, "mtu is 9000; allowed: 1300 to 8896"),
    (SUBNETWORK, {"ipCidrRange": "10.0.0.0/29"}, {"ipCidrRange": "10.0.0.0/30"},
     f"ipCidrRange is '10.0.0.0/30'; allowed: {RANGE_SIZE}"),
    (SUBNETWORK, {"ipCidrRange": "10.0.0.8/29"}, {"ipCidrRange": "10.0.0.1/24"},
     f"ipCidrRange is '10.0.0.1/24'; allowed: {HOST_BITS}"),
    (SUBNETWORK, {"secondaryIpRanges": [{"ipCidrRange": "10.1.0.0/16", "rangeName": "pods"}]},
     {"secondaryIpRanges": [{"ipCidrRange": "10.1.0.0/31", "rangeName": "pods"}]},
     f"secondaryIpRanges[0].ipCidrRange is '10.1.0.0/31'; allowed: {RANGE_SIZE}"),
    (SUBNETWORK, {"ipCidrRange": "10.8.0.0/20"}, {"ipCidrRange": "10.9.8.0/24"},
     "ipCidrRange is '10.9.8.0/24'; allowed: a network apart from 10.9.0.0/20, which data has"),
    (SUBNETWORK, {"network": "other", "ipCidrRange": "10.9.8.0/24"},
     {"secondaryIpRanges": [{"ipCidrRange": "10.0.4.0/24", "rangeName": "pods"}]},
     "secondaryIpRanges[0].ipCidrRange is '10.0.4.0/24'; allowed: a network apart from 10.0.0.0/20, which "
     "ipCidrRange of the same subnetwork has"),
    (SUBNETWORK, {"logConfig": {"flowSampling": 0.5}}, {"logConfig": {"flowSampling": 50}},
     "logConfig.flowSampling is 50; allowed: 0 to 1"),
    (ROUTER, {"network": "shop"}, {"network": "shop", "nccGateway": "hub"},
     "nccGateway is said together with network; allowed: at most one of network, nccGateway"),
    (ROUTER, {"bgp": {"asn": 64512, "keepaliveInterval": 20}}, {"bgp": {"asn": 64512, "keepaliveInterval": 10}},
     "bgp.keepaliveInterval is 10; allowed: 20 to 60"),
    (NAT, {"sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS", "subnetworks": [{"name": "app"}]},
     {"sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS"},
     "subnetworks is missing; allowed: a value, because of sourceSubnetworkIpRangesToNat = 'LIST_OF_SUBNETWORKS'"),
    (NAT, {"sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES"},
     {"sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES", "subnetworks": ["app"]},
     "subnetworks is ['app']; allowed: nothing, because sourceSubnetworkIpRangesToNat is "
     "'ALL_SUBNETWORKS_ALL_IP_RANGES'"),
    (NAT, {"natIpAllocateOption": "MANUAL_ONLY", "natIps": ["one"]},
     {"natIpAllocateOption": "AUTO_ONLY", "natIps": ["one"]},
     "natIps is ['one']; allowed: nothing, because natIpAllocateOption is 'AUTO_ONLY'"),
    (NAT, {"enableDynamicPortAllocation": True, "minPortsPerVm": 64, "maxPortsPerVm": 4096},
     {"enableDynamicPortAllocation": True, "minPortsPerVm": 100},
     "minPortsPerVm is 100; allowed: a power of two, 32 or more"),
    (NAT, {"minPortsPerVm": 100}, {"enableDynamicPortAllocation": True, "minPortsPerVm": 64, "maxPortsPerVm": 64},
     "maxPortsPerVm is 64; allowed: a power of two above minPortsPerVm (64)"),
    (NAT, {"enableDynamicPortAllocation": UNKNOWN, "maxPortsPerVm": 128}, {"maxPortsPerVm": 128},
     "enableDynamicPortAllocation is missing; allowed: a value, because of maxPortsPerVm"),
    (NAT, {"enableDynamicPortAllocation": False}, {"enableDynamicPortAllocation": False, "maxPortsPerVm": 128},
     "maxPortsPerVm is 128; allowed: nothing, because enableDynamicPortAllocation is False"),
    (NAT, {"enableEndpointIndependentMapping": True},
     {"enableDynamicPortAllocation": True, "enableEndpointIndependentMapping": True},
     "enableEndpointIndependentMapping is True; allowed: False"),
    (NAT, {"rules": [{"ruleNumber": 65000}]}, {"rules": [{"ruleNumber": 65001}]},
     "rules[0].ruleNumber is 65001; allowed: 0 to 65000"),
    (FIREWALL, {"allows": None, "denies": [{"protocol": "all"}]}, {"denies": [{"protocol": "all"}]},
     "denies is said together with allows; allowed: exactly one of allows, denies"),
    (FIREWALL, {}, {"allows": None}, "allows is missing; allowed: exactly one of allows, denies"),
    (FIREWALL, {"sourceTags": ["edge"], "targetTags": ["app"]},
     {"sourceTags": ["edge"], "sourceServiceAccounts": ["app"]},
     "sourceServiceAccounts is said together with sourceTags; allowed: at most one of sourceTags, "
     "sourceServiceAccounts"),
    (FIREWALL, {"sourceServiceAccounts": ["a"], "targetServiceAccounts": ["b"]},
     {"sourceTags": ["edge"], "targetServiceAccounts": ["b"]},
     "targetServiceAccounts is said together with sourceTags; allowed: at most one of sourceTags, "
     "targetServiceAccounts"),
    (FIREWALL, {}, {"targetTags": ["edge"], "sourceServiceAccounts": ["b"]},
     "sourceServiceAccounts is said together with targetTags; allowed: at most one of targetTags, "
     "sourceServiceAccounts"),
    (FIREWALL, {}, {"targetTags": ["edge"], "targetServiceAccounts": ["b"]},
     "targetServiceAccounts is said together with targetTags; allowed: at most one of targetTags, "
     "targetServiceAccounts"),
    (FIREWALL, {"direction": "EGRESS", "sourceRanges": None}, {"sourceRanges": None},
     "sourceRanges is missing; allowed: one of sourceRanges, sourceTags, sourceServiceAccounts. Example: 10.0.0.0/8"),
    (FIREWALL, {"priority": 65535}, {"priority": 65536}, "priority is 65536; allowed: 0 to 65535"),
    (FIREWALL, {"allows": [{"protocol": "tcp", "ports": ["8000-8080"]}]},
     {"allows": [{"protocol": "tcp", "ports": ["https"]}]}, f"allows[0].ports[0] is 'https'; allowed: {PORT}"),
    (FIREWALL, {"allows": None, "denies": [{"protocol": "tcp", "ports": ["22"]}]},
     {"allows": None, "denies": [{"protocol": "tcp", "ports": ["ssh"]}]},
     f"denies[0].ports[0] is 'ssh'; allowed: {PORT}"),
    (ARMOR, limited("allow"), {"rules": [{"action": "allow", "priority": 1}, {"action": "deny(403)", "priority": 1}]},
     "rules[1].priority is 1; allowed: no priority twice"),
    (ARMOR, limited("throttle", rateLimitOptions=LIMIT), limited("throttle"),
     "rules[0].rateLimitOptions is missing; allowed: a value, because the action is 'throttle'"),
    (ARMOR, limited("rate_based_ban", rateLimitOptions={**LIMIT, "banDurationSec": 60}),
     limited("allow", rateLimitOptions=LIMIT),
     f"rules[0].rateLimitOptions is {LIMIT!r}; allowed: nothing, because the action is 'allow'"),
    (ARMOR, limited(UNKNOWN, rateLimitOptions={"banDurationSec": 60}),
     limited("throttle", rateLimitOptions={"banDurationSec": 60}),
     "rules[0].rateLimitOptions.banDurationSec is 60; allowed: nothing, because the action is 'throttle'"),
    (ARMOR, limited("redirect", redirectOptions={"type": "GOOGLE_RECAPTCHA"}),
     limited("allow", redirectOptions={"type": "EXTERNAL_302"}),
     "rules[0].redirectOptions is {'type': 'EXTERNAL_302'}; allowed: nothing, because the action is "
        "'allow'"),
    (ARMOR, limited("allow", match={"versionedExpr": "SRC_IPS_V1", "config": {"srcIpRanges": ["*"]}}),
     limited("allow", match={"versionedExpr": "SRC_IPS_V1"}),
     "rules[0].match.config is missing; allowed: a value, because of match.versionedExpr. Example: "
        "srcIpRanges of *"),
    (TLS, {"profile": "CUSTOM", "customFeatures": ["TLS"]}, {"profile": "CUSTOM"},
     "customFeatures is missing; allowed: a value, because of profile = 'CUSTOM'"),
    (TLS, {"profile": "MODERN"}, {"profile": "MODERN", "customFeatures": ["TLS"]},
     "customFeatures is ['TLS']; allowed: nothing, because profile is 'MODERN'"),
    (BACKEND, {"logConfig": {"sampleRate": 1}}, {"logConfig": {"sampleRate": 100}},
     "logConfig.sampleRate is 100; allowed: 0 to 1"),
    (BACKEND, {"backends": [{"capacityScaler": 0}]}, {"backends": [{"capacityScaler": 2}]},
     "backends[0].capacityScaler is 2; allowed: 0 to 1"),
    *[
        (kind, {"cdnPolicy": {"negativeCachingPolicies": [right]}}, {"cdnPolicy": {"negativeCachingPolicies": [wrong]}},
         f"cdnPolicy.negativeCachingPolicies[0].{message}")
        for kind in (BACKEND, BUCKETS)
        for right, wrong, message in (
            ({"code": 404}, {"code": 500}, f"code is 500; allowed: {CODES}"),
            ({"ttl": 1800}, {"ttl": 3600}, "ttl is 3600; allowed: 0 to 1800"),
        )
    ],
    (URL_MAP, {"defaultService": None, "defaultUrlRedirect": {"stripQuery": False}}, {"defaultService": None},
     f"defaultService is missing; allowed: exactly one of {DEFAULTS}"),
    (URL_MAP, {"defaultRouteAction": {"timeout": {"seconds": "1"}}},
     {"defaultService": None, "defaultUrlRedirect": {"stripQuery": False}, "defaultRouteAction": {"timeout": {}}},
     "defaultUrlRedirect is said together with defaultRouteAction; allowed: at most one of defaultRouteAction, "
     "defaultUrlRedirect"),
    (PROXY, {"sslCertificates": ["a"]}, {"sslCertificates": ["a"], "certificateManagerCertificates": ["b"]},
     "certificateManagerCertificates is said together with sslCertificates; allowed: at most one of sslCertificates, "
     "certificateManagerCertificates"),
    *[
        (kind, {"httpKeepAliveTimeoutSec": 610}, {"httpKeepAliveTimeoutSec": 1},
         "httpKeepAliveTimeoutSec is 1; allowed: 5 to 1200")
        for kind in (PROXY, HTTP_PROXY)
    ],
    (CHECK, {}, probe(), f"httpHealthCheck is missing; allowed: exactly one of {CHECKS}"),
    *[
        (CHECK, probe(**{f"{name}HealthCheck": {"port": 1}}), probe(**{f"{name}HealthCheck": {"port": 65536}}),
         f"{name}HealthCheck.port is 65536; allowed: 1 to 65535")
        for name in PROTOCOLS
    ],
    (CHECK, {"timeoutSec": 10, "checkIntervalSec": 10}, {"timeoutSec": 10},
     "timeoutSec is 10; allowed: at most checkIntervalSec (5)"),
    *[
        (kind, {"portRange": right}, {"portRange": "https"}, f"portRange is 'https'; allowed: {PORT}")
        for kind, right in ((RULE, "443"), (GLOBAL_RULE, "80-8080"))
    ],
    (RULE, {"ports": ["443"]}, {"ports": ["443"], "allPorts": True},
     "allPorts is said together with ports; allowed: at most one of ports, portRange, allPorts"),
    (REGION_GROUP, {"cloudRun": {"service": "shop"}}, {"cloudRun": {"service": "shop"}, "appEngine": {}},
     "cloudRun is said together with appEngine; allowed: at most one of appEngine, cloudFunction, cloudRun, "
     "serverlessDeployment"),
    (ROUTE, {}, {"nextHopIp": "10.0.0.1"},
     f"nextHopIp is said together with nextHopGateway; allowed: exactly one of {HOPS}"),
]  # fmt: skip
