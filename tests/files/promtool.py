"""Unit tests of rules for promtool: a timeline of one alert, below its threshold, then beyond it."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import yaml

from tests.files.watched_series import Line

BEFORE = 12  # steps below the threshold, longer than the windows of five minutes
SETTLE = 7  # steps until a window of five minutes holds nothing else


@dataclass(frozen=True)
class Timeline:
    """Steps and what is true in each: (how many, value); and when the alert must fire, and must not."""

    name: str
    alert: str
    lines: Sequence[Line]
    phases: Sequence[tuple[int, float]]
    quiet: Sequence[int]
    fires: Sequence[int]
    step: int = 60
    where: str = ""  # a further condition on the alert's labels

    def test(self) -> dict[str, Any]:
        last = sum(count for count, _ in self.phases)
        return {
            "name": self.name,
            "interval": f"{self.step}s",
            "input_series": [{"series": line.selector, "values": self._values(line)} for line in self.lines],
            "promql_expr_test": [
                {
                    "expr": f'max(ALERTS{{alertname="{self.alert}",alertstate="firing"{self.where}}})',
                    "eval_time": f"{step * self.step}s",
                    "exp_samples": samples,
                }
                for steps, samples in ((self.quiet, []), (self.fires, [{"value": 1}]))
                for step in steps
                if step <= last or self._too_late(step)
            ],
        }

    def _too_late(self, step: int) -> bool:
        raise AssertionError(f"{self.name}: step {step} is after the last")

    def _values(self, line: Line) -> str:
        """Write the samples; the first one is at the beginning, so there is one more than steps."""
        words, total, seconds = [], 0.0, 0
        for number, (count, value) in enumerate(self.phases):
            steps = count + (number == 0)
            levels = {line.level(value, seconds), line.level(value, seconds + (steps - 1) * self.step)}
            if len(levels) == 1 and None not in levels and steps > 1:  # all the same, and shorter so
                level = levels.pop() or 0.0
                growth = level if line.counter else 0.0
                first = total + growth if line.counter else level
                words.append(f"{first!r}+{growth!r}x{steps - 1}")
                total, seconds = total + steps * growth, seconds + steps * self.step
                continue
            for _ in range(steps):
                level_now = line.level(value, seconds)
                if line.counter and level_now is not None:
                    total += level_now
                words.append("_" if level_now is None else repr(total if line.counter else float(level_now)))
                seconds += self.step
        return " ".join(words)


def usual(name: str, alert: str, lines: Sequence[Line], good: float, bad: float, for_seconds: int) -> Timeline:
    """Below the threshold, then beyond it: quiet until shortly before its duration is over, and firing soon after."""
    lasting = math.ceil(for_seconds / 60)
    end = BEFORE + lasting + SETTLE
    quiet = [BEFORE - 1, *([BEFORE + lasting - 1] if lasting > 1 else [])]
    return Timeline(name, alert, lines, ((BEFORE, good), (lasting + SETTLE + 1, bad)), quiet, [end])


def too_short(timeline: Timeline, good: float, bad: float, for_seconds: int) -> Timeline:
    """Beyond the threshold for less than the duration, and then no more."""
    lasting = for_seconds // 60
    return replace(
        timeline,
        name=f"{timeline.name}, too short",
        phases=((BEFORE, good), (lasting - 1, bad), (SETTLE, good)),
        quiet=range(BEFORE, BEFORE + lasting + 3),
        fires=(),
    )


@cache
def _groups(rules: str) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = yaml.safe_load(rules)["groups"]
    return groups


def only(rules: str, names: Iterable[str]) -> str:
    """The rules of some alerts alone, and what is recorded for them: others would only take time."""
    wanted = set(names)
    groups = []
    for group in _groups(rules):
        kept = [rule for rule in group["rules"] if rule.get("alert") in wanted]
        if kept:
            groups.append({**group, "rules": [rule for rule in group["rules"] if "record" in rule or rule in kept]})
    assert {rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule} == wanted
    return json.dumps({"groups": groups})


def file(tests: Iterable[Mapping[str, Any]], rules: str, evaluation: str = "1m") -> str:
    content = {"rule_files": [rules], "evaluation_interval": evaluation, "tests": list(tests)}
    return json.dumps(content)  # which is YAML, and written much faster
