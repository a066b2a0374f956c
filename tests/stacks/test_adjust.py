"""Overrides and tenants: what changes, that nothing else does, and what is refused with which words."""

import json
from dataclasses import replace
from typing import Any

import pytest

import components
import stacks
from stacks._adjust import adjust, check_images, check_refused
from stacks._profiles import place
from stacks._settings import Settings, SettingsError
from stacks._spec import Access, Counted, Method, Per, RateLimit, Size, SystemSpec, Watch, Weekday

PROD = {
    "environment": "prod",
    "size": "small",
    "domain": "example.com",
    "receivers": {"sms": ["+15555550100"], "email": ["oncall@example.com"]},
}
MAN = {"system": "manufacturing"}


def settings(**values: Any) -> Settings:
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return Settings.parse(config, "dev")


def adjusted(**values: Any) -> SystemSpec:
    said = settings(**values)
    return adjust(stacks.load(said.system), said)


@pytest.mark.parametrize("system", stacks.names())
def test_without_overrides_a_spec_stays_as_it_is(system: str) -> None:
    assert adjusted(system=system) == stacks.load(system)


def test_overrides_change_what_they_name_at_the_stacks_size_and_nothing_else() -> None:
    before, after = stacks.load("clo"), adjusted(
        overrides={
            "services": {
                "backend": {
                    "replicas": 3,
                    "cpus": 0.75,
                    "memoryMb": 300,
                    "environment": {"LOG_LEVEL": "warning", "EXTRA": "1"},
                    "healthPath": "/alive",
                    "readinessPath": "/set",
                    "migration": ["python", "migrate.py"],
                }
            },
            "databases": {
                "database": {
                    "memoryMb": 1024,
                    "diskGb": 20,
                    "parameters": {"work_mem": "8MB"},
                    "readReplicas": 1,
                    "pool": {"connections": 30, "clients": 100},
                }
            },
            "caches": {"cache": {"memoryMb": 512, "dataMb": 256}},
            "edge": {"bodyLimitMb": 100, "limits": {"api": {"requests": 200, "burst": 40}}},
            "alerts": {"disk-full": {"threshold": 95, "forSeconds": 60}, "certificate-expiring": {"threshold": 14}},
            "backups": {"database": {"schedule": "0 1 * * *", "keepDays": 90}},
            "drillSchedule": "0 11 * * 2",
            "window": {"day": "monday", "hour": 1},
        }
    )  # fmt: skip
    backend = after.service("backend")
    resources = backend.sizes[Size.LAPTOP]
    assert (resources.replicas, resources.cpus, resources.memory_mb) == (3, 0.75, 300)
    assert backend.sizes[Size.SMALL] == before.service("backend").sizes[Size.SMALL]
    assert (backend.environment["LOG_LEVEL"], backend.environment["EXTRA"]) == ("warning", "1")
    assert backend.environment["DEBUG"] == "false"
    assert (backend.health.path, backend.readiness.path) == ("/alive", "/set")
    assert backend.readiness.interval_seconds == before.service("backend").readiness.interval_seconds
    assert backend.migration is not None
    assert backend.migration.command == ("python", "migrate.py")
    database, old = after.databases[0], before.databases[0]
    assert (database.sizes[Size.LAPTOP].memory_mb, database.sizes[Size.LAPTOP].disk_gb) == (1024, 20)
    assert database.parameters_at(Size.LAPTOP) == {**old.parameters_at(Size.LAPTOP), "work_mem": "8MB"}
    assert database.parameters_at(Size.SMALL) == old.parameters_at(Size.SMALL)
    assert database.read_replicas[Size.LAPTOP] == 1
    assert database.pool is not None
    assert (database.pool.connections, database.pool.clients) == (30, 100)
    assert (after.caches[0].sizes[Size.LAPTOP].memory_mb, after.caches[0].sizes[Size.LAPTOP].data_mb) == (512, 256)
    assert after.edge.body_limit_mb == 100
    limits = {limit.name: limit for route in after.edge.routes for limit in route.limits}
    assert (limits["api"].requests, limits["api"].burst, limits["authentication"].requests) == (200, 40, 10)
    alerts = {alert.name: alert for alert in after.monitoring.alerts}
    assert (alerts["disk-full"].above, alerts["disk-full"].for_seconds) == (95, 60)
    assert (alerts["certificate-expiring"].below, alerts["certificate-expiring"].above) == (14, None)
    rules = {rule.name: rule for rule in after.backups.rules}
    assert (rules["database"].schedule, rules["database"].keep_days) == ("0 1 * * *", 90)
    assert after.backups.recovery.drill_schedule == "0 11 * * 2"
    assert (after.window.day, after.window.hour, after.window.hours) == (Weekday.MONDAY, 1, before.window.hours)


