"""What our dashboards show, as tables: one row of panels for each exporter that a system may have.

The queries use the names that exporters give (tests/files/test_grafana_metrics.py asks them) and the labels of every
series here: job, part and instance. A panel of what alerts watch is in the alerts' unit, so that their thresholds can
be drawn in it.
"""

from dataclasses import dataclass
from enum import StrEnum

from components.files.measures_data import GIGABYTE
from components.files.measures_parts import NO_DISKS
from stacks._monitoring import Exporter, Watch


class Form(StrEnum):
    """How a panel shows its queries."""

    LINES = "lines"  # over time
    NUMBER = "number"  # the last value, large
    TABLE = "table"  # the last value of every series, with all its labels


@dataclass(frozen=True, kw_only=True)
class Line:
    """One PromQL query; ``legend`` names its series in Grafana's way ({{label}}), all of their labels if empty."""

    query: str
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A value that is not to be passed; drawn like the threshold of a critical alert."""

    name: str
    above: float


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One panel. ``watch`` is what alerts watch of the same, in the same unit; ``unit`` is Grafana's name of it."""

    title: str
    lines: tuple[Line, ...]
    unit: str = "short"
    form: Form = Form.LINES
    watch: Watch | None = None
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """Panels below one heading; there where the exporter is."""

    title: str
    exporter: Exporter
    graphs: tuple[Graph, ...]


ERRORS = 'sum by (part) (rate(edge_requests_total{status=~"5.."}[5m]))'
LATENCY = "1000 * histogram_quantile({}, sum by (part, le) (rate(edge_request_duration_seconds_bucket[5m])))"
HITS = "sum by (part, datname) (rate(pg_stat_database_blks_hit[5m]))"
READS = "sum by (part, datname) (rate(pg_stat_database_blks_read[5m]))"

NOW = Row(
    title="Now",
    exporter=Exporter.OPERATIONS,
    graphs=(
        Graph(
            title="Alerts firing",
            lines=(Line(query='count(ALERTS{alertstate="firing",watch!="silence"}) or vector(0)', legend="alerts"),),
            form=Form.NUMBER,
            limits=(Limit(name="none", above=1),),
        ),
        Graph(
            title="What fires",
            lines=(Line(query='ALERTS{alertstate="firing",watch!="silence"}'),),
            form=Form.TABLE,
        ),
        Graph(title="Sources of metrics", lines=(Line(query="min by (job, part) (up)", legend="{{job}} {{part}}"),)),
    ),
)

USERS = Row(
    title="What users see",
    exporter=Exporter.LOGS,
    graphs=(
        Graph(
            title="Requests",
            lines=(Line(query="sum by (part) (rate(edge_requests_total[5m]))", legend="{{part}}"),),
            unit="reqps",
        ),
        Graph(
            title="Requests an hour",
            lines=(Line(query="sum by (part) (increase(edge_requests_total[1h]))", legend="{{part}}"),),
            watch=Watch.REQUESTS_PER_HOUR,
        ),
        Graph(
            title="Errors",
            lines=(
                Line(
                    query=f"100 * ({ERRORS} or 0 * sum by (part) (rate(edge_requests_total[5m])))"
                    " / sum by (part) (rate(edge_requests_total[5m]))",
                    legend="{{part}}",
                ),
            ),
            unit="percent",
            watch=Watch.ERROR_PERCENT,
        ),
        Graph(
            title="Latency, 95th percentile",
            lines=(Line(query=LATENCY.format(0.95), legend="{{part}}"),),
            unit="ms",
            watch=Watch.LATENCY_MILLISECONDS,
        ),
        Graph(
            title="Failed logins in five minutes",
            lines=(
                Line(query='sum by (part) (increase(edge_requests_total{status=~"401|403"}[5m]))', legend="{{part}}"),
            ),
            watch=Watch.FAILED_LOGINS,
        ),
        Graph(
            title="Errors logged in five minutes",
            lines=(
                Line(query='sum by (part) (increase(log_lines_total{level=~"error|critical"}[5m]))', legend="{{part}}"),
            ),
            watch=Watch.LOG_ERRORS,
        ),
    ),
)

