"""The database's disk is lost while the system runs: what is lost of the data, and how long it takes."""

import time

import pytest

from tests.e2e.client import Client
from tests.e2e.docker import docker
from tests.e2e.operated import operate, until
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

PROMISED_LOSS, PROMISED_SECONDS = 5 * 60, 15 * 60
ARCHIVED = "SELECT last_archived_wal >= pg_walfile_name('{}') FROM pg_stat_archiver"


def sql(system: Stack, statement: str) -> str:
    shell = ("psql", "-h", "/run/postgresql", "-U", "postgres", "-d", "clo_management", "-Atc", statement)
    return docker("exec", system.container("database-server"), *shell)


def test_what_was_archived_is_there_again(system: Stack, client: Client) -> None:
    kept = client.patient("POST", "/api/v1/records", {"value": "archived before the disaster"})
    assert kept.status == 201
    position = sql(system, "SELECT pg_current_wal_lsn()")
    operate(system, "run", "marker")  # ends the segment, so that it is archived
    until(60, lambda: sql(system, ARCHIVED.format(position)), "t")
    late = client.patient("POST", "/api/v1/records", {"value": "committed after the last segment"})
    assert late.status == 201
    count = int(sql(system, "SELECT count(*) FROM sample_records"))

    began = time.monotonic()
    for role in ("database-server", "database-backup", "operations"):
        docker("rm", "--force", system.container(role))
    for writer in docker("ps", "--all", "--quiet", f"--filter=volume={system.container('database-data')}").split():
        docker("rm", "--force", writer)
    docker("volume", "rm", system.container("database-data"))
    system.pulumi("refresh", "--yes", "--skip-preview", seconds=180)
    system.up(seconds=600)
    until(120, lambda: client.get("/ready").status, 200)
    took = time.monotonic() - began

    found = client.patient("GET", f"/api/v1/records/{kept.json['id']}")
    assert (found.status, found.json["value"]) == (200, "archived before the disaster")
    lost = count - int(sql(system, "SELECT count(*) FROM sample_records"))
    print(
        f"after the loss of the disk: back in {took:.0f} s, {lost} of {count} records lost, committed since the archive"
    )
    assert lost <= 1  # what was committed after the last archived segment
    assert took <= PROMISED_SECONDS
    again = client.patient("POST", "/api/v1/records", {"value": "written after the disaster"})
    assert again.status == 201


def test_what_came_back_is_backed_up_again(system: Stack) -> None:
    operate(system, "run", "backup-database", seconds=180)
    operate(system, "verify", seconds=180)
    system.up("--expect-no-changes")
