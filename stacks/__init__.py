"""The systems: one module each, named as in the setting moorage:system, holding ``SPEC``."""

import importlib
import pkgutil

from stacks._spec import SystemSpec


def names() -> tuple[str, ...]:
    """Return every system there is: the modules here that do not begin with an underscore."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def load(system: str) -> SystemSpec:
    """Return the spec of a system by its name; ``Settings`` has checked that there is one."""
    spec: SystemSpec = importlib.import_module(f"stacks.{system}").SPEC
    return spec
