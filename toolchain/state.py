"""Where stacks are kept and what encrypts their secrets: .state/, unless the user has chosen something else."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from toolchain import private
from toolchain.places import STATE, pulumi_home


def backend(environment: Mapping[str, str] = os.environ, home: Path | None = None) -> str:
    """Return the backend: PULUMI_BACKEND_URL, else the one the user is logged in to, else .state/ in this folder."""
    if given := environment.get("PULUMI_BACKEND_URL"):
        return given
    credentials = (home or Path(environment.get("PULUMI_CREDENTIALS_PATH") or pulumi_home())) / "credentials.json"
    if credentials.exists():
        current = json.loads(credentials.read_text()).get("current")
        if current:
            return str(current)
    return f"file://{STATE}"


def keeps_secrets_itself(url: str) -> bool:
    """Tell whether a backend encrypts secrets by itself (Pulumi Cloud), so that stack files need no salt."""
    return url.startswith(("https://", "http://"))


def passphrase(environment: Mapping[str, str] = os.environ, state: Path = STATE) -> dict[str, str]:
    """Return what tells Pulumi the passphrase: nothing when the user has set one, else our file, made when missing.

    The file is readable by its owner only, from its first moment on, and what is in it is never printed.
    """
    if {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & set(environment):
        return {}
    file = state / "passphrase"
    private.made_once(file, lambda: f"{secrets.token_urlsafe(32)}\n".encode())
    return {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)}
