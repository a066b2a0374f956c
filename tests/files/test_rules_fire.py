"""Every alert of every system, told to the real Prometheus' own rule tester: it fires when it must, and not before."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

import pytest

from components.files.measures import MEASURES
from components.files.measures_of import Measured
from components.files.rules import alerts, rules_yml
from components.files.rules_objectives import BURNS, budget, is_share
from components.files.rules_own import own_alerts
from stacks._monitoring import BINARY, Alert, Watch
from tests.files.promtool import Timeline, file, only, too_short, usual
from tests.files.watched import SYSTEMS, measured, placed, settings
from tests.files.watched_series import BAD, DAY, GOOD, OWN_WAYS, series, steady, ways
from tests.images.engine import LABEL, SHUT, Engine, built, docker

pytestmark = pytest.mark.docker

OWN_WHERE = {"metrics-missing": ',instance="c"'}  # everything else is missing in its test
LONG = {Watch.REQUESTS_RATIO: 7 * DAY, Watch.LATENCY_RATIO: DAY}  # what they are compared with lies so far back
STEP = 600  # of a timeline that is so long
# Values over a window don't go down when what they count ends.
WINDOWED = {
    Watch.AVAILABILITY_PERCENT, Watch.ERROR_PERCENT, Watch.LATENCY_MILLISECONDS, Watch.CPU_PERCENT, Watch.LOG_ERRORS,
    Watch.FAILED_LOGINS, Watch.RESTARTING,
}  # fmt: skip


def _measured(system: str) -> Measured:
    said = settings(system)
    return measured(placed(system, said), said)


def _levels(alert: Alert) -> tuple[float, float]:
    """A value just inside of the bound, and one outside that a window of five minutes soon shows."""
    if alert.watch in BINARY:
        return GOOD, BAD
    if alert.above is not None:
        beyond = alert.above * 1.2 + (5 if alert.above == 0 else 0)
        return alert.above * 0.99, min(beyond, 99) if "percent" in alert.watch.value else beyond
    assert alert.below is not None
    return alert.below * 1.002 if alert.below < 99.8 else 100, alert.below * 0.5


def _alerts(item: Measured) -> Iterator[Timeline]:
    for alert in item.spec.monitoring.alerts:
        if alert.watch in {Watch.SILENCE, *LONG}:
            continue
        good, bad = _levels(alert)
        found = ways(item, alert.watch, alert.of, alert.within, alert.above or alert.below or 0)
        assert found, alert
        for way, lines in found.items():
            timeline = usual(f"{alert.name}: {way}", alert.name, lines, good, bad, alert.for_seconds)
            yield timeline
            if alert.watch not in WINDOWED and alert.for_seconds >= 120:
                yield too_short(timeline, good, bad, alert.for_seconds)


def _own(item: Measured) -> Iterator[Timeline]:
    for made in own_alerts(item):
        for way, lines in OWN_WAYS[made.name].items():
            timeline = usual(f"{made.name}: {way}", made.name, lines, GOOD, BAD, made.for_seconds)
            yield replace(timeline, where=OWN_WHERE.get(made.name, ""))


def _burns(item: Measured) -> Iterator[Timeline]:
    """The share that is bad is just below what may be, and then all is bad; each burn in its long time."""
    for objective in item.spec.monitoring.objectives:
        if not is_share(objective):
            continue
        for burn in BURNS:
            allowed = 100 * budget(objective) * burn.budget * objective.days * 24 / burn.long_hours
            percent = (100 - allowed * 0.98, 0.0) if objective.watch is Watch.AVAILABILITY_PERCENT else (
                allowed * 0.98, 90.0
            )  # fmt: skip
            for way, lines in ways(item, objective.watch, objective.of, "", 0).items():
                name = f"objective-{objective.name}-{burn.name}"
                yield usual(f"{name}: {way}", name, lines, *percent, 0)


def _past(item: Measured) -> Iterator[Timeline]:
    """What is compared with a day or a week before, and a certificate that nobody renews."""
    for alert in item.spec.monitoring.alerts:
        if alert.watch is Watch.CERTIFICATE_DAYS:
            day, left = DAY // STEP, alert.below or 0
            line = series("probe_ssl_earliest_cert_expiry", steady((left + 3) * DAY), part="p")
            quiet, fires = [3 * day - 6], [3 * day + 6]
            yield Timeline(f"{alert.name}: days", alert.name, [line], ((4 * day, BAD),), quiet, fires, STEP)
        if alert.watch not in LONG:
            continue
        good, bad = _levels(alert)
        (lines,) = ways(item, alert.watch, alert.of, alert.within, alert.above or 0).values()
        then = LONG[alert.watch] // STEP
        end = then + 12 + alert.for_seconds // STEP
        yield Timeline(f"{alert.name}: more", alert.name, lines, ((end + 1, bad),), [then - 1], [end], STEP)
        yield Timeline(f"{alert.name}: no more", alert.name, lines, ((end + 1, good),), [then - 1, end], [], STEP)


def _promised(item: Measured) -> Iterator[Timeline]:
    """What is judged once its days have passed."""
    for objective in item.spec.monitoring.objectives:
        if is_share(objective):
            continue
        bound = objective.at_least or objective.at_most or 0
        good, bad = (bound * 1.01, bound * 0.9) if objective.at_least else (bound * 0.99, bound * 1.1)
        days = objective.days * DAY // 60
        name = f"objective-{objective.name}"
        since = ways(item, Watch.DRILL_DAYS, "x", "", 0)["never"]
        # The system is as old as the timeline, whatever the value of what is promised.
        began = tuple(replace(line, level=lambda _value, _seconds: 0.0) for line in since)
        for way, lines in ways(item, objective.watch, objective.of, "", bound).items():
            told = (*lines, *began)
            end = days + 3 * 360
            yield Timeline(f"{name}: {way}", name, told, ((end, bad),), [days - 360], [end])
            yield Timeline(f"{name}: {way}, kept", name, told, ((end, good),), [days - 360, end], [])


def _silence(item: Measured) -> dict[str, Any]:
    """Nothing at all was ever measured."""
    firing = [
        *(
            alert.name
            for alert in item.spec.monitoring.alerts
            if alert.watch
            in {
                Watch.UNREACHABLE, Watch.DATABASE_UNAVAILABLE, Watch.CACHE_UNAVAILABLE, Watch.QUEUE_UNAVAILABLE,
                Watch.SILENCE,
            }
        ),
        "metrics-missing", "edge-down",
    ]  # fmt: skip
    sources = {(scraped.exporter.value, scraped.of) for scraped in item.scraped}
    # Whoever tells of an alert's watch is missed, so no alert is lost without another one.
    told = {alert: MEASURES[alert.watch].jobs for alert in item.spec.monitoring.alerts}
    assert all(not jobs or {job.value for job in jobs} & {name for name, _ in sources} for jobs in told.values())
    sources |= {("prometheus", "prometheus"), ("alertmanager", "alertmanager")}
    missed = [f'{{job="{job}",part="{part}"}}' if part else f'{{job="{job}"}}' for job, part in sorted(sources)]
    return {
        "name": "nothing at all",
        "interval": "1m",
        "input_series": [],
        "promql_expr_test": [
            {
                "expr": 'count by (alertname) (ALERTS{alertstate="firing"}) > bool 0',
                "eval_time": "20m",
                "exp_samples": [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in sorted(firing)],
            },
            {
                "expr": 'count by (job, part) (ALERTS{alertname="metrics-missing",alertstate="firing"})',
                "eval_time": "20m",
                "exp_samples": [{"labels": labels, "value": 1} for labels in missed],
            },
        ],
    }


def _told(item: Measured) -> dict[str, Any]:
    """What a person gets: the number, the bound, where, where to read on, and whom to call."""
    name, disk = item.spec.name, '{instance="h",device="d",fstype="ext4"}'
    return {
        "name": "what is told",
        "interval": "1m",
        "input_series": [
            {"series": f"node_filesystem_{what}_bytes{disk}", "values": f"{value}x20"}
            for what, value in (("avail", 5), ("size", 100))
        ],
        "alert_rule_test": [
            {
                "alertname": "disk-full",
                "eval_time": "10m",
                "exp_alerts": [
                    {
                        "exp_labels": {
                            "severity": "critical", "watch": "disk percent", "instance": "h", "device": "d",
                        },
                        "exp_annotations": {
                            "summary": "what is used of a host's disk",
                            "description": "What is used of a host's disk. It is 95 percent, and should be at most 90. "
                            "Where: device=d instance=h",
                            "runbook": f"docs/runbooks/{name}.md#disk-full",
                            "contacts": "; ".join(
                                f"{contact.role} {contact.role}@example.com for {contact.handles}"
                                for contact in sorted(item.spec.contacts, key=lambda contact: contact.level)
                            ),
                        },
                    }
                ],
            }
        ],
    }  # fmt: skip


@cache
def _files(system: str) -> dict[str, str]:
    """The rules of a system whole, and tests of each alert with its own rules alone, which is much faster."""
    item = _measured(system)
    contacts = {contact.role: f"{contact.role}@example.com" for contact in item.spec.contacts}
    rules = rules_yml(item, contacts=contacts).text
    whole = f"{system}.rules.yml"
    found = {
        whole: rules,
        f"{system}.whole.test.yml": file([_silence(item), *([_told(item)] if _has_disk(item) else [])], whole),
    }
    kinds: Mapping[str, tuple[str, Iterator[Timeline]]] = {
        "minutes": ("1m", chain(_alerts(item), _own(item), _burns(item))),
        "past": (f"{STEP}s", _past(item)),
        "days": ("6h", _promised(item)),
    }
    for kind, (evaluation, timelines) in kinds.items():
        by_alert: dict[str, list[Timeline]] = {}
        for timeline in timelines:
            by_alert.setdefault(timeline.alert, []).append(timeline)
        for name, listed in by_alert.items():
            mine = f"{system}.{name}.{kind}.rules.yml"
            found[mine] = only(rules, [name])
            found[f"{system}.{name}.{kind}.test.yml"] = file([item.test() for item in listed], mine, evaluation)
    tested = {name.split(".")[1] for name in found}
    assert {alert.name for alert in alerts(item)} - tested == {
        alert.name for alert in item.spec.monitoring.alerts if alert.watch is Watch.SILENCE
    }
    return found


def _has_disk(item: Measured) -> bool:
    return any(alert.name == "disk-full" for alert in item.spec.monitoring.alerts)


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    engine = Engine()
    try:
        yield engine.files("rules", {name: text for system in SYSTEMS for name, text in _files(system).items()})
    finally:
        engine.close()


def _promtool(files: str, system: str) -> str:
    script = f"cd /etc/moorage && exec promtool test rules {system}.*.test.yml"
    return docker(
        "run", "--rm", "--network=none", f"--label={LABEL}=ask", f"--volume={files}:/etc/moorage:ro", *SHUT,
        "--entrypoint=sh", built("prometheus"), "-c", script, check=False, seconds=120,
    )  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_alert_fires_after_its_duration_and_not_before(system: str, files: str) -> None:
    said = _promtool(files, system)
    tests = [name for name in _files(system) if name.endswith(".test.yml")]
    assert said.count("SUCCESS") == len(tests), said[:6000]


def test_a_test_of_a_rule_can_fail() -> None:
    """The tester is told that an alert fires where it must not, and says so."""
    engine = Engine()
    contents = _files("clo")
    name = "clo.disk-full.minutes.test.yml"
    wrong = contents[name].replace('"exp_samples": []', '"exp_samples": [{"value": 1}]')
    assert wrong != contents[name]
    try:
        said = _promtool(engine.files("wrong", {**contents, name: wrong}), "clo.disk-full")
    finally:
        engine.close()
    assert "FAILED" in said
    assert "disk-full" in said
