"""Every table of every package speaks of types and properties that the SDK has, and of real sources."""

import re
from functools import cache
from typing import Any

import pytest

from tests.offline.tables import paths
from toolchain.offline import making, packages
from toolchain.offline.invented import Invented
from toolchain.offline.package import Package
from toolchain.offline.shapes import Property, Shapes, Type

ROWS = [(name, kind) for name in packages.names() for kind in sorted({
    *packages.load(name).identities, *packages.load(name).outputs, *packages.load(name).makers,
    *packages.load(name).replacements, *packages.load(name).later, *packages.load(name).guards,
    *(rule.kind for rule in packages.load(name).rules),
} - {"*"})]  # fmt: skip
NAMES = packages.names()


@cache
def _shapes(name: str) -> Shapes:
    return Shapes(name, packages.load(name).module)


@cache
def _kinds(name: str) -> frozenset[str]:
    return frozenset(_shapes(name).kinds)


def _is_custom(package: Package, kind: str) -> bool:
    return bool(package.custom and re.fullmatch(package.custom, kind)) and kind not in _kinds(package.name)


def test_every_package_of_the_offline_mode_is_there() -> None:
    assert NAMES == ("aws", "azure-native", "command", "docker", "gcp", "kubernetes", "random", "tls")


@pytest.mark.parametrize(("name", "kind"), ROWS)
def test_every_row_is_of_a_type_that_exists(name: str, kind: str) -> None:
    package = packages.load(name)
    assert kind in _kinds(name) or _is_custom(package, kind)


@pytest.mark.parametrize(("name", "kind"), ROWS)
def test_every_property_of_a_row_exists(name: str, kind: str) -> None:
    package = packages.load(name)
    if _is_custom(package, kind):
        return  # nothing says what a custom resource has
    shape = _shapes(name).resource(kind)
    row = package.replacements.get(kind)
    places = [*(row.properties if row else ()), *(row.shrinking if row else ())]
    places += [guard.path for guard in package.guards.get(kind, ())]
    places += [path for rule in package.rules if rule.kind == kind for path in paths(rule)]
    if kind in package.identities and package.identities[kind].name:
        places.append(package.identities[kind].name)
    missing = [place for place in places if not _exists(name, place, shape.inputs)]
    assert missing == []
    said = set(package.outputs.get(kind, {})) - set(shape.outputs)
    assert said == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_its_source(name: str) -> None:
    package = packages.load(name)
    sources = [(rule.kind, rule.source) for rule in package.rules]
    sources += [(kind, row.source) for kind, row in package.replacements.items()]
    sources += [(kind, guard.source) for kind, guards in package.guards.items() for guard in guards]
    assert [kind for kind, source in sources if len(source) < 12] == []


@pytest.mark.parametrize(("name", "kind"), ROWS)
def test_every_template_can_be_filled_with_the_least_that_is_said(name: str, kind: str) -> None:
    package = packages.load(name)
    shape = None if _is_custom(package, kind) else _shapes(name).resource(kind)
    inputs = {key: "said" for key, item in shape.inputs.items() if item.required} if shape else {}
    identity = making.identity_of(package, kind, shape)
    facts = {**package.account, **inputs, "name": "part-name"}
    invented = Invented(f"urn:pulumi:dev::moorage::{kind}::part", 1, facts)
    assert identity.auto == "" or invented.fill(identity.auto)
    identifier = making.identifier(identity, inputs, invented) if isinstance(identity.id, str) else "an-id"
    assert identifier
    assert "{" not in identifier
    known = invented.knowing(id=identifier, now="2026-01-01T00:00:00Z")
    filled = known.fill(dict(package.outputs.get(kind, {})))
    assert set(filled) == set(package.outputs.get(kind, {}))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_usual_in_a_package_can_be_filled(name: str) -> None:
    package = packages.load(name)
    facts: dict[str, Any] = {**package.account, "name": "part-name", "id": "an-id"}
    invented = Invented("urn:pulumi:dev::moorage::a:b:C::part", 1, facts)
    for template in package.usual_outputs.values():
        assert invented.fill(template) is not None


def _exists(name: str, path: str, properties: dict[str, Property] | Any) -> bool:
    head, _, rest = path.replace("[*]", ".[*]").partition(".")
    return head in properties and _leads_on(name, rest, properties[head].type)


def _leads_on(name: str, path: str, kind: Type) -> bool:
    if not path or kind == "any":
        return True
    head, _, rest = path.partition(".")
    match kind:
        case {"list": item} | {"map": item} if head == "[*]":
            return _leads_on(name, rest, item)
        case {"map": item}:
            return _leads_on(name, rest, item)
        case {"object": cls}:
            inner = _shapes(name).object(cls)
            return head in inner and _leads_on(name, rest, inner[head].type)
        case {"union": members}:
            return any(_leads_on(name, path, member) for member in members)
    return False
