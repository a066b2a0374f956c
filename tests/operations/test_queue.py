"""The exporter of queues, on the real NATS with streams and consumers, and without an answer."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from prometheus_client.parser import text_string_to_metric_families

from images.operations.operations import queue
from images.operations.operations.failure import Failure
from images.operations.operations.queue import Queue
from tests.images.engine import Engine, docker, healthy

CONFIGURATION = 'port: 4222\nhttp: "0.0.0.0:8222"\njetstream { store_dir: "/var/lib/nats", max_file_store: 1048576 }\n'
# Speaks NATS' own protocol: two streams, one consumer, five messages.
FILL = """
import json, socket, sys
s = socket.create_connection(("queue", 4222)); f = s.makefile("rwb", 0); f.readline()
def ask(subject, said):
    body = json.dumps(said).encode()
    f.write(b"PUB %s inbox %d\\r\\n%s\\r\\n" % (subject.encode(), len(body), body))
    while not (line := f.readline()).startswith(b"MSG"): assert not line.startswith(b"-ERR"), line
    answer = json.loads(f.read(int(line.split()[-1]) + 2)); assert "error" not in answer, answer
f.write(b'CONNECT {"verbose":false}\\r\\nSUB inbox 1\\r\\n')
ask("$JS.API.STREAM.CREATE.orders", {"name": "orders", "subjects": ["orders.>"], "retention": "limits"})
ask("$JS.API.STREAM.CREATE.empty", {"name": "empty", "subjects": ["empty"]})
config = {"durable_name": "worker", "ack_policy": "explicit"}
ask("$JS.API.CONSUMER.DURABLE.CREATE.orders.worker", {"stream_name": "orders", "config": config})
for number in range(5): ask("orders.new", {"number": number})
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def of(made: Queue) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for metric in made.collect()
        for sample in metric.samples
    }


@pytest.mark.docker
def test_a_real_queue_with_streams_and_consumers(engine: Engine) -> None:
    network = engine.network()
    data = f"--volume={engine.volume('queue-data')}:/var/lib/nats"
    files = engine.files("queue", {"nats.conf": CONFIGURATION})
    server = engine.start("nats", "queue", data, files=files, network=network)
    exporter = engine.start(
        "operations",
        "exporter",
        command=("python3", "-m", "operations", "export-queue", "http://queue:8222"),
        network=network,
    )
    healthy(server, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8222/healthz")
    healthy(exporter, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:9602/")
    docker("exec", exporter, "python3", "-c", FILL)

    def told() -> dict[tuple[str, ...], float]:
        text = docker("exec", exporter, "curl", "-fsS", "http://127.0.0.1:9602/metrics")
        return {
            (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    found = told()
    expected = {
        ("nats_up",): 1,
        ("gnatsd_varz_total_connections",): 1,
        ("jetstream_server_total_streams",): 2,
        ("jetstream_server_total_consumers",): 1,
        ("jetstream_server_total_messages",): 5,
        ("jetstream_server_max_storage",): 1048576,
        ("jetstream_server_jetstream_disabled",): 0,
        ("jetstream_stream_total_messages", "$G", "orders"): 5,
        ("jetstream_stream_total_messages", "$G", "empty"): 0,
        ("jetstream_stream_last_seq", "$G", "orders"): 5,
        ("jetstream_stream_consumer_count", "$G", "orders"): 1,
        ("jetstream_consumer_num_pending", "$G", "worker", "orders"): 5,
        ("jetstream_consumer_num_ack_pending", "$G", "worker", "orders"): 0,
    }
    assert {key: found.get(key) for key in expected} == expected
    assert found["gnatsd_varz_in_msgs",] >= 8
    assert found["jetstream_stream_total_bytes", "$G", "orders"] > 0
    print("\nmemory:", docker("stats", "--no-stream", "--format={{.MemUsage}}", exporter))

    docker("stop", "--time=5", server)
    assert told() == {("nats_up",): 0}
    docker("start", server)
    healthy(server, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8222/healthz")
    again = told()
    assert (again["nats_up",], again["jetstream_stream_total_messages", "$G", "orders"]) == (1, 5)
    log = docker("logs", exporter)
    assert log.count("does not answer") == 1  # once, however often it is asked


ANSWERS: dict[str, tuple[int, bytes]] = {}


class Fake(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = ANSWERS.get(self.path.partition("?")[0], (404, b""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    ANSWERS.clear()
    ANSWERS.update({"/varz": (200, b"{}"), "/jsz": (200, b"{}"), "/healthz": (200, b'{"status":"ok"}')})
    server = HTTPServer(("127.0.0.1", 0), Fake)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_server_that_calls_itself_ill_is_not_up_but_tells(address: str) -> None:
    ANSWERS["/varz"] = (200, b'{"connections": 7}')
    ANSWERS["/healthz"] = (503, b'{"status":"unavailable","error":"JetStream is not current"}')
    found = of(Queue(address))
    assert (found["nats_up",], found["gnatsd_varz_connections",]) == (0, 7)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"account_details": [{"stream_detail": [{}]}]}', b"x" * (17 << 20)]
)
def test_strange_answers_are_no_answer(address: str, body: bytes) -> None:
    ANSWERS["/jsz"] = (200, body)
    assert of(Queue(address)) == {("nats_up",): 0}


def test_streams_are_bounded(address: str) -> None:
    streams = [{"name": f"s{number}", "state": {"messages": 1}} for number in range(5000)]
    ANSWERS["/jsz"] = (200, json.dumps({"account_details": [{"name": "$G", "stream_detail": streams}]}).encode())
    found = of(Queue(address))
    assert sum(key[0] == "jetstream_stream_total_messages" for key in found) == 1000


def test_nobody_who_listens_is_not_up_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert of(Queue(f"http://127.0.0.1:{port}")) == {("nats_up",): 0}


@pytest.mark.parametrize("words", [[], ["queue:8222"], ["ftp://queue:8222"], ["http://queue"], ["http://q:1", "x"]])
def test_a_wrong_address_is_refused_with_an_example(words: list[str]) -> None:
    with pytest.raises(Failure, match="for instance: operations export-queue http://queue:8222"):
        queue.export(words)
