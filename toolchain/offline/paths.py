"""Places inside a resource's properties: ``settings.ipConfiguration.sslMode``, ``ingress[*].fromPort``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolchain.offline.values import Secret, Unknown

EVERY = "[*]"
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Found:
    """A value at a place. ``value`` is in clear, also where it is secret: show ``shown``.

    ``sure`` is false for a place inside something that is not known yet: nothing may be there.
    """

    path: str
    value: Any
    secret: bool = False
    sure: bool = True

    @property
    def shown(self) -> str:
        """The value as a message may have it."""
        return "[secret]" if self.secret else show(self.value)


def show(value: Any) -> str:
    """Return a value for a message: short, and without anything secret inside."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\[(?:\*|\d+)\]|[^.\[\]]+", path))


def find(inputs: Mapping[str, Any], path: str) -> Iterator[Found]:
    """Yield every value at a path that is said and known; ``[*]`` goes through a list or the values of a map.

    ``[0]`` is one item of a list, as the paths of what was found have it.
    """
    yield from (
        found for found in _find(inputs, _steps(path), "", secret=False) if not isinstance(found.value, Unknown)
    )


def is_said(inputs: Mapping[str, Any], path: str) -> bool:
    """Tell whether there is, or may be, a value at a path, known or not: nothing may be called missing then."""
    return path != "" and any(True for _ in _find(inputs, _steps(path), "", secret=False))


def is_surely_said(inputs: Mapping[str, Any], path: str) -> bool:
    """Tell whether there is a value at a path: what only may be there is no reason to refuse something else."""
    return any(found.sure for found in _find(inputs, _steps(path), "", secret=False))


def first(inputs: Mapping[str, Any], path: str) -> Any:
    """Return the first known value at a path, or None."""
    return next((found.value for found in find(inputs, path)), None)


def _find(value: Any, steps: tuple[str, ...], path: str, *, secret: bool) -> Iterator[Found]:
    if isinstance(value, Secret):
        yield from _find(value.value, steps, path, secret=True)
    elif not steps:
        if value is not None:
            yield Found(path, value, secret)
    elif isinstance(value, Unknown):
        yield Found(path, value, secret, sure=False)
    elif (index := steps[0].strip("[]")).isdigit() and steps[0].startswith("["):
        if isinstance(value, list) and int(index) < len(value):
            yield from _find(value[int(index)], steps[1:], f"{path}[{index}]", secret=secret)
    elif steps[0] == EVERY:
        items: Iterator[tuple[Any, Any]] = iter(())
        if isinstance(value, list):
            items = iter(enumerate(value))
        elif isinstance(value, Mapping):
            items = iter(value.items())
        for key, item in items:
            yield from _find(item, steps[1:], f"{path}[{key}]", secret=secret)
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _find(value[steps[0]], steps[1:], f"{path}.{steps[0]}" if path else steps[0], secret=secret)
