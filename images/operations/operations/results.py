"""The last results of everything, read from the records as they grow, in memory bounded by what there is to tell."""

import os
from pathlib import Path
from threading import Lock

from .records import FILE, Event, Record, parse

Key = tuple[Event, str, str, str]  # event, of, rule, repository
PIECE = 1 << 20  # bytes read at once


def key(record: Record) -> Key:
    """Return what a record is a result of: a drill of one thing, whichever repository it came from."""
    if record.event is Event.DRILL:
        return record.event, record.of, "", ""
    return record.event, record.of, record.rule, record.repository


class Results:
    """The last result and the last good one of each key; ``refresh`` reads what was added since."""

    def __init__(self, state: str) -> None:
        self.path = Path(state) / FILE
        self.last: dict[Key, Record] = {}
        self.good: dict[Key, Record] = {}
        self._lock = Lock()
        self._file = -1  # the file's inode: another one begins anew
        self._offset = 0

    def refresh(self) -> "Results":
        """Read what was added; all of it, if the file is another one or shorter."""
        with self._lock:
            try:
                file = self.path.open("rb")
            except FileNotFoundError:
                self.last, self.good, self._file, self._offset = {}, {}, -1, 0
                return self
            with file:
                found = os.fstat(file.fileno())
                if found.st_ino != self._file or found.st_size < self._offset:
                    self.last, self.good, self._file, self._offset = {}, {}, found.st_ino, 0
                file.seek(self._offset)
                while piece := file.read(PIECE):
                    whole = piece[: piece.rfind(b"\n") + 1]
                    if not whole and len(piece) < PIECE:
                        break  # a line that is just being written
                    self._offset += len(whole) or len(piece)
                    file.seek(self._offset)
                    for line in whole.splitlines():
                        self._add(parse(line))
        return self

    def job(self, name: str) -> tuple[Record | None, Record | None]:
        """Return the last result and the last good one of a job."""
        return self.last.get((Event.JOB, name, "", "")), self.good.get((Event.JOB, name, "", ""))

    def _add(self, record: Record | None) -> None:
        if record is None:
            return
        self.last[key(record)] = record
        if record.ok:
            self.good[key(record)] = record
