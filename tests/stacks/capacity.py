"""What must hold of the numbers of every system: functions that say what is too big for what, a line each."""

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from stacks._memory import memory_problems
from stacks._profiles import place
from stacks._spec import EDGE, Edge, Environment, Service, Size, SystemSpec

LAPTOP_CPUS = 2.0
LAPTOP_MEMORY_MB = 8192


def memory_misfits(spec: SystemSpec) -> Iterator[str]:
    """Buffers take at most half of a database's memory, and all connections can sort beside them."""
    for database in spec.databases:
        for shape, sizes in (("", database.sizes), (" on one host", database.host_sizes)):
            for size in sizes:
                resources = database.resources_at(size, single_host=bool(shape))
                yield from memory_problems(database, resources, f"at {size.value}{shape}")


def too_much_for_a_laptop(spec: SystemSpec) -> Iterator[str]:
    """At size laptop no container wants more than two processors, and all together fit 8 GB."""
    for single_host in (False, True):
        containers = list(_containers(spec, Size.LAPTOP, single_host=single_host))
        for name, cpus, _ in containers:
            if cpus > LAPTOP_CPUS:
                yield f"{name} wants {cpus:g} processors"
        memory = sum(megabytes for _, _, megabytes in containers)
        if memory > LAPTOP_MEMORY_MB:
            yield f"all containers together want {memory} MB"


def too_much_for_one_host(spec: SystemSpec) -> Iterator[str]:
    """At every size the memory of all containers fits the host that the spec asks for."""
    for size, host in spec.host.items():
        memory = sum(megabytes for _, _, megabytes in _containers(spec, size, single_host=True))
        if memory > host.memory_gb * 1024:
            yield f"at {size.value} all containers want {memory} MB, and the host has {host.memory_gb} GB"


def _containers(spec: SystemSpec, size: Size, *, single_host: bool) -> Iterator[tuple[str, float, int]]:
    """Return each container of dev, on one host without what only several machines have: name, processors, memory."""
    system = place(spec, Environment.DEV, size, single_host=single_host)
    parts: dict[str, Service | Edge] = {**{service.name: service for service in spec.services}, EDGE: spec.edge}
    for name, part in parts.items():
        resources = system.resources(part)
        for _ in range(system.replicas(part)):
            yield name, resources.cpus, resources.memory_mb
    for database in spec.databases:
        limits = system.database_resources(database)
        for _ in range(1 + (0 if single_host else database.read_replicas.get(size, 0))):
            yield database.name, limits.cpus, limits.memory_mb
    for cache in spec.caches:
        yield cache.name, cache.sizes[size].cpus, cache.sizes[size].memory_mb
    for queue in spec.queues:
        for _ in range(1 if single_host else queue.sizes[size].nodes):
            yield queue.name, queue.sizes[size].cpus, queue.sizes[size].memory_mb


def shrinking_sizes(spec: SystemSpec) -> Iterator[str]:
    """No number of a size is less than the size before has."""
    for path, table in _tables(spec, spec.name):
        here = [size for size in Size if size in table]
        for before, after in pairwise(here):
            for name, (less, more) in _numbers(table[before], table[after]).items():
                if more < less:
                    yield f"{path}: {name} falls from {less:g} at {before.value} to {more:g} at {after.value}"


def _tables(value: object, path: str) -> Iterator[tuple[str, Mapping[Size, Any]]]:
    if isinstance(value, Mapping) and value and all(isinstance(key, Size) for key in value):
        yield path, value
    elif isinstance(value, tuple):
        for inner in value:
            yield from _tables(inner, f"{path}.{getattr(inner, 'name', '')}")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _tables(getattr(value, field.name), f"{path}.{field.name}")


def _numbers(before: object, after: object) -> dict[str, tuple[float, float]]:
    if isinstance(before, int | float) and isinstance(after, int | float):
        return {"it": (before, after)}
    fields = dataclasses.fields(before) if dataclasses.is_dataclass(before) else ()
    pairs = {field.name: (getattr(before, field.name), getattr(after, field.name)) for field in fields}
    return {name: pair for name, pair in pairs.items() if all(isinstance(number, int | float) for number in pair)}
