"""What the scheduler tells Prometheus, read through HTTP; and how records are remembered and forgotten."""

import os
import time
import tracemalloc
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from images.operations.operations import locks, metrics, records
from images.operations.operations.configuration import Configuration, Job
from images.operations.operations.failure import Failure
from images.operations.operations.records import Event, Record, append
from images.operations.operations.results import Results
from images.operations.operations.serving import Server
from tests.operations.tables import backed_up, result

NOW = 1_800_000_000.0
DAY = 86400
TABLE = (
    Job(name="backup-full", schedule="0 2 * * *", command=("backup", "full")),
    Job(name="drill-database", schedule="0 2 * * 0", command=("drill", "database")),
    Job(name="vacuum", schedule="0 2 * * 0", command=("maintain", "vacuum-and-analyze")),
)


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    made: list[Server] = []
    yield made
    for server in made:
        server.close()


def asked(servers: list[Server], table: Configuration) -> dict[tuple[str, ...], float]:
    server = metrics.serve(table, 0)
    servers.append(server)
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def archive(state: Path, part: str, at: float) -> None:
    """Put a segment of the log into the first repository."""
    folder = state / "first" / "postgresql" / "archive" / "database" / "17-1" / part
    folder.mkdir(parents=True)
    (folder / "a.zst").touch()
    os.utime(folder / "a.zst", (at, at))


def test_what_never_was_is_no_series_but_nothing_has_failed(tmp_path: Path, servers: list[Server]) -> None:
    found = asked(servers, backed_up(tmp_path, *TABLE))
    names = {key[0] for key in found}
    assert found["moorage_job_failed", "vacuum"] == 0
    assert found["moorage_job_running", "vacuum"] == 0
    assert found["moorage_backup_failed", "database", "elsewhere", "full"] == 0
    assert found["moorage_drill_failed", "database"] == 0
    assert found[("moorage_since_timestamp_seconds",)] == pytest.approx(time.time(), abs=5)
    assert not {name for name in names if "success" in name or "last" in name or "bytes" in name} - {
        "moorage_repository_bytes",
        "moorage_repository_available_bytes",
    }


def test_each_name_of_the_contract_is_told_with_its_labels(tmp_path: Path, servers: list[Server]) -> None:
    state, table = str(tmp_path), backed_up(tmp_path, *TABLE)
    backup: dict[str, Any] = {"event": Event.BACKUP, "rule": "full", "repository": "first"}
    append(state, result("vacuum", ended=NOW))
    append(state, result("vacuum", ok=False, ended=NOW + 50))
    append(state, result("database", ended=NOW, facts={"bytes": 77, "archived": NOW - 3}, **backup))
    append(state, result("database", ok=False, ended=NOW + 9, **backup))
    append(state, result("databases", ok=False, ended=NOW, event=Event.VERIFICATION, repository="first"))
    facts = {"loss_seconds": 4.5, "recovery_seconds": 90}
    append(state, result("database", ended=NOW, event=Event.DRILL, repository="first", facts=facts))
    slow = {"loss_seconds": 5.5, "recovery_seconds": 9000}  # more than is promised, so the drill is no good one
    append(state, result("database", ok=False, ended=NOW + 1, event=Event.DRILL, facts=slow))
    archive(tmp_path, "0000000100000000", NOW - 7)  # the facts say more, but are of a log that is not there
    (tmp_path / "updates.json").write_text('{"backend": 1, "database": 0}')
    held = locks.of_job(state, "backup-full")
    assert held.take(locks.Holder(job="backup-full", by="schedule", host="h", since=1, began=2))
    found = asked(servers, table)
    held.release()
    disk = os.statvfs(tmp_path)
    expected = {
        ("moorage_job_last_run_timestamp_seconds", "vacuum"): NOW + 50,
        ("moorage_job_last_success_timestamp_seconds", "vacuum"): NOW,
        ("moorage_job_failed", "vacuum"): 1,
        ("moorage_job_duration_seconds", "vacuum"): 1,
        ("moorage_job_running", "backup-full"): 1,
        ("moorage_backup_last_success_timestamp_seconds", "database", "first", "full"): NOW - 1,
        ("moorage_backup_failed", "database", "first", "full"): 1,
        ("moorage_backup_bytes", "database", "first", "full"): 77,
        ("moorage_verification_failed", "databases", "first"): 1,
        ("moorage_drill_last_success_timestamp_seconds", "database"): NOW,
        ("moorage_drill_failed", "database"): 1,
        ("moorage_drill_loss_seconds", "database"): 5.5,
        ("moorage_drill_recovery_seconds", "database"): 9000,
        ("moorage_updates_available", "backend"): 1,
        ("moorage_updates_available", "database"): 0,
        ("moorage_archive_last_timestamp_seconds", "database"): NOW - 7,
        ("moorage_repository_bytes", "first"): disk.f_blocks * disk.f_frsize,
    }
    assert {key: found.get(key) for key in expected} == expected
    assert found["moorage_repository_available_bytes", "first"] == pytest.approx(
        disk.f_bavail * disk.f_frsize, rel=0.05
    )
    assert ("moorage_repository_bytes", "elsewhere") not in found


