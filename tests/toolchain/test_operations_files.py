"""`make restore-files`: scripts that may be killed anywhere, and a real volume with a real snapshot of it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.images.engine import OWNER, SHUT, Engine, built, docker
from tests.toolchain.fake_docker import FakeDocker
from toolchain.console import Problem
from toolchain.operations import restore_files as files
from toolchain.operations import session
from toolchain.operations.deployed import Container, Deployed

OLD = {"a": "old a", "b/c": "old c", ".hidden": "old hidden"}
NEW = {"a": "new a", "d": "new d", ".other": "new"}
TOML = """
name = "test"
system = "circman"
environment = "dev"

[recovery]
point_minutes = 15
time_minutes = 60

[[recoverable]]
name = "raw"
kind = "volume"
path = "/sources/raw"

[[recoverable]]
name = "configuration"
kind = "configuration"
path = "/sources/configuration"

[[repository]]
name = "first"
number = 1
location = "/var/lib/backups/files"

[[rule]]
name = "data"
of = ["raw"]
method = "copy"
schedule = "0 4 * * *"
keep_days = 30
"""


def fill(folder: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".moorage-")
    }


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


def killed(script: str, after: int, folder: Path, *, within: bool = False) -> None:
    """Run a script's first steps, as if it were killed then; ``within`` a step, so that it has moved one thing."""
    steps = commands_of(script, folder)
    done = steps[:after]
    if within and "-exec mv" in steps[after]:
        found, target = steps[after].split(" -exec mv -t ")
        done.append(f"{found} | sort | head -n 1 | xargs -r mv -t {target.split(' -- ')[0]}")
    assert run("\n".join(["set -eu", *done]), folder).returncode == 0


def commands_of(script: str, folder: Path) -> list[str]:
    """Return the steps that a script would take in a folder: of an if, those of the branch that applies."""
    steps: list[str] = []
    taking = True
    for line in map(str.strip, script.splitlines()):
        if line.startswith(("if [", "elif [")):
            taking = run(line.split("if ", 1)[1].removesuffix("; then"), folder).returncode == 0 and not steps
        elif line == "else":
            taking = not steps
        elif line == "fi":
            taking = True
        elif taking and line not in ("set -eu", "sync"):
            steps.append(line)
    return steps


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    """A volume with old files, and the restored ones beside."""
    fill(tmp_path, OLD)
    fill(tmp_path / files.NEW, NEW)
    return tmp_path


def test_new_files_take_the_place_of_the_old_and_give_it_back(volume: Path) -> None:
    assert run(files.SWAP, volume).returncode == 0
    assert content(volume) == NEW
    assert content(volume / files.BEFORE) == OLD
    assert run(files.PREPARE, volume).returncode == 1
    assert "confirm or undo that restore first" in run(files.PREPARE, volume).stderr
    assert run(files.RETURN, volume).returncode == 0
    assert content(volume) == OLD
    assert not list(volume.glob(".moorage-*"))
    again = run(files.RETURN, volume)
    assert (again.returncode, again.stderr) == (1, "nothing is kept from before; nothing to go back to\n")


STEPS = range(len([line for line in files.SWAP.splitlines() if line not in ("set -eu", "sync")]) + 1)


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("after", STEPS)
def test_a_change_of_places_that_was_killed_is_undone(volume: Path, after: int, within: bool) -> None:
    if after == STEPS[-1] and within:
        return
    killed(files.SWAP, after, volume, within=within)
    undone = run(files.RETURN, volume)
    assert undone.returncode == (0 if after else 1), undone.stderr  # before the first step there is nothing to undo
    assert content(volume) == OLD


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("after", range(5))
def test_an_undoing_that_was_killed_goes_on(volume: Path, after: int, within: bool) -> None:
    assert run(files.SWAP, volume).returncode == 0
    killed(files.RETURN, after, volume, within=within)
    run(files.RETURN, volume)
    assert content(volume) == OLD


