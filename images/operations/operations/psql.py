"""SQL on a database's server as our login for backups and maintenance, over TLS that verifies the server.

The password is in a file only: /etc/moorage/<name>-password, from which one is made that libpq reads.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from . import configuration
from .configuration import Recoverable
from .failure import Failure

LOGIN = "moorage_operations"
OWN = "moorage"  # our database on each server
SECONDS = 120
CONNECT_SECONDS = 10


def quoted(text: str) -> str:
    """Return a text as SQL where standard_conforming_strings is on, PostgreSQL's default."""
    return "'" + text.replace("'", "''") + "'"


def ask(recoverable: Recoverable, database: str, statement: str, seconds: float = SECONDS) -> str:
    """Run statements and return what they show, without decoration. What fails is a Failure with the server's words."""
    with connection(recoverable, database) as environment:
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--file=-"]
        try:
            done = subprocess.run(
                command, env=environment, input=statement, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise Failure(f"{recoverable.name}: the database {database} took more than {seconds:.0f} s") from None
    if done.returncode:
        raise Failure(f"{recoverable.name}: the database {database} says: {_first(done.stderr)}")
    return done.stdout.strip()


def rows(recoverable: Recoverable, database: str, query: str, seconds: float = SECONDS) -> list[Any]:
    """Return what a query finds, each row as a dictionary."""
    said = ask(recoverable, database, f"SELECT coalesce(json_agg(row), '[]') FROM ({query}) AS row", seconds)  # noqa: S608 - ours
    found: list[Any] = json.loads(said)
    return found


@contextmanager
def connection(recoverable: Recoverable, database: str) -> Iterator[Mapping[str, str]]:
    """Yield the variables that make libpq's programs connect; the password is in a file that goes with the block."""
    folder = configuration.FOLDER
    path = folder / f"{recoverable.name}-password"
    try:
        password = path.read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise Failure(f"{recoverable.name}: the password of {LOGIN} can't be read: {error}") from None
    escaped = password.replace("\\", "\\\\").replace(":", "\\:")
    with tempfile.NamedTemporaryFile("w", dir=_private(), prefix="moorage-", encoding="utf-8") as file:  # mode 0600
        file.write(f"*:*:*:*:{escaped}\n")
        file.flush()
        yield {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PGHOST": recoverable.host,
            "PGPORT": str(recoverable.port),
            "PGUSER": LOGIN,
            "PGDATABASE": database,
            "PGPASSFILE": file.name,
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": str(folder / "authority.pem"),
            "PGCONNECT_TIMEOUT": str(CONNECT_SECONDS),
            "PGAPPNAME": "moorage",
        }


def _private() -> str:
    return "/run" if os.access("/run", os.W_OK) else tempfile.gettempdir()


def _first(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[0].removeprefix("psql: ").removeprefix("error: ") if lines else "nothing"
