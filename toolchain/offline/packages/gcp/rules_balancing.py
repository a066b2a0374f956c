"""What load balancers, their checks and their protection must be, beyond their types."""

from collections.abc import Sequence

from toolchain.offline.packages.gcp.rules_network import PORTS
from toolchain.offline.packages.gcp.sources import provider
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at
from toolchain.offline.rules_parts import Unique, Within
from toolchain.offline.rules_together import Needs, NotTogether, Refuses

ARMOR = "gcp:compute/securityPolicy:SecurityPolicy"
BACKEND = "gcp:compute/backendService:BackendService"
CHECK = "gcp:compute/healthCheck:HealthCheck"

_armor = provider("compute/resource_compute_security_policy.go")
_backend = provider("compute/resource_compute_backend_service.go")
_check = provider("compute/resource_compute_health_check.go")


def _action(rule: Inputs, _plan: Plan) -> Wrong:
    """Check that a rule that limits or redirects says how, and no other does."""
    action = at(rule, "action")
    limits = action.value in ("rate_based_ban", "throttle")
    if limits and not is_said(rule, "rateLimitOptions"):
        yield "rateLimitOptions", f"a value, because the action is {action.shown}"
    refused = []
    if action.value is not None and not limits:
        refused.append("rateLimitOptions")
    if action.value not in (None, "rate_based_ban"):
        refused.append("rateLimitOptions.banDurationSec")
    if action.value not in (None, "redirect"):
        refused.append("redirectOptions")
    for found in (found for path in refused for found in find(rule, path)):
        yield found, f"nothing, because the action is {action.shown}"


def _patience(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that a probe gives up before the next one begins; both are 5 seconds where nothing is said."""
    wait, every = (first(inputs, path) if is_said(inputs, path) else 5 for path in ("timeoutSec", "checkIntervalSec"))
    if wait is not None and every is not None and wait > every:
        yield "timeoutSec", f"at most checkIntervalSec ({every})"


PROTOCOLS = ("http", "https", "http2", "tcp", "ssl", "grpc", "grpcTls")

BALANCING: Sequence[Rule] = (
    Unique(kind=ARMOR, path="rules", properties=("priority",), source=f"{_armor}: rulesCustomizeDiff"),
    Within(
        kind=ARMOR,
        path="rules[*]",
        rules=(
            Custom(check=_action, source=f"{_armor}: descriptions of rate_limit_options and redirect_options"),
            Needs(
                path="match.versionedExpr",
                needs=("match.config",),
                example="srcIpRanges of *",
                source=f"{_armor}: description of versioned_expr",
            ),
        ),
        source=_armor,
    ),
    Needs(
        kind="gcp:compute/sSLPolicy:SSLPolicy",
        when={"profile": "CUSTOM"},
        needs=("customFeatures",),
        source=provider("compute/resource_compute_ssl_policy.go: sslPolicyCustomizeDiff"),
    ),
    Refuses(
        kind="gcp:compute/sSLPolicy:SSLPolicy",
        when={"profile": ("COMPATIBLE", "MODERN", "RESTRICTED", "FIPS_202205")},
        refuses=("customFeatures",),
        source=provider("compute/resource_compute_ssl_policy.go: sslPolicyCustomizeDiff"),
    ),
    Number(kind=BACKEND, path="logConfig.sampleRate", low=0, high=1, source=f"{_backend}: description of sample_rate"),
    Number(kind=BACKEND, path="backends[*].capacityScaler", low=0, high=1, source=f"{_backend}: capacity_scaler"),
    *(
        rule
        for kind, file in (
            (BACKEND, "compute/resource_compute_backend_service.go"),
            ("gcp:compute/backendBucket:BackendBucket", "compute/resource_compute_backend_bucket.go"),
        )
        for rule in (
            Choice(
                kind=kind,
                path="cdnPolicy.negativeCachingPolicies[*].code",
                allowed=(300, 301, 308, 404, 405, 410, 421, 451, 501),
                source=provider(f"{file}: description of code"),
            ),
            Number(
                kind=kind,
                path="cdnPolicy.negativeCachingPolicies[*].ttl",
                low=0,
                high=1800,
                source=provider(f"{file}: description of ttl"),
            ),
        )
    ),
    NotTogether(
        kind="gcp:compute/uRLMap:URLMap",
        paths=("defaultService", "defaultUrlRedirect", "defaultRouteAction.weightedBackendServices"),
        one=True,
        source=provider("compute/resource_compute_url_map.go: ExactlyOneOf"),
    ),
    NotTogether(
        kind="gcp:compute/uRLMap:URLMap",
        paths=("defaultRouteAction", "defaultUrlRedirect"),
        source=provider("compute/resource_compute_url_map.go: ConflictsWith"),
    ),
    NotTogether(
        kind="gcp:compute/targetHttpsProxy:TargetHttpsProxy",
        paths=("sslCertificates", "certificateManagerCertificates"),
        source=provider("compute/resource_compute_target_https_proxy.go: ConflictsWith"),
    ),
    *(
        Number(
            kind=f"gcp:compute/{kind}",
            path="httpKeepAliveTimeoutSec",
            low=5,
            high=1200,
            source=provider(f"compute/{file}: description of http_keep_alive_timeout_sec"),
        )
        for kind, file in (
            ("targetHttpProxy:TargetHttpProxy", "resource_compute_target_http_proxy.go"),
            ("targetHttpsProxy:TargetHttpsProxy", "resource_compute_target_https_proxy.go"),
        )
    ),
    NotTogether(
        kind=CHECK,
        paths=tuple(f"{protocol}HealthCheck" for protocol in PROTOCOLS),
        one=True,
        source=f"{_check}: ExactlyOneOf",
    ),
    *(
        Number(kind=CHECK, path=f"{protocol}HealthCheck.port", low=1, high=65535, source=f"{_check}: port")
        for protocol in PROTOCOLS
    ),
    Custom(kind=CHECK, check=_patience, source=f"{_check}: description of timeout_sec"),
    *(
        Text(
            kind=kind,
            path="portRange",
            pattern=PORTS,
            says="a port or a range of ports. Example: 443",
            source=provider(f"compute/{file}: description of port_range"),
        )
        for kind, file in (
            ("gcp:compute/forwardingRule:ForwardingRule", "resource_compute_forwarding_rule.go"),
            ("gcp:compute/globalForwardingRule:GlobalForwardingRule", "resource_compute_global_forwarding_rule.go"),
        )
    ),
    NotTogether(
        kind="gcp:compute/forwardingRule:ForwardingRule",
        paths=("ports", "portRange", "allPorts"),
        source=provider("compute/resource_compute_forwarding_rule.go: description of all_ports"),
    ),
    NotTogether(
        kind="gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",
        paths=("appEngine", "cloudFunction", "cloudRun", "serverlessDeployment"),
        source=provider("compute/resource_compute_region_network_endpoint_group.go: ConflictsWith"),
    ),
)
