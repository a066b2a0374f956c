"""Entry of every make target: `toolchain/run <command> [arguments for pulumi or pytest]`.

The environment names the stack: STACK, or SYSTEM, TARGET and ENV; OFFLINE=1 is for offline mode.
"""

import os
import re
import sys
from collections.abc import Callable

from toolchain import checks, environment, pulumi_commands, setup
from toolchain.console import Problem
from toolchain.places import ROOT
from toolchain.pulumi_commands import conventional

Command = Callable[[str, list[str]], int]


def _deploying(*command: str) -> Command:
    def run(stack: str, more: list[str]) -> int:
        setup.prepare()
        return pulumi_commands.operate(stack, [*command, *more])

    return run


def _setup(_stack: str, _more: list[str]) -> int:
    setup.prepare()
    return 0


def _up(stack: str, more: list[str]) -> int:
    setup.prepare()
    return pulumi_commands.up(stack, more)


def _destroy(stack: str, more: list[str]) -> int:
    setup.prepare()
    return pulumi_commands.destroy(stack, more)


def _recover(stack: str, _more: list[str]) -> int:
    setup.prepare()
    return pulumi_commands.recover(stack)


def _env(stack: str, _more: list[str]) -> int:
    setup.prepare(docker=False)
    pulumi = pulumi_commands.Pulumi(stack)
    pulumi.create()
    print(environment.exports(pulumi.variables))
    return 0


def _shell(stack: str, _more: list[str]) -> int:
    setup.prepare()
    return pulumi_commands.shell(stack)


def _test(_stack: str, more: list[str]) -> int:
    setup.prepare(tests=True)
    return checks.test(more)


def _test_fast(_stack: str, more: list[str]) -> int:
    setup.prepare(docker=False, tests=True)
    return checks.test_fast(more)


def _lint(_stack: str, _more: list[str]) -> int:
    setup.prepare(docker=False, tests=True)
    return checks.lint()


def _format(_stack: str, _more: list[str]) -> int:
    setup.prepare(docker=False, tests=True)
    return max(checks.tool("ruff", "check", "--fix-only", "."), checks.tool("ruff", "format", "."))


def _bench(_stack: str, more: list[str]) -> int:
    setup.prepare(tests=True)
    return checks.tool("python", "-m", "bench", *more)


def _requirements(_stack: str, _more: list[str]) -> int:
    setup.prepare(docker=False)
    return checks.requirements()


def _clean(_stack: str, _more: list[str]) -> int:
    checks.clean()
    return 0


COMMANDS: dict[str, Command] = {
    "setup": _setup,
    "up": _up,
    "preview": _deploying("preview"),
    "refresh": _deploying("refresh"),
    "destroy": _destroy,
    "recover": _recover,
    "outputs": _deploying("stack", "output"),
    "secrets": _deploying("stack", "output", "--show-secrets"),
    "shell": _shell,
    "env": _env,
    "test": _test,
    "test-fast": _test_fast,
    "lint": _lint,
    "format": _format,
    "bench": _bench,
    "requirements": _requirements,
    "clean": _clean,
}

# What there is of it with OFFLINE=1 as well, and what there is only so.
OFFLINE_TOO = ("preview", "up", "refresh", "destroy", "recover", "outputs")
OFFLINE_ONLY = ("unprotect", "matrix")
DOCKER = "docker"


def _offline(arguments: list[str]) -> int:
    """Run a command in offline mode: in the virtual environment, for its provider reads the SDKs there."""
    setup.prepare(offline=True, clouds=_needs_clouds(arguments[0]))
    return checks.tool("python", "-m", "toolchain.offline.operate", *arguments)


def _needs_clouds(command: str) -> bool:
    """Tell whether a cloud's SDK may be needed: a system on one Docker host needs none."""
    if command == "matrix":
        folders = (file.parent.name for file in (ROOT / "components").glob("*/__init__.py"))
        return bool(set(folders) - {DOCKER, "files"})
    file = ROOT / f"Pulumi.{_stack()}.yaml"
    said = re.search(r"^\s*moorage:target:\s*(\S+)", file.read_text(), re.MULTILINE) if file.exists() else None
    return (said[1] if said else os.environ.get("TARGET") or DOCKER) != DOCKER


def _is_offline(command: str) -> bool:
    """Tell whether a command is for offline mode; refuse what would act on the real stack instead."""
    said = os.environ.get("OFFLINE") or "0"
    if said not in ("0", "1"):
        raise Problem(f"OFFLINE is {said!r}; allowed: 1, or 0 for not offline. Example: OFFLINE=1")
    if said == "1" and command in ("shell", "env", "secrets"):
        raise Problem(f"`make {command}` has no offline mode; allowed: {', '.join((*OFFLINE_TOO, *OFFLINE_ONLY))}")
    return command in OFFLINE_ONLY or (said == "1" and command in OFFLINE_TOO)


def _stack() -> str:
    """Return the stack: STACK, else by convention from SYSTEM, TARGET and ENV, else the embedded default."""
    return os.environ.get("STACK") or conventional(os.environ) or pulumi_commands.LOCAL_STACK


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; what a person has to put right is one message, not a traceback."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS and name not in OFFLINE_ONLY:
        print(f"usage: toolchain/run {{{'|'.join([*COMMANDS, *OFFLINE_ONLY])}}} [arguments]", file=sys.stderr)
        return 2
    try:
        if _is_offline(name):
            return _offline(arguments)
        return COMMANDS[name](_stack(), arguments[1:])
    except Problem as problem:
        print(f"\nmoorage: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
