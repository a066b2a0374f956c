"""What the containers that operate a system say of it."""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.e2e.docker import docker
from tests.e2e.stack import Stack

OPERATIONS = ("python3", "-m", "operations")


def asked(stack: Stack, path: str) -> Any:
    """Ask Prometheus."""
    said = json.loads(docker("exec", stack.container("prometheus"), "curl", "-fsS", f"http://localhost:9090{path}"))
    assert said["status"] == "success"
    return said["data"]


def sources(stack: Stack) -> dict[str, str]:
    """Return every source of metrics, as job/instance, and "up" or why it is not."""
    return {
        f"{item['labels']['job']}/{item['labels']['instance']}": item["lastError"] or item["health"]
        for item in asked(stack, "/api/v1/targets")["activeTargets"]
    }


def alerts(stack: Stack) -> dict[str, str]:
    """Return the alerts that fire or are about to, and their state."""
    return {item["labels"]["alertname"]: item["state"] for item in asked(stack, "/api/v1/alerts")["alerts"]}


def query(stack: Stack, expression: str) -> list[dict[str, Any]]:
    """Return what a query finds."""
    from urllib.parse import quote

    found = asked(stack, f"/api/v1/query?query={quote(expression)}")["result"]
    assert isinstance(found, list)
    return found


def operate(stack: Stack, *words: str, role: str = "operations", check: bool = True, seconds: float = 120) -> str:
    """Run a command of the operations containers."""
    return docker("exec", stack.container(role), *OPERATIONS, *words, check=check, seconds=seconds)


def status(stack: Stack) -> dict[str, Any]:
    """Return how backups, drills and jobs are."""
    found = json.loads(operate(stack, "status", "--json", check=False))
    assert isinstance(found, dict)
    return found


def until(seconds: float, what: Callable[[], object], wanted: object = True) -> None:
    """Wait until something is so, at most so long."""
    deadline = time.monotonic() + seconds
    while (found := what()) != wanted:
        assert time.monotonic() < deadline, f"after {seconds:.0f} s it is {found}, not {wanted}"
        time.sleep(0.5)


def lines(stack: Stack, path: str) -> Sequence[dict[str, Any]]:
    """Return the lines of the logs that are kept below a path, with * for any name."""
    text = docker("exec", stack.container("logs"), "sh", "-c", f"cat /var/log/moorage/{path}")
    return [json.loads(line) for line in text.splitlines()]
