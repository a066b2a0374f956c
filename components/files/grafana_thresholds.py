"""Thresholds of alerts, as a panel draws them: a colour from each value on. Imports neither pulumi nor Grafana."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from components.files.grafana_panels import Graph, Limit
from stacks._monitoring import Alert, Severity

WELL = "green"
COLOURS: Mapping[Severity, str] = {  # the most urgent first
    Severity.CRITICAL: "red",
    Severity.WARNING: "orange",
    Severity.INFO: "blue",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """From ``value`` on, up to the next step, a panel has the colour; the first has no value: from everything below."""

    value: float | None
    colour: str


@dataclass(frozen=True, kw_only=True)
class _Side:
    severity: Severity
    above: float | None = None
    below: float | None = None

    def fires(self, low: float, high: float) -> bool:
        return (self.above is not None and low >= self.above) or (self.below is not None and high <= self.below)


def alerts_of(graph: Graph, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return the alerts whose thresholds belong into a panel: those that watch the same, or ask the same query."""
    queries = {line.query for line in graph.lines}
    return tuple(
        alert
        for alert in alerts
        if (alert.above, alert.below) != (None, None)
        and (alert.query in queries if alert.query else graph.watch is not None and alert.watch is graph.watch)
    )


def steps(alerts: Iterable[Alert], limits: Iterable[Limit] = ()) -> tuple[Step, ...]:
    """Return what to draw: between two thresholds, the colour of the most urgent alert that would fire there."""
    sides = [_Side(severity=alert.severity, above=alert.above, below=alert.below) for alert in alerts]
    sides += [_Side(severity=Severity.CRITICAL, above=limit.above) for limit in limits]
    values = sorted({value for side in sides for value in (side.above, side.below) if value is not None})
    bounds = [-inf, *values, inf]
    found: list[Step] = []
    for low, high in pairwise(bounds):
        colour = _colour(sides, low, high)
        if not found or colour != found[-1].colour:
            found.append(Step(value=None if low == -inf else low, colour=colour))
    return tuple(found)


def meaning(alert: Alert) -> str:
    """Say in a line what an alert's threshold is: disk-full: critical above 90 for 300 s."""
    side = f"above {alert.above:g}" if alert.above is not None else f"below {alert.below:g}"
    of = f", {alert.of}" if alert.of else ""
    within = f" {alert.within}" if alert.within else ""
    return f"{alert.name}: {alert.severity.value} {side} for {alert.for_seconds} s{of}{within}"


def _colour(sides: Sequence[_Side], low: float, high: float) -> str:
    """Return the colour between two values that no threshold lies between."""
    firing = {side.severity for side in sides if side.fires(low, high)}
    return next((colour for severity, colour in COLOURS.items() if severity in firing), WELL)
