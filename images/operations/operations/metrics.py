"""What Prometheus asks the scheduler: how jobs, backups, verifications and drills went, and what room is left.

Each container tells of what its own table does, so that nothing is told twice. What has never been is no series: rules
count from ``moorage_since_timestamp_seconds`` then.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from prometheus_client.core import Metric

from . import locks, timetable, updates
from .configuration import REHEARSALS, Configuration, Kind, Recoverable
from .records import Event, Record
from .results import Results
from .serving import Family, Server, family

PORT = 9600
LOSS, RECOVERY = "loss_seconds", "recovery_seconds"  # in a drill's facts
BYTES = "bytes"  # in a backup's facts
ARCHIVED = "archived"  # in a backup's or marker's facts: the time of the last archived write-ahead log
BACKUP = ("of", "rule", "repository")


def serve(configuration: Configuration, port: int = PORT) -> Server:
    """Answer scrapes until closed. Raises Failure if the port is taken."""
    return Server(port, Operations(configuration))


class Operations:
    """The metrics of one container's table."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.state = configuration.state
        self.results = Results(self.state)
        self.commands = {job.command[0] for job in configuration.jobs}

    def collect(self) -> Iterable[Metric]:
        """Return everything as it is now."""
        self.results.refresh()
        since = family("moorage_since_timestamp_seconds", "When this state was first used")
        since.add(timetable.since(self.state))
        told = [since, *self._jobs()]
        if "backup" in self.commands:
            told += [*self._backups(), *self._verifications(), *self._repositories(), *self._archives()]
        if self.commands & REHEARSALS:
            told += self._drills()
        if "maintain" in self.commands:
            told += self._updates()
        return [one.metric for one in told]

    def _jobs(self) -> Iterable[Family]:
        run = family("moorage_job_last_run_timestamp_seconds", "When a job last ended", "task")
        success = family("moorage_job_last_success_timestamp_seconds", "When a job last ended well", "task")
        failed = family("moorage_job_failed", "Whether a job's last run failed", "task")
        duration = family("moorage_job_duration_seconds", "How long a job's last run took", "task")
        running = family("moorage_job_running", "Whether a job runs now", "task")
        for job in self.configuration.jobs:
            last, good = self.results.job(job.name)
            failed.add(bool(last and not last.ok), job.name)
            running.add(locks.running(self.state, job.name) is not None, job.name)
            if last:
                run.add(last.ended, job.name)
                duration.add(max(0.0, last.ended - last.began), job.name)
            if good:
                success.add(good.ended, job.name)
        return run, success, failed, duration, running

    def _backups(self) -> Iterable[Family]:
        success = family("moorage_backup_last_success_timestamp_seconds", "When a good backup last began", *BACKUP)
        failed = family("moorage_backup_failed", "Whether the last backup failed", *BACKUP)
        size = family("moorage_backup_bytes", "Bytes that the last good backup holds", *BACKUP)
        for rule in self.configuration.rules:
            for of in rule.of:
                for repository in self.configuration.repositories:
                    labels = (of, rule.name, repository.name)
                    last, good = self._both(Event.BACKUP, *labels)
                    failed.add(bool(last and not last.ok), *labels)
                    if good:
                        success.add(good.began, *labels)
                        if isinstance(good.facts.get(BYTES), int | float):
                            size.add(good.facts[BYTES], *labels)
        return success, failed, size

    def _verifications(self) -> Iterable[Family]:
        failed = family("moorage_verification_failed", "Whether a repository can't be read in full", "of", "repository")
        for (event, of, _, repository), last in sorted(self.results.last.items()):
            if event is Event.VERIFICATION and repository in {one.name for one in self.configuration.repositories}:
                failed.add(not last.ok, of, repository)
        return (failed,)

    def _drills(self) -> Iterable[Family]:
        success = family("moorage_drill_last_success_timestamp_seconds", "When a restore last went well", "of")
        failed = family("moorage_drill_failed", "Whether the last restore failed", "of")
        loss = family("moorage_drill_loss_seconds", "Data that the last restore of a database lost, in time", "of")
        recovery = family("moorage_drill_recovery_seconds", "How long the last restore took", "of")
        for recoverable in drilled(self.configuration):
            of = recoverable.name
            last, good = self._both(Event.DRILL, of, "", "")
            failed.add(bool(last and not last.ok), of)
            if good:
                success.add(good.ended, of)
            # Of the last one, good or not: a drill that takes longer than is promised is no good one.
            reached = measured(recoverable, last)
            for told, fact in ((loss, LOSS), (recovery, RECOVERY)):
                if fact in reached:
                    told.add(reached[fact], of)
        return success, failed, loss, recovery

    def _repositories(self) -> Iterable[Family]:
        free = family("moorage_repository_available_bytes", "Room left where a repository lies", "repository")
        total = family("moorage_repository_bytes", "Room where a repository lies, in all", "repository")
        for name, (available, size) in room(self.configuration).items():
            free.add(available, name)
            total.add(size, name)
        return free, total

    def _archives(self) -> Iterable[Family]:
        told = family("moorage_archive_last_timestamp_seconds", "Up to when changes are archived", "of")
        for of, moment in archived(self.configuration, self.results).items():
            told.add(moment, of)
        return (told,)

    def _updates(self) -> Iterable[Family]:
        told = family("moorage_updates_available", "Updates that wait for approval", "part")
        for part, number in updates.waiting(self.state).items():
            told.add(number, part)
        return (told,)

    def _both(self, event: Event, of: str, rule: str, repository: str) -> tuple[Record | None, Record | None]:
        key = (event, of, rule, repository)
        return self.results.last.get(key), self.results.good.get(key)


