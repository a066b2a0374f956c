"""Locks that this program's processes share, in all containers that have the state: who holds one, and since when.

A lock is the kernel's (flock), so it is gone with the processes that hold it, whatever ended them. What is written in
its file says who holds it; a job that ended without clearing that was killed.
"""

import fcntl
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from .log import moment

FOLDER = "locks"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a lock: which job, started by whom ("schedule" or "a person"), in which container, since when (UTC).

    ``began`` is 0 while the job still waits for something. ``planned`` is the time that the schedule meant, ``attempt``
    counts tries for it.
    """

    job: str
    by: str
    host: str
    since: float
    began: float = 0
    planned: float = 0
    attempt: int = 1

    def __str__(self) -> str:
        doing = "runs" if self.began else "waits to run"
        return f"{self.job} {doing} since {moment(self.began or self.since)}, started by {self.by} in {self.host}"


def myself(job: str, by: str, planned: float = 0, attempt: int = 1) -> Holder:
    """Return what is written into a lock by this process."""
    return Holder(job=job, by=by, host=socket.gethostname(), since=time.time(), planned=planned, attempt=attempt)


class Lock:
    """One lock, by its name. ``left`` is what a holder before us left behind when it was killed."""

    def __init__(self, state: str, name: str) -> None:
        folder = Path(state) / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        self.path = folder / f"{name}.lock"
        self.descriptor = -1
        self.left: Holder | None = None

    def take(self, holder: Holder) -> bool:
        """Take the lock if it is free, and say so in it; return whether it was."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self.descriptor = descriptor
        self.left = self.holder()
        self.write(holder)
        return True

    def write(self, holder: Holder | None) -> None:
        """Write who holds it; None: nobody."""
        said = b"" if holder is None else json.dumps(asdict(holder)).encode()
        os.pwrite(self.descriptor, said, 0)
        os.ftruncate(self.descriptor, len(said))
        os.fsync(self.descriptor)

    def release(self) -> None:
        """Give the lock back, with nothing left in it."""
        if self.descriptor >= 0:
            self.write(None)
            os.close(self.descriptor)
            self.descriptor = -1

    def holder(self) -> Holder | None:
        """Return who the file says holds it, which is only true while the lock can't be taken."""
        try:
            return Holder(**json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def of_job(state: str, job: str) -> Lock:
    """Return the lock that a job holds while it runs: it never overlaps itself."""
    return Lock(state, f"job-{job}")


def shared(state: str, name: str) -> Lock:
    """Return a lock that several jobs share."""
    return Lock(state, f"shared-{name}")


def running(state: str, job: str) -> Holder | None:
    """Return who runs a job now, as its lock's file says."""
    said = of_job(state, job).holder()
    return said if said and said.began else None
