"""A table of jobs whose commands are shell scripts: what the scheduler's tests run, as real processes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from images.operations.operations.configuration import Configuration, Job, Kind, Recoverable, Recovery, Repository, Rule
from images.operations.operations.records import Event, Record, read

SHELL = ("sh", "-c")  # instead of this program; the command's first word is a script


def configuration(state: Path, *jobs: Job, **more: Any) -> Configuration:
    return Configuration(
        name="one", system="clo", environment="dev", recovery=Recovery(point_minutes=5, time_minutes=15),
        state=str(state), jobs=jobs, **more,
    )  # fmt: skip


def backed_up(state: Path, *jobs: Job) -> Configuration:
    """A configuration with one database, two rules for it, one for files, and two repositories."""
    (state / "first").mkdir(exist_ok=True)
    return configuration(
        state,
        *jobs,
        recoverables=(
            Recoverable(name="database", kind=Kind.DATABASE, stanza="database"),
            Recoverable(name="uploads", kind=Kind.BUCKET),
        ),
        rules=(
            Rule(name="uploads", of=("uploads",), method="copy", schedule="0 3 * * *", keep_days=7),
            Rule(name="full", of=("database",), method="full", schedule="0 2 * * *", keep_days=30),
        ),
        repositories=(
            Repository(name="first", number=1, location=str(state / "first" / "files")),
            Repository(name="elsewhere", number=2, location="s3:https://store/bucket"),
        ),
    )


def job(name: str, script: str = "true", schedule: str = "0 0 1 1 *", **more: Any) -> Job:
    return Job(name=name, schedule=schedule, command=(script,), **more)


def result(of: str, ok: bool = True, ended: float = 0, **more: Any) -> Record:
    said = {"event": Event.JOB, "began": ended - 1, "error": "" if ok else "broken", **more}
    return Record(of=of, ok=ok, ended=ended, **said)


def of_jobs(state: Path, name: str = "") -> list[Record]:
    return [one for one in read(str(state)) if one.event is Event.JOB and name in ("", one.of)]


def until(condition: Callable[[], bool], what: str, seconds: float = 15) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@dataclass
class Clock:
    """A wall clock that tests move."""

    now: float = field(default=1_800_000_000.0)

    def __call__(self) -> float:
        return self.now
