"""The exporter of containers, on the real engine's cgroups and on a made-up tree of version 2."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from images.operations.operations import containers
from images.operations.operations.containers import Containers, Listed
from images.operations.operations.failure import Failure
from tests.images.engine import Engine, docker, healthy
from tests.images.engine import until as wait

ONE, TWO = "a" * 64, "b" * 64
Found = dict[tuple[str, str], float]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def collected(host: Path, *identifiers: str) -> Found:
    return asked(Containers(host, {one: Listed(container=f"c-{one[0]}", part="p") for one in identifiers}))


def asked(made: Containers) -> Found:
    return {
        (sample.name, sample.labels.get("container", sample.labels.get("device", ""))): sample.value
        for metric in made.collect()
        for sample in metric.samples
    }


VERSION_2 = {
    "cpu.stat": "usage_usec 1500000\nuser_usec 1\nnr_throttled 3\nthrottled_usec 250000\n",
    "cpu.max": "50000 100000\n",
    "memory.current": "1000\n",
    "memory.stat": "anon 700\ninactive_file 300\n",
    "memory.events": "low 0\noom 2\noom_kill 1\n",
    "memory.max": "4096\n",
}


def version_2(host: Path, folder: str, **changed: str) -> Path:
    (host / "cgroup" / folder).mkdir(parents=True)
    (host / "cgroup" / "cgroup.controllers").write_text("cpu memory\n")
    for name, text in VERSION_2.items():
        (host / "cgroup" / folder / name).write_text(changed.get(name.replace(".", "_"), text))
    return host / "cgroup" / folder


@pytest.mark.parametrize(
    "folder",
    [
        f"system.slice/docker-{ONE}.scope",
        f"docker/{ONE}",
        f"user.slice/user-1000.slice/user@1000.service/user.slice/docker-{ONE}.scope",
        f"docker/{TWO}/docker/{ONE}",
    ],
)
def test_version_2_wherever_the_driver_puts_it(tmp_path: Path, folder: str) -> None:
    made = version_2(tmp_path, folder)
    found = collected(tmp_path, ONE)
    assert found.pop(("container_start_time_seconds", "c-a")) == pytest.approx(made.stat().st_ctime, abs=1)
    assert found == {
        ("container_running", "c-a"): 1,
        ("container_cpu_usage_seconds_total", "c-a"): 1.5,
        ("container_cpu_cfs_throttled_seconds_total", "c-a"): 0.25,
        ("container_memory_usage_bytes", "c-a"): 1000,
        ("container_memory_working_set_bytes", "c-a"): 700,
        ("container_memory_rss", "c-a"): 700,
        ("container_oom_events_total", "c-a"): 1,
        ("container_spec_cpu_limit", "c-a"): 0.5,
        ("container_spec_memory_limit_bytes", "c-a"): 4096,
    }


def test_no_limit_is_zero(tmp_path: Path) -> None:
    version_2(tmp_path, f"docker/{ONE}", cpu_max="max 100000\n", memory_max="max\n")
    found = collected(tmp_path, ONE)
    assert found["container_spec_cpu_limit", "c-a"] == 0
    assert found["container_spec_memory_limit_bytes", "c-a"] == 0


def test_a_container_without_a_cgroup_does_not_run_and_others_are_not_told_of(tmp_path: Path) -> None:
    version_2(tmp_path, f"docker/{ONE}")
    version_2(tmp_path, f"docker/{'c' * 64}")
    found = collected(tmp_path, ONE, TWO)
    assert found["container_running", "c-b"] == 0
    assert {name for name, container in found if container == "c-b"} == {"container_running"}
    assert {container for _, container in found} == {"c-a", "c-b"}


def test_a_restart_is_a_new_start_and_a_date_that_the_kernel_forgot_is_not(tmp_path: Path) -> None:
    folder = version_2(tmp_path, f"docker/{ONE}")
    made = Containers(tmp_path, {ONE: Listed(container="c", part="p")})
    first = asked(made)["container_start_time_seconds", "c"]
    time.sleep(0.05)
    (folder / "again").touch()  # a new date, the same number
    assert asked(made)["container_start_time_seconds", "c"] == first
    shutil.copytree(folder, tmp_path / "other")
    shutil.rmtree(folder)
    assert asked(made)["container_running", "c"] == 0
    (tmp_path / "other").rename(folder)
    assert asked(made)["container_start_time_seconds", "c"] > first


def test_files_that_are_missing_or_strange_are_passed_over(tmp_path: Path) -> None:
    folder = version_2(tmp_path, f"docker/{ONE}", memory_stat="anon\n\nx y\n", cpu_stat="", memory_current="?")
    (folder / "memory.max").unlink()
    found = collected(tmp_path, ONE)
    assert found["container_running", "c-a"] == 1
    assert ("container_memory_working_set_bytes", "c-a") not in found
    assert ("container_spec_memory_limit_bytes", "c-a") not in found


def test_the_hosts_network_is_told_without_the_ends_of_containers(tmp_path: Path) -> None:
    (tmp_path / "cgroup").mkdir()
    head = "Inter-|   Receive |  Transmit\n face |bytes packets\n"
    rows = "  eth0: 10 1 0 0 0 0 0 0 20 2 0 0 0 0 0 0\nveth1a:9 1 0 0 0 0 0 0 9 2 0 0 0 0 0 0\n broken\n"
    (tmp_path / "net-dev").write_text(head + rows)
    assert collected(tmp_path) == {
        ("node_network_receive_bytes_total", "eth0"): 10,
        ("node_network_transmit_bytes_total", "eth0"): 20,
    }


@pytest.mark.parametrize("text", ["", "[]", '{"abc": {"container": "x", "part": ""}}', f'{{"{ONE}": {{"part": ""}}}}'])
def test_a_wrong_list_is_refused_with_an_example(tmp_path: Path, text: str) -> None:
    (tmp_path / "containers.json").write_text(text)
    with pytest.raises(Failure, match='"container": "backend-1", "part": "backend"'):
        containers.listed(tmp_path / "containers.json")


def metrics_of(container: str) -> Found:
    text = docker("exec", container, "curl", "-fsS", "http://127.0.0.1:9601/metrics")
    return {
        (sample.name, sample.labels.get("container", sample.labels.get("device", ""))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.docker
def test_the_real_engines_containers_as_nobody_without_its_socket(engine: Engine) -> None:
    busy = engine.start("operations", "busy", "--memory=64m", "--cpus=0.5", command=("sh", "-c", "while :; do :; done"))
    docker("create", engine.label, f"--name={engine.name('never')}", "moorage-test/operations:cache")
    identifiers = {name: docker("inspect", "--format={{.Id}}", name) for name in (busy, engine.name("never"))}
    said = {one: {"container": name.rsplit("-", 1)[1], "part": "p"} for name, one in identifiers.items()}
    exporter = engine.start(
        "operations",
        "exporter",
        "--volume=/sys/fs/cgroup:/host/cgroup:ro",
        "--volume=/proc/1/net/dev:/host/net-dev:ro",
        command=("python3", "-m", "operations", "export-containers"),
        files=engine.files("exporter", {"containers.json": json.dumps(said)}),
    )
    healthy(exporter, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:9601/")
    first, began = metrics_of(exporter), time.monotonic()
    time.sleep(3)
    second, took = metrics_of(exporter), time.monotonic() - began
    assert first["container_running", "busy"] == 1
    assert first["container_running", "never"] == 0
    assert first["container_spec_cpu_limit", "busy"] == 0.5
    assert first["container_spec_memory_limit_bytes", "busy"] == 64 << 20
    assert 0 < first["container_memory_working_set_bytes", "busy"] < 64 << 20
    assert first["container_oom_events_total", "busy"] == 0
    # Half of one processor, however busy this machine is; less, if others use it up.
    name = ("container_cpu_usage_seconds_total", "busy")
    assert 0.05 * took < second[name] - first[name] < 0.65 * took
    started = datetime.fromisoformat(docker("inspect", "--format={{.State.StartedAt}}", busy)[:19] + "+00:00")
    assert first["container_start_time_seconds", "busy"] == pytest.approx(started.timestamp(), abs=3)
    host = Path("/proc/1/net/dev").read_text()
    assert ("node_network_receive_bytes_total", "docker0") in first
    assert all(device in host for name, device in first if name.startswith("node_network"))
    assert "container_running" in docker("exec", exporter, "curl", "-fsS", "http://127.0.0.1:9601/metrics")

    docker("restart", "--time=0", busy)
    restarted = metrics_of(exporter)
    assert restarted["container_start_time_seconds", "busy"] > first["container_start_time_seconds", "busy"]
    docker("kill", busy)
    wait(10, "it is seen", lambda: metrics_of(exporter)["container_running", "busy"] == 0)
    memory = docker("stats", "--no-stream", "--format={{.MemUsage}}", exporter)
    print(f"\nmemory of the exporter: {memory}")
    docker("stop", "--time=10", exporter)
    assert docker("wait", exporter) == "0"


@pytest.mark.docker
def test_a_container_that_ran_out_of_memory_shows(engine: Engine, tmp_path: Path) -> None:
    hungry = "python3 -c 'x = bytearray(200 << 20)'; sleep 60"
    name = engine.start("operations", "hungry", "--memory=32m", "--memory-swap=32m", command=("sh", "-c", hungry))
    identifier = docker("inspect", "--format={{.Id}}", name)
    (tmp_path / "cgroup").symlink_to("/sys/fs/cgroup")
    made = Containers(tmp_path, {identifier: Listed(container="hungry", part="p")})
    wait(15, "the kernel ended it", lambda: asked(made).get(("container_oom_events_total", "hungry"), 0) >= 1)


def test_the_command_takes_no_words() -> None:
    with pytest.raises(Failure, match="takes no words"):
        containers.export(["x"])
