"""Containers: the one way they are made here, with everything shut that need not be open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi_docker as docker
from pulumi import Input, Output, Resource, ResourceOptions

from components.contracts import Args
from components.docker.files import Files
from components.docker.images import Image
from components.docker.labels import container_labels
from components.docker.naming import physical
from components.docker.network import Join

USER = 10001  # the user of every image of ours

# Ten files of ten megabytes for each container (CLO-098); the log store of Monitoring keeps them longer.
LOG_OPTIONS = {"max-size": "10m", "max-file": "10"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """When a container counts as healthy: a command that ends with 0. Times in seconds."""

    command: Sequence[str]
    interval: int = 2
    timeout: int = 5
    retries: int = 3
    start: int = 30

    @property
    def wait(self) -> int:
        """Seconds that `pulumi up` waits for health before it fails: the time to start, and to fail every retry."""
        return self.start + self.retries * (self.interval + self.timeout) + 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What one container runs, with which limits, and what it may touch."""

    image: Image
    cpus: float
    memory_mb: int
    joins: Sequence[Join] = ()
    command: Sequence[str] = ()
    environment: Mapping[str, Input[str]] = field(default_factory=dict)
    files: Files | None = None
    mounts: Sequence[docker.ContainerMountArgs] = ()
    ports: Sequence[docker.ContainerPortArgs] = ()
    user: int = USER
    health: Health | None = None
    stop_seconds: int = 30
    shared_memory_mb: int = 64
    capabilities: Sequence[str] = ()


def options(program: Program, opts: ResourceOptions, after: Sequence[Resource]) -> ResourceOptions:
    """Return the options of a container: after its files are written, and after ``after``."""
    writer = [program.files.writer] if program.files else []
    return ResourceOptions.merge(
        opts,
        ResourceOptions(
            depends_on=[*writer, *after],
            # A container's name, addresses and ports are its own: the old one goes before the new one comes.
            delete_before_replace=True,
            # The provider takes a changed mount for an update in place, and then changes nothing.
            replace_on_changes=["*"],
        ),
    )


def run(
    role: str, args: Args, program: Program, opts: ResourceOptions, after: Sequence[Resource] = ()
) -> docker.Container:
    """Run a container for good: restarted unless a person stops it, and waited for until it is healthy."""
    health = program.health
    return docker.Container(
        role,
        **shut(role, args, program),
        restart="unless-stopped",
        ports=list(program.ports) or None,
        healthcheck=docker.ContainerHealthcheckArgs(
            tests=list(health.command),
            interval=duration(health.interval),
            timeout=duration(health.timeout),
            retries=health.retries,
            start_period=duration(health.start),
        )
        if health
        else None,
        wait=health is not None,
        wait_timeout=health.wait if health else None,
        destroy_grace_seconds=program.stop_seconds,
        stop_timeout=program.stop_seconds,  # when somebody else stops it: a person, or the host that goes down
        opts=options(program, opts, after),
    )


def shut(role: str, args: Args, program: Program) -> dict[str, Any]:
    """Return what every container has: read-only, without capabilities or new privileges, with limits."""
    mounts = [*([program.files.mount] if program.files else []), *program.mounts]
    return {
        "name": physical(args.settings, role),
        "image": program.image.reference,
        "command": list(program.command) or None,
        "user": f"{program.user}:{program.user}",
        "envs": [_variable(name, value) for name, value in sorted(program.environment.items())],
        "networks_advanced": [
            docker.ContainerNetworksAdvancedArgs(
                name=join.network.name, aliases=list(join.aliases) or None, ipv4_address=join.address
            )
            for join in program.joins
        ]
        or None,
        "network_mode": None if program.joins else "none",
        "mounts": mounts or None,
        "read_only": True,
        "tmpfs": {
            "/tmp": "rw,noexec,nosuid,nodev,size=64m,mode=1777",  # noqa: S108 - inside the container
            "/run": "rw,noexec,nosuid,nodev,size=16m,mode=1777",
        },
        "capabilities": docker.ContainerCapabilitiesArgs(drops=["ALL"], adds=list(program.capabilities) or None),
        "security_opts": ["no-new-privileges:true"],
        "cpus": str(float(program.cpus)),  # as Docker gives it back; "1" would differ from "1.0" for ever
        "memory": program.memory_mb,
        "memory_swap": program.memory_mb,  # no swap; left out, it would show as a difference for ever
        "shm_size": program.shared_memory_mb,
        "log_driver": "json-file",
        "log_opts": LOG_OPTIONS,
        "labels": container_labels(args, role),
    }


def duration(seconds: int) -> str:
    """Return a time as Docker gives it back, 5m0s for 300 seconds; written otherwise it would differ for ever."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{seconds}s"
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"


def _variable(name: str, value: Input[str]) -> Input[str]:
    return f"{name}={value}" if isinstance(value, str) else Output.concat(name, "=", value)
