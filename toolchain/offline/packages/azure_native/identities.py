"""How Azure names and identifies its resources, made of the table in paths.py.

Sources: Microsoft REST reference, "Create Or Update" of each type, its path is the id's shape; pulumi-azure-native,
provider/pkg/resources/resources.go, ``AutoNamer.AutoName``: a resource of a group gets its logical name and eight
hexadecimal digits, a child of a resource its bare logical name, role assignments and definitions a UUID; endpoints and
custom domains of Front Door are random although they are children.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity
from toolchain.offline.packages.azure_native.paths import (
    BY_UUID,
    GLOBAL,
    ON_A_SCOPE,
    PATHS,
    RANDOM_CHILDREN,
    REGIONAL,
    UNTYPED,
)

GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
SOURCE: Final = "Microsoft REST reference, Create Or Update; pulumi-azure-native AutoNamer.AutoName"
RESOURCE_GROUP: Final = "azure-native:resources:ResourceGroup"


def fields(path: str) -> tuple[str, ...]:
    """Return the inputs that are part of a path: the names of a resource's parents."""
    return tuple(re.findall(r"\{(\w+)\}", path))


def resource_type(path: str) -> str:
    """Return what the output ``type`` says; the type of a record is the last part of its own."""
    return re.sub(r"/\{(?!recordType)\w+\}", "", path)


def _in_a_group(kind: str, path: str, name: str) -> Identity:
    random = not fields(path) or kind in RANDOM_CHILDREN
    scope: tuple[str, ...] = ("subscriptionId", "resourceGroupName", *fields(path))
    return Identity(
        id=f"{GROUP}/providers/{path}/{{name}}",
        name=name,
        auto="{logical}{hex8}" if random else "{logical}",
        scope=() if kind in GLOBAL else ("location",) if kind in REGIONAL else scope,
        source=SOURCE,
    )


def _on_a_scope(kind: str, scope: str, path: str, name: str) -> Identity:
    def identifier(inputs: Mapping[str, Any], invented: Invented) -> str:
        return f"/{str(inputs[scope]).strip('/')}/providers/{path}/{invented['name']}"

    auto = "{uuid}" if kind in BY_UUID else "{logical}{hex8}"
    return Identity(id=identifier, name=name, auto=auto, scope=(scope,), source=SOURCE)


def _usual_id(inputs: Mapping[str, Any], invented: Invented) -> str:
    """Return an id of the usual shape for a type without a row: from its token and its own name, if it says one."""
    token = invented.urn.split("::")[2].rpartition("$")[2]
    module, kind = token.split(":")[1:3]
    kind = kind[0].lower() + kind[1:]
    group = str(inputs.get("resourceGroupName") or "")
    name = inputs.get(f"{kind}Name") or invented["name"]
    where = f"/resourceGroups/{group}" if group else ""
    provider = f"Microsoft.{module[0].upper()}{module[1:]}"
    return f"/subscriptions/{invented['subscriptionId']}{where}/providers/{provider}/{kind}s/{name}"


# A type without a row has no input that is known to hold its name, so nothing keeps two of a name apart but their ids.
USUAL = Identity(id=_usual_id, scope=None, source="Microsoft REST reference, Create Or Update: the shape of most paths")

IDENTITIES: Mapping[str, Identity] = {
    RESOURCE_GROUP: Identity(
        id="/subscriptions/{subscriptionId}/resourceGroups/{name}",
        name="resourceGroupName",
        auto="{logical}{hex8}",
        scope=("subscriptionId",),
        source=SOURCE,
    ),
    **{f"azure-native:{kind}": _in_a_group(kind, path, name) for kind, (path, name, _) in PATHS.items()},
    **{
        f"azure-native:{kind}": _on_a_scope(kind, scope, path, name)
        for kind, (scope, path, name, _) in ON_A_SCOPE.items()
    },
}


def _typed(kind: str, path: str) -> dict[str, str]:
    return {} if kind in UNTYPED else {"type": resource_type(path)}


# What every type's id says, as outputs.
TYPES: Mapping[str, Mapping[str, str]] = {
    RESOURCE_GROUP: {"type": "Microsoft.Resources/resourceGroups", "azureApiVersion": "2024-03-01"},
    **{
        f"azure-native:{kind}": {"azureApiVersion": version}
        | ({} if kind in UNTYPED else {"type": resource_type(path)})
        for kind, (path, _, version) in PATHS.items()
    },
    **{
        f"azure-native:{kind}": {"type": path, "azureApiVersion": version}
        for kind, (_, path, _, version) in ON_A_SCOPE.items()
    },
}
