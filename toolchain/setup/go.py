"""Builds Go programs from the pinned modules, into folders of the cache that are either complete or absent."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from toolchain.console import Problem
from toolchain.setup.steps import Log

UNREACHABLE = "Is the Go module proxy reachable (GOPROXY and proxies are respected)?"


def check(purpose: str) -> None:
    """Raise a Problem when there is no Go."""
    if shutil.which("go") is None:
        raise Problem(
            f"{purpose}, but there is no Go to build it with. Either install Pulumi (pulumi.com/docs/install), "
            "or install Go 1.25 or newer (go.dev/doc/install) and run this again."
        )


def environment() -> dict[str, str]:
    """Return what every build has in common, so that builds share what is compiled."""
    return {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false", "GOWORK": "off"}


def download(log: Log, source: Path) -> None:
    """Fetch the modules of a folder; compiling something else meanwhile hides the wait."""
    log.run(["go", "list", "-deps", "./..."], folder=source, environment=environment(), explain=UNREACHABLE)


def build(log: Log, source: Path, package: str, output: Path, flags: str = "-s -w") -> None:
    """Build one program."""
    log.run(
        ["go", "build", "-ldflags", flags, "-o", output, package],
        folder=source,
        environment=environment(),
        explain=UNREACHABLE,
    )


def into(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a folder aside and move it into place, so that a half-finished build is never taken for a finished one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        aside.chmod(0o755)
        fill(aside)
        if folder.exists():
            return  # another checkout was quicker
        os.rename(aside, folder)  # noqa: PTH104 (Path.rename says nothing of atomicity)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
