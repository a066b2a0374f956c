"""Checks that a spec fits together: everything it names is there, and its numbers leave room for each other."""

import re
from collections.abc import Collection, Iterator, Sequence
from graphlib import CycleError
from typing import TYPE_CHECKING

from stacks._data import Access, Bucket, Cache, Database, Queue
from stacks._operations import Watch
from stacks._values import Field, Generated, Reference, Size

if TYPE_CHECKING:
    from stacks._spec import Part, SystemSpec

EDGE = "edge"  # the name of the edge among the callers and callees of a system
# What is there or not, and needs no threshold.
BINARY = (Watch.UNREACHABLE, Watch.DATABASE_UNAVAILABLE, Watch.CACHE_UNAVAILABLE, Watch.QUEUE_UNAVAILABLE)
CRON = re.compile(r"[0-9*/,-]+( [0-9*/,-]+){4}")
MAINTENANCE_CONNECTIONS = 20  # of max_connections, kept free of pools for migrations, monitoring and people


def parts(spec: "SystemSpec") -> "Sequence[Part]":
    """Return everything that can be called."""
    return (*spec.services, *spec.databases, *spec.caches, *spec.queues, *spec.buckets)


def problems(spec: "SystemSpec") -> Iterator[str]:
    """Say everything that does not fit together in a spec, a line each."""
    yield from _naming_problems(spec)
    yield from _call_problems(spec)
    yield from _edge_problems(spec)
    yield from _size_problems(spec)
    yield from _operations_problems(spec)


def _naming_problems(spec: "SystemSpec") -> Iterator[str]:
    names = [part.name for part in parts(spec)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name!r} names two parts; every service, database, cache, queue and bucket has its own name"
    if EDGE in names:
        yield f"{EDGE!r} is the name of the edge and can't name another part"
    secrets = {secret.name for secret in spec.secrets}
    for service in spec.services:
        for use in service.secrets:
            if isinstance(use.value, Generated) and use.value.name not in secrets:
                yield f"service {service.name!r} uses the secret {use.value.name!r}, which is not in secrets"
        for mount in service.mounts:
            if mount.files not in {files.name for files in spec.files}:
                yield f"service {service.name!r} mounts {mount.files!r}, which is not in files"


def _call_problems(spec: "SystemSpec") -> Iterator[str]:
    callees = spec.callees
    for service in spec.services:
        for callee in service.calls:
            if callee not in callees:
                yield f"service {service.name!r} calls {callee!r}; there is only {', '.join(sorted(callees))}"
        values = (*service.environment.values(), *(use.value for use in service.secrets))
        for reference in (value for value in values if isinstance(value, Reference)):
            if reference.of not in service.calls:
                yield f"service {service.name!r} is given {reference.of!r}, which it does not call; add it to calls"
            roles = _logins(callees.get(reference.of))
            if reference.role and reference.role not in roles:
                yield f"service {service.name!r} wants the role {reference.role!r} of {reference.of!r}: no such role"
        for variable, value in service.environment.items():
            if (
                isinstance(value, Reference)
                and value.field in {Field.PASSWORD, Field.URL}
                and _logins(callees.get(value.of))
            ):
                yield f"service {service.name!r} has the password of {value.of!r} in {variable}; make it a secret"
        if service.migration and service.migration.database not in {item.name for item in spec.databases}:
            yield f"service {service.name!r} migrates {service.migration.database!r}, which is not a database"
        elif service.migration and service.migration.database not in service.calls:
            yield f"service {service.name!r} migrates {service.migration.database!r}, which it does not call"
    try:
        _ = spec.start_order
    except CycleError as error:
        yield f"services call each other in a circle, so none can start first: {' -> '.join(reversed(error.args[1]))}"


def _logins(part: object) -> tuple[str, ...]:
    match part:
        case Database():
            return tuple(role.name for role in part.roles)
        case Queue():
            return tuple(account.name for account in part.accounts)
        case Cache():
            return (part.name,)
        case _:
            return ()


def _edge_problems(spec: "SystemSpec") -> Iterator[str]:
    edge = spec.edge
    services = {service.name for service in spec.services}
    for route in edge.routes:
        if route.service not in services:
            yield f"the route {route.path!r} goes to {route.service!r}, which is not a service"
        for host in route.hosts:
            if host not in edge.hosts:
                yield f"the route {route.path!r} is for the host {host!r}, which the edge does not have"
    for site in edge.sites:
        if site.files not in {files.name for files in spec.files}:
            yield f"the site {site.files!r} is not in files"
        for host in site.hosts:
            if host not in edge.hosts:
                yield f"the site {site.files!r} is for the host {host!r}, which the edge does not have"
    limits = [route.limit for route in edge.routes if route.limit]
    for limit in limits:
        if any(other.name == limit.name and other != limit for other in limits):
            yield f"the rate limit {limit.name!r} is said twice, differently"


def _size_problems(spec: "SystemSpec") -> Iterator[str]:
    sized: list[tuple[str, Collection[Size]]] = [
        (part.name, part.sizes) for part in parts(spec) if not isinstance(part, Bucket)
    ]
    for name, sizes in (*sized, (EDGE, spec.edge.sizes)):
        for size in Size:
            if size not in sizes:
                yield f"{name!r} has no size {size.value!r}"
    for cache in spec.caches:
        for size, resources in cache.sizes.items():
            if resources.data_mb > resources.memory_mb * 3 / 4:  # a snapshot forks, and copies what changes meanwhile
                yield f"cache {cache.name!r} at {size.value}: data_mb leaves less than a quarter of memory_mb free"
    for database in spec.databases:
        if not any(role.access is Access.OWNER for role in database.roles):
            yield f"database {database.name!r} has no role with access OWNER"
        for size in database.sizes:
            allowed = int(database.parameters_at(size).get("max_connections", "100"))
            if database.pool and database.pool.connections * len(database.roles) > allowed - MAINTENANCE_CONNECTIONS:
                yield (
                    f"database {database.name!r} at {size.value}: {database.pool.connections} pooled connections for "
                    f"each of {len(database.roles)} roles do not fit max_connections {allowed} less "
                    f"{MAINTENANCE_CONNECTIONS}"
                )


def _operations_problems(spec: "SystemSpec") -> Iterator[str]:
    known = {*spec.callees, EDGE, "configuration", *(files.name for files in spec.files)}
    known |= {volume.name for service in spec.services for volume in service.volumes}
    for alert in spec.alerts:
        if alert.of and alert.of not in known:
            yield f"the alert {alert.name!r} is about {alert.of!r}; there is only {', '.join(sorted(known))}"
        if alert.watch not in BINARY and alert.above is None and alert.below is None:
            yield f"the alert {alert.name!r} watches {alert.watch.value} without a threshold: say above or below"
    for rule in spec.backups:
        for name in rule.of:
            if name not in known:
                yield f"the backup {rule.name!r} is of {name!r}; there is only {', '.join(sorted(known))}"
    schedules = {f"the backup {rule.name!r}": rule.schedule for rule in spec.backups}
    schedules |= {f"the job {job.task.value!r}": job.schedule for job in spec.jobs}
    schedules["the drill"] = spec.recovery.drill_schedule
    for what, schedule in schedules.items():
        if not CRON.fullmatch(schedule):
            yield f"{what} has the schedule {schedule!r}; write five cron fields, for instance '0 2 * * *'"
