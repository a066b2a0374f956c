"""Tenancy: what each tenant of a system gets, as pure functions from a spec and the tenants to a spec without guesses.

A target needs to know nothing of tenants: their databases, roles, secrets, hosts and limits are in its spec.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stacks._data import Access, Database, Role, Tenant
from stacks._edge import Counted, Edge, Per, RateLimit, Route, Site
from stacks._monitoring import Alert, Severity, Watch
from stacks._services import Service
from stacks._values import Field, Reference, SecretUse

if TYPE_CHECKING:
    from stacks._system import SystemSpec


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What one tenant may use: database connections, gigabytes in its database, and requests to its host a minute."""

    connections: int
    storage_gb: int
    requests_per_minute: int


@dataclass(frozen=True, kw_only=True)
class Tenancy:
    """Each tenant has a database and role of its own on one server, a host of its own, and a quota.

    A tenant's host is its name below the domain, with the routes and sites of ``like``. ``services`` are given the URL
    of each tenant's database as the secret TENANT_<NAME>_DATABASE_URL. Their migrations make a new tenant's tables; a
    first command, which runs once a stack, does not run again for it.
    """

    database: str
    services: tuple[str, ...]
    like: str
    quota: Quota


def with_tenants(spec: "SystemSpec", quotas: Mapping[str, Quota]) -> "SystemSpec":
    """Return the spec with everything that the tenants need, in the order of their names.

    ``quotas`` has every tenant. A spec without tenancy takes none; ``Settings`` has checked that.
    """
    tenancy = spec.tenancy
    if tenancy is None or not quotas:
        return spec
    tenants = tuple(sorted(quotas))
    alerts = tuple(
        Alert(
            name=f"tenant-{name}-storage",
            watch=Watch.DATABASE_GIGABYTES,
            of=tenancy.database,
            above=quotas[name].storage_gb,
            severity=Severity.WARNING,
            within=database_of(name),
        )
        for name in tenants
    )
    return replace(
        spec,
        databases=tuple(
            _database(database, quotas) if database.name == tenancy.database else database
            for database in spec.databases
        ),
        services=tuple(
            _service(service, tenancy, tenants) if service.name in tenancy.services else service
            for service in spec.services
        ),
        edge=_edge(spec.edge, tenancy, quotas),
        monitoring=replace(spec.monitoring, alerts=(*spec.monitoring.alerts, *alerts)),
    )


def database_of(tenant: str) -> str:
    """Return the name of a tenant's database and role: PostgreSQL's names without quotes have no dashes."""
    return f"tenant_{tenant.replace('-', '_')}"


def _database(database: Database, quotas: Mapping[str, Quota]) -> Database:
    tenants = tuple(
        Tenant(
            name=name,
            database=database_of(name),
            role=Role(name=database_of(name), access=Access.OWNER, connections=quota.connections),
        )
        for name, quota in sorted(quotas.items())
    )
    return replace(database, tenants=tenants)


def _service(service: Service, tenancy: Tenancy, tenants: tuple[str, ...]) -> Service:
    uses = tuple(
        SecretUse(
            variable=f"{database_of(name).upper()}_DATABASE_URL",
            value=Reference(of=tenancy.database, field=Field.URL, role=database_of(name)),
        )
        for name in tenants
    )
    return replace(service, secrets=(*service.secrets, *uses))


def _edge(edge: Edge, tenancy: Tenancy, quotas: Mapping[str, Quota]) -> Edge:
    """Give each tenant's host the routes and sites of the host it is like, all within the tenant's own rate."""
    limits = {name: _limit(name, quota) for name, quota in sorted(quotas.items())}
    routes: list[Route] = []
    sites: list[Site] = []
    for route in edge.routes:
        if route.hosts and tenancy.like not in route.hosts:
            routes.append(route)
            continue
        routes.append(replace(route, hosts=route.hosts or edge.hosts))
        routes += [replace(route, hosts=(name,), limits=(*route.limits, limit)) for name, limit in limits.items()]
    for site in edge.sites:
        sites.append(site)
        if tenancy.like in site.hosts:
            sites += [replace(site, hosts=(name,), limits=(*site.limits, limit)) for name, limit in limits.items()]
    return replace(edge, hosts=(*edge.hosts, *limits), routes=tuple(routes), sites=tuple(sites))


def _limit(tenant: str, quota: Quota) -> RateLimit:
    """Limit a tenant's host to its requests a minute, of which ten seconds' worth may come at once."""
    return RateLimit(
        name=f"tenant-{tenant}",
        requests=quota.requests_per_minute,
        per=Per.MINUTE,
        burst=max(1, quota.requests_per_minute // 6),
        by=Counted.HOST,
        memory_mb=1,
    )
