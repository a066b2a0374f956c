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
from tests.offline.moorage import System, kill_when, moments, system

pytestmark = pytest.mark.engine

KILLS = 20
RESOURCES = 35  # of CLO on a laptop there are more: every moment lies before the end of its first update
SLOW = "delay create * * 20ms"  # so that four creations are under way at most moments
VOLUME = "docker:index/volume:Volume"


@pytest.mark.parametrize(
    "moment", moments(KILLS, RESOURCES, "a winter's night"), ids=lambda moment: f"after {moment[0]}"
)
def test_a_killed_update_is_recovered_and_converges(tmp_path: Path, moment: tuple[int, float]) -> None:
    with system(tmp_path, SLOW) as clo:
        process = clo.start("up", "--yes", "--skip-preview", "--parallel", "4")
        assert kill_when(process, tmp_path / "world.sqlite", *moment)
        code, said = clo.run("up", "--yes", "--skip-preview")
        assert code != 0, said  # the lock of what was killed is refused, not ignored
        assert "currently locked" in said or "failed to load checkpoint: EOF" in said  # a half-written note beside it
        assert clo.recover()
        assert not clo.recover()
        clo.converges()


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
        code, _ = clo.run("up", "--yes", "--skip-preview", "--parallel", "4")
        assert code != 0
        assert clo.there()
    with system(tmp_path) as clo:
        clo.recover()
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
