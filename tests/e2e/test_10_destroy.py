"""Destroy leaves nothing of ours and takes nothing of the user's. The last module: nothing is there after it."""

import pytest

from tests.e2e.docker import belongings, docker
from tests.e2e.hidden import clean
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]


def test_nothing_that_pulumi_said_in_all_these_tests_holds_a_secret(system: Stack, hidden: dict[str, str]) -> None:
    clean(hidden, f"{system.name}-backend-1", "\n".join(system.said))


def test_destroy_leaves_nothing(system: Stack) -> None:
    kinds = {item.split()[0] for item in belongings(system.name)}
    assert kinds == {"container", "image", "network", "volume"}  # so that the look below can see each
    system.pulumi("destroy", "--yes", "--skip-preview", seconds=180)
    assert belongings(system.name) == []
    assert system.resources() == []


def test_destroy_takes_no_image_of_the_user(system: Stack) -> None:
    kept = docker("images", "--format={{.Repository}}:{{.Tag}}").splitlines()
    assert set(system.images) <= set(kept)
