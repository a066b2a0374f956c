"""What the tests of the files need: certificates, free ports, folders that unprivileged programs can read, programs."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

BOUNDED = hypothesis.settings(deadline=None, max_examples=60)  # the machine may be busy, the tests may not be long
ONE_LINE = st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp"))
MORE_LINES = st.builds("".join, st.tuples(st.text(), st.sampled_from("\n\r\0\x1b\x7f\x85\u2028\ud800"), st.text()))
HOSTS = ("", "www.", "api.", "monitoring.", "acme.", "globex.", "app.")
NAMES = ",".join([*(f"DNS:{name}localhost" for name in HOSTS), "IP:127.0.0.1"])
PACKAGES = {
    "nginx": "nginx-light",
    "postgres": "postgresql",
    "initdb": "postgresql",
    "psql": "postgresql",
    "pgbouncer": "pgbouncer",
    "redis-server": "redis-server",
    "redis-cli": "redis-tools",
    "nats-server": "nats-server",
    "openssl": "openssl",
    "curl": "curl",
}


def find(program: str) -> str:
    """The path of a program of this machine; without it the test is skipped, naming Debian's package."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    path = shutil.which(program, path=os.pathsep.join([*map(str, places), os.environ["PATH"], "/usr/sbin"]))
    if path is None:
        pytest.skip(f"{program} is not installed (Debian: apt-get install {PACKAGES[program]})")
    return path


def need(path: str, package: str) -> None:
    """Skip the test if this machine lacks a file of one of Debian's packages."""
    if not Path(path).exists():
        pytest.skip(f"{path} is not installed (Debian: apt-get install {package})")


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [item.getsockname()[1] for item in sockets]
    for item in sockets:
        item.close()
    return ports


def identity(user: str) -> Mapping[str, Any]:
    """Arguments of subprocess that make a program run as ``user``, if we are root; else it runs as we do."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def own(folder: Path, user: str) -> None:
    """Give a folder and all in it to ``user``, private keys readable by nobody else."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if os.geteuid() == 0:
            shutil.chown(path, user)


def issue(folder: Path, name: str, kind: str = "ec") -> None:
    """Write ``name``.crt and ``name``.key for localhost, signed by the authority in ``folder``."""
    make = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "ec" else ["-newkey", "rsa:2048"]
    _openssl("req", "-x509", *make, "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", f"subjectAltName={NAMES}",
             "-addext", "basicConstraints=critical,CA:FALSE",
             "-CA", f"{folder}/authority.pem", "-CAkey", f"{folder}/authority.key",
             "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.crt")  # fmt: skip


def issue_authority(folder: Path) -> None:
    _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=test authority", "-keyout", f"{folder}/authority.key", "-out", f"{folder}/authority.pem",
             "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip


def _openssl(*arguments: str) -> None:
    subprocess.run([find("openssl"), *arguments], check=True, capture_output=True, timeout=20)


@contextmanager
def running(command: list[str], port: int, user: str, log: Path, stop_seconds: float = 10) -> Iterator[None]:
    """Run a program until the block ends; it is ready when its port on loopback answers."""
    log.touch()
    if os.geteuid() == 0:
        shutil.chown(log, user)  # nginx opens /dev/stdout again by its name
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd="/", **identity(user))
    try:
        _wait(process, port, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(stop_seconds)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"not ready:\n{log.read_text(errors='replace')[-3000:]}")
