"""Rules of an object's metadata: names, labels and annotations."""

import re
from collections.abc import Iterator, Mapping

from toolchain.offline.packages.kubernetes.kinds import EVERY_KIND, POD_AT, kind_of
from toolchain.offline.paths import Found, find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Custom, Failure, Inputs, Rule, Text, Wrong
from toolchain.offline.rules_parts import Keys, Within
from toolchain.offline.values import has_secret, opened

NAMES = "Kubernetes documentation, Object Names and IDs"
LABELS = "Kubernetes documentation, Labels and Selectors: Syntax and character set"
ANNOTATIONS = "apimachinery, pkg/api/validation/objectmeta.go, TotalAnnotationSizeLimitB"
ADMISSION = "Kubernetes documentation, Pod Security Admission; pod-security-admission, admission.go, ValidateNamespace"

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
RFC1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
QUALIFIED = re.compile(rf"({SUBDOMAIN}/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")

LABEL_SAYS = "up to 63 lower-case letters, digits and hyphens, a letter or digit at both ends. Example: my-name"
SUBDOMAIN_SAYS = (
    "up to 253 lower-case letters, digits, hyphens and dots, a letter or digit at both ends. Example: my-name"
)
RFC1035_SAYS = "up to 63 lower-case letters, digits and hyphens, beginning with a letter. Example: my-name"
VALUE_SAYS = "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit at both ends. Example: web_1.2"
KEY_SAYS = (
    "keys of up to 63 letters, digits, hyphens, underscores and dots, with a domain and a slash before if wanted. "
    "Example: app.kubernetes.io/name"
)


def is_qualified(key: str) -> bool:
    """Tell whether a text is a key of labels: a name, and before it if wanted a domain and a slash."""
    prefix, _, name = key.rpartition("/")
    return len(prefix) <= 253 and len(name) <= 63 and QUALIFIED.fullmatch(key) is not None


def name_rule(longest: int = 253, pattern: str = SUBDOMAIN, says: str = SUBDOMAIN_SAYS, source: str = NAMES) -> Text:
    """Return the rule of a name of one style."""
    return Text(path="name", pattern=pattern, shortest=1, longest=longest, says=says, source=source)


SUBDOMAIN_NAME = name_rule()
LABEL_NAME = name_rule(63, LABEL, LABEL_SAYS)
# Role-based access control takes any text that can stand in a URL's path, and so do types that check no name.
PATH_NAME = Text(
    path="name", pattern=r"(?!\.\.?$)[^/%]+",
    says="text without slashes and percent signs. Example: my-name",
    source="Kubernetes documentation, Object Names and IDs: Path Segment Names",
)  # fmt: skip

# kinds whose names are of another style than the usual one
NAME_OF: Mapping[str, Text] = {
    "kubernetes:batch/v1:CronJob": name_rule(
        52, says="up to 52 lower-case letters, digits, hyphens and dots: eleven more make the name of its jobs. "
        "Example: nightly-report", source="Kubernetes documentation, CronJob",
    ),
    "kubernetes:batch/v1:Job": name_rule(
        63, says="up to 63 lower-case letters, digits, hyphens and dots. Example: migrate",
        source="Kubernetes documentation, Jobs: Writing a Job spec",
    ),
    "kubernetes:core/v1:Namespace": LABEL_NAME,
    "kubernetes:core/v1:Service": name_rule(63, RFC1035, RFC1035_SAYS),
    "kubernetes:postgresql.cnpg.io/v1:Cluster": name_rule(
        50, RFC1035,
        says="up to 50 lower-case letters, digits and hyphens, beginning with a letter. Example: orders-db",
        source="cloudnative-pg, internal/webhook/v1/cluster_webhook.go, validateName",
    ),
}  # fmt: skip
PATH_NAMED = frozenset({
    "APIService", "ClusterRole", "ClusterRoleBinding", "ClusterTrustBundle", "IPAddress", "PodDisruptionBudget", "Role",
    "RoleBinding",
})  # fmt: skip


def annotations_fit(metadata: Inputs, _plan: Plan) -> Wrong:
    """Find annotations that are too long together: 256 KiB of keys and values."""
    for found in find(metadata, "annotations"):
        texts = opened(found.value)
        items = texts.items() if isinstance(texts, Mapping) else ()
        size = sum(len(str(key).encode()) + len(value.encode()) for key, value in items if isinstance(value, str))
        if size > 256 * 1024:
            yield Failure(
                path=found.path, given=f"{size} bytes", allowed="up to 262144 bytes of keys and values together"
            )


LABELLED: tuple[Rule, ...] = (
    Keys(path="labels", fits=is_qualified, says=KEY_SAYS, source=LABELS),
    Text(path="labels[*]", pattern=VALUE, longest=63, says=VALUE_SAYS, source=LABELS),
    # The part before the slash is compared in lower case, for annotations only.
    Keys(path="annotations", fits=lambda key: is_qualified(key.lower()), says=KEY_SAYS, source=ANNOTATIONS),
    Custom(check=annotations_fit, source=ANNOTATIONS),
)
PLACED = Text(path="namespace", pattern=LABEL, longest=63, says=LABEL_SAYS, source=NAMES)

LEVELS = ("privileged", "baseline", "restricted")
VERSION = re.compile(r"latest|v1\.(0|[1-9]\d*)")


def pod_security(metadata: Inputs, _plan: Plan) -> Wrong:
    """Find labels of Pod Security Admission whose level or version does not exist."""
    labels, hidden = opened(first(metadata, "labels")), has_secret(metadata.get("labels"))
    for key, value in labels.items() if isinstance(labels, Mapping) else ():
        prefix, _, mode = str(key).partition("/")
        if prefix != "pod-security.kubernetes.io" or not isinstance(value, str):
            continue
        if mode in {"enforce", "audit", "warn"} and value not in LEVELS:
            yield Found(f"labels[{key}]", value, hidden), ", ".join(LEVELS)
        if mode in {"enforce-version", "audit-version", "warn-version"} and not VERSION.fullmatch(value):
            yield Found(f"labels[{key}]", value, hidden), "latest or a minor version. Example: v1.34"


def _rules() -> Iterator[Rule]:
    for kind in EVERY_KIND:
        usual = PATH_NAME if kind_of(kind) in PATH_NAMED else SUBDOMAIN_NAME
        rules = (NAME_OF.get(kind, usual), PLACED, *LABELLED)
        yield Within(kind=kind, path="metadata", rules=rules, source=NAMES)
    for kind, at in POD_AT.items():
        if at:
            yield Within(kind=kind, path=f"{at}metadata", rules=LABELLED, source=LABELS)


RULES: tuple[Rule, ...] = (
    *_rules(),
    Within(
        kind="kubernetes:core/v1:Namespace", path="metadata", source=ADMISSION,
        rules=(Custom(check=pod_security, source=ADMISSION),),
    ),
)  # fmt: skip
