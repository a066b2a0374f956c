"""The values that the provider takes for text of networks and load balancers, from its ValidateEnum and StringInSlice.

Those that it takes in any case of letters are not here, nor are values inside rarely used blocks.
"""

from collections.abc import Mapping, Sequence

from toolchain.offline.packages.gcp.sources import provider
from toolchain.offline.rules import Choice, Rule


def choices(kind: str, file: str, allowed: Mapping[str, str]) -> Sequence[Rule]:
    """Return one rule for each path; its values are separated by blanks."""
    source = f"{provider(file)}: ValidateFunc"
    return [Choice(kind=kind, path=path, allowed=tuple(said.split()), source=source) for path, said in allowed.items()]


NETWORK: Sequence[Rule] = (
    *choices(
        "gcp:compute/network:Network",
        "compute/resource_compute_network.go",
        {
            "networkFirewallPolicyEnforcementOrder": "BEFORE_CLASSIC_FIREWALL AFTER_CLASSIC_FIREWALL",
            "routingMode": "REGIONAL GLOBAL",
        },
    ),
    *choices(
        "gcp:compute/subnetwork:Subnetwork",
        "compute/resource_compute_subnetwork.go",
        {
            "ipv6AccessType": "EXTERNAL INTERNAL",
            "logConfig.aggregationInterval": (
                "INTERVAL_5_SEC INTERVAL_30_SEC INTERVAL_1_MIN INTERVAL_5_MIN INTERVAL_10_MIN INTERVAL_15_MIN"
            ),
            "logConfig.metadata": "EXCLUDE_ALL_METADATA INCLUDE_ALL_METADATA CUSTOM_METADATA",
            "role": "ACTIVE BACKUP",
            "secondaryIpRanges[*].ipVersion": "IPV4 IPV6",
            "stackType": "IPV4_ONLY IPV4_IPV6 IPV6_ONLY",
        },
    ),
    *choices(
        "gcp:compute/router:Router",
        "compute/resource_compute_router.go",
        {
            "bgp.advertiseMode": "DEFAULT CUSTOM",
        },
    ),
    *choices(
        "gcp:compute/routerNat:RouterNat",
        "compute/resource_compute_router_nat.go",
        {
            "autoNetworkTier": "PREMIUM STANDARD",
            "logConfig.filter": "ERRORS_ONLY TRANSLATIONS_ONLY ALL",
            "natIpAllocateOption": "MANUAL_ONLY AUTO_ONLY",
            "sourceSubnetworkIpRangesToNat": (
                "ALL_SUBNETWORKS_ALL_IP_RANGES ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES LIST_OF_SUBNETWORKS"
            ),
            "type": "PUBLIC PRIVATE",
        },
    ),
    *choices(
        "gcp:compute/firewall:Firewall",
        "compute/resource_compute_firewall.go",
        {
            "direction": "INGRESS EGRESS",
            "logConfig.metadata": "EXCLUDE_ALL_METADATA INCLUDE_ALL_METADATA",
        },
    ),
    *choices(
        "gcp:compute/globalAddress:GlobalAddress",
        "compute/resource_compute_global_address.go",
        {
            "addressType": "EXTERNAL INTERNAL",
            "ipVersion": "IPV4 IPV6",
        },
    ),
    *choices(
        "gcp:compute/address:Address",
        "compute/resource_compute_address.go",
        {
            "addressType": "INTERNAL EXTERNAL",
            "ipVersion": "IPV4 IPV6",
            "ipv6EndpointType": "VM NETLB",
            "networkTier": "PREMIUM STANDARD",
        },
    ),
    *choices(
        "gcp:compute/securityPolicy:SecurityPolicy",
        "compute/resource_compute_security_policy.go",
        {
            "advancedOptionsConfig.jsonParsing": "DISABLED STANDARD STANDARD_WITH_GRAPHQL",
            "advancedOptionsConfig.logLevel": "NORMAL VERBOSE",
            "advancedOptionsConfig.requestBodyInspectionSize": "8KB 16KB 32KB 48KB 64KB",
            "rules[*].match.versionedExpr": "SRC_IPS_V1",
            "rules[*].rateLimitOptions.conformAction": "allow",
            "rules[*].rateLimitOptions.enforceOnKey": (
                "ALL IP HTTP_HEADER XFF_IP HTTP_COOKIE HTTP_PATH SNI REGION_CODE TLS_JA3_FINGERPRINT "
                "TLS_JA4_FINGERPRINT USER_IP"
            ),
            "rules[*].rateLimitOptions.enforceOnKeyConfigs[*].enforceOnKeyType": (
                "ALL IP HTTP_HEADER XFF_IP HTTP_COOKIE HTTP_PATH SNI REGION_CODE TLS_JA3_FINGERPRINT "
                "TLS_JA4_FINGERPRINT USER_IP"
            ),
            "rules[*].rateLimitOptions.exceedAction": "redirect deny(403) deny(404) deny(429) deny(502)",
            "rules[*].rateLimitOptions.exceedRedirectOptions.type": "EXTERNAL_302 GOOGLE_RECAPTCHA",
            "rules[*].redirectOptions.type": "EXTERNAL_302 GOOGLE_RECAPTCHA",
            "type": "CLOUD_ARMOR CLOUD_ARMOR_EDGE CLOUD_ARMOR_INTERNAL_SERVICE",
        },
    ),
    *choices(
        "gcp:compute/sSLPolicy:SSLPolicy",
        "compute/resource_compute_ssl_policy.go",
        {
            "minTlsVersion": "TLS_1_0 TLS_1_1 TLS_1_2 TLS_1_3",
            "postQuantumKeyExchange": "DEFAULT ENABLED DEFERRED",
            "profile": "COMPATIBLE MODERN RESTRICTED CUSTOM FIPS_202205",
        },
    ),
    *choices(
        "gcp:compute/managedSslCertificate:ManagedSslCertificate",
        "compute/resource_compute_managed_ssl_certificate.go",
        {
            "type": "MANAGED",
        },
    ),
    *choices(
        "gcp:compute/backendService:BackendService",
        "compute/resource_compute_backend_service.go",
        {
            "backends[*].balancingMode": "UTILIZATION RATE CONNECTION CUSTOM_METRICS IN_FLIGHT",
            "backends[*].preference": "PREFERRED DEFAULT",
            "cdnPolicy.cacheMode": "USE_ORIGIN_HEADERS FORCE_CACHE_ALL CACHE_ALL_STATIC",
            "compressionMode": "AUTOMATIC DISABLED",
            "loadBalancingScheme": "EXTERNAL INTERNAL_SELF_MANAGED INTERNAL_MANAGED EXTERNAL_MANAGED",
            "localityLbPolicy": (
                "ROUND_ROBIN LEAST_REQUEST RING_HASH RANDOM ORIGINAL_DESTINATION MAGLEV WEIGHTED_MAGLEV "
                "WEIGHTED_ROUND_ROBIN"
            ),
            "logConfig.optionalMode": "INCLUDE_ALL_OPTIONAL EXCLUDE_ALL_OPTIONAL CUSTOM",
            "protocol": "HTTP HTTPS HTTP2 TCP SSL UDP GRPC UNSPECIFIED H2C",
            "sessionAffinity": (
                "NONE CLIENT_IP CLIENT_IP_PORT_PROTO CLIENT_IP_PROTO GENERATED_COOKIE HEADER_FIELD "
                "HTTP_COOKIE STRONG_COOKIE_AFFINITY"
            ),
        },
    ),
    *choices(
        "gcp:compute/backendBucket:BackendBucket",
        "compute/resource_compute_backend_bucket.go",
        {
            "cdnPolicy.cacheMode": "USE_ORIGIN_HEADERS FORCE_CACHE_ALL CACHE_ALL_STATIC",
            "compressionMode": "AUTOMATIC DISABLED",
            "loadBalancingScheme": "INTERNAL_MANAGED",
        },
    ),
    *choices(
        "gcp:compute/uRLMap:URLMap",
        "compute/resource_compute_url_map.go",
        {
            "defaultRouteAction.cachePolicy.cacheMode": "USE_ORIGIN_HEADERS FORCE_CACHE_ALL CACHE_ALL_STATIC",
            "defaultUrlRedirect.redirectResponseCode": (
                "FOUND MOVED_PERMANENTLY_DEFAULT PERMANENT_REDIRECT SEE_OTHER TEMPORARY_REDIRECT"
            ),
            "pathMatchers[*].defaultRouteAction.cachePolicy.cacheMode": (
                "USE_ORIGIN_HEADERS FORCE_CACHE_ALL CACHE_ALL_STATIC"
            ),
            "pathMatchers[*].defaultUrlRedirect.redirectResponseCode": (
                "FOUND MOVED_PERMANENTLY_DEFAULT PERMANENT_REDIRECT SEE_OTHER TEMPORARY_REDIRECT"
            ),
            "pathMatchers[*].pathRules[*].urlRedirect.redirectResponseCode": (
                "FOUND MOVED_PERMANENTLY_DEFAULT PERMANENT_REDIRECT SEE_OTHER TEMPORARY_REDIRECT"
            ),
            "pathMatchers[*].routeRules[*].urlRedirect.redirectResponseCode": (
                "FOUND MOVED_PERMANENTLY_DEFAULT PERMANENT_REDIRECT SEE_OTHER TEMPORARY_REDIRECT"
            ),
        },
    ),
    *choices(
        "gcp:compute/targetHttpsProxy:TargetHttpsProxy",
        "compute/resource_compute_target_https_proxy.go",
        {
            "quicOverride": "NONE ENABLE DISABLE",
            "tlsEarlyData": "STRICT PERMISSIVE UNRESTRICTED DISABLED",
        },
    ),
    *choices(
        "gcp:compute/globalForwardingRule:GlobalForwardingRule",
        "compute/resource_compute_global_forwarding_rule.go",
        {
            "ipProtocol": "TCP UDP ESP AH SCTP ICMP",
            "ipVersion": "IPV4 IPV6",
            "loadBalancingScheme": "EXTERNAL EXTERNAL_MANAGED INTERNAL_MANAGED INTERNAL_SELF_MANAGED",
            "networkTier": "PREMIUM STANDARD",
        },
    ),
    *choices(
        "gcp:compute/forwardingRule:ForwardingRule",
        "compute/resource_compute_forwarding_rule.go",
        {
            "ipProtocol": "TCP UDP ESP AH SCTP ICMP L3_DEFAULT",
            "ipVersion": "IPV4 IPV6",
            "loadBalancingScheme": "EXTERNAL EXTERNAL_MANAGED INTERNAL INTERNAL_MANAGED",
            "networkTier": "PREMIUM STANDARD",
        },
    ),
    *choices(
        "gcp:compute/healthCheck:HealthCheck",
        "compute/resource_compute_health_check.go",
        {
            "grpcHealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "grpcTlsHealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "http2HealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "http2HealthCheck.proxyHeader": "NONE PROXY_V1",
            "httpHealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "httpHealthCheck.proxyHeader": "NONE PROXY_V1",
            "httpsHealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "httpsHealthCheck.proxyHeader": "NONE PROXY_V1",
            "sslHealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "sslHealthCheck.proxyHeader": "NONE PROXY_V1",
            "tcpHealthCheck.portSpecification": "USE_FIXED_PORT USE_NAMED_PORT USE_SERVING_PORT",
            "tcpHealthCheck.proxyHeader": "NONE PROXY_V1",
        },
    ),
    *choices(
        "gcp:compute/networkEndpointGroup:NetworkEndpointGroup",
        "compute/resource_compute_network_endpoint_group.go",
        {
            "networkEndpointType": (
                "GCE_VM_IP GCE_VM_IP_PORT NON_GCP_PRIVATE_IP_PORT INTERNET_IP_PORT INTERNET_FQDN_PORT "
                "SERVERLESS PRIVATE_SERVICE_CONNECT GCE_VM_IP_DEDICATED_BACKEND"
            ),
        },
    ),
    *choices(
        "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",
        "compute/resource_compute_region_network_endpoint_group.go",
        {
            "networkEndpointType": (
                "SERVERLESS PRIVATE_SERVICE_CONNECT INTERNET_IP_PORT INTERNET_FQDN_PORT GCE_VM_IP_PORTMAP"
            ),
        },
    ),
    *choices(
        "gcp:compute/networkPeering:NetworkPeering",
        "compute/resource_compute_network_peering.go",
        {
            "stackType": "IPV4_ONLY IPV4_IPV6",
            "updateStrategy": "INDEPENDENT CONSENSUS",
        },
    ),
)
