"""Volumes that keep data."""

from dataclasses import dataclass

import pulumi_docker as docker
from pulumi import Input, ResourceOptions

from components.contracts import Args
from components.docker.images import Images
from components.docker.labels import container_labels, volume_labels
from components.docker.naming import physical
from components.docker.network import Network
from stacks._profiles import SizedSystem
from stacks._spec import Cache, Database, Queue

DIRECTORY = "/directory"
VOLUME = "docker:index/volume:Volume"


def kept(system: SizedSystem) -> list[tuple[str, str]]:
    """Return type and logical name of every volume that keeps data: what stays where an environment retains it.

    What is on the other volumes, certificates and configuration, is rendered anew by each update.
    """
    spec = system.spec
    servers: list[Database | Cache | Queue] = [*spec.databases, *spec.caches, *spec.queues]
    volumes = [f"{service.name}-{volume.name}" for service in spec.services for volume in service.volumes]
    names = [*(f"{server.name}-data" for server in servers), *(bucket.name for bucket in spec.buckets), *volumes]
    return [(VOLUME, name) for name in names]


@dataclass(frozen=True, kw_only=True, slots=True)
class Directory:
    """A data volume that is a user's, and what made it so: depend on it."""

    volume: docker.Volume
    maker: docker.Container


def data_volume(role: str, args: Args, network: Network, opts: ResourceOptions) -> docker.Volume:
    """Make a volume that no update replaces: protected and retained as the environment's profile says.

    Docker takes a volume that is there already for a new one. So the public network comes first: two stacks of one name
    can't both have it, and the second fails before it has anything that is the first one's.
    """
    profile = args.system.profile
    return docker.Volume(
        role,
        name=physical(args.settings, role),
        labels=volume_labels(args),
        opts=ResourceOptions.merge(
            opts,
            ResourceOptions(
                depends_on=[network.public.network],
                protect=profile.protect,
                retain_on_delete=profile.retain,
                # Docker can't relabel a volume: a new label would replace it, and the data with it.
                ignore_changes=["labels", "driver", "driverOpts"],
            ),
        ),
    )


def owned_volume(
    role: str, args: Args, network: Network, images: Images, *, user: int, opts: ResourceOptions
) -> Directory:
    """Make a data volume whose directory is a user's: a new volume is root's, and no service runs as root.

    The container that makes it so is never started: Docker does it while the container only exists.
    """
    volume = data_volume(role, args, network, opts)
    maker = docker.Container(
        f"{role}-directory",
        name=physical(args.settings, role, "directory"),
        image=images.directory(user).reference,
        start=False,
        must_run=False,
        network_mode="none",
        mounts=[mounted(volume.name, DIRECTORY)],
        labels=container_labels(args, role),
        opts=ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=True, replace_on_changes=["*"])),
    )
    return Directory(volume=volume, maker=maker)


def mounted(volume: Input[str], path: str, *, read_only: bool = False) -> docker.ContainerMountArgs:
    """Return the mount of a volume, by its name, at a path."""
    return docker.ContainerMountArgs(type="volume", source=volume, target=path, read_only=read_only)
