"""An update that fails leaves the old version serving, and the next good one gets everything right again."""

import time

import pytest

from tests.e2e import apps
from tests.e2e.client import Client, Poller
from tests.e2e.docker import containers, role
from tests.e2e.stack import STACK, Stack, configured, kill
from tests.e2e.watch import running, served
from toolchain.pulumi_commands import Pulumi
from toolchain.recovery import recover

pytestmark = [pytest.mark.docker, pytest.mark.engine]


@pytest.fixture(scope="module")
def record(client: Client) -> str:
    """The address of a record that must survive everything here."""
    written = client.patient("POST", "/api/v1/records", {"value": "outlives every fault"})
    assert written.status == 201
    return str(written.headers["location"])


def test_a_failing_migration_leaves_the_old_version_serving(system: Stack, client: Client) -> None:
    before, versions = running(system), served(client)
    image = apps.build(system, "2.1.0", apps.MIGRATION_FAILS)
    with configured(system, images={"backend": image}), Poller(client).running() as poller:
        for attempt in (None, "1"):  # the label is what makes Docker run it again
            failed = system.up(check=False)
            assert failed.code != 0
            assert f"{system.name}-backend-migration ended with exit code 1" in failed.output
            assert "column colour exists already (made up)" in failed.output
            assert _migration(system).get("attempt") == attempt
    assert running(system) == before
    assert served(client) == versions
    assert poller.failures == []


def _migration(stack: Stack) -> dict[str, str]:
    found = next(item for item in containers(stack.name) if role(item) == "backend-migration")
    return dict(found["Config"]["Labels"])


def test_a_version_that_is_never_ready_does_not_take_the_old_one_away(
    system: Stack, client: Client, record: str
) -> None:
    image = apps.build(system, "3.1.0", apps.NEVER_READY)
    old = running(system)["backend-2"]
    with configured(system, images={"backend": image}):
        failed = system.up(check=False)
    assert failed.code != 0
    assert "backend-1" in failed.output
    assert "health" in failed.output
    assert running(system)["backend-2"] == old
    assert client.get("/health").status == 200
    assert client.patient("GET", record).json["value"] == "outlives every fault"


def test_a_killed_up_is_taken_up_again(system: Stack, client: Client, record: str) -> None:
    """Killed while the migration, the first and the second instance are replaced; then recovered as `make up` does.

    It is also the way out of the two updates before it, whose migration is replaced and whose first instance is broken.
    """
    system.configure(images={"backend": apps.build(system, "3.0.0")})
    for moment in ("backend-migration replacing", "backend-1 creating replacement", "backend-2 deleting original"):
        _killed_up(system, moment)
        assert recover(_toolchain(system), f"file://{system.backend}"), moment
        assert {"backend-1", "backend-2"} & set(running(system)), moment
    system.up()
    system.up("--expect-no-changes")
    system.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert served(client) == {"3.0.0"}
    names = [item["Name"] for item in containers(system.name)]
    known = [item["outputs"]["name"] for item in system.resources() if item["type"].endswith(":Container")]
    assert sorted(name.removeprefix("/") for name in names) == sorted(known)
    assert client.patient("GET", record).json["value"] == "outlives every fault"


def _killed_up(stack: Stack, moment: str) -> None:
    """Start an `up`, and kill all of it as soon as it says this."""
    process = stack.start("up", "--yes", "--skip-preview")
    said = ""
    deadline = time.monotonic() + 90
    try:
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            if moment in line:
                break
            assert time.monotonic() < deadline
        else:
            pytest.fail(f"it ended without saying {moment!r}:\n{said}")
    finally:
        kill(process)
        process.communicate(timeout=10)
    stack.said.append(said)


def _toolchain(stack: Stack) -> Pulumi:
    """Return the toolchain's way to drive Pulumi, for a stack that is not in the repository's own state."""
    pulumi = Pulumi.__new__(Pulumi)
    pulumi.stack = STACK
    pulumi.variables = {
        **stack.environment,
        "PULUMI_STACK": STACK,
        "PULUMI_OPTION_CONFIG_FILE": str(stack.folder / f"Pulumi.{STACK}.yaml"),
    }
    pulumi.has_copy = False
    return pulumi