def drilled(configuration: Configuration) -> list[Recoverable]:
    """Return what a table rehearses the restore of, each once."""
    return list(dict.fromkeys(one for job in configuration.jobs for one in configuration.restored_by(job.command)))


def measured(recoverable: Recoverable, last: Record | None) -> Mapping[str, float]:
    """Return what a restore measured, in seconds, of what is promised.

    That is not the loss of files: they go back to the last backup, as their rule says, and the promise is of databases.
    """
    facts = {} if last is None else last.facts
    names = (LOSS, RECOVERY) if recoverable.kind is Kind.DATABASE else (RECOVERY,)
    return {name: float(facts[name]) for name in names if isinstance(facts.get(name), int | float)}


def room(configuration: Configuration) -> Mapping[str, tuple[int, int]]:
    """Return the bytes that are left and that there are for each repository in a folder; elsewhere nobody can say."""
    found = {}
    for repository in configuration.repositories:
        if repository.location.startswith("/"):
            try:
                system = os.statvfs(_existing(Path(repository.location)))
            except OSError:
                continue
            found[repository.name] = (system.f_bavail * system.f_frsize, system.f_blocks * system.f_frsize)
    return found


def archived(configuration: Configuration, results: Results) -> Mapping[str, float]:
    """Return, for each database, up to when its changes are archived.

    What repositories in folders hold says it; results do only where there is no such repository.
    """
    found: dict[str, float] = {}
    folders = [
        Path(repository.location).parent / "postgresql" / "archive"
        for repository in configuration.repositories
        if repository.location.startswith("/")
    ]
    for database in configuration.of_kind(Kind.DATABASE):
        if folders and database.stanza:
            told = [_newest(folder / database.stanza) for folder in folders]
        else:
            told = [
                float(one.facts[ARCHIVED])
                for one in results.good.values()
                if (one.event, one.of) == (Event.BACKUP, database.name)
                and isinstance(one.facts.get(ARCHIVED), int | float)
            ]
        newest = max(told, default=0.0)
        if newest:
            found[database.name] = newest
    return found


def _newest(archive: Path) -> float:
    """Return when pgBackRest last put something into an archive: <cluster>/<part of a timeline>/<segment>; 0: never."""
    parts = [part for cluster in archive.glob("*-*") for part in cluster.iterdir() if part.is_dir()]
    times: list[float] = [0]
    for part in sorted(parts)[-2:]:  # their names count upward
        with suppress(OSError):
            times += [entry.stat().st_mtime for entry in os.scandir(part)]
    return max(times)


def _existing(path: Path) -> Path:
    """Return a folder, or the nearest one above it that there is already: the same disk."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
