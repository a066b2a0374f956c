"""Committed stack files stay as they are, and no salt is ever lost."""

from pathlib import Path

import pytest

from tests.toolchain.conftest import Project
from toolchain import environment, pulumi_commands, state
from toolchain.console import Problem
from toolchain.places import STATE
from toolchain.setup import engine
from toolchain.stack_files import StackFile

COMMITTED = """\
# why this stack
config:
  moorage:size: laptop # fits two cores
  moorage:count: 12
  moorage:version: "1.10"
"""
SALT = "encryptionsalt: v1:abc=:v1:def:ghi==\n"


@pytest.fixture
def file(tmp_path: Path) -> StackFile:
    made = StackFile("dev", root=tmp_path, state=tmp_path / ".state")
    made.committed.write_text(COMMITTED)
    return made


def test_the_working_copy_is_the_committed_file_with_comments_and_then_the_salt(file: StackFile) -> None:
    assert file.needs_copy()
    assert file.renew().read_text() == COMMITTED
    # What Pulumi makes of it when it adds the salt.
    file.working_copy.write_text('config:\n  moorage:size: laptop\n  moorage:count: "12"\n' + SALT)
    file.adopt()
    assert file.working_copy.read_text() == COMMITTED + SALT
    assert file.committed.read_text() == COMMITTED


def test_a_change_of_the_committed_file_arrives_and_the_salt_stays(file: StackFile) -> None:
    file.renew()
    file.adopt(SALT)
    file.committed.write_text(COMMITTED.replace("laptop", "small"))
    assert file.renew().read_text() == COMMITTED.replace("laptop", "small") + SALT


def test_a_committed_file_without_a_last_line_end_gets_its_salt_on_a_line_of_its_own(file: StackFile) -> None:
    file.committed.write_text(COMMITTED.rstrip("\n"))
    file.adopt(SALT)
    assert file.working_copy.read_text() == COMMITTED + SALT


def test_what_config_set_wrote_stays_and_is_told(file: StackFile, capsys: pytest.CaptureFixture[str]) -> None:
    file.renew()
    file.adopt(SALT)
    changed = COMMITTED.replace("laptop", "medium") + SALT
    file.working_copy.write_text(changed)
    assert file.renew().read_text() == changed
    assert "is in use" in capsys.readouterr().err


def test_two_changes_are_for_a_person_to_settle(file: StackFile) -> None:
    file.renew()
    file.adopt(SALT)
    changed = COMMITTED.replace("laptop", "medium") + SALT
    file.working_copy.write_text(changed)
    file.committed.write_text(COMMITTED.replace("laptop", "small"))
    with pytest.raises(Problem, match=r"both .* have changed") as told:
        file.renew()
    assert file.working_copy.read_text() == changed
    # The way out that the message names works, and the salt survives it.
    remove = Path(str(told.value).split("then remove ")[1].split(" and run")[0])
    remove.unlink()
    assert file.renew().read_text() == COMMITTED.replace("laptop", "small") + SALT


@pytest.mark.parametrize("own", [SALT, "secretsprovider: awskms://alias/x\n", "encryptedkey: abc\n"])
def test_a_file_with_its_own_encryption_is_used_as_it_is(file: StackFile, own: str) -> None:
    file.committed.write_text(own + COMMITTED)
    assert not file.needs_copy()


def test_a_setting_named_like_a_salt_is_no_salt(file: StackFile) -> None:
    file.committed.write_text(COMMITTED + "  moorage:encryptionsalt: pepper\n")
    assert file.needs_copy()


def test_a_missing_file_names_the_stacks_there_are(file: StackFile) -> None:
    with pytest.raises(Problem, match=r"no Pulumi\.production\.yaml.*Stacks here: dev\."):
        StackFile("production", root=file.root, state=file.state).needs_copy()


@pytest.fixture
def checkout(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project as a checkout: its committed stack file has no salt, its state is its own."""
    monkeypatch.setattr(pulumi_commands, "ROOT", project.folder)
    monkeypatch.setattr(StackFile.__init__, "__defaults__", (project.folder, project.folder / ".state"))
    for name, value in project.environment.items():
        monkeypatch.setenv(name, value)
    (project.folder / "Pulumi.dev.yaml").write_text("# committed\nconfig:\n  try:length: 12 # characters\n")
    project.program(
        "import pulumi\npulumi.export('length', pulumi.Config().require_int('length'))\n"
        "pulumi.export('hidden', pulumi.Output.secret('swordfish'))\n"
    )
    return project


@pytest.mark.engine
@pytest.mark.skipif(engine.installed() is not None, reason="a `pulumi` on PATH comes with its own language host")
def test_up_and_removal_with_the_real_engine_leave_the_committed_file_alone(checkout: Project) -> None:
    committed = checkout.folder / "Pulumi.dev.yaml"
    before = committed.read_text()
    assert pulumi_commands.up("dev", []) == 0
    file = StackFile("dev")
    salt = file.salt()
    assert salt is not None
    assert committed.read_text() == before
    # A lost working copy is made anew with the salt that the stack remembers.
    file.forget()
    assert pulumi_commands.up("dev", ["--expect-no-changes"]) == 0
    assert StackFile("dev").salt() == salt
    assert "swordfish" not in "".join(path.read_text() for path in checkout.folder.rglob("*.json"))
    assert pulumi_commands.destroy("dev", []) == 0
    assert pulumi_commands.Pulumi("dev").remove() == 0
    assert committed.read_text() == before
    assert not pulumi_commands.Pulumi("dev").exists()
    assert StackFile("dev").salt() is None


def test_the_file_of_another_stack_is_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(environment.CONFIG_FILE, "/of/another/stack")
    assert environment.CONFIG_FILE not in environment.complete({"PULUMI_STACK": "own"})
    assert environment.complete({environment.CONFIG_FILE: "/mine"})[environment.CONFIG_FILE] == "/mine"
    assert environment.exports({"A": "it's"}).splitlines() == [
        "unset PULUMI_OPTION_CONFIG_FILE",
        "export A='it'\"'\"'s'",
    ]


def test_the_passphrase_is_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    found = state.passphrase({}, tmp_path / "new")
    file = Path(found["PULUMI_CONFIG_PASSPHRASE_FILE"])
    assert file.stat().st_mode & 0o777 == 0o600
    first = file.read_text()
    assert len(first.strip()) >= 40
    assert state.passphrase({}, tmp_path / "new") == found
    assert file.read_text() == first
    assert state.passphrase({}, tmp_path / "other") != found
    assert (tmp_path / "other" / "passphrase").read_text() != first


@pytest.mark.parametrize("name", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
def test_a_passphrase_of_the_user_is_kept(tmp_path: Path, name: str) -> None:
    assert state.passphrase({name: ""}, tmp_path) == {}
    assert not (tmp_path / "passphrase").exists()


def test_the_backend_is_the_users_choice_first(tmp_path: Path) -> None:
    assert state.backend({}, tmp_path) == f"file://{STATE}"
    (tmp_path / "credentials.json").write_text('{"current": "s3://team-state"}')
    assert state.backend({}, tmp_path) == "s3://team-state"
    assert state.backend({"PULUMI_BACKEND_URL": "gs://mine"}, tmp_path) == "gs://mine"
    (tmp_path / "credentials.json").write_text('{"accounts": {}}')
    assert state.backend({}, tmp_path) == f"file://{STATE}"


def test_only_a_service_keeps_secrets_itself() -> None:
    assert state.keeps_secrets_itself("https://api.example.org")
    assert not state.keeps_secrets_itself("s3://team-state")
    assert not state.keeps_secrets_itself("file:///somewhere")
