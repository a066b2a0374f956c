"""docs/runbooks: the page of each system as `make up` would deploy it with nothing said; a test compares them."""

from pathlib import Path

import stacks
from stacks._settings import Settings
from toolchain.operations.deployed import sized
from toolchain.operations.inventory import serving
from toolchain.places import ROOT
from toolchain.pulumi_commands import LOCAL_STACK
from toolchain.runbooks.page import page

FOLDER = ROOT / "docs" / "runbooks"


def settings_for(system: str) -> Settings:
    """Return the settings of a system's stack with nothing said: the embedded default, or one named by convention."""
    default = Settings(stack=LOCAL_STACK, name=LOCAL_STACK)
    if system == default.system:
        return default
    stack = f"{system}-{default.target}-{default.environment}"
    return Settings.parse({"system": system}, stack)


def document(system: str) -> str:
    """Return a system's page."""
    from toolchain.__main__ import COMMANDS  # it starts this

    settings = settings_for(system)
    placed = sized(settings)
    return page(placed, settings, containers=serving(placed), targets=COMMANDS)


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every system's page, and return which there are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{system}.md" for system in stacks.names()]
    for file in files:
        file.write_text(document(file.stem))
    return files
