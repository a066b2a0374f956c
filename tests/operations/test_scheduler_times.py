"""When jobs are due, on a clock that jumps."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from images.operations.operations import timetable
from images.operations.operations.configuration import Job
from images.operations.operations.failure import Failure
from tests.operations.tables import backed_up, result

DAILY = "0 12 * * *"
HOUR, DAY = 3600.0, 86400.0


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


NOON = at("2026-11-21 12:00")


def a(command: str, schedule: str = DAILY) -> Job:
    return Job(name="one", schedule=schedule, command=(command,))


def starts(job: Job, considered: float, *moments: float) -> list[float]:
    """The moments at which a job is started, of those that the scheduler looks."""
    known, found = timetable.met(job, considered), []
    for moment in moments:
        due, known = timetable.is_due(job, known, moment)
        if due:
            found.append(moment)
    return found


def test_a_job_runs_at_its_minute_once() -> None:
    moments = [NOON - 1, NOON, NOON + 1, NOON + 59, NOON + 3600]
    assert starts(a("maintain"), NOON - 60, *moments) == [NOON]


def test_times_are_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert timetable.following(DAILY, NOON - 1) == NOON


@pytest.mark.parametrize("command", ["maintain", "backup"])
def test_a_machine_that_slept_over_one_time_runs_it_once_when_it_wakes(command: str) -> None:
    assert starts(a(command), NOON - HOUR, NOON + 6 * HOUR, NOON + 6 * HOUR + 1) == [NOON + 6 * HOUR]


@pytest.mark.parametrize("command", ["backup", "drill", "rehearse"])
def test_what_must_be_made_good_runs_once_after_many_missed_times(command: str) -> None:
    woken = NOON + 9 * DAY + HOUR
    assert starts(a(command), NOON - HOUR, woken, woken + 1, woken + 60) == [woken]


def test_anything_else_that_missed_more_than_one_time_waits_for_the_next() -> None:
    woken = NOON + 9 * DAY + HOUR
    assert starts(a("maintain"), NOON - HOUR, woken, NOON + 10 * DAY) == [NOON + 10 * DAY]


def test_a_clock_set_back_runs_nothing_again_for_the_same_minute() -> None:
    moments = [NOON, NOON - HOUR, NOON - 1, NOON, NOON + 1]
    assert starts(a("backup"), NOON - 60, *moments) == [NOON]


def test_a_clock_that_was_wrong_by_years_does_not_stop_the_table_for_years() -> None:
    wrong = NOON + 3650 * DAY
    assert starts(a("maintain"), wrong, NOON - 60, NOON) == [NOON]


def test_a_changed_schedule_begins_now() -> None:
    known = timetable.met(a("backup", "0 1 * * *"), NOON - 30 * DAY)
    assert timetable.is_due(a("backup"), known, NOON - 60)[0] is False
    assert timetable.following(DAILY, timetable.is_due(a("backup"), known, NOON - 60)[1].considered) == NOON


@given(st.lists(st.integers(-3 * 86400, 3 * 86400), min_size=1, max_size=30))
def test_no_jumps_of_the_clock_make_it_run_twice_for_a_minute_or_more_often_than_days(jumps: list[int]) -> None:
    moments = [NOON + sum(jumps[:number]) for number in range(len(jumps) + 1)]
    job, known, minutes = a("maintain"), timetable.met(a("maintain"), NOON - 60), []
    highest = NOON - 60
    for moment in moments:
        before = known.considered
        due, known = timetable.is_due(job, known, moment)
        if due:
            first = timetable.following(DAILY, before)
            assert first is not None
            assert first <= moment
            minutes.append(first)
        if before - moment > timetable.WRONG:  # it starts anew: that clock was wrong
            minutes, highest = [], moment
        highest = max(highest, moment)
        assert len(set(minutes)) == len(minutes)
        assert known.considered <= highest


def test_a_new_state_begins_with_backups_and_a_marker_and_nothing_else() -> None:
    wanted = [
        one for one in ("backup", "marker", "maintain", "drill", "verify") if timetable.is_wanted(a(one), None, None, 5)
    ]
    assert wanted == ["backup", "marker"]


def test_full_backups_of_databases_come_first_then_the_marker_then_other_backups(tmp_path: Path) -> None:
    rows = (("maintain", "x"), ("backup", "uploads"), ("marker",), ("backup", "full"))
    jobs = [Job(name=f"j{number}", schedule=DAILY, command=row) for number, row in enumerate(rows)]
    table = backed_up(tmp_path, *jobs)
    ordered = sorted(jobs, key=lambda one: timetable.rank(table, one))
    assert [one.command for one in ordered] == [
        ("backup", "full"),
        ("marker",),
        ("backup", "uploads"),
        ("maintain", "x"),
    ]


@pytest.mark.parametrize(
    ("command", "attempt", "ever_good", "later", "wanted"),
    [
        ("backup", 1, True, 299, False),
        ("backup", 1, True, 301, True),
        ("backup", 2, True, 301, True),
        ("backup", 3, True, 301, False),  # its next time
        ("backup", 50, False, 301, True),  # until there is one
        ("backup", 1, True, -2 * 86400, True),  # the clock was wrong when it failed
        ("maintain", 1, True, 301, False),
        ("marker", 1, False, 301, False),
    ],
)
def test_a_failed_backup_is_tried_again(command: str, attempt: int, ever_good: bool, later: int, wanted: bool) -> None:
    failed = result("one", ok=False, ended=NOON, facts={"attempt": attempt})
    good = result("one", ended=NOON - DAY) if ever_good else None
    assert timetable.is_wanted(a(command), failed, good, NOON + later) is wanted
    assert timetable.is_wanted(a(command), result("one", ended=NOON), good, NOON + later) is False


@pytest.mark.parametrize(
    ("lost", "text"), [(lambda path: path.unlink(), ""), (lambda path: path.write_text('{"name"'), "cut off")]
)
def test_what_is_remembered_comes_back_and_a_torn_file_is_passed_over(
    tmp_path: Path, lost: Callable[[Path], object], text: str
) -> None:
    known = timetable.met(a("backup"), NOON)
    timetable.keep(str(tmp_path), known)
    assert timetable.remembered(str(tmp_path)) == {"one": known}, text
    assert list(timetable.listed(str(tmp_path), NOON + HOUR)) == [known]
    assert list(timetable.listed(str(tmp_path), NOON + 2 * DAY)) == []
    lost(tmp_path / "jobs" / "one.json")
    assert timetable.remembered(str(tmp_path)) == {}


def test_when_a_state_was_first_used_never_changes(tmp_path: Path) -> None:
    first = timetable.since(str(tmp_path))
    assert timetable.since(str(tmp_path)) == first
    (tmp_path / "since").write_text("1000\n")
    assert timetable.since(str(tmp_path)) == 1000


@pytest.mark.parametrize("schedule", ["", "* * * *", "61 * * * *", "every day"])
def test_what_is_no_schedule_is_refused_with_an_example(schedule: str) -> None:
    with pytest.raises(Failure, match="write five cron fields, for instance '30 2"):
        timetable.following(schedule, NOON)
