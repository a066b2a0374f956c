"""What Azure enforces of networks: ranges, security rules, addresses, routes, flow logs."""

import re
from typing import Any, Final

from toolchain.offline.paths import first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_networks import Cidr, Inside
from toolchain.offline.rules_parts import Unique
from toolchain.offline.rules_together import Needs, NotTogether, Refuses

VNET: Final = "azure-native:network:VirtualNetwork"
SUBNET: Final = "azure-native:network:Subnet"
GROUP: Final = "azure-native:network:NetworkSecurityGroup"
SECURITY: Final = "azure-native:network:SecurityRule"
ADDRESS: Final = "azure-native:network:PublicIPAddress"
NAT: Final = "azure-native:network:NatGateway"
ROUTE: Final = "azure-native:network:Route"
FLOW_LOG: Final = "azure-native:network:FlowLog"
ENDPOINT: Final = "azure-native:network:PrivateEndpoint"

FAQ: Final = "Microsoft, Azure Virtual Network FAQ: the smallest IPv4 subnet is /29, the largest is /2"
SECURITY_DOCS: Final = "Terraform azurerm docs, network_security_rule"
ADDRESS_DOCS: Final = "Terraform azurerm docs, public_ip"
NAT_DOCS: Final = "Terraform azurerm docs, nat_gateway"
POSTGRES: Final = "Microsoft.DBforPostgreSQL/flexibleServers"
PORTS: Final = ("sourcePortRange", "sourcePortRanges[*]", "destinationPortRange", "destinationPortRanges[*]")


def _is_port(text: Any) -> bool:
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", str(text))
    if not found:
        return str(text) == "*"
    low, high = int(found[1]), int(found[2] or found[1])
    return bool(low <= high <= 65535)


def _apart(inputs: Inputs, plan: Plan) -> Wrong:
    same = ("networkSecurityGroupName", "resourceGroupName", "direction", "priority")
    mine = [first(inputs, path) for path in same]
    if None in mine:
        return
    for other in plan.siblings(SECURITY):
        if [first(other.inputs, path) for path in same] == mine:
            yield "priority", f"a number that no other {mine[2]} rule of the group has; {other.name} has it"


def _one_zone(inputs: Inputs, _plan: Plan) -> Wrong:
    zones = inputs.get("zones")
    if isinstance(zones, list) and len(zones) > 1:
        yield "zones", "at most one zone; one gateway a zone makes egress zone redundant. Example: ['1']"


