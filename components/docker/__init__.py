"""The Docker target: a whole system on one host, with no account and no registry."""

from components.contracts import Target
from components.docker.app_tier import AppTier
from components.docker.cache import Redis
from components.docker.database import PostgreSQL
from components.docker.images import OWN
from components.docker.load_balancer import Edge
from components.docker.network import Network
from components.docker.platform import Platform
from components.docker.queue import Nats

TARGET: Target[Network, Platform] = Target(
    name="docker",
    network=Network,
    platform=Platform,
    database=PostgreSQL,
    cache=Redis,
    queue=Nats,
    app_tier=AppTier,
    load_balancer=Edge,
    own_images=tuple(OWN),
)
