"""What exporters would say if something had a value: one table from Watch to series, a line a series.

A level is what a gauge shows, or how much a counter grows in a minute, while the value is so; ``None`` is no sample.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from components.files.measures_of import Measured
from components.files.measures_promql import text
from stacks._monitoring import Watch
from stacks._operations import Method

MINUTE, HOUR, DAY = 60, 3600, 86400
GOOD, BAD = 0.0, 1.0  # of what is there or not
Level = Callable[[float, float], float | None]  # value, seconds since the beginning


@dataclass(frozen=True)
class Line:
    selector: str
    level: Level
    counter: bool = False


def series(metric: str, level: Level, /, **labels: str) -> Line:
    said = ",".join(f"{name}={text(value)}" for name, value in labels.items())
    return Line(f"{metric}{{{said}}}", level)


def grows(metric: str, level: Level, /, **labels: str) -> Line:
    return replace(series(metric, level, **labels), counter=True)


def steady(number: float) -> Level:
    return lambda _value, _seconds: number


def same(value: float, _seconds: float) -> float:
    return value


def unless_bad(value: float, _seconds: float) -> float:
    return 1 - value


Way = tuple[Line, ...]
Ways = Mapping[str, Way]  # by what is measured there, where something is measured in more than one way


def _check(measured: Measured, of: str, level: Level) -> Way:
    if not of or measured.probed(of):
        mine = [probe for probe in measured.probes if of in {"", probe.part}]
        return tuple(
            series("probe_success", level, job="probes", part=probe.part, instance=probe.instance) for probe in mine
        )
    return tuple(series("up", level, job="application", part=of, instance=f"{of}-{n}") for n in (1, 2))


def _requests(of: str, status: str, level: Level) -> Line:
    return grows(
        "edge_requests_total", level, job="logs", instance="logs", part=of or "any", status=status,
        method="GET",
    )  # fmt: skip


def latency_lines(of: str, threshold: float, *, slow: Callable[[float], bool]) -> Way:
    """A hundred answers a minute: 96 just below a threshold in seconds and 4 far above it, or 94 and 6."""

    def upto(bound: float) -> Level:
        def level(value: float, _seconds: float) -> float:
            if bound < threshold:
                return 0.0
            return 100.0 if bound > threshold else 94.0 if slow(value) else 96.0

        return level

    far = 40 * threshold
    bounds = ((threshold / 2, repr(threshold / 2)), (threshold, repr(threshold)), (far, repr(far)), (2 * far, "+Inf"))
    return tuple(
        grows(
            "edge_request_duration_seconds_bucket", upto(bound), job="logs", instance="logs", part=of or "any", le=name
        )
        for bound, name in bounds
    )


def _ago(unit: int) -> Level:
    return lambda value, seconds: seconds - value * unit


def _backup(measured: Measured, of: str, level: Level, *, repositories: Sequence[str] = ("backups", "copies")) -> Way:
    rule = next(rule for rule in measured.spec.backups.rules if of in rule.of and rule.method is not Method.LOG)
    fresh = [name for name in measured.repositories if name not in repositories]
    labels = {"job": "operations", "instance": "operations", "of": of, "rule": rule.name}
    metric = "moorage_backup_last_success_timestamp_seconds"
    return (
        *(series(metric, level, **labels, repository=name) for name in repositories),
        *(series(metric, _ago(0), **labels, repository=name) for name in fresh),
    )


def _since(level: Level) -> Line:
    return series("moorage_since_timestamp_seconds", level, job="operations", instance="operations")


def _errors(of: str) -> Way:
    return (
        _requests(of, "500", same),
        _requests(of, "429", steady(10)),  # no error
        _requests(of, "200", lambda value, _seconds: 90 - value),
    )


def _born(level: float) -> Level:
    """A counter that is not there before it counts."""
    return lambda value, _seconds: value / level if value else None


def ways(measured: Measured, watch: Watch, of: str, within: str, threshold: float) -> Ways:
    """Every way in which something can have a value, by a name for it."""
    here = {"job": "x", "instance": "x-1"}
    part = of or "any"
    first = measured.spec.databases[0]
    role = first.logins[-1]
    match watch:
        case Watch.UNREACHABLE:
            return {"no answer": _check(measured, of, unless_bad)}
        case Watch.DATABASE_UNAVAILABLE:
            well = steady(1)
            return {
                "server": (series("pg_up", unless_bad, **here, part=of), series("pgbouncer_up", well, **here, part=of)),
                "pool": (series("pg_up", well, **here, part=of), series("pgbouncer_up", unless_bad, **here, part=of)),
                "exporter": (
                    series("pg_up", lambda value, _s: None if value else 1.0, **here, part=of),
                    series("pgbouncer_up", well, **here, part=of),
                ),
            }
        case Watch.CACHE_UNAVAILABLE:
            return {
                "server": (series("redis_up", unless_bad, **here, part=of),),
                "exporter": (series("redis_up", lambda value, _s: None if value else 1.0, **here, part=of),),
            }
        case Watch.QUEUE_UNAVAILABLE:
            levels = (unless_bad, steady(0), steady(1))  # one is lost already, and may be
            return {
                "two of three": tuple(
                    series("nats_up", level, job="nats", part=of, instance=f"queue-{number}")
                    for number, level in enumerate(levels, 1)
                ),
                "exporters": tuple(
                    series("nats_up", lambda value, _s: None if value else 1.0, part=of, instance=f"queue-{number}")
                    for number in (1, 2, 3)
                ),
            }
        case Watch.RESTARTING:
            return {"each minute": (grows("container_start_time_seconds", same, part=part, container="c"),)}
        case Watch.SILENCE:
            return {}
        case Watch.AVAILABILITY_PERCENT:
            return {"checks": _check(measured, of, lambda value, _seconds: value / 100)}
        case Watch.ERROR_PERCENT:
            return {"answers": _errors(of)}
        case Watch.LATENCY_MILLISECONDS:
            return {"answers": latency_lines(of, threshold / 1000, slow=lambda value: value > threshold)}
        case Watch.REQUESTS_PER_HOUR:
            return {
                "some": (_requests(of, "200", lambda value, _seconds: value / 60),),
            }
        case Watch.REQUESTS_RATIO:
            return {"a week later": (_requests(of, "200", lambda value, s: 10 * (value if s > 6 * HOUR else 1)),)}
        case Watch.LATENCY_RATIO:
            lines = latency_lines(of, 0.1, slow=lambda value: value > threshold)
            return {"a day later": tuple(Line(line.selector, _after(line.level, DAY), line.counter) for line in lines)}
        case Watch.CPU_PERCENT:
            limit = 0.5  # processors, of which 1 % is 0.3 s in a minute
            container = (
                grows("container_cpu_usage_seconds_total", lambda v, _s: 0.3 * v, part=part, container="c"),
                series("container_spec_cpu_limit", steady(limit), part=part, container="c"),
                grows("container_cpu_usage_seconds_total", steady(0.1), part="idle", container="d"),
                series("container_spec_cpu_limit", steady(4), part="idle", container="d"),
            )  # fmt: skip
            idle: Level = lambda value, _seconds: MINUTE * (1 - value / 100)  # noqa: E731 - one of a table's
            host = tuple(
                grows("node_cpu_seconds_total", idle, job="node", instance="h", mode="idle", cpu=str(cpu))
                for cpu in (0, 1)
            )
            return {"container": container} | ({} if of else {"host": host})
        case Watch.MEMORY_PERCENT:
            container = (
                series("container_memory_working_set_bytes", lambda v, _s: v * 1e6, part=part, container="c"),
                series("container_spec_memory_limit_bytes", steady(1e8), part=part, container="c"),
                series("container_memory_working_set_bytes", steady(1e6), part="idle", container="d"),
                series("container_spec_memory_limit_bytes", steady(1e10), part="idle", container="d"),
            )
            host = (
                series("node_memory_MemAvailable_bytes", lambda v, _s: (100 - v) * 1e6, job="node", instance="h"),
                series("node_memory_MemTotal_bytes", steady(1e8), job="node", instance="h"),
            )
            return {"container": container} | ({} if of else {"host": host})
        case Watch.DISK_PERCENT:
            labels = {"job": "node", "instance": "h", "device": "/dev/vda", "fstype": "ext4", "mountpoint": "/"}
            memory = {**labels, "device": "tmpfs", "fstype": "tmpfs", "mountpoint": "/run"}
            return {
                "disk": (
                    series("node_filesystem_avail_bytes", lambda v, _s: (100 - v) * 1e9, **labels),
                    series("node_filesystem_size_bytes", steady(1e11), **labels),
                    series("node_filesystem_avail_bytes", steady(0), **memory),  # is no disk
                    series("node_filesystem_size_bytes", steady(1e9), **memory),
                )
            }
        case Watch.POOL_PERCENT:
            limit = first.pooled(role)
            user = {"database": first.database_of(role.name), "user": role.name}
            return {
                "pool": (
                    series("pgbouncer_pools_server_active_connections", lambda v, _s: limit * v / 100, **here,
                           part=of, **user),
                ),
                "server": (
                    series("pg_stat_database_numbackends", lambda v, _s: v - 1, **here, part=of, datname="a"),
                    series("pg_stat_database_numbackends", steady(1), **here, part=of, datname="b"),
                    series("pg_settings_max_connections", steady(100), **here, part=of, server="s"),
                ),
            }  # fmt: skip
        case Watch.QUEUE_LENGTH:
            names = [stream.name for stream in measured.spec.queues[0].streams]
            return {
                "streams": tuple(  # each server of a cluster tells the same
                    series("jetstream_stream_total_messages", lambda v, _s: v / len(names), job="nats", part=of,
                           instance=instance, stream_name=name)
                    for name in names
                    for instance in ("queue-1", "queue-2")
                )
            }  # fmt: skip
        case Watch.REPLICATION_SECONDS:
            return {
                "replica": (
                    series("pg_replication_lag_seconds", same, job="postgresql", instance="r", part=of),
                    series("pg_replication_is_replica", steady(1), job="postgresql", instance="r", part=of),
                    series("pg_replication_lag_seconds", steady(9999), job="postgresql", instance="p", part=of),
                    series("pg_replication_is_replica", steady(0), job="postgresql", instance="p", part=of),
                )
            }
        case Watch.DATABASE_GIGABYTES:
            return {
                "database": (
                    series("pg_database_size_bytes", lambda v, _s: v * 2**30, **here, part=of, datname=within or "a"),
                    series("pg_database_size_bytes", steady(1e15 if within else 0), **here, part=of, datname="b"),
                )
            }
        case Watch.LOG_ERRORS:
            errors = {"job": "logs", "instance": "logs", "part": part, "level": "error"}
            return {
                "grows": (
                    grows("log_lines_total", lambda v, _s: v / 5, **errors),
                    grows("log_lines_total", steady(1e4), **{**errors, "level": "info"}),
                ),
                "is new": (grows("log_lines_total", _born(5), **{**errors, "level": "critical"}),),
            }
        case Watch.FAILED_LOGINS:
            return {"answers": (_requests(of, "401", lambda v, _s: v / 5), _requests(of, "404", steady(1e4)))}
        case Watch.CERTIFICATE_DAYS:
            return {
                "probes": (
                    series("probe_ssl_earliest_cert_expiry", lambda v, s: s + v * DAY, part=part, instance="a"),
                    series("probe_ssl_earliest_cert_expiry", lambda _v, s: s + 1000 * DAY, part=part, instance="b"),
                )
            }
        case Watch.BACKUP_HOURS:
            return {
                "both repositories": _backup(measured, of, _ago(HOUR)),
                "the second alone": _backup(measured, of, _ago(HOUR), repositories=("copies",)),
                "never": (_since(_ago(HOUR)),),
            }
        case Watch.BACKUP_COMPLETED:
            return {"backup": _backup(measured, part if of else first.name, lambda v, s: s - (60 if v else 2 * HOUR))}
        case Watch.DRILL_DAYS:
            metric = "moorage_drill_last_success_timestamp_seconds"
            return {
                "drill": (series(metric, _ago(DAY), job="operations", of=part), _since(steady(-1e9))),
                "never": (_since(_ago(DAY)),),
            }
        case Watch.JOB_FAILED:
            return {"job": (series("moorage_job_failed", same, job="operations", task="vacuum"),)}
        case Watch.UPDATE_AVAILABLE:
            return {"update": (series("moorage_updates_available", lambda v, _s: 3 * v, job="operations", part="x"),)}
        case Watch.QUERY:
            raise AssertionError("a query is its system's own, and tested with it")


def _after(level: Level, seconds: int) -> Level:
    """The value counts from a time on; before, it is nothing."""
    return lambda value, now: level(value if now > seconds else 0, now)


OWN_WAYS: Mapping[str, Mapping[str, Way]] = {
    "metrics-missing": {"exporter": (series("up", unless_bad, job="redis", part="cache", instance="c"),)},
    "rules-failing": {
        "rules": (
            grows("prometheus_rule_evaluation_failures_total", same, job="prometheus", rule_group="g"),
        )
    },
    "alerts-undelivered": {
        "a channel": (
            grows("alertmanager_notifications_failed_total", same, job="alertmanager",
                   integration="email"),
        ),
        "none at all": (series("prometheus_notifications_alertmanagers_discovered", unless_bad, job="prometheus"),),
        "dropped": (grows("prometheus_notifications_dropped_total", same, job="prometheus"),),
    },
    "edge-down": {
        "no status": (
            series("nginx_up", unless_bad, job="nginx", part="edge", instance="e"),
            series("probe_success", unless_bad, job="probes", part="p", instance="i"),
        ),
        "no exporter": (
            series("nginx_up", lambda v, _s: None if v else 1.0, job="nginx", part="edge", instance="e"),
            series("probe_success", unless_bad, job="probes", part="p", instance="i"),
        ),
    },
    "memory-exhausted": {"kernel": (grows("node_vmstat_oom_kill", same, job="node", instance="h"),)},
    "repository-filling": {
        "room": (
            series("moorage_repository_available_bytes", lambda v, _s: 201 - 2 * v, repository="r"),
            series("moorage_backup_bytes", steady(100), repository="r", of="a", rule="big"),
            series("moorage_backup_bytes", steady(1), repository="r", of="a", rule="small"),
        )
    },
    "repository-full": {
        "room": (
            series("moorage_repository_available_bytes", lambda v, _s: 101 - 2 * v, repository="r"),
            series("moorage_backup_bytes", steady(100), repository="r", of="a", rule="big"),
        )
    },
    "archiving-failing": {"archiver": (grows("pg_stat_archiver_failed_count", same, part="database"),)},
    "archive-late": {
        "late": (
            series("moorage_archive_last_timestamp_seconds", lambda v, s: s - 14 * MINUTE - 2 * MINUTE * v,
                   of="database"),
        ),
        "never": (_since(lambda v, s: s - 14 * MINUTE - 2 * MINUTE * v),),
    },
    "verification-failed": {"repository": (series("moorage_verification_failed", same, of="a", repository="r"),)},
    "drill-failed": {"drill": (series("moorage_drill_failed", same, of="database"),)},
    "drill-too-slow": {
        "loss": (series("moorage_drill_loss_seconds", lambda v, _s: 890 + 20 * v, of="database"),),
        "recovery": (series("moorage_drill_recovery_seconds", lambda v, _s: 3590 + 3620 * v, of="database"),),
    },
    "schedule-stopped": {
        "jobs": (
            series("moorage_job_last_run_timestamp_seconds", lambda v, s: s - (25 + 2 * v) * HOUR, task="a"),
            series("moorage_job_last_run_timestamp_seconds", lambda _v, s: s - 300 * HOUR, task="b"),
        ),
        "never": (_since(lambda v, s: s - (25 + 2 * v) * HOUR),),
    },
    "job-failed": {"job": (series("moorage_job_failed", same, task="vacuum"),)},
    "restarting": {"each minute": (grows("container_start_time_seconds", same, part="p", container="c"),)},
}  # fmt: skip
