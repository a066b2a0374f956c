"""What a restore of a database would do, as the operations container works it out before anything is touched."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from components.docker import roles
from toolchain.console import Problem, say
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.session import OPERATIONS, running

SECONDS = 300.0  # it reads the lists of every repository, and a bucket may be far away
BACKUPS = ("pgbackrest", "--output=json", "--log-level-console=off", "info")  # of every server, in all repositories
LABEL = re.compile(r"[0-9]{8}-[0-9]{6}F(_[0-9]{8}-[0-9]{6}[DI])?")  # what the server takes for a backup's name


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked of the server, and what a person should know: from what, the possible moments, what is lost."""

    options: tuple[str, ...]
    target: str
    begins: str
    possible: str
    lost_seconds: float


def planned(stack: Deployed, database: str, point: datetime | None, label: str) -> Plan:
    """Return the plan. Raises Problem with the possible range where a moment can't be restored.

    Without a ``label`` the server chooses: the newest backup that leads there, and where that is damaged, the one
    before. With one it takes that backup or none. To the newest state there is a way also where the operations
    container is away: the server finds its backup itself.
    """
    if label and not LABEL.fullmatch(label):
        raise Problem(f"SET is {label!r}; allowed: a backup's label. Example: SET=20261121-010000F")
    asked = (f"--set={label}",) if label else ()
    to = f"{point:%Y-%m-%d %H:%M:%S.%f}+00" if point else ""
    try:
        container = running(stack, roles.OPERATIONS)
    except Problem as problem:
        if point:
            raise
        say(f"{problem}. The newest state can be restored all the same")
        begins = f"the backup {label} alone" if label else "the newest backup that can be read"
        return Plan(options=asked, target="the newest state", begins=begins, possible="not known", lost_seconds=0)
    if label:
        _must_be_there(container, database, label)
    words = ["restore", database, *(["--to", to] if to else []), "--json"]
    try:
        said = json.loads(docker.ask("exec", container, *OPERATIONS, *words, seconds=SECONDS))
    except docker.Refused as refused:
        raise Problem(f"{database} of {stack.stack}: {refused.why.removeprefix('restore: ')}") from None
    return Plan(
        options=(*asked, *([f"--to={said['to']}"] if said["to"] else [])),
        target=said["to"] or "the newest state",
        begins=f"the backup {label} alone" if label else f"the backup {said['set']}, or one before if it is damaged",
        possible=said["possible"],
        lost_seconds=float(said["lost_seconds"]),
    )


def _must_be_there(container: str, database: str, label: str) -> None:
    """Raise Problem with the labels there are, before users are refused for a backup that is in no repository.

    A list that can't be had refuses nothing: the server looks for itself, and a restore that fails changes nothing.
    """
    try:
        said = json.loads(docker.ask("exec", container, *BACKUPS, seconds=SECONDS))
    except (docker.Refused, ValueError):
        return
    labels = sorted({made["label"] for server in said if server["name"] == database for made in server["backup"]})
    if label not in labels:
        raise Problem(f"SET is {label!r}, but {database} has no such backup; allowed: {', '.join(labels)}")
