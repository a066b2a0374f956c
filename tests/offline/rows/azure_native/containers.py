"""Rows of rules on clusters and their pools."""

from typing import Any

from tests.offline.rows.azure_native.base import (
    Neighbour,
    Row,
    because,
    of_range,
)

CLUSTER, POOL = "containerservice:ManagedCluster", "containerservice:AgentPool"

SYSTEM: dict[str, Any] = {"name": "system", "mode": "System"}
SCALED = {"enableAutoScaling": True, "minCount": 1, "maxCount": 3}
SERVICES = {"networkProfile": {"serviceCidr": "10.2.0.0/16", "dnsServiceIP": "10.2.0.10"}}
NO_SCALING = "nothing, because enableAutoScaling is not said"


def pool(**said: Any) -> dict[str, Any]:
    """Return the inputs of a cluster with one pool."""
    return {"agentPoolProfiles": [{**SYSTEM, **said}]}


ROWS: list[Row] = [
    (
        CLUSTER,
        {},
        {"identity": None},
        "identity is missing; allowed: at least one of identity, servicePrincipalProfile. Example: "
        "{'type': 'SystemAssigned'}",
    ),
    (
        CLUSTER,
        {"identity.userAssignedIdentities": ["a"]},
        {"identity.userAssignedIdentities": ["a", "b"]},
        "identity.userAssignedIdentities is ['a', 'b']; allowed: one identity: a cluster takes no more",
    ),
    (
        CLUSTER,
        {"kubernetesVersion": "1.33"},
        {"kubernetesVersion": "v1.33"},
        "kubernetesVersion is 'v1.33'; allowed: a version, with or without its patch. Example: 1.33",
    ),
    (
        CLUSTER,
        SERVICES,
        {"networkProfile": {"serviceCidr": "10.0.0.0/8", "dnsServiceIP": "10.2.0.10"}},
        "networkProfile.serviceCidr is '10.0.0.0/8'; allowed: a prefix from /12 to /32. Example: 10.0.0.0/20",
    ),
    (
        CLUSTER,
        {"networkProfile.podCidr": "10.244.0.0/16"},
        {"networkProfile.podCidr": "10.244.0.1/16"},
        "networkProfile.podCidr is '10.244.0.1/16'; allowed: a network without host bits. Example: 10.0.0.0/16",
    ),
    *(
        (
            CLUSTER,
            SERVICES,
            {"networkProfile.dnsServiceIP": wrong},
            f"networkProfile.dnsServiceIP is {wrong!r}; allowed: an address in 10.2.0.0/16, not its first, "
            "which the API server has",
        )
        for wrong in ("10.3.0.10", "10.2.0.1")
    ),
    (
        CLUSTER,
        SERVICES,
        {"networkProfile.dnsServiceIP": None},
        because("networkProfile.dnsServiceIP", "networkProfile.serviceCidr"),
    ),
    (
        CLUSTER,
        {**SERVICES, "networkProfile.podCidr": "10.244.0.0/16"},
        {"networkProfile.podCidr": "10.2.128.0/17"},
        "networkProfile.podCidr is '10.2.128.0/17'; allowed: a network apart from 10.2.0.0/16, which serviceCidr has",
    ),
    (
        CLUSTER,
        {"networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.244.0.0/16"}},
        {"networkProfile": {"networkPlugin": "azure", "podCidr": "10.244.0.0/16"}},
        "networkProfile.podCidr is '10.244.0.0/16'; allowed: nothing, because networkPlugin is azure and "
        "networkPluginMode not overlay",
    ),
    (
        CLUSTER,
        {"networkProfile": {"networkPlugin": "azure", "networkMode": "transparent"}},
        {"networkProfile.networkPlugin": "kubenet"},
        "networkProfile.networkMode is 'transparent'; allowed: nothing, because networkPlugin is not azure",
    ),
    (
        CLUSTER,
        {"networkProfile": {"networkPlugin": "azure", "networkPolicy": "azure"}},
        {"networkProfile.networkPlugin": "kubenet"},
        "networkProfile.networkPlugin is 'kubenet'; allowed: azure",
    ),
    (
        CLUSTER,
        {"networkProfile": {"networkDataplane": "cilium", "networkPolicy": "cilium"}},
        {"networkProfile.networkDataplane": "azure"},
        "networkProfile.networkDataplane is 'azure'; allowed: cilium",
    ),
    (
        CLUSTER,
        {"networkProfile": {"networkDataplane": "cilium", "networkPolicy": "cilium"}},
        {"networkProfile.networkDataplane": None},
        because("networkProfile.networkDataplane", "networkProfile.networkPolicy = 'cilium'", "cilium"),
    ),
    (
        CLUSTER,
        {"metricsProfile.costAnalysis": {"enabled": True}, "sku.tier": "Standard"},
        {"sku.tier": "Free"},
        "sku.tier is 'Free'; allowed: Standard, Premium",
    ),
    (
        CLUSTER,
        {"securityProfile.workloadIdentity": {"enabled": True}, "oidcIssuerProfile.enabled": True},
        {"oidcIssuerProfile.enabled": False},
        "oidcIssuerProfile.enabled is False; allowed: True",
    ),
    (
        CLUSTER,
        {"securityProfile.workloadIdentity": {"enabled": True}, "oidcIssuerProfile.enabled": True},
        {"oidcIssuerProfile": None},
        because("oidcIssuerProfile.enabled", "securityProfile.workloadIdentity.enabled = True", "true"),
    ),
    (
        CLUSTER,
        {"disableLocalAccounts": True, "aadProfile": {"managed": True}},
        {"aadProfile": None},
        because("aadProfile", "disableLocalAccounts = True"),
    ),
    (
        CLUSTER,
        {"autoUpgradeProfile": {"upgradeChannel": "node-image", "nodeOSUpgradeChannel": "NodeImage"}},
        {"autoUpgradeProfile.nodeOSUpgradeChannel": "None"},
        "autoUpgradeProfile.nodeOSUpgradeChannel is 'None'; allowed: NodeImage, because the upgradeChannel is "
        "node-image",
    ),
    *of_range(CLUSTER, "networkProfile.loadBalancerProfile.allocatedOutboundPorts", 0, 64000),
    *of_range(CLUSTER, "networkProfile.loadBalancerProfile.idleTimeoutInMinutes", 4, 120),
    *of_range(CLUSTER, "networkProfile.loadBalancerProfile.managedOutboundIPs.count", 1, 100),
    *of_range(CLUSTER, "networkProfile.natGatewayProfile.managedOutboundIPProfile.count", 1, 16),
    *of_range(CLUSTER, "networkProfile.natGatewayProfile.idleTimeoutInMinutes", 4, 120),
    # Pools.
    (
        CLUSTER,
        pool(),
        {"agentPoolProfiles": [{"name": "apps", "mode": "User"}]},
        "agentPoolProfiles is [{'name': 'apps', 'mode': 'User'}]; allowed: at least one pool with the mode System",
    ),
    (
        CLUSTER,
        pool(**SCALED),
        pool(**{**SCALED, "minCount": 4}),
        "agentPoolProfiles[0].minCount is 4; allowed: at most 3, the maxCount",
    ),
    (CLUSTER, pool(count=1000), pool(count=1001), "agentPoolProfiles[0].count is 1001; allowed: 0 to 1000"),
    (
        CLUSTER,
        pool(**SCALED),
        pool(**{**SCALED, "minCount": -1}),
        "agentPoolProfiles[0].minCount is -1; allowed: 0 to 1000",
    ),
    (
        CLUSTER,
        pool(**SCALED),
        pool(**{**SCALED, "maxCount": 1001}),
        "agentPoolProfiles[0].maxCount is 1001; allowed: 1 to 1000",
    ),
    (
        CLUSTER,
        pool(upgradeSettings={"nodeSoakDurationInMinutes": 30}),
        pool(upgradeSettings={"nodeSoakDurationInMinutes": 31}),
        "agentPoolProfiles[0].upgradeSettings.nodeSoakDurationInMinutes is 31; allowed: 0 to 30",
    ),
    (
        POOL,
        SCALED,
        {"maxCount": None},
        "maxCount is missing; allowed: a value, because of enableAutoScaling = True. Example: 3",
    ),
    (POOL, {**SCALED, "count": 2}, {"count": 5}, "count is 5; allowed: from minCount to maxCount, 1 to 3"),
    (POOL, {"count": 2}, {"minCount": 1}, f"minCount is 1; allowed: {NO_SCALING}"),
    (
        POOL,
        {"scaleSetPriority": "Spot", "scaleSetEvictionPolicy": "Delete"},
        {"scaleSetPriority": "Regular"},
        "scaleSetEvictionPolicy is 'Delete'; allowed: nothing, because scaleSetPriority is 'Regular'",
    ),
    (
        POOL,
        {"scaleSetPriority": "Spot", "spotMaxPrice": 0.5},
        {"scaleSetPriority": None},
        "spotMaxPrice is 0.5; allowed: nothing, because scaleSetPriority is not Spot",
    ),
    (POOL, SCALED, {"minCount": 4}, "minCount is 4; allowed: at most 3, the maxCount"),
    *(
        (CLUSTER, pool(**right), pool(**wrong), f"agentPoolProfiles[0].{message}")
        for right, wrong, message in (
            (
                SCALED,
                {**SCALED, "maxCount": None},
                "maxCount is missing; allowed: a value, because of enableAutoScaling = True. Example: 3",
            ),
            ({**SCALED, "count": 2}, {**SCALED, "count": 5}, "count is 5; allowed: from minCount to maxCount, 1 to 3"),
            ({"count": 2}, {"count": 2, "minCount": 1}, f"minCount is 1; allowed: {NO_SCALING}"),
            (
                {"scaleSetPriority": "Spot", "scaleSetEvictionPolicy": "Delete"},
                {"scaleSetPriority": "Regular", "scaleSetEvictionPolicy": "Delete"},
                "scaleSetEvictionPolicy is 'Delete'; allowed: nothing, because scaleSetPriority is 'Regular'",
            ),
            (
                {"spotMaxPrice": -1},
                {"spotMaxPrice": 0.5},
                "spotMaxPrice is 0.5; allowed: nothing, because scaleSetPriority is not Spot",
            ),
        )
    ),
    *of_range(POOL, "count", 0, 1000),
    (POOL, {**SCALED, "minCount": 0}, {"minCount": -1}, "minCount is -1; allowed: 0 to 1000"),
    (POOL, {**SCALED, "maxCount": 1000}, {"maxCount": 1001}, "maxCount is 1001; allowed: 1 to 1000"),
    (POOL, {"mode": "System", "count": 1}, {"count": 0}, "count is 0; allowed: 1 to 1000"),
    *of_range(POOL, "upgradeSettings.nodeSoakDurationInMinutes", 0, 30),
]


NET = ("network:VirtualNetwork", "net", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}, "")
PLANNED: list[tuple[tuple[Neighbour, ...], Row]] = [
    (
        (NET,),
        (
            CLUSTER,
            {**SERVICES, "agentPoolProfiles": [{**SYSTEM, "vnetSubnetID": "s"}]},
            {"networkProfile": {"serviceCidr": "10.0.128.0/17", "dnsServiceIP": "10.0.128.10"}},
            "networkProfile.serviceCidr is '10.0.128.0/17'; allowed: a network apart from 10.0.0.0/16, which net has",
        ),
    ),
]
