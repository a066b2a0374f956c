"""Our program's own time: fresh processes without an engine, against importing Pulumi and its SDKs and nothing more."""

import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from bench.figures import Figures, Row, Table, announce, in_turn
from bench.growth import Comparison, growth
from bench.plain import Programs
from bench.probe import END, FIRST, IMPORTS
from bench.workplace import RunFailed, Workplace
from tests.recorder import ANSWERS
from toolchain.places import PYTHON

SHOWN = 10  # packages in the list of imports
IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)")
IMPORTED = "import pulumi, pulumi_docker, pulumi_random, pulumi_tls, components.system, components.docker, stacks."

Reached = Mapping[str, float]  # by the points that bench/probe.py names


def measure(systems: Sequence[Programs], runs: int) -> list[Table]:
    """Run the imports alone, and the plain program and ours of each system, in turn."""
    announce("our program without an engine")
    anywhere = systems[0].place
    measures = {None: partial(_probe, anywhere, None)} | {
        folder: partial(_probe, programs.place, folder)
        for programs in systems
        for folder in (programs.plain, programs.ours)
    }
    found = in_turn(runs, measures)
    floor = _at(IMPORTS, found[None])
    comparisons = [
        Comparison(
            system=item.system,
            resources=item.resources,
            ours=_at(END, found[item.ours]),
            plain=_at(END, found[item.plain]),
        )
        for item in systems
    ]
    tables = [
        _table(item, floor, _at(FIRST, found[programs.ours]), _imports(programs.place))
        for item, programs in zip(comparisons, systems, strict=True)
    ]
    return [*tables, growth("Program alone", comparisons)]


def _at(point: str, found: Sequence[Reached]) -> Figures:
    return Figures(tuple(reached[point] for reached in found))


def _table(found: Comparison, floor: Figures, first: Figures, imports: Sequence[str]) -> Table:
    return Table(
        title=f"Our program alone for {found.system}, on mocks in a fresh process, {found.resources} resources",
        rows=[
            Row(what="importing Pulumi and its three SDKs: the floor", figures=floor),
            Row(what="our program: start to first resource", figures=first),
            Row(what="our program: start to end", figures=found.ours),
            Row(what="a plain program: start to end", figures=found.plain),
            Row(what="first resource over the floor", figures=first.over(floor), unit="x"),
            Row(what="ours to the end over plain to the end", figures=found.ours.over(found.plain), unit="x"),
        ],
        notes=["own import time by package, one run, ms: " + ", ".join(imports)],
    )


def _probe(place: Workplace, folder: Path | None) -> Reached:
    program = folder / "__main__.py" if folder else ""
    done = subprocess.run(
        [str(PYTHON), "-m", "bench.probe", str(program), str(time.monotonic())],
        cwd=place.checkout,
        env=place.environment,
        input=json.dumps({"configuration": place.configuration, "answers": ANSWERS}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RunFailed(f"{program or 'the imports'} failed on mocks:\n{done.stderr}")
    reached: Reached = json.loads(done.stdout.splitlines()[-1])
    return reached


def _imports(place: Workplace) -> list[str]:
    said = subprocess.run(
        [str(PYTHON), "-X", "importtime", "-c", f"{IMPORTED}{place.system.name}"],
        cwd=place.checkout,
        env=place.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    by_package: Counter[str] = Counter()
    for microseconds, package in IMPORT.findall(said.stderr):
        by_package[package] += int(microseconds)
    return [f"{package} {microseconds / 1000:.0f}" for package, microseconds in by_package.most_common(SHOWN)]
