"""The rules of package azure-native: what their tests have in common, and what is true of all of them."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from toolchain.offline.packages.azure_native import PACKAGE
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.rules import Rule
from toolchain.offline.values import UNKNOWN

# type, what passes, what of it is changed so that it fails (None: left out), the message; by paths with dots
Row = tuple[str, dict[str, Any], dict[str, Any], str]


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


def rules_of(kind: str) -> list[Rule]:
    """Return the rules of a type."""
    return [rule for rule in PACKAGE.rules if rule.kind == f"azure-native:{kind}"]


def failures(kind: str, inputs: dict[str, Any], plan: Plan | None = None) -> list[str]:
    """Return what every rule of a type says of inputs."""
    return [str(failure) for rule in rules_of(kind) for failure in rule.failures(inputs, plan or Plan())]


def assert_breaks(row: Row, plan: Plan | None = None) -> None:
    """Assert that a row passes, and fails with exactly its message when it is changed."""
    kind, good, bad, message = row
    inputs = changed(BASES.get(kind, {}), good)
    assert failures(kind, inputs, plan) == []
    (found,) = failures(kind, changed(inputs, bad), plan)
    # A rule with a function can't show what is inside a list: it says that it is missing.
    assert found == message or found == re.sub(
        r"(^\S+\[\d+\]\S*) is .+?; allowed: ", r"\1 is missing; allowed: ", message
    )


def of_range(kind: str, path: str, low: float, high: float, **good: Any) -> list[Row]:
    """Return the rows of a number at both ends of its range."""
    ends = [(low, low - 1)] * (low != float("-inf")) + [(high, high + 1)] * (high != float("inf"))
    return [
        (kind, {**good, path: inside}, {path: outside}, f"{path} is {outside}; allowed: {low:g} to {high:g}")
        for inside, outside in ends
    ]


def because(path: str, why: str, example: str = "") -> str:
    """Return the message of a property that another one needs."""
    return f"{path} is missing; allowed: a value, because of {why}{f'. Example: {example}' if example else ''}"


def planned(*resources: tuple[str, str, dict[str, Any], str]) -> Plan:
    """Return a plan with resources by type, logical name, inputs and id."""
    plan = Plan()
    for kind, name, inputs, new in resources:
        urn = f"urn:pulumi:dev::moorage::azure-native:{kind}::{name}"
        plan.resources[urn] = Planned(urn, f"azure-native:{kind}", inputs, new, {"name": name})
    return plan


# Inside something that is not known everything counts as said, so two things of which one is allowed are too many.
UNTOLD = {"keyvault:Key"}


@pytest.mark.parametrize("kind", sorted({rule.kind.removeprefix("azure-native:") for rule in PACKAGE.rules} - UNTOLD))
def test_nothing_is_said_of_what_is_not_known_yet(kind: str) -> None:
    paths = {path for rule in rules_of(kind) for path in (getattr(rule, "path", ""), *getattr(rule, "needs", ()))}
    heads = {re.split(r"[.\[]", path)[0] for path in paths if path}
    inputs = dict.fromkeys({*heads, *BASES.get(kind, {}), "enableAutoScaling"}, UNKNOWN)
    assert failures(kind, inputs) == []
