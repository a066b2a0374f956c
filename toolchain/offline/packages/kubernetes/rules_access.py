"""Rules of who may do what, and of what the whole cluster has: roles, bindings, priorities, definitions."""

import re
from collections.abc import Iterator

from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.paths import find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, is_empty
from toolchain.offline.rules_parts import Within, has_hidden_item

ROLE = "kubernetes:rbac.authorization.k8s.io/v1:Role"
CLUSTER_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
CLUSTER_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding"
PRIORITY = "kubernetes:scheduling.k8s.io/v1:PriorityClass"
DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"

RBAC = "Kubernetes, pkg/apis/rbac/validation/validation.go"
GROUP = "rbac.authorization.k8s.io"
SCHEDULING = "Kubernetes, pkg/apis/scheduling/validation/validation.go, ValidatePriorityClass"
EXTENSIONS = "Kubernetes, apiextensions-apiserver, pkg/apis/apiextensions/validation/validation.go"


def rule_fits(rule: Inputs, _plan: Plan) -> Wrong:
    """Find a rule that allows nothing, or means resources and addresses at once."""
    if is_empty(rule, "verbs"):
        yield "verbs", "at least one verb. Example: get"
    if not is_empty(rule, "nonResourceURLs"):
        for name in ("apiGroups", "resources", "resourceNames"):
            if not is_empty(rule, name):
                yield name, "nothing, because nonResourceURLs is said"
        return
    if is_empty(rule, "apiGroups"):
        yield "apiGroups", 'at least one group. Example: "" for the core group'
    if is_empty(rule, "resources"):
        yield "resources", "at least one type. Example: pods"


def subject_fits(subject: Inputs, _plan: Plan) -> Wrong:
    """Find a subject of a group that its kind is not of. Unsaid, a group is the right one."""
    kind, group = first(subject, "kind"), first(subject, "apiGroup")
    if kind == "ServiceAccount" and group:
        yield "apiGroup", "nothing, because kind is 'ServiceAccount'"
    if kind in {"User", "Group"} and group and group != GROUP:
        yield "apiGroup", f"{GROUP}, because kind is {kind!r}"


def account_placed(subject: Inputs, _plan: Plan) -> Wrong:
    """Find a service account without its namespace, where the binding has none either."""
    if first(subject, "kind") == "ServiceAccount" and is_empty(subject, "namespace"):
        yield "namespace", "a namespace, because kind is 'ServiceAccount'"


def account_named(subject: Inputs, _plan: Plan) -> Wrong:
    """Find a service account by a name that none can have."""
    for found in find(subject, "name"):
        fits = isinstance(found.value, str) and re.fullmatch(SUBDOMAIN, found.value) is not None
        if first(subject, "kind") == "ServiceAccount" and not fits:
            yield found, SUBDOMAIN_SAYS


SUBJECT: tuple[Rule, ...] = (
    Choice(
        path="kind",
        allowed=("ServiceAccount", "User", "Group"),
        source=f"{RBAC}, ValidateRoleBindingSubject",
    ),
    Custom(check=subject_fits, source=f"{RBAC}, ValidateRoleBindingSubject"),
    Custom(check=account_named, source=f"{RBAC}, ValidateRoleBindingSubject"),
)
CLUSTER_SUBJECT: tuple[Rule, ...] = (
    *SUBJECT,
    Custom(check=account_placed, source=f"{RBAC}, ValidateRoleBindingSubject"),
)


def _roles() -> Iterator[Rule]:
    for kind in (ROLE, CLUSTER_ROLE):
        rules = (Custom(check=rule_fits, source=f"{RBAC}, ValidatePolicyRule"),)
        yield Within(kind=kind, path="rules[*]", rules=rules, source=RBAC)
    for kind, roles, subject in (
        (BINDING, ("Role", "ClusterRole"), SUBJECT),
        (CLUSTER_BINDING, ("ClusterRole",), CLUSTER_SUBJECT),
    ):
        # Empty, the group is filled in by the API server.
        yield Text(
            kind=kind,
            path="roleRef.apiGroup",
            pattern=f"({re.escape(GROUP)})?",
            says=GROUP,
            source=f"{RBAC}, ValidateRoleBinding",
        )
        yield Choice(kind=kind, path="roleRef.kind", allowed=roles, source=f"{RBAC}, ValidateRoleBinding")
        yield Text(
            kind=kind,
            path="roleRef.name",
            shortest=1,
            says="a role's name. Example: view",
            source=f"{RBAC}, ValidateRoleBinding",
        )
        yield Within(kind=kind, path="subjects[*]", rules=subject, source=RBAC)


def no_addresses(role: Inputs, _plan: Plan) -> Wrong:
    """Find addresses in a role of a namespace, which can have none."""
    for found in find(role, "rules[*].nonResourceURLs"):
        if found.value:
            yield found, "nothing: only a ClusterRole has nonResourceURLs"


def name_is_plural_and_group(definition: Inputs, _plan: Plan) -> Wrong:
    """Find a definition that is not named after what it defines."""
    plural, group, name = (first(definition, path) for path in ("spec.names.plural", "spec.group", "metadata.name"))
    if plural and group and isinstance(name, str) and name != f"{plural}.{group}":
        yield "metadata.name", "the plural, a dot and the group. Example: shops.example.com"


def one_version_stored(definition: Inputs, _plan: Plan) -> Wrong:
    """Find a definition of which no version, or several, are kept."""
    versions = first(definition, "spec.versions")
    stored = [found.value for found in find(definition, "spec.versions[*].storage")]
    if versions and not has_hidden_item(versions, "storage") and stored.count(True) != 1:
        yield "spec.versions", f"one version with storage = true; here are {stored.count(True)}"


RULES: tuple[Rule, ...] = (
    *_roles(),
    Custom(kind=ROLE, check=no_addresses, source=f"{RBAC}, ValidatePolicyRule"),
    Number(kind=PRIORITY, path="value", low=-(2**31), high=1_000_000_000, source=SCHEDULING),
    Text(
        kind=PRIORITY, path="metadata.name", never="^system-",
        says="no name that begins with system-. Example: critical",
        source=SCHEDULING,
    ),
    Choice(kind=PRIORITY, path="preemptionPolicy", allowed=("PreemptLowerPriority", "Never"), source=SCHEDULING),
    Custom(kind=DEFINITION, check=name_is_plural_and_group, source=f"{EXTENSIONS}, ValidateCustomResourceDefinition"),
    Choice(kind=DEFINITION, path="spec.scope", allowed=("Cluster", "Namespaced"), source=EXTENSIONS),
    Custom(
        kind=DEFINITION, check=one_version_stored,
        source=f"{EXTENSIONS}: exactly one version must be marked as storage",
    ),
)  # fmt: skip
