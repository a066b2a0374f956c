"""Backups on a Docker host: a scheduler that carries out every rule, and a container that rehearses restores."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_docker as docker
from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.contracts import Args, BackupsArgs
from components.docker.containers import USER, Health, Program
from components.docker.exporters import PORTS
from components.docker.files import Files
from components.docker.images import OWN
from components.docker.operated import DockerRecoverable, DockerSignal, Source, recoverable, signals
from components.docker.platform import Platform
from components.docker.roles import BACKUPS, DRILLS, OPERATIONS, backup_of
from components.docker.volumes import mounted, owned_volume, scratch_volume
from components.files import FOLDER
from components.files.operations import Operated, Row, drilled, operations_toml, scheduled
from components.files.pgbackrest import Stanza, rehearser_conf, worker_conf
from components.files.scraping import Scraped
from components.promises import Kind
from components.versions import PROGRAMS
from stacks._spec import Exporter, Size, Watch

SOURCES = "/sources"
CONFIGURATION = "configuration"
STATE = "/var/lib/operations"
CERTIFICATES = (".crt", "/authority.pem")
OF_ALL = (Watch.BACKUP_HOURS, Watch.BACKUP_COMPLETED, Watch.DRILL_DAYS, Watch.JOB_FAILED, Watch.UPDATE_AVAILABLE)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Processors and megabytes of the scheduler (a backup compresses, restic keeps an index) and of the drills'."""

    cpus: float
    memory_mb: int
    drill_cpus: float
    drill_memory_mb: int


# Ours: a quarter of the database's server at least; seen at laptop: 180 and 240 MB (docs/benchmarks.md).
LIMITS: Mapping[Size, Limits] = {
    Size.LAPTOP: Limits(cpus=1, memory_mb=512, drill_cpus=1, drill_memory_mb=512),
    Size.SMALL: Limits(cpus=2, memory_mb=1024, drill_cpus=2, drill_memory_mb=1024),
    Size.MEDIUM: Limits(cpus=2, memory_mb=2048, drill_cpus=2, drill_memory_mb=2048),
    Size.LARGE: Limits(cpus=4, memory_mb=4096, drill_cpus=4, drill_memory_mb=4096),
}