REACHED = Row(
    title="Reached from outside",
    exporter=Exporter.PROBES,
    graphs=(
        Graph(
            title="Availability of the last hour",
            lines=(
                Line(
                    query='100 * avg by (part, instance) (avg_over_time(probe_success{job="probes"}[1h]))',
                    legend="{{part}} {{instance}}",
                ),
            ),
            unit="percent",
            watch=Watch.AVAILABILITY_PERCENT,
        ),
        Graph(
            title="Answers of probes",
            lines=(
                Line(
                    query='max by (part, instance) (probe_duration_seconds{job="probes"})',
                    legend="{{part}} {{instance}}",
                ),
            ),
            unit="s",
        ),
        Graph(
            title="Days of certificates left",
            lines=(
                Line(
                    query='min by (instance) (probe_ssl_earliest_cert_expiry{job="probes"} - time()) / 86400',
                    legend="{{instance}}",
                ),
            ),
            unit="d",
            watch=Watch.CERTIFICATE_DAYS,
        ),
    ),
)

EDGE = Row(
    title="Edge",
    exporter=Exporter.NGINX,
    graphs=(
        Graph(
            title="Connections",
            lines=(
                Line(query="sum by (instance) (nginx_connections_active)", legend="open {{instance}}"),
                Line(query="sum by (instance) (nginx_connections_waiting)", legend="idle {{instance}}"),
            ),
        ),
        Graph(
            title="Connections refused",
            lines=(
                Line(
                    query="sum by (instance)"
                    " (rate(nginx_connections_accepted[5m]) - rate(nginx_connections_handled[5m]))",
                    legend="{{instance}}",
                ),
            ),
            unit="cps",
        ),
    ),
)

HOSTS = Row(
    title="Hosts",
    exporter=Exporter.NODE,
    graphs=(
        Graph(
            title="Processors of hosts",
            lines=(
                Line(
                    query='100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])))',
                    legend="{{instance}}",
                ),
            ),
            unit="percent",
            watch=Watch.CPU_PERCENT,
        ),
        Graph(
            title="Memory of hosts",
            lines=(
                Line(
                    query="100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
                    legend="{{instance}}",
                ),
            ),
            unit="percent",
            watch=Watch.MEMORY_PERCENT,
        ),
        Graph(
            title="Disks",
            lines=(
                Line(
                    query=f"100 * max by (instance, device) (1 - node_filesystem_avail_bytes{{{NO_DISKS}}}"
                    f" / node_filesystem_size_bytes{{{NO_DISKS}}})",
                    legend="{{instance}} {{device}}",
                ),
            ),
            unit="percent",
            watch=Watch.DISK_PERCENT,
        ),
        Graph(
            title="Disks busy",
            lines=(
                Line(
                    query="rate(node_disk_io_time_seconds_total[5m])",
                    legend="{{instance}} {{device}}",
                ),
            ),
            unit="percentunit",
        ),
    ),
)

CONTAINERS = Row(
    title="Containers",
    exporter=Exporter.CONTAINERS,
    graphs=(
        Graph(
            title="Processors of containers",
            lines=(
                Line(
                    query="100 * sum by (container) (rate(container_cpu_usage_seconds_total[5m]))"
                    " / sum by (container) (container_spec_cpu_limit)",
                    legend="{{container}}",
                ),
            ),
            unit="percent",
            watch=Watch.CPU_PERCENT,
        ),
        Graph(
            title="Memory of containers",
            lines=(
                Line(
                    query="100 * sum by (container) (container_memory_working_set_bytes)"
                    " / sum by (container) (container_spec_memory_limit_bytes)",
                    legend="{{container}}",
                ),
            ),
            unit="percent",
            watch=Watch.MEMORY_PERCENT,
        ),
        Graph(
            title="Starts of the last hour",
            lines=(
                Line(query="sum by (container) (changes(container_start_time_seconds[1h]))", legend="{{container}}"),
            ),
        ),
        Graph(
            title="Traffic of the host",
            lines=(
                Line(query="rate(node_network_receive_bytes_total[5m])", legend="in {{device}}"),
                Line(query="rate(node_network_transmit_bytes_total[5m])", legend="out {{device}}"),
            ),
            unit="Bps",
        ),
    ),
)

