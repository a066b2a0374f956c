"""Names and ids. The plugin 5.2.0 makes a missing name of the logical one, a dash and seven hexadecimal digits."""

from collections.abc import Mapping
from typing import Any, Final

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity
from toolchain.offline.packages.docker.outputs import image_id
from toolchain.offline.packages.docker.tokens import (
    BUILDER,
    CONFIG,
    IMAGE,
    NETWORK,
    REGISTRY_IMAGE,
    REMOTE_IMAGE,
    SECRET,
    SERVICE,
    TAG,
    VOLUME,
)

AUTO: Final = "{logical}-{hex7}"
PROVIDER: Final = "terraform-provider-docker, internal/provider"
SWARM_ID: Final = "{letters25}"


def _remote_image(inputs: Mapping[str, Any], _: Invented) -> str:
    return f"{image_id(inputs)}{inputs['name']}"


USUAL: Final = Identity(
    id="{hex64}",
    name="name",
    auto=AUTO,
    source='moby 28.5.2, daemon/names.go: "The container name ... is already in use"; ids of 64 hexadecimal digits',
)

IDENTITIES: Final = {
    NETWORK: Identity(
        id="{hex64}",
        name="name",
        auto=AUTO,
        source='moby 28.5.2, libnetwork: "network with name ... already exists"',
    ),
    # Docker takes a volume that is there already for a new one, so nothing is refused.
    VOLUME: Identity(
        adopts=True,
        id="{name}",
        name="name",
        auto=AUTO,
        scope=None,
        source=f"{PROVIDER}/resource_docker_volume.go: SetId(name); Docker Engine API, VolumeCreate",
    ),
    # An image that is there already is not pulled again; two names may mean one image.
    REMOTE_IMAGE: Identity(
        adopts=True,
        id=_remote_image,
        name="name",
        auto=AUTO,
        scope=None,
        source=f"{PROVIDER}/resource_docker_image_funcs.go: SetId(the image's id and the name)",
    ),
    REGISTRY_IMAGE: Identity(
        id="sha256:{hex64}",
        name="name",
        auto=AUTO,
        scope=None,
        source=f"{PROVIDER}/resource_docker_registry_image_funcs.go: SetId(digest); a push replaces what a tag means",
    ),
    IMAGE: Identity(
        id="{imageName}",
        name="imageName",
        scope=None,
        adopts=True,
        source="pulumi-docker, provider/image.go, dockerBuild: returns the image's name as the id",
    ),
    TAG: Identity(
        id="{sourceImage}.{targetImage}",
        scope=None,
        adopts=True,
        source=f"{PROVIDER}/resource_docker_tag_funcs.go: SetId(source, a dot, target)",
    ),
    BUILDER: Identity(
        id="{name}",
        name="name",
        auto=AUTO,
        source=f"{PROVIDER}/resource_docker_buildx_builder.go: SetId(name)",
    ),
    SERVICE: Identity(id=SWARM_ID, name="name", auto=AUTO, source="moby/swarmkit, manager/controlapi/service.go"),
    SECRET: Identity(id=SWARM_ID, name="name", auto=AUTO, source="moby/swarmkit, manager/controlapi/secret.go"),
    CONFIG: Identity(id=SWARM_ID, name="name", auto=AUTO, source="moby/swarmkit, manager/controlapi/config.go"),
}
