"""Snapshots of a queue's streams through TLS, from the real NATS with the deployment's own file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from components.files.nats import OPERATIONS, nats_conf
from images.operations.operations import jetstream
from images.operations.operations.failure import Failure
from images.operations.operations.nats_client import USER, Client, Login
from stacks import load
from stacks._spec import Account, Size
from tests.images.engine import Engine, certificates, healthy, port
from tests.operations.file_backups import Operations, toml

pytestmark = pytest.mark.docker
SECRET = "the backups' own word"
# An app that may do everything with its streams, whatever their names.
QUEUE = replace(load("opmas").queues[0], accounts=(Account(name="app", publish=(">",), subscribe=(">",)),))
RECOVERABLE = {"name": "queue", "kind": "queue", "host": "queue", "port": QUEUE.port}
RULE = {"name": "all", "of": ["queue"], "method": "copy", "keep_days": 30}
STREAMS = (("LOGS", "workqueue", "file"), ("ODD", "limits", "file"), ("RAM", "limits", "memory"))
MESSAGES = 3000


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = certificates(tmp_path_factory.mktemp("certificates"), "queue", "again", "localhost")
    return {"authority.pem": made["ca.pem"], "server.crt": made["server.crt"], "server.key": made["server.key"]}


@pytest.fixture(scope="module")
def network(engine: Engine) -> str:
    return engine.network()


def queue(engine: Engine, role: str, files: dict[str, str], network: str) -> str:
    text = nats_conf(QUEUE, Size.SMALL, {"app": "app's"}, operations_password=SECRET, monitor="0.0.0.0:8222")
    held = engine.files(role, {**files, "nats.conf": text})
    options = ("--publish=127.0.0.1::4222", f"--volume={engine.volume(role)}:/var/lib/nats")
    container = engine.start("nats", role, *options, files=held, network=network)
    healthy(container, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8222/healthz")
    return container


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]) -> Path:
    path = tmp_path_factory.mktemp("authority") / "authority.pem"
    path.write_text(files["authority.pem"])
    return path


@contextmanager
def app(container: str, authority: Path) -> Iterator[Client]:
    """The app's own connection."""
    login = Login(host="localhost", port=port(container, 4222), password="app's", authority=authority, user="app")
    with Client(login) as client:
        yield client


@pytest.fixture(scope="module")
def filled(engine: Engine, files: dict[str, str], network: str, authority: Path) -> str:
    container = queue(engine, "queue", files, network)
    with app(container, authority) as client:
        for name, retention, storage in (
            ("LOGS", "workqueue", "file"),
            ("ODD", "limits", "file"),
            ("RAM", "limits", "memory"),
        ):
            client.request(f"$JS.API.STREAM.CREATE.{name}", {
                "name": name, "subjects": [f"{name.lower()}.>"], "retention": retention, "storage": storage,
                "max_age": 3600 * 10**9,
            })  # fmt: skip
        client.request("$JS.API.CONSUMER.DURABLE.CREATE.LOGS.work", {
            "stream_name": "LOGS", "config": {"durable_name": "work", "ack_policy": "explicit"},
        })  # fmt: skip
        for number in range(MESSAGES):
            client.publish("logs.new", b"%06d" % number + b"x" * 1000)
        client.request("odd.one", "the last one is confirmed")
        taken = client.ask("$JS.API.CONSUMER.MSG.NEXT.LOGS.work", b"1")
        message = client.next()
        assert message.body.startswith(b"000000"), (taken, message)
        client.answer(message.reply, client.ask(message.reply, b"+ACK"))
    return container


def started(engine: Engine, role: str, network: str, authority: str, password: str = SECRET) -> Operations:
    operations = Operations(engine, role)
    operations.own()
    secrets = {"queue-password": password, "authority.pem": authority}
    return operations.start(toml([RECOVERABLE], [RULE]), network=network, files=secrets)


