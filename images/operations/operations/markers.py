"""Markers: what a database held at a moment that a restore can be asked for, known in two places.

A marker is a row in our own database of the server, a named restore point in its log, and a line in the state folder,
which no restore changes. A drill finds the row in what it restored, and compares the tables with the line.

Counted are, for each database of the server, the smallest tables up to ``COUNTED_BYTES`` together: rows, and a checksum
that does not depend on their order. Of the others there is the planner's estimate. A count is ``exact`` if nothing
wrote to the table between its counting and the restore point.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import psql
from .configuration import Configuration, Kind, Recoverable, load
from .failure import Failure

FILE = "markers.jsonl"
KEPT = 1000  # of each server, in both places: three days and a half at one every five minutes
COUNTED_BYTES = 128 << 20  # of each database: two or three seconds of one processor
TABLES = 500  # of each database
COUNT_SECONDS = 60
Ask = Callable[[str, str], str]  # database, statements -> what they show

TABLE = """
SET client_min_messages = warning;
CREATE TABLE IF NOT EXISTS marker (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,
    at timestamptz NOT NULL DEFAULT clock_timestamp(), lsn pg_lsn NOT NULL DEFAULT pg_current_wal_insert_lsn(),
    tables jsonb NOT NULL)
"""
DATABASES = f"""
SELECT datname FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datname NOT IN ({psql.quoted(psql.OWN)}, 'postgres') ORDER BY datname
"""  # noqa: S608 - a constant of ours
RUNNING = "SELECT pg_snapshot_xmin(now), pg_snapshot_xmax(now) FROM pg_current_snapshot() AS now;"
# What a row's text looks like must not depend on who asks. xmin, the transaction that wrote a row, shows also that
# something was changed and changed back.
COUNT = f"""
SET statement_timeout = '{COUNT_SECONDS}s'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres';
SET timezone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET search_path = '';
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
"""
FOUND = """
WITH tables AS (
    SELECT nspname, relname, reltuples, pg_table_size(pg_class.oid) AS size,
        sum(pg_table_size(pg_class.oid)) OVER (ORDER BY pg_table_size(pg_class.oid), pg_class.oid) AS total
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'm') AND relpersistence = 'p' AND relispopulated
        AND nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
    ORDER BY size, pg_class.oid LIMIT {tables})
"""
# ROW(...)::text is always PostgreSQL's own. A cast of the table's row itself may be the work of the table's owner
# (CREATE CAST), and would run with the rights of whoever counts.
EXACT = """
SELECT format($$SELECT json_build_object('schema', %1$L, 'table', %2$L, 'rows', count(*), 'checksum',
    coalesce(sum(hashtextextended(moorage_row.xmin::text || ':' || ROW(moorage_row.*)::text, 0)::numeric), 0)::text)
    FROM ONLY %1$I.%2$I AS moorage_row$$, nspname, relname) FROM tables WHERE total <= {counted} \\gexec
"""
ESTIMATED = """
SELECT json_build_object('schema', nspname, 'table', relname, 'rows', greatest(reltuples, 0)::bigint, 'checksum', '')
FROM tables WHERE total > {counted};
"""


@dataclass(frozen=True, kw_only=True)
class Table:
    """What was counted of one table; without a checksum ``rows`` is an estimate."""

    database: str
    schema: str
    table: str
    rows: int
    checksum: str
    exact: bool = False

    @property
    def title(self) -> str:
        """Its name for people."""
        return f"{self.database}: {self.schema}.{self.table}"


@dataclass(frozen=True, kw_only=True)
class Marker:
    """A moment: ``name`` is the restore point's, ``at`` seconds since 1970, ``wal`` the segment of the log it is in.

    ``lsn`` is the restore point's place in the log; ``transaction`` is the marker's own number: what has a higher one
    came later.
    """

    of: str
    id: int
    name: str
    at: float
    transaction: int
    lsn: str
    wal: str
    tables: tuple[Table, ...]


def marker(words: Sequence[str]) -> int:
    """Write a marker into each database's server, or into the named ones."""
    configuration = load()
    named = [configuration.recoverable(word) for word in words] or configuration.of_kind(Kind.DATABASE)
    good = True
    for recoverable in named:
        try:
            written = write(configuration, recoverable)
        except Failure as failure:
            good = False
            print(f"marker of {recoverable.name}: {failure}", flush=True)
        else:
            exact = sum(table.exact for table in written.tables)
            print(f"marker of {recoverable.name}: {written.name}, {exact} of {len(written.tables)} tables exact")
    return 0 if good else 1


