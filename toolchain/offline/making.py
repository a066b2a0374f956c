"""What making a resource gives: its name where the program left it out, its id, and what only the cloud knows."""

import re
import string
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity, Package
from toolchain.offline.paths import EVERY, find, first
from toolchain.offline.shapes import Shape, Type
from toolchain.offline.values import UNKNOWN, Secret, has_unknown, opened

OWN = "__defaults"
MAP = "{}"


def identity_of(package: Package, kind: str, shape: Shape | None) -> Identity:
    """Return how a type is named; what is usual in its package, as far as the type has such an input."""
    identity = package.identity(kind)
    head = identity.name.partition(".")[0]
    if head and shape and head not in shape.inputs:
        return replace(identity, name="")
    if shape and not identity.prefix and f"{identity.name}Prefix" in shape.inputs:
        return replace(identity, prefix=f"{identity.name}Prefix")
    return identity


def automatic_name(identity: Identity, urn: str, seed: bytes, proposed: str) -> str:
    """Return the name of what a program gave none: the one proposed by the user's own rule, else the package's."""
    if proposed:
        return proposed
    invented = Invented(urn, int.from_bytes(seed[:8] or b"\0"), {})
    name = str(invented.fill(identity.auto))
    excess = len(name) - identity.longest
    if excess <= 0:
        return name
    logical = invented["logical"][:-excess].rstrip("-_.")
    shorter = Invented(f"{urn.rpartition('::')[0]}::{logical}", int.from_bytes(seed[:8] or b"\0"), {})
    return str(shorter.fill(identity.auto))


def with_name(inputs: Mapping[str, Any], path: str, name: Any) -> dict[str, Any]:
    """Return inputs with a name at a path."""
    head, _, rest = path.partition(".")
    if not rest:
        return {**inputs, head: name}
    inner = inputs.get(head)
    return {**inputs, head: with_name(inner if isinstance(inner, Mapping) else {}, rest, name)}


