"""What an operator on call relies on: killed, failed and simultaneous updates lose nothing and double nothing."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stacks
from stacks._profiles import place
from stacks._spec import Environment, Size
from tests.expected import kept
from tests.offline.moorage import System, births, kill_when, moments, rows, system
from toolchain.offline.world import World

pytestmark = pytest.mark.engine

# Steps of CLO on a laptop, fewer than there are: every moment lies before the end of what is killed.
CREATED, REPLACED, DELETED = moments(12, 35, "the first"), moments(4, 12, "an update"), moments(4, 15, "the end")
SLOW = "delay create * * 20ms; delay delete * * 20ms"  # so that four steps are under way at most moments
VOLUME = "docker:index/volume:Volume"
NETWORK = "docker:index/network:Network"
FOUR = ("--parallel", "4")


def _named(moment: tuple[int, float]) -> str:
    return f"after {moment[0]}"


def _recovered(clo: System) -> None:
    """Assert that what was killed is refused until it is put right, and then converges."""
    code, said = clo.run("up", "--yes", "--skip-preview")
    assert code != 0, said  # the lock of what was killed is refused, not ignored
    assert "currently locked" in said or "failed to load checkpoint: EOF" in said  # a half-written note beside it
    assert clo.recover()
    assert not clo.recover()


@pytest.mark.parametrize("moment", CREATED, ids=_named)
def test_a_killed_first_update_is_recovered_and_converges(tmp_path: Path, moment: tuple[int, float]) -> None:
    with system(tmp_path, SLOW) as clo:
        process = clo.start("up", "--yes", "--skip-preview", *FOUR)
        assert kill_when(process, lambda: births(tmp_path) >= moment[0], moment[1])
        _recovered(clo)
        clo.converges()


@pytest.mark.parametrize("moment", REPLACED, ids=_named)
def test_a_killed_update_that_replaces_is_recovered_and_converges(tmp_path: Path, moment: tuple[int, float]) -> None:
    with system(tmp_path, SLOW) as clo:
        clo.up()
        stateful = kept(place(stacks.load("clo"), Environment.DEV, Size.LAPTOP, single_host=True))
        data = {item.key for item in clo.there() if item.urn.rpartition("::")[2] in stateful}
        assert len(data) == len(stateful)
        before = births(tmp_path)
        # Images of another day: every one is built again, and every container replaced.
        clo.does("config", "set", "moorage:packages", "2026-11-20")
        process = clo.start("up", "--yes", "--skip-preview", *FOUR)
        assert kill_when(process, lambda: births(tmp_path) - before >= moment[0], moment[1])
        _recovered(clo)
        clo.converges()
        assert births(tmp_path) > before + moment[0]
        assert data <= {item.key for item in clo.there()}


@pytest.mark.parametrize("moment", DELETED, ids=_named)
def test_a_killed_destroy_is_recovered_and_ends(tmp_path: Path, moment: tuple[int, float]) -> None:
    with system(tmp_path, SLOW) as clo:
        clo.up()
        before = rows(tmp_path)
        process = clo.start("destroy", "--yes", "--skip-preview", *FOUR)
        assert kill_when(process, lambda: before - rows(tmp_path) >= moment[0], moment[1])
        _recovered(clo)
        clo.does("destroy", "--yes", "--skip-preview")
        assert clo.there() == []


STATEFUL = sorted(kept(place(stacks.load("manufacturing"), Environment.DEV, Size.LAPTOP, single_host=True)))


def test_there_is_something_stateful() -> None:
    assert len(STATEFUL) >= 4


@pytest.mark.parametrize("name", STATEFUL)
def test_each_stateful_creation_may_fail_once(tmp_path: Path, name: str) -> None:
    fault = f"fail create {VOLUME}::{name} 1"
    with system(tmp_path, fault, ("manufacturing", "docker", "dev", "laptop")) as plant:
        code, said = plant.run("up", "--yes", "--skip-preview", "--parallel", "4")
        assert code != 0
        assert f"create of {VOLUME} failed, as the faults of offline mode say" in said
        assert name not in [item.urn.rpartition("::")[2] for item in plant.there()]
        plant.converges()
        assert name in [item.urn.rpartition("::")[2] for item in plant.there()]


def test_of_two_updates_at_once_one_is_refused_and_the_other_is_whole(tmp_path: Path) -> None:
    with system(tmp_path, "delay create * * 100ms") as clo:
        first = clo.start("up", "--yes", "--skip-preview", "--parallel", "4")
        _until_locked(clo)
        code, said = clo.run("up", "--yes", "--skip-preview")
        assert code != 0
        assert "currently locked by 1 lock" in said
        output, _ = first.communicate(timeout=120)
        assert first.returncode == 0, output
        clo.converges()


def _until_locked(clo: System) -> None:
    end = time.monotonic() + 30
    while not list((clo.home / ".pulumi" / "locks").rglob("*.json")):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_is_protected_survives_a_destroy_and_what_is_kept_survives_the_stack(tmp_path: Path) -> None:
    with system(tmp_path, words=("clo", "docker", "prod", "small")) as clo:
        clo.up()
        before = {item.key for item in clo.there()}
        code, said = clo.run("destroy", "--yes")  # with its preview: without one, what is not protected goes first
        assert code != 0
        assert "protected" in said
        assert {item.key for item in clo.there()} == before
        clo.does("state", "unprotect", "--all", "--yes")
        clo.does("destroy", "--yes", "--skip-preview")
        sized = place(stacks.load("clo"), Environment.PROD, Size.SMALL, single_host=True)
        left = {item.urn.rpartition("::")[2]: item.key for item in clo.there()}
        assert set(left) == kept(sized)
        # What was kept is taken up again by the next deployment of the same name, not made anew.
        clo.up()
        again = {item.urn.rpartition("::")[2]: item.key for item in clo.there()}
        assert left.items() <= again.items()


def test_a_provider_that_dies_after_making_something_leaves_no_double(tmp_path: Path) -> None:
    with system(tmp_path, f"die-after create {VOLUME} 2") as clo:
        code, _ = clo.run("up", "--yes", "--skip-preview", *FOUR)
        assert code != 0
        assert clo.there()
    with system(tmp_path) as clo:
        clo.recover()
        clo.converges()  # making a volume that is there gives the one that is there


def test_what_a_provider_made_and_could_not_tell_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with system(tmp_path, f"die-after create {NETWORK} 1") as clo:
        code, _ = clo.run("up", "--yes", "--skip-preview", "--parallel", "1")
        assert code != 0
    (made,) = [item for item in clo.there() if item.key.kind == NETWORK]
    with system(tmp_path) as clo:
        clo.recover()
        code, said = clo.run("up", "--yes", "--skip-preview")
        said = " ".join(said.split())
        assert code != 0
        assert f"its id is {made.key.id}" in said
        assert "If the provider died then, nothing has noted it: take it into the state with `pulumi import`" in said
        world = World(tmp_path / "world.sqlite")
        world.delete(made.key)
        world.close()
        clo.converges()


def test_no_generated_secret_is_anywhere_in_clear(tmp_path: Path) -> None:
    with system(tmp_path, words=("manufacturing", "docker", "dev", "laptop")) as plant:
        events, plan = tmp_path / "events.json", tmp_path / "plan.json"
        plant.pulumi.variables |= {
            "PULUMI_EXPERIMENTAL": "true",
            "PULUMI_DEBUG_COMMANDS": "true",
        }  # for these two files
        said = plant.does("preview", "--save-plan", str(plan), "--diff")
        said += plant.up("--event-log", str(events), "--diff", "--show-config", "--logtostderr", "-v=5")
        said += (
            plant.does("refresh", "--yes", "--diff") + plant.does("preview", "--diff") + plant.does("stack", "output")
        )
        said += plant.does("stack", "export")
        values = set(_generated(json.loads(plant.does("stack", "export", "--show-secrets"))["deployment"]["resources"]))
        assert len(values) > 15
        assert plan.read_text()
        assert events.read_text()
        written = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert any(".pulumi/history" in str(file) for file in written)
        for value in values:
            assert value not in said
            for file in written:
                assert value.encode() not in file.read_bytes(), file


def _generated(resources: list[dict[str, Any]]) -> Iterator[str]:
    """Yield each generated password, and of each private key a piece of one line: the rest is written in many ways."""
    for item in resources:
        outputs = item.get("outputs") or {}
        if item["type"] == "random:index/randomPassword:RandomPassword":
            yield json.loads(outputs["result"]["plaintext"])
        if item["type"] == "tls:index/privateKey:PrivateKey":
            yield json.loads(outputs["privateKeyPem"]["plaintext"]).splitlines()[1][:48]
