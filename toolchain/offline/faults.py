"""Faults on demand: what a cloud does on a bad day, at a place that a test or a person names.

    fail create aws:rds/instance:Instance 1        the first creation of this type fails
    fail create aws:rds/instance:Instance 1-3      the first three do
    throttle create * 5                            the fifth call is refused as too many, once
    delay update docker:index/container:Container * 2s     each takes two seconds more
    die create * 7                                 the provider is killed before the seventh is made
    die-after create * 7                           it is made, and the provider is killed before it can say so
    fail delete docker:index/volume:Volume::data * each deletion of the volume with this logical name

One fault a line, or separated by semicolons; ``#`` begins a comment.
"""

import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

ACTIONS = ("fail", "throttle", "delay", "die", "die-after")
OPERATIONS = ("check", "diff", "create", "read", "update", "delete")
LONGEST_SECONDS = 60.0
EXAMPLE = "fail create aws:rds/instance:Instance 1"


class Refused(Exception):
    """What the cloud answers instead of doing it; ``throttled`` when it was too much at once."""

    def __init__(self, text: str, *, throttled: bool = False) -> None:
        super().__init__(text)
        self.throttled = throttled


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One line: what happens, at which operation on which types, and at which calls of these, counted from 1.

    ``kind`` is a type, or a type and a logical name with ``::`` between them; ``*`` stands for anything.
    """

    action: str
    operation: str
    kind: str
    first: int
    last: int | None
    seconds: float = 0.0

    @classmethod
    def parse(cls, line: str) -> "Fault":
        """Read a line, or raise ValueError with what is allowed."""
        words = line.split()
        if not 4 <= len(words) <= 5:
            raise ValueError(
                f"the fault {line!r} has {len(words)} words; allowed: 4, or 5 for delay. Example: {EXAMPLE}"
            )
        action, operation, kind, calls = words[:4]
        for what, word, allowed in (("action", action, ACTIONS), ("operation", operation, OPERATIONS)):
            if word not in allowed:
                raise ValueError(
                    f"the {what} of the fault {line!r} is {word!r}; allowed: {', '.join(allowed)}. Example: {EXAMPLE}"
                )
        found = re.fullmatch(r"\*|([1-9]\d*)(?:-([1-9]\d*))?", calls)
        if not found or (found[2] and int(found[2]) < int(found[1])):
            raise ValueError(
                f"the calls of the fault {line!r} are {calls!r}; allowed: *, a number, or a range. Example: 1-3"
            )
        first = int(found[1] or 1)
        last = None if calls == "*" else int(found[2] or first)
        seconds = _seconds(line, action, words[4:])
        return cls(action=action, operation=operation, kind=kind, first=first, last=last, seconds=seconds)

    def hits(self, operation: str, kind: str, name: str) -> bool:
        """Tell whether a call is counted."""
        what = f"{kind}::{name}" if "::" in self.kind else kind
        return operation == self.operation and fnmatchcase(what, self.kind)


def _seconds(line: str, action: str, words: Sequence[str]) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", words[0]) if words else None
    if (action == "delay") != bool(words) or (words and not found):
        raise ValueError(
            f"the fault {line!r} says {words[0] if words else 'no time'!r}; allowed: a time for delay, and for nothing "
            "else. Example: delay create * 1 500ms"
        )
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1) if found else 0.0
    if seconds > LONGEST_SECONDS:
        raise ValueError(f"the fault {line!r} waits {seconds:g} s; allowed: at most {LONGEST_SECONDS:g} s. Example: 2s")
    return seconds


class Faults:
    """The faults of one provider process, and how often each could have happened."""

    def __init__(self, text: str = "") -> None:
        lines = [line.partition("#")[0].strip() for line in re.split(r"[;\n]", text)]
        self.faults = [Fault.parse(line) for line in lines if line]
        self._counts: Counter[int] = Counter()
        self._lock = threading.Lock()

    def before(self, operation: str, kind: str, name: str = "") -> list[Fault]:
        """Do what is due before an operation; return what is due after it. ``Refused`` is the cloud's answer."""
        with self._lock:
            due = []
            for number, fault in enumerate(self.faults):
                if fault.hits(operation, kind, name):
                    self._counts[number] += 1
                    if fault.first <= self._counts[number] and (
                        fault.last is None or self._counts[number] <= fault.last
                    ):
                        due.append(fault)
        for fault in due:
            self._do(fault, operation, kind)
        return [fault for fault in due if fault.action == "die-after"]

    @staticmethod
    def after(due: Sequence[Fault]) -> None:
        """Do what is due after an operation."""
        if due:
            _die()

    @staticmethod
    def _do(fault: Fault, operation: str, kind: str) -> None:
        match fault.action:
            case "fail":
                raise Refused(f"{operation} of {kind} failed, as the faults of offline mode say")
            case "throttle":
                raise Refused(
                    f"Throttling: rate exceeded at {operation} of {kind}, as the faults of offline mode say",
                    throttled=True,
                )
            case "delay":
                time.sleep(fault.seconds)
            case "die":
                _die()


def _die() -> None:
    # As kill -9 from outside would: nothing is flushed, closed or answered.
    os.kill(os.getpid(), signal.SIGKILL)
