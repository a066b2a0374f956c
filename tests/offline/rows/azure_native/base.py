"""What the rows of several files share."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

# type, what passes, what of it is changed so that it fails (None: left out), the message; by paths with dots
Row = tuple[str, dict[str, Any], dict[str, Any], str]
# What is planned beside it: type, name, inputs, id
Neighbour = tuple[str, str, dict[str, Any], str]


GROUP = "/subscriptions/1/resourceGroups/shop"
UUID = "5f0c7ef0-6c6f-4a4b-9d0a-0d5a3c1c8f11"

# Inputs that pass every rule of their type; a type that is not here needs nothing.
BASES: Mapping[str, dict[str, Any]] = {
    "cdn:Profile": {"location": "global"},
    "containerservice:ManagedCluster": {"identity": {"type": "SystemAssigned"}},
    "dbforpostgresql:Server": {
        "administratorLogin": "shop",
        "administratorLoginPassword": "made-up",
        "sku": {"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"},
        "version": "17",
    },
    "dns:Zone": {"location": "global"},
    "monitor:DiagnosticSetting": {"workspaceId": "w", "logs": [{"enabled": True}]},
    "monitor:MetricAlert": {"location": "global"},
    "network:SecurityRule": {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*"},
    "network:Subnet": {"addressPrefix": "10.0.1.0/24"},
    "network:VirtualNetwork": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
    "privatedns:PrivateZone": {"location": "global"},
    "privatedns:VirtualNetworkLink": {"location": "global"},
}


def changed(inputs: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs with other values at some paths; None leaves a property out."""
    result = deepcopy(inputs)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = result
        for part in parents:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return result


def of_range(kind: str, path: str, low: float, high: float, **good: Any) -> list[Row]:
    """Return the rows of a number at both ends of its range."""
    ends = [(low, low - 1)] * (low != float("-inf")) + [(high, high + 1)] * (high != float("inf"))
    words = f"{low} to {high}" if high != float("inf") else f"at least {low}"
    return [
        (kind, {**good, path: inside}, {path: outside}, f"{path} is {outside}; allowed: {words}")
        for inside, outside in ends
    ]


def because(path: str, why: str, example: str = "") -> str:
    """Return the message of a property that another one needs."""
    return f"{path} is missing; allowed: a value, because of {why}{f'. Example: {example}' if example else ''}"
