"""What tests of file backups need: an operations container as the deployment has it, and folders to be backed up."""

import json
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.images.engine import Engine, docker

PASSWORD = "restic's own word"
NAME = "clo-docker-test"
RULES: tuple[Mapping[str, Any], ...] = ({"name": "all", "of": ["data"], "method": "copy", "keep_days": 30},)
FIRST = {"name": "backups", "number": 1, "location": "/var/lib/backups/files"}
SECOND = {"name": "copies", "number": 2, "location": "/var/lib/copies/files", "keep_days": 60}
DATA = {"name": "data", "kind": "volume", "path": "/sources/data"}


def toml(
    recoverables: Sequence[Mapping[str, Any]] = (DATA,),
    rules: Sequence[Mapping[str, Any]] = RULES,
    repositories: Sequence[Mapping[str, Any]] = (FIRST,),
    facts: Mapping[str, str] | None = None,
) -> str:
    """operations.toml."""

    def table(head: str, values: Mapping[str, Any]) -> str:
        return "\n".join([head, *(f"{name} = {json.dumps(value)}" for name, value in values.items())])

    return "\n".join(
        [
            f'name = "{NAME}"\nsystem = "clo"\nenvironment = "prod"',
            table("[recovery]", {"point_minutes": 5, "time_minutes": 15}),
            table("[facts]", facts or {}),
            *(table("[[recoverable]]", item) for item in recoverables),
            *(table("[[repository]]", item) for item in repositories),
            *(table("[[rule]]", {"schedule": "0 3 * * *", **item}) for item in rules),
        ]
    )


@dataclass
class Operations:
    """The containers of one test: one that backs up, shut as in production, and the volumes that outlive it."""

    engine: Engine
    role: str
    volumes: dict[str, str] = field(default_factory=dict)
    container: str = ""

    def volume(self, name: str, *options: str) -> str:
        if name not in self.volumes:
            self.volumes[name] = self.engine.name(f"{self.role}-{name}")
            docker("volume", "create", self.engine.label, *options, self.volumes[name])
        return self.volumes[name]

    def start(
        self, configuration: str, *more: str, network: str = "", files: Mapping[str, str] | None = None
    ) -> "Operations":
        """Start the container (again, as a new one), with this configuration."""
        if self.container:
            docker("rm", "--force", self.container)
        held = self.engine.files(
            f"{self.role}-{len(configuration)}-{abs(hash(configuration)) % 10**8}",
            {"operations.toml": configuration, "files-password": PASSWORD, **(files or {})},
        )
        mounts = [f"--volume={self.volume(name)}:/var/lib/{name}" for name in ("operations", "backups", "copies")] + [
            f"--volume={self.volume('data')}:/sources/data:ro"
        ]
        self.container = self.engine.start(
            "operations", self.role, *mounts, "--memory=512m", *more, command=("sleep", "600"), files=held,
            network=network,
        )  # fmt: skip
        return self

    def ask(self, *words: str, code: int | None = 0) -> str:
        """Run a command of the program, and return what it says."""
        return self.run("python3", "-m", "operations", *words, code=code)

    def run(self, *command: str, code: int | None = 0) -> str:
        done = subprocess.run(
            ["docker", "exec", self.container, *command],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert code is None or done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}"
        return done.stdout.strip()

    def shell(self, script: str, code: int | None = 0) -> str:
        return self.run("sh", "-ec", script, code=code)

    def restic(self, words: str, repository: str = "backups", code: int | None = 0) -> str:
        base = "RESTIC_PASSWORD_FILE=/etc/moorage/files-password restic --no-cache"
        return self.shell(f"{base} --repo /var/lib/{repository}/files {words}", code=code)

    def snapshots(self, repository: str = "backups") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.restic("snapshots --json --no-lock", repository).splitlines()[-1])
        return found

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.shell("cat /var/lib/operations/records.jsonl").splitlines()]

    def backup(self, rule: str = "all", code: int = 0) -> dict[str, Any]:
        """Carry out a rule and return the last record, which is of it."""
        self.ask("backup", rule, code=code)
        return self.records()[-1]

    def write(self, script: str, user: int = 10001, read_only: bool = False) -> str:
        """Run a shell in another container that has the data's volume at /data, as the app has."""
        mode = ":ro" if read_only else ""
        return docker(
            "run", "--rm", self.engine.label, "--network=none", f"--user={user}:{user}",
            f"--volume={self.volume('data')}:/data{mode}", "--entrypoint=sh", "moorage-test/operations:cache",
            "-ec", script,
        )  # fmt: skip

    def own(self, user: int = 10001) -> None:
        """Give the data's volume to a user, as the deployment does."""
        self.write(f"chown {user}:{user} /data && chmod 750 /data", user=0)


LISTED = """
find . -mindepth 1 ! -type s ! -type p -printf '%P %y %m %s %l\\n' | sort
find . -type f -exec sha256sum {} + | sort -k2
"""


def listing(operations: Operations, folder: str) -> str:
    """Everything in a folder: names, types, modes, sizes, links and checksums."""
    return operations.shell(f"cd {shlex.quote(folder)} && {LISTED}")
