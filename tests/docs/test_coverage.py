"""docs/coverage.md: every requirement once, and nothing in it that does not exist."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.docs.paths import resolve

ROOT = Path(__file__).parents[2]
COVERAGE = ROOT / "docs" / "coverage.md"
GUIDES = ROOT.parent / "shared" / "guides"  # beside a clone where the project is developed, and not everywhere else
FAMILIES = {"CLO": 144, "X-CLO": 43, "X-ALL": 10}
DIGITS = {"CLO": 3, "X-CLO": 2, "X-ALL": 2}
COLUMNS = ("id", "what", "field", "docker", "test")
NOTHING = "—"

ISSUES = {"#3", "#4", "#5", "#6"}
STATUS = re.compile(r"native|native: .+|equivalent: .+|waived: .+|not yet: .+")
# Requirements of targets that nobody has an issue for so far; everything else that is not yet names its issue.
WITHOUT_ISSUE = {"CLO-005"}


@dataclass(frozen=True)
class Row:
    category: str
    ids: tuple[str, ...]
    what: str
    fields: tuple[str, ...]
    status: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.ids[0]


def _ids(cell: str) -> Iterator[str]:
    for part in cell.split(", "):
        found = re.fullmatch(r"((?:X-)?[A-Z]+)-(\d+)(?:\.\.(\d+))?", part)
        assert found, f"{part!r} is no id and no range of ids"
        first, last = int(found[2]), int(found[3] or found[2])
        assert first < last or not found[3], part
        yield from (f"{found[1]}-{number:0{len(found[2])}}" for number in range(first, last + 1))


def _quoted(cell: str) -> tuple[str, ...]:
    if cell == NOTHING:
        return ()
    parts = cell.split(", ")
    assert all(re.fullmatch(r"`[^`]+`", part) for part in parts), f"{cell!r} is not `one`, `two` or {NOTHING}"
    return tuple(part.strip("`") for part in parts)


@cache
def rows() -> tuple[Row, ...]:
    found, category = [], ""
    for line in COVERAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            category = line.removeprefix("## ")
        if not category or not line.startswith("| ") or line.startswith("|---"):
            continue
        cells = tuple(line.removeprefix("| ").removesuffix(" |").split(" | "))
        if cells == COLUMNS:
            continue
        assert len(cells) == len(COLUMNS), line
        ids, what, fields, status, tests = cells
        found.append(Row(category, tuple(_ids(ids)), what, _quoted(fields), status, _quoted(tests)))
    return tuple(found)


EACH = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)


def test_every_id_is_there_once() -> None:
    counted = Counter(identity for row in rows() for identity in row.ids)
    wanted = {
        f"{family}-{number:0{DIGITS[family]}}" for family, last in FAMILIES.items() for number in range(1, last + 1)
    }
    assert {identity for identity, count in counted.items() if count > 1} == set()
    assert counted.keys() == wanted


def test_rows_are_in_order_and_categories_too() -> None:
    categories = list(dict.fromkeys(row.category for row in rows()))
    requirements = [name for name in categories if not name.startswith("Errata")]
    assert requirements == sorted(requirements)
    for category in categories:
        names = [row.name for row in rows() if row.category == category]
        assert names == sorted(names), category


@EACH
def test_the_status_is_one_of_the_four_and_not_yet_names_its_issue(row: Row) -> None:
    assert STATUS.fullmatch(row.status)
    named = set(re.findall(r"#\d+", row.status))
    assert named <= ISSUES
    if row.status.startswith("not yet") and row.name not in WITHOUT_ISSUE:
        assert re.match(r"not yet: #\d+\b", row.status)


@EACH
def test_every_field_exists(row: Row) -> None:
    for path in row.fields:
        resolve(path)


@EACH
def test_every_test_exists_and_what_is_built_has_one(row: Row) -> None:
    assert row.tests or row.status.startswith(("not yet", "waived"))
    for named in row.tests:
        path, _, function = named.partition("::")
        assert function in _tests_in(path), named


@cache
def _tests_in(path: str) -> frozenset[str]:
    file = ROOT / path
    assert path.startswith("tests/"), path
    assert file.is_file(), path
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_")


def test_an_erratum_stands_beside_the_field_that_resolves_it() -> None:
    system = (ROOT / "stacks" / "clo.py").read_text(encoding="utf-8")
    resolved = {
        row.name for row in rows() if row.name.startswith("X-CLO") and any("clo." in path for path in row.fields)
    }
    assert {name for name in resolved if not re.search(rf"#.*\b{name}\b", system)} == set()


@pytest.mark.parametrize(
    "path", ["clo.NOTHING", "clo.DATABASE.parameters.nothing", "clo.ALERTS.nothing", "Edge.nothing", "Nothing.at_all"]
)
def test_a_field_that_is_gone_is_found(path: str) -> None:
    with pytest.raises(LookupError, match=re.escape(path)):
        resolve(path)


@pytest.mark.skipif(not GUIDES.is_dir(), reason="../shared/guides is not beside this clone")
def test_the_lists_of_the_guides_have_the_same_ids_and_categories() -> None:
    requirements = _listed("requirements.md", r"CLO-\d+")
    errata = _listed("errata.md", r"X-(?:CLO|ALL)-\d+")
    assert requirements.keys() | errata.keys() == {identity for row in rows() for identity in row.ids}
    for row in rows():
        for identity in row.ids:
            if identity in requirements:
                assert requirements[identity][3].capitalize() == row.category, identity
                for_docker = requirements[identity][4] == "all" or "docker" in requirements[identity][4]
                assert for_docker is (identity not in WITHOUT_ISSUE), identity


def _listed(name: str, pattern: str) -> dict[str, list[str]]:
    """Return the rows of a list by id: id, lines, requirement, category and targets."""
    lines = (GUIDES / name).read_text(encoding="utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if re.match(rf"\| {pattern} \|", line)]
    return {row[0]: row for row in cells}
