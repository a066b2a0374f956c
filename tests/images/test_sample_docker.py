"""The sample with the real PostgreSQL, PgBouncer, Redis and NATS of our images, over TLS, everything shut.

It is given a bucket, a volume, configuration and a port to listen on, as a target gives them, and a tenant's database.
"""

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.images.engine import SHUT, Engine, built, certificates, docker, exit_code, healthy, http, port, until

pytestmark = pytest.mark.docker

PASSWORD = "a%2Fb-not-to-be-shown"  # an escape in a URL: the password itself is a/b-...
PLAIN = "a/b-not-to-be-shown"
FOLDER = "/etc/moorage"

ROLES = ("app", "writer", "reader", "tenant_acme")
OWNERS = {"records": "app", "tenant_acme": "tenant_acme"}
BOOTSTRAP = "\n".join(
    [
        *(
            f"SELECT 'CREATE ROLE {role} LOGIN' WHERE NOT EXISTS"  # noqa: S608 only constants of this file
            f" (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec\n"
            f"ALTER ROLE {role} PASSWORD '{PLAIN}';"
            for role in ROLES
        ),
        *(
            f"SELECT 'CREATE DATABASE {database} OWNER {owner}' WHERE NOT EXISTS"  # noqa: S608 only constants
            f" (SELECT FROM pg_database WHERE datname = '{database}') \\gexec"
            for database, owner in OWNERS.items()
        ),
        "\\connect records",
        "ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO writer;",
        "ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO reader;",
    ]
)
FILES: Mapping[str, Mapping[str, str]] = {
    "postgres": {
        "postgresql.conf": "listen_addresses = '*'\nshared_buffers = '16MB'\nssl = on\n"
        f"ssl_cert_file = '{FOLDER}/server.crt'\nssl_key_file = '{FOLDER}/server.key'\n",
        "pg_hba.conf": f"local all postgres peer\nhostssl all {','.join(ROLES)} all scram-sha-256\n",
        "bootstrap.sql": BOOTSTRAP,
    },
    "pool": {
        "pgbouncer.ini": "[databases]\nrecords = host=postgres port=5432\n[pgbouncer]\nlisten_addr = *\n"
        "listen_port = 6432\nunix_socket_dir =\npool_mode = transaction\nauth_type = scram-sha-256\n"
        f"auth_file = {FOLDER}/userlist.txt\nserver_tls_sslmode = verify-full\nserver_tls_ca_file = {FOLDER}/ca.pem\n"
        f"client_tls_sslmode = require\nclient_tls_ca_file = {FOLDER}/ca.pem\n"
        f"client_tls_key_file = {FOLDER}/server.key\n"
        f"client_tls_cert_file = {FOLDER}/server.crt\ndefault_pool_size = 2\n",
        "userlist.txt": f'"app" "{PLAIN}"\n',
    },
    "redis": {
        "redis.conf": f"port 0\ntls-port 6379\ntls-cert-file {FOLDER}/server.crt\ntls-key-file {FOLDER}/server.key\n"
        f"tls-ca-cert-file {FOLDER}/ca.pem\ntls-auth-clients no\nrequirepass {PLAIN}\ndir /var/lib/redis\n",
        "password": PLAIN,
    },
    "nats": {
        "nats.conf": 'http: "127.0.0.1:8222"\njetstream { store_dir: "/var/lib/nats" }\n'
        f"tls {{ cert_file: {FOLDER}/server.crt, key_file: {FOLDER}/server.key }}\n"
        f'authorization {{ user: app, password: "{PLAIN}" }}\n',
    },
}
DATA = {"postgres": "/var/lib/postgresql/data", "redis": "/var/lib/redis", "nats": "/var/lib/nats"}
HEALTH = {
    "postgres": ("pg_isready", "--quiet", "--host", "/run/postgresql"),
    "pool": ("pg_isready", "--quiet", "--host=127.0.0.1", "--port=6432"),
    "redis": (
        "sh",
        "-c",
        f'REDISCLI_AUTH="$(cat {FOLDER}/password)" redis-cli --tls --cacert {FOLDER}/ca.pem -h localhost ping'
        " | grep -q PONG",
    ),
    "nats": ("curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8222/healthz"),
}
IMAGE = {"postgres": "postgresql", "pool": "pgbouncer", "redis": "redis", "nats": "nats"}


