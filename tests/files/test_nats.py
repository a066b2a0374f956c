import json
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.files.nats import inbox_prefix, nats_conf
from stacks._spec import Account, Queue, QueueResources, Size, Stream
from tests.files.made import BOUNDED, MORE_LINES, ONE_LINE, find, free_ports, identity, own, running

USER = "nobody"
QUEUE = Queue(
    name="queue",
    floor="2.9",
    sizes={size: QueueResources(cpus=1, memory_mb=256, disk_gb=2) for size in Size},
    accounts=(
        Account(name="orders", publish=("orders.>",), subscribe=()),
        Account(name="worker", publish=("done.*",), subscribe=("orders.*", "jobs")),
        Account(name="other", publish=("unrelated",), subscribe=("unrelated",)),
    ),
    streams=(
        Stream(name="ORDERS", subjects=("orders.*",), max_age_hours=1, max_mb=10),
        Stream(name="SECRETS", subjects=("secrets",), max_age_hours=1, max_mb=10),
    ),
)
PASSWORDS = {"orders": """it's "quoted" \\ é #{}""", "worker": "$HOME // x", "other": "plain"}


def users(text: str) -> dict[str, dict[str, Any]]:
    return {user["user"]: user for user in json.loads(text)["authorization"]["users"]}


@given(secret=st.text(ONE_LINE, min_size=1, max_size=60).filter(lambda secret: not secret.startswith("$2")))
@BOUNDED
def test_passwords_are_read_back_as_they_were(secret: str) -> None:
    text = nats_conf(QUEUE, Size.SMALL, {**PASSWORDS, "worker": secret})
    assert users(text)["worker"]["password"] == secret
    assert "\\u" not in text.replace("\\\\", "")  # NATS reads JSON, but not this


@given(secret=st.one_of(MORE_LINES, st.just(""), st.just("$2a$11$hash")))
@BOUNDED
def test_passwords_that_nats_would_misread_are_refused(secret: str) -> None:
    with pytest.raises(ValueError, match=r"the password of .*'worker'"):
        nats_conf(QUEUE, Size.SMALL, {**PASSWORDS, "worker": secret})


@pytest.mark.parametrize("subject", ["", "a..b", ".a", "a.", "a.>.b", "a b", 'a"', "$JS.API.>", "a.b*"])
def test_subjects_are_checked(subject: str) -> None:
    queue = replace(QUEUE, accounts=(Account(name="app", publish=(subject,), subscribe=()),))
    with pytest.raises(ValueError, match="the account 'app': the subject"):
        nats_conf(queue, Size.SMALL, {"app": "x"})


def test_a_missing_password_is_named() -> None:
    with pytest.raises(ValueError, match="'other' has no password"):
        nats_conf(QUEUE, Size.SMALL, {"orders": "x", "worker": "y"})


TOKENS = st.lists(st.sampled_from(["a", "b", "*"]), min_size=1, max_size=3)
PATTERNS = st.builds(lambda tokens, rest: ".".join([*tokens, *rest]), TOKENS, st.sampled_from([[], [">"]]))
SUBJECTS = ["a", "b"]
for _ in range(4):
    SUBJECTS += [f"{head}.{word}" for head in SUBJECTS for word in "ab" if f"{head}.{word}" not in SUBJECTS]


def matches(pattern: str, subject: str) -> bool:
    words, tokens = subject.split("."), pattern.split(".")
    if tokens[-1] == ">":
        tokens, enough = tokens[:-1], len(words) >= len(tokens)
        words = words[: len(tokens)]
    else:
        enough = len(words) == len(tokens)
    return enough and all(token in ("*", word) for token, word in zip(tokens, words, strict=True))


