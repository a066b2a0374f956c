"""Volumes that keep data."""

import pulumi_docker as docker
from pulumi import ResourceOptions

from components.contracts import Args
from components.docker.labels import volume_labels
from components.docker.naming import physical


def data_volume(role: str, args: Args, opts: ResourceOptions) -> docker.Volume:
    """Make a volume that no update replaces: protected and retained as the environment's profile says."""
    profile = args.system.profile
    return docker.Volume(
        role,
        name=physical(args.settings, role),
        labels=volume_labels(args),
        opts=ResourceOptions.merge(
            opts,
            ResourceOptions(
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
