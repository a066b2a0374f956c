"""The app tier on a Docker host: the services, their migrations and data files."""

from collections.abc import Mapping, Sequence

import pulumi_docker as docker
from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.contracts import AppTierArgs, Backend, Endpoint, Scheme
from components.docker.containers import Health, Program, run
from components.docker.content import copy_content
from components.docker.files import Files
from components.docker.given import Given, as_owner, gate
from components.docker.images import Image
from components.docker.naming import migration_of
from components.docker.once import Once, run_once
from components.docker.platform import Platform
from components.docker.volumes import mounted
from components.values import secret
from stacks._spec import EDGE, Call, Check, Migration, Service

CHECK_SECONDS = 3
STAND_IN = {  # the sample's own commands
    "serve": ("sample", "serve"),
    "work": ("sample", "work"),
    "check": ("sample", "check"),
    "migrate": ("sample", "migrate"),
    "first": ("sample", "initialise"),
}


class AppTier(ComponentResource):
    """Every service of the system as equal containers behind the edge.

    A service's migration has succeeded before its first container is touched, and its containers are replaced one
    after another, each only when the one before is ready: whatever fails, an old one still serves.
    """

    def __init__(self, name: str, args: AppTierArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:AppTier", name, {}, opts)
        self._args = args
        self._child = ResourceOptions(parent=self)
        self._endpoints = dict(args.endpoints)
        self._migrated: dict[str, Once] = {}  # the last migration of each database
        spec = args.system.spec
        for service in spec.start_order:
            self._serve(service)
        network = args.platform.network
        self.backends: Mapping[str, Backend] = {
            service.name: Backend(
                service=service.name,
                instances=tuple(
                    network.address(EDGE, service.name, index) for index in range(args.system.replicas(service))
                ),
                port=service.port,
                ready=self._endpoints[service.name].ready,
            )
            for service in spec.services
            if Call(caller=EDGE, callee=service.name) in spec.calls
        }
        self.register_outputs({})

    def _serve(self, service: Service) -> None:
        args, platform, network = self._args, self._args.platform, self._args.platform.network
        resources = args.system.resources(service)
        image = platform.images.app(service.image)
        given = Given(role=service.name, service=service, args=args, endpoints=self._endpoints)
        environment = given.environment(image)
        files = given.secret_files(self._child)
        configuration = given.configuration_files(self._child)
        gates: list[Input[str]] = []
        if service.migration and (image.stands_in or service.migration.command):
            gates.append(self._migrate(service, service.migration, image, configuration))
        command, sources = given.sources(image)
        directories = given.directories(self._child)
        mounts = [*(item.mount for item in configuration), *sources]
        mounts += [
            mounted(made.volume.name, item.path) for made, item in zip(directories, service.volumes, strict=True)
        ]
        mounts += [platform.buckets[callee] for callee in service.calls if callee in platform.buckets]
        for mount in service.mounts:
            content = next(files for files in args.system.spec.files if files.name == mount.files)
            volume, done = copy_content(content, args, platform, user=service.user, opts=self._child)
            mounts.append(mounted(volume.name, mount.path, read_only=True))
            gates.append(done)

        ready = [resource for callee in service.calls for resource in self._endpoints[callee].ready]
        ready += [*(item.writer for item in configuration), *(item.maker for item in directories)]
        before: list[docker.Container] = []
        for index in range(args.system.replicas(service)):
            before = [
                run(
                    f"{service.name}-{index + 1}",
                    args,
                    Program(
                        image=image,
                        cpus=resources.cpus,
                        memory_mb=resources.memory_mb,
                        joins=(
                            *network.joins(service.name, instance=index),
                            *([network.way_out(service.name)] if service.egress else []),
                        ),
                        command=STAND_IN["work" if service.port is None else "serve"] if image.stands_in else command,
                        environment={**environment, **gate(gates)},
                        files=files,
                        mounts=mounts,
                        user=service.user,
                        health=_health(service, image),
                        stop_seconds=service.stop_seconds,
                    ),
                    self._child,
                    after=[*ready, *before],
                )
            ]
        self._endpoints[service.name] = Endpoint(
            scheme=Scheme.HTTP, host=service.name, port=service.port or 0, ready=tuple(before)
        )

    def _migrate(
        self, service: Service, migration: Migration, image: Image, configuration: Sequence[Files]
    ) -> Output[str]:
        """Migrate as the owner, past the pool, and give a new database its first data; return what to wait for."""
        args = self._args
        role = migration_of(service.name)
        database = next(item for item in args.system.spec.databases if item.name == migration.database)
        owner = as_owner(service, database.name, database.owner.name, [item.name for item in database.roles])
        endpoints = {name: endpoint.direct for name, endpoint in self._endpoints.items()}
        given = Given(role=role, service=owner, args=args, endpoints=endpoints)
        resources = args.system.resources(service)
        files = given.secret_files(self._child)
        hidden = [secret(use.value, args.platform.secrets, endpoints) for use in given.uses]
        # One after another: two that change one database at once can both fail, or worse.
        before = [self._migrated[database.name].container] if database.name in self._migrated else []

        def program(command: Sequence[str], after: Output[str] | None = None) -> Program:
            return Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=args.platform.network.joins(role),
                command=command,
                environment={**given.environment(image), **gate([after] if after else [])},
                files=files,
                mounts=[item.mount for item in configuration],
                user=service.user,
            )

        migrated = run_once(
            role,
            args,
            program(STAND_IN["migrate"] if image.stands_in else migration.command),
            self._child,
            after=[*self._endpoints[migration.database].ready, *(item.writer for item in configuration), *before],
            timeout_seconds=migration.timeout_seconds,
            hidden=hidden,
        )
        if migration.first_command:
            migrated = run_once(
                f"{service.name}-first-data",
                args,
                program(STAND_IN["first"] if image.stands_in else migration.first_command, migrated.id),
                self._child,
                timeout_seconds=migration.timeout_seconds,
                first_time_only=True,
                hidden=hidden,
            )
        self._migrated[migration.database] = migrated
        return migrated.id


def _health(service: Service, image: Image) -> Health:
    """Return the check of a container: readiness, because an update goes on only when an instance is ready.

    Docker asks first when an interval has passed, and an update waits for that, instance by instance. So it asks often,
    and as many times more before it calls one unhealthy.
    """
    check = service.readiness
    if check.command:
        command = ["CMD", *(STAND_IN["check"] if image.stands_in else check.command)]
    else:
        command = ["CMD-SHELL", _probe(service.port or 0, check)]
    return Health(
        command=command,
        interval=min(check.interval_seconds, CHECK_SECONDS),
        timeout=check.timeout_seconds,
        retries=check.retries * max(1, check.interval_seconds // CHECK_SECONDS),
        start=check.start_seconds,
    )


def _probe(port: int, check: Check) -> str:
    """Return a check by whatever the user's image has."""
    url = f"http://127.0.0.1:{port}{check.path}"
    python = f"import urllib.request as u; u.urlopen('{url}', timeout=5)"
    node = f"fetch('{url}').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
    return f'curl -fsS -o /dev/null {url} || wget -q -O /dev/null {url} || python3 -c "{python}" || node -e "{node}"'
