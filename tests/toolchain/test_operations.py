"""`make status` and what the other commands begin with: recorded answers of a real engine, and every fault in them."""

import io
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from images.operations.operations import status as inside
from images.operations.operations.configuration import Configuration, Recovery, Repository, Rule
from tests.toolchain.fake_docker import FakeDocker
from toolchain import __main__ as entry
from toolchain.console import Problem
from toolchain.operations import __main__ as operations
from toolchain.operations import backup, certificates, deployed, docker, limits, probe, recorded, session, status
from toolchain.operations.report import Report, Section, Verdict, unknown
from toolchain.places import PYTHON, ROOT

RECORDED = Path(__file__).parent / "recorded"
NOW = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
EDGE = r"^exec dev-operations python3"
WELL = json.dumps({"status": 0, "lines": [{"section": "backup", "of": "database", "well": True, "says": "3 h ago"}]})


def read(name: str) -> Any:
    return json.loads((RECORDED / name).read_text())


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STACK", "DATABASE", "TO", "RULE", "NAME", "SNAPSHOT", "YES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stack() -> deployed.Deployed:
    return deployed.parsed("dev", read("state.json"))


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDocker:
    """An engine on which all of the recorded stack is well, except for the certificate that a test's edge shows."""
    monkeypatch.setattr(certificates, "_edge", lambda *_: certificates._days("edge", NOW + timedelta(90), LIMITS, NOW))
    fake = FakeDocker.put_on_path(tmp_path, monkeypatch)
    fake.says("^ps --all", "\n".join(item["Id"] for item in read("containers.json")))
    fake.says("^stats", (RECORDED / "stats.jsonl").read_text())
    fake.says("^info", "/nowhere\n")
    fake.says(
        r"^exec dev-operations df", "Filesystem 1-blocks Used Available Capacity Mounted\noverlay 100 30 60 34% /\n"
    )
    fake.says("^volume ls", "\n".join(item["Name"] for item in read("volumes.json")))
    fake.says("^volume inspect", "[{}]")
    fake.says("^system df", (RECORDED / "volumes.json").read_text().replace("\n", ""))
    fake.says(EDGE, WELL)
    fake.says("^exec dev-prometheus", json.dumps({"data": {"alerts": [SILENCE]}}))
    inspecting(fake)
    return fake


LIMITS = limits.limits_of("clo")
SILENCE = next(item for item in read("alerts.json")["data"]["alerts"] if item["labels"]["watch"] == "silence")


def inspecting(fake: FakeDocker, change: Callable[[dict[str, Any]], None] = lambda _: None, role: str = "") -> None:
    """Let Docker describe the recorded containers, all healthy, one of them changed."""
    found = read("containers.json")
    for item in found:
        if item["State"].get("Health"):
            item["State"]["Health"]["Status"] = "healthy"
        if item["Name"] == f"/dev-{role}":
            change(item)
    fake.says("^container inspect", json.dumps([item for item in found if item]))


def report(stack: deployed.Deployed) -> Report:
    return status.examined(stack, NOW)


def test_the_recorded_stack_is_well(engine: FakeDocker, stack: deployed.Deployed) -> None:
    found = report(stack)
    assert found.faults == ()
    assert found.verdict is Verdict.WELL
    assert found.summary == "dev: all is well"
    shown = {section.title: [row.what for row in section.rows] for section in found.sections}
    assert {"edge", "database-server", "backend-1", "backend-2", "prometheus", "memory"} <= set(shown["Containers"])
    assert "backend-migration" not in shown["Containers"]
    assert {"Docker's disk", "database-data", "backups"} <= set(shown["Disk"])
    assert {"edge", "database", "authority"} <= set(shown["Certificates"])
    assert not [line for line in engine.asked if re.match(r"(rm|stop|start|restart|kill|run|update) ", line)]


