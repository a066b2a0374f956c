"""CLO: the guide's numbers, and the arithmetic between them."""

import dataclasses
from typing import Any

import pytest

import stacks
from stacks._profiles import PROFILES, place
from stacks._spec import (
    Alert,
    Call,
    Environment,
    Field,
    Job,
    Reference,
    Route,
    Service,
    Severity,
    Size,
    SpecError,
    SystemSpec,
    Task,
    Watch,
    Workers,
)

CLO = stacks.load("clo")


def test_who_may_talk_to_whom() -> None:
    assert CLO.calls == (
        Call(caller="backend", callee="cache"),
        Call(caller="backend", callee="database"),
        Call(caller="edge", callee="backend"),
    )


@pytest.mark.parametrize("size", Size)
def test_connections_of_all_workers_fit_the_pool(size: Size) -> None:
    """X-CLO-08: the guide's 2n + 1 workers with 20 + 40 connections each never fitted 200."""
    backend, database = CLO.service("backend"), CLO.databases[0]
    resources = backend.sizes[size]
    workers = backend.environment["WORKERS"]
    assert isinstance(workers, Workers)
    each = int(str(backend.environment["DB_POOL_SIZE"])) + int(str(backend.environment["DB_MAX_OVERFLOW"]))
    assert database.pool is not None
    # twice the instances: during an update old and new ones may both hold connections
    assert 2 * resources.replicas * workers.at(resources.cpus) * each <= database.pool.clients
    assert database.pool.connections * len(database.roles) + 20 <= int(database.parameters["max_connections"])


@pytest.mark.parametrize("size", Size)
def test_memory_settings_fit_the_memory(size: Size) -> None:
    database = CLO.databases[0]
    megabytes = {"MB": 1, "GB": 1024}
    buffers = database.parameters_at(size)["shared_buffers"]
    assert int(buffers[:-2]) * megabytes[buffers[-2:]] <= database.sizes[size].memory_mb / 2


def test_prod_is_never_a_single_instance() -> None:
    for size in PROFILES[Environment.PROD].sizes:
        system = place(CLO, "prod", size)
        assert all(system.replicas(service) >= 2 for service in CLO.services)


def test_sizes_sum_up_to_the_guides_machine() -> None:
    """Guide, system requirements: 8 cores and 32 GB at the least, 16 and 64 recommended."""
    for size, cores, gigabytes in ((Size.SMALL, 8, 32), (Size.MEDIUM, 16, 64)):
        parts = [(item.sizes[size], place(CLO, "dev", size).replicas(item)) for item in CLO.services]
        cpus = sum(resources.cpus * count for resources, count in parts)
        memory = sum(resources.memory_mb * count for resources, count in parts)
        database, cache = CLO.databases[0].sizes[size], CLO.caches[0].sizes[size]
        cpus += database.cpus + cache.cpus
        memory += database.memory_mb + cache.memory_mb
        edge = CLO.edge.sizes[size]
        cpus, memory = cpus + edge.cpus * edge.replicas, memory + edge.memory_mb * edge.replicas
        assert cores * 0.8 <= cpus <= cores
        assert memory <= gigabytes * 1024


def _with_service(**changes: object) -> SystemSpec:
    service: Service = dataclasses.replace(CLO.service("backend"), **changes)  # type: ignore[arg-type] # by name
    return dataclasses.replace(CLO, services=(service,))


def test_a_spec_that_does_not_fit_together_says_everything_that_is_wrong() -> None:
    secrets = CLO.service("backend").secrets
    with pytest.raises(SpecError) as caught:
        dataclasses.replace(
            CLO,
            services=(dataclasses.replace(CLO.service("backend"), calls=("cache", "search"), secrets=secrets),),
            edge=dataclasses.replace(CLO.edge, routes=(Route(path="/", service="frontend"),)),
            secrets=(),
        )
    message = str(caught.value)
    for problem in (
        "service 'backend' calls 'search'; there is only backend, cache, database",
        "service 'backend' is given 'database', which it does not call; add it to calls",
        "the route '/' goes to 'frontend', which is not a service",
        "uses the secret 'jwt-signing-key', which is not in secrets",
    ):
        assert problem in message


def test_a_password_is_not_put_into_a_variable() -> None:
    with pytest.raises(SpecError, match="has the password of 'database' in DATABASE_URL; make it a secret"):
        _with_service(environment={"DATABASE_URL": Reference(of="database", field=Field.URL)})


def test_a_pool_that_does_not_fit_is_refused() -> None:
    database = CLO.databases[0]
    assert database.pool is not None
    with pytest.raises(
        SpecError, match="at laptop: 100 pooled connections for each of 2 roles do not fit max_connections 200"
    ):
        dataclasses.replace(
            CLO,
            databases=(dataclasses.replace(database, pool=dataclasses.replace(database.pool, connections=100)),),
        )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"alerts": (Alert(name="a", watch=Watch.UNREACHABLE, of="backed", severity=Severity.INFO),)},
            "about 'backed'",
        ),
        ({"alerts": (Alert(name="a", watch=Watch.DISK_PERCENT, severity=Severity.INFO),)}, "without a threshold"),
        ({"backups": (dataclasses.replace(CLO.backups[0], of=("databse",)),)}, "is of 'databse'"),
        ({"backups": (dataclasses.replace(CLO.backups[0], schedule="0 2 * *"),)}, "write five cron fields"),
        ({"jobs": (Job(task=Task.VACUUM, schedule="weekly"),)}, "the job 'vacuum and analyze' has the schedule"),
    ],
)
def test_operations_fit_the_rest(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(SpecError, match=problem):
        dataclasses.replace(CLO, **changes)


def test_services_that_call_each_other_in_a_circle_are_refused() -> None:
    backend = CLO.service("backend")
    one = dataclasses.replace(backend, calls=(*backend.calls, "other"))
    other = dataclasses.replace(backend, name="other", calls=(*backend.calls, "backend"))
    with pytest.raises(SpecError, match="call each other in a circle, so none can start first: backend -> other"):
        dataclasses.replace(CLO, services=(one, other))
