"""An app is updated to a user's own image: nobody notices, and no data is touched."""

import pytest

from tests.e2e import apps
from tests.e2e.client import Client, Poller
from tests.e2e.docker import Inspected, containers, docker, role
from tests.e2e.stack import Done, Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

FIRST = "SELECT count(*) FROM sample_records WHERE value = 'the first record of a new database'"


@pytest.fixture(scope="module")
def record(client: Client) -> dict[str, object]:
    """A record that was written before the update."""
    written = client.patient("POST", "/api/v1/records", {"value": "from before the update"})
    assert written.status == 201
    return {"id": written.json["id"], "value": "from before the update"}


@pytest.fixture(scope="module")
def before(system: Stack) -> dict[str, Inspected]:
    return {role(item): item for item in containers(system.name) if "-files-" not in item["Name"]}


@pytest.fixture(scope="module")
def update(
    system: Stack, client: Client, record: dict[str, object], before: dict[str, Inspected]
) -> tuple[Done, Poller]:
    assert record
    assert before
    system.configure(images={"backend": apps.build(system, "2.0.0")})
    with Poller(client).running() as poller:
        done = system.up()
    return done, poller


def test_no_request_is_lost(update: tuple[Done, Poller]) -> None:
    done, poller = update
    assert poller.failures == []
    assert poller.asked > done.seconds  # so that silence does not pass for success
    assert set(poller.versions[1:]) >= {"2.0.0"}


def test_the_new_version_serves_with_the_commands_of_the_spec(
    system: Stack, client: Client, update: tuple[Done, Poller]
) -> None:
    assert update
    seen = {client.get("/health").json["version"] for _ in range(10)}
    assert seen == {"2.0.0"}
    assert client.get("/ready").json["status"] == "ready"
    assert "Version <strong>2.0.0</strong>" in client.patient("GET", "/api/v1/").text
    now = {role(item): item for item in containers(system.name) if "-files-" not in item["Name"]}
    assert now["backend-1"]["Config"]["Cmd"][0] == "gunicorn"
    assert now["backend-migration"]["Config"]["Cmd"] == ["alembic", "upgrade", "head"]
    assert now["backend-migration"]["State"]["ExitCode"] == 0


def test_data_is_still_there(client: Client, update: tuple[Done, Poller], record: dict[str, object]) -> None:
    assert update
    assert client.patient("GET", f"/api/v1/records/{record['id']}").json | {"source": ""} == record | {"source": ""}


def test_first_data_is_not_given_twice(
    system: Stack, update: tuple[Done, Poller], before: dict[str, Inspected]
) -> None:
    assert update
    first = next(item for item in containers(system.name) if role(item) == "backend-first-data")
    assert first["Id"] != before["backend-first-data"]["Id"]
    assert first["Config"]["Cmd"] == ["python", "scripts/init_production_db.py"]
    assert first["State"]["Status"] == "created"  # and not started
    shell = ("psql", "-h", "/run/postgresql", "-U", "postgres", "-d", "clo_management", "-Atc", FIRST)
    assert docker("exec", system.container("database-server"), *shell) == "1"


def test_what_the_update_does_not_concern_was_not_touched(
    system: Stack, update: tuple[Done, Poller], before: dict[str, Inspected]
) -> None:
    assert update
    now = {role(item): item["Id"] for item in containers(system.name) if "-files-" not in item["Name"]}
    changed = {name for name in now if now[name] != before[name]["Id"]}
    assert changed == {"backend-1", "backend-2", "backend-migration", "backend-first-data"}


def test_an_up_after_it_changes_nothing(system: Stack, update: tuple[Done, Poller]) -> None:
    assert update
    system.up("--expect-no-changes")
