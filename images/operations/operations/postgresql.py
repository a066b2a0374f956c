"""Backups of databases: pgBackRest makes and verifies them, and the log between them is archived all the time.

A method of the spec is, here: FULL and COPY a full backup; INCREMENTAL what changed since the newest full one, so that
it needs no other (and a full one where there is none within the rule's days); LOG that the log is in the archive, up to
the moment of the rule's schedule and without a gap; LOGICAL a dump, which files.py keeps.
"""

import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

from . import clock, markers, pgbackrest, psql, room
from .configuration import Configuration, Kind, Recoverable, Repository, Rule
from .failure import Failure
from .pgbackrest import Backup, Stock

HOLDS = "databases"
DAY = 86400
ARCHIVE_SECONDS = 90.0  # a segment takes less than a second; a busy host or a far bucket takes longer
PAUSE_SECONDS = 0.5
LEAST_ROOM = 64 << 20  # bytes: four segments of log that do not compress
INCREMENTAL, LOG, LOGICAL = "incremental", "log", "logical"
LAST_ARCHIVED = """
SELECT last_archived_wal, last_failed_wal, failed_count FROM pg_stat_archiver
"""
SIZE = "SELECT coalesce(sum(pg_database_size(oid)), 0) FROM pg_database WHERE datallowconn AND NOT datistemplate"
WRONG_FILE = re.compile(r"INFO: (?:invalid|missing)[a-z ]* '?([0-9A-Za-z_./-]+)")
BACKUP_STATUS = re.compile(r"^ *backup: (\S+), status: ([a-z -]+)", re.MULTILINE)
ARCHIVE_STATUS = re.compile(r"archiveId: (\S+), total WAL checked: (\d+), total valid WAL: (\d+)")
SHOWN = 3  # damaged files that a sentence names


def backup(
    configuration: Configuration, rule: Rule, recoverable: Recoverable, repository: Repository
) -> dict[str, Any]:
    """Carry out a rule for one database into one repository, and return the facts of what was made.

    Nothing half-made counts: the label of a backup comes from the repository's own list, once it is complete there.
    """
    if rule.method == LOGICAL:
        raise Failure("a dump is kept with the files, not here")
    if rule.method == LOG:
        return log(recoverable, repository)
    try:
        marked = markers.write(configuration, recoverable).name
    except Failure as failure:
        marked = f"none: {failure}"  # a backup without a marker is still a backup
    _room(repository)
    before = _prepared(recoverable, repository)
    began = time.time()
    options = f"--repo={repository.number}", f"--type={_type(rule, before)}", "--no-expire-auto"
    try:
        pgbackrest.run(recoverable.stanza, "backup", *options, what="the backup")
    except Failure:
        _room(repository)  # which says it better
        raise
    after = pgbackrest.stock(recoverable.stanza, repository.number)
    made = after.newest
    if made is None or (before.newest and made.label == before.newest.label):
        raise Failure(f"the backup of {recoverable.name} ended well, and {repository.name} does not list it")
    if made.damaged:
        raise Failure(
            f"the backup {made.label} of {recoverable.name} has pages whose checksums are wrong: the database's own "
            f"files are damaged; see the log of its server, and restore from {_older(before)} if the data is needed"
        )
    said = {**facts(made), "seconds": round(time.time() - began, 1), "marker": marked, "archived": made.ended}
    return said | _expired(configuration, rule, recoverable, repository, after)


def log(recoverable: Recoverable, repository: Repository) -> dict[str, Any]:
    """End the segment that is written now, and wait until it is in the archive, with all before it."""
    moment = time.time()
    segment = psql.ask(recoverable, psql.OWN, "SELECT pg_walfile_name(pg_switch_wal() - 1)")
    deadline = time.monotonic() + ARCHIVE_SECONDS
    while True:
        stock = pgbackrest.stock(recoverable.stanza, repository.number)
        if stock.wal_last >= segment:  # whole names: after a restore, a lower number of the new timeline is later
            break
        if time.monotonic() > deadline:
            raise Failure(_late(recoverable, repository, segment, stock))
        time.sleep(PAUSE_SECONDS)
    if missing := pgbackrest.missing_log(recoverable.stanza, stock, repository.number):
        raise Failure(
            f"{repository.name} has no segment {missing} of the log of {recoverable.name}: nothing after it can be "
            "restored until the next backup is made; make one now"
        )
    return {"archived": moment, "wal": segment, "bytes": 0 if stock.newest is None else stock.newest.bytes}


