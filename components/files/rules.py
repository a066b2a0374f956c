"""Prometheus' rules: an alert for each of the spec's, objectives over their days, and what every system needs.

Guarantees: no alert of the spec is left out unless somebody said why, by its watch; the value that fired it, its unit,
the bound, where to read on and whom to call are in every alert.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from components.files.measures import MEASURES, value
from components.files.measures_of import Measured
from components.files.measures_promql import number
from components.files.rules_made import Group, Made, Recorded
from components.files.rules_objectives import objective_groups
from components.files.rules_own import own_alerts
from stacks._monitoring import Alert, Objective, Severity, Watch

RUNBOOKS = "docs/runbooks"


@dataclass(frozen=True, kw_only=True)
class Waived:
    """An alert or objective that is not there, and why."""

    name: str
    watch: Watch
    reason: str


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The file, and what could not be in it."""

    text: str
    waived: tuple[Waived, ...]


@dataclass(frozen=True, kw_only=True)
class Described:
    """An alert as a runbook tells it."""

    name: str
    severity: Severity
    for_seconds: int
    watch: str
    part: str
    meaning: str
    anchor: str


def rules_yml(
    measured: Measured,
    *,
    contacts: Mapping[str, str] | None = None,
    waived: Mapping[Watch, str] | None = None,
    runbook: str = "",
) -> Rules:
    """Return rules.yml.

    ``contacts`` are the addresses of the spec's roles; ``waived`` says why something can't be watched on this target;
    ``runbook`` is the page that alerts point into, docs/runbooks/<system>.md if empty. Raises ValueError with every
    alert and objective that nothing measures, and that is not waived; with every name that two alerts have; and where
    an objective looks at more days than metrics are kept.
    """
    groups, left_out = _groups(measured, waived or {})
    page = runbook or f"{RUNBOOKS}/{measured.spec.name}.md"
    call = _call(measured, contacts or {})
    content = {"groups": [_group(group, page, call) for group in groups if group.rules]}
    return Rules(text=yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000), waived=left_out)


def alerts(measured: Measured, *, waived: Mapping[Watch, str] | None = None) -> tuple[Described, ...]:
    """Return every alert of rules.yml as data, in its order. Raises what ``rules_yml`` raises."""
    return tuple(
        Described(
            name=made.name, severity=made.severity, for_seconds=made.for_seconds, watch=made.watch, part=made.part,
            meaning=made.meaning, anchor=made.name,
        )
        for group in _groups(measured, waived or {})[0]
        for made in group.rules
        if isinstance(made, Made)
    )  # fmt: skip


def _groups(measured: Measured, waived: Mapping[Watch, str]) -> tuple[tuple[Group, ...], tuple[Waived, ...]]:
    said: list[Alert | Objective] = [*measured.spec.monitoring.alerts, *measured.spec.monitoring.objectives]
    unmeasured = [item for item in said if not _measurable(measured, item)]
    if lost := [item for item in unmeasured if item.watch not in waived]:
        listed = ", ".join(f"{item.name!r} ({_what(item)})" for item in lost)
        raise ValueError(
            f"nothing measures what these look at: {listed}; allowed: what a component has a signal of, or a watch "
            "that the target waives with a reason"
        )
    left_out = tuple(Waived(name=item.name, watch=item.watch, reason=waived[item.watch]) for item in unmeasured)
    monitoring = measured.spec.monitoring
    groups = (
        Group(
            name="alerts", rules=tuple(_made(measured, item) for item in monitoring.alerts if item not in unmeasured)
        ),
        Group(name="operations", rules=tuple(own_alerts(measured))),
        *(
            group
            for item in monitoring.objectives
            if item not in unmeasured
            for group in objective_groups(measured, item)
        ),
    )
    names = [made.name for group in groups for made in group.rules if isinstance(made, Made)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(
            f"two alerts are called {', '.join(twice)}; the names that begin with objective- and those of "
            "components/files/rules_own.py are taken"
        )
    return groups, left_out


def _measurable(measured: Measured, item: Alert | Objective) -> bool:
    return item.watch in {Watch.QUERY, Watch.SILENCE} or measured.has(item.watch, item.of)


def _what(item: Alert | Objective) -> str:
    return f"{item.watch.value} of {item.of}" if item.of else item.watch.value


def _made(measured: Measured, alert: Alert) -> Made:
    measure = MEASURES.get(alert.watch)
    expression = alert.query if measure is None else value(measured, alert.watch, alert.of, alert.within)
    bounds = [(">", alert.above, "at most"), ("<", alert.below, "at least")]
    held = [(sign, number(bound), said) for sign, bound, said in bounds if bound is not None]
    condition = " or ".join(f"({expression}) {sign} {bound}" for sign, bound, _ in held) or expression
    return Made(
        name=alert.name,
        severity=alert.severity,
        watch=alert.watch.value,
        condition=condition,
        # Silence is what somebody outside waits for: here it must not wait
        for_seconds=0 if alert.watch is Watch.SILENCE else alert.for_seconds,
        meaning=measure.meaning if measure else f"the query of {alert.name} holds",
        part=alert.of,
        unit=(measure.unit if measure else "by the query") if held else "",
        bound=" and ".join(f"{said} {bound}" for _, bound, said in held),
    )


def _call(measured: Measured, contacts: Mapping[str, str]) -> str:
    """Return whom to call, in the order of escalation."""
    people = sorted(measured.spec.contacts, key=lambda contact: contact.level)
    said = (f"{item.role} {contacts.get(item.role, '(no address)')} for {item.handles}" for item in people)
    return "; ".join(said)


def _group(group: Group, page: str, call: str) -> dict[str, Any]:
    interval = {"interval": f"{group.interval_seconds}s"} if group.interval_seconds else {}
    return {"name": group.name, **interval, "rules": list(_rules(group, page, call))}


def _rules(group: Group, page: str, call: str) -> Iterator[dict[str, Any]]:
    for rule in group.rules:
        if isinstance(rule, Recorded):
            yield {"record": rule.name, "expr": rule.query, **({"labels": dict(rule.labels)} if rule.labels else {})}
        else:
            yield {
                "alert": rule.name,
                "expr": rule.condition,
                "for": f"{rule.for_seconds}s",
                "labels": {
                    "severity": rule.severity.value,
                    "watch": rule.watch,
                    **({"part": rule.part} if rule.part else {}),
                },
                "annotations": {
                    "summary": _plain(rule.meaning),
                    "description": rule.description,
                    "runbook": f"{page}#{rule.name}",
                    **({"contacts": _plain(call)} if call else {}),
                },
            }


def _plain(text: str) -> str:
    """Return a text that no template is read in."""
    return text.replace("{{", '{{ "{{" }}')