def facts(package: Package, configuration: Mapping[str, Any], inputs: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the facts that templates of a resource may use: what is filled with a secret one is secret too."""
    values = {key: opened(value) if isinstance(value, Secret) else value for key, value in inputs.items()}
    plain = {key: value for key, value in values.items() if isinstance(value, str | int) and value != ""}
    said = {key: value for key, value in configuration.items() if isinstance(value, str) and value}
    return {**package.account, **said, **plain, **({"name": name} if name else {})}


def scope_of(identity: Identity, inputs: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Return what a name must be unique in."""
    return "/".join(str(opened(first(inputs, path)) or known.get(path, "")) for path in identity.scope or ())


def identifier(identity: Identity, inputs: Mapping[str, Any], invented: Invented) -> str:
    """Return the id of a new resource."""
    return str(identity.id(inputs, invented) if callable(identity.id) else invented.fill(identity.id))


def outputs(
    package: Package, shape: Shape | None, kind: str, inputs: Mapping[str, Any], invented: Invented
) -> dict[str, Any]:
    """Return the outputs that are not just the inputs again."""
    templates = _templates(package, shape, kind)
    hidden = {key for key, value in inputs.items() if isinstance(value, Secret)}
    found: dict[str, Any] = {}
    for name, item in shape.outputs.items() if shape else ():
        if inputs.get(name) is not None:
            continue
        if name in templates:
            filled = _as(item.type, invented.fill(templates[name]))
            found[name] = Secret(filled) if hidden and _mentions(templates[name], hidden) else filled
        elif item.required:
            found[name] = _stand_in(name, item.type, invented)
    if maker := package.makers.get(kind, package.usual_maker):
        made = maker(opened(dict(inputs)), invented)
        # One maker serves types of which not all have what it makes, such as tags.
        has = made if shape is None else {name: value for name, value in made.items() if name in shape.outputs}
        found |= {name: _with_said(value, inputs.get(name)) for name, value in has.items()}
    return {name: _hidden(name, value, shape) for name, value in found.items()}


def later(package: Package, shape: Shape | None, kind: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is not known of a resource before it is made: all that only the cloud can say."""
    inside = _inside(inputs, (*package.later.get(kind, ()), *package.later.get("*", ())))
    if shape is None:
        return inside
    templates = _templates(package, shape, kind)
    made = kind in package.makers or package.usual_maker is not None
    return inside | {
        name: UNKNOWN
        for name, item in shape.outputs.items()
        if inputs.get(name) is None and (item.required or name in templates or (made and name not in shape.inputs))
    }


def _with_said(made: Any, said: Any) -> Any:
    """Return what a maker made, with all that the program said in it as it was said: a secret stays one.

    A list of which the cloud makes a map, as Azure of the names of identities, is the map.
    """
    if said is None or (isinstance(made, Mapping) and isinstance(said, list)):
        return made
    if isinstance(made, Secret):
        return Secret(_with_said(made.value, said.value if isinstance(said, Secret) else said))
    if isinstance(made, Mapping) and isinstance(said, Mapping):
        return {
            key: _with_said(made.get(key), said.get(key)) for key in [*said, *(key for key in made if key not in said)]
        }
    if isinstance(made, list) and isinstance(said, list) and len(made) == len(said):
        return [_with_said(one, other) for one, other in zip(made, said, strict=True)]
    return said


def still(said: Any, was: Any, said_before: Any) -> Any:
    """Return what is said now, with what only the cloud had filled in beside what was said before."""
    if isinstance(said, list) and isinstance(was, Mapping):
        return was
    if isinstance(said, Mapping) and isinstance(was, Mapping):
        before = said_before if isinstance(said_before, Mapping) else {}
        filled = {key: value for key, value in was.items() if key not in said and key not in before}
        return {key: still(value, was.get(key), before.get(key)) for key, value in said.items()} | filled
    lists = [side for side in (said, was, said_before) if isinstance(side, list)]
    if len(lists) == 3 and len({len(side) for side in lists}) == 1:
        return [still(*each) for each in zip(*lists, strict=True)]
    return said


def _inside(inputs: Mapping[str, Any], paths: tuple[str, ...]) -> dict[str, Any]:
    """Return what only the cloud fills where a program says nothing, and the said objects in which it does."""
    found: dict[str, Any] = {}
    for path in paths:
        head, *steps = path.replace(EVERY, f".{EVERY}").split(".")
        said = found.get(head, inputs.get(head))
        if said is None and not steps:
            found[head] = UNKNOWN
        elif said is not None and steps:
            found[head] = _open(said, steps)
    return {head: value for head, value in found.items() if value != inputs.get(head)}


def _open(said: Any, steps: list[str]) -> Any:
    """Return what is said with a place in it not known, where nothing is said there but all around it is.

    At the end of the steps {} stands for a list of which the cloud makes a map, as Azure of the names of identities.
    """
    step, *rest = steps
    match said:
        case Secret():
            return Secret(_open(said.value, steps))
        case list() if step == EVERY:
            return [_open(item, rest) for item in said]
        case dict() if step == EVERY:
            return {key: _open(item, rest) for key, item in said.items()}
        case dict() if step.endswith(MAP):
            name = step.removesuffix(MAP)
            return {**said, name: UNKNOWN} if isinstance(said.get(name), list) else said
        case dict() if not rest:
            return {**said, step: UNKNOWN} if said.get(step) is None else said
        case dict() if said.get(step) is not None:
            return {**said, step: _open(said[step], rest)}
    return said


def prefixed_name(identity: Identity, urn: str, incarnation: int, inputs: Mapping[str, Any]) -> str:
    """Return the name that a cloud makes of a prefix that the program says; "" where it says none."""
    prefix = first(inputs, identity.prefix) if identity.prefix else None
    return f"{prefix}{Invented(urn, incarnation, {})['digits20']}" if prefix else ""


def shrinks(path: str, properties: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether a change is of a number that can only grow where it is, and makes it smaller."""
    if path not in properties:
        return False
    before, after = first(old, path), first(new, path)
    return isinstance(before, int | float) and isinstance(after, int | float) and after < before


def _templates(package: Package, shape: Shape | None, kind: str) -> dict[str, Any]:
    usual = {name: item for name, item in package.usual_outputs.items() if shape and name in shape.outputs}
    return {**usual, **package.outputs.get(kind, {})}


def _hidden(name: str, value: Any, shape: Shape | None) -> Any:
    return Secret(value) if shape and name in shape.secrets and not isinstance(value, Secret) else value


def _mentions(template: Any, fields: Collection[str]) -> bool:
    match template:
        case str():
            return any(field in fields for _, field, _, _ in string.Formatter().parse(template))
        case dict():
            return any(_mentions(item, fields) for item in template.values())
        case list() | tuple():
            return any(_mentions(item, fields) for item in template)
    return False


def _as(kind: Type, value: Any) -> Any:
    """Return a filled template as the type that its output has."""
    if kind == "integer" and isinstance(value, str):
        return int(value)
    if kind == "boolean" and isinstance(value, str):
        return value == "true"
    return value


def _stand_in(name: str, kind: Type, invented: Invented) -> Any:
    match kind:
        case "string":
            return f"{re.sub(r'(?<!^)(?=[A-Z])', '-', name).lower()}-{invented['hex8']}"
        case "integer" | "number":
            return 0
        case "boolean":
            return False
        case {"enum": [value, *_]} | {"constant": value}:
            return value
        case {"list": _}:
            return []
        case {"union": [member, *_]}:
            return _stand_in(name, member, invented)
        case str():
            return None
    return {}


def physical_name(identity: Identity, inputs: Mapping[str, Any]) -> str:
    """Return a resource's physical name, or "" where it has none or none that is known."""
    found = next(find(inputs, identity.name), None) if identity.name else None
    return str(found.value) if found and not has_unknown(found.value) else ""
