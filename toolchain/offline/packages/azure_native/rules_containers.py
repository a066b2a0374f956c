"""What Azure Kubernetes Service enforces."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_networks import Cidr, Network, address_of, network_of, networks_at, overlap
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Needs, Ordered, Refuses

CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
POOL: Final = "azure-native:containerservice:AgentPool"
VNET: Final = "azure-native:network:VirtualNetwork"

CLUSTER_DOCS: Final = "Terraform azurerm docs, kubernetes_cluster"
POOL_DOCS: Final = "Terraform azurerm docs, kubernetes_cluster_node_pool"

POOLS: Final = ((POOL, ""), (CLUSTER, "agentPoolProfiles[*]."))


def _scaling(pool: Inputs, _plan: Plan) -> Wrong:
    low, high, count = (first(pool, name) for name in ("minCount", "maxCount", "count"))
    if count is not None and low is not None and high is not None and low <= high and not low <= count <= high:
        yield "count", f"from minCount to maxCount, {low} to {high}"


def _spot(pool: Inputs, _plan: Plan) -> Wrong:
    price = first(pool, "spotMaxPrice")
    if price is not None and price != -1:
        yield "spotMaxPrice", "nothing, because scaleSetPriority is not Spot"


def _system_pool(inputs: Inputs, _plan: Plan) -> Wrong:
    pools = list(find(inputs, "agentPoolProfiles[*]"))
    modes = [first(pool.value, "mode") for pool in pools]
    if pools and "System" not in modes and None not in modes:
        yield "agentPoolProfiles", "at least one pool with the mode System"


def _one_identity(inputs: Inputs, _plan: Plan) -> Wrong:
    assigned = first(inputs, "identity.userAssignedIdentities")
    if isinstance(assigned, list) and len(assigned) > 1:
        yield "identity.userAssignedIdentities", "one identity: a cluster takes no more"


def _service_address(inputs: Inputs, _plan: Plan) -> Wrong:
    cidr, address = first(inputs, "networkProfile.serviceCidr"), first(inputs, "networkProfile.dnsServiceIP")
    said = [path for path in ("serviceCidr", "dnsServiceIP") if is_said(inputs, f"networkProfile.{path}")]
    if len(said) == 1 and not is_said(inputs, "networkProfile.serviceCidrs"):
        other = "dnsServiceIP" if said == ["serviceCidr"] else "serviceCidr"
        yield f"networkProfile.{other}", f"a value, because of networkProfile.{said[0]}"
    network, inside = network_of(cidr), address_of(address)
    if network is None or inside is None:
        return
    if inside not in network or inside == network.network_address + 1:
        yield "networkProfile.dnsServiceIP", f"an address in {network}, not its first, which the API server has"


def _ranges_apart(inputs: Inputs, plan: Plan) -> Wrong:
    taken: list[tuple[str, Network]] = []
    if is_said(inputs, "agentPoolProfiles[*].vnetSubnetID"):
        prefixes = "addressSpace.addressPrefixes[*]"
        taken = [(item.name, network) for item in plan.of(VNET) for network in networks_at(item.inputs, prefixes)]
    for path in ("serviceCidr", "podCidr"):
        for own in networks_at(inputs, f"networkProfile.{path}"):
            for name, other in taken:
                if overlap(own, other):
                    yield f"networkProfile.{path}", f"a network apart from {other}, which {name} has"
            taken.append((path, own))


def _pod_range(inputs: Inputs, _plan: Plan) -> Wrong:
    profile = inputs.get("networkProfile")
    if not isinstance(profile, Mapping):
        return
    plugin, mode = profile.get("networkPlugin"), profile.get("networkPluginMode")
    if profile.get("podCidr") is not None and plugin == "azure" and mode is None:
        yield "networkProfile.podCidr", "nothing, because networkPlugin is azure and networkPluginMode not overlay"
    if profile.get("networkMode") is not None and plugin in ("kubenet", "none"):
        yield "networkProfile.networkMode", "nothing, because networkPlugin is not azure"


def _image_channel(inputs: Inputs, _plan: Plan) -> Wrong:
    if first(inputs, "autoUpgradeProfile.nodeOSUpgradeChannel") not in (None, "NodeImage"):
        yield "autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage, because the upgradeChannel is node-image"


POOL_RULES: tuple[Rule, ...] = (
    Needs(
        needs=("minCount", "maxCount"),
        when={"enableAutoScaling": True},
        example="3",
        source=f"{POOL_DOCS}: auto_scaling_enabled",
    ),
    Refuses(
        refuses=("minCount", "maxCount"),
        when={"enableAutoScaling": (None, False)},
        source=f"{POOL_DOCS}: auto_scaling_enabled",
    ),
    Ordered(
        paths=("minCount", "maxCount"), when={"enableAutoScaling": True}, source=f"{POOL_DOCS}: auto_scaling_enabled"
    ),
    Custom(check=_scaling, when={"enableAutoScaling": True}, source=f"{POOL_DOCS}: auto_scaling_enabled"),
    Refuses(
        refuses=("scaleSetEvictionPolicy",),
        when={"scaleSetPriority": (None, "Regular")},
        source=f"{POOL_DOCS}: eviction_policy",
    ),
    Custom(check=_spot, when={"scaleSetPriority": (None, "Regular")}, source=f"{POOL_DOCS}: spot_max_price"),
)
RULES: tuple[Rule, ...] = (
    # Clusters.
    Needs(
        kind=CLUSTER,
        needs=("identity", "servicePrincipalProfile"),
        either=True,
        example="{'type': 'SystemAssigned'}",
        source=f"{CLUSTER_DOCS}: identity or service_principal",
    ),
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
    Custom(kind=CLUSTER, check=_system_pool, source="Microsoft, Use system node pools"),
    Within(kind=CLUSTER, path="agentPoolProfiles[*]", rules=POOL_RULES, source=POOL_DOCS),
    *(replace(rule, kind=POOL) for rule in POOL_RULES),
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
