"""docs/coverage: every requirement and erratum of the five guides once, and nothing in it that does not exist."""

import re
from collections import Counter
from collections.abc import Mapping

import pytest

from tests.docs.paths import resolve
from tests.docs.rows import ACROSS, COVERAGE, ERRATA, MISSED, PREFIXES, ROOT, Row, ids, mistakes, path_of, rows
from tests.docs.sources import commented, defined_tests, made_of

GUIDES = ROOT.parent / "shared" / "guides"  # beside a clone where the project is developed, and not everywhere else
COUNTS: Mapping[str, tuple[int, int]] = {  # requirements and errata
    "circman": (142, 28),
    "clo": (144, 43),
    "manufacturing": (146, 32),
    "opmas": (62, 14),
    "revitron": (113, 33),
}
ACROSS_COUNT = 10
ELSEWHERE: Mapping[str, str] = {  # requirements that are not about Docker, and the targets they are about
    "CIR-002, CIR-007..009, CIR-041, CIR-103, CIR-106, CIR-133..134": "aws, azure, gcp, kubernetes",
    "CIR-004..005, CIR-010..011, CIR-013, CIR-023, CIR-034, CIR-053..060": "aws, azure, gcp",
    "CIR-062..063, CIR-068, CIR-071, CIR-107..108, CIR-110, CIR-135": "aws, azure, gcp",
    "CIR-052": "aws",
    "CIR-109": "kubernetes",
    "CLO-005": "aws, azure, gcp",
    "MAN-006, MAN-015, MAN-045, MAN-051, MAN-054..055, MAN-077..078, MAN-128": "aws, azure, gcp, kubernetes",
    "MAN-008, MAN-029, MAN-040, MAN-059, MAN-074, MAN-079, MAN-081": "kubernetes",
    "MAN-016, MAN-023, MAN-025, MAN-058, MAN-061, MAN-063, MAN-075, MAN-080, MAN-085": "aws, azure, gcp",
    "MAN-030..031, MAN-067": "aws",
    "MAN-032": "azure",
    "MAN-033": "gcp",
    "OPM-003..005, OPM-014..016, OPM-031..032": "aws, azure, gcp, kubernetes",
    "OPM-013, OPM-017": "kubernetes",
    "REV-010, REV-028..029, REV-061, REV-073, REV-087": "aws, azure, gcp",
    "REV-042, REV-045..048, REV-050": "kubernetes",
}
TARGETS = {identity: targets for cell, targets in ELSEWHERE.items() for identity in ids(cell)}

ANCHOR = ACROSS.lower().replace(" ", "-")
STATUSES = ("native", "equivalent", "waived", "not yet")
SUMMARY = ("requirements", "errata", "missed", *STATUSES)
STATUS = re.compile(r"native|native: .+|equivalent: .+|waived: .+|not yet: .+")
ISSUES = {"#4", "#5", "#6"}
ISSUE = re.compile(r"not yet: #\d+\b")
NO_ISSUE = re.compile(r"not yet: .*\bha(s|ve) no issue so far\b")

EACH = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
EACH_SYSTEM = pytest.mark.parametrize("system", PREFIXES)


def test_every_line_of_a_table_is_a_row() -> None:
    assert not mistakes(), "\n".join(mistakes())


@EACH_SYSTEM
def test_every_id_is_there_once(system: str) -> None:
    requirements, errata = COUNTS[system]
    wanted = _numbered(PREFIXES[system], requirements, 3) | _numbered(f"X-{PREFIXES[system]}", errata, 2)
    here = [(identity, row.category) for row in rows() if row.system == system for identity in row.ids]
    counted = Counter(identity for identity, _ in here)
    listed = {identity for identity, category in here if category != MISSED}
    missing, unknown = sorted(wanted - listed), sorted(listed - wanted)
    twice = sorted(identity for identity, count in counted.items() if count > 1)
    file = path_of(system).relative_to(ROOT)
    assert not missing, f"{file} needs a row for {', '.join(missing)}"
    assert not unknown, f"{file} has {', '.join(unknown)}, which the lists of the guides have not"
    assert not twice, f"{file} has {', '.join(twice)} twice"


def test_there_are_607_requirements_and_160_errata() -> None:
    requirements, errata = (sum(column) for column in zip(*COUNTS.values(), strict=True))
    assert (requirements, errata + ACROSS_COUNT) == (607, 160)
    assert "607 requirements and err in 160 places" in COVERAGE.read_text(encoding="utf-8")


def test_what_all_guides_share_is_there_once() -> None:
    counted = Counter(identity for row in rows() if not row.system for identity in row.ids)
    assert counted == dict.fromkeys(_numbered("X-ALL", ACROSS_COUNT, 2), 1)


def _numbered(prefix: str, count: int, digits: int) -> set[str]:
    return {f"{prefix}-{number:0{digits}}" for number in range(1, count + 1)}


@EACH
def test_a_row_stands_in_its_section(row: Row) -> None:
    prefix = PREFIXES.get(row.system, "ALL")
    for identity in row.ids:
        family, _, number = identity.rpartition("-")
        if row.category == MISSED:
            assert family == prefix, identity
            assert number[0] == "5", f"{identity}: what the list has missed is numbered from 501"
        else:
            assert family == (f"X-{prefix}" if row.category in {ERRATA, ACROSS} else prefix), identity
            assert (row.category == ACROSS) is (not row.system), identity


@pytest.mark.parametrize("system", ["", *PREFIXES])
def test_rows_and_sections_are_in_order(system: str) -> None:
    here = [row for row in rows() if row.system == system]
    sections = list(dict.fromkeys(row.category for row in here))
    last = [name for name in (ERRATA, MISSED) if name in sections]
    assert sections == [*sorted(set(sections) - set(last)), *last]
    for section in sections:
        names = [row.name for row in here if row.category == section]
        assert names == sorted(names), section


