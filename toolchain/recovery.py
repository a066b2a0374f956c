"""Puts a stack right after an update was killed: nobody else's lock is touched, and no data.

Pulumi writes down every operation before it begins. What was begun and never finished is a pending operation: the
thing may be there without the state knowing it, and making it again would collide with it.
"""

import json
import os
import re
import socket
import subprocess
import time
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
ATTRIBUTES = ".attrs"
WRITTEN_WITHIN_SECONDS = 2.0
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


def mend(backend: str) -> list[Path]:
    """Remove notes beside state files that a killed process has left half written, and return which.

    Pulumi writes each state file aside and puts it in place whole, but the note about it (its type, its checksum) right
    where it belongs. An empty one ends every command with "failed to load checkpoint: EOF"; without one all is well.
    """
    if not backend.startswith("file://"):
        return []
    broken = _broken(Path(backend.removeprefix("file://")))
    end = time.monotonic() + WRITTEN_WITHIN_SECONDS
    while broken and time.monotonic() < end:  # it may be just being written
        time.sleep(0.1)
        broken = [file for file in broken if _is_broken(file)]
    for file in broken:
        say(f"removing {file.name}, which a killed process has left half written; the state itself is whole")
        file.unlink(missing_ok=True)
    return broken


def _broken(backend: Path) -> list[Path]:
    return [file for file in (backend / ".pulumi").rglob(f"*{ATTRIBUTES}") if _is_broken(file)]


def _is_broken(file: Path) -> bool:
    try:
        json.loads(file.read_text())
    except FileNotFoundError:
        return False
    except ValueError:
        return True
    return False


def release_lock(pulumi: "Pulumi", backend: Path) -> bool:
    """Release the lock of an update of this machine whose process is gone."""
    for file in (backend / ".pulumi" / "locks").rglob("*.json"):
        if pulumi.stack not in file.parts:
            continue
        try:
            lock = json.loads(file.read_text())
        except FileNotFoundError:
            continue
        except ValueError:
            lock = {"hostname": socket.gethostname(), "pid": 0}  # killed before it had written who it is
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


def with_imported(deployment: Mapping[str, Any], made: Mapping[str, str]) -> dict[str, Any]:
    """Return a state that has what was made by a pending creation, by URN and id, as if it had been noted.

    `pulumi refresh --import-pending-creates` is meant to do this; engine 3.259 drops what it is told to import
    (docs/offline.md has the measurement). What it is to replace stays in the state to be deleted, behind the new one.
    The next refresh reads the rest.
    """
    resources = [dict(item) for item in deployment.get("resources") or []]
    pending = deployment.get("pending_operations") or []
    for operation in pending:
        new = dict(operation["resource"])
        if operation["type"] != "creating" or new["urn"] not in made:
            continue
        new |= {"id": made[new["urn"]], "outputs": new.get("inputs") or {}}
        # What was deleted first is gone; of an equal id, its deletion would be the new one's.
        resources = [item for item in resources if item["urn"] != new["urn"] or not item.get("pendingReplacement")]
        live = (n for n, item in enumerate(resources) if item["urn"] == new["urn"] and not item.get("delete"))
        old = next(live, len(resources))
        for item in resources[old : old + 1]:
            item["delete"] = True
        resources.insert(old, new)
    left = [operation for operation in pending if operation["resource"]["urn"] not in made]
    return {**deployment, "resources": resources, "pending_operations": left}


def _runs(process: int) -> bool:
    if process == 0:
        return False
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
