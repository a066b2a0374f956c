"""Manufacturing: the guide's numbers, and the arithmetic between them."""

import dataclasses
import json

import pytest

import stacks
from stacks._adjust import adjust
from stacks._profiles import PROFILES, place
from stacks._settings import Settings
from stacks._sizes import MAINTENANCE_CONNECTIONS
from stacks._spec import (
    Access,
    ByEnvironment,
    Call,
    Counted,
    Environment,
    Exporter,
    Load,
    Per,
    Permission,
    Place,
    PublicOrigins,
    Quota,
    Reference,
    Role,
    SecretNamed,
    Service,
    Size,
    Task,
    Tenancy,
    Tenant,
    Watch,
)
from stacks._tenancy import database_of
from tests.recorder import deploy

MANUFACTURING = stacks.load("manufacturing")
DATABASE = MANUFACTURING.databases[0]
SERVICES = ("frontend", "api", "authentication", "integration")
# The guide's table: cores and gigabytes of memory, minimum and recommended.
TABLE = {
    ("frontend", Size.SMALL): (1, 2),
    ("frontend", Size.MEDIUM): (2, 4),
    ("api", Size.SMALL): (2, 4),
    ("api", Size.MEDIUM): (4, 8),
}
# What no field of the spec says: cores, memory and disk of its rows for monitoring and logging, in gigabytes, and the
# disks of frontend and API.
BESIDES = {Size.SMALL: (4, 8, 80 + 30), Size.MEDIUM: (8, 16, 300 + 60)}
TENANTS = {Size.LAPTOP: 4, Size.SMALL: 10, Size.MEDIUM: 30, Size.LARGE: 100}  # as the comment beside DATABASE says
MEGABYTES = {"MB": 1, "GB": 1024}


def tenancy() -> Tenancy:
    assert MANUFACTURING.tenancy is not None
    return MANUFACTURING.tenancy


def megabytes(text: str) -> int:
    return int(text[:-2]) * MEGABYTES[text[-2:]]


def pool_size(service: Service) -> int:
    return int(str(service.environment["DB_POOL_SIZE"]))


def handed_over(service: Service) -> dict[str, str]:
    return {use.value.name: use.variable for use in service.secrets if isinstance(use.value, SecretNamed)}


def test_who_may_talk_to_whom() -> None:
    """The guide's diagram; X-MAN-28: every data service answers only those that are here."""
    assert MANUFACTURING.calls == (
        Call(caller="api", callee="cache"),
        Call(caller="api", callee="database"),
        Call(caller="api", callee="integration"),
        Call(caller="api", callee="uploads"),
        Call(caller="authentication", callee="database"),
        Call(caller="edge", callee="api"),
        Call(caller="edge", callee="frontend"),
        Call(caller="frontend", callee="api"),
        Call(caller="frontend", callee="authentication"),
        Call(caller="integration", callee="authentication"),
        Call(caller="integration", callee="database"),
        Call(caller="integration", callee="queue"),
    )


def test_what_is_called_starts_before_its_callers() -> None:
    assert [service.name for service in MANUFACTURING.start_order] == [
        "authentication", "integration", "api", "frontend",
    ]  # fmt: skip


def test_only_integration_and_logins_get_out() -> None:
    assert {service.name: [(way.host, way.port) for way in service.egress] for service in MANUFACTURING.services} == {
        "frontend": [],
        "api": [],
        "authentication": [("*", 443)],
        "integration": [("*", 443)],
    }


def test_the_two_entries_have_a_name_each() -> None:
    """The web entry is the domain, the API's is its name; no other service has a route (X-MAN-16)."""
    entries = {
        (host, route.path): route.service
        for route in MANUFACTURING.edge.routes
        for host in route.hosts
        if not route.exact
    }
    assert entries == {("", "/"): "frontend", ("", "/api/"): "api", ("api", "/"): "api"}
    monitoring = MANUFACTURING.monitoring
    assert set(MANUFACTURING.edge.hosts) == {"", "api", monitoring.host, monitoring.log_host}
    assert MANUFACTURING.service("api").environment["CORS_ORIGINS"] == PublicOrigins(hosts=("",))


