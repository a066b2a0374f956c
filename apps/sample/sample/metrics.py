"""Prometheus metrics, in its text format; the names are the guides'."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from resource import getpagesize
from time import monotonic, process_time

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
PROTOCOLS = ("tcp", "udp")
# Of lines and datagrams: put on the queue; counted, but not taken by the queue; over a limit, and so not counted.
OUTCOMES = ("published", "lost", "refused")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Labels = tuple[tuple[str, str], ...]


@dataclass
class Histogram:
    """Counts of observations at or below each bound, for one set of label values."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def observe(self, seconds: float) -> None:
        """Count one observation."""
        self.counts[next((i for i, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))] += 1
        self.total += seconds


class Metrics:
    """All metrics of the process. Label values come from small sets, so a client can't make the series grow."""

    def __init__(self, version: str, active_connections: Callable[[], int] = lambda: 0) -> None:
        self._version = version
        self._active_connections = active_connections
        self._requests: Counter[Labels] = Counter()
        self._durations: dict[Labels, Histogram] = {}
        self._queries = Histogram()
        self._up: dict[Labels, int] = {}
        self._ingested = Counter(dict.fromkeys(PROTOCOLS, 0))
        self._outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
        self._started = monotonic()
        self._lock = threading.Lock()

    def observe_request(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in METHODS else "OTHER"
        labels = (("method", method), ("endpoint", endpoint))
        with self._lock:
            self._requests[(*labels, ("status", str(status)))] += 1
            self._durations.setdefault(labels, Histogram()).observe(seconds)

    def observe_query(self, seconds: float) -> None:
        """Count one transaction of the database."""
        with self._lock:
            self._queries.observe(seconds)

    def count_ingested(self, protocol: str) -> None:
        """Count one line or datagram that a listener took; `protocol` is one of PROTOCOLS."""
        with self._lock:
            self._ingested[protocol] += 1

    def count_outcome(self, outcome: str, number: int = 1) -> None:
        """Count what became of lines and datagrams; `outcome` is one of OUTCOMES."""
        with self._lock:
            self._outcomes[outcome] += number

    def ingested(self) -> dict[str, int]:
        """Return how many lines and datagrams were taken, by protocol, and what became of them."""
        with self._lock:
            return {"count": self._ingested.total(), **self._ingested, **self._outcomes}

    def set_up(self, name: str, kind: str, up: bool) -> None:
        """Remember whether a dependency answered when it was last asked."""
        with self._lock:
            self._up[(("name", name), ("kind", kind))] = int(up)

    def render(self) -> str:
        """Return everything as text."""
        with self._lock:
            durations = dict(self._durations)
            lines = [
                *_simple("application_info", "gauge", {(("version", self._version),): 1}),
                *_simple("api_requests_total", "counter", self._requests),
                *_histogram("api_request_duration_seconds", durations),
                # The same under the name of the Manufacturing Analytics guide (MAN-089).
                *_simple("http_requests_total", "counter", self._requests),
                *_histogram("http_request_duration_seconds", durations),
                *_simple("database_connections_active", "gauge", {(): self._active_connections()}),
                *_histogram("database_query_duration_seconds", {(): self._queries}),
                *_simple("sample_ingested_total", "counter", _by("protocol", self._ingested)),
                *_simple("sample_ingestion_outcomes_total", "counter", _by("outcome", self._outcomes)),
                *_simple("dependency_up", "gauge", self._up),
                *_simple("memory_usage_bytes", "gauge", {(): _memory()}),
                *_simple("cpu_usage_percent", "gauge", {(): self._processor_share()}),
            ]
        return "\n".join(lines) + "\n"

    def _processor_share(self) -> float:
        return round(100 * process_time() / max(0.001, monotonic() - self._started), 2)


def _memory() -> int:
    """Return the resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


def _by(label: str, values: Mapping[str, int]) -> dict[Labels, float]:
    return {((label, name),): value for name, value in values.items()}


def _simple(name: str, kind: str, values: Mapping[Labels, float]) -> Iterable[str]:
    yield f"# TYPE {name} {kind}"
    for labels, value in values.items():
        yield f"{name}{_braces(labels)} {value}"


def _histogram(name: str, values: Mapping[Labels, Histogram]) -> Iterable[str]:
    yield f"# TYPE {name} histogram"
    for labels, histogram in values.items():
        cumulative = 0
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), histogram.counts, strict=True):
            cumulative += count
            yield f"{name}_bucket{_braces((*labels, ('le', bound)))} {cumulative}"
        yield f"{name}_sum{_braces(labels)} {histogram.total:.6f}"
        yield f"{name}_count{_braces(labels)} {cumulative}"


def _braces(labels: Labels) -> str:
    if not labels:
        return ""
    escaped = ((name, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")) for name, value in labels)
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"
