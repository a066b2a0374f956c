"""A small service that says back what it was asked, and a client that can come from any loopback address."""

import base64
import hashlib
import http.client
import json
import os
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.files.made import find

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3

LATE: list[str] = []  # what was asked below /late/, where answers come too late


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._web_socket()
            return
        if self.path.startswith("/late/"):
            LATE.append(self.path)
            time.sleep(1.5)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = {
            "method": self.command,
            "path": self.path,
            "version": self.request_version,
            "body": len(body),
            "connection": self.client_address[1],
            "headers": {name.lower(): self.headers.get_all(name) for name in self.headers},
        }
        text = json.dumps(asked).encode()
        self.send_response(int(self.path.partition("status=")[2] or 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("X-Frame-Options", "ALLOWALL")  # the edge has the last word
        self.send_header("X-Powered-By", "a version")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815 - the names that http.server looks for

    def _web_socket(self) -> None:
        key = self.headers["Sec-WebSocket-Key"].encode()
        digest = base64.b64encode(hashlib.sha1(key + MAGIC).digest()).decode()  # noqa: S324 - the protocol's own
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", digest)
        self.end_headers()
        self.wfile.write(self.rfile.read(5).upper())
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the class above
        pass


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what some tests are about."""


@contextmanager
def serving(port: int) -> Iterator[None]:
    server = _Quiet(("127.0.0.1", port), _Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Named(socketserver.ThreadingTCPServer):
    """Says its address, then says back what it is told, until the client goes away."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: str, port: int) -> None:
        self.greeting = f"{address}\n".encode()
        self.came: list[int] = []  # the ports of its clients
        self.left: list[int] = []
        super().__init__((address, port), _Conversation)


class _Conversation(socketserver.BaseRequestHandler):
    server: _Named

    def handle(self) -> None:
        self.server.came.append(self.client_address[1])
        with suppress(ConnectionResetError):
            self.request.sendall(self.server.greeting)
            while received := self.request.recv(4096):
                self.request.sendall(received)
        self.server.left.append(self.client_address[1])


@contextmanager
def conversing(address: str, port: int) -> Iterator[_Named]:
    """Serve TCP on an address."""
    with _Named(address, port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def collecting(address: str, port: int) -> Iterator[socket.socket]:
    """Take datagrams on an address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind((address, port))
        receiver.settimeout(5)
        yield receiver


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def asked(self) -> dict[str, Any]:
        """What the service was asked."""
        asked: dict[str, Any] = json.loads(self.body)
        return asked


@dataclass(frozen=True)
class Client:
    """Asks the edge, each time on a connection of its own, as ``source`` and under the name ``host``."""

    http: int
    https: int
    status: int
    authority: Path

    def connect(self, host: str = "localhost", source: str = "127.0.0.1") -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.https), 10, (source, 0))
        context = ssl.create_default_context(cafile=str(self.authority))
        context.check_hostname = host.endswith("localhost")  # else the name is one that no certificate of ours has
        return context.wrap_socket(plain, server_hostname=host)

    def ask(
        self,
        path: str,
        *,
        host: str = "localhost",
        source: str = "127.0.0.1",
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        plain: bool = False,
    ) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        return self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body, host, source, plain, method)

    def status_in_http_2(self, path: str, *, host: str = "localhost", source: str = "127.0.0.1") -> int:
        """Ask with curl, which speaks HTTP/2, for a path as it is written."""
        place = f"{host}:{self.https}"
        asked = subprocess.run(
            [find("curl"), "--silent", "--show-error", "--max-time", "10", "--http2", "--path-as-is", "--globoff",
             "--cacert", str(self.authority), "--resolve", f"{place}:127.0.0.1", "--interface", source,
             "--output", os.devnull, "--write-out", "%{http_version} %{http_code}", f"https://{place}{path}"],
            capture_output=True, text=True, timeout=20, check=True,
        )  # fmt: skip
        version, _, status = asked.stdout.partition(" ")
        assert version == "2"
        return int(status)

    def send(
        self, text: bytes, host: str = "localhost", source: str = "127.0.0.1", plain: bool = False, method: str = "GET"
    ) -> Answer:
        connection: socket.socket
        if plain:
            connection = socket.create_connection(("127.0.0.1", self.http), 10, (source, 0))
        else:
            connection = self.connect(host, source)
        with connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before the whole body was sent
                connection.sendall(text)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, response.headers, response.read())
