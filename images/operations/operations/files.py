"""Backups of files by restic: volumes, buckets, files and configuration, copies of caches and queues, and dumps.

Guarantees: everything is encrypted and checked by its SHA-256; what counts as a backup was read completely; nothing of
a thing is forgotten before its days are over, and its newest snapshot never is. restic only ever stores what is new, so
FULL, INCREMENTAL and COPY are the same here: every snapshot is a full one, and takes the room of an incremental one.
"""

import time
from pathlib import Path
from typing import Any

from . import clock
from .configuration import FOLDER, Configuration, Recoverable, Repository, Rule
from .failure import Failure
from .holding import held
from .repository import freed, opened, readers, reading
from .restic import INCOMPLETE, Restic
from .restoring import restored
from .snapshots import Snapshot, chosen, expired, listed, tags, write_inventory
from .sources import Prepared, prepared
from .tree import NAMED, walk
from .verification import checked

HOLDS = "files"
PASSES = 3  # over a folder that changes while it is read; the later ones read only what has changed
CLOCK_SECONDS = 0.05  # a file's times come from a clock that is up to a tick behind


def backup(
    configuration: Configuration,
    rule: Rule,
    recoverable: Recoverable,
    repository: Repository,
    *,
    secrets: Path = FOLDER,
) -> dict[str, Any]:
    """Take a snapshot, forget what is too old, and write the inventory. Raises Failure, and then nothing counts.

    Returns the snapshot's id, files, bytes, bytes added, and the tree's checksum; how many SQLite databases were taken
    by SQLite and how many special files were left out; ``changed`` counts files that still changed in the last pass.
    """
    what = f"the backup of {recoverable.name} by rule {rule.name}"
    with (
        held(configuration.state, f"staging-{recoverable.name}", what),
        opened(configuration, repository, what, folder=secrets, make=True) as restic,
    ):
        words = [word for tag in tags(configuration, recoverable, rule.name, repository) for word in ("--tag", tag)]
        facts = _prepared_and_taken(restic, recoverable, ["--host", configuration.name, *words], secrets)
        there = listed(configuration, restic)
        facts["tree"] = next(item.tree for item in there if item.id == facts["snapshot"])
        gone = _forget(restic, [item for item in there if item.of == recoverable.name], facts)
        write_inventory(configuration, repository, [item for item in there if item.id not in gone])
    return facts


def verify(
    configuration: Configuration, repository: Repository, *, full: bool = False, secrets: Path = FOLDER
) -> dict[str, Any]:
    """Check a repository: its lists and trees in full, its data in parts, so that all is read within a week.

    ``full`` reads all data now. Raises Failure that names what is damaged, which snapshots it concerns, and which are
    whole. A repository that has nothing yet is whole.
    """
    if not any(Path(configuration.state, "repositories").glob(f"{repository.name}.json")):
        return {"snapshots": 0}
    with opened(configuration, repository, "verification of files", folder=secrets) as restic:
        return checked(configuration, restic, full)


def snapshots(configuration: Configuration, *, secrets: Path = FOLDER) -> list[Snapshot]:
    """Return every snapshot of everything in every repository, oldest first."""
    found: list[Snapshot] = []
    for repository in configuration.repositories:
        with reading(configuration, repository, "a list", folder=secrets) as restic:
            found += listed(configuration, restic, lock=False)
    return sorted(found, key=lambda item: item.time)


def restore(
    configuration: Configuration,
    recoverable: Recoverable,
    to: Path,
    snapshot: str = "latest",
    *,
    secrets: Path = FOLDER,
) -> dict[str, Any]:
    """Restore a snapshot into an empty folder, and check it: every file by restic, every copy by its kind.

    The repositories are tried in order: what is damaged or missing in the first is taken from the next one. Raises
    Failure with what was wrong in each, and then the folder is empty again.
    """
    if to.exists() and any(to.iterdir()):
        raise Failure(f"{to} is not empty; restore into a new folder")
    faults: list[str] = []
    for repository in configuration.repositories:
        try:
            with reading(configuration, repository, f"restore of {recoverable.name}", folder=secrets) as restic:
                found = chosen(listed(configuration, restic, lock=False), recoverable.name, snapshot)
                facts = restored(restic, found, to)
        except Failure as failure:
            faults.append(f"{repository.name}: {failure}")
            continue
        return facts | {"repository": repository.name, **({"faults": faults} if faults else {})}
    raise Failure(f"{recoverable.name} can't be restored from any repository: {' | '.join(faults) or 'there is none'}")


class Appeared(Failure):
    """A SQLite database appeared while the folder was read."""


def _prepared_and_taken(restic: Restic, recoverable: Recoverable, words: list[str], secrets: Path) -> dict[str, Any]:
    """Make copies and take a snapshot; once more if a SQLite database appeared meanwhile."""
    try:
        with prepared(restic.configuration, recoverable, secrets=secrets) as source:
            return _taken(restic, source, words) | source.facts
    except Appeared:
        with prepared(restic.configuration, recoverable, secrets=secrets) as source:
            return _taken(restic, source, words) | source.facts


