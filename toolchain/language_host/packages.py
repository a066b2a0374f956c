"""Lists what is installed in the virtual environment of a program."""

import base64
import json
import subprocess
from typing import Any

from pulumi.runtime.proto import plugin_pb2


def installed(python: str) -> dict[str, str]:
    """Return name -> version of every package that `python` can import."""
    return {str(name): str(version) for name, version in _ask(python)["packages"].items()}


def required_plugins(python: str) -> list[plugin_pb2.PackageDependency]:
    """Return the provider plugins that the installed Pulumi packages need, in exactly their versions.

    Each such package carries a pulumi-plugin.json; one that says `"resource": false` needs no plugin.
    """
    return [_dependency(name, version, about) for name, version, about in _ask(python)["plugins"]]


def _dependency(name: str, version: str, about: dict[str, Any]) -> plugin_pb2.PackageDependency:
    plugin_version = str(about.get("version") or version)
    dependency = plugin_pb2.PackageDependency(
        name=about.get("name") or name.removeprefix("pulumi_").replace("_", "-"),
        kind="resource",
        version=plugin_version if plugin_version.startswith("v") else f"v{plugin_version}",
        server=about.get("server") or "",
    )
    if parameter := about.get("parameterization"):
        dependency.parameterization.CopyFrom(
            plugin_pb2.PackageParameterization(
                name=parameter["name"], version=parameter["version"], value=base64.b64decode(parameter["value"])
            )
        )
    return dependency


def _ask(python: str) -> dict[str, Any]:
    # -c instead of this file: the other environment's pulumi package may be older than what this file imports.
    output = subprocess.run([python, "-c", _LIST], capture_output=True, check=True, text=True).stdout
    answer: dict[str, Any] = json.loads(output)
    return answer


_LIST = """
import importlib.metadata, json, pathlib, sys
packages = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
versions = {name.lower().replace("-", "_").replace(".", "_"): version for name, version in packages.items()}
plugins = []
for folder in sys.path[1:]:
    for file in sorted(pathlib.Path(folder).glob("*/pulumi-plugin.json")):
        about = json.loads(file.read_text())
        name = file.parent.name
        if about.get("resource"):
            plugins.append((name, versions.get(name, ""), about))
print(json.dumps({"packages": packages, "plugins": plugins}))
"""
