"""What Azure Kubernetes Service enforces."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toolchain.offline.paths import find, first, is_said
from toolchain.offline.rules import Choice, Cidr, Custom, Inputs, Needs, Number, Plan, Rule, Text

CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
POOL: Final = "azure-native:containerservice:AgentPool"
VNET: Final = "azure-native:network:VirtualNetwork"

CLUSTER_DOCS: Final = "Terraform azurerm docs, kubernetes_cluster"
POOL_DOCS: Final = "Terraform azurerm docs, kubernetes_cluster_node_pool"

POOLS: Final = ((POOL, ""), (CLUSTER, "agentPoolProfiles[*]."))


def _scaling(pool: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    low, high, count = (pool.get(name) for name in ("minCount", "maxCount", "count"))
    if pool.get("enableAutoScaling") is True:
        for name in ("minCount", "maxCount"):
            if pool.get(name) is None:
                yield f"{before}{name}", "a number, because enableAutoScaling is true. Example: 3"
        if isinstance(low, int) and isinstance(high, int) and low > high:
            yield f"{before}maxCount", f"at least minCount, which is {low}"
        if isinstance(low, int) and isinstance(high, int) and isinstance(count, int) and not low <= count <= high:
            yield f"{before}count", f"from minCount to maxCount, {low} to {high}"
    elif pool.get("enableAutoScaling") in (None, False):
        for name in ("minCount", "maxCount"):
            if pool.get(name) is not None:
                yield f"{before}{name}", "nothing, because enableAutoScaling is not true"


def _spot(pool: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    if pool.get("scaleSetPriority") in (None, "Regular"):
        if pool.get("scaleSetEvictionPolicy") is not None:
            yield f"{before}scaleSetEvictionPolicy", "nothing, because scaleSetPriority is not Spot"
        if pool.get("spotMaxPrice") not in (None, -1):
            yield f"{before}spotMaxPrice", "nothing, because scaleSetPriority is not Spot"


def _pool_alone(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    yield from _scaling(inputs, "")
    yield from _spot(inputs, "")


def _pools_inside(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    profiles = inputs.get("agentPoolProfiles")
    pools = [item for item in profiles if isinstance(item, Mapping)] if isinstance(profiles, list) else []
    for index, pool in enumerate(pools):
        before = f"agentPoolProfiles[{index}]."
        yield from _scaling(pool, before)
        yield from _spot(pool, before)
    if pools and not any(_is_system(pool) for pool in pools):
        yield "agentPoolProfiles", "at least one pool with the mode System"


def _is_system(pool: Mapping[str, Any]) -> bool:
    return not isinstance(pool.get("mode"), str) or pool["mode"] == "System"


def _some_identity(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    if inputs.get("identity") is None and inputs.get("servicePrincipalProfile") is None:
        yield "identity", "an identity (or servicePrincipalProfile). Example: {'type': 'SystemAssigned'}"


def _one_identity(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    assigned = first(inputs, "identity.userAssignedIdentities")
    if isinstance(assigned, list) and len(assigned) > 1:
        yield "identity.userAssignedIdentities", "one identity: a cluster takes no more"


def _service_address(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    cidr, address = first(inputs, "networkProfile.serviceCidr"), first(inputs, "networkProfile.dnsServiceIP")
    said = [path for path in ("serviceCidr", "dnsServiceIP") if is_said(inputs, f"networkProfile.{path}")]
    if len(said) == 1 and not is_said(inputs, "networkProfile.serviceCidrs"):
        other = "dnsServiceIP" if said == ["serviceCidr"] else "serviceCidr"
        yield f"networkProfile.{other}", f"a value, because of networkProfile.{said[0]}"
    if not isinstance(cidr, str) or not isinstance(address, str):
        return
    try:
        network, inside = ipaddress.ip_network(cidr), ipaddress.ip_address(address)
    except ValueError:
        return
    if inside not in network or inside == network.network_address + 1:
        yield "networkProfile.dnsServiceIP", f"an address in {network}, not its first, which the API server has"


def _ranges_apart(inputs: Inputs, plan: Plan) -> Iterator[tuple[str, str]]:
    own: list[tuple[str, Any]] = []
    for path in ("serviceCidr", "podCidr"):
        try:
            own.append((path, ipaddress.ip_network(str(first(inputs, f"networkProfile.{path}")))))
        except ValueError:
            continue
    taken = [
        (item.name, ipaddress.ip_network(found.value))
        for item in plan.of(VNET)
        for found in find(item.inputs, "addressSpace.addressPrefixes[*]")
        if _is_network(found.value)
    ]
    if not is_said(inputs, "agentPoolProfiles[*].vnetSubnetID"):
        taken = []
    for path, network in own:
        for name, other in [*taken, *own[: own.index((path, network))]]:
            if network.version == other.version and network.overlaps(other):
                yield f"networkProfile.{path}", f"a network apart from {other}, which {name} has"


def _is_network(text: Any) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _pod_range(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    profile = inputs.get("networkProfile")
    if not isinstance(profile, Mapping):
        return
    plugin, mode = profile.get("networkPlugin"), profile.get("networkPluginMode")
    if profile.get("podCidr") is not None and plugin == "azure" and mode is None:
        yield "networkProfile.podCidr", "nothing, because networkPlugin is azure and networkPluginMode not overlay"
    if profile.get("networkMode") is not None and plugin in ("kubenet", "none"):
        yield "networkProfile.networkMode", "nothing, because networkPlugin is not azure"


def _image_channel(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    if first(inputs, "autoUpgradeProfile.nodeOSUpgradeChannel") not in (None, "NodeImage"):
        yield "autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage, because the upgradeChannel is node-image"


RULES: tuple[Rule, ...] = (
    # Clusters.
    Custom(kind=CLUSTER, check=_some_identity, source=f"{CLUSTER_DOCS}: identity or service_principal"),
    Custom(kind=CLUSTER, check=_one_identity, source="SDK docstring, ManagedClusterIdentity.user_assigned_identities"),
    Text(
        kind=CLUSTER,
        path="kubernetesVersion",
        pattern=r"\d+\.\d+(\.\d+)?",
        says="a version, with or without its patch. Example: 1.33",
        source="SDK docstring, ManagedCluster.kubernetes_version",
    ),
    Cidr(kind=CLUSTER, path="networkProfile.serviceCidr", shortest=12, source=f"{CLUSTER_DOCS}: service_cidr"),
    Cidr(kind=CLUSTER, path="networkProfile.podCidr", source="SDK docstring, ContainerServiceNetworkProfile.pod_cidr"),
    Custom(kind=CLUSTER, check=_service_address, source=f"{CLUSTER_DOCS}: dns_service_ip; SDK docstring of the same"),
    Custom(
        kind=CLUSTER,
        check=_ranges_apart,
        source=f"{CLUSTER_DOCS}: service_cidr, not used by any network element on or connected to the virtual network",
    ),
    Custom(kind=CLUSTER, check=_pod_range, source=f"{CLUSTER_DOCS}: pod_cidr, network_mode"),
    Choice(
        kind=CLUSTER,
        path="networkProfile.networkPlugin",
        allowed=("azure",),
        when={"networkProfile.networkPolicy": "azure"},
        source=f"{CLUSTER_DOCS}: network_policy",
    ),
    Choice(
        kind=CLUSTER,
        path="networkProfile.networkDataplane",
        allowed=("cilium",),
        when={"networkProfile.networkPolicy": "cilium"},
        source=f"{CLUSTER_DOCS}: network_policy",
    ),
    Needs(
        kind=CLUSTER,
        needs=("networkProfile.networkDataplane",),
        when={"networkProfile.networkPolicy": "cilium"},
        example="cilium",
        source=f"{CLUSTER_DOCS}: network_policy",
    ),
    Choice(
        kind=CLUSTER,
        path="sku.tier",
        allowed=("Standard", "Premium"),
        when={"metricsProfile.costAnalysis.enabled": True},
        source=f"{CLUSTER_DOCS}: cost_analysis_enabled",
    ),
    Choice(
        kind=CLUSTER,
        path="oidcIssuerProfile.enabled",
        allowed=(True,),
        when={"securityProfile.workloadIdentity.enabled": True},
        source=f"{CLUSTER_DOCS}: workload_identity_enabled",
    ),
    Needs(
        kind=CLUSTER,
        needs=("oidcIssuerProfile.enabled",),
        when={"securityProfile.workloadIdentity.enabled": True},
        example="true",
        source=f"{CLUSTER_DOCS}: workload_identity_enabled",
    ),
    Needs(
        kind=CLUSTER,
        needs=("aadProfile",),
        when={"disableLocalAccounts": True},
        source=f"{CLUSTER_DOCS}: local_account_disabled",
    ),
    Custom(
        kind=CLUSTER,
        check=_image_channel,
        when={"autoUpgradeProfile.upgradeChannel": "node-image"},
        source=f"{CLUSTER_DOCS}: node_os_upgrade_channel",
    ),
    Number(
        kind=CLUSTER,
        path="networkProfile.loadBalancerProfile.allocatedOutboundPorts",
        low=0,
        high=64000,
        source="SDK docstring, ManagedClusterLoadBalancerProfile.allocated_outbound_ports",
    ),
    Number(
        kind=CLUSTER,
        path="networkProfile.loadBalancerProfile.idleTimeoutInMinutes",
        low=4,
        high=120,
        source="SDK docstring, ManagedClusterLoadBalancerProfile.idle_timeout_in_minutes",
    ),
    Number(
        kind=CLUSTER,
        path="networkProfile.loadBalancerProfile.managedOutboundIPs.count",
        low=1,
        high=100,
        source="SDK docstring, ManagedClusterLoadBalancerProfileManagedOutboundIPs.count",
    ),
    Number(
        kind=CLUSTER,
        path="networkProfile.natGatewayProfile.managedOutboundIPProfile.count",
        low=1,
        high=16,
        source="SDK docstring, ManagedClusterManagedOutboundIPProfile.count",
    ),
    Number(
        kind=CLUSTER,
        path="networkProfile.natGatewayProfile.idleTimeoutInMinutes",
        low=4,
        high=120,
        source="SDK docstring, ManagedClusterNATGatewayProfile.idle_timeout_in_minutes",
    ),
    # Pools, alone and inside a cluster.
    Custom(
        kind=CLUSTER, check=_pools_inside, source=f"{POOL_DOCS}: auto-scaling, spot; Microsoft, Use system node pools"
    ),
    Custom(kind=POOL, check=_pool_alone, source=f"{POOL_DOCS}: auto_scaling_enabled, eviction_policy, spot_max_price"),
    *(
        Number(
            kind=kind,
            path=f"{before}{name}",
            low=low,
            high=1000,
            source="SDK docstring, AgentPool.count: 0 to 1000, from 1 for system pools",
        )
        for kind, before in POOLS
        for name, low in (("count", 0), ("minCount", 0), ("maxCount", 1))
    ),
    Number(
        kind=POOL,
        path="count",
        low=1,
        high=1000,
        when={"mode": "System"},
        source="SDK docstring, AgentPool.count: 0 to 1000, from 1 for system pools",
    ),
    *(
        Number(
            kind=kind,
            path=f"{before}upgradeSettings.nodeSoakDurationInMinutes",
            low=0,
            high=30,
            source=f"{POOL_DOCS}: node_soak_duration_in_minutes",
        )
        for kind, before in POOLS
    ),
)
