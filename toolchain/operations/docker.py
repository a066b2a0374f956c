"""Docker as these commands use it: every question has a time-out, and a refusal is one sentence."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from toolchain.console import Problem

SECONDS = 20.0  # for an answer; a healthy engine takes a tenth of one


class Refused(Problem):
    """Docker, or a program in a container, said no; ``said`` is what it printed, ``why`` what it complained of."""

    def __init__(self, text: str, said: str = "", why: str = "") -> None:
        super().__init__(text)
        self.said, self.why = said, why or text


def ask(*arguments: str, seconds: float = SECONDS) -> str:
    """Return what a docker command prints. Raises ``Refused`` when it fails, is missing or takes too long."""
    return _done(arguments, seconds, subprocess.PIPE).stdout


def ask_all(*arguments: str, seconds: float = SECONDS) -> str:
    """Return what a docker command prints on both channels, as a container's log has them."""
    return _done(arguments, seconds, subprocess.STDOUT).stdout


def _done(arguments: Sequence[str], seconds: float, errors: int) -> subprocess.CompletedProcess[str]:
    try:
        done = subprocess.run(
            ["docker", *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            errors="replace",
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError:
        raise Refused("there is no docker on PATH; `make setup` installs it") from None
    except subprocess.TimeoutExpired:
        raise Refused(f"docker {_short(arguments)} did not answer within {seconds:g} s") from None
    if done.returncode != 0:
        why = (done.stderr or "").strip() or done.stdout.strip() or f"exit code {done.returncode}"
        raise Refused(f"docker {_short(arguments)} failed: {_line(why)}", done.stdout, why)
    return done


def check() -> None:
    """Raise ``Refused`` with what to do where no engine answers."""
    try:
        ask("version", "--format", "{{.Server.Version}}")
    except Refused as refused:
        raise Refused(f"no Docker engine answers: {refused}. Start it, then try again") from None


def run(*arguments: str) -> int:
    """Run a docker command in the user's terminal, to its end, and return its exit code."""
    process = subprocess.Popen(["docker", *arguments], stdin=subprocess.DEVNULL)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C goes to docker as well, which ends; what runs in the container ends by its own time-out.
            continue


def inspected(kind: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return what Docker knows of containers or volumes; none that is gone meanwhile."""
    if not names:
        return []
    try:
        found: list[dict[str, Any]] = json.loads(ask(kind, "inspect", *names))
    except Refused as refused:
        if not refused.said:
            raise
        found = json.loads(refused.said)  # it lists those that are there, and then fails for those that are not
    return found


def rows(*arguments: str, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Return the rows of a command that takes --format, one object a row."""
    said = ask(*arguments, "--format", "{{json .}}", seconds=seconds)
    return [json.loads(line) for line in said.splitlines() if line.strip()]


def _line(text: str) -> str:
    """Return what matters of several lines: the last one of a traceback, else all of them on one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines[0].startswith("Traceback") else "; ".join(lines)


def _short(arguments: Sequence[str]) -> str:
    """Return the beginning of a command, for a message: the rest may be a long list."""
    text = " ".join(arguments)
    return text if len(text) <= 100 else f"{text[:100]} ..."
