"""What happened: one line of JSON a result, appended to a file that is only rewritten to forget what is old.

Metrics, status and evidence are read from here. A line that a crash cut off is passed over.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

FILE = "records.jsonl"
KEEP_DAYS = 400  # everything: a year that can be compared with the year before
KEEP_JOBS_DAYS = 30  # every good run of a job; later the last of each day says enough
DAY = 86400


class Event(StrEnum):
    """What kind of result a record is of."""

    JOB = "job"  # of is the job's name
    BACKUP = "backup"  # of is what was backed up
    VERIFICATION = "verification"  # of is the repository
    DRILL = "drill"  # of is what was restored
    RESTORE = "restore"


@dataclass(frozen=True, kw_only=True)
class Record:
    """One result. Times are seconds since 1970, UTC; ``facts`` are the event's own, such as bytes or a label."""

    event: Event
    of: str
    ok: bool
    began: float
    ended: float
    rule: str = ""
    repository: str = ""
    error: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def append(state: str, record: Record) -> None:
    """Add a result; it is on the disk when this returns."""
    with _alone(state), (Path(state) / FILE).open("ab+") as file:
        if file.tell() and not _ends_whole(file.fileno(), file.tell()):
            file.write(b"\n")  # what a crash cut off stays a line of its own
        file.write(json.dumps(asdict(record), sort_keys=True, default=str).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def kept(state: str, record: Record) -> bool:
    """Add a result and return whether it is a good one; one that can't be written down is none, and is said."""
    try:
        append(state, record)
    except OSError as error:
        print(f"the result of {record.of} can't be recorded: {error}", flush=True)
        return False
    return record.ok


def read(state: str) -> Iterator[Record]:
    """Yield every result, oldest first."""
    path = Path(state) / FILE
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if record := parse(line):
                yield record


def parse(line: bytes) -> Record | None:
    """Return the record of a line; None for what is none."""
    try:
        said = json.loads(line)
        return Record(**{**said, "event": Event(said["event"])})
    except (ValueError, TypeError, KeyError):
        return None


def compact(state: str, now: float | None = None) -> int:
    """Forget what is old, and return how many results that were.

    Kept are all of ``KEEP_DAYS``, but of a job's good runs older than ``KEEP_JOBS_DAYS`` the last of each day; and
    whatever their age the last result of each thing, and its last good one.
    """
    path, now = Path(state) / FILE, time.time() if now is None else now
    with _alone(state):
        if not path.exists():
            return 0
        newest: dict[tuple[object, ...], int] = {}
        total = 0
        for total, record in enumerate(read(state), 1):
            newest.update(dict.fromkeys(_marks(record), total))
        kept, new = 0, path.with_suffix(".new")
        with new.open("wb") as file:
            for number, record in enumerate(read(state), 1):
                last, last_alike, last_of_day = (newest[mark] == number for mark in _marks(record))
                days = (now - record.ended) / DAY
                thinned = record.event is Event.JOB and record.ok and days > KEEP_JOBS_DAYS
                if last or last_alike or (days <= KEEP_DAYS and (last_of_day or not thinned)):
                    file.write(json.dumps(asdict(record), sort_keys=True).encode() + b"\n")
                    kept += 1
            file.flush()
            os.fsync(file.fileno())
        if kept == total:
            new.unlink()
            return 0
        new.replace(path)
        folder = os.open(state, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return total - kept


def _marks(record: Record) -> tuple[tuple[object, ...], ...]:
    """Return what a record may be the newest of: its thing, its thing's good or bad ones, and those of its day."""
    thing = (record.event, record.of, record.rule, record.repository)
    return ("any", *thing), ("alike", *thing, record.ok), ("day", *thing, record.ok, int(record.ended // DAY))


@contextmanager
def _alone(state: str) -> Iterator[None]:
    """Hold the lock of the records, which is a file of its own: the records themselves are replaced."""
    with (Path(state) / "records.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ends_whole(descriptor: int, size: int) -> bool:
    return os.pread(descriptor, 1, size - 1) == b"\n"
