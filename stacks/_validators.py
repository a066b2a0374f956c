"""What a text in a configuration may be, and what is said where it is something else."""

import ipaddress
import re
from pathlib import Path

from pydantic import AfterValidator

from stacks._explanations import suggestion
from stacks._schedules import comes_true

NAME = re.compile(r"[a-z][a-z0-9-]{0,28}[a-z0-9]")
DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
REGION = re.compile(r"[a-z]+[a-z0-9-]*[0-9]?")
ZONE = re.compile(r"[a-z0-9-]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
REACHED = re.compile(rf"{EMAIL.pattern}|{PHONE.pattern}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+/?|/")
IMAGE = re.compile(r"(?!.*//)[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})")


def one_of(allowed: tuple[str, ...]) -> AfterValidator:
    """Allow some words, and suggest the likeliest."""

    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"allowed: {', '.join(allowed)}{suggestion(value, allowed, '. ')}")
        return value

    return AfterValidator(check)


def matching(pattern: re.Pattern[str], allowed: str) -> AfterValidator:
    """Allow what a pattern matches whole; ``allowed`` says it in words."""

    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"allowed: {allowed}")
        return value

    return AfterValidator(check)


def network(value: str) -> str:
    """Allow a network of IPv4 or IPv6."""
    try:
        return str(ipaddress.ip_network(value))
    except ValueError:
        raise ValueError("allowed: a network in CIDR notation, its host bits zero") from None


def known_network(value: str) -> str:
    """Allow a network that is not everybody."""
    found = network(value)
    if found.endswith("/0"):
        raise ValueError("allowed: a network of addresses that you know, not all there are")
    return found


def private_range(value: str) -> str:
    """Allow a private network of IPv4 that is big enough for a stack."""
    found = ipaddress.ip_network(network(value))
    if found.version != 4 or not found.is_private or found.prefixlen > 18:
        raise ValueError("allowed: a private network of at least /18")
    return str(found)


def image(value: str) -> str:
    """Allow an image reference that says which image."""
    if not IMAGE.fullmatch(value) or value.endswith(":latest"):
        raise ValueError("allowed: an image reference with a tag other than latest, or with a digest")
    return value


def address(value: str) -> str:
    """Allow an IP address."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ValueError("allowed: an IP address of this host, or 0.0.0.0 for all of them") from None


def file(value: str) -> str:
    """Allow the path of a file that is there."""
    if not Path(value).is_file():
        raise ValueError("allowed: the path of a readable file")
    return value


def folder(value: str) -> str:
    """Allow the path of a folder that is there."""
    if not Path(value).is_dir():
        raise ValueError("allowed: the path of a folder of this machine")
    return value


def schedule(value: str) -> str:
    """Allow five cron fields that come true some day."""
    if not comes_true(value):
        raise ValueError("allowed: five cron fields, in UTC, that come true some day")
    return value
