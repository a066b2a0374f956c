"""operations.toml: what the operations containers are to do, and the one readable table of jobs.

Two containers read such a file: the scheduler, whose jobs are backups and maintenance, and the drills', whose jobs are
restores. Sources: the spec's rules, jobs and drill schedule; the rest is ours, with its reason beside it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._spec import BackupRule, Method, Task

MARKER_SCHEDULE = "*/5 * * * *"  # at most five minutes of data lost is the goal (issue 6), so that often
VERIFY_SCHEDULE = "40 4 * * *"  # where a spec says no time; after every guide's nightly backups
DAY = 24 * 60
# How long a job may take before it is ended, in minutes: a fifth of a day for what reads everything, an hour otherwise.
TIMEOUTS: Mapping[str, int] = {
    "backup": DAY // 5,
    "verify": DAY // 5,
    "drill": DAY // 5,
    "rehearse": DAY // 5,
    "marker": 10,
}
TIMEOUT = 60


@dataclass(frozen=True, kw_only=True)
class Operated:
    """Something that must survive, as the operations container reaches it (images/operations: configuration.py)."""

    name: str
    kind: str
    host: str = ""
    port: int = 0
    path: str = ""
    databases: tuple[str, ...] = ()
    stanza: str = ""


@dataclass(frozen=True, kw_only=True)
class Repository:
    """Where backups lie; ``location`` is restic's, ``keep_days`` 0 where each rule says its own."""

    name: str
    number: int
    location: str
    keep_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table of jobs. Jobs with the same ``lock`` never run at once."""

    name: str
    schedule: str
    command: tuple[str, ...]
    timeout_minutes: int = TIMEOUT
    lock: str = ""


def operations_toml(
    system: SizedSystem,
    settings: Settings,
    *,
    recoverables: Sequence[Operated],
    repositories: Sequence[Repository],
    jobs: Sequence[Row],
    facts: Mapping[str, str] = field(default_factory=dict),
) -> str:
    """Return the file: who this is, what is promised, what must survive, the rules, where to, and the table of jobs."""
    recovery = system.spec.backups.recovery
    names = {item.name for item in recoverables}
    rules = [
        {
            "name": rule.name,
            "of": [name for name in rule.of if name in names],
            "method": rule.method.value,
            "schedule": rule.schedule,
            "keep_days": system.keep_days(rule),
        }
        for rule in carried_out(system)
    ]
    top = {"name": settings.name, "system": system.spec.name, "environment": settings.environment}
    return "\n".join(
        [
            *_pairs(top),
            *_table("[recovery]", {"point_minutes": recovery.point_minutes, "time_minutes": recovery.time_minutes}),
            *_table("[facts]", dict(facts)),
            *(line for item in recoverables for line in _table("[[recoverable]]", _said(asdict(item)))),
            *(line for item in repositories for line in _table("[[repository]]", _said(asdict(item)))),
            *(line for rule in rules for line in _table("[[rule]]", rule)),
            "",
            "# The table of jobs: when (UTC), and what.",
            *(line for job in jobs for line in _table("[[job]]", _said(asdict(job)))),
            "",
        ]
    )


def physical_days(system: SizedSystem, database: str) -> int:
    """Return for how many days a database's physical backups are kept: all of a repository are, equally long."""
    rules = [rule for rule in system.spec.backups.rules if database in rule.of]
    for method in (Method.FULL, Method.INCREMENTAL):
        if days := [system.keep_days(rule) for rule in rules if rule.method is method]:
            return min(days)
    return system.profile.backup_days


def carried_out(system: SizedSystem) -> tuple[BackupRule, ...]:
    """Return the rules as they are carried out.

    A full backup of a database that is to outlive its others is a dump: physical ones of a repository are all kept
    equally long, and nobody can read one of a year ago without the server of a year ago.
    """
    databases = {database.name for database in system.spec.databases}
    found: list[BackupRule] = []
    for rule in system.spec.backups.rules:
        longer = {
            name for name in databases.intersection(rule.of)
            if rule.method is Method.FULL and system.keep_days(rule) > physical_days(system, name)
        }  # fmt: skip
        if longer:
            dumped = tuple(name for name in rule.of if name in longer)
            found.append(replace(rule, name=f"{rule.name}-dump", of=dumped, method=Method.LOGICAL))
        rest = tuple(name for name in rule.of if name not in longer)
        if rest:
            found.append(replace(rule, of=rest))
    return tuple(found)


def scheduled(system: SizedSystem) -> tuple[Row, ...]:
    """Return the jobs of the scheduler: a marker, each rule, verification, and each maintenance task of the spec."""
    spec = system.spec
    rows = [_row("marker", MARKER_SCHEDULE, "marker", lock="marker")] if spec.databases else []
    for rule in carried_out(system):
        rows.append(_row(f"backup-{rule.name}", rule.schedule, "backup", rule.name, lock="backup"))
    for job in spec.jobs:
        if job.task is not Task.VERIFY_BACKUPS:
            rows.append(_row(_dashed(job.task), job.schedule, "maintain", _dashed(job.task)))
    verified = next((job.schedule for job in spec.jobs if job.task is Task.VERIFY_BACKUPS), VERIFY_SCHEDULE)
    rows.append(_row(_dashed(Task.VERIFY_BACKUPS), verified, "verify", lock="backup"))
    # Databases are rehearsed in a container of their own; files here, where the repositories are.
    rows.append(_row("rehearse-files", spec.backups.recovery.drill_schedule, "rehearse", "files", lock="backup"))
    return tuple(rows)


def drilled(system: SizedSystem) -> tuple[Row, ...]:
    """Return the jobs of the container that rehearses restores: one for each database."""
    schedule = system.spec.backups.recovery.drill_schedule
    return tuple(
        _row(f"drill-{database.name}", schedule, "drill", database.name, lock="drill")
        for database in system.spec.databases
    )


def _row(name: str, schedule: str, *command: str, lock: str = "") -> Row:
    minutes = TIMEOUTS.get(command[0], TIMEOUT)
    return Row(name=name, schedule=schedule, command=command, timeout_minutes=minutes, lock=lock)


def _dashed(task: Task) -> str:
    return task.value.replace(" ", "-")


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is not left out; 0 and "" say the same as nothing."""
    return {name: value for name, value in values.items() if value not in ("", 0, (), [])}


def _table(head: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", head, *_pairs(values))


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        # A JSON text, number or list of texts is one in TOML too, as long as it holds nothing but that.
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
