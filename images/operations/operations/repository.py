"""A restic repository of ours: made at first use, known again afterwards, and freed from locks of the dead.

What we know of it lies in <state>/repositories/<name>.json: restic's id for it, and the hosts (containers) that used
it. A repository that was there and is gone is not made anew by itself: that would hide that all backups are lost.
"""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .configuration import FOLDER, Configuration, Repository
from .failure import Failure
from .holding import WAIT_SECONDS, held
from .restic import LOCKED, NO_REPOSITORY, Answer, Restic

HOSTS = 50  # that are remembered; more than a repository has containers in its locks' half hour


@contextmanager
def opened(
    configuration: Configuration,
    repository: Repository,
    what: str,
    *,
    folder: Path = FOLDER,
    seconds: float = WAIT_SECONDS,
    make: bool = False,
) -> Iterator[Restic]:
    """Yield restic on a repository that nobody else of ours changes meanwhile; make it if it never was.

    Raises Failure if another one still uses it after ``seconds``, or if it is not the one that it was.
    """
    name = f"files-{repository.name}"
    with held(configuration.state, name, what, seconds=seconds) as descriptor:
        restic = Restic(configuration=configuration, repository=repository, folder=folder, inherit=(descriptor,))
        known = _known(restic)
        _recognize(restic, known, make)
        yield restic


@contextmanager
def reading(
    configuration: Configuration, repository: Repository, what: str, *, folder: Path = FOLDER
) -> Iterator[Restic]:
    """Yield restic for reading, beside a backup that may run: nothing is removed meanwhile.

    restic itself then takes no lock (give it --no-lock), so the repository may be mounted read-only.
    """
    with held(configuration.state, readers(repository), what, shared=True) as descriptor:
        restic = Restic(configuration=configuration, repository=repository, folder=folder, inherit=(descriptor,))
        restic.reach()
        yield restic


def readers(repository: Repository) -> str:
    """Return the name of the lock that readers share, and that whoever removes something must have alone."""
    return f"files-{repository.name}-readers"


def freed(restic: Restic, *words: str) -> Answer:
    """Run a command; if locks of dead processes are in its way, remove them and run it again.

    We hold our own lock, so a lock that one of our hosts left in the repository is a dead process's. Somebody else's
    is left alone until restic itself calls it stale: half an hour without a sign of life.
    """
    answer = restic.ask(*words)
    if answer.code != LOCKED:
        return answer
    locks = [restic.get("cat", "lock", name, "--no-lock") for name in restic.text("list", "locks", "--no-lock").split()]
    ours = {socket.gethostname(), *_known(restic).get("hosts", ())}
    dead = all(lock.get("hostname") in ours for lock in locks)
    restic.ask("unlock", *(["--remove-all"] if dead else []))
    answer = restic.ask(*words)
    if answer.code == LOCKED:
        others = ", ".join(f"{lock['hostname']} since {lock['time'][:19]}" for lock in locks)
        raise Failure(
            f"repository {restic.repository.name} is locked by {others}, which is not ours; wait until it has ended, "
            f"or until its lock is half an hour old"
        )
    return answer


def _recognize(restic: Restic, known: Mapping[str, Any], make: bool) -> None:
    name, place = restic.repository.name, restic.repository.location
    restic.reach()
    answer = restic.ask("cat", "config", "--no-lock")
    if answer.code == NO_REPOSITORY and make and not known.get("id"):
        made = restic.ask("init")
        if made.code:
            raise restic.failure(made)
        answer = restic.ask("cat", "config", "--no-lock")
    if answer.code == NO_REPOSITORY and known.get("id"):
        raise Failure(
            f"repository {name} was at {place} and is not there any more: is its disk mounted? If its snapshots are "
            f"lost for good, begin anew: rm {_path(restic)}"
        )
    if answer.code or not answer.lines:
        raise restic.failure(answer)
    found = answer.lines[0]["id"]
    if known.get("id") not in (None, found):
        raise Failure(
            f"at {place} is another repository ({found[:8]}) than {name} was ({known['id'][:8]}): is the right disk "
            f"mounted? If this one is to be used from now on: rm {_path(restic)}"
        )
    _remember(restic, known, found)


def _path(restic: Restic) -> Path:
    return Path(restic.configuration.state) / "repositories" / f"{restic.repository.name}.json"


def _known(restic: Restic) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_path(restic).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _remember(restic: Restic, known: Mapping[str, Any], found: str) -> None:
    hosts = [host for host in known.get("hosts", ()) if host != socket.gethostname()]
    now = {"id": found, "hosts": [*hosts, socket.gethostname()][-HOSTS:]}
    if now != known:
        write_whole(_path(restic), json.dumps(now))


def write_whole(path: Path, text: str) -> None:
    """Write a file so that others see all of it or what was there before, and that survives a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
