"""PostgreSQL's own memory against the limit of its server: an override of either can break what the spec made fit."""

import re
from collections.abc import Iterator

from stacks._data import Database, DatabaseResources

# PostgreSQL 17's own values where a spec says none (documentation, "Resource Consumption"), and megabytes by unit.
STANDARD = {"max_connections": "100", "shared_buffers": "128MB", "work_mem": "4MB", "maintenance_work_mem": "64MB"}
MEMORY = ("shared_buffers", "work_mem", "maintenance_work_mem")
UNITS = {"kB": 1 / 1024, "MB": 1.0, "GB": 1024.0}


def memory_problems(database: Database, resources: DatabaseResources, where: str) -> Iterator[str]:
    """Say whether PostgreSQL's own memory fits its limit: buffers in half of it, and all that sort at once beside them.

    ``resources`` hold all parameters of their size; ``where`` names the size. A server that is too big for its limit
    does not start, or is ended by the kernel when it is busy.
    """
    said = {**STANDARD, **database.parameters_with(resources)}
    found: dict[str, float] = {}
    for name in MEMORY:
        parsed = re.fullmatch(r"(\d+) ?(kB|MB|GB)", said[name])
        if parsed is None:
            yield f"database {database.name!r} {where}: {name} is {said[name]!r}; write a number and kB, MB or GB: 64MB"
            return
        found[name] = int(parsed[1]) * UNITS[parsed[2]]
    if not said["max_connections"].isdigit():
        return  # pool_problems says so
    pooled = sum(database.pooled(role) for role in database.roles)
    sorting = (pooled or int(said["max_connections"])) * found["work_mem"]
    together, limit = found["shared_buffers"] + found["maintenance_work_mem"] + sorting, resources.memory_mb
    buffers = f"database {database.name!r} {where}: shared_buffers of {said['shared_buffers']}"
    if found["shared_buffers"] > limit / 2:
        yield f"{buffers} are over half of {limit} MB"
    elif together > limit:
        yield f"{buffers}, maintenance_work_mem and all connections' work_mem are {together:g} MB, over its {limit} MB"
