"""A server that restores itself: onto an empty volume, to a moment that was asked for, and back."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.images.engine import LABEL, DockerError, Engine, docker, exit_code, healthy, until
from tests.operations.moored import PING, READY, ROLES, Moored, issue

pytestmark = pytest.mark.docker
VOLUME = "/var/lib/postgresql/data"


@pytest.fixture(scope="module")
def world() -> Iterator[Moored]:
    """As ``moored``, with a small disk for backups (a tmpfs, which lives as long as a container has it)."""
    engine = Engine()
    try:
        small = engine.name("backups")
        options = ["--driver=local", "--opt=type=tmpfs", "--opt=device=tmpfs", "--opt=o=size=100m,uid=10001,mode=0700"]
        docker("volume", "create", f"--label={LABEL}={engine.mark}", *options, small)
        with tempfile.TemporaryDirectory(prefix="moorage-") as folder:
            made = Moored(engine, issue(Path(folder), *ROLES), backups_volume=small)
        made.operations()
        yield made
    finally:
        engine.close()


def lose_the_data(world: Moored) -> None:
    docker("rm", "--force", world.names["db-server"], world.names["db-backup"])
    docker("volume", "rm", world.volume("data"))
    world.engine.volume("data")


def log(world: Moored) -> str:
    return docker("logs", world.names["db-server"])


def ids(world: Moored) -> list[int]:
    return [int(line) for line in world.sql("SELECT id FROM rows WHERE id < 0 ORDER BY id DESC").split()]


def restart(world: Moored, seconds: float = 60) -> None:
    docker("restart", "--time=20", world.names["db-server"])
    healthy(world.names["db-server"], *READY, seconds=seconds)


def test_no_empty_database_is_made_while_the_repository_can_not_be_asked(world: Moored) -> None:
    name = world.server(wait=False)
    assert exit_code(name) == 1
    last = log(world).splitlines()[-1]
    assert "the data volume is empty, and whether there are backups can't be asked within 5 s: repository 1: " in last
    docker("rm", "--force", name)
    world.beside()
    assert world.run("db-backup", "ls", VOLUME) == ""


def test_at_first_there_is_no_backup_and_an_empty_cluster_is_made(world: Moored) -> None:
    world.backups()
    world.server()
    assert "moorage: the repository has no backup of db: making a new, empty cluster" in log(world)
    world.sql("CREATE TABLE rows AS SELECT g AS id, md5(g::text) AS word FROM generate_series(1, 20000) AS g")
    world.operate("backup", "full")


def test_onto_an_empty_volume_comes_all_that_was_archived(world: Moored) -> None:
    world.sql("INSERT INTO rows VALUES (-1, 'after the backup')")
    world.archived()
    world.sql("INSERT INTO rows VALUES (-2, 'perhaps archived')")
    lose_the_data(world)
    began = time.monotonic()
    world.server()
    print(f"restored onto an empty volume within {time.monotonic() - began:.1f} s")
    world.beside()
    assert ids(world)[0] == -1
    assert world.sql("SELECT count(*) FROM rows WHERE id > 0") == "20000"
    assert "THE DATA VOLUME IS EMPTY and the repository has backups" in log(world)
    assert world.sql("SELECT pg_is_in_recovery()") == "f"
    world.archived()  # on its new timeline


def test_an_interrupted_restore_is_gone_on_with_and_never_taken_for_a_whole_one(world: Moored) -> None:
    lose_the_data(world)
    name = world.server(wait=False)
    mark = f"{VOLUME}/17.unfinished/backup.manifest"
    until(30, "files are restored", lambda: docker("exec", name, "ls", mark, check=False) == mark)
    docker("kill", name)
    world.beside()
    assert "17" not in world.run("db-backup", "ls", VOLUME).split()
    docker("start", name)
    healthy(name, *READY, seconds=60)
    assert "moorage: a restore was interrupted: going on with it" in log(world)
    assert ids(world)[0] == -1
    assert world.run("db-backup", "ls", VOLUME).split() == ["17"]


def test_a_first_repository_that_is_new_and_empty_does_not_stop_a_restore_from_the_copies(world: Moored) -> None:
    """As after a whole host is lost: the copies are what is left."""
    world.sql("INSERT INTO rows VALUES (-5, 'in the copies')")
    world.archived()
    folder, aside = "/var/lib/backups/postgresql", "/var/lib/backups/aside"
    world.run("operations", "sh", "-c", f"mkdir {aside} && mv {folder}/* {aside}/")
    try:
        lose_the_data(world)
        world.server(wait=False)
        healthy(world.names["db-server"], *READY, seconds=60)
    finally:
        world.run("operations", "sh", "-c", f"rm -rf {folder}/* && mv {aside}/* {folder}/ && rmdir {aside}")
    world.beside()
    assert ids(world)[:2] == [-1, -5]
    world.archived()


def test_a_moment_is_restored_as_asked_for_and_undone(world: Moored) -> None:
    world.sql("INSERT INTO rows VALUES (-10, 'before')")
    world.operate("marker")
    world.sql("INSERT INTO rows VALUES (-11, 'after')")
    world.operate("marker")
    world.archived()
    lines = world.run("operations", "tail", "-n", "2", "/var/lib/operations/markers.jsonl").splitlines()
    before, after = (json.loads(line)["at"] for line in lines)
    code = f"from operations import restore\nprint(restore.plan(c, r, span.exactly({(before + after) / 2}))['set'])"
    with pytest.raises(DockerError, match="can't be restored; possible: "):
        world.python(f"from operations import restore\nrestore.plan(c, r, span.exactly({after + 60}))")
    label = world.python(code)
    moment = world.python(f"print(span.exactly({before}))")
    said = world.run("db-backup", "moorage-restore", "request", f"--set={label}", f"--to={moment}")
    assert said == "asked for; the server does it at its next start"
    with pytest.raises(DockerError, match=r"a restore was asked for at .* already"):
        world.run("db-backup", "moorage-restore", "undo")
    restart(world)
    assert ids(world)[-1] == -10
    status = world.run("db-backup", "moorage-restore", "status")
    assert "last: ok=yes" in status
    assert "kept: 17.before-" in status

    world.run("db-backup", "moorage-restore", "undo")
    restart(world)
    assert ids(world)[-1] == -11
    assert "UNDOING A RESTORE" in log(world)


def test_after_a_restore_was_undone_an_empty_volume_gets_what_is_now_and_not_the_branch_that_was_left(
    world: Moored,
) -> None:
    world.sql("INSERT INTO rows VALUES (-12, 'after the undoing')")
    world.archived()
    lose_the_data(world)
    world.server()
    world.beside()
    assert ids(world)[-2:] == [-11, -12]


def test_a_restore_that_can_not_be_done_leaves_everything_as_it_was(world: Moored) -> None:
    world.run("db-backup", "moorage-restore", "request", "--to=2099-01-01 00:00:00+00")
    docker("restart", "--time=20", world.names["db-server"])
    assert exit_code(world.names["db-server"]) == 1  # the engine starts it again, outside of tests
    assert "THE RESTORE FAILED, the old data is back: the server could not recover" in log(world)
    docker("start", world.names["db-server"])
    healthy(world.names["db-server"], *READY, seconds=60)
    assert ids(world)[-1] == -12
    assert "last: ok=no" in world.run("db-backup", "moorage-restore", "status")
    assert "kept" not in world.run("db-backup", "moorage-restore", "status")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("request", "--to=yesterday"), "the time yesterday can't be read; allowed: date, time and offset from UTC"),
        (("request", "--to=2026-11-21 18:00:00+00'; DROP"), "can't be read"),
        (("request", "--set=../../etc"), "the backup ../../etc can't be read; allowed: a label, such as"),
        (("request", "now"), "now is not known; allowed: --to=TIME, --set=LABEL, --discard"),
        (("undo",), "there is nothing to go back to"),
        ((), "say request, undo, confirm or status"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(words: tuple[str, ...], message: str, world: Moored) -> None:
    with pytest.raises(DockerError, match=f"moorage-restore: .*{message[:30]}"):
        world.run("db-backup", "moorage-restore", *words)
    assert "asked:" not in world.run("db-backup", "moorage-restore", "status")


def test_an_archive_that_can_not_be_asked_stops_recovery_and_does_not_end_it(world: Moored) -> None:
    get = "moorage-archive-get 0000000100000000000000FF /tmp/segment >/tmp/said 2>&1; echo $?"
    assert world.run("db-server", "sh", "-c", get) == "1"  # nobody has it: the end
    docker("stop", "--time=5", world.names["backups"])
    try:
        assert world.run("db-server", "sh", "-c", get) == "255"
        assert "the server stops" in world.run("db-server", "sh", "-c", "tail -n 1 /tmp/said")
    finally:
        docker("start", world.names["backups"])
        healthy(world.names["backups"], *PING)


def test_a_damaged_backup_is_passed_over_for_the_one_before(world: Moored) -> None:
    world.operate("backup", "full")
    world.sql("INSERT INTO rows VALUES (-20, 'after the damaged one')")
    world.archived()
    damaged = world.python(
        "print(pgbackrest.stock('db', 1).newest.label, pgbackrest.stock('db', 2).newest.label)"
    ).split()
    for folder, label in zip(("backups", "copies"), damaged, strict=True):
        file = f"/var/lib/{folder}/postgresql/backup/db/{label}/bundle/1"
        world.run(
            "operations",
            "sh",
            "-c",
            f"cp -p {file} {file}.kept; printf damage | dd of={file} bs=1 seek=70000 conv=notrunc",
        )
    lose_the_data(world)
    world.server(wait=False)
    healthy(world.names["db-server"], *READY, seconds=120)
    world.beside()
    for label in damaged:
        assert f"THE BACKUP {label} CAN'T BE RESTORED" in log(world)
    assert ids(world)[-1] == -20
    for folder, label in zip(("backups", "copies"), damaged, strict=True):
        file = f"/var/lib/{folder}/postgresql/backup/db/{label}/bundle/1"
        world.run("operations", "sh", "-c", f"mv {file}.kept {file}")


def test_a_full_disk_fails_the_backup_clearly_and_costs_nothing_else(world: Moored) -> None:
    labels = "print([made.label for made in pgbackrest.stock('db', 1).backups])"
    before = world.python(labels)
    attempt = "try: print(postgresql.backup(c, c.rule('full'), r, first))\nexcept Failure as failure: print(failure)"
    full = "the repository's disk is full: make it larger or keep backups for fewer days; what was there is whole"
    filler = "/var/lib/backups/filler"
    world.run("operations", "sh", "-c", f"dd if=/dev/zero of={filler} bs=1M; true")
    try:
        assert world.python(attempt) == f"the backup into backups: {full}"
        world.run("operations", "truncate", "--size=-3M", filler)  # for some log, and half a backup
        said = world.python(f"postgresql.LEAST_ROOM = 0\n{attempt}")
        assert "disk is full" in said
        assert "what was there is whole" in said
        assert world.python(labels) == before
        assert world.sql("INSERT INTO rows VALUES (-30, 'the database goes on') RETURNING id") == "-30"
    finally:
        world.run("operations", "rm", filler)
    world.operate("backup", "full")
    world.archived()
    assert "databases in backups: whole" in world.operate("verify")
