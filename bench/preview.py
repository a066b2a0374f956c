"""`pulumi preview` of our program against plain ones with the same resources, by the real engine, nothing deployed."""

from collections.abc import Sequence
from functools import partial

from bench.figures import Figures, Row, Table, announce, in_turn, timed
from bench.growth import Comparison, growth
from bench.plain import Programs

GOAL = "1.15"


def measure(systems: Sequence[Programs], runs: int) -> list[Table]:
    """Preview all systems in turn: ours, the plain program, and the same as a loop without references."""
    announce("previews of our program and of plain ones in turn")
    measures = {
        folder: partial(timed, partial(programs.preview, folder))
        for programs in systems
        for folder in (programs.ours, programs.plain, programs.loose)
    }
    found = {folder: Figures(seconds) for folder, seconds in in_turn(runs, measures).items()}
    comparisons = [
        Comparison(system=item.system, resources=item.resources, ours=found[item.ours], plain=found[item.plain])
        for item in systems
    ]
    tables = [_table(item, found[programs.loose]) for item, programs in zip(comparisons, systems, strict=True)]
    return [*tables, growth("`pulumi preview`", comparisons)]


def _table(found: Comparison, loose: Figures) -> Table:
    return Table(
        title=f"`pulumi preview` of {found.system}, nothing deployed, {found.resources} resources",
        rows=[
            Row(what="our program", figures=found.ours),
            Row(what="a plain program: same resources, same references", figures=found.plain),
            Row(what="a plain loop: same resources, nothing waits for anything", figures=loose),
            Row(
                what="ours over the plain program, pair by pair",
                figures=found.ours.over(found.plain),
                unit="x",
                goal=GOAL,
            ),
            Row(what="ours over the plain loop, pair by pair", figures=found.ours.over(loose), unit="x"),
        ],
    )
