"""The targets: one folder each, named as in the setting moorage:target, holding ``TARGET``. The one registry."""

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.contracts import Target

SHARED = {"files"}  # folders that are not targets


def names() -> tuple[str, ...]:
    """Return every target there is."""
    return tuple(
        sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg and module.name not in SHARED)
    )


def load(target: str) -> "Target[Any, Any]":
    """Return a target by its name, importing its SDK and no other."""
    chosen: Target[Any, Any] = importlib.import_module(f"components.{target}").TARGET
    return chosen