def test_each_container_tells_of_its_own_table_alone(tmp_path: Path, servers: list[Server]) -> None:
    operations = asked(servers, backed_up(tmp_path, TABLE[0], TABLE[2]))
    drills = asked(servers, backed_up(tmp_path, TABLE[1]))
    assert operations.keys() & drills.keys() == {("moorage_since_timestamp_seconds",)}
    assert ("moorage_drill_failed", "database") in drills
    assert ("moorage_backup_failed", "database", "first", "full") in operations


def test_the_archive_is_as_new_as_its_newest_segment(tmp_path: Path, servers: list[Server]) -> None:
    table = backed_up(tmp_path, *TABLE)
    for part, at in (("0000000100000000", 100), ("0000000100000001", 200)):
        archive(tmp_path, part, at)
    assert asked(servers, table)["moorage_archive_last_timestamp_seconds", "database"] == 200


def test_results_say_what_is_archived_only_where_no_repository_is_a_folder(
    tmp_path: Path, servers: list[Server]
) -> None:
    table = backed_up(tmp_path, *TABLE)
    made = result("database", ended=NOW, event=Event.BACKUP, rule="full", repository="first", facts={"archived": NOW})
    append(str(tmp_path), made)
    name = ("moorage_archive_last_timestamp_seconds", "database")
    assert name not in asked(servers, table)
    assert asked(servers, replace(table, repositories=table.repositories[1:]))[name] == NOW


def test_a_rehearsal_of_files_is_told_of_each_thing_and_without_a_loss(tmp_path: Path, servers: list[Server]) -> None:
    table = backed_up(tmp_path, Job(name="rehearse", schedule="0 4 * * 1", command=("rehearse", "files")))
    facts = {"loss_seconds": 80000, "recovery_seconds": 7}
    append(str(tmp_path), result("uploads", ended=NOW, event=Event.DRILL, repository="first", facts=facts))
    found = asked(servers, table)
    drills = {key: value for key, value in found.items() if key[0].startswith("moorage_drill")}
    assert drills == {
        ("moorage_drill_last_success_timestamp_seconds", "uploads"): NOW,
        ("moorage_drill_failed", "uploads"): 0,
        ("moorage_drill_recovery_seconds", "uploads"): 7,
    }
    append(str(tmp_path), result("uploads", ok=False, ended=NOW + 1, event=Event.DRILL))
    assert asked(servers, table)["moorage_drill_failed", "uploads"] == 1


def test_a_port_that_is_taken_is_said(tmp_path: Path, servers: list[Server]) -> None:
    servers.append(metrics.serve(backed_up(tmp_path), 0))
    with pytest.raises(Failure, match=r"port \d+ can't be listened on: Address already in use"):
        metrics.serve(backed_up(tmp_path), servers[0].port)


def fill(state: Path, number: int, days: int = 0) -> None:
    """Write records fast, as append would, ``days`` back from now in equal steps."""
    made = "".join(
        f'{{"began": {at}, "ended": {at}, "error": "", "event": "job", "facts": {{}}, "of": "job-{one % 20}", '
        f'"ok": true, "repository": "", "rule": ""}}\n'
        for one in range(number)
        for at in [time.time() - days * DAY * (number - one) / number]
    )
    with (state / records.FILE).open("a") as file:
        file.write(made)


