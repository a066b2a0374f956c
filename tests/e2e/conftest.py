"""One system, deployed for real, that all modules here share; they run in the order of their names."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.e2e.client import Client
from tests.e2e.docker import belongings, docker, sweep
from tests.e2e.hidden import secrets_of
from tests.e2e.stack import Done, Stack
from toolchain.places import PYTHON
from toolchain.setup import engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of one system of the fleet together, so that each system is deployed once."""

    def place(item: pytest.Item) -> tuple[str, str]:
        callspec = getattr(item, "callspec", None)
        return item.path.name, callspec.params.get("running", "") if callspec else ""

    ours = [item for item in items if item.path.parent == Path(__file__).parent]
    rest = [item for item in items if item not in ours]
    items[:] = [*rest, *sorted(ours, key=place)]


@pytest.fixture(scope="session", autouse=True)
def _needs() -> None:
    if not engine.command().exists() or not PYTHON.exists():
        pytest.fail("there is no engine; run `make setup` first")
    try:
        subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no Docker engine answers `docker info`")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # which runs the teardown, as SIGTERM alone does not


@pytest.fixture(scope="session")
def stack(_needs: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that is destroyed at the end, whatever happened, and leaves nothing."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    made = Stack.create(tmp_path_factory.mktemp("stack") / "e2e")
    try:
        yield made
    finally:
        remove(made)
        signal.signal(signal.SIGTERM, before)


def remove(stack: Stack) -> None:
    """Destroy a stack and prove that nothing of it is left; what is left all the same goes, so that it harms nobody."""
    try:
        stack.pulumi("cancel", "--yes", check=False)
        destroyed = stack.pulumi("destroy", "--yes", "--skip-preview", "--exclude-protected", check=False, seconds=180)
        left = belongings(stack.name)
    finally:
        sweep(stack.name)
        for image in stack.images:
            docker("rmi", image, check=False)
    assert destroyed.code == 0, destroyed.tail
    assert left == []


@pytest.fixture(scope="session")
def deployed(stack: Stack) -> Done:
    """The first `up`, from nothing."""
    assert belongings(stack.name) == []
    return stack.up(seconds=600)


@pytest.fixture(scope="session")
def system(stack: Stack, deployed: Done) -> Stack:
    """The deployed system."""
    assert deployed.code == 0
    return stack


@pytest.fixture(scope="session")
def client(system: Stack) -> Client:
    return Client(system.https, system.http, system.outputs()["authority"])


@pytest.fixture(scope="session")
def hidden(system: Stack) -> dict[str, str]:
    return secrets_of(system)
