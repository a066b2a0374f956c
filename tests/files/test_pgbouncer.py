import configparser
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.files.pgbouncer import pgbouncer_ini, userlist_txt
from stacks._spec import Access, Pool, Role, Tenant
from stacks.clo import SPEC
from tests.files.made import BOUNDED, MORE_LINES, ONE_LINE

DATABASE = SPEC.databases[0]


def parsed(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.read_string(text)
    return parser


@given(connections=st.integers(1, 500), clients=st.integers(1, 99_999), port=st.integers(1, 65_535))
@BOUNDED
def test_the_pool_is_what_the_spec_says(connections: int, clients: int, port: int) -> None:
    database = replace(DATABASE, port=port, pool=Pool(connections=connections, clients=clients))
    ini = parsed(pgbouncer_ini(database, "database-server"))
    assert dict(ini["databases"]) == {"clo_management": f"host=database-server port={port} dbname=clo_management"}
    settings = ini["pgbouncer"]
    assert settings["pool_mode"] == "transaction"
    assert (settings["default_pool_size"], settings["max_client_conn"]) == (str(connections), str(clients))
    assert settings["listen_port"] == str(port)
    assert (settings["client_tls_sslmode"], settings["server_tls_sslmode"]) == ("require", "verify-full")
    assert (settings["auth_type"], settings["admin_users"]) == ("scram-sha-256", "")
    assert settings["stats_users"] == "clo_monitor"


LIMITS = st.one_of(st.just(-1), st.integers(0, 99))


@given(limits=st.tuples(LIMITS, LIMITS, LIMITS), connections=st.integers(1, 50))
@BOUNDED
def test_the_pool_stays_below_the_limit_of_every_role(limits: tuple[int, int, int], connections: int) -> None:
    owner, monitor, tenant = limits
    database = replace(
        DATABASE,
        roles=(
            Role(name="owner", access=Access.OWNER, connections=owner),
            Role(name="the-monitor", access=Access.MONITOR, connections=monitor),
        ),
        tenants=(Tenant(name="a", database="tenant_a", role=Role(name="t", access=Access.OWNER, connections=tenant)),),
        pool=Pool(connections=connections, clients=100),
    )
    ini = parsed(pgbouncer_ini(database, "server"))
    assert list(ini["databases"]) == ["clo_management", "tenant_a"]
    said = dict(ini["users"])
    for name, limit in (("owner", owner), ("the-monitor", monitor), ("t", tenant)):
        if limit < 0:
            assert name not in said
        else:  # two are left for migrations and people, and never none for the pool: 0 would be no limit
            assert said[name] == f"max_user_connections={max(1, min(limit - 2, connections))}"


@given(host=st.text().filter(lambda host: any(character in " \n='\"\\;#" for character in host) or not host))
@BOUNDED
def test_hosts_can_not_break_out(host: str) -> None:
    with pytest.raises(ValueError, match="allowed: a host name"):
        pgbouncer_ini(DATABASE, host)


def test_without_a_pool_there_is_no_file() -> None:
    with pytest.raises(ValueError, match="has no pool"):
        pgbouncer_ini(replace(DATABASE, pool=None), "database")


def read_back(text: str) -> dict[str, str]:
    """Read userlist.txt as PgBouncer does: two quoted texts a line, a quote within doubled."""
    found = {}
    for line in text.splitlines():
        name, secret = line[1:-1].split('" "', 1)
        found[name] = secret.replace('""', '"')
        assert line.count('"') % 2 == 0
    return found


ROLE = st.from_regex(r"[a-f][a-z0-9_-]{0,62}", fullmatch=True)


@given(secrets=st.dictionaries(ROLE, st.text(ONE_LINE, min_size=1, max_size=99)))
@BOUNDED
def test_users_are_read_back_as_they_were(secrets: dict[str, str]) -> None:
    text = userlist_txt(secrets)
    assert read_back(text) == secrets
    assert text == userlist_txt(dict(reversed(secrets.items())))


@given(secret=MORE_LINES)
@BOUNDED
def test_passwords_of_more_than_one_line_are_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="the password of the role 'role' has a control character; allowed: "):
        userlist_txt({"role": secret})


@pytest.mark.parametrize("secret", ["", "x" * 1025, "é" * 513])
def test_passwords_that_do_not_fit_are_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="empty or too long"):
        userlist_txt({"role": secret})
