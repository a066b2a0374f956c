"""Files that nobody but their owner may read."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def made_once(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return what is in a file; make it first where there is none, whole and readable by its owner only.

    Whoever comes at the same time, or after one that was interrupted, finds the whole of it or nothing.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as output:
                output.write(make())
            with suppress(FileExistsError):
                os.link(aside, file)
        finally:
            aside.unlink()
    return file.read_bytes()
