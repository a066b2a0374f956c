"""Figures of several runs, the way to take them in turn, and the table they are shown in."""

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from toolchain.console import say

Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Figures:
    """What several runs of one thing took; never empty."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The figure to quote."""
        return statistics.median(self.values)

    def over(self, floor: "Figures") -> "Figures":
        """Return the ratios to a floor, run by run: both of a pair saw the same machine."""
        return Figures(tuple(ours / theirs for ours, theirs in zip(self.values, floor.values, strict=True)))

    def share(self, whole: "Figures") -> "Figures":
        """Return the percentage of a whole, run by run."""
        return Figures(tuple(part * 100 for part in self.over(whole).values))

    def less(self, other: "Figures") -> "Figures":
        """Return the differences, run by run."""
        return Figures(tuple(ours - theirs for ours, theirs in zip(self.values, other.values, strict=True)))

    def each(self, count: int) -> "Figures":
        """Return the milliseconds that one of so many resources takes, out of the seconds for all."""
        return Figures(tuple(seconds * 1000 / count for seconds in self.values))


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: figures, their unit ("s", "ms", "%", or "x" for a ratio), and the goal if there is one."""

    what: str
    figures: Figures
    unit: str = "s"
    goal: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One benchmark's lines, and what there is to say about them."""

    title: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """Return the table as plain text."""
        width = max(len(row.what) for row in self.rows)
        lines = ["", self.title, f"  {'':{width}}  {'median':>9} {'min':>9} {'max':>9}   runs"]
        for row in self.rows:
            found, unit = row.figures, row.unit
            shown = " ".join(f"{value:6.2f} {unit:2}" for value in (found.median, min(found.values), max(found.values)))
            goal = f"   goal {row.goal}" if row.goal else ""
            lines.append(f"  {row.what:{width}}  {shown}   {len(found.values):4}{goal}")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


def in_turn(runs: int, measures: Mapping[Key, Callable[[], Found]]) -> dict[Key, tuple[Found, ...]]:
    """Measure each after one run that does not count: A B A B ..., so that a busy machine is busy for all of them."""
    rounds = [{key: measure() for key, measure in measures.items()} for _ in range(runs + 1)]
    return {key: tuple(found[key] for found in rounds[1:]) for key in measures}


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.monotonic()
    action()
    return time.monotonic() - began


def load() -> str:
    """Return how busy the machine is: more waiting processes than processors spoil single figures, hardly ratios."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def announce(text: str) -> None:
    """Say what is being measured, on standard error; the tables go to standard output."""
    say(f"{text} ({load()})")
