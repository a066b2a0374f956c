"""Maintenance of files: temporary ones, logs and their archive, what has no business among data.

The container of logs compresses, archives and deletes by itself, and here its volume is read-only: these tasks check
that it did. Days are those in the files' names, never their times.
"""

import hashlib
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from . import prometheus, records, reports
from .configuration import Configuration, Kind
from .failure import Failure
from .maintain_facts import numbers
from .reports import Report

LOGS = Path("/var/log/moorage")
SOURCES = Path("/sources")  # the data volumes, read-only
DATED = re.compile(r"-(\d{4}-\d{2}-\d{2})\.(log|finished|log\.zst)$")
OLD = 86400  # seconds after which a temporary file is nobody's (CLO-117)
UNFINISHED_DAYS = 2  # a finished day is compressed within hours
SUMS = "SHA256SUMS"
# How programs begin: Linux, macOS, Java, and scripts; those of Windows are known by more than their first two letters.
PROGRAMS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
WINDOWS, WINDOWS_AT, WINDOWS_MARK = b"MZ", 0x3C, b"PE\0\0"
FILES = 2_000_000  # looked at by one scan
NAMED = 50


def clean_temporary_files(configuration: Configuration) -> Report:
    """Remove what this container left in its temporary folders, and tell what databases have in theirs."""
    report = Report(title="Temporary files")
    removed = size = 0
    for folder in (Path(tempfile.gettempdir()), Path(configuration.state) / "tmp"):
        for path in _files(folder):
            found = path.lstat()
            if time.time() - found.st_mtime > OLD and found.st_uid == _me():
                path.unlink()
                removed, size = removed + 1, size + found.st_size
    report.done.append(f"{removed} files older than a day, {size} bytes, are removed from this container")
    report.by_hand.append(
        "Nothing: other containers have their temporary files in memory, 64 MB at most, and lose them at every start."
    )
    return report


def enforce_retention(configuration: Configuration) -> Report:
    """Forget old reports, evidence and records, and check that logs and metrics are kept no longer than they may be."""
    report, now = Report(title="Retention"), time.time()
    forgotten, removed = records.compact(configuration.state, now), reports.forget(configuration.state, now)
    report.done.append(
        f"{forgotten} records, and {removed} reports and evidences of drills older than 400 days, are gone"
    )
    today = datetime.fromtimestamp(now, UTC).date()
    keep = numbers(configuration, "log_days")
    for kind, days in keep.items():
        held = [day for path, day in _dated(kind) if path.name]
        late = [day for day in held if day < today - timedelta(days=days + 1)]
        report.done.append(
            f"logs of {kind}: {len(held)} files, the oldest of {min(held, default='no day')}, kept {days} days"
        )
        if late:
            report.faults.append(
                f"{len(late)} log files of {kind} are older than {days} days, the oldest of {min(late)}"
            )
    if not keep:
        report.notes.append("how long logs are kept is not said here (the fact log_days)")
    wanted = numbers(configuration, "metric_days").get("", 0)
    if wanted:
        said = str(prometheus.api(configuration, "/api/v1/status/runtimeinfo").get("storageRetention", ""))
        kept = _days(said)
        report.done.append(f"metrics are kept for {said or 'no time that Prometheus says'}")
        if kept is not None and kept > wanted:
            report.faults.append(f"metrics are kept for {said}, {wanted} days are allowed")
    report.by_hand.append("Nothing: backups are forgotten by each rule's days, after each backup.")
    return report


