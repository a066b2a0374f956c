"""PostgreSQL's files: postgresql.conf, pg_hba.conf, and the SQL that makes roles, database and grants on every start.

Guarantees: connections from outside are TLS 1.2 or newer with scram-sha-256, one role to one database; the superuser
exists only on the local socket, for the operating system's user ``postgres``. Sources: CLO guide "Production Setup" and
"Database Security", errata X-CLO-04 to X-CLO-07, X-CLO-33 and X-CLO-39.
"""

# ruff: noqa: S608 - writing SQL is what this module is for; names and texts in it are checked and quoted

import re
from collections.abc import Iterator, Mapping

from components.files import FOLDER
from components.files.quoting import database_name, matching, password, printable, sql_identifier, sql_literal
from stacks._data import Access, Database, DatabaseResources, Role
from stacks._tenancy import database_of

TENANTS = database_of("")  # how the name of every tenant's role begins
PARAMETER = re.compile(r"[a-z_]+(\.[a-z_]+)?")
SWITCH = {"true": "on", "yes": "on", "1": "on", "false": "off", "no": "off", "0": "off"}


def postgresql_conf(
    database: Database, resources: DatabaseResources, *, folder: str = FOLDER, socket_folder: str = "/run/postgresql"
) -> str:
    """Return postgresql.conf: the spec's parameters for a server with these limits, over our defaults.

    What other fields of the spec decide (port, preload) and what keeps the server safe (TLS, passwords) can't be said
    again differently as a parameter: that is a ValueError. Page checksums are initdb's (``--data-checksums``).
    """
    fixed = {
        "listen_addresses": "*",  # X-CLO-04: on a private network, and pg_hba.conf says who
        "port": str(database.port),
        "unix_socket_directories": socket_folder,
        "ssl": "on",
        "ssl_cert_file": f"{folder}/server.crt",
        "ssl_key_file": f"{folder}/server.key",
        "ssl_ca_file": f"{folder}/authority.pem",
        "ssl_min_protocol_version": "TLSv1.2",
        "password_encryption": "scram-sha-256",  # X-CLO-06
        "shared_preload_libraries": ",".join(database.preload),
    }
    defaults = {
        "log_destination": "stderr",
        "logging_collector": "off",  # the container engine or the node collects
        "log_timezone": "UTC",
        "timezone": "UTC",
        "log_checkpoints": "on",
        "log_lock_waits": "on",
    }
    said = database.parameters_with(resources)
    for name, value in said.items():
        matching(PARAMETER, name, f"database {database.name!r}: the parameter", "lower-case letters, _ and one dot")
        if name in fixed and SWITCH.get(value.lower(), value) != fixed[name]:
            raise ValueError(
                f"database {database.name!r}: the parameter {name} is {value!r}, but it is always {fixed[name]!r}; "
                f"leave it out (ports and preloaded libraries have fields of their own, TLS is not negotiable)"
            )
    lines = (f"{name} = {_value(value, name)}" for name, value in {**defaults, **said, **fixed}.items())
    return "\n".join(lines) + "\n"


def _value(text: str, name: str) -> str:
    printable(text, f"the parameter {name}")
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def pg_hba_conf(database: Database) -> str:
    """Return pg_hba.conf: the superuser locally, each role to its database over TLS with scram-sha-256, nobody else."""
    pairs = (
        (
            sql_identifier(database_name(database.database_of(role.name), "the database")),
            sql_identifier(database_name(role.name, "the role")),
        )
        for role in database.logins
    )
    lines = [
        "local all postgres peer",
        *(f"hostssl {name} {role} all scram-sha-256" for name, role in pairs),
        "local all all reject",
        "host all all all reject",
    ]
    return "\n".join(lines) + "\n"


def bootstrap_sql(database: Database, passwords: Mapping[str, str]) -> str:
    """Return SQL for psql, as superuser on the database postgres, that may run any number of times.

    It makes the roles, the database and its extensions where they are missing, and sets passwords, limits and rights
    to what the spec says, also where they were wider before. It never drops anything: a tenant that has gone from the
    spec keeps its database, but its role loses password, login and sessions until the tenant is back. So every role
    whose name begins as a tenant's must be of the spec. Rights cover what there is and what the owner makes later, in
    every schema. Errors end it if ON_ERROR_STOP is set, as it should be.
    """
    return "\n".join(_statements(database, passwords)) + "\n"


