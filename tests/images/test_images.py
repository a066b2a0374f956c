"""The images as they are: what is in them, and that each program starts, shut as in production."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from components.files.nginx import STREAM_MODULE
from components.versions import numbers, program
from tests.images.engine import FOLDERS, SHUT, DockerError, Engine, ask, built, docker, exit_code, healthy, until

pytestmark = pytest.mark.docker

PACKAGE = ("dpkg-query", "--show", "--showformat=${Version}")
ASKED: Mapping[str, tuple[str, Sequence[str]]] = {
    "debian": ("redis", ("cat", "/etc/debian_version")),
    "postgresql": ("postgresql", ("postgres", "--version")),
    "pgbackrest": ("postgresql", ("pgbackrest", "version")),
    "pgbouncer": ("pgbouncer", ("pgbouncer", "--version")),
    "redis": ("redis", ("redis-server", "--version")),
    "nginx": ("nginx", ("nginx", "-v")),
    "nats": ("nats", ("nats-server", "--version")),
    "prometheus": ("prometheus", ("prometheus", "--version")),
    "alertmanager": ("alertmanager", ("prometheus-alertmanager", "--version")),
    "node-exporter": ("exporters", ("prometheus-node-exporter", "--version")),
    "postgres-exporter": ("exporters", ("prometheus-postgres-exporter", "--version")),
    "pgbouncer-exporter": ("exporters", ("prometheus-pgbouncer-exporter", "--version")),
    "pgbackrest-exporter": ("exporters", (*PACKAGE, "prometheus-pgbackrest-exporter")),  # it has no such option
    "redis-exporter": ("exporters", ("prometheus-redis-exporter", "--version")),
    "nginx-exporter": ("exporters", ("prometheus-nginx-exporter", "--version")),
    "blackbox-exporter": ("exporters", ("prometheus-blackbox-exporter", "--version")),
    "python": ("sample", ("python3", "--version")),
}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_the_program_is_the_one_of_the_table(name: str) -> None:
    image, (command, *arguments) = ASKED[name]
    row = program(name)
    found = re.search(r"\d+(\.\d+)+", ask(image, *arguments, entrypoint=command))
    assert found, name
    assert found[0].split(".")[: len(numbers(row.series))] == row.series.split(".")
    # A point release of Debian may have brought a higher one of the same series.
    assert numbers(found[0]) >= numbers(row.version), "older than verified: has the base image trixie-security?"


@pytest.mark.parametrize("name", sorted(FOLDERS.keys() - {"files", "directory"}))  # which hold no program
def test_it_runs_as_nobody_and_holds_no_way_up_and_no_key(name: str) -> None:
    # Root, to see everything; what it may see is only this image.
    script = (
        "find / -xdev -type f -perm /6000; "
        "find / -xdev -type f \\( -name '*.key' -o -name 'id_*' -o -name '.pgpass' \\) "
        "  -not -path '/usr/share/*' -not -path '/usr/lib/*' -size +0; "
        "grep -rlE 'BEGIN ([A-Z]+ )?PRIVATE KEY' /etc /var /home /root /opt /srv 2>/dev/null; "
        "awk -F: '$2 !~ /^[!*]/ {print \"password: \" $1}' /etc/shadow; "
        "find /var/lib/apt/lists -type f; true"
    )
    found = docker("run", "--rm", "--network=none", "--user=0", "--entrypoint=sh", built(name), "-c", script)
    assert found == ""
    user = docker("image", "inspect", "--format={{.Config.User}}", built(name))
    assert user == "10001:10001"


@pytest.mark.parametrize("name", ["files", "directory"])
def test_what_is_never_started_holds_no_program(name: str, engine: Engine) -> None:
    container = docker("create", engine.label, built(name))
    with pytest.raises(DockerError, match="never-started"):
        docker("start", container)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("postgresql", "/var/lib/postgresql/data"),
        ("postgresql", "/var/lib/pgbackrest"),
        ("redis", "/var/lib/redis"),
        ("nats", "/var/lib/nats"),
        ("prometheus", "/var/lib/prometheus"),
        ("alertmanager", "/var/lib/alertmanager"),
    ],
)
def test_a_new_volume_belongs_to_the_program(name: str, folder: str) -> None:
    assert ask(name, "-c", "%u:%g %a", folder, entrypoint="stat") == "10001:10001 700"


@dataclass(frozen=True)
class Start:
    image: str
    health: Sequence[str]
    files: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = ()
    data: str = ""
    stops_with: Sequence[int] = (0,)


def get(url: str) -> Sequence[str]:
    return ("curl", "--fail", "--silent", "--output", "/dev/null", url)


NGINX_TEMPORARY = "".join(
    f"{kind}_temp_path /tmp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)
STARTS: Mapping[str, Start] = {
    "pgbouncer": Start(
        "pgbouncer",
        ("pg_isready", "--host=127.0.0.1", "--port=6432"),
        {
            "pgbouncer.ini": "[databases]\nx = host=127.0.0.1\n[pgbouncer]\nlisten_addr = *\nlisten_port = 6432\n"
            "unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = /etc/moorage/userlist.txt\n",
            "userlist.txt": '"x" "y"\n',
        },
    ),
    "redis": Start(
        "redis", ("redis-cli", "ping"), {"redis.conf": "dir /var/lib/redis\nsave 900 1\n"}, data="/var/lib/redis"
    ),
    "nginx": Start(
        "nginx",
        get("http://127.0.0.1:8080/"),
        {
            "nginx.conf": f"load_module {STREAM_MODULE}; pid /run/nginx.pid; events {{}}"
            + "stream { server { listen 5514; return x; } }"
            + "http { include /etc/nginx/mime.types; access_log /dev/stdout;"
            + NGINX_TEMPORARY
            + "server { listen 8080; return 204; } }"
        },
    ),
    "nats": Start(
        "nats",
        get("http://127.0.0.1:8222/healthz"),
        {"nats.conf": 'port: 4222\nhttp: "127.0.0.1:8222"\njetstream { store_dir: "/var/lib/nats" }\n'},
        data="/var/lib/nats",
        stops_with=(0, 1),
    ),
    "prometheus": Start(
        "prometheus",
        get("http://127.0.0.1:9090/-/ready"),
        {"prometheus.yml": "global: {scrape_interval: 15s}\n"},
        data="/var/lib/prometheus",
    ),
    "alertmanager": Start(
        "alertmanager",
        get("http://127.0.0.1:9093/-/ready"),
        {"alertmanager.yml": "route: {receiver: none}\nreceivers: [{name: none}]\n"},
        data="/var/lib/alertmanager",
    ),
    "node-exporter": Start("exporters", get("http://127.0.0.1:9100/metrics"), stops_with=(0, 143, 2)),
    "postgres-exporter": Start(
        "exporters",
        get("http://127.0.0.1:9187/"),
        command=("prometheus-postgres-exporter",),
        stops_with=(0, 143, 2),
    ),
    "redis-exporter": Start(
        "exporters", get("http://127.0.0.1:9121/"), command=("prometheus-redis-exporter",), stops_with=(0, 143, 2)
    ),
    "blackbox-exporter": Start(
        "exporters",
        get("http://127.0.0.1:9115/-/healthy"),
        {"blackbox.yml": "modules: {http: {prober: http}}\n"},
        ("prometheus-blackbox-exporter", "--config.file=/etc/moorage/blackbox.yml"),
        stops_with=(0, 143, 2),
    ),
}


@pytest.mark.parametrize("name", sorted(STARTS))
def test_it_starts_shut_and_stops_when_asked(name: str, engine: Engine) -> None:
    start = STARTS[name]
    files = engine.files(name, start.files) if start.files else ""
    data = [f"--volume={engine.volume(f'{name}-data')}:{start.data}"] if start.data else []
    container = engine.start(start.image, name, *data, command=start.command, files=files)
    healthy(container, *start.health)
    docker("stop", "--time=20", container)
    assert exit_code(container) in start.stops_with


CONFIGURATION: Mapping[str, str] = {
    "postgresql.conf": "shared_preload_libraries = 'pg_stat_statements'\nlog_statement = 'all'\n"
    "log_min_duration_statement = 0\nshared_buffers = '16MB'\n",
    "pg_hba.conf": "local all postgres peer\nhost all all all scram-sha-256\n",
    "bootstrap.sql": "CREATE EXTENSION IF NOT EXISTS pg_stat_statements;\n"
    "SELECT 'CREATE ROLE app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') \\gexec\n"
    "ALTER ROLE app PASSWORD 'not-to-be-logged';\n",
}
DATA = "/var/lib/postgresql/data"
SQL = ("psql", "--host=/run/postgresql", "--username=postgres", "--no-align", "--tuples-only", "--command")
READY = ("pg_isready", "--quiet", "--host", "/run/postgresql")


def start_postgresql(engine: Engine, role: str, changed: Mapping[str, str]) -> tuple[str, str]:
    data = engine.volume(f"{role}-data")
    files = engine.files(role, {**CONFIGURATION, **changed})
    return engine.start("postgresql", role, f"--volume={data}:{DATA}", files=files), data


def test_postgresql_bootstraps_on_every_start_and_says_no_password(engine: Engine) -> None:
    container, _ = start_postgresql(engine, "postgres", {})
    healthy(container, *READY)
    docker("exec", container, *SQL, "CREATE TABLE kept AS SELECT 1 AS x")
    docker("exec", container, *SQL, "DROP ROLE app")

    docker("kill", container)  # a crash: the next start recovers and bootstraps again
    docker("start", container)
    healthy(container, *READY)
    assert docker("exec", container, *SQL, "SELECT x FROM kept") == "1"
    assert docker("exec", container, *SQL, "SELECT count(*) FROM pg_roles WHERE rolname = 'app'") == "1"
    assert docker("exec", container, *SQL, "SHOW data_checksums") == "on"
    remembered = docker("exec", container, *SQL, "SELECT string_agg(query, ' ') FROM pg_stat_statements")
    assert "not-to-be-logged" not in remembered
    assert "not-to-be-logged" not in docker("logs", container)

    docker("stop", "--time=20", container)
    assert exit_code(container) == 0
    assert "database system is shut down" in docker("logs", "--tail=3", container)


def test_postgresql_with_a_failing_bootstrap_ends_and_says_so(engine: Engine) -> None:
    broken = "SELECT 1;\nALTER ROLE nobody PASSWORD 'not-to-be-logged';\n"
    container, _ = start_postgresql(engine, "failing", {"bootstrap.sql": broken})
    assert exit_code(container) == 1
    log = docker("logs", container)
    assert log.splitlines()[-1].startswith("moorage: PostgreSQL not started: /etc/moorage/bootstrap.sql failed")
    assert 'bootstrap.sql:2: ERROR:  role "nobody" does not exist' in log
    assert "not-to-be-logged" not in log


def test_postgresql_is_not_healthy_while_it_bootstraps(engine: Engine) -> None:
    container, _ = start_postgresql(engine, "slow", {"bootstrap.sql": "SELECT pg_sleep(4);\n"})
    until(30, "the bootstrap runs", lambda: "ready to accept connections" in docker("logs", container))
    with pytest.raises(DockerError):
        docker("exec", container, *READY)
    docker("stop", "--time=20", container)  # and it can be stopped in the middle
    assert exit_code(container) == 143
    docker("start", container)
    healthy(container, *READY)


def test_postgresql_does_not_take_an_interrupted_initdb_for_a_finished_one(engine: Engine) -> None:
    data = engine.volume("interrupted-data")
    mount = f"--volume={data}:{DATA}"
    # What a killed initdb leaves: files, and PG_VERSION among the first of them.
    leave = f"mkdir -p {DATA}/17.unfinished/base && echo 17 > {DATA}/17.unfinished/PG_VERSION && mkdir {DATA}/17"
    docker("run", "--rm", engine.label, *SHUT, mount, "--entrypoint=sh", built("postgresql"), "-c", leave)
    container = engine.start("postgresql", "interrupted", mount, files=engine.files("interrupted", CONFIGURATION))
    healthy(container, *READY)
    assert docker("exec", container, "ls", DATA) == "17"


def test_files_have_their_owner_and_mode_and_nobody_else_reads_them(engine: Engine) -> None:
    volume = engine.files("plain", {"a.conf": "1", "b.pem": "2"})
    found = ask("redis", "/etc/moorage", "-type", "f", "-printf", "%f %U:%G %m\n", entrypoint="find", files=volume)
    assert sorted(found.splitlines()) == ["a.conf 10001:10001 400", "b.pem 10001:10001 400"]
