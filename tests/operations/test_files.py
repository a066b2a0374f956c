"""Backups of files by the real restic, in a container that is shut as in production."""

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from images.operations.operations import verification
from images.operations.operations.snapshots import DAY_SECONDS, Snapshot, chosen, expired
from tests.images.engine import Engine, docker, until
from tests.operations.file_backups import FIRST, NAME, PASSWORD, SECOND, Operations, listing, toml

pytestmark = pytest.mark.docker
ODD = "we[ird *?$ n\\ame"
FILL = f"""
mkdir -p /data/deep/er "/data/{ODD}" && cd /data
head -c 3000000 /dev/urandom > big && echo one > deep/er/one && echo two > "{ODD}/two ~ü" && chmod 640 deep/er/one
ln -s deep/er/one link && mkfifo pipe && : > empty
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
"""
Make = Callable[[str], Operations]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def make(engine: Engine) -> Make:
    def made(role: str) -> Operations:
        operations = Operations(engine, role)
        operations.own()
        return operations

    return made


def test_what_comes_back_is_what_was_there(make: Make) -> None:
    operations = make("whole").start(toml(repositories=(FIRST, SECOND)))
    operations.write(FILL)
    last = operations.backup()
    assert (last["repository"], last["ok"], last["facts"]["files"]) == ("copies", True, 4)
    assert last["facts"]["special"] == 2
    assert last["facts"]["added"] > 3_000_000
    assert operations.backup()["facts"]["added"] < 20_000  # nothing new but trees and a manifest
    assert [len(operations.snapshots(name)) for name in ("backups", "copies")] == [2, 2]

    operations.ask("restore", "data", "--into", "/var/lib/operations/back")
    assert listing(operations, "/var/lib/operations/back") == listing(operations, "/sources/data")
    assert "is not empty" in operations.ask("restore", "data", "--into", "/var/lib/operations/back", code=1)
    words = ("restore", "data", "--into", "/var/lib/operations/new", "--snapshot", "abc")
    assert "no snapshot 'abc'; there are" in operations.ask(*words, code=1)

    inventory = json.loads(operations.shell("cat /var/lib/operations/inventory/copies-data.json"))
    shown = inventory["snapshots"][0]
    assert (shown["id"], shown["files"], shown["rule"]) == (last["facts"]["snapshot"], 4, "all")
    assert shown["keep_until"] - shown["time"] == 60 * DAY_SECONDS  # the copy's days, which are more than the rule's
    everything = operations.shell("cat /var/lib/operations/records.jsonl; cat /var/lib/operations/*/*.json")
    assert PASSWORD not in everything + docker("logs", operations.container)
    assert operations.shell("ls /var/lib/operations/staging /var/lib/operations/temporary") == (
        "/var/lib/operations/staging:\n\n/var/lib/operations/temporary:"
    )


def test_a_rehearsal_leaves_evidence_and_nothing_else(make: Make) -> None:
    operations = make("drill").start(toml())
    operations.write("echo x > /data/x")
    operations.backup()
    operations.ask("rehearse", "files")
    record = operations.records()[-1]
    assert (record["event"], record["of"], record["ok"], record["facts"]["files"]) == ("drill", "data", True, 1)
    assert 0 <= record["facts"]["loss_seconds"] < 60
    assert record["facts"]["recovery_seconds"] < 30
    assert operations.shell("find /var/lib/operations/rehearsals -mindepth 1") == ""
    (folder,) = operations.shell("ls -d /var/lib/operations/drills/*").split()
    assert re.fullmatch(r".*/\d{4}-\d\d-\d\dT\d{6}Z-data", folder)
    evidence = json.loads(operations.shell(f"cat {folder}/evidence.json"))
    assert (evidence["ok"], evidence["facts"]["snapshot"]) == (True, operations.snapshots()[0]["id"])
    assert "data in clo-docker-test: passed" in operations.shell(f"cat {folder}/evidence.md")

    operations.shell("find /var/lib/backups/files/data -type f -exec chmod u+w {} + -exec truncate -s 10 {} +")
    assert "can't be restored" in operations.ask("rehearse", "data", code=1)
    assert operations.records()[-1]["ok"] is False
    folder = operations.shell("ls -d /var/lib/operations/drills/*").split()[-1]
    assert "FAILED" in operations.shell(f"cat {folder}/evidence.md")
    assert operations.shell("find /var/lib/operations/rehearsals -mindepth 1") == ""


