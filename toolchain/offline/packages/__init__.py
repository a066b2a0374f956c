"""What is known of each package beyond its types: one module or folder each, holding ``PACKAGE``."""

import importlib
import pkgutil

from toolchain.offline.package import Package


def names() -> tuple[str, ...]:
    """Return every package there is, as the engine names it: ``azure-native``."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Package:
    """Return a package by its name."""
    package: Package = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").PACKAGE
    return package
