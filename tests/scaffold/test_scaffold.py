"""A sixth system is one new file, and a sixth target one new folder: added to a copy, where everything still holds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.rows import PREFIXES

ROOT = Path(__file__).parents[2]
ADDED = Path(__file__).parent / "added"
FOLDERS = ("apps", "components", "docs", "images", "stacks", "tests", "toolchain")
FILES = ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "README.md", "__main__.py", "pyproject.toml")
# The rest of tests/files asks servers about systems that it names itself, and meets no new one.
SUITE = (
    "tests/components/test_inventory.py",  # the others beside it deploy CLO alone
    "tests/components/test_matrix.py",
    "tests/docs/test_reasons.py",
    "tests/files/test_nginx_answers.py",
    "tests/stacks",
)
# What is proved of every system there is.
OF_EVERY_SYSTEM = (
    "tests/components/test_matrix.py",
    "tests/files/test_nginx_answers.py",
    "tests/stacks/test_adjust.py",
    "tests/stacks/test_systems.py",
)
# What takes longest, and only says once more that the five systems beside the new one are what they were.
INVENTORY = "tests/components/test_inventory.py::test_inventory"
PLANNED = "tests/components/test_matrix.py::test_every_system_is_planned_in_every_environment_and_size"
REPEATED = (f"{INVENTORY}[staging-", f"{INVENTORY}[prod-", *(f"{PLANNED}[{system}-" for system in PREFIXES))
# All systems on the new target, all environments, every size: what each is given must be whole.
DEPLOYS = """
import json
import stacks
from tests.expected import config, everywhere
from tests.recorder import deploy

for system, environment, size in everywhere():
    said = config(system, environment, size) | {"target": "paper"}
    if stacks.load(system).tenancy:
        said["tenants"] = json.dumps({"acme": {}})
    record = deploy(said)
    kinds = [item.kind.rpartition(":")[2] for item in record.resources]
    spec = stacks.load(system)
    kept = len(spec.databases + spec.caches + spec.queues + spec.buckets)
    assert kinds.count("Kept") == kept, (system, kinds)
    assert record.outputs["next"] == "Put it into a drawer."
    print(system, environment, size, record.outputs["url"])
"""


@pytest.fixture(scope="module")
def system_added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, with one file more."""
    root = tmp_path_factory.mktemp("scaffold") / "moorage"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for file in FILES:
        shutil.copy(ROOT / file, root)
    shutil.copy(ADDED / "notes.py", root / "stacks")
    return root


@pytest.fixture(scope="module")
def copy(system_added: Path) -> Path:
    """The repository, with one file and one folder more."""
    root = system_added.with_name("with-target")
    shutil.copytree(system_added, root, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    shutil.copytree(ADDED / "paper", root / "components" / "paper", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def run(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def test_both_are_found_by_their_names(copy: Path) -> None:
    said = run(copy, "-c", "import components, stacks; print(stacks.names(), components.names())")
    assert "'notes'" in said
    assert "'paper'" in said


def test_no_test_has_to_change_for_the_new_system(system_added: Path) -> None:
    """The tests of specs, plans and docs pass as they are, and those of every system are the new one's too."""
    repeated = [f"--deselect={test}" for test in REPEATED]
    said = run(system_added, "-m", "pytest", "-n2", "-vv", "-p", "no:cacheprovider", *repeated, *SUITE)
    passed = [line for line in said.splitlines() if " PASSED " in line]
    for module in OF_EVERY_SYSTEM:
        assert [line for line in passed if f"{module}::" in line and "[notes" in line], module


def test_every_system_goes_to_the_new_target(copy: Path) -> None:
    said = run(copy, "-c", DEPLOYS).splitlines()
    assert len([line for line in said if line.startswith("notes ")]) == 11  # 4 sizes in dev and staging, 3 in prod
    assert {line.split()[0] for line in said} == {"circman", "clo", "manufacturing", "notes", "opmas", "revitron"}


def test_the_types_hold(copy: Path) -> None:
    run(copy, "-m", "mypy", "--strict", "components/paper", "stacks/notes.py")


def test_a_target_that_lacks_a_concern_is_a_type_error(copy: Path) -> None:
    broken = copy / "components" / "torn"
    shutil.copytree(copy / "components" / "paper", broken)
    source = (broken / "__init__.py").read_text().replace("    storage=Kept,\n", "")
    (broken / "__init__.py").write_text(source)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "components/torn"],
            cwd=copy, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(broken)
    assert done.returncode == 1
    assert 'Missing named argument "storage" for "Target"' in done.stdout