def write(configuration: Configuration, recoverable: Recoverable) -> Marker:
    """Write one marker, end the segment of the log that it is in, and return it."""

    def ask(database: str, statements: str) -> str:
        return psql.ask(recoverable, database, statements)

    ask(psql.OWN, TABLE)
    databases = ask(psql.OWN, DATABASES).splitlines()
    before = ask(psql.OWN, RUNNING)
    counted = [table for database in databases for table in count(ask, database)]
    name = f"moorage-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(4)}"
    said = [line.split("|") for line in ask(psql.OWN, _insert(name, counted)).splitlines()]
    (identity, at, transaction), (lsn,), (oldest, following), (wal,) = said
    # Nothing else got a transaction's number between the first look and the last: then nothing was written.
    if before == f"{transaction}|{transaction}" and oldest == following == str(int(transaction) + 1):
        exact = set(counted)
    else:
        exact = set(counted) & {table for database in databases for table in count(ask, database)}
    tables = tuple(_marked(table, table in exact) for table in counted)
    written = Marker(
        of=recoverable.name, id=int(identity), name=name, at=float(at), transaction=int(transaction), lsn=lsn,
        wal=wal, tables=tables,
    )  # fmt: skip
    _keep(configuration.state, written)
    return written


def count(ask: Ask, database: str) -> list[Table]:
    """Count the tables of one database, all at the same moment."""
    found = FOUND.format(tables=TABLES)
    query = (
        COUNT
        + found
        + EXACT.format(counted=COUNTED_BYTES)
        + found
        + ESTIMATED.format(counted=COUNTED_BYTES)
        + "COMMIT;"
    )
    lines: Iterator[dict[str, Any]] = map(json.loads, ask(database, query).splitlines())
    return sorted((Table(database=database, **line) for line in lines), key=lambda table: table.title)


def read(state: str, of: str) -> list[Marker]:
    """Return the markers of a server, oldest first; a line that a crash cut off is passed over."""
    path = Path(state) / FILE
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            if said["of"] == of:
                tables = tuple(Table(**table) for table in said["tables"])
                found.append(Marker(**{**said, "tables": tables}))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def _insert(name: str, tables: Sequence[Table]) -> str:
    content = psql.quoted(json.dumps([asdict(table) for table in tables]))
    return f"""
        BEGIN;
        INSERT INTO marker (name, tables) VALUES ({psql.quoted(name)}, {content})
        RETURNING id, extract(epoch FROM at), pg_current_xact_id();
        DELETE FROM marker WHERE id <= (SELECT max(id) FROM marker) - {KEPT};
        COMMIT;
        SELECT pg_create_restore_point({psql.quoted(name)});
        {RUNNING}
        SELECT pg_walfile_name(pg_switch_wal() - 1);
    """  # noqa: S608 - quoted


def _marked(table: Table, exact: bool) -> Table:
    return Table(**{**asdict(table), "exact": exact and bool(table.checksum)})


def _keep(state: str, written: Marker) -> None:
    """Add a line; now and then the oldest go, by a rename so that readers see the old or the new file."""
    path = Path(state) / FILE
    with (Path(state) / f"{FILE}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
        lines.append(json.dumps(asdict(written)))
        of = json.dumps({"of": written.of})[1:-1]
        mine = [line for line in lines if of in line]
        forgotten = set(mine[:-KEPT])
        new = path.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines if line not in forgotten)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