@given(mine=PATTERNS, kept=PATTERNS)
@BOUNDED
def test_an_account_reads_exactly_the_streams_that_hold_what_it_subscribes_to(mine: str, kept: str) -> None:
    queue = replace(
        QUEUE,
        accounts=(Account(name="app", publish=(), subscribe=(mine,)),),
        streams=(Stream(name="KEPT", subjects=(kept,), max_age_hours=1, max_mb=1),),
    )
    permissions = users(nats_conf(queue, Size.SMALL, {"app": "x"}))["app"]["permissions"]
    shared = any(matches(mine, subject) and matches(kept, subject) for subject in SUBJECTS)
    assert ("$JS.ACK.KEPT.>" in permissions["publish"].get("allow", ())) == shared
    assert ("deny" in permissions["publish"]) != shared


def test_only_who_subscribes_may_make_or_read_and_nobody_may_delete() -> None:
    allowed = {name: user["permissions"]["publish"]["allow"] for name, user in users(render()).items()}
    assert allowed["orders"] == ["orders.>", "$JS.API.INFO", "$JS.API.STREAM.INFO.ORDERS"]
    assert {"$JS.API.STREAM.UPDATE.ORDERS", "$JS.API.CONSUMER.MSG.NEXT.ORDERS.>"} <= set(allowed["worker"])
    assert allowed["other"] == ["unrelated"]
    assert "SECRETS" not in render()
    assert "DELETE" not in render()
    assert "PURGE" not in render()


def listens(queue: Queue) -> dict[str, list[str]]:
    passwords = {account.name: "x" for account in queue.accounts}
    found = users(nats_conf(queue, Size.SMALL, passwords)).items()
    return {name: user["permissions"]["subscribe"]["allow"] for name, user in found}


def test_answers_are_an_accounts_own_where_there_is_more_than_one() -> None:
    assert listens(QUEUE) == {
        "orders": ["_INBOX_orders.>"],
        "worker": ["orders.*", "jobs", "_INBOX_worker.>"],
        "other": ["unrelated", "_INBOX_other.>"],
    }
    assert listens(replace(QUEUE, accounts=QUEUE.accounts[:1])) == {"orders": ["_INBOX.>"]}
    assert len({inbox_prefix(QUEUE, account) for account in QUEUE.accounts}) == len(QUEUE.accounts)


def render(**options: Any) -> str:
    return nats_conf(QUEUE, Size.SMALL, PASSWORDS, **options)


def test_a_cluster_is_there_only_with_peers() -> None:
    assert render() == render()
    assert "cluster" not in json.loads(render())
    cluster = json.loads(render(peers=("queue-0", "queue-1"), server_name="queue-0"))["cluster"]
    assert cluster["routes"] == ["nats://queue-0:6222", "nats://queue-1:6222"]
    assert cluster["tls"]["verify"] is True
    with pytest.raises(ValueError, match="the peer is"):
        render(peers=("queue-0:1, evil",))


def send(connection: socket.socket, *lines: str) -> None:
    connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


