"""Resources that a cluster takes, one of each type that has rules, and what rules say of changed ones."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from tests.offline.rows.kubernetes.custom_samples import CUSTOM_SAMPLES
from toolchain.offline import making
from toolchain.offline.invented import Invented
from toolchain.offline.packages.kubernetes import PACKAGE
from toolchain.offline.shapes import Shapes

Row = tuple[str, dict[str, Any], str]
SHAPES = Shapes("kubernetes", "pulumi_kubernetes")
KINDS = SHAPES.kinds

# What is allowed, where several rules say it.
PORT = (
    "a number from 1 to 65535, or a port's name: up to 15 lower-case letters, digits and single hyphens, "
    "at least one letter. Example: http-metrics"
)
PORT_NAME = "up to 15 lower-case letters, digits and single hyphens, at least one letter. Example: http-metrics"
SUBDOMAIN = "up to 253 lower-case letters, digits, hyphens and dots, a letter or digit at both ends. Example: my-name"
RFC1035 = "up to 63 lower-case letters, digits and hyphens, beginning with a letter. Example: my-name"
LABEL = "up to 63 lower-case letters, digits and hyphens, a letter or digit at both ends. Example: my-name"
VALUE = "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit at both ends. Example: web_1.2"
KEY = (
    "keys of up to 63 letters, digits, hyphens, underscores and dots, with a domain and a slash before "
    "if wanted. Example: app.kubernetes.io/name"
)
AMOUNT = "an amount, zero or more. Examples: 250m, 2, 512Mi, 10Gi"
RANGE = "a range of addresses. Example: 10.0.0.0/16"
INGRESS_HOST = "a host's name, or *. and a domain; no address. Example: shop.example.com"
HOST = "a host's name, or *. and a domain. Example: shop.example.com"
DATA_KEY = "keys of up to 253 letters, digits, hyphens, underscores and dots. Example: application.yaml"
DURATION = "a duration, its units from large to small. Example: 5m"
IMAGE = "an image without spaces around it. Example: postgres:17"
NODES = "a label of nodes. Example: kubernetes.io/hostname"
LEAST_VERSION = "an image with the version as its tag. Example: ghcr.io/cloudnative-pg/postgresql:17.6"
POSITIVE = "an amount above zero. Example: 20Gi"
CLAIM_SIZE = "an amount above zero. Example: 10Gi"
ANY_SOURCE = "exactly one of " + ", ".join(f"spec.{name}" for name in (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker",
        "gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk",
        "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume"
))  # fmt: skip

POD: Any = {
    "serviceAccountName": "web",
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "securityContext": {"runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 1000, "supplementalGroups": [2000]},
    "tolerations": [{"key": "dedicated", "operator": "Equal", "value": "db", "effect": "NoSchedule"}],
    "topologySpreadConstraints": [
        {"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule",
            "minDomains": 2}
    ],
    "affinity": {
        "podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [
                {"weight": 100, "podAffinityTerm": {"topologyKey": "kubernetes.io/hostname"}}
            ]
        }
    },
    "volumes": [{"name": "config", "configMap": {"name": "web"}}, {"name": "cache",
        "emptyDir": {"sizeLimit": "1Gi"}}],
    "initContainers": [{"name": "migrate", "image": "app:1", "volumeMounts": [{"name": "config",
        "mountPath": "/etc/app"}]}],
    "containers": [
        {
            "name": "web",
            "image": "registry.example.com/app:1.2@sha256:0f",
            "imagePullPolicy": "IfNotPresent",
            "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
            "env": [{"name": "LOG_LEVEL", "value": "info"}],
            "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"cpu": "1", "memory": "0.5Gi"}},
            "livenessProbe": {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10,
                "timeoutSeconds": 1},
            "readinessProbe": {"tcpSocket": {"port": 8080}, "successThreshold": 2, "failureThreshold": 3},
            "startupProbe": {"exec": {"command": ["true"]}, "initialDelaySeconds": 0},
            "securityContext": {"runAsUser": 1000, "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]}},
            "volumeMounts": [{"name": "config", "mountPath": "/etc/app"}, {"name": "cache", "mountPath": "/var/cache",
                "subPath": "a/b"}],
        }
    ],
}  # fmt: skip
LABELS: Any = {"app.kubernetes.io/name": "web"}
TEMPLATE: Any = {"metadata": {"labels": LABELS, "annotations": {"checksum/config": "0f"}}, "spec": POD}
SELECTOR: Any = {
    "matchLabels": LABELS,
    "matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["web"]}],
}
META: Any = {"name": "web", "namespace": "shop", "labels": LABELS, "annotations": {"example.com/Owner": "team"}}
CLAIM: Any = {
    "accessModes": ["ReadWriteOnce"],
    "resources": {"requests": {"storage": "10Gi"}},
    "storageClassName": "fast",
}
ONCE: Any = {**TEMPLATE, "spec": {**POD, "restartPolicy": "Never"}}

SAMPLES: dict[str, dict[str, Any]] = {
    "kubernetes:core/v1:Pod": {"metadata": META, "spec": POD},
    "kubernetes:apps/v1:Deployment": {
        "metadata": META,
        "spec": {
            "replicas": 2, "selector": SELECTOR, "template": TEMPLATE, "minReadySeconds": 5,
                "revisionHistoryLimit": 3,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
        },
    },
    "kubernetes:apps/v1:StatefulSet": {
        "metadata": META,
        "spec": {
            "replicas": 3, "serviceName": "web", "selector": SELECTOR, "podManagementPolicy": "Parallel",
            "updateStrategy": {"type": "RollingUpdate"},
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Delete"},
            "template": {
                **TEMPLATE,
                "spec": {**POD, "containers": [{"name": "db", "image": "db:1", "volumeMounts": [{"name": "data",
                    "mountPath": "/data"}]}]},
            },
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": CLAIM}],
        },
    },
    "kubernetes:apps/v1:DaemonSet": {
        "metadata": META, "spec": {"selector": SELECTOR, "template": TEMPLATE,
            "updateStrategy": {"type": "OnDelete"}},
    },
    "kubernetes:apps/v1:ReplicaSet": {"metadata": META, "spec": {"replicas": 1, "selector": SELECTOR,
        "template": TEMPLATE}},
    "kubernetes:batch/v1:Job": {"metadata": META, "spec": {"backoffLimit": 2, "template": ONCE}},
    "kubernetes:batch/v1:CronJob": {
        "metadata": META,
        "spec": {
            "schedule": "30 2 * * *", "timeZone": "America/Argentina/Buenos_Aires", "concurrencyPolicy": "Forbid",
            "jobTemplate": {"spec": {"template": ONCE, "ttlSecondsAfterFinished": 600}},
        },
    },
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": {
        "metadata": META,
        "spec": {
            "minReplicas": 2, "maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "web"},
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization",
                "averageUtilization": 70}}}],
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 300, "policies": [{"type": "Pods", "value": 1,
                "periodSeconds": 60}]}},
        },
    },
    "kubernetes:policy/v1:PodDisruptionBudget": {"metadata": META, "spec": {"minAvailable": "50%",
        "selector": SELECTOR}},
    "kubernetes:core/v1:Service": {
        "metadata": META,
        "spec": {
            "type": "LoadBalancer", "selector": LABELS, "externalTrafficPolicy": "Local",
                "sessionAffinity": "ClientIP",
            "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 600}},
                "loadBalancerSourceRanges": ["192.0.2.0/24"],
            "ports": [
                {"name": "http", "port": 80, "targetPort": "http"}, {"name": "dns", "port": 53, "protocol": "TCP",
                    "targetPort": 5353},
                {"name": "dns-udp", "port": 53, "protocol": "UDP", "nodePort": 30053},
            ],
        },
    },
    "kubernetes:networking.k8s.io/v1:Ingress": {
        "metadata": META,
        "spec": {
            "defaultBackend": {"resource": {"kind": "Bucket", "name": "static"}},
            "tls": [{"hosts": ["shop.example.com"], "secretName": "shop"}],
            "rules": [
                {
                    "host": "*.example.com",
                    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web",
                        "port": {"number": 80}}}}]},
                }
            ],
        },
    },
    "kubernetes:networking.k8s.io/v1:IngressClass": {"metadata": {"name": "edge"},
        "spec": {"controller": "example.com/edge"}},
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": {
        "metadata": META,
        "spec": {
            "podSelector": {}, "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [{"podSelector": SELECTOR, "namespaceSelector": {}}], "ports": [{"port": "http"}]}],
            "egress": [
                {
                    "to": [{"ipBlock": {"cidr": "10.0.0.1/8", "except": ["10.1.0.0/16"]}}],
                    "ports": [{"port": 5432, "endPort": 5433, "protocol": "TCP"}],
                }
            ],
        },
    },
    "kubernetes:core/v1:Namespace": {
        "metadata": {"name": "shop", "labels": {"pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.34"}},
    },
    "kubernetes:core/v1:ConfigMap": {"metadata": META, "data": {"app.yaml": "a: 1"},
        "binaryData": {"logo.png": "iVBORw0KGgo="}},
    "kubernetes:core/v1:Secret": {
        "metadata": META, "type": "kubernetes.io/tls", "data": {"tls.crt": "LS0t\nLS0t"},
            "stringData": {"tls.key": "---"},
    },
    "kubernetes:core/v1:PersistentVolumeClaim": {"metadata": META, "spec": CLAIM},
    "kubernetes:core/v1:PersistentVolume": {
        "metadata": {"name": "disk-1"},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "10Gi"}, "csi": {"driver": "disk.example.com",
                "volumeHandle": "1"},
            "persistentVolumeReclaimPolicy": "Retain",
        },
    },
    "kubernetes:storage.k8s.io/v1:StorageClass": {
        "metadata": {"name": "fast"}, "provisioner": "disk.example.com", "reclaimPolicy": "Retain",
            "volumeBindingMode": "WaitForFirstConsumer",
    },
    "kubernetes:core/v1:ResourceQuota": {"metadata": META, "spec": {"hard": {"requests.cpu": "8", "pods": "50"},
        "scopes": ["NotTerminating"]}},
    "kubernetes:core/v1:LimitRange": {
        "metadata": META,
        "spec": {
            "limits": [
                {
                    "type": "Container", "min": {"cpu": "10m"}, "defaultRequest": {"cpu": "100m"},
                        "default": {"cpu": "500m"}, "max": {"cpu": "2"},
                    "maxLimitRequestRatio": {"cpu": "10"},
                },
                {"type": "Pod", "max": {"memory": "4Gi"}},
                {"type": "PersistentVolumeClaim", "max": {"storage": "100Gi"}},
            ]
        },
    },
    "kubernetes:rbac.authorization.k8s.io/v1:Role": {
        "metadata": {**META, "name": "system:read.er"}, "rules": [{"apiGroups": [""], "resources": ["pods"],
            "verbs": ["get"]}],
    },
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": {
        "metadata": {"name": "metrics"}, "rules": [{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}],
    },
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": {
        "metadata": META, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
        "subjects": [{"kind": "ServiceAccount", "name": "web"}, {"kind": "User", "name": "mary",
            "apiGroup": "rbac.authorization.k8s.io"}],
    },
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": {
        "metadata": {"name": "metrics"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
            "name": "metrics"},
        "subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}],
    },
    "kubernetes:scheduling.k8s.io/v1:PriorityClass": {"metadata": {"name": "critical"}, "value": 1000,
        "preemptionPolicy": "Never"},
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition": {
        "metadata": {"name": "shops.example.com"},
        "spec": {
            "group": "example.com", "names": {"plural": "shops", "kind": "Shop"}, "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True, "storage": True}, {"name": "v1beta1", "served": True,
                "storage": False}],
        },
    },
}  # fmt: skip

EVERY_SAMPLE = {**SAMPLES, **CUSTOM_SAMPLES}


def changed(kind: str, changes: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the type and a sample of it with these values at these paths; None takes out what is there."""
    token = next(token for token in EVERY_SAMPLE if token.endswith(f":{kind}"))
    inputs = copy.deepcopy(EVERY_SAMPLE[token])
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]
        place: Any = inputs
        for step in way:
            place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return token, inputs


def made(kind: str, inputs: Mapping[str, Any], configuration: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the outputs of a resource that is made, its id among them."""
    shape = SHAPES.resource(kind) if kind in KINDS else None
    identity = making.identity_of(PACKAGE, kind, shape)
    name = making.physical_name(identity, inputs)
    invented = Invented(
        f"urn:pulumi:dev::moorage::{kind}::web", 1, making.facts(PACKAGE, configuration or {}, inputs, name)
    )
    return {
        "id": making.identifier(identity, inputs, invented), **making.outputs(PACKAGE, shape, kind, inputs, invented)
    }  # fmt: skip