RULES: tuple[Rule, ...] = (
    # Ranges.
    Needs(
        kind=VNET,
        needs=("addressSpace.addressPrefixes", "addressSpace.ipamPoolPrefixAllocations"),
        either=True,
        filled=True,
        example="10.0.0.0/16",
        source="Terraform azurerm docs, virtual_network: address_space",
    ),
    Cidr(kind=VNET, path="addressSpace.addressPrefixes[*]", shortest=2, longest=29, source=FAQ),
    Cidr(kind=VNET, path="subnets[*].addressPrefix", shortest=2, longest=29, source=FAQ),
    Number(
        kind=VNET,
        path="flowTimeoutInMinutes",
        low=4,
        high=30,
        source="Terraform azurerm docs, virtual_network: flow_timeout_in_minutes",
    ),
    Needs(
        kind=SUBNET,
        needs=("addressPrefix", "addressPrefixes", "ipamPoolPrefixAllocations"),
        either=True,
        filled=True,
        example="10.0.1.0/24",
        source="Terraform azurerm docs, subnet: address_prefixes",
    ),
    Cidr(kind=SUBNET, path="addressPrefix", shortest=2, longest=29, source=FAQ),
    Cidr(kind=SUBNET, path="addressPrefixes[*]", shortest=2, longest=29, source=FAQ),
    *(
        Cidr(
            kind=SUBNET,
            path=path,
            shortest=2,
            longest=28,
            when={"delegations[*].serviceName": POSTGRES},
            source="Microsoft, Network with private access for Azure Database for PostgreSQL: at least /28",
        )
        for path in ("addressPrefix", "addressPrefixes[*]")
    ),
    *(
        Inside(
            kind=SUBNET,
            path=path,
            link="virtualNetworkName",
            parent=VNET,
            parent_path="addressSpace.addressPrefixes[*]",
            source="Microsoft, Add, change, or delete a virtual network subnet: address range",
        )
        for path in ("addressPrefix", "addressPrefixes[*]")
    ),
    # Security rules.
    *(
        Number(
            kind=kind,
            path=f"{prefix}priority",
            low=100,
            high=4096,
            source="SDK docstring, SecurityRule.priority: between 100 and 4096",
        )
        for kind, prefix in ((SECURITY, ""), (GROUP, "securityRules[*]."))
    ),
    *(
        Text(
            kind=kind,
            path=f"{prefix}description",
            longest=140,
            says="at most 140 characters. Example: HTTPS from the Internet",
            source=f"{SECURITY_DOCS}: description",
        )
        for kind, prefix in ((SECURITY, ""), (GROUP, "securityRules[*]."))
    ),
    *(
        Each(
            kind=kind,
            path=f"{prefix}{path}",
            fits=_is_port,
            says="a port from 0 to 65535, a range of ports, or *. Example: 8000-8080",
            source="SDK docstring, SecurityRule.destination_port_range",
        )
        for kind, prefix in ((SECURITY, ""), (GROUP, "securityRules[*]."))
        for path in PORTS
    ),
    Custom(kind=SECURITY, check=_apart, source="SDK docstring, SecurityRule.priority: unique in the collection"),
    Unique(
        kind=GROUP,
        path="securityRules",
        properties=("priority", "direction"),
        source="SDK docstring, SecurityRule.priority: unique in the collection",
    ),
    NotTogether(kind=SECURITY, paths=("sourcePortRange", "sourcePortRanges"), source=f"{SECURITY_DOCS}: conflicts"),
    NotTogether(
        kind=SECURITY,
        paths=("destinationPortRange", "destinationPortRanges"),
        source=f"{SECURITY_DOCS}: conflicts",
    ),
    *(
        NotTogether(
            kind=SECURITY,
            paths=(f"{end}AddressPrefix", f"{end}AddressPrefixes", f"{end}ApplicationSecurityGroups"),
            one=True,
            source=f"{SECURITY_DOCS}: exactly one of {end} address prefix, prefixes, application security groups",
        )
        for end in ("source", "destination")
    ),
    # Addresses and egress.
    Choice(
        kind=ADDRESS,
        path="sku.name",
        allowed=("Standard",),
        source=f"{ADDRESS_DOCS}: Basic can't be made any more since 31 March 2025",
    ),
    Choice(
        kind=ADDRESS,
        path="publicIPAllocationMethod",
        allowed=("Static",),
        when={"sku.name": "Standard"},
        source=f"{ADDRESS_DOCS}: sku",
    ),
    Choice(
        kind=ADDRESS,
        path="publicIPAllocationMethod",
        allowed=("Static",),
        when={"publicIPAddressVersion": "IPv6"},
        source=f"{ADDRESS_DOCS}: ip_version",
    ),
    Number(
        kind=ADDRESS, path="idleTimeoutInMinutes", low=4, high=30, source=f"{ADDRESS_DOCS}: idle_timeout_in_minutes"
    ),
    Text(
        kind=ADDRESS,
        path="dnsSettings.domainNameLabel",
        pattern=r"[a-z][a-z0-9-]{1,61}[a-z0-9]",
        says="3 to 63 lower-case letters, digits and hyphens, first a letter, no hyphen last. Example: shop-prod",
        source="Terraform azurerm, internal/services/network/validate/public_ip.go",
    ),
    Number(kind=NAT, path="idleTimeoutInMinutes", low=4, high=120, source=f"{NAT_DOCS}: idle_timeout_in_minutes"),
    Custom(kind=NAT, check=_one_zone, when={"sku.name": (None, "Standard")}, source=f"{NAT_DOCS}: zones"),
    # Routes.
    Needs(
        kind=ROUTE,
        needs=("nextHopIpAddress",),
        when={"nextHopType": "VirtualAppliance"},
        example="10.0.0.4",
        source="Microsoft, Virtual network traffic routing: a virtual appliance is named by its address",
    ),
    Refuses(
        kind=ROUTE,
        refuses=("nextHopIpAddress",),
        when={"nextHopType": ("VirtualNetworkGateway", "VnetLocal", "Internet", "None")},
        source="SDK docstring, Route.next_hop_ip_address: only where the next hop type is VirtualAppliance",
    ),
    # Endpoints and flow logs.
    *(
        Text(
            kind=ENDPOINT,
            path=f"{list_}[*].requestMessage",
            longest=140,
            says="at most 140 characters. Example: for shop-prod",
            source="Terraform azurerm docs, private_endpoint: request_message",
        )
        for list_ in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    ),
    Number(
        kind=FLOW_LOG,
        path="format.version",
        low=1,
        high=2,
        source="Terraform azurerm docs, network_watcher_flow_log: version",
    ),
    Choice(
        kind=FLOW_LOG,
        path="flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval",
        allowed=(10, 60),
        source="Terraform azurerm docs, network_watcher_flow_log: interval_in_minutes",
    ),
    Text(
        kind=FLOW_LOG,
        path="targetResourceId",
        never=r"(?i)/networkSecurityGroups/",
        says="a virtual network, a subnet or a network interface; flow logs of security groups can't be made any more",
        source="Terraform azurerm docs, network_watcher_flow_log: not for security groups since 30 July 2025",
    ),
)
