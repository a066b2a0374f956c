"""The floors: plain programs with the same resources as ours, recorded for each system in a real preview."""

import json
from dataclasses import dataclass
from pathlib import Path

from bench.figures import announce
from bench.workplace import STACK, Workplace

HERE = Path(__file__).parent
DATA = "resources.json"


@dataclass(frozen=True, kw_only=True)
class Programs:
    """Our program for one system, and plain ones with its resources: with the same references, and with none."""

    place: Workplace
    ours: Path
    plain: Path
    loose: Path
    resources: int

    @property
    def system(self) -> str:
        """The system's name."""
        return self.place.system.name

    def preview(self, folder: Path, **more: str) -> None:
        """Preview one of the three, with more variables in the environment."""
        self.place.pulumi(*_preview(self.place), folder=folder, **more)


def recorded(place: Workplace) -> Programs:
    """Make the plain programs out of what ours registers in a real preview."""
    announce(f"recording {place.system.name}")
    plain = place.project("plain", HERE / "flat.py")
    loose = place.project("loose", HERE / "flat.py")
    recorder = place.project("recorder", HERE / "recording.py")
    place.pulumi("stack", "init", STACK, "--no-select", folder=recorder)
    file = _stack_file(place)
    file.write_text(file.read_text() + place.stack_file)
    place.pulumi(
        *_preview(place),
        folder=recorder,
        MOORAGE_PROGRAM=str(place.checkout / "__main__.py"),
        MOORAGE_RECORD=str(plain / DATA),
    )
    resources = json.loads((plain / DATA).read_text())
    (loose / DATA).write_text(json.dumps([{**resource, "after": []} for resource in resources]))
    return Programs(place=place, ours=place.checkout, plain=plain, loose=loose, resources=len(resources))


def _preview(place: Workplace) -> tuple[str, ...]:
    return ("preview", "--stack", STACK, "--config-file", str(_stack_file(place)))


def _stack_file(place: Workplace) -> Path:
    return place.folder / "recorder" / f"Pulumi.{STACK}.yaml"