def test_each_service_has_its_own_role_and_no_more_secrets_than_it_needs() -> None:
    """X-MAN-01 and X-MAN-02: no role is called admin, and whoever has no database has no password of one."""
    assert {role.name: role.access for role in DATABASE.roles} == {
        "manufacturing": Access.OWNER,
        "manufacturing_api": Access.READ_WRITE,
        "manufacturing_authentication": Access.READ_WRITE,
        "manufacturing_integration": Access.READ_WRITE,
        "manufacturing_monitor": Access.MONITOR,
    }
    used = {
        service.name: {
            use.value.role for use in service.secrets if isinstance(use.value, Reference) and use.value.of == "database"
        }
        for service in MANUFACTURING.services
    }
    assert used == {
        "frontend": set(),
        "api": {"manufacturing_api"},
        "authentication": {"manufacturing_authentication"},
        "integration": {"manufacturing_integration"},
    }
    assert {service.name: handed_over(service) for service in MANUFACTURING.services} == {
        "frontend": {},
        "api": {"jwt-signing-key": "JWT_SIGNING_KEY", "equipment-api-key": "EQUIPMENT_API_KEY"},
        "authentication": {"jwt-signing-key": "JWT_SIGNING_KEY", "oauth-client-secret": "OAUTH_CLIENT_SECRET"},
        "integration": {"integration-api-key": "INTEGRATION_API_KEY"},
    }
    assert MANUFACTURING.supplied == ("oauth-client-secret", "integration-api-key")


def test_every_secret_rotates() -> None:
    assert all(secret.rotate_days and secret.rotate_days <= 90 for secret in MANUFACTURING.secrets)


@pytest.mark.parametrize(("name", "size"), TABLE)
def test_instances_at_load_are_the_guides_table(name: str, size: Size) -> None:
    """X-MAN-09: instances of one core and 1 GiB request the table's cores and may use the table's memory."""
    resources = MANUFACTURING.service(name).sizes[size]
    cores, gigabytes = TABLE[name, size]
    assert (resources.requested_cpus or 0) * resources.replicas == cores
    assert resources.memory_mb * resources.replicas == gigabytes * 1024


@pytest.mark.parametrize("size", [Size.SMALL, Size.MEDIUM, Size.LARGE])
@pytest.mark.parametrize("name", SERVICES)
def test_every_instance_is_the_guides_pod(name: str, size: Size) -> None:
    resources = MANUFACTURING.service(name).sizes[size]
    assert (resources.cpus, resources.memory_mb) == (1, 1024)
    assert (resources.requested_cpus, resources.requested_memory_mb) == (0.5, 512)


@pytest.mark.parametrize("name", SERVICES)
def test_the_autoscaler_owns_the_count(name: str) -> None:
    """X-MAN-06 and X-MAN-08: one autoscaler a service, and every size starts below its maximum."""
    service = MANUFACTURING.service(name)
    assert service.scaling is not None
    loads = [rule.load for rule in service.scaling.rules]
    assert len(set(loads)) == len(loads)
    assert Load.CPU_PERCENT in loads
    assert all(resources.replicas <= service.scaling.maximum for resources in service.sizes.values())
    assert all(rule.down * 2 < rule.up for rule in service.scaling.rules)  # or the others pass it when one goes
    assert service.scaling.minimum >= PROFILES[Environment.PROD].minimum_replicas
    for size in PROFILES[Environment.PROD].sizes:
        assert place(MANUFACTURING, "prod", size).replicas(service) >= 2


def test_instances_are_added_before_the_queue_raises_an_alert() -> None:
    scaling = MANUFACTURING.service("integration").scaling
    assert scaling is not None
    waiting = next(rule.up for rule in scaling.rules if rule.load is Load.QUEUE_LENGTH)
    alert = next(alert for alert in MANUFACTURING.monitoring.alerts if alert.watch is Watch.QUEUE_LENGTH)
    assert alert.above is not None
    assert waiting * scaling.maximum < alert.above


