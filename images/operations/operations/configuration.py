"""What is to be operated: one file, /etc/moorage/operations.toml, which components/files/operations.py writes.

Secrets are in files beside it, named here by their paths; none is in this file or in a variable.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path("/etc/moorage")
REHEARSALS = frozenset({"drill", "rehearse"})  # commands
EVERYTHING = "files"  # what `rehearse` takes instead of a name
T = TypeVar("T")


class Kind(StrEnum):
    """What something that must survive is."""

    DATABASE = "database"
    CACHE = "cache"
    QUEUE = "queue"
    BUCKET = "bucket"
    VOLUME = "volume"
    FILES = "files"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, kw_only=True)
class Recoverable:
    """Something that must survive. ``host`` and ``port`` are those of a server, ``path`` is where files are mounted.

    ``databases`` are the names of a server's databases; ``stanza`` is pgBackRest's name for the server.
    """

    name: str
    kind: Kind
    host: str = ""
    port: int = 0
    path: str = ""
    databases: tuple[str, ...] = ()
    stanza: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is backed up, how (a ``Method`` of the spec), when, and for how many days the result is kept."""

    name: str
    of: tuple[str, ...]
    method: str
    schedule: str
    keep_days: int


@dataclass(frozen=True, kw_only=True)
class Repository:
    """Where backups lie: the first, or a copy elsewhere with a retention of its own.

    ``number`` is pgBackRest's (1 is the first), ``location`` is restic's: a folder or s3:https://host/bucket/folder.
    ``keep_days`` is 0 in the first one, where each rule says its own.
    """

    name: str
    number: int
    location: str
    keep_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Job:
    """A row of the table of jobs: when (five cron fields, UTC), and a command of this program's.

    Jobs with the same ``lock`` never run at once.
    """

    name: str
    schedule: str
    command: tuple[str, ...]
    timeout_minutes: int = 60
    lock: str = ""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What is promised: minutes of data lost, and minutes to recover."""

    point_minutes: int
    time_minutes: int


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything that is to be operated. ``state`` is the folder of records, evidence and locks."""

    name: str
    system: str
    environment: str
    recovery: Recovery
    state: str = "/var/lib/operations"
    recoverables: tuple[Recoverable, ...] = ()
    rules: tuple[Rule, ...] = ()
    repositories: tuple[Repository, ...] = ()
    jobs: tuple[Job, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def recoverable(self, name: str) -> Recoverable:
        """Return what must survive, by its name."""
        return _named(self.recoverables, name, "what must survive")

    def rule(self, name: str) -> Rule:
        """Return a rule by its name."""
        return _named(self.rules, name, "rule")

    def job(self, name: str) -> Job:
        """Return a job by its name."""
        return _named(self.jobs, name, "job")

    def restored_by(self, command: Sequence[str]) -> tuple[Recoverable, ...]:
        """Return what a command rehearses the restore of: nothing if it is another command, or names nothing known.

        ``rehearse files`` is of everything that a rule backs up, other than databases; a drill without a name is of
        every database.
        """
        if not command or command[0] not in REHEARSALS:
            return ()
        named = [word for word in command[1:2] if not word.startswith("-")]
        if command[0] == "rehearse" and named == [EVERYTHING]:
            backed_up = {name for rule in self.rules for name in rule.of}
            files = self.of_kind(*(kind for kind in Kind if kind is not Kind.DATABASE))
            return tuple(item for item in files if item.name in backed_up)
        if not named:
            return self.of_kind(Kind.DATABASE)
        return tuple(item for item in self.recoverables if item.name in named)

    def of_kind(self, *kinds: Kind) -> tuple[Recoverable, ...]:
        """Return what must survive of some kinds."""
        return tuple(item for item in self.recoverables if item.kind in kinds)


class Unknown(ValueError):
    """A name that the configuration does not have."""


def _named(items: tuple[T, ...], name: str, what: str) -> T:
    names = [str(item.name) for item in items]  # type: ignore[attr-defined]  # every kind of item has a name
    if name not in names:
        raise Unknown(f"there is no {what} {name!r}; there are {', '.join(sorted(names)) or 'none'}")
    return items[names.index(name)]


def load(path: Path = FOLDER / "operations.toml") -> Configuration:
    """Read the file. Raises TypeError for a key that is not known or missing."""
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Configuration(
        **{name: value for name, value in said.items() if not isinstance(value, list) and name != "recovery"},
        recovery=Recovery(**said["recovery"]),
        recoverables=tuple(
            Recoverable(**{**item, "kind": Kind(item["kind"]), "databases": tuple(item.get("databases", ()))})
            for item in said.get("recoverable", ())
        ),
        rules=tuple(Rule(**{**item, "of": tuple(item["of"])}) for item in said.get("rule", ())),
        repositories=tuple(Repository(**item) for item in said.get("repository", ())),
        jobs=tuple(Job(**{**item, "command": tuple(item["command"])}) for item in said.get("job", ())),
    )
