"""Words for rules that AWS needs besides the common ones: a test of every value, rules of every item of a list, and two
properties that must be in order.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure, Inputs, Rule

ITEM = ""  # the kind of a rule inside ``Within``: the rule around it says which type has such items

# What is wrong: where and what, and what is allowed instead. What is missing has the value None.
Wrong = Iterator[tuple[Found, str]]


def _failure(found: Found, allowed: str) -> Failure:
    return Failure(path=found.path, given="missing" if found.value is None else found.shown, allowed=allowed)


@dataclass(frozen=True, kw_only=True)
class Each(Rule):
    """Every value at a path must pass a test."""

    path: str
    fits: Callable[[Any], bool]
    says: str

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 (as every rule)
        return (_failure(found, self.says) for found in find(inputs, self.path) if not self.fits(found.value))


@dataclass(frozen=True, kw_only=True)
class Within(Rule):
    """Rules of every item at a path, with paths that begin at the item."""

    path: str
    rules: Sequence[Rule]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for item in find(inputs, self.path):
            if isinstance(item.value, Mapping):
                for rule in self.rules:
                    for failure in rule.failures(item.value, plan):
                        given = "[secret]" if item.secret and failure.given != "missing" else failure.given
                        yield replace(failure, path=f"{item.path}.{failure.path}", given=given)


@dataclass(frozen=True, kw_only=True)
class Judged(Rule):
    """What takes a function: how properties of a resource, or of it and its neighbours, go together."""

    judge: Callable[[Inputs, Plan], Wrong]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        return (_failure(found, allowed) for found, allowed in self.judge(inputs, plan))


@dataclass(frozen=True, kw_only=True)
class Ordered(Rule):
    """Numbers of which each is at most the next, as far as they are said."""

    paths: Sequence[str]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 (as every rule)
        said = [found for path in self.paths for found in find(inputs, path)]
        for lesser, greater in itertools.pairwise(said):
            if lesser.value > greater.value:
                yield _failure(lesser, f"at most {greater.shown}, the {greater.path}")


@dataclass(frozen=True, kw_only=True)
class TwoZones(Rule):
    """A list of subnets in at least two zones, as far as the plan says where they are."""

    path: str

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            if not isinstance(found.value, list):
                continue
            zones = zones_of(found.value, plan)
            if len(found.value) < 2:
                yield Failure(path=found.path, given=f"a list of {len(found.value)}", allowed="subnets of two zones")
            elif zones is not None and len(zones) == 1:
                yield _failure(found, f"subnets of two zones; these are all in {', '.join(zones)}")


def at(inputs: Inputs, path: str) -> Found:
    """Return what is at a path, for showing it or saying that it is missing."""
    return next(find(inputs, path), Found(path, None))


def is_hidden(inputs: Inputs, path: str) -> bool:
    """Tell whether a property is said, but its value not known yet."""
    return is_said(inputs, path) and first(inputs, path) is None


def zones_of(subnets: Any, plan: Plan) -> set[str] | None:
    """Return the zones that subnets are in, or None where that is not known of each of them."""
    zones: set[str] = set()
    for link in subnets if isinstance(subnets, list) else ():
        meant = plan.linked("aws:ec2/subnet:Subnet", link) if isinstance(link, str) else []
        zone = first(meant[0].inputs, "availabilityZone") if len(meant) == 1 else None
        if zone is None:
            return None
        zones.add(zone)
    return zones


def is_json(value: Any) -> bool:
    """Tell whether a text is JSON, of an object or a list."""
    try:
        return isinstance(json.loads(value), dict | list)
    except (TypeError, ValueError):
        return False


AS_JSON = 'an object in JSON. Example: {"key": "value"}'
