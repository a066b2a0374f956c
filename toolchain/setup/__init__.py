"""Makes everything available that deploying and testing take: each step once, and none without need."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from toolchain.console import Problem, say
from toolchain.places import ROOT, STATE
from toolchain.setup import base_image, docker_engine, engine, plugins, python_environment, test_programs
from toolchain.setup.steps import Step, run

NEEDED_GIGABYTES = 5


def prepare(*, docker: bool = True, tests: bool = False, clouds: bool = False, offline: bool = False) -> None:
    """Run the steps that are not done yet; without `docker` for what never touches a container.

    Tests are of every target, so they take the clouds' SDKs as well. Offline, one provider of ours is all plugins.
    """
    python = python_environment.step(tests=tests, clouds=clouds or tests)
    steps: list[Step] = [python, *engine.steps(), *([] if offline else plugins.steps())]
    if docker and not offline:
        steps += [docker_engine.step(), base_image.step()]
    if tests:
        steps += test_programs.steps()
    if not any(step.needed() for step in steps):
        return
    with _alone():
        # Asked again: what another make has done while this one waited is not done twice.
        missing = [step for step in steps if step.needed()]
        if any(step.takes_space for step in missing):
            _check_space()
        run(missing)


def _check_space() -> None:
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GIGABYTES:
        raise Problem(f"only {free:.1f} GB of disk are free under {ROOT}; setting up takes {NEEDED_GIGABYTES} GB")


@contextmanager
def _alone() -> Iterator[None]:
    STATE.mkdir(exist_ok=True)
    with (STATE / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another make is setting up; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
