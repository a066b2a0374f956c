"""`make up` on this machine's Docker engine, until the system answers that it is ready."""

import re
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from bench.figures import Figures, Row, Table, announce, timed
from bench.workplace import Workplace
from tests.e2e.client import Client
from tests.e2e.docker import docker, sweep

CHANGES = re.compile(r"\s+[-+~]+ ?\d+ (to )?(created?|updated?|deleted?|replaced?)")  # in Pulumi's summary
PATIENCE = 60.0
HELD = "moorage-bench"  # the repository of tags that keep image layers over a destroy


def measure(places: Iterable[Workplace]) -> Iterator[Table]:
    """Deploy each system from nothing, again with nothing to change, and remove it, so many times after a first one.

    Image layers are held until all are measured, because the systems share most of their images.
    """
    with ExitStack() as held:
        for place in places:
            with _swept_afterwards(place):
                table = _deployed(place, held)
            yield table


def _deployed(place: Workplace, held: ExitStack) -> Table:
    made, unchanged, destroyed = [], [], []
    changed: list[str] = []
    for deployment in range(place.system.deployments + 1):
        announce(f"`make up` of {place.system.name} from nothing, with nothing to change, and `make destroy`")
        made.append(up(place))
        if deployment == 0:
            held.enter_context(_layers_held(place))
        unchanged.append(up(place, changed))
        destroyed.append(timed(lambda: place.make("destroy")))
    first, *again = made
    return Table(
        title=f"`make up` of {place.system.name} until /ready answers, with engine, plugins and base image there",
        rows=[
            Row(what="first, with the image layers that the machine has", figures=Figures((first,))),
            Row(what="nothing deployed, image layers there", figures=Figures(tuple(again)), goal=place.system.goal),
            Row(what="deployed, nothing to change", figures=Figures(tuple(unchanged)), goal=place.system.goal),
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
def _swept_afterwards(place: Workplace) -> Iterator[None]:
    try:
        yield
    finally:
        sweep(place.name)


@contextmanager
def _layers_held(place: Workplace) -> Iterator[None]:
    """Give the images a second tag for a while: Docker removes the layers of an image with its last one."""
    held = f"{HELD}/{place.name}"
    try:
        for number, image in enumerate(docker("images", f"--filter=label=moorage.name={place.name}", "-q").split()):
            docker("tag", image, f"{held}:{number}")
        yield
    finally:
        for tag in docker("images", held, "--format={{.Repository}}:{{.Tag}}").splitlines():
            docker("rmi", tag, check=False)
