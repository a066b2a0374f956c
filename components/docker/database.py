"""A database on a Docker host: PostgreSQL, and PgBouncer before it where the spec pools."""

import pulumi_docker as docker
from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import DatabaseArgs, Endpoint, Scheme
from components.docker.containers import USER, Health, Program, run
from components.docker.files import write_files
from components.docker.naming import server_of
from components.docker.platform import Platform, generate
from components.docker.secrets import AUTHORITY
from components.docker.volumes import data_volume, mounted
from components.files import FOLDER
from components.files.pgbouncer import pgbouncer_ini, userlist_txt
from components.files.postgresql import bootstrap_sql, pg_hba_conf, postgresql_conf
from stacks._spec import Pool

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
        certificate = platform.authority.issue(name, [name, server], child)

        image = platform.images.own("postgresql")
        files = write_files(
            server,
            args,
            platform.images,
            path=FOLDER,
            contents={
                "postgresql.conf": postgresql_conf(database, resources),
                "pg_hba.conf": pg_hba_conf(database),
                "bootstrap.sql": Output.all(**passwords).apply(lambda known: bootstrap_sql(database, known)),
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        volume = data_volume(f"{name}-data", args, platform.network, child)
        ready = run(
            server,
            args,
            Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=platform.network.joins(server if database.pool else name),
                files=files,
                mounts=[mounted(volume.name, "/var/lib/postgresql/data")],
                health=Health(
                    command=["CMD", "pg_isready", "--quiet", "--host=/run/postgresql"],
                    start=300,  # it may have to replay what a crash left
                ),
                stop_seconds=60,  # a checkpoint may take its time
                shared_memory_mb=max(64, resources.memory_mb // 4),  # parallel queries share it
            ),
            child,
        )
        if database.pool:
            ready = self._pool(database.pool, name, args, server, passwords, ready)
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
        files = write_files(
            role,
            args,
            platform.images,
            path=FOLDER,
            contents={
                "pgbouncer.ini": pgbouncer_ini(database, host=server),
                "userlist.txt": Output.all(**passwords).apply(userlist_txt),
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=child,
        )
        return run(
            role,
            args,
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