def state(**facts: object) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        item["RestartCount"] = facts.pop("RestartCount", 0)
        item["State"].update(facts)

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda item: item.clear(), "edge is missing"),
        (state(Running=False, Status="exited", ExitCode=137), "edge is exited (exit code 137)"),
        (state(Running=False, Status="created"), "edge is created (exit code 0)"),
        (state(Restarting=True, Status="restarting", ExitCode=1), "edge is restarting (exit code 1)"),
        (state(Paused=True, Status="paused"), "edge is paused"),
        (state(OOMKilled=True), "edge ran out of memory"),
        (state(Health={"Status": "unhealthy"}), "edge is unhealthy"),
        (state(Health={"Status": "starting"}), "edge has been starting for 1 h"),
        (state(RestartCount=3, StartedAt="2026-11-21T20:59:00.5Z"), "edge was restarted, 3 times in all"),
    ],
)
def test_each_fault_of_a_container_is_found(
    engine: FakeDocker, stack: deployed.Deployed, change: Callable[[dict[str, Any]], None], fault: str
) -> None:
    inspecting(engine, change, "edge")
    assert report(stack).faults == (fault,)


def test_a_start_and_an_old_restart_are_no_fault(engine: FakeDocker, stack: deployed.Deployed) -> None:
    inspecting(engine, state(RestartCount=3, Health={"Status": "starting"}, StartedAt="2026-11-21T20:58:00Z"), "edge")
    assert report(stack).faults == ("edge was restarted, 3 times in all",)
    inspecting(engine, state(RestartCount=3, StartedAt="2026-11-21T19:40:00Z"), "edge")
    assert report(stack).faults == ()


def test_memory_near_its_limit_is_found(engine: FakeDocker, stack: deployed.Deployed) -> None:
    rows = [json.loads(line) for line in (RECORDED / "stats.jsonl").read_text().splitlines()]
    rows[0]["MemPerc"] = "97.31%"
    engine.says("^stats", "\n".join(map(json.dumps, rows)))
    role = rows[0]["Name"].removeprefix("dev-")
    assert report(stack).faults == (f"{role} has 97 % of its memory",)


def test_a_full_disk_and_a_missing_volume_are_found(engine: FakeDocker, stack: deployed.Deployed) -> None:
    engine.says(r"^exec dev-operations df", "Filesystem ...\noverlay 100 75 15 84% /\n")
    names = [item["Name"] for item in read("volumes.json") if item["Name"] != "dev-database-data"]
    engine.says("^volume ls", "\n".join(names))
    engine.says("^volume inspect dev-database-data", errors="Error: No such volume", answer="[]", code=1)
    assert report(stack).faults == ("Docker's disk is 83 % full", "the volume dev-database-data is missing")


def test_certificates_that_end_or_have_ended_are_found(engine: FakeDocker) -> None:
    changed = read("state.json")
    dates = {"cache-certificate": "2026-12-01T21:00:00Z", "database-certificate": "2026-11-20T21:00:00Z"}
    for resource in changed["deployment"]["resources"]:
        if (name := resource["urn"].rpartition("::")[2]) in dates:
            resource["outputs"]["validityEndTime"] = dates[name]
    assert engine
    assert report(deployed.parsed("dev", changed)).faults == (
        "the certificate database has ended", "the certificate cache ends in 10 days"
    )  # fmt: skip


def test_alerts_are_shown_and_those_that_fire_are_faults_unless_they_only_inform() -> None:
    rows = recorded.fired(read("alerts.json")["data"]["alerts"])
    assert "critical alert monitoring-silent" not in [row.fault for row in rows]
    assert "warning alert archiving-failing database" in [row.fault for row in rows]
    assert {row.fault for row in rows if row.state == "pending"} == {""}
    alert = {"labels": {"alertname": "a", "severity": "info", "watch": "backup completed"}, "state": "firing",
             "activeAt": "2026-11-21T19:43:00Z"}  # fmt: skip
    assert [row.fault for row in recorded.fired([alert])] == [""]
    assert [row.state for row in recorded.fired([SILENCE])] == ["none fires, and monitoring is heard"]


def test_a_monitoring_that_says_nothing_at_all_is_a_fault() -> None:
    assert [row.fault for row in recorded.fired([])] == ["no alert fires, not even the one that always does"]


def test_what_the_operations_container_says_is_shown_line_by_line(tmp_path: Path) -> None:
    rule = Rule(name="database", of=("database",), method="full", schedule="0 1 * * *", keep_days=30)
    place = Repository(name="first", number=1, location=str(tmp_path))
    configuration = Configuration(
        name="dev", system="clo", environment="dev", recovery=Recovery(point_minutes=15, time_minutes=60),
        state=str(tmp_path), rules=(rule,), repositories=(place,),
    )  # fmt: skip
    lines = [vars(line) for line in inside.told(configuration, time.time() + 10 * 86400)]
    rows = recorded.recorded(json.loads(json.dumps({"status": 1, "lines": lines}, default=str)))
    assert [row.fault for row in rows if row.what.startswith("backup database")] == [
        "backup database (database) in first: never; late"
    ]
    assert "well" in {row.state for row in rows}
    with pytest.raises(Problem, match="no such file"):
        recorded.recorded({"status": 2, "error": "no such file"})


