"""The shapes of resources, read from the argument classes of the Python SDKs and kept in a cache.

A shape is what the SDK's own types say: which properties a type takes, which it must have, their types at every depth,
and which outputs it always has. Importing an SDK's module takes up to a second, so what was read once is kept, by the
package's version and the code that reads.
"""

import contextlib
import functools
import importlib
import importlib.metadata
import importlib.util
import json
import re
import sqlite3
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from toolchain.offline import annotations
from toolchain.places import cache, fingerprint

Kept = TypeVar("Kept")
# A type, as annotations.py writes it: a word for plain ones, else {"list": type}, {"map": type}, {"object": class},
# {"enum": [values], "open": bool, "class": name}, {"constant": value} or {"union": [types]}.
Type = Any


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property. ``required``: an input that must be said, an output that is always there."""

    type: Type
    required: bool


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One type of resource."""

    kind: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property]
    secrets: frozenset[str] = frozenset()


class NoShape(LookupError):
    """A type that the SDK does not have, or an SDK that is not installed."""


@dataclass
class Shapes:
    """The shapes of one package, by type token, and of the objects inside them, by class."""

    package: str
    module: str
    folder: Path = field(default_factory=lambda: cache() / "offline")

    def __post_init__(self) -> None:
        """Open the cache; it holds what can be read again, so its loss costs nothing but a second."""
        self._known: dict[str, Any] = {}
        self._lock = threading.RLock()

    @functools.cached_property
    def version(self) -> str:
        """The SDK's version."""
        try:
            return importlib.metadata.version(self.module.replace("_", "-"))
        except importlib.metadata.PackageNotFoundError:
            raise NoShape(
                f"the Python package {self.module} is not installed; make targets with OFFLINE=1 install it"
            ) from None

    def resource(self, kind: str) -> Shape:
        """Return the shape of a type of resource."""
        with self._lock:
            return self._keep(f"resource {kind}", lambda: self._read(kind), functools.partial(_shape, kind))

    def object(self, name: str) -> Mapping[str, Property]:
        """Return the properties of an object inside a resource, by the name that a type has it by."""

        def read() -> Any:
            return annotations.properties(annotations.loaded(name))

        with self._lock:
            return self._keep(f"object {name}", read, _properties)

    def configuration(self) -> Mapping[str, Property]:
        """Return what the package's provider can be configured with."""
        return self.object(f"{self.module}.provider:ProviderArgs")

    @functools.cached_property
    def kinds(self) -> frozenset[str]:
        """Every type token of the package."""
        return frozenset(self._registered)

    def _read(self, kind: str) -> dict[str, Any]:
        if kind not in self._registered:
            near = [other for other in self._registered if other.rpartition(":")[2] == kind.rpartition(":")[2]]
            hint = f" Of this name there are: {', '.join(near)}." if near else ""
            raise NoShape(f"{self.package} {self.version} has no type {kind}.{hint}")
        module, name = self._registered[kind]
        return annotations.resource(getattr(importlib.import_module(module), name))

    @functools.cached_property
    def _registered(self) -> dict[str, tuple[str, str]]:
        """Token -> module and class, which every SDK registers as JSON in its __init__.py."""
        spec = importlib.util.find_spec(self.module) if self.version else None
        text = Path(str(spec and spec.origin)).read_text()
        found = re.search(r'resource_modules="""\n(.*?)\n"""', text, re.DOTALL)
        return {
            kind: (module["fqn"], name)
            for module in (json.loads(found[1]) if found else [])
            for kind, name in module["classes"].items()
        }

    def _keep(self, key: str, read: Callable[[], Any], parse: Callable[[Any], Kept]) -> Kept:
        if key in self._known:
            known: Kept = self._known[key]
            return known
        with _opened(self.folder / "shapes.sqlite") as database:
            wanted = (self.package, self.version, _reader(), key)
            row = database.execute(
                "SELECT shape FROM shapes WHERE (package, version, reader, key) = (?, ?, ?, ?)", wanted
            ).fetchone()
            if row is None:
                with warnings.catch_warnings():
                    # The program that uses something deprecated is told so; reading its neighbours' types is no use.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    row = (json.dumps(read()),)
                database.execute("INSERT OR REPLACE INTO shapes VALUES (?, ?, ?, ?, ?)", (*wanted, *row))
        found = self._known[key] = parse(json.loads(row[0]))
        return found


@functools.cache
def _reader() -> str:
    """Return what the cache depends on besides the SDK: the code that reads it."""
    return fingerprint([Path(annotations.__file__)])


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, timeout=30)
    try:
        with database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS shapes (package, version, reader, key, shape,"
                " PRIMARY KEY (package, version, reader, key))"
            )
            yield database
    finally:
        database.close()


def _shape(kind: str, said: Mapping[str, Any]) -> Shape:
    return Shape(
        kind=kind,
        inputs=_properties(said["inputs"]),
        outputs=_properties(said["outputs"]),
        secrets=frozenset(said["secrets"]),
    )


def _properties(said: Mapping[str, Any]) -> dict[str, Property]:
    return {name: Property(type=item[0], required=item[1]) for name, item in said.items()}
