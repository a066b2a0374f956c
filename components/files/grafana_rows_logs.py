"""What our dashboard of logs shows, as tables: lines by part and level, and the answers of the edge."""

from components.files.grafana_panels import Graph, Line, Row
from components.files.grafana_rows import LATENCY, USERS
from stacks._monitoring import Exporter

*_, FAILED_LOGINS, ERRORS_LOGGED = USERS.graphs

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
        ERRORS_LOGGED,
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
        FAILED_LOGINS,
    ),
)
