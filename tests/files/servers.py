"""A running PostgreSQL and a PgBouncer before it, made by our files only, and a client for both."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from components.files.pgbouncer import pgbouncer_ini, userlist_txt
from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from stacks._spec import Access, Database, Pool, Role, Size, Tenant
from stacks.clo import SPEC
from tests.files.made import find, free_ports, identity, own, running

POSTGRES = "postgres"  # the operating system's user who may be the superuser: "peer" in pg_hba.conf
NOBODY = "nobody"
ROLES = (
    Role(name="owner", access=Access.OWNER),
    Role(name="writer", access=Access.READ_WRITE, connections=3),
    Role(name="the-reader", access=Access.READ_ONLY, connections=7),
    Role(name="watcher", access=Access.MONITOR),
)
PASSWORDS = {
    "owner": """it's "quoted" \\ back:slash""",
    "writer": "';DROP TABLE x;--$$ %s {} #é€",
    "the-reader": "plain",
    "watcher": '\\\' "" ',
}


@dataclass(frozen=True)
class Servers:
    database: Database
    folder: Path
    authority: Path
    direct: int
    pooled: int

    def bootstrap(
        self,
        roles: tuple[Role, ...] = ROLES,
        tenants: tuple[Tenant, ...] = (),
        passwords: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Apply bootstrap.sql as the image's entry point does."""
        script = self.folder / "bootstrap.sql"
        script.write_text(
            bootstrap_sql(replace(self.database, roles=roles, tenants=tenants), {**PASSWORDS, **passwords})
        )
        own(script, POSTGRES)
        self.superuser("--set=ON_ERROR_STOP=1", f"--file={script}")

    def admit(self, roles: tuple[Role, ...] = ROLES, tenants: tuple[Tenant, ...] = ()) -> None:
        """Let pg_hba.conf admit other roles from now on."""
        (self.folder / "pg_hba.conf").write_text(pg_hba_conf(replace(self.database, roles=roles, tenants=tenants)))
        read = "--command=SELECT pg_conf_load_time()"
        before, deadline = self.superuser(read), time.monotonic() + 10
        self.superuser("--command=SELECT pg_reload_conf()")  # which does not wait for it
        while self.superuser(read) == before:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def superuser(self, *arguments: str, database: str = "postgres") -> str:
        """Run psql as the superuser, who exists on the local socket only."""
        command = [find("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", f"--host={self.folder}"]
        done = subprocess.run(
            [*command, f"--port={self.direct}", "--username=postgres", f"--dbname={database}", *arguments],
            capture_output=True, text=True, timeout=30, check=False, cwd="/", **identity(POSTGRES),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        shown: str = done.stdout.strip()
        return shown

    def ask(
        self,
        role: str,
        statement: str,
        *,
        pooled: bool = False,
        password: str = "",
        database: str = "",
        sslmode: str = "verify-full",
        seconds: int = 10,
    ) -> tuple[bool, str]:
        """Run a statement as a role over TCP. Return whether it worked, and what was shown."""
        port = self.pooled if pooled else self.direct
        target = (
            f"host=localhost hostaddr=127.0.0.1 port={port} user={role} dbname={database or self.database.database} "
            f"sslmode={sslmode} sslrootcert={self.authority} connect_timeout={seconds}"
        )
        done = subprocess.run(
            [find("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", target, f"--command={statement}"],
            env={**os.environ, "PGPASSWORD": password or PASSWORDS.get(role, "none")},
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        return done.returncode == 0, (done.stdout + done.stderr).strip()


@contextmanager
def serving(folder: Path, pool_folder: Path, authority: Path) -> Iterator[Servers]:
    """Start both servers on loopback and bootstrap the database once."""
    direct, pooled = free_ports(2)
    database = replace(
        SPEC.databases[0], port=direct, roles=ROLES, pool=Pool(connections=5, clients=50), database="the-database"
    )
    _write(folder, POSTGRES, {
        "postgresql.conf": postgresql_conf(
            database, database.sizes[Size.LAPTOP], folder=str(folder), socket_folder=str(folder)
        ),
        "pg_hba.conf": pg_hba_conf(database),
    })  # fmt: skip
    data = folder / "data"
    subprocess.run(
        [find("initdb"), f"--pgdata={data}", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, timeout=60, cwd="/", **identity(POSTGRES),
    )  # fmt: skip
    server = [find("postgres"), "-D", str(data), "-c", f"config_file={folder}/postgresql.conf"]
    # PgBouncer goes to localhost, which newer ones take for ::1 first.
    server += ["-c", f"hba_file={folder}/pg_hba.conf", "-c", "listen_addresses=127.0.0.1,::1", "-c", "fsync=off"]
    with running(server, direct, POSTGRES, folder / "log"), pooling(pool_folder, database, pooled):
        servers = Servers(database=database, folder=folder, authority=authority, direct=direct, pooled=pooled)
        servers.bootstrap()
        yield servers


@contextmanager
def pooling(folder: Path, database: Database, port: int) -> Iterator[None]:
    """Start PgBouncer before a database on loopback."""
    _write(folder, NOBODY, {
        "pgbouncer.ini": pgbouncer_ini(database, "localhost", port=port, listen="127.0.0.1", folder=str(folder)),
        "userlist.txt": userlist_txt(PASSWORDS),
    })  # fmt: skip
    with running([find("pgbouncer"), str(folder / "pgbouncer.ini")], port, NOBODY, folder / "log"):
        yield


def _write(folder: Path, user: str, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)
    own(folder, user)
