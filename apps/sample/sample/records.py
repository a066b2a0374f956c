"""Records: one row in the database, one entry in the cache, one message on the queue."""

import json
from dataclasses import dataclass

from .cache import Cache
from .database import Cursor, Database
from .dependency import UnavailableError
from .nats import Nats


@dataclass(frozen=True, slots=True)
class Records:
    """Writes and reads through whatever of the three the service was given; the database is what counts."""

    database: Database
    cache: Cache | None
    queue: Nats | None
    subject: str

    def write(self, value: str) -> dict[str, object]:
        """Store a value and say what became of it where. Raises UnavailableError if the database does not take it."""

        def insert(cursor: Cursor) -> int:
            cursor.execute("INSERT INTO sample_records (value) VALUES (%s) RETURNING id", (value,))
            return int(cursor.fetchone()[0])

        number = self.database.run(insert)
        outcome: dict[str, object] = {"id": number, "database": "written"}
        if self.cache:
            outcome["cache"] = self._remember(self.cache, number, value)
        if self.queue:
            try:
                message = json.dumps({"id": number, "event": "created"}).encode()
                outcome["queue"] = self.queue.publish(self.subject, message)
            except UnavailableError as error:
                outcome["queue"] = f"failed: {error}"
        return outcome

    def read(self, number: int) -> dict[str, object] | None:
        """Return a record and which of the two had it, or None. Raises UnavailableError."""
        if self.cache:
            try:
                value = self.cache.get(_key(number))
            except UnavailableError:
                value = None  # a cache that is away costs time, not answers
            if value is not None:
                return {"id": number, "value": value, "source": "cache"}

        def select(cursor: Cursor) -> str | None:
            cursor.execute("SELECT value FROM sample_records WHERE id = %s", (number,))
            row = cursor.fetchone()
            return row[0] if row else None

        value = self.database.run(select)
        if value is None:
            return None
        if self.cache:
            self._remember(self.cache, number, value)
        return {"id": number, "value": value, "source": "database"}

    def count(self) -> int:
        """Return how many records there are. Raises UnavailableError."""

        def ask(cursor: Cursor) -> int:
            cursor.execute("SELECT count(*) FROM sample_records")
            return int(cursor.fetchone()[0])

        return self.database.run(ask)

    @staticmethod
    def _remember(cache: Cache, number: int, value: str) -> str:
        try:
            cache.set(_key(number), value)
        except UnavailableError as error:
            return f"failed: {error}"
        return "written"


def _key(number: int) -> str:
    return f"sample:record:{number}"
