"""Everything is shut that need not be open, as Docker itself sees it."""

import pytest

from tests.e2e.docker import Inspected, containers, docker, inspect, role
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

SERVING = {"backend-1", "backend-2", "cache", "database-pool", "database-server", "edge"}
ONCE = {"backend-first-data", "backend-migration", "data-copy", "frontend-copy"}
NEVER = "Created"  # how Docker calls a container that was never started


@pytest.fixture(scope="module")
def serving(system: Stack) -> list[Inspected]:
    found = containers(system.name, running=True)
    assert {role(item) for item in found} == SERVING
    return found


def test_each_has_nothing_it_does_not_need(serving: list[Inspected]) -> None:
    for container in serving:
        host, name = container["HostConfig"], role(container)
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert not host["CapAdd"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert not host["Privileged"], name
        assert not host["Devices"], name
        assert not host["Binds"], name
        assert host["NetworkMode"] != "host", name
        assert not {"bridge", "host"} & set(container["NetworkSettings"]["Networks"]), name
        assert (host["PidMode"], host["IpcMode"]) in {("", "private"), ("", "shareable")}, name
        assert container["Config"]["User"] == "10001:10001", name
        assert all(mount["Type"] == "volume" for mount in container["Mounts"]), name


def test_each_has_limits(serving: list[Inspected]) -> None:
    for container in serving:
        host, name = container["HostConfig"], role(container)
        assert host["Memory"] > 0, name
        assert host["MemorySwap"] == host["Memory"], name
        assert host["NanoCpus"] > 0, name
        assert host["LogConfig"] == {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "10"}}, name


def test_no_process_is_root_or_may_become_it(serving: list[Inspected]) -> None:
    for container in serving:
        for line in docker("top", container["Id"], "-eo", "uid,pid,comm").splitlines()[1:]:
            assert line.split()[0] == "10001", line
        effective = docker("exec", container["Id"], "grep", "-hE", "^(CapEff|CapBnd|NoNewPrivs)", "/proc/1/status")
        assert effective.split() == ["CapEff:", "0" * 16, "CapBnd:", "0" * 16, "NoNewPrivs:", "1"], role(container)


def test_each_is_healthy_and_comes_back_by_itself(serving: list[Inspected]) -> None:
    for container in serving:
        assert container["State"]["Health"]["Status"] == "healthy", role(container)
        assert container["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped", role(container)
        assert container["RestartCount"] == 0, role(container)


def test_only_the_edge_is_published_and_only_on_loopback(system: Stack, serving: list[Inspected]) -> None:
    published = {
        role(item): item["HostConfig"]["PortBindings"] for item in serving if item["HostConfig"]["PortBindings"]
    }
    assert published == {
        "edge": {
            "8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(system.http)}],
            "8443/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(system.https)}],
        }
    }


def test_what_runs_once_has_succeeded_and_what_writes_files_never_ran(system: Stack) -> None:
    others = [item for item in containers(system.name) if item["State"]["Status"] != "running"]
    once = {role(item): item["State"]["ExitCode"] for item in others if not item["Name"].partition("-files-")[1]}
    assert once == dict.fromkeys(ONCE, 0)
    for writer in (item for item in others if item["Name"].partition("-files-")[1]):
        assert writer["State"]["Status"] == NEVER.lower(), writer["Name"]
        assert writer["HostConfig"]["NetworkMode"] == "none", writer["Name"]


def test_everything_says_whose_it_is(system: Stack) -> None:
    wanted = {"managed-by": "moorage", "moorage.name": system.name, "system": "clo", "environment": "dev"}
    named = {
        "container": [item["Id"] for item in containers(system.name)],
        "network": docker("network", "ls", "--quiet", f"--filter=name=^{system.name}-").split(),
        "volume": docker("volume", "ls", "--quiet", f"--filter=name=^{system.name}-").split(),
        "image": docker("images", "--quiet", f"{system.name}/*").split(),
    }
    for kind, names in named.items():
        assert names, kind
        for item in inspect(kind, names):
            labels = item["Labels"] if kind in {"network", "volume"} else item["Config"]["Labels"]
            assert wanted.items() <= labels.items(), (kind, labels)
