"""The sample over real sockets of this machine: connections, limits, logs, and how it stops."""

import http.client
import json
import logging
import socket
import threading
from collections.abc import Iterator

import pytest

from apps.sample.sample import logs, websocket
from apps.sample.sample.application import BODY_LIMIT
from apps.sample.sample.server import Server, finish
from tests.images.engine import until
from tests.images.world import World


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    made = Server(world.application, "127.0.0.1", 0)
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def connect(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)


def get(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    connection.request("GET", path, headers=headers or {})
    return connection.getresponse()


def test_connections_are_kept_and_request_ids_handed_on(server: Server) -> None:
    connection = connect(server)
    for _ in range(2):
        response = get(connection, "/health", {"X-Request-ID": "abc-1"})
        assert response.getheader("X-Request-ID") == "abc-1"
        response.read()
    hostile = get(connection, "/health", {"X-Request-ID": "a b<"})
    assert hostile.getheader("X-Request-ID") != "a b<"
    connection.close()


def test_one_line_of_json_a_request_without_its_query(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logs.JsonFormatter())
    access = logging.getLogger("sample.access")
    access.addHandler(handler)
    access.setLevel(logging.INFO)
    try:
        connection = connect(server)
        get(connection, "/headers?token=secret").read()
        connection.close()
        written: list[str] = []

        def logged() -> bool:
            written.append(capsys.readouterr().err)
            return bool("".join(written))

        until(5, "the line is written", logged)
    finally:
        access.removeHandler(handler)
    (line,) = "".join(written).splitlines()
    entry = json.loads(line)
    wanted = {"timestamp", "level", "logger", "message", "module", "function", "line", "request_id"}
    assert wanted <= entry.keys()
    assert (entry["message"], entry["status"]) == ("GET /headers 200", 200)
    assert "secret" not in line


def test_bodies_that_are_too_long_or_of_unknown_length_are_refused(server: Server) -> None:
    for headers, status in (
        ({"Content-Length": str(BODY_LIMIT + 1)}, 413),
        ({"Transfer-Encoding": "chunked"}, 411),
        ({"Content-Length": "-1"}, 400),
    ):
        connection = connect(server)
        connection.putrequest("POST", "/records")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        assert (response.status, response.getheader("Connection")) == (status, "close")
        connection.close()


def test_a_web_socket_echoes(server: Server) -> None:
    assert websocket.accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # RFC 6455, 1.3
    with socket.create_connection(("127.0.0.1", server.server_port), 10) as client, client.makefile("rb") as received:
        client.sendall(
            b"GET /api/v1/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert received.readline() == b"HTTP/1.1 101 Switching Protocols\r\n"
        while received.readline() != b"\r\n":
            pass
        mask = b"\x01\x02\x03\x04"
        for message in (b"hello", b"x" * 300):
            size = bytes([0x80 | len(message)]) if len(message) < 126 else b"\xfe" + len(message).to_bytes(2, "big")
            masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(message))
            client.sendall(b"\x81" + size + mask + masked)
            expected = websocket.frame(websocket.TEXT, message)
            assert received.read(len(expected)) == expected
        client.sendall(b"\x88\x80" + mask)
        assert received.read(4) == websocket.frame(websocket.CLOSE, (1000).to_bytes(2, "big"))


def test_a_stop_finishes_what_runs_and_takes_nothing_new(server: Server, world: World) -> None:
    kept = connect(server)
    get(kept, "/ready").read()
    until(5, "the first is done", lambda: server._running == 0)  # or the next wait would take it for the slow one
    answers: list[int] = []
    slow = threading.Thread(target=lambda: answers.append(get(connect(server), "/slow?seconds=1").status))
    slow.start()
    until(5, "it runs", lambda: server._running == 1)

    world.application.stopping.set()
    codes: list[int] = []
    stopping = threading.Thread(target=lambda: codes.append(finish([server])))
    stopping.start()
    response = get(kept, "/ready")
    assert (response.status, response.getheader("Connection")) == (503, "close")
    response.read()
    until(5, "the door is shut", lambda: refused(server))
    stopping.join(10)
    slow.join(10)
    assert (answers, codes) == ([200], [0])


def refused(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.server_port), 1).close()
    except ConnectionError:  # refused, or reset if it was just being shut
        return True
    return False
