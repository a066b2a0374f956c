from collections.abc import Iterator

import pytest

from tests.images.engine import Engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()
