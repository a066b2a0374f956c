"""A secret is nowhere in clear but in the files of the containers that need it.

Each place is read once and searched for every secret; what is searched must hold something harmless that is known to
be there, so that a place which could not be read does not pass for clean.
"""

import re

import pytest

from tests.e2e.client import Client
from tests.e2e.docker import Inspected, containers, docker, role
from tests.e2e.hidden import clean, in_clear
from tests.e2e.stack import Stack, configured

pytestmark = [pytest.mark.docker, pytest.mark.engine]

FOLDERS = ("/etc/moorage", "/run/secrets")


@pytest.fixture(scope="module")
def all_containers(system: Stack) -> list[Inspected]:
    return containers(system.name)


def test_the_search_finds_what_is_in_a_container_s_files(system: Stack, hidden: dict[str, str]) -> None:
    def held(container: str, folder: str) -> set[str]:
        files = docker("exec", system.container(container), "sh", "-c", f"cat {folder}/*")
        return {name.split()[0] for name in in_clear(hidden, files)}

    assert held("database-pool", "/etc/moorage") == {"database-clo_user", "database-clo_monitor", "database-pool-key"}
    assert held("cache", "/etc/moorage") == {"cache-password", "cache-key"}
    assert held("edge", "/etc/moorage") == {"edge-key"}
    assert held("backend-1", "/run/secrets") == {
        "database-clo_user",
        "cache-password",
        "jwt-signing-key",
        "encryption-key",
    }


def test_not_in_the_state(system: Stack, hidden: dict[str, str]) -> None:
    clean(hidden, system.name, system.pulumi("stack", "export").output)
    files = [file for file in system.backend.rglob("*") if file.is_file()]
    assert any(file.suffix == ".json" and "stacks" in file.parts for file in files)
    for file in files:
        assert in_clear(hidden, file.read_text(errors="replace")) == [], file


def test_not_in_what_pulumi_says(system: Stack, hidden: dict[str, str]) -> None:
    with configured(system, size="medium", images={"nginx": "nginx:another"}):
        system.pulumi("preview", "--diff")
        system.pulumi("preview", "--json")
    system.pulumi("stack", "--show-urns")
    clean(hidden, f"{system.name}-backend-1", "\n".join(system.said))


def test_not_in_what_docker_tells(system: Stack, hidden: dict[str, str], all_containers: list[Inspected]) -> None:
    label = f"--filter=label=moorage.name={system.name}"
    named = [item["Id"] for item in all_containers]
    for command in (("network", "ls"), ("volume", "ls"), ("images",)):
        found = docker(*command, "--quiet", label).split()
        assert found
        named += found
    clean(hidden, f"{system.name}-edge", docker("inspect", *named))
    images = {item["Image"] for item in all_containers}
    history = "\n".join(docker("history", "--no-trunc", image) for image in sorted(images))
    clean(hidden, "COPY", history)


def test_not_in_logs(client: Client, hidden: dict[str, str], all_containers: list[Inspected]) -> None:
    assert client.get("/").status == 200
    logs = {role(item): docker("logs", item["Id"]) for item in all_containers if "-files-" not in item["Name"]}
    clean(hidden, "database system is ready to accept connections", logs["database-server"])
    clean(hidden, "serving version", logs["backend-1"])
    clean(hidden, '"request":"GET / HTTP', logs["edge"])
    for text in logs.values():
        assert in_clear(hidden, text) == []


def test_not_in_environments_and_command_lines(hidden: dict[str, str], system: Stack) -> None:
    seen = {}
    for container in containers(system.name, running=True):
        every = r"for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\0' '\n' < $f; echo; done 2>/dev/null"
        seen[role(container)] = docker("exec", container["Id"], "sh", "-c", every)
        assert "PATH=" in seen[role(container)]
    clean(hidden, "PORT=8000", seen["backend-1"])
    assert in_clear(hidden, "\n".join(seen.values())) == []


def test_files_are_for_their_program_alone(system: Stack) -> None:
    show = ("find", "{folder}", "-type", "f", "-printf", "%m %U %G %p\\n")
    listed: dict[str, list[str]] = {}
    for container in containers(system.name, running=True):
        folders = [mount["Destination"] for mount in container["Mounts"] if mount["Destination"] in FOLDERS]
        assert len(folders) == 1, container["Name"]
        assert not next(mount["RW"] for mount in container["Mounts"] if mount["Destination"] == folders[0])
        command = [part.format(folder=folders[0]) for part in show]
        listed[role(container)] = docker("exec", container["Id"], *command).splitlines()
    assert all(line.startswith("400 10001 10001 /") for lines in listed.values() for line in lines), listed
    names = sorted(re.sub(r".*/", "", line) for line in listed["backend-1"])
    assert names == ["authority.pem", "database-url", "encryption-key", "jwt-secret-key", "redis-url"]
