"""Networks as a container sees them from inside, and machines outside of all of them."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from tests.e2e.docker import Inspected, docker, role

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


def together(places: list[Place], *targets: str) -> dict[str, set[str]]:
    """Return what each place reaches of these targets."""
    with ThreadPoolExecutor(len(places)) as pool:
        reached = pool.map(lambda one: one.reached(*targets), places)
        return {one.role: found for one, found in zip(places, reached, strict=True)}


@contextmanager
def listener(address: str) -> Iterator[int]:
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
def outsider() -> Iterator[str]:
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