def test_a_restore_that_was_killed_half_way_can_be_run_again(volume: Path) -> None:
    killed(files.SWAP, 1, volume, within=True)
    assert run(files.PREPARE, volume).returncode == 0
    fill(volume / files.NEW, NEW)
    assert run(files.SWAP, volume).returncode == 0
    assert content(volume) == NEW
    assert content(volume / files.BEFORE) == OLD


def test_confirming_deletes_what_was_kept(volume: Path) -> None:
    assert run(files.SWAP, volume).returncode == 0
    assert run(files.FORGET, volume).returncode == 0
    assert content(volume) == NEW
    assert not list(volume.glob(".moorage-*"))


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("after", STEPS[1:-1])
def test_nothing_is_confirmed_before_all_has_changed_places(volume: Path, after: int, within: bool) -> None:
    killed(files.SWAP, after, volume, within=within)
    refused = run(files.FORGET, volume)
    assert (refused.returncode, "undo that restore first" in refused.stderr) == (1, True)
    assert run(files.RETURN, volume).returncode == 0
    assert content(volume) == OLD


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("after", range(1, 5))
def test_confirming_deletes_nothing_of_an_undoing_that_was_killed(volume: Path, after: int, within: bool) -> None:
    assert run(files.SWAP, volume).returncode == 0
    killed(files.RETURN, after, volume, within=within)
    assert run(files.FORGET, volume).returncode == 1
    run(files.RETURN, volume)
    assert content(volume) == OLD


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


class Host:
    """A service that uses a volume, and the operations container that backs it up."""

    def __init__(self, engine: Engine, user: int) -> None:
        self.engine, self.user = engine, user
        self.volume = engine.volume("raw")
        self.own(user)
        for name in ("backups", "operations-state"):
            engine.volume(name)
        given = engine.files("operations", {"operations.toml": TOML, "files-password": "a password of the repository"})
        self.operations = engine.start(
            "operations", "operations", f"--volume={self.volume}:/sources/raw:ro",
            f"--volume={engine.name('backups')}:/var/lib/backups",
            f"--volume={engine.name('operations-state')}:/var/lib/operations",
            command=("sleep", "infinity"), files=given,
        )  # fmt: skip
        self.service = engine.start(
            "operations", "app-1", f"--volume={self.volume}:/data", f"--user={user}:{user}",
            command=("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done"),
        )  # fmt: skip

    def own(self, user: int) -> None:
        mount = f"--volume={self.volume}:/data"
        docker(
            "run", "--rm", "--user=0", "--network=none", mount, built("operations"), "chown", f"{user}:{user}", "/data"
        )

    def write(self, text: str) -> None:
        docker("exec", self.service, "sh", "-c", text)

    def read(self) -> dict[str, str]:
        said = docker("exec", self.service, "sh", "-c", "cd /data && find . -type f -printf '%P %u %m\\n' | sort")
        return {line.split()[0]: " ".join(line.split()[1:]) for line in said.splitlines()}

    def stack(self) -> Deployed:
        name = self.engine.name("x").removesuffix("-x")
        roles = ("operations", "app-1")
        return Deployed(
            stack="test", name=name, system="circman", volumes=(), certificates=(),
            containers=tuple(Container(role=role, name=f"{name}-{role}", serves=True, ports={}) for role in roles),
        )  # fmt: skip


