"""What the sample answers, with made-up dependencies."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.sample.sample import migration, page, worker
from apps.sample.sample.address import parse
from apps.sample.sample.application import BODY_LIMIT, Application, Request, route
from apps.sample.sample.database import POOL_SIZE, Database
from apps.sample.sample.dependencies import Dependencies, Readiness, Result
from apps.sample.sample.dependency import UnavailableError
from apps.sample.sample.ingestion import Ingestion
from apps.sample.sample.storage import Bucket
from tests.images.engine import until
from tests.images.world import FakeDriver, FakeQueue, World


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/health", "health"),
        ("/api/v1/health", "health"),
        ("/api/db/health", "database_health"),
        ("/api/v1/records", "records"),
        ("/records/17", "record"),
        ("/x/records/count", "records_count"),
        ("/", "page"),
        ("/app/", "page"),
        ("/records/abc", ""),
        ("/unhealth", ""),
        ("/records/1234567890123456789012", ""),
    ],
)
def test_the_end_of_a_path_decides(path: str, endpoint: str) -> None:
    found, _ = route(path)
    assert (found.endpoint if found else "") == endpoint


def test_health_says_version_and_time(world: World) -> None:
    status, content = world.ask("GET", "/health")
    assert status == 200
    assert (content["status"], content["version"]) == ("healthy", "1.2.3")
    assert "T" in content["timestamp"]


def test_a_record_goes_through_database_cache_and_queue(world: World) -> None:
    status, written = world.ask("POST", "/api/v1/records", {"value": "hello"})
    assert (status, written["id"]) == (201, 1)
    assert written["cache"] == "written"
    assert written["queue"].startswith("stored in stream")
    assert world.queue.published == [("sample.records", b'{"id": 1, "event": "created"}')]
    assert world.ask("GET", "/records/1") == (200, {"id": 1, "value": "hello", "source": "cache"})
    world.redis.entries.clear()
    assert world.ask("GET", "/records/1") == (200, {"id": 1, "value": "hello", "source": "database"})
    assert world.ask("GET", "/records/1")[1]["source"] == "cache"
    assert world.ask("GET", "/records/count") == (200, {"count": 1})
    assert world.ask("GET", "/records/2")[0] == 404


def test_a_record_is_an_object_too_where_there_is_a_bucket(tmp_path: Path) -> None:
    world = World(Bucket("UPLOADS_URL", tmp_path))
    assert world.ask("POST", "/records", {"value": "hello"})[1]["object"] == "written"
    assert (tmp_path / "records/1.txt").read_text() == "hello"
    record = {"id": 1, "value": "hello", "source": "cache", "object": "there"}
    assert world.ask("GET", "/records/1") == (200, record)
    world.redis.entries.clear()
    (tmp_path / "records/1.txt").unlink()
    assert world.ask("GET", "/records/1") == (200, {**record, "source": "database", "object": "not there"})
    assert world.ask("GET", "/records/2")[0] == 404


def test_a_bucket_that_is_away_is_said_and_costs_no_answer(tmp_path: Path) -> None:
    world = World(Bucket("UPLOADS_URL", tmp_path / "file"))
    (tmp_path / "file").touch()
    status, written = world.ask("POST", "/records", {"value": "x"})
    assert (status, written["object"].startswith("failed: ")) == (201, True)
    assert world.ask("GET", "/records/1")[1]["object"].startswith("failed: ")
    status, content = world.ask("GET", "/ready")
    assert status == 503
    assert [(item["name"], item["kind"]) for item in content["dependencies"] if not item["ok"]] == [
        ("UPLOADS_URL", "bucket")
    ]


def test_a_role_that_can_only_read_is_a_database_that_answers(world: World) -> None:
    world.driver.denied = ("INSERT", "sample_records")  # nor is its table there yet
    assert world.ask("GET", "/db/health")[0] == 200
    status, content = world.ask("POST", "/records", {"value": "x"})
    assert (status, "permission denied" in content["error"]) == (503, True)


def test_a_cache_that_is_away_costs_no_answer(world: World) -> None:
    world.redis.broken = True
    status, written = world.ask("POST", "/records", {"value": "x"})
    assert status == 201
    assert written["cache"].startswith("failed")
    assert world.ask("GET", "/records/1")[1]["source"] == "database"


def test_a_database_that_is_away_is_a_503_without_secrets(world: World) -> None:
    world.driver.broken = True
    status, content = world.ask("POST", "/records", {"value": "x"})
    assert status == 503
    assert "s3cret" not in json.dumps(content)
    status, content = world.ask("GET", "/ready")
    assert status == 503
    failed = [result for result in content["dependencies"] if not result["ok"]]
    assert [result["name"] for result in failed] == ["DATABASE_URL"]
    assert "***" in failed[0]["detail"]


@pytest.mark.parametrize("body", [None, {}, {"value": 1}, {"value": "nul\0"}, ["value"]])
def test_a_body_that_is_no_record_is_refused(world: World, body: object) -> None:
    assert world.ask("POST", "/records", body)[0] == 400


def test_limits(world: World) -> None:
    assert world.ask("POST", "/records", {"value": "x" * BODY_LIMIT})[0] == 413
    assert world.ask("GET", "/slow", seconds="121")[0] == 400
    assert world.ask("GET", "/slow", seconds="nan")[0] == 400
    assert world.ask("GET", "/slow", seconds="0") == (200, {"slept": 0.0})
    assert world.ask("DELETE", "/records/1")[0] == 405


def test_without_a_database_records_say_so() -> None:
    application = Application(Dependencies(), "1", "one")
    response = application.handle(Request("POST", "/records", body=b'{"value": "x"}'))
    assert response.status == 503
    assert b"no database" in response.body
    assert application.handle(Request("GET", "/ready")).status == 200


def test_headers_of_the_proxy_are_shown_and_credentials_are_not(world: World) -> None:
    headers = {"host": "h", "x-forwarded-for": "1.2.3.4", "authorization": "Bearer x", "cookie": "y"}
    response = world.application.handle(Request("GET", "/headers", headers=headers))
    assert json.loads(response.body) == {"host": "h", "x-forwarded-for": "1.2.3.4"}


def test_metrics_have_the_guides_names_and_bounded_labels(world: World) -> None:
    world.ask("GET", "/health")
    world.ask("BREW", "/some/path/of/a/client")
    text = world.application.handle(Request("GET", "/metrics")).body.decode()
    assert 'api_requests_total{method="GET",endpoint="health",status="200"} 1' in text
    assert 'api_requests_total{method="OTHER",endpoint="other",status="404"} 1' in text
    assert 'api_request_duration_seconds_bucket{method="GET",endpoint="health",le="+Inf"} 1' in text
    assert "database_connections_active 0" in text
    assert "/some/path" not in text
    assert 'sample_ingested_total{protocol="tcp"} 0' in text


def test_what_was_ingested_is_told(world: World) -> None:
    world.application.metrics.count_ingested("tcp")
    world.application.metrics.count_ingested("udp")
    world.application.metrics.count_outcome("published", 2)
    counts = {"count": 2, "tcp": 1, "udp": 1, "published": 2, "lost": 0, "refused": 0}
    assert world.ask("GET", "/api/ingested") == (200, {**counts, "instance": "one"})
    text = world.application.handle(Request("GET", "/metrics")).body.decode()
    assert 'sample_ingested_total{protocol="udp"} 1' in text
    assert 'sample_ingestion_outcomes_total{outcome="published"} 2' in text


def test_the_page_escapes_what_it_shows() -> None:
    text = page.render("t", "<1>", "i", [Result("<script>", "cache", False, 1.0, "&")])
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "&lt;1&gt;" in text


def test_connections_are_kept_and_replaced_when_they_have_died(world: World) -> None:
    world.ask("GET", "/records/count")
    world.ask("GET", "/records/count")
    assert world.driver.opened == 1
    database = world.application._records.database  # type: ignore[union-attr]
    database._idle[0].dead = True
    assert world.ask("GET", "/records/count")[0] == 200
    assert world.driver.opened == 2
    assert all(not statement.startswith(("PREPARE", "SET s")) for statement in world.driver.statements)


def test_no_more_connections_than_the_pool_has() -> None:
    database = Database("D", parse("postgresql://db/x"), seconds=0.05, connect=FakeDriver())
    hold, holding = threading.Event(), threading.Semaphore(0)

    def work(_cursor: object) -> None:
        holding.release()
        hold.wait(10)

    threads = [threading.Thread(target=database.run, args=(work,)) for _ in range(POOL_SIZE)]
    for thread in threads:
        thread.start()
    assert all(holding.acquire(timeout=5) for _ in threads)
    assert database.active == POOL_SIZE
    with pytest.raises(UnavailableError, match="busy"):
        database.run(lambda _cursor: None)
    hold.set()
    for thread in threads:
        thread.join(5)
    assert database.active == 0


class Hanging:
    name, kind = "HANGING", "queue"

    def __init__(self) -> None:
        self.asked = 0
        self.release = threading.Event()

    def probe(self) -> str:
        self.asked += 1
        self.release.wait(10)
        return "at last"


def test_a_dependency_that_hangs_is_not_waited_for_nor_asked_twice() -> None:
    hanging = Hanging()
    readiness = Readiness([hanging], seconds=0.1)
    started = time.monotonic()
    for _ in range(3):
        (result,) = readiness.check()
        assert not result.ok
        assert "no answer" in result.detail
    assert time.monotonic() - started < 2
    assert hanging.asked == 1
    hanging.release.set()
    until(5, "it answers", lambda: readiness.check()[0].ok)


def test_migration_is_in_order_and_can_be_made_to_fail(caplog: pytest.LogCaptureFixture) -> None:
    class Cursor:
        def __init__(self, current: int) -> None:
            self.current, self.statements = current, [""]

        def execute(self, statement: str, _values: object = ()) -> None:
            self.statements.append(statement)

        def fetchone(self) -> tuple[int]:
            return (self.current,)

    new = Cursor(0)
    assert migration._apply(new, fail=False) == [1]
    assert "pg_advisory_xact_lock" in new.statements[1]
    assert any("CREATE TABLE sample_records" in statement for statement in new.statements)
    assert migration._apply(Cursor(1), fail=False) == []
    with pytest.raises(UnavailableError):
        migration._apply(Cursor(0), fail=True)
    with caplog.at_level(logging.INFO):
        assert migration.migrate({"DATA_DIRECTORY": "/nowhere"}) == 1
    assert "no usable database" in caplog.text


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeDriver]:
    """The databases that are connected to, by the variable that names them."""
    made: dict[str, FakeDriver] = {}

    def connect(database: Database) -> Any:
        return made.setdefault(database.name, FakeDriver())()

    monkeypatch.setattr(Database, "_open", connect)
    return made


TENANTS = {
    "DATABASE_URL": "postgresql://owner@db/main",
    "DATABASE_READER_URL": "postgresql://reader@replica/main",
    "TENANT_ACME_DATABASE_URL": "postgresql://tenant_acme@db/tenant_acme",
    "TENANT_ZETA_DATABASE_URL": "postgresql://tenant_zeta@db/tenant_zeta",
    "DATA_DIRECTORY": "/nowhere",
}
MIGRATED = ["DATABASE_URL", "TENANT_ACME_DATABASE_URL", "TENANT_ZETA_DATABASE_URL"]


def test_every_tenants_database_is_migrated_and_initialised_and_no_readers(
    servers: dict[str, FakeDriver], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for applied, added in (("applied [1]", "added"), ("nothing to do", "there already")):
        caplog.clear()
        assert migration.migrate(TENANTS) == 0
        assert [record.getMessage() for record in caplog.records] == [
            *(f"migration of {name}: {applied}" for name in MIGRATED),
            f"migration done: {', '.join(MIGRATED)}",
        ]
        caplog.clear()
        assert migration.initialise(TENANTS) == 0
        assert [record.getMessage() for record in caplog.records] == [
            *(f"first data of {name}: {added}" for name in MIGRATED),
            f"first data done: {', '.join(MIGRATED)}",
        ]
    assert list(servers) == MIGRATED
    assert all(server.versions == [1] and len(server.rows) == 1 for server in servers.values())


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://tenant_acme:top#hidden@db:5432/x", "percent-encoded"),
        ("redis://cache", "it is not a database"),
    ],
)
def test_a_migration_ends_at_the_first_database_that_fails(
    url: str, why: str, servers: dict[str, FakeDriver], caplog: pytest.LogCaptureFixture
) -> None:
    assert migration.migrate({**TENANTS, "TENANT_ACME_DATABASE_URL": url}) == 1
    assert list(servers) == ["DATABASE_URL"]
    last = caplog.records[-1].getMessage()
    assert last.startswith("migration failed, nothing was changed in TENANT_ACME_DATABASE_URL: ")
    assert why in last
    assert "hidden" not in last


class Answering:
    def __init__(self, name: str, problem: str = "") -> None:
        self.name, self.kind, self.problem = name, "queue", problem

    def probe(self) -> str:
        if self.problem:
            raise UnavailableError(self.problem)
        return "yes"


def test_check_names_what_does_not_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert worker.check(Dependencies()) == 0
    assert worker.check(Dependencies((Answering("A"), Answering("B")))) == 0
    assert capsys.readouterr().out == ""
    assert worker.check(Dependencies((Answering("A"), Answering("B", "gone")))) == 1
    assert capsys.readouterr().out == "B (queue): gone\n"


class Deliveries(FakeQueue):
    """Has one message to give, after the first attempt has failed; then waits, as a queue does."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    def consume(self, subject: str, group: str, stopping: threading.Event, take: Any) -> None:
        self.asked.append((subject, group))
        if len(self.asked) == 1:
            raise UnavailableError("no connection")
        take(b"one")
        stopping.wait()


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """Run workers in threads; stop them in the end."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(worker, "CHECK_SECONDS", 0.05)
    stopping, codes = threading.Event(), list[int]()
    threads: list[threading.Thread] = []

    def start(dependencies: Dependencies) -> tuple[threading.Event, list[int]]:
        nothing = Ingestion("127.0.0.1", (), World().application.metrics, None, "")

        def run() -> None:
            codes.append(worker.work(dependencies, "sample.records", stopping, nothing))

        threads.append(threading.Thread(target=run))
        threads[0].start()
        return stopping, codes

    yield start
    stopping.set()
    for thread in threads:
        thread.join(10)


def test_a_worker_takes_messages_and_comes_back_to_a_queue_that_was_away(
    working: Any, caplog: pytest.LogCaptureFixture
) -> None:
    queue = Deliveries()
    stopping, codes = working(Dependencies((queue,), queue=queue))
    until(5, "the message is taken", lambda: "took a message of 3 bytes from sample.records" in caplog.text)
    stopping.set()
    until(5, "it ends", lambda: codes == [0])
    assert queue.asked == [("sample.records", "sample")] * 2
    assert "no messages: no connection" in caplog.text
    assert caplog.records[-1].getMessage() == "stopped; messages taken: 1"


def test_a_worker_without_a_queue_watches_its_dependencies(working: Any, caplog: pytest.LogCaptureFixture) -> None:
    dependency = Answering("A")
    stopping, codes = working(Dependencies((dependency,)))
    until(5, "it answers", lambda: "1 of 1 dependencies answer" in caplog.text)
    dependency.problem = "gone"
    until(5, "it does not", lambda: "A (queue) does not answer: gone" in caplog.text)
    dependency.problem = ""
    until(5, "it does again", lambda: caplog.text.count("1 of 1 dependencies answer") == 2)
    stopping.set()
    until(5, "it ends", lambda: codes == [0])
    assert caplog.text.count("does not answer") == 1  # said once, however often it was asked
