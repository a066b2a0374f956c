"""Grafana's files: dashboards that Grafana's own types read, thresholds of alerts, and what is provisioned."""

import configparser
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

import stacks
from components.files.grafana import ADMIN_PASSWORD_FILE, SECRET_KEY_FILE, grafana_files, grafana_ini
from components.files.grafana_boards import LOGS, OPERATIONS, RUNBOOKS, UID_LENGTH, ours, uid
from components.files.grafana_panels import Graph, Limit, Line
from components.files.grafana_thresholds import Step, alerts_of, meaning, steps
from stacks._spec import Alert, Exporter, Severity, Watch

URL = "https://monitoring.example.com"
PAGES = {"Restore the database": "# Restore\n\n`make drill STACK=x`", "Roll back": "Say the image of before."}
SYSTEMS = stacks.names()
KINDS = {"row", "timeseries", "stat", "table", "text"}

register_default_plugins()


def _files(system: str, **more: Any) -> dict[str, str]:
    return grafana_files(stacks.load(system), URL, runbooks=PAGES, **more)


def _dashboards(files: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, text in files.items():
        if path.startswith("dashboards/"):
            yield path, json.loads(text)


@pytest.mark.parametrize("system", SYSTEMS)
def test_grafanas_own_types_read_every_dashboard_and_lose_nothing(system: str) -> None:
    spec = stacks.load(system)
    made = dict(_dashboards(_files(system)))
    assert len(made) == len(spec.monitoring.dashboards) + 3
    for path, found in made.items():
        read = Dashboard.from_json(found)
        assert json.loads(json.dumps(read, cls=JSONEncoder)) == found, path
        assert found["schemaVersion"] == Dashboard().schema_version
        assert read.panels
        assert {panel["type"] for panel in found["panels"]} <= KINDS


@pytest.mark.parametrize("system", SYSTEMS)
def test_names_of_dashboards_and_panels_are_unique_and_stable(system: str) -> None:
    found = [dashboard for _, dashboard in _dashboards(_files(system))]
    names = [dashboard["uid"] for dashboard in found]
    assert len(set(names)) == len(names)
    assert all(8 <= len(name) <= UID_LENGTH for name in names)
    assert {OPERATIONS, LOGS, RUNBOOKS} < set(names)
    assert names == [dashboard["uid"] for _, dashboard in _dashboards(_files(system))]
    for dashboard in found:
        numbers = [panel["id"] for panel in dashboard["panels"]]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("system", SYSTEMS)
def test_panels_do_not_cover_each_other(system: str) -> None:
    for path, dashboard in _dashboards(_files(system)):
        places = [(panel["title"], panel["gridPos"]) for panel in dashboard["panels"]]
        assert all(place["x"] + place["w"] <= 24 for _, place in places)
        for (one, a), (other, b) in combinations(places, 2):
            beside = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
            above = a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
            assert beside or above, (path, one, other)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_panel_asks_the_data_source_that_is_provisioned(system: str) -> None:
    files = _files(system)
    sources = {
        item["uid"]: item for item in yaml.safe_load(files["provisioning/datasources/moorage.yaml"])["datasources"]
    }
    for _, dashboard in _dashboards(files):
        for panel in dashboard["panels"]:
            assert panel["type"] in {"row", "text"} or panel["targets"], panel["title"]
            for place in (panel, *panel.get("targets", ())):
                if place.get("type") not in {"row", "text"}:
                    assert place["datasource"] == {"type": "prometheus", "uid": "prometheus"}
                    assert sources[place["datasource"]["uid"]]["type"] == place["datasource"]["type"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_specs_panels_are_as_the_spec_says_them(system: str) -> None:
    spec = stacks.load(system)
    found = dict(_dashboards(_files(system)))
    for dashboard in spec.monitoring.dashboards:
        panels = found[f"dashboards/{system}/{uid(system, dashboard.title)}.json"]["panels"]
        assert [
            (panel["title"], panel["targets"][0]["expr"], panel["fieldConfig"]["defaults"]["unit"]) for panel in panels
        ] == [(panel.title, panel.query, panel.unit) for panel in dashboard.panels]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_threshold_that_has_a_panel_is_drawn_in_it(system: str) -> None:
    spec = stacks.load(system)
    operations = json.loads(_files(system)["dashboards/moorage/moorage-operations.json"])
    drawn: dict[str, set[float]] = {}
    for panel in operations["panels"]:
        found = panel.get("fieldConfig", {}).get("defaults", {}).get("thresholds", {}).get("steps", [])
        drawn[panel["title"]] = {step["value"] for step in found if step.get("value") is not None}
    graphs = {graph.watch: graph for board in ours(spec) for part in board.headings for graph in part.graphs}
    watched = [alert for alert in spec.monitoring.alerts if alert.watch in graphs and not alert.query]
    assert watched
    for alert in watched:
        value = alert.above if alert.above is not None else alert.below
        assert value is None or value in drawn[graphs[alert.watch].title], alert.name
    promised = spec.backups.recovery
    assert drawn["Data lost in the last drill"] == {60 * promised.point_minutes}
    assert drawn["Time to recover in the last drill"] == {60 * promised.time_minutes}


def _alert(severity: Severity, *, above: float | None = None, below: float | None = None, query: str = "") -> Alert:
    watch = Watch.QUERY if query else Watch.DISK_PERCENT
    return Alert(name="a", watch=watch, severity=severity, above=above, below=below, query=query)


@pytest.mark.parametrize(
    ("alerts", "limits", "drawn"),
    [
        ((), (), ((None, "green"),)),
        (
            (_alert(Severity.CRITICAL, above=90), _alert(Severity.WARNING, above=80)),
            (),
            ((None, "green"), (80, "orange"), (90, "red")),
        ),
        ((_alert(Severity.WARNING, below=21),), (), ((None, "orange"), (21, "green"))),
        (
            (_alert(Severity.CRITICAL, below=7), _alert(Severity.WARNING, below=21)),
            (),
            ((None, "red"), (7, "orange"), (21, "green")),
        ),
        # what is more urgent below hides what is less urgent above
        ((_alert(Severity.CRITICAL, above=80), _alert(Severity.INFO, above=90)), (), ((None, "green"), (80, "red"))),
        (
            (_alert(Severity.INFO, above=5, below=None),),
            (Limit(name="x", above=9),),
            ((None, "green"), (5, "blue"), (9, "red")),
        ),
        (
            (_alert(Severity.WARNING, below=1), _alert(Severity.CRITICAL, above=3)),
            (),
            ((None, "orange"), (1, "green"), (3, "red")),
        ),
    ],
)
def test_between_thresholds_the_most_urgent_colour_is_drawn(
    alerts: tuple[Alert, ...], limits: tuple[Limit, ...], drawn: tuple[tuple[float | None, str], ...]
) -> None:
    assert steps(alerts, limits) == tuple(Step(value=value, colour=colour) for value, colour in drawn)


def test_an_alert_with_a_query_is_drawn_where_the_same_is_asked() -> None:
    asked = Graph(title="t", lines=(Line(query="sum(x)"),))
    other = Graph(title="t", lines=(Line(query="sum(y)"),), watch=Watch.QUERY)
    alert = _alert(Severity.WARNING, above=1, query="sum(x)")
    assert alerts_of(asked, [alert]) == (alert,)
    assert alerts_of(other, [alert]) == ()
    assert meaning(replace(alert, of="database")) == "a: warning above 1 for 300 s, database"


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_is_shown_that_nobody_measures(system: str) -> None:
    spec = stacks.load(system)
    titles = {part.title for part in ours(spec)[0].headings}
    assert ("Queues" in titles) is bool(spec.queues)
    assert ("Caches" in titles) is bool(spec.caches)
    assert {"Databases", "Hosts", "Containers", "Backups and jobs", "Drills", "What users see"} <= titles
    assert {part.title for part in ours(spec, [Exporter.NODE])[0].headings} == {
        "Now", "What users see", "Hosts", "Backups and jobs", "Drills",
    }  # fmt: skip


def test_a_dashboard_looks_no_further_back_than_metrics_are_kept() -> None:
    spec = stacks.load("clo")
    short = replace(spec, monitoring=replace(spec.monitoring, keep_metrics_days=3, scrape_seconds=60))
    found = json.loads(grafana_files(short, URL)["dashboards/moorage/moorage-operations.json"])
    assert [item["from"] for item in found["timepicker"]["quick_ranges"]] == ["now-1h", "now-6h", "now-24h", "now-72h"]
    assert found["refresh"] == "60s"
    own = json.loads(grafana_files(short, URL)["dashboards/clo/clo-clo-management-system.json"])
    assert own["time"] == {"from": "now-24h", "to": "now"}
    assert (found["timezone"], found["editable"]) == ("utc", False)


def test_runbooks_are_a_dashboard_that_all_others_lead_to() -> None:
    files = _files("clo", links=[("Logs", "https://logging.example.com")])
    pages = json.loads(files["dashboards/moorage/moorage-runbooks.json"])["panels"]
    assert {panel["title"]: panel["options"]["content"] for panel in pages} == PAGES
    for _, dashboard in _dashboards(files):
        assert [link["url"] for link in dashboard["links"]] == ["/d/moorage-runbooks", "https://logging.example.com"]
    operations = json.loads(files["dashboards/moorage/moorage-operations.json"])
    disks = next(panel for panel in operations["panels"] if panel["title"] == "Disks")
    assert disks["links"][0]["url"] == "/d/moorage-runbooks"
    assert "disk-full: critical above 90 for 300 s" in disks["description"]
    without = grafana_files(stacks.load("clo"), URL)
    assert "dashboards/moorage/moorage-runbooks.json" not in without
    assert all(not dashboard["links"] for _, dashboard in _dashboards(without))


def test_long_titles_get_short_names_that_differ() -> None:
    one, other = (uid("manufacturing", f"{'Very long title ' * 4}{number}") for number in (1, 2))
    assert len(one) == len(other) == UID_LENGTH
    assert one != other


def test_grafana_ini_is_shut() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(grafana_ini("https://monitoring.example.com:8443").replace("app_mode", "[top]\napp_mode", 1))
    said = {(section, name): value for section in parser.sections() for name, value in parser.items(section)}
    assert {
        ("server", "root_url"): "https://monitoring.example.com:8443/",
        ("server", "domain"): "monitoring.example.com",
        ("auth.anonymous", "enabled"): "false",
        ("users", "allow_sign_up"): "false",
        ("security", "admin_password"): f"$__file{{/etc/moorage/{ADMIN_PASSWORD_FILE}}}",
        ("security", "secret_key"): f"$__file{{/etc/moorage/{SECRET_KEY_FILE}}}",
        ("security", "cookie_secure"): "true",
        ("security", "disable_gravatar"): "true",
        ("analytics", "reporting_enabled"): "false",
        ("analytics", "check_for_updates"): "false",
        ("analytics", "check_for_plugin_updates"): "false",
        ("plugins", "preinstall_disabled"): "true",
        ("unified_alerting", "execute_alerts"): "false",
        ("dashboards", "default_home_dashboard_path"): "/etc/moorage/dashboards/moorage/moorage-operations.json",
    }.items() <= said.items()
    assert said["dashboards", "default_home_dashboard_path"].removeprefix("/etc/moorage/") in _files("clo")


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_provisioned_is_there_and_can_not_be_changed(system: str) -> None:
    files = _files(system)
    sources = yaml.safe_load(files["provisioning/datasources/moorage.yaml"])["datasources"]
    assert {item["url"] for item in sources} == {"http://prometheus:9090", "http://alertmanager:9093"}
    assert not any(item["editable"] for item in sources)
    assert sources[0]["jsonData"]["alertmanagerUid"] == sources[1]["uid"]
    providers = yaml.safe_load(files["provisioning/dashboards/moorage.yaml"])["providers"]
    folders = {path.rsplit("/", 1)[0] for path in files if path.startswith("dashboards/")}
    assert {item["options"]["path"].removeprefix("/etc/moorage/") for item in providers} == folders
    assert not any(item["allowUiUpdates"] for item in providers)
    assert len({item["folder"] for item in providers}) == len({item["folderUid"] for item in providers}) == 2


def test_the_types_would_notice_a_panel_that_is_none() -> None:
    found = json.loads(_files("clo")["dashboards/moorage/moorage-logs.json"])
    found["panels"][1]["wrong"] = 1
    read = Dashboard.from_json(found)
    assert read.panels
    assert isinstance(read.panels[1], Panel)
    assert json.loads(json.dumps(read, cls=JSONEncoder)) != found
