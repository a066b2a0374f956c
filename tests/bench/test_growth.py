import pytest

from bench.figures import Figures
from bench.growth import Comparison, growth

SMALL = Comparison(system="small", resources=10, ours=Figures((1.0, 2.0)), plain=Figures((0.5, 1.0)))
LARGE = Comparison(system="large", resources=30, ours=Figures((1.5, 3.0)), plain=Figures((0.6, 1.2)))
EACH = {
    "small, 10 resources: ours": (100, 200),
    "small, 10 resources: plain": (50, 100),
}
EACH_MORE = {
    "large, 30 resources: ours": (50, 100),
    "large, 30 resources: plain": (20, 40),
    "each of the 20 more of large: ours": (25, 50),
    "each of the 20 more of large: plain": (5, 10),
}


@pytest.mark.parametrize(
    ("systems", "expected"), [([SMALL], EACH), ([SMALL, LARGE], EACH | EACH_MORE)], ids=["one", "two"]
)
def test_it_shows_what_a_resource_takes_and_what_one_more_takes(
    systems: list[Comparison], expected: dict[str, tuple[float, float]]
) -> None:
    rows = growth("T", systems).rows
    assert [row.what for row in rows] == list(expected)
    assert {row.unit for row in rows} == {"ms"}
    for row in rows:
        assert row.figures.values == pytest.approx(expected[row.what]), row.what
