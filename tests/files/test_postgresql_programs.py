"""The real PostgreSQL, and PgBouncer before it, with the files we give them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stacks._spec import Access, Role, Size, Tenant
from tests.files.made import free_ports, issue_authority
from tests.files.servers import PASSWORDS, ROLES, Servers, pooling

pytestmark = pytest.mark.programs


@pytest.fixture(scope="module")
def servers(database_servers: Servers) -> Servers:
    """Bootstrapped twice, with a table that the owner made between."""
    worked, shown = database_servers.ask(
        "owner", "CREATE TABLE kept (id serial, word text); INSERT INTO kept(word) VALUES ('old')"
    )
    assert worked, shown
    database_servers.bootstrap()
    return database_servers


def test_every_parameter_is_what_the_spec_says(servers: Servers) -> None:
    for name, value in servers.database.parameters_at(Size.LAPTOP).items():
        shown = servers.superuser(f"--command=SELECT current_setting('{name}')")
        assert shown == value.strip(), name
    refused = "SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL"
    assert servers.superuser(f"--command={refused} AND name <> 'listen_addresses'") == ""  # the tests' own is loopback
    assert servers.superuser("--command=SHOW shared_preload_libraries") == "pg_stat_statements"


def test_the_access_rules_are_read_as_they_were_meant(servers: Servers) -> None:
    shown = servers.superuser("--command=SELECT type, database, user_name, auth_method, error FROM pg_hba_file_rules")
    assert shown.splitlines() == [
        "local|{all}|{postgres}|peer|",
        *(f"hostssl|{{the-database}}|{{{role.name}}}|scram-sha-256|" for role in ROLES),
        "local|{all}|{all}|reject|",
        "host|{all}|{all}|reject|",
    ]


def test_data_outlives_the_second_bootstrap_and_rights_cover_the_new_table(servers: Servers) -> None:
    for role in ROLES:
        assert servers.ask(role.name, "SELECT word FROM kept") == (True, "old"), role.name


def test_passwords_are_right_in_spite_of_their_characters_and_stored_as_scram(servers: Servers) -> None:
    for role in PASSWORDS:
        assert servers.ask(role, "SELECT current_user") == (True, role)
        worked, shown = servers.ask(role, "SELECT 1", password=PASSWORDS[role] + "x")
        assert not worked
        assert "password authentication failed" in shown
    stored = servers.superuser("--command=SELECT rolname FROM pg_authid WHERE rolpassword !~ '^SCRAM-SHA-256'")
    assert stored == ""


@pytest.mark.parametrize(
    ("role", "options", "refusal"),
    [
        ("owner", {"sslmode": "disable"}, "no encryption"),
        ("owner", {"database": "postgres"}, "pg_hba.conf rejects"),
        ("postgres", {}, "pg_hba.conf rejects"),
        ("stranger", {}, "pg_hba.conf rejects"),
    ],
)
def test_who_is_refused(role: str, options: dict[str, Any], refusal: str, servers: Servers) -> None:
    worked, shown = servers.ask(role, "SELECT 1", **options)
    assert not worked
    assert refusal in shown


def test_connections_are_tls_and_logged(servers: Servers) -> None:
    asked = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    assert servers.ask("owner", asked)[1] in {"TLSv1.2", "TLSv1.3"}
    assert "user=owner,db=the-database,app=psql,client=127.0.0.1 LOG:  disconnection" in log(servers)


def log(servers: Servers) -> str:
    return (servers.folder / "log").read_text()


def test_no_password_is_in_the_log(servers: Servers) -> None:
    for password in PASSWORDS.values():
        assert password == "plain" or password not in log(servers)


ALLOWED = {
    "SELECT count(*) FROM kept": {"owner", "writer", "the-reader", "watcher"},
    "INSERT INTO kept(word) VALUES ('new')": {"owner", "writer"},
    "UPDATE kept SET word = word": {"owner", "writer"},
    "DELETE FROM kept WHERE word = 'new'": {"owner", "writer"},
    "CREATE TEMPORARY TABLE scratch (id int)": {"owner", "writer"},
    "CREATE TABLE made_by_me (id int); DROP TABLE made_by_me": {"owner"},
    "ALTER TABLE kept ALTER word SET NOT NULL": {"owner"},
    "BEGIN; TRUNCATE kept; ROLLBACK": {"owner"},
    "CREATE SCHEMA mine; DROP SCHEMA mine": {"owner"},
    "SELECT count(*) FROM pg_ls_waldir()": {"watcher"},  # one of what pg_monitor may do
    "CREATE ROLE more": set(),
    "CREATE DATABASE more": set(),
    "SELECT pg_read_file('/etc/hostname')": set(),
    "COPY kept TO PROGRAM 'cat'": set(),
    "SELECT pg_stat_statements_reset()": set(),
}


@pytest.mark.parametrize("statement", ALLOWED)
def test_each_role_may_do_what_its_access_says(statement: str, servers: Servers) -> None:
    assert {role.name for role in ROLES if servers.ask(role.name, statement)[0]} == ALLOWED[statement]


def test_tables_and_schemas_of_the_future_are_covered(servers: Servers) -> None:
    made = "CREATE SCHEMA later; CREATE TABLE later.things AS SELECT 1 AS id; CREATE TABLE soon AS SELECT 2 AS id"
    assert servers.ask("owner", made)[0]
    for role in ("writer", "the-reader", "watcher"):
        assert servers.ask(role, "SELECT things.id, soon.id FROM later.things, soon") == (True, "1|2"), role
    assert servers.ask("writer", "UPDATE later.things SET id = 3")[0]
    assert not servers.ask("watcher", "UPDATE later.things SET id = 3")[0]


def test_rights_follow_the_spec_in_both_directions(servers: Servers) -> None:
    insert = "INSERT INTO kept(word) VALUES ('new')"
    narrowed = tuple(replace(role, access=Access.READ_ONLY) if role.name != "owner" else role for role in ROLES)
    servers.bootstrap(narrowed)
    assert not servers.ask("writer", insert)[0]
    assert servers.ask("writer", "SELECT count(*) > 0 FROM kept") == (True, "t")
    assert servers.ask("owner", "CREATE TABLE while_narrow AS SELECT 1 AS id")[0]
    assert not servers.ask("writer", "DELETE FROM while_narrow")[0]
    assert servers.superuser("--command=SELECT pg_has_role('watcher', 'pg_monitor', 'member')") == "f"
    servers.bootstrap()
    assert servers.ask("writer", insert)[0]
    assert servers.ask("writer", "DELETE FROM kept WHERE word = 'new'; DELETE FROM while_narrow")[0]
    assert servers.superuser("--command=SELECT pg_has_role('watcher', 'pg_monitor', 'member')") == "t"


def test_what_an_older_server_left_is_put_right(servers: Servers) -> None:
    """Before PostgreSQL 15 everybody could create in the schema public, and extensions stay at the version they had."""
    older = "DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements VERSION '1.4'"
    servers.superuser(
        "--command=GRANT CREATE ON SCHEMA public TO PUBLIC", f"--command={older}", database="the-database"
    )
    create = "CREATE TABLE made_by_me (id int); DROP TABLE made_by_me"
    assert servers.ask("the-reader", create)[0]
    servers.bootstrap()
    assert not servers.ask("the-reader", create)[0]
    newest = "SELECT installed_version = default_version FROM pg_available_extensions WHERE name = 'pg_stat_statements'"
    assert servers.superuser(f"--command={newest}", database="the-database") == "t"


ACME = Tenant(name="acme", database="tenant_acme", role=Role(name="tenant_acme", access=Access.OWNER))
DESK = Role(name="tenant_desk", access=Access.READ_ONLY)  # no tenant's, in spite of its name


@pytest.fixture
def managed(servers: Servers) -> Iterator[Servers]:
    """A server that never refuses a tenant by pg_hba.conf, as a managed one, which has none of ours."""
    servers.admit((*ROLES, DESK), (ACME,))
    yield servers
    servers.admit()
    servers.bootstrap()


def test_a_tenant_that_goes_is_locked_out_and_finds_its_data_when_it_is_back(managed: Servers) -> None:
    def ask(role: str, statement: str, password: str) -> tuple[bool, str]:
        database = "tenant_acme" if role == "tenant_acme" else "the-database"
        return managed.ask(role, statement, password=password, database=database)

    def may_log_in() -> str:
        return managed.superuser(
            "--command=SELECT string_agg(rolname || ' ' || rolcanlogin, ', ' ORDER BY rolname) FROM pg_roles "
            "WHERE rolname ~ '^tenant_'"
        )

    with ThreadPoolExecutor(2) as threads:
        managed.bootstrap((*ROLES, DESK), (ACME,), {"tenant_acme": "first", "tenant_desk": "desk"})
        assert ask("tenant_acme", "CREATE TABLE orders AS SELECT 7 AS id", "first")[0]
        held = [threads.submit(ask, "tenant_acme", "SELECT pg_sleep(20)", "first"),
                threads.submit(ask, "tenant_desk", "SELECT 'stayed' FROM pg_sleep(3)", "desk")]  # fmt: skip
        wait_for(managed, "tenant_acme", "tenant_desk")

        managed.bootstrap((*ROLES, DESK), (), {"tenant_desk": "desk"})
        assert may_log_in() == "tenant_acme false, tenant_desk true"
        worked, shown = held[0].result()
        assert not worked
        assert "terminating connection due to administrator command" in shown
        assert held[1].result() == (True, "stayed")
    assert managed.superuser("--command=SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'tenant_acme'") == "t"
    assert not ask("tenant_acme", "SELECT 1", "first")[0]
    managed.superuser("--command=ALTER ROLE tenant_acme PASSWORD 'first'")
    worked, shown = ask("tenant_acme", "SELECT 1", "first")  # whoever has the password is not let in either
    assert not worked
    assert "is not permitted to log in" in shown

    managed.bootstrap((*ROLES, DESK), (ACME,), {"tenant_acme": "second", "tenant_desk": "desk"})
    assert may_log_in() == "tenant_acme true, tenant_desk true"
    assert not ask("tenant_acme", "SELECT id FROM orders", "first")[0]
    assert ask("tenant_acme", "SELECT id FROM orders", "second") == (True, "7")


def wait_for(servers: Servers, *roles: str) -> None:
    """Wait until exactly these roles are each in the middle of a query."""
    deadline = time.monotonic() + 10
    active = "SELECT string_agg(usename, ' ' ORDER BY usename) FROM pg_stat_activity WHERE state = 'active'"
    while servers.superuser(f"--command={active} AND usename <> 'postgres'") != " ".join(roles):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_database_is_as_the_spec_says(servers: Servers) -> None:
    facts = "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate FROM pg_database"
    assert servers.superuser(f"--command={facts} WHERE datname = 'the-database'") == "owner|UTF8|C"
    assert servers.superuser("--command=SELECT extname FROM pg_extension ORDER BY 1", database="the-database") == (
        "pg_stat_statements\nplpgsql"
    )
    assert servers.superuser("--command=SELECT rolconnlimit FROM pg_roles WHERE rolname = 'writer'") == "3"


def test_pgbouncer_passes_queries_of_every_role(servers: Servers) -> None:
    for role in PASSWORDS:
        assert servers.ask(role, "SELECT current_user", pooled=True) == (True, role)
    encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    assert servers.ask("owner", encrypted, pooled=True) == (True, "t")


def test_clients_of_a_limited_role_wait_for_each_other_and_none_is_refused(servers: Servers) -> None:
    """The writer may have three connections, and the pool five for each role; two of the three are people's."""
    with ThreadPoolExecutor(10) as threads:
        people = [threads.submit(servers.ask, "writer", "SELECT pg_sleep(3)") for _ in range(2)]
        wait_for(servers, "writer", "writer")
        slow = "SELECT 'done' FROM pg_sleep(0.1)"
        clients = [threads.submit(servers.ask, "writer", slow, pooled=True) for _ in range(8)]
    assert [client.result() for client in clients] == [(True, "done")] * 8
    assert [person.result()[0] for person in people] == [True, True]
    assert "too many connections" not in log(servers)  # which the pool would hide from a client while it has others


