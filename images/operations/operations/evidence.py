"""Evidence of a drill: what was restored, when, how long it took, every check; for programs and for people."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from . import span
from .configuration import Configuration, Recoverable
from .failure import Failure

FOLDER = "drills"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check: what it looked at, and what it found."""

    name: str
    ok: bool
    found: str

    def __str__(self) -> str:
        return f"{self.name}: {'yes' if self.ok else 'NO'}, {self.found}"


@dataclass(kw_only=True)
class Restore:
    """One restore of a drill. Times are seconds since 1970; ``recovery_seconds`` until every database answered."""

    what: str
    label: str
    repository: str
    began: float
    ended: float = 0
    recovery_seconds: float = 0
    newest_commit: float = 0
    checks: list[Check] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every check so far was well."""
        return all(check.ok for check in self.checks)

    def check(self, name: str, look: Callable[[], str]) -> None:
        """Carry out a check; it fails by a Failure, and otherwise returns what it found."""
        try:
            found, ok = look(), True
        except Failure as failure:
            found, ok = str(failure), False
        self.checks.append(Check(name=name, ok=ok, found=found))


def promised(what: str, seconds: float, most: float) -> Check:
    """Return whether what was reached is what is promised."""
    found = f"{span.duration(seconds)} of the promised {span.duration(most)}"
    return Check(name=f"{what} is at most what is promised", ok=seconds <= most, found=found)


def write(
    configuration: Configuration, recoverable: Recoverable, began: float, restores: Sequence[Restore],
    checks: Sequence[Check], reached: Mapping[str, float], error: str,
) -> Path:  # fmt: skip
    """Write evidence.json and evidence.md into a folder of their own, and return it."""
    folder = (
        Path(configuration.state) / FOLDER / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(began))}-{recoverable.name}"
    )
    folder.mkdir(parents=True, exist_ok=True)
    said: dict[str, Any] = {
        "of": recoverable.name,
        "stack": configuration.name,
        "system": configuration.system,
        "environment": configuration.environment,
        "ok": not error,
        "error": error,
        "began": began,
        "ended": time.time(),
        "versions": versions(),
        "promised": {
            "loss_seconds": configuration.recovery.point_minutes * 60,
            "recovery_seconds": configuration.recovery.time_minutes * 60,
        },
        "reached": dict(reached),
        "checks": [asdict(check) for check in checks],
        "restores": [{**asdict(tried), "ok": tried.ok} for tried in restores],
    }
    (folder / "evidence.json").write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "evidence.md").write_text(_page(said, restores, checks), encoding="utf-8")
    return folder


def versions() -> dict[str, str]:
    """Return the versions of the programs that restore."""
    said = {}
    for words in (("postgres", "--version"), ("pgbackrest", "version")):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        said[words[0]] = done.stdout.strip().split(" ", 1)[-1]
    return said


def _page(said: Mapping[str, Any], restores: Sequence[Restore], checks: Sequence[Check]) -> str:
    lines = [
        f"# Drill of {said['of']}, {said['system']} ({said['stack']}, {said['environment']})",
        "",
        f"Begun {span.shown(said['began'])}, ended {span.shown(said['ended'])}: "
        f"**{'all checks were well' if said['ok'] else 'FAILED'}**.",
        "",
        *([said["error"], ""] if said["error"] else []),
        "| | reached | promised |",
        "|---|---|---|",
        *(
            _reached(said, key, title)
            for key, title in (("loss_seconds", "data lost"), ("recovery_seconds", "recovered"))
        ),
        "",
        ", ".join(f"{program} {version}" for program, version in said["versions"].items()),
    ]
    for tried in restores:
        lines += ["", f"## {tried.what[0].upper()}{tried.what[1:]}", ""]
        lines += [f"Backup {tried.label} of {tried.repository}, begun {span.shown(tried.began)}.", ""]
        lines += _table(tried.checks)
    if checks:
        lines += ["", "## What is promised", "", *_table(checks)]
    return "\n".join(lines) + "\n"


def _reached(said: Mapping[str, Any], key: str, title: str) -> str:
    reached = said["reached"].get(key)
    shown = "not measured" if reached is None else span.duration(reached)
    return f"| {title} | {shown} | {span.duration(said['promised'][key])} |"


def _table(checks: Sequence[Check]) -> list[str]:
    rows = [f"| {check.name} | {'yes' if check.ok else '**no**'} | {_cell(check.found)} |" for check in checks]
    return ["| check | well | found |", "|---|---|---|", *rows]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
