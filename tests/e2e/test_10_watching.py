"""The system watches itself: everything is measured, nothing cries wolf, and who must know is told in time."""

import json
import time
from collections.abc import Iterator

import pytest

from components.docker.naming import address_plan, networks
from stacks import load
from stacks._settings import Settings
from tests.e2e.client import Client
from tests.e2e.docker import docker
from tests.e2e.operated import alerts, lines, query, sources, until
from tests.e2e.stack import Stack
from tests.e2e.webhook import Webhook, listening

pytestmark = [pytest.mark.docker, pytest.mark.engine]

FOR_SECONDS = 15
SCRAPE_SECONDS = 15
# Until a rule looks (every 5 s, and once more for its duration to be over), and until the message is there.
LOOK_SECONDS = 12


def test_everything_is_measured(system: Stack) -> None:
    jobs = {
        "application/backend-1", "application/backend-2", "containers/containers-exporter", "logs/log-metrics",
        "nginx/edge-exporter", "node/node-exporter", "operations/drills", "operations/operations",
        "pgbouncer/database-pool-exporter", "postgresql/database-exporter", "redis/cache-exporter",
        "alertmanager/alertmanager", "prometheus/prometheus",
        "probes/localhost/ready", "probes/www.localhost/ready", "probes/api.localhost/ready",
        "probes/monitoring.localhost/",
    }  # fmt: skip
    until(60, lambda: {name for name, state in sources(system).items() if state == "up"}, jobs)
    assert set(sources(system)) == jobs


def test_what_is_measured_is_so(system: Stack, client: Client) -> None:
    def value(expression: str) -> list[float]:
        return [float(item["value"][1]) for item in query(system, expression)]

    assert value("min(probe_success)") == [1]
    assert value("min(pg_up)") == [1]
    assert value("min(redis_up)") == [1]
    assert (
        0 < value('100 * (1 - min(node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes))')[0] < 100
    )
    running = query(system, "container_running == 1")
    assert {item["metric"]["container"] for item in running} >= {"backend-1", "cache", "database-server", "edge"}
    before = sum(value('edge_requests_total{part="backend",status="404"}'))
    for _ in range(3):
        assert client.patient("GET", "/api/v1/nowhere").status == 404
    until(40, lambda: sum(value('edge_requests_total{part="backend",status="404"}')) >= before + 3)


def test_a_healthy_system_alarms_nobody(system: Stack) -> None:
    # Objectives look back over hours; right after tests that stopped parts on purpose they may still remember it.
    own = {name: state for name, state in alerts(system).items() if not name.startswith("objective-")}
    assert own.pop("monitoring-silent") == "firing"  # that it comes is how somebody outside knows that all is well
    assert [name for name, state in own.items() if state == "firing"] == []


def test_logs_are_kept_by_class(system: Stack, client: Client) -> None:
    mark = f"/api/v1/mark-{time.time_ns()}"
    assert client.patient("GET", mark).status == 404
    until(15, lambda: any(mark in str(line) for line in lines(system, "access/edge/*.log")))
    entry = next(line for line in lines(system, "access/edge/*.log") if mark in str(line))
    assert (entry["part"], entry["class"], entry["event"]["status"]) == ("edge", "access", "404")
    assert any("connection authorized" in line["message"] for line in lines(system, "audit/database/*.log"))
    assert lines(system, "application/backend/*.log")
    assert lines(system, "system/prometheus/*.log")
    assert mark in docker("logs", "--tail=200", system.container("edge"))  # and where people look first


@pytest.fixture(scope="module")
def webhook(system: Stack) -> Iterator[Webhook]:
    """A receiver for what is critical, and the system told of it."""
    settings = Settings.parse({}, system.name)
    spec = load("clo")
    with listening() as found:
        receivers = {"sms": ["+15555550100"], "smsGateway": "http://192.168.0.1"}
        told = Settings.parse({"receivers": json.dumps(receivers)}, system.name)
        plan = address_plan(settings.private_range, networks(spec, told))
        bridge = plan.subnet("alertmanager-egress")[1]
        system.configure(
            receivers={"sms": ["+15555550100"], "smsGateway": f"http://{bridge}:{found.port}/alerts"},
            overrides={"alerts": {"database-down": {"forSeconds": FOR_SECONDS}}},
        )
        system.up()
        yield found  # and it stays told: taking it back would take another minute, and no later module asks


def test_a_database_that_stops_wakes_somebody_in_time_and_its_return_is_told(system: Stack, webhook: Webhook) -> None:
    until(60, lambda: [float(item["value"][1]) for item in query(system, "pg_up")], [1.0])
    began = time.monotonic()
    docker("stop", system.container("database-server"))
    try:
        told = webhook.wait("database-down", firing=True, seconds=FOR_SECONDS + SCRAPE_SECONDS + 60, since=began)
    finally:
        docker("start", system.container("database-server"))
    took = told.at - began
    print(f"told after {took:.0f} s: {FOR_SECONDS} s of duration, {SCRAPE_SECONDS} s an interval")
    assert told.whole["labels"]["severity"] == "critical"
    assert "docs/runbooks/clo.md#database-down" in told.whole["annotations"]["runbook"]
    assert webhook.headers[0]["X-Sms-To"] == "+15555550100"
    stopping = 10  # a checkpoint first
    assert took <= FOR_SECONDS + SCRAPE_SECONDS + LOOK_SECONDS + stopping
    back = time.monotonic()
    webhook.wait("database-down", firing=False, seconds=120, since=back)
    until(90, lambda: "database-down" in alerts(system), False)
