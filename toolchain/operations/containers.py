"""Containers, as `make status` looks at them: there, running, healthy, not restarted lately, within their memory."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from toolchain.operations import docker
from toolchain.operations.deployed import Container, Deployed
from toolchain.operations.limits import Limits
from toolchain.operations.probe import moment, never_raises, span
from toolchain.operations.report import Row, Section, unknown

LATELY = timedelta(hours=1)
STARTING = timedelta(minutes=10)  # the longest start that a health check allows is a database's, five minutes


@never_raises("Containers")
def containers(stack: Deployed, limits: Limits, now: datetime) -> Section:
    """Look at every container that must run, what it takes of its memory, and what nobody deployed."""
    listed = docker.ask("ps", "--all", "--quiet", "--no-trunc", "--filter", f"label=moorage.name={stack.name}").split()
    there = {item["Name"].removeprefix("/"): item for item in docker.inspected("container", listed)}
    known = {container.name for container in stack.containers}
    rows = [_container(item, there.get(item.name), now) for item in stack.containers if item.serves]
    running = [name for name, item in there.items() if item["State"]["Running"] and name in known]
    rows += _memory(stack, running, limits)
    rows += [
        Row(
            what=name.removeprefix(f"{stack.name}-"),
            state="not of this state",
            detail="another checkout's, or left over",
        )
        for name in sorted(set(there) - known)
    ]
    if stack.unfinished:
        names = ", ".join(stack.unfinished)
        rows.append(
            Row(
                what="last update",
                state="killed",
                detail=names,
                fault=f"the last update was killed at {names}: make up STACK={stack.stack}",
            )
        )
    return Section(title="Containers", rows=tuple(rows))


def _container(container: Container, found: Mapping[str, Any] | None, now: datetime) -> Row:
    role = container.role
    if found is None:
        return Row(what=role, state="missing", fault=f"{role} is missing")
    state, restarts = found["State"], int(found["RestartCount"])
    health = (state.get("Health") or {}).get("Status", "")
    age = now - moment(state["StartedAt"])
    detail = f"up {span(age)}" if state["Running"] else f"exit code {state['ExitCode']}"
    detail += f", {restarts} restarts" if restarts else ""
    faults = {
        f"{role} is {state['Status']} (exit code {state['ExitCode']})": not state["Running"] or state["Restarting"],
        f"{role} is paused": state["Paused"],
        f"{role} ran out of memory": state["OOMKilled"],
        f"{role} is unhealthy": health == "unhealthy",
        f"{role} has been starting for {span(age)}": health == "starting" and age > STARTING,
        f"{role} was restarted, {restarts} times in all": restarts > 0 and age < LATELY,
    }
    fault = next((text for text, is_so in faults.items() if is_so), "")
    return Row(what=role, state=health if health and state["Running"] else state["Status"], detail=detail, fault=fault)


def _memory(stack: Deployed, running: list[str], limits: Limits) -> list[Row]:
    """Return the containers that are near their limit of memory, or that nobody can tell."""
    if not running:
        return []
    try:
        rows = docker.rows("stats", "--no-stream", *running)
    except docker.Refused as refused:
        return [unknown("memory", str(refused))]
    near = []
    for row in rows:
        role, percent = row["Name"].removeprefix(f"{stack.name}-"), float(row["MemPerc"].rstrip("%") or 0)
        if percent >= limits.memory_percent:
            near.append(
                Row(
                    what=f"memory of {role}",
                    state=f"{percent:.0f} %",
                    detail=row["MemUsage"],
                    fault=f"{role} has {percent:.0f} % of its memory",
                )
            )
    most = max((float(row["MemPerc"].rstrip("%") or 0) for row in rows), default=0.0)
    return near or [Row(what="memory", state="well", detail=f"at most {most:.0f} % of a container's limit")]
