"""What a restore of a database would do, as the operations container works it out before anything is touched."""

import json
from dataclasses import dataclass
from datetime import datetime

from components.docker import roles
from toolchain.console import Problem, say
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.session import OPERATIONS, running

SECONDS = 300.0  # it reads the lists of every repository, and a bucket may be far away


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked of the server, and what a person should know: the possible moments, and what is lost."""

    options: tuple[str, ...]
    target: str
    possible: str
    lost_seconds: float


def planned(stack: Deployed, database: str, point: datetime | None) -> Plan:
    """Return the plan. Raises Problem with the possible range where a moment can't be restored.

    To the newest state there is a way also where the operations container is away: the server finds its backup itself.
    """
    to = f"{point:%Y-%m-%d %H:%M:%S.%f}+00" if point else ""
    try:
        container = running(stack, roles.OPERATIONS)
    except Problem as problem:
        if point:
            raise
        say(f"{problem}. The newest state can be restored all the same")
        return Plan(options=(), target="the newest state", possible="not known", lost_seconds=0)
    words = ["restore", database, *(["--to", to] if to else []), "--json"]
    try:
        said = json.loads(docker.ask("exec", container, *OPERATIONS, *words, seconds=SECONDS))
    except docker.Refused as refused:
        raise Problem(f"{database} of {stack.stack}: {refused.why.removeprefix('restore: ')}") from None
    options = (f"--set={said['set']}", *([f"--to={said['to']}"] if said["to"] else []))
    target = said["to"] or "the newest state"
    return Plan(options=options, target=target, possible=said["possible"], lost_seconds=float(said["lost_seconds"]))
