"""A client of the edge, from outside: it verifies certificates, and reaches every host name at 127.0.0.1."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Asks an edge that is published on loopback; ``authority`` is what it trusts, in PEM."""

    https: int
    http: int
    authority: str

    def get(self, path: str, host: str = "localhost", **headers: str) -> Answer:
        return self.ask("GET", path, host, headers)

    def post(self, path: str, value: object, host: str = "localhost") -> Answer:
        return self.ask("POST", path, host, {"Content-Type": "application/json"}, json.dumps(value).encode())

    def patient(self, method: str, path: str, value: object = None) -> Answer:
        """Ask again while the rate limit of an earlier test still counts."""
        deadline = time.monotonic() + 20
        while True:
            answer = self.get(path) if method == "GET" else self.post(path, value)
            if answer.status != 429 or time.monotonic() > deadline:
                return answer
            time.sleep(0.7)

    def ask(
        self,
        method: str,
        path: str,
        host: str = "localhost",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        *,
        server_name: str = "",
    ) -> Answer:
        """Send one request over TLS; the certificate must be good for ``server_name`` (default: the host)."""
        with self.connect(server_name or host) as secure:
            return _exchange(secure, method, path, {"Host": f"{host}:{self.https}", **(headers or {})}, body)

    def plain(self, path: str, host: str = "localhost") -> Answer:
        """Send one request without TLS."""
        with socket.create_connection(("127.0.0.1", self.http), SECONDS) as connection:
            return _exchange(connection, "GET", path, {"Host": f"{host}:{self.http}"}, None)

    @contextmanager
    def connect(
        self, server_name: str = "localhost", *, version: ssl.TLSVersion | None = None
    ) -> Iterator[ssl.SSLSocket]:
        context = ssl.create_default_context(cadata=self.authority)
        if version:
            context.set_ciphers("ALL:@SECLEVEL=0")  # so that it is the edge that refuses old ones
            context.minimum_version = context.maximum_version = version
        context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 does by default
        with (
            socket.create_connection(("127.0.0.1", self.https), SECONDS) as connection,
            context.wrap_socket(connection, server_hostname=server_name) as secure,
        ):
            yield secure


def _exchange(
    connection: socket.socket, method: str, path: str, headers: Mapping[str, str], body: bytes | None
) -> Answer:
    asking = http.client.HTTPConnection("unused")
    asking.sock = connection
    asking.request(method, path, body, dict(headers))
    response = asking.getresponse()
    read = response.read()
    return Answer(
        status=response.status, headers={name.lower(): value for name, value in response.getheaders()}, body=read
    )


@dataclass
class Poller:
    """Asks for a path five times a second, each time on a new connection, and keeps what was not answered 200."""

    client: Client
    path: str = "/health"
    asked: int = 0
    failures: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator["Poller"]:
        stop = threading.Event()
        thread = threading.Thread(target=self._poll, args=(stop,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            thread.join(SECONDS + 1)

    def _poll(self, stop: threading.Event) -> None:
        while not stop.wait(0.2):
            self.asked += 1
            try:
                answer = self.client.get(self.path)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(f"{time.strftime('%X')} {error!r}")
                continue
            if answer.status != 200:
                self.failures.append(f"{time.strftime('%X')} {answer.status}")
            elif answer.json["version"] not in self.versions[-1:]:
                self.versions.append(answer.json["version"])
