"""The platform of a Docker host: its networks, images, certificate authority and generated secrets."""

from collections.abc import Mapping

import pulumi_docker as docker
import pulumi_random as random
from pulumi import ComponentResource, Output, ResourceOptions

from components.contracts import PlatformArgs
from components.docker.certificates import Authority
from components.docker.images import Images
from components.docker.network import Network
from stacks._spec import Source

PASSWORD_LENGTH = 32


class Platform(ComponentResource):
    """What every container of the stack is built from.

    ``secrets`` holds the spec's secrets by name, generated or supplied. All of them are encrypted in the state and
    reach containers as files.
    """

    def __init__(self, name: str, args: PlatformArgs[Network], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Platform", name, {}, opts)
        child = ResourceOptions(parent=self)
        self.network = args.network
        # After the public network, which two stacks of one name can't both have: Docker takes an image of that name for
        # a new one, and the second stack's end would take it from the first.
        named = ResourceOptions(parent=self, depends_on=[args.network.public.network])
        self.images = Images(args, named)
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
        self.register_outputs({})


def generate(name: str, opts: ResourceOptions, length: int = PASSWORD_LENGTH) -> Output[str]:
    """Generate a secret of letters and digits, once; 32 of them are 190 bits."""
    return random.RandomPassword(name, length=length, special=False, opts=opts).result
