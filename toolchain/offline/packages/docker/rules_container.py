"""What the provider and the engine enforce of containers."""

from typing import Final

from toolchain.offline.packages.docker import checks
from toolchain.offline.packages.docker.tokens import CONTAINER as KIND
from toolchain.offline.rules import Choice, Custom, Number, Rule, Text
from toolchain.offline.rules_parts import Keys, Within
from toolchain.offline.rules_times import Duration
from toolchain.offline.rules_together import NotTogether

PROVIDER: Final = "terraform-provider-docker, internal/provider/resource_docker_container.go"
CREATE: Final = "terraform-provider-docker, internal/provider/resource_docker_container_funcs.go, Create"
DAEMON: Final = "moby 28.5.2, daemon"
RESOURCES: Final = f"{DAEMON}/daemon_unix.go, verifyPlatformContainerResources"
HEALTH: Final = f"{PROVIDER}: validateDurationGeq0; {DAEMON}/container.go, validateHealthCheck: at least 1ms"
MOUNTS: Final = "moby 28.5.2, volume/mounts/linux_parser.go"
MILLISECOND: Final = 0.001

# The names of Linux, "man 7 capabilities", as containerd knows them; CAP_ before them and lower case are taken too.
CAPABILITY: Final = (
    r"(?i)ALL|(CAP_)?(CHOWN|DAC_OVERRIDE|DAC_READ_SEARCH|FOWNER|FSETID|KILL|SETGID|SETUID|SETPCAP|LINUX_IMMUTABLE"
    r"|NET_BIND_SERVICE|NET_BROADCAST|NET_ADMIN|NET_RAW|IPC_LOCK|IPC_OWNER|SYS_MODULE|SYS_RAWIO|SYS_CHROOT|SYS_PTRACE"
    r"|SYS_PACCT|SYS_ADMIN|SYS_BOOT|SYS_NICE|SYS_RESOURCE|SYS_TIME|SYS_TTY_CONFIG|MKNOD|LEASE|AUDIT_WRITE|AUDIT_CONTROL"
    r"|SETFCAP|MAC_OVERRIDE|MAC_ADMIN|SYSLOG|WAKE_ALARM|BLOCK_SUSPEND|AUDIT_READ|PERFMON|BPF|CHECKPOINT_RESTORE)"
)
SIGNAL: Final = (
    r"(?i)[1-9]\d*|(SIG)?(ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT"
    r"|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR[12]|VTALRM|WINCH|XCPU|XFSZ|RTMIN(\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?)"
)
NAME: Final = "two or more letters, digits and _.-, the first a letter or a digit. Example: app-1"

WHAT_IT_RUNS: Final[tuple[Rule, ...]] = (
    Text(kind=KIND, path="name", says=NAME, pattern=r"/?[a-zA-Z0-9][a-zA-Z0-9_.-]+", source=f"{DAEMON}/names.go"),
    Text(
        kind=KIND,
        path="hostname",
        says="at most 64 characters. Example: app-1",
        longest=64,
        source="sethostname(2): 64 bytes on Linux; the container would not start",
    ),
    Text(
        kind=KIND,
        path="command[*]",
        says="text that is not empty",
        shortest=1,
        source=f'{CREATE}: "values for command may not be empty"',
    ),
    Text(
        kind=KIND,
        path="envs[*]",
        says="NAME=value. Example: LOG_LEVEL=info",
        pattern=r"(?s)[^=].*",
        source="moby 28.5.2, opts/env.go, ValidateEnv: the name must not be empty",
    ),
    Text(
        kind=KIND,
        path="stopSignal",
        says="a signal's name or number. Example: SIGTERM",
        pattern=SIGNAL,
        source=f"{DAEMON}/container.go, validateContainerConfig: signal.ParseSignal",
    ),
    Choice(
        kind=KIND,
        path="restart",
        allowed=("no", "on-failure", "always", "unless-stopped"),
        source=f"{PROVIDER}: validateStringMatchesPattern",
    ),
    Number(kind=KIND, path="maxRetryCount", low=0, source="moby 28.5.2, api/types/container, ValidateRestartPolicy"),
    Custom(kind=KIND, check=checks.retries, source="moby 28.5.2, api/types/container, ValidateRestartPolicy"),
    Custom(kind=KIND, check=checks.removed_or_restarted, source=f"{DAEMON}/container.go, validateHostConfig"),
    Custom(kind=KIND, check=checks.health, source=f"{DAEMON}/health.go, getProbe: of another kind no check runs"),
    Duration(kind=KIND, path="healthcheck.interval", low=MILLISECOND, or_zero=True, source=HEALTH),
    Duration(kind=KIND, path="healthcheck.timeout", low=MILLISECOND, or_zero=True, source=HEALTH),
    Duration(kind=KIND, path="healthcheck.startPeriod", low=MILLISECOND, or_zero=True, source=HEALTH),
    Duration(kind=KIND, path="healthcheck.startInterval", low=MILLISECOND, or_zero=True, source=HEALTH),
    Number(kind=KIND, path="healthcheck.retries", low=0, source=f"{PROVIDER}: validateIntegerGeqThan(0)"),
    Custom(
        kind=KIND, check=checks.log_options, source="moby 28.5.2, daemon/logger/jsonfilelog, ValidateLogOpt and New"
    ),
)

