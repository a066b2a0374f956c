"""A database with everything that backs it up, restores it and rehearses that, wired as on a Docker host."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from components.files.pgbackrest import (
    Repository,
    Stanza,
    reader_conf,
    rehearser_conf,
    repository_conf,
    server_conf,
    worker_conf,
)
from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from components.files.postgresql_operated import LOGINS
from stacks._spec import DatabaseResources, Size
from stacks.clo import SPEC
from tests.images.engine import DockerError, Engine, docker, healthy

DATABASE = replace(
    SPEC.databases[0], name="db", sizes={Size.SMALL: DatabaseResources(cpus=1, memory_mb=512, disk_gb=10)}
)
ROLES = ("backups", "db-server", "db-backup", "operations", "drills")
STANZA = Stanza(name="db", host="db-backup")
FOLDERS = ("/var/lib/backups/postgresql", "/var/lib/copies/postgresql")
DATA = "/var/lib/postgresql/data"
SOCKET = "/run/postgresql"
PING = ("pgbackrest", "server-ping", "localhost")
READY = ("pg_isready", "--quiet", "--host", SOCKET)
OWNER = DATABASE.owner.name
PASSWORDS = {role.name: f"secret-of-{role.name}" for role in DATABASE.logins}
OPERATING = {login: f"it's: a \\ secret of {login}" for login in LOGINS}
PASSPHRASE = "a passphrase: # ; = not for others"
TOML = """
name = "test"
system = "clo"
environment = "dev"
state = "/var/lib/operations"

[recovery]
point_minutes = 5
time_minutes = 15

[[recoverable]]
name = "db"
kind = "database"
host = "db-server"
port = 5432
databases = ["clo_management"]
stanza = "db"

[[repository]]
name = "backups"
number = 1
location = "/var/lib/backups/files"

