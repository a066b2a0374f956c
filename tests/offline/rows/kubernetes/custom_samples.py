"""Custom resources and a Helm release that a cluster takes, one of each type that has rules."""

from typing import Any

LABELS: Any = {"app.kubernetes.io/name": "web"}
META: Any = {"name": "web", "namespace": "shop", "labels": LABELS, "annotations": {"example.com/Owner": "team"}}
SELECTOR: Any = {"matchLabels": LABELS}

CUSTOM_SAMPLES: dict[str, dict[str, Any]] = {
    "kubernetes:helm.sh/v3:Release": {"name": "nats", "namespace": "shop", "chart": "nats", "timeout": 300,
        "version": "1.2.3"},
    "kubernetes:postgresql.cnpg.io/v1:Cluster": {
        "metadata": {"name": "orders-db", "namespace": "shop"},
        "spec": {
            "instances": 3, "imageName": "ghcr.io/cloudnative-pg/postgresql:17.6@sha256:0f",
                "primaryUpdateStrategy": "supervised",
            "primaryUpdateMethod": "switchover", "logLevel": "info",
            "storage": {"size": "20Gi"},
                "walStorage": {"pvcTemplate": {"resources": {"requests": {"storage": "5Gi"}}}},
            "tablespaces": [{"name": "fast", "storage": {"size": "1Gi"}}],
            "postgresql": {
                "parameters": {"max_connections": "200"}, "synchronous": {"method": "any", "number": 1,
                    "dataDurability": "required"},
            },
            "bootstrap": {"recovery": {"source": "old", "database": "orders", "owner": "orders"}},
            "externalClusters": [{"name": "old"}], "backup": {"retentionPolicy": "30d"},
            "resources": {"requests": {"memory": "1Gi"}, "limits": {"memory": "1Gi"}},
        },
    },
    "kubernetes:postgresql.cnpg.io/v1:ScheduledBackup": {
        "metadata": META,
        "spec": {
            "schedule": "0 30 2 * * *", "cluster": {"name": "orders-db"}, "method": "plugin",
                "backupOwnerReference": "self",
            "pluginConfiguration": {"name": "barman-cloud.cloudnative-pg.io"}, "target": "prefer-standby",
        },
    },
    "kubernetes:postgresql.cnpg.io/v1:Backup": {
        "metadata": META, "spec": {"cluster": {"name": "orders-db"}, "method": "volumeSnapshot", "online": True,
            "target": "primary"},
    },
    "kubernetes:postgresql.cnpg.io/v1:Pooler": {
        "metadata": META,
        "spec": {
            "cluster": {"name": "orders-db"}, "instances": 2, "type": "rw",
            "pgbouncer": {"poolMode": "transaction", "parameters": {"max_client_conn": "500"}},
        },
    },
    "kubernetes:postgresql.cnpg.io/v1:Database": {
        "metadata": META, "spec": {"cluster": {"name": "orders-db"}, "name": "orders", "owner": "orders",
            "ensure": "present"},
    },
    "kubernetes:postgresql.cnpg.io/v1:DatabaseRole": {
        "metadata": META, "spec": {"cluster": {"name": "orders-db"}, "name": "orders",
            "passwordSecret": {"name": "orders"}},
    },
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": {
        "metadata": META,
        "spec": {
            "gatewayClassName": "edge",
            "listeners": [
                {"name": "http", "port": 80, "protocol": "HTTP", "hostname": "shop.example.com",
                    "allowedRoutes": {"namespaces": {"from": "Same"}}},
                {"name": "https", "port": 443, "protocol": "HTTPS", "hostname": "*.example.com",
                    "tls": {"certificateRefs": [{"name": "shop"}]}},
            ],
        },
    },
    "kubernetes:gateway.networking.k8s.io/v1:GatewayClass": {"metadata": {"name": "edge"},
        "spec": {"controllerName": "example.com/edge"}},
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute": {
        "metadata": META,
        "spec": {
            "parentRefs": [{"name": "edge", "port": 443}], "hostnames": ["shop.example.com"],
            "rules": [
                {
                    "matches": [{"path": {"type": "PathPrefix", "value": "/api"}, "method": "GET"}],
                    "filters": [{"type": "URLRewrite", "urlRewrite": {"hostname": "web"}}],
                    "backendRefs": [{"name": "web", "port": 80, "weight": 1}], "timeouts": {"request": "1m30s",
                        "backendRequest": "30s"},
                },
                {"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}]},
            ],
        },
    },
    "kubernetes:cert-manager.io/v1:Certificate": {
        "metadata": META,
        "spec": {
            "secretName": "shop", "issuerRef": {"name": "letters", "kind": "ClusterIssuer"},
                "dnsNames": ["shop.example.com"],
            "ipAddresses": ["192.0.2.1"], "commonName": "shop.example.com", "duration": "2160h",
                "renewBefore": "360h0m0s",
            "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"}, "revisionHistoryLimit": 2,
        },
    },
    "kubernetes:cert-manager.io/v1:Issuer": {"metadata": META, "spec": {"selfSigned": {}}},
    "kubernetes:cert-manager.io/v1:ClusterIssuer": {
        "metadata": {"name": "letters"},
        "spec": {"acme": {"server": "https://acme.example.com", "privateKeySecretRef": {"name": "account"}}},
    },
    "kubernetes:monitoring.coreos.com/v1:PrometheusRule": {
        "metadata": META,
        "spec": {
            "groups": [
                {
                    "name": "web", "interval": "1m30s", "limit": 0,
                    "rules": [
                        {"alert": "Down", "expr": "up == 0", "for": "5m", "keep_firing_for": "1h",
                            "labels": {"severity": "critical"}, "annotations": {"summary": "{{ $labels.job }}"}},
                        {"record": "job:up:sum", "expr": "sum by (job) (up)"},
                    ],
                }
            ]
        },
    },
    "kubernetes:monitoring.coreos.com/v1:ServiceMonitor": {
        "metadata": META, "spec": {"selector": SELECTOR, "endpoints": [{"port": "metrics", "interval": "30s",
            "scrapeTimeout": "10s", "scheme": "https"}]},
    },
    "kubernetes:monitoring.coreos.com/v1:PodMonitor": {"metadata": META,
        "spec": {"podMetricsEndpoints": [{"port": "metrics", "interval": "30s"}]}},
}  # fmt: skip
