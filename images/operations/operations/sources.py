"""What of something that must survive goes into a backup of files: its folder as it is, and copies made for it.

Copies are what can't be read consistently where it lies: SQLite databases, a cache's snapshot, a queue's streams, dumps
of databases. They lie below <state>/staging/<name>/files while the backup runs, so that volume needs as much room; a
manifest beside them has their SHA-256, which a restore compares.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import jetstream, postgresql, redis_snapshot, room, sqlite_copy
from .configuration import FOLDER, Configuration, Kind, Recoverable
from .tree import Tree, walk

MANIFEST = "manifest.json"
STAGED = "files"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A file that was made for a backup: where it belongs below the restored folder, what it is, and its SHA-256."""

    path: str
    kind: str
    bytes: int
    sha256: str


@dataclass(kw_only=True)
class Prepared:
    """What is to be backed up: paths, what is left out of them, and the copies' facts.

    ``tree`` is what was found in the folder when it was looked at last, at the time ``looked``.
    """

    paths: tuple[Path, ...]
    excluded: tuple[Path, ...]
    folder: Path | None
    tree: Tree | None
    looked: float
    facts: dict[str, Any]


@contextmanager
def prepared(configuration: Configuration, recoverable: Recoverable, *, secrets: Path = FOLDER) -> Iterator[Prepared]:
    """Make the copies that something needs, and take them away afterwards. Raises Failure."""
    staging = Path(configuration.state) / "staging" / recoverable.name
    shutil.rmtree(staging, ignore_errors=True)  # what a killed run left
    try:
        (staging / STAGED).mkdir(parents=True)
        yield _prepared(configuration, recoverable, staging, secrets)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _prepared(configuration: Configuration, recoverable: Recoverable, staging: Path, secrets: Path) -> Prepared:
    staged = staging / STAGED
    tree: Tree | None = None
    folder: Path | None = None
    facts: dict[str, Any] = {}
    looked = time.time()
    match recoverable.kind:
        case Kind.DATABASE:
            postgresql.dump(configuration, recoverable, staged)
        case Kind.CACHE:
            facts["keys"] = redis_snapshot.save(recoverable, staged, secrets=secrets)["keys"]
        case Kind.QUEUE:
            facts |= jetstream.save(jetstream.login(recoverable, secrets), staged)
        case _:
            folder = Path(recoverable.path)
            tree = walk(folder)
            room.check(staging, sum(map(sqlite_copy.size, tree.databases)), "the copy of SQLite databases")
            for database in tree.databases:
                sqlite_copy.copy(database, staged / database.relative_to(folder))
            _dress(folder, staged)
            facts |= {"sqlite": len(tree.databases), "special": len(tree.special)}
    kind = "sqlite" if folder else recoverable.kind.value
    copies = [asdict(_described(path, staged, kind)) for path in sorted(staged.rglob("*")) if path.is_file()]
    manifest = {"of": recoverable.name, "kind": recoverable.kind.value, "copies": copies}
    (staging / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    paths = (*([folder] if folder else []), *([staged] if copies else []), staging / MANIFEST)
    excluded: list[Path] = []
    if tree:
        for database in tree.databases:
            excluded += [database.with_name(database.name + suffix) for suffix in ("", *sqlite_copy.COMPANIONS)]
        excluded += tree.special
    return Prepared(paths=paths, excluded=tuple(excluded), folder=folder, tree=tree, looked=looked, facts=facts)


def _dress(folder: Path, staged: Path) -> None:
    """Give the folders of copies the modes and times of those that they stand for."""
    for path in sorted((path for path in staged.rglob("*") if path.is_dir()), reverse=True):
        shutil.copystat(folder / path.relative_to(staged), path)
        path.chmod(path.stat().st_mode | 0o700)
    if any(staged.iterdir()):
        shutil.copystat(folder, staged)
        staged.chmod(staged.stat().st_mode | 0o700)


def _described(path: Path, staged: Path, kind: str) -> Copy:
    return Copy(path=str(path.relative_to(staged)), kind=kind, bytes=path.stat().st_size, sha256=sha256(path))


def sha256(path: Path) -> str:
    """Return a file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
