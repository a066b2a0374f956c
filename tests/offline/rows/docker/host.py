"""Networks, volumes and images of a host."""

from typing import Any

from tests.offline.rows.docker.base import DIGEST, IMAGE_NAME, NAME, Row
from toolchain.offline.packages.docker.tokens import IMAGE, NETWORK, PLUGIN, REGISTRY_IMAGE, REMOTE_IMAGE, TAG, VOLUME


def network(right: dict[str, Any], wrong: dict[str, Any], message: str) -> Row:
    base = {"subnet": "10.2.0.0/24"}
    inputs = [{"name": "net", "ipamConfigs": [{**base, **said}]} for said in (right, wrong)]
    return NETWORK, inputs[0], inputs[1], message


HOST: list[Row] = [
    (
        NETWORK,
        {"name": "net"},
        {"name": "bridge"},
        "name is 'bridge'; allowed: text that is not empty, and none of bridge, default, host, none: these are "
        "Docker's own",
    ),
    (
        NETWORK,
        {"name": "net", "ipamConfigs": [{"subnet": "10.2.0.0/24"}]},
        {"name": "net", "ipamConfigs": [{"gateway": "10.2.0.1"}]},
        "ipamConfigs[0].subnet is missing; allowed: a value. Example: 10.0.0.0/24",
    ),
    network(
        {"subnet": "fd00::/64"},
        {"subnet": "10.2.0.1/24"},
        "ipamConfigs[0].subnet is '10.2.0.1/24'; allowed: a network without host bits. Example: 10.0.0.0/16",
    ),
    network(
        {"gateway": "10.2.0.1"},
        {"gateway": "10.3.0.1"},
        "ipamConfigs[0].gateway is '10.3.0.1'; allowed: an address in 10.2.0.0/24, the subnet",
    ),
    network(
        {"ipRange": "10.2.0.128/25"},
        {"ipRange": "10.2.0.0/23"},
        "ipamConfigs[0].ipRange is '10.2.0.0/23'; allowed: a network without host bits in 10.2.0.0/24, the subnet",
    ),
    network(
        {"auxAddress": {"router": "10.2.0.9"}},
        {"auxAddress": {"router": "10.3.0.9"}},
        "ipamConfigs[0].auxAddress.router is '10.3.0.9'; allowed: an address in 10.2.0.0/24, the subnet",
    ),
    network(
        {"subnet": "10.1.1.0/24"},
        {"subnet": "10.1.0.128/25"},
        "ipamConfigs is [{'subnet': '10.1.0.128/25'}]; allowed: subnets apart from 10.1.0.0/24, which calls has",
    ),
    (VOLUME, {"name": "data"}, {"name": "d"}, f"name is 'd'; allowed: {NAME.format('data')}"),
    (
        VOLUME,
        {"name": "data", "driver": "local", "driverOpts": {"type": "nfs", "o": "addr=10.0.0.1", "device": ":/a"}},
        {"name": "data", "driverOpts": {"size": "1g", "colour": "red"}},
        "driverOpts is {'size': '1g', 'colour': 'red'}; allowed: no 'colour', but device, o, size and type, because "
        "the driver is local",
    ),
    (
        VOLUME,
        {"name": "data", "driver": "nfs", "driverOpts": {"type": "a"}},
        {"name": "data", "driverOpts": {"type": "a"}},
        "driverOpts is {'type': 'a'}; allowed: 'device' too, because of 'type'",
    ),
    *(
        (
            VOLUME,
            {"name": "data", "cluster": {name: allowed.split(", ")[-1]}},
            {"name": "data", "cluster": {name: "some"}},
            f"cluster.{name} is 'some'; allowed: {allowed}",
        )
        for name, allowed in (
            ("scope", "single, multi"),
            ("sharing", "none, readonly, onewriter, all"),
            ("type", "mount, block"),
            ("availability", "active, pause, drain"),
        )
    ),
    (
        REMOTE_IMAGE,
        {"name": "a/b:1", "build": {"context": "."}},
        {"name": "a/b:1", "build": {"context": "."}, "pullTriggers": ["a"]},
        "pullTriggers is said together with build; allowed: at most one of build, pullTriggers",
    ),
    *(
        (kind, {**more, path: right}, {**more, path: wrong}, f"{path} is {wrong!r}; allowed: {IMAGE_NAME}")
        for kind, path, more in (
            (REMOTE_IMAGE, "name", {}),
            (REGISTRY_IMAGE, "name", {}),
            (IMAGE, "imageName", {}),
            (TAG, "sourceImage", {"targetImage": "a"}),
            (TAG, "targetImage", {"sourceImage": DIGEST}),
            (PLUGIN, "name", {}),
        )
        for right, wrong in (
            ("redis", "Redis"),
            ("localhost:5000/a/b_c.d--e:1.2-x", "a:b:c"),
            (f"Registry.example/a@{DIGEST}", "a//b"),
        )
    ),
    (
        PLUGIN,
        {"name": "a", "grantAllPermissions": True},
        {"name": "a", "grantAllPermissions": True, "grantPermissions": [{"name": "network", "values": ["host"]}]},
        "grantPermissions is said together with grantAllPermissions; allowed: at most one of grantAllPermissions, "
        "grantPermissions",
    ),
]
