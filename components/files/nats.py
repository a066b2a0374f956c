"""NATS' file: nats.conf, written as JSON, which NATS reads too and which leaves no question of quoting.

Guarantees: TLS only, a login for everybody, each account confined to its subjects, to the streams that hold them and to
answers of its own, JetStream on disk and bounded. One limit: NATS does not look into the request that makes or changes
a stream, so an account that subscribes to a stream's subjects can have it take in any other; it is trusted with the
whole queue. An account that only publishes can't change a stream.

What an app must do: where a queue has more than one account, set its client's inbox prefix to ``inbox_prefix``, and
make each stream as an account that subscribes to its subjects.

Sources: OPMAS guide (deployment), NATS documentation "Authorization" and "NATS API Reference" (the subjects of
JetStream), nats-server issue 4091 (STREAM.NAMES shows every stream).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from components.files import FOLDER
from components.files.quoting import HOST, matching, password
from stacks._data import Account, Queue, Stream
from stacks._values import Size

CLUSTER_PORT = 6222
EVERYWHERE = "0.0.0.0"  # noqa: S104 - of a private network that only its callers have joined
SUBJECT = re.compile(r"([A-Za-z0-9_-]+|\*)(\.([A-Za-z0-9_-]+|\*))*(\.>)?|>")
NAME = re.compile(r"[A-Za-z0-9_-]+")
INBOX = "_INBOX"  # what clients use unless they are told
STORE_SHARE = 0.9  # of the disk; the rest is for the file system and for files being rewritten
MEMORY_SHARE = 0.25  # of the memory, for streams that an app keeps there; ours are on disk


def nats_conf(
    queue: Queue,
    size: Size,
    passwords: Mapping[str, str],
    *,
    peers: tuple[str, ...] = (),
    server_name: str = "",
    listen: str = EVERYWHERE,
    monitor: str = "127.0.0.1:8222",
    folder: str = FOLDER,
    data_folder: str = "/var/lib/nats",
) -> str:
    """Return nats.conf for one server of a queue at a size.

    ``passwords`` holds one for each account. ``peers`` are the host names of the cluster's servers (none: no cluster);
    servers verify each other, so their certificates must be good for clients too. The streams themselves are made by
    the apps. ``monitor`` has no login and so stays on loopback, unless only monitoring can reach its port.
    """
    matching(NAME, queue.name, "the queue", "letters, digits, _ and -")
    certificates = {
        "cert_file": f"{folder}/server.crt",
        "key_file": f"{folder}/server.key",
        "ca_file": f"{folder}/authority.pem",
    }
    resources = queue.sizes[size]
    configuration: dict[str, Any] = {
        "server_name": matching(NAME, server_name or queue.name, "the server name", "letters, digits, _ and -"),
        "listen": f"{listen}:{queue.port}",
        "http": monitor,
        "tls": certificates,
        "authorization": {"users": [_user(queue, account, passwords) for account in queue.accounts]},
        "jetstream": {
            "store_dir": data_folder,
            "max_file_store": int(resources.disk_gb * STORE_SHARE * 1024**3),
            "max_memory_store": int(resources.memory_mb * MEMORY_SHARE * 1024**2),
        },
    }
    if peers:
        hosts = (matching(HOST, peer, "the peer", "a host name or an IPv4 address") for peer in peers)
        configuration["cluster"] = {
            "name": queue.name,
            "listen": f"{listen}:{CLUSTER_PORT}",
            "tls": {**certificates, "verify": True},  # only who has a certificate of our authority joins
            "routes": [f"nats://{host}:{CLUSTER_PORT}" for host in hosts],
        }
    return json.dumps(configuration, ensure_ascii=False, indent=2) + "\n"


def inbox_prefix(queue: Queue, account: Account) -> str:
    """Return the prefix of the subjects on which an account gets answers, and what its consumers fetch.

    With more than one account it is the account's own, or each could listen to what another fetches.
    """
    return INBOX if len(queue.accounts) == 1 else f"{INBOX}_{account.name}"


def _user(queue: Queue, account: Account, passwords: Mapping[str, str]) -> dict[str, Any]:
    matching(NAME, account.name, f"queue {queue.name!r}: the account", "letters, digits, _ and -")
    if account.name not in passwords:
        raise ValueError(f"the account {account.name!r} has no password; passwords hold {', '.join(sorted(passwords))}")
    secret = password(passwords[account.name], f"the account {account.name!r}")
    if secret.startswith("$2"):
        raise ValueError(f"the password of {account.name!r} begins with $2, which NATS takes for a bcrypt hash")
    for subject in (*account.publish, *account.subscribe):
        matching(
            SUBJECT, subject, f"the account {account.name!r}: the subject", "words and * between dots, > at the end"
        )
    publish = [*account.publish, *_stream_subjects(queue.streams, account)]
    permissions: dict[str, Any] = {
        "publish": {"allow": publish} if publish else {"deny": [">"]},
        "subscribe": {"allow": [*account.subscribe, f"{inbox_prefix(queue, account)}.>"]},
    }
    if account.subscribe:
        permissions["allow_responses"] = True
    return {"user": account.name, "password": secret, "permissions": permissions}


def _stream_subjects(streams: tuple[Stream, ...], account: Account) -> list[str]:
    """Return what an account may ask of JetStream: to see its streams, and to make and read those it subscribes to."""
    subjects: list[str] = []
    for stream in streams:
        matching(NAME, stream.name, "the stream", "letters, digits, _ and -")
        reads = _share(stream.subjects, account.subscribe)
        if reads or _share(stream.subjects, account.publish):
            subjects += ["$JS.API.INFO", f"$JS.API.STREAM.INFO.{stream.name}"]
        if reads:
            subjects += [
                "$JS.API.STREAM.NAMES",
                f"$JS.API.STREAM.CREATE.{stream.name}",
                f"$JS.API.STREAM.UPDATE.{stream.name}",
                f"$JS.API.CONSUMER.*.{stream.name}",
                f"$JS.API.CONSUMER.*.{stream.name}.>",
                f"$JS.API.CONSUMER.DURABLE.CREATE.{stream.name}.>",
                f"$JS.API.CONSUMER.MSG.NEXT.{stream.name}.>",
                f"$JS.API.DIRECT.GET.{stream.name}",
                f"$JS.API.DIRECT.GET.{stream.name}.>",
                f"$JS.ACK.{stream.name}.>",
                f"$JS.FC.{stream.name}.>",
            ]
    return list(dict.fromkeys(subjects))


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether any subject matches a pattern of both."""
    return any(_overlap(first.split("."), second.split(".")) for first in one for second in other)


def _overlap(first: list[str], second: list[str]) -> bool:
    if first[:1] == [">"] or second[:1] == [">"]:
        return bool(first) and bool(second)
    if not first or not second:
        return first == second
    return (first[0] == second[0] or "*" in (first[0], second[0])) and _overlap(first[1:], second[1:])
