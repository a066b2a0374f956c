"""The virtual environment .venv, from requirements.txt with hashes."""

import shutil
import sys
from pathlib import Path

from toolchain.console import Problem, answer, can_install_packages
from toolchain.places import PYTHON, ROOT, VIRTUALENV, fingerprint
from toolchain.setup import debian
from toolchain.setup.steps import Log, Step

STAMP = VIRTUALENV / "moorage.stamp"


def step(*, tests: bool, clouds: bool) -> Step:
    """Return the step that installs what the program needs, with `tests` what the checks need, and the clouds' SDKs.

    Compiling the SDKs' 12,000 files takes longer than getting them; Python compiles what is imported, so pip need not.
    """
    names = ["requirements", *(["requirements-dev"] if tests else []), *(["requirements-clouds"] if clouds else [])]
    files = [ROOT / f"{name}.txt" for name in names]
    seconds = 40 + 30 * clouds
    return Step(
        name="python",
        says=f"installing the Python packages of {' and '.join(file.name for file in files)} (about {seconds} s)",
        needed=lambda: _needed(files),
        do=lambda log: _install(files, log),
        takes_space=True,
    )


def _stamp(file: Path) -> str:
    return f"{file.name} {fingerprint([file])}"


def _needed(files: list[Path]) -> bool:
    # The link in bin/ breaks when the Python it was made from is removed or upgraded away.
    if not PYTHON.exists() or not STAMP.exists():
        return True
    done = STAMP.read_text().splitlines()
    return any(_stamp(file) not in done for file in files)


def _install(files: list[Path], log: Log) -> None:
    if answer([str(PYTHON), "-m", "pip", "--version"]) is None:
        shutil.rmtree(VIRTUALENV, ignore_errors=True)
        _create(log)
    done = STAMP.read_text().splitlines() if STAMP.exists() else []
    STAMP.unlink(missing_ok=True)
    wanted = [argument for file in files for argument in ("-r", str(file))]
    log.run(
        [PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "--no-compile", *wanted],
        explain="Is the Python package index reachable (pip's own settings, PIP_INDEX_URL and proxies are respected)?",
    )
    kept = [line for line in done if line.split()[0] not in {file.name for file in files}]
    # Development packages stay installed when only requirements.txt is renewed; their stamp then stays true.
    STAMP.write_text("\n".join([*kept, *map(_stamp, files)]) + "\n")


def _create(log: Log) -> None:
    try:
        import ensurepip  # noqa: F401 (Debian ships it in a package of its own)
    except ImportError:
        if not can_install_packages():
            raise Problem(
                f"{sys.executable} can't make virtual environments: its module ensurepip is missing. "
                "Install Debian's package python3-venv."
            ) from None
        debian.install(log, ["python3-venv"], start_services=False)
    log.run([sys.executable, "-m", "venv", VIRTUALENV])
