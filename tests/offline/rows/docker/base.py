"""What the rows of several files share."""

from typing import Any

from toolchain.offline.packages.docker.tokens import CONTAINER, NETWORK

Row = tuple[str, dict[str, Any], dict[str, Any], str]

# What is planned beside the resource of a row.
NEIGHBOURS = (
    ("calls", NETWORK, {"name": "calls", "ipamConfigs": [{"subnet": "10.1.0.0/24", "gateway": "10.1.0.1"}]}, ""),
    ("free", NETWORK, {"name": "free"}, ""),
    (
        "edge",
        CONTAINER,
        {
            "name": "edge",
            "image": "a",
            "ports": [{"internal": 443, "external": 8443}, {"internal": 53, "external": 5353, "ip": "10.0.0.5"}],
            "networksAdvanced": [{"name": "calls", "ipv4Address": "10.1.0.9"}],
        },
        "",
    ),
)

NAME = "two or more letters, digits and _.-, the first a letter or a digit. Example: {}"
SAYS_BASE64 = "base64. Example: aGVsbG8="
IMAGE_NAME = "an image, in lower case, with a tag or a digest. Example: registry.example/team/app:1.2"
CAPABILITY = "a capability of Linux, or ALL. Example: {}"
DIGEST = f"sha256:{'0' * 64}"
DATA: dict[str, Any] = {"type": "volume", "source": "data", "target": "/data"}


def container(right: dict[str, Any], wrong: dict[str, Any], message: str) -> Row:
    base = {"name": "thing", "image": "a"}
    return CONTAINER, {**base, **right}, {**base, **wrong}, message
