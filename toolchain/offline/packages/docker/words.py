"""Words for docker's tables of rules that the general ones lack: times as Go writes them, and checks of list items."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from toolchain.offline.paths import find
from toolchain.offline.rules import Failure, Inputs, Plan, Rule

UNITS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
PART: Final = re.compile(r"(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)")


def seconds(text: str) -> float | None:
    """Return a time that Go's ParseDuration reads, in seconds, or None for what it refuses or what is negative."""
    if text in {"0", "+0", "-0"}:
        return 0.0
    unsigned = text.removeprefix("+")
    parts = PART.findall(unsigned)
    if not parts or "".join(number + unit for number, unit in parts) != unsigned:
        return None
    return float(sum(float(number) * UNITS[unit] for number, unit in parts))


@dataclass(frozen=True, kw_only=True)
class Duration(Rule):
    """A time as Go writes it: 0, or at least ``least`` seconds."""

    path: str
    least: float = 0.0

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 - rules are asked with the plan
        for found in find(inputs, self.path):
            time = seconds(str(found.value))
            if time is None or 0 < time < self.least:
                least = f", 0s or at least {self.least * 1000:g}ms" if self.least else ""
                yield Failure(path=found.path, given=found.shown, allowed=f"a time{least}. Example: 1m30s")


@dataclass(frozen=True, kw_only=True)
class Each(Rule):
    """What takes a function for every item of a list of objects. It yields a path in the item and what is allowed."""

    path: str
    check: Callable[[Inputs, Plan], Iterator[tuple[str, str]]]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for item in find(inputs, self.path):
            for path, allowed in self.check(item.value, plan) if isinstance(item.value, Mapping) else ():
                found = next(find(item.value, path), None)
                shown = "missing" if found is None else "[secret]" if item.secret else found.shown
                yield Failure(path=f"{item.path}.{path}", given=shown, allowed=allowed)
