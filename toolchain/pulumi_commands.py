"""Drives Pulumi for one stack: up, preview, refresh, destroy, outputs."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from toolchain import environment, recovery
from toolchain.console import Problem, say
from toolchain.places import ROOT
from toolchain.setup import engine
from toolchain.stack_files import ConfigFile, StackFile

# The embedded default: it deploys to this machine, so it need not ask.
LOCAL_STACK = "dev"
OTHERS_WRITE_SECONDS = 5.0


def conventional(words: Mapping[str, str]) -> str:
    """Return the name that a stack has by convention, <system>-<target>-<environment>; "" where no SYSTEM is said."""
    if not words.get("SYSTEM"):
        if said := [name for name in ("TARGET", "ENV") if words.get(name)]:
            raise Problem(
                f"{' and '.join(said)} without SYSTEM names no stack. Example: SYSTEM=clo TARGET=docker ENV=prod"
            )
        return ""
    return f"{words['SYSTEM']}-{words.get('TARGET') or 'docker'}-{words.get('ENV') or 'dev'}"


class Pulumi:
    """Pulumi for one stack, in the environment that `make env` prints; offline, in that of offline mode."""

    def __init__(self, stack: str, variables: Mapping[str, str] | None = None, file: ConfigFile | None = None) -> None:
        self.stack = stack
        self.file: ConfigFile = file or StackFile(stack)
        self.variables = dict(variables) if variables is not None else environment.variables(stack)
        self.has_copy = environment.CONFIG_FILE in self.variables

    def call(self, *arguments: str, folder: Path | None = None, output: IO[str] | None = None) -> int:
        """Run a command in the user's terminal and return its exit code."""
        command = [str(engine.command()), *arguments]
        process = subprocess.Popen(command, cwd=folder or ROOT, env=environment.complete(self.variables), stdout=output)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # Ctrl-C goes to Pulumi as well, which then ends in an orderly way; a second one ends it at once.
                continue

    def ask(self, *arguments: str) -> str | None:
        """Return what a command prints, or None when it fails."""
        command = [str(engine.command()), *arguments, "--non-interactive"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment.complete(self.variables), capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else None

    def give(self, text: str, *arguments: str, folder: Path | None = None) -> None:
        """Run a command that reads `text` from its standard input, and shows nothing unless it fails."""
        command = [str(engine.command()), *arguments]
        done = subprocess.run(
            command,
            cwd=folder or ROOT,
            env=environment.complete(self.variables),
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Problem(f"pulumi {' '.join(arguments)} failed:\n{done.stderr.strip()}")

    def exists(self) -> bool:
        """Tell whether the backend has the stack."""
        recovery.mend(self.variables["PULUMI_BACKEND_URL"])
        listed = self.ask("stack", "ls", "--json")
        end = time.monotonic() + OTHERS_WRITE_SECONDS
        while listed is None and time.monotonic() < end:
            # The list reads every stack's state, and one that another update is just writing can't be read.
            listed = self.ask("stack", "ls", "--json")
        if listed is None:
            self.call("stack", "ls", output=sys.stderr)  # once more, for the user to see why
            raise Problem(f"the backend {self.variables['PULUMI_BACKEND_URL']} can't be read; Pulumi's reason is above")
        return self.stack in [stack["name"].split("/")[-1] for stack in json.loads(listed)]

    def create(self, *, quietly: bool = False) -> None:
        """Create the stack where the backend has none; with a working copy, bring its salt into it."""
        if self.exists():
            if self.has_copy and self.file.salt() is None:
                self._recover_salt()
            return
        init = ("stack", "init", self.stack, "--no-select")
        if quietly:
            self.give("", *init, folder=self._project())
        else:
            say(f"creating the stack {self.stack}")
            # On standard error, for `make env` prints what a shell evaluates.
            if self.call(*init, folder=self._project(), output=sys.stderr) != 0:
                raise Problem(f"the stack {self.stack} could not be created; Pulumi's reason is above")
        if self.has_copy:
            self.file.adopt()

    def remove(self) -> int:
        """Remove the stack, which must be empty, and with it the working copy of its file."""
        code = self.call("stack", "rm", self.stack, "--yes", "--preserve-config", folder=self._project())
        if code == 0 and self.has_copy:
            self.file.forget()
        return code

    def _project(self) -> Path:
        """Return the folder whose stack file a command without --config-file shall write.

        Beside the working copies lies a project of the same name, so that the committed file stays as it is.
        """
        if not self.has_copy:
            return ROOT
        folder = self.file.working_copy.parent
        shutil.copy(ROOT / "Pulumi.yaml", folder)
        return folder

    def _recover_salt(self) -> None:
        # The working copy is lost, but the stack remembers its salt.
        exported = json.loads(self.ask("stack", "export") or "{}")
        provider = exported.get("deployment", {}).get("secrets_providers") or {}
        salt = (provider.get("state") or {}).get("salt")
        if provider.get("type") == "passphrase" and salt:
            self.file.adopt(f"encryptionsalt: {salt}\n")


def up(stack: str, more: Sequence[str]) -> int:
    """Deploy. The local stack does so at once; any other shows what would change and asks, unless YES=1."""
    pulumi = Pulumi(stack)
    pulumi.create()
    recovery.recover(pulumi, pulumi.variables["PULUMI_BACKEND_URL"])
    unasked = ["--yes", "--skip-preview"] if stack == LOCAL_STACK else ["--yes"] if os.environ.get("YES") else []
    return pulumi.call("up", *unasked, *more)


def destroy(stack: str, more: Sequence[str]) -> int:
    """Remove what the stack deployed; with REMOVE=1 then the stack itself."""
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        say(f"there is no stack {stack}; nothing to destroy")
        return 0
    recovery.recover(pulumi, pulumi.variables["PULUMI_BACKEND_URL"])
    unasked = ["--yes"] if stack == LOCAL_STACK or os.environ.get("YES") else []
    code = pulumi.call("destroy", *unasked, *more)
    return pulumi.remove() if code == 0 and os.environ.get("REMOVE") else code


def recover(stack: str) -> int:
    """Put a stack right whose last update was killed."""
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        say(f"there is no stack {stack}; nothing to recover")
    elif not recovery.recover(pulumi, pulumi.variables["PULUMI_BACKEND_URL"]):
        say(f"the last update of {stack} was not killed; nothing to recover")
    return 0


def operate(stack: str, command: Sequence[str]) -> int:
    """Run any other command on the stack, which is created when it is missing."""
    pulumi = Pulumi(stack)
    pulumi.create()
    return pulumi.call(*command)


def shell(stack: str) -> int:
    """Open the user's shell with the environment set."""
    pulumi = Pulumi(stack)
    pulumi.create()
    say(f"plain `pulumi` commands are for the stack {stack} here; leave with exit")
    program = os.environ.get("SHELL") or "/bin/sh"
    os.execvpe(program, [program], environment.complete(pulumi.variables))  # noqa: S606 (becoming the shell is the point)
