"""A receiver of alerts on this host: it keeps what Alertmanager posts, and when."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Told:
    """One alert of one notification: its name, whether it fires, and when it came (monotonic seconds)."""

    name: str
    firing: bool
    at: float
    whole: dict[str, Any]


@dataclass
class Webhook:
    """What was told so far."""

    port: int
    told: list[Told] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def wait(self, name: str, *, firing: bool, seconds: float, since: float = 0) -> Told:
        """Wait until an alert is told, at most so long."""
        deadline = time.monotonic() + seconds
        while True:
            for told in list(self.told):
                if (told.name, told.firing) == (name, firing) and told.at >= since:
                    return told
            assert time.monotonic() < deadline, f"{name} not told within {seconds:.0f} s; told: {self.told}"
            time.sleep(0.2)


@contextmanager
def listening() -> Iterator[Webhook]:
    """Listen on every address of this host, on a free port, until the end."""
    found = Webhook(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.headers.append(dict(self.headers))
            for alert in json.loads(body)["alerts"]:
                said = Told(alert["labels"]["alertname"], alert["status"] == "firing", time.monotonic(), alert)
                found.told.append(said)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # noqa: S104 - a container reaches it at its bridge's address
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
