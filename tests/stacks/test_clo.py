"""CLO: the guide's numbers, and the arithmetic between them."""

import pytest

import stacks
from stacks._profiles import PROFILES, place
from stacks._spec import Call, Environment, Size, Workers
from tests.recorder import deploy

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


def test_docker_asks_often_whether_an_instance_is_ready() -> None:
    """CLO-045: an update waits for the first answer, so Docker does not wait for the guide's 30 s."""
    check = deploy().one("Container", "backend-1").inputs["healthcheck"]
    assert "http://127.0.0.1:8000/ready" in check["tests"][-1]
    assert (check["interval"], check["timeout"], check["retries"]) == ("3s", "5s", 3)
