"""`make matrix`: every system on every target in every environment, through its whole life against the real engine.

Each goes up, plans again without a change, is refreshed without drift, and is destroyed to nothing. In prod a destroy
is refused first; after unprotecting, exactly what the target declares as kept remains.
"""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

import components
import stacks
from stacks._adjust import adjust
from stacks._profiles import PROFILES, place
from stacks._settings import Settings
from stacks._spec import Environment, Size
from toolchain import environment
from toolchain.console import Problem
from toolchain.offline import examples, operate, stack
from toolchain.offline.world import World
from toolchain.places import ROOT
from toolchain.pulumi_commands import Pulumi
from toolchain.setup import engine

AT_ONCE = 2  # the cores that this is made for; an engine and a program keep one busy
LONGEST_SECONDS = 600
STEPS = ("up", "preview", "refresh", "destroy")
LINES_SHOWN = 15
WIDTH = 120  # of the table where no terminal says how much there is


class Failed(Exception):
    """A step that did not end as it should."""


@dataclass
class Cell:
    """One system on one target in one environment, and how it fared."""

    system: str
    target: str
    environment: str
    size: str
    resources: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    kept: int = 0
    problem: str = ""

    @property
    def name(self) -> str:
        """The stack's name."""
        return f"{self.system}-{self.target}-{self.environment}"


def main(words: Mapping[str, str], faults: str = "") -> int:
    """Run the matrix, or the part of it that SYSTEM, TARGET and ENV name; print a table; 0 when all went well."""
    cells = chosen(words)
    stack.HOME.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="matrix-", dir=stack.HOME))  # another matrix may run beside this one
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    began = time.monotonic()
    with operate.provider(home, faults) as providers:
        for number, cell in enumerate(run(cells, home, providers), 1):
            how = (
                f"[red]failed[/red]: {escape(cell.problem)}" if cell.problem else f"{sum(cell.seconds.values()):.0f} s"
            )
            console.print(f"{number:3}/{len(cells)} {cell.name}: {how}", soft_wrap=True)
    console.print(table(cells))
    failed = [cell for cell in cells if cell.problem]
    console.print(
        f"{len(cells) - len(failed)} of {len(cells)} as they should be, in {time.monotonic() - began:.0f} s"
        + (f"; the logs: {home}" if failed else "")
    )
    if not failed:
        shutil.rmtree(home)
    return 1 if failed else 0


def chosen(words: Mapping[str, str]) -> list[Cell]:
    """Return the cells that the words name; a word that is not said means every one, a SIZE those that allow it."""
    for name, allowed in (("SYSTEM", stacks.names()), ("TARGET", components.names()), ("ENV", tuple(Environment))):
        if words.get(name):
            examples.one_of(name, words[name], allowed)
    size = words.get("SIZE", "")
    if size:
        examples.one_of("SIZE", size, tuple(Size))
    return [
        Cell(*examples.checked(system, target, environment, size))
        for system, target, environment in examples.everything()
        if all(
            words.get(name) in (None, "", value)
            for name, value in (("SYSTEM", system), ("TARGET", target), ("ENV", environment))
        )
        and (not size or Size(size) in PROFILES[Environment(environment)].sizes)
    ]


def run(cells: Sequence[Cell], home: Path, providers: str) -> Iterator[Cell]:
    """Run cells side by side and yield each as it ends."""
    threads = ThreadPoolExecutor(AT_ONCE)
    try:
        running: dict[Future[None], Cell] = {threads.submit(_run, cell, home, providers): cell for cell in cells}
        for future in as_completed(running):
            future.result()
            yield running[future]
    finally:
        threads.shutdown(cancel_futures=True)


def table(cells: Sequence[Cell]) -> Table:
    """Return the figures for people."""
    shown = Table("system", "target", "environment", "size")
    for column in ("resources", *STEPS, "kept"):
        shown.add_column(column if column not in STEPS else f"{column} s", justify="right")
    shown.add_column("result")
    for cell in cells:
        seconds = [f"{cell.seconds[step]:.1f}" if step in cell.seconds else "" for step in STEPS]
        result = "[red]failed[/red]" if cell.problem else "ok"
        words = (cell.system, cell.target, cell.environment, cell.size)
        shown.add_row(*words, str(cell.resources), *seconds, str(cell.kept), result)
    return shown


def kept(cell: Cell) -> set[tuple[str, str]]:
    """Return what must remain of a cell after all is unprotected and destroyed: type and logical name."""
    said = examples.settings(cell.system, cell.target, cell.environment, cell.size)
    text = {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}
    settings = Settings.parse(text, cell.name)
    target = components.load(cell.target)
    spec = adjust(stacks.load(cell.system), settings)
    sized = place(spec, settings.environment, settings.size, single_host=target.single_host)
    return set(target.kept(sized)) if sized.profile.retain else set()


def _run(cell: Cell, home: Path, providers: str) -> None:
    log = home / f"{cell.name}.log"
    try:
        said = examples.settings(cell.system, cell.target, cell.environment, cell.size)
        settings = {f"moorage:{name}": value for name, value in said.items()}
        pulumi = stack.opened(cell.name, settings, providers, home, quietly=True)
        _live(cell, pulumi, home, log)
    except (Failed, Problem) as problem:
        cell.problem = str(problem)
    except Exception as error:  # one cell's mishap is that cell's, and the others go on
        cell.problem = f"{type(error).__name__}: {error}"


def _live(cell: Cell, pulumi: Pulumi, home: Path, log: Path) -> None:
    def do(step: str, *arguments: str, refused: str = "") -> None:
        began = time.monotonic()
        code, said = _quietly(pulumi, log, *arguments)
        cell.seconds[step] = cell.seconds.get(step, 0.0) + time.monotonic() - began
        if (code != 0) != bool(refused) or refused not in said:
            end = "\n  ".join(["", *said.strip().splitlines()[-LINES_SHOWN:]])
            why = f"was not refused as {refused}" if refused else f"ended with {code}"
            raise Failed(f"`pulumi {' '.join(arguments)}` {why}{end}")

    world = World(home / "world.sqlite")
    try:
        do("up", "up", "--yes", "--skip-preview")
        cell.resources = len(world.of(cell.name))
        do("preview", "preview", "--expect-no-changes")
        do("refresh", "refresh", "--yes", "--skip-preview", "--expect-no-changes", "--run-program=false")
        if PROFILES[Environment(cell.environment)].protect:
            # With its preview, which refuses before anything is gone.
            do("destroy", "destroy", "--yes", refused="protected")
            if len(world.of(cell.name)) != cell.resources:
                raise Failed("the refused destroy has removed something")
            do("destroy", "state", "unprotect", "--all", "--yes")
        do("destroy", "destroy", "--yes", "--skip-preview")
        left = {(item.key.kind, item.urn.rpartition("::")[2]) for item in world.of(cell.name)}
    finally:
        world.close()
    cell.kept = len(left)
    if left != kept(cell):
        raise Failed(
            f"left behind: {_names(left - kept(cell))}; gone but declared as kept: {_names(kept(cell) - left)}"
        )


def _quietly(pulumi: Pulumi, log: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(engine.command()), *arguments, "--non-interactive", "--color", "never"],
        cwd=ROOT,
        env=environment.complete(pulumi.variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    with log.open("a") as output:
        output.write(f"\n$ pulumi {' '.join(arguments)}\n{done.stdout}")
    return done.returncode, done.stdout


def _names(found: set[tuple[str, str]]) -> str:
    return ", ".join(sorted(f"{kind} {name}" for kind, name in found)) or "nothing"
