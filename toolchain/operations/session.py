"""What every command here begins with: a stack that is deployed, containers that run, and a person who agrees."""

import os
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from toolchain.console import Problem
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed, deployed

OPERATIONS = ("python3", "-m", "operations")  # the program of images/operations
CONFIGURATION = "/etc/moorage/operations.toml"  # what it is to operate; no secret is in it
EXAMPLE_TIME = "2026-11-21 18:00:00+00"


def opened(stack: str) -> Deployed:
    """Return a stack, once a Docker engine answers. Raises Problem with what is in the way."""
    docker.check()
    return deployed(stack)


def running(stack: Deployed, role: str) -> str:
    """Return the name of a container that runs. Raises Problem where it does not."""
    name = stack.role(role).name
    found = docker.inspected("container", [name])
    state = found[0]["State"]["Status"] if found else "missing"
    if state != "running":
        raise Problem(
            f"the container {name} is {state}. Look: make status STACK={stack.stack}; bring it back: make up "
            f"STACK={stack.stack}"
        )
    return name


def configured(container: str) -> dict[str, Any]:
    """Return what a container of ours is to operate."""
    return tomllib.loads(docker.ask("exec", container, "cat", CONFIGURATION))


def chosen(variable: str, allowed: Sequence[str], what: str) -> str:
    """Return what the variable says, or the only one there is. Raises Problem with what is allowed."""
    said = os.environ.get(variable, "")
    if not allowed:
        raise Problem(f"this stack has no {what}")
    if said in allowed:
        return said
    if not said and len(allowed) == 1:
        return allowed[0]
    wrong = f"{variable} is {said!r}" if said else f"{variable} is not said"
    raise Problem(f"{wrong}; allowed: {', '.join(sorted(allowed))}. Example: {variable}={sorted(allowed)[0]}")


def point_in_time(text: str, now: datetime) -> datetime:
    """Read TO: a time with its zone that has passed. Raises Problem with an example."""
    example = f'Example: TO="{EXAMPLE_TIME}"'
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Problem(f"TO is {text!r}; allowed: a day and a time with its zone. {example}") from None
    if said.tzinfo is None:
        raise Problem(f"TO is {text!r}, without a zone; allowed: a time with its zone, +00 for UTC. {example}")
    if said > now:
        raise Problem(f"TO is {text!r}, which is yet to come: it is {now:%Y-%m-%d %H:%M:%S}+00 now. {example}")
    return said.astimezone(UTC)


def agrees(question: str) -> bool:
    """Ask a person, unless YES=1 has answered. Raises Problem where nobody can be asked."""
    if os.environ.get("YES"):
        return True
    if not sys.stdin.isatty():
        raise Problem(f"{question} Nobody can be asked here: say YES=1 to answer it")
    return input(f"{question} [yes/no] ").strip().lower() == "yes"
