"""`make up` on this machine's Docker engine, until the system answers that it is ready."""

import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.figures import Figures, Row, Table, announce, timed
from bench.workplace import Workplace
from tests.e2e.client import Client
from tests.e2e.docker import docker, sweep

GOAL = "30 s"
CHANGES = re.compile(r"\s+[-+~]+ ?\d+ (to )?(created?|updated?|deleted?|replaced?)")  # in Pulumi's summary
PATIENCE = 60.0
HELD = "moorage-bench"  # the repository of tags that keep image layers over a destroy


def measure(place: Workplace, runs: int) -> Table:
    """Deploy from nothing, again with nothing to change, and again after a destroy."""
    with _removed_afterwards(place):
        announce("the first `make up`")
        first = up(place)
        _hold_layers(place)
        announce("`make up` with nothing to change")
        changed: list[str] = []
        unchanged = [up(place, changed) for _ in range(runs)]
        announce("`make destroy`, and `make up` with the images' layers there")
        destroyed, again = [], []
        for _ in range(runs - 1):
            destroyed.append(timed(lambda: place.make("destroy")))
            again.append(up(place))
    return Table(
        title="`make up` until /ready answers, with engine, plugins and base image there",
        rows=[
            Row(what="first, with the image layers that the machine has", figures=Figures((first,))),
            Row(what="nothing deployed, image layers there", figures=Figures(tuple(again)), goal=GOAL),
            Row(what="deployed, nothing to change", figures=Figures(tuple(unchanged)), goal=GOAL),
            Row(what="`make destroy`", figures=Figures(tuple(destroyed))),
        ],
        notes=[f"with nothing to change, something changed all the same: {line}" for line in changed],
    )


def up(place: Workplace, changed: list[str] | None = None) -> float:
    """Deploy, and return the seconds until the system is ready for its users; into ``changed`` goes what changed."""
    began = time.monotonic()
    said = place.make("up")
    if changed is not None:
        changed.extend(line.strip() for line in said.splitlines() if CHANGES.match(line))
    client = Client(place.https, place.http, place.make("outputs", ARGS="authority"))
    _wait(client)
    return time.monotonic() - began


def _wait(client: Client) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if client.get("/ready").status == 200:
                return
        except (OSError, ssl.SSLError):
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("the system is not ready")
        time.sleep(0.2)


@contextmanager
def _removed_afterwards(place: Workplace) -> Iterator[None]:
    try:
        yield
        place.make("destroy")
    finally:
        sweep(place.name)
        for tag in docker("images", _held(place), "--format={{.Repository}}:{{.Tag}}").splitlines():
            docker("rmi", tag, check=False)


def _hold_layers(place: Workplace) -> None:
    """Give the images a second tag: Docker removes the layers of an image with its last one."""
    label = f"--filter=label=moorage.name={place.name}"
    for number, image in enumerate(docker("images", label, "--quiet").split()):
        subprocess.run(["docker", "tag", image, f"{_held(place)}:{number}"], check=True)


def _held(place: Workplace) -> str:
    return f"{HELD}/{place.name}"
