"""The answers, without sockets: a request in, a response out."""

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from time import monotonic

from . import page
from .dependencies import Dependencies, Readiness, Result
from .dependency import UnavailableError
from .metrics import Metrics
from .records import Records

BODY_LIMIT = 64 * 1024
SLOWEST_SECONDS = 120.0
# What a proxy in front adds; everything else of a request is the client's own business.
ECHOED = re.compile(r"host|x-forwarded-.*|x-real-ip|x-request-id|forwarded|via|user-agent|connection|upgrade")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """The end of a path ({id} is a number), its method, and its name in the metrics."""

    method: str
    pattern: str
    endpoint: str


# The first that fits the end of the path wins, so /api/v1/records is the same as /records.
ROUTES = (
    Route("GET", "db/health", "database_health"),
    Route("GET", "health", "health"),
    Route("GET", "ready", "ready"),
    Route("GET", "metrics", "metrics"),
    Route("GET", "records/count", "records_count"),
    Route("GET", "records/{id}", "record"),
    Route("POST", "records", "records"),
    Route("GET", "ingested", "ingested"),
    Route("GET", "slow", "slow"),
    Route("GET", "headers", "headers"),
    Route("GET", "socket", "socket"),
    Route("GET", "", "page"),
)


def route(path: str) -> tuple[Route | None, str]:
    """Return the route for a path, and the {id} in it. The page answers for every path that ends in a slash."""
    for candidate in ROUTES:
        pattern = re.escape(candidate.pattern).replace(r"\{id\}", r"(?P<id>\d{1,18})")
        if found := re.search(rf"/{pattern}$", path, re.ASCII):
            return candidate, found.groupdict().get("id") or ""
    return None, ""


def answer(status: int, content: Mapping[str, object], **headers: str) -> Response:
    """Return a JSON response."""
    return Response(status, json.dumps(content).encode(), headers=headers)


class Application:
    """The service: its dependencies, its metrics, and whether it is about to stop."""

    def __init__(
        self, dependencies: Dependencies, version: str, instance: str, subject: str = "sample.records"
    ) -> None:
        self.version = version
        self.instance = instance
        self.stopping = threading.Event()
        database = dependencies.database
        self.metrics = Metrics(version, lambda: database.active if database else 0)
        self._readiness = Readiness(dependencies.everything)
        self._records = None
        if database:
            database.on_query = self.metrics.observe_query
            self._records = Records(database, dependencies.cache, dependencies.queue, subject, dependencies.bucket)
        self._handlers: dict[str, Callable[[Request, str], Response]] = {
            "database_health": lambda _request, _id: self._ready("database"),
            "health": lambda _request, _id: self._health(),
            "ready": lambda _request, _id: self._ready(),
            "metrics": lambda _request, _id: self._metrics(),
            "records_count": lambda _request, _id: self._count(),
            "record": lambda _request, number: self._read(int(number)),
            "records": lambda request, _id: self._write(request),
            "ingested": lambda _request, _id: answer(200, {**self.metrics.ingested(), "instance": self.instance}),
            "slow": lambda request, _id: self._slow(request),
            "headers": lambda request, _id: self._headers(request),
            "socket": lambda _request, _id: answer(426, {"error": "this is a web socket"}, Upgrade="websocket"),
            "page": lambda _request, _id: self._page(),
        }

    def handle(self, request: Request) -> Response:
        """Answer one request; what goes wrong inside is a 500 or 503 without details that could hold a secret."""
        started = monotonic()
        found, number = route(request.path)
        method = "GET" if request.method == "HEAD" else request.method
        try:
            if found is None:
                response = answer(404, {"error": "no such path"})
            elif found.method != method:
                response = answer(405, {"error": f"only {found.method} here"}, Allow=found.method)
            else:
                response = self._handlers[found.endpoint](request, number)
        except UnavailableError as error:
            response = answer(503, {"error": str(error)})
        self.metrics.observe_request(
            request.method, found.endpoint if found else "other", response.status, monotonic() - started
        )
        return response

    def _state(self) -> dict[str, object]:
        return {
            "version": self.version,
            "instance": self.instance,
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }

    def _check(self, kind: str = "") -> tuple[Result, ...]:
        results = self._readiness.check(kind)
        for result in results:
            self.metrics.set_up(result.name, result.kind, result.ok)
        return results

    def _health(self) -> Response:
        return answer(200, {"status": "healthy", **self._state()})

    def _ready(self, kind: str = "") -> Response:
        if self.stopping.is_set():
            return answer(503, {"status": "stopping", **self._state(), "dependencies": []})
        results = self._check(kind)
        ready = all(result.ok for result in results)
        content = {
            "status": "ready" if ready else "not ready",
            **self._state(),
            "dependencies": [asdict(result) for result in results],
        }
        return answer(200 if ready else 503, content)

    def _metrics(self) -> Response:
        return Response(200, self.metrics.render().encode(), "text/plain; version=0.0.4; charset=utf-8")

    def _page(self) -> Response:
        text = page.render("Moorage sample", self.version, self.instance, self._check())
        return Response(200, text.encode(), "text/html; charset=utf-8")

    def _need_records(self) -> Records:
        if self._records is None:
            raise UnavailableError("this service was given no database that it can use")
        return self._records

    def _write(self, request: Request) -> Response:
        if len(request.body) > BODY_LIMIT:
            return answer(413, {"error": f"at most {BODY_LIMIT} bytes"})
        try:
            value = json.loads(request.body)["value"]
        except (ValueError, TypeError, KeyError):
            value = None
        # PostgreSQL's text can't hold a NUL.
        if not isinstance(value, str) or "\0" in value:
            return answer(400, {"error": 'the body must be JSON: {"value": "some text"}'})
        outcome = self._need_records().write(value)
        return answer(201, outcome, Location=f"{request.path}/{outcome['id']}")

    def _read(self, number: int) -> Response:
        record = self._need_records().read(number)
        return answer(200, record) if record else answer(404, {"error": "no such record"})

    def _count(self) -> Response:
        return answer(200, {"count": self._need_records().count()})

    @staticmethod
    def _slow(request: Request) -> Response:
        try:
            seconds = float(request.query.get("seconds", "1"))
        except ValueError:
            return answer(400, {"error": "seconds must be a number"})
        if not 0 <= seconds <= SLOWEST_SECONDS:
            return answer(400, {"error": f"seconds must be from 0 to {SLOWEST_SECONDS:.0f}"})
        threading.Event().wait(seconds)
        return answer(200, {"slept": seconds})

    @staticmethod
    def _headers(request: Request) -> Response:
        return answer(200, {name: value for name, value in request.headers.items() if ECHOED.fullmatch(name)})
