"""What a panel of a dashboard is, as plain data. Imports neither pulumi nor Grafana."""

from dataclasses import dataclass
from enum import StrEnum

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
