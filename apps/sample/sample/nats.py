"""NATS: as much of its text protocol as it takes to publish, have JetStream confirm it, and be one of a queue group.

Answers come on subjects below NATS_INBOX_PREFIX (default _INBOX): where a queue has several logins, each may listen to
its own only.
"""

import json
import os
import secrets
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from time import monotonic
from typing import Any

from .address import Address
from .dependency import TIMEOUT_SECONDS, UnavailableError

# Once the server has a message, a stream that keeps it says so at once. Without one, but with a subscriber, nobody
# ever does, and the client of a record must not wait for that.
CONFIRMED_SECONDS = 1.0
SILENCE_SECONDS = 5.0
MESSAGES = (b"MSG", b"HMSG")


class Nats:
    """A queue; every use opens its own connection, so there is no state to lose."""

    kind = "queue"

    def __init__(self, name: str, address: Address) -> None:
        self.name = name
        self._address = address

    def probe(self) -> str:
        """Log in, and have the server answer a PING."""
        with _Connection(self._address) as connection:
            return f"NATS {connection.info.get('version', '')}".strip()

    def publish(self, subject: str, payload: bytes) -> str:
        """Publish one message and return what became of it. Raises UnavailableError."""
        with _Connection(self._address) as connection:
            return connection.publish(subject, payload)

    def publish_all(self, subject: str, payloads: Iterable[bytes]) -> None:
        """Publish messages in order; the server has them all, but no stream is asked. Raises UnavailableError."""
        with _Connection(self._address) as connection:
            connection.publish_all(subject, payloads)

    def consume(self, subject: str, group: str, stopping: Event, take: Callable[[bytes], None]) -> None:
        """Share the messages of a subject with the others of a group until we stop. Raises UnavailableError."""
        with _Connection(self._address) as connection:
            for payload in connection.messages(subject, group, stopping):
                take(payload)


