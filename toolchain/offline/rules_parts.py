"""Rules of the parts of a resource: of each container, each item of a list, each key of a map.

What stands in several types, or at several places of one, has its rules written once, with paths that begin at that
part, and they are asked of it wherever it stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolchain.offline.paths import find, show
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure, Inputs, PathRule, Rule
from toolchain.offline.values import Unknown, has_unknown, opened


@dataclass(frozen=True, kw_only=True)
class Within(PathRule):
    """Rules of every part at a path."""

    rules: Sequence[Rule]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for part in find(inputs, self.path):
            for rule in self.rules if isinstance(part.value, Mapping) else ():
                for failure in rule.failures(part.value, plan):
                    given = "[secret]" if part.secret and failure.given != "missing" else failure.given
                    yield replace(failure, path=f"{part.path}.{failure.path}", given=given)


@dataclass(frozen=True, kw_only=True)
class Keys(PathRule):
    """Every key of a map must pass a test."""

    fits: Callable[[str], bool]
    says: str

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            for key in found.value if isinstance(found.value, Mapping) else ():
                if not self.fits(key):
                    shown = "[secret]" if found.secret else show(key)
                    yield Failure(path=found.path, given=f"with the key {shown}", allowed=self.says)


@dataclass(frozen=True, kw_only=True)
class Unique(PathRule):
    """No two items of a list may have the same values of these properties; ``usual`` are those of unsaid ones."""

    properties: Sequence[str]
    usual: Mapping[str, Any] = field(default_factory=dict)

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
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


def has_hidden_item(items: Any, name: str) -> bool:
    """Tell whether a list, or this property of one of its items, is not known yet."""
    items = opened(items)
    if not isinstance(items, list):
        return isinstance(items, Unknown)
    return any(has_unknown(item.get(name) if isinstance(item, Mapping) else item) for item in items)
