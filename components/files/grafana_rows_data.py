"""What our dashboards show of what keeps data, and of backups, as tables: a row of panels for each exporter.

The queries use the names that exporters give (tests/files/test_grafana_queries.py asks them) and the labels of every
series here: job, part and instance. A panel of what alerts watch is in the alerts' unit, so that their thresholds can
be drawn in it.
"""

from components.files.grafana_panels import Graph, Line, Row
from components.files.measures_data import GIGABYTE
from stacks._monitoring import Exporter, Watch

HITS = "sum by (part, datname) (rate(pg_stat_database_blks_hit[5m]))"
READS = "sum by (part, datname) (rate(pg_stat_database_blks_read[5m]))"

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
            unit="gbytes",
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