@pytest.mark.parametrize("size", Size)
def test_connections_of_all_instances_fit_the_pool(size: Size) -> None:
    callers = [service for service in MANUFACTURING.services if "database" in service.calls]
    assert [service.name for service in callers] == ["api", "authentication", "integration"]
    most = 0
    for service in callers:
        assert service.scaling is not None
        most += max(service.scaling.maximum, service.sizes[size].replicas) * pool_size(service)
    assert DATABASE.pool is not None
    assert 2 * most <= DATABASE.pool.clients  # twice: during an update old and new ones may both hold connections


def connections(tenants: int) -> int:
    """Return how many connections the pool opens at most, with so many tenants."""
    named = [
        Tenant(
            name=f"tenant{number}",
            database=f"tenant_tenant{number}",
            role=Role(name=f"tenant_tenant{number}", access=Access.OWNER, connections=tenancy().quota.connections),
        )
        for number in range(tenants)
    ]
    database = dataclasses.replace(DATABASE, tenants=tuple(named))
    return sum(database.pooled(role) for role in database.logins)


@pytest.mark.parametrize("size", Size)
def test_as_many_tenants_fit_as_the_comment_says(size: Size) -> None:
    room = int(DATABASE.parameters_at(size)["max_connections"]) - MAINTENANCE_CONNECTIONS
    assert connections(TENANTS[size]) <= room < connections(TENANTS[size] + 1)


@pytest.mark.parametrize("size", Size)
def test_the_quotas_of_as_many_tenants_fit_disk_and_instances(size: Size) -> None:
    quota, api = tenancy().quota, MANUFACTURING.service("api")
    full = next(alert.above for alert in MANUFACTURING.monitoring.alerts if alert.name == "disk-filling")
    assert full is not None
    assert TENANTS[size] * quota.storage_gb <= DATABASE.sizes[size].disk_gb * full / 100
    assert api.scaling is not None
    each = next(rule.up for rule in api.scaling.rules if rule.load is Load.REQUESTS_PER_SECOND)
    assert TENANTS[size] * quota.requests_per_minute / 60 <= api.sizes[size].replicas * each


@pytest.mark.parametrize("size", Size)
def test_memory_of_all_connections_fits_the_server(size: Size) -> None:
    parameters, memory = DATABASE.parameters_at(size), DATABASE.sizes[size].memory_mb
    buffers = megabytes(parameters["shared_buffers"])
    assert buffers == memory / 4
    assert buffers + int(parameters["max_connections"]) * megabytes(parameters["work_mem"]) <= memory
    assert megabytes(parameters["effective_cache_size"]) <= memory * 3 / 4


@pytest.mark.parametrize("size", Size)
def test_a_full_queue_fits_its_disk(size: Size) -> None:
    queue = MANUFACTURING.queues[0]
    assert sum(stream.max_mb for stream in queue.streams) <= queue.sizes[size].disk_gb * 1024 * 0.9


@pytest.mark.parametrize("size", BESIDES)
def test_one_host_holds_everything(size: Size) -> None:
    """Guide, hardware recommendations: the sum of its five rows, and what only the diagram has (X-MAN-16)."""
    cores, memory, disk = BESIDES[size]
    apps = [service.sizes[size] for service in MANUFACTURING.services]
    database, cache, queue = (
        DATABASE.sizes[size],
        MANUFACTURING.caches[0].sizes[size],
        MANUFACTURING.queues[0].sizes[size],
    )
    edge = MANUFACTURING.edge.sizes[size]  # one is enough on one host
    once_cpus = database.cpus + cache.cpus + queue.cpus + edge.cpus
    once_megabytes = database.memory_mb + cache.memory_mb + queue.memory_mb + edge.memory_mb
    host = MANUFACTURING.host[size]
    assert cores + once_cpus + sum((app.requested_cpus or 0) * app.replicas for app in apps) <= host.cpus
    assert memory * 1024 + once_megabytes + sum(app.memory_mb * app.replicas for app in apps) <= host.memory_gb * 1024
    stored = database.disk_gb + queue.disk_gb + sum(bucket.size_gb for bucket in MANUFACTURING.buckets)
    assert disk + stored <= host.disk_gb


