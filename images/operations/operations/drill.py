"""Drills: a database is really restored, into a server of its own, and held against what was known of it before.

One drill is two restores: the newest backup with all archived log, timed, and one moment in between. What a drill found
is evidence: <state>/drills/<UTC time>-<database>/evidence.json and evidence.md.
"""

import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import evidence, holding, markers, psql, records, span
from .configuration import Configuration, Kind, Recoverable, load
from .evidence import Check, Restore
from .failure import Failure, explained
from .fresh_server import FreshServer
from .markers import Marker
from .pgbackrest import Backup
from .records import Event, Record
from .span import Span

USAGE = f'operations drill DATABASE [--to "{span.EXAMPLE}"] [--point]'
READABLE, STARTS = "the backup can be read", "the server starts and replays the log"
SOUND, PAGES = "tables and indexes are sound", "every page has its checksum"
OF_FILES = frozenset({READABLE, STARTS, SOUND, PAGES})  # checks that fail because a backup is damaged
RUNNING = "SELECT pg_snapshot_xmax(pg_current_snapshot())"
NEWEST_COMMIT = "SELECT coalesce(extract(epoch FROM pg_last_xact_replay_timestamp()), 0)"
DATABASES = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname"


def drill(words: Sequence[str]) -> int:
    """Rehearse the restore of a database: the newest state and one moment, or only a moment; 1 if any check failed."""
    names = [word for word in words if not word.startswith("-")]
    to = span.option(words, "--to")
    if to and to in names:
        names.remove(to)
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in {"--to", "--point"}]
    if len(names) != 1 or unknown:
        raise Failure(f"say one database: {USAGE}")
    configuration = load()
    recoverable = configuration.recoverable(names[0])
    if recoverable.kind is not Kind.DATABASE:
        raise Failure(f"{names[0]} is no database; operations rehearse {names[0]} restores it")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that what was made is removed
    with holding.held(configuration.state, "drill", f"the drill of {names[0]}", seconds=0):
        done = Drill(configuration, recoverable).carry_out(to, point_only=bool(to) or "--point" in words)
    return 0 if done else 1


