"""One of Moorage's own systems in offline mode, with a backend and a world of the test's own."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolchain import environment
from toolchain.offline import examples, operate, packages, recovery, stack
from toolchain.offline.world import Resource, World
from toolchain.places import ROOT
from toolchain.pulumi_commands import Pulumi
from toolchain.setup import engine

LONGEST_SECONDS = 120


@dataclass
class System:
    """A stack of a system, and the provider that it is attached to."""

    name: str
    home: Path
    pulumi: Pulumi

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start Pulumi as the leader of a process group of its own."""
        return subprocess.Popen(
            [str(engine.command()), *arguments, "--non-interactive", "--color", "never"],
            cwd=ROOT,
            env=environment.complete(self.pulumi.variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=LONGEST_SECONDS)
        return process.returncode, said

    def does(self, *arguments: str) -> str:
        code, said = self.run(*arguments)
        assert code == 0, said
        return said

    def up(self, *arguments: str) -> str:
        return self.does("up", "--yes", "--skip-preview", *arguments)

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.does("stack", "export"))["deployment"]
        return found

    def there(self) -> list[Resource]:
        world = World(self.home / "world.sqlite")
        try:
            return world.of(self.name)
        finally:
            world.close()

    def recover(self) -> bool:
        return recovery.recover(self.pulumi, self.home)

    def converges(self) -> None:
        """Assert that state and world agree: each resource once, nothing to change, no drift, nothing pending."""
        self.up()
        self.up("--refresh", "--expect-no-changes")
        state = self.state()
        assert not state.get("pending_operations")
        assert not [item["urn"] for item in state["resources"] if item.get("delete")]
        known = sorted((item["type"], item["id"]) for item in state["resources"] if _is_in_the_world(item))
        assert known == sorted((item.key.kind, item.key.id) for item in self.there())


def _is_in_the_world(item: dict[str, Any]) -> bool:
    """Tell whether something is more than a value in the state, as a password or a provider is."""
    package = item["type"].partition(":")[0]
    return bool(item["custom"]) and package != "pulumi" and not packages.load(package).in_state


@contextlib.contextmanager
def system(
    home: Path, faults: str = "", words: tuple[str, str, str, str] = ("clo", "docker", "dev", "laptop")
) -> Iterator[System]:
    """Open a stack of a system, made where there is none; a second time with other faults."""
    name = "-".join(words[:3])
    settings = {f"moorage:{key}": value for key, value in examples.settings(*words).items()}
    stack.forget_credentials()
    with operate.provider(home, faults) as providers:
        yield System(name, home, stack.opened(name, settings, providers, home))


def kill_when(process: "subprocess.Popen[str]", reached: Callable[[], bool], after: float) -> bool:
    """Kill a run, and all it started, soon after it has got so far; tell whether it still ran then."""
    end = time.monotonic() + LONGEST_SECONDS
    while process.poll() is None and not reached():
        assert time.monotonic() < end, "the run hangs"
        time.sleep(0.005)
    time.sleep(after)
    ran = process.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=LONGEST_SECONDS)
    return ran


def births(home: Path) -> int:
    """Return how many creations have begun, ever."""
    return _number(home, "SELECT COALESCE(SUM(number), 0) FROM births")


def rows(home: Path) -> int:
    """Return how many resources there are."""
    return _number(home, "SELECT COUNT(*) FROM resources")


def _number(home: Path, query: str) -> int:
    file = f"file:{home / 'world.sqlite'}?mode=ro"
    with contextlib.closing(sqlite3.connect(file, uri=True, timeout=30)) as database:
        return int(database.execute(query).fetchone()[0])


def moments(count: int, last: int, seed: str) -> list[tuple[int, float]]:
    """Return random moments of a run: after how many steps, and how many seconds later."""
    chance = random.Random(seed)  # noqa: S311 - the same moments every time, so that a failure can be looked at
    return [(chance.randint(1, last), chance.uniform(0, 0.05)) for _ in range(count)]
