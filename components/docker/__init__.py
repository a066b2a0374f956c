"""The Docker target: a whole system on one host, with no account and no registry."""

from components.contracts import Target
from components.docker.app_tier import AppTier
from components.docker.cache import Redis
from components.docker.checks import check
from components.docker.database import PostgreSQL
from components.docker.images import OWN
from components.docker.load_balancer import Edge
from components.docker.network import Network
from components.docker.platform import Platform
from components.docker.queue import Nats
from components.docker.storage import Storage
from components.docker.volumes import kept

TARGET: Target[Network, Platform] = Target(
    name="docker",
    network=Network,
    platform=Platform,
    database=PostgreSQL,
    cache=Redis,
    queue=Nats,
    storage=Storage,
    app_tier=AppTier,
    load_balancer=Edge,
    single_host=True,
    check=check,
    kept=kept,
    refused={
        "region": "one Docker host is in no region; leave it out, or choose a target in a cloud",
        "zones": "one Docker host is in no zone; leave them out, or choose a target in a cloud",
        "copyRegion": "one Docker host is in no region; leave it out, or choose a target in a cloud",
        "overrides.databases.*.readReplicas": (
            "on one host a replica would share the disks and processors of the server it is to relieve; leave it out"
        ),
        "overrides.databases.*.diskGb": "Docker's volumes have no limit; leave it out, and watch the host's disk",
        "overrides.services.*.healthPath": "Docker asks for readiness alone; say readinessPath",
        "overrides.queues.*.nodes": "a cluster on one host would fail with the host; leave it out",
        "overrides.services.*.scaling.*": "nothing scales by itself on one host; say replicas instead",
    },
    unheeded=(
        "receivers",
        "contacts",
        "overrides.alerts",
        "overrides.backups",
        "overrides.drillSchedule",
        "overrides.window",
    ),
    own_images=tuple(OWN),
)