class Backups(ComponentResource):
    """Carries out every rule of the spec, and rehearses restores by the spec's schedule.

    What must survive is what components offer. Nobody has Docker's socket: servers are asked over TLS, volumes are
    mounted read-only. ``signals`` are how old backups and drills are, and which jobs fail.
    """

    def __init__(self, name: str, args: BackupsArgs[Platform, Source], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Backups", name, {}, opts)
        self._args = args
        self._child = child = ResourceOptions(parent=self)
        platform, spec = args.platform, args.system.spec
        offered = {item.name: item for item in args.recoverables}  # a site and a service may offer the same files
        offered[CONFIGURATION] = recoverable(CONFIGURATION, Kind.CONFIGURATION, Source())
        self._stanzas = [Stanza(name=item.name, host=backup_of(item.name), port=item.port) for item in spec.databases]
        state = owned_volume(OPERATIONS, args, platform.network, platform.images, user=USER, opts=child)
        kept = mounted(state.volume.name, STATE)
        scheduler = self._schedule(offered, kept, state.maker)
        self._rehearse(offered, kept, scheduler)
        self.signals = self._signals(offered)
        self.recoverables: Sequence[DockerRecoverable] = ()
        self.register_outputs({})

    def _schedule(
        self,
        offered: Mapping[str, DockerRecoverable],
        state: docker.ContainerMountArgs,
        maker: docker.Container,
    ) -> docker.Container:
        args, child, platform = self._args, self._child, self._args.platform
        places, limits = platform.places, LIMITS[args.system.size]
        written = self._written(offered)
        files = self._files(
            OPERATIONS,
            scheduled(args.system),
            offered,
            {
                "pgbackrest.conf": Output.all(*places.secrets).apply(
                    lambda known: worker_conf(self._stanzas, places.repositories(known), cpus=limits.cpus)
                ),
                **{
                    f"{name}-password": item.source.password
                    for name, item in offered.items()
                    if item.source.password is not None
                },
                "files-password": places.files_password,
                **places.keys,
                **places.authority,
            },
        )
        groups = sorted({item.source.user for item in offered.values()} - {USER})
        return platform.run(
            OPERATIONS,
            Program(
                image=platform.images.own("operations"),
                cpus=limits.cpus,
                memory_mb=limits.memory_mb,
                joins=[*platform.network.joins(OPERATIONS), *platform.network.ways_out(OPERATIONS)],
                command=["python3", "-m", "operations", "schedule"],
                files=files,
                mounts=[state, *places.mounts, written, *_mounts(offered), platform.logs],
                health=Health(command=["CMD", "python3", "-m", "operations", "status", "--alive"], interval=10),
                groups=groups,
                stop_seconds=30,
            ),
            child,
            after=[
                maker,
                *self._writers,
                platform.repository,
                *(ready for item in offered.values() for ready in item.source.ready),
            ],
        )

    def _rehearse(
        self, offered: Mapping[str, DockerRecoverable], state: docker.ContainerMountArgs, scheduler: docker.Container
    ) -> None:
        args, child, platform = self._args, self._child, self._args.platform
        places, limits = platform.places, LIMITS[args.system.size]
        room = scratch_volume(DRILLS, args, platform.images, user=USER, opts=child)
        files = self._files(
            DRILLS,
            drilled(args.system),
            offered,
            {
                "pgbackrest.conf": rehearser_conf(
                    self._stanzas, host=BACKUPS, repositories=places.count, cpus=limits.drill_cpus
                )
            },
        )
        platform.run(
            DRILLS,
            Program(
                image=platform.images.own("operations"),
                cpus=limits.drill_cpus,
                memory_mb=limits.drill_memory_mb,
                joins=platform.network.joins(DRILLS),
                command=["python3", "-m", "operations", "schedule"],
                files=files,
                mounts=[state, mounted(room.volume.name, "/var/lib/drills")],
                health=Health(command=["CMD", "python3", "-m", "operations", "status", "--alive"], interval=10),
                stop_seconds=30,
                shared_memory_mb=128,
            ),
            child,
            after=[scheduler, room.maker],
        )

    def _files(
        self,
        role: str,
        jobs: Sequence[Row],
        offered: Mapping[str, DockerRecoverable],
        more: Mapping[str, Input[str]],
    ) -> Files:
        args, platform = self._args, self._args.platform
        places = platform.places
        certificate = platform.authority.issue(role, [role], self._child, as_client=True)
        return platform.files.write(
            role,
            path=FOLDER,
            contents={
                "operations.toml": operations_toml(
                    args.system,
                    args.settings,
                    recoverables=[_operated(item) for item in offered.values()],
                    repositories=places.known,
                    jobs=jobs,
                    facts={**places.facts, **_facts(args)},
                ),
                **more,
                **certificate.files(platform.authority),
            },
            user=USER,
            opts=self._child,
        )

    def _written(self, offered: Mapping[str, DockerRecoverable]) -> docker.ContainerMountArgs:
        """Write what has no volume of its own: which images run, certificates, and every rendered file without secrets
        but those of the containers that come after this one: an `up` renders them again.

        What is known while planning is no secret; keys and passwords are in the stack's state alone, and so are not
        gathered here, where one container would hold them all.
        """
        images = {f"image-{name}": item.source.text for name, item in offered.items() if item.source.text is not None}
        rendered = {
            path.replace("/", "--"): text
            for path, text in self._args.platform.files.written.items()
            if isinstance(text, str) or path.endswith(CERTIFICATES)
        }
        files = self._args.platform.files.write(
            CONFIGURATION, path=_path(CONFIGURATION), contents={**images, **rendered}, user=USER, opts=self._child
        )
        self._writers = (files.writer,)
        return files.mount

    def _signals(self, offered: Mapping[str, DockerRecoverable]) -> tuple[DockerSignal, ...]:
        port = PORTS[Exporter.OPERATIONS]
        measure = Scraped(
            exporter=Exporter.OPERATIONS, of="", instances={role: f"{role}:{port}" for role in (OPERATIONS, DRILLS)}
        )
        backed_up = {name for rule in self._args.system.spec.backups.rules for name in rule.of}
        found = list(signals("", measure, *OF_ALL))
        for name in sorted(backed_up & set(offered)):
            found += signals(name, measure, Watch.BACKUP_HOURS, Watch.BACKUP_COMPLETED)
        for database in self._args.system.spec.databases:
            found += signals(database.name, measure, Watch.DRILL_DAYS)
        return tuple(found)


def _facts(args: Args) -> dict[str, str]:
    """Return what maintenance must know of the deployment, as JSON texts."""
    settings, monitoring = args.settings, args.system.spec.monitoring
    known = {
        "support_ends": {program.name: program.end_of_life.isoformat() for program in PROGRAMS if program.image},
        "log_days": {item.kind.value: item.keep_days for item in monitoring.logs},
        "metric_days": monitoring.keep_metrics_days,
        **({"images": dict.fromkeys(OWN, settings.packages)} if settings.packages else {}),
    }
    return {name: json.dumps(value) for name, value in known.items()}


def _path(name: str) -> str:
    return f"{SOURCES}/{name}"


def _operated(item: DockerRecoverable) -> Operated:
    """Return something as the operations container reaches it."""
    source, path = item.source, _path(item.name)
    if item.kind is Kind.CONFIGURATION:
        path = _path(CONFIGURATION)
    elif source.text is not None:
        path = f"{_path(CONFIGURATION)}/image-{item.name}"
    elif source.volume is None:
        path = ""
    return Operated(
        name=item.name,
        kind=item.kind.value,
        host=source.host,
        port=source.port,
        path=path,
        databases=source.databases,
        stanza=item.name if item.kind is Kind.DATABASE else "",
    )


def _mounts(offered: Mapping[str, DockerRecoverable]) -> list[docker.ContainerMountArgs]:
    """Mount every volume that must survive, read-only."""
    return [
        mounted(item.source.volume, _path(name), read_only=True)
        for name, item in sorted(offered.items())
        if item.source.volume is not None
    ]