def test_a_migration_can_be_none() -> None:
    assert adjusted(overrides={"services": {"backend": {"migration": "none"}}}).service("backend").migration is None


def test_scaling_and_nodes_can_be_overridden() -> None:
    spec = adjusted(**MAN, overrides={"services": {"api": {"scaling": {"minimum": 4, "maximum": 12}}}})
    scaling = spec.service("api").scaling
    assert scaling is not None
    assert (scaling.minimum, scaling.maximum) == (4, 12)
    spec = adjusted(system="opmas", overrides={"queues": {"queue": {"nodes": 5}}})
    assert spec.queues[0].sizes[Size.LAPTOP].nodes == 5


def test_each_tenant_has_a_database_a_role_a_host_and_a_quota_of_its_own() -> None:
    spec = adjusted(**MAN, tenants={"globex": {}, "acme-corp": {"connections": 7, "requestsPerMinute": 90}})
    tenancy = stacks.load("manufacturing").tenancy
    assert tenancy is not None
    database = next(item for item in spec.databases if item.name == tenancy.database)
    assert [(item.name, item.database, item.role.name, item.role.access) for item in database.tenants] == [
        ("acme-corp", "tenant_acme_corp", "tenant_acme_corp", Access.OWNER),
        ("globex", "tenant_globex", "tenant_globex", Access.OWNER),
    ]
    assert [item.role.connections for item in database.tenants] == [7, tenancy.quota.connections]
    assert {"acme-corp", "globex"} <= set(spec.edge.hosts)
    for name in tenancy.services:
        variables = {use.variable for use in spec.service(name).secrets}
        assert {"TENANT_ACME_CORP_DATABASE_URL", "TENANT_GLOBEX_DATABASE_URL"} <= variables
    of_acme = [route for route in spec.edge.routes if route.hosts == ("acme-corp",)]
    like = [route for route in stacks.load("manufacturing").edge.routes if tenancy.like in (route.hosts or ("",))]
    assert [(route.path, route.service) for route in of_acme] == [(route.path, route.service) for route in like]
    own = RateLimit(name="tenant-acme-corp", requests=90, per=Per.MINUTE, burst=15, by=Counted.HOST, memory_mb=1)
    assert all(own in route.limits for route in of_acme)
    sites = [site for site in stacks.load("manufacturing").edge.sites if tenancy.like in site.hosts]
    assert sites
    assert [site for site in spec.edge.sites if "acme-corp" in site.hosts] == [
        replace(site, hosts=("acme-corp",), limits=(*site.limits, own)) for site in sites
    ]
    storage = {alert.name: alert for alert in spec.monitoring.alerts if alert.watch is Watch.DATABASE_GIGABYTES}
    assert storage["tenant-globex-storage"].above == tenancy.quota.storage_gb
    assert storage["tenant-globex-storage"].within == "tenant_globex"


