"""The rows of docs/coverage.md and of docs/coverage/<system>.md, read once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).parents[2]
COVERAGE = ROOT / "docs" / "coverage.md"  # what all guides share, and the summary
COLUMNS = ("id", "what", "field", "docker", "test")
NOTHING = "—"
ERRATA = "Errata"
MISSED = "Missed by the list"
ACROSS = "Across the guides"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {"circman": "CIR", "clo": "CLO", "manufacturing": "MAN", "opmas": "OPM", "revitron": "REV"}
)
SYSTEMS: Mapping[str, str] = MappingProxyType({prefix: system for system, prefix in PREFIXES.items()})


@dataclass(frozen=True)
class Row:
    """One line: the system whose file it is in ("" for coverage.md), and its cells."""

    system: str
    category: str
    ids: tuple[str, ...]
    what: str
    fields: tuple[str, ...]
    status: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.ids[0]

    @property
    def kind(self) -> str:
        """The first words of the status: native, equivalent, waived or not yet."""
        return self.status.partition(":")[0]


class LineError(ValueError):
    """A line of a table that is no row."""


def path_of(system: str) -> Path:
    """Return the file of a system's rows; "" is what all guides share."""
    return ROOT / "docs" / "coverage" / f"{system}.md" if system else COVERAGE


@cache
def rows() -> tuple[Row, ...]:
    """Return every row of every file that is there."""
    return tuple(row for system in ("", *PREFIXES) for row in _read(system)[0])


@cache
def mistakes() -> tuple[str, ...]:
    """Return what is wrong with lines that are no rows."""
    return tuple(mistake for system in ("", *PREFIXES) for mistake in _read(system)[1])


@cache
def _read(system: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    file = path_of(system)
    found, wrong, category, inside = [], [], "", False
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.is_file() else (), start=1):
        if line.startswith("## "):
            category = line.removeprefix("## ")
        cells = tuple(line.removeprefix("| ").removesuffix(" |").split(" | "))
        if cells == COLUMNS or not line.startswith("|"):  # other tables have other columns
            inside = cells == COLUMNS
        elif inside and not line.startswith("|---"):
            try:
                found.append(_row(system, category, cells))
            except LineError as error:
                wrong.append(f"{file.relative_to(ROOT)}, line {number}: {error}")
    return tuple(found), tuple(wrong)


def _row(system: str, category: str, cells: tuple[str, ...]) -> Row:
    if len(cells) != len(COLUMNS):
        raise LineError(f"{len(cells)} cells; write | {' | '.join(COLUMNS)} |")
    names, what, fields, status, tests = cells
    return Row(system, category, tuple(ids(names)), what, _quoted(fields), status, _quoted(tests))


def ids(cell: str) -> Iterator[str]:
    """Return the ids of a cell: ``CLO-074..076, CLO-080``. Raises LineError."""
    for part in cell.split(", "):
        found = re.fullmatch(r"((?:X-)?[A-Z]+)-(\d+)(?:\.\.(\d+))?", part)
        if not found:
            raise LineError(f"{part!r} is no id and no range of ids; write CLO-074 or CLO-074..076")
        first, last = int(found[2]), int(found[3] or found[2])
        if found[3] and last <= first:
            raise LineError(f"the range {part!r} ends where it begins, or before")
        yield from (f"{found[1]}-{number:0{len(found[2])}}" for number in range(first, last + 1))


def _quoted(cell: str) -> tuple[str, ...]:
    if cell == NOTHING:
        return ()
    parts = cell.split(", ")
    if not all(re.fullmatch(r"`[^`]+`", part) for part in parts):
        raise LineError(f"{cell!r} is not `one`, `two` or {NOTHING}")
    return tuple(part.strip("`") for part in parts)
