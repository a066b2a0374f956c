"""Names and addresses on a Docker host: what a container is called, and which addresses its networks have."""

import hashlib
import ipaddress
from collections.abc import Iterable

from stacks._settings import Settings
from stacks._spec import Call, SystemSpec

SUBNET_PREFIX = 26  # 62 addresses: the lower half for instances that are called, the upper for their callers
FIRST_INSTANCE = 2  # .1 is the bridge
ROOM = 2 ** (31 - SUBNET_PREFIX) - FIRST_INSTANCE  # addresses for the instances of one service


class AddressPlan:
    """A subnet for each network, out of the stack's private range, keyed by the network's name.

    A name hashes to its slot, so that a new network moves no other unless both hash to one slot, where the one that
    sorts later takes the next free.
    """

    def __init__(self, private_range: str, networks: Iterable[str]) -> None:
        self._slots = list(ipaddress.IPv4Network(private_range).subnets(new_prefix=SUBNET_PREFIX))
        self._taken: dict[int, str] = {}
        for name in sorted(networks):
            slot = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % len(self._slots)
            while slot in self._taken:
                slot = (slot + 1) % len(self._slots)
            self._taken[slot] = name

    def subnet(self, network: str) -> ipaddress.IPv4Network:
        """Return the subnet of a network."""
        return self._slots[next(slot for slot, name in self._taken.items() if name == network)]

    def callers_range(self, network: str) -> str:
        """Return the half of the subnet that Docker may give to callers."""
        return str(list(self.subnet(network).subnets(prefixlen_diff=1))[1])

    def instance(self, network: str, index: int) -> str:
        """Return the fixed address of the index-th instance that is called on this network."""
        if index >= ROOM:
            raise ValueError(f"network {network!r} has addresses for {ROOM} instances, not for {index + 1}")
        return str(self.subnet(network)[FIRST_INSTANCE + index])


def key_of(call: Call) -> str:
    """Return the name of a call's network."""
    return f"{call.caller}-{call.callee}"


def server_of(database: str) -> str:
    """Return the name of the server behind a database's pool."""
    return f"{database}-server"


def migration_of(service: str) -> str:
    """Return the name of the container that migrates for a service."""
    return f"{service}-migration"


def links(spec: SystemSpec) -> tuple[Call, ...]:
    """Return every pair of containers that may connect: the spec's calls, and what they become on this target.

    A pooled database is two containers, and its callers reach the pool only; migrations need a session of their own
    and reach the server.
    """
    pooled = {database.name for database in spec.databases if database.pool}
    buckets = {bucket.name for bucket in spec.buckets}  # are mounted, not called
    links = {call for call in spec.calls if call.callee not in buckets}
    links |= {Call(caller=name, callee=server_of(name)) for name in pooled}
    for service in spec.services:
        if service.migration:
            database = service.migration.database
            callee = server_of(database) if database in pooled else database
            links.add(Call(caller=migration_of(service.name), callee=callee))
    return tuple(sorted(links))


def physical(settings: Settings, *parts: str) -> str:
    """Return a physical name: the stack's name and the parts, with dashes; Docker allows these characters."""
    return "-".join((settings.name, *parts))
