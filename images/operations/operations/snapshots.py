"""Snapshots of files: what restic's list says of ours, how long each is kept, and the inventory of them.

A snapshot says by its tags what it is of (of=), by which rule (rule=) and for how many days (days=); its host is the
stack's name, so that stacks may share a bucket's folder without seeing each other's.
"""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .configuration import Configuration, Recoverable, Repository, Unknown
from .failure import Failure
from .repository import write_whole
from .restic import NO_REPOSITORY, Restic

DAY_SECONDS = 86_400
DATABASES_KIND = "database"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One snapshot. Times are seconds since 1970, UTC; ``tree`` is restic's SHA-256 over everything in it.

    ``keep_until`` is when its days are over; the newest of a thing stays all the same.
    """

    id: str
    of: str
    kind: str
    rule: str
    repository: str
    time: float
    files: int
    bytes: int
    tree: str
    keep_until: float
    paths: tuple[str, ...]


def listed(configuration: Configuration, restic: Restic, *, lock: bool = True) -> list[Snapshot]:
    """Return every snapshot of this stack in a repository, oldest first; none where there is no repository."""
    words = ["snapshots", "--host", configuration.name, *([] if lock else ["--no-lock"])]
    answer = restic.ask(*words)
    if answer.code == NO_REPOSITORY:
        return []
    if answer.code or not answer.lines:
        raise restic.failure(answer)
    found = [_snapshot(configuration, restic.repository, item) for item in answer.lines[0] or ()]
    return sorted((item for item in found if item), key=lambda item: item.time)


def tags(configuration: Configuration, recoverable: Recoverable, rule: str, repository: Repository) -> list[str]:
    """Return the tags of a new snapshot."""
    days = _days(configuration, repository, rule, 1)
    return [f"of={recoverable.name}", f"kind={recoverable.kind.value}", f"rule={rule}", f"days={days}"]


def expired(snapshots: Sequence[Snapshot], now: float) -> list[Snapshot]:
    """Return which snapshots of one thing may go, oldest first: those whose days are over.

    Never the newest, nor the newest that has files: an empty folder is backed up too, but may be a lost one. Whether
    ``now`` is believed is not asked here.
    """
    if not snapshots:
        return []
    kept = {snapshots[-1].id, *(item.id for item in [item for item in snapshots if item.files][-1:])}
    return [item for item in snapshots if item.keep_until < now and item.id not in kept]


def chosen(snapshots: Iterable[Snapshot], name: str, wanted: str) -> Snapshot:
    """Return a snapshot of a thing by its id, or the beginning of it, or "latest". Raises Failure."""
    own = [item for item in snapshots if item.of == name]
    if wanted == "latest" and own:
        return own[-1]
    found = [item for item in own if item.id.startswith(wanted)] if wanted else []
    if len(found) != 1:
        there = ", ".join(f"{item.id[:8]} ({moment(item.time)})" for item in reversed(own[-10:])) or "none"
        raise Failure(f"{name} has {'no' if not found else 'more than one'} snapshot {wanted!r}; there are {there}")
    return found[0]


def write_inventory(configuration: Configuration, repository: Repository, snapshots: Sequence[Snapshot]) -> None:
    """Write what a repository has, a file for each thing: <state>/inventory/<repository>-<name>.json."""
    folder = Path(configuration.state) / "inventory"
    for name in sorted({item.of for item in snapshots}):
        own = [{**asdict(item), "when": moment(item.time)} for item in snapshots if item.of == name]
        content = {"of": name, "repository": repository.name, "location": repository.location, "snapshots": own}
        write_whole(folder / f"{repository.name}-{name}.json", json.dumps(content, indent=1) + "\n")


def moment(seconds: float) -> str:
    """Return a time as people read it."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))


def _snapshot(configuration: Configuration, repository: Repository, said: dict[str, Any]) -> Snapshot | None:
    """Return a snapshot from what restic says of it; None if it is not ours."""
    own = dict(tag.split("=", 1) for tag in said.get("tags") or () if "=" in tag)
    if not {"of", "rule", "days"} <= own.keys():
        return None
    summary = said.get("summary", {})
    taken = datetime.fromisoformat(said["time"]).timestamp()
    days = _days(configuration, repository, own["rule"], int(own["days"]))
    return Snapshot(
        id=said["id"], of=own["of"], kind=own.get("kind", ""), rule=own["rule"], repository=repository.name,
        time=taken, files=summary.get("total_files_processed", 1) - 1, bytes=summary.get("total_bytes_processed", 0),
        tree=said["tree"], keep_until=taken + days * DAY_SECONDS, paths=tuple(said["paths"]),
    )  # fmt: skip


def _days(configuration: Configuration, repository: Repository, rule: str, otherwise: int) -> int:
    """Return a rule's days in a repository; what the snapshot said itself, where the rule is gone."""
    try:
        days = configuration.rule(rule).keep_days
    except Unknown:
        days = otherwise
    return max(days, repository.keep_days)
