"""A folder as a backup sees it: what is in it, what can't be read, what is SQLite's, and whether it changed."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from . import sqlite_copy
from .failure import Failure

NAMED = 5  # paths that a fact or a message names at most


@dataclass(kw_only=True)
class Tree:
    """What a walk found. ``digest`` changes when any file does; SQLite databases, their logs and special files are
    not counted. ``changed`` are files that were changed after ``since``, by the file system's clock.
    """

    files: int = 0
    bytes: int = 0
    digest: int = 0
    databases: list[Path] = field(default_factory=list)
    special: list[Path] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def walk(folder: Path, since: float | None = None) -> Tree:
    """Look at everything in a folder. Raises Failure for what can't be read: path, owner and mode."""
    if not folder.is_dir():
        raise Failure(f"{folder} is not there; is its volume mounted?")
    found = Tree()
    pending = [folder]
    while pending:
        pending += _look(found, pending.pop(), folder, since)
    return found


def _look(found: Tree, place: Path, top: Path, since: float | None) -> list[Path]:
    """Look at one folder and return the folders in it."""
    folders: list[Path] = []
    files: dict[str, os.stat_result] = {}
    for entry in _entries(place, top):
        path = Path(entry.path)
        try:
            seen = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISDIR(seen.st_mode):
            folders.append(path)
        elif stat.S_ISREG(seen.st_mode):
            files[entry.path] = seen
        elif not stat.S_ISLNK(seen.st_mode):
            found.special.append(path)
    databases = [path for path, seen in files.items() if seen.st_size and _is_database(Path(path))]
    found.databases += map(Path, databases)
    own = {f"{database}{suffix}" for database in databases for suffix in ("", *sqlite_copy.COMPANIONS)}
    for name, seen in files.items():
        if name not in own:
            _count(found, name, seen, since)
    return folders


def _entries(place: Path, top: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            return list(entries)
    except FileNotFoundError:
        if place == top:
            raise Failure(f"{place} has gone away; is its volume mounted?") from None
        return []
    except PermissionError:
        raise _unreadable(place) from None


def _is_database(path: Path) -> bool:
    try:
        return sqlite_copy.is_database(path)
    except FileNotFoundError:
        return False
    except PermissionError:
        raise _unreadable(path) from None


def _count(found: Tree, path: str, seen: os.stat_result, since: float | None) -> None:
    found.files += 1
    found.bytes += seen.st_size
    found.digest += hash((path, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns))
    if since is not None and max(seen.st_ctime, seen.st_mtime) >= since:
        found.changed.append(path)


def _unreadable(path: Path) -> Failure:
    try:
        seen = path.lstat()
        whose = f" (owner {seen.st_uid}:{seen.st_gid}, mode {stat.S_IMODE(seen.st_mode):04o})"
    except OSError:
        whose = ""
    return Failure(
        f"{path}{whose} can't be read by user {os.geteuid()} and its groups "
        f"{', '.join(map(str, sorted({os.getegid(), *os.getgroups()})))}: let one of the groups read it (chmod g+rX)"
    )
