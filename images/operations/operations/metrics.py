"""What Prometheus asks the scheduler: how jobs, backups, verifications and drills went, and what room is left.

Each container tells of what its own table does, so that nothing is told twice. What has never been is no series: rules
count from ``moorage_since_timestamp_seconds`` then.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client.core import Metric

from . import locks, timetable
from .configuration import Configuration, Kind
from .records import Event, Record
from .results import Results
from .serving import Family, Server, family

PORT = 9600
UPDATES = "updates.json"  # part -> updates that wait, as the task that lists them found
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
        if self.commands & {"drill", "rehearse"}:
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
        loss = family("moorage_drill_loss_seconds", "Data that the last good restore lost, in time", "of")
        recovery = family("moorage_drill_recovery_seconds", "How long the last good restore took", "of")
        for of in self._drilled():
            last, good = self._both(Event.DRILL, of, "", "")
            failed.add(bool(last and not last.ok), of)
            if good:
                success.add(good.ended, of)
                for told, fact in ((loss, LOSS), (recovery, RECOVERY)):
                    if isinstance(good.facts.get(fact), int | float):
                        told.add(good.facts[fact], of)
        return success, failed, loss, recovery

    def _drilled(self) -> list[str]:
        """Return what this table restores: a drill that names nothing is of every database."""
        found: dict[str, None] = {}
        for job in self.configuration.jobs:
            if job.command[0] in {"drill", "rehearse"}:
                named = [word for word in job.command[1:2] if not word.startswith("-")]
                found.update(dict.fromkeys(named or [one.name for one in self.configuration.of_kind(Kind.DATABASE)]))
        return list(found)

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
        for part, number in updates(self.state).items():
            told.add(number, part)
        return (told,)

    def _both(self, event: Event, of: str, rule: str, repository: str) -> tuple[Record | None, Record | None]:
        key = (event, of, rule, repository)
        return self.results.last.get(key), self.results.good.get(key)


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
    """Return, for each database, the newest time up to which results say that its changes are archived."""
    found: dict[str, float] = {}
    for database in configuration.of_kind(Kind.DATABASE):
        for record in results.good.values():
            moment = record.facts.get(ARCHIVED)
            if record.event is Event.BACKUP and record.of == database.name and isinstance(moment, int | float):
                found[database.name] = max(float(moment), found.get(database.name, 0.0))
    return found


def updates(state: str) -> Mapping[str, int]:
    """Return part -> updates that wait, as they were last listed; nothing if they never were."""
    try:
        said = json.loads((Path(state) / UPDATES).read_text(encoding="utf-8"))
        return {str(part): int(number) for part, number in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _existing(path: Path) -> Path:
    """Return a folder, or the nearest one above it that there is already: the same disk."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
