import json
from dataclasses import replace

import pytest

from components.files.pgbackrest import Repository, worker_conf
from images.operations.operations import pgbackrest, postgresql, psql, span
from images.operations.operations.configuration import Kind, Recoverable, Rule
from images.operations.operations.configuration import Repository as Configured
from images.operations.operations.failure import Failure
from images.operations.operations.markers import Marker
from images.operations.operations.pgbackrest import Backup, Stock
from images.operations.operations.postgresql import _type, wrong_in
from tests.images.engine import docker, healthy
from tests.operations.moored import PASSPHRASE, PING, READY, STANZA, Moored

pytestmark = pytest.mark.docker
FULL = Backup(
    label="20261121-010000F", type="full", began=0, ended=1, bytes=1, repository_bytes=1, wal_start="0" * 24,
    wal_stop="0" * 24, lsn_stop="0/0", repository=1, damaged=False, needs=(),
)  # fmt: skip
NONE = Stock(code=0, message="ok", backups=(), wal_last="", archive="")


def stocked(moored: Moored, repository: int = 1) -> list[dict[str, str]]:
    said = json.loads(
        moored.run("operations", "pgbackrest", "--stanza=db", f"--repo={repository}", "--output=json", "info")
    )
    found: list[dict[str, str]] = said[0]["backup"]
    return found


def ask_as(moored: Moored, login: str, statement: str, database: str = "clo_management") -> str:
    code = f"from operations import psql\npsql.LOGIN = {login!r}\n"
    return moored.python(f"{code}print(psql.ask(r, {database!r}, {statement!r}))")


