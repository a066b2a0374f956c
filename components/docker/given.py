"""What a service is given on a Docker host: variables, secrets, configuration files and directories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pulumi_docker as docker
from pulumi import Input, Output, ResourceOptions, RunError

from components.contracts import AppTierArgs, Endpoint
from components.docker import secrets
from components.docker.files import Files, write_files
from components.docker.images import Image
from components.docker.platform import Platform
from components.docker.volumes import Directory, owned_volume
from components.files.configuration import configuration_text
from components.files.nats import inbox_prefix
from components.values import plain, secret
from stacks._spec import Delivery, PlainValue, Reference, SecretNamed, SecretUse, Service

V = TypeVar("V", PlainValue, "Reference | SecretNamed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Resolves the values of one service; ``role`` is the container that they are for."""

    role: str
    service: Service
    args: AppTierArgs[Platform]
    endpoints: Mapping[str, Endpoint]

    @property
    def uses(self) -> tuple[SecretUse, ...]:
        """The secrets that are handed over: all but the supplied ones that nobody has supplied."""
        missing = set(self.args.system.spec.supplied) - set(self.args.settings.secrets)
        return tuple(
            use
            for use in self.service.secrets
            if not (isinstance(use.value, SecretNamed) and use.value.name in missing)
        )

    def environment(self, image: Image) -> dict[str, Input[str]]:
        """Return the variables of the container."""
        service, settings = self.service, self.args.settings
        found: dict[str, Input[str]] = {}
        if service.port is not None:
            found["PORT"] = str(service.port)
        for listener in self.args.system.spec.edge.listeners:
            if listener.service == service.name and listener.variable and listener.name in settings.listeners:
                found[listener.variable] = str(listener.port)
        for variable, value in service.environment.items():
            found[variable] = self._plain(value)
        for use in self.uses:
            if use.delivery is Delivery.FILE:
                found[f"{use.variable}_FILE"] = f"{secrets.FOLDER}/{secrets.file_name(use.variable)}"
            else:
                found[use.variable] = secret(use.value, self.args.platform.secrets, self.endpoints)
        return found | (self._for_the_sample() if image.stands_in else {})

    def secret_files(self, opts: ResourceOptions) -> Files:
        """Write the secrets, and the certificate that servers are verified against."""
        platform = self.args.platform
        contents: dict[str, Input[str]] = {
            secrets.file_name(use.variable): secret(use.value, platform.secrets, self.endpoints)
            for use in self.uses
            if use.delivery is Delivery.FILE
        }
        contents["authority.pem"] = platform.authority.certificate
        return self._written(self.role, secrets.FOLDER, contents, opts)

    def configuration_files(self, opts: ResourceOptions) -> tuple[Files, ...]:
        """Write the configuration files, a volume for each folder."""
        resources = self.args.system.resources(self.service)
        folders: dict[str, dict[str, Input[str]]] = {}
        for file in self.service.configuration:
            folder, _, name = file.path.rpartition("/")
            folders.setdefault(folder, {})[name] = configuration_text(file, resources, self._plain)
        return tuple(
            self._written(f"{self.role}-configuration{number or ''}", folder, contents, opts)
            for number, (folder, contents) in enumerate(sorted(folders.items()))
        )

    def directories(self, opts: ResourceOptions) -> tuple[Directory, ...]:
        """Make the service's own volumes, in the order in which the spec has them."""
        network, images = self.args.platform.network, self.args.platform.images
        return tuple(
            owned_volume(
                f"{self.service.name}-{item.name}", self.args, network, images, user=self.service.user, opts=opts
            )
            for item in self.service.volumes
        )

    def sources(self, image: Image) -> tuple[Sequence[str], Sequence[docker.ContainerMountArgs]]:
        """Return the command and mounts of a service that runs from the user's sources (moorage:sources)."""
        folder, development = self.args.settings.sources.get(self.service.name), self.service.development
        if folder is None or development is None:
            return self.service.command, ()
        if image.stands_in:
            raise RunError(
                f"moorage:sources.{self.service.name} is {folder!r}, but the sample app can't run it; name an image "
                f"that can: pulumi config set --path 'moorage:images.{self.service.image}' <image>:<tag>"
            )
        mount = docker.ContainerMountArgs(
            type="bind", source=str(Path(folder).resolve()), target=development.path, read_only=True
        )
        return development.command, (mount,)

    def _for_the_sample(self) -> dict[str, Input[str]]:
        """Return what another app knows by itself: where its configuration is, and a subject that it may use."""
        found: dict[str, Input[str]] = {}
        if self.service.configuration:
            found["CONFIGURATION"] = ",".join(file.path for file in self.service.configuration)
        queues = self.args.system.spec.queues
        accounts = {(queue.name, item.name): (queue, item) for queue in queues for item in queue.accounts}
        for use in self.uses:
            known = accounts.get((use.value.of, use.value.role)) if isinstance(use.value, Reference) else None
            if known:
                found["NATS_INBOX_PREFIX"] = inbox_prefix(*known)
            if known and known[1].publish:
                found["SAMPLE_SUBJECT"] = known[1].publish[0].replace(">", "sample").replace("*", "sample")
        return found

    def _plain(self, value: PlainValue) -> Input[str]:
        resources = self.args.system.resources(self.service)
        return plain(value, self.args.settings, resources, self.endpoints)

    def _written(self, role: str, path: str, contents: Mapping[str, Input[str]], opts: ResourceOptions) -> Files:
        images, user = self.args.platform.images, self.service.user
        return write_files(role, self.args, images, path=path, contents=contents, user=user, opts=opts)


def as_owner(service: Service, database: str, owner: str, roles: Sequence[str]) -> Service:
    """Return the service as its migration runs: with the owner's login wherever it has another of these roles.

    Tenants' roles own their databases, and stay.
    """

    def changed(value: V) -> V:
        if isinstance(value, Reference) and value.of == database and (not value.role or value.role in roles):
            return replace(value, role=owner, reader=False)
        return value

    return replace(
        service,
        environment={variable: changed(value) for variable, value in service.environment.items()},
        secrets=tuple(replace(use, value=changed(use.value)) for use in service.secrets),
    )


def gate(gates: Sequence[Input[str]]) -> dict[str, Input[str]]:
    """Return a variable that has no value before everything that must come first has succeeded."""
    return {"MOORAGE_AFTER": Output.all(*gates).apply(lambda ids: ",".join(item[:12] for item in ids))} if gates else {}
