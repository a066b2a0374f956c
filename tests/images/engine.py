"""The Docker engine as these tests use it: all is labelled, all is removed, all is shut as in production."""

import io
import json
import os
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parents[2]
LABEL = "moorage-test"
OWNER = 10001
SHUT = (
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777",
    "--tmpfs=/run:rw,noexec,nosuid,nodev,size=16m,mode=1777",
)
FOLDERS: Mapping[str, str] = {
    **{path.parent.name: f"images/{path.parent.name}" for path in sorted(ROOT.glob("images/*/Dockerfile"))},
    "sample": "apps/sample",
}


class DockerError(AssertionError):
    pass


def docker(*arguments: str, stdin: bytes | None = None, check: bool = True, seconds: float = 300) -> str:
    """Run the docker command and return what it says on both channels."""
    done = subprocess.run(
        ["docker", *arguments],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        check=False,
    )
    output = done.stdout.decode(errors="replace").strip()
    if check and done.returncode:
        raise DockerError(f"docker {' '.join(arguments)} ended with {done.returncode}:\n{output}")
    return output


@cache
def built(name: str) -> str:
    """Build an image with the classic builder and return its tag, which stays: it holds the layers of the cache."""
    tag = f"moorage-test/{name}:cache"
    done = subprocess.run(
        ["docker", "build", "--quiet", "--network=host", f"--label={LABEL}=image", f"--tag={tag}", FOLDERS[name]],
        cwd=ROOT,
        env={**os.environ, "DOCKER_BUILDKIT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=900,
        check=False,
    )
    if done.returncode:
        raise DockerError(f"{FOLDERS[name]} can't be built:\n{done.stdout.decode(errors='replace')[-2000:]}")
    return tag


def ask(image: str, *command: str, entrypoint: str = "", files: str = "") -> str:
    """Run a command in an image, shut as in production, and return what it says."""
    options = [f"--entrypoint={entrypoint}"] if entrypoint else []
    options += [f"--volume={files}:/etc/moorage:ro"] if files else []
    return docker("run", "--rm", "--network=none", f"--label={LABEL}=ask", *SHUT, *options, built(image), *command)


def until(seconds: float, what: str, condition: Callable[[], bool]) -> None:
    """Wait until something is true, at most so long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise DockerError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)


@dataclass
class Engine:
    """What one test module makes; `close` removes all of it."""

    mark: str = field(default_factory=lambda: uuid4().hex[:8])

    @property
    def label(self) -> str:
        return f"--label={LABEL}={self.mark}"

    def name(self, role: str) -> str:
        return f"moorage-test-{self.mark}-{role}"

    def network(self) -> str:
        docker("network", "create", self.label, self.name("net"))
        return self.name("net")

    def volume(self, role: str) -> str:
        return docker("volume", "create", self.label, self.name(role))

    def files(self, role: str, contents: Mapping[str, str]) -> str:
        """Write files on a new volume as the deployment does: through a container that is never started."""
        volume = self.volume(f"{role}-files")
        writer = docker("create", self.label, "--network=none", f"--volume={volume}:/etc/moorage", built("files"))
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for path, content in contents.items():
                entry = tarfile.TarInfo(path)
                entry.size, entry.mode = len(content.encode()), 0o400
                entry.uid = entry.gid = OWNER
                archive.addfile(entry, io.BytesIO(content.encode()))
        docker("cp", "-", f"{writer}:/etc/moorage", stdin=packed.getvalue())
        docker("rm", writer)
        return volume

    def start(
        self, image: str, role: str, *options: str, command: Sequence[str] = (), files: str = "", network: str = ""
    ) -> str:
        """Start a container for good and return its name; on a network its role is its host name."""
        reached = [f"--network={network}", f"--network-alias={role}"] if network else ["--network=none"]
        mount = [f"--volume={files}:/etc/moorage:ro"] if files else []
        name = f"--name={self.name(role)}"
        docker("run", "--detach", self.label, name, *reached, *SHUT, *mount, *options, built(image), *command)
        return self.name(role)

    def close(self) -> None:
        mine = f"--filter=label={LABEL}={self.mark}"
        if containers := docker("ps", "--all", "--quiet", mine).split():
            docker("rm", "--force", "--volumes", *containers)
        for kind in ("network", "volume"):
            if found := docker(kind, "ls", "--quiet", mine).split():
                docker(kind, "rm", *found)


def healthy(container: str, *command: str, seconds: float = 30) -> None:
    """Wait until a health command succeeds inside a container; fail at once if the container ends."""

    def well() -> bool:
        if docker("inspect", "--format={{.State.Running}}", container) != "true":
            raise DockerError(f"{container} ended:\n{docker('logs', '--tail=20', container)}")
        done = subprocess.run(["docker", "exec", container, *command], capture_output=True, timeout=20, check=False)
        return done.returncode == 0

    until(seconds, f"{container} is healthy", well)


def exit_code(container: str) -> int:
    return int(docker("wait", container, seconds=60))


def port(container: str, inside: int) -> int:
    """Return the port on this machine that leads to a container's."""
    return int(docker("port", container, f"{inside}/tcp").splitlines()[0].rsplit(":", 1)[1])


def http(method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Send one request and return status and body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, dict(headers or {}), method=method)  # noqa: S310 always http
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def certificates(folder: Path, *names: str) -> dict[str, str]:
    """Make an authority and one certificate for all names; return the files' contents."""
    openssl = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    alternative = ",".join(f"DNS:{name}" for name in names)
    commands = (
        [
            *openssl, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority",
            # Python 3.13 verifies strictly (RFC 5280): an authority must say that it signs certificates.
            "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        ],
        [
            *openssl, "-keyout", "server.key", "-out", "server.crt", "-days", "2", "-subj", f"/CN={names[0]}",
            "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName={alternative}",
            "-addext", "basicConstraints=critical,CA:FALSE",
        ],
    )  # fmt: skip
    for command in commands:
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return {name: (folder / name).read_text() for name in ("ca.pem", "server.crt", "server.key")}