@dataclass
class Systems:
    engine: Engine
    network: str
    secrets: str
    containers: dict[str, str]
    authority: Path

    @property
    def options(self) -> list[str]:
        variables = {
            "DATABASE_URL_FILE": "/etc/moorage/database-url",
            "CIRCMAN_DB_HOST": "postgres",
            "CIRCMAN_DB_NAME": "records",
            "CIRCMAN_DB_USER": "app",
            "CIRCMAN_DB_PASSWORD_FILE": "/etc/moorage/password",
            "CIRCMAN_DB_CA_FILE": "/etc/moorage/ca.pem",
            "REDIS_URL_FILE": "/etc/moorage/redis-url",
            "NATS_URL": "tls://app@nats:4222",
            "NATS_PASSWORD_FILE": "/etc/moorage/password",
            "NATS_CA_FILE": "/etc/moorage/ca.pem",
            "NEIGHBOUR_URL": "http://sample:8000",
            "DATABASE_READER_URL": "postgresql://reader@postgres/records",
            "DATABASE_READER_PASSWORD_FILE": "/etc/moorage/password",
            "DATABASE_READER_CA_FILE": "/etc/moorage/ca.pem",
            "TENANT_ACME_DATABASE_URL": "postgresql://tenant_acme@postgres/tenant_acme",
            "TENANT_ACME_DATABASE_PASSWORD_FILE": "/etc/moorage/password",
            "TENANT_ACME_DATABASE_CA_FILE": "/etc/moorage/ca.pem",
            "UPLOADS_URL": "file:///srv/uploads",
            "OUTPUT_DIRECTORY": "/srv/output",
            "CONFIGURATION": "/etc/moorage/settings.json,/etc/moorage/settings.yaml",
            "INGESTION_PORT": "5514",
            "DATA_DIRECTORY": "/srv/data",
        }
        folders = ("/srv/uploads", "/srv/output")
        return [
            *(f"--env={name}={value}" for name, value in variables.items()),
            *(f"--mount=type=tmpfs,destination={folder},tmpfs-mode=1777" for folder in folders),
        ]

    def migrate(self, *more: str) -> tuple[int, str]:
        name = self.engine.start(
            "sample", "migrate", *self.options, *more, network=self.network,
            command=("sample", "migrate"), files=self.secrets,
        )  # fmt: skip
        code, log = exit_code(name), docker("logs", name)
        docker("rm", name)
        return code, log


