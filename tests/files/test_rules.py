"""Rules as data: nothing of a spec is lost without a reason, and nothing in a name can become anything but a name."""

from dataclasses import replace

import pytest
import yaml

from components.files.measures import MEASURES, value
from components.files.rules import Rules, alerts, rules_yml
from components.files.rules_own import OWN
from stacks._monitoring import BINARY, Alert, Exporter, Objective, Severity, Watch
from tests.files.watched import SYSTEMS, measured, placed, settings

CLO = measured(placed("clo", settings("clo")), settings("clo"))


def _rules(rules: Rules) -> dict[str, dict[str, str]]:
    groups = yaml.safe_load(rules.text)["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def test_every_watch_is_measured_but_a_query() -> None:
    assert set(MEASURES) == set(Watch) - {Watch.QUERY}
    assert all((not measure.unit) is (watch in BINARY) for watch, measure in MEASURES.items())
    assert all(measure.meaning and measure.jobs for watch, measure in MEASURES.items() if watch is not Watch.SILENCE)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_alert_and_objective_of_a_system_has_rules(system: str) -> None:
    said = settings(system)
    item = measured(placed(system, said), said)
    found = _rules(rules_yml(item))
    for alert in item.spec.monitoring.alerts:
        rule = found[alert.name]
        assert rule["labels"]["severity"] == alert.severity  # type: ignore[index]
        assert rule["labels"].get("part", "") == alert.of  # type: ignore[attr-defined]
        assert rule["for"] == ("0s" if alert.watch is Watch.SILENCE else f"{alert.for_seconds}s")
    for objective in item.spec.monitoring.objectives:
        assert any(name.startswith(f"objective-{objective.name}") for name in found), objective.name
    assert [described.name for described in alerts(item)] == list(found)


def test_an_alert_that_nothing_measures_is_named() -> None:
    lost = replace(CLO, signals=CLO.signals - {(Watch.POOL_PERCENT, "database"), (Watch.DRILL_DAYS, "database")})
    with pytest.raises(
        ValueError, match=r"^nothing measures what these look at: 'pool-exhausted' \(pool percent of "
    ) as caught:
        rules_yml(lost)
    assert "'drill-late' (drill days of database); allowed: what a component has a signal of" in str(caught.value)


def test_a_waived_watch_comes_back_with_its_reason() -> None:
    lost = replace(CLO, signals=CLO.signals - {(Watch.POOL_PERCENT, "database")})
    waived = {Watch.POOL_PERCENT: "no pool here", Watch.DISK_PERCENT: "is measured, and so not waived"}
    rules = rules_yml(lost, waived=waived)
    assert [(item.name, item.watch, item.reason) for item in rules.waived] == [
        ("pool-exhausted", Watch.POOL_PERCENT, "no pool here")
    ]
    assert "pool-exhausted" not in _rules(rules)
    assert "disk-full" in _rules(rules)


def test_a_part_is_not_measured_because_another_one_is() -> None:
    monitoring = CLO.spec.monitoring
    alert = Alert(name="cache-slow", watch=Watch.DISK_PERCENT, of="cache", above=1, severity=Severity.INFO)
    spec = replace(CLO.spec, monitoring=replace(monitoring, alerts=(*monitoring.alerts, alert)))
    with pytest.raises(ValueError, match=r"'cache-slow' \(disk percent of cache\)"):
        rules_yml(replace(CLO, spec=spec))
    # An alert on any part is measured where any part is.
    every = replace(alert, of="", watch=Watch.POOL_PERCENT)
    rules_yml(replace(CLO, spec=replace(CLO.spec, monitoring=replace(monitoring, alerts=(every,)))))


def test_two_alerts_have_two_names() -> None:
    monitoring = CLO.spec.monitoring
    alert = Alert(name="drill-failed", watch=Watch.JOB_FAILED, severity=Severity.WARNING)
    spec = replace(CLO.spec, monitoring=replace(monitoring, alerts=(*monitoring.alerts, alert)))
    signals = CLO.signals | {(Watch.JOB_FAILED, "")}
    with pytest.raises(ValueError, match="two alerts are called drill-failed"):
        rules_yml(replace(CLO, spec=spec, signals=signals))


def test_what_is_promised_for_longer_than_metrics_are_kept_is_refused() -> None:
    promise = Objective(name="fast", watch=Watch.LATENCY_MILLISECONDS, of="backend", at_most=5, days=30)
    spec = replace(CLO.spec, monitoring=replace(CLO.spec.monitoring, objectives=(promise,)))
    item = replace(CLO, spec=spec, signals=CLO.signals | {(promise.watch, promise.of)})
    with pytest.raises(ValueError, match="'fast' looks at 30 days, but metrics are kept for 14; allowed: at most 14"):
        rules_yml(item)


def test_budgets_burn_by_the_workbooks_numbers() -> None:
    """Of 99.5 % in 30 days: 14.4 times 0.5 % in an hour, 6 times in six, once in three days."""
    said = settings("opmas")
    found = _rules(rules_yml(measured(placed("opmas", said), said)))
    mine = '{objective="availability"}'
    for name, long, short, bound, severity in (
        ("fast", "1h", "5m", "0.072", "critical"),
        ("steady", "6h", "30m", "0.03", "critical"),
        ("slow", "3d", "6h", "0.005", "warning"),
    ):
        rule = found[f"objective-availability-{name}"]
        assert rule["expr"] == (
            f"100 * (objective:bad:ratio_{long}{mine} > {bound} and objective:bad:ratio_{short}{mine} > {bound})"
        )
        assert rule["labels"]["severity"] == severity  # type: ignore[index]


def test_alerts_of_ours_do_not_double_those_of_the_spec() -> None:
    """CLO watches neither restarts nor jobs, the others do; and nobody is told of what nobody measures."""
    for system in SYSTEMS:
        said = settings(system)
        item = measured(placed(system, said), said)
        watches = [alert.watch for alert in alerts(item)]
        for watch in (Watch.RESTARTING, Watch.JOB_FAILED):
            assert watches.count(watch.value) == 1, (system, watch)
    alone = replace(CLO, scraped=tuple(item for item in CLO.scraped if item.exporter is not Exporter.OPERATIONS))
    assert {own.name for own in OWN if own.needs is Exporter.OPERATIONS} & {
        item.name for item in alerts(alone)
    } == set()


def test_names_stay_names() -> None:
    r"""A name with quotes, backslashes, dollars and regular expressions in it selects itself and nothing else."""
    hostile = 'a"}) or vector(1) #\\$1.*|x'
    alert = Alert(
        name="x", watch=Watch.DATABASE_GIGABYTES, of="database", within=hostile, above=1, severity=Severity.INFO
    )
    expression = value(CLO, alert.watch, alert.of, alert.within)
    assert 'datname="a\\"}) or vector(1) #\\\\$1.*|x"' in expression
    assert "label_replace" in value(CLO, Watch.BACKUP_HOURS, "database")
    assert '"$$1"' in value(CLO, Watch.DRILL_DAYS, "$1")


def test_a_query_of_the_spec_is_used_as_it_is() -> None:
    alert = Alert(
        name="odd", watch=Watch.QUERY, query="sum(up)", above=2.5, below=1, severity=Severity.INFO, for_seconds=60
    )
    spec = replace(CLO.spec, monitoring=replace(CLO.spec.monitoring, alerts=(alert,)))
    rule = _rules(rules_yml(replace(CLO, spec=spec)))["odd"]
    assert rule["expr"] == "(sum(up)) > 2.5 or (sum(up)) < 1"


def test_a_runbook_can_be_elsewhere_and_contacts_have_their_order() -> None:
    rules = _rules(rules_yml(CLO, runbook="https://books.example.com/clo", contacts={"administrator": "+15555550100"}))
    annotations: dict[str, str] = rules["disk-full"]["annotations"]  # type: ignore[assignment]
    assert annotations["runbook"] == "https://books.example.com/clo#disk-full"
    people = annotations["contacts"].split("; ")
    assert people[0].startswith("development (no address) for ")
    assert people[1].startswith("administrator +15555550100 for ")
