"""Words for rules that Kubernetes needs besides the common ones: rules of a part of a resource, and of a map's keys.

A pod's template stands in seven types and its containers in two lists, so the rules of a part are written once, with
paths that begin at that part, and are asked of it wherever it stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from toolchain.offline.paths import Found, find, is_said, show
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure, Inputs, Rule
from toolchain.offline.values import Unknown, has_unknown, opened

PART = ""  # the kind of a rule of a part: the rule around it says which types have that part


def wrong(found: Found, allowed: str) -> Failure:
    """Return the failure of what was found, which is shown unless it is secret."""
    return Failure(path=found.path, given="missing" if found.value is None else found.shown, allowed=allowed)


def absent(path: str, allowed: str) -> Failure:
    """Return the failure of what is not there."""
    return Failure(path=path, given="missing", allowed=allowed)


@dataclass(frozen=True, kw_only=True)
class Within(Rule):
    """Rules of every part at a path: of each container, of each port."""

    path: str
    rules: Sequence[Rule]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for part in find(inputs, self.path):
            if isinstance(part.value, Mapping):
                for rule in (rule for rule in self.rules if _concerns(rule, part.value)):
                    for failure in rule.failures(part.value, plan):
                        given = "[secret]" if part.secret and failure.given != "missing" else failure.given
                        yield replace(failure, path=f"{part.path}.{failure.path}", given=given)


def _concerns(rule: Rule, part: Inputs) -> bool:
    """Tell whether a part has what a rule with a path looks at; most rules are of what most parts do not have."""
    root = _root(getattr(rule, "path", ""))
    return not root or root in part


@cache
def _root(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


@dataclass(frozen=True, kw_only=True)
class Each(Rule):
    """Every value at a path must pass a test; a value that is ``hidden`` is never shown."""

    path: str
    fits: Callable[[Any], bool]
    says: str
    hidden: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 (as every rule)
        for found in find(inputs, self.path):
            if not self.fits(found.value):
                yield wrong(replace(found, secret=found.secret or self.hidden), self.says)


@dataclass(frozen=True, kw_only=True)
class Keys(Rule):
    """Every key of a map must pass a test."""

    path: str
    fits: Callable[[str], bool]
    says: str

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 (as every rule)
        for found in find(inputs, self.path):
            for key in found.value if isinstance(found.value, Mapping) else ():
                if not self.fits(key):
                    yield Failure(path=found.path, given=f"with the key {show(key)}", allowed=self.says)


@dataclass(frozen=True, kw_only=True)
class Unique(Rule):
    """No two items of a list may have the same values of these properties; ``usual`` are those of unsaid ones."""

    path: str
    properties: tuple[str, ...]
    usual: Mapping[str, Any]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 (as every rule)
        for found in find(inputs, self.path):
            seen: list[tuple[Any, ...]] = []  # what a custom resource says may be anything, a list too
            for index, item in enumerate(found.value if isinstance(found.value, list) else ()):
                values = tuple(_said(item, name, self.usual.get(name)) for name in self.properties)
                if any(value is None or isinstance(value, Unknown) for value in values):
                    continue
                if values in seen:
                    given = " and ".join(show(value) for value in values)
                    place = f"{found.path}[{index}].{self.properties[0]}"
                    allowed = f"no {' and '.join(self.properties)} twice"
                    yield Failure(path=place, given="[secret]" if found.secret else given, allowed=allowed)
                seen.append(values)


def _said(item: Any, name: str, usual: Any) -> Any:
    value = opened(item)
    value = value.get(name) if isinstance(value, Mapping) else None
    return usual if value is None else value


@dataclass(frozen=True, kw_only=True)
class Judged(Rule):
    """What takes a function: how properties of one resource or one part go together."""

    judge: Callable[[Inputs], Iterator[Failure]]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 (as every rule)
        yield from self.judge(inputs)


def found_or_missing(inputs: Inputs, path: str) -> Found:
    """Return what is at a path, for showing it or saying that it is missing."""
    return next(find(inputs, path), Found(path, None))


def is_unknown(inputs: Inputs, path: str) -> bool:
    """Tell whether a property is said, but its value not known yet."""
    return is_said(inputs, path) and next(find(inputs, path), None) is None


def missing(inputs: Inputs, *paths: str) -> list[str]:
    """Return those of these properties that are not said, an empty text or list counting as not said."""
    empty: tuple[Any, ...] = ("", [], {})
    return [
        path for path in paths if not is_said(inputs, path) or any(item.value in empty for item in find(inputs, path))
    ]


def has_unknown_item(items: Any, name: str) -> bool:
    """Tell whether a list, or this property of one of its items, is not known yet."""
    items = opened(items)
    if not isinstance(items, list):
        return isinstance(items, Unknown)
    return any(has_unknown(item.get(name) if isinstance(item, Mapping) else item) for item in items)


def needs(*paths: str, kind: str = PART, source: str = "the definition of the custom resource: required") -> Judged:
    """Return the rule that a resource, or a part of one, must have these properties."""

    def judge(part: Inputs) -> Iterator[Failure]:
        return (absent(path, "a value") for path in missing(part, *paths))

    return Judged(kind=kind, judge=judge, source=source)


# apimachinery, pkg/api/resource/quantity.go: a signed number and a decimal, binary or exponential suffix.
QUANTITY = re.compile(
    r"(?P<number>[+-]?(\d+(\.\d*)?|\.\d+))((?P<binary>[KMGTPE])i|(?P<decimal>[numkMGTPE])|[eE](?P<exponent>[+-]?\d+))?"
)
BINARY = {suffix: Decimal(1024) ** power for power, suffix in enumerate("KMGTPE", 1)}
DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def quantity(value: Any) -> Decimal | None:
    """Return an amount of CPU, memory or storage as a number, or None for what is no amount."""
    found = QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if found is None:
        return None
    number = Decimal(found["number"])
    if found["binary"]:
        return number * BINARY[found["binary"]]
    return number.scaleb(DECIMAL[found["decimal"]] if found["decimal"] else int(found["exponent"] or 0))


def is_amount(value: Any) -> bool:
    """Tell whether a value is an amount, zero or more."""
    amount = quantity(value)
    return amount is not None and amount >= 0


def is_positive(value: Any) -> bool:
    """Tell whether a value is an amount above zero."""
    amount = quantity(value)
    return amount is not None and amount > 0


AMOUNT_SAYS = "an amount, zero or more. Examples: 250m, 2, 512Mi, 10Gi"
