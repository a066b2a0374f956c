"""The log containers as the tests use them: started as a stack starts them, sent to as Docker sends."""

import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.files.mtail import PORT as METRICS_PORT
from components.files.mtail import PROGRAM, mtail_command, mtail_program
from components.files.rsyslog import LOGS, PORT, LogSource, Writer, retention_text, rsyslog_files
from stacks._monitoring import LogClass, LogKind
from tests.images.engine import Engine, docker, healthy, until

STACK = "clo-dev"
SOURCES: Mapping[str, LogSource] = {
    "edge": LogSource(part="edge", writer=Writer.EDGE),
    "backend": LogSource(part="backend", writer=Writer.SERVICE),
    "steady": LogSource(part="steady", writer=Writer.SERVICE),
    "flood": LogSource(part="flood", writer=Writer.SERVICE),
    "long": LogSource(part="long", writer=Writer.SERVICE),
    "backend-7": LogSource(part="seventh", writer=Writer.OTHER),  # a name as it is comes before one with a number
    "database": LogSource(part="database", writer=Writer.PGBOUNCER),
    "database-server": LogSource(part="database", writer=Writer.POSTGRESQL),
    "cache": LogSource(part="cache", writer=Writer.REDIS),
    "queue": LogSource(part="queue", writer=Writer.NATS),
    "prometheus": LogSource(part="prometheus", writer=Writer.OTHER),
}
RETENTION = retention_text([LogClass(kind=kind, keep_days=30) for kind in LogKind], 4096)
CHECK = ("moorage-logs", "check")
OUT, ERROR = 6, 3  # the severities of the two streams


def lines_of(text: str) -> list[dict[str, Any]]:
    """The lines of a log, each of which must be a whole JSON object."""
    return [json.loads(line) for line in text.splitlines()]


@dataclass
class Station:
    """rsyslog and mtail in two containers that share a volume."""

    container: str
    metrics: str
    volume: str
    address: str

    def send(self, tag: str, line: str | bytes, severity: int = OUT) -> None:
        text = line.encode() if isinstance(line, str) else line
        # RFC 5424 as Docker writes it: the tag is both the program's name and the message's.
        start = f"<{3 * 8 + severity}>1 2026-08-22T10:00:00Z host {tag} 123 {tag} - ".encode("utf-8", "surrogateescape")
        self.raw(start + text)

    def raw(self, datagram: bytes) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(datagram, (self.address, PORT))

    def ask(self, script: str) -> str:
        return docker("exec", self.container, "sh", "-c", script)

    def log(self, path: str) -> list[dict[str, Any]]:
        """What the logs have below a class and a part, or nothing."""
        return lines_of(self.ask(f"cat {LOGS}/{path}*.log 2>/dev/null || true"))

    def count(self, path: str) -> int:
        return int(self.ask(f"cat {LOGS}/{path}*.log 2>/dev/null | wc -l"))

    def wait(self, path: str, lines: int, seconds: float = 15) -> None:
        until(seconds, f"{path} has {lines} lines", lambda: self.count(path) >= lines)

    def dropped(self) -> int:
        """Datagrams that the kernel had no room for."""
        return int(self.ask("awk '$2 ~ /:158A$/ { print $NF }' /proc/net/udp"))

    def series(self) -> dict[str, float]:
        """What mtail has counted, once it has read everything that is there."""
        before = self._scrape()
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            time.sleep(1.2)  # mtail looks each second
            after = self._scrape()
            if after == before:
                return after
            before = after
        raise AssertionError("mtail does not come to rest")

    def _scrape(self) -> dict[str, float]:
        text = docker("exec", self.metrics, "curl", "-fsS", f"http://127.0.0.1:{METRICS_PORT}/metrics")
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if line.startswith(("edge_", "log_lines_total")))
        return {name: float(value) for name, value in pairs}


def start(engine: Engine, role: str, network: str, files: Mapping[str, str], memory: str = "512m") -> Station:
    """Start both containers; healthy means that what is sent from then on is written and counted."""
    volume = engine.volume(f"{role}-logs")
    held = engine.files(role, {"retention.conf": RETENTION, PROGRAM: mtail_program(), **files})
    data = f"--volume={volume}:{LOGS}"
    container = engine.start("logs", role, data, f"--memory={memory}", files=held, network=network)
    healthy(container, *CHECK)
    metrics = engine.start(
        "logs",
        f"{role}-metrics",
        f"{data}:ro",
        "--memory=128m",
        files=held,
        network=network,
        command=mtail_command(),
    )
    healthy(metrics, "curl", "-fsS", "-o", "/dev/null", f"http://127.0.0.1:{METRICS_PORT}/metrics")
    address = docker("inspect", "--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)
    return Station(container, metrics, volume, address)


def configuration(**changes: str) -> dict[str, str]:
    """What rsyslog is given; what mtail reads is small, so that its place is taken while a test runs."""
    files = rsyslog_files(STACK, SOURCES, **changes)  # type: ignore[arg-type]  # the changes are texts
    return {**files, "rsyslog.conf": files["rsyslog.conf"].replace('sizeLimit="64m"', 'sizeLimit="120k"')}
