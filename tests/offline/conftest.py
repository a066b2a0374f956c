"""The real engine against the offline provider, for programs that a test writes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.offline.cloud import Cloud
from tests.toolchain.conftest import Project, project
from toolchain.offline.server import attached, serving

__all__ = ["project"]


@pytest.fixture
def cloud(project: Project, tmp_path: Path) -> Iterator[Callable[..., Cloud]]:
    """Start a provider, with faults where they are said, for the project's own world; a new one takes its place."""
    with ExitStack() as stack:

        def start(faults: str = "") -> Cloud:
            stack.close()
            ports, shared = stack.enter_context(serving(tmp_path / "world.sqlite", faults))
            return Cloud(project, shared, attached(ports))

        yield start
