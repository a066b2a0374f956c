"""The other ends of docs/coverage: nothing in a spec, in the vocabulary, in the facts or in a test without a reason."""

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from stacks import _spec
from stacks._tenancy import with_tenants
from tests.docs.paths import SYSTEMS
from tests.docs.reach import children, is_set, unreached
from tests.docs.rows import PREFIXES, ROOT, Row, path_of, rows
from tests.docs.sources import ID, defined_tests, written
from tests.docs.test_facts import FACTS

FACTS_TEST = "tests/docs/test_facts.py::test_the_guides_facts_are_in_the_spec"
EACH_SYSTEM = pytest.mark.parametrize("system", PREFIXES)
TYPES: Mapping[str, type[Any]] = {
    name: getattr(_spec, name) for name in _spec.__all__ if dataclasses.is_dataclass(getattr(_spec, name))
}
# Types of the vocabulary, and fields with a default, of which no system says anything, and why they are there.
UNSAID: Mapping[str, str] = {
    "Alert.query": "for what Watch has no word for; no guide asks for such an alert so far",
    "Cache.port": "the protocol's own, which the guides keep to (CLO-031)",
    "Call": "follows from what services call and the edge routes; nobody writes it",
    "Check.command": "for a service that speaks no HTTP; every service of the guides does",
    "Database.encoding": "the default is what the one guide that names it wants (CLO-026)",
    "Database.locale": "the default is what the one guide that names it wants (CLO-026)",
    "Database.port": "the protocol's own, which the guides keep to",
    "Listener.timeout_seconds": "no guide says how long a sender may be silent",
    "Migration.timeout_seconds": "no guide says how long a migration may take",
    "Queue.port": "the protocol's own, which the guides keep to",
    "SecretUse.delivery": "a file is the default; an app that only knows variables is a user's own",
    "Service.metrics_path": "every guide keeps to /metrics",
}


@EACH_SYSTEM
def test_everything_in_a_spec_has_a_row(system: str) -> None:
    found = unreached(system, tuple(path for row in rows() if row.system == system for path in row.fields))
    assert not found, (
        f"no row of {path_of(system).relative_to(ROOT)} leads to these; name each in the field of the row that asks "
        "for it, or take it out of the spec:\n  " + "\n  ".join(found)
    )


@pytest.mark.parametrize(
    ("paths", "path"),
    [
        (("clo.SPEC",), "clo.SPEC.services.backend"),  # the whole says nothing of its parts
        (("clo.BACKEND",), "clo.SPEC.services.backend.environment.DEBUG"),
        (("clo.BACKEND.environment.WORKERS",), "clo.SPEC.services.backend.environment.DEBUG"),
        (("clo.BACKEND",), "clo.SPEC.services.backend.metrics_port"),
        (("clo.MONITORING",), "clo.SPEC.monitoring.alerts.disk-full"),
        (("clo.ALERTS.disk-filling",), "clo.SPEC.monitoring.alerts.disk-full"),
        (("clo.EDGE.sites",), "clo.SPEC.edge.routes./docs"),
        (("clo.JOBS.VACUUM", "revitron.JOBS"), "clo.SPEC.jobs.reindex concurrently"),
    ],
)
def test_what_no_path_leads_to_is_found(paths: tuple[str, ...], path: str) -> None:
    assert path in unreached("clo", paths)


@pytest.mark.parametrize(
    ("paths", "path"),
    [
        (("clo.SPEC.services.backend.environment.DEBUG",), "clo.SPEC.services.backend.environment.DEBUG"),
        (("clo.BACKEND.environment",), "clo.SPEC.services.backend.environment.DEBUG"),
        (("clo.BACKEND.environment.DEBUG",), "clo.SPEC.services.backend"),  # what it is within
        (("clo.ALERTS",), "clo.SPEC.monitoring.alerts.disk-full"),
        (("clo.DASHBOARDS",), "clo.SPEC.monitoring.dashboards.CLO Management System.panels.Business Metrics"),
        (("clo.API_LIMIT",), "clo.SPEC.edge.routes./api/.limits.api"),
        (("clo.DATABASE.owner",), "clo.SPEC.databases.database.roles.clo_user"),
    ],
)
def test_what_a_path_leads_to_is_reached(paths: tuple[str, ...], path: str) -> None:
    assert path in unreached("clo", ())
    assert path not in unreached("clo", paths)


