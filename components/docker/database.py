"""A database on a Docker host: PostgreSQL, and PgBouncer before it where the spec pools."""

from collections.abc import Sequence

import pulumi_docker as docker
from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import DatabaseArgs
from components.docker.containers import USER, Health, Program
from components.docker.exporters import Export, export
from components.docker.operated import Source, recoverable, signals
from components.docker.platform import Platform
from components.docker.roles import BACKUPS, backup_of, exporter_of, pool_exporter_of, server_of
from components.docker.roles import OPERATIONS as OPERATING
from components.docker.secrets import AUTHORITY, generate
from components.docker.volumes import data_volume, mounted, scratch_volume
from components.files import FOLDER
from components.files.pgbackrest import SOCKET, Stanza, reader_conf, server_conf
from components.files.pgbouncer import pgbouncer_ini, userlist_txt
from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from components.files.postgresql_operated import LOGINS, MONITORING, OPERATIONS
from components.files.scraping import Scraped
from components.promises import Endpoint, Kind, Scheme
from stacks._spec import Exporter, Pool, Watch

DATA = "/var/lib/postgresql/data"
COLLECTORS = ("--collector.stat_statements", "--collector.long_running_transactions")
READER_CPUS, READER_MEMORY_MB = 1, 256  # compresses what it reads; pgBackRest's buffers, a process or two
POOL_CPUS = 0.25  # PgBouncer is one thread that mostly waits
POOL_MEMORY_MB = 128  # and 64 kB a client, for its TLS state and packet buffers


