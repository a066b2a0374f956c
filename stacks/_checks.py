"""Checks that a spec fits together: everything it names is there, and its numbers leave room for each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError
from typing import TYPE_CHECKING

from stacks._data import Cache, Database, Queue
from stacks._monitoring import BINARY, Watch
from stacks._schedules import comes_true
from stacks._services import Check, Service
from stacks._sizes import size_problems
from stacks._values import Field, PlainValue, PublicOrigins, PublicUrl, Reference, SecretNamed

if TYPE_CHECKING:
    from stacks._system import Part, SystemSpec

EDGE = "edge"  # the name of the edge among the callers and callees of a system


def parts(spec: "SystemSpec") -> "Sequence[Part]":
    """Return everything that can be called."""
    return (*spec.services, *spec.databases, *spec.caches, *spec.queues, *spec.buckets)


def problems(spec: "SystemSpec") -> Iterator[str]:
    """Say everything that does not fit together in a spec, a line each."""
    yield from _naming_problems(spec)
    yield from _twice_problems(spec)
    for service in spec.services:
        yield from _service_problems(service, spec)
        yield from _call_problems(service, spec)
    yield from _bucket_problems(spec)
    yield from _order_problems(spec)
    yield from _edge_problems(spec)
    yield from _tenancy_problems(spec)
    yield from size_problems(spec)
    yield from _operations_problems(spec)


def _naming_problems(spec: "SystemSpec") -> Iterator[str]:
    names = [part.name for part in parts(spec)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name!r} names two parts; every service, database, cache, queue and bucket has its own name"
    if EDGE in names:
        yield f"{EDGE!r} is the name of the edge and can't name another part"
    for namespace in spec.namespaces:
        for name in namespace.parts:
            if name not in (*names, EDGE):
                yield f"the namespace {namespace.name!r} holds {name!r}; there is only {', '.join(sorted(names))}"


def _twice_problems(spec: "SystemSpec") -> Iterator[str]:
    """Whatever targets name their resources after has a name of its own."""
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("secret", (secret.name for secret in spec.secrets)),
        ("folder of files", (files.name for files in spec.files)),
        ("host", spec.edge.hosts),
        ("listener", (listener.name for listener in spec.edge.listeners)),
        ("namespace", (namespace.name for namespace in spec.namespaces)),
        ("part of a namespace", (part for namespace in spec.namespaces for part in namespace.parts)),
        ("alert", (alert.name for alert in spec.monitoring.alerts)),
        ("objective", (objective.name for objective in spec.monitoring.objectives)),
        ("backup", (rule.name for rule in spec.backups.rules)),
        ("job", (job.task.value for job in spec.jobs)),
        ("contact", (contact.role for contact in spec.contacts)),
        ("operator", (operator.name for operator in spec.operators)),
        *((f"variable of {item.name!r}", (use.variable for use in item.secrets)) for item in spec.services),
        *((f"volume of {item.name!r}", (volume.name for volume in item.volumes)) for item in spec.services),
    )
    for what, names in named:
        listed = list(names)
        for name in sorted({name for name in listed if listed.count(name) > 1}):
            yield f"the {what} {name!r} is said twice"


def _service_problems(service: Service, spec: "SystemSpec") -> Iterator[str]:
    secrets = {secret.name for secret in spec.secrets}
    for use in service.secrets:
        if isinstance(use.value, SecretNamed) and use.value.name not in secrets:
            yield f"service {service.name!r} uses the secret {use.value.name!r}, which is not in secrets"
        if use.variable in service.environment:
            yield f"service {service.name!r} has {use.variable} in its environment and as a secret; say it once"
    for mount in service.mounts:
        if mount.files not in {files.name for files in spec.files}:
            yield f"service {service.name!r} mounts {mount.files!r}, which is not in files"
    for what, check in (("health", service.health), ("readiness", service.readiness)):
        yield from _check_problems(service, what, check)
    folders = [file.path.rpartition("/")[0] for file in service.configuration]
    taken = [mount.path for mount in service.mounts] + [volume.path for volume in service.volumes]
    for file, folder in zip(service.configuration, folders, strict=True):
        if not file.path.endswith((".yaml", ".json")):
            yield f"service {service.name!r} has the configuration {file.path!r}; its end must be .yaml or .json"
        if folder in taken:
            yield f"service {service.name!r} has the configuration {file.path!r} in a folder that holds something else"
    if service.sessions and service.sessions not in service.calls:
        yield f"service {service.name!r} keeps its sessions in {service.sessions!r}, which it does not call"
    scaling = service.scaling
    if scaling and not 1 <= scaling.minimum <= scaling.maximum:
        yield (
            f"service {service.name!r} scales from {scaling.minimum} to {scaling.maximum} instances; the first must be "
            "at least 1, and no more than the second"
        )
    if scaling and not scaling.rules:
        yield f"service {service.name!r} scales without a rule; say by which load"
    for rule in scaling.rules if scaling else ():
        if rule.down >= rule.up:
            yield f"service {service.name!r} scales on {rule.load.value} down at {rule.down} and up at {rule.up}"


def _check_problems(service: Service, what: str, check: Check) -> Iterator[str]:
    if bool(check.path) == bool(check.command):
        yield f"service {service.name!r}: {what} must be a path or a command, and not both"
    elif check.path and service.port is None:
        yield f"service {service.name!r} has no port, so its {what} must be a command"


def _values(service: Service) -> Iterator[tuple[str, PlainValue]]:
    """Return every value that is no secret, with what it is in."""
    yield from service.environment.items()
    for file in service.configuration:
        yield from ((file.path, value) for value in _leaves(file.content))


def _leaves(tree: object) -> Iterator[PlainValue]:
    if isinstance(tree, Mapping):
        for value in tree.values():
            yield from _leaves(value)
    elif not isinstance(tree, bool | int | float | tuple):
        yield tree  # type: ignore[misc] # what a Tree holds besides is a PlainValue


def _call_problems(service: Service, spec: "SystemSpec") -> Iterator[str]:
    callees = spec.callees
    for callee in service.calls:
        if callee not in callees:
            yield f"service {service.name!r} calls {callee!r}; there is only {', '.join(sorted(callees))}"
        elif isinstance(other := callees[callee], Service) and other.port is None:
            yield f"service {service.name!r} calls {callee!r}, which has no port"
    plain = list(_values(service))
    for reference in (*(value for _, value in plain), *(use.value for use in service.secrets)):
        if isinstance(reference, Reference):
            yield from _reference_problems(service, reference, callees.get(reference.of))
    for where, value in plain:
        for host in _hosts(value):
            if host not in spec.edge.hosts:
                yield f"service {service.name!r} is told the host {host!r} in {where}, which the edge does not have"
        if (
            isinstance(value, Reference)
            and value.field in {Field.PASSWORD, Field.URL}
            and _logins(callees.get(value.of))
        ):
            yield f"service {service.name!r} has the password of {value.of!r} in {where}; make it a secret"
    if service.migration and service.migration.database not in {item.name for item in spec.databases}:
        yield f"service {service.name!r} migrates {service.migration.database!r}, which is not a database"
    elif service.migration and service.migration.database not in service.calls:
        yield f"service {service.name!r} migrates {service.migration.database!r}, which it does not call"


def _hosts(value: PlainValue) -> tuple[str, ...]:
    match value:
        case PublicUrl():
            return (value.host,)
        case PublicOrigins():
            return value.hosts
        case _:
            return ()


def _reference_problems(service: Service, reference: Reference, part: object) -> Iterator[str]:
    if reference.of not in service.calls:
        yield f"service {service.name!r} is given {reference.of!r}, which it does not call; add it to calls"
    logins = _logins(part)
    if reference.field in {Field.USER, Field.PASSWORD, Field.URL} and not reference.role and len(logins) > 1:
        yield f"service {service.name!r} wants a login of {reference.of!r} without its role: {', '.join(logins)}"
    if reference.role and reference.role not in logins:
        yield f"service {service.name!r} wants the role {reference.role!r} of {reference.of!r}: no such role"
    if reference.reader and not isinstance(part, Database):
        yield f"service {service.name!r} wants a reader of {reference.of!r}, which is not a database"


def _bucket_problems(spec: "SystemSpec") -> Iterator[str]:
    for bucket in spec.buckets:
        users = {service.user for service in spec.services if bucket.name in service.calls}
        if not users:
            yield f"no service calls the bucket {bucket.name!r}; leave it out"
        elif len(users) > 1:
            listed = ", ".join(str(user) for user in sorted(users))
            yield f"the bucket {bucket.name!r} is called by services of the users {listed}; give them one user"


def _order_problems(spec: "SystemSpec") -> Iterator[str]:
    try:
        _ = spec.start_order
    except CycleError as error:
        yield f"services call each other in a circle, so none can start first: {' -> '.join(reversed(error.args[1]))}"


def _logins(part: object) -> tuple[str, ...]:
    match part:
        case Database():
            return tuple(role.name for role in part.logins)
        case Queue():
            return tuple(account.name for account in part.accounts)
        case Cache():
            return (part.name,)
        case _:
            return ()


def _edge_problems(spec: "SystemSpec") -> Iterator[str]:
    edge = spec.edge
    services = {service.name: service for service in spec.services}
    for route in edge.routes:
        if route.service not in services:
            yield f"the route {route.path!r} goes to {route.service!r}, which is not a service"
        elif services[route.service].port is None:
            yield f"the route {route.path!r} goes to {route.service!r}, which has no port"
        for host in route.hosts:
            if host not in edge.hosts:
                yield f"the route {route.path!r} is for the host {host!r}, which the edge does not have"
    for listener in edge.listeners:
        if listener.service not in services:
            yield f"the listener {listener.name!r} is for {listener.service!r}, which is not a service"
    for site in edge.sites:
        if site.files not in {files.name for files in spec.files}:
            yield f"the site {site.files!r} is not in files"
        for host in site.hosts:
            if host not in edge.hosts:
                yield f"the site {site.files!r} is for the host {host!r}, which the edge does not have"
        if not (site.path.startswith("/") and site.path.endswith("/")):
            yield f"the site {site.files!r} is at {site.path!r}; its path must begin and end with /"
    for host in edge.hosts:
        taken = [(route.path, route.exact) for route in edge.routes if not route.hosts or host in route.hosts]
        taken += [(site.path, False) for site in edge.sites if host in site.hosts]
        for path, _ in sorted({place for place in taken if taken.count(place) > 1}):
            yield f"the host {host!r} has {path!r} twice; each route and site of a host has its own path"
    limits = edge.limits
    twice = {limit.name for limit in limits if any(other.name == limit.name and other != limit for other in limits)}
    for name in sorted(twice):
        yield f"the rate limit {name!r} is said twice, differently"


def _tenancy_problems(spec: "SystemSpec") -> Iterator[str]:
    tenancy = spec.tenancy
    if tenancy is None:
        return
    if tenancy.database not in {item.name for item in spec.databases}:
        yield f"tenants have databases on {tenancy.database!r}, which is not a database"
    for name in tenancy.services:
        if name not in {service.name for service in spec.services}:
            yield f"tenants are served by {name!r}, which is not a service"
        elif tenancy.database not in spec.service(name).calls:
            yield f"tenants are served by {name!r}, which does not call {tenancy.database!r}"
    migrating = [item.name for item in spec.services if item.migration and item.migration.database == tenancy.database]
    if migrating and not set(migrating) & set(tenancy.services):
        yield f"nobody migrates the tenants' databases: none of {', '.join(migrating)} serves tenants"
    if tenancy.like not in spec.edge.hosts:
        yield f"tenants' hosts are like {tenancy.like!r}, which the edge does not have"


def _operations_problems(spec: "SystemSpec") -> Iterator[str]:
    known = {*spec.callees, EDGE, "configuration", *(files.name for files in spec.files)}
    known |= {volume.name for service in spec.services for volume in service.volumes}
    there = f"there is only {', '.join(sorted(known))}"
    for alert in spec.monitoring.alerts:
        if alert.of and alert.of not in known:
            yield f"the alert {alert.name!r} is about {alert.of!r}; {there}"
        if alert.watch not in BINARY and alert.above is None and alert.below is None:
            yield f"the alert {alert.name!r} watches {alert.watch.value} without a threshold: say above or below"
        if (alert.watch is Watch.QUERY) is not bool(alert.query):
            yield f"the alert {alert.name!r} has a query exactly if it watches {Watch.QUERY.value}"
    for objective in spec.monitoring.objectives:
        if objective.of and objective.of not in known:
            yield f"the objective {objective.name!r} is about {objective.of!r}; {there}"
        if (objective.at_least is None) is (objective.at_most is None):
            yield f"the objective {objective.name!r} must say at_least or at_most, and not both"
    for scrape in spec.monitoring.scrapes:
        if scrape.of and scrape.of not in known:
            yield f"the scrape {scrape.exporter.value!r} is of {scrape.of!r}; {there}"
    for rule in spec.backups.rules:
        for name in rule.of:
            if name not in known:
                yield f"the backup {rule.name!r} is of {name!r}; {there}"
    schedules = {f"the backup {rule.name!r}": rule.schedule for rule in spec.backups.rules}
    schedules |= {f"the job {job.task.value!r}": job.schedule for job in spec.jobs}
    schedules["the drill"] = spec.backups.recovery.drill_schedule
    for what, schedule in schedules.items():
        if not comes_true(schedule):
            yield f"{what} has the schedule {schedule!r}; write five cron fields, for instance '0 2 * * *'"
    if not (0 <= spec.window.hour <= 23 and 1 <= spec.window.hours <= 24):
        yield f"the window begins at {spec.window.hour} for {spec.window.hours} hours; allowed: 0 to 23, 1 to 24 hours"
