"""When jobs are due: pure functions of a table, a clock and what was, so that clocks that jump can be tested.

A job whose time has passed (the machine slept, the clock was set forward, the container was down) runs once, however
many times it missed: if it missed no more than one, or if it is one of ``ALWAYS``. A clock set back runs nothing again
for a minute that was taken care of already, unless it was wrong by more than ``WRONG``.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cronsim import CronSim, CronSimError

from .configuration import Configuration, Job, Kind
from .failure import Failure
from .records import Record

FOLDER = "jobs"
ALWAYS = frozenset({"backup", "drill", "rehearse"})  # what must be made good however late
FIRST = frozenset({"backup", "marker"})  # what a new state needs at once: archiving starts from a base backup
WRONG = 86400.0  # seconds; a clock that goes back by more was wrong before, and its minutes never were
AGAIN = 300.0  # seconds after which a failed backup is tried again
ATTEMPTS = 3  # for one time of the schedule; a first backup is tried until there is one
LISTED = 86400.0  # seconds after which a job that no scheduler lists any more is forgotten


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a scheduler remembers of a job: until when its schedule was looked at, and when it was last in a table."""

    name: str
    schedule: str
    command: tuple[str, ...]
    considered: float
    listed: float


def following(schedule: str, after: float) -> float | None:
    """Return the next time of a schedule; None if there is none. Raises Failure for what is no schedule."""
    try:
        found = next(CronSim(schedule, datetime.fromtimestamp(after, UTC)), None)
    except CronSimError:
        raise Failure(f"{schedule!r} is no schedule; write five cron fields, for instance '30 2 * * *'") from None
    return None if found is None else found.timestamp()


def is_due(job: Job, known: Known, now: float) -> tuple[bool, Known]:
    """Return whether its schedule starts a job now, and what is known of the job from now on."""
    if known.schedule != job.schedule or known.considered - now > WRONG:
        return False, met(job, now)
    first = following(job.schedule, known.considered)
    if first is None or first > now:
        return False, known
    second = following(job.schedule, first)
    once = second is None or second > now
    return once or job.command[0] in ALWAYS, replace(known, considered=now)


def is_wanted(job: Job, last: Record | None, good: Record | None, now: float) -> bool:
    """Return whether a job is to be started whatever its schedule says: it never ran and must, or failed and must not.

    ``last`` and ``good`` are its last results, of any kind and good.
    """
    if last is None:
        return job.command[0] in FIRST
    if last.ok or job.command[0] != "backup" or (good and attempt(last) > ATTEMPTS):
        return False
    return now >= last.ended + AGAIN or last.ended - now > WRONG


def attempt(last: Record | None) -> int:
    """Return which try of a job the next one is, if it is started because the last failed."""
    return 1 if last is None else int(last.facts.get("attempt", 1)) + 1


def met(job: Job, now: float) -> Known:
    """Return what is known of a job that a scheduler sees for the first time: it waits for its time."""
    return Known(name=job.name, schedule=job.schedule, command=job.command, considered=now, listed=now)


def rank(configuration: Configuration, job: Job) -> int:
    """Return the place of a job among those that are due at once: base backups, markers, other backups, the rest."""
    if job.command[0] == "backup":
        rule = configuration.rule(job.command[1])
        databases = {item.name for item in configuration.of_kind(Kind.DATABASE)}
        return 0 if rule.method == "full" and databases & set(rule.of) else 2
    return 1 if job.command[0] == "marker" else 3


def keep(state: str, known: Known) -> None:
    """Remember, over a crash too."""
    folder = Path(state) / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    new = folder / f".{known.name}.new"
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(known), file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / f"{known.name}.json")


def remembered(state: str) -> Mapping[str, Known]:
    """Return what any scheduler of this state remembers, by the job's name."""
    found = {}
    for path in sorted((Path(state) / FOLDER).glob("*.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            known = Known(**{**said, "command": tuple(said["command"])})
        except (OSError, ValueError, TypeError, KeyError):
            continue  # a disk that lost it: the job counts as new
        found[known.name] = known
    return found


def listed(state: str, now: float) -> Iterable[Known]:
    """Return the jobs that a scheduler of this state has in its table."""
    return (known for known in remembered(state).values() if now - known.listed < LISTED)


def since(state: str) -> float:
    """Return when this state was first used; the first call says that."""
    path = Path(state) / "since"
    try:
        return float(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        new = path.with_name(f".since.{os.getpid()}.new")
        new.write_text(f"{time.time():.0f}\n", encoding="utf-8")
        new.replace(path)
        return float(path.read_text(encoding="utf-8"))
