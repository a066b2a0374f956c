"""One run of one job: locks, a process with a time limit, its output, and a record of how it ended.

Guarantees: a job never overlaps itself, nor another with the same lock, in any container of this state; nothing that
it started outlives it; how it ended is recorded whatever ended it.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from . import locks, records
from .configuration import EVERYTHING, REHEARSALS, Job
from .failure import Failure
from .log import LINE, moment, say
from .records import Event, Record

PROGRAM = (sys.executable, "-m", str(__package__))
MARK = "MOORAGE_RUN"  # in the environment of all that a run starts
GRACE = 10.0  # seconds between asking a job to end and ending it
PATIENCE = 2.0  # seconds for which a job that just ends may still hold its lock
KEPT = 500  # characters of a failed job's last words in its record
CHILDREN: set[int] = set()  # processes that are waited for


class Busy(Failure):
    """The job runs already."""


@dataclass(kw_only=True)
class Run:
    """One run: the job, who started it, the time that the schedule meant (0: none), and which try this is.

    ``output`` is given every line. ``room`` is how many jobs may run at once.
    """

    state: str
    job: Job
    by: str
    output: Callable[[str], None]
    planned: float = 0
    attempt: int = 1
    program: Sequence[str] = PROGRAM
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    last: str = ""

    async def done(self) -> Record | None:
        """Run the job and return its record; None if it was told to end before it began. Raises Busy."""
        holder = locks.myself(self.job.name, self.by, self.planned, self.attempt)
        mine = locks.of_job(self.state, self.job.name)
        await self._take(mine, holder)
        record_killed(self.state, mine, self.job)
        shared = locks.shared(self.state, self.job.lock) if self.job.lock else None
        try:
            limit = time.monotonic() + self.job.timeout_minutes * 60
            while shared and not shared.take(holder):
                if time.monotonic() > limit:
                    return self._record(time.time(), f"waited {self.job.timeout_minutes} minutes: {shared.holder()}")
                await asyncio.sleep(0.5)
            async with self.room:
                holder = replace(holder, began=time.time())
                mine.write(holder)
                if shared:
                    shared.write(holder)
                return await self._run(holder, [lock.descriptor for lock in (mine, shared) if lock])
        finally:
            if shared:
                shared.release()
            mine.release()

    async def _take(self, lock: locks.Lock, holder: locks.Holder) -> None:
        limit = time.monotonic() + PATIENCE
        while not lock.take(holder):
            if time.monotonic() > limit:
                raise Busy(f"{lock.holder() or self.job.name + ' runs'}; a job runs once at a time: wait until it ends")
            await asyncio.sleep(0.1)

    async def _run(self, holder: locks.Holder, held: Sequence[int]) -> Record:
        mark = uuid4().hex
        try:
            # The child holds the locks too: if this process is killed, they are free when the child has ended.
            child = await asyncio.create_subprocess_exec(
                *self.program, *self.job.command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT, start_new_session=True, pass_fds=held,
                env={**os.environ, MARK: mark},
            )  # fmt: skip
        except OSError as refused:
            return self._record(holder.began, f"can't be started: {refused}")
        assert child.stdout  # noqa: S101 - it is a pipe
        CHILDREN.add(child.pid)
        reader = asyncio.create_task(self._read(child.stdout))
        error, killed = "", False
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(child.wait())), self.job.timeout_minutes * 60)
            if child.returncode:
                error, killed = f"ended with {child.returncode}", child.returncode < 0
        except TimeoutError:
            killed = True
            error = f"took longer than {self.job.timeout_minutes:g} minutes, and was ended"
        except asyncio.CancelledError:
            killed = True
            error = "ended before it was done, because its scheduler ends"
        await _end(child, mark)
        CHILDREN.discard(child.pid)
        with suppress(TimeoutError):
            await asyncio.wait_for(reader, 5)
        record = self._record(holder.began, f"{error}: {self.last}" if error and self.last else error)
        if killed:
            _record_drill(self.state, self.job, record)
        return record

    async def _read(self, stream: asyncio.StreamReader) -> None:
        rest = b""
        while piece := await stream.read(65536):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                self._line(line)
            while len(rest) > LINE:  # no end in sight: what is too long for one line becomes several
                self._line(rest[:LINE])
                rest = rest[LINE:]
        if rest:
            self._line(rest)

    def _line(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip("\r")
        if text.strip():
            self.last = text.strip()[-KEPT:]
            self.output(text)

    def _record(self, began: float, error: str) -> Record:
        facts = {"by": self.by, "planned": self.planned, "attempt": self.attempt}
        record = Record(
            event=Event.JOB, of=self.job.name, ok=not error, began=began, ended=time.time(), error=error, facts=facts
        )
        records.append(self.state, record)
        return record


def record_killed(state: str, lock: locks.Lock, job: Job) -> Record | None:
    """Record that the run before was killed with its container, if the job's lock, just taken, says that it was."""
    left = lock.left
    if left is None or not left.began:
        return None
    record = Record(
        event=Event.JOB, of=left.job, ok=False, began=left.began, ended=time.time(),
        error=f"ended without a result, with its container or host; it began {moment(left.began)}",
        facts={"by": left.by, "planned": left.planned, "attempt": left.attempt},
    )  # fmt: skip
    records.append(state, record)
    _record_drill(state, job, record)
    say("error", record.error, job=left.job)
    return record


def _record_drill(state: str, job: Job, record: Record) -> None:
    """Record that the drill of one thing failed if its job was killed, unless the drill still did so itself.

    Of a rehearsal of all files nobody can tell which one it was; its job has failed.
    """
    if job.command[0] not in REHEARSALS or job.command[1:2] in ((), (EVERYTHING,)):
        return
    of = job.command[1]
    if not any((one.event, one.of) == (Event.DRILL, of) and one.ended >= record.began for one in records.read(state)):
        records.append(state, replace(record, event=Event.DRILL, of=of))


async def _end(child: asyncio.subprocess.Process, mark: str) -> None:
    """End a child, its process group, and whatever else it started: asked first, then killed."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(child.wait())), GRACE)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    for process in _marked(mark):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGKILL)
    await child.wait()


def reap() -> None:
    """Let go of ended processes that nobody waits for: they come to the first process of a container."""
    while os.getpid() == 1:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in CHILDREN:
            return  # one of ours, which is taken in a moment
        with suppress(ChildProcessError):
            os.waitpid(ended.si_pid, os.WNOHANG)


def _marked(mark: str) -> list[int]:
    """Return the processes that carry a mark in their environment: those that left the group, such as a server."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if wanted in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found