class _Connection:
    def __init__(self, address: Address) -> None:
        self._address = address
        self._deadline = monotonic() + TIMEOUT_SECONDS
        self._received = b""
        self.info: dict[str, Any] = {}

    def __enter__(self) -> "_Connection":
        try:
            self._socket = socket.create_connection((self._address.host, self._address.port), TIMEOUT_SECONDS)
        except OSError as error:
            raise UnavailableError(f"no connection: {error}") from None
        try:
            self._log_in()
        except TimeoutError:
            self._socket.close()
            raise UnavailableError("no answer in time") from None
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def publish(self, subject: str, payload: bytes) -> str:
        inbox = f"{os.environ.get('NATS_INBOX_PREFIX') or '_INBOX'}.{secrets.token_hex(11)}"
        head = f"SUB {inbox} 1\r\nPUB {subject} {inbox} {len(payload)}\r\n"
        self._send(head.encode() + payload + b"\r\nPING\r\n")
        events: dict[bytes, bytes] = {}
        try:
            while len(events) < 2:  # PONG says that the server has the message, the other one what came of it
                verb, body = self._event()
                events[verb] = body
                if verb == b"PONG":
                    self._deadline = min(self._deadline, monotonic() + CONFIRMED_SECONDS)
        except TimeoutError:
            if b"PONG" in events:
                return "published; no stream confirmed it"
            raise UnavailableError("no answer in time") from None
        if b"MSG" not in events:
            return "published; no stream keeps this subject"
        confirmation = json.loads(events[b"MSG"])
        if "error" in confirmation:
            raise UnavailableError(f"JetStream refused: {confirmation['error'].get('description', 'no reason given')}")
        return f"stored in stream {confirmation['stream']} as number {confirmation['seq']}"

    def publish_all(self, subject: str, payloads: Iterable[bytes]) -> None:
        messages = (b"PUB %b %d\r\n%b\r\n" % (subject.encode(), len(payload), payload) for payload in payloads)
        self._send(b"".join(messages) + b"PING\r\n")
        try:
            while self._event()[0] != b"PONG":
                pass
        except TimeoutError:
            raise UnavailableError("no answer in time") from None

    def messages(self, subject: str, group: str, stopping: Event) -> Iterator[bytes]:
        """Yield messages as they come, and once we stop those that the server has already given to us."""
        self._send(f"SUB {subject} {group} 1\r\nPING\r\n".encode())
        asked, unanswered = monotonic(), 1
        while not stopping.is_set():
            verb, body = self._next(1.0)
            if verb in MESSAGES:
                yield body
            elif verb == b"PONG":
                unanswered -= 1
            elif unanswered and monotonic() - asked > SILENCE_SECONDS:
                raise UnavailableError("no answer in time")
            elif not unanswered:
                self._send(b"PING\r\n")
                asked, unanswered = monotonic(), 1
        self._send(b"UNSUB 1\r\nPING\r\n")
        unanswered, deadline = unanswered + 1, monotonic() + TIMEOUT_SECONDS
        while unanswered and (left := deadline - monotonic()) > 0:
            verb, body = self._next(left)
            if verb in MESSAGES:
                yield body
            elif verb == b"PONG":
                unanswered -= 1

    def _log_in(self) -> None:
        address = self._address
        verb, _, rest = self._line().partition(b" ")
        if verb != b"INFO":
            raise UnavailableError("what answers is not a NATS server")
        self.info = json.loads(rest)
        if address.scheme == "tls" or address.ca_file or self.info.get("tls_required"):
            self._start_tls()
        options: dict[str, object] = {
            "verbose": False,
            "pedantic": False,
            "lang": "python",
            "version": "1",
            "name": "sample",
            "protocol": 1,
            "headers": True,
            "no_responders": True,
        }
        if address.password:
            options |= {"user": address.user, "pass": address.password}
        elif address.user:
            options |= {"auth_token": address.user}
        self._send(f"CONNECT {json.dumps(options)}\r\nPING\r\n".encode())
        self._event()

    def _start_tls(self) -> None:
        try:
            context = ssl.create_default_context(cafile=self._address.ca_file or None)
            self._socket = context.wrap_socket(self._socket, server_hostname=self._address.host)
        except OSError as error:
            raise UnavailableError(f"TLS: {error}") from None

    def _event(self) -> tuple[bytes, bytes]:
        """Return the next PONG, MSG or HMSG (with headers; none but a status: nobody listens), with its body."""
        while (event := self._read())[0] not in (b"PONG", *MESSAGES):
            pass
        return event

    def _next(self, seconds: float) -> tuple[bytes, bytes]:
        """Return whatever comes next, with its body; nothing if none begins in so many seconds."""
        self._deadline = monotonic() + seconds
        try:
            while b"\r\n" not in self._received:
                self._receive()
        except TimeoutError:
            return b"", b""
        self._deadline = monotonic() + TIMEOUT_SECONDS
        try:
            return self._read()
        except TimeoutError:
            # Half a message has been read, and what follows could not be told from its other half.
            raise UnavailableError("no answer in time") from None

    def _read(self) -> tuple[bytes, bytes]:
        """Read one line, and the body that it announces; answer a PING."""
        line = self._line()
        verb = line.split(b" ", 1)[0].upper()
        if verb == b"MSG":
            return verb, self._body(int(line.split()[-1]))
        if verb == b"HMSG":
            head, size = map(int, line.split()[-2:])
            return verb, self._body(size)[head:]
        if verb == b"PING":
            self._send(b"PONG\r\n")
        elif verb == b"-ERR":
            raise UnavailableError(self._address.hide(line[4:].decode(errors="replace").strip(" '")))
        return verb, b""

    def _body(self, size: int) -> bytes:
        while len(self._received) < size + 2:
            self._receive()
        body, self._received = self._received[:size], self._received[size + 2 :]
        return body

    def _line(self) -> bytes:
        while b"\r\n" not in self._received:
            self._receive()
        line, _, self._received = self._received.partition(b"\r\n")
        return line

    def _receive(self) -> None:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        try:
            received = self._socket.recv(65536)
        except TimeoutError:
            raise  # an OSError too, but the caller knows better what it means
        except OSError as error:
            raise UnavailableError(f"connection lost: {error}") from None
        if not received:
            raise UnavailableError("the server closed the connection")
        self._received += received

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(TIMEOUT_SECONDS)  # not what was left of the last wait
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise UnavailableError(f"connection lost: {error}") from None
