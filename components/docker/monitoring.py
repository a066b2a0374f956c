"""Monitoring on a Docker host: Prometheus, its rules, who delivers alerts, and what measures the host itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_docker as docker
from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.contracts import MonitoringArgs
from components.docker.containers import USER, Health, Program
from components.docker.dashboards import dashboards
from components.docker.exporters import Export, export, scraped
from components.docker.log_store import log_store
from components.docker.naming import physical
from components.docker.operated import DockerSignal, signals
from components.docker.parts import part_of
from components.docker.platform import Platform
from components.docker.roles import ALERTMANAGER, CONTAINERS_EXPORTER, NODE_EXPORTER, PROMETHEUS
from components.docker.volumes import mounted, owned_volume, scratch_volume
from components.files import FOLDER
from components.files.alertmanager import alertmanager_yml
from components.files.measures_of import Measured
from components.files.probes import probes
from components.files.prometheus import prometheus_command, prometheus_yml
from components.files.rules import rules_yml
from components.files.scraping import Scraped
from stacks._spec import Exporter, Size, Watch

# What a single host can't have, so nothing measures it; what is said of it to whoever reads rules or runbooks.
WAIVED: Mapping[Watch, str] = {
    Watch.REPLICATION_SECONDS: "one Docker host has no replica of a database: it would fail with the host",
}
HOST_CGROUPS, HOST_NETWORK = "/sys/fs/cgroup", "/proc/1/net/dev"  # of the host, read-only; neither holds a secret
ROOT = "/rootfs"  # an empty volume there shows the disk of Docker, and nothing that is on it
NODE_COLLECTORS = (
    "--collector.disable-defaults",
    *(f"--collector.{name}" for name in ("cpu", "diskstats", "filesystem", "loadavg", "meminfo", "stat", "vmstat")),
    "--collector.filesystem.mount-points-exclude=^/(dev|etc|proc|run|sys|tmp)($|/)",
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Processors and megabytes of Prometheus."""

    cpus: float
    memory_mb: int


# Prometheus' documentation, "Storage": 1 to 2 bytes a sample on disk; memory by series, of which a system has 5 to 20
# thousand: 120 MB were seen at laptop (docs/benchmarks.md).
LIMITS: Mapping[Size, Limits] = {
    Size.LAPTOP: Limits(cpus=0.5, memory_mb=384),
    Size.SMALL: Limits(cpus=1, memory_mb=1024),
    Size.MEDIUM: Limits(cpus=1, memory_mb=2048),
    Size.LARGE: Limits(cpus=2, memory_mb=4096),
}
DELIVERY_MEMORY_MB = 96
ALERTS = "amtool alert --alertmanager.url=http://localhost:9093"


