import pytest

from toolchain.offline.packages.aws import windows


@pytest.mark.parametrize(("daily", "weekly", "meet"), [
    ("02:00-03:00", "sun:03:00-sun:04:00", False),
    ("03:59-04:29", "sun:03:00-sun:04:00", True),
    ("23:30-00:30", "mon:00:00-mon:01:00", True),
    ("23:30-00:30", "sun:23:45-mon:00:15", True),
    ("04:00-05:00", "sun:23:00-mon:03:00", False),
    ("12:00-12:30", "sat:00:00-mon:00:00", True),
])  # fmt: skip
def test_windows_that_meet_are_told_from_those_that_do_not(daily: str, weekly: str, *, meet: bool) -> None:
    assert windows.overlap(daily, weekly) is meet
