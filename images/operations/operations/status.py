"""How backups, drills, jobs and repositories are: a table for people, JSON for programs, an exit code for both."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from . import configuration as configured
from . import locks, metrics, timetable
from .configuration import Configuration
from .failure import Failure
from .log import moment
from .records import Event, Record
from .results import Results
from .scheduler import is_alive

WELL, WRONG, UNKNOWN = 0, 1, 2  # exit codes
GRACE = 2 * 3600.0  # seconds after its time until what has not come is late: a backup takes its time
FULL_PERCENT = 90  # of a repository's disk: then something must be done before the next full backup
DAY = 86400


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: a section, what it is about, whether that is well, and what there is to say."""

    section: str
    of: str
    well: bool
    says: str
    facts: Mapping[str, object]


def status(words: Sequence[str]) -> int:
    """Say how everything is; 0: all well, 1: something is late or failed, 2: nobody can tell.

    With ``--json`` as JSON; with ``--alive`` nothing but whether this container's scheduler is alive, for its health
    check.
    """
    if list(words) == ["--alive"]:
        return WELL if is_alive() else WRONG
    if list(words) not in ([], ["--json"]):
        raise Failure("status takes --json or --alive, or nothing")
    try:
        configuration = configured.load()
        lines = list(told(configuration, time.time()))
    except (OSError, ValueError, TypeError, KeyError) as error:
        print(json.dumps({"status": UNKNOWN, "error": str(error)}) if words else f"can't tell: {error}")
        return UNKNOWN
    code = WELL if all(line.well for line in lines) else WRONG
    if words:
        print(json.dumps({"status": code, "name": configuration.name, "lines": [asdict(line) for line in lines]}))
    else:
        print(as_text(lines))
    return code


def told(configuration: Configuration, now: float) -> Iterator[Line]:
    """Yield every line. Raises OSError if the state can't be read."""
    results = Results(configuration.state).refresh()
    began = timetable.since(configuration.state)
    yield from _backups(configuration, results, began, now)
    yield from _archives(configuration, results, began, now)
    yield from _verifications(configuration, results)
    jobs = [job for job in timetable.listed(configuration.state, now) if job.command]
    yield from _drills(configuration, results, jobs, began, now)
    yield from _jobs(configuration, results, jobs)
    for name, (free, total) in metrics.room(configuration).items():
        used = 100 * (1 - free / total) if total else 100.0
        facts = {"available_bytes": free, "bytes": total}
        yield Line(
            section="repository", of=name, well=used < FULL_PERCENT, facts=facts,
            says=f"{size(free)} of {size(total)} free",
        )  # fmt: skip


def as_text(lines: Sequence[Line]) -> str:
    """Return the lines as a table with aligned columns, what is not well marked."""
    columns = [("ok" if one.well else "WRONG", one.section, one.of, one.says) for one in lines]
    widths = [max((len(row[number]) for row in columns), default=0) for number in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in columns
    )


def _backups(configuration: Configuration, results: Results, began: float, now: float) -> Iterator[Line]:
    for rule in configuration.rules:
        for of in rule.of:
            for repository in configuration.repositories:
                key = (Event.BACKUP, of, rule.name, repository.name)
                last, good = results.last.get(key), results.good.get(key)
                late = _late(rule.schedule, good.began if good else began, now)
                failed = last is not None and not last.ok
                says = [_of_backup(good, now) if good else "never"]
                says += [f"the last one failed: {last.error}"] if last and failed else []
                says += ["late"] if late else []
                facts = {
                    "rule": rule.name, "repository": repository.name, "late": late, "failed": failed,
                    "last_success": good.began if good else None,
                    "bytes": good.facts.get(metrics.BYTES) if good else None,
                }  # fmt: skip
                name = f"{of} ({rule.name}) in {repository.name}"
                yield Line(section="backup", of=name, well=not (late or failed), says="; ".join(says), facts=facts)