@pytest.mark.usefixtures("filled")
def test_every_stream_comes_back_with_its_messages_and_consumers(
    engine: Engine, network: str, files: dict[str, str], authority: Path
) -> None:
    operations = started(engine, "queue-backup", network, files["authority.pem"])
    facts = operations.backup()["facts"]
    wanted = {"streams": 3, "in_memory": 1, "messages": MESSAGES, "consumers": 1}
    assert {name: facts[name] for name in wanted} == wanted
    assert facts["bytes"] > 50_000
    operations.ask("rehearse", "queue")
    rehearsed = operations.records()[-1]["facts"]
    assert (rehearsed["streams"], rehearsed["messages"]) == (2, MESSAGES)
    assert operations.shell("ls -A /var/lib/operations/rehearsals") == ""
    operations.ask("restore", "queue", "--into", "/var/lib/operations/back")
    assert operations.shell("cd /var/lib/operations/back; ls -d */*").split() == [
        *("LOGS/backup.json", "LOGS/consumers.json", "LOGS/stream.tar.s2"),
        *("ODD/backup.json", "ODD/consumers.json", "ODD/stream.tar.s2", "RAM/backup.json", "RAM/consumers.json"),
    ]
    said = operations.ask("restore-queue", "queue", "/var/lib/operations/back", code=1)
    assert "name already in use" in said  # a stream that is there is nobody's to replace

    again = queue(engine, "again", files, network)
    there = toml([{**RECOVERABLE, "host": "again"}], [RULE])
    operations.start(there, network=network, files={"queue-password": SECRET, "authority.pem": files["authority.pem"]})
    facts = json.loads(operations.ask("restore-queue", "queue", "/var/lib/operations/back"))
    assert (facts["streams"], facts["messages"], facts["expired"]) == (2, MESSAGES, 0)
    with app(again, authority) as client:
        info = client.request("$JS.API.STREAM.INFO.LOGS")
        assert (info["state"]["first_seq"], info["state"]["last_seq"]) == (2, MESSAGES)
        assert info["config"]["retention"] == "workqueue"
        consumer = client.request("$JS.API.CONSUMER.INFO.LOGS.work")
        assert consumer["num_pending"] == MESSAGES - 1
        client.ask("$JS.API.CONSUMER.MSG.NEXT.LOGS.work", b"1")
        assert client.next().body.startswith(b"000001")  # what was done stays done


@pytest.mark.usefixtures("filled")
def test_what_goes_wrong_is_said(engine: Engine, network: str, files: dict[str, str], tmp_path: Path) -> None:
    wrong = started(engine, "queue-wrong", network, files["authority.pem"], password="no")
    assert "refused: 'Authorization Violation'" in wrong.backup(code=1)["error"]
    other = certificates(tmp_path, "queue")["ca.pem"]
    error = started(engine, "queue-other", network, other).backup(code=1)["error"]
    assert "the queue at queue:4222 can't be reached" in error
    assert "CERTIFICATE_VERIFY_FAILED" in error
    assert wrong.snapshots() == []


def test_half_a_stream_is_not_taken(
    engine: Engine, filled: str, authority: Path, tmp_path: Path, files: dict[str, str], network: str
) -> None:
    there = Login(host="localhost", port=port(filled, 4222), password=SECRET, authority=authority)
    jetstream.save(there, tmp_path / "saved")
    snapshot = tmp_path / "saved" / "LOGS" / "stream.tar.s2"
    whole = snapshot.read_bytes()
    snapshot.write_bytes(whole[: len(whole) // 2])
    empty = queue(engine, "empty", files, network)
    with pytest.raises(Failure, match=r"refused \$JS.API.STREAM.RESTORE.LOGS: "):
        jetstream.restore(replace(there, port=port(empty, 4222)), tmp_path / "saved")
    snapshot.write_bytes(whole)
    assert jetstream.restore(replace(there, port=port(empty, 4222)), tmp_path / "saved")["messages"] == MESSAGES


def test_the_login_is_the_one_that_the_file_has() -> None:
    assert USER == OPERATIONS
