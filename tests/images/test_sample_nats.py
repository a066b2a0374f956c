"""The sample's NATS client, against a few lines of a server."""

import json
import socket
import threading

import pytest

from apps.sample.sample.address import parse
from apps.sample.sample.dependency import UnavailableError
from apps.sample.sample.nats import Nats


def nats_server(answer: bytes) -> tuple[Nats, list[bytes]]:
    """Serve one NATS client; after its PUB, send `answer`, in which INBOX is the client's."""
    listener = socket.create_server(("127.0.0.1", 0))
    lines: list[bytes] = []

    def serve() -> None:
        with listener, listener.accept()[0] as connection, connection.makefile("rb") as received:
            connection.sendall(b'INFO {"version":"2.10.27","headers":true}\r\n')
            inbox = b""
            for line in received:
                lines.append(line.strip())
                if line.startswith(b"SUB"):
                    inbox = line.split()[1]
                elif line.startswith(b"PING"):
                    connection.sendall(b"PING\r\nPONG\r\n" + (answer.replace(b"INBOX", inbox) if inbox else b""))

    threading.Thread(target=serve, daemon=True).start()
    return Nats("NATS_URL", parse(f"nats://u:p@127.0.0.1:{listener.getsockname()[1]}")), lines


def test_a_stream_confirms_a_message() -> None:
    body = b'{"stream":"records","seq":7}'
    nats, lines = nats_server(b"MSG INBOX 1 %d\r\n%s\r\n" % (len(body), body))
    assert nats.publish("sample.records", b"x") == "stored in stream records as number 7"
    connect = json.loads(lines[0].removeprefix(b"CONNECT "))
    assert (connect["user"], connect["pass"], connect["no_responders"]) == ("u", "p", True)


def test_without_a_stream_the_message_is_published_all_the_same() -> None:
    nats, _ = nats_server(b"HMSG INBOX 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n")
    assert nats.publish("sample.records", b"x") == "published; no stream keeps this subject"


def test_what_the_server_refuses_is_said() -> None:
    nats, _ = nats_server(b"-ERR 'Permissions Violation for Publish to \"sample.records\"'\r\n")
    with pytest.raises(UnavailableError, match="Permissions Violation"):
        nats.publish("sample.records", b"x")


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnavailableError, match="no connection"):
        Nats("N", parse(f"nats://127.0.0.1:{port}")).probe()
