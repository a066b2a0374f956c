"""Compares a resource's old inputs with its new ones: what changed, and what of it makes a new resource."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolchain.offline.values import Secret, Special, Unknown

OWN = "__defaults"


@dataclass(frozen=True)
class Difference:
    """One change: ``how`` is added, removed or changed."""

    path: str
    how: str


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return every difference, at the deepest place where both sides have something."""
    return list(_compare(dict(old), dict(new), ""))


def replaces(path: str, properties: tuple[str, ...]) -> bool:
    """Tell whether a change at a path is one of, inside one of, or around one of these properties."""
    place = re.sub(r"\[[^\]]*\]", "[*]", path)
    return any(_related(place, name) or _related(name, place) for name in properties)


def _related(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}["))


def _compare(old: Any, new: Any, path: str) -> Iterator[Difference]:
    if isinstance(old, Secret):
        old = old.value
    if isinstance(new, Secret):
        new = new.value
    if isinstance(new, Unknown):
        yield Difference(path, "changed" if old is not None else "added")
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key != OWN:
                yield from _compare(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            one, other = (side[index] if index < len(side) else None for side in (old, new))
            yield from _compare(one, other, f"{path}[{index}]")
    elif isinstance(old, Special) and isinstance(new, Special):
        if _content(old) != _content(new):
            yield Difference(path, "changed")
    elif old is None and new is not None:
        yield Difference(path, "added")
    elif new is None and old is not None:
        yield Difference(path, "removed")
    elif old != new:
        yield Difference(path, "changed")


def _content(special: Special) -> Any:
    """Return what tells an asset from another: its hash, where it has one, and not the path it was read from."""
    return special.fields.get("hash") or special.fields