DATABASES = Row(
    title="Databases",
    exporter=Exporter.POSTGRESQL,
    graphs=(
        Graph(title="Available", lines=(Line(query="pg_up", legend="{{part}}"),)),
        Graph(
            title="Connections by database",
            lines=(
                Line(query="sum by (part, datname) (pg_stat_database_numbackends)", legend="{{part}} {{datname}}"),
                Line(query="max by (part) (pg_settings_max_connections)", legend="{{part}} at most"),
            ),
        ),
        Graph(
            title="Transactions",
            lines=(
                Line(
                    query="sum by (part, datname) (rate(pg_stat_database_xact_commit[5m])"
                    " + rate(pg_stat_database_xact_rollback[5m]))",
                    legend="{{part}} {{datname}}",
                ),
            ),
            unit="ops",
        ),
        Graph(
            title="Read from memory",
            lines=(Line(query=f"100 * {HITS} / ({HITS} + {READS})", legend="{{part}} {{datname}}"),),
            unit="percent",
        ),
        Graph(
            title="Sizes",
            lines=(
                Line(
                    query=f"max by (part, datname) (pg_database_size_bytes) / {GIGABYTE}", legend="{{part}} {{datname}}"
                ),
            ),
            unit="decgbytes",
            watch=Watch.DATABASE_GIGABYTES,
        ),
        Graph(
            title="Replicas behind",
            lines=(
                Line(
                    query="max by (part, instance) (pg_replication_lag_seconds)"
                    " and max by (part, instance) (pg_replication_is_replica) == 1",
                    legend="{{part}} {{instance}}",
                ),
            ),
            unit="s",
            watch=Watch.REPLICATION_SECONDS,
        ),
    ),
)

POOLS = Row(
    title="Pools of connections",
    exporter=Exporter.PGBOUNCER,
    graphs=(
        Graph(
            title="Connections to servers, of those allowed",
            lines=(
                Line(
                    query="100 * sum by (part) (pg_stat_database_numbackends)"
                    " / max by (part) (pg_settings_max_connections)",
                    legend="{{part}}",
                ),
            ),
            unit="percent",
            watch=Watch.POOL_PERCENT,
        ),
        Graph(
            title="Connections of pools to servers",
            lines=(
                Line(
                    query="sum by (part, database, user) (pgbouncer_pools_server_active_connections)",
                    legend="{{part}} {{database}} {{user}}",
                ),
            ),
        ),
        Graph(
            title="Clients",
            lines=(
                Line(
                    query="sum by (part, database) (pgbouncer_pools_client_active_connections)",
                    legend="{{part}} {{database}} served",
                ),
                Line(
                    query="sum by (part, database) (pgbouncer_pools_client_waiting_connections)",
                    legend="{{part}} {{database}} waiting",
                ),
            ),
        ),
    ),
)

CACHES = Row(
    title="Caches",
    exporter=Exporter.REDIS,
    graphs=(
        Graph(
            title="Memory of caches",
            lines=(Line(query="100 * redis_memory_used_bytes / (redis_memory_max_bytes > 0)", legend="{{part}}"),),
            unit="percent",
        ),
        Graph(
            title="Found in the cache",
            lines=(
                Line(
                    query="100 * rate(redis_keyspace_hits_total[5m])"
                    " / (rate(redis_keyspace_hits_total[5m]) + rate(redis_keyspace_misses_total[5m]))",
                    legend="{{part}}",
                ),
            ),
            unit="percent",
        ),
        Graph(
            title="Forgotten for lack of memory",
            lines=(Line(query="rate(redis_evicted_keys_total[5m])", legend="{{part}}"),),
            unit="ops",
        ),
    ),
)

QUEUES = Row(
    title="Queues",
    exporter=Exporter.NATS,
    graphs=(
        Graph(
            title="Messages in streams",
            lines=(
                Line(
                    query="sum by (part, stream_name) (jetstream_stream_total_messages)",
                    legend="{{part}} {{stream_name}}",
                ),
            ),
            watch=Watch.QUEUE_LENGTH,
        ),
        Graph(
            title="Messages waiting for consumers",
            lines=(
                Line(
                    query="sum by (part, stream_name, consumer_name) (jetstream_consumer_num_pending)",
                    legend="{{part}} {{stream_name}} {{consumer_name}}",
                ),
            ),
        ),
        Graph(
            title="Connections of queues",
            lines=(Line(query="sum by (part) (gnatsd_varz_connections)", legend="{{part}}"),),
        ),
    ),
)

