"""CLO's facts of docs/coverage.md that no other test holds: the guide's numbers, and that they arrive."""

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

import stacks
from components.files.nginx import nginx_conf
from stacks._profiles import place
from stacks._settings import Settings
from stacks._spec import Environment, Per, RateLimit, Size
from tests.docs.paths import resolve
from tests.recorder import Record, Registered, deploy

CLO = stacks.load("clo")
ENVIRONMENT = "clo.BACKEND.environment"
PARAMETERS = "clo.DATABASE.parameters"

FACTS: dict[str, dict[str, Any]] = {  # requirement -> path -> what the guide says
    "CLO-010": {"clo.DATABASE.floor": 15},
    "CLO-011": {"clo.CACHE.floor": 7},
    "CLO-016": {"clo.DATABASE.database": "clo_management", "clo.DATABASE.owner.name": "clo_user"},
    "CLO-018": {f"{PARAMETERS}.max_connections": "200"},
    "CLO-019": {f"{PARAMETERS}.shared_buffers": "256MB"},
    "CLO-020": {f"{PARAMETERS}.effective_cache_size": "1GB"},
    "CLO-021": {f"{PARAMETERS}.work_mem": "4MB", f"{PARAMETERS}.maintenance_work_mem": "64MB"},
    "CLO-022": {
        f"{PARAMETERS}.wal_level": "replica",
        f"{PARAMETERS}.max_wal_size": "2GB",
        f"{PARAMETERS}.min_wal_size": "80MB",
    },
    "CLO-031": {"clo.CACHE.port": 6379},
    "CLO-032": {"clo.CACHE.sizes.small.data_mb": 1024, "clo.CACHE.sizes.medium.data_mb": 1024},
    "CLO-047": {"clo.SPEC.secrets.encryption-key.length": 32},
    "CLO-048": {f"{ENVIRONMENT}.CORS_METHODS": "GET,POST,PUT,DELETE"},
    "CLO-050": {
        f"{ENVIRONMENT}.ENABLE_CORRELATION_CACHE": "true",
        f"{ENVIRONMENT}.ENABLE_SCENARIO_CACHE": "true",
        f"{ENVIRONMENT}.ENABLE_PERFORMANCE_MONITORING": "true",
    },
    "CLO-051": {f"{ENVIRONMENT}.BACKUP_RETENTION_DAYS": "30"},
    "CLO-054": {f"{ENVIRONMENT}.DB_POOL_SIZE": "20", f"{ENVIRONMENT}.DB_MAX_OVERFLOW": "40"},
    "CLO-055": {f"{ENVIRONMENT}.REDIS_MAX_CONNECTIONS": "50"},
    "CLO-056": {f"{ENVIRONMENT}.ACCESS_TOKEN_EXPIRE_MINUTES": "30", f"{ENVIRONMENT}.JWT_ALGORITHM": "HS256"},
    "CLO-057": {f"{ENVIRONMENT}.DEBUG": "false"},
    "CLO-060": {"clo.BACKEND.metrics_port": 9090, f"{ENVIRONMENT}.METRICS_PORT": "9090"},
    "CLO-065": {"clo.EDGE.worker_connections": 1024},
    "CLO-067": {"clo.EDGE.keepalive_seconds": 65},
    "CLO-068": {"clo.EDGE.body_limit_mb": 50},
    "CLO-069": {"clo.EDGE.compression.minimum_bytes": 10240},
    "CLO-070": {"clo.API_LIMIT": RateLimit(name="api", requests=100, per=Per.MINUTE, burst=20, memory_mb=10)},
    "CLO-071": {
        "clo.AUTHENTICATION_LIMIT": RateLimit(name="authentication", requests=10, per=Per.MINUTE, burst=5, memory_mb=10)
    },
    "CLO-072": {"clo.EDGE.tls.session_cache_mb": 10, "clo.EDGE.tls.session_minutes": 10},
    "CLO-078": {"clo.EDGE.upstream_keepalive": 32},
    "CLO-096": {f"{ENVIRONMENT}.RATE_LIMIT_PER_MINUTE": "100", f"{ENVIRONMENT}.AUTH_RATE_LIMIT_PER_MINUTE": "10"},
}
COUNTS = {
    "clo_assets.db": 384,
    "clo_correlations.db": 238_144,
    "clo_mag_scenarios.db": 19_795,
    "clo_model_config.db": 356,
    "clo_reference_quick.db": 694,
}


@pytest.fixture(scope="module")
def dev() -> Record:
    return deploy()


@pytest.mark.parametrize("requirement", [*FACTS, "CLO-037"])
def test_the_guides_facts_are_in_the_spec(requirement: str) -> None:
    if requirement == "CLO-037":
        assert {item.name: item.records for item in resolve("clo.FILES.data.expected")} == COUNTS
        return
    for path, value in FACTS[requirement].items():
        assert resolve(path) == value, path


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
    assert all(name in script for name in COUNTS)


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
