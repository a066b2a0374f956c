"""An alert as Prometheus is told of it, before it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stacks._monitoring import Severity


@dataclass(frozen=True, kw_only=True)
class Made:
    """An alert: the condition under which it fires, how long that must hold, and what it means.

    ``watch`` is what it looks at, by which alerts mute others; ``part`` is empty where the condition's result says it,
    or there is none. ``unit`` and ``bound`` say what the number is, and where it must stay.
    """

    name: str
    severity: Severity
    watch: str
    condition: str
    for_seconds: int
    meaning: str
    part: str = ""
    unit: str = ""
    bound: str = ""

    @property
    def description(self) -> str:
        """Return the sentence that a person gets, with the number, and where it was measured."""
        number = ""
        if self.unit:
            number = f' It is {{{{ printf "%.4g" $value }}}} {self.unit}, and should be {self.bound}.'
        where = "{{ range $name, $word := $labels }} {{ $name }}={{ $word }}{{ end }}"
        return f"{self.meaning[0].upper()}{self.meaning[1:]}.{number} Where:{where}"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A query whose result is kept as a series of its own."""

    name: str
    query: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rules that are evaluated one after the other; without an interval, as often as everything is scraped."""

    name: str
    rules: tuple[Made | Recorded, ...]
    interval_seconds: int | None = None
