"""What a maintenance task found: as JSON for programs, and as a page for people, kept for 400 days."""

import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .log import moment

KEEP_DAYS = 400
DAY = 86400
ROWS = 200  # of a table; a report is read by people
NAME = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})T\d{6}Z")

Row = Mapping[str, object]


@dataclass(kw_only=True)
class Report:
    """What was found. ``faults`` fail the task, ``notes`` are worth a look, ``by_hand`` is what a person does."""

    title: str
    done: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    tables: dict[str, Sequence[Row]] = field(default_factory=dict)

    def add(self, other: "Report") -> "Report":
        """Add what another report found."""
        for name in ("done", "faults", "notes", "by_hand"):
            getattr(self, name).extend(getattr(other, name))
        self.tables.update(other.tables)
        return self


def write(state: str, task: str, report: Report, now: float) -> Path:
    """Write a report below <state>/reports/<task>/ and return the page's path; older than 400 days are removed."""
    folder = Path(state) / "reports" / task
    folder.mkdir(parents=True, exist_ok=True)
    name = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    said = {"task": task, "time": moment(now), "ok": not report.faults, **asdict(report)}
    for suffix, text in (("json", json.dumps(said, indent=2, default=str) + "\n"), ("md", page(report, now))):
        new = folder / f".{name}.{suffix}"
        new.write_text(text, encoding="utf-8")
        new.replace(folder / f"{name}.{suffix}")
    forget(state, now)
    return folder / f"{name}.md"


def forget(state: str, now: float) -> int:
    """Remove reports and evidence of drills whose name says that they are older than 400 days; return how many."""
    oldest = time.strftime("%Y%m%d", time.gmtime(now - KEEP_DAYS * DAY))
    removed = 0
    for path in (*(Path(state) / "reports").glob("*/*"), *(Path(state) / "drills").glob("*/*")):
        dated = NAME.match(path.parent.name if path.parent.parent.name == "drills" else path.name)
        if dated and "".join(dated.groups()) < oldest and path.is_file():
            path.unlink()
            removed += 1
            if path.parent.parent.name == "drills" and not any(path.parent.iterdir()):
                path.parent.rmdir()
    return removed


def page(report: Report, now: float) -> str:
    """Return a report in Markdown."""
    lines = [f"# {report.title}", "", f"{moment(now)}: {'something needs a person' if report.faults else 'all well'}."]
    sections = (("Faults", report.faults), ("Worth a look", report.notes), ("Done", report.done),
                ("What a person does", report.by_hand))  # fmt: skip
    for heading, texts in sections:
        if texts:
            lines += ["", f"## {heading}", "", *(f"- {_flat(text)}" for text in texts)]
    for heading, rows in report.tables.items():
        lines += ["", f"## {heading}", ""]
        names = list(rows[0]) if rows else []
        lines += [_row(names), _row(["---"] * len(names))] if rows else ["Nothing."]
        lines += [_row([row.get(name, "") for name in names]) for row in rows[:ROWS]]
        lines += [f"\n{len(rows) - ROWS} more are in the JSON file."] if len(rows) > ROWS else []
    return "\n".join(lines) + "\n"


def path_of_latest(state: str, task: str) -> Path | None:
    """Return the newest report of a task as JSON."""
    found = sorted(entry for entry in (Path(state) / "reports" / task).glob("*.json") if not entry.name.startswith("."))
    return found[-1] if found and os.access(found[-1], os.R_OK) else None


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_flat(cell).replace("|", "\\|") for cell in cells) + " |"


def _flat(cell: object) -> str:
    text = f"{cell:,.4g}" if isinstance(cell, float) else str(cell)
    return " ".join(text.split())
