"""Time-tables as the clouds write them, read far enough to say whether they would be accepted.

Sources: crontab(5); Amazon EventBridge user guide, "Setting a schedule pattern" (cron and rate expressions); the
CloudNativePG and robfig/cron documentation (six fields, seconds first); Kubernetes documentation, "CronJob"; Google
Cloud Scheduler documentation, "Cron job format and time zone"; RFC 3339 and ISO 8601 for durations and windows.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from cronsim import CronSim, CronSimError

WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # any time: only whether the expression can be read matters
DAY = "(mon|tue|wed|thu|fri|sat|sun)"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


class Syntax(StrEnum):
    """How a schedule is written."""

    CRON = "cron"
    CRON_WITH_SECONDS = "cron with seconds"
    AWS = "aws"
    AWS_BACKUP = "aws backup"
    DAILY_WINDOW = "daily window"
    WEEKLY_WINDOW = "weekly window"


def _cron(text: str) -> bool:
    if text in {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}:
        return True
    try:
        CronSim(text, WHEN)
    except CronSimError:
        return False
    return len(text.split()) == 5


def _with_seconds(text: str) -> bool:
    seconds, _, rest = text.partition(" ")
    return re.fullmatch(r"\*|[0-5]?\d(/[0-5]?\d)?", seconds) is not None and _cron(rest)


def _aws(text: str) -> bool:
    if found := re.fullmatch(r"rate\((\d+) (minutes?|hours?|days?)\)", text):
        number, unit = int(found[1]), found[2]
        return number > 0 and unit.endswith("s") == (number != 1)
    return _aws_cron(text)


def _aws_cron(text: str) -> bool:
    found = re.fullmatch(r"cron\((.+)\)", text)
    fields = found[1].split() if found else []
    if len(fields) != 6 or (fields[2] == "?") == (fields[4] == "?"):
        return False
    minute, hour, day, month, weekday, year = fields
    if not re.fullmatch(r"\*|(19[7-9]\d|2[01]\d\d)([-,/](19[7-9]\d|2[01]\d\d|\d+))*", year):
        return False
    # Amazon counts Sunday as 1 and Saturday as 7; names mean the same everywhere. Fields of crontab(5) from here on.
    if re.search(r"(?<![\d#])[089](?!\d)", weekday) or re.search(r"W|L", weekday[:-1]):
        return False
    weekday = re.sub(r"(?<![\d#/])([1-7])", lambda number: str(int(number[1]) - 1), weekday.replace("?", "*"))
    day = re.sub(r"^\d+W$", "1", day.replace("?", "*"))
    return _cron(" ".join((minute, hour, day, month, weekday)))


def _weekly_window(text: str) -> bool:
    found = re.fullmatch(rf"{DAY}:{CLOCK}-{DAY}:{CLOCK}", text.lower())
    if not found:
        return False
    begin, end = (_minute(part) for part in text.lower().split("-"))
    return (end - begin) % (7 * 24 * 60) >= 30


def _minute(text: str) -> int:
    day, hour, minute = text.split(":")
    return (("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(day) * 24 + int(hour)) * 60 + int(minute)


def _daily_window(text: str) -> bool:
    if not re.fullmatch(rf"{CLOCK}-{CLOCK}", text):
        return False
    begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return (end - begin) % (24 * 60) >= 30


# syntax -> whether a text can be read, and what is allowed
SYNTAXES: dict[Syntax, tuple[Callable[[str], bool], str]] = {
    Syntax.CRON: (_cron, "five fields, minute hour day month weekday. Example: 30 2 * * *"),
    Syntax.CRON_WITH_SECONDS: (
        _with_seconds,
        "six fields, second minute hour day month weekday. Example: 0 30 2 * * *",
    ),
    Syntax.AWS: (
        _aws,
        "rate(N minutes|hours|days), or cron() with six fields, one of day and weekday a question mark. "
        "Example: cron(30 2 * * ? *)",
    ),
    Syntax.AWS_BACKUP: (
        _aws_cron,
        "cron() with six fields, one of day and weekday a question mark. Example: cron(30 2 * * ? *)",
    ),
    Syntax.DAILY_WINDOW: (_daily_window, "hh:mm-hh:mm in UTC, at least 30 minutes. Example: 03:00-04:00"),
    Syntax.WEEKLY_WINDOW: (
        _weekly_window,
        "ddd:hh:mm-ddd:hh:mm in UTC, at least 30 minutes. Example: sun:04:00-sun:05:00",
    ),
}
