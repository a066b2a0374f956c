"""What the tests of all packages' rules share: cases, and ways to ask rules for what they say.

A case is a type of resource, inputs that its rules let pass, inputs that they refuse, and every message that follows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from toolchain.offline import packages
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.rules import Failure, Inputs, Rule
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Named


@dataclass(frozen=True, kw_only=True)
class Case:
    """One row of a table: either half of it may be left out."""

    kind: str
    right: Inputs | None = None
    wrong: Inputs | None = None
    messages: Sequence[str] = ()
    neighbours: Mapping[str, Planned] = field(default_factory=dict)

    @property
    def package(self) -> str:
        """The package that the type is of."""
        return self.kind.partition(":")[0]

    def said(self, inputs: Inputs) -> list[str]:
        """Return what all rules of the type say of inputs, beside the neighbours."""
        return said(self.kind, inputs, self.neighbours)


def planned(*neighbours: tuple[str, str, Inputs, str]) -> dict[str, Planned]:
    """Return what is planned already: resources by their logical and physical name, type, inputs, and id or ""."""
    items = [
        Planned(f"urn:pulumi:prod::moorage::{kind}::{name}", kind, inputs, id=new, physical=name)
        for name, kind, inputs, new in neighbours
    ]
    return {item.urn: item for item in items}


def said(kind: str, inputs: Inputs, neighbours: Mapping[str, Planned] | None = None) -> list[str]:
    """Return what all rules of a type say of inputs."""
    return [str(failure) for failure in _failures(kind, inputs, neighbours or {})]


def refusing(kind: str, inputs: Inputs, neighbours: Mapping[str, Planned] | None = None) -> list[Rule]:
    """Return the rules that refuse inputs, those of parts in the place of the rules around them."""
    with noting() as noted:
        said(kind, inputs, neighbours)
    return [rule for rule in noted if not isinstance(rule, Within)]


def _failures(kind: str, inputs: Inputs, neighbours: Mapping[str, Planned]) -> Iterator[Failure]:
    urn = f"urn:pulumi:prod::moorage::{kind}::thing"
    plan = Plan({**neighbours, urn: Planned(urn, kind, inputs)}, urn)
    for rule in packages.load(kind.partition(":")[0]).rules:
        if rule.kind == kind:
            yield from rule.failures(inputs, plan)


@contextmanager
def noting() -> Iterator[list[Rule]]:
    """Note which rules refuse something, those of parts among them."""
    ask, noted = Rule.failures, list[Rule]()

    def failures(rule: Rule, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for failure in ask(rule, inputs, plan):
            noted.append(rule)
            yield failure

    with patch.object(Rule, "failures", failures):
        yield noted


def single(rules: Sequence[Rule]) -> Iterator[Rule]:
    """Yield the rules that say something, those of parts in the place of the rules around them."""
    for rule in rules:
        yield from single(rule.rules) if isinstance(rule, Within) else (rule,)


def paths(rule: Rule) -> Iterator[str]:
    """Yield every path that a row names, those of parts among them; what a function looks at can't be told."""
    yield from rule.when
    yield from (path for name in ("path", "link") if (path := getattr(rule, name, "")))
    for name in ("paths", "needs", "refuses"):
        yield from getattr(rule, name, ())
    if isinstance(rule, Named):
        yield from rule.properties.values()
    if isinstance(rule, Within):
        yield from (f"{rule.path}.{path}" for inner in rule.rules for path in paths(inner))


Way = tuple[Any, ...]


def places(value: Any, way: Way = ()) -> Iterator[Way]:
    """Yield the way to everything inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield (*way, step)
        yield from places(item, (*way, step))


def reached(value: Any, way: Way) -> Any:
    """Return what is at the end of a way."""
    return reached(value[way[0]], way[1:]) if way else value


def with_other(value: Any, way: Way, other: Any) -> Any:
    """Return a value with something else at the end of a way."""
    if not way:
        return other
    if isinstance(value, dict):
        return {**value, way[0]: with_other(value[way[0]], way[1:], other)}
    return [with_other(item, way[1:], other) if index == way[0] else item for index, item in enumerate(value)]


def distinct(cases: Sequence[Case]) -> list[Case]:
    """Return the first of all cases whose right inputs are the same."""
    seen = {(case.kind, json.dumps(case.right, default=repr, sort_keys=True)): case for case in reversed(cases)}
    return [case for case in reversed(seen.values()) if case.right is not None]


def at(path: str, value: Any) -> dict[str, Any]:
    """Return inputs with a value at a path, in a list of one item where the path has ``[*]``."""
    head, _, rest = path.partition(".")
    inner = at(rest, value) if rest else value
    return {head.removesuffix("[*]"): [inner] if head.endswith("[*]") else inner}
