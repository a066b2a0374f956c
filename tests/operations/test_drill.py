import json
from typing import Any

import pytest

from tests.images.engine import docker, until
from tests.operations.moored import Moored

pytestmark = pytest.mark.docker


def newest(moored: Moored) -> dict[str, Any]:
    """The newest evidence; the page beside it says the same."""
    folder = moored.run("drills", "sh", "-c", "ls -d /var/lib/operations/drills/* | tail -n 1")
    said: dict[str, Any] = json.loads(moored.run("drills", "cat", f"{folder}/evidence.json"))
    page = moored.run("drills", "cat", f"{folder}/evidence.md")
    assert ("**FAILED**" in page) is not said["ok"]
    for tried in said["restores"]:
        assert tried["label"] in page
    return said


def record(moored: Moored) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(moored.run("drills", "tail", "-n", "1", "/var/lib/operations/records.jsonl"))
    assert (found["event"], found["of"], found["repository"]) == ("drill", "db", "")
    return found


def nothing_left(moored: Moored) -> None:
    assert moored.run("drills", "sh", "-c", "ls -A /var/lib/drills; pgrep --runstates S,R,D -x postgres || true") == ""


def test_newest_state_and_one_moment_are_restored_checked_and_timed(moored: Moored) -> None:
    moored.sql("INSERT INTO rows VALUES (-1, 'before the marker')")
    moored.operate("marker")
    moored.archived()
    moored.operate("drill", "db", role="drills")
    said = newest(moored)
    assert said["ok"]
    assert [tried["what"].split(" moorage")[0] for tried in said["restores"]] == ["the newest state", "the moment of"]
    for tried in said["restores"]:
        assert [check["name"] for check in tried["checks"] if not check["ok"]] == []
        assert len(tried["checks"]) == 9
        rows = next(check["found"] for check in tried["checks"] if check["name"].startswith("rows"))
        assert "are exactly as" in rows or "transactions came after" in rows
    assert "1 of 1 tables" in next(
        check["found"] for check in said["restores"][1]["checks"] if check["name"].startswith("rows")
    )
    assert 0 < said["reached"]["loss_seconds"] < 60
    assert 0 < said["reached"]["recovery_seconds"] < 60
    print(f"drill: {said['reached']}")
    facts = record(moored)["facts"]
    assert {name: facts[name] for name in ("loss_seconds", "recovery_seconds")} == said["reached"]
    nothing_left(moored)


def test_a_moment_is_exact_and_one_that_is_not_possible_says_which_are(moored: Moored) -> None:
    moored.operate("marker")
    said = json.loads(moored.operate("restore", "db", "--json"))
    moored.sql("INSERT INTO rows VALUES (-2, 'after the moment')")
    moored.operate("marker")
    moored.archived()
    latest = said["possible"].split(" to ")[1]
    moored.operate("drill", "db", f"--to={latest}", role="drills")
    tried = newest(moored)["restores"][0]
    assert tried["what"] == f"the moment {latest}"
    marked = next(check["found"] for check in tried["checks"] if check["name"].startswith("the markers"))
    assert ", and not moorage-" in marked
    for wrong, message in (
        ("2020-01-01 00:00:00+00", "2020-01-01 00:00:00+00:00 can't be restored; possible: "),
        ("2099-01-01 00:00:00+00", "2099-01-01 00:00:00+00:00 can't be restored; possible: "),
        ("yesterday", "the time 'yesterday' can't be read; allowed: date, time and offset from UTC, such as 2026-"),
        ("2026-11-21 18:00:00", "can't be read"),  # whose clock?
    ):
        assert message in moored.fails("drill", "db", "--to", wrong, role="drills")
    assert "there is no what must survive 'nothing'; there are db" in moored.fails("drill", "nothing", role="drills")
    assert "say one database" in moored.fails("drill", "db", "--now", role="drills")


