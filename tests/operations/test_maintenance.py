"""Every maintenance task, with the real PostgreSQL, Redis, NATS and Prometheus, shut as in production."""

import hashlib
import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from images.operations.operations.maintain_data import _days as days_of
from images.operations.operations.maintain_data import _is_program as is_program
from images.operations.operations.maintenance import TASKS
from stacks._spec import Size, Task
from tests.images.engine import Engine, built, docker, healthy
from tests.operations.moored import DATA, DATABASE, OPERATING, OWNER, PASSWORDS, READY, issue

pytestmark = pytest.mark.docker
NAME = DATABASE.database
CACHE_PASSWORD = "secret-of-the-cache"
TODAY = datetime.now(UTC).date()
REDIS = f"""
port 0
tls-port 6379
tls-cert-file /etc/moorage/server.crt
tls-key-file /etc/moorage/server.key
tls-ca-cert-file /etc/moorage/authority.pem
tls-auth-clients no
requirepass {CACHE_PASSWORD}
dir /tmp
"""
NATS = """
port: 4222
tls { cert_file: "/etc/moorage/server.crt", key_file: "/etc/moorage/server.key" }
"""


SCRAPED = """
global: {scrape_interval: 1s}
scrape_configs: [{job_name: prometheus, static_configs: [{targets: ["localhost:9090"]}]}]
"""
FILL = """
import json, pathlib, sys
for name, text in json.load(sys.stdin).items():
    path = pathlib.Path("/there") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
"""


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


TOML = f"""
name = "test"
system = "clo"
environment = "dev"

[recovery]
point_minutes = 5
time_minutes = 15

[facts]
images = '{{"backend": "{ago(3)}", "edge": "{ago(90)}T10:00:00Z"}}'
support_ends = '{{"postgresql": "2028-08-09", "redis": "{ago(-30)}"}}'
log_days = '{{"application": 30, "audit": 365}}'
metric_days = "15"

[[recoverable]]
name = "db"
kind = "database"
host = "db-server"
port = 5432
databases = ["{NAME}"]
stanza = "db"

[[recoverable]]
name = "cache"
kind = "cache"
host = "cache"
port = 6379

[[recoverable]]
name = "queue"
kind = "queue"
host = "queue"
port = 4222

[[rule]]
name = "full"
of = ["db"]
method = "full"
schedule = "0 2 * * *"
keep_days = 30
"""


@dataclass
class World:
    engine: Engine
    operations: str
    database: str

    def maintain(self, task: str, code: int = 0) -> dict[str, Any]:
        """Carry out a task, check its exit code, and return its report."""
        done = subprocess.run(
            ["docker", "exec", self.operations, "python3", "-m", "operations", "maintain", task],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        for secret in (*PASSWORDS.values(), *OPERATING.values(), CACHE_PASSWORD):
            assert secret not in done.stdout + done.stderr
        page = done.stdout.splitlines()[-1].rsplit("; ", 1)[1]
        said: dict[str, Any] = json.loads(docker("exec", self.operations, "cat", page.replace(".md", ".json")))
        assert said["task"] == task
        assert docker("exec", self.operations, "head", "-1", page) == f"# {said['title']}"
        return said

    def sql(self, statement: str, check: bool = True, role: str = "postgres") -> str:
        words = ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "/run/postgresql", "-U", "postgres"]
        text = f"SET ROLE {role};\n{statement}" if role != "postgres" else statement
        return docker("exec", "-i", self.database, *words, "-d", NAME, stdin=text.encode(), check=check)


