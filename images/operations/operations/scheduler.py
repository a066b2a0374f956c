"""The scheduler: runs the table of jobs for ever, at most two at once, and answers scrapes of how they went.

``schedule`` is the container's program, ``run`` what a person types; both keep to the same locks.
"""

import asyncio
import re
import signal
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import locks, metrics, records, timetable
from .configuration import Configuration, Job, load
from .failure import Failure
from .log import passed_on, say
from .results import Results
from .runner import PROGRAM, Busy, Run, reap, record_killed

ALIVE = Path("/run/operations-alive")  # the scheduler writes the kernel's clock here, which never jumps
ALIVE_SECONDS = 60.0
AT_ONCE = 2
TICK = 1.0
HOUSEKEEPING = 60.0  # seconds between looks for killed runs
LISTING = 3600.0  # seconds between saying which jobs there are, and forgetting old records
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
STOPPED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def schedule(words: Sequence[str]) -> int:
    """Run the table of jobs until told to end; then 0, with every running job ended and recorded within 20 seconds."""
    if words:
        raise Failure("schedule takes no words; to run one job now: operations run <job>")
    configuration = load()
    checked(configuration)
    server = metrics.serve(configuration)
    try:
        asyncio.run(Scheduler(configuration).forever())
    finally:
        server.close()
    return 0


def run(words: Sequence[str]) -> int:
    """Run one job of the table now and show what it says; 0 if it went well. Refused while it runs already."""
    if len(words) != 1:
        raise Failure("say the name of one job, for instance: operations run health-check")
    configuration = load()
    checked(configuration)
    job = configuration.job(words[0])
    one = Run(state=configuration.state, job=job, by="a person", output=lambda text: print(text, flush=True))
    record = asyncio.run(_stoppable(one.done()))
    if record is None:
        return 1
    if record.error:
        raise Failure(f"{job.name}: {record.error}")
    return 0


def checked(configuration: Configuration) -> None:
    """Raise Failure for a table that can't be run."""
    from .__main__ import COMMANDS

    for name, count in Counter(job.name for job in configuration.jobs).items():
        if count > 1:
            raise Failure(f"{count} jobs are named {name!r}; every job has a name of its own, for instance {name}-2")
    for job in configuration.jobs:
        if not NAME.fullmatch(job.name) or (job.lock and not NAME.fullmatch(job.lock)):
            raise Failure(
                f"the job {job.name!r} (lock {job.lock!r}): names are a-z, 0-9 and -, for instance backup-daily"
            )
        if not job.command or job.command[0] not in COMMANDS:
            raise Failure(f"the job {job.name!r}: {job.command} is no command; there are {', '.join(COMMANDS)}")
        if job.timeout_minutes <= 0:
            raise Failure(
                f"the job {job.name!r}: timeout_minutes is {job.timeout_minutes}; more than 0, for instance 60"
            )
        if job.command[0] == "backup":
            configuration.rule(" ".join(job.command[1:]))
        if timetable.following(job.schedule, time.time()) is None:
            raise Failure(f"the job {job.name!r}: {job.schedule!r} never comes; for instance '30 2 * * *'")


