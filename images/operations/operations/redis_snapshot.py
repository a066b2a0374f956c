"""A cache's snapshot: what Redis gives to a replica (SYNC), as an RDB file that Redis itself has checked.

The specs forbid FLUSHDB and FLUSHALL, not SYNC (stacks/*.py), so redis-cli --rdb works. It verifies the server's
certificate against the stack's authority, but not the host's name (hiredis does not); only the server and its callers
are on the network. To restore: stop Redis, put the file into its data folder as dump.rdb, start it.
Source: redis.io, "Redis CLI" (remote backups of RDB files), "RDB and AOF: snapshots".
"""

import os
import re
import subprocess
from pathlib import Path

from .configuration import FOLDER, Recoverable
from .failure import Failure

FILE = "dump.rdb"
KEYS = re.compile(r"(\d+) keys read")


def save(recoverable: Recoverable, folder: Path, *, secrets: Path = FOLDER) -> dict[str, int]:
    """Write the cache's dump.rdb into a folder and check it; return how many keys and bytes it has. Raises Failure."""
    target = folder / FILE
    password = secrets / f"{recoverable.name}-password"
    try:
        secret = password.read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise Failure(f"{password} can't be read ({error.strerror}); it must hold the cache's password") from None
    command = [
        "redis-cli", "--tls", "--cacert", str(secrets / "authority.pem"), "-h", recoverable.host,
        "-p", str(recoverable.port), "--rdb", str(target),
    ]  # fmt: skip
    done = _run(command, {**os.environ, "REDISCLI_AUTH": secret})
    if done.returncode or not target.exists() or not target.stat().st_size:
        said = " ".join(f"{done.stdout} {done.stderr}".split()[-40:]).replace(secret, "***")
        raise Failure(f"the cache {recoverable.name} ({recoverable.host}:{recoverable.port}) gave no snapshot: {said}")
    return {"keys": check(target), "bytes": target.stat().st_size}


def check(path: Path) -> int:
    """Read an RDB file in full, with its checksum, and return how many keys it has. Raises Failure."""
    done = _run(["redis-check-rdb", str(path)], dict(os.environ))
    found = KEYS.search(done.stdout)
    if done.returncode or not found:
        said = " ".join(done.stdout.split()[-30:])
        raise Failure(f"{path} is no whole snapshot of Redis: {said}")
    return int(found[1])


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
        timeout=3600, check=False,
    )  # fmt: skip
