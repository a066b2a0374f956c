"""Profiles: how robust each environment is. Every default that follows from the environment is stated here, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stacks._spec import Environment, Service, Size, SystemSpec


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How robust an environment is.

    ``protect`` refuses the deletion of what keeps data; ``retain`` leaves the data when its stack is destroyed anyway.
    ``publish_address`` and the ports are where a single host publishes the edge.
    """

    environment: Environment
    minimum_replicas: int
    zones: int
    highly_available: bool
    protect: bool
    retain: bool
    backup_days: int
    point_in_time_days: int
    publish_address: str
    http_port: int
    https_port: int
    domain_required: bool
    sizes: tuple[Size, ...]


# Backup days: at least 7 of point-in-time recovery and 30 of backups in prod (design.md); guides may ask for more.
PROFILES: Mapping[Environment, Profile] = MappingProxyType(
    {
        Environment.DEV: Profile(
            environment=Environment.DEV,
            minimum_replicas=1,
            zones=1,
            highly_available=False,
            protect=False,
            retain=False,
            backup_days=7,
            point_in_time_days=1,
            publish_address="127.0.0.1",
            http_port=8080,
            https_port=8443,
            domain_required=False,
            sizes=(Size.LAPTOP, Size.SMALL, Size.MEDIUM, Size.LARGE),
        ),
        Environment.STAGING: Profile(
            environment=Environment.STAGING,
            minimum_replicas=2,
            zones=2,
            highly_available=False,
            protect=True,
            retain=False,
            backup_days=14,
            point_in_time_days=7,
            publish_address="0.0.0.0",  # noqa: S104 - people use it from elsewhere
            http_port=80,
            https_port=443,
            domain_required=True,
            sizes=(Size.LAPTOP, Size.SMALL, Size.MEDIUM, Size.LARGE),
        ),
        Environment.PROD: Profile(
            environment=Environment.PROD,
            minimum_replicas=2,
            zones=3,
            highly_available=True,
            protect=True,
            retain=True,
            backup_days=30,
            point_in_time_days=7,
            publish_address="0.0.0.0",  # noqa: S104 - people use it from elsewhere
            http_port=80,
            https_port=443,
            domain_required=True,
            sizes=(Size.SMALL, Size.MEDIUM, Size.LARGE),  # X-CIR-04: prod never below the guides' minimum
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class SizedSystem:
    """A spec with an environment and a size: every number a target needs is decided."""

    spec: SystemSpec
    profile: Profile
    size: Size

    def replicas(self, service: Service) -> int:
        """Instances of a service before scaling: what its size says, but never fewer than the profile wants."""
        return max(service.sizes[self.size].replicas, self.profile.minimum_replicas)


def place(spec: SystemSpec, environment: str, size: str) -> SizedSystem:
    """Return the spec at an environment and a size."""
    return SizedSystem(spec=spec, profile=PROFILES[Environment(environment)], size=Size(size))