def test_what_is_late_inside_is_a_fault_outside(engine: FakeDocker, stack: deployed.Deployed) -> None:
    late = {"section": "backup", "of": "database", "well": False, "says": "late"}
    engine.says(EDGE, json.dumps({"status": 1, "lines": [late]}), code=1)
    assert report(stack).faults == ("backup database: late",)


def test_what_does_not_answer_is_said_on_one_line_and_hides_nothing_else(
    engine: FakeDocker, stack: deployed.Deployed
) -> None:
    engine.says(EDGE, errors="Traceback (most recent call last):\n  File x\nModuleNotFoundError: no status\n", code=1)
    engine.says("^exec dev-prometheus", errors="Error response from daemon: Container 1f is not running\n", code=1)
    engine.says("^stats", code=1, errors="no stats")
    inspecting(engine, state(Paused=True), "edge")
    found = report(stack)
    assert len(found.faults) == 4
    assert "\n" not in found.summary
    assert "edge is paused" in found.faults
    assert any(fault.endswith("failed: ModuleNotFoundError: no status") for fault in found.faults)
    assert any("Container 1f is not running" in fault for fault in found.faults)


def test_a_question_that_is_not_answered_in_time_is_given_up(
    engine: FakeDocker, stack: deployed.Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "INSIDE_SECONDS", 0.5)
    engine.says("^exec dev-prometheus", "late", seconds=30)
    began = time.monotonic()
    assert any("did not answer within 0.5 s" in fault for fault in report(stack).faults)
    assert time.monotonic() - began < 8


def test_sizes_that_take_too_long_are_no_fault(engine: FakeDocker, stack: deployed.Deployed) -> None:
    engine.says("^system df", code=1, errors="a disk usage operation is already running")
    assert report(stack).faults == ()


def test_a_killed_update_is_said(engine: FakeDocker) -> None:
    changed = read("state.json")
    changed["deployment"]["pending_operations"] = [{"resource": {"urn": "urn:a::b::c::edge"}}]
    assert engine
    assert report(deployed.parsed("dev", changed)).faults == (
        "the last update was killed at edge: make up STACK=dev",
    )  # fmt: skip


def test_what_the_state_does_not_know_is_shown_and_no_fault(engine: FakeDocker) -> None:
    changed = read("state.json")
    kept = [item for item in changed["deployment"]["resources"] if not item["urn"].endswith("Container::edge-exporter")]
    changed["deployment"]["resources"] = kept
    assert engine
    found = report(deployed.parsed("dev", changed))
    assert found.faults == ()
    rows = [row for section in found.sections for row in section.rows]
    assert [row.what for row in rows if row.state == "not of this state"] == ["edge-exporter"]


def spoken(monkeypatch: pytest.MonkeyPatch, found: deployed.Deployed | Problem) -> None:
    def answer(_stack: str) -> deployed.Deployed:
        if isinstance(found, Problem):
            raise found
        return found

    monkeypatch.setattr(status, "deployed", answer)
    monkeypatch.setattr(session, "deployed", answer)
    monkeypatch.setattr(status, "now", lambda: NOW)


