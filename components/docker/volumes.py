"""Volumes that keep data."""

import pulumi_docker as docker
from pulumi import ResourceOptions

from components.contracts import Args
from components.docker.labels import volume_labels
from components.docker.naming import physical
from components.docker.network import Network


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


def mounted(volume: docker.Volume, path: str, *, read_only: bool = False) -> docker.ContainerMountArgs:
    """Return the mount of a volume at a path."""
    return docker.ContainerMountArgs(type="volume", source=volume.name, target=path, read_only=read_only)
