"""`make restore` and what ends it: a database of a running system gets back an earlier state, and nothing is deleted.

What is wanted is written beside the data, by the container beside the server (images/postgresql, moorage-restore); the
server's next start carries it out. The old data stays beside until `make restore-confirm`; `make restore-undo` takes it
back. A restore that fails gives the old data back by itself.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from components.docker import roles
from toolchain.console import Problem, say
from toolchain.operations import docker
from toolchain.operations.deployed import Deployed
from toolchain.operations.plan import planned
from toolchain.operations.probe import now, span
from toolchain.operations.session import agrees, chosen, opened, point_in_time, running

WAIT_SECONDS = 6 * 3600.0  # reading a terabyte at 50 MB/s takes as long; Ctrl-C ends the waiting, not the restore
PAUSE_SECONDS = 2.0
REQUEST, REQUEST_SECONDS = "moorage-restore", 600.0  # confirming removes a whole cluster
STOP_SECONDS = 180.0  # the server has 60 for its last checkpoint


def restore(stack: str, more: Sequence[str]) -> int:
    """Restore DATABASE to its newest state, or to TO; return 0 once it answers with what was asked for.

    A backup that is damaged is passed over for the one before, unless SET names the only one that is to be used.
    """
    _nothing(more, "restore")
    point = point_in_time(os.environ["TO"], now()) if os.environ.get("TO") else None
    found, database, beside = _begun(stack)
    plan = planned(found, database, point, os.environ.get("SET", ""))
    lost = (
        f" What was written in the last {span(timedelta(seconds=plan.lost_seconds))} is lost to users." if point else ""
    )
    say(
        f"{database} of {stack} will be as at {plan.target}, from {plan.begins}; possible: {plan.possible}.{lost} The "
        "data of now is kept beside, so that make restore-undo can take it back. Users are refused meanwhile."
    )
    if not agrees(f"Restore {database} of {stack}?"):
        return _left()
    _ask(beside, "request", *plan.options)
    code = _carried_out(found, database, beside)
    if code == 0:
        say(
            f"look at it as a user would. To keep it: make restore-confirm STACK={stack} DATABASE={database}; to go "
            f"back: make restore-undo STACK={stack} DATABASE={database}"
        )
    return code


def undo(stack: str, more: Sequence[str]) -> int:
    """Give DATABASE back the data from before the last restore; what is there now is kept beside in its place."""
    _nothing(more, "restore-undo")
    found, database, beside = _begun(stack)
    say(f"{database} of {stack} will be as it was before the last restore; what was written since is kept beside")
    if not agrees(f"Go back to the data of {database} from before?"):
        return _left()
    _ask(beside, "undo")
    return _carried_out(found, database, beside)


def confirm(stack: str, more: Sequence[str]) -> int:
    """Delete what restores of DATABASE have kept beside; nothing is interrupted."""
    _nothing(more, "restore-confirm")
    _found, database, beside = _begun(stack)
    kept = _status(beside).kept
    if not kept:
        say(f"nothing is kept beside {database}; nothing to confirm")
        return 0
    if not agrees(f"Delete {', '.join(kept)}, the data of {database} from before? There is no way back."):
        return _left()
    say(_ask(beside, "confirm").strip().replace("\n", "; "))
    return 0


@dataclass(frozen=True, kw_only=True)
class Status:
    """What the volume says: whether something is asked for, how the last restore ended, what is kept beside."""

    asked: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


def _ask(beside: str, *words: str) -> str:
    """Ask the container beside a server. Raises Problem with what it refuses."""
    try:
        return docker.ask("exec", beside, REQUEST, *words, seconds=REQUEST_SECONDS)
    except docker.Refused as refused:
        raise Problem(refused.why.removeprefix(f"{REQUEST}: ")) from None


def _begun(stack: str) -> tuple[Deployed, str, str]:
    """Return the stack, the database, and the container beside its server, which must run; the server need not."""
    found = opened(stack)
    database = chosen("DATABASE", found.databases, "databases")
    found.role(roles.server_of(database))
    return found, database, running(found, roles.backup_of(database))


def _status(beside: str) -> Status:
    return parsed_status(_ask(beside, "status"))


def parsed_status(text: str) -> Status:
    """Read what `moorage-restore status` prints: lines of `asked:`, `last:` and `kept:`."""
    found: dict[str, list[str]] = {"asked": [], "last": [], "kept": []}
    for line in text.splitlines():
        kind, _, rest = line.partition(": ")
        if kind in found:
            found[kind].append(rest)
    facts = {kind: dict(item.split("=", 1) for item in found[kind] if "=" in item) for kind in ("asked", "last")}
    return Status(asked=facts["asked"], last=facts["last"], kept=tuple(found["kept"]))


def _carried_out(stack: Deployed, database: str, beside: str) -> int:
    """Restart the server, which carries out what is asked for; show its log until it answers; return 0 if it did it."""
    asked = _status(beside).asked
    if "id" not in asked:
        raise Problem(f"{beside} does not know what was asked for; look: docker exec {beside} moorage-restore status")
    server = stack.role(roles.server_of(database)).name
    began, log = time.monotonic(), _Log(server, docker.ask("exec", beside, "date", "-u", "+%Y-%m-%dT%H:%M:%SZ").strip())
    docker.ask("restart", server, seconds=STOP_SECONDS)
    while True:
        log.show()
        status = _status(beside)
        done = not status.asked and status.last.get("id") == asked["id"]
        if done and _health(server) == "healthy":
            break
        if time.monotonic() - began > WAIT_SECONDS:
            raise Problem(
                f"{server} is not done within {WAIT_SECONDS / 3600:g} hours; it goes on. Look: docker logs --tail 50 "
                f"{server}"
            )
        time.sleep(PAUSE_SECONDS)
    log.show()
    seconds = time.monotonic() - began
    if status.last.get("ok") != "yes":
        reason = status.last.get("message", "no reason given")
        say(f"FAILED after {seconds:.0f} s, and the old data is back: {reason}")
        return 1
    say(f"{database} answers again after {seconds:.0f} s")
    return 0


def _health(container: str) -> str:
    found = docker.inspected("container", [container])
    if not found:
        raise Problem(f"the container {container} is gone; make up makes it again, and it goes on by itself")
    state = found[0]["State"]
    return str((state.get("Health") or {}).get("Status", "")) if state["Running"] else str(state["Status"])


@dataclass
class _Log:
    """The log of a container from a time on, shown piece by piece; a restart does not end it."""

    container: str
    since: str
    _last: str = ""

    def show(self) -> None:
        for line in self._new():
            print(f"  {line}", flush=True)

    def _new(self) -> Iterator[str]:
        lines = docker.ask_all("logs", "--timestamps", "--since", self.since, self.container)
        for line in sorted(lines.splitlines()):
            stamp, _, text = line.partition(" ")
            if stamp > self._last:
                self._last = stamp
                yield text
        if self._last:
            self.since = self._last


def _nothing(more: Sequence[str], command: str) -> None:
    if more:
        raise Problem(
            f"`make {command}` takes no ARGS, but got {' '.join(more)!r}. Example: make {command} DATABASE=database"
        )


def _left() -> int:
    say("nothing was done")
    return 1
