"""Facts of operations.toml that tasks use: what only the deployment knows. A table, or the same as a JSON text."""

import json
from collections.abc import Mapping
from typing import Any

from .configuration import Configuration
from .failure import Failure


def table(configuration: Configuration, name: str) -> Mapping[str, Any]:
    """Return a fact that is a table; empty if the deployment does not say it."""
    said = configuration.facts.get(name, {})
    try:
        found = json.loads(said) if isinstance(said, str) else said
    except ValueError:
        found = None
    if not isinstance(found, Mapping):
        raise Failure(f"the fact {name} is {said!r}; wanted a table, for instance {name} = {{backend = 1}}")
    return found


def numbers(configuration: Configuration, name: str) -> Mapping[str, int]:
    """Return a fact that is a table of numbers; a single number has the name ""."""
    said = configuration.facts.get(name)
    if isinstance(said, int) or (isinstance(said, str) and said.isdigit()):
        return {"": int(said)}
    try:
        return {key: int(value) for key, value in table(configuration, name).items()}
    except (TypeError, ValueError):
        raise Failure(f"the fact {name} is {said!r}; wanted numbers, for instance {name} = {{audit = 365}}") from None
