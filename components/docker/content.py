"""Read-only files out of images: static sites for the edge, and data files for services."""

import pulumi_docker as docker
from pulumi import Output, ResourceOptions

from components.contracts import Args
from components.docker.containers import USER, Program
from components.docker.labels import volume_labels
from components.docker.naming import physical
from components.docker.once import run_once
from components.docker.platform import Platform
from components.docker.volumes import mounted
from stacks._spec import Files

OUTPUT = "/output"
COPY = """set -eu
cp -R {folder}/. {output}/
cd {output}
for file in {expected}; do [ -s "$file" ] || {{ echo "$file is missing from {folder} of the image" >&2; exit 1; }}; done
find . -type d -exec chmod 0550 {{}} +
find . -type f -exec chmod 0440 {{}} +
chown -R {user}:{user} .
"""


def copy_content(
    files: Files, args: Args, platform: Platform, *, user: int, opts: ResourceOptions
) -> tuple[docker.Volume, Output[str]]:
    """Copy a folder of an image onto a new volume, and return it with what to wait for.

    The volume is named by the image, so new content is a new volume and nothing that still reads the old one sees it
    change. Directories get mode 0550 and files 0440, owned by ``user``. An expected file that is missing or empty
    fails the deployment before anything reads the rest. Each user's copy is made once, whoever asks for it.
    """
    made = platform.copied.get((files.name, user))
    if made is None:
        made = platform.copied[files.name, user] = _copy(files, args, platform, user, opts)
    return made


def _copy(
    files: Files, args: Args, platform: Platform, user: int, opts: ResourceOptions
) -> tuple[docker.Volume, Output[str]]:
    role = files.name if user == USER else f"{files.name}-{user}"
    image = platform.images.app(files.image)
    name = Output.concat(physical(args.settings, role), "-", Output.from_input(image.reference).apply(_short))
    volume = docker.Volume(
        f"{role}-content",
        name=name,
        labels=volume_labels(args),
        opts=ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=False)),
    )
    script = COPY.format(
        folder=files.folder,
        output=OUTPUT,
        expected=" ".join(item.name for item in files.expected),
        user=user,
    )
    done = run_once(
        f"{role}-copy",
        args,
        Program(
            image=image,
            cpus=0.5,
            memory_mb=128,
            command=["/bin/sh", "-c", script],
            mounts=[mounted(volume.name, OUTPUT)],
            user=0,  # a new volume is root's; of root's powers it has only what handing it over takes
            capabilities=["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"],  # as Docker gives them back
        ),
        opts,
    )
    return volume, done.id


def _short(image: str) -> str:
    return image.removeprefix("sha256:")[:12]
