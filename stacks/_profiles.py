"""Profiles: how robust each environment is. Every default that follows from the environment is stated here, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from stacks._spec import (
    BackupRule,
    BySize,
    Database,
    DatabaseResources,
    Edge,
    Environment,
    Method,
    Resources,
    Service,
    Size,
    SystemSpec,
)

T = TypeVar("T")


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
    """A spec at an environment and a size, on one host or not: every number a target needs is decided."""

    spec: SystemSpec
    profile: Profile
    size: Size
    single_host: bool = False

    def resources(self, part: Service | Edge) -> Resources:
        """Return the limits of one instance of a service, or of the edge."""
        return _sized(part.sizes, part.host_sizes, self)

    def database_resources(self, database: Database) -> DatabaseResources:
        """Return the limits of a database server, with its size's parameters."""
        return database.resources_at(self.size, single_host=self.single_host)

    def replicas(self, part: Service | Edge) -> int:
        """Instances before scaling: what the size says, but never fewer than the profile wants."""
        return max(self.resources(part).replicas, self.profile.minimum_replicas)

    def keep_days(self, rule: BackupRule) -> int:
        """Days that a backup is kept: what its rule says, but never fewer than the profile wants."""
        floor = self.profile.point_in_time_days if rule.method is Method.LOG else self.profile.backup_days
        return max(rule.keep_days, floor)


def _sized(sizes: BySize[T], host_sizes: BySize[T], system: SizedSystem) -> T:
    return (host_sizes if system.single_host and host_sizes else sizes)[system.size]


def place(spec: SystemSpec, environment: str, size: str, *, single_host: bool = False) -> SizedSystem:
    """Return the spec at an environment and a size."""
    return SizedSystem(spec=spec, profile=PROFILES[Environment(environment)], size=Size(size), single_host=single_host)
