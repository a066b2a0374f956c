"""How Compute Engine and the services shaped like it name their resources: a collection in a project or a region."""

from collections.abc import Callable, Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity
from toolchain.offline.packages.gcp.sources import RESOURCES, provider

Inputs = Mapping[str, Any]
Id = Callable[[Inputs, Invented], str]


def last(link: Any) -> str:
    """Return the name at the end of an id or a self link; a name stays what it is."""
    return str(link).rpartition("/")[2]


def by_name(template: str, *links: str, **defaults: str) -> Id:
    """Return an id's shape whose ``links`` are cut to their names, with ``defaults`` for what a program leaves out."""

    def filled(inputs: Inputs, invented: Invented) -> str:
        names = {link: last(inputs[link]) for link in links if inputs.get(link)}
        left_out = {key: invented.get(value, value) for key, value in defaults.items() if not inputs.get(key)}
        return str(invented.knowing(**left_out, **names).fill(template))

    return filled


def named(template: str | Id, file: str, *scope: str, longest: int = 255, name: str = "name") -> Identity:
    """Return the identity of a type whose name is unique in ``scope``; the provider's file has the id."""
    source = f"{provider(file)}: SetId; names: {RESOURCES}"
    return Identity(name=name, id=template, scope=scope, longest=longest, source=source)


