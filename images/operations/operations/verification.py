"""Verifying a repository of files: its lists, its trees, and all its data within a week."""

import json
import math
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .configuration import Configuration
from .failure import Failure
from .repository import freed, write_whole
from .restic import Answer, Restic
from .snapshots import DAY_SECONDS, Snapshot, listed, moment

WITHIN_DAYS = 7  # all data is read, or at each verification if those are rarer
PACK = re.compile(r"\bpack ([0-9a-f]{64})")
NAMED = 5


def checked(configuration: Configuration, restic: Restic, full: bool) -> dict[str, Any]:
    """Check a repository; of its data, the parts whose turn it is, or all. Raises Failure that says what is damaged.

    Data is divided into as many parts as all of it may take days; each time those that were read longest ago are read,
    as many as days have gone by since the last time.
    """
    path = Path(configuration.state) / "verification" / f"{restic.repository.name}.json"
    read = _read(path)
    parts = _due(read, time.time()) if not full else list(range(1, WITHIN_DAYS + 1))
    everything = len(parts) == WITHIN_DAYS
    for words in ["--read-data"] if everything else [f"--read-data-subset={part}/{WITHIN_DAYS}" for part in parts]:
        answer = freed(restic, "check", words)
        if answer.code:
            raise _damage(configuration, restic, answer)
    read |= {str(part): time.time() for part in parts}
    write_whole(path, json.dumps(read))
    stats = restic.get("stats", "--mode", "raw-data")
    return {
        "snapshots": len(listed(configuration, restic)),
        "bytes": stats["total_size"],
        "parts": f"{len(parts)} of {WITHIN_DAYS}",
        "unread_parts": WITHIN_DAYS - len(read),
        "oldest_read": min(read.values()),
    }


def _read(path: Path) -> dict[str, float]:
    """Return when each part was read; a part that never was is not there."""
    try:
        found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _due(read: Mapping[str, float], now: float) -> list[int]:
    """Return the parts whose turn it is, at least one."""
    gone = (now - max(read.values())) / DAY_SECONDS if read else 1
    count = min(WITHIN_DAYS, max(1, math.ceil(gone - 0.5)))  # a day and a few minutes is a day
    return sorted(range(1, WITHIN_DAYS + 1), key=lambda part: (read.get(str(part), 0), part))[:count]


def _damage(configuration: Configuration, restic: Restic, answer: Answer) -> Failure:
    """Return what to say of a damaged repository: which packs, which snapshots, and which are whole."""
    said = [message.strip() for message in answer.messages if message.strip()]
    packs = sorted({*(answer.summary.get("broken_packs") or ()), *PACK.findall(" ".join(said))})
    if not packs and not answer.errors:
        return restic.failure(answer)
    try:
        there = listed(configuration, restic)
    except Failure as failure:
        return Failure(f"repository {restic.repository.name} is damaged, and its list of snapshots too: {failure}")
    hurt = _concerned(restic, packs, there)
    whole = [item for item in there if item.id not in hurt]
    damaged = [item for item in there if item.id in hurt]
    what = ", ".join(f"pack {pack[:12]}" for pack in packs) or said[0]
    return Failure(
        f"repository {restic.repository.name} ({restic.repository.location}) is damaged: {what}. Damaged snapshots: "
        f"{_names(damaged)}. Whole ones: {_names(_newest(whole))}. Restores take what is damaged here from another "
        f"repository, if there is one; repair this one (restic repair index, repair packs <pack>, repair snapshots "
        f"--forget), then back up again"
    )


def _concerned(restic: Restic, packs: Iterable[str], there: list[Snapshot]) -> set[str]:
    """Return the ids of the snapshots that something of these packs is in, or whose trees can't be read."""
    found: set[str] = set()
    for pack in packs:
        answer = restic.ask("find", "--pack", pack)
        for line in answer.lines:
            found |= {item["snapshot"] for item in line if "snapshot" in item} if isinstance(line, list) else set()
    return found | {item.id for item in there if item.id not in found and restic.ask("ls", item.id).code}


def _newest(snapshots: list[Snapshot]) -> list[Snapshot]:
    """Return the newest snapshot of each thing."""
    return list({item.of: item for item in snapshots}.values())


def _names(snapshots: list[Snapshot]) -> str:
    named = [f"{item.id[:8]} of {item.of} from {moment(item.time)}" for item in snapshots[-NAMED * 2 :]]
    return ", ".join(named) or "none"
