"""The app tier on a Docker host: the services, their migrations, secrets and data files."""

from collections.abc import Mapping, Sequence

import pulumi_docker as docker
from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.contracts import AppTierArgs, Backend, Endpoint, Scheme
from components.docker import secrets
from components.docker.containers import Health, Program, run
from components.docker.content import copy_content
from components.docker.files import Files, write_files
from components.docker.images import Image
from components.docker.naming import migration_of
from components.docker.once import run_once
from components.docker.platform import Platform
from components.docker.volumes import data_volume, mounted
from components.values import plain, secret
from stacks._spec import EDGE, Call, Delivery, Migration, Service

CHECK_SECONDS = 3
STAND_IN = {"serve": ("sample", "serve"), "migrate": ("sample", "migrate"), "first": ("sample", "initialise")}


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
        self._content: dict[str, tuple[docker.Volume, Output[str]]] = {}
        spec = args.system.spec
        for service in spec.start_order:
            self._serve(service)
        network = args.platform.network
        self.backends: Mapping[str, Backend] = {
            service.name: Backend(
                service=service.name,
                instances=tuple(
                    f"{network.address(EDGE, service.name, index)}:{service.port}"
                    for index in range(args.system.replicas(service))
                ),
                ready=self._endpoints[service.name].ready,
            )
            for service in spec.services
            if Call(caller=EDGE, callee=service.name) in spec.calls
        }
        self.register_outputs({})

    def _serve(self, service: Service) -> None:
        args, platform = self._args, self._args.platform
        resources = service.sizes[args.system.size]
        image = platform.images.app(service.image)
        environment = self._environment(service, self._endpoints)
        files = self._secrets(service.name, service, self._endpoints)
        gates: list[Input[str]] = []
        if service.migration:
            gates.append(self._migrate(service, service.migration, image))
        mounts = []
        for mount in service.mounts:
            volume, done = self._copied(mount.files, service.user)
            mounts.append(mounted(volume, mount.path, read_only=True))
            gates.append(done)
        for item in service.volumes:
            volume = data_volume(f"{service.name}-{item.name}", args, platform.network, self._child)
            mounts.append(mounted(volume, item.path))

        network = platform.network
        readiness = service.readiness
        ready = [resource for callee in service.calls for resource in self._endpoints[callee].ready]
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
                            *([network.egress] if service.egress else []),
                        ),
                        command=STAND_IN["serve"] if image.stands_in else service.command,
                        environment={**environment, **_gate(gates)},
                        files=files,
                        mounts=mounts,
                        user=service.user,
                        health=Health(
                            command=["CMD-SHELL", _probe(service.port, readiness.path)],
                            # Docker asks first when an interval has passed, and an update waits for that, instance by
                            # instance. So it asks often, and as many times more before it calls one unhealthy.
                            interval=min(readiness.interval_seconds, CHECK_SECONDS),
                            timeout=readiness.timeout_seconds,
                            retries=readiness.retries * max(1, readiness.interval_seconds // CHECK_SECONDS),
                            start=readiness.start_seconds,
                        ),
                        stop_seconds=service.stop_seconds,
                    ),
                    self._child,
                    after=[*ready, *before],
                )
            ]
        self._endpoints[service.name] = Endpoint(
            scheme=Scheme.HTTP, host=service.name, port=service.port, ready=tuple(before)
        )

    def _environment(self, service: Service, endpoints: Mapping[str, Endpoint]) -> dict[str, Input[str]]:
        cpus = service.sizes[self._args.system.size].cpus
        environment: dict[str, Input[str]] = {"PORT": str(service.port)}
        for variable, value in service.environment.items():
            environment[variable] = plain(value, self._args.settings, cpus, endpoints)
        for use in service.secrets:
            if use.delivery is Delivery.FILE:
                environment[f"{use.variable}_FILE"] = f"{secrets.FOLDER}/{secrets.file_name(use.variable)}"
            else:
                environment[use.variable] = secret(use.value, self._args.platform.secrets, endpoints)
        return environment

    def _secrets(self, role: str, service: Service, endpoints: Mapping[str, Endpoint]) -> Files:
        platform = self._args.platform
        contents: dict[str, Input[str]] = {
            secrets.file_name(use.variable): secret(use.value, platform.secrets, endpoints)
            for use in service.secrets
            if use.delivery is Delivery.FILE
        }
        contents["authority.pem"] = platform.authority.certificate
        return write_files(
            role,
            self._args,
            platform.images,
            path=secrets.FOLDER,
            contents=contents,
            user=service.user,
            opts=self._child,
        )

    def _copied(self, name: str, user: int) -> tuple[docker.Volume, Output[str]]:
        if name not in self._content:
            files = next(files for files in self._args.system.spec.files if files.name == name)
            self._content[name] = copy_content(files, self._args, self._args.platform, user=user, opts=self._child)
        return self._content[name]

    def _migrate(self, service: Service, migration: Migration, image: Image) -> Output[str]:
        """Migrate, past the pool, and give a new database its first data; return what the service waits for."""
        args = self._args
        role = migration_of(service.name)
        endpoints = {name: endpoint.direct for name, endpoint in self._endpoints.items()}
        resources = service.sizes[args.system.size]
        files = self._secrets(role, service, endpoints)

        def program(command: Sequence[str], after: Output[str] | None = None) -> Program:
            return Program(
                image=image,
                cpus=resources.cpus,
                memory_mb=resources.memory_mb,
                joins=args.platform.network.joins(role),
                command=command,
                environment={**self._environment(service, endpoints), **_gate([after] if after else [])},
                files=files,
                user=service.user,
            )

        migrated = run_once(
            role,
            args,
            program(STAND_IN["migrate"] if image.stands_in else migration.command),
            self._child,
            after=self._endpoints[migration.database].ready,
            timeout_seconds=migration.timeout_seconds,
        )
        if not migration.first_command:
            return migrated
        return run_once(
            f"{service.name}-first-data",
            args,
            program(STAND_IN["first"] if image.stands_in else migration.first_command, migrated),
            self._child,
            timeout_seconds=migration.timeout_seconds,
            first_time_only=True,
        )


def _gate(gates: Sequence[Input[str]]) -> dict[str, Input[str]]:
    """Return a variable that has no value before everything that must come first has succeeded."""
    return {"MOORAGE_AFTER": Output.all(*gates).apply(lambda ids: ",".join(item[:12] for item in ids))} if gates else {}


def _probe(port: int, path: str) -> str:
    """Return a check by whatever the user's image has; readiness, because an update goes on only when it is ready."""
    url = f"http://127.0.0.1:{port}{path}"
    python = f"import urllib.request as u; u.urlopen('{url}', timeout=5)"
    node = f"fetch('{url}').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
    return f'curl -fsS -o /dev/null {url} || wget -q -O /dev/null {url} || python3 -c "{python}" || node -e "{node}"'
