"""Entry of the commands that operate a stack: `python -m toolchain.operations <command> <stack> [arguments]`.

Run in the virtual environment, by `toolchain/run`; what a command is about is in the environment (DATABASE, TO, ...).
"""

import sys
from collections.abc import Callable, Mapping, Sequence

from toolchain.console import Problem
from toolchain.operations import backup, drill, restore, restore_files, runbook, status

COMMANDS: Mapping[str, Callable[[str, Sequence[str]], int]] = {
    "status": status.status,
    "backup": backup.backup,
    "drill": drill.drill,
    "restore": restore.restore,
    "restore-undo": restore.undo,
    "restore-confirm": restore.confirm,
    "restore-files": restore_files.restore,
    "restore-files-undo": restore_files.undo,
    "restore-files-confirm": restore_files.confirm,
    "runbook": runbook.runbook,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what a person has to put right is one message, not a traceback."""
    if len(arguments) < 2 or arguments[0] not in COMMANDS:
        print(f"usage: python -m toolchain.operations {{{'|'.join(COMMANDS)}}} STACK [arguments]", file=sys.stderr)
        return 2
    command, stack, *more = arguments
    try:
        return COMMANDS[command](stack, more)
    except Problem as problem:
        print(f"\nmoorage: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