def test_every_tenant_gets_a_database_a_login_a_host_and_a_quota() -> None:
    """X-MAN-20: names of both of the guide's styles."""
    named = {"tenant1": {}, "tenant-a": {"connections": 10, "storageGb": 50, "requestsPerMinute": 1200}}
    spec = adjust(MANUFACTURING, Settings.parse({"system": "manufacturing", "tenants": json.dumps(named)}, "dev"))
    quotas = {
        "tenant1": tenancy().quota,
        "tenant-a": Quota(connections=10, storage_gb=50, requests_per_minute=1200),
    }
    assert [(item.database, item.role.name, item.role.connections) for item in spec.databases[0].tenants] == [
        ("tenant_tenant_a", "tenant_tenant_a", 10),
        ("tenant_tenant1", "tenant_tenant1", 7),
    ]
    added = {
        service.name: len(service.secrets) - len(MANUFACTURING.service(service.name).secrets)
        for service in spec.services
    }
    assert added == {"frontend": 0, "api": 2, "authentication": 0, "integration": 2}
    assert spec.edge.hosts == (*MANUFACTURING.edge.hosts, "tenant-a", "tenant1")
    for name, quota in quotas.items():
        routes = [route for route in spec.edge.routes if name in route.hosts]
        assert {route.path: route.service for route in routes if not route.exact} == {"/": "frontend", "/api/": "api"}
        for route in routes:
            (limit,) = route.limits
            assert (limit.requests, limit.per, limit.by) == (quota.requests_per_minute, Per.MINUTE, Counted.HOST)
        (alert,) = (alert for alert in spec.monitoring.alerts if alert.within == database_of(name))
        assert (alert.watch, alert.above) == (Watch.DATABASE_GIGABYTES, quota.storage_gb)
        own = [site.path for site in spec.edge.sites if name in site.hosts]
        assert own == [site.path for site in MANUFACTURING.edge.sites]


def test_a_tenants_people_only_look() -> None:
    """The role tenant-admin as the guide writes it, X-MAN-20."""
    (role,) = (role for role in MANUFACTURING.operators if role.per_tenant)
    assert (role.name, role.permission) == ("tenant-admin", Permission.VIEW)


def test_files_are_kept_as_long_as_the_database() -> None:
    """X-MAN-11: a restored database finds its files, in every environment."""
    rules = {rule.name: rule for rule in MANUFACTURING.backups.rules}
    for environment in Environment:
        system = place(MANUFACTURING, environment, Size.SMALL)
        assert system.keep_days(rules["uploads"]) >= system.keep_days(rules["database"]) >= 14


def test_point_in_time_recovery_reaches_as_far_as_it_says() -> None:
    """X-MAN-10: three days in dev, seven elsewhere; never further than the backups that a log begins with."""
    rules = {rule.name: rule for rule in MANUFACTURING.backups.rules}
    reach = {item: place(MANUFACTURING, item, Size.SMALL).keep_days(rules["database-log"]) for item in Environment}
    assert reach == {Environment.DEV: 3, Environment.STAGING: 7, Environment.PROD: 7}
    assert max(reach.values()) <= rules["database"].keep_days


def test_no_copy_goes_before_its_original() -> None:
    longest = max(rule.keep_days for rule in MANUFACTURING.backups.rules)
    assert {copy.to for copy in MANUFACTURING.backups.copies} == set(Place)
    assert all(copy.keep_days >= longest for copy in MANUFACTURING.backups.copies)


def test_metrics_outlive_what_is_judged_by_them() -> None:
    """X-MAN-29: the guide's 14 days are too few for what is judged monthly."""
    monitoring = MANUFACTURING.monitoring
    assert monitoring.keep_metrics_days >= max(14, *(objective.days for objective in monitoring.objectives))


