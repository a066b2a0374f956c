"""Puts a stack right after an update was killed: nobody else's lock is touched, and no data.

Pulumi writes down every operation before it begins. What was begun and never finished is a pending operation: the
thing may be there without the state knowing it, and making it again would collide with it.
"""

import json
import os
import socket
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolchain.console import Problem, say

if TYPE_CHECKING:
    from toolchain.pulumi_commands import Pulumi

# What Docker refuses to make twice under one name, and keeps no data: removed, and made again by the next update.
# A volume or an image that is there already is simply used again.
MADE_AGAIN: Mapping[str, tuple[str, ...]] = {
    "docker:index/container:Container": ("container", "rm", "--force"),
    "docker:index/network:Network": ("network", "rm"),
}
OURS = "managed-by=moorage"


def recover(pulumi: "Pulumi", backend: str) -> bool:
    """Make the stack usable if its last update was killed; return whether there was something to do.

    The lock of an update that still runs is left alone, and so is one from another machine.
    """
    found = _release_lock(pulumi, Path(backend.removeprefix("file://"))) if backend.startswith("file://") else False
    exported = pulumi.ask("stack", "export")
    state = json.loads(exported) if exported else {}
    pending = (state.get("deployment") or {}).get("pending_operations") or []
    if not pending:
        return found
    names = ", ".join(operation["resource"]["urn"].rpartition("::")[2] for operation in pending)
    say(f"the last update was killed at: {names}; putting that right (about 10 s)")
    known = {resource.get("id") for resource in state["deployment"]["resources"]}
    for operation in pending:
        _remove_orphan(operation["resource"], known)
    state["deployment"]["pending_operations"] = []
    pulumi.give(json.dumps(state), "stack", "import")
    if pulumi.call("refresh", "--yes", "--skip-preview", "--run-program=false", "--suppress-progress") != 0:
        raise Problem("the state could not be compared with what is there; Pulumi's reason is above")
    return True


def _release_lock(pulumi: "Pulumi", backend: Path) -> bool:
    """Release the lock of an update of this machine whose process is gone."""
    for file in (backend / ".pulumi" / "locks").rglob("*.json"):
        if pulumi.stack not in file.parts:
            continue
        lock = json.loads(file.read_text())
        if lock.get("hostname") != socket.gethostname() or _runs(int(lock["pid"])):
            continue
        say(f"releasing the lock of an update that is gone (process {lock['pid']})")
        file.unlink(missing_ok=True)
        Path(f"{file}.attrs").unlink(missing_ok=True)
        return True
    return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove_orphan(resource: Mapping[str, Any], known: Iterable[str | None]) -> None:
    """Remove what an operation may have made without the state knowing, if it is ours by its label."""
    command = MADE_AGAIN.get(resource["type"])
    name = (resource.get("inputs") or {}).get("name")
    if command is None or not isinstance(name, str):
        return
    kind = command[0]
    exactly = f"name=^/?{name}$"  # Docker's own names of containers begin with a slash
    every = ["--all"] if kind == "container" else []
    listed = _docker(kind, "ls", *every, "--no-trunc", "--quiet", "--filter", exactly, "--filter", f"label={OURS}")
    for identity in listed.split():
        if identity not in known:
            _docker(*command, identity)


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"docker {' '.join(arguments)} failed: {done.stderr.strip()}")
    return done.stdout
