"""Rules that clouds enforce and types do not say, as rows of tables; each row has its source.

A rule is about one type of resource and yields a ``Failure`` for each property that breaks it. It sees values in
clear and says nothing of what is not known yet.
"""

import ipaddress
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolchain.offline.paths import Found, find, first, is_said, is_surely_said, show
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.schedules import SYNTAXES, Syntax

Inputs = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What is wrong with one property: where, what was given, what is allowed."""

    path: str
    given: str
    allowed: str

    def __str__(self) -> str:
        """Return the message, without the resource it is about."""
        return f"{self.path} is {self.given}; allowed: {self.allowed}"


def _failure(found: Found, allowed: str) -> Failure:
    return Failure(path=found.path, given=found.shown, allowed=allowed)


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One row. ``when`` limits it to resources with these values (a value, or a collection of them) at these paths."""

    kind: str
    source: str
    when: Mapping[str, Any] = field(default_factory=dict)

    def failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        """Yield what breaks this rule."""
        if all(self._holds(first(inputs, path), wanted) for path, wanted in self.when.items()):
            yield from self._failures(inputs, plan)

    @staticmethod
    def _holds(value: Any, wanted: Any) -> bool:
        return value in wanted if isinstance(wanted, (tuple, frozenset, set)) else bool(value == wanted)

    @abstractmethod
    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]: ...


@dataclass(frozen=True, kw_only=True)
class Text(Rule):
    """A string's length in characters and its alphabet. ``says`` describes both, with an example."""

    path: str
    says: str
    pattern: str = ""
    shortest: int = 0
    longest: int = 1_000_000
    never: str = ""  # a pattern that must not occur anywhere

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            text = found.value
            fits = isinstance(text, str) and self.shortest <= len(text) <= self.longest
            fits = fits and (not self.pattern or re.fullmatch(self.pattern, text) is not None)
            if not fits or (self.never and re.search(self.never, text)):
                yield _failure(found, self.says)


@dataclass(frozen=True, kw_only=True)
class Number(Rule):
    """A number's range, both ends included, and what it must be a multiple of."""

    path: str
    low: float = float("-inf")
    high: float = float("inf")
    step: int = 1

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            number = found.value
            if isinstance(number, str):
                number = float(number) if re.fullmatch(r"-?\d+(\.\d+)?", number) else None
            if (
                not isinstance(number, int | float)
                or not self.low <= number <= self.high
                or (self.step > 1 and number % self.step)
            ):
                steps = f", a multiple of {self.step}" if self.step > 1 else ""
                yield _failure(found, f"{_range(self.low, self.high)}{steps}")


def _range(low: float, high: float) -> str:
    """Return a range in words; an end that is open is not one."""
    first, last = (f"{end:.0f}" if float(end).is_integer() else str(end) for end in (low, high))
    if high == float("inf"):
        return f"at least {first}"
    return f"at most {last}" if low == float("-inf") else f"{first} to {last}"


@dataclass(frozen=True, kw_only=True)
class Choice(Rule):
    """A value that must be one of these."""

    path: str
    allowed: Collection[Any]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            if found.value not in self.allowed:
                yield _failure(found, ", ".join(map(str, self.allowed)))


@dataclass(frozen=True, kw_only=True)
class NotTogether(Rule):
    """At most one of these properties may be said; with ``one`` exactly one must be."""

    paths: Sequence[str]
    one: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        said = [path for path in self.paths if is_surely_said(inputs, path)]
        allowed = f"{'exactly' if self.one else 'at most'} one of {', '.join(self.paths)}"
        if len(said) > 1:
            yield Failure(path=said[1], given=f"said together with {said[0]}", allowed=allowed)
        elif self.one and not any(is_said(inputs, path) for path in self.paths):
            yield Failure(path=self.paths[0], given="missing", allowed=allowed)