@pytest.fixture(scope="module")
def systems(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Systems:
    folder = tmp_path_factory.mktemp("certificates")
    made = certificates(folder, "postgres", "pool", "redis", "nats", "localhost")
    network = engine.network()
    containers = {}
    for role, contents in FILES.items():
        files = engine.files(role, {**contents, **made})
        data = [f"--volume={engine.volume(f'{role}-data')}:{DATA[role]}"] if role in DATA else []
        published = ["--publish=127.0.0.1::4222"] if role == "nats" else []
        containers[role] = engine.start(IMAGE[role], role, *data, *published, files=files, network=network)
    for role, container in containers.items():
        healthy(container, *HEALTH[role], seconds=60)
    ca = "/etc/moorage/ca.pem"
    secrets = engine.files(
        "sample",
        {
            "database-url": f"postgresql://app:{PASSWORD}@pool:6432/records?sslmode=verify-full&sslrootcert={ca}",
            "redis-url": f"rediss://:{PASSWORD}@redis:6379/0?ssl_ca_certs={ca}",
            "password": PLAIN,
            "ca.pem": made["ca.pem"],
            "settings.json": '{"processes": 4}',
            "settings.yaml": "processes: 4\n",
        },
    )
    return Systems(engine, network, secrets, containers, folder / "ca.pem")


@pytest.fixture(scope="module")
def url(systems: Systems) -> Iterator[str]:
    """The sample, migrated and serving."""
    code, log = systems.migrate()
    assert code == 0, log
    container = systems.engine.start(
        "sample",
        "sample",
        "--publish=127.0.0.1::8000",
        *systems.options,
        files=systems.secrets,
        network=systems.network,
    )
    systems.containers["sample"] = container
    healthy(container, "curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8000/health")
    yield f"http://127.0.0.1:{port(container, 8000)}"
    log = docker("logs", container)
    assert PLAIN not in log
    assert PASSWORD not in log


def ask(method: str, url: str, body: object = None) -> tuple[int, Any]:
    status, text = http(method, url, body)
    return status, json.loads(text)


def failing(url: str) -> list[str]:
    status, content = ask("GET", f"{url}/ready")
    names = [result["name"] for result in content["dependencies"] if not result["ok"]]
    assert status == (503 if names else 200)
    assert PLAIN not in json.dumps(content)
    return names


def test_migration_is_repeatable_and_says_how_it_failed(systems: Systems, url: str) -> None:
    code, log = systems.migrate()
    assert (code, "nothing to do" in log) == (0, True)
    code, log = systems.migrate("--env=SAMPLE_MIGRATION=fail")
    assert code == 1
    assert "migration failed, nothing was changed in DATABASE_URL" in log.splitlines()[-1]
    assert ask("GET", f"{url}/records/count")[0] == 200


def test_a_tenants_database_is_migrated_too(systems: Systems, url: str) -> None:
    psql = ("psql", "-h", "/run/postgresql", "-U", "postgres", "-At", "-d", "tenant_acme", "-c")
    owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'sample_records'"
    assert docker("exec", systems.containers["postgres"], *psql, owner) == "tenant_acme"
    assert ask("GET", f"{url}/ready")[0] == 200


def test_a_role_that_does_not_own_the_table_writes_and_a_reader_is_refused(systems: Systems, url: str) -> None:
    assert ask("GET", f"{url}/health")[0] == 200  # it has migrated, as the owner
    for role, status in (("writer", 201), ("reader", 503)):
        container = systems.engine.start(
            "sample", f"as-{role}", f"--env=DATABASE_URL=postgresql://{role}@postgres/records",
            "--env=DATABASE_PASSWORD_FILE=/etc/moorage/password", "--env=DATABASE_CA_FILE=/etc/moorage/ca.pem",
            "--publish=127.0.0.1::8000", files=systems.secrets, network=systems.network,
        )  # fmt: skip
        healthy(container, "sample", "check")
        base = f"http://127.0.0.1:{port(container, 8000)}"
        assert ask("GET", f"{base}/ready")[0] == 200
        answered, content = ask("POST", f"{base}/records", {"value": f"by the {role}"})
        assert answered == status, content
        if role == "reader":
            assert "permission denied for table sample_records" in content["error"]
        docker("rm", "--force", container)


def test_everything_it_was_given_answers(url: str) -> None:
    status, content = ask("GET", f"{url}/api/v1/ready")
    assert status == 200, content
    assert {result["name"] for result in content["dependencies"]} == {
        "CIRCMAN_DB", "DATABASE_READER_URL", "DATABASE_URL", "TENANT_ACME_DATABASE_URL",
        "NATS_URL", "NEIGHBOUR_URL", "OUTPUT_DIRECTORY", "REDIS_URL", "UPLOADS_URL",
        "/etc/moorage/settings.json", "/etc/moorage/settings.yaml",
        "clo_assets.db", "clo_correlations.db", "clo_mag_scenarios.db", "clo_model_config.db", "clo_reference_quick.db",
    }  # fmt: skip
    details = {result["name"]: result["detail"] for result in content["dependencies"]}
    assert details["clo_correlations.db"] == "238,144 records"
    assert "yes" in http("GET", f"{url}/")[1]
    assert "dependency_up" in http("GET", f"{url}/metrics")[1]


def test_a_record_goes_through_all_of_them(systems: Systems, url: str) -> None:
    status, written = ask("POST", f"{url}/api/v1/records", {"value": "hello"})
    assert (status, written["cache"], written["object"]) == (201, "written", "written")
    assert written["queue"] == "published; no stream keeps this subject"
    record = f"{url}/records/{written['id']}"
    assert ask("GET", record) == (200, {"id": written["id"], "value": "hello", "source": "cache", "object": "there"})
    redis = 'REDISCLI_AUTH="$(cat /etc/moorage/password)" redis-cli --tls --cacert /etc/moorage/ca.pem -h localhost'
    docker("exec", systems.containers["redis"], "sh", "-c", f"{redis} FLUSHALL")
    assert ask("GET", record)[1]["source"] == "database"
    for _ in range(20):  # more than the two connections of the pool: nothing of a session is left behind
        assert ask("GET", f"{url}/records/count")[0] == 200


def test_a_stream_keeps_the_message(systems: Systems, url: str) -> None:
    create_stream(port(systems.containers["nats"], 4222), systems.authority)
    _, written = ask("POST", f"{url}/records", {"value": "kept"})
    assert written["queue"] == "stored in stream records as number 1"


def create_stream(number: int, authority: Path) -> None:
    request = json.dumps({"name": "records", "subjects": ["sample.>"], "storage": "file"}).encode()
    login = json.dumps({"verbose": False, "user": "app", "pass": PLAIN}).encode()
    with socket.create_connection(("127.0.0.1", number), 10) as plain:
        assert plain.recv(65536).startswith(b"INFO")
        context = ssl.create_default_context(cafile=str(authority))
        with context.wrap_socket(plain, server_hostname="localhost") as client:
            client.sendall(
                b"CONNECT %b\r\nSUB answer 1\r\nPUB $JS.API.STREAM.CREATE.records answer %d\r\n%b\r\n"
                % (login, len(request), request)
            )
            received = b""
            while b"stream_create_response" not in received:
                more = client.recv(65536)
                assert more, received
                received += more


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("redis", ["REDIS_URL"]),
        ("nats", ["NATS_URL"]),
        ("pool", ["DATABASE_URL"]),
        ("postgres", ["CIRCMAN_DB", "DATABASE_READER_URL", "TENANT_ACME_DATABASE_URL"]),
    ],
)
def test_it_is_not_ready_while_one_of_them_is_away(role: str, names: list[str], systems: Systems, url: str) -> None:
    until(30, "ready before", lambda: not failing(url))
    docker("stop", "--time=10", systems.containers[role])
    try:
        found = failing(url)
        # Without PostgreSQL the pool has nothing behind it either.
        assert set(names) <= set(found) <= {*names, *(["DATABASE_URL"] if role == "postgres" else [])}
        assert ask("GET", f"{url}/health")[0] == 200
    finally:
        docker("start", systems.containers[role])
    healthy(systems.containers[role], *HEALTH[role])
    until(30, "ready again", lambda: not failing(url))


