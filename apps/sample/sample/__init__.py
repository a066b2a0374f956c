"""A stand-in for the services of a system: it uses every dependency it is given and says which of them answer."""

import os
from pathlib import Path


def version() -> str:
    """Return the version that was baked into the image, or the one of this folder."""
    return os.environ.get("APP_VERSION") or (Path(__file__).parent.parent / "VERSION").read_text().strip()
