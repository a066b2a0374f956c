"""The platform of a Docker host: networks, images, certificates, secrets, logs, and where backups lie."""

from collections.abc import Mapping, Sequence

import pulumi_docker as docker
from pulumi import ComponentResource, Output, Resource, ResourceOptions

from components.contracts import PlatformArgs
from components.docker.certificates import Authority
from components.docker.containers import Program, run
from components.docker.files import Writer
from components.docker.images import Images
from components.docker.log_store_logins import log_store_logins
from components.docker.logs import keep_logs
from components.docker.network import Network
from components.docker.repository import give_access, make_places
from components.docker.secrets import generate
from stacks._spec import Source


class Platform(ComponentResource):
    """What every container of the stack is built from.

    ``secrets`` holds the spec's secrets by name, generated or supplied. All of them are encrypted in the state and
    reach containers as files.
    """

    def __init__(self, name: str, args: PlatformArgs[Network], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Platform", name, {}, opts)
        child = ResourceOptions(parent=self)
        self._args = args
        self.network = args.network
        # After the public network, which two stacks of one name can't both have: Docker takes an image of that name for
        # a new one, and the second stack's end would take it from the first.
        named = ResourceOptions(parent=self, depends_on=[args.network.public.network])
        self.images = Images(args, named)
        self.files = Writer(args, self.images)
        self.authority = Authority(args.system.spec.title, child)
        self.copied: dict[tuple[str, int], tuple[docker.Volume, Output[str]]] = {}  # files, by name and user
        self.buckets: dict[str, docker.ContainerMountArgs] = {}  # filled by Storage, for the services that call them
        generated = [item for item in args.system.spec.secrets if item.source is Source.GENERATED]
        self.secrets: Mapping[str, Output[str]] = {
            name: Output.secret(value.get_secret_value()) for name, value in args.settings.secrets.items()
        } | {
            # What the app encrypts with it is lost without it, so it is as protected as the data.
            secret.name: generate(
                secret.name,
                ResourceOptions.merge(
                    child, ResourceOptions(protect=args.system.profile.protect, ignore_changes=["length", "special"])
                ),
                secret.length,
            )
            for secret in generated
        }
        self.running: dict[str, docker.Container] = {}
        self.log_store_logins = log_store_logins(child) if args.settings.log_store else {}
        self.logs, self.log_metrics = keep_logs(args, self, named)
        self.places = make_places(args, self, named)
        self.repository = give_access(args, self, self.places, named)
        self.register_outputs({})

    def run(
        self, role: str, program: Program, opts: ResourceOptions, after: Sequence[Resource] = ()
    ) -> docker.Container:
        """Run a container for good; who watches containers finds it in ``running``."""
        self.running[role] = run(role, self._args, program, opts, after)
        return self.running[role]
