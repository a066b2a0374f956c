"""What the provider and the engine enforce of a swarm's services, secrets and configs, and of builders."""

from typing import Final

from toolchain.offline.packages.docker.tokens import BUILDER, CONFIG, SECRET, SERVICE
from toolchain.offline.rules import Choice, Number, Rule, Text
from toolchain.offline.rules_times import Duration
from toolchain.offline.rules_together import NotTogether

PROVIDER: Final = "terraform-provider-docker, internal/provider"
NAMES: Final = "moby/swarmkit, manager/controlapi/common.go"
BASE64: Final = r"(?s)([A-Za-z0-9+/]{4}|[\r\n])*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?[\r\n]*"
SERVICE_SCHEMA: Final = f"{PROVIDER}/resource_docker_service.go: {{}}"
CONTAINER_SPEC: Final = "taskSpec.containerSpec"

# property of a service -> its values
CHOICES: Final = {
    "taskSpec.restartPolicy.condition": ("none", "on-failure", "any"),
    "taskSpec.runtime": ("container", "plugin"),
    f"{CONTAINER_SPEC}.isolation": ("default", "process", "hyperv"),
    f"{CONTAINER_SPEC}.mounts[*].type": ("bind", "volume", "tmpfs"),
    "updateConfig.failureAction": ("pause", "continue", "rollback"),
    "updateConfig.order": ("stop-first", "start-first"),
    "rollbackConfig.failureAction": ("pause", "continue"),
    "rollbackConfig.order": ("stop-first", "start-first"),
    "endpointSpec.mode": ("vip", "dnsrr"),
    "endpointSpec.ports[*].protocol": ("tcp", "udp", "sctp"),
    "endpointSpec.ports[*].publishMode": ("host", "ingress"),
}
TIMES: Final = (
    f"{CONTAINER_SPEC}.stopGracePeriod",
    f"{CONTAINER_SPEC}.healthcheck.interval",
    f"{CONTAINER_SPEC}.healthcheck.timeout",
    f"{CONTAINER_SPEC}.healthcheck.startPeriod",
    "taskSpec.restartPolicy.delay",
    "taskSpec.restartPolicy.window",
    "updateConfig.delay",
    "updateConfig.monitor",
    "rollbackConfig.delay",
    "rollbackConfig.monitor",
    "convergeConfig.delay",
    "convergeConfig.timeout",
)
AT_LEAST_0: Final = (
    "mode.replicated.replicas",
    "taskSpec.restartPolicy.maxAttempts",
    f"{CONTAINER_SPEC}.healthcheck.retries",
    "updateConfig.parallelism",
    "rollbackConfig.parallelism",
)

SWARM_RULES: Final[tuple[Rule, ...]] = (
    Text(
        kind=SERVICE,
        path="name",
        says="a part of a DNS name, at most 63 letters, digits and -_. Example: app",
        pattern=r"[a-zA-Z0-9]([-_]*[A-Za-z0-9]+)*",
        longest=63,
        source=f"{NAMES}, validateAnnotations",
    ),
    *(
        Choice(kind=SERVICE, path=path, allowed=allowed, source=SERVICE_SCHEMA.format("validateStringMatchesPattern"))
        for path, allowed in CHOICES.items()
    ),
    *(Duration(kind=SERVICE, path=path, source=SERVICE_SCHEMA.format("validateDurationGeq0")) for path in TIMES),
    *(
        Number(kind=SERVICE, path=path, low=0, source=SERVICE_SCHEMA.format("validateIntegerGeqThan(0)"))
        for path in AT_LEAST_0
    ),
    *(
        Number(kind=SERVICE, path=path, low=0, high=1, source=SERVICE_SCHEMA.format("validateStringIsFloatRatio"))
        for path in ("updateConfig.maxFailureRatio", "rollbackConfig.maxFailureRatio")
    ),
    NotTogether(kind=SERVICE, paths=("mode.replicated", "mode.global"), source=SERVICE_SCHEMA.format("ConflictsWith")),
    NotTogether(kind=SERVICE, paths=("mode.global", "convergeConfig"), source=SERVICE_SCHEMA.format("ConflictsWith")),
    *(
        Text(
            kind=kind,
            path="name",
            says="at most 64 letters, digits and -_., the first and the last a letter or a digit. Example: app-key",
            pattern=r"[a-zA-Z0-9]+([a-zA-Z0-9-_.]*[a-zA-Z0-9])?",
            longest=64,
            source=f"{NAMES}, validateConfigOrSecretAnnotations",
        )
        for kind in (SECRET, CONFIG)
    ),
    *(
        Text(
            kind=kind,
            path="data",
            says="base64. Example: aGVsbG8=",
            pattern=BASE64,
            source=f"{PROVIDER}/resource_docker_{file}.go: validateStringIsBase64Encoded",
        )
        for kind, file in ((SECRET, "secret"), (CONFIG, "config"))
    ),
    NotTogether(
        kind=CONFIG,
        paths=("data", "dataRaw"),
        one=True,
        source=f"{PROVIDER}/resource_docker_config.go: ExactlyOneOf",
    ),
    NotTogether(
        kind=BUILDER,
        paths=("dockerContainer", "kubernetes", "remote"),
        source=f"{PROVIDER}/resource_docker_buildx_builder.go: ConflictsWith",
    ),
)