def verify(configuration: Configuration, repository: Repository) -> dict[str, Any]:
    """Read everything that a repository has of every database, and hold it against its checksums.

    What is damaged is a Failure that names the backup and the file, and the newest backup that is whole.
    """
    found: dict[str, Any] = {}
    wrong = []
    for recoverable in configuration.of_kind(Kind.DATABASE):
        stock = pgbackrest.stock(recoverable.stanza, repository.number)
        damaged = inspect(recoverable.stanza, repository.number, stock)
        if damaged:
            wrong.append(f"{recoverable.name}: {'; '.join(damaged.values())}; {_usable(stock, set(damaged))}")
        found[recoverable.name] = {"backups": len(stock.backups), "last": stock.newest.label if stock.newest else ""}
    if wrong:
        raise Failure(". ".join(wrong))
    return found


def inspect(stanza: str, repository: int, stock: Stock) -> dict[str, str]:
    """Return what is wrong in a repository, by the backup's label ("" for the log), as a sentence with its file."""
    said = pgbackrest.run(
        stanza, "verify", f"--repo={repository}", "--output=text", "--verbose", "--log-level-console=info",
        what=f"reading repository {repository}",
    )  # fmt: skip
    return wrong_in(said, stock)


def wrong_in(said: str, stock: Stock) -> dict[str, str]:
    """Return what ``pgbackrest verify`` found: it ends well whatever it finds, and names files in its log only.

    Of what it says of a backup that is not complete (one that runs, or was killed) nothing is wrong.
    """
    files = [found[1] for line in said.splitlines() if (found := WRONG_FILE.search(line))]
    wrong = {}
    for place, status in BACKUP_STATUS.findall(said):
        if status not in {"valid", "in-progress"}:
            named = [file for file in files if file.startswith(f"{place}/")]
            wrong[place] = f"the backup {place} is {status}{_named(named)}"
    for archive, checked, valid in ARCHIVE_STATUS.findall(said):
        if checked != valid:
            named = [file for file in files if file.startswith(f"{archive}/")]
            wrong[""] = f"{int(checked) - int(valid)} segments of the log are damaged{_named(named)}"
    if not wrong and "status: error" in said:
        wrong[""] = f"pgBackRest finds it damaged: {said.strip().splitlines()[-1]}"
    if not stock.backups and not wrong:
        wrong[""] = "there is no backup"
    return wrong


