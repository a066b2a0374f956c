"""How Prometheus measures what alerts and objectives look at: one table from Watch to PromQL.

Metrics are those of Debian 13's exporters, of ours (images/operations), and of what is counted in logs. A value is one
number for each part, instance or host, never an average over them (X-MAN-25). What is there or not is a condition that
also holds where nobody answers, or nothing was ever measured: silence is not health.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from components.files import measures_data as data
from components.files import measures_parts as parts
from components.files import measures_users as users
from components.files.measures_of import Measured
from stacks._monitoring import Exporter, Watch

Expression = Callable[[Measured, str, str], str]  # what is measured, of, within


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How one thing is measured: PromQL, its unit, what it means in words, and the exporters that tell it."""

    expression: Expression
    jobs: tuple[Exporter, ...]
    unit: str
    meaning: str


def _silence(_measured: Measured, _of: str, _within: str) -> str:
    """Return what always is: who does not hear it any more knows that nobody watches."""
    return "vector(1)"


# fmt: off
MEASURES: Mapping[Watch, Measure] = MappingProxyType({
    Watch.UNREACHABLE: Measure(
        expression=users.unreachable, jobs=(Exporter.PROBES, Exporter.APPLICATION), unit="",
        meaning="a check gets no answer, or 5xx",
    ),
    Watch.DATABASE_UNAVAILABLE: Measure(
        expression=data.database_unavailable, jobs=(Exporter.POSTGRESQL, Exporter.PGBOUNCER), unit="",
        meaning="the database or its pool takes no connection, or nobody can tell",
    ),
    Watch.CACHE_UNAVAILABLE: Measure(
        expression=data.cache_unavailable, jobs=(Exporter.REDIS,), unit="",
        meaning="the cache takes no connection, or nobody can tell",
    ),
    Watch.QUEUE_UNAVAILABLE: Measure(
        expression=data.queue_unavailable, jobs=(Exporter.NATS,), unit="",
        meaning="half of the queue's servers or more do not answer, or nobody can tell",
    ),
    Watch.RESTARTING: Measure(
        expression=parts.restarting, jobs=(Exporter.CONTAINERS,), unit="",
        meaning="a container has started more than twice in 15 minutes",
    ),
    Watch.SILENCE: Measure(
        expression=_silence, jobs=(), unit="",
        meaning="always there: where it is not heard any more, nobody watches",
    ),
    Watch.AVAILABILITY_PERCENT: Measure(
        expression=users.availability, jobs=(Exporter.PROBES, Exporter.APPLICATION), unit="percent",
        meaning="checks that got an answer, in the last day",
    ),
    Watch.ERROR_PERCENT: Measure(
        expression=users.errors, jobs=(Exporter.LOGS,), unit="percent",
        meaning="answers 5xx among all answers of five minutes",
    ),
    Watch.LATENCY_MILLISECONDS: Measure(
        expression=users.latency, jobs=(Exporter.LOGS,), unit="milliseconds",
        meaning="95 of 100 answers of five minutes took no longer",
    ),
    Watch.REQUESTS_PER_HOUR: Measure(
        expression=users.requests, jobs=(Exporter.LOGS,), unit="requests an hour",
        meaning="requests of the last hour",
    ),
    Watch.REQUESTS_RATIO: Measure(
        expression=users.requests_ratio, jobs=(Exporter.LOGS,), unit="times",
        meaning="requests of the last hour against the same hour a week before",
    ),
    Watch.LATENCY_RATIO: Measure(
        expression=users.latency_ratio, jobs=(Exporter.LOGS,), unit="times",
        meaning="the 95th percentile of the last hour against the same hour a day before",
    ),
    Watch.CPU_PERCENT: Measure(
        expression=parts.cpu, jobs=(Exporter.CONTAINERS, Exporter.NODE), unit="percent",
        meaning="processor time of five minutes against what a container may use, or a host has",
    ),
    Watch.MEMORY_PERCENT: Measure(
        expression=parts.memory, jobs=(Exporter.CONTAINERS, Exporter.NODE), unit="percent",
        meaning="memory that can't be given back against what a container may use, or a host has",
    ),
    Watch.DISK_PERCENT: Measure(
        expression=parts.disk, jobs=(Exporter.NODE,), unit="percent",
        meaning="what is used of a host's disk",
    ),
    Watch.POOL_PERCENT: Measure(
        expression=data.pool, jobs=(Exporter.PGBOUNCER, Exporter.POSTGRESQL), unit="percent",
        meaning="connections in use against what a role may have, or the server",
    ),
    Watch.QUEUE_LENGTH: Measure(
        expression=data.queue_length, jobs=(Exporter.NATS,), unit="messages",
        meaning="messages that wait for somebody to work on them",
    ),
    Watch.REPLICATION_SECONDS: Measure(
        expression=data.replication, jobs=(Exporter.POSTGRESQL,), unit="seconds",
        meaning="how far a replica is behind",
    ),
    Watch.DATABASE_GIGABYTES: Measure(
        expression=data.database_size, jobs=(Exporter.POSTGRESQL,), unit="gigabytes",
        meaning="size of a database",
    ),
    Watch.LOG_ERRORS: Measure(
        expression=users.log_errors, jobs=(Exporter.LOGS,), unit="lines",
        meaning="lines of level ERROR or worse in five minutes",
    ),
    Watch.FAILED_LOGINS: Measure(
        expression=users.failed_logins, jobs=(Exporter.LOGS,), unit="answers",
        meaning="answers 401 and 403 in five minutes",
    ),
    Watch.CERTIFICATE_DAYS: Measure(
        expression=users.certificate, jobs=(Exporter.PROBES,), unit="days",
        meaning="days until a certificate of the edge ends",
    ),
    Watch.BACKUP_HOURS: Measure(
        expression=data.backup_age, jobs=(Exporter.OPERATIONS,), unit="hours",
        meaning="since the last good backup in a repository; without any, since backups were set up",
    ),
    Watch.BACKUP_COMPLETED: Measure(
        expression=data.backup_completed, jobs=(Exporter.OPERATIONS,), unit="",
        meaning="a backup has been completed in the last hour",
    ),
    Watch.DRILL_DAYS: Measure(
        expression=data.drill_age, jobs=(Exporter.OPERATIONS,), unit="days",
        meaning="since the last good drill; without any, since drills were set up",
    ),
    Watch.JOB_FAILED: Measure(
        expression=data.job_failed, jobs=(Exporter.OPERATIONS,), unit="",
        meaning="the last run of a job has failed",
    ),
    Watch.UPDATE_AVAILABLE: Measure(
        expression=data.updates, jobs=(Exporter.OPERATIONS,), unit="",
        meaning="updates wait for somebody's approval",
    ),
})
# fmt: on


def value(measured: Measured, watch: Watch, of: str = "", within: str = "") -> str:
    """Return the PromQL of a value, or of the condition of what needs no threshold. ``Watch.QUERY`` has its own."""
    return MEASURES[watch].expression(measured, of, within)
