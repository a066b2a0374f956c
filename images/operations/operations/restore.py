"""What can be restored, and how: the list for people, the plan of a database's restore, and the restore of files.

A database is restored by its own server when it starts, because a file on its data volume asks for it (moorage-restore,
images/postgresql). This command holds what is wanted against what is possible, and says what has to be typed.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import files, records, span
from .configuration import Configuration, Kind, Recoverable, load
from .failure import Failure
from .records import Event, Record
from .span import Span

USAGE = (
    "operations restore [--json] | "
    f'operations restore DATABASE [--to "{span.EXAMPLE}"] [--json] | '
    "operations restore NAME --into FOLDER [--snapshot latest]"
)
VALUED = ("--to", "--into", "--snapshot")


def restore(words: Sequence[str]) -> int:
    """Say what can be restored; or plan a database's restore; or restore files into an empty folder."""
    configuration = load()
    values = {name: span.option(words, name) for name in VALUED}
    as_json = "--json" in words
    names = [word for word in words if not word.startswith("-") and word not in values.values()]
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in {*VALUED, "--json"}]
    if len(names) > 1 or unknown:
        raise Failure(f"{' '.join([*unknown, *names[1:]])} is not understood: {USAGE}")
    if not names:
        return _listed(configuration, as_json=as_json)
    recoverable = configuration.recoverable(names[0])
    if recoverable.kind is Kind.DATABASE and not values["--into"]:
        return _planned(configuration, recoverable, values["--to"], as_json=as_json)
    if not values["--into"]:
        raise Failure(f"say where {names[0]} is restored to, an empty folder: {USAGE}")
    return _files(configuration, recoverable, Path(values["--into"]), values["--snapshot"] or "latest")


def plan(configuration: Configuration, recoverable: Recoverable, to: str) -> dict[str, Any]:
    """Return which backup a restore begins with, what it costs, and the commands of it in their order.

    A time that can't be restored is a Failure that says the possible ones.
    """
    possible = span.of(configuration, recoverable)
    moment = span.moment(to) if to else 0.0
    backup = possible.backup_for(moment) if moment else possible.backups[-1]
    target = span.exactly(moment) if moment else ""
    beside, server = f"{configuration.name}-{recoverable.name}-backup", f"{configuration.name}-{recoverable.host}"
    # No --set: the server then passes over a backup that is damaged, and takes the one before.
    asked = f' --to="{target}"' if target else ""
    return {
        "of": recoverable.name,
        "to": target,
        "set": backup.label,
        "repository": possible.repository.name,
        "bytes": backup.bytes,
        "possible": str(possible),
        "lost_seconds": round(time.time() - moment, 1) if moment else 0,
        "commands": [
            f"docker exec {beside} moorage-restore request{asked}",
            f"docker restart {server}",
            f"docker exec {beside} moorage-restore status",
        ],
        "confirm": f"docker exec {beside} moorage-restore confirm",
        "undo": f"docker exec {beside} moorage-restore undo && docker restart {server}",
    }


def _planned(configuration: Configuration, recoverable: Recoverable, to: str, *, as_json: bool) -> int:
    made = plan(configuration, recoverable, to)
    if as_json:
        print(json.dumps(made, indent=2))
        return 0
    unarchived = "what is not in the archive yet is lost (operations backup with a rule for the log brings it there)"
    lost = f"what was written in the last {span.duration(made['lost_seconds'])} is lost" if to else unarchived
    print(f"{made['of']} to {made['to'] or 'the newest state'}: {lost}; the data of now is kept beside until confirmed")
    print(f"from the backup {made['set']} of {made['repository']}; possible: {made['possible']}")
    print("\n".join(made["commands"]))
    print(f"when all is well: {made['confirm']}\nor back: {made['undo']}")
    return 0


def _listed(configuration: Configuration, *, as_json: bool) -> int:
    """Show everything that can be restored; what can't be asked is said, and makes the command fail."""
    said: list[dict[str, Any]] = []
    well = True
    for recoverable in configuration.of_kind(Kind.DATABASE):
        try:
            possible = span.of(configuration, recoverable)
        except Failure as failure:
            said.append({"of": recoverable.name, "kind": "database", "error": str(failure)})
            well = False
        else:
            said.append(_database(recoverable, possible))
    try:
        for snapshot in files.snapshots(configuration):
            said.append({"of": snapshot.of, "kind": snapshot.kind, "snapshot": snapshot.id, "at": snapshot.time,
                         "repository": snapshot.repository, "bytes": snapshot.bytes})  # fmt: skip
    except Failure as failure:
        said.append({"of": "files", "kind": "files", "error": str(failure)})
        well = False
    print(json.dumps(said, indent=2) if as_json else "\n".join(_line(item) for item in said) or "nothing yet")
    return 0 if well else 1


def _database(recoverable: Recoverable, possible: Span) -> dict[str, Any]:
    return {
        "of": recoverable.name,
        "kind": "database",
        "repository": possible.repository.name,
        "possible": str(possible),
        "earliest": possible.earliest,
        "latest": possible.latest,
        "backups": [
            {"label": made.label, "type": made.type, "at": made.ended, "bytes": made.bytes} for made in possible.backups
        ],
    }


def _line(item: dict[str, Any]) -> str:
    if "error" in item:
        return f"{item['of']}: {item['error']}"
    if "snapshot" in item:  # of files, or of a database's dump
        return f"{item['of']}: {item['snapshot'][:8]} of {span.shown(item['at'])}, {item['bytes']} bytes"
    backups = "\n".join(f"  {made['label']} of {span.shown(made['at'])}, {made['type']}" for made in item["backups"])
    return f"{item['of']}: any moment from {item['possible']}, or the newest state\n{backups}"


def _files(configuration: Configuration, recoverable: Recoverable, into: Path, snapshot: str) -> int:
    began = time.time()
    try:
        error, facts = "", files.restore(configuration, recoverable, into, snapshot)
    except Failure as failure:
        error, facts = str(failure), {}
    records.append(
        configuration.state,
        Record(
            event=Event.RESTORE, of=recoverable.name, ok=not error, began=began, ended=time.time(), error=error,
            facts=facts,
        ),
    )  # fmt: skip
    if error:
        raise Failure(error)
    print(f"{recoverable.name} is in {into}: {facts}")
    return 0