def test_a_tenant_does_not_move_what_was_there_before() -> None:
    """A route for every host must not begin to answer, unlimited, on tenants' hosts."""
    before, after = stacks.load("manufacturing"), adjusted(**MAN, tenants={"acme": {}})
    kept = [route for route in after.edge.routes if route.hosts != ("acme",)]
    assert [(route.path, route.hosts or before.edge.hosts, route.limits) for route in before.edge.routes] == [
        (route.path, route.hosts, route.limits) for route in kept
    ]
    assert [site for site in after.edge.sites if site.hosts != ("acme",)] == list(before.edge.sites)
    assert not [route for route in after.edge.routes if not route.hosts]


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"tenants": {"acme": {}}},
        "moorage:tenants names acme, but clo has no tenants; leave it out",
    ),
    (
        {**MAN, "tenants": {"api": {}}},
        "moorage:tenants.api would take the host api.localhost from manufacturing itself; allowed: names other than "
        "api, monitoring, logging",
    ),
    (
        {"listeners": {"ingestion": {"port": 5514, "protocol": "tcp", "ranges": ["192.0.2.0/24"]}}},
        "moorage:listeners.ingestion is for no listener of clo; it has none at all, so leave it out.",
    ),
    (
        {"contacts": {"boss": "boss@example.com"}},
        "moorage:contacts.boss is for no contact of clo; allowed: development, administrator, database-administrator, "
        "security, on-call, management.",
    ),
    (
        {"secrets": {"jwt": "x"}},
        "moorage:secrets.jwt is for no secret of clo; it has none at all, so leave it out.",
    ),
    (
        {**MAN, "secrets": {"oauth-client-secrets": "x"}},
        "moorage:secrets.oauth-client-secrets is for no secret of manufacturing; allowed: oauth-client-secret, "
        "integration-api-key. "
        "Did you mean 'oauth-client-secret'?",
    ),
    (
        {**MAN, "tenants": {"www": {}}},
        "moorage:tenants.www would take the host www.localhost, where people expect the domain",
    ),
    (
        {**PROD, "overrides": {"services": {"backend": {"replicas": 1}}}},
        "moorage:overrides.services.backend.replicas is 1; allowed in prod: at least 2, so that one may fail",
    ),
    (
        {"overrides": {"services": {"back-end": {"replicas": 3}}}},
        "moorage:overrides.services.back-end is for no service of clo; allowed: backend. Did you mean 'backend'?",
    ),
    (
        {"overrides": {"databases": {"db": {"diskGb": 3}}}},
        "moorage:overrides.databases.db is for no database of clo; allowed: database.",
    ),
    (
        {"overrides": {"alerts": {"disk": {"threshold": 3}}}},
        "moorage:overrides.alerts.disk is for no alert of clo; allowed: api-down, database-down, cache-down, "
        "disk-filling, disk-full, pool-exhausted, certificate-expiring, backup-late, monitoring-silent, drill-late. "
        "Did you mean 'disk-full'?",
    ),
    (
        {"overrides": {"services": {"backend": {"environment": {"DATABASE_URL": "postgresql://me@there/db"}}}}},
        "moorage:overrides.services.backend.environment.DATABASE_URL is a secret of backend, which Moorage hands over "
        "itself",
    ),
    (
        {"overrides": {"services": {"backend": {"scaling": {"maximum": 3}}}}},
        "moorage:overrides.services.backend.scaling is said, but backend does not scale by itself; set replicas",
    ),
    (
        {**MAN, "overrides": {"services": {"frontend": {"migration": "none"}}}},
        "moorage:overrides.services.frontend.migration is said, but frontend migrates no database",
    ),
    (
        {"overrides": {"backups": {"database": {"keepDays": 7}}}},
        "moorage:overrides.backups.database.keepDays is 7; allowed: at least 30, which CLO Management System asks for",
    ),
    (
        {**PROD, "receivers": {"email": ["oncall@example.com"]}},
        "moorage:receivers has nobody for critical alerts; required in prod: pager or sms. "
        "Example: pulumi config set --path 'moorage:receivers.sms[0]' +15555550100",
    ),
    (
        {**PROD, "receivers": {"sms": ["+15555550100"]}},
        "moorage:receivers has nobody for warning alerts; required in prod: chat or email. "
        "Example: pulumi config set --path 'moorage:receivers.sms[0]' +15555550100",
    ),
    (
        {**PROD, "system": "opmas"},
        "moorage:overrides.services.management-api.migration is missing; required in prod: the command that migrates "
        "'database', as a list of words, or none. Example: pulumi config set "
        "--path 'moorage:overrides.services.management-api.migration' none",
    ),
)


