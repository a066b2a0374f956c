"""The sample over real sockets of this machine: connections, limits, logs, and how it stops."""

import http.client
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from apps.sample.sample import ingestion, logs, websocket
from apps.sample.sample.application import BODY_LIMIT
from apps.sample.sample.ingestion import CONNECTION_LIMIT, LINE_LIMIT, Ingestion
from apps.sample.sample.server import Server, finish
from tests.images.engine import ROOT, until
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


@pytest.fixture
def listening(world: World) -> Iterator[Callable[..., Ingestion]]:
    """Listen on some free port."""
    with ExitStack() as stack:

        def start(queue: bool = True) -> Ingestion:
            nats = world.queue if queue else None
            made = Ingestion("127.0.0.1", (0,), world.application.metrics, nats, "sample.ingested")
            made.start()
            stack.callback(made.close)
            return made

        yield start


def address(made: Ingestion, protocol: str) -> tuple[str, int]:
    (server,) = [server for server in made.servers if server.protocol == protocol]
    return "127.0.0.1", server.socket.getsockname()[1]


def sender(made: Ingestion) -> socket.socket:
    return socket.create_connection(address(made, "tcp"), 10)


def datagram(made: Ingestion, payload: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(payload, address(made, "udp"))


def counted(world: World, **wanted: int) -> None:
    """Wait for counts; what is not named must be none."""
    names = ("tcp", "udp", "published", "lost", "refused")
    expected = {"count": wanted.get("tcp", 0) + wanted.get("udp", 0)} | {name: wanted.get(name, 0) for name in names}
    until(5, f"{expected} is counted", lambda: world.application.metrics.ingested() == expected)


def test_lines_and_datagrams_are_counted_and_published(world: World, listening: Callable[..., Ingestion]) -> None:
    made = listening()
    with sender(made) as client:
        client.sendall(b"one\r\n\ntwo\nthe last has no end")
    datagram(made, b"<13>a datagram\nof two lines\n")
    counted(world, tcp=4, udp=1, published=5)
    lines = [payload for subject, payload in world.queue.published if subject == "sample.ingested"]
    assert sorted(lines) == [b"", b"<13>a datagram\nof two lines\n", b"one", b"the last has no end", b"two"]


def test_without_a_queue_they_are_only_counted(world: World, listening: Callable[..., Ingestion]) -> None:
    made = listening(queue=False)
    datagram(made, b"x")
    counted(world, udp=1)


def test_the_longest_line_is_taken_and_a_longer_one_ends_the_connection(
    world: World, listening: Callable[..., Ingestion]
) -> None:
    made = listening()
    with sender(made) as client:
        client.sendall(b"x" * LINE_LIMIT + b"\r\n")
        counted(world, tcp=1, published=1)
        client.sendall(b"x" * (LINE_LIMIT + 1) + b"\nnever read\n")
        assert ended(client)
    datagram(made, b"x" * LINE_LIMIT)
    datagram(made, b"x" * (LINE_LIMIT + 1))
    counted(world, tcp=1, udp=1, published=2, refused=2)


def ended(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionResetError:  # closed with something unread
        return True


def test_a_connection_too_many_is_refused(world: World, listening: Callable[..., Ingestion]) -> None:
    made = listening()
    with ExitStack() as stack:
        clients = [stack.enter_context(sender(made)) for _ in range(CONNECTION_LIMIT)]
        for client in clients:
            client.sendall(b"x\n")
        counted(world, tcp=CONNECTION_LIMIT, published=CONNECTION_LIMIT)
        assert ended(stack.enter_context(sender(made)))
        counted(world, tcp=CONNECTION_LIMIT, published=CONNECTION_LIMIT, refused=1)
        clients[0].close()
        until(5, "a place is free", lambda: len(made._open) < CONNECTION_LIMIT)
        stack.enter_context(sender(made)).sendall(b"x\n")
        counted(world, tcp=CONNECTION_LIMIT + 1, published=CONNECTION_LIMIT + 1, refused=1)


def test_a_silent_connection_is_ended(
    world: World, listening: Callable[..., Ingestion], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ingestion._LineHandler.timeout == 60
    monkeypatch.setattr(ingestion._LineHandler, "timeout", 0.2)
    with sender(listening()) as client:
        client.sendall(b"x\nhalf a")
        assert ended(client)
    counted(world, tcp=1, published=1)


def test_a_queue_that_is_away_is_asked_again(
    world: World, listening: Callable[..., Ingestion], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingestion, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(ingestion, "WAITING_LIMIT", 2)
    world.queue.broken = True
    made = listening()
    datagram(made, b"1")
    assert made._publisher is not None
    until(5, "it is being published", lambda: world.queue.attempts > 0)
    for payload in (b"2", b"3", b"4"):
        datagram(made, payload)
    counted(world, udp=4, lost=1)
    world.queue.broken = False
    counted(world, udp=4, lost=1, published=3)
    assert [payload for _, payload in world.queue.published] == [b"1", b"2", b"3"]


def test_a_stop_takes_in_what_has_come_and_does_not_wait_for_a_queue(
    world: World, listening: Callable[..., Ingestion]
) -> None:
    world.queue.broken = True
    made = listening()
    door = address(made, "tcp")
    with sender(made) as client:
        client.sendall(b"1\n2\n3")
        until(5, "it is connected", lambda: len(made._open) == 1)
        started = time.monotonic()
        made.close()
        assert time.monotonic() - started < ingestion.FINISH_SECONDS
        assert ended(client)
    counted(world, tcp=3, lost=3)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(door, 10)


def free_port() -> int:
    """Return a port that is free for both protocols."""
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        number: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", number))
        return number


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the sample's program."""
    started: list[subprocess.Popen[str]] = []

    def start(command: str, **environ: str) -> subprocess.Popen[str]:
        base = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "apps/sample"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOST": "127.0.0.1",
            "DATA_DIRECTORY": str(tmp_path),
        }
        with (tmp_path / "log").open("w") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "sample", command],
                    env={**base, **environ},
                    stdout=log,
                    stderr=log,
                    text=True,
                )
            )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_the_program_serves_and_listens_and_ends_on_a_signal(
    program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    http_port, port = free_port(), free_port()
    process = program("serve", PORT=str(http_port), INGESTION_PORT=str(port))
    until(10, "it listens", lambda: "listening on udp" in (tmp_path / "log").read_text())
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"one\n")
        connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=10)

        def count() -> int:
            connection.request("GET", "/ingested")
            return int(json.loads(connection.getresponse().read())["count"])

        until(5, "the line is counted", lambda: count() == 1)
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0  # though the sender stays connected
    log = (tmp_path / "log").read_text()
    assert "stopped listening: {'count': 1, 'tcp': 1" in log
    assert all(json.loads(line) for line in log.splitlines())


def test_the_program_says_which_port_is_taken(program: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = program("work", INGESTION_PORT=str(taken.getsockname()[1]))
        assert process.wait(10) == 1
        entry = json.loads((tmp_path / "log").read_text())
        assert entry["message"] == f"can't listen on {taken.getsockname()[1]}: Address already in use"


def test_the_program_works_and_checks_without_http(
    program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    folder = tmp_path / "uploads"
    given = {"UPLOADS_URL": f"file://{folder}", "CONFIGURATION": str(tmp_path / "settings.json")}
    assert program("check", **given).wait(10) == 1
    lines = (tmp_path / "log").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "UPLOADS_URL (bucket)",
        f"{tmp_path / 'settings.json'} (configuration)",
    ]
    folder.mkdir()
    (tmp_path / "settings.json").write_text("{}")
    assert program("check", **given).wait(10) == 0
    assert (tmp_path / "log").read_text() == ""

    process = program("work", **given)
    until(10, "it works", lambda: "2 of 2 dependencies answer" in (tmp_path / "log").read_text())
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert json.loads((tmp_path / "log").read_text().splitlines()[-1])["message"] == "stopped; messages taken: 0"
