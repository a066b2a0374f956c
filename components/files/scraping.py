"""What Prometheus scrapes: the one thing that a target where Prometheus runs says of how a signal is measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stacks._monitoring import Exporter


@dataclass(frozen=True, kw_only=True)
class Scraped:
    """An exporter of one part, with the address (host:port) of each of its instances, by the instance's name.

    Every series from there has the labels ``job`` (the exporter), ``part`` (the part, "" for hosts) and ``instance``.
    """

    exporter: Exporter
    of: str
    instances: Mapping[str, str] = field(hash=False)
    path: str = "/metrics"