def test_one_that_hangs_does_not_hang_the_answer(systems: Systems, url: str) -> None:
    docker("pause", systems.containers["pool"])
    try:
        assert failing(url) == ["DATABASE_URL"]
    finally:
        docker("unpause", systems.containers["pool"])
    until(30, "ready again", lambda: not failing(url))


def test_lines_and_datagrams_reach_the_queue(url: str, systems: Systems) -> None:
    until(30, "ready before", lambda: not failing(url))
    _, before = ask("GET", f"{url}/ingested")
    send = (
        "import socket as s\n"
        "with s.create_connection(('sample', 5514)) as c: c.sendall(b'one\\ntwo\\n')\n"
        "s.socket(s.AF_INET, s.SOCK_DGRAM).sendto(b'three', ('sample', 5514))"
    )
    docker("exec", systems.containers["sample"], "python3", "-c", send)

    def arrived() -> bool:
        _, after = ask("GET", f"{url}/ingested")
        return {name: after[name] - before[name] for name in ("tcp", "udp", "published")} == {
            "tcp": 2, "udp": 1, "published": 3,
        }  # fmt: skip

    until(10, "all are counted and published", arrived)
    assert 'sample_ingested_total{protocol="udp"}' in http("GET", f"{url}/metrics")[1]


def test_a_worker_takes_messages_and_its_check_names_what_is_away(systems: Systems, url: str) -> None:
    until(30, "ready before", lambda: not failing(url))
    worker = systems.engine.start(
        "sample", "worker", *systems.options, command=("sample", "work"), files=systems.secrets, network=systems.network
    )
    healthy(worker, "sample", "check")
    redis = systems.containers["redis"]
    docker("stop", "--time=10", redis)
    try:
        said = docker("exec", worker, "sample", "check", check=False)
        assert said.startswith("REDIS_URL (cache): ")
        assert len(said.splitlines()) == 1
        until(15, "it is logged", lambda: "REDIS_URL (cache) does not answer" in docker("logs", worker))
    finally:
        docker("start", redis)
    healthy(redis, *HEALTH["redis"])

    def taken() -> bool:
        ask("POST", f"{url}/records", {"value": "for the worker"})
        return "from sample.records" in docker("logs", worker)

    until(30, "a message is taken", taken)
    docker("stop", "--time=20", worker)
    assert exit_code(worker) == 0
    log = docker("logs", worker)
    assert "stopped; messages taken: " in log.splitlines()[-1]
    assert PLAIN not in log


