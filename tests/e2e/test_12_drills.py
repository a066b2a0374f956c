"""Restores are rehearsed for real, beside the running system: checked, timed, written down."""

import json

import pytest

from tests.e2e.docker import docker
from tests.e2e.operated import operate, query, until
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]


@pytest.fixture(scope="module")
def evidence(system: Stack) -> dict[str, object]:
    operate(system, "run", "marker")
    said = operate(system, "run", "drill-database", role="drills", seconds=240)
    folder = said.rsplit("evidence: ", 1)[1].split()[0]
    found = json.loads(docker("exec", system.container("drills"), "cat", f"{folder}/evidence.json"))
    assert isinstance(found, dict)
    page = docker("exec", system.container("drills"), "cat", f"{folder}/evidence.md")
    assert "promised" in page
    return found


def test_the_newest_state_and_a_moment_are_restored_and_compared(evidence: dict[str, object]) -> None:
    text = json.dumps(evidence)
    assert evidence["ok"] is True, text
    assert "the newest state" in text
    assert "the moment of" in text
    assert "are exactly as" in text  # rows and checksums, not only that it starts


def test_the_figures_are_within_what_is_promised(system: Stack, evidence: dict[str, object]) -> None:
    assert evidence
    until(60, lambda: bool(query(system, 'moorage_drill_loss_seconds{of="database"}')))
    assert query(system, 'moorage_drill_failed{of="database"} == 0')
    loss = float(query(system, 'moorage_drill_loss_seconds{of="database"}')[0]["value"][1])
    recovery = float(query(system, 'moorage_drill_recovery_seconds{of="database"}')[0]["value"][1])
    print(f"a rehearsed restore loses {loss:.1f} s and takes {recovery:.1f} s")
    assert loss <= 5 * 60
    assert recovery <= 15 * 60


def test_a_drill_leaves_nothing(system: Stack, evidence: dict[str, object]) -> None:
    assert evidence
    left = docker("exec", system.container("drills"), "sh", "-c", "find /var/lib/drills -name PG_VERSION | head -3")
    assert left == ""


def test_a_moment_that_is_none_is_refused_with_those_that_are(system: Stack) -> None:
    said = operate(system, "drill", "database", "--to", "2001-01-01 00:00:00+00", role="drills", check=False)
    assert "2001-01-01" in said
    assert "2026" in said or "from" in said, said
