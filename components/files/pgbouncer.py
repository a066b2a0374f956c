"""PgBouncer's files: pgbouncer.ini and userlist.txt.

Guarantees: TLS on both sides, the server's certificate verified with its name; nobody can administer it, and roles
with access MONITOR may only read its statistics; a role's own limit is never reached by the pool, so its clients wait
instead of being refused. Sources: erratum X-CLO-08, PgBouncer's manual "pgbouncer.ini", section [users].
"""

from collections.abc import Iterator, Mapping

from components.files import FOLDER
from components.files.quoting import HOST, database_name, matching, password, sql_identifier
from stacks._data import Access, Database

EVERYWHERE = "0.0.0.0"  # noqa: S104 - of a private network that only its callers have joined


def pgbouncer_ini(
    database: Database, host: str, *, port: int | None = None, listen: str = EVERYWHERE, folder: str = FOLDER
) -> str:
    """Return pgbouncer.ini: transaction pooling in front of a database whose server is ``host``.

    It listens on the database's own port, so callers need not know whether there is a pool. ``host`` must be a name
    in the server's certificate. The protocol's prepared statements work, because max_prepared_statements stays at its
    default: 200 since PgBouncer 1.24 (ours); before 1.21 there is no such setting.
    """
    if database.pool is None:
        raise ValueError(f"database {database.name!r} has no pool; give it one or leave PgBouncer out")
    databases = (database.database, *(tenant.database for tenant in database.tenants))
    names = [database_name(name, "the database") for name in databases]
    matching(HOST, host, f"the host of database {database.name!r}", "a host name or an IPv4 address")
    monitors = [database_name(role.name, "the role") for role in database.roles if role.access is Access.MONITOR]
    settings = {
        "listen_addr": listen,
        "listen_port": str(port or database.port),
        "unix_socket_dir": "",
        "pool_mode": "transaction",
        "default_pool_size": str(database.pool.connections),
        "max_client_conn": str(database.pool.clients),
        "auth_type": "scram-sha-256",
        "auth_file": f"{folder}/userlist.txt",
        "admin_users": "",
        "stats_users": ",".join(monitors),
        "client_tls_sslmode": "require",
        "client_tls_key_file": f"{folder}/server.key",
        "client_tls_cert_file": f"{folder}/server.crt",
        "client_tls_ca_file": f"{folder}/authority.pem",  # or it wants the system's bundle, which our image has not
        "client_tls_protocols": "secure",  # PgBouncer's word for TLS 1.2 and 1.3
        "server_tls_sslmode": "verify-full",
        "server_tls_ca_file": f"{folder}/authority.pem",
        "server_tls_protocols": "secure",
        "ignore_startup_parameters": "extra_float_digits",  # JDBC and others send it; it changes no result here
        "log_connections": "1",  # what CLO-092 asks of PostgreSQL, which sees only the pool's own connections
        "log_disconnections": "1",
        "log_stats": "0",
    }
    lines = [
        "[databases]",
        *(f"{name} = host={host} port={database.port} dbname={name}" for name in names),
        "",
        "[users]",
        *_limits(database),
        "",
        "[pgbouncer]",
        *(f"{key} = {value}".rstrip() for key, value in settings.items()),
    ]
    return "\n".join(lines) + "\n"


def _limits(database: Database) -> Iterator[str]:
    """Return a line for each role with a limit of its own.

    A role has one database, so all its connections are one pool's. There is a pool_size of users too, which says the
    same, but PgBouncer knows it only since 1.23, and the host's may be older.
    """
    for role in database.logins:
        if role.connections >= 0:
            yield f"{database_name(role.name, 'the role')} = max_user_connections={database.pooled(role)}"


def userlist_txt(passwords: Mapping[str, str]) -> str:
    """Return userlist.txt: every role with its password in clear, which PgBouncer needs to log in for its clients."""
    lines = (
        f"{sql_identifier(database_name(role, 'the role'))} {sql_identifier(password(secret, f'the role {role!r}'))}"
        for role, secret in sorted(passwords.items())
    )
    return "".join(f"{line}\n" for line in lines)
