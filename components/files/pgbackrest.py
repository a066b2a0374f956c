"""pgbackrest.conf for the five containers that take part: who archives, is read, keeps, works, and rehearses.

Guarantees: whatever goes over a network is TLS with certificates on both sides, and a server does for a client (known
by its certificate's common name) only what concerns the stanzas said here; the passphrase and the keys of a bucket are
in the files of the repository's own containers alone (pgBackRest hands the passphrase to its clients over that TLS); a
database goes on when its backups can't. Source: pgBackRest 2.55, `pgbackrest help <command> <option>`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from components.files import FOLDER
from components.files.quoting import HOST, NAME, matching, printable

PORT = 8432  # pgBackRest's own
USER = 10001
DATA = "/var/lib/postgresql/data/17"  # images/postgresql: PGDATA
SOCKET = "/run/postgresql"
FIRST_FOLDER = "/var/lib/backups/postgresql"
COPIES_FOLDER = "/var/lib/copies/postgresql"
RESTORED = "/var/lib/drills"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - of private networks that only its callers have joined
# A backup disk that is full must not fill the database's: past this share of the data disk pgBackRest drops the log
# that waits, and says so. Then nothing after the last archived segment can be restored until the next backup is made.
QUEUE_SHARE = 0.1
MOST_PROCESSES = 4  # a backup shares the host with what it backs up
CONNECT_SECONDS = 10
ARCHIVE_SECONDS = 120  # how long a backup waits for its last segment; pgBackRest's own minute is short on a busy host
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
AMAZON = re.compile(r".*\.amazonaws\.com(\.cn)?")


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A bucket of a service that speaks S3. ``endpoint`` is a host, with a port if it is not 443; keys are secrets.

    ``authority`` is the file of what has signed the service's certificate, "" for the authorities of the system.
    """

    name: str
    endpoint: str
    region: str
    key_id: str = field(repr=False)
    key: str = field(repr=False)
    authority: str = ""
    folder: str = "/postgresql"


@dataclass(frozen=True, kw_only=True)
class Repository:
    """Where backups lie, a folder or a bucket, and for how many days; the first of a list is pgBackRest's number 1."""

    keep_days: int
    passphrase: str = field(repr=False)
    folder: str = FIRST_FOLDER
    bucket: Bucket | None = None


@dataclass(frozen=True, kw_only=True)
class Stanza:
    """A server: the name that pgBackRest has for it, and the container beside it that reads its files."""

    name: str
    host: str
    port: int = 5432


def server_conf(stanza: Stanza, *, host: str, repositories: int, disk_gb: int, folder: str = FOLDER) -> str:
    """Return the file of a database's server, which archives its log into every repository, and restores itself.

    ``host`` is the repository host, ``disk_gb`` the size of the data disk.
    """
    queue = max(1, int(disk_gb * QUEUE_SHARE))
    return _file(
        {
            "global": {
                **_common(),
                "compress-type": "zst",
                "archive-push-queue-max": f"{queue}GiB",
                # Not asynchronous: that leaves processes behind whose parent becomes the server itself (process 1 of
                # its container), and it takes the end of an unknown child with an error for a crash of its own.
                "archive-async": "n",
                "process-max": "2",
                # How long it tries to connect. A server that stops tries its archive three times, and must not take
                # longer than it is given, because a repository is down.
                "io-timeout": str(CONNECT_SECONDS),
                **_remote_repositories(host, repositories, folder),
            },
            stanza.name: _cluster(stanza),
        }
    )


def reader_conf(stanza: Stanza, *, clients: Sequence[str], folder: str = FOLDER) -> str:
    """Return the file of the container beside a server: ``pgbackrest server``, which gives its files to ``clients``."""
    access = dict.fromkeys(clients, (stanza.name,))
    return _file({"global": {**_common(), **_served(access, folder)}, stanza.name: _cluster(stanza)})


def repository_conf(
    repositories: Sequence[Repository], *, clients: Mapping[str, Sequence[str]], folder: str = FOLDER
) -> str:
    """Return the file of the repository host: ``pgbackrest server``. It holds secrets.

    ``clients`` says for each common name the stanzas that it may archive and restore.
    """
    return _file({"global": {**_common(), **_served(clients, folder), **_repositories(repositories)}})


def worker_conf(
    stanzas: Sequence[Stanza], repositories: Sequence[Repository], *, cpus: float, folder: str = FOLDER
) -> str:
    """Return the file of who makes, expires and verifies backups: repositories by their folders. It holds secrets."""
    sections: dict[str, Mapping[str, str]] = {
        "global": {
            **_common(),
            "compress-type": "zst",
            "start-fast": "y",  # else a backup waits for the next checkpoint
            "archive-timeout": str(ARCHIVE_SECONDS),
            "process-max": str(processes(cpus)),
            **_repositories(repositories),
        }
    }
    for stanza in stanzas:
        matching(HOST, stanza.host, f"the host of stanza {stanza.name!r}", "a host name")
        sections[stanza.name] = {
            **_cluster(stanza),
            "pg1-host": stanza.host,
            **{f"pg1-host-{name}": value for name, value in _connection(folder).items()},
        }
    return _file(sections)


def rehearser_conf(
    stanzas: Sequence[Stanza], *, host: str, repositories: int, cpus: float, folder: str = FOLDER
) -> str:
    """Return the file of who rehearses restores: it reads repositories through their host, and reaches no database."""
    return _file(
        {
            "global": {
                **_common(),
                "process-max": str(processes(cpus)),
                **_remote_repositories(host, repositories, folder),
            },
            **{stanza.name: {"pg1-path": f"{RESTORED}/{_stanza(stanza)}/data"} for stanza in stanzas},
        }
    )


