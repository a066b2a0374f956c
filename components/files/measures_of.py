"""What is known of a running system where it is measured: who is scraped, what is probed, and where backups lie."""

from dataclasses import dataclass

from components.files.probes import Probe
from components.files.scraping import Scraped
from stacks._monitoring import Exporter, Watch
from stacks._system import SystemSpec


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A system and what can be measured of it.

    ``signals`` are (watch, part) of everything that components offer; ``repositories`` the names of those that every
    backup must be in, none where they are not told apart.
    """

    spec: SystemSpec
    signals: frozenset[tuple[Watch, str]]
    scraped: tuple[Scraped, ...]
    probes: tuple[Probe, ...] = ()
    repositories: tuple[str, ...] = ()

    def has(self, watch: Watch, of: str = "") -> bool:
        """Return whether something is measured of a part, or, without a part, of any."""
        return (watch, of) in self.signals or (not of and any(watch is other for other, _ in self.signals))

    def scrapes(self, exporter: Exporter, of: str | None = None) -> bool:
        """Return whether an exporter is scraped, of a part or at all."""
        return any(item.exporter is exporter and of in {None, item.of} for item in self.scraped)

    def probed(self, of: str) -> bool:
        """Return whether a part has a probe."""
        return any(probe.part == of for probe in self.probes)