class PostgreSQL(ComponentResource):
    """PostgreSQL with the spec's parameters, roles and extensions, over TLS with scram-sha-256.

    Its callers find it at ``endpoint``: the pool where there is one. Each start of the server makes the roles,
    passwords and extensions what the spec says, and drops nothing. The data volume outlives every update.
    """

    def __init__(self, name: str, args: DatabaseArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Database", name, {}, opts)
        child = ResourceOptions(parent=self)
        database, platform = args.database, args.platform
        resources = args.system.database_resources(database)
        server = server_of(name)  # pool or not: a server under another name would start on data that is in use
        passwords = {role.name: generate(f"{name}-{role.name}", child) for role in database.logins}
        operating = {login: generate(f"{name}-{login.replace('_', '-')}", child) for login in LOGINS}
        certificate = platform.authority.issue(name, [name, server], child, as_client=True)
        stanza = Stanza(name=name, host=backup_of(name), port=database.port)
        recovery = args.system.spec.backups.recovery

        image = platform.images.own("postgresql")
        files = platform.files.write(
            server,
            path=FOLDER,
            contents={
                "postgresql.conf": postgresql_conf(database, resources, point_minutes=recovery.point_minutes),
                "pg_hba.conf": pg_hba_conf(database, operated=True),
                "bootstrap.sql": Output.all(Output.all(**passwords), Output.all(**operating)).apply(
                    lambda known: bootstrap_sql(database, *known)
                ),
                "pgbackrest.conf": server_conf(
                    stanza, host=BACKUPS, repositories=platform.places.count, disk_gb=resources.disk_gb
                ),
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        volume = data_volume(f"{name}-data", args, platform.network, child)
        socket = scratch_volume(f"{name}-socket", args, platform.images, user=USER, opts=child)
        mounts = [mounted(volume.name, DATA), mounted(socket.volume.name, SOCKET)]
        running = platform.run(
            server,
            Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=platform.network.joins(server if database.pool else name),
                files=files,
                mounts=mounts,
                health=Health(
                    command=["CMD", "pg_isready", "--quiet", "--host=/run/postgresql"],
                    start=300,  # it may have to replay what a crash left
                ),
                stop_seconds=60,  # a checkpoint may take its time
                shared_memory_mb=max(64, resources.memory_mb // 4),  # parallel queries share it
            ),
            child,
            # Where its log goes must be there first; and an empty server starts from its backup, if there is one.
            after=[platform.repository, socket.maker],
        )
        self._read_for_backups(name, args, stanza, mounts, running)
        exported = self._export(name, args, server, operating[MONITORING], running)
        self.signals = signals(
            name, exported, Watch.DATABASE_UNAVAILABLE, Watch.DATABASE_GIGABYTES, Watch.REPLICATION_SECONDS
        )
        ready = running
        if database.pool:
            ready = self._pool(
                database.pool, name, args, server, passwords | {MONITORING: operating[MONITORING]}, ready
            )
            pooled = self._export_pool(name, args, operating[MONITORING], ready)
            self.signals = (*self.signals, *signals(name, pooled, Watch.POOL_PERCENT))
        else:
            self.signals = (*self.signals, *signals(name, exported, Watch.POOL_PERCENT))
        source = Source(
            host=server if database.pool else name,
            port=database.port,
            databases=(database.database, *(tenant.database for tenant in database.tenants)),
            password=Output.secret(operating[OPERATIONS]),
            ready=(running,),
        )
        self.recoverables = (recoverable(name, Kind.DATABASE, source),)
        self.endpoint = Endpoint(
            scheme=Scheme.POSTGRESQL,
            host=name,
            port=database.port,
            name=database.database,
            names={tenant.role.name: tenant.database for tenant in database.tenants},
            passwords=passwords,
            authority=AUTHORITY,
            direct_host=server if database.pool else name,
            ready=(ready,),
        )
        self.register_outputs({})

    def _read_for_backups(
        self,
        name: str,
        args: DatabaseArgs[Platform],
        stanza: Stanza,
        mounts: Sequence[docker.ContainerMountArgs],
        running: docker.Container,
    ) -> None:
        """Run what reads the server's files for backups, and puts them back for restores: beside it, not in it."""
        platform, role, child = args.platform, backup_of(name), ResourceOptions(parent=self)
        certificate = platform.authority.issue(role, [role], child, as_client=True)
        files = platform.files.write(
            role,
            path=FOLDER,
            contents={
                "pgbackrest.conf": reader_conf(stanza, clients=[OPERATING]),
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        platform.run(
            role,
            Program(
                image=platform.images.own("postgresql"),
                cpus=READER_CPUS,
                memory_mb=READER_MEMORY_MB,
                joins=platform.network.joins(role),
                command=["pgbackrest", "server"],
                files=files,
                mounts=mounts,
                health=Health(command=["CMD", "pgbackrest", "server-ping"]),
            ),
            child,
            after=[running],
        )

    def _export(
        self, name: str, args: DatabaseArgs[Platform], server: str, password: Output[str], running: docker.Container
    ) -> Scraped:
        database, platform = args.database, args.platform
        host = server if database.pool else name
        return export(
            exporter_of(name),
            platform,
            Export(
                exporter=Exporter.POSTGRESQL,
                of=name,
                command=[
                    "prometheus-postgres-exporter",
                    "--collector.stat_statements",
                    "--collector.long_running_transactions",
                ],
                files={"password": password, "authority.pem": platform.authority.certificate},
                environment={
                    "DATA_SOURCE_URI": f"{host}:{database.port}/{database.database}?sslmode=verify-full"
                    f"&sslrootcert={FOLDER}/authority.pem",
                    "DATA_SOURCE_USER": MONITORING,
                    "DATA_SOURCE_PASS_FILE": f"{FOLDER}/password",
                },
            ),
            ResourceOptions(parent=self),
            after=[running],
        )

    def _export_pool(
        self, name: str, args: DatabaseArgs[Platform], password: Output[str], running: docker.Container
    ) -> Scraped:
        database, platform = args.database, args.platform
        return export(
            pool_exporter_of(name),
            platform,
            Export(
                exporter=Exporter.PGBOUNCER,
                of=name,
                command=["prometheus-pgbouncer-exporter"],
                files={
                    "pgpass": password.apply(lambda known: f"*:*:*:*:{known}\n"),
                    "authority.pem": platform.authority.certificate,
                },
                environment={
                    "PGBOUNCER_EXPORTER_CONNECTION_STRING": f"postgres://{MONITORING}@{name}:{database.port}/pgbouncer"
                    f"?sslmode=verify-full&sslrootcert={FOLDER}/authority.pem",
                    "PGPASSFILE": f"{FOLDER}/pgpass",
                },
            ),
            ResourceOptions(parent=self),
            after=[running],
        )

    def _pool(
        self,
        pool: Pool,
        name: str,
        args: DatabaseArgs[Platform],
        server: str,
        passwords: dict[str, Output[str]],
        running: docker.Container,
    ) -> docker.Container:
        database, platform = args.database, args.platform
        role, child = f"{name}-pool", ResourceOptions(parent=self)
        certificate = platform.authority.issue(role, [name], child)
        image = platform.images.own("pgbouncer")
        files = platform.files.write(
            role,
            path=FOLDER,
            contents={
                "pgbouncer.ini": pgbouncer_ini(database, host=server, monitors=(MONITORING,)),
                "userlist.txt": Output.all(**passwords).apply(userlist_txt),
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        return platform.run(
            role,
            Program(
                image=image,
                cpus=POOL_CPUS,
                memory_mb=POOL_MEMORY_MB + pool.clients // 16,
                joins=platform.network.joins(name),
                files=files,
                health=Health(command=["CMD", "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={database.port}"]),
            ),
            child,
            after=[running],
        )
