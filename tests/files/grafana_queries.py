"""Every query of every dashboard, and the names of metrics in them."""

import json
import re
from collections.abc import Iterator

import stacks
from components.files.grafana import grafana_files
from components.files.grafana_boards import ours

# PromQL's own words, those of them that the queries have.
WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        and or unless by on without ignoring group_left group_right offset bool topk
        sum min max avg count rate increase changes time vector histogram_quantile avg_over_time
        """,
    )
)
BRACED = re.compile(r"\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"")
GROUPED = re.compile(r"\b(by|on|without|ignoring)\s*\([^)]*\)")
NAME = re.compile(r"\b[a-zA-Z_:][a-zA-Z0-9_:]*\b")


def queries() -> Iterator[tuple[str, str]]:
    """Yield where a query is and what it asks."""
    for system in stacks.names():
        for path, text in grafana_files(stacks.load(system), "https://m.example.com").items():
            if path.startswith("dashboards/"):
                for panel in json.loads(text)["panels"]:
                    for target in panel.get("targets", ()):
                        yield f"{system} {path} {panel['title']} {target['refId']}", target["expr"]


def our_metrics() -> set[str]:
    """Return the names of all metrics in our dashboards, of all systems together."""
    found: set[str] = set()
    for system in stacks.names():
        for board in ours(stacks.load(system)):
            for heading in board.headings:
                for graph in heading.graphs:
                    for line in graph.lines:
                        found |= names(line.query)
    return found


def names(query: str) -> set[str]:
    """Return the names of metrics in a query."""
    bare = GROUPED.sub("", BRACED.sub("", query))
    return {name for name in NAME.findall(bare) if name not in WORDS and not re.fullmatch(r"\d.*|e\d+", name)}
