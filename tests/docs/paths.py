"""Dotted paths into the specs, as docs/coverage writes them: ``clo.DATABASE.parameters``, ``Edge.routes``."""

import dataclasses
import importlib
from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

import stacks
from components import versions
from stacks import _profiles, _settings, _spec

SYSTEMS: Mapping[str, Any] = MappingProxyType(
    {name: importlib.import_module(f"stacks.{name}") for name in stacks.names()}
)
ROOTS: Mapping[str, Any] = MappingProxyType(
    {
        **{name: getattr(_spec, name) for name in _spec.__all__},
        "PROFILES": _profiles.PROFILES,
        "Profile": _profiles.Profile,
        "Settings": _settings.Settings,
        "SizedSystem": _profiles.SizedSystem,
        "SystemSpec": _spec.SystemSpec,
        "versions": versions,
        **SYSTEMS,
    }
)
# What tells the items of a tuple apart. Of an enumeration both the member and its value are names.
NAMING = ("name", "path", "title", "role", "variable", "host", "files", "task", "kind", "exporter", "load", "to")
MISSING = object()


@dataclasses.dataclass(frozen=True)
class Step:
    """One part of a path and what it leads to; ``indexes`` are the items of a tuple that have the name."""

    part: str
    value: Any
    indexes: tuple[int, ...] = ()


def resolve(path: str) -> Any:
    """Return what a path leads to; fields of a type are only looked for. Raises LookupError that names the first gap.

    A part is an attribute or field, a key, or the name of an item of a tuple, which may hold dots itself. A name that
    several items share leads to all of them.
    """
    return steps(path)[-1].value


def steps(path: str) -> tuple[Step, ...]:
    """Return every step of a path. Raises LookupError that names the first gap."""
    first, *rest = path.split(".")
    if first not in ROOTS:
        raise LookupError(f"{path}: {first!r} is none of {', '.join(sorted(ROOTS))}")
    walked, gap = _walk(Step(part=first, value=ROOTS[first]), rest)
    if gap:
        raise LookupError(f"{path}: there is no {gap!r}")
    return walked


def _walk(here: Step, rest: list[str]) -> tuple[tuple[Step, ...], str]:
    """Return the steps from here on, and the part that is missing or nothing."""
    if not rest:
        return (here,), ""
    gap = rest[0]
    for count in range(1, len(rest) + 1):
        step = _step(here.value, ".".join(rest[:count]))
        if step.value is MISSING:
            continue
        walked, missing = _walk(step, rest[count:])
        if not missing:
            return (here, *walked), ""
        gap = missing
    return (here,), gap


def _step(here: Any, part: str) -> Step:
    if isinstance(here, Mapping):
        return Step(part=part, value=here.get(part, MISSING))
    if isinstance(here, tuple):
        found = tuple(index for index, item in enumerate(here) if part in _names(item))
        several = tuple(here[index] for index in found)
        return Step(part=part, value=several[0] if len(found) == 1 else several or MISSING, indexes=found)
    if isinstance(here, type):
        fields = {field.name for field in dataclasses.fields(here)} if dataclasses.is_dataclass(here) else set()
        if part in fields | set(getattr(here, "model_fields", {})):
            return Step(part=part, value=None)  # a field, known by its type alone
    return Step(part=part, value=getattr(here, part, MISSING))


def _names(item: Any) -> set[str]:
    return {name for name in _said(item) if name}


def _said(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    for attribute in NAMING:
        value = getattr(item, attribute, None)
        if isinstance(value, Enum):
            yield from (value.name, str(value.value))
        elif isinstance(value, str):
            yield value
