"""Updates that wait for approval, by part: what the task that lists them found last, for metrics."""

import json
from collections.abc import Mapping
from pathlib import Path

FILE = "updates.json"


def keep(state: str, waiting: Mapping[str, int]) -> None:
    """Remember part -> updates that wait."""
    new = Path(state) / f".{FILE}"
    new.write_text(json.dumps(waiting), encoding="utf-8")
    new.replace(Path(state) / FILE)


def waiting(state: str) -> Mapping[str, int]:
    """Return part -> updates that wait; nothing if they were never listed."""
    try:
        said = json.loads((Path(state) / FILE).read_text(encoding="utf-8"))
        return {str(part): int(number) for part, number in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