def test_what_can_not_be_read_fails_the_backup_and_is_named(make: Make) -> None:
    operations = make("unread").start(toml())
    operations.write("echo x > /data/x")
    operations.backup()
    operations.write(
        "mkdir /data/in && echo > /data/in/own && chown -R 1000:1000 /data/in && chmod 640 /data/in/own", 0
    )
    error = operations.backup(code=1)["error"]
    assert "/sources/data/in/own (owner 1000:1000, mode 0640) can't be read by user 10001" in error
    assert len(operations.snapshots()) == 1
    # The container of a stack whose services run as somebody else is in that one's group.
    operations.start(toml(), "--group-add=1000")
    assert operations.backup()["facts"]["files"] == 2
    operations.write("chmod 700 /data/in", user=0)
    assert "/sources/data/in (owner 1000:1000, mode 0700) can't be read" in operations.backup(code=1)["error"]


def test_a_folder_that_changes_is_read_until_it_does_not(make: Make) -> None:
    operations = make("busy").start(toml())
    operations.write("head -c 1000000 /dev/urandom > /data/still; echo > /data/busy")
    assert operations.backup()["facts"]["passes"] == 1
    writer = docker(
        "run", "--detach", operations.engine.label, f"--volume={operations.volume('data')}:/data", "--entrypoint=sh",
        "moorage-test/operations:cache", "-c", "while :; do date +%N >> /data/busy; : > /data/new; rm /data/new; done",
    )  # fmt: skip
    try:
        facts = operations.backup()["facts"]
    finally:
        docker("rm", "--force", writer)
    assert facts["passes"] == 3
    assert facts["changed"] >= 1
    assert "/sources/data/busy" in facts["changed_files"]
    assert len(operations.snapshots()) == 2  # of the passes, only the last one stays


