"""Our program's own time: fresh processes without an engine, against importing Pulumi and its SDKs and nothing more."""

import json
import re
import subprocess
import time
from collections import Counter
from pathlib import Path

from bench.figures import Figures, Row, Table, announce
from bench.probe import END, FIRST, IMPORTS
from bench.workplace import RunFailed, Workplace
from tests.recorder import ANSWERS
from toolchain.places import PYTHON

SHOWN = 10  # packages in the list of imports
IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)")
ALL_IMPORTS = (
    "import pulumi, pulumi_docker, pulumi_random, pulumi_tls, components.system, components.docker, stacks.clo"
)


def measure(place: Workplace, plain: Path, runs: int) -> Table:
    """Run the imports alone, the plain program and ours in turn."""
    announce("our program without an engine")
    programs = {"floor": None, "plain": plain / "__main__.py", "ours": place.checkout / "__main__.py"}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
    for run in range(runs + 1):
        for name, program in programs.items():
            reached = _probe(place, program)
            if run:
                found[name].append(reached)

    def at(name: str, point: str) -> Figures:
        return Figures(tuple(reached[point] for reached in found[name]))

    floor, whole = at("floor", IMPORTS), at("ours", END)
    return Table(
        title="Our program alone, on mocks in a fresh process",
        rows=[
            Row(what="importing Pulumi and its three SDKs: the floor", figures=floor),
            Row(what="our program: start to first resource", figures=at("ours", FIRST)),
            Row(what="our program: start to end", figures=whole),
            Row(what="a plain program: start to end", figures=at("plain", END)),
            Row(what="first resource over the floor", figures=at("ours", FIRST).over(floor), unit="x"),
            Row(what="ours to the end over plain to the end", figures=whole.over(at("plain", END)), unit="x"),
        ],
        notes=["own import time by package, one run, ms: " + ", ".join(_imports(place))],
    )


def _probe(place: Workplace, program: Path | None) -> dict[str, float]:
    done = subprocess.run(
        [str(PYTHON), "-m", "bench.probe", str(program or ""), str(time.monotonic())],
        cwd=place.checkout,
        env=place.environment,
        input=json.dumps(ANSWERS),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RunFailed(f"{program or 'the imports'} failed on mocks:\n{done.stderr}")
    reached: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return reached


def _imports(place: Workplace) -> list[str]:
    said = subprocess.run(
        [str(PYTHON), "-X", "importtime", "-c", ALL_IMPORTS],
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
