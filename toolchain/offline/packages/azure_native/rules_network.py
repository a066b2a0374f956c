"""What Azure enforces of networks: ranges, security rules, addresses, routes, flow logs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toolchain.offline.paths import find, first
from toolchain.offline.rules import (
    Choice,
    Cidr,
    Custom,
    Inputs,
    Inside,
    Needs,
    NotTogether,
    Number,
    Plan,
    Refuses,
    Rule,
    Text,
)

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


def _some_range(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    said = ("addressPrefix", "addressPrefixes", "ipamPoolPrefixAllocations")
    if not any(inputs.get(name) for name in said):
        yield "addressPrefix", f"one of {', '.join(said)}. Example: 10.0.1.0/24"


def _some_space(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    space = inputs.get("addressSpace")
    if space is None or (
        isinstance(space, Mapping) and not (space.get("addressPrefixes") or space.get("ipamPoolPrefixAllocations"))
    ):
        yield "addressSpace", "addressPrefixes or ipamPoolPrefixAllocations. Example: 10.0.0.0/16"


def _is_port(text: Any) -> bool:
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", str(text))
    if not found:
        return str(text) == "*"
    low, high = int(found[1]), int(found[2] or found[1])
    return bool(low <= high <= 65535)


def _ports(prefix: str) -> Any:
    def check(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
        for path in PORTS:
            for found in find(inputs, f"{prefix}{path}"):
                if not _is_port(found.value):
                    yield found.path, "a port from 0 to 65535, a range of ports, or *. Example: 8000-8080"

    return check


def _apart_in_group(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    taken: dict[tuple[Any, Any], Any] = {}
    rules = inputs.get("securityRules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, Mapping):
            continue
        place = (rule.get("direction"), rule.get("priority"))
        if place in taken and isinstance(place[1], int):
            yield (
                f"securityRules[{index}].priority",
                f"a number that no other {place[0]} rule of the group has; {taken[place]} has it",
            )
        taken.setdefault(place, rule.get("name"))


def _apart(inputs: Inputs, plan: Plan) -> Iterator[tuple[str, str]]:
    same = ("networkSecurityGroupName", "resourceGroupName", "direction", "priority")
    mine = [first(inputs, path) for path in same]
    if None in mine:
        return
    for other in plan.siblings(SECURITY):
        if [first(other.inputs, path) for path in same] == mine:
            yield "priority", f"a number that no other {mine[2]} rule of the group has; {other.name} has it"


def _one_zone(inputs: Inputs, _plan: Plan) -> Iterator[tuple[str, str]]:
    zones = inputs.get("zones")
    if isinstance(zones, list) and len(zones) > 1:
        yield "zones", "at most one zone; one gateway a zone makes egress zone redundant. Example: ['1']"


RULES: tuple[Rule, ...] = (
    # Ranges.
    Custom(kind=VNET, check=_some_space, source="Terraform azurerm docs, virtual_network: address_space"),
    Cidr(kind=VNET, path="addressSpace.addressPrefixes[*]", shortest=2, longest=29, source=FAQ),
    Cidr(kind=VNET, path="subnets[*].addressPrefix", shortest=2, longest=29, source=FAQ),
    Number(
        kind=VNET,
        path="flowTimeoutInMinutes",
        low=4,
        high=30,
        source="Terraform azurerm docs, virtual_network: flow_timeout_in_minutes",
    ),
    Custom(kind=SUBNET, check=_some_range, source="Terraform azurerm docs, subnet: address_prefixes"),
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
    Custom(kind=SECURITY, check=_ports(""), source="SDK docstring, SecurityRule.destination_port_range"),
    Custom(kind=GROUP, check=_ports("securityRules[*]."), source="SDK docstring, SecurityRule.destination_port_range"),
    Custom(kind=SECURITY, check=_apart, source="SDK docstring, SecurityRule.priority: unique in the collection"),
    Custom(kind=GROUP, check=_apart_in_group, source="SDK docstring, SecurityRule.priority: unique in the collection"),
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