class Scheduler:
    """The table of one container, and what runs of it. ``clock`` and ``program`` are other ones in tests."""

    def __init__(self, configuration: Configuration, program: Sequence[str] = PROGRAM, clock: Any = time.time) -> None:
        self.configuration, self.program, self.clock = configuration, program, clock
        self.state = configuration.state
        self.results = Results(self.state)
        self.room = asyncio.Semaphore(AT_ONCE)
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.refused: dict[str, float] = {}  # a person runs it: looked at again a minute later
        timetable.since(self.state)
        known, now = timetable.remembered(self.state), clock()
        self.known = {job.name: known.get(job.name) or timetable.met(job, now) for job in configuration.jobs}

    async def forever(self) -> None:
        """Start what is due, second by second, until the process is told to end; then end what runs."""
        ending = asyncio.Event()
        for number in STOPPED:
            asyncio.get_running_loop().add_signal_handler(number, ending.set)
        say("info", f"{len(self.configuration.jobs)} jobs", jobs=sorted(self.known))
        self.tend()
        looked = listed = time.monotonic()
        self.list_jobs()
        while not ending.is_set():
            alive()
            reap()
            self.start_due()
            if time.monotonic() - looked >= HOUSEKEEPING:
                looked = time.monotonic()
                self.tend()
            if time.monotonic() - listed >= LISTING:
                listed = time.monotonic()
                self.list_jobs()
                if forgotten := await asyncio.to_thread(records.compact, self.state):
                    say("info", f"{forgotten} old records are forgotten")
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), TICK)
        await self.end()

    async def end(self) -> None:
        """End what runs, and wait until that is recorded."""
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        say("info", "ended")

    def start_due(self) -> None:
        """Start every job that is due and does not run; at the same time in the order of their rank."""
        now, due = self.clock(), []
        self.results.refresh()
        for job in self.configuration.jobs:
            if job.name in self.tasks or time.monotonic() < self.refused.get(job.name, 0):
                self.known[job.name] = replace(known := self.known[job.name], considered=max(known.considered, now))
                continue  # its times meanwhile pass: it runs already
            last, good = self.results.job(job.name)
            timely, known = timetable.is_due(job, self.known[job.name], now)
            if known != self.known[job.name]:
                self.known[job.name] = known
                timetable.keep(self.state, known)
                if not timely:
                    say(
                        "warning", "its times until now are passed over: more than one, or a new schedule", job=job.name
                    )
            if timely:
                due.append((job, 1))
            elif timetable.is_wanted(job, last, good, now):
                due.append((job, timetable.attempt(last)))
        for job, attempt in sorted(due, key=lambda one: timetable.rank(self.configuration, one[0])):
            self.tasks[job.name] = asyncio.create_task(self._one(job, now, attempt))

    def list_jobs(self) -> None:
        """Say which jobs this scheduler has, for status."""
        for name, known in self.known.items():
            self.known[name] = replace(known, listed=self.clock())
            timetable.keep(self.state, self.known[name])

    def tend(self) -> None:
        """Record the runs that were killed with their container."""
        for job in self.configuration.jobs:
            if job.name not in self.tasks and locks.running(self.state, job.name):
                lock = locks.of_job(self.state, job.name)
                if lock.take(locks.myself(job.name, "schedule")):
                    record_killed(self.state, lock, job)
                    lock.release()

    async def _one(self, job: Job, planned: float, attempt: int) -> None:
        say("info", "begins", job=job.name, attempt=attempt)
        one = Run(
            state=self.state, job=job, by="schedule", planned=planned, attempt=attempt, program=self.program,
            output=lambda text: passed_on(job.name, text), room=self.room,
        )  # fmt: skip
        try:
            record = await one.done()
            if record:
                seconds = round(record.ended - record.began, 1)
                say("error" if record.error else "info", record.error or "is done", job=job.name, seconds=seconds)
        except Busy as busy:
            self.refused[job.name] = time.monotonic() + HOUSEKEEPING
            say("warning", f"passed over: {busy}", job=job.name)
        except OSError as error:
            self.refused[job.name] = time.monotonic() + HOUSEKEEPING
            say("error", f"can't be run: {error}", job=job.name)
        finally:
            del self.tasks[job.name]


def alive() -> None:
    """Say that the scheduler is alive."""
    ALIVE.write_text(f"{time.monotonic()}\n", encoding="utf-8")


def is_alive() -> bool:
    """Return whether the scheduler of this container was alive within the last minute."""
    try:
        return 0 <= time.monotonic() - float(ALIVE.read_text(encoding="utf-8")) < ALIVE_SECONDS
    except (OSError, ValueError):
        return False


async def _stoppable(work: Coroutine[Any, Any, records.Record | None]) -> records.Record | None:
    """Do something that a signal ends in its own way."""
    task = asyncio.ensure_future(work)
    for number in STOPPED:
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return None
