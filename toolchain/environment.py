"""The environment in which plain `pulumi` works for one stack."""

import os
import shlex

from toolchain import state
from toolchain.places import ROOT, STATE
from toolchain.setup import engine
from toolchain.stack_files import StackFile

# Pulumi reads any flag from the environment: this is --config-file of every command that has it.
CONFIG_FILE = "PULUMI_OPTION_CONFIG_FILE"


def variables(stack: str) -> dict[str, str]:
    """Return the variables that differ from this process's own environment."""
    backend = state.backend()
    found = common(stack, backend)
    if state.keeps_secrets_itself(backend):
        return found
    if backend == f"file://{STATE}":
        STATE.mkdir(exist_ok=True)
    found |= state.passphrase()
    file = StackFile(stack)
    if file.needs_copy():
        found[CONFIG_FILE] = str(file.renew())
    return found


def common(stack: str, backend: str) -> dict[str, str]:
    """Return what every run of Pulumi is told, offline too."""
    return {
        "PATH": os.pathsep.join([*map(str, engine.search_path()), os.environ.get("PATH", os.defpath)]),
        "MOORAGE_ROOT": str(ROOT),
        "PULUMI_BACKEND_URL": backend,
        "PULUMI_STACK": stack,
        # The toolchain pins versions; the notice about newer ones would cost a look at the network each time.
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # Every installed SDK would have its plugin fetched, those of clouds that the program never uses included. The
        # engine gets one by itself when a program first registers a resource of it.
        "PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL": "true",
    }


def complete(found: dict[str, str]) -> dict[str, str]:
    """Return the whole environment for a process: this one's, and `found` over it."""
    # Of another stack, when this is run in a shell that `make env` or `make shell` has prepared.
    inherited = {name: value for name, value in os.environ.items() if name != CONFIG_FILE}
    return {**inherited, **found}


def exports(found: dict[str, str]) -> str:
    """Return the variables as commands for a shell."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in found.items()]
    return "\n".join([*([] if CONFIG_FILE in found else [f"unset {CONFIG_FILE}"]), *lines])
