"""Alertmanager's files: accepted by amtool, routed as the spec says, without a secret; and a message that arrives."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml

from components.files.alertmanager import (
    EVERYBODY,
    FILES,
    HEARTBEAT,
    NOBODY,
    PASSWORD_FILE,
    Files,
    alertmanager_yml,
    undeliverable,
)
from components.files.rules import alerts
from components.files.rules_own import DELIVERY
from stacks._monitoring import ROUTING, Channel, Severity, Watch
from stacks._operations import Weekday, Window
from stacks._settings import Settings
from tests.files.watched import ENVIRONMENTS, MAIL, RECEIVERS, SYSTEMS, measured, placed, settings
from tests.images.engine import LABEL, SHUT, Engine, built, docker, healthy, http, port, until

CONFIGS = {
    Channel.PAGER: "pagerduty_configs",
    Channel.SMS: "webhook_configs",
    Channel.CHAT: "slack_configs",
    Channel.EMAIL: "email_configs",
}
SECRETS = ("the-pager-key", "the-sms-token", "the-chat-token", "the-heartbeat-token", "the-mail-password")
WAIT = "group_wait: 30s"
WINDOW = Window(day=Weekday.SUNDAY, hour=5, hours=3)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def _made(said: Settings, system: str = "clo", window: Window = WINDOW) -> Files:
    monitoring = placed(system, said).spec.monitoring
    return alertmanager_yml(monitoring, said.receivers, window, said.mail_server)


def _content(said: Settings, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_made(said, **changes).text)
    return content


def _amtool(engine: Engine, contents: dict[str, str], script: str) -> list[str]:
    files = engine.files("alertmanager", contents)
    return docker(
        "run", "--rm", "--network=none", f"--label={LABEL}=ask", f"--volume={files}:/etc/moorage:ro", *SHUT,
        "--entrypoint=sh", built("alertmanager"), "-c", f"cd /etc/moorage; {script}",
    ).splitlines()  # fmt: skip


@pytest.mark.docker
def test_amtool_accepts_every_file(engine: Engine) -> None:
    contents = {
        f"{system}-{environment}.yml": _made(settings(system, environment), system).text
        for system in SYSTEMS
        for environment in ENVIRONMENTS
    }
    contents["nobody.yml"] = _made(settings("clo", receivers={}, mailServer={})).text
    wrong = contents["clo-dev.yml"].replace("group_by", "groupby")
    script = "amtool check-config *-*.yml nobody.yml; echo right $?; amtool check-config wrong.yml; echo wrong $?"
    said = _amtool(engine, {**contents, "wrong.yml": wrong}, script)
    assert [line for line in said if line.startswith(("right", "wrong"))] == ["right 0", "wrong 1"]
    assert len([line for line in said if line.endswith("SUCCESS")]) == len(contents)


@pytest.mark.docker
def test_amtool_routes_every_alert_of_every_system(engine: Engine) -> None:
    """Each goes to its severity's receiver; silence and what can't be delivered go elsewhere."""
    cases: dict[tuple[str, str, str, str], str] = {}  # what is the same for amtool is asked once
    for system in SYSTEMS:
        said = settings(system)
        text = _made(said, system).text
        route = json.dumps(yaml.safe_load(text)["route"])
        for alert in alerts(measured(placed(system, said), said)):
            to = {Watch.SILENCE.value: HEARTBEAT, DELIVERY: EVERYBODY}.get(alert.watch, alert.severity.value)
            cases.setdefault((route, alert.severity.value, alert.watch, to), text)
    cases["", "critical", "none", "critical"] = _made(settings("clo")).text
    contents, script, expected = {}, [], []
    for number, ((_, severity, watch, to), text) in enumerate(cases.items()):
        contents[f"{number}.yml"] = text
        wanted = "info" if watch == "none" else to  # the last one is wrong, and must be found to be
        script.append(
            f"amtool config routes test --config.file={number}.yml --verify.receivers={wanted} severity={severity}"
            f" 'watch={watch}' >/dev/null 2>&1; echo {to} {watch} $?"
        )
        expected.append(f"{to} {watch} {int(watch == 'none')}")
    assert _amtool(engine, contents, "\n".join(script)) == expected


def test_a_severity_reaches_its_channels_and_no_other() -> None:
    receivers = {receiver["name"]: receiver for receiver in _content(settings("clo"))["receivers"]}
    for severity in Severity:
        found = {channel for channel in Channel if CONFIGS[channel] in receivers[severity]}
        assert found == set(ROUTING[severity])
    assert {channel for channel in Channel if CONFIGS[channel] in receivers[EVERYBODY]} == set(Channel)
    assert receivers[NOBODY] == {"name": NOBODY}


@pytest.mark.parametrize("channel", list(Channel))
def test_only_channels_that_somebody_is_at_are_used(channel: Channel) -> None:
    keys = {Channel.SMS: ("sms", "smsGateway")}.get(channel, (channel.value,))
    said = settings("clo", receivers={key: RECEIVERS[key] for key in keys})
    content = _content(said)
    routes = {route["matchers"][0]: route["receiver"] for route in content["route"]["routes"]}
    for severity in Severity:
        wanted = severity.value if channel in ROUTING[severity] else NOBODY
        assert routes[f'severity="{severity}"'] == wanted
    assert routes[f'watch="{DELIVERY}"'] == EVERYBODY
    assert routes[f'watch="{Watch.SILENCE}"'] == NOBODY
    for receiver in content["receivers"]:
        assert set(receiver) <= {"name", CONFIGS[channel]}


def test_without_receivers_nobody_is_told_and_nothing_is_lost() -> None:
    content = _content(settings("clo", receivers={}, mailServer={}))
    assert content["receivers"] == [{"name": NOBODY}]
    assert {route["receiver"] for route in content["route"]["routes"]} == {NOBODY}
    assert "global" not in content


def test_secrets_are_files_and_nowhere_else() -> None:
    made = _made(settings("clo"))
    assert set(made.secrets) == {*FILES.values(), PASSWORD_FILE}
    for secret in SECRETS:
        assert secret not in made.text
        assert secret not in repr(made)
        assert [secret in value for value in made.secrets.values()].count(True) == 1
    for file in made.secrets:
        assert f"/etc/moorage/{file}" in made.text


def test_a_page_wakes_at_once_and_a_warning_waits_for_company_and_the_window() -> None:
    content = _content(settings("clo"))
    routes = {route["matchers"][0]: route for route in content["route"]["routes"]}
    critical, warning, info = (routes[f'severity="{severity}"'] for severity in Severity)
    assert critical["group_wait"] == "0s"
    assert "mute_time_intervals" not in critical
    assert warning["mute_time_intervals"] == info["mute_time_intervals"] == ["maintenance"]
    assert content["time_intervals"] == [
        {
            "name": "maintenance",
            "time_intervals": [
                {"weekdays": ["sunday"], "times": [{"start_time": "05:00", "end_time": "08:00"}]},
            ],
        }
    ]
    beat = routes[f'watch="{Watch.SILENCE}"']
    assert (beat["receiver"], beat["group_wait"], beat["group_interval"]) == (HEARTBEAT, "0s", "1m")


@pytest.mark.parametrize(
    ("hour", "hours", "times"),
    [
        (22, 4, [("sunday", "22:00", "24:00"), ("monday", "00:00", "02:00")]),
        (22, 2, [("sunday", "22:00", "24:00")]),
        (0, 24, [("sunday", "00:00", "24:00")]),
        (23, 24, [("sunday", "23:00", "24:00"), ("monday", "00:00", "23:00")]),
    ],
)
def test_a_window_past_midnight_goes_on_the_next_day(hour: int, hours: int, times: list[tuple[str, str, str]]) -> None:
    content = _content(settings("clo"), window=replace(WINDOW, hour=hour, hours=hours))
    (interval,) = content["time_intervals"]
    found = [
        (item["weekdays"][0], item["times"][0]["start_time"], item["times"][0]["end_time"])
        for item in interval["time_intervals"]
    ]
    assert found == times


def test_what_can_not_be_delivered_is_said_with_the_way_out() -> None:
    said = settings("clo", receivers={"sms": ["+15555550100"], "email": ["a@example.com"]}, mailServer={})
    gateway, mail = undeliverable(said.receivers, said.mail_server)
    assert gateway.startswith("moorage:receivers.smsGateway is missing; required with receivers.sms")
    assert gateway.endswith("--path 'moorage:receivers.smsGateway' https://sms.example.com/alerts")
    assert mail == (
        "moorage:mailServer is missing; required with receivers.email where no cloud sends mail: host and from. "
        "Example: pulumi config set --path 'moorage:mailServer.host' smtp.example.com"
    )
    with pytest.raises(ValueError, match=r"moorage:receivers\.smsGateway is missing.*moorage:mailServer is missing"):
        _made(said)
    assert undeliverable(settings("clo").receivers, settings("clo").mail_server) == ()


@pytest.mark.parametrize(
    ("mail", "encrypted"),
    [
        (MAIL, True),
        ({"host": "127.0.0.1", "from": "a@example.com"}, False),
        ({"host": "10.0.0.25", "from": "a@example.com", "user": "u", "password": "p"}, True),
        ({"host": "mail", "from": "a@example.com"}, True),
    ],
)
def test_mail_goes_over_tls_unless_the_server_is_near_and_no_password_is_sent(
    mail: dict[str, str], encrypted: bool
) -> None:
    assert _content(settings("clo", mailServer=mail))["global"]["smtp_require_tls"] is encrypted


class _Receiver:
    """A web server on every address of this machine that keeps what it is sent."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, dict[str, Any]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.got.append((self.path, self.headers.get("X-Sms-To", ""), body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
                """Say nothing."""

        self.server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # noqa: S104 - reached from a container
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def at(self, path: str) -> list[tuple[str, dict[str, Any]]]:
        return [(numbers, body) for where, numbers, body in self.got if where == path]


