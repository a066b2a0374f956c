"""What the real nginx does with the connections and datagrams of a listener."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from components.files.nginx import STREAM_MODULE, OpenListener
from stacks._spec import Listener, Protocol
from tests.files.edges import COLLECTORS, OPERATOR, STRANGER, edge
from tests.files.made import free_ports, need
from tests.files.upstream import collecting, conversing

pytestmark = pytest.mark.programs


class Running:
    """An edge with one open listener, whose service has its instances on COLLECTORS."""

    def __init__(self, folder: Path, listener: OpenListener) -> None:
        self.folder = folder
        self.port = listener.port
        self.service_port = listener.listener.port

    def connect(self, source: str = OPERATOR) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 5, (source, 0))

    def send(self, datagram: bytes, source: str = OPERATOR) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((source, 0))
            sender.sendto(datagram, ("127.0.0.1", self.port))

    def log(self) -> list[dict[str, str]]:
        lines = (self.folder / "log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and '"listener"' in line]


@contextmanager
def listening(folder: Path, protocol: Protocol, timeout_seconds: int = 600) -> Iterator[Running]:
    need(STREAM_MODULE, "libnginx-mod-stream")
    port, service_port = free_ports(2)
    listener = Listener(name="ingestion", service="collector", port=service_port, timeout_seconds=timeout_seconds)
    opened = OpenListener(listener=listener, protocol=protocol, port=port, ranges=(f"{OPERATOR}/32",))
    with edge(folder, listeners=(opened,)):
        yield Running(folder, opened)


@pytest.fixture
def tcp(new_folder: Callable[[], Path]) -> Iterator[Running]:
    with listening(new_folder(), Protocol.TCP) as running:
        yield running


@pytest.fixture
def udp(new_folder: Callable[[], Path]) -> Iterator[Running]:
    with listening(new_folder(), Protocol.UDP) as running:
        yield running


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count and (part := connection.recv(count - len(received))):
        received += part
    return received


def instance(connection: socket.socket) -> str:
    return read(connection, len(COLLECTORS[0]) + 1).decode().strip()


def test_connections_go_there_and_back_and_to_the_instance_with_the_fewest(tcp: Running) -> None:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(conversing(name, tcp.service_port)) for name in COLLECTORS}
        connections = [stack.enter_context(tcp.connect()) for _ in range(4)]
        answered = [(instance(connection), connection) for connection in connections]
        assert sorted(name for name, _ in answered) == sorted(2 * COLLECTORS)
        for name, connection in answered:
            said = f"to {name} ".encode() * 2000
            connection.sendall(said)
            assert read(connection, len(said)) == said
        left = COLLECTORS[0]
        for name, connection in answered:
            if name == left:
                connection.close()
        until(lambda: len(servers[left].left) == 2)
        assert [instance(stack.enter_context(tcp.connect())) for _ in range(2)] == [left, left]


def test_datagrams_reach_both_instances_whole(udp: Running) -> None:
    with ExitStack() as stack:
        receivers = [stack.enter_context(collecting(name, udp.service_port)) for name in COLLECTORS]
        sent = [bytes([number]) * size for number, size in enumerate((1, 100, 1_400, 1_500, 9_000, 30_000, 65_507), 1)]
        sent.append(b"once more")
        for datagram in sent:
            udp.send(datagram)
        received = [[receiver.recv(70_000) for _ in range(len(sent) // 2)] for receiver in receivers]
        assert sorted(received[0] + received[1]) == sorted(sent)


def test_datagrams_of_one_client_are_spread_too(udp: Running) -> None:
    with ExitStack() as stack:
        receivers = [stack.enter_context(collecting(name, udp.service_port)) for name in COLLECTORS]
        sender = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sender.bind((OPERATOR, 0))
        for number in range(20):
            sender.sendto(b"%d" % number, ("127.0.0.1", udp.port))
        received = [[int(receiver.recv(100)) for _ in range(10)] for receiver in receivers]
        assert sorted(received[0] + received[1]) == list(range(20))


def test_datagrams_to_an_instance_that_is_away_are_lost_and_no_others(udp: Running) -> None:
    """Nothing waits for an answer, so nothing notices; TCP does (below)."""
    with collecting(COLLECTORS[1], udp.service_port) as receiver:
        for number in range(20):
            udp.send(b"%d" % number)
        until(lambda: len(udp.log()) == 20)
        assert len({receiver.recv(100) for _ in range(10)}) == 10
        receiver.setblocking(False)
        with pytest.raises(BlockingIOError):
            receiver.recv(100)


def test_connections_of_other_networks_are_closed_and_reach_nothing(tcp: Running) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(conversing(name, tcp.service_port)) for name in COLLECTORS]
        with tcp.connect(STRANGER) as connection:
            assert read(connection, 1) == b""
        with tcp.connect() as connection:
            assert instance(connection) in COLLECTORS
        assert sum(len(server.came) for server in servers) == 1
    until(lambda: len(tcp.log()) == 2)
    assert [(line["client"], line["status"], bool(line["upstream"])) for line in tcp.log()] == [
        (STRANGER, "403", False),
        (OPERATOR, "200", True),
    ]


def test_datagrams_of_other_networks_reach_nothing(udp: Running) -> None:
    with ExitStack() as stack:
        receivers = [stack.enter_context(collecting(name, udp.service_port)) for name in COLLECTORS]
        for datagram, source in ((b"no", STRANGER), (b"one", OPERATOR), (b"no", STRANGER), (b"two", OPERATOR)):
            udp.send(datagram, source)
        assert sorted(receiver.recv(100) for receiver in receivers) == [b"one", b"two"]
        until(lambda: len(udp.log()) == 4)  # all four are done with
        for receiver in receivers:
            receiver.setblocking(False)
            with pytest.raises(BlockingIOError):
                receiver.recv(100)
    assert [line["status"] for line in udp.log()].count("403") == 2


@pytest.mark.parametrize("alive", COLLECTORS)
def test_an_instance_that_is_away_loses_no_connection(alive: str, tcp: Running) -> None:
    with conversing(alive, tcp.service_port):
        for _ in range(10):
            with tcp.connect() as connection:
                assert instance(connection) == alive
    until(lambda: len(tcp.log()) == 10)
    tried = [line["upstream"].count(":") for line in tcp.log()]
    assert tried.count(2) == 3  # so many failures, and it is left out
    assert tried[-1] == 1


def test_without_any_instance_a_connection_is_closed(tcp: Running) -> None:
    with tcp.connect() as connection:
        assert read(connection, 1) == b""
    until(lambda: [line["status"] for line in tcp.log()] == ["502"])


def test_a_silent_connection_ends(new_folder: Callable[[], Path]) -> None:
    with (
        listening(new_folder(), Protocol.TCP, timeout_seconds=1) as running,
        conversing(COLLECTORS[0], running.service_port),
        running.connect() as connection,
    ):
        assert instance(connection) == COLLECTORS[0]
        began = time.monotonic()
        assert read(connection, 1) == b""
        assert 0.5 < time.monotonic() - began < 4


def test_the_log_says_who_sent_how_much_and_not_what(tcp: Running) -> None:
    with conversing(COLLECTORS[1], tcp.service_port), tcp.connect() as connection:
        instance(connection)
        connection.sendall(b"a-secret")
        assert read(connection, 8) == b"a-secret"
    until(lambda: len(tcp.log()) == 1)
    line = tcp.log()[0]
    assert {key: line[key] for key in ("client", "listener", "protocol", "port", "status", "received", "bytes")} == {
        "client": OPERATOR,
        "listener": "ingestion",
        "protocol": "TCP",
        "port": str(tcp.port),
        "status": "200",
        "received": "8",
        "bytes": str(len(COLLECTORS[1]) + 1 + 8),
    }
    assert line["upstream"].endswith(f"{COLLECTORS[1]}:{tcp.service_port}")
    assert float(line["seconds"]) >= float(line["connect_seconds"].split(", ")[-1])
    assert "a-secret" not in (tcp.folder / "log").read_text()
