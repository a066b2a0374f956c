"""Golden inventories: how many of which resources a system is, so that a change shows what it does.

After a change that is meant: `.venv/bin/pytest tests/components/test_inventory.py --snapshot-update`.
"""

from collections import Counter

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.recorder import deploy

PROFILES = {
    "dev-laptop": {},
    "staging-medium": {"environment": "staging", "size": "medium", "domain": "clo.example.com"},
    "prod-small": {"environment": "prod", "size": "small", "domain": "clo.example.com"},
    "prod-large": {"environment": "prod", "size": "large", "domain": "clo.example.com"},
}


@pytest.mark.parametrize("profile", PROFILES)
def test_inventory(profile: str, snapshot: SnapshotAssertion) -> None:
    resources = deploy({"system": "clo", "target": "docker", **PROFILES[profile]}, stack="golden").resources
    assert dict(sorted(Counter(item.kind for item in resources).items())) == snapshot
