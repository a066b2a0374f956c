"""What `make test`, `make lint` and their kin run."""

import shutil
import subprocess
from collections.abc import Sequence

from toolchain.console import say
from toolchain.places import ROOT, VIRTUALENV

PACKAGES = ("toolchain", "stacks", "components", "policies", "tests", "bench", "__main__.py")
LEFT_BY_TOOLS = (".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")
PARALLEL = ("-n", "auto", "--dist", "worksteal")
# Hashes of the files for every platform, and no host name.
PIN = ("--generate-hashes", "--strip-extras", "--no-header", "--allow-unsafe", "--no-emit-options", "--quiet")
PIN_NOTHING_LOCAL = ("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host")


def tool(name: str, *arguments: str) -> int:
    """Run a program of the virtual environment and return its exit code."""
    return subprocess.run([str(VIRTUALENV / "bin" / name), *arguments], cwd=ROOT, check=False).returncode


def lint() -> int:
    """Run ruff and mypy --strict; return 0 when both find nothing."""
    there = [name for name in PACKAGES if (ROOT / name).exists()]
    return max(tool("ruff", "check", "."), tool("ruff", "format", "--check", "."), tool("mypy", *there))


def test(more: Sequence[str]) -> int:
    """Run all checks; the end-to-end tests come last and alone, for they share one Docker engine."""
    linted = lint()
    code = tool("pytest", *PARALLEL, "--ignore", "tests/e2e", *more)
    if (ROOT / "tests" / "e2e").exists():
        code = max(code, tool("pytest", "tests/e2e", *more))
    return _all(linted, code)


def test_fast(more: Sequence[str]) -> int:
    """Run everything that needs no Docker engine."""
    return _all(lint(), tool("pytest", *PARALLEL, "-m", "not docker", *more))


def _all(linted: int, tested: int) -> int:
    if linted:
        say("ruff or mypy found something; it is above the tests")
    return max(linted, tested)


def requirements() -> int:
    """Pin requirements*.in again; pip-tools is not needed for anything else, so it is fetched for this alone."""
    code = tool("pip", "install", "--quiet", "pip-tools")
    for name in ("requirements", "requirements-dev", "requirements-clouds"):
        pin = (*PIN, *PIN_NOTHING_LOCAL, "--upgrade", "-o", f"{name}.txt", f"{name}.in")
        code = code or tool("pip-compile", *pin)
    return code


def clean() -> None:
    """Remove what tools left in this folder. The state stays, and so does what other checkouts share."""
    for name in LEFT_BY_TOOLS:
        shutil.rmtree(ROOT / name, ignore_errors=True)
