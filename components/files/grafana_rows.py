"""What our dashboards show of users, hosts and containers, as tables: a row of panels for each exporter.

The queries use the names that exporters give (tests/files/test_grafana_queries.py asks them) and the labels of every
series here: job, part and instance. A panel of what alerts watch is in the alerts' unit, so that their thresholds can
be drawn in it.
"""

from components.files.grafana_panels import Form, Graph, Limit, Line, Row
from components.files.measures_parts import NO_DISKS
from stacks._monitoring import Exporter, Watch

ERRORS = 'sum by (part) (rate(edge_requests_total{status=~"5.."}[5m]))'
LATENCY = "1000 * histogram_quantile({}, sum by (part, le) (rate(edge_request_duration_seconds_bucket[5m])))"

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
