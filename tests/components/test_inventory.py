"""Golden inventories: how many of which resources a system of the guides is, so that a change shows what it does.

After a change that is meant: `.venv/bin/pytest tests/components/test_inventory.py --snapshot-update`. What any other
system becomes is worked out from its spec in test_matrix.py.
"""

from collections import Counter

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.docs.rows import PREFIXES
from tests.expected import config
from tests.recorder import deploy

PROFILES = (("dev", "laptop"), ("staging", "medium"), ("prod", "small"), ("prod", "large"))


@pytest.mark.parametrize("system", PREFIXES)
@pytest.mark.parametrize(("environment", "size"), PROFILES)
def test_inventory(system: str, environment: str, size: str, snapshot: SnapshotAssertion) -> None:
    resources = deploy(config(system, environment, size), stack="golden").resources
    assert dict(sorted(Counter(item.kind for item in resources).items())) == snapshot
