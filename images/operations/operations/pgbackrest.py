"""pgBackRest as a program: running it, what its errors mean, and what it says of its backups, as typed data."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .failure import Failure

ERROR = re.compile(r"ERROR: \[(\d+)\]: (.*)")
LOCKED, FULL_DISK, NOT_ARCHIVED = 50, "No space left on device", "was not archived before the"
UNWRITTEN = "unable to write '"
FULL = "the repository's disk is full: make it larger or keep backups for fewer days; what was there is whole"
MISSING = (1, 3)  # status codes of a stanza: nothing there, or not enough
QUICK = 120  # seconds for what only reads lists; everything else is the scheduler's to end
SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})-[0-9a-f]{40}")
HISTORY = re.compile(r"^(\d+)\s+([0-9A-F]+/[0-9A-F]+)", re.MULTILINE)
HISTORY_FILE = re.compile(r"^([0-9A-F]{8})\.history$", re.MULTILINE)
SEGMENTS_PER_LOG = 256  # of 16 MiB each: PostgreSQL's default, which initdb is not told to change


@dataclass(frozen=True, kw_only=True)
class Backup:
    """One backup. ``bytes`` is the size of the database, ``repository_bytes`` what this backup alone takes there.

    Times are seconds since 1970. ``damaged`` says that pages had wrong checksums when they were read. ``needs`` are
    the backups that it is made on.
    """

    label: str
    type: str
    began: int
    ended: int
    bytes: int
    repository_bytes: int
    wal_start: str
    wal_stop: str
    lsn_stop: str
    repository: int
    damaged: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """What one repository has of one server. ``code`` is pgBackRest's status; ``wal_last`` the last log archived."""

    code: int
    message: str
    backups: tuple[Backup, ...]
    wal_last: str
    archive: str

    @property
    def newest(self) -> Backup | None:
        """The newest backup."""
        return self.backups[-1] if self.backups else None


def run(stanza: str, command: str, *options: str, last: str = "", seconds: float | None = None, what: str = "") -> str:
    """Run a command and return what it says on its standard output. What fails is a Failure that names the cause."""
    words = ["pgbackrest", f"--stanza={stanza}", *options, command, *([last] if last else [])]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise Failure(f"{what or command} of {stanza}: pgBackRest took more than {seconds:.0f} s") from None
    if done.returncode:
        raise Failure(f"{what or command} of {stanza}: {explained(done.stdout + done.stderr, done.returncode)}")
    return done.stdout


def explained(output: str, code: int) -> str:
    """Return what went wrong, in a sentence where pgBackRest's own needs one."""
    errors = [ERROR.search(line) for line in output.splitlines()]
    found = [(int(error[1]), error[2]) for error in errors if error]
    if FULL_DISK in output:
        return FULL
    if not found:
        return f"pgBackRest ended with {code}: {output.strip().splitlines()[-1] if output.strip() else 'nothing said'}"
    number, message = found[0]
    if number == LOCKED:
        return "another backup of it runs, and two at once are refused; wait for it to end"
    if UNWRITTEN in message:  # pgBackRest does not always say why
        return f"the repository can't be written, its disk is full or failing; what was there is whole: {message}"
    if NOT_ARCHIVED in message:
        return f"the log does not reach the repositories, and the log of the database's server says why: {message}"
    return f"pgBackRest says: {message}"


def stock(stanza: str, repository: int) -> Stock:
    """Return what a repository has of a server, oldest backup first. A repository that can't be read is a Failure."""
    said = run(stanza, "info", f"--repo={repository}", "--output=json", seconds=QUICK, what="asking for the backups")
    return parsed(json.loads(said), repository)


