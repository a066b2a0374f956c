"""Puts a stack right after an update was killed: nobody else's lock is touched, and no data.

Pulumi writes down every operation before it begins. What was begun and never finished is a pending operation: the
thing may be there without the state knowing it, and making it again would collide with it.
"""

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
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
CLOCKS_DIFFER = timedelta(minutes=1)  # between this machine and the engine's


def recover(pulumi: "Pulumi", backend: str) -> bool:
    """Make the stack usable if its last update was killed; return whether there was something to do.

    An update that still runs keeps its lock, and then nothing is touched: what is pending is its work.
    """
    found = release_lock(pulumi, Path(backend.removeprefix("file://"))) if backend.startswith("file://") else False
    exported = pulumi.ask("stack", "export")
    deployment = (json.loads(exported) if exported else {}).get("deployment") or {}
    pending = deployment.get("pending_operations") or []
    if not pending:
        return found
    names = ", ".join(operation["resource"]["urn"].rpartition("::")[2] for operation in pending)
    say(f"the last update was killed at: {names}; putting that right (about 10 s)")
    # First what fails while somebody has the lock, so that the rest happens only when nobody has.
    pulumi.give(json.dumps({"version": 3, "deployment": {**deployment, "pending_operations": []}}), "stack", "import")
    known = {resource.get("id") for resource in deployment["resources"]}
    since = datetime.fromisoformat(deployment["manifest"]["time"]) - CLOCKS_DIFFER
    for operation in pending:
        _remove_orphan(operation["resource"], known, since)
    if pulumi.call("refresh", "--yes", "--skip-preview", "--run-program=false", "--suppress-progress") != 0:
        raise Problem("the state could not be compared with what is there; Pulumi's reason is above")
    return True


def release_lock(pulumi: "Pulumi", backend: Path) -> bool:
    """Release the lock of an update of this machine whose process is gone."""
    for file in (backend / ".pulumi" / "locks").rglob("*.json"):
        if pulumi.stack not in file.parts:
            continue
        lock = json.loads(file.read_text())
        if lock.get("hostname") != socket.gethostname() or _runs(int(lock["pid"])):
            raise Problem(
                f"an update of {pulumi.stack} is running: process {lock['pid']} on {lock.get('hostname')}, since "
                f"{lock.get('timestamp')}. Wait for it. If it is gone for good: pulumi cancel, in `make shell`."
            )
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


def _remove_orphan(resource: Mapping[str, Any], known: Iterable[str | None], since: datetime) -> None:
    """Remove what an operation may have made without the state knowing.

    It is ours by its label, and younger than the state: of the same name but older is another checkout's, which this
    one has collided with.
    """
    command = MADE_AGAIN.get(resource["type"])
    name = (resource.get("inputs") or {}).get("name")
    if command is None or not isinstance(name, str):
        return
    kind = command[0]
    exactly = f"name=^/?{name}$"  # Docker's own names of containers begin with a slash
    every = ["--all"] if kind == "container" else []
    listed = _docker(kind, "ls", *every, "--no-trunc", "--quiet", "--filter", exactly, "--filter", f"label={OURS}")
    for identity in listed.split():
        created = _docker(kind, "inspect", "--format", "{{.Created}}", identity).strip()
        if identity not in known and _time(created) >= since:
            _docker(*command, identity)


def _time(text: str) -> datetime:
    """Read a time of Docker's: ISO, or as Go prints it, with nanoseconds that Python does not know."""
    day, clock, zone = re.match(r"(\d+-\d+-\d+)[T ](\d+:\d+:\d+)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)", text).groups()  # type: ignore[union-attr] # Docker's format
    return datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone == 'Z' else zone}")


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"docker {' '.join(arguments)} failed: {done.stderr.strip()}")
    return done.stdout
