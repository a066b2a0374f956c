import pytest

from toolchain.offline.rules_times import seconds_of


@pytest.mark.parametrize(
    ("text", "time"),
    [("10s", 10.0), ("1m30s", 90.0), ("1.5h", 5400.0), (".5s", 0.5), ("0", 0.0), ("100ms", 0.1), ("+5s", 5.0)],
)
def test_times_are_read_as_go_reads_them(text: str, time: float) -> None:
    assert seconds_of(text) == pytest.approx(time)


@pytest.mark.parametrize("text", ["", "10", "-1s", "1 s", "1d", "s", "1s 1m", "PT1S"])
def test_what_go_does_not_read_is_no_time(text: str) -> None:
    assert seconds_of(text) is None
