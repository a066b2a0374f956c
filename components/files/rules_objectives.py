"""Objectives as rules: what users were promised over many days is recorded, and told before it is broken.

Where an objective is a share of good checks or answers, its error budget is watched: alerts fire when it goes so fast
that it would not last, over a long and a short time together, as the Site Reliability Workbook has it (chapter 5,
"Alerting on SLOs", table 5-8). Any other objective is judged by its value over its days, once they have passed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from components.files.measures import MEASURES, value
from components.files.measures_of import Measured
from components.files.measures_promql import number, select, text
from components.files.measures_users import DURATIONS, FAILED, REQUESTS, checks
from components.files.rules_made import Group, Made, Recorded
from stacks._monitoring import Objective, Severity, Watch

PREFIX = "objective"
INTERVAL_SECONDS = 60  # an objective is a matter of days: a sample a minute keeps 30 of them small
HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Burn:
    """An alert on the error budget: the share of it that is gone in the long time; the short one says it still goes."""

    name: str
    severity: Severity
    budget: float
    long_hours: int
    long: str
    short: str


BURNS = (  # the workbook's table: the share of the budget, and both windows
    Burn(name="fast", severity=Severity.CRITICAL, budget=0.02, long_hours=1, long="1h", short="5m"),
    Burn(name="steady", severity=Severity.CRITICAL, budget=0.05, long_hours=6, long="6h", short="30m"),
    Burn(name="slow", severity=Severity.WARNING, budget=0.10, long_hours=72, long="3d", short="6h"),
)
WINDOWS = ("5m", "30m", "1h", "6h", "3d")


def objective_groups(measured: Measured, objective: Objective) -> tuple[Group, ...]:
    """Return the rules of an objective. Raises ValueError where metrics are not kept for as many days."""
    kept = measured.spec.monitoring.keep_metrics_days
    if objective.days > kept:
        raise ValueError(
            f"the objective {objective.name!r} looks at {objective.days} days, but metrics are kept for {kept}; "
            f"allowed: at most {kept} days. Example: keep_metrics_days={objective.days}"
        )
    found = tuple(_by_budget(measured, objective) if is_share(objective) else _by_value(measured, objective))
    return (Group(name=f"{PREFIX}-{objective.name}", rules=found, interval_seconds=INTERVAL_SECONDS),)


def is_share(objective: Objective) -> bool:
    """Return whether an objective is a share of all that must be good."""
    if objective.watch is Watch.AVAILABILITY_PERCENT:
        return objective.at_least is not None
    return objective.watch is Watch.ERROR_PERCENT and objective.at_most is not None


def budget(objective: Objective) -> float:
    """Return the share that may be bad."""
    bad = 100 - objective.at_least if objective.at_least is not None else objective.at_most or 0
    return bad / 100


def _bad_and_all(measured: Measured, objective: Objective) -> tuple[str, str]:
    """Return what was bad in five minutes, and all there was, in the same unit."""
    if objective.watch is Watch.AVAILABILITY_PERCENT:
        good = f"avg_over_time({checks(measured, objective.of)}[5m])"
        return f"sum(1 - {good})", f"count({good})"
    every = f"sum(rate({select(REQUESTS, part=objective.of)}[5m]))"
    return f"sum(rate({select(REQUESTS, FAILED, part=objective.of)}[5m])) or 0 * {every}", every


def _by_budget(measured: Measured, objective: Objective) -> Iterator[Made | Recorded]:
    bad, every = _bad_and_all(measured, objective)
    labels = {"objective": objective.name, **({"part": objective.of} if objective.of else {})}
    mine = f"{{objective={text(objective.name)}}}"
    yield Recorded(name=f"{PREFIX}:bad:rate5m", query=bad, labels=labels)
    yield Recorded(name=f"{PREFIX}:all:rate5m", query=every, labels=labels)
    for window in (*WINDOWS, f"{objective.days}d"):
        ratio = (
            f"{PREFIX}:bad:rate5m{mine} / {PREFIX}:all:rate5m{mine}"
            if window == "5m"
            else f"avg_over_time({PREFIX}:bad:rate5m{mine}[{window}])"
            f" / avg_over_time({PREFIX}:all:rate5m{mine}[{window}])"
        )
        yield Recorded(name=_ratio(window), query=ratio, labels=labels)
    yield Recorded(  # what is left of the budget: 1 is all of it, below 0 the promise is broken
        name=f"{PREFIX}:budget:left",
        query=f"1 - {_ratio(f'{objective.days}d')}{mine} / {number(budget(objective))}",
        labels=labels,
    )
    for burn in BURNS:
        allowed = round(budget(objective) * burn.budget * objective.days * HOURS / burn.long_hours, 9)
        if allowed >= 1:  # more than everything can't be bad
            continue
        condition = " and ".join(f"{_ratio(window)}{mine} > {number(allowed)}" for window in (burn.long, burn.short))
        days = number(round(objective.days * burn.long_hours / (burn.budget * objective.days * HOURS), 1))
        yield Made(
            name=f"{PREFIX}-{objective.name}-{burn.name}",
            severity=burn.severity,
            watch=objective.watch.value,
            condition=f"100 * ({condition})",
            for_seconds=0,  # the windows are the time that it must hold
            part=objective.of,
            unit="percent bad",
            bound=f"at most {number(round(100 * allowed, 6))} in {burn.long}",
            meaning=f"so much fails that what may fail in {objective.days} days would be gone in {days} days",
        )


def _ratio(window: str) -> str:
    return f"{PREFIX}:bad:ratio_{window}"


def _by_value(measured: Measured, objective: Objective) -> Iterator[Made | Recorded]:
    labels = {"objective": objective.name, **({"part": objective.of} if objective.of else {})}
    mine, days = f"{{objective={text(objective.name)}}}", f"{objective.days}d"
    name = f"{PREFIX}:value:{days}"
    if objective.watch is Watch.LATENCY_MILLISECONDS:  # a percentile of many days is no average of percentiles
        buckets = f"{PREFIX}:buckets:rate5m"
        yield Recorded(
            name=buckets, query=f"sum by (le) (rate({select(DURATIONS, part=objective.of)}[5m]))", labels=labels
        )
        over = f"1000 * histogram_quantile(0.95, sum by (le) (avg_over_time({buckets}{mine}[{days}])))"
    else:
        now = f"{PREFIX}:value:now"
        yield Recorded(name=now, query=value(measured, objective.watch, objective.of), labels=labels)
        over = f"avg_over_time({now}{mine}[{days}])"
    yield Recorded(name=name, query=over, labels=labels)
    passed = f"on () (time() - max(moorage_since_timestamp_seconds)) > {objective.days * HOURS * 3600}"
    sign, bound, said = (
        ("<", objective.at_least, "at least")
        if objective.at_least is not None
        else (">", objective.at_most or 0, "at most")
    )
    yield Made(
        name=f"{PREFIX}-{objective.name}",
        severity=Severity.WARNING,
        watch=objective.watch.value,
        condition=f"{name}{mine} {sign} {number(bound)} and {passed}",
        for_seconds=300,
        part=objective.of,
        unit=MEASURES[objective.watch].unit,
        bound=f"{said} {number(bound)} over {objective.days} days",
        meaning=f"a promise is broken: {MEASURES[objective.watch].meaning}",
    )
