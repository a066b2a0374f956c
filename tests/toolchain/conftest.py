"""A real engine on a backend of its own, for programs that a test writes."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from toolchain.places import PYTHON, ROOT, VIRTUALENV, pulumi_home
from toolchain.setup import engine

PROJECT = f"name: try\nruntime:\n  name: python\n  options: {{virtualenv: {VIRTUALENV}}}\n"


@dataclass
class Project:
    """A Pulumi project in a temporary folder."""

    folder: Path
    environment: Mapping[str, str]
    command: str = field(default_factory=lambda: str(engine.command()))

    def program(self, text: str) -> None:
        (self.folder / "__main__.py").write_text(text)

    def policy_pack(self, text: str) -> Path:
        pack = self.folder / "policies"
        pack.mkdir()
        (pack / "PulumiPolicy.yaml").write_text(PROJECT.split("\n", 1)[1])
        (pack / "__main__.py").write_text(text)
        return pack

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.command, *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start Pulumi as the leader of a process group, as a terminal does."""
        return subprocess.Popen(
            [self.command, *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a stack `try`, in a backend below the test's own folder."""
    return new_project(tmp_path)


def new_project(folder: Path) -> Project:
    """Make a project with a stack `try`, in a backend of its own below a folder."""
    if not engine.command().exists() or not PYTHON.exists():
        pytest.fail("there is no engine; run `make setup` first")
    home = folder / "home"
    home.mkdir()
    (home / "plugins").symlink_to(pulumi_home() / "plugins")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([*map(str, engine.search_path()), os.environ["PATH"]]),
        "MOORAGE_ROOT": str(ROOT),
        "PULUMI_BACKEND_URL": f"file://{folder}",
        "PULUMI_HOME": str(home),
        "PULUMI_CONFIG_PASSPHRASE": "made up",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "NO_COLOR": "1",
    }
    for name in ("PULUMI_OPTION_CONFIG_FILE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_STACK"):
        environment.pop(name, None)
    made = Project(folder, environment)
    (folder / "Pulumi.yaml").write_text(PROJECT)
    created = made.pulumi("stack", "init", "try")
    assert created.returncode == 0, created.stderr
    return made


@pytest.fixture
def fake_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Put shell scripts in front of PATH; after the first one, nothing but these is on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    engine.installed.cache_clear()

    def add(name: str, script: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    yield add
    engine.installed.cache_clear()
