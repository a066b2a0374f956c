"""What happened: one line of JSON a result, appended to a file that nothing rewrites while it is in use.

Metrics, status and evidence are read from here. A line that a crash cut off is passed over.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

FILE = "records.jsonl"


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
    with (Path(state) / FILE).open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.tell() and not _ends_whole(file.fileno(), file.tell()):
            file.write(b"\n")  # what a crash cut off stays a line of its own
        file.write(json.dumps(asdict(record), sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(state: str) -> Iterator[Record]:
    """Yield every result, oldest first."""
    path = Path(state) / FILE
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            yield Record(**{**said, "event": Event(said["event"])})
        except (ValueError, TypeError, KeyError):
            continue


def _ends_whole(descriptor: int, size: int) -> bool:
    return os.pread(descriptor, 1, size - 1) == b"\n"