WHAT_IT_MAY_USE: Final[tuple[Rule, ...]] = (
    Number(kind=KIND, path="memory", low=6, or_zero=True, source=f"{RESOURCES}: 6MB at least"),
    Number(kind=KIND, path="memoryReservation", low=6, or_zero=True, source=f"{RESOURCES}: 6MB at least"),
    Number(kind=KIND, path="memorySwap", low=-1, source=f"{PROVIDER}: validateIntegerGeqThan(-1)"),
    Custom(kind=KIND, check=checks.memory, source=RESOURCES),
    Number(kind=KIND, path="shmSize", low=0, source=f"{PROVIDER}: validateIntegerGeqThan(0)"),
    Custom(kind=KIND, check=checks.processors, source="docker/cli 28.5.2, opts, ParseCPUs, which the provider calls"),
    Number(kind=KIND, path="cpuShares", low=0, source=f"{PROVIDER}: validateIntegerGeqThan(0)"),
    Number(kind=KIND, path="cpuPeriod", low=1000, high=1_000_000, or_zero=True, source=RESOURCES),
    Number(kind=KIND, path="cpuQuota", low=1000, or_zero=True, source=f"{PROVIDER}: not below 0; {RESOURCES}"),
    Text(
        kind=KIND,
        path="cpuSet",
        says="numbers of processors. Example: 0-2,4",
        pattern=r"\d+([,-]\d+)*",
        source=f"{PROVIDER}: validateStringMatchesPattern",
    ),
    NotTogether(kind=KIND, paths=("gpus", "deviceRequests"), source=f"{PROVIDER}: ConflictsWith"),
    Text(
        kind=KIND,
        path="capabilities.adds[*]",
        says="a capability of Linux, or ALL. Example: NET_BIND_SERVICE",
        pattern=CAPABILITY,
        source="moby 28.5.2, oci/caps, NormalizeLegacyCapabilities",
    ),
    Text(
        kind=KIND,
        path="capabilities.drops[*]",
        says="a capability of Linux, or ALL. Example: NET_RAW",
        pattern=CAPABILITY,
        source="moby 28.5.2, oci/caps, NormalizeLegacyCapabilities",
    ),
    Choice(kind=KIND, path="cgroupnsMode", allowed=("", "private", "host"), source=f"{CREATE}: CgroupnsMode.Valid"),
)

