"""`make restore-files` and what ends it: a volume of a running system gets back the files of a snapshot.

The snapshot is restored into a folder of the volume first, while everything runs; then what uses the volume stops for
the moment in which old and new change places. The old files stay in a folder beside until `make restore-files-confirm`;
`make restore-files-undo` takes them back. Killed anywhere, it can be run again, or undone.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from components.docker import roles
from toolchain.console import Problem, say
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.session import OPERATIONS, agrees, chosen, configured, opened, running

FOLDERS = ("volume", "bucket")  # kinds that are folders which services write
DATA = {"cache": "/var/lib/redis", "queue": "/var/lib/nats"}  # kinds that are servers, and where their data is
QUEUE = "queue"
STREAMS = "/var/lib/operations/restored-streams"  # in the operations container, while they are given to the queue
LATEST = "latest"
SNAPSHOT = re.compile(r"latest|[0-9a-f]{8,64}")
OURS = 10001
PLACE = "/restored"  # where the volume is mounted in the container that works on it
# Folders in the volume. What is in LEAVING belongs beside what is not in any of them; BEFORE is all of it, whole.
NEW, LEAVING, BEFORE, UNDONE = ".moorage-new", ".moorage-leaving", ".moorage-before", ".moorage-undone"
STOP_SECONDS = 900.0  # each container has a time of its own to stop; a guide's longest is 310 s
HEALTHY_SECONDS, RESTORE_SECONDS = 180.0, 6 * 3600.0
# Root with these three: it keeps whose each file is, and reaches nothing but the volume.
KEEPS_OWNERS = ("CHOWN", "DAC_OVERRIDE", "FOWNER")

# Each is run as `sh -c`, in the volume. What is moved is everything but the folders above.
MOVE = "find . -mindepth 1 -maxdepth 1 ! -name '.moorage-*' -exec mv -t {to} -- {{}} +"
BACK = "find {of} -mindepth 1 -maxdepth 1 -exec mv -t . -- {{}} +"
PREPARE = f"""set -eu
[ ! -e {BEFORE} ] || {{ echo 'files from before are kept already; confirm or undo that restore first' >&2; exit 1; }}
rm -rf {NEW}"""
SWAP = f"""set -eu
mkdir -p {LEAVING}
{MOVE.format(to=LEAVING)}
mv {LEAVING} {BEFORE}
{BACK.format(of=NEW)}
rmdir {NEW}
sync"""
NOTHING = "nothing is kept from before; nothing to go back to"
RETURN = f"""set -eu
if [ -e {LEAVING} ]; then
    {BACK.format(of=LEAVING)}
    rmdir {LEAVING}
elif [ -e {BEFORE} ]; then
    mkdir -p {UNDONE}
    {MOVE.format(to=UNDONE)}
    mv {BEFORE} {LEAVING}
    {BACK.format(of=LEAVING)}
    rmdir {LEAVING}
else
    echo '{NOTHING}' >&2
    exit 1
fi
rm -rf {NEW} {UNDONE}
sync"""
KEPT = f"[ -e {LEAVING} ] || [ -e {BEFORE} ] || {{ echo '{NOTHING}' >&2; exit 1; }}"
# While a change of places is unfinished, old files, new ones, or both are in two places: none of these may go.
FORGET = f"""set -eu
if [ -e {LEAVING} ] || {{ [ -e {BEFORE} ] && {{ [ -e {NEW} ] || [ -e {UNDONE} ]; }}; }}; then
    echo 'old and new files have not changed places completely, so nothing was deleted; undo that restore first' >&2
    exit 1