@pytest.mark.parametrize(("values", "message"), WRONG, ids=[json.dumps(values) for values, _ in WRONG])
def test_what_does_not_fit_the_system_says_what_to_write_instead(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        adjusted(**values)
    assert f"  - {message}" in str(caught.value).splitlines()


def test_numbers_that_do_not_fit_each_other_are_refused_with_both() -> None:
    with pytest.raises(SettingsError, match=r"cache 'cache' at laptop: data_mb leaves less than a quarter"):
        adjusted(overrides={"caches": {"cache": {"dataMb": 190}}})
    with pytest.raises(SettingsError, match=r"pooled connections of .* do not fit max_connections"):
        adjusted(**MAN, tenants={f"tenant-{number}": {"connections": 100} for number in range(60)})


@pytest.mark.parametrize(
    ("database", "message"),
    [
        ({"memoryMb": 300}, r"shared_buffers of 256MB are over half of 300 MB"),
        ({"parameters": {"shared_buffers": "8GB"}}, r"shared_buffers of 8GB are over half of 768 MB"),
        ({"parameters": {"work_mem": "64MB"}}, r"all connections' work_mem are \d+ MB, over its 768 MB"),
        ({"parameters": {"work_mem": "much"}}, r"work_mem is 'much'; write a number and kB, MB or GB: 64MB"),
        ({"parameters": {"max_connections": "abc"}}, r"max_connections is 'abc'; write a number, such as 200"),
        ({"pool": {"connections": 500}}, r"1000 pooled connections of 2 roles do not fit max_connections 200 less 20"),
    ],
)
def test_a_server_that_could_not_start_is_refused_while_the_old_one_runs(
    database: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        adjusted(overrides={"databases": {"database": database}})


def test_an_image_that_the_system_has_not_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"has 'backendd' .*allowed: backend, data, frontend, nginx\. Did you mean"):
        check_images(stacks.load("clo"), settings(images={"backendd": "clo/backend:1.0.0"}), ("nginx",))


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"region": "eu-central-1"}, "region"),
        ({"zones": ["eu-central-1a"]}, "zones"),
        ({"copyRegion": "eu-west-1"}, "copyRegion"),
        (
            {"overrides": {"databases": {"database": {"readReplicas": 1}}}},
            "overrides.databases.database.readReplicas",
        ),
        ({"overrides": {"queues": {"queue": {"nodes": 3}}}}, "overrides.queues.queue.nodes"),
        ({"overrides": {"databases": {"database": {"diskGb": 20}}}}, "overrides.databases.database.diskGb"),
        ({"overrides": {"services": {"backend": {"healthPath": "/up"}}}}, "overrides.services.backend.healthPath"),
        (
            {"overrides": {"services": {"api": {"scaling": {"minimum": 2}}}}},
            "overrides.services.api.scaling.minimum",
        ),
    ],
)
def test_what_a_target_cannot_honour_is_refused_with_the_way_out(values: dict[str, Any], key: str) -> None:
    target = components.load("docker")
    with pytest.raises(SettingsError) as caught:
        check_refused(settings(**values), target.name, target.refused)
    lines = str(caught.value).splitlines()[1:]
    assert [line.partition(":")[2].partition(" is said")[0] for line in lines] == [key]
    assert lines[0].endswith(tuple(target.refused.values()))


def test_what_a_target_can_honour_is_not_refused() -> None:
    target = components.load("docker")
    said = settings(accessRanges=["203.0.113.0/24"], overrides={"databases": {"database": {"memoryMb": 1024}}})
    check_refused(said, target.name, target.refused)


def test_a_backup_is_kept_for_the_longer_of_what_the_system_and_the_profile_want() -> None:
    spec = stacks.load("manufacturing")
    rules = {rule.method: rule for rule in spec.backups.rules}
    prod, dev = place(spec, "prod", "small"), place(spec, "dev", "laptop")
    assert (rules[Method.LOG].keep_days, prod.keep_days(rules[Method.LOG])) == (3, 7)
    assert dev.keep_days(rules[Method.LOG]) == 3
    assert prod.keep_days(rules[Method.FULL]) == max(30, rules[Method.FULL].keep_days)
