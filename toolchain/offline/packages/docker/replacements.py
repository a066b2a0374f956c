"""What makes a new resource when it changes.

Source of every row: the schema of the plugin 5.2.0, willReplaceOnChanges, which the tests compare with this table; that
is ForceNew in terraform-provider-docker, internal/provider/resource_docker_<type>.go. Where the plugin, asked for a
difference, says more than its schema, the row says so.
"""

from typing import Final

from toolchain.offline.package import Replacement
from toolchain.offline.packages.docker.tokens import (
    BUILDER,
    CONFIG,
    CONTAINER,
    NETWORK,
    PLUGIN,
    REGISTRY_IMAGE,
    REMOTE_IMAGE,
    SECRET,
    SERVICE,
    TAG,
    VOLUME,
)

SCHEMA: Final = "schema of the docker plugin 5.2.0, willReplaceOnChanges"

REPLACEMENTS: Final = {
    BUILDER: Replacement(
        properties=(
            "append", "bootstrap", "buildkitConfig", "buildkitFlags", "dockerContainer", "driver", "driverOptions",
            "endpoint", "kubernetes", "name", "node", "platforms", "remote", "use",
        ),
        source=SCHEMA,
    ),
    # The plugin replaces for mounts only when one comes or goes; one that changes it calls an update, and then changes
    # nothing. A program must say replace_on_changes itself, as components/docker does; here every change replaces.
    CONTAINER: Replacement(
        properties=(
            "capabilities", "cgroupParent", "cgroupnsMode", "command", "cpus", "deviceCgroupRules", "deviceRequests",
            "devices", "dns", "dnsOpts", "dnsSearches", "domainname", "entrypoints", "envs", "gpus", "groupAdds",
            "healthcheck", "hostname", "hosts", "image", "ipcMode", "labels", "logDriver", "logOpts", "mounts", "name",
            "networkMode", "networksAdvanced", "pidMode", "platform", "ports", "privileged", "publishAllPorts",
            "readOnly", "runtime", "securityOpts", "shmSize", "stdinOpen", "stopSignal", "stopTimeout", "storageOpts",
            "sysctls", "tty", "ulimits", "uploads", "user", "usernsMode", "volumes", "workingDir",
        ),
        source=SCHEMA,
    ),
    NETWORK: Replacement(
        properties=(
            "attachable", "driver", "ingress", "internal", "ipamConfigs", "ipamDriver", "ipamOptions", "ipv6", "labels",
            "name", "options",
        ),
        source=SCHEMA,
    ),
    PLUGIN: Replacement(properties=("alias", "name"), source=SCHEMA),
    REGISTRY_IMAGE: Replacement(properties=("name", "triggers"), source=SCHEMA),
    REMOTE_IMAGE: Replacement(
        properties=("build", "name", "platform", "pullTriggers", "triggers"),
        source=f"{SCHEMA}; for build, the plugin's Diff: it is a set, and its fields force a new resource",
    ),
    SECRET: Replacement(properties=("data", "labels", "name"), source=SCHEMA),
    SERVICE: Replacement(properties=("auth", "mode", "name"), source=SCHEMA),
    CONFIG: Replacement(properties=("data", "dataRaw", "labels", "name"), source=SCHEMA),
    TAG: Replacement(properties=("sourceImage", "tagTriggers", "targetImage"), source=SCHEMA),
    VOLUME: Replacement(
        properties=(
            "driver", "driverOpts", "labels", "name", "cluster.group", "cluster.limitBytes", "cluster.requiredBytes",
            "cluster.scope", "cluster.sharing", "cluster.topologyPreferred", "cluster.topologyRequired", "cluster.type",
        ),
        source=f"{SCHEMA}, for cluster of its fields: all but its availability",
    ),
}  # fmt: skip