BACKUPS = Row(
    title="Backups and jobs",
    exporter=Exporter.OPERATIONS,
    graphs=(
        Graph(
            title="Hours since the last good backup",
            lines=(
                Line(
                    query="(time() - max by (of, rule, repository) (moorage_backup_last_success_timestamp_seconds))"
                    " / 3600",
                    legend="{{of}} {{rule}} {{repository}}",
                ),
            ),
            unit="h",
            watch=Watch.BACKUP_HOURS,
        ),
        Graph(
            title="Sizes of backups",
            lines=(
                Line(
                    query="max by (of, rule, repository) (moorage_backup_bytes)",
                    legend="{{of}} {{rule}} {{repository}}",
                ),
            ),
            unit="bytes",
        ),
        Graph(
            title="Room in repositories",
            lines=(
                Line(query="min by (repository) (moorage_repository_available_bytes)", legend="{{repository}} free"),
                Line(query="max by (repository) (moorage_repository_bytes)", legend="{{repository}} used"),
            ),
            unit="bytes",
        ),
        Graph(
            title="Seconds since the last archived log",
            lines=(Line(query="time() - max by (of) (moorage_archive_last_timestamp_seconds)", legend="{{of}}"),),
            unit="s",
        ),
        Graph(
            title="Failed",
            lines=(
                Line(query="max by (task) (moorage_job_failed) > 0", legend="job {{task}}"),
                Line(
                    query="max by (of, rule, repository) (moorage_backup_failed) > 0",
                    legend="backup {{of}} {{rule}} {{repository}}",
                ),
                Line(
                    query="max by (of, repository) (moorage_verification_failed) > 0",
                    legend="verification {{of}} {{repository}}",
                ),
                Line(query="max by (of) (moorage_drill_failed) > 0", legend="drill {{of}}"),
            ),
        ),
        Graph(
            title="Durations of jobs",
            lines=(Line(query="max by (task) (moorage_job_duration_seconds)", legend="{{task}}"),),
            unit="s",
        ),
        Graph(
            title="Updates waiting",
            lines=(Line(query="max by (part) (moorage_updates_available)", legend="{{part}}"),),
        ),
    ),
)

LINES = Row(
    title="Lines of logs",
    exporter=Exporter.LOGS,
    graphs=(
        Graph(
            title="Lines by part",
            lines=(Line(query="sum by (part) (rate(log_lines_total[5m]))", legend="{{part}}"),),
            unit="cps",
        ),
        Graph(
            title="Lines by level",
            lines=(Line(query="sum by (level) (rate(log_lines_total[5m]))", legend="{{level}}"),),
            unit="cps",
        ),
        Graph(
            title="Warnings in five minutes",
            lines=(Line(query='sum by (part) (increase(log_lines_total{level="warning"}[5m]))', legend="{{part}}"),),
        ),
        USERS.graphs[-1],
    ),
)

ANSWERS = Row(
    title="Answers of the edge",
    exporter=Exporter.LOGS,
    graphs=(
        Graph(
            title="Answers by class",
            lines=tuple(
                Line(query=f'sum(rate(edge_requests_total{{status=~"{first}.."}}[5m]))', legend=f"{first}xx")
                for first in (1, 2, 3, 4, 5)
            ),
            unit="reqps",
        ),
        Graph(
            title="Errors by part and status",
            lines=(
                Line(
                    query='sum by (part, status) (rate(edge_requests_total{status=~"5.."}[5m]))',
                    legend="{{part}} {{status}}",
                ),
            ),
            unit="reqps",
        ),
        Graph(
            title="Refused by limits",
            lines=(Line(query='sum by (part) (rate(edge_requests_total{status="429"}[5m]))', legend="{{part}}"),),
            unit="reqps",
        ),
        Graph(
            title="Requests by method",
            lines=(Line(query="sum by (method) (rate(edge_requests_total[5m]))", legend="{{method}}"),),
            unit="reqps",
        ),
        Graph(
            title="Latency, 50th and 99th percentile",
            lines=tuple(Line(query=LATENCY.format(share), legend=f"{{{{part}}}} {share:.0%}") for share in (0.5, 0.99)),
            unit="ms",
        ),
        USERS.graphs[4],
    ),
)