COMPUTE = {
    "gcp:compute/network:Network": named(
        "projects/{project}/global/networks/{name}", "compute/resource_compute_network.go", "project", longest=63
    ),
    "gcp:compute/subnetwork:Subnetwork": named(
        "projects/{project}/regions/{region}/subnetworks/{name}",
        "compute/resource_compute_subnetwork.go",
        "project",
        "region",
        longest=63,
    ),
    "gcp:compute/router:Router": named(
        "projects/{project}/regions/{region}/routers/{name}",
        "compute/resource_compute_router.go",
        "project",
        "region",
        longest=63,
    ),
    "gcp:compute/firewall:Firewall": named(
        "projects/{project}/global/firewalls/{name}", "compute/resource_compute_firewall.go", "project"
    ),
    "gcp:compute/globalAddress:GlobalAddress": named(
        "projects/{project}/global/addresses/{name}", "compute/resource_compute_global_address.go", "project"
    ),
    "gcp:compute/address:Address": named(
        "projects/{project}/regions/{region}/addresses/{name}",
        "compute/resource_compute_address.go",
        "project",
        "region",
    ),
    "gcp:compute/securityPolicy:SecurityPolicy": named(
        "projects/{project}/global/securityPolicies/{name}",
        "compute/resource_compute_security_policy.go",
        "project",
        longest=63,
    ),
    "gcp:compute/sSLPolicy:SSLPolicy": named(
        "projects/{project}/global/sslPolicies/{name}", "compute/resource_compute_ssl_policy.go", "project"
    ),
    "gcp:compute/managedSslCertificate:ManagedSslCertificate": named(
        "projects/{project}/global/sslCertificates/{name}",
        "compute/resource_compute_managed_ssl_certificate.go",
        "project",
    ),
    "gcp:compute/sSLCertificate:SSLCertificate": named(
        "projects/{project}/global/sslCertificates/{name}", "compute/resource_compute_ssl_certificate.go", "project"
    ),
    "gcp:compute/backendService:BackendService": named(
        "projects/{project}/global/backendServices/{name}",
        "compute/resource_compute_backend_service.go",
        "project",
        longest=63,
    ),
    "gcp:compute/backendBucket:BackendBucket": named(
        "projects/{project}/global/backendBuckets/{name}", "compute/resource_compute_backend_bucket.go", "project"
    ),
    "gcp:compute/uRLMap:URLMap": named(
        "projects/{project}/global/urlMaps/{name}", "compute/resource_compute_url_map.go", "project", longest=63
    ),
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy": named(
        "projects/{project}/global/targetHttpsProxies/{name}",
        "compute/resource_compute_target_https_proxy.go",
        "project",
        longest=63,
    ),
    "gcp:compute/targetHttpProxy:TargetHttpProxy": named(
        "projects/{project}/global/targetHttpProxies/{name}",
        "compute/resource_compute_target_http_proxy.go",
        "project",
        longest=63,
    ),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": named(
        "projects/{project}/global/forwardingRules/{name}",
        "compute/resource_compute_global_forwarding_rule.go",
        "project",
    ),
    "gcp:compute/forwardingRule:ForwardingRule": named(
        "projects/{project}/regions/{region}/forwardingRules/{name}",
        "compute/resource_compute_forwarding_rule.go",
        "project",
        "region",
    ),
    "gcp:compute/healthCheck:HealthCheck": named(
        "projects/{project}/global/healthChecks/{name}", "compute/resource_compute_health_check.go", "project"
    ),
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": named(
        "projects/{project}/regions/{region}/networkEndpointGroups/{name}",
        "compute/resource_compute_region_network_endpoint_group.go",
        "project",
        "region",
    ),
    "gcp:compute/instanceTemplate:InstanceTemplate": named(
        "projects/{project}/global/instanceTemplates/{name}", "compute/resource_compute_instance_template.go", "project"
    ),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": named(
        "projects/{project}/regions/{region}/instanceTemplates/{name}",
        "compute/resource_compute_region_instance_template.go",
        "project",
        "region",
    ),
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": named(
        "projects/{project}/regions/{region}/instanceGroupManagers/{name}",
        "compute/resource_compute_region_instance_group_manager.go",
        "project",
        "region",
    ),
    "gcp:compute/instanceGroupManager:InstanceGroupManager": named(
        "projects/{project}/zones/{zone}/instanceGroupManagers/{name}",
        "compute/resource_compute_instance_group_manager.go",
        "project",
        "zone",
    ),
    "gcp:compute/regionAutoscaler:RegionAutoscaler": named(
        "projects/{project}/regions/{region}/autoscalers/{name}",
        "compute/resource_compute_region_autoscaler.go",
        "project",
        "region",
    ),
    "gcp:compute/autoscaler:Autoscaler": named(
        "projects/{project}/zones/{zone}/autoscalers/{name}",
        "compute/resource_compute_autoscaler.go",
        "project",
        "zone",
    ),
    "gcp:compute/disk:Disk": named(
        "projects/{project}/zones/{zone}/disks/{name}", "compute/resource_compute_disk.go", "project", "zone"
    ),
    "gcp:compute/regionDisk:RegionDisk": named(
        "projects/{project}/regions/{region}/disks/{name}",
        "compute/resource_compute_region_disk.go",
        "project",
        "region",
    ),
    "gcp:compute/resourcePolicy:ResourcePolicy": named(
        "projects/{project}/regions/{region}/resourcePolicies/{name}",
        "compute/resource_compute_resource_policy.go",
        "project",
        "region",
    ),
    "gcp:compute/route:Route": named(
        "projects/{project}/global/routes/{name}", "compute/resource_compute_route.go", "project"
    ),
    "gcp:compute/snapshot:Snapshot": named(
        "projects/{project}/global/snapshots/{name}", "compute/resource_compute_snapshot.go", "project"
    ),
    "gcp:compute/instance:Instance": named(
        "projects/{project}/zones/{zone}/instances/{name}", "compute/resource_compute_instance.go", "project", "zone"
    ),
    "gcp:compute/routerNat:RouterNat": named(
        by_name("{project}/{region}/{router}/{name}", "router"),
        "compute/resource_compute_router_nat.go",
        "project",
        "region",
        "router",
        longest=63,
    ),
    "gcp:compute/networkPeering:NetworkPeering": named(
        by_name("{network}/{name}", "network"), "compute/resource_compute_network_peering.go", "network"
    ),
    "gcp:compute/networkEndpointGroup:NetworkEndpointGroup": named(
        "projects/{project}/zones/{zone}/networkEndpointGroups/{name}",
        "compute/resource_compute_network_endpoint_group.go",
        "project",
        "zone",
    ),
    # The name is that of the policy which is attached.
    "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": Identity(
        name="name",
        id=by_name("{project}/{zone}/{disk}/{name}", "disk"),
        scope=None,
        source=provider("compute/resource_compute_disk_resource_policy_attachment.go: SetId"),
    ),
    "gcp:compute/networkEndpoint:NetworkEndpoint": Identity(
        id=by_name(
            "{project}/{zone}/{networkEndpointGroup}/{instance}/{ipAddress}/{port}",
            "networkEndpointGroup",
            instance="",
            port="0",
        ),
        source=provider("compute/resource_compute_network_endpoint.go: SetId"),
    ),
}
