"""Rules of network policies."""

from collections.abc import Iterator

from toolchain.offline.packages.kubernetes.rules_containers import PORT_SAYS, is_port
from toolchain.offline.packages.kubernetes.rules_network import NETWORKING, PROTOCOLS, RANGE_SAYS, is_range
from toolchain.offline.packages.kubernetes.rules_pods import EXPRESSION
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Wrong, at
from toolchain.offline.rules_networks import is_within, network_of
from toolchain.offline.rules_parts import Within
from toolchain.offline.values import has_unknown

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def ends_after_port(port: Inputs, _plan: Plan) -> Wrong:
    """Find a range of ports that ends before it begins, or begins with a name or not at all."""
    begin, end = first(port, "port"), first(port, "endPort")
    if end is None or has_unknown(port.get("port")):
        return
    if begin is None:
        yield "endPort", "nothing, because there is no port"
    elif isinstance(begin, str):
        yield "endPort", "nothing, because port is a name"
    elif end < begin:
        yield "endPort", f"at least {begin}, port"


def one_kind_of_peer(peer: Inputs, _plan: Plan) -> Wrong:
    """Find a peer that is a range of addresses and pods at once, or nothing."""
    if is_said(peer, "ipBlock"):
        for other in ("podSelector", "namespaceSelector"):
            if is_said(peer, other):
                yield other, "nothing, because ipBlock is said"
    elif not is_said(peer, "podSelector") and not is_said(peer, "namespaceSelector"):
        yield "podSelector", "at least one of ipBlock, podSelector, namespaceSelector"


def exceptions_inside(block: Inputs, _plan: Plan) -> Wrong:
    """Find exceptions that are no smaller part of their range."""
    text = first(block, "cidr")
    whole = network_of(text, strict=False) if is_range(text) else None
    for found in find(block, "except[*]"):
        part = network_of(found.value, strict=False) if is_range(found.value) else None
        if whole is None or part is None:
            continue
        if not is_within(part, whole) or part == whole:
            yield found, f"a smaller part of {at(block, 'cidr').shown}, the cidr"


BLOCK: tuple[Rule, ...] = (
    Each(path="cidr", fits=is_range, says=RANGE_SAYS, source=f"{NETWORKING}, ValidateIPBlock"),
    Each(path="except[*]", fits=is_range, says=RANGE_SAYS, source=f"{NETWORKING}, ValidateIPBlock"),
    Custom(check=exceptions_inside, source=f"{NETWORKING}, ValidateIPBlock"),
)
PEER: tuple[Rule, ...] = (
    Custom(check=one_kind_of_peer, source=f"{NETWORKING}, ValidateNetworkPolicyPeer"),
    Within(path="ipBlock", rules=BLOCK, source=NETWORKING),
    *(
        Within(path=f"{name}.matchExpressions[*]", rules=EXPRESSION, source=NETWORKING)
        for name in ("podSelector", "namespaceSelector")
    ),
)
POLICY_PORT: tuple[Rule, ...] = (
    Choice(path="protocol", allowed=PROTOCOLS, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
    Each(path="port", fits=is_port, says=PORT_SAYS, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
    Number(path="endPort", low=1, high=65535, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
    Custom(check=ends_after_port, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
)


def _policies() -> Iterator[Rule]:
    for way, peers in (("ingress", "from"), ("egress", "to")):
        yield Within(kind=POLICY, path=f"spec.{way}[*].ports[*]", rules=POLICY_PORT, source=NETWORKING)
        yield Within(kind=POLICY, path=f"spec.{way}[*].{peers}[*]", rules=PEER, source=NETWORKING)


RULES: tuple[Rule, ...] = (
    *_policies(),
    Choice(
        kind=POLICY, path="spec.policyTypes[*]", allowed=("Ingress", "Egress"),
        source=f"{NETWORKING}, ValidateNetworkPolicySpec"
    ),
    Within(kind=POLICY, path="spec.podSelector.matchExpressions[*]", rules=EXPRESSION, source=NETWORKING),
)  # fmt: skip
