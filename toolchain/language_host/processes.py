"""The processes a language host starts: which Python runs them, and how they end."""

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# How long an interrupted program may take to end by itself; the engine gives the host as long.
GRACE_SECONDS = 4.0


class HostError(Exception):
    """Something the user can put right; shown as it is."""


def python_for(root: str, options: Mapping[str, object]) -> str:
    """Return the interpreter of the virtual environment that Pulumi.yaml (or PulumiPolicy.yaml) in `root` names.

    Without one it is the host's own interpreter, which has the pulumi package.
    """
    toolchain = options.get("toolchain") or "pip"
    if toolchain != "pip":
        raise HostError(f"runtime option toolchain: {toolchain!r} is not supported by this language host; use 'pip'")
    virtualenv = options.get("virtualenv")
    if not virtualenv:
        return sys.executable
    python = Path(root) / str(virtualenv) / "bin" / "python"
    if not python.exists():
        raise HostError(
            f"the virtual environment {virtualenv!r} that {root} names does not exist; make it with `make setup` "
            "(or `pulumi install` for a project of your own)"
        )
    return str(python)


def interrupt(process: subprocess.Popen[Any]) -> None:
    """End a process as Ctrl-C would, and by force when it does not end within the grace period."""
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Children:
    """The running children; none outlives the host, and none starts once the host is ending."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[Any]] = set()
        self._ending = False

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[Any]:
        """Start a process that `end` will stop; `options` are those of subprocess.Popen."""
        with self._lock:
            if self._ending:
                raise HostError("the language host is ending")
            process: subprocess.Popen[Any] = subprocess.Popen(command, **options)
            self._running = {child for child in self._running if child.poll() is None} | {process}
        return process

    def cancel(self) -> None:
        """Interrupt what runs now; more may be started afterwards."""
        with self._lock:
            running = list(self._running)
        for process in running:
            interrupt(process)

    def end(self) -> None:
        """Interrupt what runs now, and refuse whatever would start later."""
        with self._lock:
            self._ending = True
        self.cancel()
