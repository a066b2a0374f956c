"""Docker, the base image and Debian's packages: what is done, and what is said where it can't be."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from toolchain.console import Problem
from toolchain.setup import base_image, debian, docker_engine, steps
from toolchain.setup import test_programs as programs  # under another name, or pytest takes it for a test
from toolchain.setup.debian import Mirrors
from toolchain.setup.steps import Log

Fake = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(docker_engine, "LOGS", tmp_path / "logs")
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    return Log("test")


@pytest.fixture
def ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("ordinary_user")
def test_no_docker_and_no_root_is_one_message(fake_command: Fake, log: Log) -> None:
    fake_command("docker", "exit 1")
    step = docker_engine.step()
    assert step.needed()
    with pytest.raises(Problem, match=r"no Docker engine answers.*Install and start Docker"):
        step.do(log)


def test_an_engine_that_the_user_named_is_not_replaced(
    fake_command: Fake, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_command("docker", "exit 1")
    fake_command("apt-get", "exit 1")
    monkeypatch.setenv("DOCKER_HOST", "tcp://elsewhere:2376")
    with pytest.raises(Problem, match=r"DOCKER_HOST=tcp://elsewhere:2376.*unset DOCKER_HOST"):
        docker_engine.step().do(log)
    monkeypatch.delenv("DOCKER_HOST")
    fake_command("docker", 'if [ "$1" = context ]; then echo remote; else exit 1; fi')
    with pytest.raises(Problem, match=r"context 'remote'.*docker context use"):
        docker_engine.step().do(log)


def test_dockerd_is_started_when_root_has_it_and_outlives_make(
    fake_command: Fake, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(docker_engine, "SYSTEMD", tmp_path / "no-systemd")
    fake_command("apt-get", "exit 1")
    fake_command("sh", 'exec /bin/sh "$@"')
    fake_command("docker", f'[ "$1" = info ] && /bin/cat {tmp_path}/session')
    # It answers once it runs; field 6 of its stat is its session.
    fake_command(
        "dockerd",
        f"/usr/bin/cut -d' ' -f6 /proc/$$/stat > {tmp_path}/session.new\n"
        f"/bin/mv {tmp_path}/session.new {tmp_path}/session",
    )
    docker_engine.step().do(log)
    assert int((tmp_path / "session").read_text()) != os.getsid(0)


def test_an_engine_that_never_answers_is_told(
    fake_command: Fake, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(docker_engine, "SYSTEMD", tmp_path / "no-systemd")
    monkeypatch.setattr(docker_engine, "SECONDS_TO_START", 0.1)
    fake_command("sh", 'exec /bin/sh "$@"')
    for name, script in (("apt-get", "exit 1"), ("docker", "exit 1"), ("dockerd", "echo no iptables >&2; exit 1")):
        fake_command(name, script)
    with pytest.raises(Problem, match=r"does not answer.*dockerd\.log"):
        docker_engine.step().do(log)


@pytest.mark.usefixtures("ordinary_user")
def test_a_base_image_that_can_neither_be_pulled_nor_made_is_told(fake_command: Fake, log: Log) -> None:
    fake_command("docker", "echo denied >&2; exit 1")
    step = base_image.step()
    assert step.needed()
    with pytest.raises(Problem, match=r"can't be pulled.*docker load"):
        step.do(log)


DEB822 = """\
Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: http://other.example/apt/debian
Suites: bookworm
Enabled: no
"""
ONE_LINE = """\
# deb http://commented.example/debian bookworm main
deb-src http://source.example/debian bookworm main
deb [arch=amd64] http://packages.example/apt stable main
deb [signed-by=/x.gpg] https://mirror.example/debian/ bookworm main
deb https://mirror.example/security bookworm-security main
"""


def test_the_mirrors_are_those_of_this_machine(tmp_path: Path) -> None:
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    assert debian.mirrors(tmp_path) is None
    (folder / "debian.sources").write_text(DEB822)
    assert debian.mirrors(tmp_path) == Mirrors("http://mirror.example/debian", "http://mirror.example/debian-security")
    (folder / "debian.sources").unlink()
    (tmp_path / "sources.list").write_text(ONE_LINE)
    assert debian.mirrors(tmp_path) == Mirrors("https://mirror.example/debian/", "https://mirror.example/security")


def test_the_base_image_gets_updates_and_security_updates() -> None:
    text = base_image.sources(Mirrors("http://m/debian", "http://m/debian-security"))
    assert "URIs: http://m/debian\nSuites: trixie trixie-updates\n" in text
    assert "URIs: http://m/debian-security\nSuites: trixie-security\n" in text
    assert text.count("Signed-By: ") == 2
    assert "security" not in base_image.sources(Mirrors("http://m/debian", None))


def test_services_of_test_programs_are_not_started(
    fake_command: Fake, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(debian, "POLICY", policy)
    fake_command("apt-get", f'if [ "$1" = install ]; then {policy}; echo "may start: $?"; fi')
    debian.install(log, ["nginx"], start_services=False)
    assert "may start: 101" in log.text()
    assert not policy.exists()
    debian.install(log, ["docker.io"], start_services=True)
    assert "may start: 127" in log.text()


def test_test_programs_are_for_root_on_debian_alone(fake_command: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_command("apt-get", "exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert programs.steps() == []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(programs, "find", lambda program: None if program == "nginx" else f"/usr/bin/{program}")
    (step,) = programs.steps()
    assert step.needed()
    assert "nginx" in step.says
    assert "pgbouncer" not in step.says
