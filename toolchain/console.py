"""What the toolchain says to people, and how it fails: one message that names what is wrong and what to do."""

import os
import shutil
import subprocess
import sys
import threading

_lock = threading.Lock()


class Problem(Exception):
    """Something a person has to put right. The text says what is wrong, and then what to do."""


def say(text: str) -> None:
    """Print one line; on standard error, so that `eval "$(make -s env)"` and pipes get nothing but results."""
    with _lock:
        print(f"moorage: {text}", file=sys.stderr, flush=True)


def answer(command: list[str], timeout: float = 20) -> str | None:
    """Return what a command prints, or None when it is missing, fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def can_install_packages() -> bool:
    """Tell whether this is root on Debian or a descendant of it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None
