"""What is in a system's spec, and which of it the rows of its coverage reach."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from stacks._spec import Backups, Cache, Database, Edge, Monitoring, Queue, Service, SystemSpec
from tests.docs.paths import NAMING, SYSTEMS, steps

Location: TypeAlias = tuple[str | int, ...]

# Parts that hold many things for different reasons: a row that names one of them says nothing of what is in it.
PARTS = (SystemSpec, Service, Database, Cache, Queue, Edge, Monitoring, Backups)
ENTRIES = ("environment", "parameters", "headers", "kernel")  # mappings whose every entry has a reason of its own
TABLES = ("sizes", "host_sizes")  # one reason for the whole


def unreached(system: str, paths: tuple[str, ...]) -> list[str]:
    """Return every item of a system's spec that no path leads to, as paths.

    A path reaches the item that it leads to, what that is within, and what that holds, down to the next of ``PARTS``.
    """
    spec = SYSTEMS[system].SPEC
    values = dict(_walk(spec, ()))
    targets = [target for path in paths if path.startswith(f"{system}.") for target in _locations(path, values)]
    return [
        _label(system, item, values)
        for item in _items(values)
        if not any(_reaches(target, item, values) for target in targets)
    ]


def _walk(value: Any, location: Location) -> Iterator[tuple[Location, Any]]:
    yield location, value
    for key, inner in children(value):
        yield from _walk(inner, (*location, key))


def children(value: Any) -> Iterator[tuple[str | int, Any]]:
    """Return what a value of a spec holds: fields, entries or items."""
    if dataclasses.is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    elif isinstance(value, Mapping):
        yield from ((str(key), inner) for key, inner in value.items())
    elif isinstance(value, tuple):
        yield from enumerate(value)


def _items(values: Mapping[Location, Any]) -> Iterator[Location]:
    """Return the locations of what must have a reason: members of collections, and whatever is not a default."""
    for location, value in values.items():
        if not location:
            continue
        key, holder = location[-1], values[location[:-1]]
        if isinstance(holder, tuple):
            if dataclasses.is_dataclass(value):
                yield location
        elif isinstance(holder, Mapping):
            if location[-2] in ENTRIES and not set(TABLES) & set(location):
                yield location
        elif isinstance(value, PARTS):
            continue  # the edge, monitoring and backups are always there
        elif is_set(holder, str(key)) and (isinstance(holder, PARTS) or dataclasses.is_dataclass(value)):
            yield location


def is_set(holder: Any, name: str) -> bool:
    """Say whether a field has a default, and another value than that."""
    field = next(field for field in dataclasses.fields(holder) if field.name == name)
    value = getattr(holder, name)
    if field.default is not dataclasses.MISSING:
        return bool(value != field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(value != field.default_factory())
    return isinstance(value, Mapping)  # tables of sizes are required, and have their reasons


def _locations(path: str, values: Mapping[Location, Any]) -> set[Location]:
    """Return where in the spec a path leads to, whether it comes through the spec or through a constant beside it."""
    placed = defaultdict(set)
    for location, value in values.items():
        if dataclasses.is_dataclass(value) or (isinstance(value, tuple | Mapping) and value):
            placed[id(value)].add(location)
    here: set[Location] = set()
    for step in steps(path)[1:]:
        inner = {(*place, key) for place in here for key in (step.indexes or (step.part,))}
        here = {place for place in inner if place in values} or placed[id(step.value)]
    return here


def _reaches(target: Location, item: Location, values: Mapping[Location, Any]) -> bool:
    if target[: len(item)] == item:
        return True
    if item[: len(target)] != target:
        return False
    return not any(isinstance(values[item[:length]], PARTS) for length in range(len(target), len(item)))


def _label(system: str, item: Location, values: Mapping[Location, Any]) -> str:
    words = [f"{system}.SPEC"]
    for length, key in enumerate(item, start=1):
        value = values[item[:length]]
        names = [str(getattr(value, name)) for name in NAMING if isinstance(getattr(value, name, None), str)]
        words.append(next((name for name in names if name), str(key)) if isinstance(key, int) else str(key))
    return ".".join(words)
