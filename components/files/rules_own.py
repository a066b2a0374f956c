"""Alerts that every system needs and no guide names: who watches the watchers, and what makes backups worthless.

One that looks at what an alert of the spec looks at already is left out (``unless``), and so is one that nobody here
could tell of (``needs``). What is lost when a scrape is too large, or a file of rules can't be read, shows as metrics
that are missing: the one refuses the scrape, the other the start.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from components.files.measures import value
from components.files.measures_data import repository_room
from components.files.measures_of import Measured
from components.files.measures_promql import either, select, text
from components.files.rules_made import Made
from stacks._checks import EDGE
from stacks._monitoring import Exporter, Severity, Watch

DELIVERY = "alert delivery"  # goes to everybody, because who should be told can't be
MISSING = "metrics missing"
PROMETHEUS, ALERTMANAGER = 'job="prometheus"', 'job="alertmanager"'
SILENT_JOBS_SECONDS = 26 * 3600  # every system has jobs of each day; two hours of grace, as for backups


@dataclass(frozen=True, kw_only=True)
class Own:
    """An alert of ours: its condition, and why it is there."""

    name: str
    severity: Severity
    watch: str
    condition: Callable[[Measured], str]
    meaning: str
    for_seconds: int = 300  # the guides' own for almost everything
    part: str = ""
    unit: str = ""
    bound: Callable[[Measured], str] = lambda _measured: ""
    needs: Exporter | None = None
    unless: Watch | None = None


def _missing(measured: Measured) -> str:
    """Return every source that does not answer, and every one that Prometheus does not even know."""
    jobs = [(item.exporter.value, item.of) for item in measured.scraped]
    jobs += [("prometheus", "prometheus"), ("alertmanager", "alertmanager")]
    unknown = (f"absent({select('up', f'job={text(job)}', part=part)})" for job, part in dict.fromkeys(jobs))
    return either(("up == 0", *unknown))


def _edge_down(measured: Measured) -> str:
    """Return the edge where its own status is not there and no probe gets through; one of both alone is something else.

    Without probes its status decides.
    """
    gone = f'max by (part) (nginx_up{{part="{EDGE}"}}) == 0 or absent(nginx_up{{part="{EDGE}"}})'
    if not measured.probes:
        return gone
    return f"({gone}) unless on () max(probe_success) == 1"


def _undelivered(_measured: Measured) -> str:
    """Return what could not be sent, by channel, and whether alerts reach Alertmanager at all."""
    return either(
        (
            f"max by (integration) (increase(alertmanager_notifications_failed_total{{{ALERTMANAGER}}}[15m])) > 0",
            f"max(increase(prometheus_notifications_dropped_total{{{PROMETHEUS}}}[15m])) > 0",
            f"max(prometheus_notifications_alertmanagers_discovered{{{PROMETHEUS}}}) < 1",
        )
    )


def _archive_late(measured: Measured) -> str:
    last = "max by (of) (moorage_archive_last_timestamp_seconds)"
    names = [item.name for item in measured.spec.databases]
    never = (
        f'label_replace(max(moorage_since_timestamp_seconds), "of", {text(name)}, "", "")' for name in names
    )  # an archive that has never got anything is as old as the system
    return f"time() - ({last} or {either(never)}) > {60 * measured.spec.backups.recovery.point_minutes}"


def _too_slow(measured: Measured) -> str:
    promised = measured.spec.backups.recovery
    return either(
        (
            f"max by (of) (moorage_drill_loss_seconds) > {60 * promised.point_minutes}",
            f"max by (of) (moorage_drill_recovery_seconds) > {60 * promised.time_minutes}",
        )
    )


def _promise(measured: Measured) -> str:
    promised = measured.spec.backups.recovery
    return f"at most {60 * promised.point_minutes} of loss and {60 * promised.time_minutes} of recovery"


# fmt: off
OWN: tuple[Own, ...] = (
    Own(
        name="metrics-missing", severity=Severity.WARNING, watch=MISSING, condition=_missing,
        meaning="somebody who tells how a part is does not answer: what fails there now may not show",
    ),
    Own(  # prometheus-mixin, PrometheusRuleFailures: an alert whose rule fails can't fire
        name="rules-failing", severity=Severity.CRITICAL, watch="rules", for_seconds=0, part="prometheus",
        condition=lambda _: f"sum by (rule_group) "
                            f"(increase(prometheus_rule_evaluation_failures_total{{{PROMETHEUS}}}[5m])) > 0",
        meaning="rules can't be evaluated, so that alerts of theirs can't fire",
    ),
    Own(  # alertmanager-mixin, AlertmanagerFailedToSendAlerts
        name="alerts-undelivered", severity=Severity.CRITICAL, watch=DELIVERY, condition=_undelivered,
        part="alertmanager", for_seconds=0,
        meaning="alerts did not reach whom they were for, on at least one channel",
    ),
    Own(  # what every service behind it has in common
        name="edge-down", severity=Severity.CRITICAL, watch=Watch.UNREACHABLE.value, condition=_edge_down, part=EDGE,
        meaning="the edge does not answer, and so nothing does", needs=Exporter.NGINX,
    ),
    Own(  # node-exporter's mixin has no such alert; the kernel ends what it likes then, a database too
        name="memory-exhausted", severity=Severity.WARNING, watch="memory exhausted", for_seconds=0,
        condition=lambda _: "max by (instance) (increase(node_vmstat_oom_kill[5m])) > 0",
        meaning="the kernel has ended a program, because its container or the host had no memory left",
        needs=Exporter.NODE,
    ),
    Own(  # issue 6: a full disk on the backup volume; two backups are one night's notice
        name="repository-filling", severity=Severity.WARNING, watch="repository room",
        condition=lambda _: repository_room(2),
        meaning="a repository has no room for two more backups like its largest", needs=Exporter.OPERATIONS,
    ),
    Own(
        name="repository-full", severity=Severity.CRITICAL, watch="repository room",
        condition=lambda _: repository_room(1),
        meaning="a repository has no room for the next backup", needs=Exporter.OPERATIONS,
    ),
    Own(  # PostgreSQL's manual, "Continuous Archiving": what can't be archived stays, until the disk is full
        name="archiving-failing", severity=Severity.WARNING, watch="archive",
        condition=lambda _: "max by (part) (increase(pg_stat_archiver_failed_count[15m])) > 0",
        meaning="the database can't archive its log", needs=Exporter.POSTGRESQL,
    ),
    Own(  # the spec's own promise of how much may be lost
        name="archive-late", severity=Severity.CRITICAL, watch="archive", condition=_archive_late, for_seconds=0,
        meaning="more would be lost now than the system promises, because its log is not archived", unit="seconds",
        bound=lambda measured: f"at most {60 * measured.spec.backups.recovery.point_minutes}",
        needs=Exporter.OPERATIONS,
    ),
    Own(  # issue 6: a corrupted backup file is detected and alerted
        name="verification-failed", severity=Severity.CRITICAL, watch="verification", for_seconds=0,
        condition=lambda _: "max by (of, repository) (moorage_verification_failed) == 1",
        meaning="backups in a repository are damaged, or can't be read", needs=Exporter.OPERATIONS,
    ),
    Own(  # issue 6: a drill alerts on failure; a backup that can't be restored is none
        name="drill-failed", severity=Severity.CRITICAL, watch="drill", for_seconds=0,
        condition=lambda _: "max by (of) (moorage_drill_failed) == 1",
        meaning="the last drill could not restore what was backed up", needs=Exporter.OPERATIONS,
    ),
    Own(
        name="drill-too-slow", severity=Severity.WARNING, watch="drill promise", for_seconds=0, condition=_too_slow,
        meaning="the last drill has lost more or taken longer than the system promises", unit="seconds",
        bound=_promise, needs=Exporter.OPERATIONS,
    ),
    Own(
        name="schedule-stopped", severity=Severity.CRITICAL, watch="schedule", unit="seconds",
        condition=lambda _: "time() - (max(moorage_job_last_run_timestamp_seconds)"
                            f" or max(moorage_since_timestamp_seconds)) > {SILENT_JOBS_SECONDS}",
        bound=lambda _: f"at most {SILENT_JOBS_SECONDS}",
        meaning="no job has run for more than a day: no backup, no drill, no maintenance", needs=Exporter.OPERATIONS,
    ),
    Own(
        name="job-failed", severity=Severity.WARNING, watch=Watch.JOB_FAILED.value, unless=Watch.JOB_FAILED,
        condition=lambda measured: value(measured, Watch.JOB_FAILED),
        meaning="the last run of a job has failed", needs=Exporter.OPERATIONS,
    ),
    Own(
        name="restarting", severity=Severity.WARNING, watch=Watch.RESTARTING.value, unless=Watch.RESTARTING,
        condition=lambda measured: value(measured, Watch.RESTARTING),
        meaning="a container has started more than twice in 15 minutes", needs=Exporter.CONTAINERS,
    ),
)
# fmt: on


def own_alerts(measured: Measured) -> Iterator[Made]:
    """Yield the alerts of ours that this system needs and that somebody can tell of."""
    watched = {alert.watch for alert in measured.spec.monitoring.alerts}
    for own in OWN:
        if own.unless in watched or (own.needs and not measured.scrapes(own.needs)):
            continue
        yield Made(
            name=own.name,
            severity=own.severity,
            watch=own.watch,
            condition=own.condition(measured),
            for_seconds=own.for_seconds,
            meaning=own.meaning,
            part=own.part,
            unit=own.unit,
            bound=own.bound(measured),
        )
