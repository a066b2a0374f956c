"""What comes in over ports that are not HTTP: lines over TCP and datagrams over UDP, counted and put on the queue."""

import logging
import queue
import socket
import socketserver
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from .dependency import UnavailableError
from .metrics import Metrics
from .nats import Nats

LINE_LIMIT = 8 * 1024
CONNECTION_LIMIT = 64
SILENCE_SECONDS = 60.0
# Lines that wait for the queue; further ones are lost, for memory has an end and the senders can't be held back (UDP).
WAITING_LIMIT = 1000
BATCH_LIMIT = 100  # together less than the megabyte that a NATS server takes at once
RETRY_SECONDS = 1.0
# With what HTTP may take to end, less than the 30 s after which a service is killed.
FINISH_SECONDS = 3.0

log = logging.getLogger("sample.ingestion")


class Publisher:
    """Puts lines on the queue in the background, in order.

    A queue that is away is asked again: a line may then come twice, and is lost only if too many wait or we stop.
    """

    def __init__(self, nats: Nats, subject: str, metrics: Metrics) -> None:
        self._nats = nats
        self._subject = subject
        self._metrics = metrics
        self._waiting: queue.Queue[bytes] = queue.Queue(WAITING_LIMIT)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def put(self, payload: bytes) -> None:
        """Hand over a line, without waiting."""
        try:
            self._waiting.put_nowait(payload)
        except queue.Full:
            self._metrics.count_outcome("lost")

    def finish(self, seconds: float) -> None:
        """Publish what still waits, in so many seconds; the rest is lost, and counted so."""
        self._stopping.set()
        self._thread.join(seconds)
        self._metrics.count_outcome("lost", self._waiting.qsize())

    def _run(self) -> None:
        while not (self._stopping.is_set() and self._waiting.empty()):
            if batch := self._batch():
                self._publish(batch)

    def _batch(self) -> list[bytes]:
        """Return what waits, or wait a moment for it."""
        batch = []
        try:
            batch.append(self._waiting.get(timeout=0.2))
            while len(batch) < BATCH_LIMIT:
                batch.append(self._waiting.get_nowait())
        except queue.Empty:
            pass
        return batch

    def _publish(self, batch: list[bytes]) -> None:
        failed = False
        while True:
            try:
                self._nats.publish_all(self._subject, batch)
            except UnavailableError as error:
                if not failed:
                    log.warning("the queue does not take lines: %s", error)
                failed = True
            else:
                self._metrics.count_outcome("published", len(batch))
                if failed:
                    log.info("the queue takes lines again")
                return
            if self._stopping.wait(RETRY_SECONDS):
                self._metrics.count_outcome("lost", len(batch))
                return


class Ingestion:
    """Listens on TCP and UDP on each of some ports, on threads of its own. Raises OSError if a port is taken."""

    def __init__(self, host: str, ports: Sequence[int], metrics: Metrics, nats: Nats | None, subject: str) -> None:
        self._metrics = metrics
        self._publisher = Publisher(nats, subject, metrics) if nats and ports else None
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self.servers: list[_Lines | _Datagrams] = []
        try:
            for port in ports:
                self.servers += [_Lines(self, host, port), _Datagrams(self, host, port)]
        except OSError:
            for server in self.servers:
                server.server_close()
            raise

    def start(self) -> None:
        """Begin to listen."""
        if self._publisher:
            self._publisher.start()
        for server in self.servers:
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
            log.info("listening on %s port %d", server.protocol, server.socket.getsockname()[1])

    def close(self) -> None:
        """Take nothing new, take in what has already come, and hand it to the queue."""
        if not self.servers:
            return
        deadline = monotonic() + FINISH_SECONDS
        for server in self.servers:
            server.shutdown()
            server.server_close()
        with self._changed:
            for connection in self._open:
                _stop_reading(connection)
            self._changed.wait_for(lambda: not self._open, deadline - monotonic())
        if self._publisher:
            self._publisher.finish(max(0.0, deadline - monotonic()))
        log.info("stopped listening: %s", self._metrics.ingested())

    def take(self, protocol: str, payload: bytes) -> bool:
        """Count one line or datagram and have it published; return False if it is too long."""
        if len(payload) > LINE_LIMIT:
            self.refuse(f"more than {LINE_LIMIT} bytes over {protocol}")
            return False
        self._metrics.count_ingested(protocol)
        if self._publisher:
            self._publisher.put(payload)
        return True

    def refuse(self, reason: str) -> None:
        """Count what is over a limit."""
        self._metrics.count_outcome("refused")
        log.debug("refused: %s", reason)  # whoever can reach the port decides how often

    def admit(self, connection: socket.socket) -> bool:
        """Hold a place for a connection; return False if all are taken."""
        with self._changed:
            if len(self._open) >= CONNECTION_LIMIT:
                return False
            self._open.add(connection)
            return True

    def leave(self, connection: socket.socket) -> None:
        """Give a connection's place away."""
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()


class _LineHandler(socketserver.StreamRequestHandler):
    """Reads lines until the sender ends, is silent for too long, or sends one that is too long."""

    server: "_Lines"
    timeout = SILENCE_SECONDS

    def handle(self) -> None:
        try:
            while line := self.rfile.readline(LINE_LIMIT + 2):  # and a line end of two bytes
                if not self.server.ingestion.take("tcp", line.removesuffix(b"\n").removesuffix(b"\r")):
                    return
        except TimeoutError:
            log.debug("a connection was silent for %d s", SILENCE_SECONDS)


class _Lines(socketserver.ThreadingTCPServer):
    protocol = "tcp"
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = CONNECTION_LIMIT

    def __init__(self, ingestion: Ingestion, host: str, port: int) -> None:
        self.ingestion = ingestion
        super().__init__((host, port), _LineHandler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self.ingestion.admit(request):
            super().process_request(request, client_address)
        else:
            self.ingestion.refuse("a connection too many")
            self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.ingestion.leave(request)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 the base class's signature
        log.warning("connection ended: %s", type(sys.exception()).__name__)


class _Datagrams(socketserver.UDPServer):
    protocol = "udp"
    max_packet_size = LINE_LIMIT + 1  # what is longer arrives cut, one byte over the limit

    def __init__(self, ingestion: Ingestion, host: str, port: int) -> None:
        self.ingestion = ingestion
        super().__init__((host, port), socketserver.BaseRequestHandler)

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 the base class's signature
        self.ingestion.take(self.protocol, request[0])


def _stop_reading(connection: socket.socket) -> None:
    """Let a connection's thread read what has arrived and then see the end."""
    with suppress(OSError):  # the sender may have been faster
        connection.shutdown(socket.SHUT_RD)
