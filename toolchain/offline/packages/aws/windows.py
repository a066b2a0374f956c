"""Windows of backups and maintenance, which RDS and ElastiCache refuse to have at the same time."""

from toolchain.offline.plan import Plan
from toolchain.offline.rules import Inputs, Wrong, at
from toolchain.offline.schedules import SYNTAXES, Syntax

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
WEEK = 7 * DAY


def minutes(clock: str) -> int:
    """Return a time of day, or of a week where it begins with a day, in minutes."""
    *day, hour, minute = clock.lower().split(":")
    return (DAYS.index(day[0]) * DAY if day else 0) + int(hour) * 60 + int(minute)


def length(window: str) -> int:
    """Return how many minutes a window of a day or of a week has."""
    begin, end = window.split("-")
    return (minutes(end) - minutes(begin)) % (WEEK if window[:1].isalpha() else DAY)


def overlap(daily: str, weekly: str) -> bool:
    """Tell whether a window of every day and one of the week have a minute in common."""
    begin, span = minutes(weekly.split("-")[0]), length(weekly)
    first, each = minutes(daily.split("-")[0]), length(daily)
    starts = [first + day * DAY for day in range(7)]
    return any((start - begin) % WEEK < span or (begin - start) % WEEK < each for start in starts)


def apart(inputs: Inputs, daily: str, weekly: str) -> Wrong:
    """Yield the daily window when both are said, can be read, and overlap."""
    one, other = at(inputs, daily), at(inputs, weekly)
    readable = _reads(one.value, Syntax.DAILY_WINDOW) and _reads(other.value, Syntax.WEEKLY_WINDOW)
    if readable and overlap(one.value, other.value):
        yield one, f"a window apart from {other.shown}, the {weekly}"


def an_hour(inputs: Inputs, path: str, syntax: Syntax) -> Wrong:
    """Yield a window of less than an hour."""
    found = at(inputs, path)
    if _reads(found.value, syntax) and length(found.value) < 60:
        yield found, "a window of at least 60 minutes. Example: 03:00-04:00"


def rds_instance(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a backup window that overlaps the maintenance window."""
    yield from apart(inputs, "backupWindow", "maintenanceWindow")


def rds_cluster(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a backup window that overlaps the maintenance window."""
    yield from apart(inputs, "preferredBackupWindow", "preferredMaintenanceWindow")


def replication_group(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield windows that are too short, or overlap."""
    yield from an_hour(inputs, "snapshotWindow", Syntax.DAILY_WINDOW)
    yield from an_hour(inputs, "maintenanceWindow", Syntax.WEEKLY_WINDOW)
    yield from apart(inputs, "snapshotWindow", "maintenanceWindow")


def _reads(window: object, syntax: Syntax) -> bool:
    return isinstance(window, str) and SYNTAXES[syntax][0](window)
