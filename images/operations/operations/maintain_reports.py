"""Reports from what Prometheus has measured: resources, the system's state, trends, capacity."""

import time
from collections.abc import Mapping

from . import prometheus, status
from .configuration import Configuration
from .reports import Report

AHEAD_DAYS = 30
NO_DISKS = 'fstype!~"tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|erofs|nsfs|fuse.*"'
Queries = Mapping[str, str]  # column -> PromQL; columns of one table have the same labels

CONTAINERS: Queries = {
    "processors, mean of a week": "sum by (part, container) (rate(container_cpu_usage_seconds_total[7d]))",
    "processors, most in 5 min": "max_over_time(sum by (part, container) "
                                 "(rate(container_cpu_usage_seconds_total[5m]))[7d:5m])",
    "processors allowed": "max by (part, container) (container_spec_cpu_limit)",
    "memory, most in a week": "max by (part, container) (max_over_time(container_memory_working_set_bytes[7d]))",
    "memory allowed": "max by (part, container) (container_spec_memory_limit_bytes)",
    "starts in a week": "sum by (part, container) (changes(container_start_time_seconds[7d]))",
}  # fmt: skip
HOSTS: Queries = {
    "processors busy, percent": '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[7d])))',
    "memory used, most in a week, percent": "100 * max by (instance) (max_over_time((1 - node_memory_MemAvailable_bytes"
                                            " / node_memory_MemTotal_bytes)[7d:5m]))",
}  # fmt: skip
DISKS: Queries = {
    "percent used": f"100 * max by (instance, device) (1 - node_filesystem_avail_bytes{{{NO_DISKS}}}"
                    f" / node_filesystem_size_bytes{{{NO_DISKS}}})",
    "bytes free": f"min by (instance, device) (node_filesystem_avail_bytes{{{NO_DISKS}}})",
    f"bytes free in {AHEAD_DAYS} days": f"min by (instance, device) (predict_linear("
                                        f"node_filesystem_avail_bytes{{{NO_DISKS}}}[7d], {AHEAD_DAYS} * 86400))",
}  # fmt: skip
USERS: Queries = {
    "requests": "sum by (part) (increase(edge_requests_total[7d]))",
    "requests, week before": "sum by (part) (increase(edge_requests_total[7d] offset 7d))",
    "errors": 'sum by (part) (increase(edge_requests_total{status=~"5.."}[7d]))',
    "errors, week before": 'sum by (part) (increase(edge_requests_total{status=~"5.."}[7d] offset 7d))',
    "95th percentile, s": "histogram_quantile(0.95, sum by (part, le) "
                          "(increase(edge_request_duration_seconds_bucket[7d])))",
    "95th percentile, s, week before": "histogram_quantile(0.95, sum by (part, le) "
                                       "(increase(edge_request_duration_seconds_bucket[7d] offset 7d)))",
}  # fmt: skip
GROWTH: Queries = {
    "bytes": "max by (part, datname) (pg_database_size_bytes)",
    "bytes a week ago": "max by (part, datname) (pg_database_size_bytes offset 7d)",
    f"bytes in {AHEAD_DAYS} days": f"max by (part, datname) (predict_linear(pg_database_size_bytes[7d], "
                                   f"{AHEAD_DAYS} * 86400))",
}  # fmt: skip
LOGS: Queries = {
    "errors in a week": 'sum by (part) (increase(log_lines_total{level=~"error|critical"}[7d]))',
    "warnings in a week": 'sum by (part) (increase(log_lines_total{level="warning"}[7d]))',
}
ALERTS = 'ALERTS{alertstate="firing"}'


def resource_report(configuration: Configuration) -> Report:
    """Tell what containers and hosts used in a week, against what they may."""
    report = Report(title="Resources of the last week")
    return _filled(configuration, report, {"Containers": CONTAINERS, "Hosts": HOSTS, "Disks": DISKS})


def trend_report(configuration: Configuration) -> Report:
    """Tell how use, errors and sizes changed against the week before."""
    report = Report(title="Trends, against the week before")
    return _filled(configuration, report, {"Requests, by service": USERS, "Databases": GROWTH, "Lines of logs": LOGS})


def capacity_report(configuration: Configuration) -> Report:
    """Tell what will be full when the last week goes on like that."""
    report = Report(title=f"Capacity, {AHEAD_DAYS} days ahead")
    _filled(configuration, report, {"Disks": DISKS, "Databases": GROWTH, "Containers": CONTAINERS})
    for row in report.tables["Disks"]:
        left = row.get(f"bytes free in {AHEAD_DAYS} days")
        if isinstance(left, float) and left <= 0:
            report.faults.append(f"the disk {row['device']} of {row['instance']} is full within {AHEAD_DAYS} days")
    for row in report.tables["Containers"]:
        used, allowed = row.get("memory, most in a week"), row.get("memory allowed")
        if isinstance(used, float) and isinstance(allowed, float) and allowed and used > 0.9 * allowed:
            report.notes.append(f"{row['container']} used {100 * used / allowed:.0f} % of the memory it may")
    report.by_hand.append("Choose the next larger moorage:size, or a larger disk, before what is said above happens.")
    return report


def system_report(configuration: Configuration) -> Report:
    """Tell how the system is as a whole: backups, drills, jobs, alerts, errors, resources."""
    report = Report(title=f"The system {configuration.system} ({configuration.name}, {configuration.environment})")
    lines = list(status.told(configuration, time.time()))
    report.tables["Backups, drills, jobs, repositories"] = [
        {"state": "ok" if line.well else "WRONG", "what": line.section, "of": line.of, "says": line.says}
        for line in lines
    ]
    firing = prometheus.query(configuration, ALERTS)
    report.tables["Alerts that fire"] = [
        {"alert": labels.get("alertname", ""), "severity": labels.get("severity", ""), "part": labels.get("part", "")}
        for labels, _ in firing
    ]
    report.notes += [f"{line.section} {line.of}: {line.says}" for line in lines if not line.well]
    tables = {"Requests, by service": USERS, "Lines of logs": LOGS, "Disks": DISKS, "Databases": GROWTH}
    return _filled(configuration, report, tables)


def _filled(configuration: Configuration, report: Report, tables: Mapping[str, Queries]) -> Report:
    """Ask each query, and make one row of what has the same labels."""
    for heading, columns in tables.items():
        rows: dict[tuple[tuple[str, str], ...], dict[str, object]] = {}
        for column, query in columns.items():
            for labels, value in prometheus.query(configuration, query):
                mine = {name: text for name, text in sorted(labels.items()) if name != "__name__"}
                row = rows.setdefault(tuple(mine.items()), {**mine, **dict.fromkeys(columns, "")})
                row[column] = value
        report.tables[heading] = [rows[name] for name in sorted(rows)]
        if not rows:
            report.notes.append(f"{heading}: Prometheus has measured nothing of it")
    return report
