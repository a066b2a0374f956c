"""Answering scrapes: one collector behind an HTTP server, for the scheduler and the exporters alike."""

import signal
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .failure import Failure
from .log import say

Labels = Mapping[str, str]


class Source(Protocol):
    """What can be asked for metrics, again at every scrape."""

    def collect(self) -> Iterable[Metric]:
        """Return the metrics as they are now."""


class Server:
    """An HTTP server for scrapes, until it is closed."""

    def __init__(self, port: int, source: Source) -> None:
        registry = CollectorRegistry()
        registry.register(_Asked(source))
        try:
            self.server, self.thread = start_http_server(port, registry=registry)
        except OSError as error:
            raise Failure(f"port {port} can't be listened on: {error.strerror}; end what has it") from None
        self.port = self.server.server_port

    def close(self) -> None:
        """Answer no more."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Asked(Collector):
    """A collector that is not asked when it is registered: what it would say then is of no use."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        return self.source.collect()


@dataclass
class Family:
    """One metric that is filled label by label; names that end in _total count."""

    metric: GaugeMetricFamily | CounterMetricFamily
    names: tuple[str, ...]

    def add(self, value: float, *labels: str) -> None:
        """Add one series, with its labels in the metric's order."""
        self.metric.add_metric(labels, value)


def family(name: str, meaning: str, *labels: str) -> Family:
    """Return a metric without series."""
    kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
    return Family(kind(name, meaning, labels=labels), labels)


def until_told(server: Server, what: str) -> int:
    """Answer until the process is told to end; then return 0."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    say("info", f"{what} on port {server.port}")
    ending.wait()
    server.close()
    return 0
