"""Everything that the spec wants kept is kept, twice, and can be read again."""

import json

import pytest

from stacks import load
from tests.e2e.docker import docker
from tests.e2e.operated import operate, status, until
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]


def test_the_first_backup_comes_by_itself(system: Stack) -> None:
    def whole() -> bool:
        found = json.loads(docker("exec", system.container("operations"), "pgbackrest", "info", "--output=json"))
        return all(item["backup"] and item["status"]["code"] == 0 for item in found)

    until(120, whole)


def test_every_rule_is_carried_out_into_both_repositories(system: Stack) -> None:
    spec = load("clo")
    for name in ("backup-database", "backup-database-dump", "backup-data-files", "backup-system", "backup-system-dump"):
        operate(system, "run", name, seconds=180)
    until(90, lambda: "WRONG" in operate(system, "status", check=False), False)
    said = operate(system, "status")
    for rule in spec.backups.rules:
        for repository in ("first", "second"):
            assert f"({rule.name}) in {repository}" in said, said
    assert status(system)


def test_repositories_are_whole(system: Stack) -> None:
    operate(system, "verify", seconds=180)


def test_nothing_of_a_backup_can_be_read_without_its_key(system: Stack) -> None:
    """What lies on the volume is neither the dump nor the files in clear."""
    script = (
        "grep -rlE 'sample_records|PGDMP|SQLite format 3|BEGIN .*PRIVATE KEY' /var/lib/backups /var/lib/copies; true"
    )
    assert docker("exec", system.container("operations"), "sh", "-c", script) == ""
    control = "grep -rlE 'SQLite format 3' /sources; true"
    assert docker("exec", system.container("operations"), "sh", "-c", control) != ""
