"""Backups, drills, jobs and alerts, as the containers that know of them answer `make status`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from components.docker import roles
from stacks._spec import Watch
from toolchain.console import Problem
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.limits import Limits
from toolchain.operations.probe import INSIDE_SECONDS, never_raises
from toolchain.operations.report import Row, Section
from toolchain.operations.session import OPERATIONS

# Labels that tell alerts of one name apart, in the order in which they are shown.
TOLD_APART = ("part", "instance", "container", "of", "rule", "repository", "task", "integration")
PROMETHEUS_ALERTS = "http://localhost:9090/api/v1/alerts"


@never_raises("Backups and drills")
def backups(stack: Deployed, _limits: Limits, _now: datetime) -> Section:
    """Ask the operations container, which keeps the records of every backup, verification, drill and job."""
    title, name = "Backups and drills", stack.role(roles.OPERATIONS).name
    try:
        said = docker.ask("exec", name, *OPERATIONS, "status", "--json", seconds=INSIDE_SECONDS)
    except docker.Refused as refused:
        if not refused.said.strip():
            raise
        said = refused.said  # it ends with another code than 0 where something is late, and says what all the same
    return Section(title=title, rows=tuple(recorded(json.loads(said))))


def recorded(said: Mapping[str, Any]) -> list[Row]:
    """Return a row for each line of `operations status --json` (images/operations). Raises Problem if it can't tell."""
    if "lines" not in said:
        raise Problem(str(said.get("error", "the operations container can't tell")))
    rows = []
    for line in said["lines"]:
        what = f"{line['section']} {line['of']}"
        fault = "" if line["well"] else f"{what}: {line['says']}"
        rows.append(Row(what=what, state="well" if line["well"] else "wrong", detail=line["says"], fault=fault))
    return rows


@never_raises("Alerts")
def alerts(stack: Deployed, _limits: Limits, _now: datetime) -> Section:
    """Ask Prometheus what fires; the alert that fires as long as monitoring is alive is none, but must be there."""
    name = stack.role(roles.PROMETHEUS).name
    said = json.loads(
        docker.ask("exec", name, "curl", "-fsS", "--max-time", "10", PROMETHEUS_ALERTS, seconds=INSIDE_SECONDS)
    )
    return Section(title="Alerts", rows=tuple(fired(said["data"]["alerts"])))


def fired(found: list[dict[str, Any]]) -> list[Row]:
    """Return a row for each alert of Prometheus's answer that fires or is about to."""
    rows = []
    heard = False
    for alert in found:
        labels, firing = alert["labels"], alert["state"] == "firing"
        if labels.get("watch") == Watch.SILENCE:
            heard = heard or firing
            continue
        which = dict.fromkeys(labels[name] for name in TOLD_APART if labels.get(name))
        what = " ".join((labels["alertname"], *which))
        urgent = labels.get("severity", "")
        rows.append(
            Row(
                what=what,
                state=alert["state"],
                detail=f"{urgent}: {alert.get('annotations', {}).get('summary', '')} (since {alert['activeAt'][:16]})",
                fault=f"{urgent} alert {what}" if firing and urgent != "info" else "",
            )
        )
    if rows or heard:
        return rows or [Row(what="alerts", state="none fires, and monitoring is heard")]
    silent = "no alert fires, not even the one that always does"  # every guide's system has it (Watch.SILENCE)
    return [Row(what="alerts", state="silent", detail="are its rules loaded?", fault=silent)]
