"""The look-ups that a program needs of what it has itself made: keys that Azure hands out by no other way.

A plan asks for none of them: their arguments are the names of resources that are not there yet, so the engine asks only
in an update. Every other look-up is refused, as everywhere.

Source: Microsoft REST reference, Databases, List Keys; Managed Clusters, List Cluster User Credentials.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from toolchain.offline.package import Function


def _made_up(arguments: Mapping[str, Any], what: str) -> bytes:
    text = json.dumps({name: str(value) for name, value in arguments.items()}, sort_keys=True)
    return hashlib.sha256(f"{what}/{text}".encode()).digest()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _database_keys(arguments: Mapping[str, Any], _facts: Mapping[str, str]) -> Mapping[str, Any]:
    return {f"{each}Key": _text(_made_up(arguments, each)) for each in ("primary", "secondary")}


def _credentials(arguments: Mapping[str, Any], facts: Mapping[str, str]) -> Mapping[str, Any]:
    name = str(arguments["resourceName"])
    user = f"clusterUser_{arguments['resourceGroupName']}_{name}"
    server = f"https://{name}.hcp.{facts['location']}.azmk8s.io:443"
    cluster = {"certificate-authority-data": _text(_made_up(arguments, "authority")), "server": server}
    configuration = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": cluster}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
        "users": [{"name": user, "user": {"token": _made_up(arguments, "token").hex()}}],
    }
    # Every JSON text is YAML too, which is what a kubeconfig is.
    return {"kubeconfigs": [{"name": "clusterUser", "value": _text(json.dumps(configuration).encode())}]}


FUNCTIONS: Mapping[str, Function] = {
    "azure-native:containerservice:listManagedClusterUserCredentials": _credentials,
    "azure-native:redisenterprise:listDatabaseKeys": _database_keys,
}