def _taken(restic: Restic, source: Prepared, words: list[str]) -> dict[str, Any]:
    """Take a snapshot of a folder, again while it changes; only the last one stays."""
    made, passes, changed = "", 0, ["everything"]
    while changed and passes < PASSES:
        earlier = made
        try:
            parent = ["--parent", earlier] if earlier else ["--group-by", "host,tags"]
            summary, vanished = _snapshot(restic, source, [*words, *parent])
        finally:
            if earlier:
                _remove(restic, earlier)
        made, passes = summary["snapshot_id"], passes + 1
        try:
            changed = _changed(source)
        except Failure:
            _remove(restic, made)
            raise
    facts: dict[str, Any] = {
        "snapshot": summary["snapshot_id"],
        "files": summary["total_files_processed"] - 1,  # the manifest is ours
        "bytes": summary["total_bytes_processed"],
        "added": summary["data_added_packed"],
        "passes": passes,
        "vanished": vanished,
        "changed": len(changed),
    }
    return facts | ({"changed_files": changed[:NAMED]} if changed else {})


def _changed(source: Prepared) -> list[str]:
    """Return the files that are others than when the folder was looked at last."""
    if source.folder is None or source.tree is None:
        return []
    now = time.time()
    after = walk(source.folder, source.looked - CLOCK_SECONDS)
    if new := set(after.databases) - set(source.tree.databases):
        raise Appeared(f"SQLite databases appear while {source.folder} is read: {min(new)}; back up again")
    same = after.digest == source.tree.digest
    source.tree, source.looked = after, now
    return [] if same else after.changed or ["(removed)"]


def _snapshot(restic: Restic, source: Prepared, words: list[str]) -> tuple[dict[str, Any], int]:
    """Make one snapshot and return its summary, and how many files went away before they were read."""
    excluded = [word for path in source.excluded for word in ("--exclude", _pattern(path))]
    if sum(map(len, excluded)) > 1_000_000:
        raise Failure(f"{source.folder} has more SQLite databases and special files than one command can name")
    answer = freed(restic, "backup", "--no-scan", *words, *excluded, *map(str, source.paths))
    made = answer.summary.get("snapshot_id", "")
    if answer.code not in (0, INCOMPLETE) or not made:
        failure = restic.failure(answer)
        if answer.full:
            # What was written until then belongs to nothing: without this, it would keep the disk full.
            restic.ask("prune", "--max-repack-size", "0")
        raise failure
    missing = [error for error in answer.errors if error.get("item")]
    unread = [error for error in missing if Path(error["item"]).exists()]
    if unread or (answer.code == INCOMPLETE and not missing):
        _remove(restic, made)
        raise Failure(f"not everything could be read, so nothing of this run counts: {restic.failure(answer)}")
    return dict(answer.summary), len(missing)


def _pattern(path: Path) -> str:
    r"""Return a pattern of restic's that matches nothing but a path; it knows \ * ? and [."""
    return "".join(f"\\{character}" if character in "\\*?[" else character for character in str(path))


def _remove(restic: Restic, snapshot: str) -> None:
    """Forget one snapshot that does not count. Its data stays for the next one, until something is pruned."""
    answer = freed(restic, "forget", snapshot)
    if answer.code:
        raise restic.failure(answer)


def _forget(restic: Restic, own: list[Snapshot], facts: dict[str, Any]) -> set[str]:
    """Forget what is too old of one thing, and give its room back; return the ids of what is gone.

    What keeps it from that, such as a clock that is not believed, is a fact, ``not_forgotten``, and not the backup's
    failure.
    """
    now = time.time()
    old = expired(own, now)
    gone = {item.id for item in old}
    facts["forgotten"] = 0
    if not old:
        return set()
    try:
        if not clock.is_believed(restic.configuration.state, now, min(item.keep_until for item in old)):
            raise Failure(clock.DOUBT)
        with held(restic.configuration.state, readers(restic.repository), "forgetting of old snapshots", seconds=0):
            answer = freed(restic, "forget", "--prune", *sorted(gone))
            if answer.code:
                raise restic.failure(answer)
    except Failure as failure:
        facts["not_forgotten"] = str(failure)
        return set()
    facts["forgotten"] = len(gone)
    return gone


def rehearse(
    configuration: Configuration, recoverable: Recoverable, folder: Path, *, secrets: Path = FOLDER
) -> dict[str, Any]:
    """Restore the newest snapshot of something into a folder, check it, remove it, and return the facts."""
    from .file_rehearsal import rehearsed  # it uses this module

    return rehearsed(configuration, recoverable, folder, secrets=secrets)
