"""HTTP around the application: sockets, limits, logs, and a stop that finishes what runs."""

import logging
import re
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from urllib.parse import parse_qsl
from uuid import uuid4

from . import websocket
from .application import BODY_LIMIT, Application, Request, Response, answer, route
from .ingestion import Ingestion
from .signals import stop_on_signals

# Longer than a proxy keeps an idle connection (nginx: 60 s), so that it is the proxy which closes it, never we under
# a request that is on its way.
IDLE_SECONDS = 75.0
FINISH_SECONDS = 25.0
# After the last request ends, a moment for those that were already on their way over kept connections.
LINGER_SECONDS = 0.5
QUIET = ("health", "ready", "metrics")

access_log = logging.getLogger("sample.access")
log = logging.getLogger("sample.server")


class Server(ThreadingHTTPServer):
    """Counts the requests that run, so that a stop can wait for them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, application: Application, host: str, port: int, *, only_metrics: bool = False) -> None:
        self.application = application
        self.only_metrics = only_metrics
        self._running = 0
        self._changed = threading.Condition()
        super().__init__((host, port), Handler)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as the base class does: that can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "sample", self.socket.getsockname()[1]

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 the base class's signature
        """Log what ended a connection in one line; the base class prints a trace on standard error."""
        log.warning("connection ended: %s", type(sys.exception()).__name__)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold a stop back while a request runs."""
        with self._changed:
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def finish(self, seconds: float) -> bool:
        """Wait until no request runs; return whether that came true in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._running == 0, seconds)


class Handler(BaseHTTPRequestHandler):
    """Reads one request, has the application answer it, and writes one log line."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    timeout = IDLE_SECONDS

    def serve(self) -> None:
        """Answer whatever the method is."""
        with self.server.running():
            self._serve()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve  # noqa: N815 names http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class's name
        """Log what http.server itself has to say, for instance about a broken request line."""
        log.warning("%s", (format % args).split("?")[0])

    def _serve(self) -> None:
        started = monotonic()
        path, _, query = self.path.partition("?")
        found, _ = route(path)
        endpoint = found.endpoint if found else "other"
        request_id = self._request_id()
        application = self.server.application
        headers = {name.lower(): value for name, value in self.headers.items()}
        if endpoint == "socket" and headers.get("upgrade", "").lower() == "websocket" and not self.server.only_metrics:
            status = websocket.echo(self, application.stopping)
            application.metrics.observe_request("GET", endpoint, status, monotonic() - started)
        else:
            body, refusal = self._body()
            request = Request(self.command, path, dict(parse_qsl(query)), headers, body)
            response = refusal or self._answer(request, endpoint, request_id)
            status = response.status
            self._write(response, request_id)
        access_log.log(
            logging.DEBUG if endpoint in QUIET and status < 400 else logging.INFO,
            "%s %s %d",
            self.command,
            path,
            status,
            extra={
                "request_id": request_id,
                "method": self.command,
                "path": path,
                "status": status,
                "milliseconds": round((monotonic() - started) * 1000, 1),
                "client": self.client_address[0],
            },
        )

    def _answer(self, request: Request, endpoint: str, request_id: str) -> Response:
        if self.server.only_metrics and endpoint not in ("metrics", "health"):
            return answer(404, {"error": "only /metrics here"})
        try:
            return self.server.application.handle(request)
        except Exception:
            log.exception("request failed", extra={"request_id": request_id})
            return answer(500, {"error": "internal error"})

    def _request_id(self) -> str:
        given = self.headers.get("X-Request-ID", "")
        return given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else uuid4().hex

    def _body(self) -> tuple[bytes, Response | None]:
        """Return the body, or why it is not read (the connection then ends, for the rest of it is still on the way)."""
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return b"", answer(411, {"error": "Content-Length is needed"})
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit():
            self.close_connection = True
            return b"", answer(400, {"error": "Content-Length is not a number"})
        if int(length) > BODY_LIMIT:
            self.close_connection = True
            return b"", answer(413, {"error": f"at most {BODY_LIMIT} bytes"})
        return self.rfile.read(int(length)), None

    def _write(self, response: Response, request_id: str) -> None:
        if self.server.application.stopping.is_set():
            self.close_connection = True
        self.send_response_only(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Request-ID", request_id)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        try:
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)
        except ConnectionError:
            self.close_connection = True  # the client has gone; there is nobody left to tell


def run(application: Application, host: str, port: int, metrics_port: int | None, ingestion: Ingestion) -> int:
    """Serve, and ingest, until SIGTERM or SIGINT; return 0 if everything that ran could be finished, else 1."""
    servers = [Server(application, host, port)]
    if metrics_port and metrics_port != port:
        servers.append(Server(application, host, metrics_port, only_metrics=True))
    stop_on_signals(application.stopping)
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        log.info("serving version %s on port %d", application.version, server.server_port)
    ingestion.start()
    application.stopping.wait()
    ingestion.close()
    return finish(servers)


def finish(servers: list[Server]) -> int:
    """Stop accepting, let what runs end, and return 0, or 1 if something took longer than it may."""
    for server in servers:
        server.shutdown()
        server.server_close()
    deadline = monotonic() + FINISH_SECONDS
    finished = _finished(servers, deadline)
    if finished:
        threading.Event().wait(LINGER_SECONDS)
        finished = _finished(servers, deadline)
    if not finished:
        log.warning("stopped; some requests did not end within %d s", FINISH_SECONDS)
        return 1
    log.info("stopped; every request has ended")
    return 0


def _finished(servers: list[Server], deadline: float) -> bool:
    return all(server.finish(max(0.0, deadline - monotonic())) for server in servers)
