"""A Docker engine: whichever answers is used; where none does, root on Debian gets one."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from toolchain.console import Problem, answer, can_install_packages, say
from toolchain.places import LOGS
from toolchain.setup import debian
from toolchain.setup.steps import Log, Step

SECONDS_TO_START = 60.0
SYSTEMD = Path("/run/systemd/system")
PACKAGES = ["docker.io", "debootstrap"]


def step() -> Step:
    """Return the step that gets a Docker engine running."""
    says = "no Docker engine answers: installing Debian's and starting it (about 1 min, once)"
    if shutil.which("dockerd"):
        says = "no Docker engine answers: starting dockerd in the background (about 5 s)"
    return Step(name="docker", says=says, needed=lambda: not answers(), do=_start, takes_space=True)


def answers() -> bool:
    """Tell whether an engine answers, at DOCKER_HOST or in Docker's current context."""
    return answer(["docker", "info", "--format", "{{.ServerVersion}}"]) is not None


def _start(log: Log) -> None:
    context = answer(["docker", "context", "show"]) or "default"
    if host := os.environ.get("DOCKER_HOST"):
        raise Problem(f"no Docker engine answers at DOCKER_HOST={host}. Start it, or unset DOCKER_HOST.")
    if context != "default":
        raise Problem(
            f"no Docker engine answers in Docker's context {context!r}. "
            "Start it, or choose another with `docker context use`."
        )
    if not can_install_packages():
        raise Problem(
            "no Docker engine answers (`docker info` fails), and only root on Debian can be given one. Install and "
            "start Docker (docs.docker.com/engine/install), or start the one that is there, and be in the group docker."
        )
    if not shutil.which("dockerd"):
        debian.install(log, PACKAGES, start_services=True)
    if not shutil.which("docker"):
        debian.install(log, ["docker-cli"], start_services=True)  # a package of its own from Debian 13 on
    if answers():
        return
    if SYSTEMD.exists():
        log.run(["systemctl", "start", "docker"], explain="See `journalctl --unit docker`.")
    else:
        _start_by_hand()
    _wait(log)


def _start_by_hand() -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "dockerd.log").open("ab") as output:
        # In a session of its own: neither the end of make nor Ctrl-C in its terminal ends the engine.
        subprocess.run(
            ["sh", "-c", "dockerd &"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            check=True,
        )
    say(f"dockerd runs in the background from now on; its log is {LOGS / 'dockerd.log'}")


def _wait(log: Log) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while not answers():
        if time.monotonic() > end:
            raise log.problem(
                f"the Docker engine was started, but does not answer after {SECONDS_TO_START:.0f} s. "
                f"Its own log ({LOGS / 'dockerd.log'}, or `journalctl --unit docker`) says why."
            )
        time.sleep(0.3)
