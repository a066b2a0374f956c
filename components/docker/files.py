"""Files for containers: configuration and secrets, on a read-only volume that is named after its content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_docker as docker
from pulumi import Input, Output, ResourceOptions

from components.contracts import Args
from components.docker.images import Images
from components.docker.labels import container_labels, volume_labels
from components.docker.naming import physical

MODE = "0400"  # the owner reads, nobody writes


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """A volume that holds files, and the writer that put them there: depend on it."""

    volume: docker.Volume
    writer: docker.Container
    path: str

    @property
    def mount(self) -> docker.ContainerMountArgs:
        """The mount for containers that read the files."""
        return docker.ContainerMountArgs(type="volume", source=self.volume.name, target=self.path, read_only=True)


def write_files(
    role: str,
    args: Args,
    images: Images,
    *,
    path: str,
    contents: Mapping[str, Input[str]],
    user: int,
    opts: ResourceOptions,
) -> Files:
    """Put files on a new volume: mode 0400, owned by ``user``, so that one container's user reads them.

    The volume is named by its content and never written again: containers that still run keep what they were started
    with, and new content is a new volume. The writer is a container that is never started: Docker unpacks the files
    into its volume while it only exists, so no process, log or environment ever holds them. The contents are secret
    in the state, whatever they are.
    """
    beside = ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=False))
    texts: Output[dict[str, str]] = Output.secret(Output.all(**contents))
    stem = physical(args.settings, role, "files")
    name = Output.unsecret(texts.apply(lambda known: f"{stem}-{_digest(known)}"))
    image = Output.from_input(images.own("files").reference)
    # The writer of another image is beside the old one for a while, with the same files: so its name tells them apart.
    writer_name = Output.all(name, image).apply(lambda known: f"{known[0]}-{_digest({'image': known[1]})}")
    volume = docker.Volume(
        f"{role}-files",
        name=name,
        labels=volume_labels(args),
        opts=beside,
    )
    writer = docker.Container(
        f"{role}-files-writer",
        name=writer_name,
        image=image,
        start=False,
        must_run=False,
        network_mode="none",
        mounts=[docker.ContainerMountArgs(type="volume", source=volume.name, target=path)],
        uploads=texts.apply(
            lambda known: [
                docker.ContainerUploadArgs(
                    file=f"{path}/{file}", content=content, permissions=MODE, owner=str(user), group=str(user)
                )
                for file, content in sorted(known.items())
            ]
        ),
        labels=container_labels(args, role),
        opts=beside,
    )
    return Files(volume=volume, writer=writer, path=path)


def _digest(contents: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()[:12]
