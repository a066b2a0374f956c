"""What `make status` finds: rows a person can read, and what of it needs a person."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class Verdict(IntEnum):
    """How a stack is; the value is the exit code."""

    WELL = 0
    NEEDS_A_PERSON = 1
    CAN_NOT_TELL = 2


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that was looked at. ``fault`` is what a person has to put right, empty where all is well."""

    what: str
    state: str
    detail: str = ""
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows of one kind, under one heading."""

    title: str
    rows: tuple[Row, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What a person has to put right."""
        return tuple(row.fault for row in self.rows if row.fault)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything about one stack, at one time."""

    stack: str
    system: str
    at: datetime
    sections: Sequence[Section] = field(default_factory=tuple)

    @property
    def faults(self) -> tuple[str, ...]:
        """What a person has to put right, in the order of the sections."""
        return tuple(fault for section in self.sections for fault in section.faults)

    @property
    def verdict(self) -> Verdict:
        """How the stack is."""
        return Verdict.NEEDS_A_PERSON if self.faults else Verdict.WELL

    @property
    def summary(self) -> str:
        """One line, which a mail of cron's begins with."""
        if not self.faults:
            return f"{self.stack}: all is well"
        count = len(self.faults)
        return f"{self.stack}: {count} {'thing needs' if count == 1 else 'things need'} a person: " + "; ".join(
            self.faults
        )

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {
            "stack": self.stack,
            "system": self.system,
            "at": self.at.isoformat(timespec="seconds"),
            "verdict": self.verdict.name.lower().replace("_", " "),
            "exitCode": int(self.verdict),
            "summary": self.summary,
            "faults": list(self.faults),
            "sections": {section.title: [asdict(row) for row in section.rows] for section in self.sections},
        }


def unknown(what: str, why: str) -> Row:
    """Return the row of something that can't be told; that needs a person, for it may be anything."""
    return Row(what=what, state="not known", detail=why, fault=f"{what} not known: {why}")