def dump(_configuration: Configuration, recoverable: Recoverable, folder: Path) -> dict[str, Any]:
    """Dump each database of a server into a folder, in pg_dump's custom format, which pg_restore lists and reads.

    Refused where the databases as they are would not fit: what a dump takes is known only when it is made.
    """
    found = {}
    size = int(psql.ask(recoverable, psql.OWN, SIZE))
    room.check(folder, size, f"the dump of {recoverable.name}, with the size of its databases,")
    for database in psql.ask(recoverable, psql.OWN, markers.DATABASES).splitlines():
        path = Path(folder) / f"{database}.dump"
        with psql.connection(recoverable, database) as environment:
            done = subprocess.run(
                ["pg_dump", "--format=custom", "--compress=zstd:3", f"--file={path}"],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
        if done.returncode:
            path.unlink(missing_ok=True)
            raise Failure(f"the dump of {database} of {recoverable.name}: {done.stderr.strip().splitlines()[0]}")
        listed = subprocess.run(["pg_restore", "--list", str(path)], capture_output=True, text=True, check=False)
        if listed.returncode:
            raise Failure(f"the dump of {database} of {recoverable.name} can't be read: {listed.stderr.strip()}")
        found[database] = path.stat().st_size
    return {"databases": found, "bytes": sum(found.values())}


def facts(made: Backup) -> dict[str, Any]:
    """Return what is recorded of a backup."""
    return {
        "label": made.label,
        "type": made.type,
        "bytes": made.bytes,
        "repository_bytes": made.repository_bytes,
        "wal_start": made.wal_start,
        "wal_stop": made.wal_stop,
    }


def _named(files: list[str]) -> str:
    unique = list(dict.fromkeys(files))
    more = f" and {len(unique) - SHOWN} more" if len(unique) > SHOWN else ""
    return f" ({', '.join(unique[:SHOWN])}{more})" if unique else ""


def _prepared(recoverable: Recoverable, repository: Repository) -> Stock:
    """Return what a repository has; one that knows nothing of the server yet is told."""
    stock = pgbackrest.stock(recoverable.stanza, repository.number)
    if stock.code in pgbackrest.MISSING:
        try:
            pgbackrest.run(recoverable.stanza, "stanza-create", seconds=pgbackrest.QUICK, what="preparing repositories")
        except Failure:  # of another repository, perhaps, which has its own turn
            stock = pgbackrest.stock(recoverable.stanza, repository.number)
            if stock.code in pgbackrest.MISSING:
                raise
    return stock


def _room(repository: Repository) -> None:
    """Refuse to begin on a disk that is full: the log would not get there, and the backup would wait for it."""
    if repository.location.startswith("/"):
        folder = Path(repository.location)
        disk = os.statvfs(next(path for path in (folder, *folder.parents) if path.exists()))
        if disk.f_bavail * disk.f_frsize < LEAST_ROOM:
            raise Failure(f"the backup into {repository.name}: {pgbackrest.FULL}")


def _type(rule: Rule, stock: Stock) -> str:
    if rule.method != INCREMENTAL:
        return "full"
    oldest = time.time() - rule.keep_days * DAY
    recent = [made for made in stock.backups if made.type == "full" and made.ended > oldest]
    return "diff" if recent else "full"


def _late(recoverable: Recoverable, repository: Repository, segment: str, stock: Stock) -> str:
    archived, failed, count = psql.ask(recoverable, psql.OWN, LAST_ARCHIVED).split("|")
    if stock.code in pgbackrest.MISSING:
        return f"{repository.name} knows nothing of {recoverable.name} yet: make a backup, then its log is archived"
    return (
        f"the log of {recoverable.name} does not reach {repository.name}: {segment} was not there within "
        f"{ARCHIVE_SECONDS:.0f} s; the server archived {archived or 'nothing'} last"
        f"{f', and failed {count} times, last with {failed}' if failed else ''}; the log of its server says why "
        f"(a full repository, a host that is down, a certificate)"
    )


def _expired(
    configuration: Configuration, rule: Rule, recoverable: Recoverable, repository: Repository, stock: Stock
) -> dict[str, Any]:
    """Forget what is too old, as pgbackrest.conf says, if the clock is believed.

    What keeps it from that is a fact, ``not_forgotten``, and not the backup's failure.
    """
    keep_until = stock.backups[0].ended + (repository.keep_days or rule.keep_days) * DAY
    try:
        if not clock.is_believed(configuration.state, time.time(), keep_until):
            raise Failure(clock.DOUBT)
        pgbackrest.run(recoverable.stanza, "expire", f"--repo={repository.number}", what="forgetting old backups")
    except Failure as failure:
        return {"not_forgotten": str(failure)}
    return {}


def _older(stock: Stock) -> str:
    return stock.newest.label if stock.newest else "nothing, for there is no older backup"


def _usable(stock: Stock, damaged: set[str]) -> str:
    whole = [made for made in stock.backups if not damaged & {made.label, *made.needs}]
    return f"{whole[-1].label} is the newest that is whole" if whole else "no backup here is whole"