def processes(cpus: float) -> int:
    """Return how many processes compress and copy at once on so many processors."""
    return max(1, min(MOST_PROCESSES, int(cpus)))


def _common() -> dict[str, str]:
    """Write nothing but what is on a tmpfs, and the repository; the log is the container's."""
    return {
        "lock-path": "/tmp/pgbackrest",  # noqa: S108 - inside the container
        "spool-path": "/tmp/pgbackrest-spool",  # noqa: S108 - not used, but looked at
        "log-level-file": "off",
        "log-level-console": "warn",
    }


def _cluster(stanza: Stanza) -> dict[str, str]:
    return {"pg1-path": DATA, "pg1-port": str(stanza.port), "pg1-socket-path": SOCKET}


def _connection(folder: str) -> dict[str, str]:
    return {
        "type": "tls",
        "port": str(PORT),
        "ca-file": f"{folder}/authority.pem",
        "cert-file": f"{folder}/server.crt",
        "key-file": f"{folder}/server.key",
        "config": f"{FOLDER}/pgbackrest.conf",
    }


def _remote_repositories(host: str, count: int, folder: str) -> dict[str, str]:
    matching(HOST, host, "the repository host", "a host name")
    found = {}
    for number in range(1, count + 1):
        found[f"repo{number}-host"] = host
        found.update({f"repo{number}-host-{name}": value for name, value in _connection(folder).items()})
    return found


def _served(clients: Mapping[str, Sequence[str]], folder: str) -> dict[str, str | list[str]]:
    """Return where a server listens and whom it serves; a name is matched as a whole."""
    for client, stanzas in clients.items():
        matching(HOST, client, "the common name of a client", "a host name")
        for name in stanzas:
            matching(NAME, name, f"a stanza of {client}", "lower-case letters, digits, _ and -")
    return {
        "tls-server-address": EVERYWHERE,
        "tls-server-port": str(PORT),
        "tls-server-ca-file": f"{folder}/authority.pem",
        "tls-server-cert-file": f"{folder}/server.crt",
        "tls-server-key-file": f"{folder}/server.key",
        "tls-server-auth": [f"{client}={','.join(stanzas)}" for client, stanzas in clients.items()],
    }


def _repositories(repositories: Sequence[Repository]) -> dict[str, str]:
    return {
        f"repo{number}-{name}": value
        for number, repository in enumerate(repositories, start=1)
        for name, value in _repository(repository).items()
    }


def _repository(repository: Repository) -> dict[str, str]:
    return {
        **(_bucket(repository.bucket) if repository.bucket else {"path": _value(repository.folder, "a repository")}),
        "cipher-type": "aes-256-cbc",
        "cipher-pass": _value(repository.passphrase, "the passphrase of a repository"),
        "bundle": "y",  # small files together: fewer to write, list and ask a bucket for
        "block": "y",  # of a big file, a later backup holds only the blocks that changed
        # Full backups go when there is another that is old enough, and with them what needs them and older log: so
        # every moment of the last keep_days can be restored, as soon as backups are that old. A backup alone lets
        # nothing go: images/operations has that done only at a time that it believes.
        "retention-full-type": "time",
        "retention-full": str(repository.keep_days),
        "retention-history": str(repository.keep_days),
    }


def _bucket(bucket: Bucket) -> dict[str, str]:
    name, _, port = bucket.endpoint.partition(":")
    amazon = AMAZON.fullmatch(name) and "." not in bucket.name  # a dot is one label too many for its certificate
    return {
        "type": "s3",
        "path": _value(bucket.folder, "the folder of a bucket"),
        "s3-bucket": matching(BUCKET_NAME, bucket.name, "the bucket", "3 to 63 lower-case letters, digits, . and -"),
        "s3-endpoint": matching(HOST, name, "the endpoint of the bucket", "a host name, with a port if it is not 443"),
        "s3-region": _value(bucket.region, "the region of the bucket"),
        "s3-uri-style": "host" if amazon else "path",
        "s3-key": _value(bucket.key_id, "the id of the bucket's key"),
        "s3-key-secret": _value(bucket.key, "the bucket's key"),
        **({"storage-port": matching(re.compile(r"[0-9]{1,5}"), port, "a port", "digits")} if port else {}),
        **({"storage-ca-file": _value(bucket.authority, "a file")} if bucket.authority else {}),
    }


def _value(text: str, what: str) -> str:
    """Return a value that the file can hold: pgBackRest takes everything up to the end of the line, without blanks."""
    if not text or text != text.strip():
        raise ValueError(f"{what} is empty or has blanks around it; allowed: text on one line")
    try:
        return printable(text, what)
    except ValueError:  # whose message would show a part of what may be a secret
        raise ValueError(f"{what} has a control character; allowed: text on one line") from None


def _stanza(stanza: Stanza) -> str:
    return matching(NAME, stanza.name, "a stanza", "lower-case letters, digits, _ and -")


def _file(sections: Mapping[str, Mapping[str, str | Sequence[str]]]) -> str:
    return "\n".join(line for name, options in sections.items() for line in _section(name, options))


def _section(name: str, options: Mapping[str, str | Sequence[str]]) -> Iterator[str]:
    yield f"[{matching(NAME, name, 'a stanza', 'lower-case letters, digits, _ and -')}]"
    for option, said in options.items():
        for value in [said] if isinstance(said, str) else said:
            yield f"{option}={value}"
    yield ""
