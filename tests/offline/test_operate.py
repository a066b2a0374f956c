"""What the make targets do with OFFLINE=1: stacks with and without a file, clear refusals, nothing real touched."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

import components
import stacks
from toolchain.console import Problem
from toolchain.offline import examples, matrix, operate, stack
from toolchain.places import ROOT

WORDS = ("STACK", "SYSTEM", "TARGET", "ENV", "SIZE", "FAULTS", "REMOVE", "YES")

MINE = """# a user's own
encryptionsalt: v1:somebody:else
config:
  moorage:system: revitron
  moorage:target: docker
  moorage:environment: prod
  moorage:size: small
  moorage:domain: revitron.example.com
  moorage:overrides:
    services:
      framework:
        migration: [migrate]
  moorage:receivers:
    email: [oncall@example.com]
    sms: ["+15555550100"]
    pager:
      secure: v1:abc:def
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep offline stacks below the test's own folder, and forget what is said in this shell."""
    for name in WORDS:
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "offline"
    monkeypatch.setattr(stack, "HOME", home)
    return home


def _does(monkeypatch: pytest.MonkeyPatch, command: str, *more: str, **words: str) -> int:
    for name in WORDS:
        monkeypatch.delenv(name, raising=False)
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    return operate.main([command, *more])


@pytest.mark.engine
def test_a_stack_without_a_file_lives_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    words = {"SYSTEM": "clo", "ENV": "staging"}
    before = {file: file.stat().st_mtime for file in ROOT.glob("Pulumi.*.yaml")}
    assert _does(monkeypatch, "preview", **words) == 0
    assert "to create" in capfd.readouterr().out
    assert _does(monkeypatch, "up", **words) == 0
    assert _does(monkeypatch, "preview", "--expect-no-changes", **words) == 0
    assert _does(monkeypatch, "refresh", "--expect-no-changes", **words) == 0
    assert _does(monkeypatch, "recover", **words) == 0
    assert "was not killed; nothing to recover" in capfd.readouterr().err
    assert _does(monkeypatch, "outputs", **words) == 0
    assert "https://clo.example.com" in capfd.readouterr().out
    assert _does(monkeypatch, "destroy", **words) != 0
    assert _does(monkeypatch, "unprotect", **words) == 0
    assert _does(monkeypatch, "destroy", REMOVE="1", **words) == 0
    assert not list((elsewhere / "stacks").glob("Pulumi.clo-*.yaml"))
    assert {file: file.stat().st_mtime for file in ROOT.glob("Pulumi.*.yaml")} == before


@pytest.mark.engine
def test_a_users_own_stack_is_planned_without_its_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    (tmp_path / "Pulumi.mine.yaml").write_text(MINE)
    monkeypatch.setattr(stack, "FILES", tmp_path)
    assert _does(monkeypatch, "preview", STACK="mine") == 0
    assert _does(monkeypatch, "preview", STACK="mine", SIZE="medium") == 0
    assert "medium" in (elsewhere / "stacks" / "Pulumi.mine.yaml").read_text()
    assert (tmp_path / "Pulumi.mine.yaml").read_text() == MINE
    written = yaml.safe_load((elsewhere / "stacks" / "Pulumi.mine.yaml").read_text())
    assert set(written["config"]["moorage:receivers"]["pager"]) == {"secure"}
    assert "v1:abc:def" not in str(written)
    assert "v1:somebody:else" not in str(written)
    assert stack.PLACEHOLDER not in capfd.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"STACK": "nobody"},
            "there is no Pulumi.nobody.yaml. Stacks here: dev, prod. Offline, a stack needs no file: say",
        ),
        (
            {"SYSTEM": "cloo"},
            "SYSTEM is 'cloo'; allowed: circman, clo, manufacturing, opmas, revitron. Example: SYSTEM=circman",
        ),
        ({"SYSTEM": "clo", "TARGET": "moon"}, "TARGET is 'moon'; allowed: docker. Example: TARGET=docker"),
        ({"SYSTEM": "clo", "ENV": "live"}, "ENV is 'live'; allowed: dev, staging, prod. Example: ENV=dev"),
        (
            {"SYSTEM": "clo", "ENV": "prod", "SIZE": "laptop"},
            "SIZE is 'laptop'; allowed: small, medium, large. Example",
        ),
    ],
)
def test_a_wrong_word_is_refused_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, words: Mapping[str, str], message: str
) -> None:
    with pytest.raises(Problem) as told:
        _does(monkeypatch, "preview", **words)
    assert message in str(told.value)


def test_faults_that_can_not_be_read_are_told_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem, match="the action of the fault 'explode create") as told:
        _does(monkeypatch, "up", SYSTEM="clo", FAULTS="explode create * 1")
    assert "allowed: fail, throttle, delay, die, die-after" in str(told.value)


def test_make_knows_the_words() -> None:
    shown = subprocess.run(
        ["make", "-n", "preview", "OFFLINE=1", "SYSTEM=clo"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "toolchain/run preview" in shown.stdout


def test_what_leads_to_an_account_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    led = ("AWS_PROFILE", "GOOGLE_APPLICATION_CREDENTIALS", "ARM_CLIENT_SECRET", "KUBECONFIG", "DOCKER_HOST",
           "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE")  # fmt: skip
    for name in (*led, "PULUMI_HOME", "PATH"):
        monkeypatch.setenv(name, os.environ.get(name, "said"))
    stack.forget_credentials()
    assert not set(led) & set(os.environ)
    assert "PULUMI_HOME" in os.environ


def test_names_are_as_long_as_names_may_be() -> None:
    for system in stacks.names():
        for target in (*components.names(), "kubernetes"):
            said = examples.settings(system, target, "staging", "medium")
            assert len(said.get("name", f"{system}-{target}-staging")) <= examples.LONGEST_NAME


@pytest.mark.engine
def test_the_matrix_runs_what_is_chosen_and_tells_people(capfd: pytest.CaptureFixture[str]) -> None:
    assert matrix.main({"SYSTEM": "clo", "ENV": "prod"}) == 0
    said = capfd.readouterr().out
    assert "1/1 clo-docker-prod:" in said
    assert "1 of 1 as they should be" in said
    assert "resources" in said


@pytest.mark.engine
def test_the_matrix_fails_when_something_else_is_left_than_is_declared(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(matrix, "kept", lambda _cell: {("docker:index/volume:Volume", "a-volume-that-never-was")})
    assert matrix.main({"SYSTEM": "clo", "ENV": "dev"}) == 1
    said = " ".join(capfd.readouterr().out.split())
    assert "gone but declared as kept: docker:index/volume:Volume a-volume-that-never-was" in said
    assert "0 of 1 as they should be" in said


def test_the_matrix_is_everything_there_is() -> None:
    every = {(cell.system, cell.target, cell.environment) for cell in matrix.chosen({})}
    assert len(every) == len(stacks.names()) * len(components.names()) * 3
    with pytest.raises(Problem, match=r"SYSTEM is 'moon'; allowed: circman, clo"):
        matrix.chosen({"SYSTEM": "moon"})
