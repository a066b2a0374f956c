"""Locks between processes and containers that share the state folder: advisory, and gone with whoever held them.

The kernel lets go of a lock when the last process that has its file open ends, however it ends; so a lock is never
stale. Programs that a command starts get the open file too (``inherit``): they hold it as long as they live.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .failure import Failure

FOLDER = "locks"
WAIT_SECONDS = 600.0  # a backup that comes while another one runs waits; its job's own time limit holds too
PAUSE_SECONDS = 0.2


@contextmanager
def held(state: str, name: str, what: str, *, seconds: float = WAIT_SECONDS, shared: bool = False) -> Iterator[int]:
    """Hold the lock ``name`` and yield its open file's number. Raises Failure if others still hold it after a while.

    ``what`` says for others who holds it.
    """
    folder = Path(state) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, name, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, time.monotonic() + seconds)
        if not shared:
            holder = {"what": what, "since": time.time(), "host": socket.gethostname(), "pid": os.getpid()}
            os.truncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, name: str, mode: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Failure(f"{name} is in use: {_holder(descriptor)}; wait until it has ended") from None
            time.sleep(PAUSE_SECONDS)


def _holder(descriptor: int) -> str:
    try:
        said = json.loads(os.pread(descriptor, 4096, 0))
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(said["since"]))
        return f"{said['what']} in {said['host']}, process {said['pid']}, since {since}"
    except (ValueError, KeyError, TypeError):
        return "a process that reads"
