"""What makes a new resource of networks and load balancers.

Read from the provider's schemas, each property marked ForceNew there; a block stands for all that is in it. What forces
a new resource only in one direction, as making a range or a disk smaller, is not here.
"""

from collections.abc import Mapping

from toolchain.offline.package import Replacement
from toolchain.offline.packages.gcp.sources import provider


def forces_new(file: str, properties: tuple[str, ...], *, shrinking: tuple[str, ...] = ()) -> Replacement:
    """Return what a resource's file marks as ForceNew, and what it calls a shrinkage of a disk."""
    source = f"{provider(file)}: ForceNew{' and IsDiskShrinkage' if shrinking else ''}"
    return Replacement(properties=properties, source=source, shrinking=shrinking)


NETWORK: Mapping[str, Replacement] = {
    "gcp:compute/network:Network": forces_new(
        "compute/resource_compute_network.go",
        ("autoCreateSubnetworks", "description", "internalIpv6Range", "name", "networkProfile", "params", "project"),
    ),
    "gcp:compute/subnetwork:Subnetwork": forces_new(
        "compute/resource_compute_subnetwork.go",
        (
            "description",
            "externalIpv6Prefix",
            "internalIpv6Prefix",
            "name",
            "network",
            "params",
            "project",
            "region",
            "reservedInternalRange",
            "resolveSubnetMask",
        ),
    ),
    "gcp:compute/router:Router": forces_new(
        "compute/resource_compute_router.go",
        ("encryptedInterconnectRouter", "name", "nccGateway", "network", "project", "region"),
    ),
    "gcp:compute/routerNat:RouterNat": forces_new(
        "compute/resource_compute_router_nat.go",
        ("endpointTypes", "initialNatIps", "name", "project", "region", "router", "type"),
    ),
    "gcp:compute/firewall:Firewall": forces_new(
        "compute/resource_compute_firewall.go", ("direction", "name", "project")
    ),
    "gcp:compute/globalAddress:GlobalAddress": forces_new(
        "compute/resource_compute_global_address.go",
        ("address", "addressType", "description", "ipVersion", "name", "network", "prefixLength", "project", "purpose"),
    ),
    "gcp:compute/address:Address": forces_new(
        "compute/resource_compute_address.go",
        (
            "address",
            "addressType",
            "description",
            "ipCollection",
            "ipVersion",
            "ipv6EndpointType",
            "name",
            "network",
            "networkTier",
            "prefixLength",
            "project",
            "purpose",
            "region",
            "subnetwork",
        ),
    ),
    "gcp:compute/securityPolicy:SecurityPolicy": forces_new(
        "compute/resource_compute_security_policy.go", ("name", "project", "type")
    ),
    "gcp:compute/sSLPolicy:SSLPolicy": forces_new(
        "compute/resource_compute_ssl_policy.go", ("description", "name", "project")
    ),
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": forces_new(
        "compute/resource_compute_managed_ssl_certificate.go", ("description", "managed", "name", "project", "type")
    ),
    "gcp:compute/sSLCertificate:SSLCertificate": forces_new(
        "compute/resource_compute_ssl_certificate.go",
        ("certificate", "description", "name", "namePrefix", "privateKey", "privateKeyWoVersion", "project"),
    ),
    "gcp:compute/backendService:BackendService": forces_new(
        "compute/resource_compute_backend_service.go",
        ("dynamicForwarding.ipPortSelection.enabled", "name", "params", "project"),
    ),
    "gcp:compute/backendBucket:BackendBucket": forces_new(
        "compute/resource_compute_backend_bucket.go", ("name", "params", "project")
    ),
    "gcp:compute/uRLMap:URLMap": forces_new("compute/resource_compute_url_map.go", ("name", "project")),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": forces_new(
        "compute/resource_compute_target_https_proxy.go",
        ("description", "httpKeepAliveTimeoutSec", "name", "project", "proxyBind", "tlsEarlyData"),
    ),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": forces_new(
        "compute/resource_compute_target_http_proxy.go",
        ("description", "httpKeepAliveTimeoutSec", "name", "project", "proxyBind"),
    ),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": forces_new(
        "compute/resource_compute_global_forwarding_rule.go",
        (
            "allowPscGlobalAccess",
            "description",
            "ipAddress",
            "ipProtocol",
            "ipVersion",
            "metadataFilters",
            "name",
            "network",
            "networkTier",
            "noAutomateDnsZone",
            "portRange",
            "project",
            "serviceDirectoryRegistrations",
            "sourceIpRanges",
            "subnetwork",
        ),
    ),
    "gcp:compute/forwardingRule:ForwardingRule": forces_new(
        "compute/resource_compute_forwarding_rule.go",
        (
            "allPorts",
            "backendService",
            "description",
            "ipAddress",
            "ipCollection",
            "ipProtocol",
            "ipVersion",
            "isMirroringCollector",
            "loadBalancingScheme",
            "name",
            "network",
            "networkTier",
            "noAutomateDnsZone",
            "portRange",
            "ports",
            "project",
            "region",
            "serviceDirectoryRegistrations",
            "serviceLabel",
            "sourceIpRanges",
            "subnetwork",
        ),
    ),
    "gcp:compute/healthCheck:HealthCheck": forces_new("compute/resource_compute_health_check.go", ("name", "project")),
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup": forces_new(
        "compute/resource_compute_network_endpoint_group.go",
        ("defaultPort", "description", "name", "network", "networkEndpointType", "project", "subnetwork", "zone"),
    ),
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": forces_new(
        "compute/resource_compute_region_network_endpoint_group.go",
        (
            "appEngine",
            "cloudFunction",
            "cloudRun",
            "description",
            "name",
            "network",
            "networkEndpointType",
            "project",
            "pscData",
            "pscTargetService",
            "region",
            "serverlessDeployment",
            "subnetwork",
        ),
    ),
    "gcp:compute/networkEndpoint:NetworkEndpoint": forces_new(
        "compute/resource_compute_network_endpoint.go",
        ("instance", "ipAddress", "networkEndpointGroup", "port", "project", "zone"),
    ),
    "gcp:compute/route:Route": forces_new(
        "compute/resource_compute_route.go",
        (
            "description",
            "destRange",
            "name",
            "network",
            "nextHopGateway",
            "nextHopIlb",
            "nextHopInstance",
            "nextHopInstanceZone",
            "nextHopIp",
            "nextHopVpnTunnel",
            "params",
            "priority",
            "project",
            "tags",
        ),
    ),
    "gcp:compute/networkPeering:NetworkPeering": forces_new(
        "compute/resource_compute_network_peering.go",
        ("exportSubnetRoutesWithPublicIp", "importSubnetRoutesWithPublicIp", "name", "network", "peerNetwork"),
    ),
}