def test_exit_codes_and_the_first_line_are_for_cron(
    engine: FakeDocker,
    stack: deployed.Deployed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoken(monkeypatch, stack)
    assert status.status("dev", []) == 0
    assert capsys.readouterr().out.splitlines()[0] == "dev: all is well"
    inspecting(engine, state(Paused=True), "edge")
    assert status.status("dev", []) == 1
    assert capsys.readouterr().out.splitlines()[0] == "dev: 1 thing needs a person: edge is paused"
    engine.says("^version", errors="Cannot connect to the Docker daemon at unix:///x", code=1)
    assert status.status("dev", []) == 2
    assert capsys.readouterr().out.startswith("dev: can't tell: no Docker engine answers: ")


def test_json_says_the_same(
    engine: FakeDocker,
    stack: deployed.Deployed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoken(monkeypatch, stack)
    inspecting(engine, state(Paused=True), "edge")
    assert status.status("dev", ["--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["exitCode"], said["verdict"], said["faults"]) == (1, "needs a person", ["edge is paused"])
    assert {row["what"]: row["fault"] for row in said["sections"]["Containers"]}["edge"] == "edge is paused"
    spoken(monkeypatch, Problem("there is no stack dev"))
    assert status.status("dev", ["--json"]) == 2
    assert json.loads(capsys.readouterr().out)["summary"] == "dev: can't tell: there is no stack dev"
    assert status.status("dev", ["--jsno"]) == 2
    assert "allowed: --json" in capsys.readouterr().out


def test_text_of_others_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (unknown("x", "[red]a[/red] [bold"),)
    status.show(Report(stack="dev", system="clo", at=NOW, sections=[Section(title="T", rows=rows)]))
    assert "[red]a[/red] [bold" in capsys.readouterr().out


def changed_state(change: Callable[[list[dict[str, Any]]], None]) -> Mapping[str, Any]:
    found: dict[str, Any] = read("state.json")
    change(found["deployment"]["resources"])
    return found


def test_a_stack_that_is_empty_or_elsewhere_is_refused() -> None:
    with pytest.raises(Problem, match=r"nothing is deployed in the stack x; `make up STACK=x`"):
        deployed.parsed("x", {"deployment": None})

    def elsewhere(resources: list[dict[str, Any]]) -> None:
        for item in resources:
            item["type"] = item["type"].replace("moorage:docker:System", "moorage:aws:System")
            item["urn"] = item["urn"].replace("moorage:docker:System::", "moorage:aws:System::")

    with pytest.raises(Problem, match=r"the stack x is on 'aws'; allowed here: stacks on 'docker'"):
        deployed.parsed("x", changed_state(elsewhere))


def test_what_is_being_replaced_is_not_counted_twice() -> None:
    def twice(resources: list[dict[str, Any]]) -> None:
        edge = next(item for item in resources if item["urn"].endswith("container:Container::edge"))
        resources.append({**edge, "delete": True})

    roles = [item.role for item in deployed.parsed("dev", changed_state(twice)).containers]
    assert roles.count("edge") == 1


def test_a_state_says_databases_and_ports(stack: deployed.Deployed) -> None:
    assert (stack.name, stack.system, stack.databases, stack.url) == (
        "dev",
        "clo",
        ("database",),
        "https://localhost:8443",
    )
    assert stack.role("edge").ports[certificates.HTTPS] == ("127.0.0.1", 8443)
    with pytest.raises(Problem, match=r"no container dev-nothing; `make up STACK=dev` makes what is missing"):
        stack.role("nothing")


def test_limits_are_those_of_the_systems_own_alerts() -> None:
    assert limits.limits_of("clo") == limits.Limits(disk_percent=80, memory_percent=90, certificate_days=21)
    assert limits.limits_of("revitron").memory_percent == 80
    assert limits.limits_of("of another version") == limits.Limits()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-21T19:42:53.769923684Z", 53.0),
        ("2026-11-21T19:42:53Z", 53.0),
        ("2026-11-21T20:42:53.5+01:00", 53.0),
    ],
)
def test_times_of_docker_are_read(text: str, seconds: float) -> None:
    assert (probe.moment(text) - datetime(2026, 11, 21, 19, 42, tzinfo=UTC)).total_seconds() == seconds


def test_lengths_and_sizes_are_for_people() -> None:
    assert [probe.span(timedelta(seconds=s)) for s in (-5, 9, 60, 7200, 200000)] == [
        "0 s",
        "9 s",
        "1 min",
        "2 h",
        "2 d",
    ]
    assert [probe.size(count) for count in (5, 1500, 2e6, 61.3e9, 2e13)] == [
        "5 B",
        "1.5 kB",
        "2 MB",
        "61.3 GB",
        "20 TB",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yesterday", r"TO is 'yesterday'; allowed: a day and a time with its zone. Example: TO="),
        ("2026-11-21 18:00:00", r"without a zone; allowed: a time with its zone, \+00 for UTC"),
        ("2026-11-22 18:00:00+00", r"yet to come: it is 2026-11-21 21:00:00\+00 now"),
    ],
)
def test_a_wrong_point_in_time_is_refused_with_an_example(text: str, message: str) -> None:
    with pytest.raises(Problem, match=message):
        session.point_in_time(text, NOW)


@pytest.mark.parametrize("text", ["2026-11-21 18:00:00+00", "2026-11-21T20:00:00+02:00", "2026-11-21 18:00:00Z"])
def test_a_point_in_time_is_read_in_its_zone(text: str) -> None:
    assert session.point_in_time(text, NOW) == datetime(2026, 11, 21, 18, tzinfo=UTC)


def test_a_name_is_chosen_or_refused_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert session.chosen("DATABASE", ["one"], "databases") == "one"
    with pytest.raises(Problem, match=r"DATABASE is not said; allowed: one, two. Example: DATABASE=one"):
        session.chosen("DATABASE", ["two", "one"], "databases")
    with pytest.raises(Problem, match="this stack has no databases"):
        session.chosen("DATABASE", [], "databases")
    monkeypatch.setenv("DATABASE", "three")
    with pytest.raises(Problem, match=r"DATABASE is 'three'; allowed: one. Example: DATABASE=one"):
        session.chosen("DATABASE", ["one"], "databases")


def test_nobody_is_asked_where_nobody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(Problem, match=r"Go on\? Nobody can be asked here: say YES=1"):
        session.agrees("Go on?")
    monkeypatch.setenv("YES", "1")
    assert session.agrees("Go on?")


def test_backups_run_the_jobs_of_their_rules(
    engine: FakeDocker,
    stack: deployed.Deployed,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    spoken(monkeypatch, stack)
    jobs = [{"name": f"backup-{rule}", "command": ["backup", rule]} for rule in ("full", "dump")]
    toml = "".join(f'[[job]]\nname = "{job["name"]}"\ncommand = {json.dumps(job["command"])}\n' for job in jobs)
    engine.says("^exec dev-operations cat", toml + '[[job]]\nname = "marker"\ncommand = ["marker"]\n')
    engine.says("operations run backup-full$", errors="the disk is full\n", code=1)
    engine.says("operations run backup-dump$", "done\n")
    assert backup.backup("dev", []) == 1
    assert "1 of 2 failed: full" in capfd.readouterr().err
    assert engine.asked[-2:] == [
        f"exec dev-operations python3 -m operations run backup-{rule}" for rule in ("full", "dump")
    ]
    monkeypatch.setenv("RULE", "dump")
    assert backup.backup("dev", []) == 0
    monkeypatch.setenv("RULE", "dmup")
    with pytest.raises(Problem, match=r"RULE is 'dmup'; allowed: dump, full. Example: RULE=dump"):
        backup.backup("dev", [])


def test_a_container_that_does_not_run_is_said_before_anything_is_done(
    engine: FakeDocker, stack: deployed.Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken(monkeypatch, stack)
    engine.says("^container inspect dev-operations$", json.dumps([{"State": {"Status": "exited"}}]))
    with pytest.raises(Problem, match=r"dev-operations is exited. Look: make status STACK=dev; bring it back: make up"):
        backup.backup("dev", [])


def test_a_docker_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="no Docker engine answers: there is no docker on PATH; `make setup`"):
        docker.check()


def test_wrong_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert operations.main(["statsu", "dev"]) == 2
    assert "usage:" in capsys.readouterr().err
    for command in ("backup", "drill", "restore", "restore-undo", "restore-confirm", "restore-files"):
        assert operations.main([command, "dev", "--fast"]) == 1
        assert f"`make {command}` takes no ARGS, but got '--fast'" in capsys.readouterr().err


def test_every_command_of_make_is_one_of_ours_and_none_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(entry.OPERATING) == set(operations.COMMANDS)
    monkeypatch.setenv("OFFLINE", "1")
    for command in entry.OPERATING:
        assert entry.main([command]) in (1, 2)


def test_a_stack_without_a_file_can_not_be_told() -> None:
    variables = {name: value for name, value in os.environ.items() if name not in ("STACK", "OFFLINE")}
    done = subprocess.run(
        [str(PYTHON), "-m", "toolchain", "status"],
        cwd=ROOT,
        env={**variables, "STACK": "nobodys", "PULUMI_BACKEND_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout.startswith(
        ("nobodys: can't tell: there is no Pulumi.nobodys.yaml", "nobodys: can't tell: no Docker")
    )
