"""The pretended clouds: every resource that was made, in a SQLite file beside the stacks' state.

A person may edit or delete its rows: the next refresh then shows drift. Secret values are sealed with a key that lies
beside it, readable by its owner only, so that neither file shows one by itself.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from toolchain import private
from toolchain.offline.values import SECRET, SIGNATURE, Secret, from_plain, plain

TABLES = """
CREATE TABLE IF NOT EXISTS resources (
    package TEXT, place TEXT, kind TEXT, id TEXT, urn TEXT, scope TEXT, name TEXT, incarnation INTEGER,
    inputs TEXT, outputs TEXT, made TEXT, changed TEXT,
    PRIMARY KEY (package, place, kind, id));
CREATE UNIQUE INDEX IF NOT EXISTS names ON resources (package, place, kind, scope, name) WHERE name IS NOT NULL;
CREATE TABLE IF NOT EXISTS births (urn TEXT PRIMARY KEY, number INTEGER);
"""


class Exists(Exception):
    """Something of this name is there already."""


class Gone(LookupError):
    """There is nothing of this id."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """Where a resource is: the package, the place (an account, a cluster, a host), the type and the id."""

    package: str
    place: str
    kind: str
    id: str

    def row(self) -> tuple[str, str, str, str]:
        """Return the values of the primary key."""
        return (self.package, self.place, self.kind, self.id)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One row. ``name`` is None where names need not be unique; ``scope`` is what they are unique in."""

    key: Key
    urn: str
    scope: str
    name: str | None
    incarnation: int
    made: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


class World:
    """Every pretended cloud of one backend."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._seal = Fernet(private.made_once(file.with_suffix(".key"), Fernet.generate_key))
        # One connection for all threads: SQLite takes one writer at a time anyway.
        private.made_once(file, bytes)
        self._database = sqlite3.connect(file, timeout=30, check_same_thread=False, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLES)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def birth(self, urn: str) -> int:
        """Return the number of this making of a resource: 1 for the first, 2 for its first replacement."""
        with self._change() as database:
            query = "INSERT INTO births VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1 RETURNING number"
            return int(database.execute(query, (urn,)).fetchone()[0])

    def make(self, resource: Resource) -> None:
        """Keep a new resource, or raise ``Exists``."""
        row = (
            *resource.key.row(), resource.urn, resource.scope, resource.name, resource.incarnation,
            self._text(resource.inputs), self._text(resource.outputs), resource.made,
            resource.made,
        )  # fmt: skip
        try:
            with self._change() as database:
                database.execute(f"INSERT INTO resources VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        except sqlite3.IntegrityError:
            raise Exists(resource.name or resource.key.id) from None

    def change(
        self, key: Key, scope: str, name: str | None, inputs: Mapping[str, Any], outputs: Mapping[str, Any]
    ) -> None:
        """Change a resource, or raise ``Gone`` or, for a new name that is taken, ``Exists``."""
        row = (scope, name, self._text(inputs), self._text(outputs), now(), *key.row())
        query = (
            "UPDATE resources SET scope = ?, name = ?, inputs = ?, outputs = ?, changed = ?"
            " WHERE (package, place, kind, id) = (?, ?, ?, ?)"
        )
        try:
            with self._change() as database:
                if database.execute(query, row).rowcount == 0:
                    raise Gone(key.id)
        except sqlite3.IntegrityError:
            raise Exists(name) from None

    def adopt(self, resource: Resource) -> None:
        """Let what is there already be this resource too; what it was made with stays."""
        with self._change() as database:
            where = (resource.urn, *resource.key.row())
            database.execute("UPDATE resources SET urn = ? WHERE (package, place, kind, id) = (?, ?, ?, ?)", where)

    def read(self, key: Key) -> Resource:
        """Return a resource, or raise ``Gone``."""
        found = self._select("(package, place, kind, id) = (?, ?, ?, ?)", *key.row())
        if not found:
            raise Gone(key.id)
        return found[0]

    def of(self, stack: str) -> list[Resource]:
        """Return every resource of a stack, the oldest first."""
        return self._select("urn LIKE ? ESCAPE '!'", f"urn:pulumi:{_literal(stack)}::%")

    def made_by(self, urn: str) -> list[Resource]:
        """Return what was made for a URN: one, or while it is replaced two."""
        return self._select("urn = ?", urn)

    def named(self, resource: Resource) -> list[Resource]:
        """Return what has the name, or the id, of a resource that can't be made."""
        key = resource.key
        if resource.name is None:
            return self._select("(package, place, kind, id) = (?, ?, ?, ?)", *key.row())
        where = "(package, place, kind, scope, name) = (?, ?, ?, ?, ?)"
        return self._select(where, key.package, key.place, key.kind, resource.scope, resource.name)

    def delete(self, key: Key) -> None:
        """Forget a resource; one that is gone already is no error, as with the clouds."""
        with self._change() as database:
            database.execute("DELETE FROM resources WHERE (package, place, kind, id) = (?, ?, ?, ?)", key.row())

    def _select(self, where: str, *values: str) -> list[Resource]:
        columns = "package, place, kind, id, urn, scope, name, incarnation, made, inputs, outputs"
        query = f"SELECT {columns} FROM resources WHERE {where} ORDER BY made, rowid"  # noqa: S608 (no text of a user's)
        with self._lock:
            rows = self._database.execute(query, values).fetchall()
        return [
            Resource(
                key=Key(package=row[0], place=row[1], kind=row[2], id=row[3]),
                urn=row[4], scope=row[5], name=row[6], incarnation=row[7],
                made=row[8], inputs=self._values(row[9]), outputs=self._values(row[10]),
            )
            for row in rows
        ]  # fmt: skip

    @contextlib.contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _text(self, values: Mapping[str, Any]) -> str:
        return json.dumps(plain(self._sealed(dict(values))))

    def _values(self, text: str) -> dict[str, Any]:
        values: dict[str, Any] = from_plain(self._unsealed(json.loads(text)))
        return values

    def _sealed(self, value: Any) -> Any:
        match value:
            case Secret():
                text = json.dumps(plain(value.value)).encode()
                return {SIGNATURE: SECRET, "sealed": self._seal.encrypt(text).decode()}
            case dict():
                return {key: self._sealed(item) for key, item in value.items()}
            case list() | tuple():
                return [self._sealed(item) for item in value]
        return value

    def _unsealed(self, value: Any) -> Any:
        match value:
            case {"sealed": str(sealed), **rest} if rest == {SIGNATURE: SECRET}:
                return {SIGNATURE: SECRET, "value": json.loads(self._seal.decrypt(sealed.encode()))}
            case dict():
                return {key: self._unsealed(item) for key, item in value.items()}
            case list():
                return [self._unsealed(item) for item in value]
        return value


def now() -> str:
    """Return the time, RFC 3339."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _literal(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
