"""A sixth system is one new file, and a sixth target one new folder: added to a copy, where everything still holds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDED = Path(__file__).parent / "added"
FOLDERS = ("apps", "components", "images", "stacks", "tests", "toolchain")
FILES = ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py", "pyproject.toml")
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
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, with one file and one folder more."""
    root = tmp_path_factory.mktemp("scaffold") / "moorage"
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    for file in FILES:
        shutil.copy(ROOT / file, root)
    shutil.copy(ADDED / "notes.py", root / "stacks")
    shutil.copytree(ADDED / "paper", root / "components" / "paper", ignore=ignored)
    shutil.rmtree(root / "tests" / "scaffold")
    return root


def run(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def test_both_are_found_by_their_names(copy: Path) -> None:
    said = run(copy, "-c", "import components, stacks; print(stacks.names(), components.names())")
    assert "'notes'" in said
    assert "'paper'" in said


def test_the_new_system_passes_the_tests_of_every_system(copy: Path) -> None:
    tests = ("tests/components/test_matrix.py", "tests/stacks/test_systems.py", "tests/stacks/test_adjust.py")
    said = run(copy, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", "-k", "notes", *tests)
    assert " passed" in said
    assert " failed" not in said


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