def parsed(said: Sequence[Mapping[str, Any]], repository: int) -> Stock:
    """Return what ``pgbackrest info --output=json`` says of one server."""
    server = said[0]
    of_repository = [item for item in server.get("repo", ()) if item["key"] == repository]
    status = of_repository[0]["status"] if of_repository else server["status"]
    if status["code"] not in (0, 1, 2, 3):
        raise Failure(f"repository {repository} can't be read: {status['message']}")
    archives = [item for item in server.get("archive", ()) if item["database"]["repo-key"] == repository]
    newest: Mapping[str, Any] = max(archives, key=lambda item: int(item["database"]["id"]), default={})
    return Stock(
        code=status["code"],
        message=status["message"],
        backups=tuple(_backups(server, repository)),
        wal_last=newest.get("max") or "",
        archive=newest.get("id", ""),
    )


def _backups(server: Mapping[str, Any], repository: int) -> Iterator[Backup]:
    for item in server.get("backup", ()):
        if item["database"]["repo-key"] == repository:
            info = item["info"]
            yield Backup(
                label=item["label"],
                type=item["type"],
                began=item["timestamp"]["start"],
                ended=item["timestamp"]["stop"],
                bytes=info["size"],
                repository_bytes=info["repository"].get("delta", 0),
                wal_start=item["archive"]["start"] or "",
                wal_stop=item["archive"]["stop"] or "",
                lsn_stop=item["lsn"]["stop"] or "0/0" if item.get("lsn") else "0/0",
                repository=repository,
                damaged=bool(item.get("error")),
                needs=tuple(item.get("reference") or ()),
            )


@dataclass(frozen=True)
class Branch:
    """The timeline that a server is on, and where it left each earlier one: a restore begins a new one."""

    timeline: int
    left_at: Mapping[int, int]

    def holds(self, segment: str, place: str) -> bool:
        """Whether what was written at a place, in a segment, is part of what the server has become."""
        timeline = int(segment[:8] or "0", 16)
        return timeline == self.timeline or position(place) <= self.left_at.get(timeline, -1)


def branch(stanza: str, stock: Stock, repository: int) -> Branch:
    """Return the newest branch that the archive knows."""
    folder = f"archive/{stanza}/{stock.archive}"
    of = f"--repo={repository}"
    listed = run(stanza, "repo-ls", of, last=folder, seconds=QUICK, what="listing the archived log")
    known = sorted(HISTORY_FILE.findall(listed))
    if not known:
        return Branch(1, {})
    said = run(stanza, "repo-get", of, last=f"{folder}/{known[-1]}.history", seconds=QUICK, what="reading a history")
    left = {int(timeline): position(place) for timeline, place in HISTORY.findall(said)}
    return Branch(int(known[-1], 16), left)


def position(place: str) -> int:
    """Return a place in the log, such as 0/B000050, as a number."""
    high, low = place.split("/")
    return int(high, 16) << 32 | int(low, 16)


def missing_log(stanza: str, stock: Stock, repository: int) -> str:
    """Return the first segment that is missing in the archive since the newest backup began, or nothing.

    Timelines are not told apart: a restored server goes on with the number at which it left the old one.
    """
    if stock.newest is None or not stock.wal_last:
        return ""
    listed = run(
        stanza, "repo-ls", f"--repo={repository}", "--recurse", "--output=json",
        last=f"archive/{stanza}/{stock.archive}", seconds=QUICK, what="listing the archived log",
    )  # fmt: skip
    return gap(json.loads(listed), stock.newest.wal_start, stock.wal_last)


def gap(paths: Sequence[str] | Mapping[str, object], first: str, last: str) -> str:
    """Return the name of the first segment that is missing between two, or nothing."""
    there = {number(found[0]) for path in paths if (found := SEGMENT.search(path))}
    for wanted in range(number(first), number(last) + 1):
        if wanted not in there:
            return f"{last[:8]}{wanted // SEGMENTS_PER_LOG:08X}{wanted % SEGMENTS_PER_LOG:08X}"
    return ""


def number(segment: str) -> int:
    """Return the number of a segment of the log, without its timeline."""
    return int(segment[8:16], 16) * SEGMENTS_PER_LOG + int(segment[16:24], 16)
