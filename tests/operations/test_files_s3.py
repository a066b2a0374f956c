"""Backups of files into a bucket: restic against moto's S3 (Debian's python3-moto) over TLS, with keys from files."""

import json
import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.images.engine import LABEL, Engine, certificates, docker, healthy
from tests.operations.file_backups import FIRST, Operations, listing, toml

pytestmark = pytest.mark.docker
IMAGE = "moorage-test/s3:cache"
DOCKERFILE = b"""FROM debian:trixie-slim
RUN export DEBIAN_FRONTEND=noninteractive \\
 && apt-get update \\
 && apt-get install --yes --no-install-recommends python3-moto python3-flask python3-flask-cors curl ca-certificates \\
 && rm -rf /var/lib/apt/lists/*
"""
BUCKET = {"name": "copies", "number": 2, "location": "s3:https://store:8443/clo-copies/files", "keep_days": 60}
KEYS = {"copies-key-id": "AKIA-our-own", "copies-key": "a key of the bucket"}
MAKE = """
import boto3
store = boto3.client(
    "s3", endpoint_url="https://store:8443", verify="/etc/moorage/authority.pem", region_name="us-east-1",
    aws_access_key_id="anybody", aws_secret_access_key="anything",
)
store.create_bucket(Bucket="clo-copies")
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def network(engine: Engine) -> str:
    return engine.network()


@pytest.fixture(scope="module")
def authority(engine: Engine, network: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Start the store with a bucket, and return the authority that its certificate is verified against."""
    subprocess.run(
        ["docker", "build", "--quiet", "--network=host", f"--label={LABEL}=image", f"--tag={IMAGE}", "-"],
        input=DOCKERFILE, env={**os.environ, "DOCKER_BUILDKIT": "0"}, check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    made = certificates(tmp_path_factory.mktemp("certificates"), "store")
    held = engine.files("store", {**made, "authority.pem": made["ca.pem"]})
    store = engine.name("store")
    docker(
        "run", "--detach", engine.label, f"--name={store}", f"--network={network}", "--network-alias=store",
        "--user=10001", f"--volume={held}:/etc/moorage:ro", IMAGE, "moto_server", "-H", "0.0.0.0", "-p", "8443",  # noqa: S104 - of the test's own network
        "-c", "/etc/moorage/server.crt", "-k", "/etc/moorage/server.key",
    )  # fmt: skip
    healthy(store, "curl", "-fsS", "-o", "/dev/null", "--cacert", "/etc/moorage/authority.pem", "--resolve",
            "store:8443:127.0.0.1", "https://store:8443/moto-api/", seconds=120)  # fmt: skip
    docker("exec", store, "python3", "-c", MAKE)
    return made["ca.pem"]


def test_copies_go_to_a_bucket_and_come_back(engine: Engine, network: str, authority: str) -> None:
    operations = Operations(engine, "s3")
    operations.own()
    files = {**KEYS, "copies-authority.pem": authority}
    operations.start(toml(repositories=(FIRST, BUCKET), facts={"copies_lookup": "path"}), network=network, files=files)
    operations.write("head -c 3000000 /dev/urandom > /data/big; echo x > /data/x")
    last = operations.backup()
    assert (last["repository"], last["ok"], last["facts"]["files"]) == ("copies", True, 2)
    operations.ask("verify", "full", code=None)
    checked = [item for item in operations.records() if (item["of"], item["repository"]) == ("files", "copies")]
    assert [(item["ok"], item["facts"]["snapshots"]) for item in checked] == [(True, 1)], checked
    cache = operations.shell("du -sk /var/lib/operations/cache").split()[0]
    assert int(cache) < 1000  # lists and trees only
    # The host's own repository is lost: the bucket's is what is left.
    operations.shell("rm -rf /var/lib/backups/files")
    operations.ask("restore", "data", "--into", "/var/lib/operations/back")
    record = operations.records()[-1]
    assert record["facts"]["repository"] == "copies"
    assert listing(operations, "/var/lib/operations/back") == listing(operations, "/sources/data")
    told = operations.shell("cat /var/lib/operations/records.jsonl /var/lib/operations/inventory/*")
    assert json.loads(told.splitlines()[0])
    assert not any(key in told for key in KEYS.values())


def test_another_authority_is_not_believed(engine: Engine, network: str, authority: str) -> None:
    operations = Operations(engine, "s3-other")
    operations.own()
    operations.start(toml(repositories=(BUCKET,), facts={"copies_lookup": "path"}), network=network, files=KEYS)
    operations.write("echo x > /data/x")
    error = operations.backup(code=1)["error"]
    assert "store:8443 can't be reached" in error
    assert "CERTIFICATE_VERIFY_FAILED" in error
    files = {"copies-authority.pem": authority}
    operations.start(toml(repositories=(BUCKET,)), network=network, files=files)
    assert "copies-key-id can't be read" in operations.backup(code=1)["error"]