[[repository]]
name = "copies"
number = 2
location = "/var/lib/copies/files"
keep_days = 60
""" + "".join(
    f'\n[[rule]]\nname = "{method}"\nof = ["db"]\nmethod = "{method}"\nschedule = "0 1 * * *"\nkeep_days = 30\n'
    for method in ("full", "incremental", "log", "logical")
)


def issue(folder: Path, *roles: str) -> dict[str, dict[str, str]]:
    """Make an authority, and for each role the files of a certificate that is good for servers and for clients."""
    new = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    _openssl(folder, *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    for role in roles:
        _openssl(folder, *new, "-keyout", f"{role}.key", "-out", f"{role}.crt", "-subj", f"/CN={role}",
                 "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName=DNS:{role},DNS:localhost",
                 "-addext", "basicConstraints=critical,CA:FALSE",
                 "-addext", "extendedKeyUsage=serverAuth,clientAuth")  # fmt: skip
    authority = (folder / "ca.pem").read_text()
    return {
        role: {
            "server.crt": (folder / f"{role}.crt").read_text(),
            "server.key": (folder / f"{role}.key").read_text(),
            "authority.pem": authority,
        }
        for role in roles
    }


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(words, cwd=folder, capture_output=True, check=True, timeout=20)


@dataclass
class Moored:
    """The containers; each is made when it is asked for, and all go with the engine."""

    engine: Engine
    certificates: Mapping[str, Mapping[str, str]]
    backups_volume: str = ""
    environment: Sequence[str] = ("--env=MOORAGE_REPOSITORY_SECONDS=5", "--env=PGBACKREST_IO_TIMEOUT=3")
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.backups_volume = self.backups_volume or self.engine.volume("backups")
        for role in ("copies", "operations", "drills", "data", "socket"):
            self.engine.volume(role)
        self.network = self.engine.network()

    @property
    def owner(self) -> str:
        return OWNER

    def volume(self, role: str) -> str:
        return self.backups_volume if role == "backups" else self.engine.name(role)

    def start(self, role: str, image: str, files: Mapping[str, str], mounts: Mapping[str, str], *command: str) -> str:
        docker("rm", "--force", self.engine.name(role), check=False)
        if not docker("volume", "ls", "--quiet", f"--filter=name={self.engine.name(role)}-files"):
            self.engine.files(role, {**files, **self.certificates[role]})
        options = [f"--volume={self.volume(name)}:{path}" for name, path in mounts.items()]
        self.names[role] = self.engine.start(
            image, role, *options, *self.environment, "--memory=1g", command=command,
            files=self.engine.name(f"{role}-files"), network=self.network,
        )  # fmt: skip
        return self.names[role]

    def backups(self) -> str:
        clients = {"db-server": ["db"], "drills": ["db"]}
        conf = repository_conf(self._repositories(), clients=clients)
        mounts = {"backups": "/var/lib/backups", "copies": "/var/lib/copies"}
        name = self.start("backups", "operations", {"pgbackrest.conf": conf}, mounts, "pgbackrest", "server")
        healthy(name, *PING)
        return name

    def server(self, *, wait: bool = True) -> str:
        resources = DATABASE.sizes[Size.SMALL]
        files = {
            "postgresql.conf": postgresql_conf(DATABASE, resources, point_minutes=5) + "shared_buffers = '32MB'\n",
            "pg_hba.conf": pg_hba_conf(DATABASE, operated=True),
            "bootstrap.sql": bootstrap_sql(DATABASE, PASSWORDS, OPERATING),
            "pgbackrest.conf": server_conf(STANZA, host="backups", repositories=2, disk_gb=resources.disk_gb),
        }
        name = self.start("db-server", "postgresql", files, {"data": DATA, "socket": SOCKET})
        if wait:
            healthy(name, *READY, seconds=60)
        return name

    def beside(self) -> str:
        files = {"pgbackrest.conf": reader_conf(STANZA, clients=["operations"])}
        mounts = {"data": DATA, "socket": SOCKET}
        name = self.start("db-backup", "postgresql", files, mounts, "pgbackrest", "server")
        healthy(name, *PING)
        return name

    def operations(self) -> str:
        files = {
            "pgbackrest.conf": worker_conf([STANZA], self._repositories(), cpus=2),
            "operations.toml": TOML,
            "db-password": OPERATING["moorage_operations"],
        }
        mounts = {"backups": "/var/lib/backups", "copies": "/var/lib/copies", "operations": "/var/lib/operations"}
        return self.start("operations", "operations", files, mounts, "sleep", "infinity")

    def drills(self) -> str:
        conf = rehearser_conf([STANZA], host="backups", repositories=2, cpus=2)
        mounts = {"operations": "/var/lib/operations", "drills": "/var/lib/drills"}
        files = {"pgbackrest.conf": conf, "operations.toml": TOML}
        return self.start("drills", "operations", files, mounts, "sleep", "infinity")

    def all(self) -> None:
        for make in (self.backups, self.server, self.beside, self.operations, self.drills):
            make()

    def _repositories(self) -> list[Repository]:
        return [Repository(keep_days=30, passphrase=PASSPHRASE, folder=folder) for folder in FOLDERS]

    def run(self, role: str, *command: str, seconds: float = 120) -> str:
        return docker("exec", self.names[role], *command, seconds=seconds)

    def operate(self, *words: str, role: str = "operations", seconds: float = 120) -> str:
        return self.run(role, "python3", "-m", "operations", *words, seconds=seconds)

    def fails(self, *words: str, role: str = "operations") -> str:
        """Run a command that must fail; return what it says."""
        done = subprocess.run(
            ["docker", "exec", self.names[role], "python3", "-m", "operations", *words],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode != 1:
            raise DockerError(f"{words} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def python(self, code: str, role: str = "operations") -> str:
        """Run code in a container, with the package's modules imported and the configuration read."""
        names = "drill, evidence, fresh_server, markers, pgbackrest, postgresql, psql, records, span"
        begin = f"from operations import {names}\nfrom operations.configuration import load\n"
        begin += "from operations.failure import Failure\nc = load()\nr = c.recoverable('db')\n"
        begin += "first, second = c.repositories\n"
        return self.run(role, "python3", "-c", begin + code)

    def archived(self) -> None:
        """Wait until all that was written is in the archive."""
        self.operate("backup", "log")

    def sql(self, statement: str, database: str = DATABASE.database) -> str:
        return self.run(
            "db-server", "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
            f"--host={SOCKET}", "--username=postgres", f"--dbname={database}", f"--command={statement}",
        )  # fmt: skip

    def close(self) -> None:
        self.engine.close()
