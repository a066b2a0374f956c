"""Consistent copies of SQLite databases that are in use, from a read-only mount.

How: SQLite's own online backup, read-only, wherever SQLite can read the database beside its writers: with a rollback
journal always, with a write-ahead log as long as somebody has it open, for then the shared memory file is there. Where
it can't (closed or crashed with a write-ahead log, or a journal to roll back), nobody has the database open: it is
copied with its log while no byte of both changes, and SQLite recovers the copy. Both are tried against live, killed and
closed writers (tests/operations/test_sqlite.py). ``immutable`` is not used: it does not see the log.
Sources: sqlite.org, "Write-Ahead Logging" (read-only databases), "Online Backup API", "How To Corrupt An SQLite
Database File".
"""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from .failure import Failure

HEADER = b"SQLite format 3\x00"
LOG_HEADERS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
COMPANIONS = ("-wal", "-shm", "-journal")
STEP_PAGES = 4096  # 16 MB at a time, so that writers of a database with a rollback journal get in between
STEPPING_SECONDS = 30.0  # afterwards it is copied in one step: a busy writer would make it begin again and again
BUSY_SECONDS = 30.0
TRIES = 5
UNREADABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY")  # what SQLite says where it would have to write


def is_database(path: Path) -> bool:
    """Return whether a file is a SQLite database, by its header or its log's. Raises OSError."""
    with path.open("rb") as file:
        if file.read(len(HEADER)) == HEADER:
            return True
    try:
        with path.with_name(f"{path.name}-wal").open("rb") as log:
            return log.read(4) in LOG_HEADERS
    except FileNotFoundError:
        return False


def copy(source: Path, target: Path) -> None:
    """Copy a database to a new file, consistent and without a log of its own. Raises Failure, naming it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _online(source, target)
    except sqlite3.Error as error:
        _remove(target)
        if not getattr(error, "sqlite_errorname", "").startswith(UNREADABLE):
            raise Failure(f"the SQLite database {source} can't be copied: {error}") from None
        _at_rest(source, target)
    check(target, str(source))
    shutil.copystat(source, target)


def check(path: Path, name: str = "") -> None:
    """Check a database in full. Raises Failure, naming it."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        found = [str(error)]
    for companion in COMPANIONS:  # SQLite takes them away itself when it closes a database, unless it failed
        path.with_name(path.name + companion).unlink(missing_ok=True)
    if found != ["ok"]:
        raise Failure(f"the SQLite database {name or path} is damaged: {'; '.join(found)}")


def _online(source: Path, target: Path) -> None:
    deadline = time.monotonic() + STEPPING_SECONDS

    class Slow(Exception):
        pass

    def watch(status: int, _remaining: int, _total: int) -> None:
        # Python would try again for ever, though SQLite has waited as long as it was told to.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise sqlite3.OperationalError("it is locked by whoever writes it")

    def step(status: int, remaining: int, total: int) -> None:
        watch(status, remaining, total)
        if time.monotonic() > deadline:
            raise Slow

    address = f"file:{quote(str(source))}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as database,
        closing(sqlite3.connect(target)) as copied,
    ):
        try:
            database.backup(copied, pages=STEP_PAGES, progress=step, sleep=0.01)
        except Slow:
            database.backup(copied, progress=watch)


def _at_rest(source: Path, target: Path) -> None:
    """Copy a database that nobody has open, with its log; try again while a byte changes."""
    parts = [source, *(source.with_name(source.name + suffix) for suffix in ("-wal", "-journal"))]
    for _ in range(TRIES):
        time.sleep(0.1)  # a change within the clock tick of the first look would not be seen in the second
        before = [_signature(part) for part in parts]
        for part in parts:
            if part.exists():
                shutil.copyfile(part, target.with_name(target.name + part.name.removeprefix(source.name)))
        if before == [_signature(part) for part in parts]:
            return
        _remove(target)
    raise Failure(
        f"the SQLite database {source} is being written, and its -shm file can't be read: let a group of the "
        f"backup's user read it (chmod g+r)"
    )


def _signature(path: Path) -> tuple[int, int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _remove(target: Path) -> None:
    for suffix in ("", *COMPANIONS):
        target.with_name(target.name + suffix).unlink(missing_ok=True)


def size(source: Path) -> int:
    """Return how many bytes a copy may take: the database's and its log's."""
    found = 0
    for suffix in ("", "-wal"):
        try:
            found += os.stat(f"{source}{suffix}").st_size  # noqa: PTH116 - the name may end in anything
        except FileNotFoundError:
            continue
    return found
