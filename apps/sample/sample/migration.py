"""The schema of the databases: made once in each, in order, by whoever comes first."""

import logging
from collections.abc import Callable, Mapping
from time import monotonic, sleep

from .database import Cursor, Database
from .dependency import UnavailableError
from .discovery import Given, discover, with_schema

WAIT_SECONDS = 15.0
# A lock of another migration is waited for; one statement may take as long.
STATEMENT_SECONDS = 60.0
LOCK = 5_017_310_001  # any number, the same in every copy of the program

MIGRATIONS = (
    (
        1,
        "CREATE TABLE sample_records (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value text NOT NULL,"
        " created_at timestamptz NOT NULL DEFAULT now())",
    ),
)

log = logging.getLogger("sample.migration")


def migrate(environ: Mapping[str, str]) -> int:
    """Bring every schema up to date; return the exit code. The last line of the log says what happened."""
    fail = environ.get("SAMPLE_MIGRATION") == "fail"

    def done(database: Database) -> str:
        applied = _retried(database, fail=fail)
        return f"applied {applied}" if applied else "nothing to do"

    return _on_databases(environ, "migration", done)


def initialise(environ: Mapping[str, str]) -> int:
    """Give every new database its first record, once however often it is asked; return the exit code."""

    def done(database: Database) -> str:
        return "added" if database.run(_first_record) else "there already"

    return _on_databases(environ, "first data", done)


def _on_databases(environ: Mapping[str, str], what: str, work: Callable[[Database], str]) -> int:
    """Do some work on one database after the other, up to the first that fails; both commands can be run again."""
    databases = with_schema(discover(environ))
    if not databases:
        log.error("%s failed: no usable database was given", what)
        return 1
    for found in databases:
        try:
            result = _on_database(found, work)
        except UnavailableError as error:
            log.error("%s failed, nothing was changed in %s: %s", what, found.name, error)
            return 1
        log.info("%s of %s: %s", what, found.name, result)
    log.info("%s done: %s", what, ", ".join(found.name for found in databases))
    return 0


def _on_database(found: Given, work: Callable[[Database], str]) -> str:
    if found.kind != "database" or found.address is None:
        raise UnavailableError(found.problem or "it is not a database")
    database = Database(found.name, found.address, seconds=STATEMENT_SECONDS)
    try:
        return work(database)
    finally:
        database.close()


def _first_record(cursor: Cursor) -> bool:
    cursor.execute(
        "INSERT INTO sample_records (value) SELECT %s WHERE NOT EXISTS (SELECT FROM sample_records) RETURNING id",
        ("the first record of a new database",),
    )
    return cursor.fetchone() is not None


def _retried(database: Database, *, fail: bool) -> list[int]:
    """Give a database that is just starting a moment to answer."""
    deadline = monotonic() + WAIT_SECONDS
    while True:
        try:
            database.probe()
            break
        except UnavailableError as error:
            if monotonic() > deadline:
                raise
            log.warning("the database does not answer yet: %s", error)
            sleep(1)
    return database.run(lambda cursor: _apply(cursor, fail=fail))


def _apply(cursor: Cursor, *, fail: bool) -> list[int]:
    """Apply what is missing; all in the caller's transaction, so it is everything or nothing."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS sample_schema_version"
        " (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    cursor.execute("SELECT coalesce(max(version), 0) FROM sample_schema_version")
    current = cursor.fetchone()[0]
    missing = [(version, statement) for version, statement in MIGRATIONS if version > current]
    for version, statement in missing:
        cursor.execute(statement)
        cursor.execute("INSERT INTO sample_schema_version (version) VALUES (%s)", (version,))
    if fail:
        raise UnavailableError("SAMPLE_MIGRATION=fail asks for it")
    return [version for version, _ in missing]