def test_the_login_for_backups_reads_everything_and_writes_only_markers(moored: Moored) -> None:
    assert ask_as(moored, "moorage_operations", "SELECT count(*) > 0 FROM rows") == "t"
    assert (
        ask_as(moored, "moorage_operations", "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        == "TLSv1.3"
    )
    for statement in (
        "DELETE FROM rows",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE more",
        "SELECT pg_read_file('/etc/passwd')",
    ):
        with pytest.raises(AssertionError, match=r"permission denied|must be|only roles"):
            ask_as(moored, "moorage_operations", statement)
    with pytest.raises(AssertionError, match="password authentication failed"):
        ask_as(moored, "moorage_monitoring", "SELECT 1")  # with the other one's password


def test_the_log_is_archived_after_a_restart_of_each(moored: Moored) -> None:
    for role, health in (("backups", PING), ("db-backup", PING), ("db-server", READY)):
        docker("restart", "--time=20", moored.names[role])
        healthy(moored.names[role], *health, seconds=60)
        moored.sql("INSERT INTO rows VALUES (0, 'after a restart')")
        assert "'archived'" in moored.operate("backup", "log")


def test_without_its_repository_the_database_goes_on_and_the_log_catches_up(moored: Moored) -> None:
    docker("stop", "--time=5", moored.names["backups"])
    moored.sql("INSERT INTO rows VALUES (0, 'nobody archives')")
    said = moored.python(
        "postgresql.ARCHIVE_SECONDS = 2\ntry: postgresql.log(r, first)\nexcept Failure as failure: print(failure)"
    )
    assert "the log of db does not reach backups" in said
    assert moored.sql("SELECT 'it answers'") == "it answers"
    docker("start", moored.names["backups"])
    healthy(moored.names["backups"], *PING)
    moored.archived()


def test_a_full_backup_and_what_changed_since_go_into_both_repositories(moored: Moored) -> None:
    moored.operate("backup", "full")
    moored.sql("INSERT INTO rows SELECT g, 'changed' FROM generate_series(1, 100) AS g")
    said = moored.operate("backup", "incremental")
    assert said.count("'type': 'diff'") == 2
    for repository in (1, 2):
        full, changed = stocked(moored, repository)[-2:]
        assert (full["type"], changed["type"], changed["prior"]) == ("full", "diff", full["label"])
    size = int(moored.run("operations", "sh", "-c", "du -sk /var/lib/backups/postgresql | cut -f 1"))
    assert 1000 < size < 200_000


def test_nothing_in_a_repository_is_readable_and_no_secret_is_said(moored: Moored) -> None:
    moored.sql("INSERT INTO rows VALUES (0, 'UNMISTAKABLE-TEXT')")
    moored.operate("backup", "full")
    found = moored.run(
        "operations",
        "sh",
        "-c",
        "grep -rlaE 'UNMISTAKABLE-TEXT|clo_management|PG_VERSION' /var/lib/backups/postgresql || true",
    )
    assert found == ""
    for role in moored.names:
        assert PASSPHRASE not in docker("logs", moored.names[role])
    variables = docker("inspect", "--format={{.Config.Env}}", *moored.names.values())
    assert "secret" not in variables


def test_a_server_serves_only_whom_its_file_names_and_only_their_stanza(moored: Moored) -> None:
    """The reader beside the database knows ``operations`` only, and the repository gives a database its own stanza."""
    stranger = worker_conf([STANZA], [Repository(keep_days=1, passphrase="none", folder="/none")], cpus=1)
    write = 'cd /tmp; printf %s "$1" >other'
    with pytest.raises(AssertionError, match="access denied"):
        moored.run(
            "drills", "sh", "-c", f"{write}; pgbackrest --config=/tmp/other --stanza=db stanza-create", "sh", stranger
        )
    said = moored.run("db-server", "sh", "-c", "pgbackrest --stanza=other --repo=1 --output=json info; true")
    assert "access denied" in said


@pytest.mark.parametrize(
    ("method", "kept", "type_"),
    [("full", (FULL,), "full"), ("incremental", (), "full"), ("incremental", (FULL,), "full")],
)
def test_an_incremental_rule_makes_a_full_backup_where_there_is_no_recent_one(
    method: str, kept: tuple[Backup, ...], type_: str
) -> None:
    rule = Rule(name="x", of=("db",), method=method, schedule="0 1 * * *", keep_days=30)
    assert _type(rule, replace(NONE, backups=kept)) == type_
    recent = replace(FULL, ended=2**40)
    assert _type(rule, replace(NONE, backups=(*kept, recent))) == ("full" if method == "full" else "diff")


def test_a_killed_backup_does_not_count_and_hinders_nothing(moored: Moored) -> None:
    before = [made["label"] for made in stocked(moored)]
    moored.run("operations", "python3", "-c", """
import subprocess, time
run = subprocess.Popen(["pgbackrest", "--stanza=db", "--repo=1", "--type=full", "backup"])
time.sleep(0.7)
assert run.poll() is None, "it ended too soon to be killed"
run.kill()
""")  # fmt: skip
    assert [made["label"] for made in stocked(moored)] == before
    moored.operate("backup", "full")
    assert len(stocked(moored)) == len(before) + 1
    assert "databases in backups: whole" in moored.operate("verify")


def test_a_second_backup_at_once_is_refused_with_a_sentence(moored: Moored) -> None:
    said = moored.python("""
import subprocess, time
run = subprocess.Popen(["pgbackrest", "--stanza=db", "--repo=1", "--type=full", "backup"])
time.sleep(0.5)
try: pgbackrest.run("db", "backup", "--repo=1", what="the backup")
except Failure as failure: print(failure)
assert run.wait() == 0
""")
    assert said == "the backup of db: another backup of it runs, and two at once are refused; wait for it to end"


def test_what_is_damaged_is_named_with_the_newest_backup_that_is_whole(moored: Moored) -> None:
    whole, damaged = [made["label"] for made in stocked(moored) if made["type"] == "full"][-2:]
    file = f"/var/lib/backups/postgresql/backup/db/{damaged}/bundle/1"
    moored.run(
        "operations", "sh", "-c", f"cp -p {file} /tmp/kept; printf damage | dd of={file} bs=1 seek=70000 conv=notrunc"
    )
    try:
        said = moored.fails("verify")
    finally:
        moored.run("operations", "sh", "-c", f"cp -p /tmp/kept {file}")
    assert f"the backup {damaged} is invalid ({damaged}/bundle/1)" in said
    assert f"{whole} is the newest that is whole" in said
    assert "databases in copies: whole" in said
    assert "databases in backups: whole" in moored.operate("verify")


def test_a_gap_in_the_log_is_named(moored: Moored) -> None:
    for _ in range(3):
        moored.operate("marker")
    moored.archived()
    folder = "/var/lib/backups/postgresql/archive/db/17-1/*/"
    segment = moored.run("operations", "sh", "-c", f"ls {folder}*.zst | tail -n 2 | head -n 1")
    moored.run("operations", "sh", "-c", f"mv {segment} /tmp/")
    try:
        said = moored.fails("backup", "log")
    finally:
        moored.run("operations", "sh", "-c", f"mv /tmp/{segment.rsplit('/', 1)[1]} {segment}")
    assert f"backups has no segment {segment.rsplit('/', 1)[1][:24]} of the log of db" in said
    assert "make one now" in said


def test_a_dump_of_every_database_can_be_read_by_another_version(moored: Moored) -> None:
    said = moored.python(
        "import pathlib\npathlib.Path('/tmp/dump').mkdir()\nprint(postgresql.dump(c, r, pathlib.Path('/tmp/dump')))"
    )
    assert "clo_management" in said
    listed = moored.run("operations", "sh", "-c", "pg_restore --list /tmp/dump/clo_management.dump; rm -r /tmp/dump")
    assert "TABLE DATA public rows" in listed


def test_a_log_counts_as_archived_by_its_whole_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restore the server writes a new timeline, whose numbers the old one had already."""
    segment = "000000020000000000000029"
    monkeypatch.setattr(psql, "ask", lambda *_: f"{segment}|{segment}|0" if "archiver" in _[2] else segment)
    monkeypatch.setattr(postgresql, "ARCHIVE_SECONDS", 0)
    monkeypatch.setattr(pgbackrest, "missing_log", lambda *_: "")
    there = ["000000010000000000000064"]
    monkeypatch.setattr(pgbackrest, "stock", lambda *_: replace(NONE, wal_last=there[-1]))
    recoverable = Recoverable(name="db", kind=Kind.DATABASE, stanza="db")
    repository = Configured(name="first", number=1, location="/none")
    with pytest.raises(Failure, match=f"{segment} was not there"):
        postgresql.log(recoverable, repository)
    there.append(segment)
    assert postgresql.log(recoverable, repository)["wal"] == segment
    assert [one.wal for one in span._archived([marker(segment)], replace(NONE, wal_last=segment), BRANCH)] == [segment]
    old = replace(NONE, wal_last="000000010000000000000064")
    assert span._archived([marker(segment)], old, BRANCH) == ()


BRANCH = pgbackrest.Branch(2, {1: pgbackrest.position("0/29000000")})


def marker(wal: str) -> Marker:
    return Marker(of="db", id=1, name="m", at=1, transaction=1, lsn="0/29000010", wal=wal, tables=())


VERIFIED = """stanza: db
status: error
  archiveId: 17-1, total WAL checked: 14, total valid WAL: 13
    missing: 0, checksum invalid: 0, size invalid: 0, other: 1
  backup: 20261121-010000F, status: invalid, total files checked: 9, total valid files: 8
    missing: 0, checksum invalid: 1, size invalid: 0, other: 0
  backup: 20261121-020000F, status: in-progress, total files checked: 0, total valid files: 0
"""


def test_what_verify_says_is_understood() -> None:
    log = "P02   INFO: invalid checksum '20261121-010000F/bundle/1'\n"
    log += "P01   INFO: invalid result 17-1/00/0A.zst: [29] raised\n"
    found = wrong_in(log + VERIFIED, replace(NONE, backups=(FULL,)))
    assert found == {
        "20261121-010000F": "the backup 20261121-010000F is invalid (20261121-010000F/bundle/1)",
        "": "1 segments of the log are damaged (17-1/00/0A.zst)",
    }
    assert wrong_in("status: ok", replace(NONE, backups=(FULL,))) == {}
    assert wrong_in("status: ok", NONE) == {"": "there is no backup"}


def test_the_first_missing_segment_is_found_over_the_end_of_a_log_and_a_new_timeline() -> None:
    def segment(timeline: int, log: int, number: int) -> str:
        return f"{timeline:08X}{log:08X}{number:08X}"

    names = [segment(1, 0, 254), segment(1, 0, 255), segment(2, 1, 0), segment(2, 1, 2)]
    paths = [f"17-1/x/{name}-{'a' * 40}.zst" for name in names]
    assert pgbackrest.gap(paths, names[0], names[2]) == ""
    assert pgbackrest.gap(paths, names[0], names[3]) == segment(2, 1, 1)


def test_a_repository_that_can_not_be_read_is_not_an_empty_one() -> None:
    status = {"code": 99, "message": "[CryptoError] wrong passphrase"}
    with pytest.raises(Failure, match=r"repository 1 can't be read: .*wrong passphrase"):
        pgbackrest.parsed([{"repo": [{"key": 1, "status": status}], "status": status}], 1)
