"""NATS' text protocol, as much as JetStream's snapshots need: requests, and messages on an inbox of our own.

Source: NATS documentation "Client Protocol".
"""

import json
import secrets
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from .failure import Failure

USER = "moorage_operations"
INBOX = f"_INBOX_{USER}"
TIMEOUT_SECONDS = 30.0  # without any word from the server


@dataclass(frozen=True, kw_only=True)
class Login:
    """A server, and the login to it. Without ``authority`` there is no TLS: for a server of our own on loopback."""

    host: str
    port: int
    password: str
    authority: Path | None
    user: str = USER


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message: on which subject, where to answer, the status of its headers ("" or such as "204"), and its bytes."""

    subject: str
    reply: str
    status: str
    body: bytes


class Client:
    """One connection. Raises Failure for whatever the server refuses, and when it falls silent."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._counted = 0
        self.inbox = f"{INBOX}.{secrets.token_hex(11)}"

    def __enter__(self) -> Self:
        login = self._login
        try:
            self._socket = socket.create_connection((login.host, login.port), TIMEOUT_SECONDS)
            greeting = self._greeting()
            if login.authority:
                context = ssl.create_default_context(cafile=str(login.authority))
                self._socket = context.wrap_socket(self._socket, server_hostname=login.host)
        except (OSError, ValueError) as error:
            raise Failure(f"the queue at {login.host}:{login.port} can't be reached: {error}") from None
        self.payload_bytes = int(greeting.get("max_payload", 1024 * 1024))
        self._read: IO[bytes] = self._socket.makefile("rb")
        options = {
            "verbose": False, "pedantic": False, "lang": "python", "version": "1", "name": "moorage operations",
            "protocol": 1, "headers": True, "no_responders": True, "user": login.user, "pass": login.password,
        }  # fmt: skip
        self._send(f"CONNECT {json.dumps(options)}\r\nSUB {self.inbox}.> 1\r\nPING\r\n".encode())
        while self._event() is not None:
            pass
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def request(self, subject: str, body: object = None) -> dict[str, Any]:
        """Ask JetStream and return its answer."""
        return self.answer(subject, self.ask(subject, json.dumps(body).encode() if body is not None else b""))

    def ask(self, subject: str, body: bytes) -> str:
        """Publish with a subject for the answer, and return that."""
        self._counted += 1
        reply = f"{self.inbox}.{self._counted}"
        self.publish(subject, body, reply)
        return reply

    def answer(self, subject: str, reply: str) -> dict[str, Any]:
        """Wait for the answer to something that was asked."""
        while (message := self.next()).subject != reply:
            pass
        return self.said(subject, message)

    def said(self, subject: str, message: Message) -> dict[str, Any]:
        """Return what JetStream said in a message. Raises Failure if it is an error."""
        if message.status == "503":
            raise Failure(f"the queue at {self._login.host} has no JetStream: nobody answers {subject}")
        if message.body.startswith(b"-ERR"):
            raise Failure(f"the queue refused {subject}: {message.body[4:].decode(errors='replace').strip()}")
        found: dict[str, Any] = json.loads(message.body or b"{}")
        if "error" in found:
            raise Failure(f"the queue refused {subject}: {found['error'].get('description', found['error'])}")
        return found

    def publish(self, subject: str, body: bytes, reply: str = "") -> None:
        """Publish one message."""
        self._send(f"PUB {subject} {reply} {len(body)}\r\n".encode() + body + b"\r\n")

    def next(self) -> Message:
        """Wait for the next message."""
        while True:
            found = self._event()
            if found is not None:
                return found

    def _event(self) -> Message | None:
        """Read one message, or None for the answer to a PING."""
        try:
            while True:
                line = self._read.readline()
                if not line.endswith(b"\r\n"):
                    raise Failure(f"the queue at {self._login.host} closed the connection")
                words = line.decode().split()
                match words[0].upper() if words else "":
                    case "MSG":
                        body = self._body(int(words[-1]))
                        return Message(subject=words[1], reply=_reply(words, 5), status="", body=body)
                    case "HMSG":
                        body, head = self._body(int(words[-1])), int(words[-2])
                        status = body[:head].split(b"\r\n", 1)[0].decode().removeprefix("NATS/1.0").strip()[:3]
                        return Message(subject=words[1], reply=_reply(words, 6), status=status, body=body[head:])
                    case "PING":
                        self._send(b"PONG\r\n")
                    case "PONG":
                        return None
                    case "-ERR":
                        raise Failure(f"the queue at {self._login.host} refused: {line[4:].decode().strip()}")
        except TimeoutError:
            raise Failure(f"the queue at {self._login.host} said nothing for {TIMEOUT_SECONDS:.0f} s") from None
        except OSError as error:
            raise Failure(f"the connection to the queue at {self._login.host} broke: {error}") from None

    def _body(self, size: int) -> bytes:
        found = self._read.read(size + 2)
        if len(found) != size + 2:
            raise Failure(f"the queue at {self._login.host} closed the connection within a message")
        return found[:size]

    def _greeting(self) -> dict[str, Any]:
        said = b""
        while not said.endswith(b"\r\n"):
            part = self._socket.recv(65536)
            if not part:
                raise ValueError("it closed the connection")
            said += part
        if not said.startswith(b"INFO "):
            raise ValueError("what answers is not a NATS server")
        found: dict[str, Any] = json.loads(said[5:])
        return found

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Failure(f"the connection to the queue at {self._login.host} broke: {error}") from None


def _reply(words: list[str], count: int) -> str:
    return words[3] if len(words) == count else ""
