"""The scheduler runs real processes: locks, time limits, signals, crashes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.operations.operations import locks, runner, scheduler
from images.operations.operations.configuration import Configuration, Job, Unknown
from images.operations.operations.failure import Failure
from images.operations.operations.records import Record, append
from images.operations.operations.runner import Busy, Run
from images.operations.operations.scheduler import Scheduler
from tests.operations.tables import SHELL, Clock, backed_up, configuration, job, of_jobs, result, until

NEVER = "0 0 1 1 *"
# A scheduler as a process of its own: the state, and jobs as name, schedule, script and lock.
PROGRAM = """
import asyncio, json, sys
from pathlib import Path
from images.operations.operations import scheduler
from images.operations.operations.configuration import Job
from tests.operations.tables import SHELL, configuration
state, rows = Path(sys.argv[1]), json.loads(sys.argv[2])
scheduler.ALIVE = state / "alive"
jobs = [Job(name=n, schedule=s, command=(c,), lock=l) for n, s, c, l in rows]
asyncio.run(scheduler.Scheduler(configuration(state, *jobs), program=SHELL).forever())
"""


@pytest.fixture(autouse=True)
def _heartbeat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "ALIVE", tmp_path / "alive")


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def started(
    processes: list[subprocess.Popen[str]], state: Path, *rows: tuple[str, str, str, str]
) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(state), json.dumps(rows)], stdout=subprocess.PIPE, text=True
    )
    processes.append(process)
    until((state / "alive").exists, "the scheduler is alive")
    return process


def read(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.read()


def silently(_line: str) -> None: ...


def one(state: Path, what: Job, by: str = "a person") -> tuple[Record | None, list[str]]:
    lines: list[str] = []
    return asyncio.run(Run(state=str(state), job=what, by=by, output=lines.append, program=SHELL).done()), lines


def many(state: Path, *jobs: Job, room: int = 2) -> list[Record | BaseException | None]:
    async def together() -> list[Record | BaseException | None]:
        places = asyncio.Semaphore(room)
        runs = (Run(state=str(state), job=x, by="schedule", output=silently, program=SHELL, room=places) for x in jobs)
        return await asyncio.gather(*(run.done() for run in runs), return_exceptions=True)

    return asyncio.run(together())


def test_a_run_is_recorded_with_its_time_and_its_output_is_passed_on(tmp_path: Path) -> None:
    record, lines = one(tmp_path, job("good", "echo one; echo two >&2; sleep 0.2"))
    assert record
    assert (record.ok, record.error, record.facts["by"]) == (True, "", "a person")
    assert 0.2 <= record.ended - record.began < 3
    assert lines == ["one", "two"]
    assert of_jobs(tmp_path) == [record]


def test_a_failure_says_its_code_and_its_last_words(tmp_path: Path) -> None:
    record, _ = one(tmp_path, job("bad", "echo first; echo the disk is full; exit 3"))
    assert record
    assert (record.ok, record.error) == (False, "ended with 3: the disk is full")


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "GRACE", 1.0)
    script = f"sleep 60 & setsid sleep 61 & echo $! > {tmp_path}/left; trap '' TERM; wait"
    before = time.monotonic()
    record, _ = one(tmp_path, job("long", script, timeout_minutes=0.02))
    assert record
    assert record.error.startswith("took longer than 0.02 minutes, and was ended")
    assert time.monotonic() - before < 6
    left = int((tmp_path / "left").read_text())
    until(
        lambda: not Path(f"/proc/{left}").exists() or "Z" in Path(f"/proc/{left}/stat").read_text(), "all has ended", 3
    )


def ended(process: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return True


def test_what_ends_when_asked_ends_at_once(tmp_path: Path) -> None:
    before = time.monotonic()
    record, lines = one(tmp_path, job("long", "trap 'echo tidy; exit 1' TERM; sleep 60 & wait", timeout_minutes=0.01))
    assert record
    assert not record.ok
    assert lines == ["tidy"]
    assert time.monotonic() - before < 5


def test_lines_of_any_length_and_bytes_come_through_bounded(tmp_path: Path) -> None:
    _, lines = one(tmp_path, job("loud", "head -c 100000 /dev/zero | tr '\\0' x; printf '\\377\\n'; printf end"))
    assert max(map(len, lines)) <= 8192 + 1
    assert sum(map(len, lines)) == 100000 + 1 + 3
    assert lines[-1] == "end"


def test_a_program_that_is_not_there_is_a_recorded_failure(tmp_path: Path) -> None:
    record = asyncio.run(
        Run(state=str(tmp_path), job=job("x"), by="schedule", output=silently, program=("/no/such",)).done()
    )
    assert record
    assert record.error.startswith("can't be started: ")


def test_jobs_with_the_same_lock_never_overlap_and_others_do(tmp_path: Path) -> None:
    mark = f"echo b $(date +%s%N) >> {tmp_path}/log; sleep 0.7; echo e $(date +%s%N) >> {tmp_path}/log"
    many(tmp_path, job("one", mark, lock="backup"), job("two", mark, lock="backup"))
    assert [line.split()[0] for line in (tmp_path / "log").read_text().splitlines()] == ["b", "e", "b", "e"]
    (tmp_path / "log").unlink()
    many(tmp_path, job("one", mark, lock="backup"), job("two", mark, lock="drill"))
    assert [line.split()[0] for line in (tmp_path / "log").read_text().splitlines()] == ["b", "b", "e", "e"]


def test_no_more_than_two_run_at_once(tmp_path: Path) -> None:
    script = f"echo b >> {tmp_path}/log; sleep 0.5; echo e >> {tmp_path}/log"
    many(tmp_path, *(job(f"job-{number}", script) for number in range(5)))
    at_once, most = 0, 0
    for line in (tmp_path / "log").read_text().split():
        at_once += 1 if line == "b" else -1
        most = max(most, at_once)
    assert most == 2


def test_a_lock_that_does_not_come_free_is_a_failure_that_says_who_has_it(tmp_path: Path) -> None:
    held = locks.shared(str(tmp_path), "backup")
    assert held.take(locks.myself("backup-full", "schedule"))
    record, _ = one(tmp_path, job("two", lock="backup", timeout_minutes=0.01))
    assert record
    assert "waited 0.01 minutes: backup-full waits to run since 20" in record.error
    held.release()
    assert one(tmp_path, job("two", lock="backup"))[0].ok  # type: ignore[union-attr]


def test_a_job_that_runs_is_refused_to_a_second_one_who_is_told_since_when(tmp_path: Path) -> None:
    _, second = many(tmp_path, job("same", "sleep 3"), job("same"))
    assert isinstance(second, Busy)
    assert str(second).startswith("same runs since 20")
    assert "started by schedule in " in str(second)
    assert len(of_jobs(tmp_path)) == 1


def test_locks_hold_between_processes_and_end_with_them(tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    append(str(tmp_path), result("x", ended=1))
    due(tmp_path, "long")
    process = started(processes, tmp_path, ("long", NEVER, f"echo $$ > {tmp_path}/pid; exec sleep 30", ""))
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n"), "it runs")
    with pytest.raises(Busy, match="started by schedule"):
        one(tmp_path, job("long"))
    held = locks.running(str(tmp_path), "long")
    process.kill()
    process.wait()
    assert held
    # Its child lives on, as it would not in a container, and keeps the lock with it.
    with pytest.raises(Busy):
        one(tmp_path, job("long"))
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    until(lambda: not still_locked(tmp_path, "long"), "the lock is free")
    record, _ = one(tmp_path, job("long", "true"))
    assert record
    killed, good = of_jobs(tmp_path, "long")
    assert (killed.ok, good.ok) == (False, True)
    assert killed.error.startswith("ended without a result, with its container or host; it began 20")


def still_locked(state: Path, name: str) -> bool:
    lock = locks.of_job(str(state), name)
    taken = lock.take(lock.holder() or locks.myself(name, "test"))
    if taken:
        os.close(lock.descriptor)
    return not taken


def due(state: Path, name: str, schedule: str = NEVER) -> None:
    """Let a job be due at the scheduler's start: its schedule was looked at before its last time."""
    (state / "jobs").mkdir(exist_ok=True)
    known = {"name": name, "schedule": schedule, "command": [], "considered": time.time() - 366 * 86400, "listed": 0}
    (state / "jobs" / f"{name}.json").write_text(json.dumps(known))


