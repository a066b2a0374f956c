"""Configuration files of services: data of the spec as YAML or JSON.

Guarantees: the file parses back to what the spec says, with worker counts and memory shares as numbers; no secret can
be in it, because a spec's trees can hold none.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from pulumi import Input, Output

from stacks._services import ConfigurationFile, Resources
from stacks._values import MemoryShare, PlainValue, Workers


def configuration_text(
    file: ConfigurationFile, resources: Resources, resolve: Callable[[PlainValue], Input[str]]
) -> Input[str]:
    """Return the text of a file; ``resolve`` turns a value of the spec into what the service finds."""
    render = _yaml if file.path.endswith(".yaml") else _json
    return Output.from_input(_resolved(file.content, resources, resolve)).apply(render)


def _resolved(tree: object, resources: Resources, resolve: Callable[[PlainValue], Input[str]]) -> Any:
    match tree:
        case Mapping():
            return {key: _resolved(value, resources, resolve) for key, value in tree.items()}
        case tuple():
            return [_resolved(value, resources, resolve) for value in tree]
        case bool() | int() | float() | str():
            return tree
        case Workers():
            return tree.at(resources.cpus)
        case MemoryShare():
            return tree.at(resources.memory_mb)
        case _:
            return resolve(tree)  # type: ignore[arg-type] # what is left of a Tree is a PlainValue


def _yaml(content: object) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
