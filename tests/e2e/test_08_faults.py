"""What goes wrong: it is said clearly, what serves goes on serving, and the way back is to put it right and `up` again.

What fails in an update of an app is the next module.
"""

import socket
from pathlib import Path

import pytest

from tests.e2e.client import Client
from tests.e2e.docker import belongings, docker
from tests.e2e.stack import Stack, configured
from tests.e2e.watch import running, served

pytestmark = [pytest.mark.docker, pytest.mark.engine]


def test_a_dead_engine_is_said_and_nothing_is_lost(system: Stack, tmp_path: Path) -> None:
    before, known = running(system), len(system.resources())
    failed = system.up("--refresh", check=False, seconds=60, DOCKER_HOST=f"unix://{tmp_path}/dead.sock")
    assert failed.code != 0
    assert f"{tmp_path}/dead.sock" in failed.output
    assert "Is the docker daemon running?" in failed.output or "connect: no such file" in failed.output
    assert len(system.resources()) == known
    assert running(system) == before
    system.up("--expect-no-changes")


def test_another_name_is_refused_with_the_way_out(system: Stack) -> None:
    before = belongings(system.name)
    with configured(system, name=f"{system.name}b"):
        failed = system.up(check=False)
    assert failed.code != 0
    assert f"moorage:name is '{system.name}b', but this stack has resources of '{system.name}'" in failed.output
    assert "pulumi stack init" in failed.output
    assert belongings(system.name) == before
    assert belongings(f"{system.name}b") == []


def test_another_stack_of_the_same_name_stops_and_harms_nothing(system: Stack, client: Client, tmp_path: Path) -> None:
    before, serving = set(belongings(system.name)), running(system)
    second = Stack.create(tmp_path / "e2e", system.name)
    failed = second.up(check=False, seconds=120)
    try:
        assert failed.code != 0
        assert f"{system.name}-" in failed.output
        assert "already" in failed.output or "overlaps" in failed.output
        assert before <= set(belongings(system.name))
        assert running(system) == serving
        assert served(client)
    finally:
        for item in set(belongings(system.name)) - before:  # what it had made of its own before it stopped
            kind, _, rest = item.partition(" ")
            docker(kind, "rm", rest.split()[-1], check=False)
    system.up("--expect-no-changes")


def test_a_busy_port_is_named_and_freeing_it_is_enough(system: Stack, client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = int(busy.getsockname()[1])
        system.configure(publish={"http": port, "https": system.https})
        failed = system.up(check=False)
        assert failed.code != 0
        assert f"127.0.0.1:{port}" in failed.output
        assert "address already in use" in failed.output
    system.up()
    assert served(client)
    assert Client(system.https, port, client.authority).plain("/").status == 301
