"""Rehearsing the restore of files: the newest snapshot comes back, is checked, timed and removed, with evidence.

The queue's streams are given to a server of our own on loopback, which must take all of them with every message.
"""

import json
import secrets as random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import files, jetstream, records
from .configuration import EVERYTHING, FOLDER, Configuration, Kind, Recoverable, load
from .failure import Failure, explained
from .holding import held
from .nats_client import Login
from .records import Event, Record
from .repository import write_whole
from .restoring import empty
from .snapshots import moment

SCRATCH = "rehearsals"  # below the state folder: the repositories are where the scheduler is, so rehearsals are too
SERVER = "/usr/sbin/nats-server"  # not on the PATH of users
START_SECONDS = 20.0


def rehearse(words: Sequence[str]) -> int:
    """Rehearse the restore of one thing, or of everything that restic holds; a record and evidence for each."""
    if len(words) != 1:
        raise Failure("say what to restore: operations rehearse uploads, or operations rehearse files")
    configuration = load()
    known = configuration.restored_by(("rehearse", *words))
    chosen = known if words[0] == EVERYTHING else [configuration.recoverable(words[0])]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that it is recorded, and removed
    results = [_recorded(configuration, item) for item in chosen]  # one that fails keeps none from its turn
    return 0 if all(results) else 1


def restore_queue(words: Sequence[str]) -> int:
    """Give the streams of a restored folder back to their queue: ``restore-queue <name> <folder>``."""
    if len(words) != 2:
        raise Failure("say which queue, and the restored folder: operations restore-queue queue FOLDER")
    recoverable = load().recoverable(words[0])
    print(json.dumps(jetstream.restore(jetstream.login(recoverable), Path(words[1]))), flush=True)
    return 0


def rehearsed(
    configuration: Configuration, recoverable: Recoverable, folder: Path, *, secrets: Path = FOLDER
) -> dict[str, Any]:
    """Restore the newest snapshot into a folder of its own in ``folder``, check it, and remove it. Raises Failure.

    Facts: snapshot, files, bytes, how old it was (what a disaster now would lose) and how long it took, in seconds.
    """
    began = time.time()
    with held(configuration.state, f"rehearsal-{recoverable.name}", f"rehearsal of {recoverable.name}", seconds=0):
        place = folder / recoverable.name
        empty(place)  # what a killed rehearsal left
        try:
            facts = files.restore(configuration, recoverable, place, secrets=secrets)
            if recoverable.kind is Kind.QUEUE:
                with _server(folder / f"{recoverable.name}-server") as login:
                    facts |= jetstream.restore(login, place, keep_expired=True)
        finally:
            empty(place)
            if place.exists():
                place.rmdir()
    return facts | {"loss_seconds": round(began - facts["time"], 1), "recovery_seconds": round(time.time() - began, 1)}


@contextmanager
def _server(folder: Path) -> Iterator[Login]:
    """Run a NATS server that nobody else reaches: on loopback, with a password of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    login = Login(host="127.0.0.1", port=port, password=random.token_hex(24), authority=None)
    configuration = {
        "listen": f"127.0.0.1:{port}",
        "authorization": {"users": [{"user": login.user, "password": login.password}]},
        "jetstream": {"store_dir": str(folder / "data")},
    }
    path = folder / "nats.conf"
    path.touch(mode=0o600)
    path.write_text(json.dumps(configuration), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([SERVER, "-c", str(path)], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        _wait(server, port, folder / "log")
        yield login
    finally:
        server.terminate()
        try:
            server.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise Failure(f"the queue of the rehearsal does not start: {log.read_text(errors='replace')[-300:]}")


def _recorded(configuration: Configuration, recoverable: Recoverable) -> bool:
    began = time.time()
    error, facts = "", dict[str, Any]()
    try:
        facts = rehearsed(configuration, recoverable, Path(configuration.state) / SCRATCH)
    except Exception as fault:  # whatever it is, it is recorded, and the rest has its turn
        error = explained(fault)
    except BaseException as end:
        _kept(configuration, recoverable, began, f"ended before it was done: {explained(end)}", {})
        raise
    return _kept(configuration, recoverable, began, error, facts)


def _kept(
    configuration: Configuration, recoverable: Recoverable, began: float, error: str, facts: dict[str, Any]
) -> bool:
    """Keep evidence and a record; return whether all was well."""
    record = Record(
        event=Event.DRILL, of=recoverable.name, ok=not error, began=began, ended=time.time(), error=error, facts=facts,
        repository=facts.get("repository", ""),
    )  # fmt: skip
    try:
        said = str(_evidence(configuration, record))
    except OSError as fault:
        said = f"its evidence can't be written: {fault}"
        record = replace(record, ok=False, error=error or said)
    print(f"{recoverable.name}: {error or 'restored and whole'}; {said}", flush=True)
    return records.kept(configuration.state, record)


def _evidence(configuration: Configuration, record: Record) -> Path:
    """Write what happened, for programs and for people: <state>/drills/<UTC time>-<name>/evidence.{json,md}."""
    stamp = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime(record.began))
    folder = Path(configuration.state) / "drills" / f"{stamp}-{record.of}"
    promised = {"loss_seconds": None, "recovery_seconds": configuration.recovery.time_minutes * 60}
    content = {
        "stack": configuration.name, "system": configuration.system, "environment": configuration.environment,
        "of": record.of, "ok": record.ok, "began": moment(record.began), "ended": moment(record.ended),
        "error": record.error, "promised": promised, "facts": record.facts,
    }  # fmt: skip
    write_whole(folder / "evidence.json", json.dumps(content, indent=1) + "\n")
    write_whole(folder / "evidence.md", _page(configuration, record))
    return folder


def _page(configuration: Configuration, record: Record) -> str:
    facts = record.facts
    lines = [
        f"# Rehearsal of {record.of} in {configuration.name}: {'passed' if record.ok else 'FAILED'}",
        "",
        f"{moment(record.began)} to {moment(record.ended)}. The newest snapshot was restored into an empty folder,",
        "every file was read again and compared with the repository, and every copy (SQLite, Redis, JetStream) was",
        "checked by its own kind.",
        "",
    ]
    if record.error:
        return "\n".join([*lines, f"**Why it failed:** {record.error}", ""])
    rows = [
        ("repository", facts["repository"]),
        ("snapshot", f"{facts['snapshot'][:8]} from {moment(facts['time'])}"),
        ("tree's checksum", facts["tree"]),
        ("files", facts["files"]),
        ("bytes", facts["bytes"]),
        ("a disaster at that moment would have lost", f"{facts['loss_seconds']} s"),
        ("time to restore", f"{facts['recovery_seconds']} s (promised: {configuration.recovery.time_minutes} min)"),
        *(("not used", fault) for fault in facts.get("faults", ())),
    ]
    return "\n".join([*lines, "| what | is |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows), ""])
