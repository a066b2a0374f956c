"""Disks and volumes, as `make status` looks at them."""

import json
import shutil
from datetime import datetime
from pathlib import Path

from components.docker import roles
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.limits import Limits
from toolchain.operations.probe import INSIDE_SECONDS, LOOPBACK, engine_host, never_raises, size
from toolchain.operations.report import Row, Section

SIZES_SECONDS = 60.0  # Docker walks through every file of every volume


@never_raises("Disk")
def disk(stack: Deployed, limits: Limits, _now: datetime) -> Section:
    """Look at the disk that Docker's root is on, and at every volume that keeps data."""
    total, free = _space(stack)
    percent = 100 * (total - free) / total
    rows = [
        Row(
            what="Docker's disk",
            state=f"{percent:.0f} % used",
            detail=f"{size(free)} of {size(total)} free",
            fault=f"Docker's disk is {percent:.0f} % full" if percent >= limits.disk_percent else "",
        )
    ]
    there = set(docker.ask("volume", "ls", "--quiet", "--filter", f"label=moorage.name={stack.name}").split())
    gone = [name for name in stack.volumes if name not in there]
    gone = [name for name in gone if not docker.inspected("volume", [name])]  # one made before it had labels is there
    rows += [
        Row(what=name.removeprefix(f"{stack.name}-"), state="missing", fault=f"the volume {name} is missing")
        for name in gone
    ]
    try:
        known = json.loads(
            docker.ask("system", "df", "--verbose", "--format", "{{json .Volumes}}", seconds=SIZES_SECONDS)
        )
        sizes = {item["Name"]: item["Size"] for item in known or ()}
    except docker.Refused as refused:
        return Section(title="Disk", rows=(*rows, Row(what="volumes", state="not measured", detail=str(refused))))
    rows += [
        Row(what=name.removeprefix(f"{stack.name}-"), state=sizes[name])
        for name in stack.volumes
        if name in sizes and "-files-" not in name
    ]
    return Section(title="Disk", rows=tuple(rows))


def _space(stack: Deployed) -> tuple[float, float]:
    """Return the bytes of the disk that Docker's root is on, and those that are free.

    A container's root lies there: that is how an engine on another machine is asked.
    """
    root = Path(docker.ask("info", "--format", "{{.DockerRootDir}}").strip())
    if engine_host() == LOOPBACK and root.is_dir():
        usage = shutil.disk_usage(root)
        return usage.used + usage.free, usage.free  # as df counts: without what is reserved for root
    container = stack.role(roles.OPERATIONS).name
    said = docker.ask("exec", container, "df", "--portability", "--block-size=1", "/", seconds=INSIDE_SECONDS)
    _device, _size, used, free, *_rest = said.splitlines()[-1].split()
    return float(used) + float(free), float(free)
