"""Room on a disk: a job that would use up the last of it does not begin.

All volumes of a host may share one disk, also that of the database, which stops where it can't write its log.
"""

import os
from pathlib import Path

from .failure import Failure

SHARE, MOST = 0.1, 2 << 30  # of the disk, and bytes: what every job leaves free


def check(folder: Path, wanted: float, what: str) -> None:
    """Raise Failure if so many bytes do not fit below a folder, which may not be there yet, with a reserve left."""
    disk = os.statvfs(next(path for path in (folder, *folder.parents) if path.exists()))
    free, reserve = disk.f_bavail * disk.f_frsize, min(SHARE * disk.f_blocks * disk.f_frsize, MOST)
    if wanted > free - reserve:
        raise Failure(
            f"{folder} has {free / 1e6:.0f} MB free, of which {reserve / 1e6:.0f} MB stay free, and {what} takes "
            f"{wanted / 1e6:.0f} MB: make its disk larger"
        )