@pytest.mark.docker
def test_a_running_alertmanager_tells_each_channel_mutes_what_follows_and_beats(engine: Engine) -> None:
    receiver = _Receiver()
    network = engine.network()
    gateway = docker("network", "inspect", "--format={{(index .IPAM.Config 0).Gateway}}", network)
    address = f"http://{gateway}:{receiver.server.server_port}"
    said = settings(
        "clo",
        receivers={
            "sms": ["+15555550100", "+15555550101"], "smsGateway": f"{address}/sms", "chat": f"{address}/chat",
            "pager": "the-key", "pagerAddress": f"{address}/pager", "heartbeat": f"{address}/heartbeat",
        },
        mailServer={},
    )  # fmt: skip
    made = _made(said)
    assert WAIT in made.text
    running = engine.start(
        "alertmanager", "alertmanager", f"--volume={engine.volume('data')}:/var/lib/alertmanager",
        "--publish=127.0.0.1::9093", network=network,
        files=engine.files("running", {"alertmanager.yml": made.text.replace(WAIT, "group_wait: 3s"), **made.secrets}),
    )  # fmt: skip
    healthy(running, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:9093/-/ready")

    def alert(name: str, severity: Severity, watch: str, part: str) -> dict[str, Any]:
        labels = {"alertname": name, "severity": severity, "watch": watch, "part": part, "stack": "clo-dev"}
        return {"labels": labels, "annotations": {"description": f"what {name} means", "runbook": f"book#{name}"}}

    told = [
        alert("database-down", Severity.CRITICAL, Watch.DATABASE_UNAVAILABLE, "database"),
        alert("pool-exhausted", Severity.WARNING, Watch.POOL_PERCENT, "database"),  # follows
        alert("cpu-high", Severity.INFO, Watch.CPU_PERCENT, "other"),
        alert("monitoring-silent", Severity.CRITICAL, Watch.SILENCE, ""),
    ]
    status, _ = http("POST", f"http://127.0.0.1:{port(running, 9093)}/api/v2/alerts", told, {
        "Content-Type": "application/json",
    })  # fmt: skip
    assert status == 200
    until(20, "page, SMS and heartbeat", lambda: all(map(receiver.at, ("/pager", "/sms", "/heartbeat"))))
    ((numbers, message),) = receiver.at("/sms")
    assert numbers == "+15555550100,+15555550101"
    assert [item["labels"]["alertname"] for item in message["alerts"]] == ["database-down"]
    ((_, page),) = receiver.at("/pager")
    assert page["routing_key"] == "the-key"
    assert page["payload"]["severity"] == "critical"
    assert page["payload"]["summary"] == "CRITICAL: database-down of database (clo-dev)"
    assert "what database-down means" in json.dumps(page)
    ((_, beat),) = receiver.at("/heartbeat")
    assert [item["labels"]["alertname"] for item in beat["alerts"]] == ["monitoring-silent"]
    # What can wait waits for company (for 3 s here); the warning is muted by what it follows from.
    until(20, "the chat", lambda: bool(receiver.at("/chat")))
    chats = json.dumps(receiver.at("/chat"))
    assert "INFO: cpu-high of other (clo-dev)" in chats
    assert "pool-exhausted" not in chats
    _, muted = http("GET", f"http://127.0.0.1:{port(running, 9093)}/api/v2/alerts?silenced=false&active=false")
    assert [item["labels"]["alertname"] for item in json.loads(muted)] == ["pool-exhausted"]
    assert "the-key" not in docker("logs", running)
    receiver.server.shutdown()
    receiver.server.server_close()
