"""Volumes that keep data."""

import pulumi_docker as docker
from pulumi import Input, Output, ResourceOptions

from components.contracts import Args
from components.docker.containers import Program
from components.docker.images import Image
from components.docker.labels import volume_labels
from components.docker.naming import physical
from components.docker.network import Network
from components.docker.once import run_once

DIRECTORY = "/directory"


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
    role: str, args: Args, network: Network, image: Image, *, user: int, opts: ResourceOptions
) -> Output[str]:
    """Make a data volume whose directory is a user's, mode 0750, and return its name once that is so.

    A new volume is root's, and no service runs as root. ``image`` is one of ours with a shell; of root's powers the
    container has only what handing the directory over takes. What lies in the volume is not touched.
    """
    volume = data_volume(role, args, network, opts)
    done = run_once(
        f"{role}-owner",
        args,
        Program(
            image=image,
            cpus=0.25,
            memory_mb=64,
            command=["/bin/sh", "-c", f"chown {user}:{user} {DIRECTORY} && chmod 0750 {DIRECTORY}"],
            mounts=[mounted(volume.name, DIRECTORY)],
            user=0,
            capabilities=["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"],  # as Docker gives them back
        ),
        opts,
    )
    # The name alone, so that nothing that mounts it changes when the container that hands it over is made again.
    return Output.all(volume.name, done).apply(lambda values: str(values[0]))


def mounted(volume: Input[str], path: str, *, read_only: bool = False) -> docker.ContainerMountArgs:
    """Return the mount of a volume, by its name, at a path."""
    return docker.ContainerMountArgs(type="volume", source=volume, target=path, read_only=read_only)