@dataclass(frozen=True, kw_only=True)
class Needs(Rule):
    """With ``path`` said (and, where ``when`` limits it, having that value) these properties must be said too.

    Without a ``path`` they must be said whenever ``when`` holds.
    """

    needs: Sequence[str]
    path: str = ""
    example: str = ""

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        if self.path and not is_said(inputs, self.path):
            return
        because = self.path or " and ".join(f"{path} = {show(first(inputs, path))}" for path in self.when)
        for path in self.needs:
            if not is_said(inputs, path):
                example = f". Example: {self.example}" if self.example else ""
                yield Failure(path=path, given="missing", allowed=f"a value, because of {because}{example}")


@dataclass(frozen=True, kw_only=True)
class Refuses(Rule):
    """These properties must not be said where ``when`` holds."""

    refuses: Sequence[str]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        because = " and ".join(f"{path} is {show(first(inputs, path))}" for path in self.when)
        for path in self.refuses:
            for found in find(inputs, path):
                yield _failure(found, f"nothing, because {because}")


@dataclass(frozen=True, kw_only=True)
class Cidr(Rule):
    """A network in CIDR notation, without host bits, its prefix between ``shortest`` and ``longest`` for IPv4."""

    path: str
    shortest: int = 0
    longest: int = 32

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            network = network_of(found.value)
            if network is None:
                yield _failure(found, "a network without host bits. Example: 10.0.0.0/16")
            elif network.version == 4 and not self.shortest <= network.prefixlen <= self.longest:
                yield _failure(found, f"a prefix from /{self.shortest} to /{self.longest}. Example: 10.0.0.0/20")


@dataclass(frozen=True, kw_only=True)
class Inside(Rule):
    """A network that lies inside one of its parent's, and apart from its siblings of the same parent.

    ``link`` is the property that names the parent, by its id or name. While that is not known (the parent is only
    planned), every planned parent of the stack may be meant.
    """

    path: str
    link: str
    parent: str
    parent_path: str
    apart: bool = True

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        parents = plan.linked(self.parent, first(inputs, self.link))
        ranges = [
            net for item in parents for found in find(item.inputs, self.parent_path) if (net := network_of(found.value))
        ]
        for found in find(inputs, self.path):
            network = network_of(found.value)
            if network is None:
                continue
            if ranges and not any(_within(network, other) for other in ranges):
                yield _failure(
                    found, f"a part of {' or '.join(map(str, ranges))}, the {self.parent_path} of its {self.link}"
                )
            if self.apart:
                yield from self._overlaps(found, network, inputs, plan, alone=len(parents) == 1)

    def _overlaps(
        self, found: Found, network: "Network", inputs: Inputs, plan: Plan, *, alone: bool
    ) -> Iterator[Failure]:
        link = first(inputs, self.link)
        for sibling in plan.siblings(self.kind):
            same = first(sibling.inputs, self.link) == link if link is not None else alone
            for other in find(sibling.inputs, self.path) if same else ():
                theirs = network_of(other.value)
                if theirs and theirs.version == network.version and theirs.overlaps(network):
                    yield _failure(found, f"a network apart from {theirs}, which {sibling.name} has")


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(text: Any) -> Network | None:
    """Return a network, or None for what is not one."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def _within(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type] # the versions are equal


@dataclass(frozen=True, kw_only=True)
class Schedule(Rule):
    """A time-table in one of the syntaxes that clouds read."""

    path: str
    syntax: Syntax

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        reads, says = SYNTAXES[self.syntax]
        for found in find(inputs, self.path):
            if not isinstance(found.value, str) or not reads(found.value):
                yield _failure(found, says)


@dataclass(frozen=True, kw_only=True)
class Custom(Rule):
    """What takes a function: combinations of versions, parameters and sizes. It yields path and what is allowed."""

    check: Callable[[Inputs, Plan], Iterator[tuple[str, str]]]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for path, allowed in self.check(inputs, plan):
            found = next(find(inputs, path), Found(path, None))
            given = "missing" if found.value is None else found.shown
            yield Failure(path=found.path, given=given, allowed=allowed)


__all__ = [
    "Choice", "Cidr", "Custom", "Failure", "Inputs", "Inside", "Needs", "NotTogether", "Number", "Plan", "Planned",
    "Refuses", "Rule", "Schedule", "Text",
]  # fmt: skip
