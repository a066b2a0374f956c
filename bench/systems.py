"""What is measured: the default system, and the largest that fits a laptop."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A system and its configuration besides name and ports; how often it is deployed, and in which time it should be.

    The first deployment is not among the ``deployments``: it may have to build images.
    """

    name: str
    configuration: Mapping[str, object]
    deployments: int
    goal: str = ""


CLO = Measured(name="clo", configuration={}, deployments=2, goal="30 s")
# Tenants without quotas of their own, as many as the database's connections allow at size laptop.
LARGEST = Measured(
    name="manufacturing",
    configuration={"tenants": {"acme": {}, "globex": {}, "initech": {}, "umbrella": {}}},
    deployments=1,
)
SYSTEMS: Mapping[str, Measured] = {system.name: system for system in (CLO, LARGEST)}
