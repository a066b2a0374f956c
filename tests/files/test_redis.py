import os
import re
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.files.redis import redis_conf
from stacks._spec import Eviction, Size, Snapshot
from stacks.clo import SPEC
from tests.files.made import BOUNDED, MORE_LINES, ONE_LINE, find, free_ports, own, running

CACHE = SPEC.caches[0]
PASSWORD = """it's "quoted" \\ #é"""
USER = "nobody"


def read_back(word: str) -> str:
    """Read a quoted word as Redis does (sdssplitargs)."""
    plain = re.sub(r"\\x([0-9a-f]{2})|\\(.)", lambda part: chr(int(part[1], 16)) if part[1] else part[2], word[1:-1])
    return plain.encode("latin-1").decode()


@given(secret=st.text(ONE_LINE, min_size=1, max_size=60))
@BOUNDED
def test_passwords_are_read_back_as_they_were(secret: str) -> None:
    text = redis_conf(CACHE, Size.SMALL, secret)
    lines = [line for line in text.split("\n") if line.startswith("requirepass ")]
    assert len(lines) == 1
    assert re.fullmatch(r'requirepass "(?:[^"\\]|\\["\\]|\\x[0-9a-f]{2})*"', lines[0])
    assert read_back(lines[0].removeprefix("requirepass ")) == secret
    assert len(text.splitlines()) == len(redis_conf(CACHE, Size.SMALL, "x").splitlines())


@given(secret=MORE_LINES)
@BOUNDED
def test_passwords_of_more_than_one_line_are_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="the password of cache 'cache' has a control character; allowed: "):
        redis_conf(CACHE, Size.SMALL, secret)


@pytest.mark.parametrize("size", list(Size))
def test_limits_are_the_sizes(size: Size) -> None:
    words = [shlex.split(line) for line in redis_conf(CACHE, size, "x").splitlines()]
    assert ["maxmemory", f"{CACHE.sizes[size].data_mb}mb"] in words
    assert ["maxmemory-policy", "allkeys-lru"] in words
    assert [word[1:] for word in words if word[0] == "save"] == [["900", "1"], ["300", "10"], ["60", "10000"]]
    assert [word[1:] for word in words if word[0] == "rename-command"] == [["FLUSHDB", ""], ["FLUSHALL", ""]]


def test_without_snapshots_there_are_none() -> None:
    lines = redis_conf(replace(CACHE, snapshots=()), Size.SMALL, "x").splitlines()
    assert [line for line in lines if line.startswith("save")] == ['save ""']


@pytest.mark.parametrize("command", ["", "FLUSH ALL", 'X""', "CONFIG\nrequirepass", "é"])
def test_forbidden_commands_are_words(command: str) -> None:
    with pytest.raises(ValueError, match="the forbidden command"):
        redis_conf(replace(CACHE, forbidden_commands=(command,)), Size.SMALL, "x")


@dataclass(frozen=True)
class Redis:
    port: int
    folder: Path
    authority: Path

    def ask(self, *command: str, password: str = PASSWORD, tls: bool = True) -> str:
        client = [find("redis-cli"), "-h", "127.0.0.1", "-p", str(self.port)]
        secure = ["--tls", "--cacert", str(self.authority)] if tls else []
        environment = {**os.environ, "REDISCLI_AUTH": password} if password else None
        done = subprocess.run(
            [*client, *secure, *command], env=environment, capture_output=True, text=True, timeout=10, check=False
        )
        return (done.stdout + done.stderr).strip()


@pytest.fixture(scope="module")
def redis(new_folder: Callable[[], Path], certificates: Path) -> Iterator[Redis]:
    folder, (port,) = new_folder(), free_ports(1)
    data = folder / "data"
    data.mkdir()
    cache = replace(CACHE, port=port, snapshots=(Snapshot(seconds=3600, changes=1),))
    text = redis_conf(cache, Size.LAPTOP, PASSWORD, bind="127.0.0.1", folder=str(folder), data_folder=str(data))
    (folder / "redis.conf").write_text(text)
    own(folder, USER)
    with running([find("redis-server"), str(folder / "redis.conf")], port, USER, folder / "log"):
        yield Redis(port, folder, certificates / "authority.pem")


@pytest.mark.programs
def test_redis_takes_the_password_and_no_other(redis: Redis) -> None:
    assert redis.ask("PING") == "PONG"
    assert "NOAUTH" in redis.ask("PING", password="")
    assert "WRONGPASS" in redis.ask("PING", password=PASSWORD + "x")


@pytest.mark.programs
def test_redis_speaks_tls_only(redis: Redis) -> None:
    assert "PONG" not in redis.ask("PING", tls=False)
    with socket.create_connection(("127.0.0.1", redis.port), 5) as plain:
        plain.sendall(b"PING\r\n")
        with suppress(ConnectionResetError):
            assert b"PONG" not in plain.recv(100)


@pytest.mark.programs
@pytest.mark.parametrize("command", ["FLUSHALL", "FLUSHDB", "flushall"])
def test_forbidden_commands_are_gone(command: str, redis: Redis) -> None:
    redis.ask("SET", "kept", "word")
    assert "unknown command" in redis.ask(command)
    assert redis.ask("GET", "kept") == "word"


@pytest.mark.programs
def test_redis_has_the_limits(redis: Redis) -> None:
    wanted = {
        "maxmemory": str(CACHE.sizes[Size.LAPTOP].data_mb * 1024 * 1024),
        "maxmemory-policy": Eviction.ALL_LEAST_RECENT.value,
        "tcp-keepalive": "300",
        "timeout": "0",
        "save": "3600 1",
        "appendonly": "no",
        "port": "0",
        "protected-mode": "yes",
        "tls-auth-clients": "no",
        "dir": str(redis.folder / "data"),
    }
    assert {name: redis.ask("CONFIG", "GET", name).split("\n")[-1] for name in wanted} == wanted


@pytest.mark.programs
def test_what_is_kept_goes_to_the_data_folder(redis: Redis) -> None:
    assert redis.ask("SAVE") == "OK"
    assert (redis.folder / "data" / "dump.rdb").stat().st_size > 0
