"""What every look of `make status` is: a function that takes as long as its time-outs at the most, and never raises."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from urllib.parse import urlsplit

from toolchain.operations.deployed import Deployed
from toolchain.operations.limits import Limits
from toolchain.operations.report import Section, unknown

INSIDE_SECONDS = 30.0  # for what a program in a container answers
LOOPBACK = "127.0.0.1"

Probe = Callable[[Deployed, Limits, datetime], Section]


def never_raises(title: str) -> Callable[[Probe], Probe]:
    """Make of whatever a probe raises a row that says that it is not known."""

    def wrap(probe: Probe) -> Probe:
        @wraps(probe)
        def safe(stack: Deployed, limits: Limits, now: datetime) -> Section:
            try:
                return probe(stack, limits, now)
            except Exception as error:  # a report with one part missing is better than none
                return Section(title=title, rows=(unknown(title.lower(), str(error) or type(error).__name__),))

        return safe

    return wrap


def moment(text: str) -> datetime:
    """Read a time of Docker's: ISO with nanoseconds, which Python does not know."""
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789") if rest else ""
    return datetime.fromisoformat(whole.replace("Z", "+00:00") + zone.replace("Z", "+00:00"))


def span(duration: timedelta) -> str:
    """Return how long something is, in its two largest units' larger: 3 d, 5 h, 7 min, 9 s."""
    seconds = max(0, int(duration.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def size(count: float) -> str:
    """Return bytes for people, in units of a thousand as Docker's own."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def engine_host() -> str:
    """Return the host whose ports Docker publishes: this one, unless DOCKER_HOST names another."""
    return urlsplit(os.environ.get("DOCKER_HOST", "")).hostname or LOOPBACK
