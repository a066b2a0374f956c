"""PostgreSQL through psycopg2, made for PgBouncer in transaction mode: no prepared statement, no session state."""

import select
import threading
from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any, TypeVar

from .address import Address
from .dependency import TIMEOUT_SECONDS, UnavailableError

T = TypeVar("T")
Cursor = Any  # psycopg2 is loaded when first used, so that everything else works (and is tested) without it

POOL_SIZE = 8
PASSED_ON = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding", "target_session_attrs")

_waiting = threading.local()


def wait(connection: Any) -> None:
    """Wait for the server, up to the thread's limit: libpq itself would wait for a silent one for ever."""
    extensions = import_module("psycopg2.extensions")
    deadline = monotonic() + getattr(_waiting, "seconds", TIMEOUT_SECONDS)
    while (state := connection.poll()) != extensions.POLL_OK:
        left = max(0.0, deadline - monotonic())
        reading = [connection.fileno()] if state == extensions.POLL_READ else []
        writing = [connection.fileno()] if state == extensions.POLL_WRITE else []
        if not any(select.select(reading, writing, [], left)):
            raise import_module("psycopg2").OperationalError("no answer in time")


class Database:
    """A small pool of connections to one database, opened when needed."""

    kind = "database"

    def __init__(
        self, name: str, address: Address, *, seconds: float = TIMEOUT_SECONDS, connect: Callable[[], Any] | None = None
    ) -> None:
        self.name = name
        self._address = address
        self._seconds = seconds
        self._connect = connect or self._open
        self._idle: list[Any] = []
        self._free = threading.BoundedSemaphore(POOL_SIZE)
        self._active = 0
        self._lock = threading.Lock()
        self.on_query: Callable[[float], None] = lambda _seconds: None

    @property
    def active(self) -> int:
        """Return how many connections are at work."""
        return self._active

    def probe(self) -> str:
        """Ask for the server's version and whether it takes writes."""

        def ask(cursor: Cursor) -> str:
            cursor.execute("SELECT current_setting('server_version'), pg_is_in_recovery()")
            version, read_only = cursor.fetchone()
            return f"PostgreSQL {version.split()[0]}{', read-only' if read_only else ''}"

        return self.run(ask)

    def run(self, work: Callable[[Cursor], T]) -> T:
        """Do `work` in one transaction and return what it returns. Raises UnavailableError."""
        if not self._free.acquire(timeout=self._seconds):
            raise UnavailableError(f"all {POOL_SIZE} connections are busy")
        started = monotonic()
        with self._lock:
            self._active += 1
        try:
            _waiting.seconds = self._seconds
            return self._transact(work)
        except UnavailableError:
            raise
        except Exception as error:
            if not _is_database_error(error):
                raise
            raise UnavailableError(self._address.hide(_first_line(error))) from None
        finally:
            with self._lock:
                self._active -= 1
            self._free.release()
            self.on_query(monotonic() - started)

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _transact(self, work: Callable[[Cursor], T]) -> T:
        connection, cursor = self._begin()
        try:
            result = work(cursor)
            connection.commit()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return result

    def _begin(self) -> tuple[Any, Cursor]:
        """Open a transaction; a kept connection that died since its last use is replaced."""
        # LOCAL: gone with the transaction, so it never reaches another client of the same pooled connection.
        limit = f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}"
        while True:
            try:
                connection, kept = self._idle.pop(), True
            except IndexError:
                connection, kept = self._connect(), False
            try:
                cursor = connection.cursor()
                cursor.execute(limit)
            except Exception:
                connection.close()
                if not kept:
                    raise
            else:
                return connection, cursor

    def _open(self) -> Any:
        import_module("psycopg2.extensions").set_wait_callback(wait)
        address = self._address
        options = {key: value for key, value in address.query.items() if key in PASSED_ON}
        if address.ca_file:
            options = {"sslmode": "verify-full", "sslrootcert": address.ca_file, **options}
        return import_module("psycopg2").connect(
            host=address.host,
            port=address.port,
            dbname=address.path.lstrip("/") or address.user,
            user=address.user,
            password=address.password,
            application_name="sample",
            gssencmode="disable",
            **options,
        )


def _is_database_error(error: Exception) -> bool:
    return isinstance(error, OSError) or any(kind.__module__.startswith("psycopg2") for kind in type(error).__mro__)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