def test_what_was_killed_with_the_container_is_recorded_at_the_next_start(
    tmp_path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    left = locks.of_job(str(tmp_path), "long")
    assert left.take(locks.Holder(job="long", by="schedule", host="gone", since=90, began=100, attempt=2))
    os.close(left.descriptor)  # as the kernel does when the process is killed
    process = started(processes, tmp_path, ("long", NEVER, "true", ""))
    until(lambda: bool(of_jobs(tmp_path)), "it is recorded")
    (record,) = of_jobs(tmp_path)
    assert (record.ok, record.began, record.facts["attempt"]) == (False, 100, 2)
    assert locks.running(str(tmp_path), "long") is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0


def test_told_to_end_it_ends_what_runs_and_records_that(tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    due(tmp_path, "long")
    process = started(processes, tmp_path, ("long", NEVER, "trap '' TERM; sleep 40 & wait; wait", ""))
    until(lambda: locks.running(str(tmp_path), "long") is not None, "it runs")
    before = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert time.monotonic() - before < 15
    (record,) = of_jobs(tmp_path)
    assert record.error == "ended before it was done, because its scheduler ends"


def test_a_restart_runs_once_what_was_due_meanwhile(tmp_path: Path, processes: list[subprocess.Popen[str]]) -> None:
    due(tmp_path, "yearly")
    for _ in range(2):
        process = started(processes, tmp_path, ("yearly", NEVER, "true", ""), ("other", NEVER, "true", ""))
        until(lambda: bool(of_jobs(tmp_path, "yearly")), "it ran")
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        process.wait(5)
        (tmp_path / "alive").unlink()
    assert [record.of for record in of_jobs(tmp_path)] == ["yearly"]
    said = [json.loads(line) for line in read(processes[0]).splitlines()]
    assert [line["message"] for line in said if line.get("job") == "yearly"] == ["begins", "is done"]


def test_a_job_that_runs_lets_its_times_pass(tmp_path: Path) -> None:
    clock = Clock()
    clock.now -= clock.now % 60
    table = configuration(tmp_path, job("slow", "sleep 1", "* * * * *"))

    async def minutes() -> None:
        made = Scheduler(table, program=SHELL, clock=clock)
        for _ in range(10):
            clock.now += 60
            made.start_due()
            await asyncio.sleep(0.05)
        await asyncio.gather(*made.tasks.values())
        clock.now += 30
        made.start_due()
        assert not made.tasks

    asyncio.run(minutes())
    assert len(of_jobs(tmp_path)) == 1


def test_a_new_state_runs_backups_and_the_marker_at_once(tmp_path: Path) -> None:
    rows = {"a-drill": ("drill",), "a-backup": ("backup", "full"), "a-marker": ("marker",), "a-task": ("maintain", "x")}
    table = backed_up(tmp_path, *(Job(name=name, schedule=NEVER, command=row) for name, row in rows.items()))

    async def first() -> None:
        made = Scheduler(table, program=("true",))
        made.start_due()
        assert list(made.tasks) == ["a-backup", "a-marker"]
        await asyncio.gather(*made.tasks.values())
        made.start_due()
        assert not made.tasks

    asyncio.run(first())


def test_a_backup_that_failed_is_tried_again_and_then_left(tmp_path: Path) -> None:
    table = backed_up(tmp_path, Job(name="a", schedule=NEVER, command=("backup", "full")))
    append(str(tmp_path), result("a", ended=10))
    append(str(tmp_path), result("a", ok=False, ended=time.time() - 400))

    async def tries(number: int) -> None:
        clock = Clock(time.time())
        made = Scheduler(table, program=("false",), clock=clock)
        for _ in range(number):
            made.start_due()
            await asyncio.gather(*made.tasks.values())
            clock.now += 301

    asyncio.run(tries(5))
    assert [record.facts.get("attempt") for record in of_jobs(tmp_path)] == [None, None, 2, 3]


def test_output_is_lines_of_json_with_the_jobs_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = configuration(tmp_path, job("loud", """echo plain; echo '{"level":"warning","message":"said","disk":3}'"""))
    due(tmp_path, "loud")

    async def once() -> None:
        made = Scheduler(table, program=SHELL)
        made.start_due()
        await asyncio.gather(*made.tasks.values())

    asyncio.run(once())
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["job"] for line in lines} == {"loud"}
    plain, warning = lines[1:3]
    assert (plain["level"], plain["message"]) == ("info", "plain")
    assert (warning["level"], warning["message"], warning["disk"]) == ("warning", "said", 3)


@pytest.mark.parametrize(
    ("jobs", "message"),
    [
        ((job("a"), job("a")), "2 jobs are named 'a'"),
        (
            (Job(name="A b", schedule=NEVER, command=("verify",)),),
            "names are a-z, 0-9 and -, for instance backup-",
        ),
        ((Job(name="a", schedule=NEVER, command=("verify",), lock="../x"),), r"lock '../x'"),
        ((Job(name="a", schedule=NEVER, command=()),), "is no command; there are schedule, run, backup"),
        ((Job(name="a", schedule=NEVER, command=("rm",)),), "is no command"),
        ((Job(name="a", schedule="30 2 * *", command=("verify",)),), "write five cron fields"),
        ((Job(name="a", schedule="0 0 30 2 *", command=("verify",)),), "write five cron fields|never comes"),
        ((Job(name="a", schedule=NEVER, command=("verify",), timeout_minutes=0),), "more than 0, for instance 60"),
    ],
)
def test_a_table_that_cannot_be_run_is_refused(tmp_path: Path, jobs: tuple[Job, ...], message: str) -> None:
    with pytest.raises(Failure, match=message):
        scheduler.checked(configuration(tmp_path, *jobs))


def test_a_backup_of_no_rule_is_refused(tmp_path: Path) -> None:
    table = backed_up(tmp_path, Job(name="a", schedule=NEVER, command=("backup", "nightly")))
    with pytest.raises(Unknown, match="there is no rule 'nightly'; there are full, uploads"):
        scheduler.checked(table)


def test_the_heartbeat_is_of_the_kernels_clock_and_gets_old(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not scheduler.is_alive()
    scheduler.alive()
    assert scheduler.is_alive()
    monkeypatch.setattr(time, "time", lambda: 0.0)  # a clock that jumps does not matter
    assert scheduler.is_alive()
    scheduler.ALIVE.write_text(f"{time.monotonic() - 61}\n")
    assert not scheduler.is_alive()


def run_by_hand(monkeypatch: pytest.MonkeyPatch, table: Configuration, *words: str) -> int:
    monkeypatch.setattr(scheduler, "load", lambda: table)
    return scheduler.run(words)


def test_run_refuses_what_is_no_job_and_names_those_that_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = backed_up(tmp_path, Job(name="a", schedule=NEVER, command=("verify",)))
    with pytest.raises(Unknown, match="there is no job 'b'; there are a"):
        run_by_hand(monkeypatch, table, "b")
    with pytest.raises(Failure, match="say the name of one job, for instance"):
        run_by_hand(monkeypatch, table)
