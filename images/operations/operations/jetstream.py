"""A queue's streams: consistent snapshots by JetStream itself, with their consumers, and the way back.

A folder for each stream holds what the ``nats`` program's own backups hold: stream.tar.s2 (what the server sent), and
backup.json (configuration and state); beside it consumers.json. Streams in memory can't be snapshot and need not be:
only their configuration is kept. The server restores a stream only where there is none of its name.
Sources: NATS documentation "NATS API Reference", "Disaster Recovery"; nats-server 2.10, server/jetstream_api.go (flow
of a snapshot and of a restore).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .configuration import FOLDER, Recoverable
from .failure import Failure
from .nats_client import Client, Login

SNAPSHOT, DESCRIPTION, CONSUMERS = "stream.tar.s2", "backup.json", "consumers.json"
CHUNK_BYTES = 128 * 1024  # the server's own choice
IN_MEMORY = "memory"


def login(recoverable: Recoverable, secrets: Path = FOLDER) -> Login:
    """Return the login of a queue, with the password in its file. Raises Failure."""
    path = secrets / f"{recoverable.name}-password"
    try:
        password = path.read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise Failure(f"{path} can't be read ({error.strerror}); it must hold the queue's password") from None
    return Login(host=recoverable.host, port=recoverable.port, password=password, authority=secrets / "authority.pem")


def save(server: Login, folder: Path) -> dict[str, Any]:
    """Write a snapshot of every stream into a folder; return how many there were of everything. Raises Failure."""
    facts = {"streams": 0, "in_memory": 0, "messages": 0, "consumers": 0}
    with Client(server) as client:
        for name in _names(client):
            place = folder / name
            place.mkdir(parents=True)
            consumers = list(_listed(client, f"$JS.API.CONSUMER.LIST.{name}", "consumers"))
            described = client.request(f"$JS.API.STREAM.INFO.{name}")
            if described["config"].get("storage") == IN_MEMORY:
                facts["in_memory"] += 1
            else:
                described = _receive(client, name, place / SNAPSHOT)
                facts["messages"] += described["state"]["messages"]
            _write(place / DESCRIPTION, {"config": described["config"], "state": described["state"]})
            _write(place / CONSUMERS, consumers)
            facts["streams"] += 1
            facts["consumers"] += len(consumers)
    return facts


def restore(server: Login, folder: Path, *, keep_expired: bool = False) -> dict[str, Any]:
    """Give every stream of a folder back to a server that has none of their names, and compare what came of it.

    The server lets go of messages that have become too old meanwhile; ``keep_expired`` keeps them, for a rehearsal.
    Raises Failure, naming the stream.
    """
    facts = {"streams": 0, "in_memory": 0, "messages": 0, "expired": 0}
    with Client(server) as client:
        for place in sorted(path.parent for path in folder.glob(f"*/{DESCRIPTION}")):
            described = json.loads((place / DESCRIPTION).read_text(encoding="utf-8"))
            if not (place / SNAPSHOT).exists():
                facts["in_memory"] += 1  # whoever uses such a stream makes it anew
                continue
            if keep_expired:
                described["config"]["max_age"] = 0
            messages = _give(client, place, described)
            facts["messages"] += messages
            facts["expired"] += described["state"]["messages"] - messages
            facts["streams"] += 1
    return facts


def _names(client: Client) -> list[str]:
    return [str(name) for name in _listed(client, "$JS.API.STREAM.NAMES", "streams")]


def _listed(client: Client, subject: str, what: str) -> Iterator[Any]:
    """Yield everything of a list that comes in pages."""
    offset = 0
    while True:
        page = client.request(subject, {"offset": offset})
        items = page.get(what) or []
        yield from items
        offset += len(items)
        if not items or offset >= page.get("total", 0):
            return


def _receive(client: Client, name: str, path: Path) -> dict[str, Any]:
    subject = f"$JS.API.STREAM.SNAPSHOT.{name}"
    delivered = f"{client.inbox}.snapshot-{name}"
    wanted = {"deliver_subject": delivered, "chunk_size": CHUNK_BYTES, "no_consumers": False, "jsck": True}
    reply = client.ask(subject, json.dumps(wanted).encode())
    described: dict[str, Any] = {}
    chunks, ended = 0, False
    with path.open("wb") as file:
        while not (ended and described):
            message = client.next()
            if message.subject == reply:
                described = client.said(subject, message)
            elif message.subject != delivered:
                continue
            elif message.body:
                # The last chunk asks for no answer; every other one is counted at the end of the subject for it.
                chunks += 1
                if message.reply and not message.reply.endswith(f".{chunks}"):
                    raise Failure(f"the snapshot of stream {name} lost a part before {message.reply.split('.')[-1]}")
                file.write(message.body)
                if message.reply:
                    client.publish(message.reply, b"")
            elif message.status not in ("", "204"):
                raise Failure(f"the queue broke off the snapshot of stream {name} with status {message.status}")
            else:
                ended = True
    if not chunks:
        raise Failure(f"the snapshot of stream {name} is empty")
    return described


def _give(client: Client, place: Path, described: dict[str, Any]) -> int:
    name = described["config"]["name"]
    subject = f"$JS.API.STREAM.RESTORE.{name}"
    deliver = client.request(subject, described)["deliver_subject"]
    with (place / SNAPSHOT).open("rb") as file:
        while chunk := file.read(min(CHUNK_BYTES, client.payload_bytes)):
            client.answer(subject, client.ask(deliver, chunk))
    state = client.answer(subject, client.ask(deliver, b""))["state"]
    wanted, expires = described["state"], described["config"].get("max_age", 0) > 0
    facts = ("last_seq",) if expires else ("messages", "first_seq", "last_seq")
    for fact in facts:
        if state[fact] != wanted[fact]:
            raise Failure(f"stream {name} came back with {fact} {state[fact]} instead of {wanted[fact]}")
    return int(state["messages"])


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
