"""SQLite databases in use, backed up from a read-only mount: live, killed and closed writers, and journals."""

import re
from collections.abc import Iterator

import pytest

from tests.images.engine import Engine, docker, until
from tests.operations.file_backups import Operations, toml

pytestmark = pytest.mark.docker
# A transaction moves one from a to b: the sum is the same in every consistent copy. The name has no ending.
WRITER = """
import sqlite3, sys, time
mode, how, name = sys.argv[1:]
connection = sqlite3.connect(name, isolation_level=None)
connection.execute(f"PRAGMA journal_mode={mode}")
connection.execute("PRAGMA wal_autocheckpoint=20")
connection.execute("PRAGMA cache_size=2")
connection.execute("CREATE TABLE IF NOT EXISTS account (name TEXT, value INT)")
connection.execute("CREATE TABLE IF NOT EXISTS filler (text TEXT)")
connection.execute("INSERT INTO account VALUES ('a', 1000000), ('b', 0)")
connection.executemany("INSERT INTO filler VALUES (?)", [("x" * 4000,)] * 300)
if how == "closed":
    connection.close()
    sys.exit()
if how == "idle":
    connection.execute("UPDATE account SET value = value - 7 WHERE name = 'a'")
    connection.execute("UPDATE account SET value = value + 7 WHERE name = 'b'")
if how == "torn":
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE account SET value = value - 5 WHERE name = 'a'")
    connection.execute("UPDATE filler SET text = 'y' || text")  # more than the cache holds: pages go to the file
print("ready", flush=True)
while how != "live":
    time.sleep(1)
while True:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE account SET value = value - 1 WHERE name = 'a'")
    connection.execute("UPDATE account SET value = value + 1 WHERE name = 'b'")
    connection.execute("UPDATE filler SET text = text || 'z' WHERE rowid % 50 = 0")
    connection.execute("COMMIT")
    time.sleep(0.005)
"""
NAME = "clo [1] data"
QUERY = "PRAGMA integrity_check; SELECT sum(value), (SELECT value FROM account WHERE name = 'b') FROM account"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def writing(operations: Operations, mode: str, how: str) -> str:
    """Start an app that writes a database, and return its container once it has begun."""
    container = docker(
        "run", "--detach", operations.engine.label, "--network=none", f"--volume={operations.volume('data')}:/data",
        "moorage-test/operations:cache", "python3", "-c", WRITER, mode, how, f"/data/{NAME}",
    )  # fmt: skip
    until(30, "the writer has begun", lambda: how == "closed" or "ready" in docker("logs", container))
    if how == "closed":
        assert docker("wait", container) == "0"
    return container


def copied(operations: Operations, name: str = NAME) -> str:
    """Copy a database as a backup does, and return what went wrong, or whether it is whole, sum and b."""
    said = operations.run("python3", "-c", COPY, f"/sources/data/{name}")
    return said or operations.run("sqlite3", "/var/lib/operations/copied/copy", QUERY)


def restored(operations: Operations) -> str:
    """Back up, restore, and return whether the database is whole, sum and b."""
    facts = operations.backup()["facts"]
    assert facts["sqlite"] == 1
    operations.shell("rm -rf /var/lib/operations/back")
    operations.ask("restore", "data", "--into", "/var/lib/operations/back")
    assert operations.shell("ls /var/lib/operations/back") == f"{NAME}\nother"
    return operations.run("sqlite3", f"/var/lib/operations/back/{NAME}", QUERY)


@pytest.fixture(scope="module")
def operations(engine: Engine) -> Operations:
    made = Operations(engine, "sqlite")
    made.own()
    made.write("echo file > /data/other")
    return made.start(toml())


@pytest.mark.parametrize("mode", ["wal", "delete"])
@pytest.mark.parametrize("how", ["live", "idle", "closed", "killed", "torn"])
def test_a_copy_is_consistent(mode: str, how: str, operations: Operations) -> None:
    operations.write("rm -f /data/clo*")
    container = writing(operations, mode, "live" if how == "killed" else how)
    try:
        if how in ("killed", "torn"):
            docker("kill", container)
        if (mode, how) == ("delete", "torn"):
            assert "-journal" in operations.shell("ls /sources/data")  # hot: it must be rolled back
        lines = copied(operations).split("\n")
    finally:
        docker("rm", "--force", container)
    assert lines[0] == "ok"
    total, moved = map(int, lines[1].split("|"))
    assert total == 1_000_000
    assert {"live": moved > 0, "idle": moved == 7, "closed": moved == 0, "killed": moved > 0, "torn": moved == 0}[how]


def test_nothing_that_was_committed_before_is_missing(operations: Operations) -> None:
    operations.write("rm -f /data/clo*")
    container = writing(operations, "wal", "live")
    try:
        query = "SELECT value FROM account WHERE name = 'b'"
        before = int(operations.write(f"sqlite3 '/data/{NAME}' \"{query}\""))
        assert int(restored(operations).split("|")[-1]) >= before > 0
    finally:
        docker("rm", "--force", container)


def test_a_damaged_database_fails_the_backup_and_is_named(operations: Operations) -> None:
    operations.write("rm -f /data/clo*")
    docker("rm", "--force", writing(operations, "delete", "closed"))
    operations.write(f"head -c 4096 /dev/urandom | dd of='/data/{NAME}' bs=4096 seek=5 conv=notrunc status=none")
    error = operations.backup(code=1)["error"]
    assert re.search(rf"the SQLite database /sources/data/{re.escape(NAME)} (is damaged|can't be copied)", error)
    operations.write("rm -f /data/clo*")
    assert operations.backup()["ok"] is True


def test_a_database_that_somebody_keeps_locked_is_named(operations: Operations) -> None:
    operations.write("rm -f /data/clo*")
    lock = (
        "import sqlite3, time; c = sqlite3.connect('/data/clo', isolation_level=None); c.execute('CREATE TABLE t (x)');"
        "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('INSERT INTO t VALUES (1)'); print('ready', flush=True);"
        "time.sleep(100)"
    )
    container = docker(
        "run", "--detach", operations.engine.label, f"--volume={operations.volume('data')}:/data",
        "moorage-test/operations:cache", "python3", "-c", lock,
    )  # fmt: skip
    try:
        until(20, "it is locked", lambda: "ready" in docker("logs", container))
        assert (
            copied(operations, "clo")
            == "the SQLite database /sources/data/clo can't be copied: it is locked by whoever writes it"
        )
    finally:
        docker("rm", "--force", container)
        operations.write("rm -f /data/clo*")


COPY = """
import shutil, sys
from pathlib import Path
from operations import failure, sqlite_copy
sqlite_copy.BUSY_SECONDS = 0.5
shutil.rmtree("/var/lib/operations/copied", ignore_errors=True)
try:
    sqlite_copy.copy(Path(sys.argv[1]), Path("/var/lib/operations/copied/copy"))
    assert [path.name for path in Path("/var/lib/operations/copied").iterdir()] == ["copy"]
except failure.Failure as error:
    print(error)
"""