def test_a_hundred_thousand_records_are_read_in_little_memory_and_then_only_what_is_new(tmp_path: Path) -> None:
    fill(tmp_path, 100_000)
    results = Results(str(tmp_path))
    tracemalloc.start()
    results.refresh()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20
    assert len(results.last) == 20
    append(str(tmp_path), result("job-3", ok=False, ended=NOW))
    before = time.process_time()
    results.refresh()
    assert time.process_time() - before < 0.1  # all of it takes more than a second
    last, good = results.job("job-3")
    assert last
    assert good
    assert (last.ok, good.ok) == (False, True)


def test_a_line_that_is_being_written_counts_when_it_is_whole(tmp_path: Path) -> None:
    results, path = Results(str(tmp_path)), tmp_path / records.FILE
    append(str(tmp_path), result("a", ended=1))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert results.refresh().job("a")[0] == result("a", ended=1)
    path.write_bytes(whole + whole.replace(b'"ended": 1', b'"ended": 2'))
    last = results.refresh().job("a")[0]
    assert last
    assert last.ended == 2


def test_garbage_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / records.FILE).write_bytes(b'\xff\xfe\n{}\nnull\n[1]\n{"event": "no"}\n' + b"x" * 3_000_000 + b"\n")
    append(str(tmp_path), result("a", ended=1))
    assert list(records.read(str(tmp_path))) == [result("a", ended=1)]
    assert Results(str(tmp_path)).refresh().job("a")[0] == result("a", ended=1)


def test_old_records_are_forgotten_but_the_last_of_everything_and_a_year(tmp_path: Path) -> None:
    state = str(tmp_path)
    kept: list[Record] = [
        result("gone", ended=NOW - 900 * DAY, event=Event.BACKUP, rule="r", repository="x"),
        result("gone", ok=False, ended=NOW - 800 * DAY, event=Event.BACKUP, rule="r", repository="x"),
        result("a", ended=NOW - 399 * DAY),
        result("d", ended=NOW - 399 * DAY, event=Event.DRILL),
        result("d", ended=NOW - 398 * DAY, event=Event.DRILL),
        result("a", ok=False, ended=NOW - 300 * DAY),
        result("a", ok=False, ended=NOW - 300 * DAY + 60),
        result("a", ended=NOW - 60),
        result("a", ended=NOW),
    ]
    lost: list[Record] = [
        result("gone", ended=NOW - 950 * DAY, event=Event.BACKUP, rule="r", repository="x"),
        result("a", ended=NOW - 500 * DAY),
        result("a", ended=NOW - 399 * DAY - 60),  # not the last good run of that day
    ]
    for record in sorted([*kept, *lost], key=lambda one: one.ended):
        append(state, record)
    before = Results(state).refresh()
    assert records.compact(state, NOW) == len(lost)
    assert list(records.read(state)) == kept
    after = Results(state).refresh()
    assert (after.last, after.good) == (before.last, before.good)
    assert records.compact(state, NOW) == 0


def test_a_minutely_job_of_a_year_is_thinned_to_little(tmp_path: Path) -> None:
    fill(tmp_path, 60_000, days=390)
    results = Results(str(tmp_path)).refresh()
    assert records.compact(str(tmp_path)) > 45_000
    assert (tmp_path / records.FILE).stat().st_size < 3 << 20
    assert results.refresh().last == Results(str(tmp_path)).refresh().last


def test_what_is_appended_while_old_records_are_forgotten_is_not_lost(tmp_path: Path) -> None:
    state = str(tmp_path)
    append(state, result("old", ended=1))
    pids = []
    for number in range(4):
        pid = os.fork()
        if pid == 0:
            for one in range(50):
                append(state, result(f"job-{number}", ended=NOW + one))
            os._exit(0)
        pids.append(pid)
    for _ in range(30):
        append(state, result("old", ended=2))
        records.compact(state, NOW + 3 * DAY)
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 4
    found = [record.of for record in records.read(state)]
    assert {f"job-{number}": found.count(f"job-{number}") for number in range(4)} == {f"job-{n}": 50 for n in range(4)}