fi
rm -rf {BEFORE} {UNDONE}"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A volume whose files can be restored: what it is called in rules, where it is, whose it is, and who uses it.

    ``callers`` are those of a queue, which must not make its streams before they are restored.
    """

    name: str
    kind: str
    volume: str
    owner: int
    users: tuple[str, ...]
    callers: tuple[str, ...]
    operations: str
    image: str


def restore(stack: str, more: Sequence[str]) -> int:
    """Restore the files NAME as of SNAPSHOT; return 0 once everything that uses them is healthy again."""
    place = _place(stack, more, "restore-files")
    snapshot = os.environ.get("SNAPSHOT") or LATEST
    if not SNAPSHOT.fullmatch(snapshot):
        raise Problem(
            f"SNAPSHOT is {snapshot!r}; allowed: latest, or an id of at least 8 hexadecimal digits. Look: docker exec "
            f"{place.operations} python3 -m operations restore"
        )
    say(
        f"{place.name} of {stack} will have the files of the snapshot {snapshot}; the files of now are kept beside. "
        f"{_stops(place)}"
    )
    if not agrees(f"Restore the files {place.name} of {stack}?"):
        return _left()
    _in_volume(place, PREPARE)
    if not _restored_beside(place, snapshot):
        _in_volume(place, f"rm -rf {NEW}")
        say("FAILED; nothing was changed, the reason is above")
        return 1
    with _stopped(place.callers):
        with _stopped(place.users):
            _in_volume(place, SWAP)
        if place.kind == QUEUE:
            docker.ask(
                "exec", place.operations, *OPERATIONS, "restore-queue", place.name, STREAMS, seconds=RESTORE_SECONDS
            )
            docker.ask("exec", place.operations, "rm", "-rf", STREAMS)
    say(
        f"done. To keep them: make restore-files-confirm STACK={stack} NAME={place.name}; to go back: make "
        f"restore-files-undo STACK={stack} NAME={place.name}"
    )
    return 0


def undo(stack: str, more: Sequence[str]) -> int:
    """Give NAME back the files from before the last restore, and delete those that were restored."""
    place = _place(stack, more, "restore-files-undo")
    say(f"{place.name} of {stack} will have the files from before; those of now are deleted. {_stops(place)}")
    if not agrees(f"Go back to the files of {place.name} from before?"):
        return _left()
    _in_volume(place, KEPT)
    with _stopped(place.users):
        _in_volume(place, RETURN)
    say("done")
    return 0


def confirm(stack: str, more: Sequence[str]) -> int:
    """Delete the files that NAME had before the last restore, if that is complete; nothing is interrupted."""
    place = _place(stack, more, "restore-files-confirm")
    if not agrees(f"Delete the files of {place.name} from before? There is no way back."):
        return _left()
    _in_volume(place, FORGET)
    say("done")
    return 0


def _place(stack: str, more: Sequence[str], command: str) -> Place:
    """Return what NAME is. Raises Problem with the names there are."""
    if more:
        raise Problem(
            f"`make {command}` takes no ARGS, but got {' '.join(more)!r}. Example: make {command} NAME=uploads"
        )
    found = opened(stack)
    operations = running(found, roles.OPERATIONS)
    kinds = {item["name"]: item for item in configured(operations).get("recoverable", [])}
    kinds = {name: item for name, item in kinds.items() if item["kind"] in (*FOLDERS, *DATA)}
    name = chosen("NAME", list(kinds), "volumes, buckets, caches or queues with backups")
    kind = kinds[name]["kind"]
    inspected = docker.inspected("container", [operations])[0]
    owner = OURS
    callers: tuple[str, ...] = ()
    if kind in FOLDERS:
        path = kinds[name]["path"]
        volume = _mounted(inspected, path)
        owner = int(docker.ask("exec", operations, "stat", "--format", "%u", path))
    else:
        server = docker.inspected("container", [found.role(name).name])
        if not server:
            raise Problem(f"the container {found.role(name).name} is missing; make up STACK={stack}")
        volume = _mounted(server[0], DATA[kind])
        callers = tuple(_callers(found, server[0])) if kind == QUEUE else ()
    return Place(
        name=name,
        kind=kind,
        volume=volume,
        owner=owner,
        users=tuple(_users(found, volume)),
        callers=callers,
        operations=operations,
        image=inspected["Image"],
    )


def _mounted(container: Mapping[str, Any], path: str) -> str:
    """Return the volume that a container has at a path."""
    for mount in container["Mounts"]:
        if mount["Destination"] == path and mount.get("Name"):
            return str(mount["Name"])
    raise Problem(f"{container['Name'].removeprefix('/')} has no volume at {path}; make up puts it there")


def _restored_beside(place: Place, snapshot: str) -> bool:
    """Restore a snapshot into a new folder of the volume; a queue's streams, which only a queue can take, elsewhere."""
    command = [*OPERATIONS, "restore", place.name, f"--snapshot={snapshot}"]
    if place.kind != QUEUE:
        return docker.run("run", *_shut(place, reads=True), place.image, *command, f"--into={PLACE}/{NEW}") == 0
    docker.ask("exec", place.operations, "rm", "-rf", STREAMS)
    _in_volume(place, f"mkdir {NEW}")  # it begins empty
    return docker.run("exec", place.operations, *command, f"--into={STREAMS}") == 0