def test_two_at_once_are_refused_and_a_killed_one_leaves_nothing_in_the_way(moored: Moored) -> None:
    drills = moored.names["drills"]
    docker("exec", "--detach", drills, "python3", "-m", "operations", "drill", "db", "--point")
    running = "pgrep --runstates S,R,D -x postgres"
    until(40, "the restored server runs", lambda: docker("exec", drills, "sh", "-c", f"{running} || true") != "")
    said = moored.fails("drill", "db", role="drills")
    assert "drill is in use: the drill of db in " in said
    assert "since 20" in said
    kill = "import json, os; os.kill(json.load(open('/var/lib/operations/locks/drill'))['pid'], 9)"
    moored.run("drills", "python3", "-c", kill)
    until(10, "its server is gone", lambda: docker("exec", drills, "sh", "-c", f"{running} || true") == "")
    moored.operate("drill", "db", "--point", role="drills")
    nothing_left(moored)


def test_a_damaged_backup_fails_the_drill_and_the_older_one_is_tried(moored: Moored) -> None:
    listed = json.loads(moored.operate("restore", "db", "--json"))
    older = listed["set"]
    moored.operate("backup", "full")
    moored.archived()
    damaged = json.loads(moored.operate("restore", "db", "--json"))["set"]
    assert damaged != older
    file = f"/var/lib/backups/postgresql/backup/db/{damaged}/bundle/1"
    moored.run(
        "operations", "sh", "-c", f"cp -p {file} /tmp/kept; printf damage | dd of={file} bs=1 seek=70000 conv=notrunc"
    )
    try:
        output = moored.fails("drill", "db", role="drills")
    finally:
        moored.run("operations", "sh", "-c", f"cp -p /tmp/kept {file}")
    said = newest(moored)
    assert not said["ok"]
    first, second = said["restores"][:2]
    assert (first["label"], first["ok"], second["ok"]) == (damaged, False, True)
    assert second["what"] == f"the newest state, from an older backup, since {damaged} failed"
    assert second["label"] != damaged
    assert "the backup can be read: NO" in output
    assert not record(moored)["ok"]
    nothing_left(moored)


def test_what_is_missing_or_different_fails_the_drill(moored: Moored) -> None:
    """The line outside says of the same marker that there was one row more."""
    moored.operate("marker")
    moored.archived()
    file = "/var/lib/operations/markers.jsonl"
    moored.run("operations", "sh", "-c", f'cp {file} /tmp/markers; sed -i \'$ s/"checksum": "/&9/\' {file}')
    try:
        moored.fails("drill", "db", "--point", role="drills")
        assert "1 of 1 tables differ, such as clo_management: public.rows" in newest(moored)["error"]
        moored.run("operations", "sh", "-c", f'cp /tmp/markers {file}; sed -i \'s/"name": "moorage-/&lost-/\' {file}')
        latest = json.loads(moored.operate("restore", "db", "--json"))["possible"].split(" to ")[1]
        said = moored.fails("drill", "db", f"--to={latest}", role="drills")
    finally:
        moored.run("operations", "sh", "-c", f"cp /tmp/markers {file}")
    assert "moorage-lost-" in said
    assert "is missing" in said
    nothing_left(moored)


def test_rows_are_counted_without_a_superusers_rights(moored: Moored) -> None:
    said = moored.python(
        "d, possible = drill.Drill(c, r), span.of(c, r)\n"
        "d.server.restore(possible.repository.number, possible.backups[-1].label, ['--type=default'])\n"
        "d.server.start()\nseen = []\n"
        "def count(ask, database): seen.append(ask(database, 'SHOW is_superuser')); return []\n"
        "markers.count = count\n"
        "try: d._counted(tuple(markers.read(c.state, 'db')[-1:]), exact=False)\n"
        "except Failure: pass\nfinally: d.server.clear()\nprint(seen)",
        role="drills",
    )
    assert said == "['off']"


def test_a_disk_that_is_too_small_is_said_before_anything_is_restored(moored: Moored) -> None:
    said = moored.python(
        "fresh_server.SPARE = 1 << 60\ntry: assert not drill.Drill(c, r).carry_out('', point_only=False)\n"
        "except Failure as failure: print(failure)",
        role="drills",
    )
    assert "and this restore takes 11529215" in said
    assert newest(moored)["restores"] == []
