"""Networks as a container sees them from inside, and machines outside of all of them."""

import json
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from tests.e2e.docker import Inspected, docker, role

OUTSIDE, NEAR = "198.51.100.2", "198.51.100.1"  # TEST-NET-2: no address of anybody's
# Runs once for all containers, in each one's own network by turns: a container for each would take a minute.
ENTER = """
import json, os, socket, subprocess, sys
from concurrent.futures import ThreadPoolExecutor
def reaches(target):
    host, port = target.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True
def listening(kind, state):
    found = set()
    for name in (kind, kind + "6"):
        for line in open("/proc/self/net/" + name).read().splitlines()[1:]:
            fields = line.split()
            address, _, port = fields[1].partition(":")
            loopback = address.endswith("7F") or address == "0" * 24 + "01000000"  # 127.x and ::1, written backwards
            if fields[3] == state and not loopback:
                found.add(int(port, 16))
    return sorted(found)
if sys.argv[1] == "all":
    asked = json.load(sys.stdin)
    def enter(pid):
        child = [sys.executable, "-c", asked["script"], str(pid)]
        return subprocess.check_output(child, input=json.dumps(asked["targets"]), text=True)
    with ThreadPoolExecutor(8) as pool:
        print(json.dumps([json.loads(said) for said in pool.map(enter, asked["pids"])]))
else:
    with open("/proc/" + sys.argv[1] + "/ns/net") as network:
        os.setns(network.fileno(), os.CLONE_NEWNET)
    targets = json.load(sys.stdin)
    with ThreadPoolExecutor(128) as pool:
        reached = [target for target, answered in zip(targets, pool.map(reaches, targets)) if answered]
    print(json.dumps({"tcp": listening("tcp", "0A"), "udp": listening("udp", "07"), "reached": reached}))
"""


@dataclass(frozen=True)
class Place:
    """A running container as the network sees it; ``image`` has Python 3.12 or later."""

    role: str
    container: str
    image: str
    pid: int
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, container: Inspected, image: str) -> "Place":
        networks = container["NetworkSettings"]["Networks"].values()
        addresses = tuple(network["IPAddress"] for network in networks)
        return cls(role(container), container["Id"], image, int(container["State"]["Pid"]), addresses)


@dataclass(frozen=True)
class Seen:
    """What a container's network has: the ports that something listens on for more than the container itself, and which
    "address:port" take a connection from there.
    """

    tcp: tuple[int, ...]
    udp: tuple[int, ...]
    reached: frozenset[str]


def look(places: Sequence[Place], *targets: str) -> dict[str, Seen]:
    """Return what the network of each place has, by role."""
    asked = {"script": ENTER, "pids": [one.pid for one in places], "targets": targets}
    # Root of the host, who may enter the networks of others; nothing of the system itself may.
    powers = ("--cap-add=SYS_ADMIN", "--cap-add=SYS_PTRACE", "--security-opt=seccomp=unconfined", "--user=0:0")
    entering = (*powers, "--security-opt=apparmor=unconfined", "--pid=host", "--network=none", "--entrypoint=python3")
    command = ("run", "--rm", "--interactive", *entering, places[0].image, "-c", ENTER, "all")
    answers = json.loads(docker(*command, given=json.dumps(asked)))
    return {
        one.role: Seen(tuple(answer["tcp"]), tuple(answer["udp"]), frozenset(answer["reached"]))
        for one, answer in zip(places, answers, strict=True)
    }


def together(places: Sequence[Place], *targets: str) -> dict[str, frozenset[str]]:
    """Return what each place reaches of these targets."""
    return {name: seen.reached for name, seen in look(places, *targets).items()}


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
