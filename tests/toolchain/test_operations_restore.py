"""`make restore` and `make drill` on a real server with real backups, and what they say when it can't be."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.images.engine import Engine, docker, healthy, until
from tests.operations.moored import READY, Moored, issue
from tests.toolchain.fake_docker import FakeDocker
from toolchain import places
from toolchain.console import Problem
from toolchain.operations import drill, plan, restore, session
from toolchain.operations.deployed import Container, Deployed
from toolchain.runbooks import page

ROLES = ("backups", "db-server", "db-backup", "operations", "drills")


def stack(name: str, roles: tuple[str, ...] = ROLES) -> Deployed:
    return Deployed(
        stack="test", name=name, system="clo", volumes=(), certificates=(), databases=("db",),
        containers=tuple(Container(role=role, name=f"{name}-{role}", serves=True, ports={}) for role in roles),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STACK", "DATABASE", "TO", "SET", "RULE", "NAME", "SNAPSHOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YES", "1")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moored]:
    """A database, what backs it up, and a first backup."""
    engine = Engine()
    try:
        made = Moored(engine, issue(tmp_path_factory.mktemp("certificates"), *ROLES))
        made.all()
        made.operate("marker")
        made.operate("backup", "full")
        yield made
    finally:
        engine.close()


@pytest.fixture
def found(rig: Moored, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    made = stack(rig.engine.name("x").removesuffix("-x"))
    monkeypatch.setattr(session, "deployed", lambda _stack: made)
    return made


def rows(rig: Moored) -> str:
    return rig.sql("SELECT string_agg(word, ' ' ORDER BY word) FROM words")


@pytest.mark.docker
def test_a_running_database_goes_back_to_a_moment_and_forth_again(
    rig: Moored, found: Deployed, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    rig.sql("CREATE TABLE words (word text); INSERT INTO words VALUES ('early')")
    moment = rig.sql("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'")
    rig.sql("SELECT pg_sleep(0.2)")
    rig.sql("INSERT INTO words VALUES ('late')")
    rig.operate("marker")  # by which a restore knows that it has passed the moment
    rig.operate("backup", "log")

    monkeypatch.setenv("TO", "2020-01-01 00:00:00+00")
    with pytest.raises(Problem, match=r"db of test: 2020-01-01 00:00:00\+00:00 can't be restored; possible: 20\d\d-"):
        restore.restore("test", [])
    assert rows(rig) == "early late"

    monkeypatch.setenv("TO", moment)
    assert restore.restore("test", []) == 0
    said = capfd.readouterr()
    assert rows(rig) == "early"
    assert "db answers again after " in said.err
    assert "is lost to users" in said.err
    assert "RESTORING as asked for at" in said.out
    monkeypatch.delenv("TO")

    assert restore.undo("test", []) == 0
    assert rows(rig) == "early late"

    kept = docker("exec", found.role("db-backup").name, "moorage-restore", "status")
    assert "kept: " in kept
    assert restore.confirm("test", []) == 0
    assert "kept: " not in docker("exec", found.role("db-backup").name, "moorage-restore", "status")
    assert restore.confirm("test", []) == 0
    assert "nothing to confirm" in capfd.readouterr().err
    with pytest.raises(Problem, match=r"there is nothing to go back to: no restore has kept data"):
        restore.undo("test", [])


@pytest.mark.docker
def test_a_damaged_backup_is_passed_over_unless_it_is_the_one_that_was_named(
    rig: Moored, found: Deployed, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    rig.sql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('before both')")
    rig.operate("backup", "full")
    operations = found.role("operations").name
    (server,) = json.loads(docker("exec", operations, *plan.BACKUPS))
    damaged = max(server["backup"], key=lambda made: made["timestamp"]["stop"])["label"]
    of = f"/var/lib/*/postgresql/backup/db/{damaged}/bundle/1"
    damage = f"for f in {of}; do printf damage | dd of=$f bs=1 seek=70000 conv=notrunc; done"
    docker("exec", operations, "sh", "-c", damage)

    monkeypatch.setenv("SET", damaged)
    assert restore.restore("test", []) == 1
    assert "FAILED after " in capfd.readouterr().err
    assert rig.sql("SELECT word FROM kept") == "before both"
    monkeypatch.delenv("SET")

    assert restore.restore("test", []) == 0
    assert f"THE BACKUP {damaged} CAN'T BE RESTORED" in capfd.readouterr().out
    assert rig.sql("SELECT word FROM kept") == "before both"
    assert restore.confirm("test", []) == 0


@pytest.mark.docker
def test_a_restore_ends_without_the_second_repository_as_the_runbook_says(rig: Moored, found: Deployed) -> None:
    rig.sql("CREATE TABLE late (word text); INSERT INTO late VALUES ('archived')")
    rig.operate("backup", "log")
    operations, server = found.role("operations").name, found.role("db-server").name
    archive, away = "/var/lib/copies/postgresql/archive/db", "/var/lib/copies/away"
    docker("exec", operations, "mv", archive, away)
    try:
        docker("stop", server)
        docker("exec", found.role("db-backup").name, "sh", "-c", "rm -rf $PGDATA*")
        docker("start", server)
        stopped = "can't be read; the server stops"
        until(120, "the server stops", lambda: stopped in docker("logs", "--since", "120s", server))
        command = page.alone(found.name, "db", 1)

        def said() -> bool:
            docker("start", server)
            return subprocess.run(["sh", "-c", command], check=False).returncode == 0

        until(60, "the server's container runs", said)
        docker("restart", server)
        healthy(server, *READY, seconds=120)
        assert rig.sql("SELECT word FROM late") == "archived"
    finally:
        docker("exec", operations, "mv", away, archive)


@pytest.mark.docker
def test_a_drill_leaves_its_evidence_for_people(
    rig: Moored,
    found: Deployed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert found.has("drills")
    monkeypatch.setattr(places, "OUTPUT", tmp_path)
    rig.operate("marker")
    rig.operate("backup", "log")
    code = drill.drill("test", [])
    said = capfd.readouterr()
    assert code == 0, said.out + said.err
    (folder,) = (tmp_path / "test" / "drills").iterdir()
    evidence = json.loads((folder / "evidence.json").read_text())
    page = (folder / "evidence.md").read_text()
    assert evidence
    assert page.splitlines()[0] in said.out
    assert f"the evidence is in {folder}" in said.err
    monkeypatch.setenv("DATABASE", "other")
    with pytest.raises(Problem, match=r"DATABASE is 'other'; allowed: db. Example: DATABASE=db"):
        drill.drill("test", [])


STATUS = {
    "asked": "asked: id=20261121T190000Z\nasked: action=restore\n",
    "failed": "last: id=20261121T190000Z\nlast: ok=no\nlast: message=no room\n",
    "done": "last: id=20261121T190000Z\nlast: ok=yes\nlast: message=done\nkept: 17.before-20261121T190000Z\n",
}
PLAN = {"to": "", "set": "20261121-010000F", "possible": "a to b", "lost_seconds": 0}


def answers(folder: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> FakeDocker:
    """Return an engine on which a restore that is asked for ends as `ends` says."""
    fake = FakeDocker.put_on_path(folder, monkeypatch)
    running = {"State": {"Status": "running", "Running": True, "Health": {"Status": "healthy"}}}
    fake.says("^container inspect", json.dumps([running]))
    fake.says("operations restore db", json.dumps(PLAN))
    fake.says("moorage-restore request", "asked for")
    fake.says("^exec x-db-backup date", "2026-11-21T19:00:00Z\n")
    fake.says("^restart", "")
    fake.says("^logs", "2026-11-21T19:00:01.5Z moorage: RESTORING\n2026-11-21T19:00:01.2Z moorage: before\n")
    fake.says("moorage-restore status", STATUS["asked"])
    for pattern, answer in more.items():
        fake.says(pattern, answer)
    monkeypatch.setattr(session, "deployed", lambda _stack: stack("x"))
    monkeypatch.setattr(restore, "PAUSE_SECONDS", 0.01)
    return fake


def test_a_restore_that_fails_says_that_the_old_data_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fake = answers(tmp_path, monkeypatch)
    statuses = iter([STATUS["asked"], STATUS["asked"], STATUS["failed"]])
    monkeypatch.setattr(restore, "_status", lambda _: restore.parsed_status(next(statuses)))
    assert restore.restore("test", []) == 1
    said = capfd.readouterr()
    assert "the old data is back: no room" in said.err
    assert said.out == "  moorage: before\n  moorage: RESTORING\n"  # each line once, in their order
    assert fake.asked.count("restart x-db-server") == 1
    assert "exec x-db-backup moorage-restore request" in fake.asked  # the server passes over what is damaged
    assert "from the backup 20261121-010000F, or one before if it is damaged; possible: a to b" in said.err


def test_a_backup_that_a_person_names_is_the_only_one_that_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fake = answers(tmp_path, monkeypatch)
    older, there = "20261120-010000F", "20261120-010000F_20261120-130000I"
    known = [{"name": "db", "backup": [{"label": older}, {"label": there}]}, {"name": "other", "backup": []}]
    fake.says("^exec x-operations pgbackrest", json.dumps(known))
    for wrong, message in (
        ("newest", "SET is 'newest'; allowed: a backup's label. Example: SET=20261121-010000F"),
        ("20261119-010000F", f"SET is '20261119-010000F', but db has no such backup; allowed: {older}, {there}"),
    ):
        monkeypatch.setenv("SET", wrong)
        with pytest.raises(Problem, match=f"^{message}$"):
            restore.restore("test", [])
    assert not [line for line in fake.asked if "request" in line or line.startswith("restart")]
    monkeypatch.setenv("SET", there)
    statuses = iter([STATUS["asked"], STATUS["done"]])
    monkeypatch.setattr(restore, "_status", lambda _: restore.parsed_status(next(statuses)))
    assert restore.restore("test", []) == 0
    assert f"exec x-db-backup moorage-restore request --set={there}" in fake.asked
    assert f"from the backup {there} alone" in capfd.readouterr().err


def test_a_server_that_does_not_come_back_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(tmp_path, monkeypatch)
    monkeypatch.setattr(restore, "WAIT_SECONDS", 0.5)
    with pytest.raises(Problem, match=r"x-db-server is not done within .* it goes on. Look: docker logs"):
        restore.restore("test", [])


def test_what_the_container_beside_refuses_is_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answers(tmp_path, monkeypatch)
    reason = "the old data can't be kept beside: that takes 9 MB, and 3 MB are free"
    fake.says("moorage-restore request", errors=f"moorage-restore: {reason}\n", code=1)
    with pytest.raises(Problem, match=f"^{reason}$"):
        restore.restore("test", [])
    assert "restart x-db-server" not in fake.asked


def test_the_newest_state_is_restored_without_the_operations_container_and_a_moment_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fake = answers(tmp_path, monkeypatch)
    fake.says("^container inspect x-operations", json.dumps([{"State": {"Status": "exited"}}]))
    statuses = iter([STATUS["asked"], STATUS["done"]])
    monkeypatch.setattr(restore, "_status", lambda _: restore.parsed_status(next(statuses)))
    assert restore.restore("test", []) == 0
    assert "The newest state can be restored all the same" in capfd.readouterr().err
    assert "exec x-db-backup moorage-restore request" in fake.asked
    monkeypatch.setenv("TO", "2026-11-21 18:00:00+00")
    with pytest.raises(Problem, match="the container x-operations is exited"):
        restore.restore("test", [])


def test_nothing_is_done_without_a_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answers(tmp_path, monkeypatch)
    monkeypatch.setattr(restore, "agrees", lambda _question: False)
    assert restore.restore("test", []) == 1
    assert not [line for line in fake.asked if "request" in line or line.startswith("restart")]


def test_what_the_volume_says_is_read() -> None:
    done = restore.parsed_status(STATUS["done"])
    expected: Mapping[str, str] = {"id": "20261121T190000Z", "ok": "yes", "message": "done"}
    assert (done.asked, done.last, done.kept) == ({}, expected, ("17.before-20261121T190000Z",))
    assert restore.parsed_status("") == restore.Status()


def test_a_drill_of_files_takes_no_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answers(tmp_path, monkeypatch)
    kinds = {"db": "database", "raw": "volume"}
    toml = "".join(f'[[recoverable]]\nname = "{name}"\nkind = "{kind}"\n' for name, kind in kinds.items())
    fake.says("^exec x-operations cat", toml)
    fake.says("operations rehearse raw", "restored and whole\n")
    fake.says("^exec x-operations ls", "")
    monkeypatch.setenv("NAME", "raw")
    assert drill.drill("test", []) == 0
    monkeypatch.setenv("DATABASE", "db")
    with pytest.raises(Problem, match="NAME is for files, of which each snapshot is a point"):
        drill.drill("test", [])
