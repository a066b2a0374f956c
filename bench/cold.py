"""A really cold `make setup`: nothing built, nothing downloaded. It takes minutes, and downloads half a gigabyte."""

import subprocess

from bench.figures import Figures, Row, Table, announce, timed
from bench.workplace import Workplace

GOAL = "480 s"
SECONDS = 1800.0
CACHES = ("XDG_CACHE_HOME", "GOCACHE", "GOMODCACHE", "PULUMI_HOME", "PIP_CACHE_DIR")


def measure(place: Workplace) -> Table:
    """Set up a copy of this checkout with every cache empty; the Docker engine and its images are the machine's own."""
    announce("a cold `make setup`")
    empty = {name: str(place.folder / "cold" / name.lower()) for name in CACHES}
    (place.checkout / ".venv").unlink()
    try:
        seconds = timed(lambda: place.run("make", "--silent", "setup", more=empty, seconds=SECONDS))
    finally:
        # Go makes the modules read-only, for everybody who is not root.
        subprocess.run(["chmod", "-R", "u+w", str(place.folder)], check=False)
    return Table(
        title="`make setup`, nothing built or downloaded before",
        rows=[Row(what="engine, plugins and Python packages", figures=Figures((seconds,)), goal=GOAL)],
    )
