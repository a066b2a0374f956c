"""What specs say of backups, maintenance, logs and alerts arrives in the containers that carry it out, on Docker."""

import tomllib
from functools import cache
from typing import Any

import pytest
import yaml

import stacks
from components.files.measures_promql import number
from stacks._profiles import SizedSystem, place
from stacks._spec import Environment, Exporter, Method, Size, Task, Watch
from tests.expected import config
from tests.recorder import Record, deploy

SYSTEMS = stacks.names()
EACH = pytest.mark.parametrize("system", SYSTEMS)


@cache
def deployed(system: str) -> Record:
    """Return a system as it is in prod, where the profile's days are the longest."""
    return deploy(config(system, "prod", "small"), stack=f"{system}-test")


def placed(system: str) -> SizedSystem:
    return place(stacks.load(system), Environment.PROD, Size.SMALL, single_host=True)


def written(record: Record, role: str, file: str) -> str:
    """Return a file that a container is given."""
    uploads = record.one("Container", f"{role}-files-writer").inputs["uploads"]
    (found,) = [item["content"] for item in uploads if item["file"] == f"/etc/moorage/{file}"]
    assert isinstance(found, str)
    return found


def operations(record: Record, role: str = "operations") -> dict[str, Any]:
    return tomllib.loads(written(record, role, "operations.toml"))


def schedules(found: dict[str, Any]) -> dict[tuple[str, ...], str]:
    return {tuple(job["command"]): job["schedule"] for job in found["job"]}


@EACH
def test_every_backup_of_the_spec_is_a_job_with_its_days(system: str) -> None:
    """A full backup that outlives the physical ones is a dump; the log goes by itself, and its job looks after it."""
    sized = placed(system)
    found = operations(deployed(system))
    reached = {
        item["name"]: item.get("stanza") or item.get("path") or item.get("host") for item in found["recoverable"]
    }
    jobs = schedules(found)
    for rule in sized.spec.backups.rules:
        for name in rule.of:
            assert reached.get(name), f"{rule.name}: nobody reaches {name}"
            carried = {item["name"]: item for item in found["rule"] if name in item["of"]}
            dumped = rule.name not in carried
            mine = carried[f"{rule.name}-dump"] if dumped else carried[rule.name]
            assert mine["method"] == (Method.LOGICAL if dumped else rule.method).value
            assert (mine["schedule"], mine["keep_days"]) == (rule.schedule, sized.keep_days(rule))
            assert jobs["backup", mine["name"]] == rule.schedule
    assert found["recovery"] == {
        "point_minutes": sized.spec.backups.recovery.point_minutes,
        "time_minutes": sized.spec.backups.recovery.time_minutes,
    }


@EACH
def test_copies_are_kept_elsewhere_as_long_as_the_longest_of_the_spec(system: str) -> None:
    longest = max(copy.keep_days for copy in placed(system).spec.backups.copies)
    record = deployed(system)
    first, second = operations(record)["repository"]
    assert (second["keep_days"], second["location"]) == (longest, "/var/lib/copies/files")
    assert not first["location"].startswith("/var/lib/copies")
    lines = written(record, "operations", "pgbackrest.conf").splitlines()
    assert f"repo2-retention-full={longest}" in [line.replace(" ", "") for line in lines]


@EACH
def test_every_task_of_the_spec_is_a_job(system: str) -> None:
    jobs = schedules(operations(deployed(system)))
    for job in stacks.load(system).jobs:
        dashed = job.task.value.replace(" ", "-")
        command = ("verify",) if job.task is Task.VERIFY_BACKUPS else ("maintain", dashed)
        assert jobs[command] == job.schedule
    assert ("verify",) in jobs


@EACH
def test_restores_are_rehearsed_by_the_specs_schedule(system: str) -> None:
    spec, record = stacks.load(system), deployed(system)
    schedule = spec.backups.recovery.drill_schedule
    assert schedules(operations(record))["rehearse", "files"] == schedule
    rehearsed = schedules(operations(record, "drills"))
    assert rehearsed == {("drill", database.name): schedule for database in spec.databases}


@EACH
def test_every_class_of_logs_has_its_days(system: str) -> None:
    record = deployed(system)
    kept = dict(line.split() for line in written(record, "logs", "retention.conf").splitlines() if line)
    del kept["capacity"]
    assert kept == {item.kind.value: str(item.keep_days) for item in stacks.load(system).monitoring.logs}


@EACH
def test_metrics_are_taken_and_kept_as_the_spec_says(system: str) -> None:
    monitoring, record = stacks.load(system).monitoring, deployed(system)
    asked = yaml.safe_load(written(record, "prometheus", "prometheus.yml"))
    assert asked["global"]["scrape_interval"] == f"{monitoring.scrape_seconds}s"
    command = record.one("Container", "prometheus").inputs["command"]
    assert f"--storage.tsdb.retention.time={monitoring.keep_metrics_days}d" in command


@EACH
def test_every_scrape_of_the_spec_is_asked(system: str) -> None:
    record = deployed(system)
    asked = yaml.safe_load(written(record, "prometheus", "prometheus.yml"))["scrape_configs"]
    found = {(job["job_name"], target["labels"]["part"]) for job in asked for target in job["static_configs"]}
    for scrape in stacks.load(system).monitoring.scrapes:
        if scrape.of or scrape.exporter is not Exporter.PROBES:
            assert (scrape.exporter.value, scrape.of) in found
        assert scrape.exporter.value in {job for job, _ in found}


@EACH
def test_every_alert_of_the_spec_is_deployed_with_its_numbers(system: str) -> None:
    spec, record = stacks.load(system), deployed(system)
    groups = yaml.safe_load(written(record, "prometheus", "rules.yml"))["groups"]
    deployed_rules = {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}
    for alert in spec.monitoring.alerts:
        rule = deployed_rules[alert.name]
        assert rule["labels"]["severity"] == alert.severity.value
        assert rule["for"] == ("0s" if alert.watch is Watch.SILENCE else f"{alert.for_seconds}s")
        for sign, bound in ((">", alert.above), ("<", alert.below)):
            assert bound is None or f") {sign} {number(bound)}" in rule["expr"]
    for objective in spec.monitoring.objectives:
        assert any(name.startswith(f"objective-{objective.name}") for name in deployed_rules)
