"""What Docker fills in and gives back.

Source: terraform-provider-docker, internal/provider, the functions that read (resourceDocker...Read), and what the
engine's documentation gives as defaults.
"""

import hashlib
import ipaddress
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker, Template
from toolchain.offline.packages.docker.tokens import (
    BUILDER,
    CONTAINER,
    IMAGE,
    NETWORK,
    PLUGIN,
    REGISTRY_IMAGE,
    REMOTE_IMAGE,
    TAG,
    VOLUME,
)
from toolchain.offline.rules_networks import network_of

BRIDGE: Final = ipaddress.IPv4Network("172.17.0.0/16")  # Docker's own network
POOLS: Final = tuple(ipaddress.IPv4Network(f"172.{number}.0.0/16") for number in range(18, 32))

OUTPUTS: Final[Mapping[str, Mapping[str, Template]]] = {
    CONTAINER: {
        "attach": False,
        "bridge": "",
        "containerLogs": "",
        "containerReadRefreshTimeoutMilliseconds": 15000,
        "exitCode": 0,
        "init": False,
        "ipcMode": "private",
        "logDriver": "json-file",
        "logs": False,
        "mustRun": True,
        "networkMode": "bridge",
        "platform": "linux",
        "removeVolumes": True,
        "restart": "no",
        "rm": False,
        "runtime": "runc",
        "shmSize": 64,
        "start": True,
        "wait": False,
        "waitTimeout": 60,
    },
    NETWORK: {
        "attachable": False,
        "driver": "bridge",
        "ingress": False,
        "internal": False,
        "ipamDriver": "default",
        "ipv6": False,
        "options": {},
    },
    VOLUME: {"driver": "local", "mountpoint": "/var/lib/docker/volumes/{name}/_data"},
    PLUGIN: {"alias": "{name}", "enabled": True, "pluginReference": "docker.io/{name}"},
    IMAGE: {
        "baseImageName": "{imageName}",
        "context": ".",
        "dockerfile": "Dockerfile",
        "platform": "linux/amd64",
        "registryServer": "",
    },
    REGISTRY_IMAGE: {"sha256Digest": "{id}"},
    BUILDER: {"driver": "docker-container"},
}


def image_id(inputs: Mapping[str, Any]) -> str:
    """Return an image's id: of what is built by how it is built, of what is pulled by its name."""
    build = inputs.get("build")
    what = {"build": build} if build else {"name": inputs["name"]}
    when = {name: inputs.get(name) for name in ("triggers", "pullTriggers", "platform")}
    return _digest({**what, **when})


def _remote_image(inputs: Mapping[str, Any], _: Invented) -> dict[str, Any]:
    found = image_id(inputs)
    repository = _repository(inputs["name"])
    # What was only built here has no digest of a registry.
    digest = "" if inputs.get("build") else f"{repository}@{_digest(f'manifest of {found}')}"
    return {"imageId": found, "repoDigest": digest}


def _image(inputs: Mapping[str, Any], _: Invented) -> dict[str, Any]:
    build, name = inputs.get("build") or {}, inputs["imageName"]
    said = {key: build[key] for key in ("context", "dockerfile", "platform") if build.get(key)}
    server = (inputs.get("registry") or {}).get("server")
    return {
        **said,
        **({"registryServer": server} if server else {}),
        "repoDigest": f"{_repository(name)}@{_digest({'build': build, 'name': name})}",
    }


def _tag(inputs: Mapping[str, Any], _: Invented) -> dict[str, Any]:
    source = str(inputs["sourceImage"])
    return {"sourceImageId": source if source.startswith("sha256:") else image_id({"name": source})}


def _network(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    found: dict[str, Any] = {"scope": "swarm" if inputs.get("driver") == "overlay" else "local"}
    if inputs.get("ipamConfigs") is None:
        pool = POOLS[_number(made, "pool") % len(POOLS)]
        found["ipamConfigs"] = [{"subnet": str(pool), "gateway": str(pool[1])}]
    return found


def _container(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    hostname = {} if inputs.get("hostname") else {"hostname": made["id"][:12]}
    return {**hostname, "networkDatas": list(_places(inputs, made))}


def _places(inputs: Mapping[str, Any], made: Invented) -> Iterator[dict[str, Any]]:
    """Yield a container's place on each of its networks; addresses are those said, or made up in a private range."""
    runs = inputs.get("start") is not False and not inputs.get("attach")
    mode = inputs.get("networkMode") or "bridge"
    joined = inputs.get("networksAdvanced") or ()
    for join in joined:
        pool = POOLS[_number(made, f"pool of {join['name']}") % len(POOLS)]
        address = join.get("ipv4Address") or str(pool[_number(made, join["name"]) % 65000 + 2])
        yield _place(join["name"], address if runs else "")
    if not joined and mode in {"bridge", "default"}:
        yield _place("bridge", str(BRIDGE[_number(made, "bridge") % 65000 + 2]) if runs else "")
    elif not joined and not mode.startswith("container:"):
        yield _place(mode, "")


def _place(name: str, address: str) -> dict[str, Any]:
    # Which subnet it is only the network knows; most are of 65,534 addresses, and their first one is the gateway.
    subnet = network_of(f"{'.'.join(address.split('.')[:2])}.0.0/16") if address else None
    octets = ":".join(f"{int(part):02x}" for part in address.split(".")) if address else ""
    return {
        "networkName": name,
        "ipAddress": address,
        "ipPrefixLength": subnet.prefixlen if subnet else 0,
        "gateway": str(subnet[1]) if subnet else "",
        "globalIpv6Address": "",
        "globalIpv6PrefixLength": 0,
        "ipv6Gateway": "",
        "macAddress": f"02:42:{octets}" if octets else "",
    }


def _repository(name: str) -> str:
    """Return an image's name without its tag and its digest."""
    path, _, last = name.partition("@")[0].rpartition("/")
    return f"{path}/{last.partition(':')[0]}" if path else last.partition(":")[0]


def _digest(content: Any) -> str:
    return f"sha256:{hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()}"


def _number(made: Invented, what: str) -> int:
    return int(hashlib.sha256(f"{made['hex64']} {what}".encode()).hexdigest()[:8], 16)


MAKERS: Final[Mapping[str, Maker]] = {
    CONTAINER: _container,
    IMAGE: _image,
    NETWORK: _network,
    REMOTE_IMAGE: _remote_image,
    TAG: _tag,
}
