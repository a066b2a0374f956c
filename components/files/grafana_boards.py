"""Dashboards as plain data: those of a system's spec, and ours for every system. Imports neither pulumi nor Grafana."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from components.files import grafana_rows as rows
from components.files import grafana_rows_data as data
from components.files import grafana_rows_logs as logs
from components.files.grafana_panels import Graph, Limit, Line, Row
from stacks._monitoring import Dashboard, Exporter, Watch
from stacks._operations import Recovery
from stacks._system import SystemSpec

UID_LENGTH = 40  # Grafana's limit
OPERATIONS, LOGS, RUNBOOKS = "moorage-operations", "moorage-logs", "moorage-runbooks"
ALWAYS = frozenset({Exporter.LOGS, Exporter.OPERATIONS})


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Panels below one heading; no heading where the title is empty."""

    title: str
    graphs: tuple[Graph, ...]


@dataclass(frozen=True, kw_only=True)
class Board:
    """One dashboard. ``hours`` is how far back it looks at first; ``pages`` are texts in Markdown, by title."""

    uid: str
    title: str
    headings: tuple[Heading, ...] = ()
    pages: Mapping[str, str] | None = None
    hours: int = 6


def boards_of(spec: SystemSpec) -> tuple[Board, ...]:
    """Return the dashboards that the spec names, with a day in view, because some of their queries look back so far."""
    return tuple(
        Board(
            uid=uid(spec.name, dashboard.title),
            title=dashboard.title,
            headings=(Heading(title="", graphs=_graphs(dashboard)),),
            hours=24,
        )
        for dashboard in spec.monitoring.dashboards
    )


def ours(
    spec: SystemSpec, exporters: Collection[Exporter] | None = None, runbooks: Mapping[str, str] | None = None
) -> tuple[Board, ...]:
    """Return the dashboards of every system: Operations, Logs, and Runbooks where there are any.

    ``exporters`` are those that the target has; without them, those that the spec is scraped by. What nobody measures
    has no panel.
    """
    there = ALWAYS | (
        frozenset(exporters) if exporters is not None else {item.exporter for item in spec.monitoring.scrapes}
    )
    operations = (
        rows.NOW, rows.USERS, rows.REACHED, rows.EDGE, rows.HOSTS, rows.CONTAINERS, data.DATABASES, data.POOLS,
        data.CACHES, data.QUEUES, data.BACKUPS, drills(spec.backups.recovery),
    )  # fmt: skip
    found = (
        Board(uid=OPERATIONS, title="Operations", headings=_headings(operations, there)),
        Board(uid=LOGS, title="Logs", headings=_headings((logs.LINES, logs.ANSWERS), there)),
    )
    return (*found, Board(uid=RUNBOOKS, title="Runbooks", pages=runbooks)) if runbooks else found


def drills(recovery: Recovery) -> Row:
    """Return what drills reached, beside what is promised."""
    return Row(
        title="Drills",
        exporter=Exporter.OPERATIONS,
        graphs=(
            Graph(
                title="Days since the last good drill",
                lines=(
                    Line(
                        query="(time() - max by (of) (moorage_drill_last_success_timestamp_seconds)) / 86400",
                        legend="{{of}}",
                    ),
                ),
                unit="d",
                watch=Watch.DRILL_DAYS,
            ),
            Graph(
                title="Data lost in the last drill",
                lines=(Line(query="max by (of) (moorage_drill_loss_seconds)", legend="{{of}}"),),
                unit="s",
                limits=(Limit(name="promised", above=60 * recovery.point_minutes),),
            ),
            Graph(
                title="Time to recover in the last drill",
                lines=(Line(query="max by (of) (moorage_drill_recovery_seconds)", legend="{{of}}"),),
                unit="s",
                limits=(Limit(name="promised", above=60 * recovery.time_minutes),),
            ),
        ),
    )


def uid(system: str, title: str) -> str:
    """Return a name that a dashboard keeps as long as its title: its address, and what links to it are made of."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{system} {title}".lower()).strip("-")
    if len(words) <= UID_LENGTH:
        return words
    digest = hashlib.sha256(words.encode()).hexdigest()[:8]
    return f"{words[: UID_LENGTH - 9]}-{digest}"


def _graphs(dashboard: Dashboard) -> tuple[Graph, ...]:
    return tuple(
        Graph(title=panel.title, lines=(Line(query=panel.query),), unit=panel.unit) for panel in dashboard.panels
    )


def _headings(all_rows: tuple[Row, ...], there: Collection[Exporter]) -> tuple[Heading, ...]:
    return tuple(Heading(title=row.title, graphs=row.graphs) for row in all_rows if row.exporter in there)
