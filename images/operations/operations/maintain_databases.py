"""Maintenance of databases, as the login moorage_operations: statistics, vacuum, new indexes, integrity, access.

Nothing waits for a lock longer than five seconds, so that nothing of the system waits behind it. Sources: PostgreSQL 17
manual, "Routine Database Maintenance Tasks", "REINDEX" (what a failed concurrent one leaves), "Predefined Roles".
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import psql
from .configuration import Configuration, Kind, Recoverable
from .failure import Failure
from .reports import Report

LOCK_SECONDS = 5
TABLE_SECONDS = 1800  # for one table
TABLES = 5000  # of one database; those with the most dead rows, or the largest, come first


HITS_PERCENT = 90  # of blocks that were in memory
OLD_TRANSACTION_MINUTES = 60
WRAPAROUND_AGE = 1_000_000_000  # transactions; the server stops at two thousand million

# Sizes are those of the last vacuum (pages of 8 kB): asking for the real one would wait for a table that is locked.
USER_TABLES = (
    "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' "
    "AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'"
)
DATABASES = "SELECT datname AS name FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname"
SERVER = """
SELECT current_setting('server_version') AS version, pg_postmaster_start_time()::text AS started,
  (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
  current_setting('max_connections')::int AS allowed,
  (SELECT coalesce(max(extract(epoch FROM now() - xact_start)) / 60, 0)::int FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS oldest_transaction_minutes,
  (SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock') AS waiting_for_locks
"""
EACH = """
SELECT d.datname AS database, pg_database_size(d.oid) AS bytes, s.numbackends AS connections,
  round(100.0 * s.blks_hit / nullif(s.blks_hit + s.blks_read, 0), 1) AS hits_percent, s.xact_commit AS commits,
  s.xact_rollback AS rollbacks, s.deadlocks, s.temp_files, s.temp_bytes, age(d.datfrozenxid) AS transaction_age,
  s.checksum_failures
FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid WHERE NOT d.datistemplate ORDER BY 2 DESC
"""
LARGEST = """
SELECT s.schemaname || '.' || s.relname AS "table", c.relpages::bigint * 8192 AS bytes, n_live_tup AS rows,
  n_dead_tup AS dead, greatest(last_vacuum, last_autovacuum)::text AS vacuumed,
  greatest(last_analyze, last_autoanalyze)::text AS analyzed
FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid ORDER BY 2 DESC LIMIT 20
"""
# What is no query may hold a password in clear, and is not shown.
QUERIES = """
SELECT calls, round(total_exec_time) AS total_ms, round(mean_exec_time::numeric, 1) AS mean_ms, rows,
  left(regexp_replace(query, '\\s+', ' ', 'g'), 200) AS query
FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid AND d.datname = current_database()
WHERE query ~* '^\\s*(select|insert|update|delete|merge|with)' ORDER BY total_exec_time DESC LIMIT 20
"""
HAS_QUERIES = "SELECT 1 AS one FROM pg_extension WHERE extname = 'pg_stat_statements'"
VACUUMED = f"""
SELECT format('%I.%I', n.nspname, c.relname) AS name, coalesce(pg_stat_get_dead_tuples(c.oid), 0) AS dead
FROM {USER_TABLES} AND c.relkind IN ('r', 'm') ORDER BY 2 DESC, c.relpages DESC LIMIT {TABLES}
"""  # noqa: S608 - nothing in it comes from outside
INDEXED = f"""
SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relpages AS pages
FROM {USER_TABLES} AND c.relkind IN ('r', 'm') AND c.relhasindex ORDER BY 2 DESC LIMIT {TABLES}
"""  # noqa: S608 - as above
INVALID = """
SELECT format('%I.%I', n.nspname, c.relname) AS name, i.indrelid::regclass::text AS "table",
  c.relname ~ '_cc(new|old)[0-9]*$' AS leftover
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relpersistence <> 't' ORDER BY 1
"""
UNPROVEN = """
SELECT conrelid::regclass::text AS "table", conname AS "constraint" FROM pg_constraint WHERE NOT convalidated
"""
ROLES = """
SELECT r.rolname AS role, r.rolsuper AS superuser, r.rolcreatedb AS creates_databases, r.rolcreaterole AS creates_roles,
  r.rolreplication AS replicates, r.rolbypassrls AS sees_all_rows, r.rolconnlimit AS connections_allowed,
  (SELECT coalesce(string_agg(m.roleid::regrole::text, ', '), '') FROM pg_auth_members m WHERE m.member = r.oid)
    AS member_of,
  (SELECT count(*) FROM pg_stat_activity a WHERE a.usesysid = r.oid) AS connected
FROM pg_roles r WHERE r.rolcanlogin ORDER BY 1
"""
ACCESS = """
SELECT d.datname AS database, coalesce(nullif(a.grantee, 0)::regrole::text, 'everybody') AS grantee,
  string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) AS rights
FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
WHERE NOT d.datistemplate GROUP BY 1, 2 ORDER BY 1, 2
"""


def statistics(configuration: Configuration) -> Report:
    """Tell how the servers are: connections, sizes, hits, old transactions, dead rows, the costliest queries."""
    report = Report(title="Statistics of databases")
    for server in _servers(configuration):
        whole = psql.rows(server, psql.OWN, SERVER)
        each = psql.rows(server, psql.OWN, EACH)
        report.tables[f"{server.name}: server"] = whole
        report.tables[f"{server.name}: databases"] = each
        report.notes += _noted(server.name, whole[0], each)
        for name in names(server):
            report.tables[f"{server.name}: largest tables of {name}"] = psql.rows(server, name, LARGEST)
            if psql.rows(server, name, HAS_QUERIES):
                report.tables[f"{server.name}: costliest queries of {name}"] = psql.rows(server, name, QUERIES)
    return report


def vacuum(configuration: Configuration) -> Report:
    """Vacuum and analyze every table of every database, most dead rows first."""
    report = Report(title="Vacuum and analyze")
    for server in _servers(configuration):
        for database in names(server):
            tables = psql.rows(server, database, VACUUMED)
            failed = list(_each(server, database, [f"VACUUM (ANALYZE) {one['name']}" for one in tables]))
            report.faults += failed
            dead = sum(one["dead"] for one in tables)
            report.done.append(f"{server.name}/{database}: {len(tables) - len(failed)} tables, {dead} dead rows before")
            report.notes += _more(server, database, tables)
    return report


def reindex(configuration: Configuration) -> Report:
    """Build every index anew without stopping writers, and report the invalid ones that a failure left."""
    report = Report(title="New indexes, concurrently")
    for server in _servers(configuration):
        for database in names(server):
            broken = [one["name"] for one in psql.rows(server, database, INVALID) if not one["leftover"]]
            tables = psql.rows(server, database, INDEXED)
            work = [f"REINDEX INDEX CONCURRENTLY {name}" for name in broken]
            work += [f"REINDEX TABLE CONCURRENTLY {one['name']}" for one in tables]
            failed = list(_each(server, database, work))
            report.faults += failed
            report.done.append(f"{server.name}/{database}: {len(work) - len(failed)} of {len(work)} done")
            report.notes += _more(server, database, tables)
            report.add(_invalid(server, database))
    return report


def reset_statistics(configuration: Configuration) -> Report:
    """Write down the costliest queries for review, then begin counting anew."""
    report = Report(title="Query statistics before they were reset")
    for server in _servers(configuration):
        for database in names(server):
            if not psql.rows(server, database, HAS_QUERIES):
                continue
            report.tables[f"{server.name}: costliest queries of {database}"] = psql.rows(server, database, QUERIES)
            reset = "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()"
            try:
                psql.ask(server, database, reset)
                report.done.append(f"{server.name}/{database}: reset")
            except Failure as failure:
                report.faults.append(f"{failure}; as superuser: GRANT EXECUTE ON FUNCTION pg_stat_statements_reset "
                                     f"TO {psql.LOGIN}")  # fmt: skip
    if not report.tables:
        report.notes.append("no database has the extension pg_stat_statements, so there is nothing to reset")
    return report


def check_integrity(configuration: Configuration) -> Report:
    """Look for damage that the servers know of: pages with wrong checksums, invalid indexes, unproven constraints."""
    report = Report(title="Integrity of databases")
    for server in _servers(configuration):
        checksums = psql.ask(server, psql.OWN, "SHOW data_checksums")
        if checksums != "on":
            report.faults.append(f"{server.name}: pages have no checksums, so damage would not show")
        for one in psql.rows(server, psql.OWN, EACH):
            if one["checksum_failures"]:
                report.faults.append(
                    f"{server.name}/{one['database']}: {one['checksum_failures']} pages with a wrong checksum: "
                    "restore from a backup from before, see the runbook"
                )
        for database in names(server):
            report.add(_invalid(server, database))
            for one in psql.rows(server, database, UNPROVEN):
                report.notes.append(f"{server.name}/{database}: {one['constraint']} of {one['table']} is not validated")
        report.done.append(f"{server.name}: checksum failures, indexes and constraints looked at")
    report.by_hand.append(
        "Pages that nobody read since are checked by backups and drills: see the last drill's evidence."
    )
    return report


def review_access(configuration: Configuration) -> Report:
    """List who may log in where, for a person to go through."""
    report = Report(title="Who has access")
    for server in _servers(configuration):
        roles = psql.rows(server, psql.OWN, ROLES)
        report.tables[f"{server.name}: logins"] = roles
        report.tables[f"{server.name}: rights on databases"] = psql.rows(server, psql.OWN, ACCESS)
        extra = [one["role"] for one in roles if one["superuser"] and one["role"] != "postgres"]
        report.faults += [
            f"{server.name}: {role} is a superuser; only postgres, on the local socket, is" for role in extra
        ]
        for one in report.tables[f"{server.name}: rights on databases"]:
            if one["grantee"] == "everybody" and one["database"] not in {"postgres"}:
                report.faults.append(f"{server.name}: everybody has {one['rights']} on {one['database']}")
    report.by_hand += [
        "Go through the tables: every login must be one of the spec or of a tenant, with no more than it needs.",
        "Go through who may log in to the host, who is in its group docker, and who has the Pulumi state's key.",
    ]
    return report


def names(server: Recoverable) -> list[str]:
    """Return the databases of a server that can be connected to, but the server's own."""
    return [one["name"] for one in psql.rows(server, psql.OWN, DATABASES) if one["name"] != "postgres"]


def _servers(configuration: Configuration) -> Sequence[Recoverable]:
    return configuration.of_kind(Kind.DATABASE)


def _each(server: Recoverable, database: str, statements: Sequence[str]) -> Iterator[str]:
    """Run statements one by one, and yield what went wrong with each that failed; the rest go on."""
    limits = f"SET lock_timeout = '{LOCK_SECONDS}s'; SET statement_timeout = '{TABLE_SECONDS}s';\n"
    for statement in statements:
        try:
            psql.ask(server, database, f"{limits}{statement};", TABLE_SECONDS + 60)
        except Failure as failure:
            yield f"{statement}: {failure}"


def _invalid(server: Recoverable, database: str) -> Report:
    report = Report(title="")
    for one in psql.rows(server, database, INVALID):
        report.faults.append(f"{server.name}/{database}: the index {one['name']} of {one['table']} is invalid")
        act = "DROP INDEX CONCURRENTLY" if one["leftover"] else "REINDEX INDEX CONCURRENTLY"
        report.by_hand.append(f"As the owner of {one['table']} in {database}: {act} {one['name']};")
    return report


def _more(server: Recoverable, database: str, tables: Sequence[object]) -> list[str]:
    if len(tables) < TABLES:
        return []
    return [f"{server.name}/{database}: only {TABLES} tables were looked at, those that need it most"]


def _noted(name: str, whole: Mapping[str, Any], each: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if whole["oldest_transaction_minutes"] >= OLD_TRANSACTION_MINUTES:
        yield f"{name}: a transaction is open for {whole['oldest_transaction_minutes']} minutes and keeps dead rows"
    for one in each:
        if one["hits_percent"] is not None and one["hits_percent"] < HITS_PERCENT:
            yield f"{name}/{one['database']}: only {one['hits_percent']} % of blocks were in memory"
        if one["transaction_age"] > WRAPAROUND_AGE:
            yield f"{name}/{one['database']}: {one['transaction_age']} transactions since the last freeze"
