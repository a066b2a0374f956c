from collections.abc import Iterator

import pytest

from tests.images.engine import Engine
from tests.images.world import World


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def world() -> World:
    return World()
