"""Which moments a database can be restored to, and from which backup."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from . import markers, pgbackrest
from .configuration import Configuration, Recoverable, Repository
from .failure import Failure
from .markers import Marker
from .pgbackrest import Backup, Branch, Stock

EXAMPLE = "2026-11-21 18:00:00+00:00"


@dataclass(frozen=True, kw_only=True)
class Span:
    """From where to where, seconds since 1970; ``latest`` is 0 where there is no moment between backups.

    ``backups`` are those that lead to what the server has become: those on a branch that a restore left do not. The
    latest is the newest marker in the archive: PostgreSQL knows that it has reached a moment only by something that was
    written after it. The newest state itself is later, and needs no moment.
    """

    repository: Repository
    stock: Stock
    backups: tuple[Backup, ...]
    archived: tuple[Marker, ...]

    @property
    def earliest(self) -> int:
        """The end of the oldest backup."""
        return math.ceil(min(made.ended for made in self.backups)) + 1

    @property
    def latest(self) -> float:
        """The newest moment."""
        found = self.archived[-1].at if self.archived else 0
        return found if found > self.earliest else 0

    def __str__(self) -> str:
        if not self.latest:
            return "no moment yet: the log since the oldest backup has no marker"
        return f"{shown(self.earliest)} to {shown(self.latest)}"

    def backup_for(self, moment: float) -> Backup:
        """Return the newest backup that was complete at a moment; one out of range is a Failure that says the range."""
        if not self.latest or not self.earliest <= moment <= self.latest:
            raise Failure(
                f"{shown(moment)} can't be restored; possible: {self}; without a time, the newest state is restored"
            )
        return [made for made in self.backups if made.ended < moment][-1]


def of(configuration: Configuration, recoverable: Recoverable) -> Span:
    """Return the span of the first repository that has backups of a database."""
    troubles = []
    for repository in configuration.repositories:
        try:
            stock = pgbackrest.stock(recoverable.stanza, repository.number)
        except Failure as failure:
            troubles.append(str(failure))
            continue
        if stock.backups:
            branch = pgbackrest.branch(recoverable.stanza, stock, repository.number)
            if usable := tuple(made for made in stock.backups if branch.holds(made.wal_stop, made.lsn_stop)):
                archived = _archived(markers.read(configuration.state, recoverable.name), stock, branch)
                return Span(repository=repository, stock=stock, backups=usable, archived=archived)
        troubles.append(f"{repository.name} has no backup of {recoverable.name}")
    raise Failure(f"there is nothing to restore {recoverable.name} from: {'; '.join(troubles)}")


def _archived(known: Sequence[Marker], stock: Stock, branch: Branch) -> tuple[Marker, ...]:
    """Return the markers whose log is in the archive, oldest first."""
    # Names of segments are compared whole: they are of one width, and a later timeline is a later name.
    return tuple(marker for marker in known if marker.wal <= stock.wal_last and branch.holds(marker.wal, marker.lsn))


def moment(text: str) -> float:
    """Return a time with its offset from UTC as seconds since 1970."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Failure(f"the time {text!r} can't be read; allowed: date, time and offset from UTC, such as {EXAMPLE}")
    return found.timestamp()


def shown(seconds: float) -> str:
    """Return a time as people read it and ``moment`` does."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")


def exactly(seconds: float) -> str:
    """Return a time as PostgreSQL and moorage-restore read it, with microseconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00")


def age(seconds: float) -> str:
    """Return how long ago a time is."""
    return duration(max(0.0, time.time() - seconds))


def duration(seconds: float) -> str:
    """Return so many seconds in words."""
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} seconds"


def option(words: Sequence[str], name: str) -> str:
    """Return what follows an option, as its own word or after =; "" where it is not said."""
    for position, word in enumerate(words):
        if word == name:
            if position + 1 == len(words):
                raise Failure(f"{name} needs a value")
            return words[position + 1]
        if word.startswith(f"{name}="):
            return word.removeprefix(f"{name}=")
    return ""
