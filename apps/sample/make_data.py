"""Make the SQLite files that a table names: `make_data.py data.toml FOLDER`. Stand-ins, with made-up contents."""

import sqlite3
import sys
import tomllib
from pathlib import Path


def make(path: Path, count: int) -> None:
    """Write one file with `count` rows in its table records; the same call makes the same bytes."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE records (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        connection.executemany(
            "INSERT INTO records VALUES (?, ?)", ((number, f"stand-in {number}") for number in range(1, count + 1))
        )
    connection.close()
    path.chmod(0o444)


def main(table: str, folder: str) -> None:
    """Make every file of the table."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, count in tomllib.loads(Path(table).read_text())["records"].items():
        make(Path(folder, name), count)


if __name__ == "__main__":
    main(*sys.argv[1:])
