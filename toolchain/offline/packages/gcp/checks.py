"""Checks that several services need: durations, numbers that must not cross, and places inside lists."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolchain.offline.paths import find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Custom, Failure

Check = Callable[[Mapping[str, Any], Plan], Iterator[tuple[str, str]]]
# Durations are written in seconds with an s: 7776000s.
DURATION = re.compile(r"(\d+(?:\.\d{1,9})?)s")


def seconds(path: str, low: float, high: float = float("inf"), step: int = 1) -> Check:
    """Return a check that the durations at a path lie between two numbers of seconds, and are multiples of ``step``."""
    most = "" if high == float("inf") else f" to {high:.0f}s"
    least = f"{low:.0f}s{most}" if most else f"{low:.0f}s or more"
    steps = f", a multiple of {step}s" if step > 1 else ""

    def check(inputs: Mapping[str, Any], _plan: Plan) -> Iterator[tuple[str, str]]:
        for found in find(inputs, path):
            read = DURATION.fullmatch(str(found.value))
            number = float(read[1]) if read else -1
            if not low <= number <= high or (step > 1 and number % step):
                yield found.path, f"{least}{steps}"

    return check


def ordered(low: str, high: str, *, apart: bool = False) -> Check:
    """Return a check that one number is not above another; with ``apart`` that it is below."""

    def check(inputs: Mapping[str, Any], _plan: Plan) -> Iterator[tuple[str, str]]:
        least, most = first(inputs, low), first(inputs, high)
        if least is not None and most is not None and (most <= least if apart else most < least):
            yield high, f"{'more than' if apart else 'at least'} {low} ({least})"

    return check


@dataclass(frozen=True, kw_only=True)
class Listed(Custom):
    """A check whose places may be items of lists or maps: ``rules[0].priority``."""

    def _failures(self, inputs: Mapping[str, Any], plan: Plan) -> Iterator[Failure]:
        for path, allowed in self.check(inputs, plan):
            every = re.sub(r"\[[^\]]*\]", "[*]", path)
            found = next((found for found in find(inputs, every) if found.path == path), None)
            yield Failure(path=path, given=found.shown if found else "missing", allowed=allowed)