def archive_logs(_configuration: Configuration) -> Report:
    """Check that finished days are compressed, and that what is in the archive is as its checksums say."""
    report = Report(title="Archive of logs")
    if not LOGS.is_dir():
        raise Failure(f"{LOGS} is not there; the volume of logs must be mounted, read-only")
    today = datetime.now(UTC).date()
    for kind in sorted(path.name for path in LOGS.iterdir() if path.is_dir() and path.name != "archive"):
        for path, day in _dated(kind):
            if not path.name.endswith(".zst") and day < today - timedelta(days=UNFINISHED_DAYS):
                report.faults.append(f"{path.relative_to(LOGS)} is not compressed yet")
    checked = 0
    for sums in sorted((LOGS / "archive").glob(f"*/*/*/{SUMS}")):
        for line in sums.read_text(encoding="utf-8").splitlines():
            wanted, _, name = line.partition("  ")
            path = sums.parent / name.strip().removeprefix("./")
            checked += 1
            if not path.is_file():
                report.notes.append(f"{path.relative_to(LOGS)} is gone, its checksum is not")
            elif _sum(path) != wanted:
                report.faults.append(f"{path.relative_to(LOGS)} is not what was archived")
    report.done.append(f"{checked} archived files are as their checksums say, but for those named above")
    return report


def malware_scan(configuration: Configuration) -> Report:
    """Look for programs where only data should be, and for changed programs in this container; not for signatures."""
    report = Report(title="Programs where none should be")
    looked, found = 0, list[str]()
    # A server's own files, and what the deployment wrote.
    known = {one.name for one in configuration.recoverables if one.stanza or one.kind is Kind.CONFIGURATION}
    for path in _files(SOURCES):
        if path.relative_to(SOURCES).parts[0] in known:
            continue
        looked += 1
        if looked > FILES:
            report.notes.append(f"only {FILES} files were looked at")
            break
        try:
            if _is_program(path):
                found.append(str(path))
        except OSError:
            report.notes.append(f"{path} can't be read")
    report.done.append(f"{looked} files of data are looked at")
    report.faults += [f"{path} is a program, among data" for path in found[:NAMED]]
    report.faults += [f"and {len(found) - NAMED} more"] if len(found) > NAMED else []
    report.faults += [f"{path} of this container is not what Debian packaged" for path in _changed()]
    report.by_hand += [
        "This is no search for signatures: no container reaches a server that has them.",
        "On the host, with Debian's clamav: freshclam, then clamscan --recursive --infected /var/lib/docker/volumes",
    ]
    return report


def _is_program(path: Path) -> bool:
    """Return whether a file begins as a program does, or would run as its owner."""
    with path.open("rb") as file:
        begins = file.read(WINDOWS_AT + 4)
        if begins.startswith(WINDOWS):
            file.seek(int.from_bytes(begins[WINDOWS_AT:], "little"))
            if file.read(len(WINDOWS_MARK)) == WINDOWS_MARK:
                return True
    return begins.startswith(PROGRAMS) or bool(path.lstat().st_mode & 0o6000)


def _changed() -> Iterator[str]:
    """Yield the files of packages that differ from their checksums; documentation is left out of the image."""
    done = subprocess.run(["dpkg", "--verify"], capture_output=True, text=True, check=False, timeout=600)
    for line in done.stdout.splitlines():
        marks, path = line.split(maxsplit=1)[0], line.split()[-1]
        if "5" in marks and not path.startswith(("/etc/", "/usr/share/doc/", "/usr/share/man/")):
            yield path


def _dated(kind: str) -> Iterator[tuple[Path, date]]:
    """Yield the files of one class of logs with the day in their names, those in the archive too."""
    for top in (LOGS / kind, LOGS / "archive" / kind):
        for path in _files(top):
            if found := DATED.search(path.name):
                yield path, date.fromisoformat(found[1])


def _files(top: Path) -> Iterator[Path]:
    """Yield the plain files below a folder; links are not followed."""
    if not top.is_dir():
        return
    for path in sorted(top.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _days(text: str) -> float | None:
    """Return the days of Prometheus' words, such as "14d" or "2w or 10GiB"; None if it says none."""
    found = re.match(r"(\d+)(d|w|h|y)", text)
    return int(found[1]) * {"d": 1, "w": 7, "h": 1 / 24, "y": 365}[found[2]] if found else None


def _me() -> int:
    return Path("/proc/self").stat().st_uid
