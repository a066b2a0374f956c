import pytest

from bench.figures import Figures, Row, Table, in_turn


def test_measures_take_turns_and_the_first_round_does_not_count() -> None:
    calls: list[str] = []

    def take(name: str, seconds: list[float]) -> float:
        calls.append(name)
        return seconds.pop(0)

    ours, floor = [9.0, 2.0, 3.0], [9.0, 1.0, 2.0]
    found = in_turn(2, {"ours": lambda: take("ours", ours), "floor": lambda: take("floor", floor)})
    assert calls == ["ours", "floor"] * 3
    assert found == {"ours": (2.0, 3.0), "floor": (1.0, 2.0)}


def test_ratios_and_differences_are_taken_run_by_run() -> None:
    ours, floor = Figures((2.0, 3.0, 8.0)), Figures((1.0, 3.0, 2.0))
    assert ours.over(floor) == Figures((2.0, 1.0, 4.0))
    assert ours.less(floor) == Figures((1.0, 0.0, 6.0))
    for taken in (ours.over, ours.less):
        with pytest.raises(ValueError, match="zip"):
            taken(Figures((1.0, 2.0)))


def test_a_share_is_a_percentage_of_its_whole() -> None:
    assert Figures((0.5, 1.0)).share(Figures((2.0, 10.0))) == Figures((25.0, 10.0))


def test_one_of_many_resources_takes_its_part_in_milliseconds() -> None:
    assert Figures((0.5, 2.0)).each(50) == Figures((10.0, 40.0))


def test_a_table_shows_median_range_and_goal() -> None:
    rows = [
        Row(what="preview", figures=Figures((1.0, 4.0, 2.0)), goal="3 s"),
        Row(what="over the floor", figures=Figures((1.1,)), unit="x"),
        Row(what="a resource", figures=Figures((33.333,)), unit="ms"),
    ]
    lines = Table(title="T", rows=rows, notes=["a note"]).text().splitlines()
    assert lines[3].split() == ["preview", "2.00", "s", "1.00", "s", "4.00", "s", "3", "goal", "3", "s"]
    assert lines[4].split() == ["over", "the", "floor", "1.10", "x", "1.10", "x", "1.10", "x", "1"]
    assert lines[5].split() == ["a", "resource", "33.33", "ms", "33.33", "ms", "33.33", "ms", "1"]
    assert len(lines[4]) == len(lines[5])
    assert lines[6] == "  a note"
