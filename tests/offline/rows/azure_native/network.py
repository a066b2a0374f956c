"""Rows of rules on networks."""

from tests.offline.rows.azure_native.base import GROUP, Neighbour, Row, of_range
from tests.offline.tables import at

VNET, SUBNET, SECURITY = "network:VirtualNetwork", "network:Subnet", "network:SecurityRule"
ADDRESS, GROUP_OF_RULES = "network:PublicIPAddress", "network:NetworkSecurityGroup"
TOO_LONG = "a" * 141
SHOWN = f"'{'a' * 79}..."
PORT = "a port from 0 to 65535, a range of ports, or *. Example: 8000-8080"
RANGE = "a prefix from /2 to /29. Example: 10.0.0.0/20"
SERVICE = [{"name": "db", "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}]
ENDS = "AddressPrefix, {0}AddressPrefixes, {0}ApplicationSecurityGroups"

ROWS: list[Row] = [
    # Ranges.
    (
        VNET,
        {},
        {"addressSpace": None},
        "addressSpace.addressPrefixes is missing; allowed: at least one of "
        "addressSpace.addressPrefixes, addressSpace.ipamPoolPrefixAllocations. Example: 10.0.0.0/16",
    ),
    (
        VNET,
        {"addressSpace.addressPrefixes": ["10.0.0.0/29"]},
        {"addressSpace.addressPrefixes": ["10.0.0.0/30"]},
        f"addressSpace.addressPrefixes[0] is '10.0.0.0/30'; allowed: {RANGE}",
    ),
    (
        VNET,
        {"subnets": [{"addressPrefix": "10.0.0.0/24"}]},
        {"subnets": [{"addressPrefix": "10.0.0.1/24"}]},
        "subnets[0].addressPrefix is '10.0.0.1/24'; allowed: a network without host bits. Example: 10.0.0.0/16",
    ),
    *of_range(VNET, "flowTimeoutInMinutes", 4, 30),
    (
        SUBNET,
        {},
        {"addressPrefix": None},
        "addressPrefix is missing; allowed: at least one of addressPrefix, addressPrefixes, "
        "ipamPoolPrefixAllocations. Example: 10.0.1.0/24",
    ),
    (
        SUBNET,
        {"addressPrefix": "10.0.1.0/29"},
        {"addressPrefix": "10.0.1.0/30"},
        f"addressPrefix is '10.0.1.0/30'; allowed: {RANGE}",
    ),
    (
        SUBNET,
        {"addressPrefix": None, "addressPrefixes": ["10.0.1.0/29"]},
        {"addressPrefixes": ["10.0.1.0/30"]},
        f"addressPrefixes[0] is '10.0.1.0/30'; allowed: {RANGE}",
    ),
    (
        SUBNET,
        {"addressPrefix": "10.0.1.0/28", "delegations": SERVICE},
        {"addressPrefix": "10.0.1.0/29"},
        "addressPrefix is '10.0.1.0/29'; allowed: a prefix from /2 to /28. Example: 10.0.0.0/20",
    ),
    (
        SUBNET,
        {"addressPrefix": None, "addressPrefixes": ["10.0.1.0/28"], "delegations": SERVICE},
        {"addressPrefixes": ["10.0.1.0/29"]},
        "addressPrefixes[0] is '10.0.1.0/29'; allowed: a prefix from /2 to /28. Example: 10.0.0.0/20",
    ),
    # Security rules.
    *of_range(SECURITY, "priority", 100, 4096),
    (
        GROUP_OF_RULES,
        {"securityRules": [{"priority": 100}]},
        {"securityRules": [{"priority": 99}]},
        "securityRules[0].priority is 99; allowed: 100 to 4096",
    ),
    (
        SECURITY,
        {"description": "a" * 140},
        {"description": TOO_LONG},
        f"description is {SHOWN}; allowed: at most 140 characters. Example: HTTPS from the Internet",
    ),
    (
        GROUP_OF_RULES,
        {"securityRules": [{"description": "a" * 140}]},
        {"securityRules": [{"description": TOO_LONG}]},
        f"securityRules[0].description is {SHOWN}; allowed: at most 140 characters. Example: HTTPS from the Internet",
    ),
    (
        SECURITY,
        {"destinationPortRange": "443"},
        {"destinationPortRange": "https"},
        f"destinationPortRange is 'https'; allowed: {PORT}",
    ),
    (
        SECURITY,
        {"sourcePortRange": "8000-8080"},
        {"sourcePortRange": "8080-8000"},
        f"sourcePortRange is '8080-8000'; allowed: {PORT}",
    ),
    (SECURITY, {"sourcePortRange": "*"}, {"sourcePortRange": "65536"}, f"sourcePortRange is '65536'; allowed: {PORT}"),
    *(
        (kind, right, wrong, f"{path.replace('[*]', '[0]')} is 'https'; allowed: {PORT}")
        for kind, path in (
            (SECURITY, "sourcePortRanges[*]"),
            (SECURITY, "destinationPortRanges[*]"),
            (GROUP_OF_RULES, "securityRules[*].sourcePortRange"),
            (GROUP_OF_RULES, "securityRules[*].sourcePortRanges[*]"),
            (GROUP_OF_RULES, "securityRules[*].destinationPortRange"),
            (GROUP_OF_RULES, "securityRules[*].destinationPortRanges[*]"),
        )
        for right, wrong in [(at(path, "443"), at(path, "https"))]
    ),
    (
        GROUP_OF_RULES,
        {
            "securityRules": [
                {"name": "a", "priority": 100, "direction": "Inbound"},
                {"name": "b", "priority": 100, "direction": "Outbound"},
            ]
        },
        {
            "securityRules": [
                {"name": "a", "priority": 100, "direction": "Inbound"},
                {"name": "b", "priority": 100, "direction": "Inbound"},
            ]
        },
        "securityRules[1].priority is 100 and 'Inbound'; allowed: no priority and direction twice",
    ),
    (
        SECURITY,
        {"sourcePortRange": "*"},
        {"sourcePortRanges": ["1", "2"]},
        "sourcePortRanges is said together with sourcePortRange; "
        "allowed: at most one of sourcePortRange, sourcePortRanges",
    ),
    (
        SECURITY,
        {"destinationPortRange": "*"},
        {"destinationPortRanges": ["1", "2"]},
        "destinationPortRanges is said together with destinationPortRange; "
        "allowed: at most one of destinationPortRange, destinationPortRanges",
    ),
    *(
        (
            SECURITY,
            {},
            {f"{end}AddressPrefix": None},
            f"{end}AddressPrefix is missing; allowed: exactly one of {end}{ENDS.format(end)}",
        )
        for end in ("source", "destination")
    ),
    # Addresses and egress.
    (ADDRESS, {"sku.name": "Standard"}, {"sku.name": "Basic"}, "sku.name is 'Basic'; allowed: Standard"),
    (
        ADDRESS,
        {"sku.name": "Standard", "publicIPAllocationMethod": "Static"},
        {"publicIPAllocationMethod": "Dynamic"},
        "publicIPAllocationMethod is 'Dynamic'; allowed: Static",
    ),
    (
        ADDRESS,
        {"publicIPAddressVersion": "IPv6", "publicIPAllocationMethod": "Static"},
        {"publicIPAllocationMethod": "Dynamic"},
        "publicIPAllocationMethod is 'Dynamic'; allowed: Static",
    ),
    *of_range(ADDRESS, "idleTimeoutInMinutes", 4, 30),
    (
        ADDRESS,
        {"dnsSettings.domainNameLabel": "shop-prod"},
        {"dnsSettings.domainNameLabel": "Shop"},
        "dnsSettings.domainNameLabel is 'Shop'; allowed: 3 to 63 lower-case letters, digits and hyphens, "
        "first a letter, no hyphen last. Example: shop-prod",
    ),
    *of_range("network:NatGateway", "idleTimeoutInMinutes", 4, 120),
    (
        "network:NatGateway",
        {"zones": ["1"]},
        {"zones": ["1", "2"]},
        "zones is ['1', '2']; allowed: at most one zone; one gateway a zone makes egress zone redundant. "
        "Example: ['1']",
    ),
    # Routes, endpoints, flow logs.
    (
        "network:Route",
        {"nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"},
        {"nextHopIpAddress": None},
        "nextHopIpAddress is missing; allowed: a value, because of nextHopType = 'VirtualAppliance'. Example: 10.0.0.4",
    ),
    (
        "network:Route",
        {"nextHopType": "Internet"},
        {"nextHopIpAddress": "10.0.0.4"},
        "nextHopIpAddress is '10.0.0.4'; allowed: nothing, because nextHopType is 'Internet'",
    ),
    *(
        (
            "network:PrivateEndpoint",
            {connections: [{"requestMessage": "a" * 140}]},
            {connections: [{"requestMessage": TOO_LONG}]},
            f"{connections}[0].requestMessage is {SHOWN}; allowed: at most 140 characters. Example: for shop-prod",
        )
        for connections in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    ),
    *of_range("network:FlowLog", "format.version", 1, 2),
    (
        "network:FlowLog",
        {
            "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval": 10,
        },
        {"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval": 30},
        "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval is 30; "
        "allowed: 10, 60",
    ),
    (
        "network:FlowLog",
        {"targetResourceId": "/x/virtualNetworks/net"},
        {"targetResourceId": "/x/networkSecurityGroups/app"},
        "targetResourceId is '/x/networkSecurityGroups/app'; allowed: a virtual network, a subnet or a network "
        "interface; flow logs of security groups can't be made any more",
    ),
]


NET = (VNET, "net", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}, f"{GROUP}/virtualNetworks/net")
APP = (SUBNET, "app", {"virtualNetworkName": "net", "addressPrefix": "10.0.1.0/24"}, "")
WEB = (
    SECURITY,
    "web",
    {
        "networkSecurityGroupName": "app",
        "resourceGroupName": "shop",
        "direction": "Inbound",
        "priority": 100,
    },
    "",
)
APART = "a number that no other Inbound rule of the group has; web has it"
PLANNED: list[tuple[tuple[Neighbour, ...], Row]] = [
    (
        (NET,),
        (
            SUBNET,
            {"virtualNetworkName": "net"},
            {"addressPrefix": "10.1.0.0/24"},
            "addressPrefix is '10.1.0.0/24'; allowed: a part of 10.0.0.0/16, the addressSpace.addressPrefixes[*] "
            "of its virtualNetworkName",
        ),
    ),
    (
        (NET, APP),
        (
            SUBNET,
            {"virtualNetworkName": "net", "addressPrefix": "10.0.2.0/24"},
            {"addressPrefix": "10.0.1.128/25"},
            "addressPrefix is '10.0.1.128/25'; allowed: a network apart from 10.0.1.0/24, which app has",
        ),
    ),
    (
        (NET,),
        (
            SUBNET,
            {"virtualNetworkName": "net", "addressPrefix": None, "addressPrefixes": ["10.0.2.0/24"]},
            {"addressPrefixes": ["10.2.0.0/24"]},
            "addressPrefixes[0] is '10.2.0.0/24'; allowed: a part of 10.0.0.0/16, the addressSpace.addressPrefixes[*] "
            "of its virtualNetworkName",
        ),
    ),
    (
        (WEB,),
        (
            SECURITY,
            {
                "networkSecurityGroupName": "app",
                "resourceGroupName": "shop",
                "direction": "Outbound",
                "priority": 100,
            },
            {"direction": "Inbound"},
            f"priority is 100; allowed: {APART}",
        ),
    ),
]
