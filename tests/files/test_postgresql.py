import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from stacks._spec import Access, Database, DatabaseResources, Role, Size, Tenant
from stacks.clo import SPEC
from tests.files.made import BOUNDED, MORE_LINES, ONE_LINE

DATABASE = SPEC.databases[0]
PASSWORDS = {role.name: f"secret-of-{role.name}" for role in DATABASE.roles}
LINE = re.compile(r"([a-z_.]+) = '((?:[^'\\\n]|''|\\.)*)'")
SMALL = DATABASE.sizes[Size.SMALL]
ACME = (Tenant(name="acme", database="tenant_acme", role=Role(name="tenant_acme", access=Access.OWNER, connections=5)),)


def parsed(text: str) -> dict[str, str]:
    """Read postgresql.conf as the server does: doubled quotes, and backslashes before what they quote."""
    values = {}
    for line in text.splitlines():
        found = LINE.fullmatch(line)
        assert found, line
        assert found[1] not in values
        values[found[1]] = re.sub(r"''|\\(.)", lambda part: part[1] or "'", found[2])
    return values


def with_parameters(**parameters: str) -> Database:
    return replace(
        DATABASE, parameters=parameters, sizes={Size.SMALL: DatabaseResources(cpus=1, memory_mb=1, disk_gb=1)}
    )


@pytest.mark.parametrize("size", list(Size))
def test_every_parameter_of_the_spec_is_there_once_at_its_size(size: Size) -> None:
    values = parsed(postgresql_conf(DATABASE, DATABASE.sizes[size]))
    wanted = DATABASE.parameters_at(size)
    assert {name: values[name] for name in wanted} == wanted
    assert (values["ssl"], values["password_encryption"], values["timezone"]) == ("on", "scram-sha-256", "UTC")
    assert postgresql_conf(DATABASE, DATABASE.sizes[size]) == postgresql_conf(DATABASE, DATABASE.sizes[size])


@given(value=st.text(ONE_LINE))
@BOUNDED
def test_values_are_read_back_as_they_were(value: str) -> None:
    assert parsed(postgresql_conf(with_parameters(log_line_prefix=value), SMALL))["log_line_prefix"] == value


@given(value=MORE_LINES)
@BOUNDED
def test_values_of_more_than_one_line_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="the parameter application_name has the character"):
        postgresql_conf(with_parameters(application_name=value), SMALL)


@given(name=st.text().filter(lambda name: not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", name)))
@BOUNDED
def test_names_of_parameters_are_plain(name: str) -> None:
    with pytest.raises(ValueError, match="allowed: lower-case letters"):
        postgresql_conf(with_parameters(**{name: "1"}), SMALL)


def test_the_spec_wins_over_what_is_only_a_default() -> None:
    values = parsed(postgresql_conf(with_parameters(timezone="Europe/Vienna", log_checkpoints="off"), SMALL))
    assert (values["timezone"], values["log_checkpoints"]) == ("Europe/Vienna", "off")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ssl", "off"),
        ("password_encryption", "md5"),
        ("ssl_min_protocol_version", "TLSv1"),
        ("listen_addresses", "localhost"),
        ("port", "5433"),
        ("shared_preload_libraries", "evil"),
    ],
)
def test_what_keeps_the_server_safe_is_not_a_parameter(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"the parameter {name} is '{value}', but it is always"):
        postgresql_conf(with_parameters(**{name: value}), SMALL)


def test_a_parameter_may_say_what_is_so_anyway() -> None:
    assert parsed(postgresql_conf(with_parameters(ssl="true"), SMALL))["ssl"] == "on"


def test_access_rules_end_with_nobody_else() -> None:
    assert pg_hba_conf(DATABASE).splitlines() == [
        "local all postgres peer",
        'hostssl "clo_management" "clo_user" all scram-sha-256',
        'hostssl "clo_management" "clo_monitor" all scram-sha-256',
        "local all all reject",
        "host all all all reject",
    ]


