"""Who can reach whom, tried at the level of the network from inside each container.

Guaranteed, and proved here for every ordered pair of running containers, every address and every listening port:

- Two containers reach each other only if they are on one network, and every network belongs to one call: of the spec
  or of what operates the system (ADR 0002). Parts that no call connects have no route to one another, in either
  direction.
- Nothing gets out of the internal networks, not even to the host, and nothing but the edge's published ports gets in.
- The container that keeps logs is alone with the host on its network, and no other reaches it.

Not guaranteed by the network:

- Inside one call's network Docker filters nothing: the callee could open a connection back to its caller, and replicas
  of one part that share a network reach each other. Somebody would have to take over the callee first.
- The edge reaches what listens on all addresses of the host, because its published ports need the host on its network;
  so does the container that keeps logs, because the host sends it all of them.
"""

import os
import socket
import subprocess

import pytest

import stacks
from stacks._profiles import place
from stacks._settings import Settings
from tests.e2e.docker import Inspected, containers, docker, role
from tests.e2e.network import OUTSIDE, Place, listener, look, outsider, together
from tests.e2e.stack import Stack
from tests.expected import neighbours, parts

pytestmark = [pytest.mark.docker, pytest.mark.engine]

PORTS = {  # by TCP
    "alertmanager": (9093,),
    "backend-1": (8000, 9090),
    "backend-2": (8000, 9090),
    "backups": (8432,),
    "cache": (6379,),
    "cache-exporter": (9121,),
    "containers-exporter": (9601,),
    "database-backup": (8432,),
    "database-exporter": (9187,),
    "database-pool": (5432,),
    "database-pool-exporter": (9127,),
    "database-server": (5432,),
    "drills": (9600,),
    "edge": (8080, 8081, 8443),
    "edge-exporter": (9113,),
    "log-metrics": (3903,),
    "logs": (),
    "node-exporter": (9100,),
    "operations": (9600,),
    "probes": (9115,),
    "prometheus": (9090,),
}
REACHED = {  # said by name, so that nobody has to work out what the sets hold
    ("edge", "backend-1"), ("backend-1", "database-pool"), ("backend-1", "cache"), ("database-pool", "database-server"),
    ("prometheus", "backend-1"), ("prometheus", "database-exporter"), ("prometheus", "alertmanager"),
    ("database-exporter", "database-server"), ("database-pool-exporter", "database-pool"), ("cache-exporter", "cache"),
    ("probes", "edge"), ("edge-exporter", "edge"), ("database-server", "backups"), ("database-backup", "backups"),
    ("operations", "database-backup"), ("operations", "database-server"), ("operations", "cache"),
    ("operations", "prometheus"), ("drills", "backups"),
}  # fmt: skip
APART = {  # in neither direction
    ("edge", "cache"), ("edge", "database-pool"), ("edge", "database-server"), ("backend-1", "database-server"),
    ("cache", "database-server"), ("backend-1", "backups"), ("backend-1", "operations"), ("edge", "prometheus"),
    ("edge", "backups"), ("prometheus", "database-server"), ("prometheus", "database-pool"), ("prometheus", "cache"),
    ("prometheus", "edge"), ("prometheus", "backups"), ("drills", "database-server"), ("drills", "database-backup"),
    ("operations", "backups"), ("backend-1", "alertmanager"), ("containers-exporter", "edge"),
}  # fmt: skip


@pytest.fixture(scope="module")
def running(system: Stack) -> list[Inspected]:
    return containers(system.name, running=True)


@pytest.fixture(scope="module")
def places(running: list[Inspected]) -> list[Place]:
    image = next(item["Image"] for item in running if role(item) == "backend-1")
    return [Place.of(container, image) for container in running]


def test_containers_reach_what_a_call_connects_and_nothing_else(places: list[Place]) -> None:
    sized = place(stacks.load("clo"), "dev", "laptop")
    assert set(parts(sized)) == set(PORTS)
    assert {name: seen.tcp for name, seen in look(places).items()} == PORTS
    owner = {f"{address}:{port}": one.role for one in places for address in one.addresses for port in PORTS[one.role]}
    assert len(owner) == sum(len(one.addresses) * len(PORTS[one.role]) for one in places)
    found = together(places, *owner)
    reached = {(one, owner[target]) for one, targets in found.items() for target in targets if owner[target] != one}
    assert reached == {(one, other) for one, other in neighbours(sized, Settings.parse({}, "dev")) if PORTS[other]}
    assert reached >= REACHED
    assert not {pair for one, other in APART for pair in ((one, other), (other, one))} & reached


def test_who_keeps_logs_is_alone_with_the_host(running: list[Inspected], places: list[Place]) -> None:
    """It takes lines from whoever reaches it, by UDP, where no answer says that they came."""
    joined = {role(item): set(item["NetworkSettings"]["Networks"]) for item in running}
    ours = joined.pop("logs")
    assert len(ours) == 1
    assert not any(ours & others for others in joined.values())
    assert look(places)["logs"].udp == (5514,)


def test_only_two_containers_reach_the_host(places: list[Place]) -> None:
    with listener("0.0.0.0") as port:  # noqa: S104 - what is open to everybody is what must not be reached
        gateways = docker("network", "inspect", "bridge", "--format={{range .IPAM.Config}}{{.Gateway}}{{end}}").split()
        first = [f"{address.rsplit('.', 1)[0]}.{_first(address)}" for one in places for address in one.addresses]
        targets = [f"{address}:{port}" for address in {*_host_addresses(), *gateways, *first}]
        found = together(places, *targets)
    assert {one for one, reached in found.items() if reached} == {"edge", "logs"}


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
        # So does a container on Docker's own network, as ours would if a way out had been left open.
        address = (OUTSIDE, int(target.rsplit(":", 1)[1]))
        ask = f"import socket; print(socket.create_connection({address!r}, 5).getpeername()[0])"
        assert docker("run", "--rm", "--network=bridge", places[0].image, "python3", "-c", ask) == OUTSIDE
        assert together(places, target) == {one.role: frozenset() for one in places}


def test_nothing_but_the_published_ports_is_open_on_loopback(system: Stack, places: list[Place]) -> None:
    mapped = {line.rsplit(" ", 1)[-1] for line in docker("port", system.container("edge")).splitlines()}
    assert mapped == {f"127.0.0.1:{system.http}", f"127.0.0.1:{system.https}"}
    for one in places:
        if one.role != "edge":
            assert docker("port", one.container) == "", one.role