class Monitoring(ComponentResource):
    """Watches what components offer to be watched, by the spec's alerts and objectives, and tells the right people.

    An alert that nothing here can measure is refused before anything is deployed, unless it is waived with a reason.
    """

    def __init__(self, name: str, args: MonitoringArgs[Platform, Scraped], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Monitoring", name, {}, opts)
        self._args = args
        self._child = ResourceOptions(parent=self)
        every = [*args.signals, *self._hosts()]
        delivering = self._deliver()
        measured = self._measured(every)
        watching = self._watch(measured, delivering)
        exporters = {item.exporter for item in measured.scraped}
        asked_for = {
            **dashboards(args, args.platform, self._child, exporters=exporters, after=[watching]),
            **log_store(args, args.platform, args.platform.log_store_logins, self._child),
        }
        self._count_containers()
        settings = args.settings
        self.commands: Mapping[str, Input[str]] = {
            "alerts": f"docker exec {physical(settings, ALERTMANAGER)} {ALERTS}",
            "status": f"make status STACK={settings.stack}",
            **asked_for,
        }
        self.register_outputs({})

    def _hosts(self) -> Sequence[DockerSignal]:
        """Measure the host and every container."""
        args, child, platform = self._args, self._child, self._args.platform
        disk = scratch_volume(f"{NODE_EXPORTER}-disk", args, platform.images, user=USER, opts=child)
        node = export(
            NODE_EXPORTER,
            platform,
            Export(
                exporter=Exporter.NODE,
                of="",
                command=["prometheus-node-exporter", f"--path.rootfs={ROOT}", *NODE_COLLECTORS],
                mounts=[mounted(disk.volume.name, ROOT, read_only=True)],
            ),
            child,
        )
        containers = scraped(CONTAINERS_EXPORTER, Exporter.CONTAINERS, "")
        parts = {part_of(role, args.system.spec) for role in platform.running}
        services = [service.name for service in args.system.spec.services]
        found = [*signals("", node, Watch.CPU_PERCENT, Watch.MEMORY_PERCENT, Watch.DISK_PERCENT, Watch.SILENCE)]
        for part in ("", *sorted(parts)):
            found += signals(part, containers, Watch.RESTARTING, Watch.CPU_PERCENT, Watch.MEMORY_PERCENT)
        for part in ("", *services):
            found += signals(part, platform.log_metrics, Watch.LOG_ERRORS)
        return found

    def _count_containers(self) -> None:
        """Measure every container but this one: which it is, only Docker knows, so it is told their ids."""
        args, child, platform = self._args, self._child, self._args.platform
        ids = {role: container.id for role, container in sorted(platform.running.items())}
        parts = {role: part_of(role, args.system.spec) for role in ids}
        export(
            CONTAINERS_EXPORTER,
            platform,
            Export(
                exporter=Exporter.CONTAINERS,
                of="",
                image="operations",
                command=["python3", "-m", "operations", "export-containers"],
                files={
                    "containers.json": Output.unsecret(Output.all(**ids)).apply(
                        lambda known: json.dumps(
                            {
                                identifier: {"container": role, "part": parts[role]}
                                for role, identifier in sorted(known.items())
                            },
                            indent=1,
                        )
                    )
                },
                mounts=[
                    docker.ContainerMountArgs(type="bind", source=HOST_CGROUPS, target="/host/cgroup", read_only=True),
                    docker.ContainerMountArgs(type="bind", source=HOST_NETWORK, target="/host/net-dev", read_only=True),
                ],
            ),
            child,
        )

    def _measured(self, every: Sequence[DockerSignal]) -> Measured:
        args = self._args
        unique = {(item.measure.exporter, item.measure.of): item.measure for item in every}
        return Measured(
            spec=args.system.spec,
            signals=frozenset((item.watch, item.of) for item in every),
            scraped=tuple(unique.values()),
            probes=probes(args.system, args.settings),
            repositories=tuple(item.name for item in args.platform.places.known),
        )

    def _deliver(self) -> docker.Container:
        """Run who tells people."""
        args, child, platform = self._args, self._child, self._args.platform
        spec, settings = args.system.spec, args.settings
        made = alertmanager_yml(spec.monitoring, settings.receivers, spec.window, settings.mail_server)
        files = platform.files.write(
            ALERTMANAGER,
            path=FOLDER,
            contents={
                "alertmanager.yml": made.text,
                **{name: Output.secret(text) for name, text in made.secrets.items()},
            },
            user=USER,
            opts=child,
        )
        volume = owned_volume(f"{ALERTMANAGER}-data", args, platform.network, platform.images, user=USER, opts=child)
        return platform.run(
            ALERTMANAGER,
            Program(
                image=platform.images.own("alertmanager"),
                cpus=0.25,
                memory_mb=DELIVERY_MEMORY_MB,
                joins=[*platform.network.joins(ALERTMANAGER), *platform.network.ways_out(ALERTMANAGER)],
                files=files,
                mounts=[mounted(volume.volume.name, "/var/lib/alertmanager")],
                health=Health(
                    command=["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:9093/-/healthy"], interval=5
                ),
            ),
            child,
            after=[volume.maker],
        )

    def _watch(self, measured: Measured, delivering: docker.Container) -> docker.Container:
        args, child, platform = self._args, self._child, self._args.platform
        spec, settings, limits = args.system.spec, args.settings, LIMITS[args.system.size]
        files = platform.files.write(
            PROMETHEUS,
            path=FOLDER,
            contents={
                "prometheus.yml": prometheus_yml(
                    spec.monitoring, measured.scraped, measured.probes, system=spec.name, stack=settings.name
                ),
                "rules.yml": rules_yml(measured, contacts=settings.contacts, waived=WAIVED).text,
            },
            user=USER,
            opts=child,
        )
        volume = owned_volume(f"{PROMETHEUS}-data", args, platform.network, platform.images, user=USER, opts=child)
        return platform.run(
            PROMETHEUS,
            Program(
                image=platform.images.own("prometheus"),
                cpus=limits.cpus,
                memory_mb=limits.memory_mb,
                joins=platform.network.joins(PROMETHEUS),
                command=prometheus_command(spec.monitoring),
                files=files,
                mounts=[mounted(volume.volume.name, "/var/lib/prometheus")],
                health=Health(
                    command=["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:9090/-/ready"],
                    interval=5,
                    start=120,  # it may have to replay what a crash left
                ),
            ),
            child,
            after=[volume.maker, delivering],
        )
