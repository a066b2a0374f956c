"""The rule that subnets are in at least two zones, so that one zone can fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolchain.offline.paths import find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure, Inputs, PathRule, failure


@dataclass(frozen=True, kw_only=True)
class TwoZones(PathRule):
    """A list of subnets in at least two zones, as far as the plan says where they are."""

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for found in find(inputs, self.path):
            if not isinstance(found.value, list):
                continue
            zones = zones_of(found.value, plan)
            if len(found.value) < 2:
                yield Failure(path=found.path, given=f"a list of {len(found.value)}", allowed="subnets of two zones")
            elif zones is not None and len(zones) == 1:
                yield failure(found, f"subnets of two zones; these are all in {', '.join(zones)}")


def zones_of(subnets: Any, plan: Plan) -> set[str] | None:
    """Return the zones that subnets are in, or None where that is not known of each of them."""
    zones: set[str] = set()
    for link in subnets if isinstance(subnets, list) else ():
        meant = plan.linked("aws:ec2/subnet:Subnet", link) if isinstance(link, str) else []
        zone = first(meant[0].inputs, "availabilityZone") if len(meant) == 1 else None
        if zone is None:
            return None
        zones.add(zone)
    return zones