@pytest.mark.parametrize(
    ("role", "options", "refusal"),
    [
        ("owner", {"sslmode": "disable"}, "SSL required"),
        ("owner", {"password": "wrong"}, "authentication failed"),
        ("postgres", {}, "authentication failed"),
        ("owner", {"database": "postgres"}, "no such database"),
        ("owner", {"database": "pgbouncer"}, "not allowed"),
    ],
)
def test_whom_pgbouncer_refuses(role: str, options: dict[str, Any], refusal: str, servers: Servers) -> None:
    worked, shown = servers.ask(role, "SELECT 1", pooled=True, **options)
    assert not worked
    assert refusal in shown


def test_the_monitor_sees_the_pools_and_can_not_touch_them(servers: Servers) -> None:
    assert servers.ask("owner", "SELECT 1", pooled=True)[0]
    worked, shown = servers.ask("watcher", "SHOW POOLS", pooled=True, database="pgbouncer")
    assert worked
    assert "the-database|owner|" in shown
    assert not servers.ask("watcher", "PAUSE", pooled=True, database="pgbouncer")[0]
    config = dict(
        line.split("|")[:2]
        for line in servers.ask("watcher", "SHOW CONFIG", pooled=True, database="pgbouncer")[1].splitlines()
    )
    assert (config["pool_mode"], config["default_pool_size"], config["max_client_conn"]) == ("transaction", "5", "50")
    assert config["server_tls_sslmode"] == "verify-full"


def test_pgbouncer_verifies_the_server(servers: Servers, new_folder: Callable[[], Path]) -> None:
    folder, (port,) = new_folder(), free_ports(1)
    issue_authority(folder)  # another one, which has not signed the server's certificate
    with pooling(folder, servers.database, port):
        worked, shown = replace(servers, pooled=port).ask("owner", "SELECT 1", pooled=True, seconds=2)
    assert not worked
    assert "certificate verify failed" in (folder / "log").read_text(), shown
