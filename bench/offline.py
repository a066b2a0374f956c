"""`pulumi preview` in offline mode: our program against the plain one, and what of the run is the provider's own.

Each preview has a provider of its own, as `make preview OFFLINE=1` has, so that what a provider reads when it is first
asked counts. It starts before the preview and is shown by itself.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.figures import Figures, Row, Table, announce, in_turn
from bench.plain import Programs
from toolchain.offline.operate import provider
from toolchain.offline.stack import attached

GOAL = "1.15"
OWN_GOAL = "10 %"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One preview, in seconds: the provider's start before it, the preview, and what of it was the provider's own.

    ``used`` is the processor time of the engine, the language host and the program, which other work on the machine
    changes least. ``calls`` has the seconds by kind of call, from a request's arrival in our code to its answer. Calls
    at the same time wait for one another and count in full. ``processor`` is all that the provider's process used:
    gRPC's threads too.
    """

    start: float
    seconds: float
    used: float
    calls: Mapping[str, float]
    processor: float

    @property
    def in_calls(self) -> float:
        """The seconds of all calls together."""
        return sum(self.calls.values())


def measure(systems: Sequence[Programs], runs: int) -> list[Table]:
    """Preview all systems in turn, ours and the plain program, every package attached to one offline provider."""
    announce("offline previews of our program and of plain ones in turn")
    measures = {
        folder: partial(previewed, programs, folder)
        for programs in systems
        for folder in (programs.ours, programs.plain)
    }
    found = in_turn(runs, measures)
    return [table(item.system, item.resources, found[item.ours], found[item.plain]) for item in systems]


def table(system: str, resources: int, ours: Sequence[Preview], plain: Sequence[Preview]) -> Table:
    """Return the table of one system."""
    seconds, floor = (Figures(tuple(run.seconds for run in runs)) for runs in (ours, plain))
    used = Figures(tuple(run.used for run in ours)).over(Figures(tuple(run.used for run in plain)))
    in_calls = Figures(tuple(run.in_calls for run in ours))
    processor = Figures(tuple(run.processor for run in ours))
    return Table(
        title=f"`pulumi preview` of {system} in offline mode, nothing deployed, {resources} resources",
        rows=[
            Row(what="our program", figures=seconds),
            Row(what="a plain program: same resources, same references", figures=floor),
            Row(what="ours over the plain program, pair by pair", figures=seconds.over(floor), unit="x", goal=GOAL),
            Row(what="the same in processor time, without the provider", figures=used, unit="x"),
            Row(what="the provider's calls, summed", figures=in_calls),
            Row(what="the provider's calls in the preview", figures=in_calls.share(seconds), unit="%", goal=OWN_GOAL),
            Row(what="the provider's processor time, ready to end", figures=processor),
            Row(what="the provider's processor time in the preview", figures=processor.share(seconds), unit="%"),
            Row(what="starting the provider, before the preview", figures=Figures(tuple(run.start for run in ours))),
        ],
        notes=["calls in the last run, ms: " + ", ".join(_by_call(ours[-1]))],
    )


def _by_call(run: Preview) -> list[str]:
    by_time = sorted(run.calls.items(), key=lambda call: call[1], reverse=True)
    return [f"{name} {seconds * 1000:.0f}" for name, seconds in by_time]


def previewed(programs: Programs, folder: Path) -> Preview:
    """Preview one program, attached to a provider that is started for it and stopped after it."""
    home = programs.place.folder / "offline"
    figures = home / "figures.json"
    began = time.monotonic()
    with provider(home, figures=figures) as providers:
        ready, before = time.monotonic(), _children()
        programs.preview(folder, **attached(providers))
        ended, after = time.monotonic(), _children()
    said = json.loads(figures.read_text())
    return Preview(
        start=ready - began,
        seconds=ended - ready,
        used=after - before,
        calls=said["seconds"],
        processor=said["processor"],
    )


def _children() -> float:
    """Return the processor seconds of all processes that were started from here, directly or not, and have ended."""
    times = os.times()
    return times.children_user + times.children_system
