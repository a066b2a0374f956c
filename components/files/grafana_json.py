"""Dashboards as Grafana reads them: its classic JSON model, written by the types of Grafana's own library.

The library is read only where dashboards are asked for: it takes 60 ms to import.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from grafana_foundation_sdk.builders import common as build
from grafana_foundation_sdk.builders import stat, table, text, timeseries
from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common, dashboard, prometheus
from grafana_foundation_sdk.models.text import TextMode

from components.files.grafana_boards import RUNBOOKS, Board
from components.files.grafana_panels import Form, Graph, Line
from components.files.grafana_thresholds import alerts_of, meaning, steps
from stacks._monitoring import Alert, Monitoring

PROMETHEUS = "prometheus"  # the uid that the data source is provisioned with
SOURCE = common.DataSourceRef(type_val="prometheus", uid=PROMETHEUS)
COLUMNS = 24
WIDTHS = {Form.LINES: 8, Form.NUMBER: 4, Form.TABLE: 12}
HEIGHT, PAGE_HEIGHT = 8, 16  # rows of 30 pixels
LEGEND = build.VizLegendOptions().show_legend(True).placement(common.LegendPlacement.BOTTOM)
TOOLTIP = build.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI).sort(common.SortOrder.DESCENDING)
LABELS_ONLY = dashboard.DataTransformerConfig(
    id_val="organize", options={"excludeByName": {"Time": True, "Value": True, "__name__": True}}
)
LEAST_REFRESH = 30  # seconds; a person sees no difference, and every panel is a query


def dashboard_json(board: Board, monitoring: Monitoring, *, links: Sequence[tuple[str, str]] = ()) -> str:
    """Return the JSON of one dashboard, on one line.

    ``links`` are titles and addresses at its top. What alerts watch is drawn with their thresholds. It can be read back
    as far as Prometheus keeps metrics, and is as new as its scrapes.
    """
    days = monitoring.keep_metrics_days
    made = dashboard.Dashboard(
        uid=board.uid,
        title=board.title,
        tags=["moorage"],
        timezone="utc",
        editable=False,
        graph_tooltip=dashboard.DashboardCursorSync.CROSSHAIR,
        time=dashboard.DashboardDashboardTime(from_val=f"now-{min(board.hours, 24 * days)}h", to="now"),
        timepicker=dashboard.TimePickerConfig(
            refresh_intervals=["30s", "1m", "5m"],
            quick_ranges=[_range(hours) for hours in (1, 6, 24, 24 * 7) if hours < 24 * days] + [_range(24 * days)],
        ),
        refresh=f"{max(LEAST_REFRESH, monitoring.scrape_seconds)}s",
        links=[_link(title, address) for title, address in links],
        panels=list(_panels(board, monitoring.alerts, runbooks=any(RUNBOOKS in address for _, address in links))),
    )
    return json.dumps(made, cls=JSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _panels(board: Board, alerts: Iterable[Alert], *, runbooks: bool) -> Iterator[dashboard.Panel | dashboard.RowPanel]:
    """Yield every panel in its place: left to right, and a heading above each group. Ids follow the order."""
    number, top = 0, 0
    for heading in board.headings:
        if heading.title:
            number, row_top, top = number + 1, top, top + 1
            yield dashboard.RowPanel(
                id_val=number, title=heading.title, grid_pos=dashboard.GridPos(x=0, y=row_top, w=COLUMNS, h=1)
            )
        left = 0
        for graph in heading.graphs:
            width = WIDTHS[graph.form]
            if left + width > COLUMNS:
                left, top = 0, top + HEIGHT
            number += 1
            panel = _panel(graph, alerts_of(graph, alerts), runbooks=runbooks)
            panel.id_val, panel.grid_pos = number, dashboard.GridPos(x=left, y=top, w=width, h=HEIGHT)
            yield panel
            left += width
        top += HEIGHT
    for title, page in sorted((board.pages or {}).items()):
        number += 1
        panel = text.Panel().title(title).mode(TextMode.MARKDOWN).content(page).build()
        panel.id_val, panel.grid_pos = number, dashboard.GridPos(x=0, y=top, w=COLUMNS, h=PAGE_HEIGHT)
        yield panel
        top += PAGE_HEIGHT


def _panel(graph: Graph, alerts: Sequence[Alert], *, runbooks: bool) -> dashboard.Panel:
    drawn = steps(alerts, graph.limits)
    thresholds = ThresholdsConfig().steps([dashboard.Threshold(value=step.value, color=step.colour) for step in drawn])
    match graph.form:
        case Form.NUMBER:
            panel = stat.Panel().unit(graph.unit).thresholds(thresholds).build()
        case Form.TABLE:
            panel = table.Panel().transformations([LABELS_ONLY]).build()
        case Form.LINES:
            lines = timeseries.Panel().unit(graph.unit).fill_opacity(5).legend(LEGEND).tooltip(TOOLTIP)
            if len(drawn) > 1:
                dashed = build.GraphThresholdsStyleConfig().mode(common.GraphThresholdsStyleMode.DASHED)
                lines = lines.thresholds(thresholds).thresholds_style(dashed)
            panel = lines.build()
    panel.title, panel.datasource = graph.title, SOURCE
    panel.targets = [_target(chr(ord("A") + place), line, graph.form) for place, line in enumerate(graph.lines)]
    if alerts or graph.limits:
        promised = [f"{limit.name}: at most {limit.above:g}" for limit in graph.limits]
        panel.description = "  \n".join([*map(meaning, alerts), *promised])
    if alerts and runbooks:
        panel.links = [_link("Runbooks", f"/d/{RUNBOOKS}")]
    return panel


def _target(name: str, line: Line, form: Form) -> prometheus.Dataquery:
    at_once = form is Form.TABLE
    return prometheus.Dataquery(
        ref_id=name,
        expr=line.query,
        legend_format=line.legend or "__auto",
        range_val=not at_once,
        instant=at_once,
        format_val=prometheus.PromQueryFormat.TABLE if at_once else prometheus.PromQueryFormat.TIME_SERIES,
        datasource=SOURCE,
    )


def _link(title: str, address: str) -> dashboard.DashboardLink:
    return dashboard.DashboardLink(
        title=title,
        type_val=dashboard.DashboardLinkType.LINK,
        url=address,
        icon="external link",
        target_blank=not address.startswith("/"),
    )


def _range(hours: int) -> dashboard.TimeOption:
    shown = f"{hours // 24} days" if hours > 24 else f"{hours} hours" if hours > 1 else "1 hour"
    return dashboard.TimeOption(display=f"Last {shown}", from_val=f"now-{hours}h", to="now")
