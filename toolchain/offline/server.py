"""Serves every package from one process, each on a port of its own, until it is told to stop."""

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from toolchain.offline import packages
from toolchain.offline.faults import Faults
from toolchain.offline.provider import Provider
from toolchain.offline.shared import Shared
from toolchain.offline.world import World

THREADS = 32
# Properties can be large (a rendered file in a volume); the engine itself sets no limit below this.
OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024), ("grpc.so_reuseport", 0)]


@contextlib.contextmanager
def serving(
    world: Path, faults: str = "", names: Iterable[str] | None = None
) -> Iterator[tuple[dict[str, int], Shared]]:
    """Serve packages (default: all) while the context lasts; give their ports, and what they share."""
    shared = Shared(World(world), Faults(faults))
    servers: list[grpc.Server] = []
    ports: dict[str, int] = {}
    try:
        for name in names or packages.names():
            # gRPC tells a call not which port it came in at, so each package has a server; the threads are few.
            server = grpc.server(ThreadPoolExecutor(THREADS), options=OPTIONS)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(name, shared), server)
            ports[name] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            servers.append(server)
        yield ports, shared
    finally:
        for running in servers:
            running.stop(None)
        shared.world.close()


def attached(ports: dict[str, int]) -> str:
    """Return the value of PULUMI_DEBUG_PROVIDERS that has the engine use these servers."""
    return ",".join(f"{name}:{port}" for name, port in ports.items())


def serve(world: Path, faults: str, figures: Path | None) -> int:
    """Serve until interrupted or until whoever started this is gone; print PULUMI_DEBUG_PROVIDERS first."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    parent = os.getppid()
    with serving(world, faults) as (ports, shared):
        print(attached(ports), flush=True)
        ready = time.process_time()
        while not ended.wait(0.5) and os.getppid() == parent:
            pass
        if figures:
            processor = time.process_time() - ready  # of all threads, gRPC's too; the start is not in it
            figures.write_text(json.dumps({"seconds": shared.seconds, "calls": shared.calls, "processor": processor}))
    return 0
