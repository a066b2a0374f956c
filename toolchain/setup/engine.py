"""The Pulumi engine: the one on PATH when it is new enough, else built once from toolchain/engine."""

import re
import shutil
from functools import cache as once
from pathlib import Path

from toolchain.console import answer
from toolchain.places import ENGINE_SOURCE, LAUNCHER, OLDEST_ENGINE, cache, engine_version, fingerprint
from toolchain.setup import go
from toolchain.setup.steps import Log, Step


def built() -> Path:
    """Return the folder that holds, or will hold, the engine built here and the launcher of its language host."""
    return cache() / f"pulumi-{engine_version()}-{fingerprint([ENGINE_SOURCE, LAUNCHER])}"


@once
def installed() -> Path | None:
    """Return the `pulumi` on PATH when it is new enough."""
    found = shutil.which("pulumi")
    if found is None:
        return None
    version = re.match(r"v?(\d+)\.(\d+)\.(\d+)", answer([found, "version"]) or "")
    return Path(found) if version and tuple(map(int, version.groups())) >= OLDEST_ENGINE else None


def command() -> Path:
    """Return the `pulumi` to use."""
    return installed() or built() / "pulumi"


def search_path() -> list[Path]:
    """Return the folders that belong in front of PATH."""
    ours = installed()
    if ours is None:
        return [built()]
    beside = ours.resolve().parent / LAUNCHER.name
    return [] if shutil.which(LAUNCHER.name) or beside.exists() else [LAUNCHER.parent]


def steps() -> list[Step]:
    """Return the step that builds the engine."""
    return [
        Step(
            name="engine",
            says=f"building the Pulumi engine {engine_version()} from Go modules (about 4 min, once)",
            needed=lambda: installed() is None and not (built() / "pulumi").exists(),
            do=_build,
            takes_space=True,
        )
    ]


def _build(log: Log) -> None:
    oldest = ".".join(map(str, OLDEST_ENGINE))
    go.check(f"no `pulumi` of version {oldest} or newer is on PATH")
    version = f"-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={engine_version()}"

    def fill(folder: Path) -> None:
        package = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
        go.build(log, ENGINE_SOURCE, package, folder / "pulumi", f"-s -w {version}")
        shutil.copy(LAUNCHER, folder)

    go.into(built(), fill)
