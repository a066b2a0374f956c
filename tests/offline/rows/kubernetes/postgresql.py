"""Rules of CloudNativePG."""

from tests.offline.rows.kubernetes.samples import LEAST_VERSION, POSITIVE, Row

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # postgresql
    ("Cluster", {"spec.instances": None}, "spec.instances is missing; allowed: a value"),
    ("Cluster", {"spec.instances": 0}, "spec.instances is 0; allowed: at least 1"),
    ("Cluster", {"spec.storage": {}}, "spec.storage.size is missing; allowed: a size. Example: 20Gi"),
    ("Cluster", {"spec.walStorage": {}}, "spec.walStorage.size is missing; allowed: a size. Example: 20Gi"),
    ("Cluster", {"spec.storage.size": "20GB"}, f"spec.storage.size is '20GB'; allowed: {POSITIVE}"),
    ("Cluster", {"spec.walStorage": {"size": "0"}}, f"spec.walStorage.size is '0'; allowed: {POSITIVE}"),
    (
        "Cluster", {"spec.tablespaces[0].storage.size": "big"},
        f"spec.tablespaces[0].storage.size is 'big'; allowed: {POSITIVE}",
    ),
    (
        "Cluster", {"spec.imageName": "postgresql:latest"},
        f"spec.imageName is 'postgresql:latest'; allowed: {LEAST_VERSION}",
    ),
    (
        "Cluster", {"spec.imageName": "example.com:5000/postgresql@sha256:0f"},
        f"spec.imageName is 'example.com:5000/postgresql@sha256:0f'; allowed: {LEAST_VERSION}",
    ),
    (
        "Cluster", {"spec.imageCatalogRef": {"name": "c"}},
        "spec.imageCatalogRef is said together with spec.imageName; allowed: at most one of "
        "spec.imageName, spec.imageCatalogRef",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous": None, "spec.maxSyncReplicas": 3},
        "spec.maxSyncReplicas is 3; allowed: less than 3, instances",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous": None, "spec.minSyncReplicas": 2, "spec.maxSyncReplicas": 1},
        "spec.minSyncReplicas is 2; allowed: up to 1, maxSyncReplicas",
    ),
    (
        "Cluster", {"spec.maxSyncReplicas": 1},
        "spec.postgresql.synchronous is {'method': 'any', 'number': 1, 'dataDurability': 'required'}; "
        "allowed: nothing, because of minSyncReplicas or maxSyncReplicas",
    ),
    (
        "Cluster", {"spec.instances": 1},
        "spec.primaryUpdateStrategy is 'supervised'; allowed: unsupervised, because there is one instance",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous": None, "spec.minSyncReplicas": -1},
        "spec.minSyncReplicas is -1; allowed: at least 0",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous": None, "spec.maxSyncReplicas": -1},
        "spec.maxSyncReplicas is -1; allowed: at least 0",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous.method": "quorum"},
        "spec.postgresql.synchronous.method is 'quorum'; allowed: any, first",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous.number": 0},
        "spec.postgresql.synchronous.number is 0; allowed: at least 1",
    ),
    (
        "Cluster", {"spec.postgresql.synchronous.dataDurability": "best"},
        "spec.postgresql.synchronous.dataDurability is 'best'; allowed: required, preferred",
    ),
    (
        "Cluster", {"spec.postgresql.parameters": {"archive_command": "true"}},
        "spec.postgresql.parameters is with the key 'archive_command'; allowed: "
        "parameters that are not the operator's own",
    ),
    (
        "Cluster", {"spec.postgresql.parameters": {"max_connections": 200}},
        'spec.postgresql.parameters[max_connections] is 200; allowed: text. Example: "200"',
    ),
    (
        "Cluster", {"spec.primaryUpdateStrategy": "automatic"},
        "spec.primaryUpdateStrategy is 'automatic'; allowed: unsupervised, supervised",
    ),
    (
        "Cluster", {"spec.primaryUpdateMethod": "failover"},
        "spec.primaryUpdateMethod is 'failover'; allowed: switchover, restart",
    ),
    ("Cluster", {"spec.logLevel": "warn"}, "spec.logLevel is 'warn'; allowed: error, warning, info, debug, trace"),
    (
        "Cluster", {"spec.bootstrap.initdb": {}},
        "spec.bootstrap.recovery is said together with spec.bootstrap.initdb; allowed: at most one of "
        "spec.bootstrap.initdb, spec.bootstrap.recovery, spec.bootstrap.pg_basebackup",
    ),
    (
        "Cluster", {"spec.externalClusters": None},
        "spec.bootstrap.recovery.source is 'old'; allowed: a name of spec.externalClusters: there are none",
    ),
    (
        "Cluster", {"spec.bootstrap.recovery.owner": None},
        "spec.bootstrap.recovery.owner is missing; allowed: a value, because of database",
    ),
    (
        "Cluster", {"spec.bootstrap.recovery.database": None},
        "spec.bootstrap.recovery.database is missing; allowed: a value, because of owner",
    ),
    (
        "Cluster", {"spec.backup.retentionPolicy": "1y"},
        "spec.backup.retentionPolicy is '1y'; allowed: days, weeks or months. Example: 30d",
    ),
    (
        "Cluster", {"spec.resources.requests.memory": "2Gi"},
        "spec.resources.requests[memory] is '2Gi'; allowed: up to '1Gi', its limit",
    ),
    (
        "Cluster", {"spec.externalClusters": [{"name": "old"}, {"name": "old"}]},
        "spec.externalClusters[1].name is 'old'; allowed: no name twice",
    ),
    ("ScheduledBackup", {"spec.cluster": None}, "spec.cluster.name is missing; allowed: a value"),
    ("ScheduledBackup", {"spec.schedule": None}, "spec.schedule is missing; allowed: a value"),
    (
        "ScheduledBackup", {"spec.schedule": "30 2 * * *"},
        "spec.schedule is '30 2 * * *'; allowed: "
        "six fields, second minute hour day month weekday. Example: 0 30 2 * * *",
    ),
    (
        "ScheduledBackup", {"spec.backupOwnerReference": "owner"},
        "spec.backupOwnerReference is 'owner'; allowed: none, self, cluster",
    ),
    (
        "ScheduledBackup", {"spec.method": "pgBackRest"},
        "spec.method is 'pgBackRest'; allowed: barmanObjectStore, volumeSnapshot, plugin",
    ),
    ("ScheduledBackup", {"spec.target": "replica"}, "spec.target is 'replica'; allowed: primary, prefer-standby"),
    (
        "ScheduledBackup", {"spec.method": None, "spec.onlineConfiguration": {}},
        "spec.onlineConfiguration is {}; allowed: nothing, unless method is 'volumeSnapshot'",
    ),
    (
        "ScheduledBackup", {"spec.pluginConfiguration": None},
        "spec.pluginConfiguration.name is missing; allowed: a value, because of spec.method = 'plugin'. "
        "Example: barman-cloud.cloudnative-pg.io",
    ),
    ("Backup", {"spec.cluster": {}}, "spec.cluster.name is missing; allowed: a value"),
    (
        "Backup", {"spec.method": "barmanObjectStore"},
        "spec.online is True; allowed: nothing, unless method is 'volumeSnapshot'",
    ),
    ("Pooler", {"spec.pgbouncer": None}, "spec.pgbouncer is missing; allowed: a value"),
    ("Pooler", {"spec.cluster": None}, "spec.cluster.name is missing; allowed: a value"),
    (
        "Pooler", {"metadata.name": "orders-db"},
        "metadata.name is 'orders-db'; allowed: another name than the cluster's",
    ),
    ("Pooler", {"spec.instances": -1}, "spec.instances is -1; allowed: at least 0"),
    ("Pooler", {"spec.type": "primary"}, "spec.type is 'primary'; allowed: rw, ro, r"),
    (
        "Pooler", {"spec.pgbouncer.poolMode": "statement"},
        "spec.pgbouncer.poolMode is 'statement'; allowed: session, transaction",
    ),
    (
        "Pooler", {"spec.pgbouncer.parameters": {"listen_port": "1"}},
        "spec.pgbouncer.parameters is with the key 'listen_port'; allowed: "
        "parameters of PgBouncer that the operator passes on. Example: max_client_conn",
    ),
    (
        "Pooler", {"spec.pgbouncer.parameters": {"max_client_conn": 500}},
        'spec.pgbouncer.parameters[max_client_conn] is 500; allowed: text. Example: "200"',
    ),
    ("Database", {"spec.owner": None}, "spec.owner is missing; allowed: a value"),
    (
        "Database", {"spec.name": "template1"},
        "spec.name is 'template1'; allowed: a name that PostgreSQL does not use itself. Example: orders",
    ),
    ("Database", {"spec.ensure": "gone"}, "spec.ensure is 'gone'; allowed: present, absent"),
    ("DatabaseRole", {"spec.cluster": None}, "spec.cluster.name is missing; allowed: a value"),
    (
        "DatabaseRole", {"spec.name": "pg_orders"},
        "spec.name is 'pg_orders'; allowed: "
        "a name that neither PostgreSQL nor the operator uses itself. Example: orders",
    ),
    (
        "DatabaseRole", {"spec.disablePassword": True},
        "spec.passwordSecret is {'name': 'orders'}; allowed: nothing, because spec.disablePassword is True",
    ),
)  # fmt: skip
