"""The commands of a runbook: what stands in its fenced blocks, one command a line, each whole as it is."""

import re
from dataclasses import dataclass

FENCE = "```"


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command for a shell in this folder, and the chapter (## or ###) in which it stands."""

    chapter: str
    text: str


def commands(page: str) -> list[Command]:
    """Return every command of a page in its order. Raises ValueError where a block does not end."""
    found, chapter, inside = [], "", False
    for line in page.splitlines():
        if line.startswith(FENCE):
            inside = not inside
        elif inside:
            if line.strip() and not line.lstrip().startswith("#"):
                found.append(Command(chapter=chapter, text=line.strip()))
        elif heading := re.match(r"#{2,3} (.+)", line):
            chapter = heading[1]
    if inside:
        raise ValueError(f"the last block of commands, in {chapter!r}, does not end")
    return found