def _users(stack: Deployed, volume: str) -> Iterator[str]:
    """Yield the running containers of the system itself that have a volume mounted."""
    for item in _of_the_system(stack):
        if volume in [mount.get("Name") for mount in item["Mounts"]]:
            yield item["Name"].removeprefix("/")


def _callers(stack: Deployed, server: Mapping[str, Any]) -> Iterator[str]:
    """Yield the running containers of the system itself that share a network with a server."""
    reached = set(server["NetworkSettings"]["Networks"])
    for item in _of_the_system(stack):
        if item["Id"] != server["Id"] and reached & set(item["NetworkSettings"]["Networks"]):
            yield item["Name"].removeprefix("/")


def _of_the_system(stack: Deployed) -> Iterator[dict[str, Any]]:
    """Yield what Docker knows of each running container that is not there to operate the others."""
    roles_of = [item for item in stack.containers if item.serves and item.role not in roles.RESERVED]
    names = [item.name for item in roles_of if not item.role.endswith(roles.exporter_of(""))]
    yield from (item for item in docker.inspected("container", names) if item["State"]["Running"])


@contextmanager
def _stopped(containers: Sequence[str]) -> Iterator[None]:
    """Keep containers stopped while the context lasts; then start them again, and wait for them.

    After a fault they stay stopped: they would write into a volume that is half old, half new.
    """
    began = time.monotonic()
    if containers:
        docker.ask("stop", *containers, seconds=STOP_SECONDS)
    try:
        yield
    except BaseException:
        if containers:
            say(
                f"{', '.join(containers)} stay stopped, for the files may be half old, half new: make "
                f"restore-files-undo with the same NAME, then docker start {' '.join(containers)}"
            )
        raise
    if containers:
        docker.ask("start", *containers, seconds=60)
        say(f"{', '.join(containers)} stopped for {time.monotonic() - began:.0f} s")
    end = time.monotonic() + HEALTHY_SECONDS
    while unwell := [name for name in containers if not _well(name)]:
        if time.monotonic() > end:
            raise Problem(
                f"{', '.join(unwell)} is not healthy after {HEALTHY_SECONDS:.0f} s; the files from before are kept. "
                f"Look: docker logs --tail 50 {unwell[0]}"
            )
        time.sleep(1)


def _well(container: str) -> bool:
    state = docker.inspected("container", [container])[0]["State"]
    return bool(state["Running"]) and (state.get("Health") or {"Status": "healthy"})["Status"] == "healthy"


def _shut(place: Place, *, reads: bool) -> list[str]:
    """Return the options of a container that works on the volume, with everything shut that need not be open.

    One that ``reads`` the repository has what the operations container has mounted, and its networks; the other has
    the volume alone.
    """
    owner = ["--user", f"{OURS}:{OURS}"]
    if place.owner != OURS:
        owner = ["--user", "0:0", *(f"--cap-add={name}" for name in KEEPS_OWNERS)]
    reach = ["--network=none"]
    if reads:
        reach = [f"--network=container:{place.operations}", f"--volumes-from={place.operations}"]
    return [
        "--rm", "--init", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", *owner, *reach,
        "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777",
        "--tmpfs=/run:rw,noexec,nosuid,nodev,size=16m,mode=1777",
        f"--volume={place.volume}:{PLACE}", f"--workdir={PLACE}",
    ]  # fmt: skip


def _in_volume(place: Place, script: str) -> None:
    """Run a script in the volume. Raises Problem with what it says."""
    docker.ask("run", *_shut(place, reads=False), place.image, "sh", "-c", script, seconds=RESTORE_SECONDS)


def _stops(place: Place) -> str:
    names = ", ".join((*place.users, *place.callers))
    return f"{names} will be stopped for a moment" if names else "Nothing that runs uses it"


def _left() -> int:
    say("nothing was done")
    return 1
