"""Schedules: five cron fields, in UTC."""

from datetime import UTC, datetime

from cronsim import CronSim, CronSimError


def comes_true(schedule: str) -> bool:
    """Say whether five cron fields are right and name a moment that comes: the 30th of February never does."""
    if len(schedule.split()) != 5:
        return False
    try:
        next(CronSim(schedule, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration):
        return False
    return True
