"""What a container sees: mounts, volumes and uploads."""

from typing import Any

from tests.offline.rows.docker.base import DATA, SAYS_BASE64, Row, container


def mount(right: dict[str, Any], wrong: dict[str, Any], message: str) -> Row:
    return container({"mounts": [{**DATA, **right}]}, {"mounts": [{**DATA, **wrong}]}, f"mounts[0].{message}")


ABSOLUTE = "an absolute path other than /. Example: /data"
SEES: list[Row] = [
    mount({"type": "volume"}, {"type": "npipe"}, "type is 'npipe'; allowed: bind, volume, tmpfs"),
    mount(
        {"type": "bind", "source": "/a", "bindOptions": {"propagation": "rslave"}},
        {"type": "bind", "source": "/a", "bindOptions": {"propagation": "some"}},
        "bindOptions.propagation is 'some'; allowed: private, rprivate, shared, rshared, slave, rslave",
    ),
    mount({"target": "/a"}, {"target": "a"}, f"target is 'a'; allowed: {ABSOLUTE}"),
    mount({"target": "/b"}, {"target": "/a/.."}, f"target is '/a/..'; allowed: {ABSOLUTE}"),
    mount(
        {"type": "bind", "source": "/a"},
        {"type": "bind", "source": "a"},
        "source is 'a'; allowed: an absolute path of the host, because type is 'bind'. Example: /srv/data",
    ),
    mount(
        {"type": "tmpfs", "source": ""},
        {"type": "tmpfs"},
        "source is 'data'; allowed: nothing, because type is 'tmpfs'",
    ),
    mount(
        {"source": "/a", "volumeOptions": {"driverName": "nfs"}},
        {"source": "/a"},
        "source is '/a'; allowed: a volume's name: two or more letters, digits and _.-. For a path of the host, type "
        "is 'bind'",
    ),
    mount(
        {"readOnly": True},
        {"readOnly": True, "source": ""},
        "readOnly is True; allowed: false, because the mount has no source: a new volume has nothing to read",
    ),
    container(
        {"mounts": [{"type": "bind", "source": "/a", "target": "/b"}]},
        {"mounts": [{"type": "bind", "target": "/b"}]},
        "mounts[0].source is missing; allowed: a path of the host, because type is 'bind'. Example: /srv/data",
    ),
    container(
        {"mounts": [DATA], "tmpfs": {"/data": "rw"}},
        {"mounts": [DATA, {**DATA, "target": "/data/"}]},
        "mounts[1].target is '/data/'; allowed: one mount at /data",
    ),
    container(
        {"volumes": [{"fromContainer": "a"}, {"containerPath": "/a", "volumeName": "data"}]},
        {"volumes": [{"fromContainer": "a", "containerPath": "/a"}]},
        "volumes[0].containerPath is '/a'; allowed: nothing, because of fromContainer: its mounts keep their paths",
    ),
    container(
        {"volumes": [{"containerPath": "/a", "hostPath": "/b"}]},
        {"volumes": [{"hostPath": "/b"}]},
        "volumes[0].containerPath is missing; allowed: a path, or a value for fromContainer. Example: /data",
    ),
    container(
        {"volumes": [{"containerPath": "/a"}]},
        {"volumes": [{"containerPath": "a"}]},
        f"volumes[0].containerPath is 'a'; allowed: {ABSOLUTE}",
    ),
    container(
        {"volumes": [{"containerPath": "/a", "volumeName": "da"}]},
        {"volumes": [{"containerPath": "/a", "volumeName": "d"}]},
        "volumes[0].volumeName is 'd'; allowed: two or more letters, digits and _.-. Example: data",
    ),
    container(
        {"volumes": [{"containerPath": "/a", "hostPath": "C:\\b"}]},
        {"volumes": [{"containerPath": "/a", "hostPath": "b"}]},
        "volumes[0].hostPath is 'b'; allowed: an absolute path. Example: /srv/data",
    ),
    container(
        {"volumes": [{"containerPath": "/a", "selinuxRelabel": "Z"}]},
        {"volumes": [{"containerPath": "/a", "selinuxRelabel": "y"}]},
        "volumes[0].selinuxRelabel is 'y'; allowed: z, Z",
    ),
    container(
        {"tmpfs": {"/run": "rw"}},
        {"tmpfs": {"run": "rw"}},
        "tmpfs is with the key 'run'; allowed: absolute paths other than / as keys. Example: /tmp",
    ),
    container(
        {"readOnly": False, "uploads": [{"file": "/a", "content": "a"}]},
        {"readOnly": True, "uploads": [{"file": "/a", "content": "a"}]},
        "readOnly is True; allowed: false, because of uploads: the root is read-only for them too. Put files on a "
        "volume",
    ),
    container(
        {"uploads": [{"file": "/a", "source": "a"}]},
        {"uploads": [{"file": "/a"}]},
        "uploads[0].content is missing; allowed: exactly one of content, contentBase64, source",
    ),
    container(
        {"uploads": [{"file": "/a", "content": "a", "permissions": "0644"}]},
        {"uploads": [{"file": "/a", "content": "a", "permissions": "644"}]},
        "uploads[0].permissions is '644'; allowed: four octal digits, the first 0. Example: 0644",
    ),
    container(
        {"uploads": [{"file": "/a", "contentBase64": "aGVsbG8="}]},
        {"uploads": [{"file": "/a", "contentBase64": "hello"}]},
        f"uploads[0].contentBase64 is 'hello'; allowed: {SAYS_BASE64}",
    ),
]