def _statements(database: Database, passwords: Mapping[str, str]) -> Iterator[str]:
    printable(database.encoding + database.locale, "the encoding or locale")
    yield "SET standard_conforming_strings = on;"
    for role in database.logins:
        if role.name not in passwords:
            raise ValueError(f"the role {role.name!r} has no password; passwords hold {', '.join(sorted(passwords))}")
        identifier = sql_identifier(database_name(role.name, "the role"))
        yield (
            f"SELECT {sql_literal(f'CREATE ROLE {identifier}')} "
            f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {sql_literal(role.name)}) \\gexec"
        )
        yield (
            f"ALTER ROLE {identifier} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
            f"CONNECTION LIMIT {role.connections:d} "
            f"PASSWORD {sql_literal(password(passwords[role.name], f'the role {role.name!r}'))};"
        )
    yield from _lock_out(database)
    yield "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;"
    yield from _one_database(database, database.database, database.owner, database.roles)
    for tenant in database.tenants:
        yield from _one_database(database, tenant.database, tenant.role, ())


def _lock_out(database: Database) -> Iterator[str]:
    """Lock out the tenants that are not of the spec; pg_hba.conf does too, but a managed server has none of ours."""
    of_the_spec = ", ".join(sql_literal(role.name) for role in database.logins)
    gone = f"starts_with(rolname::text, {sql_literal(TENANTS)}) AND rolname NOT IN ({of_the_spec})"
    yield f"SELECT format('ALTER ROLE %I NOLOGIN PASSWORD NULL', rolname) FROM pg_roles WHERE {gone} \\gexec"
    # After that, or a client that connects again at once would be back in.
    yield (
        "SELECT pg_terminate_backend(activity.pid) FROM pg_stat_activity AS activity "
        f"JOIN pg_roles ON pg_roles.oid = activity.usesysid WHERE {gone};"
    )


def _one_database(server: Database, database: str, owned_by: Role, roles: tuple[Role, ...]) -> Iterator[str]:
    """Make one database of the server, its owner's alone but for the rights of the other roles."""
    name = sql_identifier(database_name(database, "the database"))
    owner = sql_identifier(database_name(owned_by.name, "the role"))
    create = (  # template0, because only from there can encoding and locale differ from the cluster's
        f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 "
        f"ENCODING {sql_literal(server.encoding)} LOCALE {sql_literal(server.locale)}"
    )
    yield (
        f"SELECT {sql_literal(create)} "
        f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {sql_literal(database)}) \\gexec"
    )
    yield f"ALTER DATABASE {name} OWNER TO {owner};"
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
    yield f"\\connect {name}"
    yield "SET standard_conforming_strings = on;"
    yield "BEGIN;"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
    for extension in server.extensions:
        printable(extension, "the extension")
        yield f"CREATE EXTENSION IF NOT EXISTS {sql_identifier(extension)};"
        yield f"ALTER EXTENSION {sql_identifier(extension)} UPDATE;"
    for role in roles:
        if role.name != owned_by.name:
            yield from _grants(name, owner, sql_identifier(role.name), role.access)
    yield "COMMIT;"


def _grants(name: str, owner: str, role: str, access: Access) -> Iterator[str]:
    """Set the rights of a role that is not the owner: first none, then what its access says, in one transaction."""
    writes = access in {Access.READ_WRITE, Access.OWNER}
    tables = "SELECT, INSERT, UPDATE, DELETE" if writes else "SELECT"
    sequences = "USAGE, SELECT, UPDATE" if writes else "SELECT"
    yield f"REVOKE ALL ON DATABASE {name} FROM {role};"
    yield f"GRANT {'CONNECT, TEMPORARY' if writes else 'CONNECT'} ON DATABASE {name} TO {role};"
    yield f"GRANT pg_monitor TO {role};" if access is Access.MONITOR else f"REVOKE pg_monitor FROM {role};"
    for kind, rights in (("TABLES", tables), ("SEQUENCES", sequences)):
        yield _in_every_schema(f"REVOKE ALL ON ALL {kind} IN SCHEMA %1$I FROM {role}")
        yield _in_every_schema(f"GRANT {rights} ON ALL {kind} IN SCHEMA %1$I TO {role}")
        yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE ALL ON {kind} FROM {role};"
        yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT {rights} ON {kind} TO {role};"
    yield _in_every_schema(f"REVOKE ALL ON SCHEMA %1$I FROM {role}")
    yield _in_every_schema(f"GRANT USAGE ON SCHEMA %1$I TO {role}")
    yield f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE ON SCHEMAS TO {role};"


def _in_every_schema(statement: str) -> str:
    return (
        f"SELECT format({sql_literal(statement)}, nspname) FROM pg_namespace "
        "WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY nspname \\gexec"
    )
