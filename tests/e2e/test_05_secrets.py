"""A secret is nowhere in clear but in the files of the containers that need it.

Each place is read once and searched for every secret; what is searched must hold something harmless that is known to
be there, so that a place which could not be read does not pass for clean.
"""

import re

import pytest

import stacks
from stacks._profiles import place
from tests.e2e.client import Client
from tests.e2e.docker import Inspected, containers, docker, role
from tests.e2e.hidden import clean, in_clear, in_files
from tests.e2e.stack import Stack, configured
from tests.expected import parts, secret_files

pytestmark = [pytest.mark.docker, pytest.mark.engine]

CLO = place(stacks.load("clo"), "dev", "laptop")
CONFIGURATION = "/sources/configuration"  # what is backed up of it
HELD = {  # every other container holds none
    "backend-1": {"database-clo_user", "cache-password", "jwt-signing-key", "encryption-key"},
    "backend-2": {"database-clo_user", "cache-password", "jwt-signing-key", "encryption-key"},
    "backups": {"backups-passphrase", "copies-passphrase", "backups-key"},
    "cache": {"cache-password", "cache-key"},
    "cache-exporter": {"cache-password"},
    "database-backup": {"database-backup-key"},
    "database-exporter": {"database-moorage-monitoring"},
    "database-pool": {"database-clo_user", "database-clo_monitor", "database-moorage-monitoring", "database-pool-key"},
    "database-pool-exporter": {"database-moorage-monitoring"},
    "database-server": {
        "database-clo_user",
        "database-clo_monitor",
        "database-moorage-monitoring",
        "database-moorage-operations",
        "database-key",
    },
    "drills": {"drills-key"},
    "edge": {"edge-key"},
    "operations": {
        "backups-passphrase",
        "copies-passphrase",
        "files-password",
        "cache-password",
        "database-moorage-operations",
        "operations-key",
    },
}


@pytest.fixture(scope="module")
def all_containers(system: Stack) -> list[Inspected]:
    return containers(system.name)


def test_each_container_holds_what_it_needs_and_nothing_else(
    hidden: dict[str, str], all_containers: list[Inspected]
) -> None:
    """On all of its volumes: its files, and what it has written, such as logs, metrics, records and backups."""
    running = [item for item in all_containers if item["State"]["Running"]]
    known = "database system is ready to accept connections"  # so that volumes that are written to are looked at too
    found = {role(item): in_files({**hidden, "known": known}, item) for item in running}
    logged = {name for name, files in found.items() if any("known" in names for names in files.values())}
    assert {"logs", "log-metrics", "operations"} <= logged
    held = {name: {path: names - {"known"} for path, names in files.items()} for name, files in found.items()}
    held = {name: {path: names for path, names in files.items() if names} for name, files in held.items()}
    assert held == secret_files(CLO, ())
    assert {name: set().union(*files.values()) for name, files in held.items() if files} == HELD


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
    logs = {role(item): docker("logs", item["Id"]) for item in all_containers if item["State"]["Status"] != "created"}
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
    listed: dict[tuple[str, str], list[str]] = {}
    for container in containers(system.name, running=True):
        for mount in container["Mounts"]:
            if "-files-" not in mount.get("Name", ""):
                continue
            assert not mount["RW"], container["Name"]
            show = ("find", mount["Destination"], "-type", "f", "-printf", "%m %U %G %p\\n")
            listed[role(container), mount["Destination"]] = docker("exec", container["Id"], *show).splitlines()
    assert all(line.startswith("400 10001 10001 /") for lines in listed.values() for line in lines), listed
    names = {place: {re.sub(r".*/", "", line) for line in lines} for place, lines in listed.items()}
    assert all(names.values())
    services = {("backend-1", "/run/secrets"), ("backend-2", "/run/secrets")}
    plain = {"node-exporter", "edge-exporter"}  # their command lines say all
    others = set(parts(CLO)) - {name for name, _ in services} - plain
    assert set(names) == services | {(name, "/etc/moorage") for name in others} | {("operations", CONFIGURATION)}
    assert names["backend-1", "/run/secrets"] == {
        "authority.pem",
        "database-url",
        "encryption-key",
        "jwt-secret-key",
        "redis-url",
    }
