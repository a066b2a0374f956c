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
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest

import stacks
from components.docker.naming import links
from stacks._profiles import place
from tests.e2e.docker import Inspected, containers, docker, role
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
LISTENING = "0A"
OUTSIDE, NEAR = "198.51.100.2", "198.51.100.1"  # TEST-NET-2: no address of anybody's
PROBE = """
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def reaches(target):
    host, port = target.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True
targets = sys.argv[1:]
with ThreadPoolExecutor(128) as pool:
    print(*(target for target, reached in zip(targets, pool.map(reaches, targets)) if reached))
"""


@dataclass(frozen=True)
class Place:
    """A running container as the network sees it; ``image`` has Python and joins the container's network."""

    role: str
    container: str
    image: str
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, container: Inspected, image: str) -> "Place":
        networks = container["NetworkSettings"]["Networks"].values()
        return cls(role(container), container["Id"], image, tuple(network["IPAddress"] for network in networks))

    def inside(self, *command: str) -> str:
        return docker("run", "--rm", f"--network=container:{self.container}", self.image, *command)

    def reached(self, *targets: str) -> set[str]:
        """Return which of these "address:port" take a connection from here."""
        return set(self.inside("python3", "-c", PROBE, *targets).split())

    def ports(self) -> tuple[int, ...]:
        """Return the TCP ports that something listens on for more than the container itself."""
        found = set()
        for line in self.inside("sh", "-c", "cat /proc/net/tcp /proc/net/tcp6").splitlines():
            fields = line.split()
            address, _, port = fields[1].partition(":")
            if fields[3] == LISTENING and not address.endswith("7F"):  # 127.x, written backwards: 0100007F
                found.add(int(port, 16))
        return tuple(sorted(found))


@pytest.fixture(scope="module")
def places(system: Stack) -> list[Place]:
    running = containers(system.name, running=True)
    image = next(item["Image"] for item in running if role(item) == "backend-1")
    found = [Place.of(container, image) for container in running]
    assert {place.role for place in found} == set(PARTS)
    return found


def _together(places: list[Place], *targets: str) -> dict[str, set[str]]:
    """Return what each place reaches of these targets."""
    with ThreadPoolExecutor(len(places)) as pool:
        reached = pool.map(lambda one: one.reached(*targets), places)
        return {one.role: found for one, found in zip(places, reached, strict=True)}


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
    found = _together(places, *owner)
    reached = {(one, owner[target]) for one, targets in found.items() for target in targets if owner[target] != one}
    assert reached == set(_allowed())
    # Said by name, so that nobody has to work out what the two sets above hold.
    assert ("edge", "backend-1") in reached
    assert ("backend-1", "database-pool") in reached
    for pair in (("edge", "cache"), ("edge", "database-pool"), ("backend-1", "database-server"), ("cache", "edge")):
        assert pair not in reached
        assert pair[::-1] not in reached


def test_no_container_but_the_edge_reaches_the_host(places: list[Place]) -> None:
    with _listener("0.0.0.0") as port:  # noqa: S104 - what is open to everybody is what must not be reached
        gateways = docker("network", "inspect", "bridge", "--format={{range .IPAM.Config}}{{.Gateway}}{{end}}").split()
        first = [f"{address.rsplit('.', 1)[0]}.{_first(address)}" for one in places for address in one.addresses]
        targets = [f"{address}:{port}" for address in {*_host_addresses(), *gateways, *first}]
        found = _together(places, *targets)
    assert {one for one, reached in found.items() if reached} == {"edge"}


def _first(address: str) -> int:
    """Return the last part of the first address of a container's subnet, which would be its bridge's."""
    return int(address.rsplit(".", 1)[1]) // 64 * 64 + 1


def _host_addresses() -> list[str]:
    shown = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout
    return [address for address in shown.split() if ":" not in address]


@pytest.mark.skipif(os.geteuid() != 0, reason="making a machine outside of all networks takes root")
def test_nothing_has_a_way_out(places: list[Place]) -> None:
    with _outsider() as target:
        with socket.create_connection((OUTSIDE, int(target.rsplit(":", 1)[1])), 5):
            pass  # the host reaches it
        probe = ("python3", "-c", PROBE, target)
        # So does a container on Docker's own network, as ours would if a way out had been left open.
        assert docker("run", "--rm", "--network=bridge", places[0].image, *probe) == target
        assert _together(places, target) == {one.role: set() for one in places}


def test_nothing_but_the_published_ports_is_open_on_loopback(system: Stack, places: list[Place]) -> None:
    mapped = {line.rsplit(" ", 1)[-1] for line in docker("port", system.container("edge")).splitlines()}
    assert mapped == {f"127.0.0.1:{system.http}", f"127.0.0.1:{system.https}"}
    for one in places:
        if one.role != "edge":
            assert docker("port", one.container) == "", one.role


@contextmanager
def _listener(address: str) -> Iterator[int]:
    """Listen on an address of the host, on a free port."""
    with socket.create_server((address, 0), backlog=64) as server:
        thread = threading.Thread(target=_accept, args=(server,), daemon=True)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _accept(server: socket.socket) -> None:
    while True:
        try:
            server.accept()[0].close()
        except OSError:
            return


@contextmanager
def _outsider() -> Iterator[str]:
    """Make a machine that this host reaches and that belongs to no network of Docker's, with an open port."""
    name = f"e2e{uuid4().hex[:6]}"
    _ip("netns", "add", name)
    try:
        _ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("address", "add", f"{NEAR}/30", "dev", name)
        _ip("link", "set", name, "up")
        _ip("-n", name, "address", "add", f"{OUTSIDE}/30", "dev", "eth0")
        _ip("-n", name, "link", "set", "eth0", "up")
        serve = ["ip", "netns", "exec", name, "python3", "-u", "-m", "http.server", "--bind", OUTSIDE, "8765"]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert server.stdout is not None
            assert "Serving HTTP" in server.stdout.readline()
            yield f"{OUTSIDE}:8765"
        finally:
            server.kill()
            server.communicate()
    finally:
        _ip("netns", "delete", name)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], capture_output=True, check=True, timeout=10)