@dataclass
class Drill:
    """One drill of one database. ``restores`` is what was tried, in its order."""

    configuration: Configuration
    recoverable: Recoverable
    began: float = field(default_factory=time.time)
    restores: list[Restore] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = FreshServer(self.recoverable.stanza)

    def carry_out(self, to: str, *, point_only: bool) -> bool:
        """Carry it out, remove all that it made, and keep the evidence and a record; return whether all was well.

        The record is kept whatever ends the drill, other than a kill, which the scheduler records.
        """
        errors = []
        try:
            self._restores(to, point_only=point_only)
        except Exception as fault:
            errors.append(explained(fault))
        except BaseException as end:
            self._record(f"ended before it was done: {explained(end)}")  # first: who ends it does not wait for long
            self.server.clear()
            raise
        try:
            self.server.clear()
        except Exception as fault:
            errors.append(explained(fault))
        return self._record("; ".join(errors))

    def _restores(self, to: str, *, point_only: bool) -> None:
        possible = span.of(self.configuration, self.recoverable)
        moment = span.moment(to) if to else 0
        if moment:
            possible.backup_for(moment)
        self.server.clear()
        self.server.room(max(made.bytes for made in possible.backups))
        if not point_only:
            self._newest(possible)
        self._point(possible, moment)

    def _newest(self, possible: Span) -> None:
        """Restore the newest backup and all log; if that fails, also the newest one that does not need it."""
        newest = possible.backups[-1]
        tried = self._try("the newest state", possible, newest, ["--type=default"], possible.archived[-1:], None)
        if not any(check.name in OF_FILES and not check.ok for check in tried.checks):
            return  # another backup would show the same
        spoiled = {newest.label, *newest.needs}
        older = [made for made in possible.backups if not spoiled & {made.label, *made.needs}]
        if older:
            what = f"the newest state, from an older backup, since {newest.label} failed"
            self._try(what, possible, older[-1], ["--type=default"], possible.archived[-1:], None)

    def _point(self, possible: Span, moment: float) -> None:
        """Restore the moment that was asked for, or that of the newest marker."""
        if moment:
            backup = possible.backup_for(moment)
            target = ["--type=time", f"--target={span.exactly(moment)}", "--target-action=promote"]
            before = tuple(marker for marker in possible.archived if marker.at <= moment)
            after = next((marker for marker in possible.archived if marker.at > moment), None)
            self._try(f"the moment {span.shown(moment)}", possible, backup, target, before[-1:], after)
            return
        if not possible.latest:
            raise Failure(f"no moment can be restored: {possible}; run operations marker {self.recoverable.name}")
        marker = possible.archived[-1]
        target = ["--type=name", f"--target={marker.name}", "--target-action=promote"]
        backup = possible.backup_for(marker.at)
        self._try(f"the moment of {marker.name}", possible, backup, target, (marker,), None, exact=True)

    def _try(
        self, what: str, possible: Span, backup: Backup, options: Sequence[str], expected: tuple[Marker, ...],
        absent: Marker | None, *, exact: bool = False,
    ) -> Restore:  # fmt: skip
        """Restore once and carry out every check; one that fails does not keep the others from being done."""
        tried = Restore(what=what, label=backup.label, repository=possible.repository.name, began=time.time())
        self.restores.append(tried)
        tried.check(READABLE, lambda: self._restored(possible, backup, options))
        if tried.ok:
            tried.check(STARTS, self._started)
        if tried.ok:
            tried.check("every database answers", lambda: self._connected(() if absent else self.recoverable.databases))
            tried.recovery_seconds = time.time() - tried.began
            tried.check("the transactions are there", lambda: self._commits(tried))
            tried.check("the markers are those of that moment", lambda: self._marked(tried, expected, absent))
            tried.check("rows and checksums are as before", lambda: self._counted(expected, exact=exact))
            tried.check(SOUND, self._sound)
            tried.check("every table can be dumped", self._dumped)
            tried.check(PAGES, self.server.check_pages)
        self.server.clear()
        tried.ended = time.time()
        for check in tried.checks:
            print(f"{what}: {check}", flush=True)
        return tried

    def _restored(self, possible: Span, backup: Backup, options: Sequence[str]) -> str:
        self.server.restore(possible.repository.number, backup.label, options)
        return f"{backup.label}, {backup.bytes >> 20} MB"

    def _started(self) -> str:
        self.server.start()
        return self.server.ask("postgres", "SHOW server_version")

    def _connected(self, wanted: Sequence[str]) -> str:
        databases = self._databases()
        missing = set(wanted) - set(databases)
        if missing:
            raise Failure(f"{', '.join(sorted(missing))} is not there")
        for database in databases:
            self.server.ask(database, "SELECT 1")
        return ", ".join(databases)

    def _commits(self, tried: Restore) -> str:
        tried.newest_commit = float(self.server.ask("postgres", NEWEST_COMMIT))
        return f"the last one of {span.shown(tried.newest_commit)}" if tried.newest_commit else "none since the backup"

    def _marked(self, tried: Restore, expected: tuple[Marker, ...], absent: Marker | None) -> str:
        if not expected:
            raise Failure(f"there is no marker to look for; run operations marker {self.recoverable.name}")
        marker = expected[-1]
        query = "SELECT count(*) FROM marker WHERE name = "
        if self.server.ask(psql.OWN, query + psql.quoted(marker.name)) != "1":
            raise Failure(f"{marker.name} of {span.shown(marker.at)} is missing")
        if absent and self.server.ask(psql.OWN, query + psql.quoted(absent.name)) != "0":
            raise Failure(f"{absent.name} of {span.shown(absent.at)} is there, and came later")
        tried.newest_commit = max(tried.newest_commit, marker.at)
        return f"{marker.name} of {span.shown(marker.at)}" + (f", and not {absent.name}" if absent else "")

    def _counted(self, expected: tuple[Marker, ...], *, exact: bool) -> str:
        """Compare with the last marker: where nothing was written since, every exact table must be as it was."""
        if not expected:
            return "not compared: there is no marker"
        marker = expected[-1]
        since = int(self.server.ask("postgres", RUNNING)) - marker.transaction - 1
        found: dict[str, markers.Table] = {}
        for database in sorted({table.database for table in marker.tables}):
            found |= {table.title: table for table in markers.count(self._read, database)}
        missing = [table.title for table in marker.tables if table.title not in found]
        known = [table for table in marker.tables if table.exact and table.title in found]
        changed = [table for table in known if found[table.title].checksum != table.checksum]
        if exact or since <= 0:
            if missing:
                raise Failure(f"not there: {', '.join(missing[:5])}")
            if changed:
                table = changed[0]
                raise Failure(
                    f"{len(changed)} of {len(known)} tables differ, such as {table.title}: {table.rows} rows before, "
                    f"{found[table.title].rows} now, or others"
                )
            rows = sum(table.rows for table in known)
            return f"{len(known)} of {len(marker.tables)} tables, {rows} rows, are exactly as {marker.name} saw them"
        alike = len(known) - len(changed)
        return f"{since} transactions came after {marker.name}; {alike} of {len(known)} tables are as it saw them"

    def _sound(self) -> str:
        self.server.program("pg_amcheck", "--all", "--install-missing")
        return "pg_amcheck found nothing"

    def _dumped(self) -> str:
        databases = self._databases()
        for database in databases:
            self.server.program("pg_dump", "--format=plain", "--file=/dev/null", database)
        return f"{len(databases)} databases"

    def _read(self, database: str, statements: str) -> str:
        """Ask with the rights that wrote the marker: rows are others', and what reads them must not be a superuser."""
        return self.server.ask(database, statements, psql.LOGIN)

    def _databases(self) -> list[str]:
        return self.server.ask("postgres", DATABASES).splitlines()

    def _record(self, error: str) -> bool:
        """Hold what was reached against what is promised; keep evidence and record."""
        reached: dict[str, Any] = {}
        promise: Callable[[str, float, float], Check] = evidence.promised
        checks: list[Check] = []
        timed = [
            tried for tried in self.restores if tried.what.startswith("the newest state") and tried.ended and tried.ok
        ]
        if timed:
            recovery = self.configuration.recovery
            reached["loss_seconds"] = round(max(0.0, self.began - timed[-1].newest_commit), 1)
            reached["recovery_seconds"] = round(timed[-1].recovery_seconds, 1)
            checks = [
                promise("data lost", reached["loss_seconds"], recovery.point_minutes * 60),
                promise("time to recover", reached["recovery_seconds"], recovery.time_minutes * 60),
            ]
        failed = [f"{tried.what}: {check}" for tried in self.restores for check in tried.checks if not check.ok]
        failed += [str(check) for check in checks if not check.ok]
        error = error or "; ".join(failed)
        said = self.configuration, self.recoverable, self.began, self.restores, checks, reached
        try:
            folder = str(evidence.write(*said, error))
        except OSError as fault:
            folder = f"can't be written: {fault}"
            error = error or f"the evidence {folder}"
        facts = {**reached, "evidence": folder, "labels": [tried.label for tried in self.restores]}
        record = Record(
            event=Event.DRILL, of=self.recoverable.name, ok=not error, began=self.began, ended=time.time(),
            error=error, facts=facts,
        )  # fmt: skip
        print(f"drill of {self.recoverable.name}: {error or reached or 'well'}; evidence: {folder}", flush=True)
        return records.kept(self.configuration.state, record)