@pytest.mark.docker
@pytest.mark.parametrize("user", [OWNER, 1000])
def test_a_real_volume_gets_back_the_files_of_a_real_snapshot(
    user: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = Engine()
    try:
        host = Host(engine, user)
        found = host.stack()
        monkeypatch.setattr(session, "deployed", lambda _stack: found)
        monkeypatch.setenv("YES", "1")
        for name in ("NAME", "SNAPSHOT", "DATABASE", "TO"):
            monkeypatch.delenv(name, raising=False)

        monkeypatch.setenv("NAME", "configuration")
        with pytest.raises(Problem, match=r"NAME is 'configuration'; allowed: raw. Example: NAME=raw"):
            files.restore("test", [])
        monkeypatch.delenv("NAME")

        host.write(
            "cd /data && echo one > a && mkdir -p b && echo two > b/c && chmod 640 a && chmod 644 a b/c && chmod 755 b"
        )
        docker("exec", host.operations, "python3", "-m", "operations", "backup", "data")
        before = host.read()
        host.write("cd /data && echo three > a && rm b/c && echo four > d")
        started = docker("inspect", "--format={{.State.StartedAt}}", host.service)
        assert files.restore("test", []) == 0
        assert f"{host.service} stopped for " in capfd.readouterr().err
        now = {path: facts for path, facts in host.read().items() if not path.startswith(".moorage-")}
        assert now == before
        assert docker("exec", host.service, "cat", "/data/a", "/data/b/c") == "one\ntwo"
        assert (
            docker("exec", host.service, "cat", "/data/.moorage-before/a", "/data/.moorage-before/d") == "three\nfour"
        )
        assert docker("inspect", "--format={{.State.StartedAt}} {{.State.Running}}", host.service) > started
        if user != OWNER:
            return  # that each file is whose it was is all that differs

        with pytest.raises(Problem, match="files from before are kept already; confirm or undo that restore first"):
            files.restore("test", [])
        assert files.undo("test", []) == 0
        assert docker("exec", host.service, "cat", "/data/a", "/data/d") == "three\nfour"
        assert set(host.read()) == {"a", "d"}

        monkeypatch.setenv("SNAPSHOT", "00000000")
        assert files.restore("test", []) == 1
        assert set(host.read()) == {"a", "d"}
        assert "FAILED; nothing was changed" in capfd.readouterr().err
        monkeypatch.delenv("SNAPSHOT")

        assert files.restore("test", []) == 0
        assert files.confirm("test", []) == 0
        assert host.read() == before
        left = docker("ps", "--all", "--quiet", f"--filter=volume={host.volume}").split()
        assert len(left) == 2
    finally:
        engine.close()


@pytest.mark.docker
def test_a_container_that_works_on_a_volume_has_nothing_open_that_need_not_be() -> None:
    place = files.Place(
        name="raw", kind="volume", volume="v", owner=1000, users=(), callers=(), operations="o", image="i"
    )  # fmt: skip
    for reads in (True, False):
        options = files._shut(place, reads=reads)
        assert {"--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--rm"} <= set(options)
        assert {item for item in SHUT if item.startswith("--tmpfs")} <= set(options)
        assert ("--network=none" in options) != reads
        assert any(item.startswith("--volumes-from") for item in options) == reads
    ours = files._shut(files.Place(**{**vars(place), "owner": OWNER}), reads=True)
    assert f"{OWNER}:{OWNER}" in ours
    assert not [item for item in ours if item.startswith("--cap-add")]


def test_a_wrong_snapshot_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    place = files.Place(
        name="raw", kind="volume", volume="v", owner=OWNER, users=(), callers=(), operations="o", image="i"
    )  # fmt: skip
    monkeypatch.setattr(files, "_place", lambda *_: place)
    monkeypatch.setenv("SNAPSHOT", "../../etc")
    with pytest.raises(Problem, match=r"SNAPSHOT is '../../etc'; allowed: latest, or an id"):
        files.restore("test", [])
    assert os.environ["SNAPSHOT"]


def described(name: str, networks: tuple[str, ...], **mounts: str) -> dict[str, object]:
    return {
        "Id": name, "Name": f"/{name}", "Image": "sha256:1",
        "State": {"Status": "running", "Running": True, "Health": {"Status": "healthy"}},
        "Mounts": [{"Name": volume, "Destination": f"/var/lib/{path}"} for path, volume in mounts.items()],
        "NetworkSettings": {"Networks": {network: {} for network in networks}},
    }  # fmt: skip


def test_a_queue_has_its_streams_before_those_who_would_make_them_are_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [
        described("x-operations", ("operations-queue",), operations="x-operations"),
        described("x-queue", ("operations-queue", "core-queue", "queue-exporter-queue"), nats="x-queue-data"),
        described("x-core-1", ("core-queue", "core-database")),
        described("x-ui-1", ("ui-core",)),
        described("x-queue-exporter", ("queue-exporter-queue",)),
    ]
    fake = FakeDocker.put_on_path(tmp_path, monkeypatch)
    for item in known:
        fake.says(f"^container inspect {item['Id']}$", json.dumps([item]))
    system = [item for item in known if item["Id"] in ("x-queue", "x-core-1", "x-ui-1")]
    fake.says("^container inspect x-queue x-core-1 x-ui-1$", json.dumps(system))
    fake.says("^exec x-operations cat", '[[recoverable]]\nname = "queue"\nkind = "queue"\nhost = "queue"\n')
    fake.says("^exec x-operations (rm|python3)")
    fake.says("^(run|stop|start) ")
    roles = [str(item["Id"]).removeprefix("x-") for item in known]
    found = Deployed(
        stack="test", name="x", system="opmas", volumes=(), certificates=(),
        containers=tuple(Container(role=role, name=f"x-{role}", serves=True, ports={}) for role in roles),
    )  # fmt: skip
    monkeypatch.setattr(session, "deployed", lambda _stack: found)
    monkeypatch.setenv("YES", "1")
    monkeypatch.setenv("NAME", "queue")
    monkeypatch.delenv("SNAPSHOT", raising=False)
    assert files.restore("test", []) == 0
    steps = [line for line in fake.asked if not line.startswith(("container inspect", "version"))]
    order = [
        r"restore queue --snapshot=latest --into=/var/lib/operations/restored-streams$",
        r"^stop x-core-1$",
        r"^stop x-queue$",
        r"^run .*--network=none .*x-queue-data:/restored",
        r"^start x-queue$",
        r"restore-queue queue /var/lib/operations/restored-streams$",
        r"^exec x-operations rm -rf",
        r"^start x-core-1$",
    ]
    found_at, start = [], 0
    for step in order:
        start = next((n + 1 for n, line in enumerate(steps) if n >= start and re.search(step, line)), 0)
        found_at.append(start)
    assert 0 not in found_at, steps


def test_what_uses_a_volume_is_not_started_on_files_that_are_half_old_half_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    place = files.Place(
        name="raw", kind="volume", volume="v", owner=OWNER, users=("x-app-1",), callers=(), operations="o", image="i"
    )  # fmt: skip
    monkeypatch.setattr(files, "_place", lambda *_: place)
    monkeypatch.setattr(files, "_restored_beside", lambda *_: True)
    monkeypatch.setenv("YES", "1")
    monkeypatch.delenv("SNAPSHOT", raising=False)
    fake = FakeDocker.put_on_path(tmp_path, monkeypatch)
    well = {"Name": "/x-app-1", "State": {"Status": "running", "Running": True}}
    fake.says("^container inspect x-app-1", json.dumps([well]))
    fake.says("^(run|stop|start) ")
    fake.says("(?s)^run .*mv .moorage-leaving .moorage-before", errors="mv: no room\n", code=1)
    with pytest.raises(Problem, match="mv: no room"):
        files.restore("test", [])
    assert "stop x-app-1" in fake.asked
    assert "start x-app-1" not in fake.asked
    assert "make restore-files-undo with the same NAME, then docker start x-app-1" in capfd.readouterr().err
    fake.says("^run .*nothing to go back to", errors="nothing is kept from before\n", code=1)
    before = fake.asked.count("stop x-app-1")
    with pytest.raises(Problem, match="nothing is kept from before"):
        files.undo("test", [])
    assert fake.asked.count("stop x-app-1") == before
