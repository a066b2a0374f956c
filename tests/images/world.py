"""A sample application whose database, cache and queue are made up."""

import json
from collections.abc import Iterable
from typing import Any

from apps.sample.sample.address import parse
from apps.sample.sample.application import Application, Request
from apps.sample.sample.cache import Cache
from apps.sample.sample.database import Database
from apps.sample.sample.dependencies import Dependencies
from apps.sample.sample.dependency import Dependency, UnavailableError
from apps.sample.sample.nats import Nats
from apps.sample.sample.storage import Bucket


class FakeDriver:
    """Stands in for psycopg2: one table, in a dict."""

    def __init__(self) -> None:
        self.rows: dict[int, str] = {}
        self.statements: list[str] = []
        self.opened = 0
        self.versions: list[int] = []
        self.broken = False
        self.denied: tuple[str, ...] = ()  # what statements may not hold, as for a role without rights

    def __call__(self) -> Any:
        if self.broken:
            raise ConnectionError("connection refused for user with password s3cret%")
        self.opened += 1
        return FakeConnection(self)


class FakeConnection:
    def __init__(self, driver: FakeDriver) -> None:
        self.driver = driver
        self.found: Any = None
        self.dead = False

    def cursor(self) -> "FakeConnection":
        return self

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        if self.dead or self.driver.broken:
            raise ConnectionError("connection lost")
        self.driver.statements.append(statement)
        if any(words in statement for words in self.driver.denied):
            raise PermissionError("permission denied for table sample_records")
        if statement.startswith("INSERT INTO sample_schema_version"):
            self.driver.versions.append(values[0])
        elif "max(version)" in statement:
            self.found = (max(self.driver.versions, default=0),)
        elif "NOT EXISTS (SELECT FROM sample_records)" in statement and self.driver.rows:
            self.found = None
        elif statement.startswith("INSERT"):
            self.driver.rows[len(self.driver.rows) + 1] = values[0]
            self.found = (len(self.driver.rows),)
        elif "count(*)" in statement:
            self.found = (len(self.driver.rows),)
        elif statement.startswith("SELECT value"):
            self.found = (self.driver.rows[values[0]],) if values[0] in self.driver.rows else None
        else:
            self.found = ("17.12 (Debian)", False)

    def fetchone(self) -> Any:
        return self.found

    def commit(self) -> None: ...

    def close(self) -> None: ...


class FakeRedis:
    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}
        self.broken = False

    def ping(self) -> bool:
        return True

    def get(self, key: str) -> bytes | None:
        if self.broken:
            raise ConnectionError("gone")
        return self.entries.get(key)

    def set(self, key: str, value: str, ex: int) -> None:
        if self.broken:
            raise ConnectionError("gone")
        assert ex == 300
        self.entries[key] = value.encode()


class FakeQueue(Nats):
    def __init__(self) -> None:
        super().__init__("NATS_URL", parse("nats://nats"))
        self.published: list[tuple[str, bytes]] = []
        self.attempts = 0
        self.broken = False

    def probe(self) -> str:
        return "NATS"

    def publish(self, subject: str, payload: bytes) -> str:
        self.published.append((subject, payload))
        return "stored in stream records as number 1"

    def publish_all(self, subject: str, payloads: Iterable[bytes]) -> None:
        self.attempts += 1
        if self.broken:
            raise UnavailableError("no connection")
        self.published += [(subject, payload) for payload in payloads]


class World:
    def __init__(self, bucket: Bucket | None = None) -> None:
        self.driver, self.redis, self.queue = FakeDriver(), FakeRedis(), FakeQueue()
        address = parse("postgresql://app:s3cret%25@db/x")
        database = Database("DATABASE_URL", address, connect=self.driver)
        cache = Cache("REDIS_URL", parse("redis://cache"), client=self.redis)
        everything: tuple[Dependency, ...] = (database, cache, self.queue)
        given = Dependencies((*everything, bucket) if bucket else everything, database, cache, self.queue, bucket)
        self.application = Application(given, "1.2.3", "one")

    def ask(self, method: str, path: str, body: object = None, **query: str) -> tuple[int, Any]:
        payload = b"" if body is None else json.dumps(body).encode()
        response = self.application.handle(Request(method, path, query, body=payload))
        return response.status, json.loads(response.body)
