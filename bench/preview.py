"""`pulumi preview` of our program against a plain one with the same resources, by the real engine, nothing deployed."""

import json
from collections.abc import Callable
from pathlib import Path

from bench.figures import Row, Table, announce, in_turn, timed
from bench.workplace import STACK, Workplace

GOAL = "1.15"
HERE = Path(__file__).parent
DATA = "resources.json"


def measure(place: Workplace, ordered: Path, runs: int) -> Table:
    """Preview ours, the plain program that `recorded` made, and the same as a loop without references, in turn."""
    loose, count = _without_references(place, ordered)
    announce("previews of our program and of plain ones in turn")
    found = in_turn(runs, {folder: _preview(place, folder) for folder in (place.checkout, ordered, loose)})
    ours = found[place.checkout]
    return Table(
        title=f"`pulumi preview`, nothing deployed, {count} resources",
        rows=[
            Row(what="our program", figures=ours),
            Row(what="a plain program: same resources, same references", figures=found[ordered]),
            Row(what="a plain loop: same resources, nothing waits for anything", figures=found[loose]),
            Row(
                what="ours over the plain program, pair by pair", figures=ours.over(found[ordered]), unit="x", goal=GOAL
            ),
            Row(what="ours over the plain loop, pair by pair", figures=ours.over(found[loose]), unit="x"),
        ],
    )


def recorded(place: Workplace) -> Path:
    """Make the plain program out of what ours registers in a real preview, and return its folder."""
    plain = place.project("plain", HERE / "flat.py")
    recorder = place.project("recorder", HERE / "recording.py")
    place.pulumi("stack", "init", STACK, "--no-select", folder=recorder)
    file = _stack_file(place)
    file.write_text(file.read_text() + place.configuration)
    place.pulumi(
        *_arguments(place),
        folder=recorder,
        MOORAGE_PROGRAM=str(place.checkout / "__main__.py"),
        MOORAGE_RECORD=str(plain / DATA),
    )
    return plain


def _without_references(place: Workplace, plain: Path) -> tuple[Path, int]:
    resources = json.loads((plain / DATA).read_text())
    loose = place.project("loose", HERE / "flat.py")
    (loose / DATA).write_text(json.dumps([{**resource, "after": []} for resource in resources]))
    return loose, len(resources)


def _stack_file(place: Workplace) -> Path:
    return place.folder / "recorder" / f"Pulumi.{STACK}.yaml"


def _arguments(place: Workplace) -> tuple[str, ...]:
    return ("preview", "--stack", STACK, "--config-file", str(_stack_file(place)))


def _preview(place: Workplace, folder: Path) -> Callable[[], float]:
    return lambda: timed(lambda: place.pulumi(*_arguments(place), folder=folder))
