"""`make drill`: restores databases of a stack into fresh ones that nobody else reaches, checks them, keeps evidence.

The running system is not touched. What is restored is removed again by the drill itself.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from components.docker import roles
from toolchain.console import Problem, say
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.probe import now
from toolchain.operations.session import OPERATIONS, chosen, configured, opened, point_in_time, running
from toolchain.places import ROOT, output

EVIDENCE = "/var/lib/operations/drills"  # in the container; a folder for each drill, named <UTC time>-<database>
PAGE = "evidence.md"
LINES_SHOWN = 40


def drill(stack: str, more: Sequence[str]) -> int:
    """Rehearse the restore of DATABASE, or of each, or of the files NAME; return 0 if every check of all of them held.

    TO is one point in time; without it the newest state and the newest marker's point are restored.
    """
    if more:
        raise Problem(f"`make drill` takes no ARGS, but got {' '.join(more)!r}. Example: make drill DATABASE=database")
    point = os.environ.get("TO", "")
    to = ["--to", f"{point_in_time(point, now()):%Y-%m-%d %H:%M:%S.%f}+00"] if point else []
    found = opened(stack)
    if os.environ.get("NAME"):
        return _files(found, point)
    container = running(found, roles.DRILLS)
    names = found.databases
    if os.environ.get("DATABASE") or not names:
        names = (chosen("DATABASE", names, "databases"),)
    return max(_one(stack, container, name, "drill", *to) for name in names)


def _files(stack: Deployed, point: str) -> int:
    """Rehearse the restore of the files NAME, where the repository is."""
    if point or os.environ.get("DATABASE"):
        raise Problem("NAME is for files, of which each snapshot is a point; leave DATABASE and TO out")
    container = running(stack, roles.OPERATIONS)
    names = [item["name"] for item in configured(container).get("recoverable", []) if item["kind"] != "database"]
    return _one(stack.stack, container, chosen("NAME", names, "files with backups"), "rehearse")


def _one(stack: str, container: str, name: str, command: str, *to: str) -> int:
    before = _folders(container)
    say(f"restoring {name} into a place of its own; the system goes on meanwhile")
    code = docker.run("exec", container, *OPERATIONS, command, name, *to)
    for folder in sorted(_folders(container) - before):
        if folder.endswith(f"-{name}"):
            _keep(container, folder, output(stack) / "drills" / folder)
    say(f"the drill of {name} {'succeeded' if code == 0 else 'FAILED; the reason is above'}")
    return 1 if code else 0


def _folders(container: str) -> set[str]:
    try:
        return set(docker.ask("exec", container, "ls", "-1", EVIDENCE).split())
    except docker.Refused:
        return set()  # before the first drill there is none


def _keep(container: str, name: str, folder: Path) -> None:
    """Copy the evidence of one drill out, and show its page."""
    folder.mkdir(parents=True, exist_ok=True)
    docker.ask("cp", f"{container}:{EVIDENCE}/{name}/.", str(folder))
    page = folder / PAGE
    if page.exists():
        print("\n".join(page.read_text().splitlines()[:LINES_SHOWN]), flush=True)
    say(f"the evidence is in {folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder}")
