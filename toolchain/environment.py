"""The environment in which plain `pulumi` works for one stack."""

import os
import shlex

from toolchain import state
from toolchain.places import ROOT, STATE
from toolchain.setup import engine
from toolchain.stack_files import StackFile


def variables(stack: str) -> dict[str, str]:
    """Return the variables that differ from this process's own environment."""
    backend = state.backend()
    found = {
        "PATH": os.pathsep.join([*map(str, engine.search_path()), os.environ.get("PATH", os.defpath)]),
        "MOORAGE_ROOT": str(ROOT),
        "PULUMI_BACKEND_URL": backend,
        "PULUMI_STACK": stack,
        # The toolchain pins versions; the notice about newer ones would cost a look at the network each time.
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    if state.keeps_secrets_itself(backend):
        return found
    if backend == f"file://{STATE}":
        STATE.mkdir(exist_ok=True)
    found |= state.passphrase()
    file = StackFile(stack)
    if file.needs_copy():
        # Pulumi reads any flag from the environment: this is --config-file of every command that has it.
        found["PULUMI_OPTION_CONFIG_FILE"] = str(file.renew())
    return found


def exports(found: dict[str, str]) -> str:
    """Return the variables as commands for a shell."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in found.items())
