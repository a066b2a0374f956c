"""Where things lie, and which versions they have; each said once."""

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".state"
LOGS = STATE / "logs"
VIRTUALENV = ROOT / ".venv"
PYTHON = VIRTUALENV / "bin" / "python"
ENGINE_SOURCE = ROOT / "toolchain" / "engine"
PLUGINS_SOURCE = ROOT / "toolchain" / "plugins"
LANGUAGE_HOST = ROOT / "toolchain" / "language_host"
LAUNCHER = LANGUAGE_HOST / "pulumi-language-python"

# An older `pulumi` on PATH is not used. Below this one the language protocol lacks calls that ours answers.
OLDEST_ENGINE = (3, 226, 0)
# The plugins that the program always needs; the versions are those of the Python packages in requirements.txt.
PLUGINS = ("docker", "random", "tls")


def cache() -> Path:
    """Return the folder for what is built once per machine, whichever checkout asks."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").resolve() / "moorage"


def pulumi_home() -> Path:
    """Return the folder in which Pulumi keeps its plugins and credentials."""
    return Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")


def engine_version() -> str:
    """Return the version of the engine that toolchain/engine builds."""
    module = (ENGINE_SOURCE / "go.mod").read_text()
    found = re.search(r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", module)
    if not found:
        raise ValueError(f"{ENGINE_SOURCE}/go.mod does not require the Pulumi engine")
    return found.group(1)


def plugin_versions() -> dict[str, str]:
    """Return plugin -> version, as requirements.txt pins the packages that use them."""
    pinned = dict(re.findall(r"^pulumi-(\w+)==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    return {plugin: pinned[plugin] for plugin in PLUGINS}


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """Return a short hash of files (of folders: everything below, except what is generated there)."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and not {"generated", "__pycache__"} & set(file.parts):
                digest.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
