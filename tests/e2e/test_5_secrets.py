"""A secret is nowhere in clear but in the files of the containers that need it.

Each place is read once and searched for every secret; what is searched must hold something harmless that is known to
be there, so that a place which could not be read does not pass for clean.
"""

import re

import pytest

from tests.e2e.client import Client
from tests.e2e.docker import Inspected, containers, docker, role
from tests.e2e.stack import PASSPHRASE, Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

GENERATED = {  # random passwords, by logical name
    "cache-password",
    "dashboard-password",
    "database-clo_monitor",
    "database-clo_user",
    "encryption-key",
    "jwt-signing-key",
}
KEYS = {"authority-key", "cache-key", "database-key", "database-pool-key", "edge-key"}
FOLDERS = ("/etc/moorage", "/run/secrets")


@pytest.fixture(scope="module")
def hidden(system: Stack) -> dict[str, str]:
    """Every secret by its name; of private keys the lines of base64 that hold the private number."""
    found = {"passphrase": PASSPHRASE}
    names: set[str] = set()
    for resource in system.resources("--show-secrets"):
        name, outputs = resource["urn"].rsplit("::", 1)[1], resource.get("outputs", {})
        if resource["type"] == "random:index/randomPassword:RandomPassword":
            names.add(name)
            found[name] = _clear(outputs["result"])
        elif resource["type"] == "tls:index/privateKey:PrivateKey":
            names.add(name)
            for form in ("privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"):
                lines = _clear(outputs[form]).splitlines()[1:-1]
                found |= {
                    f"{name} {form} {i}": line for i, line in enumerate(lines[-2:] if "ssh" in form else lines[:2])
                }
    assert names == GENERATED | KEYS
    assert len(found) == 1 + len(GENERATED) + 6 * len(KEYS)
    assert all(len(value) > 17 for value in found.values())
    return found


def _clear(value: object) -> str:
    """Return the text of a secret as `stack export --show-secrets` writes it: JSON in an object."""
    assert isinstance(value, dict)
    return str(value["plaintext"]).removeprefix('"').removesuffix('"').replace("\\n", "\n")


@pytest.fixture(scope="module")
def all_containers(system: Stack) -> list[Inspected]:
    return containers(system.name)


def _in_clear(hidden: dict[str, str], text: str) -> list[str]:
    return [name for name, value in hidden.items() if value in text]


def _clean(hidden: dict[str, str], known: str, text: str) -> None:
    assert known in text
    assert _in_clear(hidden, text) == []


def test_the_search_finds_what_is_in_a_container_s_files(system: Stack, hidden: dict[str, str]) -> None:
    def held(container: str, folder: str) -> set[str]:
        files = docker("exec", system.container(container), "sh", "-c", f"cat {folder}/*")
        return {name.split()[0] for name in _in_clear(hidden, files)}

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
    _clean(hidden, system.name, system.pulumi("stack", "export").output)
    files = [file for file in system.backend.rglob("*") if file.is_file()]
    assert any(file.suffix == ".json" and "stacks" in file.parts for file in files)
    for file in files:
        assert _in_clear(hidden, file.read_text(errors="replace")) == [], file


def test_not_in_what_pulumi_says(system: Stack, hidden: dict[str, str]) -> None:
    changed = {"environment": "dev", "size": "medium", "images": {"nginx": "nginx:another"}}
    before = dict(system.config)
    try:
        system.configure(**changed)
        system.pulumi("preview", "--diff")
        system.pulumi("preview", "--json")
    finally:
        system.config = before
    system.pulumi("stack", "--show-urns")
    _clean(hidden, f"{system.name}-backend-1", "\n".join(system.said))


def test_not_in_what_docker_tells(system: Stack, hidden: dict[str, str], all_containers: list[Inspected]) -> None:
    label = f"--filter=label=moorage.name={system.name}"
    named = [item["Id"] for item in all_containers]
    for command in (("network", "ls"), ("volume", "ls"), ("images",)):
        found = docker(*command, "--quiet", label).split()
        assert found
        named += found
    _clean(hidden, f"{system.name}-edge", docker("inspect", *named))
    images = {item["Image"] for item in all_containers}
    history = "\n".join(docker("history", "--no-trunc", image) for image in sorted(images))
    _clean(hidden, "COPY", history)


def test_not_in_logs(client: Client, hidden: dict[str, str], all_containers: list[Inspected]) -> None:
    assert client.get("/").status == 200
    logs = {role(item): docker("logs", item["Id"]) for item in all_containers if "-files-" not in item["Name"]}
    _clean(hidden, "database system is ready to accept connections", logs["database-server"])
    _clean(hidden, "serving version", logs["backend-1"])
    _clean(hidden, '"request":"GET / HTTP', logs["edge"])
    for text in logs.values():
        assert _in_clear(hidden, text) == []


def test_not_in_environments_and_command_lines(hidden: dict[str, str], system: Stack) -> None:
    seen = {}
    for container in containers(system.name, running=True):
        every = r"for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\0' '\n' < $f; echo; done 2>/dev/null"
        seen[role(container)] = docker("exec", container["Id"], "sh", "-c", every)
        assert "PATH=" in seen[role(container)]
    _clean(hidden, "PORT=8000", seen["backend-1"])
    assert _in_clear(hidden, "\n".join(seen.values())) == []


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