def test_a_volume_of_another_owner_is_not_ready(engine: Engine) -> None:
    volume = engine.volume("of-root")  # as a new volume is, where the image has no such folder
    said = docker(
        "run", "--rm", engine.label, "--network=none", *SHUT, f"--volume={volume}:/srv/output",
        "--env=OUTPUT_DIRECTORY=/srv/output", built("sample"), "sample", "check", check=False,
    )  # fmt: skip
    assert said == "OUTPUT_DIRECTORY (volume): /srv/output can't be used by user 10001: Permission denied"


def test_a_wrong_authority_is_refused(systems: Systems, tmp_path: Path, engine: Engine) -> None:
    other = certificates(tmp_path, "localhost")["ca.pem"]
    files = engine.files("wrong", {"database-url": "x", "redis-url": "x", "password": PLAIN, "ca.pem": other})
    said = docker(
        "run", "--rm", engine.label, f"--network={systems.network}", *SHUT, f"--volume={files}:/etc/moorage:ro",
        "--env=NATS_URL=tls://app@nats", "--env=NATS_PASSWORD_FILE=/etc/moorage/password",
        "--env=NATS_CA_FILE=/etc/moorage/ca.pem", "--env=REDIS_URL=rediss://redis",
        "--env=REDIS_CA_FILE=/etc/moorage/ca.pem",
        "--env=REDIS_PASSWORD_FILE=/etc/moorage/password", "--env=DATABASE_URL=postgresql://app@pool:6432/records",
        "--env=DATABASE_CA_FILE=/etc/moorage/ca.pem", "--env=DATABASE_PASSWORD_FILE=/etc/moorage/password",
        built("sample"), "python3", "-c",
        "import os; from sample.dependencies import *; "
        "[print(result.ok, result.detail) for result in Readiness(Dependencies.load(os.environ).everything).check()]",
    )  # fmt: skip
    lines = said.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("False") and "certificate verify failed" in line for line in lines), said


def test_a_stop_finishes_the_request_that_runs(systems: Systems, engine: Engine) -> None:
    container = engine.start("sample", "stopping", *systems.options, files=systems.secrets, network=systems.network)
    base = "http://127.0.0.1:8000"
    healthy(container, "curl", "--fail", "--silent", "--output", "/dev/null", f"{base}/health")
    docker("exec", "--detach", container, "sh", "-c", f"curl --silent {base}/slow?seconds=3 > /tmp/answer")
    until(5, "it runs", lambda: "curl" in docker("top", container))
    docker("stop", "--time=30", container)
    assert exit_code(container) == 0
    log = docker("logs", container)
    assert "GET /slow 200" in log
    assert "every request has ended" in log.splitlines()[-1]
