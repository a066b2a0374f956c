"""Restoring a snapshot of files into an empty folder, and checking that what came back is what was taken."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from . import redis_snapshot, room, sqlite_copy
from .failure import Failure
from .jetstream import DESCRIPTION
from .restic import Restic
from .snapshots import Snapshot, moment
from .sources import MANIFEST, sha256

DUMPS = {".dump", ".pgdump"}


def restored(restic: Restic, snapshot: Snapshot, to: Path) -> dict[str, Any]:
    """Restore into a folder; everything is read again and compared. Raises Failure, and then the folder is empty."""
    to.mkdir(parents=True, exist_ok=True)
    room.check(to, snapshot.bytes, f"the snapshot {snapshot.id[:8]} of {snapshot.of}")
    try:
        facts = _restore(restic, snapshot, to)
        facts |= checked(_manifest(restic, snapshot), to)
    except BaseException:
        empty(to)
        raise
    return facts


def checked(manifest: dict[str, Any], to: Path) -> dict[str, Any]:
    """Compare the copies that were made for a backup with the manifest, and check each by what it is."""
    for copy in manifest["copies"]:
        path = to / copy["path"]
        if not path.is_file() or path.stat().st_size != copy["bytes"] or sha256(path) != copy["sha256"]:
            raise Failure(f"{copy['path']} did not come back as it was taken")
        if copy["kind"] == "sqlite":
            sqlite_copy.check(path)
        elif copy["kind"] == "cache":
            redis_snapshot.check(path)
        elif copy["kind"] == "database" and path.suffix in DUMPS:
            _check_dump(path)
    streams = len(list(to.glob(f"*/{DESCRIPTION}"))) if manifest["kind"] == "queue" else 0
    return {"copies": len(manifest["copies"])} | ({"streams": streams} if streams else {})


def empty(folder: Path) -> None:
    """Remove everything in a folder."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and not path.is_symlink():
            _writable(path)
            shutil.rmtree(path)
        else:
            path.unlink()


def _writable(folder: Path) -> None:
    """Let us remove what is in folders that came back without the right to write in them."""
    folder.chmod(folder.stat().st_mode | 0o700)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            _writable(path)


def _restore(restic: Restic, snapshot: Snapshot, to: Path) -> dict[str, Any]:
    found = {"snapshot": snapshot.id, "time": snapshot.time, "tree": snapshot.tree, "files": 0, "bytes": 0}
    for path in snapshot.paths:
        if path.endswith(f"/{MANIFEST}"):
            continue
        answer = restic.ask("restore", f"{snapshot.id}:{path}", "--target", str(to), "--verify", "--no-lock")
        if answer.code or not answer.summary:
            raise Failure(
                f"the snapshot {snapshot.id[:8]} of {snapshot.of} from {moment(snapshot.time)} is damaged: "
                f"{restic.failure(answer)}"
            )
        found["files"] += answer.summary.get("files_restored", 0)
        found["bytes"] += answer.summary.get("bytes_restored", 0)
    return found


def _manifest(restic: Restic, snapshot: Snapshot) -> dict[str, Any]:
    path = next(path for path in snapshot.paths if path.endswith(f"/{MANIFEST}"))
    found: dict[str, Any] = json.loads(restic.text("dump", snapshot.id, path, "--no-lock"))
    return found


def _check_dump(path: Path) -> None:
    """Read a dump of PostgreSQL in full."""
    done = subprocess.run(
        ["pg_restore", "--file=/dev/null", str(path)], capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise Failure(f"{path.name} is no whole dump: {' '.join(done.stderr.split()[-30:])}")
