"""Rules of the Prometheus operator's resources, and of Helm releases.

The operator's are custom resources, of which the SDK has no classes: what must be said is here.
"""

from toolchain.offline.packages.kubernetes.kinds import DEFINED, RELEASE
from toolchain.offline.packages.kubernetes.rules_metadata import LABEL, LABEL_SAYS, SUBDOMAIN
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_parts import Keys, Unique, Within
from toolchain.offline.rules_together import Needs, NotTogether

RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
SERVICE_MONITOR = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor"
POD_MONITOR = "kubernetes:monitoring.coreos.com/v1:PodMonitor"

RULES_TYPES = "prometheus-operator, pkg/apis/monitoring/v1/prometheusrule_types.go"
TYPES = "prometheus-operator, pkg/apis/monitoring/v1/types.go"
FORMAT = "prometheus-operator, pkg/operator/rules.go, ValidateRule; Prometheus, model/rulefmt, Validate"
HELM = "Helm, pkg/chartutil/validate_name.go"

DURATION = r"0|(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?"
DURATION_SAYS = "a duration, its units from large to small. Example: 5m"
METRIC = "[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL_NAME = "[a-zA-Z_][a-zA-Z0-9_]*"


def duration(path: str, source: str) -> Text:
    """Return the rule of one duration of Prometheus."""
    return Text(path=path, pattern=DURATION, says=DURATION_SAYS, source=source)


def recording_fits(rule: Inputs, _plan: Plan) -> Wrong:
    """Find settings of alerts where a value is recorded."""
    if is_said(rule, "record"):
        for name in ("for", "keep_firing_for", "annotations"):
            if first(rule, name):
                yield name, "nothing, because record is said"


ONE_RULE: tuple[Rule, ...] = (
    Needs(needs=("expr",), filled=True, source=DEFINED),
    NotTogether(paths=("alert", "record"), one=True, source=FORMAT),
    Custom(check=recording_fits, source=FORMAT),
    Text(path="record", pattern=METRIC, says="a metric's name. Example: job:requests:rate5m", source=FORMAT),
    duration("for", f"{TYPES}, Duration"),
    duration("keep_firing_for", f"{TYPES}, NonEmptyDuration"),
    *(
        Keys(
            path=path,
            fits=lambda key: key.replace("_", "a").isalnum() and key.isascii() and not key[0].isdigit(),
            says="names of letters, digits and underscores. Example: severity", source=FORMAT,
        )
        for path in ("labels", "annotations")
    ),
    *(
        Each(
            path=f"{path}[*]", fits=lambda value: isinstance(value, str), says='text. Example: "warning"',
            source=RULES_TYPES,
        )
        for path in ("labels", "annotations")
    ),
)  # fmt: skip
GROUP: tuple[Rule, ...] = (
    Needs(needs=("name",), filled=True, source=DEFINED),
    duration("interval", f"{TYPES}, Duration"),
    Number(path="limit", low=0, source=RULES_TYPES),
    Within(path="rules[*]", rules=ONE_RULE, source=RULES_TYPES),
)
ENDPOINT: tuple[Rule, ...] = (
    duration("interval", f"{TYPES}, Endpoint"),
    duration("scrapeTimeout", f"{TYPES}, Endpoint"),
    Choice(path="scheme", allowed=("http", "https", "HTTP", "HTTPS"), source=f"{TYPES}, Scheme"),
)

RULES: tuple[Rule, ...] = (
    Within(
        kind=RULE, path="spec", source=RULES_TYPES,
        rules=(
            Within(path="groups[*]", rules=GROUP, source=RULES_TYPES),
            Unique(path="groups", properties=("name",), source=f"{RULES_TYPES}, listMapKey"),
        ),
    ),
    *(
        rule
        for kind, endpoints in ((SERVICE_MONITOR, "spec.endpoints"), (POD_MONITOR, "spec.podMetricsEndpoints"))
        for rule in (
            Needs(kind=kind, needs=(endpoints,), filled=True, source=TYPES),
            Within(kind=kind, path=f"{endpoints}[*]", rules=ENDPOINT, source=TYPES),
        )
    ),
    # Helm releases
    Text(
        kind=RELEASE, path="name", pattern=SUBDOMAIN, shortest=1, longest=53, source=HELM,
        says="up to 53 lower-case letters, digits, hyphens and dots, a letter or digit at both ends. Example: nats",
    ),
    Text(
        kind=RELEASE, path="namespace", pattern=LABEL, longest=63, says=LABEL_SAYS,
        source="Kubernetes documentation, Object Names and IDs",
    ),
    Text(
        kind=RELEASE, path="chart", shortest=1, says="a chart. Example: nats",
        source="pulumi-kubernetes, Release: chart",
    ),
    Number(kind=RELEASE, path="timeout", low=0, source="pulumi-kubernetes, Release: timeout in seconds"),
)  # fmt: skip
