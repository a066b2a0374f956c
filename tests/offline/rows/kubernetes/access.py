"""Rules of metadata and of who may do what."""

from tests.offline.rows.kubernetes.samples import KEY, LABEL, RFC1035, SUBDOMAIN, VALUE, Row

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # metadata
    ("Deployment", {"metadata.name": "Web"}, f"metadata.name is 'Web'; allowed: {SUBDOMAIN}"),
    ("Deployment", {"metadata.name": "a" * 254}, f"metadata.name is '{'a' * 79}...; allowed: {SUBDOMAIN}"),
    ("Service", {"metadata.name": "1web"}, f"metadata.name is '1web'; allowed: {RFC1035}"),
    ("Service", {"metadata.name": "a" * 64}, f"metadata.name is '{'a' * 64}'; allowed: {RFC1035}"),
    ("Service", {"metadata.name": "web.shop"}, f"metadata.name is 'web.shop'; allowed: {RFC1035}"),
    ("Namespace", {"metadata.name": "shop.prod"}, f"metadata.name is 'shop.prod'; allowed: {LABEL}"),
    (
        "Job", {"metadata.name": "a" * 64},
        f"metadata.name is '{'a' * 64}'; allowed: "
        "up to 63 lower-case letters, digits, hyphens and dots. Example: migrate",
    ),
    (
        "CronJob", {"metadata.name": "a" * 53},
        f"metadata.name is '{'a' * 53}'; allowed: "
        "up to 52 lower-case letters, digits, hyphens and dots: eleven more make the name of its jobs. Example: "
        "nightly-report",
    ),
    (
        "Role", {"metadata.name": "a/b"},
        "metadata.name is 'a/b'; allowed: text without slashes and percent signs. Example: my-name",
    ),
    (
        "PodDisruptionBudget", {"metadata.name": "50%"},
        "metadata.name is '50%'; allowed: text without slashes and percent signs. Example: my-name",
    ),
    (
        "Cluster", {"metadata.name": "a" * 51},
        f"metadata.name is '{'a' * 51}'; allowed: "
        "up to 50 lower-case letters, digits and hyphens, beginning with a letter. Example: orders-db",
    ),
    (
        "Cluster", {"metadata.name": "1db"},
        "metadata.name is '1db'; allowed: "
        "up to 50 lower-case letters, digits and hyphens, beginning with a letter. Example: orders-db",
    ),
    ("ServiceMonitor", {"metadata.name": "web_1"}, f"metadata.name is 'web_1'; allowed: {SUBDOMAIN}"),
    ("Deployment", {"metadata.namespace": "shop.prod"}, f"metadata.namespace is 'shop.prod'; allowed: {LABEL}"),
    ("Deployment", {"metadata.labels": {"a b": "c"}}, f"metadata.labels is with the key 'a b'; allowed: {KEY}"),
    (
        "Deployment", {"metadata.labels": {"-example.com/name": "c"}},
        f"metadata.labels is with the key '-example.com/name'; allowed: {KEY}",
    ),
    (
        "Deployment", {"metadata.labels": {"a" * 64: "c"}},
        f"metadata.labels is with the key '{'a' * 64}'; allowed: {KEY}",
    ),
    ("Deployment", {"metadata.labels": {"version": "1.2+3"}}, f"metadata.labels[version] is '1.2+3'; allowed: {VALUE}"),
    (
        "Deployment", {"metadata.labels": {"version": "a" * 64}},
        f"metadata.labels[version] is '{'a' * 64}'; allowed: {VALUE}",
    ),
    (
        "Deployment", {"spec.template.metadata.annotations": {"a/b/c": "d"}},
        f"spec.template.metadata.annotations is with the key 'a/b/c'; allowed: {KEY}",
    ),
    (
        "Deployment", {"metadata.annotations": {"config": "a" * (262144)}},
        "metadata.annotations is 262150 bytes; allowed: up to 262144 bytes of keys and values together",
    ),
    (
        "Namespace", {"metadata.labels": {"pod-security.kubernetes.io/enforce": "strict"}},
        "metadata.labels[pod-security.kubernetes.io/enforce] is 'strict'; allowed: privileged, baseline, restricted",
    ),
    (
        "Namespace", {"metadata.labels": {"pod-security.kubernetes.io/audit-version": "1.34"}},
        "metadata.labels[pod-security.kubernetes.io/audit-version] is '1.34'; allowed: "
        "latest or a minor version. Example: v1.34",
    ),
    # access
    ("Role", {"rules[0].verbs": []}, "rules[0].verbs is []; allowed: at least one verb. Example: get"),
    (
        "Role", {"rules[0].apiGroups": None},
        'rules[0].apiGroups is missing; allowed: at least one group. Example: "" for the core group',
    ),
    ("Role", {"rules[0].resources": []}, "rules[0].resources is []; allowed: at least one type. Example: pods"),
    (
        "ClusterRole", {"rules[0].resources": ["pods"]},
        "rules[0].resources is ['pods']; allowed: nothing, because nonResourceURLs is said",
    ),
    (
        "Role", {"rules[0]": {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}},
        "rules[0].nonResourceURLs is ['/metrics']; allowed: nothing: only a ClusterRole has nonResourceURLs",
    ),
    ("RoleBinding", {"roleRef.apiGroup": "rbac"}, "roleRef.apiGroup is 'rbac'; allowed: rbac.authorization.k8s.io"),
    (
        "ClusterRoleBinding", {"roleRef.apiGroup": "rbac"},
        "roleRef.apiGroup is 'rbac'; allowed: rbac.authorization.k8s.io",
    ),
    ("RoleBinding", {"roleRef.kind": "Group"}, "roleRef.kind is 'Group'; allowed: Role, ClusterRole"),
    ("ClusterRoleBinding", {"roleRef.kind": "Role"}, "roleRef.kind is 'Role'; allowed: ClusterRole"),
    ("RoleBinding", {"roleRef.name": ""}, "roleRef.name is ''; allowed: a role's name. Example: view"),
    ("ClusterRoleBinding", {"roleRef.name": ""}, "roleRef.name is ''; allowed: a role's name. Example: view"),
    ("RoleBinding", {"subjects[0].kind": "Robot"}, "subjects[0].kind is 'Robot'; allowed: ServiceAccount, User, Group"),
    (
        "RoleBinding", {"subjects[0].apiGroup": "rbac.authorization.k8s.io"},
        "subjects[0].apiGroup is 'rbac.authorization.k8s.io'; allowed: nothing, because kind is 'ServiceAccount'",
    ),
    (
        "RoleBinding", {"subjects[1].apiGroup": "core"},
        "subjects[1].apiGroup is 'core'; allowed: rbac.authorization.k8s.io, because kind is 'User'",
    ),
    ("RoleBinding", {"subjects[0].name": "Web"}, f"subjects[0].name is 'Web'; allowed: {SUBDOMAIN}"),
    (
        "ClusterRoleBinding", {"subjects[0].namespace": None},
        "subjects[0].namespace is missing; allowed: a namespace, because kind is 'ServiceAccount'",
    ),
    ("PriorityClass", {"value": 1000000001}, "value is 1000000001; allowed: -2147483648 to 1000000000"),
    (
        "PriorityClass", {"metadata.name": "system-critical"},
        "metadata.name is 'system-critical'; allowed: no name that begins with system-. Example: critical",
    ),
    (
        "PriorityClass", {"preemptionPolicy": "Always"},
        "preemptionPolicy is 'Always'; allowed: PreemptLowerPriority, Never",
    ),
    (
        "CustomResourceDefinition", {"metadata.name": "shops"},
        "metadata.name is 'shops'; allowed: the plural, a dot and the group. Example: shops.example.com",
    ),
    ("CustomResourceDefinition", {"spec.scope": "Global"}, "spec.scope is 'Global'; allowed: Cluster, Namespaced"),
    (
        "CustomResourceDefinition", {"spec.versions[1].storage": True},
        "spec.versions is [{'name': 'v1', 'served': True, 'storage': True}, {'name': 'v1beta1', "
        "'served': ...; allowed: one version with storage = true; here are 2",
    ),
    (
        "CustomResourceDefinition", {"spec.versions[0].storage": False},
        "spec.versions is [{'name': 'v1', 'served': True, 'storage': False}, {'name': 'v1beta1', "
        "'served':...; allowed: one version with storage = true; here are 0",
    ),
)  # fmt: skip
