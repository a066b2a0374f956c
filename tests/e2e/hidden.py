"""The secrets of a stack, and looking for them."""

from tests.e2e.docker import Inspected, docker
from tests.e2e.stack import PASSPHRASE, Stack

GENERATED = {  # random passwords, by logical name
    "cache-password",
    "dashboard-password",
    "database-clo_monitor",
    "database-clo_user",
    "encryption-key",
    "jwt-signing-key",
}
KEYS = {"authority-key", "cache-key", "database-key", "database-pool-key", "edge-key"}


def secrets_of(stack: Stack) -> dict[str, str]:
    """Every secret of CLO by its name, none forgotten."""
    found = all_secrets(stack)
    assert {name.split(" ")[0] for name in found} == GENERATED | KEYS | {"passphrase"}
    assert len(found) == 1 + len(GENERATED) + 6 * len(KEYS)
    return found


def all_secrets(stack: Stack) -> dict[str, str]:
    """Every secret of a stack by its name; of private keys the lines of base64 that hold the private number."""
    found = {"passphrase": PASSPHRASE}
    for resource in stack.resources("--show-secrets"):
        name, outputs = resource["urn"].rsplit("::", 1)[1], resource.get("outputs", {})
        if resource["type"] == "random:index/randomPassword:RandomPassword":
            found[name] = _clear(outputs["result"])
        elif resource["type"] == "tls:index/privateKey:PrivateKey":
            for form in ("privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"):
                lines = _clear(outputs[form]).splitlines()[1:-1]
                found |= {
                    f"{name} {form} {i}": line for i, line in enumerate(lines[-2:] if "ssh" in form else lines[:2])
                }
    assert all(len(value) > 17 for value in found.values())
    return found


def _clear(value: object) -> str:
    """Return the text of a secret as `stack export --show-secrets` writes it: JSON in an object."""
    assert isinstance(value, dict)
    return str(value["plaintext"]).removeprefix('"').removesuffix('"').replace("\\n", "\n")


def in_clear(hidden: dict[str, str], text: str) -> list[str]:
    """Return the names of the secrets that a text holds."""
    return [name for name, value in hidden.items() if value in text]


def in_files(hidden: dict[str, str], container: Inspected) -> dict[str, set[str]]:
    """Return every file on a read-only volume of a container that holds secrets, and their logical names."""
    folders = [mount["Destination"] for mount in container["Mounts"] if not mount["RW"]]
    every_line = ("grep", "--recursive", "--text", "--with-filename", "")
    found: dict[str, set[str]] = {}
    for line in docker("exec", container["Id"], *every_line, *folders).splitlines():
        path, _, text = line.partition(":")
        for name in in_clear(hidden, text):
            found.setdefault(path, set()).add(name.split()[0])
    return found


def clean(hidden: dict[str, str], known: str, text: str) -> None:
    """Assert that a text holds what is known to be in it, and no secret."""
    assert known in text
    assert in_clear(hidden, text) == []
