"""Rules of time-tables and durations."""

import re
from dataclasses import dataclass
from typing import Any

from toolchain.offline.rules import ValueRule, in_range, in_words
from toolchain.offline.schedules import SYNTAXES, Syntax

UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
PART = re.compile(r"(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)")


def seconds_of(text: Any) -> float | None:
    """Return a time as Go writes it in seconds (1h30m, 500ms, 0), or None for what is none or negative."""
    if not isinstance(text, str):
        return None
    if text in {"0", "+0", "-0"}:
        return 0.0
    unsigned = text.removeprefix("+")
    parts = PART.findall(unsigned)
    if not parts or "".join(number + unit for number, unit in parts) != unsigned:
        return None
    return float(sum(float(number) * UNITS[unit] for number, unit in parts))


@dataclass(frozen=True, kw_only=True)
class Duration(ValueRule):
    """A time as Go writes it: its range in seconds, and what it must be a multiple of.

    With ``or_zero`` 0 is right too. ``in_seconds`` is the way of Google's APIs: seconds alone, with an s behind them.
    """

    low: float = 0
    high: float = float("inf")
    step: int = 1
    or_zero: bool = False
    in_seconds: bool = False

    def _instead(self, value: Any) -> str:
        time = seconds_of(value)
        if self.in_seconds and not re.fullmatch(r"\d+(\.\d{1,9})?s", str(value)):
            time = None
        if time is not None and in_range(time, self.low, self.high, self.step, or_zero=self.or_zero):
            return ""
        words = in_words(self.low, self.high, self.step, or_zero=self.or_zero, unit="s")
        if self.in_seconds:
            return words
        limits = f", {words}" if (self.low, self.high) != (0, float("inf")) else ""
        return f"a time in hours, minutes and seconds{limits}. Example: 1h30m"


@dataclass(frozen=True, kw_only=True)
class Schedule(ValueRule):
    """A time-table in one of the syntaxes that clouds read."""

    syntax: Syntax

    def _instead(self, value: Any) -> str:
        reads, says = SYNTAXES[self.syntax]
        return "" if isinstance(value, str) and reads(value) else says
