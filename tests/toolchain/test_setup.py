"""Each step of the set-up: when it is needed, and what it says when it can't be done."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from toolchain import __main__ as entry
from toolchain import console
from toolchain.console import Problem
from toolchain.places import (
    ENGINE_SOURCE,
    LAUNCHER,
    OLDEST_ENGINE,
    PLUGINS_SOURCE,
    ROOT,
    engine_version,
    plugin_versions,
)
from toolchain.pulumi_commands import conventional
from toolchain.setup import engine, go, plugins, python_environment, steps
from toolchain.setup.steps import Log

Fake = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    return Log("test")


def test_without_python_the_way_out_is_named(fake_command: Fake) -> None:
    fake_command("dirname", f"echo {ROOT}/toolchain")
    fake_command("python3", "exit 1")  # as an older one answers
    done = subprocess.run(["/bin/sh", ROOT / "toolchain" / "run", "up"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no Python 3.11 or newer" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_an_unknown_command_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["upp"]) == 2
    assert "up|preview" in capsys.readouterr().err


def test_every_command_has_its_target_and_help_lists_it() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = {line.split()[1] for line in listed.splitlines()}
    assert targets == {*entry.COMMANDS, *entry.OFFLINE_ONLY, "help"}
    assert set(entry.OFFLINE_TOO) <= set(entry.COMMANDS)


@pytest.mark.parametrize(
    ("command", "words", "message"),
    [
        ("preview", {"OFFLINE": "yes"}, "OFFLINE is 'yes'; allowed: 1, or 0 for not offline. Example: OFFLINE=1"),
        ("shell", {"OFFLINE": "1"}, "`make shell` has no offline mode; allowed: preview, up, refresh, destroy"),
        ("secrets", {"OFFLINE": "1"}, "`make secrets` has no offline mode; allowed: preview, up"),
        ("up", {"ENV": "prod"}, "ENV without SYSTEM names no stack. Example: SYSTEM=clo TARGET=docker ENV=prod"),
    ],
)
def test_words_that_would_mean_another_stack_are_refused(
    command: str,
    words: dict[str, str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("STACK", "SYSTEM", "TARGET", "ENV", "OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("toolchain.setup.prepare", lambda **_: pytest.fail("something was set up"))
    assert entry.main([command]) == 1
    assert message in capsys.readouterr().err


def test_a_stack_is_named_by_its_words() -> None:
    assert conventional({"SYSTEM": "clo"}) == "clo-docker-dev"
    assert conventional({"SYSTEM": "opmas", "TARGET": "aws", "ENV": "prod"}) == "opmas-aws-prod"
    assert conventional({"STACK": "mine"}) == ""


@pytest.mark.parametrize(
    ("version", "used"), [("v3.225.9", False), ("v3.226.0", True), ("3.300.1-dev", True), ("", False)]
)
def test_pulumi_on_the_path_is_used_when_new_enough(fake_command: Fake, version: str, used: bool) -> None:
    assert OLDEST_ENGINE == (3, 226, 0)
    fake_command("pulumi", f"echo '{version}'")
    assert (engine.installed() is not None) is used
    assert engine.steps()[0].needed() is (not used and not (engine.built() / "pulumi").exists())


def test_a_pulumi_without_its_language_host_gets_ours(fake_command: Fake, tmp_path: Path) -> None:
    fake_command("pulumi", "echo v3.300.0")
    assert engine.search_path() == [LAUNCHER.parent]
    fake_command(LAUNCHER.name, "")
    assert engine.search_path() == []
    assert engine.command() == tmp_path / "bin" / "pulumi"


def test_without_go_and_pulumi_both_ways_out_are_named(fake_command: Fake, log: Log) -> None:
    fake_command("sh", "")
    with pytest.raises(Problem, match=r"no Go.*install Pulumi.*install Go") as told:
        engine.steps()[0].do(log)
    assert "3.226.0" in str(told.value)


def test_an_unreachable_module_proxy_is_told(fake_command: Fake, log: Log, tmp_path: Path) -> None:
    fake_command("go", "echo dial tcp: connection refused >&2; exit 1")
    with pytest.raises(Problem, match="module proxy reachable") as told:
        go.build(log, tmp_path, "./x", tmp_path / "x")
    assert "connection refused" in str(told.value)


def test_go_modules_are_complete_and_name_no_host() -> None:
    for source in (ENGINE_SOURCE, PLUGINS_SOURCE):
        assert "-mod=readonly" in go.environment()["GOFLAGS"]
        assert (source / "go.sum").exists()
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-clouds.txt"):
        text = (ROOT / file).read_text()
        assert "://" not in text
        for line in text.splitlines():
            if "==" in line:
                assert line.endswith(" \\"), f"{line} has no hash"


def test_plugins_built_here_have_the_versions_of_the_python_packages() -> None:
    for plugin, version in plugin_versions().items():
        source = (PLUGINS_SOURCE / "bridges" / f"{plugin}.go").read_text()
        assert f'Version = "{version}"' in source
    assert engine_version().count(".") == 2


def test_a_plugin_is_missing_when_absent_or_built_from_other_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    assert set(plugins.missing()) == {"docker", "random", "tls"}
    for plugin, version in plugin_versions().items():
        folder = plugins.installed(plugin, version)
        folder.mkdir(parents=True)
        (folder / f"pulumi-resource-{plugin}").write_text("")
    assert plugins.missing() == {}, "downloaded ones have no stamp and are left alone"
    stamp = plugins.installed("tls", plugin_versions()["tls"]) / plugins.BUILT_HERE
    stamp.write_text(plugins.built().name)
    assert plugins.missing() == {}
    stamp.write_text("plugins-of-old")
    assert set(plugins.missing()) == {"tls"}


@pytest.mark.parametrize(("reachable", "from_file"), [(True, False), (False, True)])
def test_plugins_are_downloaded_where_that_works_and_built_elsewhere(
    fake_command: Fake, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reachable: bool, from_file: bool
) -> None:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(plugins, "downloadable", lambda: reachable)
    make_folder = f'/bin/mkdir -p "{tmp_path}/home/plugins/resource-$4-v$5"'
    fake_command("pulumi", f'if [ "$1" = version ]; then echo v3.300.0; else echo "asked: $*"; {make_folder}; fi')
    if from_file:
        plugins.built().mkdir(parents=True)
        (plugins.built() / "pulumi-plugin").write_text("")
    plugins.steps()[1].do(log)
    asked = [line for line in log.text().splitlines() if line.startswith("asked:")]
    assert len(asked) == 3
    assert all(("--file" in line) is from_file for line in asked)


def test_a_broken_virtual_environment_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    environment = tmp_path / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to("/no/such/python")
    (environment / "left-over").write_text("")
    monkeypatch.setattr(python_environment, "VIRTUALENV", environment)
    monkeypatch.setattr(python_environment, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(python_environment, "STAMP", environment / "moorage.stamp")
    monkeypatch.setattr(python_environment, "ROOT", tmp_path)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("# nothing\n")
    step = python_environment.step(tests=False, clouds=False)
    assert step.needed()
    step.do(log)
    assert not step.needed()
    assert not (environment / "left-over").exists()
    requirements.write_text("# something else\n")
    assert step.needed()


def test_an_answer_that_takes_too_long_is_none(fake_command: Fake) -> None:
    fake_command("slow", "exec /bin/sleep 60")
    assert console.answer(["slow"], timeout=0.1) is None
    assert console.answer(["no-such-command"]) is None
