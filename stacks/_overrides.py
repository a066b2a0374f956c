"""Overrides: what users really change of a spec, typed. What is left out stays as the system says it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks import _validators as allow
from stacks._groups import Strict
from stacks._operations import Weekday

# Bounds that no real system meets: beyond them something downstream would refuse the number, when it is too late.
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Positive = Annotated[int, Field(ge=1, le=1_000_000)]
Replicas = Annotated[int, Field(ge=1, le=100)]
Gigabytes = Annotated[int, Field(ge=1, le=65_536)]
Processors = Annotated[float, Field(gt=0, le=256)]
Megabytes = Annotated[int, Field(ge=64, le=1_048_576)]
Schedule = Annotated[str, AfterValidator(allow.schedule)]
AT_LEAST_0 = "a number from 0 to 1000000"
AT_LEAST_1 = "a number from 1 to 1000000"
REPLICAS = "a number from 1 to 100"
GIGABYTES = "gigabytes from 1 to 65536"
CPUS = "a number of processors above 0, at most 256"
MEGABYTES = "megabytes from 64 to 1048576"


class ScalingOverrides(Strict):
    """How many instances there may be."""

    minimum: Replicas | None = Field(
        default=None, description=REPLICAS, examples=["overrides.services.api.scaling.minimum 3"]
    )
    maximum: Replicas | None = Field(
        default=None, description=REPLICAS, examples=["overrides.services.api.scaling.maximum 20"]
    )


class ServiceOverrides(Strict):
    """Of a service: how big, how many, what it is told, and what its image has that the guide leaves open."""

    replicas: Replicas | None = Field(
        default=None, description=REPLICAS, examples=["overrides.services.backend.replicas 3"]
    )
    cpus: Processors | None = Field(default=None, description=CPUS, examples=["overrides.services.backend.cpus 2"])
    memory_mb: Megabytes | None = Field(
        default=None, description=MEGABYTES, examples=["overrides.services.backend.memoryMb 1024"]
    )
    environment: Mapping[Annotated[str, allow.matching(allow.VARIABLE, "a variable's name")], str] = Field(
        default_factory=dict,
        description="texts by variable",
        examples=["overrides.services.backend.environment.LOG_LEVEL debug"],
    )
    health_path: Annotated[str, allow.matching(allow.PATH, "a path that begins with /")] | None = Field(
        default=None, examples=["overrides.services.backend.healthPath /health"]
    )
    readiness_path: Annotated[str, allow.matching(allow.PATH, "a path that begins with /")] | None = Field(
        default=None, examples=["overrides.services.backend.readinessPath /ready"]
    )
    migration: Annotated[tuple[str, ...], Field(min_length=1)] | Literal["none"] | None = Field(
        default=None,
        description="a list of words, the command and its arguments, or none",
        examples=["overrides.services.backend.migration none"],
    )
    scaling: ScalingOverrides = Field(
        default=ScalingOverrides(),
        description="minimum and maximum by name",
        examples=["overrides.services.api.scaling.maximum 20"],
    )


class PoolOverrides(Strict):
    """Of a database's pool."""

    connections: Annotated[int, Field(ge=1, le=5_000)] | None = Field(
        default=None,
        description="a number from 1 to 5000",
        examples=["overrides.databases.database.pool.connections 40"],
    )
    clients: Annotated[int, Field(ge=1, le=20_000)] | None = Field(
        default=None,
        description="a number from 1 to 20000",
        examples=["overrides.databases.database.pool.clients 5000"],
    )


class DatabaseOverrides(Strict):
    """Of a database: how big, PostgreSQL's parameters, and how many servers answer reads besides."""

    cpus: Processors | None = Field(default=None, description=CPUS, examples=["overrides.databases.database.cpus 2"])
    memory_mb: Megabytes | None = Field(
        default=None, description=MEGABYTES, examples=["overrides.databases.database.memoryMb 4096"]
    )
    disk_gb: Gigabytes | None = Field(
        default=None, description=GIGABYTES, examples=["overrides.databases.database.diskGb 100"]
    )
    parameters: Mapping[str, str] = Field(
        default_factory=dict,
        description="texts by parameter",
        examples=["overrides.databases.database.parameters.work_mem 16MB"],
    )
    read_replicas: Count | None = Field(
        default=None, description=AT_LEAST_0, examples=["overrides.databases.database.readReplicas 1"]
    )
    pool: PoolOverrides = Field(
        default=PoolOverrides(),
        description="connections and clients by name",
        examples=["overrides.databases.database.pool.connections 40"],
    )


