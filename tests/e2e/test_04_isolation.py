"""Who can reach whom, tried at the level of the network from inside each container.

Guaranteed, and proved here for every ordered pair of running containers, every address and every listening port:

- Two containers reach each other only if they are on one network, and every network belongs to one call of the spec
  (ADR 0002). Parts that no call connects have no route to one another, in either direction.
- Nothing gets out of the internal networks, not even to the host, and nothing but the edge's published ports gets in.

Not guaranteed by the network:

- Inside one call's network Docker filters nothing: the callee could open a connection back to its caller, and replicas
  of one part that share a network reach each other. Somebody would have to take over the callee first.
- The edge reaches what listens on all addresses of the host, because its published ports need the host on its network.
"""

import os
import socket
import subprocess
from collections.abc import Iterator

import pytest

import stacks
from components.docker.naming import links
from stacks._profiles import place
from tests.e2e.docker import containers, docker, role
from tests.e2e.network import OUTSIDE, PROBE, Place, listener, outsider, together
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

PARTS = {  # container -> the part of the spec that it is an instance of, as `links` names it
    "backend-1": "backend",
    "backend-2": "backend",
    "cache": "cache",
    "database-pool": "database",
    "database-server": "database-server",
    "edge": "edge",
}


@pytest.fixture(scope="module")
def places(system: Stack) -> list[Place]:
    running = containers(system.name, running=True)
    image = next(item["Image"] for item in running if role(item) == "backend-1")
    found = [Place.of(container, image) for container in running]
    assert {place.role for place in found} == set(PARTS)
    return found


def _allowed() -> Iterator[tuple[str, str]]:
    """Every ordered pair of containers on one network: of each call, both sides and the instances among themselves."""
    spec = place(stacks.load("clo"), "dev", "laptop").spec
    for call in links(spec):
        on_it = [container for container, part in PARTS.items() if part in (call.caller, call.callee)]
        yield from ((one, other) for one in on_it for other in on_it if one != other)


def test_containers_reach_what_the_spec_connects_and_nothing_else(places: list[Place]) -> None:
    ports = {place.role: place.ports() for place in places}
    assert ports == {
        "backend-1": (8000, 9090),
        "backend-2": (8000, 9090),
        "cache": (6379,),
        "database-pool": (5432,),
        "database-server": (5432,),
        "edge": (8080, 8443),
    }
    owner = {f"{address}:{port}": one.role for one in places for address in one.addresses for port in ports[one.role]}
    assert len(owner) == sum(len(one.addresses) * len(ports[one.role]) for one in places)
    found = together(places, *owner)
    reached = {(one, owner[target]) for one, targets in found.items() for target in targets if owner[target] != one}
    assert reached == set(_allowed())
    # Said by name, so that nobody has to work out what the two sets above hold.
    assert ("edge", "backend-1") in reached
    assert ("backend-1", "database-pool") in reached
    for pair in (("edge", "cache"), ("edge", "database-pool"), ("backend-1", "database-server"), ("cache", "edge")):
        assert pair not in reached
        assert pair[::-1] not in reached


def test_no_container_but_the_edge_reaches_the_host(places: list[Place]) -> None:
    with listener("0.0.0.0") as port:  # noqa: S104 - what is open to everybody is what must not be reached
        gateways = docker("network", "inspect", "bridge", "--format={{range .IPAM.Config}}{{.Gateway}}{{end}}").split()
        first = [f"{address.rsplit('.', 1)[0]}.{_first(address)}" for one in places for address in one.addresses]
        targets = [f"{address}:{port}" for address in {*_host_addresses(), *gateways, *first}]
        found = together(places, *targets)
    assert {one for one, reached in found.items() if reached} == {"edge"}


def _first(address: str) -> int:
    """Return the last part of the first address of a container's subnet, which would be its bridge's."""
    return int(address.rsplit(".", 1)[1]) // 64 * 64 + 1


def _host_addresses() -> list[str]:
    shown = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
    return [address for address in shown.split() if ":" not in address]


@pytest.mark.skipif(os.geteuid() != 0, reason="making a machine outside of all networks takes root")
def test_nothing_has_a_way_out(places: list[Place]) -> None:
    with outsider() as target:
        with socket.create_connection((OUTSIDE, int(target.rsplit(":", 1)[1])), 5):
            pass  # the host reaches it
        probe = ("python3", "-c", PROBE, target)
        # So does a container on Docker's own network, as ours would if a way out had been left open.
        assert docker("run", "--rm", "--network=bridge", places[0].image, *probe) == target
        assert together(places, target) == {one.role: set() for one in places}


def test_nothing_but_the_published_ports_is_open_on_loopback(system: Stack, places: list[Place]) -> None:
    mapped = {line.rsplit(" ", 1)[-1] for line in docker("port", system.container("edge")).splitlines()}
    assert mapped == {f"127.0.0.1:{system.http}", f"127.0.0.1:{system.https}"}
    for one in places:
        if one.role != "edge":
            assert docker("port", one.container) == "", one.role
