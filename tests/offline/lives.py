"""A stack's life on the real engine, from its first preview to its end, written down for tests to look at.

A life is lived once for all tests of a file: each step is a command, and what was said and what existed after it stays.
So every test proves its own part, and none depends on another.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from tests.offline.cloud import STACK, Cloud
from tests.toolchain.conftest import new_project
from toolchain.offline.making import OWN
from toolchain.offline.server import attached, serving
from toolchain.offline.values import UNKNOWN, Secret, from_plain, opened
from toolchain.offline.world import Resource

# What a preview draws by chance, and the update again: the end of a name, the name of a role's assignment.
CHANCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{7,8}(?![0-9a-f])")


@dataclass(frozen=True)
class Step:
    """One command: what it said, and what exists after it, by type and logical name: ``Instance database``."""

    said: str
    there: Mapping[str, Resource]

    @property
    def ids(self) -> dict[str, str]:
        """The ids of what exists."""
        return {name: item.key.id for name, item in self.there.items()}


@dataclass
class Life:
    """A cloud, and the steps of one stack in it."""

    cloud: Cloud
    steps: dict[str, Step] = field(default_factory=dict)
    planned: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)

    def does(self, name: str, *arguments: str) -> None:
        """Take a step that must succeed."""
        self._keep(name, self.cloud.does(*arguments))

    def fails(self, name: str, *arguments: str) -> None:
        """Take a step that must fail."""
        self._keep(name, self.cloud.fails(*arguments))

    def plan(self) -> None:
        """Preview, and keep each planned resource's state by type and name; what is not known is ``UNKNOWN``."""
        events = self.cloud.folder / "events.json"
        told_apart: dict[str, str] = {}
        self.does("plan", "preview", "--event-log", str(events))
        for line in events.read_text().splitlines():
            if found := json.loads(line).get("resOutputsEvent"):
                state = found["metadata"]["new"]
                name = named(state["urn"])
                assert told_apart.setdefault(name, state["urn"]) == state["urn"], f"two resources are called {name}"
                self.planned[name] = from_plain({**state["inputs"], **state["outputs"]})

    def is_planned(self, name: str, path: str) -> Any:
        """Return what a preview says of a resource's property: its value, ``UNKNOWN``, or None where nothing."""
        value: Any = self.planned[name]
        for part in re.findall(r"[^.\[\]]+", path):
            if value is UNKNOWN or value is None:
                return value
            value = value[int(part)] if isinstance(value, list) else value.get(part)
        return value

    def surprises(self) -> list[str]:
        """Return where the preview was wrong: it knew another value than came, or said nothing of what came."""
        found = []
        for name, item in self.steps["up"].there.items():
            came = opened({**item.inputs, **item.outputs})
            found += [f"{name}: {place}" for place in _surprises(self.planned[name], came, "")]
        return found

    def _keep(self, name: str, said: str) -> None:
        there = {named(item.urn): item for item in self.cloud.there()}
        self.steps[name] = Step(said, there)


def _surprises(planned: Any, came: Any, place: str) -> Iterator[str]:
    if planned is UNKNOWN or isinstance(planned, Secret):
        return
    if isinstance(planned, dict) and isinstance(came, dict):
        for key in sorted({*planned, *came} - {OWN}):
            yield from _surprises(planned.get(key), came.get(key), f"{place}.{key}")
    elif isinstance(planned, list) and isinstance(came, list) and len(planned) == len(came):
        for index, (one, other) in enumerate(zip(planned, came, strict=True)):
            yield from _surprises(one, other, f"{place}[{index}]")
    elif CHANCE.sub("", str(planned)) != CHANCE.sub("", str(came)):
        yield f"{place} was to be {planned!r} and is {came!r}"


def named(urn: str) -> str:
    """Return the last word of a resource's type, and its logical name."""
    _, _, kinds, name = urn.split("::")
    return f"{kinds.rpartition(':')[2]} {name}"


@contextmanager
def beginning(folder: Path, program: str, config: Mapping[str, Any]) -> Iterator[Life]:
    """Begin a life in a folder, with a program and what the providers are configured with."""
    with serving(folder / "world.sqlite") as (ports, shared):
        project = new_project(folder)
        # The engine writes what it plans and does into a file only for who debugs it.
        debugging = {**project.environment, "PULUMI_DEBUG_COMMANDS": "true"}
        cloud = Cloud(replace(project, environment=debugging), shared, attached(ports))
        cloud.program(program)
        with (folder / f"Pulumi.{STACK}.yaml").open("a") as file:
            yaml.safe_dump({"config": dict(config)}, file)
        yield Life(cloud)


def changed(program: str, *changes: tuple[str, str]) -> str:
    """Return a program with parts of it changed, each of which must be there once."""
    for old, new in changes:
        assert program.count(old) == 1, old
        program = program.replace(old, new)
    return program
