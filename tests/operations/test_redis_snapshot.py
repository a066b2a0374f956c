"""A cache's snapshot through TLS, from the real Redis with the deployment's own file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.files.redis import redis_conf
from stacks import load
from stacks._spec import Size
from tests.images.engine import Engine, certificates, docker, healthy
from tests.operations.file_backups import Operations, toml

pytestmark = pytest.mark.docker
SECRET = """a "pass" $word's"""
(CACHE,) = load("clo").caches
RECOVERABLE = {"name": "cache", "kind": "cache", "host": "cache", "port": CACHE.port}
RULE = {"name": "all", "of": ["cache"], "method": "full", "keep_days": 30}
ANSWERS = "redis-cli --tls --insecure -h localhost ping | grep NOAUTH"
CLI = ("redis-cli", "--tls", "--cacert", "/etc/moorage/authority.pem", "-h", "localhost")


def ask(container: str, *words: str) -> str:
    return docker("exec", f"--env=REDISCLI_AUTH={SECRET}", container, *CLI, *words)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    made = certificates(tmp_path_factory.mktemp("certificates"), "cache", "localhost")
    return {"authority.pem": made["ca.pem"], "server.crt": made["server.crt"], "server.key": made["server.key"]}


@pytest.fixture(scope="module")
def network(engine: Engine) -> str:
    return engine.network()


@pytest.fixture(scope="module")
def cache(engine: Engine, files: dict[str, str], network: str) -> str:
    # Redis gathers replicas for five seconds; the test needs not wait for others.
    text = redis_conf(CACHE, Size.LAPTOP, SECRET) + "repl-diskless-sync-delay 0\n"
    held = engine.files("cache", {**files, "redis.conf": text})
    container = engine.start("redis", "cache", files=held, network=network)
    healthy(
        container,
        "sh",
        "-c",
        f"REDISCLI_AUTH='{SECRET.replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}' {' '.join(CLI)} ping | grep PONG",
    )
    ask(container, "DEBUG", "JMAP") if False else ask(
        container, "MSET", *(f"key{number // 2}" if number % 2 == 0 else "x" * 100 for number in range(2000))
    )
    return container


def started(engine: Engine, role: str, network: str, authority: str, password: str = SECRET) -> Operations:
    operations = Operations(engine, role)
    operations.own()
    secrets = {"cache-password": password, "authority.pem": authority}
    return operations.start(toml([RECOVERABLE], [RULE]), network=network, files=secrets)


@pytest.mark.usefixtures("cache")
def test_a_cache_comes_back_with_every_key(engine: Engine, network: str, files: dict[str, str]) -> None:
    operations = started(engine, "redis-backup", network, files["authority.pem"])
    record = operations.backup()
    assert record["facts"]["keys"] == 1000
    assert record["facts"]["files"] == 1
    operations.ask("rehearse", "cache")
    operations.ask("restore", "cache", "--into", "/var/lib/operations/back")
    assert SECRET not in operations.shell("cat /var/lib/operations/records.jsonl")

    packed = operations.shell("base64 /var/lib/operations/back/dump.rdb")
    held = engine.files("again", {**files, "redis.conf": redis_conf(CACHE, Size.LAPTOP, SECRET)})
    volume = engine.volume("again")
    docker(
        "run", "--rm", "--interactive", engine.label, f"--volume={volume}:/var/lib/redis", "moorage-test/redis:cache",
        "sh", "-c", "base64 -d > /var/lib/redis/dump.rdb", stdin=packed.encode(),
    )  # fmt: skip
    again = engine.start("redis", "again", f"--volume={volume}:/var/lib/redis", files=held, network=network)
    healthy(again, "sh", "-c", ANSWERS)
    assert ask(again, "DBSIZE").endswith("1000")
    assert ask(again, "GET", "key999") == "x" * 100


@pytest.mark.usefixtures("cache")
def test_what_goes_wrong_is_said(engine: Engine, network: str, files: dict[str, str], tmp_path: Path) -> None:
    wrong = started(engine, "redis-wrong", network, files["authority.pem"], password="not the word")
    error = wrong.backup(code=1)["error"]
    assert "the cache cache (cache:6379) gave no snapshot" in error
    assert "not the word" not in error
    other = certificates(tmp_path, "cache")["ca.pem"]
    error = started(engine, "redis-other", network, other).backup(code=1)["error"]
    assert "certificate verify failed" in error
    assert wrong.snapshots() == []


@pytest.mark.usefixtures("cache")
def test_half_a_snapshot_is_found(engine: Engine, network: str, files: dict[str, str]) -> None:
    operations = started(engine, "redis-half", network, files["authority.pem"])
    operations.backup()
    operations.ask("restore", "cache", "--into", "/var/lib/operations/back")
    assert operations.run("python3", "-c", CHECK) == "1000"
    operations.shell("truncate -s -20 /var/lib/operations/back/dump.rdb")
    assert "is no whole snapshot of Redis" in operations.run("python3", "-c", CHECK, code=1)


CHECK = """
from pathlib import Path
from operations import redis_snapshot
print(redis_snapshot.check(Path("/var/lib/operations/back/dump.rdb")))
"""
