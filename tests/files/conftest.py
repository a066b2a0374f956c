import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.files.edges import edge
from tests.files.made import issue, issue_authority
from tests.files.servers import Servers, serving
from tests.files.upstream import Client


@pytest.fixture(scope="session")
def certificates() -> Iterator[Path]:
    """A folder with authority.pem and key, server.crt and key, edge.crt and key, edge-rsa.crt and key."""
    with tempfile.TemporaryDirectory(prefix="moorage-") as name:
        folder = Path(name)
        issue_authority(folder)
        issue(folder, "server")
        issue(folder, "edge")
        issue(folder, "edge-rsa", kind="rsa")
        yield folder


@pytest.fixture(scope="module")
def new_folder(certificates: Path) -> Iterator[Callable[[], Path]]:
    """Make folders with the certificates in them, outside of pytest's own, which other users can't enter."""
    made: list[Path] = []

    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="moorage-"))
        made.append(folder)
        for path in certificates.iterdir():
            shutil.copy(path, folder)
        return folder

    yield make
    for folder in made:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def client(new_folder: Callable[[], Path]) -> Iterator[Client]:
    """A client of a running edge that has a route of every kind."""
    with edge(new_folder()) as made:
        yield made


@pytest.fixture(scope="session")
def database_servers(certificates: Path) -> Iterator[Servers]:
    """PostgreSQL with PgBouncer before it, bootstrapped once."""
    with ExitStack() as stack:
        server, pool = (Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="moorage-"))) for _ in range(2))
        for folder in (server, pool):
            shutil.copytree(certificates, folder, dirs_exist_ok=True)
        yield stack.enter_context(serving(server, pool, certificates / "authority.pem"))