@pytest.mark.parametrize("name", TYPES)
def test_every_word_of_the_vocabulary_is_used(name: str) -> None:
    """A type by some system; a field that has a default is written out by one, or has another value than that."""
    if name in UNSAID:
        return
    assert name in used(), f"no system has a {name}; take it out of the vocabulary, or say why not in UNSAID"
    optional = {field.name for field in dataclasses.fields(TYPES[name]) if not _required(field)}
    unsaid = sorted(field for field in optional - used()[name] if f"{name}.{field}" not in UNSAID)
    assert not unsaid, f"no system says {', '.join(unsaid)} of a {name}; take it out, or say why not in UNSAID"


@pytest.mark.parametrize("word", UNSAID)
def test_what_is_excused_is_really_unsaid(word: str) -> None:
    name, _, field = word.partition(".")
    assert not field or field in {item.name for item in dataclasses.fields(TYPES[name])}
    assert name not in used() or (field and field not in used()[name]), f"{word} is used; take it out of UNSAID"


@cache
def used() -> Mapping[str, frozenset[str]]:
    """Return the fields that some system says, by type."""
    found: dict[str, set[str]] = {}
    for system in PREFIXES:
        spec = SYSTEMS[system].SPEC
        quotas = {"acme": spec.tenancy.quota} if spec.tenancy else {}
        for value in (*_values(spec), *_values(with_tenants(spec, quotas))):
            said = {field.name for field in dataclasses.fields(value) if is_set(value, field.name)}
            found.setdefault(type(value).__name__, set()).update(said)
        for name in set(written(system)) & set(found):
            found[name].update(written(system)[name])
    return {name: frozenset(fields) for name, fields in found.items()}


def _values(value: Any) -> Iterator[Any]:
    if dataclasses.is_dataclass(value):
        yield value
    for _, inner in children(value):
        yield from _values(inner)


def _required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


@EACH_SYSTEM
def test_every_fact_is_named_by_its_row(system: str) -> None:
    named = {identity for row in rows() if FACTS_TEST in row.tests for identity in row.ids}
    assert system in FACTS, f"write tests/docs/facts/{system}.py"
    unnamed = sorted(set(FACTS[system]) - named)
    assert not unnamed, f"name {FACTS_TEST} in the rows of {', '.join(unnamed)}"


@pytest.mark.parametrize("row", [row for row in rows() if FACTS_TEST in row.tests], ids=lambda row: row.name)
def test_a_row_that_names_the_facts_has_one(row: Row) -> None:
    assert any(identity in FACTS.get(row.system, {}) for identity in row.ids), f"no fact of {row.system} is about it"


@EACH_SYSTEM
def test_every_test_of_a_system_proves_a_row(system: str) -> None:
    """Some row names the test, or its docstring names an id that has a row, or says "Ours: " and what it keeps from
    happening: a number of our own choice that no guide asks for.
    """
    named = {test for row in rows() for test in row.tests}
    known = {identity for row in rows() for identity in row.ids}
    for path in (f"tests/stacks/test_{system}.py", f"tests/docs/test_{system}_facts.py"):
        idle = [
            name
            for name, docstring in defined_tests(path).items()
            if f"{path}::{name}" not in named and not set(ID.findall(docstring)) & known and "Ours: " not in docstring
        ]
        assert not idle, f"{path}: name {', '.join(idle)} in the row it proves, or say in its docstring what it is for"