def logs() -> Mapping[str, str]:
    whole = "compressed"
    name, month = f"clo-1-{ago(40)}.log.zst", f"archive/audit/{ago(40):%Y/%m}"
    return {
        f"application/backend/clo-1-{TODAY}.log": "{}",
        f"application/backend/clo-1-{ago(1)}.log.zst": "x",
        f"{month}/{name}": whole,
        f"{month}/SHA256SUMS": f"{hashlib.sha256(whole.encode()).hexdigest()}  {name}\n",
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    engine = Engine()
    try:
        network = engine.network()
        files = issue(tmp_path_factory.mktemp("issued"), "db-server", "cache", "queue", "operations")
        configuration = {
            "postgresql.conf": postgresql_conf(DATABASE, DATABASE.sizes[Size.SMALL]) + "shared_buffers = '32MB'\n",
            "pg_hba.conf": pg_hba_conf(DATABASE, operated=True),
            "bootstrap.sql": bootstrap_sql(DATABASE, PASSWORDS, OPERATING),
        }

        def start(image: str, role: str, more: Mapping[str, str], *options: str, command: tuple[str, ...] = ()) -> str:
            own = engine.files(role, {**files.get(role, {}), **more})
            return engine.start(image, role, *options, command=command, files=own, network=network)

        data = f"--volume={engine.volume('data')}:{DATA}"
        database = start("postgresql", "db-server", configuration, data)
        start("redis", "cache", {"redis.conf": REDIS})
        start("nats", "queue", {"nats.conf": NATS})
        prometheus_data = f"--volume={engine.volume('metrics')}:/var/lib/prometheus"
        start("prometheus", "prometheus", {"prometheus.yml": SCRAPED}, prometheus_data)
        operations = start(
            "operations",
            "operations",
            {"operations.toml": TOML, "db-password": OPERATING["moorage_operations"], "cache-password": CACHE_PASSWORD},
            f"--volume={engine.volume('operations')}:/var/lib/operations",
            # What is read-only for the tasks is filled by the tests, so they go in through another container.
            f"--volume={engine.volume('logs')}:/var/log/moorage:ro",
            f"--volume={engine.volume('uploads')}:/sources/uploads:ro",
            command=("sleep", "infinity"),
        )
        healthy(database, *READY, seconds=60)
        yield World(engine, operations, database)
    finally:
        engine.close()


def put(world: World, volume: str, files: Mapping[str, str]) -> None:
    """Write files on a volume, replacing all that is there."""
    mount, said = f"--volume={world.engine.name(volume)}:/there", json.dumps(files).encode()
    shell = ("sh", "-c", 'rm -rf /there/*; exec python3 -c "$0"', FILL)
    image = built("operations")
    docker("run", "--rm", "-i", "--network=none", "--user=0", world.engine.label, mount, image, *shell, stdin=said)


def test_every_task_of_the_spec_is_here() -> None:
    assert set(TASKS) == {task.value.replace(" ", "-") for task in Task}


def test_an_unknown_task_is_refused_with_the_list(world: World) -> None:
    said = docker("exec", world.operations, "python3", "-m", "operations", "maintain", "vacuum", check=False)
    assert said.startswith(
        "maintain: say one task, for instance: operations maintain vacuum-and-analyze; tasks: health-check"
    )


def test_health_is_asked_of_every_server_and_what_is_down_is_named(world: World) -> None:
    well = world.maintain("health-check")
    assert {row["part"] for row in well["tables"]["Parts"]} == {"db", "cache", "queue", "prometheus"}
    cache = world.engine.name("cache")
    docker("pause", cache)
    try:
        assert any(fault.startswith("cache does not answer") for fault in world.maintain("health-check", 1)["faults"])
    finally:
        docker("unpause", cache)


def test_statistics_tell_of_servers_databases_tables_and_queries(world: World) -> None:
    world.sql("CREATE TABLE counted AS SELECT generate_series(1, 100) AS x", role=OWNER)
    said = world.maintain("database-statistics")
    assert said["tables"]["db: server"][0]["allowed"] > 10
    assert NAME in {row["database"] for row in said["tables"]["db: databases"]}
    assert "public.counted" in {row["table"] for row in said["tables"][f"db: largest tables of {NAME}"]}
    queries = json.dumps(said["tables"][f"db: costliest queries of {NAME}"])
    assert "SELECT" in queries
    assert "ROLE" not in queries  # statements that may hold a password are never shown


def test_vacuum_removes_dead_rows_of_every_table_as_a_login_that_owns_none(world: World) -> None:
    world.sql(
        "CREATE TABLE dirty (x int) WITH (autovacuum_enabled = off); INSERT INTO dirty SELECT generate_series(1, 5000);"
        "DELETE FROM dirty WHERE x % 2 = 0;",
        role=OWNER,
    )
    world.sql("SELECT pg_stat_force_next_flush()")
    said = world.maintain("vacuum-and-analyze")
    assert said["faults"] == []
    state = "SELECT n_dead_tup, last_vacuum IS NOT NULL, last_analyze IS NOT NULL FROM pg_stat_user_tables"
    assert world.sql(f"{state} WHERE relname = 'dirty'") == "0|t|t"


def test_a_table_that_somebody_has_locked_is_named_and_the_others_are_done(world: World) -> None:
    world.sql("CREATE TABLE held (x int); CREATE TABLE free (x int);", role=OWNER)
    hold = f"docker exec -i {world.database} psql -X -h /run/postgresql -U postgres -d {NAME}"
    holder = subprocess.Popen(
        hold.split(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert holder.stdin
        holder.stdin.write("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE;\n")
        holder.stdin.flush()
        locked = "SELECT count(*) FROM pg_locks WHERE relation = 'held'::regclass AND granted"
        for _ in range(50):
            if world.sql(locked) == "1":
                break
            time.sleep(0.1)
        before = time.monotonic()
        said = world.maintain("vacuum-and-analyze", 1)
        assert time.monotonic() - before < 30
        (fault,) = said["faults"]
        assert fault.startswith("VACUUM (ANALYZE) public.held: ")
        assert "lock timeout" in fault
        assert world.sql("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'free'") == "t"
    finally:
        holder.kill()
        holder.communicate()
        world.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'held'::regclass")


def test_indexes_are_built_anew_and_what_a_failure_left_is_reported(world: World) -> None:
    world.sql(
        "CREATE TABLE indexed (x int PRIMARY KEY); INSERT INTO indexed SELECT generate_series(1, 500);"
        "CREATE TABLE twice (x int); INSERT INTO twice VALUES (1), (1);",
        role=OWNER,
    )
    before = world.sql("SELECT pg_relation_filenode('indexed_pkey')")
    assert world.maintain("reindex-concurrently")["faults"] == []
    assert world.sql("SELECT pg_relation_filenode('indexed_pkey')") != before

    failed = world.sql("CREATE UNIQUE INDEX CONCURRENTLY one_only ON twice (x)", check=False, role=OWNER)
    assert "could not create unique index" in failed
    said = world.maintain("reindex-concurrently", 1)
    text = "\n".join(said["faults"])
    assert "REINDEX INDEX CONCURRENTLY public.one_only" in text  # tried, and failed again: the rows are still there
    assert "the index public.one_only of twice is invalid" in text
    leftovers = [one for one in said["faults"] if "_ccnew" in one and "is invalid" in one]
    assert leftovers  # what the second failure left
    assert any("DROP INDEX CONCURRENTLY public.one_only_ccnew" in one for one in said["by_hand"])

    integrity = world.maintain("check-integrity", 1)
    assert "the index public.one_only of twice is invalid" in "\n".join(integrity["faults"])
    world.sql("DROP TABLE twice", role=OWNER)
    assert world.maintain("check-integrity")["faults"] == []


def test_query_statistics_are_written_down_and_begin_anew(world: World) -> None:
    world.sql("SELECT 'a mark to be counted', count(*) FROM pg_class")
    counted = "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%count(*) FROM pg_class%'"
    counted += " AND query NOT LIKE '%LIKE%'"
    assert world.sql(counted) == "1"
    said = world.maintain("reset-query-statistics")
    assert f"db/{NAME}: reset" in said["done"]
    assert said["tables"][f"db: costliest queries of {NAME}"]
    assert world.sql(counted) == "0"


def test_access_is_listed_and_what_should_not_be_is_a_fault(world: World) -> None:
    said = world.maintain("review-access")
    assert {row["role"] for row in said["tables"]["db: logins"]} >= {OWNER, "moorage_operations", "moorage_monitoring"}
    world.sql(f"CREATE ROLE intruder LOGIN SUPERUSER; GRANT CONNECT ON DATABASE {NAME} TO PUBLIC")
    try:
        faults = world.maintain("review-access", 1)["faults"]
        assert "db: intruder is a superuser; only postgres, on the local socket, is" in faults
        assert f"db: everybody has CONNECT on {NAME}" in faults
    finally:
        world.sql(f"DROP ROLE intruder; REVOKE CONNECT ON DATABASE {NAME} FROM PUBLIC")


def test_the_security_audit_finds_nothing_here_and_then_what_is_wrong(world: World) -> None:
    said = world.maintain("security-audit")
    assert said["faults"] == []
    world.sql("GRANT CREATE ON SCHEMA public TO PUBLIC; ALTER SYSTEM SET password_encryption = 'md5'")
    world.sql("SELECT pg_reload_conf()")
    try:
        faults = world.maintain("security-audit", 1)["faults"]
        assert f"db/{NAME}: everybody may create in public" in faults
        assert "db: password_encryption is md5, not scram-sha-256" in faults
    finally:
        world.sql("ALTER SYSTEM RESET password_encryption")
        world.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC; SELECT pg_reload_conf()")


def test_certificates_are_those_that_servers_show_and_those_in_files(world: World) -> None:
    said = world.maintain("certificate-check", 1)  # the tests' own are good for two days
    days = {row["certificate"]: row["days"] for row in said["tables"]["Certificates"]}
    assert set(days) == {
        "db-server:5432", "cache:6379", "queue:4222", "/etc/moorage/authority.pem", "/etc/moorage/server.crt"
    }  # fmt: skip
    assert all(1.5 < left <= 2 for left in days.values())
    assert f"queue:4222 ends in {days['queue:4222']} days" in said["faults"]


def test_updates_are_told_by_age_and_nothing_is_pretended(world: World) -> None:
    said = world.maintain("list-updates-for-approval")
    assert {row["part"]: row["build anew"] for row in said["tables"]["Images"]} == {"backend": "no", "edge": "yes"}
    assert "the image of edge is older than 35 days" in said["notes"]
    assert "the support of redis ends in 30 days" in said["notes"]
    kept = json.loads(docker("exec", world.operations, "cat", "/var/lib/operations/updates.json"))
    assert kept == {"backend": 0, "edge": 1}
    packages = world.maintain("list-outdated-dependencies")["tables"]["Packages of the operations image"]
    assert {row["package"] for row in packages} >= {"pgbackrest", "restic", "python3-cronsim"}


def test_retention_is_checked_by_the_days_in_names(world: World) -> None:
    put(world, "logs", logs())
    said = world.maintain("enforce-retention")
    assert said["faults"] == []
    assert f"logs of audit: 1 files, the oldest of {ago(40)}, kept 365 days" in said["done"]
    assert any(one.startswith("metrics are kept for ") for one in said["done"])
    put(world, "logs", {**logs(), f"application/backend/clo-1-{ago(33)}.log.zst": "x"})
    assert world.maintain("enforce-retention", 1)["faults"] == [
        f"1 log files of application are older than 30 days, the oldest of {ago(33)}"
    ]


def test_the_archive_of_logs_is_checked_against_its_sums(world: World) -> None:
    put(world, "logs", logs())
    assert "1 archived files are as their checksums say" in world.maintain("archive-logs")["done"][0]
    changed = f"archive/audit/{ago(40):%Y/%m}/clo-1-{ago(40)}.log.zst"
    put(world, "logs", {**logs(), changed: "tampered", f"application/backend/clo-1-{ago(4)}.log": "late"})
    faults = world.maintain("archive-logs", 1)["faults"]
    assert faults == [
        f"application/backend/clo-1-{ago(4)}.log is not compressed yet",
        f"{changed} is not what was archived",
    ]


def test_programs_among_data_are_found(world: World) -> None:
    put(world, "uploads", {"report.csv": "MZ,b", "deep/er/notes.txt": "#no program"})
    said = world.maintain("malware-scan")
    assert said["done"] == ["2 files of data are looked at"]
    assert any("no search for signatures" in one for one in said["by_hand"])
    put(world, "uploads", {"report.csv": "a,b", "picture.png": "#!/bin/sh\nrm -rf /"})
    assert world.maintain("malware-scan", 1)["faults"] == ["/sources/uploads/picture.png is a program, among data"]
    put(world, "uploads", {})


def test_a_program_is_known_by_how_it_begins(tmp_path: Path) -> None:
    windows = b"MZ".ljust(0x3C, b"\0") + (0x80).to_bytes(4, "little")
    for number, (content, program) in enumerate(
        [
            (Path("/bin/sh").read_bytes(), True),
            (windows.ljust(0x80, b"\0") + b"PE\0\0", True),
            (windows.ljust(0x80, b"\0") + b"text", False),
            (b"MZ", False),
            (b"", False),
            (b"#!/bin/sh", True),
            (b"# title", False),
        ]
    ):
        path = tmp_path / str(number)
        path.write_bytes(content)
        assert is_program(path) is program, number
    path.chmod(0o4755)
    assert is_program(path)


def test_temporary_files_older_than_a_day_go(world: World) -> None:
    make = "echo new > /tmp/new; echo old > /tmp/old; touch -d '2 days ago' /tmp/old"
    docker("exec", world.operations, "sh", "-c", make)
    assert world.maintain("clean-temporary-files")["done"][0].startswith("1 files older than a day, 4 bytes")
    assert docker("exec", world.operations, "ls", "/tmp") == "new"  # noqa: S108 - inside the container


@pytest.mark.parametrize("task", ["resource-report", "trend-report", "capacity-report", "system-report"])
def test_reports_ask_what_prometheus_understands(world: World, task: str) -> None:
    said = world.maintain(task)  # a query that it does not understand fails the task
    assert any("Prometheus has measured nothing of it" in note for note in said["notes"])
    if task == "system-report":
        rows = said["tables"]["Backups, drills, jobs, repositories"]
        assert rows == []  # no repository is given here


def test_without_prometheus_a_report_fails_and_says_so(world: World) -> None:
    docker("pause", world.engine.name("prometheus"))
    docker("network", "disconnect", world.engine.name("net"), world.engine.name("prometheus"))
    try:
        said = docker("exec", world.operations, "python3", "-m", "operations", "maintain", "trend-report", check=False)
        assert said.startswith("maintain: Prometheus (http://prometheus:9090) does not answer: ")
    finally:
        docker("unpause", world.engine.name("prometheus"))
        docker("network", "connect", "--alias=prometheus", world.engine.name("net"), world.engine.name("prometheus"))


def test_a_server_that_is_down_fails_its_tasks(world: World) -> None:
    docker("stop", "--time=20", world.database)
    try:
        for task in ("vacuum-and-analyze", "database-statistics"):
            said = docker("exec", world.operations, "python3", "-m", "operations", "maintain", task, check=False)
            assert said.startswith("maintain: db: the database moorage says: ")
            assert "secret" not in said
    finally:
        docker("start", world.database)
        healthy(world.database, *READY, seconds=60)


def test_verifying_backups_fails_with_a_repository_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from images.operations.operations import backup, maintenance
    from tests.operations.tables import configuration

    for code in (1, 0):
        verify = Mock(return_value=code)
        monkeypatch.setattr(backup, "verify", verify)
        assert bool(maintenance.TASKS["verify-backups"](configuration(tmp_path)).faults) is bool(code)
        verify.assert_called_once_with(())


@pytest.mark.parametrize(
    ("said", "days"),
    [("14d", 14), ("2w", 14), ("1y", 365), ("48h", 2), ("15d or 1GiB", 15), ("", None), ("1GiB", None)],
)
def test_prometheus_words_for_days_are_understood(said: str, days: float | None) -> None:
    assert days_of(said) == days
