"""Overrides applied: pure functions from a spec to the spec with what the settings change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from stacks._overrides import (
    AlertOverrides,
    BackupOverrides,
    CacheOverrides,
    DatabaseOverrides,
    Overrides,
    QueueOverrides,
    ServiceOverrides,
)
from stacks._spec import (
    Alert,
    BackupRule,
    Backups,
    Cache,
    Check,
    Database,
    Edge,
    Queue,
    RateLimit,
    Service,
    Size,
    SystemSpec,
    Weekday,
)

P = TypeVar("P")


def overridden(spec: SystemSpec, said: Overrides, size: Size) -> SystemSpec:
    """Return the spec with what the overrides say, at one size; they name only what the spec has."""
    monitoring, window = spec.monitoring, said.window
    return replace(
        spec,
        services=_each(spec.services, said.services, lambda part, more: _service(part, more, size)),
        databases=_each(spec.databases, said.databases, lambda part, more: _database(part, more, size)),
        caches=_each(spec.caches, said.caches, lambda part, more: _cache(part, more, size)),
        queues=_each(spec.queues, said.queues, lambda part, more: _queue(part, more, size)),
        edge=_edge(spec.edge, said),
        monitoring=replace(monitoring, alerts=_each(monitoring.alerts, said.alerts, _alert)),
        backups=_backups(spec.backups, said),
        window=replace(
            spec.window, **_said(day=Weekday(window.day) if window.day else None, hour=window.hour, hours=window.hours)
        ),
    )


def _each(parts: tuple[P, ...], said: Mapping[str, Any], change: Callable[[P, Any], P]) -> tuple[P, ...]:
    return tuple(change(part, said[part.name]) if part.name in said else part for part in parts)  # type: ignore[attr-defined]


def _said(**values: Any) -> dict[str, Any]:
    """Return what is not None."""
    return {name: value for name, value in values.items() if value is not None}


def _at(sizes: Mapping[Size, P], size: Size, **values: Any) -> dict[Size, P]:
    """Change one size of a table; an empty one stays empty."""
    changed = _said(**values)
    return {each: replace(item, **changed) if each is size else item for each, item in sizes.items()}  # type: ignore[type-var]


def _service(service: Service, said: ServiceOverrides, size: Size) -> Service:
    numbers = {"replicas": said.replicas, "cpus": said.cpus, "memory_mb": said.memory_mb}
    changes: dict[str, Any] = {
        "sizes": _at(service.sizes, size, **numbers),
        "host_sizes": _at(service.host_sizes, size, **numbers),
        "environment": {**service.environment, **said.environment},
        "health": _check(service.health, said.health_path),
        "readiness": _check(service.readiness, said.readiness_path),
    }
    if service.scaling:
        changes["scaling"] = replace(
            service.scaling, **_said(minimum=said.scaling.minimum, maximum=said.scaling.maximum)
        )
    if said.migration == "none":
        changes["migration"] = None
    elif said.migration is not None and service.migration:
        changes["migration"] = replace(service.migration, command=said.migration)
    return replace(service, **changes)


def _check(check: Check, path: str | None) -> Check:
    return replace(check, path=path) if path else check


def _database(database: Database, said: DatabaseOverrides, size: Size) -> Database:
    parameters = dict(said.parameters)
    numbers = {"cpus": said.cpus, "memory_mb": said.memory_mb, "disk_gb": said.disk_gb}

    def table(sizes: Mapping[Size, Any]) -> dict[Size, Any]:
        own = {**sizes[size].parameters, **parameters} if size in sizes and parameters else None
        return _at(sizes, size, **numbers, parameters=own)

    replicas = dict(database.read_replicas)
    if said.read_replicas is not None:
        replicas[size] = said.read_replicas
    pool = database.pool
    if pool:
        pool = replace(pool, **_said(connections=said.pool.connections, clients=said.pool.clients))
    return replace(
        database,
        sizes=table(database.sizes),
        host_sizes=table(database.host_sizes),
        read_replicas=replicas,
        pool=pool,
    )


def _cache(cache: Cache, said: CacheOverrides, size: Size) -> Cache:
    return replace(cache, sizes=_at(cache.sizes, size, cpus=said.cpus, memory_mb=said.memory_mb, data_mb=said.data_mb))


def _queue(queue: Queue, said: QueueOverrides, size: Size) -> Queue:
    numbers = {"cpus": said.cpus, "memory_mb": said.memory_mb, "disk_gb": said.disk_gb, "nodes": said.nodes}
    return replace(queue, sizes=_at(queue.sizes, size, **numbers))


def _edge(edge: Edge, said: Overrides) -> Edge:
    def limit(given: RateLimit) -> RateLimit:
        more = said.edge.limits.get(given.name)
        return replace(given, **_said(requests=more.requests, burst=more.burst)) if more else given

    routes = tuple(replace(route, limits=tuple(map(limit, route.limits))) for route in edge.routes)
    sites = tuple(replace(site, limits=tuple(map(limit, site.limits))) for site in edge.sites)
    return replace(edge, routes=routes, sites=sites, **_said(body_limit_mb=said.edge.body_limit_mb))


def _alert(alert: Alert, said: AlertOverrides) -> Alert:
    which = "below" if alert.below is not None else "above"
    return replace(alert, **_said(**{which: said.threshold}, for_seconds=said.for_seconds))


def _backups(backups: Backups, said: Overrides) -> Backups:
    def rule(given: BackupRule, more: BackupOverrides) -> BackupRule:
        return replace(given, **_said(schedule=more.schedule, keep_days=more.keep_days))

    recovery = replace(backups.recovery, **_said(drill_schedule=said.drill_schedule))
    return replace(backups, rules=_each(backups.rules, said.backups, rule), recovery=recovery)
