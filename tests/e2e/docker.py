"""The Docker engine, looked at from outside."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

Inspected = Mapping[str, Any]


def docker(*arguments: str, check: bool = True, seconds: float = 60) -> str:
    """Run the docker command and return what it says on both channels."""
    done = subprocess.run(
        ["docker", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        check=False,
    )
    output = done.stdout.decode(errors="replace").strip()
    assert not check or done.returncode == 0, f"docker {' '.join(arguments)} ended with {done.returncode}:\n{output}"
    return output


def inspect(kind: str, names: Sequence[str]) -> list[Inspected]:
    found = json.loads(docker("inspect", f"--type={kind}", *names)) if names else []
    assert isinstance(found, list)
    return found


def containers(name: str, *, running: bool = False) -> list[Inspected]:
    """Return the containers of a stack."""
    listed = docker("ps", *([] if running else ["--all"]), "--quiet", f"--filter=label=moorage.name={name}").split()
    return sorted(inspect("container", listed), key=lambda item: str(item["Name"]))


def role(container: Inspected) -> str:
    return str(container["Config"]["Labels"]["role"])


def belongings(name: str) -> list[str]:
    """Return everything on the host that is a stack's, by its label or by its name: "kind identifier" each."""
    found: set[str] = set()
    label = f"--filter=label=moorage.name={name}"
    for kind, command, shown in (
        ("container", ("ps", "--all"), "{{.Names}}"),
        ("network", ("network", "ls"), "{{.Name}}"),
        ("volume", ("volume", "ls"), "{{.Name}}"),
        ("image", ("images",), "{{.Repository}}:{{.Tag}} {{.ID}}"),
    ):
        found |= {f"{kind} {line}" for line in docker(*command, label, f"--format={shown}").splitlines()}
        every = docker(*command, f"--format={shown}").splitlines()
        found |= {f"{kind} {line}" for line in every if line.startswith((f"{name}-", f"{name}/"))}
    return sorted(found)


def sweep(name: str) -> None:
    """Remove what a broken stack left, so that a failing test harms nobody else."""
    for item in belongings(name):
        kind, _, rest = item.partition(" ")
        if kind == "image":
            docker("rmi", "--force", rest.split()[-1], check=False)
        else:
            force = ["--force"] if kind != "network" else []
            docker(kind, "rm", *force, rest, check=False)
