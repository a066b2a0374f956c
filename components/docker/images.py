"""Images: ours, built from images/ on the host itself, and the apps', which users name or the sample stands in for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pulumi_docker as docker
from pulumi import Input, Output, ResourceOptions

from components.contracts import Args
from components.docker.labels import labels
from components.versions import BY_NAME

REPOSITORY = Path(__file__).parents[2]
SAMPLE = "apps/sample"
DIRECTORY = "images/directory"
OWN: Mapping[str, str] = {  # name in moorage:images -> folder, which is the build context
    name: f"images/{name}" for name in ("postgresql", "pgbouncer", "redis", "nats", "nginx", "files")
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """An image on the host. ``stands_in`` is true for the sample app, which has commands of its own."""

    reference: Input[str]
    stands_in: bool = False


class Images:
    """Gets every image at most once: the user's reference where moorage:images has one, else a build of ours.

    A build's tag is its folder's content and the date in moorage:packages: a change of either is a new image beside the
    old one, and without a change nothing is rebuilt.
    """

    def __init__(self, args: Args, opts: ResourceOptions) -> None:
        self._args = args
        # A new image is there before the old one goes, and before any container of the old one is touched: the provider
        # would delete first whatever is named, and with the image everything that runs from it.
        self._opts = ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=False))
        self._made: dict[str, docker.RemoteImage] = {}

    def own(self, name: str) -> Image:
        """Return one of our images."""
        return Image(reference=self._named(name) or self._built(name, OWN[name]))

    def app(self, name: str) -> Image:
        """Return an app's image; without the user's own, the sample stands in."""
        named = self._named(name)
        if named is not None:
            return Image(reference=named)
        return Image(reference=self._built("sample", SAMPLE), stands_in=True)

    def directory(self, user: int) -> Image:
        """Return an image that holds nothing but a directory of a user's (images/directory)."""
        return Image(reference=self._built(f"directory-{user}", DIRECTORY, {"OWNER": str(user)}))

    def _named(self, name: str) -> Output[str] | None:
        reference = self._args.settings.images.get(name)
        if reference is None:
            return None
        if name not in self._made:  # the user's image stays when the stack goes
            self._made[name] = docker.RemoteImage(f"image-{name}", name=reference, keep_locally=True, opts=self._opts)
        return self._made[name].image_id

    def _built(self, name: str, folder: str, arguments: Mapping[str, str] | None = None) -> Output[str]:
        if name not in self._made:
            packages = self._args.settings.packages
            digest = folder_digest(folder, packages)
            tag = f"{BY_NAME[name].series}-{digest}" if name in BY_NAME else digest
            self._made[name] = docker.RemoteImage(
                f"image-{name}",
                name=f"{self._args.settings.name}/{name}:{tag}",
                build=docker.RemoteImageBuildArgs(
                    context=folder,
                    build_args=arguments,
                    network_mode="host",
                    remove=True,
                    force_remove=True,
                    no_cache=bool(packages),  # or a layer of an earlier day would stand in for today's packages
                    label=labels(self._args),
                ),
                triggers={"content": digest},
                keep_locally=False,
                force_remove=True,  # or a container that somebody left behind would hold up every later update
                opts=self._opts,
            )
        return self._made[name].image_id


@cache
def folder_digest(folder: str, packages: str = "") -> str:
    """Return 12 hexadecimal digits of a hash over a folder's names, modes and contents, and its packages' date."""
    digest = hashlib.sha256(packages.encode())
    root = REPOSITORY / folder
    for path in sorted(item for item in root.rglob("*") if item.is_file() and "__pycache__" not in item.parts):
        executable = path.stat().st_mode & 0o100
        digest.update(f"{path.relative_to(root)}\0{executable}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