def read(connection: socket.socket, until: str = "PONG", seconds_more: float = 0) -> str:
    """Return everything until a word is there, and what comes soon after (JetStream answers by itself)."""
    said = b""
    deadline = time.monotonic() + 5
    with suppress(TimeoutError, ConnectionError):
        while (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            part = connection.recv(65536)
            if until.encode() in said + part and until.encode() not in said:
                deadline = time.monotonic() + seconds_more
            said += part
            if not part:
                break
    return said.decode()


@dataclass(frozen=True)
class Nats:
    port: int
    monitor: int
    folder: Path
    authority: Path

    @contextmanager
    def login(self, user: str, password: str = "", tls: bool = True) -> Iterator[socket.socket]:
        connection = socket.create_connection(("127.0.0.1", self.port), 5)
        connection.recv(65536)  # INFO
        if tls:
            context = ssl.create_default_context(cafile=str(self.authority))
            connection = context.wrap_socket(connection, server_hostname="localhost")
        options = {"user": user, "pass": password or PASSWORDS[user], "verbose": False}
        with connection:
            send(connection, f"CONNECT {json.dumps(options)}")
            yield connection

    def talk(self, user: str, *lines: str, password: str = "", tls: bool = True, seconds_more: float = 0) -> str:
        """Log in, send lines, and return what the server said."""
        with self.login(user, password, tls) as connection:
            with suppress(ConnectionError):
                send(connection, *lines, "PING")
            return read(connection, seconds_more=seconds_more)

    def request(self, user: str, subject: str, body: object = "") -> str:
        text = body if isinstance(body, str) else json.dumps(body)
        inbox = f"_INBOX_{user}.tried"
        return self.talk(user, f"SUB {inbox} 1", f"PUB {subject} {inbox} {len(text.encode())}", text, seconds_more=0.2)


@pytest.fixture(scope="module")
def nats(new_folder: Callable[[], Path], certificates: Path) -> Iterator[Nats]:
    folder, (port, monitor) = new_folder(), free_ports(2)
    text = nats_conf(
        replace(QUEUE, port=port),
        Size.SMALL,
        PASSWORDS,
        listen="127.0.0.1",
        monitor=f"127.0.0.1:{monitor}",
        folder=str(folder),
        data_folder=str(folder / "data"),
    )
    (folder / "nats.conf").write_text(text)
    own(folder, USER)
    with running([find("nats-server"), "-c", str(folder / "nats.conf")], port, USER, folder / "log"):
        yield Nats(port, monitor, folder, certificates / "authority.pem")


@pytest.mark.programs
def test_nats_takes_the_file_of_a_cluster(new_folder: Callable[[], Path]) -> None:
    folder = new_folder()
    text = render(peers=("queue-0", "queue-1"), server_name="queue-0", folder=str(folder), data_folder=str(folder))
    (folder / "nats.conf").write_text(text)
    own(folder, USER)
    command = [find("nats-server"), "-t", "-c", str(folder / "nats.conf")]
    tried = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, **identity(USER))
    assert tried.returncode == 0, tried.stderr


@pytest.mark.programs
def test_nats_takes_each_password_and_no_other(nats: Nats) -> None:
    for user in PASSWORDS:
        assert nats.talk(user) == "PONG\r\n"
        assert "Authorization Violation" in nats.talk(user, password=PASSWORDS[user] + "x")


@pytest.mark.programs
def test_nats_speaks_tls_only(nats: Nats) -> None:
    assert "PONG" not in nats.talk("orders", tls=False)


@pytest.mark.programs
def test_accounts_are_confined_to_their_subjects(nats: Nats) -> None:
    assert "Violation" not in nats.talk("orders", "PUB orders.one.two 1", "x")
    assert 'Permissions Violation for Publish to "secrets"' in nats.talk("orders", "PUB secrets 1", "x")
    assert 'Permissions Violation for Subscription to "orders.*"' in nats.talk("orders", "SUB orders.* 1")
    assert "Violation" not in nats.talk("worker", "SUB orders.* 1")
    assert "Permissions Violation" in nats.talk("worker", "SUB > 1")
    assert "Permissions Violation" in nats.talk("other", "PUB $JS.API.STREAM.NAMES 0", "")


STREAM = {"name": "ORDERS", "subjects": ["orders.*"], "storage": "file", "max_bytes": 10_000_000}


@pytest.mark.programs
def test_streams_keep_messages_for_who_may_read_them(nats: Nats) -> None:
    for user in ("orders", "other"):
        assert "Permissions Violation" in nats.request(user, "$JS.API.STREAM.CREATE.ORDERS", STREAM)
    assert '"did_create":true' in nats.request("worker", "$JS.API.STREAM.CREATE.ORDERS", STREAM)
    assert '"stream":"ORDERS", "seq":1' in nats.request("orders", "orders.new", "first")
    consumer = {"stream_name": "ORDERS", "config": {"durable_name": "work", "ack_policy": "explicit"}}
    make = "$JS.API.CONSUMER.DURABLE.CREATE.ORDERS.work"
    assert "Permissions Violation" in nats.request("orders", make, consumer)
    assert '"name":"work"' in nats.request("worker", make, consumer)
    received = nats.request("worker", "$JS.API.CONSUMER.MSG.NEXT.ORDERS.work", "1")
    assert "first" in received
    acknowledge = next(word for word in received.split() if word.startswith("$JS.ACK.ORDERS.work."))
    assert "Permissions Violation" in nats.request("other", acknowledge, "+ACK")
    assert "Violation" not in nats.request("worker", acknowledge, "+ACK")
    for user in ("orders", "worker"):
        assert "Permissions Violation" in nats.request(user, "$JS.API.STREAM.DELETE.ORDERS")