BAD_NAMES = st.one_of(
    st.text().filter(lambda name: not re.fullmatch(r"[a-z_][a-z0-9_-]{0,62}", name)),
    st.sampled_from(["postgres", "template1", "pg_monitor", "public", "pgbouncer", "/x", "+x", "@x", "x" * 64]),
)


@given(name=BAD_NAMES)
@BOUNDED
def test_names_that_are_not_plain_are_refused_everywhere(name: str) -> None:
    role = replace(DATABASE, roles=(Role(name=name, access=Access.OWNER),))
    for database in (role, replace(DATABASE, database=name)):
        with pytest.raises(ValueError, match="allowed: "):
            pg_hba_conf(database)
        with pytest.raises(ValueError, match="allowed: "):
            bootstrap_sql(database, {name: "x", **PASSWORDS})


LITERAL = re.compile(r"PASSWORD '((?:[^']|'')*)';")


@given(secret=st.text(ONE_LINE, min_size=1, max_size=40))
@BOUNDED
def test_passwords_are_literals(secret: str) -> None:
    plain = bootstrap_sql(DATABASE, PASSWORDS)
    text = bootstrap_sql(DATABASE, {**PASSWORDS, "clo_user": secret})
    literals = LITERAL.findall(text)
    assert literals[0].replace("''", "'") == secret
    # The rest of the script is the same, so the password has changed nothing but itself.
    assert LITERAL.sub("", text) == LITERAL.sub("", plain)


@given(secret=MORE_LINES)
@BOUNDED
def test_passwords_of_more_than_one_line_are_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="the password of the role 'clo_user' has a control character; allowed: "):
        bootstrap_sql(DATABASE, {**PASSWORDS, "clo_user": secret})


def test_only_tenants_of_the_spec_keep_their_login() -> None:
    named = replace(DATABASE, roles=(*DATABASE.roles, Role(name="tenant_desk", access=Access.READ_ONLY)), tenants=ACME)
    text = bootstrap_sql(named, {**PASSWORDS, "tenant_desk": "x", "tenant_acme": "y"})
    (kept,) = set(re.findall(r"starts_with\(rolname::text, 'tenant_'\) AND rolname NOT IN \(([^)]*)\)", text))
    assert kept == "'clo_user', 'clo_monitor', 'tenant_desk', 'tenant_acme'"
    assert text.index("NOLOGIN") < text.index("pg_terminate_backend")


def test_the_bootstrap_never_drops_and_holds_each_password_once() -> None:
    text = bootstrap_sql(DATABASE, PASSWORDS)
    assert not re.search(r"\b(DROP|TRUNCATE|DELETE FROM)\b", text)
    assert {name: text.count(secret) for name, secret in PASSWORDS.items()} == dict.fromkeys(PASSWORDS, 1)
    assert text == bootstrap_sql(DATABASE, dict(reversed(PASSWORDS.items())))


def test_a_missing_password_is_named_and_no_other_shown() -> None:
    with pytest.raises(ValueError, match="'clo_monitor' has no password") as caught:
        bootstrap_sql(DATABASE, {"clo_user": "hidden-one"})
    assert "hidden-one" not in str(caught.value)


def test_no_password_in_the_other_files() -> None:
    text = postgresql_conf(DATABASE, SMALL) + pg_hba_conf(DATABASE)
    assert not any(secret in text for secret in PASSWORDS.values())


def test_a_tenants_role_enters_its_own_database_and_no_other() -> None:
    lines = [line.split() for line in pg_hba_conf(replace(DATABASE, tenants=ACME)).splitlines()]
    admitted = {(line[1], line[2]) for line in lines if line[0] == "hostssl"}
    assert admitted == {('"clo_management"', f'"{role.name}"') for role in DATABASE.roles} | {
        ('"tenant_acme"', '"tenant_acme"')
    }


def test_a_host_that_is_shared_has_parameters_of_its_own() -> None:
    shared = replace(SMALL, parameters={"shared_buffers": "96MB"})
    assert parsed(postgresql_conf(DATABASE, shared))["shared_buffers"] == "96MB"
