"""Rules of who may do what, and of what the whole cluster has: roles, bindings, priorities, definitions."""

import re
from collections.abc import Iterator

from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.vocabulary import (
    PART,
    Judged,
    Within,
    absent,
    found_or_missing,
    has_unknown_item,
    missing,
    wrong,
)
from toolchain.offline.paths import find, first
from toolchain.offline.rules import Choice, Failure, Inputs, Number, Rule, Text

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


def rule_fits(rule: Inputs) -> Iterator[Failure]:
    """Find a rule that allows nothing, or means resources and addresses at once."""
    if missing(rule, "verbs"):
        yield absent("verbs", "at least one verb. Example: get")
    if not missing(rule, "nonResourceURLs"):
        for name in ("apiGroups", "resources", "resourceNames"):
            if not missing(rule, name):
                yield wrong(found_or_missing(rule, name), "nothing, because nonResourceURLs is said")
        return
    if missing(rule, "apiGroups"):
        yield absent("apiGroups", 'at least one group. Example: "" for the core group')
    if missing(rule, "resources"):
        yield absent("resources", "at least one type. Example: pods")


def subject_fits(subject: Inputs) -> Iterator[Failure]:
    """Find a subject of a group that its kind is not of. Unsaid, a group is the right one."""
    kind, group = first(subject, "kind"), first(subject, "apiGroup")
    if kind == "ServiceAccount" and group:
        yield wrong(found_or_missing(subject, "apiGroup"), "nothing, because kind is 'ServiceAccount'")
    if kind in {"User", "Group"} and group and group != GROUP:
        yield wrong(found_or_missing(subject, "apiGroup"), f"{GROUP}, because kind is {kind!r}")


def account_placed(subject: Inputs) -> Iterator[Failure]:
    """Find a service account without its namespace, where the binding has none either."""
    if first(subject, "kind") == "ServiceAccount" and missing(subject, "namespace"):
        yield absent("namespace", "a namespace, because kind is 'ServiceAccount'")


def account_named(subject: Inputs) -> Iterator[Failure]:
    """Find a service account by a name that none can have."""
    for found in find(subject, "name"):
        fits = isinstance(found.value, str) and re.fullmatch(SUBDOMAIN, found.value) is not None
        if first(subject, "kind") == "ServiceAccount" and not fits:
            yield wrong(found, SUBDOMAIN_SAYS)


SUBJECT: tuple[Rule, ...] = (
    Choice(
        kind=PART,
        path="kind",
        allowed=("ServiceAccount", "User", "Group"),
        source=f"{RBAC}, ValidateRoleBindingSubject",
    ),
    Judged(kind=PART, judge=subject_fits, source=f"{RBAC}, ValidateRoleBindingSubject"),
    Judged(kind=PART, judge=account_named, source=f"{RBAC}, ValidateRoleBindingSubject"),
)
CLUSTER_SUBJECT: tuple[Rule, ...] = (
    *SUBJECT,
    Judged(kind=PART, judge=account_placed, source=f"{RBAC}, ValidateRoleBindingSubject"),
)


def _roles() -> Iterator[Rule]:
    for kind in (ROLE, CLUSTER_ROLE):
        rules = (Judged(kind=PART, judge=rule_fits, source=f"{RBAC}, ValidatePolicyRule"),)
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


def no_addresses(role: Inputs) -> Iterator[Failure]:
    """Find addresses in a role of a namespace, which can have none."""
    for found in find(role, "rules[*].nonResourceURLs"):
        if found.value:
            yield wrong(found, "nothing: only a ClusterRole has nonResourceURLs")


def name_is_plural_and_group(definition: Inputs) -> Iterator[Failure]:
    """Find a definition that is not named after what it defines."""
    plural, group, name = (first(definition, path) for path in ("spec.names.plural", "spec.group", "metadata.name"))
    if plural and group and isinstance(name, str) and name != f"{plural}.{group}":
        yield wrong(
            found_or_missing(definition, "metadata.name"), "the plural, a dot and the group. Example: shops.example.com"
        )


def one_version_stored(definition: Inputs) -> Iterator[Failure]:
    """Find a definition of which no version, or several, are kept."""
    versions = first(definition, "spec.versions")
    stored = [found.value for found in find(definition, "spec.versions[*].storage")]
    if versions and not has_unknown_item(versions, "storage") and stored.count(True) != 1:
        yield Failure(
            path="spec.versions", given=f"{stored.count(True)} with storage", allowed="one version with storage = true"
        )


RULES: tuple[Rule, ...] = (
    *_roles(),
    Judged(kind=ROLE, judge=no_addresses, source=f"{RBAC}, ValidatePolicyRule"),
    Number(kind=PRIORITY, path="value", low=-(2**31), high=1_000_000_000, source=SCHEDULING),
    Text(
        kind=PRIORITY, path="metadata.name", never="^system-",
        says="no name that begins with system-. Example: critical",
        source=SCHEDULING,
    ),
    Choice(kind=PRIORITY, path="preemptionPolicy", allowed=("PreemptLowerPriority", "Never"), source=SCHEDULING),
    Judged(kind=DEFINITION, judge=name_is_plural_and_group, source=f"{EXTENSIONS}, ValidateCustomResourceDefinition"),
    Choice(kind=DEFINITION, path="spec.scope", allowed=("Cluster", "Namespaced"), source=EXTENSIONS),
    Judged(
        kind=DEFINITION, judge=one_version_stored,
        source=f"{EXTENSIONS}: exactly one version must be marked as storage",
    ),
)  # fmt: skip
