"""Runs our program inside a real preview and writes down what it registers, for bench/flat.py to register again.

A copy of this file is the program of a temporary project; MOORAGE_PROGRAM names ours, MOORAGE_RECORD the file to write.
"""

import atexit
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from pulumi.runtime.settings import get_monitor

PROGRAM = Path(os.environ["MOORAGE_PROGRAM"])
RECORD = Path(os.environ["MOORAGE_RECORD"])

registered: list[dict[str, Any]] = []
monitor: Any = get_monitor()
register = monitor.RegisterResource


def recorded(request: Any) -> Any:
    """Register a resource, and keep it unless it is a component: those are what a plain program does not have."""
    answer = register(request)
    if request.custom:
        registered.append(
            {
                "type": request.type,
                "name": request.name,
                "version": request.version,
                "inputs": MessageToDict(request.object),
                "urn": answer.urn,
                "after": list(request.dependencies),
            }
        )
    return answer


monitor.RegisterResource = recorded
atexit.register(lambda: RECORD.write_text(json.dumps(registered)))
sys.path[0] = str(PROGRAM.parent)
runpy.run_path(str(PROGRAM), run_name="__main__")
