"""Rules of networks and addresses, and what reads them."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolchain.offline.paths import Found, find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure, Inputs, PathRule, ValueRule, failure

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def network_of(text: Any, *, strict: bool = True) -> Network | None:
    """Return a network, or None for what is not one; ``strict`` refuses host bits."""
    try:
        return ipaddress.ip_network(text, strict=strict) if isinstance(text, str) else None
    except ValueError:
        return None


def networks_at(inputs: Inputs, path: str) -> list[Network]:
    """Return the networks at a path."""
    return [network for found in find(inputs, path) if (network := network_of(found.value))]


def address_of(text: Any) -> Address | None:
    """Return an address, or None for what is not one."""
    try:
        return ipaddress.ip_address(text) if isinstance(text, str) else None
    except ValueError:
        return None


def is_within(inner: Network, outer: Network) -> bool:
    """Tell whether a network is another one or a part of it."""
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type] # the versions are equal


def overlap(one: Network, other: Network) -> bool:
    """Tell whether two networks have an address in common."""
    return one.version == other.version and one.overlaps(other)


@dataclass(frozen=True, kw_only=True)
class Cidr(ValueRule):
    """A network in CIDR notation, without host bits, its prefix between ``shortest`` and ``longest`` for IPv4."""

    shortest: int = 0
    longest: int = 32

    def _instead(self, value: Any) -> str:
        network = network_of(value)
        if network is None:
            return "a network without host bits. Example: 10.0.0.0/16"
        if network.version == 4 and not self.shortest <= network.prefixlen <= self.longest:
            return f"a prefix from /{self.shortest} to /{self.longest}. Example: 10.0.0.0/20"
        return ""


@dataclass(frozen=True, kw_only=True)
class Inside(PathRule):
    """A network that lies inside one of its parent's, and apart from its siblings of the same parent.

    ``link`` is the property that names the parent, by its id or name. While that is not known (the parent is only
    planned), every planned parent of the stack may be meant.
    """

    link: str
    parent: str
    parent_path: str
    apart: bool = True

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        parents = plan.linked(self.parent, first(inputs, self.link))
        ranges = [network for item in parents for network in networks_at(item.inputs, self.parent_path)]
        for found in find(inputs, self.path):
            network = network_of(found.value)
            if network is None:
                continue
            if ranges and not any(is_within(network, other) for other in ranges):
                yield failure(
                    found, f"a part of {' or '.join(map(str, ranges))}, the {self.parent_path} of its {self.link}"
                )
            if self.apart:
                yield from self._overlaps(found, network, inputs, plan, alone=len(parents) == 1)

    def _overlaps(
        self, found: Found, network: Network, inputs: Inputs, plan: Plan, *, alone: bool
    ) -> Iterator[Failure]:
        link = first(inputs, self.link)
        for sibling in plan.siblings(self.kind):
            same = first(sibling.inputs, self.link) == link if link is not None else alone
            for theirs in networks_at(sibling.inputs, self.path) if same else ():
                if overlap(theirs, network):
                    yield failure(found, f"a network apart from {theirs}, which {sibling.name} has")
