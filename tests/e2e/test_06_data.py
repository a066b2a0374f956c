"""Database, pool and cache are what the spec says, and let in only who may come."""

import json
from collections.abc import Mapping

import pytest

import stacks
from stacks._spec import Size
from tests.e2e.docker import docker
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

SPEC = stacks.load("clo")
DATABASE, CACHE = SPEC.databases[0], SPEC.caches[0]
AUTHORITY = "/etc/moorage/authority.pem"
REDIS = f"redis-cli --tls --cacert {AUTHORITY} -h localhost"
LOGGED_IN = f'REDISCLI_AUTH="$(cat /etc/moorage/password)" {REDIS}'


def _sql(system: Stack, statement: str, database: str = "clo_management") -> str:
    """Run a statement as the superuser, on the socket that only the server's own container has."""
    shell = ("psql", "-h", "/run/postgresql", "-U", "postgres", "-d", database, "-AtXc", statement)
    return docker("exec", system.container("database-server"), *shell)


def _as(system: Stack, user: str, statement: str, more: Mapping[str, str] | None = None) -> str:
    """Run a statement over the network from the pool's container, which reaches the server; return what it says."""
    said = {
        "host": "database-server",
        "user": user,
        "dbname": "clo_management",
        "sslmode": "verify-full",
        "sslrootcert": AUTHORITY,
        "connect_timeout": "5",
        **(more or {}),
    }
    password = _password(system, user)
    connection = " ".join(f"{key}={value}" for key, value in said.items())
    shell = ("psql", connection, "-AtXc", statement)
    return docker("exec", "-e", f"PGPASSWORD={password}", system.container("database-pool"), *shell, check=False)


def _password(system: Stack, user: str) -> str:
    listed = docker("exec", system.container("database-pool"), "cat", "/etc/moorage/userlist.txt").splitlines()
    return {line.split('"')[1]: line.split('"')[3] for line in listed}[user]


def _redis(system: Stack, command: str, prefix: str = LOGGED_IN) -> str:
    return docker("exec", system.container("cache"), "sh", "-c", f"{prefix} {command}", check=False)


@pytest.mark.parametrize(("name", "value"), DATABASE.parameters_at(Size.LAPTOP).items())
def test_every_parameter_is_in_force(system: Stack, name: str, value: str) -> None:
    assert _sql(system, f"SHOW {name}") == value.strip()


def test_the_database_is_made_as_the_spec_says(system: Stack) -> None:
    encoding = "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = "
    assert _sql(system, f"{encoding}'clo_management'") == f"{DATABASE.encoding}|{DATABASE.locale}|{DATABASE.locale}"
    assert _sql(system, "SHOW data_checksums") == "on"
    assert _sql(system, "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'") == "pg_stat_statements"
    assert int(_sql(system, "SELECT count(*) FROM pg_stat_statements")) > 0  # so it is preloaded, and counts


def test_roles_have_scram_and_no_powers(system: Stack) -> None:
    roles = _sql(
        system,
        "SELECT rolname, left(rolpassword, 14), rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR "
        "rolbypassrls FROM pg_authid WHERE rolcanlogin ORDER BY rolname",
    )
    assert roles.splitlines() == ["clo_monitor|SCRAM-SHA-256$|f", "clo_user|SCRAM-SHA-256$|f", "postgres||t"]


def test_the_owner_writes_and_the_monitor_only_reads(system: Stack) -> None:
    write = "INSERT INTO sample_records (value) VALUES ('by {}') RETURNING 'written'"
    assert "written" in _as(system, "clo_user", write.format("the owner"))
    assert "permission denied for table sample_records" in _as(system, "clo_monitor", write.format("the monitor"))
    assert int(_as(system, "clo_monitor", "SELECT count(*) FROM sample_records")) > 0
    assert "permission denied" in _as(system, "clo_monitor", "CREATE TABLE public.mine (id int)")
    assert int(_as(system, "clo_monitor", "SELECT count(*) FROM pg_stat_statements WHERE query LIKE 'INSERT%'")) > 0


@pytest.mark.parametrize(
    ("connection", "refusal"),
    [
        ({"sslmode": "disable"}, "no encryption"),
        ({"dbname": "postgres"}, 'for host "'),
        ({"user": "postgres"}, 'for host "'),
        (
            {"host": "database-server", "ssl_max_protocol_version": "TLSv1.1", "ssl_min_protocol_version": "TLSv1.1"},
            "SSL",
        ),
    ],
)
def test_the_server_lets_nobody_else_in(system: Stack, connection: dict[str, str], refusal: str) -> None:
    assert _as(system, "clo_user", "SELECT 'let in'") == "let in"
    answer = _as(system, "clo_user", "SELECT 'let in'", connection)
    assert "let in" not in answer
    assert refusal in answer


def test_a_service_reaches_its_database_over_tls_only(system: Stack) -> None:
    script = """
import psycopg2
url = open("/run/secrets/database-url").read()
for mode in ("verify-full", "disable"):
    try:
        psycopg2.connect(url.replace("sslmode=verify-full", "sslmode=" + mode)).close()
        print("let in")
    except psycopg2.OperationalError as error:
        print("TLS required" in str(error) or "SSL required" in str(error))
"""
    assert docker("exec", system.container("backend-1"), "python3", "-c", script).split("\n") == ["let in", "True"]


def test_the_pool_pools_transactions(system: Stack) -> None:
    shown = _as(system, "clo_monitor", "SHOW CONFIG", {"host": "database", "dbname": "pgbouncer"}).splitlines()
    settings = {line.split("|")[0]: line.split("|")[1] for line in shown}
    assert settings["pool_mode"] == "transaction"
    assert DATABASE.pool is not None
    assert settings["default_pool_size"] == str(DATABASE.pool.connections)
    assert settings["max_client_conn"] == str(DATABASE.pool.clients)
    assert settings["client_tls_sslmode"] == "require"
    assert settings["server_tls_sslmode"] == "verify-full"


def test_the_cache_is_as_the_spec_says(system: Stack) -> None:
    answer = json.loads(_redis(system, "--json CONFIG GET maxmemory* save appendonly port tls-port"))
    size = CACHE.sizes[Size.LAPTOP]
    assert answer["maxmemory"] == str(size.data_mb * 1024 * 1024)
    assert answer["maxmemory-policy"] == CACHE.eviction.value
    assert answer["save"] == " ".join(f"{item.seconds} {item.changes}" for item in CACHE.snapshots)
    assert (answer["appendonly"], answer["port"], answer["tls-port"]) == ("no", "0", str(CACHE.port))


@pytest.mark.parametrize("command", CACHE.forbidden_commands)
def test_forbidden_commands_are_not_there(system: Stack, command: str) -> None:
    assert _redis(system, "SET e2e kept") == "OK"
    assert "unknown command" in _redis(system, command)
    assert _redis(system, "GET e2e") == "kept"


def test_the_cache_wants_tls_and_the_password(system: Stack) -> None:
    assert _redis(system, "PING") == "PONG"
    assert "NOAUTH" in _redis(system, "PING", REDIS)
    plain = _redis(system, "PING", "timeout 5 redis-cli -h localhost")
    assert "PONG" not in plain
    assert plain  # an error, not silence
