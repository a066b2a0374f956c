"""What the make targets do with OFFLINE=1: start the provider, run Pulumi against it, stop it."""

import contextlib
import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolchain.console import Problem, say
from toolchain.offline import matrix, recovery, stack
from toolchain.places import PYTHON, ROOT
from toolchain.pulumi_commands import LOCAL_STACK, Pulumi, conventional

WORDS = ("SYSTEM", "TARGET", "ENV", "SIZE")
START_SECONDS, STOP_SECONDS = 60, 5
NEED_A_STACK = ("destroy", "recover", "outputs", "unprotect", "refresh")


@contextlib.contextmanager
def provider(home: Path, faults: str = "", figures: Path | None = None) -> Iterator[str]:
    """Run the provider in a process of its own while the context lasts; give the value of PULUMI_DEBUG_PROVIDERS.

    In a group of its own too: Ctrl-C is for the engine, which lets the provider end what is under way.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "provider.log"
    command = [str(PYTHON), "-m", "toolchain.offline", str(home / "world.sqlite"), "--faults", faults]
    command += ["--figures", str(figures)] if figures else []
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=output, text=True, start_new_session=True
        )
    assert process.stdout is not None  # noqa: S101 (for the type checker: a pipe was asked for)
    hangs = threading.Timer(START_SECONDS, process.kill)
    hangs.start()
    try:
        said = process.stdout.readline().strip()
        hangs.cancel()
        if not said:
            reason = "\n".join(log.read_text().strip().splitlines()[-1:]) or f"no word in {START_SECONDS} s"
            raise Problem(f"the offline provider did not start: {reason}\n  the whole log: {log}")
        yield said
    finally:
        hangs.cancel()
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def main(arguments: Sequence[str]) -> int:
    """Run one command; ``FAULTS`` in the environment says what shall go wrong."""
    command, more = arguments[0], arguments[1:]
    words = {name: os.environ.get(name, "") for name in WORDS}
    faults = os.environ.get("FAULTS", "")
    stack.forget_credentials()
    if command == "matrix":
        return matrix.main(words, faults)
    name = os.environ.get("STACK") or conventional(words) or LOCAL_STACK
    if command in NEED_A_STACK and not stack.OfflineFile(name, {}, stack.HOME).working_copy.exists():
        say(f"there is no offline stack {name}; nothing to {command}")
        return 0
    settings = stack.settings_of(name, words)
    with provider(stack.HOME, faults) as providers:
        return _run(stack.opened(name, settings, providers, stack.HOME), command, more)


def _run(pulumi: Pulumi, command: str, more: Sequence[str]) -> int:
    match command:
        case "up":
            recovery.recover(pulumi, stack.HOME)
            return pulumi.call("up", "--yes", "--skip-preview", *more)
        case "destroy":
            recovery.recover(pulumi, stack.HOME)
            # Not without its preview: that is what refuses before anything is gone, where something is protected.
            code = pulumi.call("destroy", "--yes", *more)
            return pulumi.remove() if code == 0 and os.environ.get("REMOVE") else code
        case "recover":
            if not recovery.recover(pulumi, stack.HOME):
                say(f"the last update of {pulumi.stack} was not killed; nothing to recover")
            return 0
        case "refresh":
            return pulumi.call("refresh", "--yes", "--skip-preview", *more)
        case "preview":
            return pulumi.call("preview", *more)
        case "outputs":
            return pulumi.call("stack", "output", *more)
        case "unprotect":
            return pulumi.call("state", "unprotect", "--all", "--yes", *more)
    raise Problem(f"{shlex.quote(command)} has no offline mode; allowed: {', '.join(COMMANDS)}")


COMMANDS = ("preview", "up", "refresh", "destroy", "recover", "outputs", "unprotect", "matrix")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(f"\nmoorage: {problem}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