def _of_backup(good: Record, now: float) -> str:
    held = good.facts.get(metrics.BYTES)
    return f"{age(now - good.began)} ago" + (f", {size(held)}" if isinstance(held, int | float) else "")


def _archives(configuration: Configuration, results: Results, began: float, now: float) -> Iterator[Line]:
    known = metrics.archived(configuration, results)
    promised = configuration.recovery.point_minutes * 60
    names = {of for rule in configuration.rules if rule.method == "log" for of in rule.of}
    for name in sorted(names):
        behind = now - known.get(name, began)
        says = f"archived until {age(behind)} ago" if name in known else "nothing archived yet"
        yield Line(
            section="archive", of=name, well=behind <= promised, says=f"{says}, promised {age(promised)}",
            facts={"last": known.get(name), "promised_seconds": promised},
        )  # fmt: skip


def _verifications(configuration: Configuration, results: Results) -> Iterator[Line]:
    names = {repository.name for repository in configuration.repositories}
    for (event, of, _, repository), last in sorted(results.last.items()):
        if event is Event.VERIFICATION and repository in names:
            says = f"{moment(last.ended)}: {last.error or 'whole'}"
            yield Line(
                section="verification", of=f"{of} in {repository}", well=last.ok, says=says, facts={"at": last.ended}
            )


def _drills(
    configuration: Configuration, results: Results, jobs: Sequence[timetable.Known], began: float, now: float
) -> Iterator[Line]:
    promised = {
        metrics.LOSS: configuration.recovery.point_minutes * 60,
        metrics.RECOVERY: configuration.recovery.time_minutes * 60,
    }
    for job in jobs:
        for recoverable in configuration.restored_by(job.command):
            of = recoverable.name
            last, good = results.last.get((Event.DRILL, of, "", "")), results.good.get((Event.DRILL, of, "", ""))
            reached = metrics.measured(recoverable, last)
            broken = [name for name, value in reached.items() if value > promised[name]]
            late = _late(job.schedule, good.ended if good else began, now)
            failed = last is not None and not last.ok
            says = [f"{age(now - good.ended)} ago" if good else "never"]
            says += [
                f"{name.partition('_')[0]} {age(value)} of {age(promised[name])}" for name, value in reached.items()
            ]
            says += [f"the last one failed: {last.error}"] if last and failed else []
            says += [f"{name} is more than promised" for name in broken] + (["late"] if late else [])
            facts = {"late": late, "failed": failed, "last_success": good.ended if good else None}
            facts |= {**dict.fromkeys(promised), **reached}
            yield Line(section="drill", of=of, well=not (late or failed or broken), says="; ".join(says), facts=facts)


def _jobs(configuration: Configuration, results: Results, jobs: Sequence[timetable.Known]) -> Iterator[Line]:
    for job in jobs:
        last, _ = results.job(job.name)
        holder = locks.running(configuration.state, job.name)
        following = timetable.following(job.schedule, time.time())
        says = [f"last {moment(last.ended)}" if last else "not yet", f"next {moment(following or 0)}"]
        says += [str(holder)] if holder else []
        says += [last.error] if last and last.error else []
        well = last is None or last.ok
        facts = {"last": last.ended if last else None, "running": holder is not None, "schedule": job.schedule}
        yield Line(section="job", of=job.name, well=well, says="; ".join(says), facts=facts)


def _late(schedule: str, last: float, now: float) -> bool:
    """Return whether a time of a schedule after the last result has passed, with its grace."""
    due = timetable.following(schedule, last)
    return due is not None and due + GRACE < now


def age(seconds: float) -> str:
    """Return a length of time as people say it, in its two largest units."""
    left, said = max(0, int(seconds)), []
    for unit, length in (("d", DAY), ("h", 3600), ("min", 60), ("s", 1)):
        number, left = divmod(left, length)
        if number:
            said.append(f"{number} {unit}")
    return " ".join(said[:2]) or "0 s"


def size(number: float) -> str:
    """Return a number of bytes as people say it."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
