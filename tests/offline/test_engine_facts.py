"""What was measured of the engine and recovery is built on. One that fails after an upgrade is a chance to do less."""

import json
import time
from pathlib import Path

import pytest

from tests.offline.moorage import System, births, kill_when, system
from toolchain import recovery

pytestmark = pytest.mark.engine

NETWORK = "docker:index/network:Network"
PROD = ("clo", "docker", "prod", "small")


def _killed_while_making_a_network(clo: System) -> tuple[str, str]:
    """Kill an update while the provider makes one network; return the network's URN and id."""
    process = clo.start("up", "--yes", "--skip-preview", "--parallel", "1")
    assert kill_when(process, lambda: births(clo.home) >= 1, 0.1)
    while not clo.there():
        time.sleep(0.05)  # the provider was not killed: it ends what it was asked to do
    row = clo.there()[0]
    assert row.key.kind == NETWORK
    assert recovery.release_lock(clo.pulumi, clo.home)
    return row.urn, row.key.id


def test_import_pending_creates_drops_what_it_is_to_import(tmp_path: Path) -> None:
    with system(tmp_path, f"delay create {NETWORK} 1 500ms") as clo:
        urn, identifier = _killed_while_making_a_network(clo)
        assert [item["resource"]["urn"] for item in clo.state()["pending_operations"]] == [urn]
        words = ("--import-pending-creates", urn, "--import-pending-creates", identifier)
        clo.does("refresh", "--yes", "--skip-preview", "--run-program=false", *words)
        state = clo.state()
        assert not state.get("pending_operations")
        assert urn not in [item["urn"] for item in state["resources"]]
        code, said = clo.run("up", "--yes", "--skip-preview")
        assert code != 0
        assert "exists already" in said


def test_a_pending_creation_is_taken_into_the_state_by_hand(tmp_path: Path) -> None:
    with system(tmp_path, f"delay create {NETWORK} 1 500ms") as clo:
        urn, identifier = _killed_while_making_a_network(clo)
        taken = recovery.with_imported(clo.state(), {urn: identifier})
        clo.pulumi.give(json.dumps({"version": 3, "deployment": taken}), "stack", "import")
        clo.does("refresh", "--yes", "--skip-preview", "--run-program=false", "--clear-pending-creates")
        clo.converges()


def test_an_empty_note_beside_the_state_ends_every_command_until_it_is_removed(tmp_path: Path) -> None:
    with system(tmp_path) as clo:
        clo.up()
        note = next((tmp_path / ".pulumi" / "stacks").rglob("clo-docker-dev.json.attrs"))
        note.write_bytes(b"")
        code, said = clo.run("stack", "export")
        assert code != 0
        assert "failed to load checkpoint: EOF" in said
        assert recovery.mend(f"file://{tmp_path}") == [note]
        assert recovery.mend(f"file://{tmp_path}") == []
        clo.does("preview", "--expect-no-changes")


def test_a_destroy_without_its_preview_deletes_before_it_refuses(tmp_path: Path) -> None:
    with system(tmp_path, words=PROD) as clo:
        clo.up()
        before = len(clo.there())
        code, _ = clo.run("destroy", "--yes")
        assert code != 0
        assert len(clo.there()) == before
        code, said = clo.run("destroy", "--yes", "--skip-preview")
        assert code != 0
        assert "protected" in said
        assert len(clo.there()) < before
