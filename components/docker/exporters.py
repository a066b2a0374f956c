"""Exporters: small containers that ask one part what it does, and answer Prometheus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi_docker as docker
from pulumi import Input, Resource, ResourceOptions

from components.docker.containers import USER, Health, Program
from components.files import FOLDER
from components.files.scraping import Scraped
from stacks._spec import Exporter

if TYPE_CHECKING:
    from components.docker.platform import Platform

CPUS = 0.25  # each mostly waits
MEMORY_MB = 64  # four times what the largest of them was seen with (docs/benchmarks.md)
PYTHON_MEMORY_MB = 96  # those of the operations image
PORTS: Mapping[Exporter, int] = {  # the exporters' own; 9600 and up are the operations image's
    Exporter.NODE: 9100,
    Exporter.CONTAINERS: 9601,
    Exporter.POSTGRESQL: 9187,
    Exporter.PGBOUNCER: 9127,
    Exporter.REDIS: 9121,
    Exporter.NGINX: 9113,
    Exporter.NATS: 9602,
    Exporter.PROBES: 9115,
    Exporter.LOGS: 3903,
    Exporter.OPERATIONS: 9600,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """What an exporter runs and is given. ``path`` is where its health shows."""

    exporter: Exporter
    of: str
    command: Sequence[str]
    image: str = "exporters"
    files: Mapping[str, Input[str]] = field(default_factory=dict)
    environment: Mapping[str, Input[str]] = field(default_factory=dict)
    mounts: Sequence[docker.ContainerMountArgs] = ()
    path: str = "/"


def export(
    role: str,
    platform: "Platform",
    what: Export,
    opts: ResourceOptions,
    after: Sequence[Resource] = (),
) -> Scraped:
    """Run an exporter, and return how it is scraped. It is healthy when it answers, whatever it has to say."""
    files = platform.files.write(role, path=FOLDER, contents=what.files, user=USER, opts=opts) if what.files else None
    port = PORTS[what.exporter]
    platform.run(
        role,
        Program(
            image=platform.images.own(what.image),
            cpus=CPUS,
            memory_mb=PYTHON_MEMORY_MB if what.image == "operations" else MEMORY_MB,
            joins=platform.network.joins(role),
            command=what.command,
            environment=what.environment,
            files=files,
            mounts=what.mounts,
            health=Health(
                command=["CMD", "curl", "-fsS", "-o", "/dev/null", f"http://127.0.0.1:{port}{what.path}"], interval=5
            ),
            stop_seconds=10,
        ),
        opts,
        after=after,
    )
    return scraped(role, what.exporter, what.of)


def scraped(role: str, exporter: Exporter, of: str) -> Scraped:
    """Return how an exporter is scraped that is, or will be, there."""
    return Scraped(exporter=exporter, of=of, instances={role: f"{role}:{PORTS[exporter]}"})
