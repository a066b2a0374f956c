"""The logs of a Docker host: a container that Docker sends them to, which keeps them by class; and one that counts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi_docker as docker
from pulumi import Input, ResourceOptions

from components.contracts import Args
from components.docker.containers import LOG_PORT, USER, Health, Program
from components.docker.exporters import Export, export
from components.docker.parts import log_sources
from components.docker.roles import LOG_METRICS, LOGS
from components.docker.volumes import mounted, owned_volume
from components.files import FOLDER
from components.files.log_store import PASSWORD_FILE, log_store_conf
from components.files.log_store import USER as SHIPPER
from components.files.mtail import PROGRAM, mtail_command, mtail_program
from components.files.rsyslog import retention_text, rsyslog_files
from components.files.scraping import Scraped
from stacks._spec import Exporter, Size

if TYPE_CHECKING:
    from components.docker.platform import Platform

PATH = "/var/log/moorage"
# Megabytes of logs on the volume, archive included: a guess by size, a tenth or less of what the guides give the host.
CAPACITY_MB: Mapping[Size, int] = {Size.LAPTOP: 1024, Size.SMALL: 10_240, Size.MEDIUM: 20_480, Size.LARGE: 51_200}
CPUS, MEMORY_MB = 1, 512  # 100 MB were seen in a burst of lines of 2 KB, 275 MB in one of 15 KB


def keep_logs(args: Args, platform: "Platform", opts: ResourceOptions) -> tuple[docker.ContainerMountArgs, Scraped]:
    """Keep every container's log, sorted by class, for as long as the spec says; and count in them.

    Returns the mount for who reads logs, and how the counts are scraped.
    """
    spec, settings = args.system.spec, args.settings
    volume = owned_volume(LOGS, args, platform.network, platform.images, user=USER, opts=opts)
    shipped = log_store_conf() if platform.log_store_logins else ""
    contents: dict[str, Input[str]] = {
        **rsyslog_files(settings.name, log_sources(spec), log_store=shipped, port=LOG_PORT),
        "retention.conf": retention_text(spec.monitoring.logs, CAPACITY_MB[args.system.size]),
    }
    if platform.log_store_logins:
        contents[PASSWORD_FILE] = platform.log_store_logins[SHIPPER].password
        contents["authority.pem"] = platform.authority.certificate
    files = platform.files.write(LOGS, path=FOLDER, contents=contents, user=USER, opts=opts)
    keeping = platform.run(
        LOGS,
        Program(
            image=platform.images.own("logs"),
            cpus=CPUS,
            memory_mb=MEMORY_MB,
            joins=[platform.network.logs, *platform.network.joins(LOGS)],
            command=["moorage-logs"],
            files=files,
            mounts=[mounted(volume.volume.name, PATH)],
            health=Health(command=["CMD", "moorage-logs", "check"]),
            stop_seconds=20,
            ships_log=False,  # it would send itself what it can't write
        ),
        opts,
        after=[volume.maker],
    )
    reading = mounted(volume.volume.name, PATH, read_only=True)
    counted = export(
        LOG_METRICS,
        platform,
        Export(
            exporter=Exporter.LOGS,
            of="",
            image="logs",
            command=mtail_command(),
            files={PROGRAM: mtail_program()},
            mounts=[reading],
        ),
        opts,
        after=[keeping],
    )
    return reading, counted
