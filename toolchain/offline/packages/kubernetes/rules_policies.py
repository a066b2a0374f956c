"""Rules of network policies."""

import ipaddress
from collections.abc import Iterator

from toolchain.offline.packages.kubernetes.rules_containers import PORT_SAYS, is_port
from toolchain.offline.packages.kubernetes.rules_network import NETWORKING, PROTOCOLS, RANGE_SAYS, is_range
from toolchain.offline.packages.kubernetes.rules_pods import EXPRESSION
from toolchain.offline.packages.kubernetes.vocabulary import PART, Each, Judged, Within, absent, found_or_missing, wrong
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.rules import Choice, Failure, Inputs, Number, Rule, network_of
from toolchain.offline.values import has_unknown

POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def ends_after_port(port: Inputs) -> Iterator[Failure]:
    """Find a range of ports that ends before it begins, or begins with a name or not at all."""
    begin, end = first(port, "port"), first(port, "endPort")
    if end is None or has_unknown(port.get("port")):
        return
    if begin is None:
        yield wrong(found_or_missing(port, "endPort"), "nothing, because there is no port")
    elif isinstance(begin, str):
        yield wrong(found_or_missing(port, "endPort"), "nothing, because port is a name")
    elif end < begin:
        yield wrong(found_or_missing(port, "endPort"), f"at least {begin}, port")


def one_kind_of_peer(peer: Inputs) -> Iterator[Failure]:
    """Find a peer that is a range of addresses and pods at once, or nothing."""
    if is_said(peer, "ipBlock"):
        for other in ("podSelector", "namespaceSelector"):
            if is_said(peer, other):
                yield wrong(found_or_missing(peer, other), "nothing, because ipBlock is said")
    elif not is_said(peer, "podSelector") and not is_said(peer, "namespaceSelector"):
        yield absent("podSelector", "at least one of ipBlock, podSelector, namespaceSelector")


def exceptions_inside(block: Inputs) -> Iterator[Failure]:
    """Find exceptions that are no smaller part of their range."""
    text = first(block, "cidr")
    whole = network_of(str(ipaddress.ip_network(text, strict=False))) if is_range(text) else None
    for found in find(block, "except[*]"):
        part = ipaddress.ip_network(found.value, strict=False) if is_range(found.value) else None
        if whole is None or part is None:
            continue
        inside = part.version == whole.version and part.subnet_of(whole)  # type: ignore[arg-type] # the versions are equal
        if not inside or part.prefixlen <= whole.prefixlen:
            yield wrong(found, f"a smaller part of {found_or_missing(block, 'cidr').shown}, the cidr")


BLOCK: tuple[Rule, ...] = (
    Each(kind=PART, path="cidr", fits=is_range, says=RANGE_SAYS, source=f"{NETWORKING}, ValidateIPBlock"),
    Each(kind=PART, path="except[*]", fits=is_range, says=RANGE_SAYS, source=f"{NETWORKING}, ValidateIPBlock"),
    Judged(kind=PART, judge=exceptions_inside, source=f"{NETWORKING}, ValidateIPBlock"),
)
PEER: tuple[Rule, ...] = (
    Judged(kind=PART, judge=one_kind_of_peer, source=f"{NETWORKING}, ValidateNetworkPolicyPeer"),
    Within(kind=PART, path="ipBlock", rules=BLOCK, source=NETWORKING),
    *(
        Within(kind=PART, path=f"{name}.matchExpressions[*]", rules=EXPRESSION, source=NETWORKING)
        for name in ("podSelector", "namespaceSelector")
    ),
)
POLICY_PORT: tuple[Rule, ...] = (
    Choice(kind=PART, path="protocol", allowed=PROTOCOLS, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
    Each(kind=PART, path="port", fits=is_port, says=PORT_SAYS, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
    Number(kind=PART, path="endPort", low=1, high=65535, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
    Judged(kind=PART, judge=ends_after_port, source=f"{NETWORKING}, ValidateNetworkPolicyPort"),
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
