"""Records: one row in the database, one entry in the cache, one message on the queue, one object in the bucket."""

import json
from dataclasses import dataclass

from .cache import Cache
from .database import Cursor, Database
from .dependency import UnavailableError
from .nats import Nats
from .storage import Bucket


@dataclass(frozen=True, slots=True)
class Records:
    """Writes and reads through whatever of the four the service was given; the database is what counts."""

    database: Database
    cache: Cache | None
    queue: Nats | None
    subject: str
    bucket: Bucket | None = None

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
        if self.bucket:
            try:
                self.bucket.write(_object(number), value)
                outcome["object"] = "written"
            except UnavailableError as error:
                outcome["object"] = f"failed: {error}"
        return outcome

    def read(self, number: int) -> dict[str, object] | None:
        """Return a record, whether cache or database had it and whether its object is there, or None.

        Raises UnavailableError.
        """
        record = self._find(number)
        if record and self.bucket:
            try:
                record["object"] = "there" if self.bucket.holds(_object(number)) else "not there"
            except UnavailableError as error:
                record["object"] = f"failed: {error}"
        return record

    def count(self) -> int:
        """Return how many records there are. Raises UnavailableError."""

        def ask(cursor: Cursor) -> int:
            cursor.execute("SELECT count(*) FROM sample_records")
            return int(cursor.fetchone()[0])

        return self.database.run(ask)

    def _find(self, number: int) -> dict[str, object] | None:
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

    @staticmethod
    def _remember(cache: Cache, number: int, value: str) -> str:
        try:
            cache.set(_key(number), value)
        except UnavailableError as error:
            return f"failed: {error}"
        return "written"


def _key(number: int) -> str:
    return f"sample:record:{number}"


def _object(number: int) -> str:
    return f"records/{number}.txt"
