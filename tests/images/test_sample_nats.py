"""The sample's NATS client, against a few lines of a server."""

import json
import socket
import threading
import time

import pytest

from apps.sample.sample import nats as client
from apps.sample.sample.address import parse
from apps.sample.sample.dependency import TIMEOUT_SECONDS, UnavailableError
from apps.sample.sample.nats import Nats

CONFIRMED = b'{"stream":"records","seq":7}'


def nats_server(answer: bytes) -> tuple[Nats, list[bytes]]:
    """Serve one NATS client; after its SUB or PUB and each PING, send `answer`, in which INBOX is the client's."""
    listener = socket.create_server(("127.0.0.1", 0))
    lines: list[bytes] = []

    def serve() -> None:
        with listener, listener.accept()[0] as connection, connection.makefile("rb") as received:
            connection.sendall(b'INFO {"version":"2.10.27","headers":true}\r\n')
            inbox, asked = b"", False
            for line in received:
                lines.append(line.strip())
                asked = asked or line.startswith((b"SUB", b"PUB"))
                if line.startswith(b"SUB"):
                    inbox = line.split()[1]
                elif line.startswith(b"PING"):
                    connection.sendall(b"PING\r\n" + (answer.replace(b"INBOX", inbox) if asked else b"PONG\r\n"))

    threading.Thread(target=serve, daemon=True).start()
    return Nats("NATS_URL", parse(f"nats://u:p@127.0.0.1:{listener.getsockname()[1]}")), lines


def test_a_stream_confirms_a_message() -> None:
    nats, lines = nats_server(b"PONG\r\nMSG INBOX 1 %d\r\n%s\r\n" % (len(CONFIRMED), CONFIRMED))
    assert nats.publish("sample.records", b"x") == "stored in stream records as number 7"
    connect = json.loads(lines[0].removeprefix(b"CONNECT "))
    assert (connect["user"], connect["pass"], connect["no_responders"]) == ("u", "p", True)


@pytest.mark.parametrize(("said", "prefix"), [(None, "_INBOX"), ("", "_INBOX"), ("_INBOX_orders", "_INBOX_orders")])
def test_answers_come_where_the_login_may_listen(
    said: str | None, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NATS_INBOX_PREFIX", raising=False)
    if said is not None:
        monkeypatch.setenv("NATS_INBOX_PREFIX", said)
    nats, lines = nats_server(b"PONG\r\nMSG INBOX 1 %d\r\n%s\r\n" % (len(CONFIRMED), CONFIRMED))
    assert nats.publish("sample.records", b"x") == "stored in stream records as number 7"
    (listening,) = [line.split()[1].decode() for line in lines if line.startswith(b"SUB")]
    (asked,) = [line.split()[2].decode() for line in lines if line.startswith(b"PUB")]
    assert asked == listening
    assert listening.rpartition(".")[0] == prefix


def test_without_a_stream_the_message_is_published_all_the_same() -> None:
    nats, _ = nats_server(b"PONG\r\nHMSG INBOX 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n")
    assert nats.publish("sample.records", b"x") == "published; no stream keeps this subject"


def test_what_the_server_refuses_is_said() -> None:
    nats, _ = nats_server(b"-ERR 'Permissions Violation for Publish to \"sample.records\"'\r\n")
    with pytest.raises(UnavailableError, match="Permissions Violation"):
        nats.publish("sample.records", b"x")


def test_a_message_that_no_stream_confirms_is_not_waited_for_until_the_end() -> None:
    nats, _ = nats_server(b"PONG\r\n")
    started = time.monotonic()
    assert nats.publish("sample.records", b"x") == "published; no stream confirmed it"
    assert time.monotonic() - started < TIMEOUT_SECONDS


def test_many_messages_go_over_one_connection() -> None:
    nats, lines = nats_server(b"PONG\r\n")
    nats.publish_all("sample.ingested", [b"one", b"", b"three"])
    (_connect, _ping, *said) = [line for line in lines if line != b"PONG"]
    assert said == [
        *(b"PUB sample.ingested 3", b"one"),
        *(b"PUB sample.ingested 0", b""),
        *(b"PUB sample.ingested 5", b"three"),
        b"PING",
    ]


def test_many_messages_that_are_refused_are_said() -> None:
    nats, _ = nats_server(b"-ERR 'Permissions Violation for Publish to \"sample.ingested\"'\r\nPONG\r\n")
    with pytest.raises(UnavailableError, match="Permissions Violation"):
        nats.publish_all("sample.ingested", [b"x"])


def test_a_consumer_takes_what_comes_and_on_a_stop_what_was_already_given_to_it() -> None:
    with_headers = b"HMSG INBOX 1 17 20\r\nNATS/1.0\r\na:b\r\n\r\ntwo\r\n"
    nats, lines = nats_server(b"MSG INBOX 1 3\r\none\r\n" + with_headers + b"PONG\r\n")
    taken: list[bytes] = []
    stopping = threading.Event()

    def take(payload: bytes) -> None:
        taken.append(payload)
        stopping.set()

    nats.consume("sample.records", "workers", stopping, take)
    assert [line for line in lines if b"SUB" in line] == [b"SUB sample.records workers 1", b"UNSUB 1"]
    # Once for the question after the subscription, once for the one after its end.
    assert taken == [b"one", b"two", b"one", b"two"]


def test_a_consumer_leaves_a_server_that_has_fallen_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SILENCE_SECONDS", 0.1)
    nats, _ = nats_server(b"")
    with pytest.raises(UnavailableError, match="no answer in time"):
        nats.consume("sample.records", "workers", threading.Event(), lambda _payload: None)


def test_half_a_message_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.3)
    nats, _ = nats_server(b"PONG\r\nMSG INBOX 1 5\r\nhal")
    with pytest.raises(UnavailableError, match="no answer in time"):
        nats.consume("sample.records", "workers", threading.Event(), lambda _payload: None)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnavailableError, match="no connection"):
        Nats("N", parse(f"nats://127.0.0.1:{port}")).probe()