def test_an_objective_leaves_room_for_a_recovery() -> None:
    (available,) = (item for item in MANUFACTURING.monitoring.objectives if item.watch is Watch.AVAILABILITY_PERCENT)
    assert available.at_least is not None
    allowed = available.days * 24 * 60 * (100 - available.at_least) / 100
    assert allowed >= 2 * MANUFACTURING.backups.recovery.time_minutes  # one of them, and as much for updates


def test_what_the_guide_repeats_has_a_job() -> None:
    schedules = {job.task: job.schedule for job in MANUFACTURING.jobs}
    daily = {task for task, schedule in schedules.items() if schedule.endswith(" * * *")}
    assert daily == {
        Task.VERIFY_BACKUPS, Task.CLEAN_TEMPORARY_FILES, Task.DATABASE_STATISTICS, Task.ENFORCE_RETENTION,
        Task.HEALTH_CHECK,
    }  # fmt: skip
    assert schedules.keys() - daily == {
        Task.VACUUM, Task.REINDEX, Task.LIST_UPDATES, Task.ARCHIVE_LOGS, Task.CHECK_INTEGRITY, Task.SECURITY_AUDIT,
        Task.LIST_DEPENDENCIES, Task.REVIEW_ACCESS, Task.CAPACITY_REPORT,
    }  # fmt: skip


def test_every_part_of_the_diagram_is_scraped() -> None:
    scraped = {(scrape.exporter, scrape.of) for scrape in MANUFACTURING.monitoring.scrapes}
    assert {(Exporter.APPLICATION, name) for name in SERVICES} <= scraped
    assert {
        (Exporter.POSTGRESQL, "database"), (Exporter.PGBOUNCER, "database"), (Exporter.REDIS, "cache"),
        (Exporter.NATS, "queue"), (Exporter.NGINX, "edge"), (Exporter.NODE, ""), (Exporter.PROBES, ""),
    } <= scraped  # fmt: skip


def test_sample_data_is_for_development_alone() -> None:
    sample = MANUFACTURING.service("api").environment["SAMPLE_DATA"]
    assert sample == ByEnvironment(dev="true", staging="false", prod="false")


@pytest.mark.parametrize("size", Size)
def test_the_database_gets_what_its_size_says(size: Size) -> None:
    """MAN-011 and MAN-062: processors, memory and every parameter, in the container and in its file."""
    record = deploy({"system": "manufacturing", "size": size.value})
    inputs, resources = record.one("Container", "database-server").inputs, DATABASE.sizes[size]
    assert (float(inputs["cpus"]), inputs["memory"]) == (resources.cpus, resources.memory_mb)
    uploads = record.one("Container", "database-server-files-writer").inputs["uploads"]
    (text,) = (item["content"] for item in uploads if item["file"].endswith("/postgresql.conf"))
    wanted = {f"{name} = '{value}'" for name, value in DATABASE.parameters_at(size).items()}
    assert wanted | {"shared_preload_libraries = 'pg_stat_statements'"} <= set(text.splitlines())


def test_the_edge_speaks_as_the_one_that_is_tried() -> None:
    """MAN-068, MAN-084 and MAN-501: the real nginx is tried with CLO's suites and compression (tests/files)."""
    tried = stacks.load("clo").edge
    assert MANUFACTURING.edge.tls == tried.tls
    assert MANUFACTURING.edge.compression == tried.compression


def test_the_cache_gets_what_the_spec_says() -> None:
    """MAN-053 and MAN-060."""
    record, cache = deploy({"system": "manufacturing", "size": "medium"}), MANUFACTURING.caches[0]
    uploads = record.one("Container", "cache-files-writer").inputs["uploads"]
    (text,) = (item["content"] for item in uploads if item["file"].endswith("/redis.conf"))
    assert {
        f"maxmemory {cache.sizes[Size.MEDIUM].data_mb}mb",
        f"maxmemory-policy {cache.eviction.value}",
        *(f"save {item.seconds} {item.changes}" for item in cache.snapshots),
        *(f'rename-command {command} ""' for command in cache.forbidden_commands),
    } <= set(text.splitlines())
