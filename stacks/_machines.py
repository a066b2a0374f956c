"""Machines: what one must be where a target gives a part of the system machines instead of containers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stacks._values import BySize


@dataclass(frozen=True, kw_only=True)
class MachineResources:
    """A machine at least this big. ``clock_ghz`` is its processors' speed, ``network_gbps`` its network's."""

    cpus: int
    memory_gb: int
    disk_gb: int
    clock_ghz: float = 0  # 0: any
    network_gbps: int = 0  # 0: any


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A directory of the service's user on a machine; ``files_mode`` is that of the files in it."""

    path: str
    mode: str = "0750"
    files_mode: str = "0640"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The systemd unit: what it starts after, and how long after a failure it is started again."""

    after: tuple[str, ...] = ("network-online.target",)
    restart_seconds: int = 5


@dataclass(frozen=True, kw_only=True)
class LogRotation:
    """Files in the log folder are rotated daily, and so many are kept, compressed; programs reopen by copy-truncate."""

    keep: int
    maximum_mb: int = 10


@dataclass(frozen=True, kw_only=True)
class Machine:
    """How a service runs on machines (aws, azure, gcp): built into an image, run by systemd, without an SSH session.

    ``system`` is the floor of the operating system, ``packages`` are its packages by Ubuntu's names, ``kernel`` its
    parameters. ``user`` is unprivileged and owns the folders.
    """

    sizes: BySize[MachineResources]
    system: str
    user: str
    packages: tuple[str, ...] = ()
    folders: tuple[Folder, ...] = ()
    unit: Unit = Unit()
    logs: LogRotation | None = None
    kernel: Mapping[str, str] = field(default_factory=dict)
    automatic_security_updates: bool = True
