"""A result is recorded whatever ended it; and what would fill a disk does not begin."""

import asyncio
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from images.operations.operations import (
    backup,
    evidence,
    file_rehearsal,
    files,
    fresh_server,
    locks,
    pgbackrest,
    records,
    restore,
    room,
    runner,
    span,
)
from images.operations.operations.configuration import Configuration, Job, Repository
from images.operations.operations.drill import Drill
from images.operations.operations.failure import Failure
from images.operations.operations.records import Event, Record, append
from images.operations.operations.snapshots import Snapshot
from tests.operations.tables import SHELL, backed_up, result

FAULTS: tuple[Exception, ...] = (
    Failure("no"),
    OSError(28, "No space left on device"),
    subprocess.TimeoutExpired("pg_dump", 3),
    KeyError("summary"),
)


def fails(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def found(state: Path, event: Event) -> list[Record]:
    return [record for record in records.read(str(state)) if record.event is event]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_backup_that_fails_somehow_is_recorded_and_the_rest_has_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    table = backed_up(tmp_path)
    rule = replace(table.rules[0], name="both", of=("uploads", "database"), method="logical")
    monkeypatch.setattr(backup, "load", lambda: replace(table, rules=(rule,)))
    monkeypatch.setattr(files, "backup", fails(fault))
    assert backup.backup(["both"]) == 1
    said = found(tmp_path, Event.BACKUP)
    assert [(one.of, one.repository, one.ok) for one in said] == [
        (of, repository, False) for of in rule.of for repository in ("first", "elsewhere")
    ]
    assert str(fault) in said[0].error


def test_a_record_that_can_not_be_written_keeps_the_rest_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = backed_up(tmp_path)
    taken = []

    def take(_: Configuration, __: object, ___: object, repository: Repository) -> dict[str, int]:
        taken.append(repository.name)
        return {"bytes": 1}

    monkeypatch.setattr(backup, "load", lambda: table)
    monkeypatch.setattr(files, "backup", take)
    monkeypatch.setattr(records, "append", fails(OSError(28, "No space left on device")))
    assert backup.backup(["uploads"]) == 1
    assert taken == ["first", "elsewhere"]
    assert "the result of uploads can't be recorded: [Errno 28]" in capsys.readouterr().out


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_drill_and_a_rehearsal_that_fail_somehow_are_recorded_with_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    table = backed_up(tmp_path)
    monkeypatch.setattr(evidence, "versions", dict)
    monkeypatch.setattr(span, "of", fails(fault))
    monkeypatch.setattr(file_rehearsal, "rehearsed", fails(fault))
    assert not Drill(table, table.recoverables[0]).carry_out("", point_only=False)
    assert not file_rehearsal._recorded(table, table.recoverables[1])
    said = found(tmp_path, Event.DRILL)
    assert [(one.of, one.ok) for one in said] == [("database", False), ("uploads", False)]
    assert all(str(fault) in one.error for one in said)
    assert len(list(tmp_path.glob("drills/*/evidence.md"))) == 2


def test_a_drill_and_a_rehearsal_that_are_ended_are_recorded_and_do_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = backed_up(tmp_path)
    monkeypatch.setattr(evidence, "versions", dict)
    monkeypatch.setattr(span, "of", fails(SystemExit(143)))
    monkeypatch.setattr(file_rehearsal, "rehearsed", fails(SystemExit(143)))
    with pytest.raises(SystemExit):
        Drill(table, table.recoverables[0]).carry_out("", point_only=False)
    with pytest.raises(SystemExit):
        file_rehearsal._recorded(table, table.recoverables[1])
    said = found(tmp_path, Event.DRILL)
    assert [(one.of, one.ok) for one in said] == [("database", False), ("uploads", False)]
    assert all(one.error == "ended before it was done: SystemExit: 143" for one in said)


@pytest.mark.parametrize(
    ("script", "minutes", "words", "drills"),
    [
        ("kill -9 $$", 1, ("drill", "db"), ["db"]),
        ("sleep 30", 0.01, ("drill", "db"), ["db"]),
        ("kill -9 $$", 1, ("rehearse", "uploads"), ["uploads"]),
        ("kill -9 $$", 1, ("rehearse", "files"), []),
        ("kill -9 $$", 1, ("backup", "db"), []),
        ("exit 1", 1, ("drill", "db"), []),  # it has said so itself
    ],
)
def test_a_drill_whose_job_is_killed_has_failed(
    tmp_path: Path, script: str, minutes: float, words: tuple[str, ...], drills: list[str]
) -> None:
    job = Job(name="x", schedule="0 0 1 1 *", command=words, timeout_minutes=minutes)  # type: ignore[arg-type]
    program = (*SHELL, script)
    record = asyncio.run(runner.Run(state=str(tmp_path), job=job, by="test", output=print, program=program).done())
    assert record
    assert not record.ok
    assert [(one.of, one.ok, one.error) for one in found(tmp_path, Event.DRILL)] == [
        (of, False, record.error) for of in drills
    ]


def test_a_drill_that_was_killed_with_its_container_has_failed_once(tmp_path: Path) -> None:
    job = Job(name="weekly", schedule="0 0 1 1 *", command=("drill", "db"))
    for began in (100, 200):
        left = locks.of_job(str(tmp_path), "weekly")
        assert left.take(locks.Holder(job="weekly", by="schedule", host="gone", since=90, began=began))
        os.close(left.descriptor)  # as the kernel does when the process is killed
        lock = locks.of_job(str(tmp_path), "weekly")
        assert lock.take(locks.myself("weekly", "test"))
        runner.record_killed(str(tmp_path), lock, job)
        lock.release()
        append(str(tmp_path), result("db", ended=time.time() + 5, event=Event.DRILL))  # as if it had said so itself
    assert [one.ok for one in found(tmp_path, Event.DRILL)] == [False, True, True]


def test_a_reserve_stays_free_whatever_a_job_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    giga = 1 << 30
    sizes = {"disk": 10 * giga, "free": 5 * giga}

    def disk(_: Path) -> os.statvfs_result:
        return os.statvfs_result((1, 1, sizes["disk"], sizes["free"], sizes["free"], 0, 0, 0, 0, 255))

    monkeypatch.setattr(os, "statvfs", disk)
    folder = tmp_path / "not" / "yet"
    room.check(folder, 4 * giga, "it")
    with pytest.raises(Failure, match=r"yet has 5369 MB free, of which 1074 MB stay free, and it takes 4295 MB"):
        room.check(folder, 4 * giga + 1, "it")
    sizes |= {"disk": 1000 * giga}  # a tenth would be more than anybody wants to leave
    room.check(folder, 3 * giga, "it")
    with pytest.raises(Failure, match="2147 MB stay free"):
        room.check(folder, 3 * giga + 1, "it")


def test_a_dump_of_a_database_is_listed_as_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = backed_up(tmp_path)
    dump = Snapshot(
        id="a" * 64, of="database", kind="database", rule="dump", repository="first", time=1_800_000_000, files=1,
        bytes=77, tree="", keep_until=0, paths=(),
    )  # fmt: skip
    monkeypatch.setattr(restore, "load", lambda: table)
    monkeypatch.setattr(span, "of", fails(Failure("no backup")))
    monkeypatch.setattr(files, "snapshots", lambda _: [dump])
    assert restore.restore([]) == 1
    assert "database: aaaaaaaa of 2027-01-15 08:00:00+00:00, 77 bytes" in capsys.readouterr().out


def test_a_rehearsal_that_is_told_to_end_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = backed_up(tmp_path)
    monkeypatch.setattr(file_rehearsal, "load", lambda: table)
    monkeypatch.setattr(file_rehearsal, "rehearsed", lambda *_: time.sleep(10))
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    timer.start()
    try:
        with pytest.raises(SystemExit):
            file_rehearsal.rehearse(["uploads"])
    finally:
        timer.cancel()
        signal.signal(signal.SIGTERM, before)
    assert [(one.of, one.ok) for one in found(tmp_path, Event.DRILL)] == [("uploads", False)]


def test_a_drill_waits_longer_for_its_repository_than_a_server_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(fresh_server, "FOLDER", tmp_path)
    monkeypatch.setattr(pgbackrest, "run", lambda *words, **_: asked.append(words))
    fresh_server.FreshServer("db").restore(1, "label", ["--type=default"])
    assert [word for word in asked[0] if word.startswith("--io-timeout")] == ["--io-timeout=120"]
