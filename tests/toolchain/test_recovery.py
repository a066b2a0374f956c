"""A killed update is put right: what it may have left is removed, and nothing that anybody else has."""

import json
import os
import socket
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from toolchain import recovery
from toolchain.console import Problem
from toolchain.pulumi_commands import Pulumi

CONTAINER = "docker:index/container:Container"


class Fake:
    """Pulumi as far as recovery uses it, with a state of its own."""

    stack = "dev"

    def __init__(self, pending: Sequence[dict[str, Any]], known: Sequence[str] = ()) -> None:
        resources = [{"urn": f"urn::{identity}", "id": identity} for identity in known]
        self.state: dict[str, Any] = {
            "deployment": {
                "manifest": {"time": "2026-11-21T10:00:00.123456789Z"},
                "resources": resources,
                "pending_operations": list(pending),
            }
        }
        self.locked = False
        self.calls: list[tuple[str, ...]] = []

    def ask(self, *_arguments: str) -> str | None:
        return json.dumps(self.state)

    def give(self, text: str, *arguments: str) -> None:
        assert arguments == ("stack", "import")
        if self.locked:
            raise Problem("the stack is locked")
        self.state = json.loads(text)

    def call(self, *arguments: str) -> int:
        self.calls.append(arguments)
        return 0


def recover(fake: Fake, backend: str = "s3://elsewhere") -> bool:
    return recovery.recover(cast(Pulumi, fake), backend)


def creating(name: str, kind: str = CONTAINER) -> dict[str, Any]:
    return {"type": "creating", "resource": {"urn": f"urn::{name}", "type": kind, "inputs": {"name": name}}}


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `docker` that lists one young orphan for every name, and writes down what it is asked."""
    log = tmp_path / "asked"
    (tmp_path / "created").write_text("2026-11-21T10:00:01.5Z")
    program = tmp_path / "docker"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {log}\ncase "$2" in ls) echo orphan ;; inspect) cat {tmp_path}/created ;; esac\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return log


def test_nothing_was_killed_and_nothing_is_done(docker: Path) -> None:
    fake = Fake([])
    assert recover(fake) is False
    assert fake.calls == []
    assert not docker.exists()


def test_what_a_killed_update_may_have_left_is_removed_and_the_state_compared(docker: Path) -> None:
    fake = Fake([creating("dev-edge"), creating("dev-public", "docker:index/network:Network")])
    assert recover(fake) is True
    assert docker.read_text().splitlines() == [
        "container ls --all --no-trunc --quiet --filter name=^/?dev-edge$ --filter label=managed-by=moorage",
        "container inspect --format {{.Created}} orphan",
        "container rm --force orphan",
        "network ls --no-trunc --quiet --filter name=^/?dev-public$ --filter label=managed-by=moorage",
        "network inspect --format {{.Created}} orphan",
        "network rm orphan",
    ]
    assert fake.state["deployment"]["pending_operations"] == []
    assert fake.calls[0][0] == "refresh"


def test_what_is_older_than_the_state_is_somebody_elses_and_stays(docker: Path) -> None:
    (docker.parent / "created").write_text("2026-11-21 09:58:00.123456789 +0000 UTC")
    assert recover(Fake([creating("dev-edge")])) is True
    assert "rm" not in docker.read_text().split()


def test_while_somebody_has_the_lock_nothing_is_touched(docker: Path) -> None:
    fake = Fake([creating("dev-edge")])
    fake.locked = True
    with pytest.raises(Problem, match="locked"):
        recover(fake)
    assert not docker.exists()
    assert fake.calls == []


def test_what_the_state_knows_stays(docker: Path) -> None:
    assert recover(Fake([creating("dev-edge")], known=["orphan"])) is True
    assert "rm" not in docker.read_text().split()


def test_volumes_stay_because_they_hold_data(docker: Path) -> None:
    assert recover(Fake([creating("dev-database-data", "docker:index/volume:Volume")])) is True
    assert not docker.exists()


def test_a_docker_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "docker"
    program.write_text("#!/bin/sh\necho no engine >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    fake = Fake([creating("dev-edge")])
    with pytest.raises(Problem, match=r"docker container ls .* failed: no engine"):
        recover(fake)


def lock(backend: Path, process: int, host: str, stack: str = "dev") -> Path:
    file = backend / ".pulumi" / "locks" / "organization" / "moorage" / stack / "a-lock.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"pid": process, "hostname": host}))
    return file


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_the_lock_of_a_process_that_is_gone_is_released(tmp_path: Path, gone: int) -> None:
    file = lock(tmp_path, gone, socket.gethostname())
    assert recover(Fake([]), f"file://{tmp_path}") is True
    assert not file.exists()


def test_a_lock_of_another_stack_is_no_concern(tmp_path: Path, gone: int) -> None:
    file = lock(tmp_path, gone, socket.gethostname(), stack="prod")
    assert recover(Fake([]), f"file://{tmp_path}") is False
    assert file.exists()


@pytest.mark.parametrize("host", [socket.gethostname(), "another-machine"])
def test_an_update_that_runs_or_is_on_another_machine_is_waited_for(
    tmp_path: Path, gone: int, host: str, docker: Path
) -> None:
    file = lock(tmp_path, os.getpid() if host == socket.gethostname() else gone, host)
    with pytest.raises(Problem, match=f"an update of dev is running: process .* on {host}.*pulumi cancel"):
        recover(Fake([creating("dev-edge")]), f"file://{tmp_path}")
    assert file.exists()
    assert not docker.exists()
