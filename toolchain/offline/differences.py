"""Compares a resource's old inputs with its new ones: what changed, and what of it makes a new resource."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolchain.offline.values import Secret, Special, Unknown, opened

OWN = "__defaults"
IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")


@dataclass(frozen=True)
class Difference:
    """One change: ``how`` is added, removed or changed.

    ``leaves`` are the places of the single values in what was added or removed. A value that is not known yet may bring
    any: then ``unknown`` is true.
    """

    path: str
    how: str
    leaves: tuple[str, ...] = ()
    unknown: bool = False

    @property
    def top(self) -> str:
        """The property that it is in."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0] if not self.path.startswith("[") else self.path


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every difference, at the deepest place where both sides have something."""
    return list(_compare(dict(old), dict(new), ""))


def replaces(difference: Difference, properties: tuple[str, ...]) -> bool:
    """Tell whether a change is of one of these properties, or of something inside one.

    What is around one makes a new resource only where it brings or takes that one.
    """
    places = [re.sub(r"\[[^\]]*\]", "[*]", path) for path in difference.leaves or (difference.path,)]
    if any(_inside(place, name) for place in places for name in properties):
        return True
    return difference.unknown and any(_inside(name, place) for place in places for name in properties)


def at(path: str, key: str) -> str:
    """Return the path of a key inside a path, as the engine reads it: quoted where it is no identifier."""
    if not IDENTIFIER.fullmatch(key):
        return f"{path}[{json.dumps(key)}]"
    return f"{path}.{key}" if path else key


def _inside(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}["))


def _compare(old: Any, new: Any, path: str) -> Iterator[Difference]:
    if isinstance(old, Secret):
        old = old.value
    if isinstance(new, Secret):
        new = new.value
    if isinstance(new, Unknown):
        yield Difference(path, "changed" if old is not None else "added", unknown=True)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key != OWN:
                yield from _compare(old.get(key), new.get(key), at(path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            one, other = (side[index] if index < len(side) else None for side in (old, new))
            yield from _compare(one, other, f"{path}[{index}]")
    elif isinstance(old, Special) and isinstance(new, Special):
        if _content(old) != _content(new):
            yield Difference(path, "changed")
    elif old is None and new is not None:
        yield Difference(path, "added", tuple(_leaves(opened(new), path)))
    elif new is None and old is not None:
        yield Difference(path, "removed", tuple(_leaves(opened(old), path)))
    elif old != new:
        yield Difference(path, "changed")


def _leaves(value: Any, path: str) -> Iterator[str]:
    """Yield the places of the single values in a value; an empty object or list is one."""
    match value:
        case dict() if value:
            for key, item in value.items():
                if item is not None:
                    yield from _leaves(item, at(path, key))
        case list() if value:
            for index, item in enumerate(value):
                yield from _leaves(item, f"{path}[{index}]")
        case _:
            yield path


def _content(special: Special) -> Any:
    """Return what tells an asset from another: its hash, where it has one, and not the path it was read from."""
    return special.fields.get("hash") or special.fields
