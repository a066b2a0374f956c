"""A file that the service reads its configuration from."""

import json
from pathlib import Path

from .dependency import UnavailableError


class Configuration:
    """One file: JSON, or YAML, of which only that there is some text is checked: no library here reads it."""

    kind = "configuration"

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path

    def probe(self) -> str:
        """Read and parse the file."""
        try:
            text = self._path.read_text(encoding="utf-8")
        except OSError as error:
            raise UnavailableError(f"can't be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise UnavailableError("is not UTF-8") from None
        if not text.strip():
            raise UnavailableError("is empty")
        if self._path.suffix == ".yaml":
            return f"{len(text):,} characters of YAML"
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            raise UnavailableError(f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
        return f"{len(text):,} characters of JSON"
