"""The least that a stack must say, for stacks that have no file of their own: every system, target and environment."""

from typing import Any

import components
import stacks
from stacks._profiles import PROFILES
from stacks._spec import Environment
from toolchain.console import Problem

# Addresses and numbers that the standards reserve for documentation (RFC 2606, and 555-01xx of the numbering plan).
RECEIVERS = {"sms": ["+15555550100"], "email": ["oncall@example.com"]}

LONGEST_NAME = 30  # of a stack's name that is also the stem of every physical name (moorage:name)


def settings(system: str, target: str, environment: str, size: str) -> dict[str, Any]:
    """Return settings by their name without ``moorage:``. Whatever else a person would say is left to its default."""
    said: dict[str, Any] = {"system": system, "target": target, "environment": environment, "size": size}
    if len(f"{system}-{target}-{environment}") > LONGEST_NAME:
        said["name"] = f"{system}-{target}-{environment}"[:LONGEST_NAME].rstrip("-")
    if environment != Environment.DEV:
        said["domain"] = f"{system}.example.com"
    if environment == Environment.PROD:
        said["receivers"] = RECEIVERS
        unsaid = [item.name for item in stacks.load(system).services if item.migration and not item.migration.command]
        said["overrides"] = {"services": {name: {"migration": ["migrate"]} for name in unsaid}}
    return said


def checked(system: str, target: str, environment: str, size: str) -> tuple[str, str, str, str]:
    """Return the four words that name a deployment; the smallest size where none is said."""
    one_of("SYSTEM", system, stacks.names())
    one_of("TARGET", target, components.names())
    one_of("ENV", environment, tuple(item.value for item in Environment))
    sizes = tuple(item.value for item in PROFILES[Environment(environment)].sizes)
    one_of("SIZE", size or sizes[0], sizes)
    return system, target, environment, size or sizes[0]


def everything() -> list[tuple[str, str, str]]:
    """Return every system on every target in every environment that exists."""
    return [
        (system, target, environment.value)
        for system in stacks.names()
        for target in components.names()
        for environment in Environment
    ]


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a word that is none of those allowed."""
    if value not in allowed:
        raise Problem(f"{name} is {value!r}; allowed: {', '.join(allowed)}. Example: {name}={allowed[0]}")
