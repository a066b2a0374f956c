"""What networks, their addresses and their firewalls must be, beyond their types."""

from collections.abc import Sequence

from toolchain.offline.packages.gcp.sources import provider
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_networks import Cidr, network_of, overlap
from toolchain.offline.rules_together import Needs, NotTogether, Refuses

SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
NAT = "gcp:compute/routerNat:RouterNat"
FIREWALL = "gcp:compute/firewall:Firewall"
PORTS = r"\d{1,5}(-\d{1,5})?"
RANGES = ("ipCidrRange", "secondaryIpRanges[*].ipCidrRange")

_subnetwork = provider("compute/resource_compute_subnetwork.go")
_nat = provider("compute/resource_compute_router_nat.go")
_firewall = provider("compute/resource_compute_firewall.go")


def _apart(inputs: Inputs, plan: Plan) -> Wrong:
    """Compare a subnetwork's ranges with each other and with those of every other one of the same network."""
    link = first(inputs, "network")
    alone = len(plan.linked("gcp:compute/network:Network", link)) == 1
    taken = [
        (found.value, sibling.name)
        for sibling in plan.siblings(SUBNETWORK)
        if (first(sibling.inputs, "network") == link if link is not None else alone)
        for path in RANGES
        for found in find(sibling.inputs, path)
    ]
    for path in RANGES:
        for found in find(inputs, path):
            mine = network_of(found.value)
            for text, owner in taken:
                theirs = network_of(text)
                if mine and theirs and overlap(mine, theirs):
                    yield found, f"a network apart from {theirs}, which {owner} has"
            taken.append((found.value, f"{found.path} of the same subnetwork"))


def _ports_per_machine(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that numbers of ports are powers of two, at least 32, the most above the least."""
    least, most = first(inputs, "minPortsPerVm"), first(inputs, "maxPortsPerVm")
    if least and (least < 32 or least & (least - 1)):
        yield "minPortsPerVm", "a power of two, 32 or more"
    if most and (most <= (least or 32) or most & (most - 1)):
        yield "maxPortsPerVm", f"a power of two above minPortsPerVm ({least or 32})"


def _sources(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that what comes in is told by where it comes from."""
    if is_said(inputs, "direction") and first(inputs, "direction") != "INGRESS":
        return
    if not any(is_said(inputs, path) for path in ("sourceRanges", "sourceTags", "sourceServiceAccounts")):
        yield "sourceRanges", "one of sourceRanges, sourceTags, sourceServiceAccounts. Example: 10.0.0.0/8"


NETWORK: Sequence[Rule] = (
    Number(
        kind="gcp:compute/network:Network",
        path="mtu",
        low=1300,
        high=8896,
        source=provider("compute/resource_compute_network.go: description of mtu"),
    ),
    *(
        Cidr(kind=SUBNETWORK, path=path, longest=29, source="Google Cloud documentation, Subnets: at least /29")
        for path in RANGES
    ),
    Custom(kind=SUBNETWORK, check=_apart, source=f"{_subnetwork}: descriptions of ip_cidr_range"),
    Number(kind=SUBNETWORK, path="logConfig.flowSampling", low=0, high=1, source=f"{_subnetwork}: flow_sampling"),
    NotTogether(
        kind="gcp:compute/router:Router",
        paths=("network", "nccGateway"),
        source=provider("compute/resource_compute_router.go: ConflictsWith"),
    ),
    Number(
        kind="gcp:compute/router:Router",
        path="bgp.keepaliveInterval",
        low=20,
        high=60,
        source=provider("compute/resource_compute_router.go: description of keepalive_interval"),
    ),
    Needs(
        kind=NAT,
        when={"sourceSubnetworkIpRangesToNat": "LIST_OF_SUBNETWORKS"},
        needs=("subnetworks",),
        source=f"{_nat}: description of subnetwork",
    ),
    Refuses(
        kind=NAT,
        when={
            "sourceSubnetworkIpRangesToNat": (
                "ALL_SUBNETWORKS_ALL_IP_RANGES",
                "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES",
            )
        },
        refuses=("subnetworks",),
        source=f"{_nat}: description of subnetwork",
    ),
    Refuses(kind=NAT, when={"natIpAllocateOption": "AUTO_ONLY"}, refuses=("natIps",), source=f"{_nat}: nat_ips"),
    Custom(
        kind=NAT,
        when={"enableDynamicPortAllocation": True},
        check=_ports_per_machine,
        source=f"{_nat}: description of enable_dynamic_port_allocation",
    ),
    Needs(
        kind=NAT,
        path="maxPortsPerVm",
        needs=("enableDynamicPortAllocation",),
        source=f"{_nat}: description of max_ports_per_vm",
    ),
    Refuses(
        kind=NAT,
        when={"enableDynamicPortAllocation": False},
        refuses=("maxPortsPerVm",),
        source=f"{_nat}: description of max_ports_per_vm",
    ),
    Choice(
        kind=NAT,
        when={"enableDynamicPortAllocation": True},
        path="enableEndpointIndependentMapping",
        allowed=(False,),
        source=f"{_nat}: description of enable_dynamic_port_allocation",
    ),
    Number(kind=NAT, path="rules[*].ruleNumber", low=0, high=65000, source=f"{_nat}: IntBetween(0, 65000)"),
    NotTogether(kind=FIREWALL, paths=("allows", "denies"), one=True, source=f"{_firewall}: ExactlyOneOf"),
    *(
        NotTogether(kind=FIREWALL, paths=paths, source=f"{_firewall}: ConflictsWith")
        for paths in (
            ("sourceTags", "sourceServiceAccounts"),
            ("sourceTags", "targetServiceAccounts"),
            ("targetTags", "sourceServiceAccounts"),
            ("targetTags", "targetServiceAccounts"),
        )
    ),
    Custom(kind=FIREWALL, check=_sources, source=f"{_firewall}: resourceComputeFirewallSourceFieldsCustomizeDiff"),
    Number(kind=FIREWALL, path="priority", low=0, high=65535, source=f"{_firewall}: IntBetween(0, 65535)"),
    *(
        Text(
            kind=FIREWALL,
            path=f"{path}[*].ports[*]",
            pattern=PORTS,
            says="a port or a range of ports. Example: 443",
            source=f"{_firewall}: description of ports",
        )
        for path in ("allows", "denies")
    ),
    Choice(
        kind="gcp:compute/globalAddress:GlobalAddress",
        path="purpose",
        allowed=("VPC_PEERING", "PRIVATE_SERVICE_CONNECT"),
        source=provider("compute/resource_compute_global_address.go: description of purpose"),
    ),
    NotTogether(
        kind="gcp:compute/route:Route",
        paths=("nextHopGateway", "nextHopIlb", "nextHopInstance", "nextHopIp", "nextHopVpnTunnel"),
        one=True,
        source=provider("compute/resource_compute_route.go: ExactlyOneOf"),
    ),
)
