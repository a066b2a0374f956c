"""CLO with one thing changed, for tests of what is refused."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import stacks
from stacks._spec import Queue, QueueResources, Size, Stream, SystemSpec

CLO = stacks.load("clo")
BACKEND, DATABASE, CACHE, EDGE = CLO.service("backend"), CLO.databases[0], CLO.caches[0], CLO.edge
MONITORING, BACKUPS = CLO.monitoring, CLO.backups
QUEUE = Queue(
    name="queue",
    floor="2.10",
    sizes=dict.fromkeys(Size, QueueResources(cpus=1, memory_mb=256, disk_gb=1)),
    accounts=(),
    streams=(Stream(name="events", subjects=("events.>",), max_age_hours=24, max_mb=100),),
)


def clo(**changes: Any) -> SystemSpec:
    """Return CLO with other fields."""
    return dataclasses.replace(CLO, **changes)


def backend(**changes: Any) -> SystemSpec:
    """Return CLO with another backend."""
    return clo(services=(dataclasses.replace(BACKEND, **changes),))


def database(**changes: Any) -> SystemSpec:
    """Return CLO with another database."""
    return clo(databases=(dataclasses.replace(DATABASE, **changes),))


def cache(**changes: Any) -> SystemSpec:
    """Return CLO with another cache."""
    return clo(caches=(dataclasses.replace(CACHE, **changes),))


def edge(**changes: Any) -> SystemSpec:
    """Return CLO with another edge."""
    return clo(edge=dataclasses.replace(EDGE, **changes))


def monitoring(**changes: Any) -> SystemSpec:
    """Return CLO, watched otherwise."""
    return clo(monitoring=dataclasses.replace(MONITORING, **changes))


def backups(**changes: Any) -> SystemSpec:
    """Return CLO, backed up otherwise."""
    return clo(backups=dataclasses.replace(BACKUPS, **changes))


def without(items: tuple[Any, ...], **said: object) -> tuple[Any, ...]:
    """Return the items that do not have all of these fields."""
    return tuple(item for item in items if any(getattr(item, name) != value for name, value in said.items()))


def at(table: Mapping[Size, Any], size: Size, **changes: Any) -> dict[Size, Any]:
    """Return a table of sizes with other numbers at one size."""
    return {**table, size: dataclasses.replace(table[size], **changes)}