WHAT_IT_SEES: Final[tuple[Rule, ...]] = (
    Choice(
        kind=KIND,
        path="mounts[*].type",
        allowed=("bind", "volume", "tmpfs"),
        source=f"{PROVIDER}: validateStringMatchesPattern",
    ),
    Choice(
        kind=KIND,
        path="mounts[*].bindOptions.propagation",
        allowed=("private", "rprivate", "shared", "rshared", "slave", "rslave"),
        source=f"{PROVIDER}: validateStringMatchesPattern",
    ),
    Within(
        kind=KIND,
        path="mounts[*]",
        rules=(Custom(check=checks.mount, source=f"{MOUNTS}, validateMountConfigImpl"),),
        source=MOUNTS,
    ),
    Within(
        kind=KIND,
        path="volumes[*]",
        rules=(Custom(check=checks.volume, source=f"{CREATE}, volumeSetToDockerVolumes; {MOUNTS}"),),
        source=MOUNTS,
    ),
    Text(
        kind=KIND,
        path="volumes[*].hostPath",
        says="an absolute path. Example: /srv/data",
        pattern=r"([a-zA-Z]:[\\/]|/).*",
        source=f"{PROVIDER}: validateDockerContainerPath",
    ),
    Choice(
        kind=KIND,
        path="volumes[*].selinuxRelabel",
        allowed=("z", "Z"),
        source=f"{PROVIDER}: validateStringMatchesPattern",
    ),
    Custom(kind=KIND, check=checks.one_mount_a_path, source=f'{DAEMON}/volumes.go: "Duplicate mount point"'),
    Keys(
        kind=KIND,
        path="tmpfs",
        fits=checks.is_place,
        says="absolute paths other than / as keys. Example: /tmp",
        source=f"{MOUNTS}, ValidateTmpfsMountDestination",
    ),
    Custom(kind=KIND, check=checks.uploads, source=f'{DAEMON}/archive_unix.go: "container rootfs is marked read-only"'),
    Within(
        kind=KIND,
        path="uploads[*]",
        rules=(Custom(check=checks.upload, source=f'{CREATE}: "error with upload content"'),),
        source=CREATE,
    ),
    Text(
        kind=KIND,
        path="uploads[*].permissions",
        says="four octal digits, the first 0. Example: 0644",
        pattern=r"0[0-7]{3}",
        source=f"{PROVIDER}: validateStringMatchesPattern",
    ),
    Text(
        kind=KIND,
        path="uploads[*].contentBase64",
        says="base64. Example: aGVsbG8=",
        pattern=r"(?s)([A-Za-z0-9+/]{4}|[\r\n])*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?[\r\n]*",
        source=f"{PROVIDER}: validateStringIsBase64Encoded",
    ),
)

WHOM_IT_REACHES: Final[tuple[Rule, ...]] = (
    Number(kind=KIND, path="ports[*].internal", low=1, high=65535, source="RFC 6335, section 6: port 0 is reserved"),
    # 0 is any port that is free.
    Number(
        kind=KIND, path="ports[*].external", low=0, high=65535, source=f"{DAEMON}/container.go, validatePortBindings"
    ),
    Choice(kind=KIND, path="ports[*].protocol", allowed=("tcp", "udp", "sctp"), source="Docker Engine API, PortMap"),
    Within(
        kind=KIND,
        path="ports[*]",
        rules=(
            Custom(
                check=checks.published,
                source=f"{DAEMON}/network.go, buildPortsRelatedCreateEndpointOptions: net.ParseIP gives nil, every one",
            ),
        ),
        source=DAEMON,
    ),
    Custom(
        kind=KIND,
        check=checks.own_ports,
        source='moby 28.5.2, libnetwork/portallocator: "port is already allocated"; on one host',
    ),
    Custom(
        kind=KIND, check=checks.alone_on_its_network, source=f"{DAEMON}/container_operations.go, updateNetworkSettings"
    ),
    Custom(kind=KIND, check=checks.shares_a_network, source="moby 28.5.2, runconfig, validateNetContainerMode"),
    Within(
        kind=KIND,
        path="networksAdvanced[*]",
        rules=(
            Custom(check=checks.join_addresses, source=f"{DAEMON}/container_operations.go: ipamConfig.Validate"),
            Custom(
                check=checks.in_its_network,
                source="moby 28.5.2, api/types/network/endpoint.go, validateEndpointIPAddress",
            ),
        ),
        source=DAEMON,
    ),
    Custom(
        kind=KIND,
        check=checks.own_address,
        source='moby 28.5.2, libnetwork/ipamapi: "Address already in use"',
    ),
    Number(
        kind=KIND,
        path="networksAdvanced[*].gwPriority",
        low=0,
        source=f"{PROVIDER}: validateIntegerGeqThan(0)",
    ),
    Within(
        kind=KIND,
        path="hosts[*]",
        rules=(Custom(check=checks.hosts, source="moby 28.5.2, opts/hosts.go, ValidateExtraHost"),),
        source=DAEMON,
    ),
)

CONTAINER_RULES: Final[tuple[Rule, ...]] = (*WHAT_IT_RUNS, *WHAT_IT_MAY_USE, *WHAT_IT_SEES, *WHOM_IT_REACHES)
