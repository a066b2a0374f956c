"""What operating a PostgreSQL needs of its own files: the archive of its log, two logins, and a database for markers.

Guarantees: both logins come over TLS with scram-sha-256; the one for monitoring reads no table; the one for backups and
maintenance reads every table and changes none but those of the database ``moorage``, which is its own.
"""

# ruff: noqa: S608 - writing SQL is what this module is for; names and texts in it are checked and quoted

from collections.abc import Iterator, Mapping

from components.files.quoting import NAME, matching, password, sql_identifier, sql_literal
from stacks._data import Database

OPERATIONS = "moorage_operations"
MONITORING = "moorage_monitoring"
LOGINS = (OPERATIONS, MONITORING)
MARKERS = "moorage"  # the database
CONNECTIONS: Mapping[str, int] = {OPERATIONS: 8, MONITORING: 4}  # a dump, a marker and maintenance at once; a scrape
# Minutes of log that an idle server may hold back at most, whatever a spec promises: the goal of issue 6 is at most
# five minutes lost, and the last of them is for the way into the archive.
MOST_MINUTES = 5
LEAST_SECONDS = 30


def archiving(stanza: str, point_minutes: int) -> dict[str, str]:
    """Return the parameters of a server that archives its log; a segment is ended early enough to keep the promise."""
    matching(NAME, stanza, "a stanza", "lower-case letters, digits, _ and -")
    seconds = max(LEAST_SECONDS, 60 * (min(point_minutes, MOST_MINUTES) - 1))
    return {
        "archive_mode": "on",
        "archive_command": f"pgbackrest --stanza={stanza} archive-push %p",
        "archive_timeout": str(seconds),
    }


def admitted() -> Iterator[str]:
    """Yield the lines of pg_hba.conf: databases that went from the spec are still backed up, so to all of them."""
    for login in LOGINS:
        yield f"hostssl all {sql_identifier(login)} all scram-sha-256"


def statements(database: Database, passwords: Mapping[str, str]) -> Iterator[str]:
    """Yield SQL for psql, as superuser, that makes logins, database and rights what they should be, also again.

    ``passwords`` has one for each of LOGINS.
    """
    names = {role.name for role in database.logins} | {database.database_of(role.name) for role in database.logins}
    if taken := names & {*LOGINS, MARKERS}:
        raise ValueError(f"database {database.name!r} has {', '.join(sorted(taken))}, which is for operating it")
    yield "\\connect postgres"
    yield "SET standard_conforming_strings = on;"
    for login in LOGINS:
        yield (
            f"SELECT {sql_literal(f'CREATE ROLE {login}')} "
            f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {sql_literal(login)}) \\gexec"
        )
        # A dump that policies on rows thin out would be none, so the one that reads everything is exempt.
        reads_rows = "BYPASSRLS" if login == OPERATIONS else "NOBYPASSRLS"
        yield (
            f"ALTER ROLE {login} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION {reads_rows} "
            f"CONNECTION LIMIT {CONNECTIONS[login]} "
            f"PASSWORD {sql_literal(password(passwords[login], f'the role {login!r}'))};"
        )
    yield f"GRANT pg_read_all_data, pg_maintain, pg_monitor TO {OPERATIONS};"
    yield f"GRANT pg_monitor TO {MONITORING};"
    create = f"CREATE DATABASE {MARKERS} OWNER {OPERATIONS} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
    yield (
        f"SELECT {sql_literal(create)} "
        f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {sql_literal(MARKERS)}) \\gexec"
    )
    yield f"REVOKE ALL ON DATABASE {MARKERS} FROM PUBLIC;"
    connect = sql_literal(f"GRANT CONNECT ON DATABASE %I TO {', '.join(LOGINS)}")
    yield f"SELECT format({connect}, datname) FROM pg_database WHERE datallowconn AND NOT datistemplate \\gexec"
    yield f"\\connect {MARKERS}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
    yield f"GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO {OPERATIONS};"
    if "pg_stat_statements" in database.extensions:
        for name in sorted({database.database, *(tenant.database for tenant in database.tenants)}):
            yield f"\\connect {sql_identifier(name)}"
            yield f"GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO {OPERATIONS};"