class CacheOverrides(Strict):
    """Of a cache: how big, and how much of that it may hold."""

    cpus: Processors | None = Field(default=None, description=CPUS, examples=["overrides.caches.cache.cpus 1"])
    memory_mb: Megabytes | None = Field(
        default=None, description=MEGABYTES, examples=["overrides.caches.cache.memoryMb 1024"]
    )
    data_mb: Positive | None = Field(
        default=None, description=AT_LEAST_1, examples=["overrides.caches.cache.dataMb 512"]
    )


class QueueOverrides(Strict):
    """Of a queue: how big each server is, and how many there are."""

    cpus: Processors | None = Field(default=None, description=CPUS, examples=["overrides.queues.queue.cpus 1"])
    memory_mb: Megabytes | None = Field(
        default=None, description=MEGABYTES, examples=["overrides.queues.queue.memoryMb 1024"]
    )
    disk_gb: Gigabytes | None = Field(
        default=None, description=GIGABYTES, examples=["overrides.queues.queue.diskGb 20"]
    )
    nodes: Literal[1, 3, 5] | None = Field(
        default=None,
        description="1, 3 or 5, because an even number survives no more",
        examples=["overrides.queues.queue.nodes 3"],
    )


class LimitOverrides(Strict):
    """Of a rate limit."""

    requests: Positive | None = Field(
        default=None, description=AT_LEAST_1, examples=["overrides.edge.limits.api.requests 200"]
    )
    burst: Count | None = Field(default=None, description=AT_LEAST_0, examples=["overrides.edge.limits.api.burst 40"])


class EdgeOverrides(Strict):
    """Of the edge: how big a body may be, and its rate limits by name."""

    body_limit_mb: Annotated[int, Field(ge=1, le=10_240)] | None = Field(
        default=None, description="megabytes from 1 to 10240", examples=["overrides.edge.bodyLimitMb 100"]
    )
    limits: Mapping[str, LimitOverrides] = Field(
        default_factory=dict,
        description="requests and burst by limit",
        examples=["overrides.edge.limits.api.requests 200"],
    )


class AlertOverrides(Strict):
    """Of an alert: its threshold and duration."""

    threshold: float | None = Field(
        default=None, description="a number", examples=["overrides.alerts.disk-full.threshold 85"]
    )
    for_seconds: Count | None = Field(
        default=None, description=AT_LEAST_0, examples=["overrides.alerts.disk-full.forSeconds 60"]
    )


class BackupOverrides(Strict):
    """Of a backup rule: when, and for how many days; never fewer than the system's own."""

    schedule: Schedule | None = Field(default=None, examples=["overrides.backups.database.schedule '0 1 * * *'"])
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = Field(
        default=None, description="days from 1 to 36500", examples=["overrides.backups.database.keepDays 90"]
    )


class WindowOverrides(Strict):
    """When infrastructure may be changed by itself, in UTC."""

    day: Annotated[str, allow.one_of(tuple(Weekday))] | None = Field(
        default=None, examples=["overrides.window.day sunday"]
    )
    hour: Annotated[int, Field(ge=0, le=23)] | None = Field(
        default=None, description="an hour from 0 to 23", examples=["overrides.window.hour 3"]
    )
    hours: Annotated[int, Field(ge=1, le=24)] | None = Field(
        default=None, description="1 to 24 hours", examples=["overrides.window.hours 4"]
    )


class Overrides(Strict):
    """All of them, by what they are of."""

    services: Mapping[str, ServiceOverrides] = Field(
        default_factory=dict, description="settings by service", examples=["overrides.services.backend.replicas 3"]
    )
    databases: Mapping[str, DatabaseOverrides] = Field(
        default_factory=dict, description="settings by database", examples=["overrides.databases.database.diskGb 100"]
    )
    caches: Mapping[str, CacheOverrides] = Field(
        default_factory=dict, description="settings by cache", examples=["overrides.caches.cache.memoryMb 1024"]
    )
    queues: Mapping[str, QueueOverrides] = Field(
        default_factory=dict, description="settings by queue", examples=["overrides.queues.queue.diskGb 20"]
    )
    edge: EdgeOverrides = Field(
        default=EdgeOverrides(), description="settings by name", examples=["overrides.edge.bodyLimitMb 100"]
    )
    alerts: Mapping[str, AlertOverrides] = Field(
        default_factory=dict, description="settings by alert", examples=["overrides.alerts.disk-full.threshold 85"]
    )
    backups: Mapping[str, BackupOverrides] = Field(
        default_factory=dict, description="settings by backup rule", examples=["overrides.backups.database.keepDays 90"]
    )
    drill_schedule: Schedule | None = Field(default=None, examples=["overrides.drillSchedule '0 10 * * 1'"])
    window: WindowOverrides = Field(
        default=WindowOverrides(), description="day, hour and hours by name", examples=["overrides.window.hour 3"]
    )
