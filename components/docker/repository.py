"""Where backups lie on a Docker host: a volume, a second place for copies, and the container that gives access to them.

The write-ahead log of every database comes here as it is written, and restores come from here. What unlocks it all is
generated once and as protected as the data: without it nothing here can be read (docs/docker.md says where to keep it).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi_docker as docker
from pulumi import Input, Output, ResourceOptions

from components.contracts import Args
from components.docker.containers import USER, Health, Program
from components.docker.roles import BACKUPS, DRILLS
from components.docker.secrets import generate
from components.docker.volumes import COPIES, mounted, owned_volume
from components.files import FOLDER, pgbackrest
from components.files.operations import Repository as Known
from components.files.operations import physical_days
from components.files.pgbackrest import Bucket, Repository, repository_conf

if TYPE_CHECKING:
    from components.docker.platform import Platform

FIRST, SECOND = "first", "second"  # the names of the repositories, in metrics and messages
AUTHORITY = f"{SECOND}-authority.pem"  # of what has signed the certificate of the service of a bucket
FIRST_PATH, COPIES_PATH = "/var/lib/backups", "/var/lib/copies"
CPUS, MEMORY_MB = 0.5, 256


@dataclass(frozen=True, kw_only=True)
class Places:
    """The repositories, as containers that work with them mount and know them.

    ``keep_days`` of the copies is the longest of what the spec says of them; 0 where it wants none.
    """

    mounts: tuple[docker.ContainerMountArgs, ...]
    first_days: int
    copies_days: int
    passphrases: tuple[Output[str], ...]
    files_password: Output[str]
    args: Args

    @property
    def count(self) -> int:
        """How many repositories there are."""
        return 2 if self.copies_days else 1

    def repositories(self, known: list[str]) -> list[Repository]:
        """Return pgBackRest's repositories; ``known`` are their passphrases, and the id and key of a bucket."""
        second = self.args.settings.second_repository
        found = [Repository(keep_days=self.first_days, passphrase=known[0])]
        if self.count == 2:
            bucket = None
            if second.bucket and second.endpoint:
                bucket = Bucket(
                    name=second.bucket,
                    endpoint=second.endpoint,
                    region=second.region,
                    key_id=known[2],
                    key=known[3],
                    authority=f"{FOLDER}/{AUTHORITY}" if second.authority else "",
                    folder=f"/{self.args.settings.name}/postgresql",  # several stacks may share a bucket
                )
            found.append(
                Repository(
                    keep_days=self.copies_days,
                    passphrase=known[1],
                    folder=pgbackrest.COPIES_FOLDER,
                    bucket=bucket,
                )
            )
        return found

    @property
    def secrets(self) -> list[Output[str]]:
        """What ``repositories`` must know."""
        second = self.args.settings.second_repository
        keys = [Output.secret(key.get_secret_value()) for key in (second.key_id, second.key) if key]
        return [*self.passphrases, *keys]

    @property
    def known(self) -> list[Known]:
        """The repositories as the operations containers know them."""
        second = self.args.settings.second_repository
        bucket = f"s3:https://{second.endpoint}/{second.bucket}/{self.args.settings.name}"
        location = f"{bucket if second.remote else COPIES_PATH}/files"
        found = [Known(name=FIRST, number=1, location=f"{FIRST_PATH}/files")]
        copies = Known(name=SECOND, number=2, location=location, keep_days=self.copies_days)
        return [*found, copies] if self.count == 2 else found

    @property
    def facts(self) -> dict[str, str]:
        """What restic must know of a bucket."""
        second = self.args.settings.second_repository
        if not second.remote:
            return {}
        return {f"{SECOND}_region": second.region}

    @property
    def keys(self) -> dict[str, Input[str]]:
        """The files that hold the keys of a bucket."""
        second = self.args.settings.second_repository
        keys = {f"{SECOND}-key-id": second.key_id, f"{SECOND}-key": second.key}
        return {name: Output.secret(key.get_secret_value()) for name, key in keys.items() if key}

    @property
    def authority(self) -> dict[str, Input[str]]:
        """The file that a bucket's service is verified against, if it is not one that everybody knows."""
        path = self.args.settings.second_repository.authority
        return {AUTHORITY: Path(path).read_text(encoding="utf-8")} if path else {}


def make_places(args: Args, platform: "Platform", opts: ResourceOptions) -> Places:
    """Make the places where backups lie, and what unlocks them."""
    system, second = args.system, args.settings.second_repository
    volume = owned_volume(BACKUPS, args, platform.network, platform.images, user=USER, opts=opts)
    mounts = [mounted(volume.volume.name, FIRST_PATH)]
    if second.folder:
        source = str(Path(second.folder).resolve())
        mounts.append(docker.ContainerMountArgs(type="bind", source=source, target=COPIES_PATH))
    elif not second.remote:
        copies = owned_volume(COPIES, args, platform.network, platform.images, user=USER, opts=opts)
        mounts.append(mounted(copies.volume.name, COPIES_PATH))
    profile = system.profile
    kept = ResourceOptions.merge(
        opts, ResourceOptions(protect=profile.protect, retain_on_delete=profile.retain, ignore_changes=["length"])
    )
    return Places(
        mounts=tuple(mounts),
        first_days=max((physical_days(system, item.name) for item in system.spec.databases), default=0),
        copies_days=max((copy.keep_days for copy in system.spec.backups.copies), default=0),
        passphrases=(generate("backups-passphrase", kept), generate("copies-passphrase", kept)),
        files_password=generate("files-password", kept),
        args=args,
    )


def give_access(args: Args, platform: "Platform", places: Places, opts: ResourceOptions) -> docker.Container:
    """Run the container that takes the write-ahead log of databases into the repositories, and gives it back.

    Whom it serves is said by certificates: each database's server for that database, and the drills' for all of them.
    """
    databases = [database.name for database in args.system.spec.databases]
    clients = {name: [name] for name in databases} | {DRILLS: databases}
    certificate = platform.authority.issue(BACKUPS, [BACKUPS], opts, as_client=True)
    files = platform.files.write(
        BACKUPS,
        path=FOLDER,
        contents={
            "pgbackrest.conf": Output.all(*places.secrets).apply(
                lambda known: repository_conf(places.repositories(known), clients=clients)
            ),
            **places.authority,
            **certificate.files(platform.authority),
        },
        user=USER,
        opts=opts,
    )
    return platform.run(
        BACKUPS,
        Program(
            image=platform.images.own("operations"),
            cpus=CPUS,
            memory_mb=MEMORY_MB,
            joins=[*platform.network.joins(BACKUPS), *platform.network.ways_out(BACKUPS)],
            command=["pgbackrest", "server"],
            files=files,
            mounts=places.mounts,
            health=Health(command=["CMD", "pgbackrest", "server-ping"]),
        ),
        opts,
    )
