"""Rules that clouds enforce and types do not say, as rows of tables; each row has its source.

A rule is about one type of resource and yields a ``Failure`` for each property that breaks it. It sees values in
clear and says nothing of what is not known yet. Here is what all rules are, and the rows about single values; how
properties go together is in ``rules_together``, rules of items and parts in ``rules_parts``, networks and addresses
in ``rules_networks``, time-tables and durations in ``rules_times``.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.plan import Plan

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


def failure(found: Found, allowed: str) -> Failure:
    """Return the failure of what was found; what is missing has the value None."""
    return Failure(path=found.path, given="missing" if found.value is None else found.shown, allowed=allowed)


def at(inputs: Inputs, path: str) -> Found:
    """Return what is at a path, for showing it or saying that it is missing."""
    return next(find(inputs, path), Found(path, None))


def is_hidden(inputs: Inputs, path: str) -> bool:
    """Tell whether a property is said, but its value not known yet."""
    return is_said(inputs, path) and first(inputs, path) is None


def is_empty(inputs: Inputs, path: str) -> bool:
    """Tell whether a property is not said, or only as an empty text, list or map."""
    return not is_said(inputs, path) or any(found.value in ("", [], {}) for found in find(inputs, path))


def may_have(inputs: Inputs, path: str) -> bool:
    """Tell at once, by a path's beginning, whether there may be anything at it: most rules are of what is not there."""
    return _root(path) in inputs


@cache
def _root(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One row. ``when`` limits it to resources with these values (a value, or a collection of them) at these paths.

    ``kind`` is the type of resource; a rule of a part has none, as the rule around it says whose part it is.
    """

    kind: str = ""
    source: str
    when: Mapping[str, Any] = field(default_factory=dict)

    def failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        """Return what breaks this rule."""
        if not self._concerns(inputs):
            return iter(())
        for path, wanted in self.when.items():
            if not _holds(inputs, path, wanted):
                return iter(())
        return self._failures(inputs, plan)

    def _concerns(self, inputs: Inputs) -> bool:
        """Tell at once of most resources that there is nothing in them to look at."""
        return True

    @abstractmethod
    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]: ...


def _holds(inputs: Inputs, path: str, wanted: Any) -> bool:
    value = first(inputs, path) if may_have(inputs, path) else None
    if not (value in wanted if isinstance(wanted, (tuple, frozenset, set)) else value == wanted):
        return False
    return value is not None or not is_said(inputs, path)  # what is not known yet is not None


@dataclass(frozen=True, kw_only=True)
class PathRule(Rule):
    """A rule of what is at one path."""

    path: str

    def _concerns(self, inputs: Inputs) -> bool:
        return may_have(inputs, self.path)


@dataclass(frozen=True, kw_only=True)
class ValueRule(PathRule):
    """A rule of every value at a path, each by itself."""

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            if allowed := self._instead(found.value):
                yield failure(found, allowed)

    @abstractmethod
    def _instead(self, value: Any) -> str:
        """Return what is allowed instead of a value, or "" where it is right."""


@dataclass(frozen=True, kw_only=True)
class Text(ValueRule):
    """A string's length in characters and its alphabet. ``says`` describes both, with an example."""

    says: str
    pattern: str = ""
    shortest: int = 0
    longest: int = 1_000_000
    never: str = ""  # a pattern that must not occur anywhere

    def _instead(self, value: Any) -> str:
        fits = isinstance(value, str) and self.shortest <= len(value) <= self.longest
        fits = fits and (not self.pattern or re.fullmatch(self.pattern, value) is not None)
        return "" if fits and not (self.never and re.search(self.never, value)) else self.says


@dataclass(frozen=True, kw_only=True)
class Number(ValueRule):
    """A number's range, both ends included, and what it must be a multiple of; with ``or_zero`` 0 is right too."""

    low: float = float("-inf")
    high: float = float("inf")
    step: int = 1
    or_zero: bool = False

    def _instead(self, value: Any) -> str:
        if isinstance(value, str):
            value = float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else None
        if isinstance(value, int | float) and in_range(value, self.low, self.high, self.step, or_zero=self.or_zero):
            return ""
        return in_words(self.low, self.high, self.step, or_zero=self.or_zero)


def in_range(number: float, low: float, high: float, step: int = 1, *, or_zero: bool = False) -> bool:
    """Tell whether a number is in a range, both ends included, and a multiple of ``step`` above 1."""
    return (or_zero and number == 0) or (low <= number <= high and (step == 1 or number % step == 0))


def in_words(low: float, high: float, step: int = 1, *, or_zero: bool = False, unit: str = "") -> str:
    """Return a range in words; an end that is open is not one."""
    first, last = (f"{end:.0f}{unit}" if float(end).is_integer() else f"{end}{unit}" for end in (low, high))
    words = f"{first} to {last}"
    if high == float("inf"):
        words = f"at least {first}"
    elif low == float("-inf"):
        words = f"at most {last}"
    return f"{f'0{unit}, or ' if or_zero else ''}{words}{f', a multiple of {step}{unit}' if step > 1 else ''}"


@dataclass(frozen=True, kw_only=True)
class Choice(ValueRule):
    """A value that must be one of these."""

    allowed: Collection[Any]

    def _instead(self, value: Any) -> str:
        return "" if value in self.allowed else ", ".join(map(str, self.allowed))


@dataclass(frozen=True, kw_only=True)
class Each(ValueRule):
    """Every value at a path must pass a test. With ``veiled`` it is not shown, whether or not it is secret."""

    fits: Callable[[Any], bool]
    says: str
    veiled: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for wrong in super()._failures(inputs, plan):
            yield Failure(path=wrong.path, given="[secret]", allowed=wrong.allowed) if self.veiled else wrong

    def _instead(self, value: Any) -> str:
        return "" if self.fits(value) else self.says


# What is wrong: a place (a path, or what was found there) and what is allowed instead; a whole failure where what was
# given is not the value at that place.
Wrong = Iterator[tuple[Found | str, str] | Failure]


@dataclass(frozen=True, kw_only=True)
class Custom(Rule):
    """What takes a function: combinations of versions, parameters and sizes, of a resource and its neighbours."""

    check: Callable[[Inputs, Plan], Wrong]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for wrong in self.check(inputs, plan):
            if isinstance(wrong, Failure):
                yield wrong
            else:
                place, allowed = wrong
                yield failure(at(inputs, place) if isinstance(place, str) else place, allowed)
