"""CLO's facts that no other test holds: the guide's numbers, and that they arrive."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

import stacks
from components.files.nginx import nginx_conf
from stacks._profiles import place
from stacks._settings import Settings
from stacks._spec import Environment, Size
from tests.docs.paths import resolve
from tests.recorder import Record, Registered, deploy

CLO = stacks.load("clo")


@pytest.fixture(scope="module")
def dev() -> Record:
    return deploy()


def environment(container: Registered) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in container.inputs["envs"])


def test_every_variable_reaches_the_app(dev: Record) -> None:
    backend = CLO.service("backend")
    for name in ("backend-1", "backend-2"):
        arrived = environment(dev.one("Container", name))
        assert {use.variable + "_FILE" for use in backend.secrets} <= arrived.keys()
        assert backend.environment.keys() <= arrived.keys()
        for variable, value in backend.environment.items():
            assert arrived[variable] == value or not isinstance(value, str), variable


def test_the_command_has_the_guides_numbers() -> None:
    """CLO-059 and CLO-061 to CLO-064; X-CLO-09: the edge waits as long; X-CLO-24: logs on standard output."""
    command = set(CLO.service("backend").command)
    assert {
        "gunicorn",
        "--bind=0.0.0.0:8000",
        "--worker-class=uvicorn.workers.UvicornWorker",
        "--worker-connections=1000",
        "--max-requests=1000",
        "--max-requests-jitter=100",
        "--timeout=300",
        "--keep-alive=2",
        "--preload",
        "--worker-tmp-dir=/dev/shm",
        "--name=clo-management-system",
        "--access-logfile=-",
        "--error-logfile=-",
        "--log-level=info",
    } <= command
    assert resolve("clo.EDGE.routes./api/").timeouts.read == 300


def test_the_data_files_are_the_apps_and_read_only(dev: Record) -> None:
    """CLO-039, X-CLO-01 and X-CLO-42."""
    mount = CLO.service("backend").mounts[0]
    for name in ("backend-1", "backend-2"):
        found = [item for item in dev.one("Container", name).inputs["mounts"] if item["target"] == mount.path]
        assert [(item["type"], item["readOnly"]) for item in found] == [("volume", True)]
        assert {item["target"] for item in dev.one("Container", name).inputs["mounts"]} == {mount.path, "/run/secrets"}
    script = dev.one("Container", "data-copy").inputs["command"][-1]
    assert "-type f -exec chmod 0440 " in script
    assert f"chown -R {CLO.service('backend').user}:" in script
    assert all(file.name in script for file in resolve("clo.FILES.data.expected"))


def test_a_certificate_of_the_users_own_reaches_the_edge(tmp_path: Path) -> None:
    """CLO-014 and CLO-088."""
    files = {"chain": str(tmp_path / "chain.pem"), "key": str(tmp_path / "key.pem")}
    subprocess.run(
        shlex.split(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=clo.example.com"
            f" -out {files['chain']} -keyout {files['key']}"
        ),
        check=True,
        capture_output=True,
    )
    record = deploy({"certificate": json.dumps(files)})
    written = {item["file"]: item for item in record.one("Container", "edge-files-writer").inputs["uploads"]}
    assert written["/etc/moorage/edge.crt"]["content"] == Path(files["chain"]).read_text()
    assert written["/etc/moorage/edge.key"]["content"] == Path(files["key"]).read_text()
    assert {item["permissions"] for item in written.values()} == {"0400"}
    assert not [item.name for item in record.of("LocallySignedCert") if item.name.startswith("edge")]


def test_the_edges_file_has_what_no_field_says() -> None:
    """CLO-067 and CLO-072."""
    settings = Settings.parse({}, "dev")
    text = nginx_conf(place(CLO, Environment.DEV, Size.LAPTOP), settings, {"backend": ("backend-1:8000",)})
    lines = {line.strip() for line in text.splitlines()}
    assert {
        "sendfile on;",
        "tcp_nopush on;",
        "tcp_nodelay on;",
        "types_hash_max_size 2048;",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_prefer_server_ciphers off;",
    } <= lines


def test_the_laptop_needs_less_than_a_developers_machine(dev: Record) -> None:
    """CLO-002: 4 cores and 8 GB at the least."""
    running = [item.inputs for item in dev.of("Container") if item.inputs.get("restart") == "unless-stopped"]
    assert sum(float(item["cpus"]) for item in running) <= 4
    assert sum(item["memory"] for item in running) <= 8 * 1024
