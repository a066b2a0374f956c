"""How the time grows with the resources: what one takes in each system, and what each takes that a larger one adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.figures import Figures, Row, Table


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Our program and the plain one for a system with so many resources, in seconds, measured in turn."""

    system: str
    resources: int
    ours: Figures
    plain: Figures


def growth(what: str, comparisons: Sequence[Comparison]) -> Table:
    """Return the milliseconds a resource, for systems that were measured in turn, the smaller first."""
    rows = [row for comparison in comparisons for row in _rows(comparison)]
    rows += [row for smaller, larger in pairwise(comparisons) for row in _rows_of_difference(smaller, larger)]
    return Table(title=f"{what}, a resource", rows=rows)


def _rows(comparison: Comparison) -> Iterator[Row]:
    where = f"{comparison.system}, {comparison.resources} resources"
    yield Row(what=f"{where}: ours", figures=comparison.ours.each(comparison.resources), unit="ms")
    yield Row(what=f"{where}: plain", figures=comparison.plain.each(comparison.resources), unit="ms")


def _rows_of_difference(smaller: Comparison, larger: Comparison) -> Iterator[Row]:
    more = larger.resources - smaller.resources
    where = f"each of the {more} more of {larger.system}"
    yield Row(what=f"{where}: ours", figures=larger.ours.less(smaller.ours).each(more), unit="ms")
    yield Row(what=f"{where}: plain", figures=larger.plain.less(smaller.plain).each(more), unit="ms")
