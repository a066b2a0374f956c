"""Where benchmarks happen: a temporary folder with a copy of this checkout, other projects and backends of its own."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.systems import Measured
from tests.e2e.stack import free_name, free_port, kill
from toolchain.checks import LEFT_BY_TOOLS
from toolchain.places import ROOT, VIRTUALENV, pulumi_home
from toolchain.setup import engine

STACK = "dev"  # in a backend of its own, where `make up` does not ask
# What the user has set for another stack is none of ours, nor what `make bench` was given; and people run with compiled
# modules.
IGNORED = ("PULUMI_", "MOORAGE_", "MAKE", "MFLAGS", "ARGS", "PYTHONDONTWRITEBYTECODE")
SHARED = ("PULUMI_HOME",)
SECONDS = 300.0  # that a run may take
SECONDS_TO_END = 15.0
TAIL = 30  # lines of output that a failing run shows


class RunFailed(Exception):
    """A run that did not end well; its figures would mean nothing."""


@dataclass(frozen=True)
class Workplace:
    """A copy of this checkout that deploys a system under another name and on other ports than whatever runs here."""

    folder: Path
    system: Measured
    name: str = field(default_factory=free_name)
    https: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)

    @property
    def checkout(self) -> Path:
        """The copy of this checkout."""
        return self.folder / "checkout"

    @property
    def configuration(self) -> dict[str, str]:
        """The system's configuration as Pulumi hands it over, under a name and on ports that are free."""
        said = {
            "system": self.system.name,
            "name": self.name,
            "publish": {"http": self.http, "https": self.https},
            **self.system.configuration,
        }
        return {f"moorage:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in said.items()}

    @property
    def stack_file(self) -> str:
        """The configuration as a stack's file: JSON is YAML."""
        return "config:\n" + "".join(f"  {key}: {value}\n" for key, value in self.configuration.items())

    @property
    def environment(self) -> dict[str, str]:
        """What Pulumi and the toolchain are given: nothing of the user's stacks, backends and passphrases."""
        kept = {name: value for name, value in os.environ.items() if name in SHARED or not name.startswith(IGNORED)}
        return {
            **kept,
            "PATH": os.pathsep.join([*map(str, engine.search_path()), os.environ.get("PATH", os.defpath)]),
            "MOORAGE_ROOT": str(self.checkout),
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'backend'}",
            "PULUMI_CONFIG_PASSPHRASE": "only for benchmarks",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def run(
        self,
        *command: str | Path,
        more: Mapping[str, str] | None = None,
        folder: Path | None = None,
        seconds: float = SECONDS,
    ) -> str:
        """Run a command to its end and return what it printed on standard output; a failure shows its last lines."""
        process = subprocess.Popen(
            command,
            cwd=folder or self.checkout,
            env={**self.environment, **(more or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException as ended:
            _end(process)
            output, errors = process.communicate()
            if not isinstance(ended, subprocess.TimeoutExpired):
                raise
            errors += f"not done after {seconds:g} s"
        if process.returncode:
            said = "\n".join((output + errors).splitlines()[-TAIL:])
            raise RunFailed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{said}")
        return output

    def pulumi(self, *arguments: str, folder: Path | None = None, **more: str) -> str:
        """Run Pulumi itself, in the copy or in another project's folder."""
        return self.run(engine.command(), *arguments, "--non-interactive", folder=folder, more=more)

    def make(self, target: str, **more: str) -> str:
        """Run `make` in the copy, on a backend of its own."""
        backend = self.folder / "deployed"
        backend.mkdir(exist_ok=True)
        settings = [f"{key}={value}" for key, value in more.items()]
        return self.run(
            "make", "--silent", target, f"STACK={STACK}", *settings, more={"PULUMI_BACKEND_URL": f"file://{backend}"}
        )

    def project(self, name: str, program: Path) -> Path:
        """Make a folder with a project of the same name and settings as ours, and another program."""
        folder = self.folder / name
        folder.mkdir()
        about = (self.checkout / "Pulumi.yaml").read_text()
        (folder / "Pulumi.yaml").write_text(about.replace("virtualenv: .venv", f"virtualenv: {VIRTUALENV}"))
        shutil.copy(program, folder / "__main__.py")
        return folder


def _end(process: "subprocess.Popen[str]") -> None:
    """Interrupt a command, so that it can end in order what it started in other sessions, and then end it at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
    kill(process)


@contextmanager
def workplace(system: Measured) -> Iterator[Workplace]:
    """Make a place for a system, and remove it afterwards; what was deployed from it must be gone by then."""
    with tempfile.TemporaryDirectory(prefix="moorage-bench-", ignore_cleanup_errors=True) as temporary:
        place = Workplace(Path(temporary), system)
        shutil.copytree(ROOT, place.checkout, ignore=shutil.ignore_patterns(".git", ".state", *LEFT_BY_TOOLS))
        (place.checkout / VIRTUALENV.name).symlink_to(VIRTUALENV)
        (place.folder / "backend").mkdir()
        (place.folder / "home").mkdir()
        (place.folder / "home" / "plugins").symlink_to(pulumi_home() / "plugins")
        (place.checkout / f"Pulumi.{STACK}.yaml").write_text(place.stack_file)
        yield place
