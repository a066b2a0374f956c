"""Checks inputs against the SDK's types, at every depth, and against the package's table of rules."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from toolchain.offline.package import Package
from toolchain.offline.paths import show
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure
from toolchain.offline.shapes import Property, Shape, Shapes, Type
from toolchain.offline.values import Secret, Special, Unknown

LISTED = 12  # names or values that a message lists before it says how many more there are
OWN_KEYS = ("__defaults", "__internal")  # what the engine and providers keep beside a program's inputs

# word of a type -> the Python types a value may have, and how a message says it
WORDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), 'text. Example: "text"'),
    "integer": ((int,), "a whole number. Example: 1"),
    "number": ((int, float), "a number. Example: 0.5"),
    "boolean": ((bool,), "true or false"),
}


class TypeCheck:
    """Compares values with the types of one package."""

    def __init__(self, package: Package, shapes: Shapes) -> None:
        self._package = package
        self._shapes = shapes

    def failures(
        self, inputs: Mapping[str, Any], properties: Mapping[str, Property], path: str = "", *, secret: bool = False
    ) -> Iterator[Failure]:
        """Yield what is unknown, missing, or of another type than its property; of a ``secret`` object no word."""
        for name, value in inputs.items():
            place = f"{path}.{name}" if path else name
            if name in OWN_KEYS or value is None:
                continue
            if name in properties:
                yield from self._value(value, properties[name].type, place, secret=secret)
            elif secret:
                yield Failure(path=f"{path}.[secret]", given="no property of this type", allowed=listed(properties))
            else:
                near = difflib.get_close_matches(name, properties, n=1)
                hint = f"{near[0]!r} perhaps, or " if near else ""
                yield Failure(path=place, given="no property of this type", allowed=f"{hint}{listed(properties)}")
        for name, item in properties.items():
            if item.required and inputs.get(name) is None:
                place = f"{path}.{name}" if path else name
                yield Failure(path=place, given="missing", allowed=self._says(item.type))

    def _value(self, value: Any, kind: Type, path: str, *, secret: bool = False) -> Iterator[Failure]:
        match value:
            case None | Unknown():
                return
            case Secret():
                yield from self._value(value.value, kind, path, secret=True)
                return
            case _ if kind == "any":
                return
            case list() if "list" in kind:
                for index, item in enumerate(value):
                    yield from self._value(item, kind["list"], f"{path}[{index}]", secret=secret)
                return
            case dict() if "map" in kind:
                for key, item in value.items():
                    place = f"{path}[secret]" if secret else f"{path}[{key!r}]"
                    yield from self._value(item, kind["map"], place, secret=secret)
                return
            case dict() if "object" in kind:
                yield from self.failures(value, self._shapes.object(kind["object"]), path, secret=secret)
                return
        if isinstance(kind, str) or self._is_scalar(kind):
            fits = self._fits(value, kind)
        else:
            members = kind.get("union", ())
            fits = any(not any(self._value(value, member, path)) for member in members)
        if not fits:
            yield Failure(path=path, given="[secret]" if secret else show(value), allowed=self._says(kind))

    @staticmethod
    def _is_scalar(kind: Type) -> bool:
        return "enum" in kind or "constant" in kind

    def _fits(self, value: Any, kind: Type) -> bool:
        if kind == "asset":
            return isinstance(value, Special)
        if isinstance(kind, str):
            # In Python true is a whole number; on the wire it is not.
            return isinstance(value, WORDS[kind][0]) and (kind == "boolean" or not isinstance(value, bool))
        if "constant" in kind:
            return bool(value == kind["constant"])
        pattern = self._package.open_enums.get(kind["class"]) if kind["open"] else None
        return value in kind["enum"] or (
            pattern is not None and isinstance(value, str) and re.fullmatch(pattern, value) is not None
        )

    def _says(self, kind: Type) -> str:
        match kind:
            case "any":
                return "a value"
            case "asset":
                return "an asset or an archive"
            case str():
                return WORDS[kind][1]
            case {"constant": constant}:
                return repr(constant)
            case {"enum": values}:
                return listed(map(str, values))
            case {"list": item}:
                return f"a list, each item {self._says(item)}"
            case {"map": item}:
                return f"a map, each value {self._says(item)}"
            case {"object": name}:
                return f"an object with {listed(self._shapes.object(name))}"
            case {"union": members}:
                return " or ".join(map(self._says, members))
        raise AssertionError(f"a shape has the type {kind!r}")


def listed(names: Any) -> str:
    """Return names for a message, the first of many."""
    every = sorted(names)
    more = f" and {len(every) - LISTED} more" if len(every) > LISTED else ""
    return f"{', '.join(every[:LISTED])}{more}"


def check(
    inputs: Mapping[str, Any], shape: Shape | None, package: Package, shapes: Shapes, plan: Plan
) -> list[Failure]:
    """Return what is wrong with a resource's inputs; rules are asked only of what has the right types.

    ``shape`` is None for what the SDK has no class for: a custom resource of Kubernetes.
    """
    kind = plan.resources[plan.current].kind
    wrong = list(TypeCheck(package, shapes).failures(inputs, shape.inputs)) if shape else []
    if not wrong:
        wrong = [failure for rule in package.rules_of.get(kind, ()) for failure in rule.failures(inputs, plan)]
    return wrong


def check_configuration(inputs: Mapping[str, Any], package: Package, shapes: Shapes) -> list[Failure]:
    """Return what is wrong with a provider's own configuration. Anything but text may arrive as JSON in text."""
    known = shapes.configuration()
    plain = {name: value for name, value in inputs.items() if name not in PROVIDER_KEYS}
    as_text = {name: Property(type={"union": [item.type, "string"]}, required=False) for name, item in known.items()}
    return list(TypeCheck(package, shapes).failures(plain, as_text))


PROVIDER_KEYS: Collection[str] = {"version", "pluginDownloadURL", "pluginChecksums"}
