"""Runs one Pulumi program, in the program's own virtual environment.

The language host writes one JSON object to standard input: project, stack, organization, root_directory, dry_run,
parallel, monitor, engine, config, config_secret_keys, program, arguments. It comes that way, not in arguments or
environment variables, because configuration may hold secrets. Exit code 0 is success; 32 is a failure that the user
has been told of; any other is the program's own.
"""

import asyncio
import json
import logging
import os
import runpy
import signal
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import pulumi
from pulumi import runtime

TOLD_THE_USER = 32


def _stop(_signal: int, _frame: object) -> NoReturn:
    """End at once and quietly: on an interrupt the engine itself tells the user, and nothing here needs cleaning."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(130)


def _from_program(trace: TracebackType | None, program: Path) -> TracebackType | None:
    """Drop the frames above the program's own; all of them stay when none is the program's."""
    frame = trace
    while frame and not _lies_in(program, frame.tb_frame.f_code.co_filename):
        frame = frame.tb_next
    return frame or trace


def _lies_in(program: Path, file: str) -> bool:
    return not file.startswith("<frozen ") and Path(file).absolute().is_relative_to(program)


def _run(program: Path) -> None:
    runpy.run_path(str(program), run_name="__main__")


def main() -> int:
    """Run the program and return the exit code for the language host."""
    request: dict[str, Any] = json.load(sys.stdin)
    runtime.set_all_config(request["config"], request["config_secret_keys"])
    names = ("project", "stack", "organization", "root_directory", "dry_run", "parallel", "monitor", "engine")
    runtime.configure(runtime.Settings(**{name: request[name] for name in names}))

    program = Path(request["program"]).absolute()
    folder = program if program.is_dir() else program.parent
    # As `python __main__.py` would have it, and for longer than run_path does: an import may come late, in an apply.
    sys.path[0] = str(folder)
    sys.argv = [request["program"], *request["arguments"]]
    if program.is_dir() and not (program / "__main__.py").exists():
        pulumi.log.error(f"{program} has no __main__.py to run")
        return TOLD_THE_USER

    # A program that fails leaves futures behind that nobody awaits; asyncio would tell the user about each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # A resource's registration waits in a thread: the engine's limit on parallel operations is met with some to spare.
    threads = ThreadPoolExecutor(max_workers=4 * max(request["parallel"], 1))
    loop.set_default_executor(threads)
    try:
        loop.run_until_complete(runtime.run_in_stack(lambda: _run(program)))
    except pulumi.RunError as problem:
        pulumi.log.error(str(problem))
        return TOLD_THE_USER
    except Exception as problem:
        trace = _from_program(problem.__traceback__, folder)
        lines = traceback.format_exception(type(problem), problem, trace)
        pulumi.log.error("the program failed:\n" + "".join(lines))
        return TOLD_THE_USER
    finally:
        threads.shutdown()
        loop.close()
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())
