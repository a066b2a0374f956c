"""Folders that the service writes to: a bucket where a target gives one as a folder, and volumes."""

import os
from pathlib import Path
from secrets import token_bytes, token_hex

from .dependency import UnavailableError

PROBED = "a probe was written, read and removed"


class Bucket:
    """Object storage that is a folder which all services share; a key is a path below it."""

    kind = "bucket"

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    def probe(self) -> str:
        """Write an object, read it back and remove it."""
        try_out(self._folder)
        return PROBED

    def write(self, key: str, content: str) -> None:
        """Store an object: others see all of it or nothing. Raises UnavailableError."""
        path = self._folder / key
        partial = path.with_name(f".{path.name}-{token_hex(8)}")
        try:
            path.parent.mkdir(exist_ok=True)
            try:
                partial.write_text(content, encoding="utf-8")
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
        except OSError as error:
            raise _unavailable(self._folder, error) from None

    def holds(self, key: str) -> bool:
        """Tell whether an object is there. Raises UnavailableError."""
        try:
            (self._folder / key).stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _unavailable(self._folder, error) from None
        return True


class Volume:
    """A folder that outlives the service's instances; a wrong owner shows here, not when the first file is written."""

    kind = "volume"

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    def probe(self) -> str:
        """Write a file, read it back and remove it."""
        try_out(self._folder)
        return PROBED


def try_out(folder: Path) -> None:
    """Use a folder for a moment, under a name that no other instance uses. Raises UnavailableError."""
    path, content = folder / f".probe-{token_hex(8)}", token_bytes(32)
    try:
        try:
            path.write_bytes(content)
            same = path.read_bytes() == content
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise _unavailable(folder, error) from None
    if not same:
        raise UnavailableError(f"{folder} does not give back what was written")


def _unavailable(folder: Path, error: OSError) -> UnavailableError:
    return UnavailableError(f"{folder} can't be used by user {os.geteuid()}: {error.strerror}")
