"""Puts an offline stack right after an update was killed, by the steps that docs/offline.md gives for real clouds.

The lock of a process that is gone is released (what `pulumi cancel` does); what was made and never noted is put into
the state; and a refresh reads it, and forgets what was never made (`--clear-pending-creates`). Here the world tells
which is which; with a real cloud a person looks it up.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolchain import recovery as real
from toolchain.console import Problem, say
from toolchain.offline.world import World
from toolchain.pulumi_commands import Pulumi


def recover(pulumi: Pulumi, home: Path) -> bool:
    """Make the stack usable if its last update was killed; return whether there was something to do."""
    mended = real.mend(f"file://{home}")
    released = real.release_lock(pulumi, home) or bool(mended)
    exported = pulumi.ask("stack", "export")
    deployment = (json.loads(exported) if exported else {}).get("deployment") or {}
    pending = deployment.get("pending_operations") or []
    if not pending:
        return released
    names = ", ".join(operation["resource"]["urn"].rpartition("::")[2] for operation in pending)
    say(f"the last update was killed at: {names}; putting that right")
    found = made(deployment, home)
    if found:
        imported = real.with_imported(deployment, found)
        pulumi.give(json.dumps({"version": 3, "deployment": imported}), "stack", "import")
    refresh = ["refresh", "--yes", "--skip-preview", "--run-program=false", "--suppress-progress"]
    if pulumi.call(*refresh, "--clear-pending-creates") != 0:
        raise Problem("the state could not be compared with what is there; Pulumi's reason is above")
    return True


def made(deployment: Mapping[str, Any], home: Path) -> dict[str, str]:
    """Return the id, by URN, of every creation that is pending in the state and done in the world."""
    live = [item for item in deployment.get("resources") or [] if not item.get("pendingReplacement")]
    known = {(item["urn"], item.get("id")) for item in live}
    world = World(home / "world.sqlite")
    try:
        return {
            operation["resource"]["urn"]: found.key.id
            for operation in deployment.get("pending_operations") or []
            if operation["type"] == "creating"
            for found in world.made_by(operation["resource"]["urn"])
            if (operation["resource"]["urn"], found.key.id) not in known
        }
    finally:
        world.close()
