"""The facts of the guides: what their numbers and names are, and that the specs say them."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.docs.paths import resolve

FACTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {  # by system
    file.stem: importlib.import_module(f"tests.docs.facts.{file.stem}").FACTS
    for file in sorted((Path(__file__).parent / "facts").glob("*.py"))
}


CASES = [pytest.param(said, id=requirement) for facts in FACTS.values() for requirement, said in facts.items()]


@pytest.mark.parametrize("said", CASES)
def test_the_guides_facts_are_in_the_spec(said: Mapping[str, Any]) -> None:
    assert said  # a requirement without a fact proves nothing
    for path, value in said.items():
        found = resolve(path)
        assert found == value, path
        assert isinstance(found, bool) is isinstance(value, bool), path  # True is not 1