@EACH
def test_the_status_is_one_of_the_four(row: Row) -> None:
    assert STATUS.fullmatch(row.status), "write native, equivalent: which, waived: why, or not yet: #6, what"
    assert set(re.findall(r"#\d+", row.status)) <= ISSUES, "name an issue that is open"
    if row.kind == "not yet":
        assert ISSUE.match(row.status) or NO_ISSUE.match(row.status), "name the issue, or say that there is none so far"


@EACH
def test_the_status_fits_the_targets(row: Row) -> None:
    """What is not about Docker has no issue so far, or Docker does it all the same; whatever else is late has one."""
    if row.category in {ERRATA, MISSED, ACROSS}:
        return  # the lists name no targets for them
    for identity in row.ids:
        elsewhere = TARGETS.get(identity, "")
        if NO_ISSUE.match(row.status):
            assert elsewhere, f"{identity} is about Docker too: name the issue that brings it, or say what Docker does"
        elif row.kind not in {"native", "equivalent"}:
            assert not elsewhere, f"{identity} is not about Docker; write not yet: {elsewhere} have no issue so far"


@EACH
def test_every_field_exists(row: Row) -> None:
    for path in row.fields:
        resolve(path)
        root = path.partition(".")[0]
        assert not row.system or root == row.system or root not in PREFIXES, f"{path} is another system's"


@pytest.mark.parametrize(
    "path", ["clo.NOTHING", "clo.DATABASE.parameters.nothing", "clo.ALERTS.nothing", "Edge.nothing", "Nothing.at_all"]
)
def test_a_field_that_is_gone_is_found(path: str) -> None:
    with pytest.raises(LookupError, match=re.escape(path)):
        resolve(path)


@EACH
def test_every_test_exists_and_what_is_built_has_one(row: Row) -> None:
    assert row.tests or row.kind in {"not yet", "waived"}, f"{row.kind} is a claim; name the test that proves it"
    for named in row.tests:
        path, _, function = named.partition("::")
        assert function in defined_tests(path), f"{named} does not exist"


@EACH
def test_an_erratum_stands_beside_the_field_that_resolves_it(row: Row) -> None:
    """In a comment of stacks/<system>.py, at a constant that the row names, or at one that it is made of."""
    named = {path.split(".")[1] for path in row.fields if path.startswith(f"{row.system}.")}
    if row.category != ERRATA or not named:
        return  # no field of the system resolves it
    beside = {name for constant in named for name in made_of(row.system, constant)}
    for identity in row.ids:
        places = commented(row.system).get(identity, frozenset())
        wanted = f"write {identity} in a comment of stacks/{row.system}.py beside {' or '.join(sorted(named))}"
        assert places & beside, f"{wanted}; it is beside {', '.join(sorted(places)) or 'nothing'}"


@EACH_SYSTEM
def test_every_id_in_a_comment_of_a_system_is_one_of_the_lists(system: str) -> None:
    known = {identity for row in rows() for identity in row.ids}
    unknown = sorted(set(commented(system)) - known)
    assert not unknown, f"stacks/{system}.py speaks of {', '.join(unknown)}, which no row has"


def test_the_summary_counts_the_rows() -> None:
    assert summary() in COVERAGE.read_text(encoding="utf-8"), f"paste this into docs/coverage.md:\n\n{summary()}"


def summary() -> str:
    """Return the table of docs/coverage.md: how many ids have which status."""
    lines = ["| | " + " | ".join(SUMMARY) + " |", "|---" * (1 + len(SUMMARY)) + "|"]
    names = {
        **{system: f"[{system}](coverage/{system}.md)" for system in PREFIXES},
        "": "[all guides](#across-the-guides)",
    }
    totals: Counter[str] = Counter()
    for system, name in names.items():
        counted: Counter[str] = Counter()
        for row in rows():
            if row.system == system:
                kind = {ERRATA: "errata", ACROSS: "errata", MISSED: "missed"}.get(row.category, "requirements")
                counted.update({kind: len(row.ids), row.kind: len(row.ids)})
        lines.append(_line(name, counted))
        totals += counted
    return "\n".join([*lines, _line("together", totals)]) + "\n"


def _line(name: str, counted: Counter[str]) -> str:
    return f"| {name} | " + " | ".join(str(counted[key]) for key in SUMMARY) + " |"


@EACH_SYSTEM
def test_the_table_of_contents_leads_to_every_system(system: str) -> None:
    assert f"](coverage/{system}.md)" in COVERAGE.read_text(encoding="utf-8")
    assert path_of(system).is_file()


@pytest.mark.skipif(not GUIDES.is_dir(), reason="../shared/guides is not beside this clone")
def test_the_lists_of_the_guides_have_the_same_ids_sections_and_targets() -> None:
    requirements, errata = _listed("requirements.md"), _listed("errata.md")
    assert len(requirements) == sum(count for count, _ in COUNTS.values())
    assert len(errata) == sum(count for _, count in COUNTS.values()) + ACROSS_COUNT
    about_docker = {identity for identity, row in requirements.items() if row[4] == "all" or "docker" in row[4]}
    assert {identity: row[4] for identity, row in requirements.items() if identity not in about_docker} == TARGETS
    for row in rows():
        for identity in row.ids if row.category not in {MISSED, ERRATA, ACROSS} else ():
            assert requirements[identity][3].capitalize() == row.category, identity


def _listed(name: str) -> dict[str, list[str]]:
    """Return the rows of a list by id: id, lines, requirement, category and targets."""
    lines = (GUIDES / name).read_text(encoding="utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| (?:X-)?[A-Z]{3}-\d+ \|", line)]
    return {row[0]: row for row in cells}
