"""The commands: ``python3 -m operations <command>``; each is one function of the module that the table names."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from .configuration import Unknown
from .failure import Failure

# command -> module and function, which is given the words that follow and returns the exit code
COMMANDS: Mapping[str, tuple[str, str]] = {
    "schedule": ("scheduler", "schedule"),  # run the table of jobs, for ever
    "run": ("scheduler", "run"),  # run one job of the table now
    "backup": ("backup", "backup"),  # carry out one backup rule
    "verify": ("backup", "verify"),  # check every repository
    "rehearse": ("file_rehearsal", "rehearse"),  # restore files into a folder of their own, check, write evidence
    "restore-queue": ("file_rehearsal", "restore_queue"),  # give restored streams back to their queue
    "marker": ("markers", "marker"),  # write what drills look for
    "drill": ("drill", "drill"),  # restore into a database of its own, check, write evidence
    "restore": ("restore", "restore"),  # say what can be restored, or restore files
    "maintain": ("maintenance", "maintain"),  # carry out one maintenance task
    "status": ("status", "status"),  # say how backups, drills and jobs are
    "export-containers": ("containers", "export"),  # metrics of containers
    "export-queue": ("queue", "export"),  # metrics of NATS
}


def main(words: Sequence[str]) -> int:
    """Run a command; what went wrong is one line that says what to do."""
    if not words or words[0] not in COMMANDS:
        print(f"usage: operations <command> ...; commands: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    module, name = COMMANDS[words[0]]
    command: Callable[[Sequence[str]], int] = getattr(import_module(f".{module}", __package__), name)
    try:
        return command(words[1:])
    except (Failure, Unknown) as error:
        print(f"{words[0]}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
