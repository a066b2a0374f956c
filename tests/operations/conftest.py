import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.images.engine import Engine
from tests.operations.moored import ROLES, Moored, issue


@pytest.fixture(scope="session")
def moored() -> Iterator[Moored]:
    """A database with everything around it, that no test destroys."""
    engine = Engine()
    try:
        with tempfile.TemporaryDirectory(prefix="moorage-") as folder:
            made = Moored(engine, issue(Path(folder), *ROLES))
        made.all()
        made.sql("CREATE TABLE rows AS SELECT g AS id, md5(g::text) AS word FROM generate_series(1, 20000) AS g")
        made.sql(f"ALTER TABLE rows OWNER TO {made.owner}; CREATE INDEX ON rows (id)")
        made.operate("backup", "full")
        yield made
    finally:
        engine.close()
