"""`make runbook`: writes the runbook of one stack, for its people, into output/<stack>/."""

from collections.abc import Sequence
from pathlib import Path

from toolchain.console import Problem, say
from toolchain.operations.deployed import deployed, settings_of, sized
from toolchain.places import ROOT, output
from toolchain.runbooks import documented
from toolchain.runbooks.page import page
from toolchain.stack_files import replace_file

PAGE = "runbook.md"
ALL = "--docs"


def runbook(stack: str, more: Sequence[str]) -> int:
    """Write the page of a stack that is deployed; with ``--docs``, those of docs/runbooks instead."""
    if list(more) == [ALL]:
        for file in documented.write():
            say(f"wrote {_short(file)}")
        return 0
    if more:
        raise Problem(f"{' '.join(more)!r} is nothing that runbook knows; allowed: {ALL}, for docs/runbooks")
    from toolchain.__main__ import COMMANDS  # it starts this

    found = deployed(stack)
    settings = settings_of(stack)
    there = [container.role for container in found.containers if container.serves]
    file = output(stack) / PAGE
    replace_file(file, page(sized(settings), settings, containers=there, targets=COMMANDS))
    say(f"the runbook is {_short(file)}")
    return 0


def _short(file: Path) -> str:
    return str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)
