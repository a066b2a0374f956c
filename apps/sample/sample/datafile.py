"""A SQLite file that is only read."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from .dependency import UnavailableError


class DataFile:
    """One file; its record count is an integrity marker, and is counted again when the file changes."""

    kind = "data"

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._counted: tuple[int, int, int] | None = None

    def probe(self) -> str:
        """Count the records of all tables."""
        try:
            status = self._path.stat()
            if self._counted is None or self._counted[:2] != (status.st_mtime_ns, status.st_size):
                self._counted = (status.st_mtime_ns, status.st_size, count(self._path))
        except (OSError, sqlite3.Error) as error:
            raise UnavailableError(str(error)) from None
        return f"{self._counted[2]:,} records"


def count(path: Path) -> int:
    """Return the number of rows in all tables; nothing is written beside the file: its disk may be read-only."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    try:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        quoted = ['"{}"'.format(name.replace('"', '""')) for (name,) in tables]
        return sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in quoted)  # noqa: S608 quoted
    finally:
        connection.close()