def test_a_killed_backup_is_in_nobodys_way(make: Make) -> None:
    operations = make("killed").start(toml())
    operations.write("echo x > /data/x")
    operations.backup()
    operations.write("head -c 200000000 /dev/urandom > /data/big")
    with subprocess.Popen(
        ["docker", "exec", operations.container, "python3", "-m", "operations", "backup", "all"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ):  # fmt: skip
        until(20, "restic has its lock", lambda: operations.shell("ls /var/lib/backups/files/locks") != "")
        until(20, "packs are written", lambda: operations.shell("find /var/lib/backups -size +4M | head -1") != "")
        docker("kill", operations.container)
    operations.start(toml())
    assert operations.shell("ls /var/lib/backups/files/locks") != ""
    assert len(operations.snapshots()) == 1
    # An exclusive lock, such as that of a killed prune, stops everybody: it is left by a host that we know is dead.
    assert operations.backup()["facts"]["files"] == 2
    assert "whole" in operations.ask("verify", "full", code=None)
    assert operations.shell("ls /var/lib/backups/files/locks") == ""


def test_a_living_strangers_lock_is_respected(make: Make) -> None:
    operations = make("stranger").start(toml())
    operations.write("echo x > /data/x")
    operations.backup()
    slowly = "head -c 100000000 /dev/urandom | restic -r /var/lib/backups/files --no-cache backup --limit-upload 1000"
    stranger = operations.engine.start(
        "operations", "somebody", f"--volume={operations.volume('backups')}:/var/lib/backups",
        f"--env=RESTIC_PASSWORD={PASSWORD}", command=("sh", "-c", f"{slowly} --stdin"),
    )  # fmt: skip
    until(20, "the stranger has a lock", lambda: operations.shell("ls /var/lib/backups/files/locks") != "")
    said = operations.run("python3", "-c", VERIFY, code=1)
    assert "is locked by" in said
    assert "which is not ours" in said
    docker("rm", "--force", stranger)


VERIFY = """
import sys
from operations import configuration, failure, files
known = configuration.load()
try:
    print(files.verify(known, known.repositories[0], full=True))
except failure.Failure as error:
    sys.exit(str(error))
"""


def test_two_at_once_take_turns_and_who_can_not_wait_is_told(make: Make) -> None:
    operations = make("two").start(toml())
    operations.write("head -c 3000000 /dev/urandom > /data/x")
    both = [
        subprocess.Popen(["docker", "exec", operations.container, "python3", "-m", "operations", "backup", "all"])
        for _ in range(2)
    ]
    assert [process.wait(120) for process in both] == [0, 0]
    assert len(operations.snapshots()) == 2
    with subprocess.Popen(
        ["docker", "exec", operations.container, "python3", "-c", HOLD], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "has\n"
        said = operations.run("python3", "-c", TAKE, code=1)
        assert re.search(r"files-backups is in use: a test in \w+, process \d+, since 2\d{3}-.* UTC; wait", said)
        docker("restart", "--time=0", operations.container)  # whoever held it was killed, and holds it no more
    assert operations.backup()["ok"] is True


HOLD = """
import time
from operations.holding import held
with held("/var/lib/operations", "files-backups", "a test"):
    print("has", flush=True)
    time.sleep(60)
"""
TAKE = """
from operations.holding import held
with held("/var/lib/operations", "files-backups", "another", seconds=0.5):
    pass
"""


def test_a_full_repository_says_so_and_keeps_what_it_had(make: Make) -> None:
    operations = make("full")
    operations.volume(
        "backups", "--driver=local", "--opt=type=tmpfs", "--opt=device=tmpfs", "--opt=o=size=40m,uid=10001,mode=0700"
    )
    operations.start(toml())
    operations.write("echo x > /data/x; head -c 2000000 /dev/urandom > /data/old")
    operations.backup()
    operations.write("head -c 80000000 /dev/urandom > /data/big")
    error = operations.backup(code=1)["error"]
    assert "repository backups (/var/lib/backups/files) has no room left (" in error
    assert "older snapshots are whole" in error
    assert len(operations.snapshots()) == 1
    used = int(operations.shell("du -sk /var/lib/backups").split()[0])
    assert used < 10_000  # what was half made is gone again
    operations.ask("restore", "data", "--into", "/var/lib/operations/back")
    operations.write("rm /data/big")
    assert operations.backup()["ok"] is True
    assert "files in backups: whole" in operations.ask("verify", "full", code=None)


def test_damage_is_found_named_and_the_other_repository_is_used(make: Make) -> None:
    operations = make("damaged").start(toml(repositories=(FIRST, SECOND)))
    operations.write("head -c 1000000 /dev/urandom > /data/old")
    operations.backup()
    old = operations.snapshots()[0]["id"]
    operations.shell("ls /var/lib/backups/files/data/*/* > /tmp/before")
    operations.write("rm /data/old; head -c 1000000 /dev/urandom > /data/new")
    operations.backup()
    new = operations.snapshots()[1]["id"]
    pack = operations.shell("find /var/lib/backups/files/data -type f -size +900k | grep -vFf /tmp/before")
    operations.shell(f"chmod u+w {pack}")
    operations.shell(f"printf XXXX | dd of={pack} bs=1 seek=5000 conv=notrunc status=none")
    operations.ask("verify", "full", code=1)
    record = next(
        item
        for item in operations.records()
        if item["event"] == "verification" and item["of"] == "files" and not item["ok"]
    )
    assert (record["repository"], f"pack {pack.split('/')[-1][:12]}" in record["error"]) == ("backups", True)
    assert re.search(
        f"Damaged snapshots: {new[:8]} of data from .* UTC. Whole ones: {old[:8]} of data from", record["error"]
    )
    copied = [
        item for item in operations.records() if item["event"] == "verification" and item["repository"] == "copies"
    ]
    assert [item["ok"] for item in copied if item["of"] == "files"] == [True]

    operations.ask("restore", "data", "--into", "/var/lib/operations/back")
    said = operations.records()[-1]["facts"]
    assert said["repository"] == "copies"
    assert f"the snapshot {new[:8]} of data" in said["faults"][0]
    assert listing(operations, "/var/lib/operations/back") == listing(operations, "/sources/data")
    # An older one is whole, though its repository is not.
    operations.ask("restore", "data", "--into", "/var/lib/operations/older", "--snapshot", old[:8])


def test_a_repository_that_is_gone_is_not_made_anew(make: Make) -> None:
    operations = make("gone").start(toml())
    operations.write("echo x > /data/x")
    operations.backup()
    operations.shell("mv /var/lib/backups/files /var/lib/backups/elsewhere")
    error = operations.backup(code=1)["error"]
    assert "is not there any more: is its disk mounted?" in error
    assert operations.shell("ls /var/lib/backups") == "elsewhere"
    assert "is not there any more" in operations.ask("verify", code=1)
    operations.shell(error.rpartition(": ")[2])  # the command that it says
    assert operations.backup()["ok"] is True


def test_old_snapshots_go_and_the_newest_stays(make: Make) -> None:
    operations = make("old").start(toml())
    operations.write("echo x > /data/x")
    operations.backup()
    tags = "--tag of=data --tag kind=volume --tag rule=all --tag days=30"
    for day in ("2025-01-01", "2025-01-02", "2025-01-03"):
        operations.restic(f"backup -q --host {NAME} {tags} --time '{day} 03:00:00' /sources/data")
    operations.restic("backup -q --host another --tag of=data --time '2025-01-01 03:00:00' /sources/data")
    first = operations.backup()["facts"]  # the clock is nearly two years later than at those: or is it?
    assert first["forgotten"] == 0
    assert "the clock may have jumped" in first["not_forgotten"]
    kept = {"event": "job", "of": "a", "ok": True, "error": ""}
    days = [
        json.dumps({**kept, "began": at, "ended": at}) for at in (time.time() - day * DAY_SECONDS for day in (1, 2, 3))
    ]
    operations.shell(f"cat >>/var/lib/operations/records.jsonl <<'END'\n{chr(10).join(days)}\nEND")
    second = operations.backup()["facts"]
    assert second["forgotten"] == 3
    assert [item["hostname"] for item in operations.snapshots()] == ["another", NAME, NAME, NAME]


def snapshot(day: float, name: str = "", days: int = 30, files: int = 3) -> Snapshot:
    return Snapshot(
        id=name or f"id{day}", of="data", kind="volume", rule="all", repository="backups", time=day * DAY_SECONDS,
        files=files, bytes=1, tree="", keep_until=(day + days) * DAY_SECONDS, paths=(),
    )  # fmt: skip


def gone(snapshots: list[Snapshot], day: float) -> list[str]:
    return [item.id for item in expired(snapshots, day * DAY_SECONDS)]


def test_nothing_goes_before_its_days_and_the_newest_never() -> None:
    assert gone([snapshot(day) for day in range(40)], 40) == [f"id{day}" for day in range(10)]
    assert gone([snapshot(0)], 4000) == []
    assert gone([snapshot(0), snapshot(1)], 4000) == ["id0"]
    assert gone([], 1) == []
    yearly = [snapshot(0, "year", days=365), *(snapshot(day) for day in range(1, 41))]
    assert gone(yearly, 41) == [f"id{day}" for day in range(1, 11)]


def test_an_empty_folder_does_not_push_out_the_last_full_one() -> None:
    assert gone([snapshot(0), snapshot(1), *(snapshot(day, files=0) for day in range(2, 60))], 60)[:2] == ["id0", "id2"]


def test_a_snapshot_is_chosen_by_the_beginning_of_its_id() -> None:
    there = [snapshot(1, "aabb"), snapshot(2, "aacc"), snapshot(3, "ddee")]
    assert chosen(there, "data", "latest").id == "ddee"
    assert chosen(there, "data", "aab").id == "aabb"
    with pytest.raises(Exception, match="more than one snapshot 'aa'; there are ddee"):
        chosen(there, "data", "aa")
    with pytest.raises(Exception, match="there are none"):
        chosen(there, "other", "latest")


@pytest.mark.parametrize("every", [1 / 3, 1, 2, 7, 30])
def test_all_data_is_read_within_a_week(every: float) -> None:
    read: dict[str, float] = {}
    now = 1000.0 * DAY_SECONDS
    for _ in range(40):
        for part in verification._due(read, now):
            read[str(part)] = now
        now += every * DAY_SECONDS + 30
    assert len(read) == verification.WITHIN_DAYS
    assert min(read.values()) >= now - (max(verification.WITHIN_DAYS, every) + every) * DAY_SECONDS - 3600
