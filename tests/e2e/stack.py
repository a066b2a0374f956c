"""Drives Pulumi as a person does, for one stack of the repository's own program, on a backend of the test's own."""

import ipaddress
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from stacks._settings import Settings
from tests.e2e.docker import docker
from toolchain.places import ROOT, pulumi_home
from toolchain.setup import engine

STACK = "e2e"
PASSPHRASE = "only for this test"
TAIL = 60  # lines of Pulumi's output that a failing test shows
OURS = ("PULUMI_OPTION_", "PULUMI_CONFIG", "PULUMI_STACK", "PULUMI_SKIP_CHECKPOINTS", "MOORAGE_")


@dataclass(frozen=True, kw_only=True)
class Done:
    """How a command of Pulumi's ended, and all that it said."""

    code: int
    output: str
    seconds: float

    @property
    def tail(self) -> str:
        return "\n".join(self.output.splitlines()[-TAIL:])


@dataclass
class Stack:
    """One stack: its configuration, its backend, and everything that Pulumi has said about it."""

    name: str
    folder: Path
    config: dict[str, object]
    said: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)  # a user's own, built by tests; destroy leaves them alone

    @classmethod
    def create(cls, folder: Path, name: str = "", **config: object) -> "Stack":
        """Make an empty stack with a free name, address range and ports."""
        stack = cls(name or free_name(), folder, {})
        stack.config = {"name": stack.name, "publish": {"http": free_port(), "https": free_port()}, **config}
        home = folder / "home"
        home.mkdir(parents=True)
        (home / "plugins").symlink_to(pulumi_home() / "plugins")
        stack.backend.mkdir()
        # A project of the same name, so that Pulumi writes the salt here and not into the repository.
        shutil.copy(ROOT / "Pulumi.yaml", folder)
        stack.pulumi("stack", "init", STACK, at=folder)
        return stack

    @property
    def backend(self) -> Path:
        return self.folder / "backend"

    @property
    def http(self) -> int:
        return int(self._publish["http"])

    @property
    def https(self) -> int:
        return int(self._publish["https"])

    @property
    def _publish(self) -> Mapping[str, int]:
        publish = self.config["publish"]
        assert isinstance(publish, dict)
        return publish

    def container(self, role: str) -> str:
        return f"{self.name}-{role}"

    def configure(self, **config: object) -> None:
        """Change the configuration; ``None`` takes a key out."""
        self.config = {key: value for key, value in {**self.config, **config}.items() if value is not None}

    def secret(self, group: str, name: str, value: str) -> None:
        """Keep a secret setting as `pulumi config set --secret` encrypts it."""
        self._write_config()
        path = f"moorage:{group}.{name}"
        self.pulumi("config", "set", "--secret", "--path", path, value)
        written = yaml.safe_load(self._file.read_text())["config"][f"moorage:{group}"]
        assert value not in json.dumps(written)
        self.configure(**{group: written})

    def up(self, *more: str, check: bool = True, seconds: float = 300, **environment: str) -> Done:
        arguments = ("up", "--yes", "--skip-preview", *more)
        return self.pulumi(*arguments, check=check, seconds=seconds, environment=environment)

    def pulumi(
        self,
        *arguments: str,
        at: Path = ROOT,
        check: bool = True,
        seconds: float = 120,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """Run a command to its end, at most so long; nothing of it is left running."""
        started = time.monotonic()
        process = self.start(*arguments, at=at, environment=environment)
        try:
            output, _ = process.communicate(timeout=seconds)
        except BaseException:
            process.send_signal(signal.SIGINT)  # so that it says what it has made; the teardown removes that
            try:
                output, _ = process.communicate(timeout=45)
            except subprocess.TimeoutExpired:
                kill(process)
                output, _ = process.communicate(timeout=10)
            print("\n".join(output.splitlines()[-TAIL:]))
            raise
        done = Done(code=process.returncode, output=output, seconds=time.monotonic() - started)
        if "--show-secrets" not in arguments:
            self.said.append(output)
        if check and done.code:
            raise AssertionError(f"pulumi {' '.join(arguments)} ended with {done.code}:\n{done.tail}")
        return done

    def start(
        self, *arguments: str, at: Path = ROOT, environment: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Start a command in a session of its own, which `kill` ends."""
        if at == ROOT:
            self._write_config()
            arguments = ("--cwd", str(ROOT), *arguments, "--stack", STACK)
            if not {"stack", "cancel"} & set(arguments):
                arguments = (*arguments, "--config-file", str(self._file))
        return subprocess.Popen(
            [str(engine.command()), *arguments, "--non-interactive"],
            cwd=at,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return {
            **inherited,
            "PATH": os.pathsep.join([*map(str, engine.search_path()), os.environ["PATH"]]),
            "MOORAGE_ROOT": str(ROOT),
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.backend}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "NO_COLOR": "1",
        }

    def outputs(self, *more: str) -> dict[str, Any]:
        found = json.loads(self.pulumi("stack", "output", "--json", *more).output)
        assert isinstance(found, dict)
        return found

    def resources(self, *more: str) -> list[dict[str, Any]]:
        """Return the resources in the stack's state."""
        exported = json.loads(self.pulumi("stack", "export", *more).output)
        found = exported["deployment"].get("resources", [])
        assert isinstance(found, list)
        return found

    @property
    def _file(self) -> Path:
        return self.folder / f"Pulumi.{STACK}.yaml"

    def _write_config(self) -> None:
        salt = [line for line in self._file.read_text().splitlines() if line.startswith("encryptionsalt:")]
        lines = [f"  moorage:{key}: {json.dumps(value)}" for key, value in self.config.items()]  # JSON is YAML
        self._file.write_text("\n".join([*salt, "config:", *lines]) + "\n")


@contextmanager
def configured(stack: Stack, **config: object) -> Iterator[None]:
    """Change the configuration for a while."""
    before = dict(stack.config)
    stack.configure(**config)
    try:
        yield
    finally:
        stack.config = before


def kill(process: "subprocess.Popen[str]") -> None:
    """End a command and all it started, at once: Pulumi gives its plugins groups of their own, but no session."""
    for _ in range(3):  # what was just being started
        for pid in _session(process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    process.poll()


def _session(leader: int) -> Sequence[int]:
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == leader:
            found.append(int(file.parent.name))
    return found


def free_port() -> int:
    """Return a free port that no connection of this machine is given by chance while a stack comes up."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)  # below the range of ports that clients are given
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


def free_name() -> str:
    """Return a name whose address range no other network of this machine touches."""
    networks = docker("network", "ls", "--quiet").split()
    configs = docker("network", "inspect", "--format={{range .IPAM.Config}}{{.Subnet}} {{end}}", *networks).split()
    taken = [ipaddress.ip_network(item) for item in configs]
    while True:
        name = f"e2e-{secrets.token_hex(3)}"
        mine = ipaddress.ip_network(Settings.parse({}, name).private_range)
        if not any(mine.overlaps(other) for other in taken):
            return name
