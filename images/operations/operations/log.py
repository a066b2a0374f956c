"""What this program says of itself: one line of JSON for each event, on standard output."""

import json
import sys
import time
from typing import Any

LINE = 8192  # characters of one message; more is cut off, so that a line stays below Docker's 16 KB


def say(level: str, message: str, **more: Any) -> None:
    """Write one line; ``level`` is info, warning or error."""
    line = {"time": moment(time.time()), "level": level, **more, "message": message[:LINE]}
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()


def passed_on(job: str, text: str) -> None:
    """Write a line of a job's output under its name: what is JSON already keeps its fields and its level."""
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if isinstance(said, dict) and len(text) <= LINE:
        more = {key: value for key, value in said.items() if key not in {"time", "level", "message", "job"}}
        say(str(said.get("level", "info")), str(said.get("message", "")), job=job, **more)
    else:
        say("info", text, job=job)


def moment(seconds: float) -> str:
    """Return a time as people and programs read it, for instance 2026-11-21T18:00:00Z; "?" for one out of range."""
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return "?"
