"""What `operations status` says, its exit codes, and the scheduler's container as a whole."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from images.operations.operations import configuration as configured
from images.operations.operations import metrics, scheduler, status, timetable
from images.operations.operations.configuration import Configuration, Job
from images.operations.operations.failure import Failure
from images.operations.operations.records import Event, append
from tests.images.engine import SHUT, Engine, built, docker, healthy
from tests.images.engine import until as wait
from tests.operations.tables import backed_up, result

HOUR, DAY = 3600, 86400
DRILL = Job(name="drill-database", schedule="0 2 * * 0", command=("drill", "database"))
TABLE = (Job(name="backup-full", schedule="0 2 * * *", command=("backup", "full")), DRILL)
NOW = 1_800_021_600.0  # 14:00 UTC
HELD = {"bytes": 2_500_000}
BACKUPS = (("database", "full"), ("uploads", "uploads"))


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configuration:
    """All is well: everything was backed up and rehearsed this night."""
    table = backed_up(tmp_path, *TABLE)
    (tmp_path / "since").write_text(f"{NOW - 30 * DAY}\n")
    for of, rule in BACKUPS:
        for repository in ("first", "elsewhere"):
            made = result(of, ended=NOW - 10 * HOUR, event=Event.BACKUP, rule=rule, repository=repository, facts=HELD)
            append(str(tmp_path), made)
    append(str(tmp_path), result("databases", ended=NOW - HOUR, event=Event.VERIFICATION, repository="first"))
    facts = {"loss_seconds": 60, "recovery_seconds": 100}
    append(str(tmp_path), result("database", ended=NOW - HOUR, event=Event.DRILL, facts=facts))
    for job in TABLE:
        timetable.keep(str(tmp_path), timetable.met(job, NOW))
        append(str(tmp_path), result(job.name, ended=NOW - HOUR))
    monkeypatch.setattr(configured, "load", lambda: table)
    monkeypatch.setattr(time, "time", lambda: NOW)
    return table


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = status.status(words)
    return code, capsys.readouterr().out


def wrong(capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str]:
    code, text = asked(capsys, "--json")
    said: dict[str, Any] = json.loads(text)
    assert said["status"] == code
    found = {(line["section"], line["of"]): line["says"] for line in said["lines"] if not line["well"]}
    assert bool(found) == (code == 1)
    return found


@pytest.mark.usefixtures("state")
def test_all_is_well_is_zero_and_a_line_for_each_thing(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = asked(capsys)
    assert code == 0, text
    assert "WRONG" not in text
    assert len(text.splitlines()) == 4 + 1 + 1 + 2 + 1
    assert "2.5 MB" in text
    assert "recovery 1 min 40 s of 15 min" in text
    assert wrong(capsys) == {}


def test_a_backup_that_failed_is_wrong_though_an_older_one_is_good(
    state: Configuration, capsys: pytest.CaptureFixture[str]
) -> None:
    append(
        state.state, result("database", ok=False, ended=NOW - 60, event=Event.BACKUP, rule="full", repository="first")
    )
    assert wrong(capsys) == {
        ("backup", "database (full) in first"): "10 h 1 s ago, 2.5 MB; the last one failed: broken"
    }


def test_a_backup_that_did_not_come_is_late_after_its_grace(
    state: Configuration, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = NOW - 14 * HOUR + DAY  # midnight; the next one is due at two
    drilled = result("database", ended=tomorrow, event=Event.DRILL, facts={"loss_seconds": 1, "recovery_seconds": 1})
    append(state.state, drilled)
    for hours, late in ((3.9, False), (4.1, True)):
        monkeypatch.setattr(time, "time", lambda hours=hours: tomorrow + hours * HOUR)
        found = wrong(capsys)
        assert (("backup", "database (full) in first") in found) is late
        assert ("backup", "uploads (uploads) in first") not in found


def test_what_never_was_is_late_only_once_it_was_due(
    state: Configuration, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = replace(state, rules=(*state.rules, replace(state.rules[0], name="new")))
    monkeypatch.setattr(configured, "load", lambda: table)
    assert set(wrong(capsys)) == {("backup", f"uploads (new) in {name}") for name in ("first", "elsewhere")}
    (Path(state.state) / "since").write_text(f"{NOW - 60}\n")
    assert wrong(capsys) == {}


@pytest.mark.parametrize(
    ("facts", "ok", "says"),
    [
        ({"loss_seconds": 301, "recovery_seconds": 1}, True, "loss_seconds is more than promised"),
        ({"loss_seconds": 1, "recovery_seconds": 901}, True, "recovery_seconds is more than promised"),
        ({}, False, "the last one failed: broken"),
    ],
)
def test_a_drill_that_broke_a_promise_or_failed_is_wrong(
    state: Configuration, capsys: pytest.CaptureFixture[str], facts: dict[str, int], ok: bool, says: str
) -> None:
    append(state.state, result("database", ok=ok, ended=NOW - 1, event=Event.DRILL, facts=facts))
    assert says in wrong(capsys)["drill", "database"]


def test_a_rehearsal_of_files_is_a_line_for_each_thing_and_promises_no_loss(
    state: Configuration, capsys: pytest.CaptureFixture[str]
) -> None:
    job = Job(name="rehearse", schedule="0 4 * * 1", command=("rehearse", "files"))
    timetable.keep(state.state, timetable.met(job, NOW))
    assert set(wrong(capsys)) == {("drill", "uploads")}  # never yet, and thirty days old
    facts = {"loss_seconds": 80000, "recovery_seconds": 1}
    append(state.state, result("uploads", ended=NOW, event=Event.DRILL, repository="first", facts=facts))
    assert wrong(capsys) == {}
    append(state.state, result("uploads", ok=False, ended=NOW, event=Event.DRILL))
    assert wrong(capsys) == {("drill", "uploads"): "0 s ago; the last one failed: broken"}


def test_a_job_that_failed_a_repository_that_is_broken_and_one_that_is_full(
    state: Configuration, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    append(state.state, result("backup-full", ok=False, ended=NOW))
    append(state.state, result("databases", ok=False, ended=NOW, event=Event.VERIFICATION, repository="first"))
    monkeypatch.setattr(metrics, "room", lambda _: {"first": (5, 100)})
    assert set(wrong(capsys)) == {
        ("job", "backup-full"), ("verification", "databases in first"), ("repository", "first")
    }  # fmt: skip


def test_an_archive_that_lags_is_wrong(
    state: Configuration, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = replace(state.rules[1], name="log", method="log", schedule="*/5 * * * *")
    far = tuple(replace(one, location=f"s3:https://store/{one.name}") for one in state.repositories)
    monkeypatch.setattr(configured, "load", lambda: replace(state, rules=(*state.rules, log), repositories=far))
    assert ("archive", "database") in wrong(capsys)  # nothing is archived yet
    for behind, well in ((310, False), (290, True)):
        facts = {"archived": NOW - behind}
        for repository in ("first", "elsewhere"):
            made = result("database", ended=NOW, event=Event.BACKUP, rule="log", repository=repository, facts=facts)
            append(state.state, made)
        assert (("archive", "database") not in wrong(capsys)) is well


def test_without_a_configuration_or_state_nobody_can_tell(
    state: Configuration, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configured, "load", lambda: replace(state, state="/no/such/folder"))
    assert asked(capsys)[0] == 2
    monkeypatch.undo()
    code, text = asked(capsys, "--json")
    assert code == 2
    assert json.loads(text)["status"] == 2


def test_other_words_are_refused() -> None:
    with pytest.raises(Failure, match="status takes --json or --alive, or nothing"):
        status.status(["--yaml"])


@pytest.mark.parametrize(
    ("seconds", "says"), [(0, "0 s"), (-5, "0 s"), (61, "1 min 1 s"), (90061, "1 d 1 h"), (3600, "1 h")]
)
def test_ages_are_said_in_two_units(seconds: float, says: str) -> None:
    assert status.age(seconds) == says


@pytest.mark.parametrize(("number", "says"), [(0, "0 B"), (999, "999 B"), (2_500_000, "2.5 MB"), (4e15, "4000.0 TB")])
def test_sizes_are_said_in_round_numbers(number: float, says: str) -> None:
    assert status.size(number) == says


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


TOML = """
name = "one"
system = "clo"
environment = "dev"
[recovery]
point_minutes = 5
time_minutes = 15
[[job]]
name = "clean"
schedule = "0 0 1 1 *"
command = ["maintain", "clean-temporary-files"]
[[job]]
name = "marker"
schedule = "0 0 1 1 *"
command = ["marker"]
"""


@pytest.mark.docker
def test_the_container_starts_its_first_job_answers_and_ends_when_told(engine: Engine) -> None:
    data = f"--volume={engine.volume('state')}:/var/lib/operations"
    name = engine.start("operations", "scheduler", data, files=engine.files("scheduler", {"operations.toml": TOML}))
    alive = ("python3", "-m", "operations", "status", "--alive")
    healthy(name, *alive)
    wait(20, "the marker ran", lambda: '"job": "marker"' in docker("logs", name))
    told = docker("exec", name, "curl", "-fsS", "http://127.0.0.1:9600/metrics")
    assert 'moorage_job_running{task="clean"} 0.0' in told
    assert docker("exec", name, "python3", "-m", "operations", "run", "clean").endswith(".md")
    told = docker("exec", name, "curl", "-fsS", "http://127.0.0.1:9600/metrics")
    assert 'moorage_job_last_success_timestamp_seconds{task="clean"}' in told
    assert "last 20" in docker("exec", name, "python3", "-m", "operations", "status", check=False)
    # An orphan of a command comes to the first process, which lets it go.
    docker("exec", name, "sh", "-c", "(sleep 0.5 &)")
    wait(10, "no zombies", lambda: "Z" not in docker("exec", name, "sh", "-c", "grep -h State: /proc/[0-9]*/status"))
    print("\nmemory:", docker("stats", "--no-stream", "--format={{.MemUsage}}", name))
    before = time.monotonic()
    docker("stop", "--time=30", name)
    assert time.monotonic() - before < 20
    assert docker("wait", name) == "0"
    lines = [json.loads(line) for line in docker("logs", name).splitlines()]
    assert lines[-1]["message"] == "ended"

    docker("start", name)  # nothing is due: no job runs a second time
    healthy(name, *alive)
    time.sleep(2)
    again = [json.loads(line) for line in docker("logs", name).splitlines()][len(lines) :]
    assert [line.get("message") for line in again] == ["2 jobs"]


@pytest.mark.docker
def test_a_broken_table_ends_the_container_with_what_is_wrong(engine: Engine) -> None:
    files = engine.files("broken", {"operations.toml": TOML.replace("0 0 1 1 *", "0 0 1 1", 1)})
    said = docker(
        "run", "--rm", "--network=none", engine.label, *SHUT, f"--volume={files}:/etc/moorage:ro",
        built("operations"), check=False,
    )  # fmt: skip
    assert said == "schedule: '0 0 1 1' is no schedule; write five cron fields, for instance '30 2 * * *'"


def test_alive_is_an_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scheduler, "ALIVE", tmp_path / "alive")
    assert status.status(["--alive"]) == 1
    scheduler.alive()
    assert status.status(["--alive"]) == 0
