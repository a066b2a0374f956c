"""What the last run of a stack left in its state, and what must not change between two runs."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from stacks._settings import Settings
from stacks._spec import Environment

TRIES, PAUSE_SECONDS = 30, 0.1
ROOT_TYPE = "System"  # the last part of the root component's type, moorage:<target>:System


@dataclass(frozen=True, kw_only=True)
class History:
    """The outputs of every resource in the stack's state, by URN. Empty for a new stack."""

    resources: Mapping[str, Mapping[str, object]]

    @classmethod
    def load(cls) -> "History":
        """Ask the engine, which has the state at hand; no call leaves this machine for it."""
        stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
        found = _ask({"stackName": stack}).get("outputs", {})
        return cls(resources={urn: resource.get("outputs") or {} for urn, resource in found.items()})

    def outputs(self, kind: str, name: str) -> Mapping[str, object]:
        """Return the outputs of the resource with this type and logical name; empty where there was none."""
        for urn, outputs in self.resources.items():
            if urn.endswith(f"{kind}::{name}"):
                return outputs
        return {}

    def refuse_another_harbour(self, settings: Settings) -> None:
        """Refuse a stack whose resources belong to another system, target or name: they would all be replaced."""
        wanted = {"system": settings.system, "target": settings.target, "name": settings.name}
        for urn in self.resources:
            kind, _, logical = urn.split("::", 2)[2].rpartition("::")
            kind = kind.rpartition("$")[2]
            if not kind.startswith("moorage:") or not kind.endswith(f":{ROOT_TYPE}"):
                continue
            system, _, name = logical.partition(".")
            deployed = {"system": system, "target": kind.split(":")[1], "name": name}
            changed = [key for key in wanted if wanted[key] != deployed[key]]
            self._refuse_less_protection(urn, settings)
            if changed:
                raise pulumi.RunError(
                    "".join(
                        f"moorage:{key} is {wanted[key]!r}, but this stack has resources of {deployed[key]!r}. "
                        for key in changed
                    )
                    + "Going on would delete them, data included. Set it back, or deploy the other one beside it in a "
                    "stack of its own: pulumi stack init NAME. To give this one up: pulumi destroy, then change it."
                )

    def _refuse_less_protection(self, root: str, settings: Settings) -> None:
        """Refuse to make of prod what would delete its data with the next `pulumi destroy`, without a question."""
        order = list(Environment)
        last = self.resources[root].get("environment")
        if last in order and order.index(Environment(str(last))) > order.index(Environment(settings.environment)):
            raise pulumi.RunError(
                f"moorage:environment is {settings.environment!r}, but this stack was deployed as {last!r}. Its data "
                "would no longer be protected. Set it back, or deploy a stack of its own for "
                f"{settings.environment!r}: pulumi stack init NAME. To give this one up: pulumi state unprotect, then "
                "pulumi destroy."
            )


def _ask(arguments: Mapping[str, str]) -> Mapping[str, Any]:
    """Ask the engine for the state, again while it is just writing it: a file that is half there can't be read.

    The root of the stack is registered, and so written, when a program has hardly begun.
    """
    for left in reversed(range(TRIES)):
        try:
            return pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", arguments).value or {}
        except Exception as error:
            if "failed to load checkpoint" not in str(error) or not left:
                raise
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("unreachable")
