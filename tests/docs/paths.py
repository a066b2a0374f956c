"""Dotted paths into the spec, as docs/coverage.md writes them: ``clo.DATABASE.parameters``, ``Edge.routes``."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from components import versions
from stacks import _profiles, _settings, _spec, clo

ROOTS: Mapping[str, Any] = MappingProxyType(
    {
        **{name: getattr(_spec, name) for name in _spec.__all__},
        "Profile": _profiles.Profile,
        "PROFILES": _profiles.PROFILES,
        "Settings": _settings.Settings,
        "clo": clo,
        "versions": versions,
    }
)
MISSING = object()


def resolve(path: str) -> Any:
    """Return what a path leads to; fields of a type are only looked for. Raises LookupError that names the first gap.

    A part is an attribute or field, a key, or the name of an item: its name, path, title or task.
    """
    first, *rest = path.split(".")
    if first not in ROOTS:
        raise LookupError(f"{path}: {first!r} is none of {', '.join(sorted(ROOTS))}")
    here = ROOTS[first]
    for part in rest:
        here = _step(here, part)
        if here is MISSING:
            raise LookupError(f"{path}: there is no {part!r}")
    return here


def _step(here: Any, part: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(part, MISSING)
    if isinstance(here, tuple):
        return next((item for item in here if part in _names(item)), MISSING)
    if isinstance(here, type):
        fields = {field.name for field in dataclasses.fields(here)} if dataclasses.is_dataclass(here) else set()
        if part in fields | set(getattr(here, "model_fields", {})):
            return None  # a field, known by its type alone
    return getattr(here, part, MISSING)


def _names(item: Any) -> set[str]:
    task = getattr(item, "task", None)
    names = {getattr(item, name, "") for name in ("name", "path", "title")} | ({task.name} if task else set())
    return names - {""}
