"""What a spec refuses: each problem that its checks can say, from a spec with one mistake."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TypeAlias

import pytest

from stacks import _checks, _sizes
from stacks._spec import (
    Access,
    Alert,
    Bucket,
    Check,
    ConfigurationFile,
    Exporter,
    Field,
    HostResources,
    Job,
    Listener,
    Load,
    Machine,
    MachineResources,
    Migration,
    Mount,
    Namespace,
    Objective,
    PublicOrigins,
    PublicUrl,
    Quota,
    Reference,
    Role,
    Route,
    Scaling,
    ScalingRule,
    Scrape,
    Secret,
    SecretNamed,
    SecretUse,
    Service,
    Severity,
    Site,
    Size,
    SpecError,
    SystemSpec,
    Task,
    Tenancy,
    Volume,
    Watch,
)
from tests.stacks.changed import (
    BACKEND,
    BACKUPS,
    CACHE,
    CLO,
    DATABASE,
    EDGE,
    MONITORING,
    QUEUE,
    at,
    backend,
    backups,
    cache,
    clo,
    database,
    edge,
    monitoring,
)

Case: TypeAlias = tuple[Callable[[], SystemSpec], tuple[str, ...]]

THERE = "there is only backend, cache, configuration, data, database, edge, frontend"
WORKER = replace(
    BACKEND,
    name="worker",
    port=None,
    health=Check(command=("worker", "check")),
    readiness=Check(command=("worker", "check")),
)
PAGE = replace(BACKEND, name="page", calls=("cache",), secrets=BACKEND.secrets[1:], migration=None)
RULE = ScalingRule(load=Load.CPU_PERCENT, up=70, down=30)
QUOTA = Quota(connections=5, storage_gb=1, requests_per_minute=60)
MACHINE = Machine(
    system="Ubuntu 22.04", user="clo", sizes={Size.SMALL: MachineResources(cpus=1, memory_gb=1, disk_gb=1)}
)
SMALL_ONLY = {Size.SMALL: BACKEND.sizes[Size.SMALL]}


def served(**environment: object) -> Callable[[], SystemSpec]:
    return lambda: backend(environment=environment)


def also(*services: Service) -> SystemSpec:
    return clo(services=(BACKEND, *services))


def told(alert: Alert) -> SystemSpec:
    return monitoring(alerts=(alert,))


NAMES: tuple[Case, ...] = (
    (
        lambda: clo(buckets=(Bucket(name="pages", holds="pages", size_gb=1),)),
        ("no service calls the bucket 'pages'; leave it out",),
    ),
    (
        lambda: clo(
            buckets=(Bucket(name="pages", holds="pages", size_gb=1),),
            services=(
                replace(BACKEND, calls=(*BACKEND.calls, "pages")),
                replace(BACKEND, name="other", user=1000, calls=(*BACKEND.calls, "pages")),
            ),
        ),
        ("the bucket 'pages' is called by services of the users 1000, 10001; give them one user",),
    ),
    (
        lambda: clo(buckets=(Bucket(name="cache", holds="objects", size_gb=1),)),
        ("'cache' names two parts; every service, database, cache, queue and bucket has its own name",),
    ),
    (
        lambda: clo(buckets=(Bucket(name="edge", holds="objects", size_gb=1),)),
        (
            "'edge' is the name of the edge and can't name another part",
            "no service calls the bucket 'edge'; leave it out",
        ),
    ),
    (
        lambda: clo(namespaces=(Namespace(name="data", parts=("databse", "edge")),)),
        ("the namespace 'data' holds 'databse'; there is only backend, cache, database",),
    ),
    (
        lambda: clo(secrets=(*CLO.secrets, Secret(name="encryption-key"))),
        ("the secret 'encryption-key' is said twice",),
    ),
    (lambda: clo(files=(*CLO.files, CLO.files[0])), ("the folder of files 'frontend' is said twice",)),
    (lambda: edge(hosts=(*EDGE.hosts, "api")), ("the host 'api' is said twice",)),
    (
        lambda: edge(listeners=(Listener(name="logs", service="backend", port=1),) * 2),
        ("the listener 'logs' is said twice",),
    ),
    (
        lambda: clo(namespaces=(Namespace(name="a", parts=("cache",)), Namespace(name="a", parts=("cache",)))),
        ("the namespace 'a' is said twice", "the part of a namespace 'cache' is said twice"),
    ),
    (lambda: monitoring(alerts=MONITORING.alerts[:1] * 2), ("the alert 'api-down' is said twice",)),
    (
        lambda: monitoring(objectives=(Objective(name="errors", watch=Watch.ERROR_PERCENT, at_most=1),) * 2),
        ("the objective 'errors' is said twice",),
    ),
    (lambda: backups(rules=(*BACKUPS.rules, BACKUPS.rules[0])), ("the backup 'database' is said twice",)),
    (lambda: clo(jobs=CLO.jobs[:1] * 2), ("the job 'health check' is said twice",)),
    (lambda: clo(contacts=CLO.contacts[:1] * 2), ("the contact 'development' is said twice",)),
    (
        lambda: backend(secrets=(*BACKEND.secrets, BACKEND.secrets[0])),
        ("the variable of 'backend' 'DATABASE_URL' is said twice",),
    ),
    (
        lambda: backend(volumes=(Volume(name="uploads", path="/uploads", size_gb=1),) * 2),
        ("the volume of 'backend' 'uploads' is said twice",),
    ),
)
SERVICES: tuple[Case, ...] = (
    (
        lambda: backend(secrets=(SecretUse(variable="SIGNING", value=SecretNamed(name="jwt")),)),
        ("service 'backend' uses the secret 'jwt', which is not in secrets",),
    ),
    (
        served(REDIS_URL="none"),
        ("service 'backend' has REDIS_URL in its environment and as a secret; say it once",),
    ),
    (
        lambda: backend(mounts=(Mount(files="dat", path="/app/data"),)),
        ("service 'backend' mounts 'dat', which is not in files",),
    ),
    (
        lambda: backend(health=Check(path="/health", command=("true",))),
        ("service 'backend': health must be a path or a command, and not both",),
    ),
    (
        lambda: backend(readiness=Check()),
        ("service 'backend': readiness must be a path or a command, and not both",),
    ),
    (
        lambda: also(replace(WORKER, readiness=Check(path="/ready"))),
        ("service 'worker' has no port, so its readiness must be a command",),
    ),
    (
        lambda: backend(configuration=(ConfigurationFile(path="/app/config/app.ini", content={}),)),
        ("service 'backend' has the configuration '/app/config/app.ini'; its end must be .yaml or .json",),
    ),
    (
        lambda: backend(configuration=(ConfigurationFile(path="/app/data/app.json", content={}),)),
        ("service 'backend' has the configuration '/app/data/app.json' in a folder that holds something else",),
    ),
    (
        lambda: backend(sessions="queue"),
        ("service 'backend' keeps its sessions in 'queue', which it does not call",),
    ),
    (
        lambda: backend(scaling=Scaling(minimum=3, maximum=2, rules=(RULE,))),
        ("service 'backend' scales from 3 to 2 instances; the first must be at least 1, and no more than the second",),
    ),
    (
        lambda: backend(scaling=Scaling(minimum=0, maximum=2, rules=(RULE,))),
        ("service 'backend' scales from 0 to 2 instances; the first must be at least 1, and no more than the second",),
    ),
    (
        lambda: backend(scaling=Scaling(minimum=1, maximum=2, rules=())),
        ("service 'backend' scales without a rule; say by which load",),
    ),
    (
        lambda: backend(scaling=Scaling(minimum=1, maximum=2, rules=(replace(RULE, down=70),))),
        ("service 'backend' scales on cpu percent down at 70 and up at 70",),
    ),
)
CALLS: tuple[Case, ...] = (
    (
        lambda: backend(calls=("cache", "database", "search")),
        ("service 'backend' calls 'search'; there is only backend, cache, database",),
    ),
    (
        lambda: clo(services=(replace(BACKEND, calls=("cache", "database", "worker")), WORKER)),
        ("service 'backend' calls 'worker', which has no port",),
    ),
    (
        served(DB_PASSWORD=Reference(of="database", field=Field.PASSWORD, role="clo_user")),
        ("service 'backend' has the password of 'database' in DB_PASSWORD; make it a secret",),
    ),
    (
        lambda: backend(
            configuration=(
                ConfigurationFile(
                    path="/app/config/app.json",
                    content=MappingProxyType({"cache": {"url": Reference(of="cache", field=Field.URL)}}),
                ),
            )
        ),
        ("service 'backend' has the password of 'cache' in /app/config/app.json; make it a secret",),
    ),
    (
        served(SITE_URL=PublicUrl(host="ap"), CORS_ORIGINS=PublicOrigins(hosts=("", "www", "admin"))),
        (
            "service 'backend' is told the host 'ap' in SITE_URL, which the edge does not have",
            "service 'backend' is told the host 'admin' in CORS_ORIGINS, which the edge does not have",
        ),
    ),
    (
        lambda: backend(migration=Migration(database="cache", command=("migrate",))),
        ("service 'backend' migrates 'cache', which is not a database",),
    ),
    (
        lambda: backend(calls=("cache",), secrets=BACKEND.secrets[1:]),
        ("service 'backend' migrates 'database', which it does not call",),
    ),
    (
        lambda: clo(
            services=(BACKEND, replace(PAGE, environment={"DB_HOST": Reference(of="database", field=Field.HOST)}))
        ),
        ("service 'page' is given 'database', which it does not call; add it to calls",),
    ),
    (
        served(DB_USER=Reference(of="database", field=Field.USER)),
        ("service 'backend' wants a login of 'database' without its role: clo_user, clo_monitor",),
    ),
    (
        served(DB_USER=Reference(of="database", field=Field.USER, role="clo_admin")),
        ("service 'backend' wants the role 'clo_admin' of 'database': no such role",),
    ),
    (
        served(CACHE_READER=Reference(of="cache", field=Field.HOST, reader=True)),
        ("service 'backend' wants a reader of 'cache', which is not a database",),
    ),
    (
        lambda: clo(
            services=(
                replace(BACKEND, calls=("cache", "database", "page")),
                replace(PAGE, calls=("cache", "backend")),
            )
        ),
        ("services call each other in a circle, so none can start first: backend -> page -> backend",),
    ),
)
WAYS_IN: tuple[Case, ...] = (
    (
        lambda: edge(routes=(Route(path="/pages/", service="frontend"),)),
        ("the route '/pages/' goes to 'frontend', which is not a service",),
    ),
    (
        lambda: clo(services=(BACKEND, WORKER), edge=replace(EDGE, routes=(Route(path="/jobs/", service="worker"),))),
        ("the route '/jobs/' goes to 'worker', which has no port",),
    ),
    (
        lambda: edge(routes=(Route(path="/api/", service="backend", hosts=("admin",)),)),
        ("the route '/api/' is for the host 'admin', which the edge does not have",),
    ),
    (
        lambda: edge(listeners=(Listener(name="logs", service="frontend", port=5514),)),
        ("the listener 'logs' is for 'frontend', which is not a service",),
    ),
    (lambda: edge(sites=(Site(files="static", hosts=("",)),)), ("the site 'static' is not in files",)),
    (
        lambda: edge(sites=(Site(files="frontend", hosts=("admin",)),)),
        ("the site 'frontend' is for the host 'admin', which the edge does not have",),
    ),
    (
        lambda: edge(sites=(replace(EDGE.sites[0], path="/static"),)),
        ("the site 'frontend' is at '/static'; its path must begin and end with /",),
    ),
    (
        lambda: edge(routes=(Route(path="/", service="backend", hosts=("api", "www")),)),
        ("the host 'www' has '/' twice; each route and site of a host has its own path",),
    ),
    (
        lambda: edge(routes=(*EDGE.routes, replace(EDGE.routes[0], hosts=("api",)))),
        ("the host 'api' has '/api/v1/auth/' twice; each route and site of a host has its own path",),
    ),
    (
        lambda: edge(
            routes=tuple(
                replace(route, limits=tuple(replace(limit, name="all") for limit in route.limits))
                for route in EDGE.routes
            )
        ),
        ("the rate limit 'all' is said twice, differently",),
    ),
    (
        lambda: clo(tenancy=Tenancy(database="cache", services=(), like="", quota=QUOTA)),
        ("tenants have databases on 'cache', which is not a database",),
    ),
    (
        lambda: clo(tenancy=Tenancy(database="database", services=("frontend",), like="", quota=QUOTA)),
        (
            "tenants are served by 'frontend', which is not a service",
            "nobody migrates the tenants' databases: none of backend serves tenants",
        ),
    ),
    (
        lambda: clo(
            services=(BACKEND, PAGE),
            tenancy=Tenancy(database="database", services=("page",), like="", quota=QUOTA),
        ),
        (
            "tenants are served by 'page', which does not call 'database'",
            "nobody migrates the tenants' databases: none of backend serves tenants",
        ),
    ),
    (
        lambda: clo(
            services=(BACKEND, replace(BACKEND, name="other", migration=None)),
            tenancy=Tenancy(database="database", services=("other",), like="", quota=QUOTA),
        ),
        ("nobody migrates the tenants' databases: none of backend serves tenants",),
    ),
    (
        lambda: clo(tenancy=Tenancy(database="database", services=("backend",), like="tenant", quota=QUOTA)),
        ("tenants' hosts are like 'tenant', which the edge does not have",),
    ),
)


def all_but_small(name: str) -> tuple[str, ...]:
    return tuple(f"{name!r} has no size {size!r}" for size in ("laptop", "medium", "large"))


SIZES: tuple[Case, ...] = (
    (lambda: backend(sizes=SMALL_ONLY), all_but_small("backend")),
    (lambda: backend(host_sizes=SMALL_ONLY), all_but_small("backend on one host")),
    (lambda: backend(machine=MACHINE), all_but_small("the machine of backend")[1:]),  # no laptop rents machines
    (lambda: database(host_sizes={Size.SMALL: DATABASE.sizes[Size.SMALL]}), all_but_small("database on one host")),
    (lambda: database(sizes={Size.SMALL: DATABASE.sizes[Size.SMALL]}), all_but_small("database")),
    (lambda: cache(sizes={Size.SMALL: CACHE.sizes[Size.SMALL]}), all_but_small("cache")),
    (
        lambda: clo(queues=(replace(QUEUE, sizes={Size.SMALL: QUEUE.sizes[Size.SMALL]}),)),
        all_but_small("queue"),
    ),
    (lambda: edge(sizes=SMALL_ONLY), all_but_small("edge")),
    (lambda: edge(host_sizes=SMALL_ONLY), all_but_small("edge on one host")),
    (lambda: edge(machine=MACHINE), all_but_small("the machine of edge")[1:]),
    (lambda: clo(host={Size.SMALL: HostResources(cpus=8, memory_gb=32, disk_gb=500)}), all_but_small("host")),
    (
        lambda: cache(sizes=at(CACHE.sizes, Size.SMALL, data_mb=1600)),
        ("cache 'cache' at small: data_mb leaves less than a quarter of memory_mb free",),
    ),
    (
        lambda: backend(sizes=at(BACKEND.sizes, Size.SMALL, requested_cpus=2.5)),
        ("'backend' at small: requested_cpus 2.5 are over the limit",),
    ),
    (
        lambda: backend(host_sizes=at(BACKEND.sizes, Size.SMALL, requested_memory_mb=9000)),
        ("'backend on one host' at small: requested_memory_mb 9000 are over the limit",),
    ),
    (
        lambda: edge(sizes=at(EDGE.sizes, Size.LARGE, requested_cpus=3)),
        ("'edge' at large: requested_cpus 3 are over the limit",),
    ),
    (
        lambda: edge(host_sizes=at(EDGE.sizes, Size.LARGE, requested_cpus=3)),
        ("'edge on one host' at large: requested_cpus 3 are over the limit",),
    ),
    (
        lambda: database(roles=(*DATABASE.roles, Role(name="clo_user", access=Access.READ_ONLY))),
        ("database 'database' has two roles 'clo_user'",),
    ),
    (
        lambda: database(roles=tuple(replace(role, access=Access.MONITOR) for role in DATABASE.roles)),
        ("database 'database' has no role with access OWNER",),
    ),
    (
        lambda: database(parameters={**DATABASE.parameters, "max_connections": "many"}),
        tuple(
            f"database 'database' at {size.value}: max_connections is 'many'; write a number, such as 200"
            for size in Size
        ),
    ),
    (
        lambda: database(parameters={**DATABASE.parameters, "max_connections": "99"}),
        tuple(
            f"database 'database' at {size.value}: 80 pooled connections of 2 roles do not fit max_connections 99 less "
            "20"
            for size in Size
        ),
    ),
)
OPERATIONS: tuple[Case, ...] = (
    (
        lambda: told(Alert(name="down", watch=Watch.UNREACHABLE, of="backed", severity=Severity.INFO)),
        (f"the alert 'down' is about 'backed'; {THERE}",),
    ),
    (
        lambda: told(Alert(name="disk", watch=Watch.DISK_PERCENT, severity=Severity.INFO)),
        ("the alert 'disk' watches disk percent without a threshold: say above or below",),
    ),
    (
        lambda: told(Alert(name="jobs", watch=Watch.QUERY, above=1, severity=Severity.INFO)),
        ("the alert 'jobs' has a query exactly if it watches query",),
    ),
    (
        lambda: told(Alert(name="disk", watch=Watch.DISK_PERCENT, above=1, query="up", severity=Severity.INFO)),
        ("the alert 'disk' has a query exactly if it watches query",),
    ),
    (
        lambda: monitoring(objectives=(Objective(name="errors", watch=Watch.ERROR_PERCENT, of="backed", at_most=1),)),
        (f"the objective 'errors' is about 'backed'; {THERE}",),
    ),
    (
        lambda: monitoring(objectives=(Objective(name="errors", watch=Watch.ERROR_PERCENT),)),
        ("the objective 'errors' must say at_least or at_most, and not both",),
    ),
    (
        lambda: monitoring(objectives=(Objective(name="errors", watch=Watch.ERROR_PERCENT, at_least=1, at_most=1),)),
        ("the objective 'errors' must say at_least or at_most, and not both",),
    ),
    (
        lambda: monitoring(scrapes=(Scrape(exporter=Exporter.NATS, of="queue"),)),
        (f"the scrape 'nats' is of 'queue'; {THERE}",),
    ),
    (
        lambda: backups(rules=(replace(BACKUPS.rules[0], of=("databse", "data")),)),
        (f"the backup 'database' is of 'databse'; {THERE}",),
    ),
    (
        lambda: backups(rules=(replace(BACKUPS.rules[0], schedule="0 2 * *"),)),
        ("the backup 'database' has the schedule '0 2 * *'; write five cron fields, for instance '0 2 * * *'",),
    ),
    (
        lambda: clo(jobs=(Job(task=Task.VACUUM, schedule="0 25 * * *"),)),
        (
            "the job 'vacuum and analyze' has the schedule '0 25 * * *'; write five cron fields, for instance "
            "'0 2 * * *'",
        ),
    ),
    (
        lambda: backups(recovery=replace(BACKUPS.recovery, drill_schedule="0 0 30 2 *")),
        ("the drill has the schedule '0 0 30 2 *'; write five cron fields, for instance '0 2 * * *'",),
    ),
    (
        lambda: clo(window=replace(CLO.window, hour=24)),
        ("the window begins at 24 for 3 hours; allowed: 0 to 23, 1 to 24 hours",),
    ),
    (
        lambda: clo(window=replace(CLO.window, hours=0)),
        ("the window begins at 5 for 0 hours; allowed: 0 to 23, 1 to 24 hours",),
    ),
)
CASES = (*NAMES, *SERVICES, *CALLS, *WAYS_IN, *SIZES, *OPERATIONS)


@pytest.mark.parametrize(("make", "problems"), CASES, ids=[problems[0] for _, problems in CASES])
def test_what_is_wrong_is_said(make: Callable[[], SystemSpec], problems: tuple[str, ...]) -> None:
    with pytest.raises(SpecError) as caught:
        make()
    first, *found = str(caught.value).split("\n  - ")
    assert first == "The spec of 'clo' does not fit together:"
    assert tuple(found) == problems


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        clo(secrets=(), jobs=(Job(task=Task.VACUUM, schedule="weekly"),), window=replace(CLO.window, hours=25))
    assert str(caught.value).split("\n  - ")[1:] == [
        "service 'backend' uses the secret 'jwt-signing-key', which is not in secrets",
        "service 'backend' uses the secret 'encryption-key', which is not in secrets",
        "the job 'vacuum and analyze' has the schedule 'weekly'; write five cron fields, for instance '0 2 * * *'",
        "the window begins at 5 for 25 hours; allowed: 0 to 23, 1 to 24 hours",
    ]


def messages(module: ModuleType) -> Iterator[str]:
    """Return what a module of checks can say, as patterns."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.JoinedStr):
            parts = node.value.values
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts)
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
            yield re.escape(str(node.value.value))


@pytest.mark.parametrize("pattern", sorted({*messages(_checks), *messages(_sizes)}))
def test_every_problem_has_a_case(pattern: str) -> None:
    assert any(re.fullmatch(pattern, problem) for _, problems in CASES for problem in problems)