@pytest.mark.programs
def test_who_only_publishes_sees_a_stream_and_can_not_change_it(nats: Nats) -> None:
    assert '"name":"ORDERS"' in nats.request("worker", "$JS.API.STREAM.CREATE.ORDERS", STREAM)
    before = configuration(nats.request("orders", "$JS.API.STREAM.INFO.ORDERS"))
    assert before["subjects"] == ["orders.*"]
    for changed in ({"subjects": ["orders.*", "secrets"]}, {"max_bytes": 1}):
        for verb in ("UPDATE", "CREATE"):
            said = nats.request("orders", f"$JS.API.STREAM.{verb}.ORDERS", {**STREAM, **changed})
            assert f'Permissions Violation for Publish to "$JS.API.STREAM.{verb}.ORDERS"' in said
    assert "Permissions Violation" in nats.request("orders", "$JS.API.STREAM.NAMES")
    assert configuration(nats.request("orders", "$JS.API.STREAM.INFO.ORDERS")) == before


def configuration(said: str) -> Mapping[str, Any]:
    """Return a stream's configuration from the answer in what a server said."""
    answer = next(line for line in said.splitlines() if line.startswith("{"))
    found: Mapping[str, Any] = json.loads(answer)["config"]
    return found


@pytest.mark.programs
def test_nobody_hears_what_another_login_is_answered(nats: Nats) -> None:
    ask = ("PUB $JS.API.INFO _INBOX_worker.tried 0", "")
    with nats.login("other") as other, nats.login("worker") as worker:
        for subject in ("_INBOX.>", "_INBOX_worker.>", "_INBOX_worker.tried", "_INBOX_*.>", "*.tried", ">"):
            send(other, f"SUB {subject} 1", "PING")
            assert f'Permissions Violation for Subscription to "{subject}"' in read(other)
        send(other, "SUB _INBOX_other.> 2", "PING")
        assert read(other) == "PONG\r\n"
        send(worker, "SUB _INBOX_worker.> 1", *ask, "PING")
        assert "MSG _INBOX_worker.tried 1" in read(worker, "MSG _INBOX_worker.tried")
        send(other, "PING")
        assert read(other) == "PONG\r\n"


@pytest.mark.programs
def test_a_subscriber_may_answer_whom_it_heard_and_nobody_else(nats: Nats) -> None:
    inbox = "_INBOX_orders.tried"
    assert f'Permissions Violation for Publish to "{inbox}"' in nats.talk("worker", f"PUB {inbox} 1", "x")
    with nats.login("worker") as worker, nats.login("orders") as orders:
        send(worker, "SUB orders.* 1", "PING")
        read(worker)
        send(orders, f"SUB {inbox} 1", f"PUB orders.price {inbox} 4", "what", "PING")
        assert f"MSG orders.price 1 {inbox} 4\r\nwhat" in read(worker, "what")
        send(worker, f"PUB {inbox} 4", "much", "PING")
        assert "Violation" not in read(worker)
        assert f"MSG {inbox} 1 4\r\nmuch" in read(orders, "much")


@pytest.mark.programs
def test_nats_has_the_limits_and_shows_its_health_on_loopback(nats: Nats) -> None:
    def shown(path: str) -> Mapping[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{nats.monitor}/{path}", timeout=5) as answer:
            found: Mapping[str, Any] = json.load(answer)
            return found

    assert shown("healthz") == {"status": "ok"}
    config = shown("jsz")["config"]
    assert (config["max_storage"], config["max_memory"]) == (int(1.8 * 1024**3), 64 * 1024**2)
    assert config["store_dir"] == str(nats.folder / "data" / "jetstream")
