"""Databases, caches, buckets, topics, keys and secrets."""

from collections.abc import Mapping
from typing import Any

from tests.offline.rows.gcp.network import Row
from toolchain.offline.values import UNKNOWN, Secret

SQL = "gcp:sql/databaseInstance:DatabaseInstance"
USER = "gcp:sql/user:User"
REDIS = "gcp:redis/instance:Instance"
CLUSTER = "gcp:redis/cluster:Cluster"
MEMORYSTORE = "gcp:memorystore/instance:Instance"
BUCKET = "gcp:storage/bucket:Bucket"
OBJECT = "gcp:storage/bucketObject:BucketObject"
TOPIC = "gcp:pubsub/topic:Topic"
SUBSCRIPTION = "gcp:pubsub/subscription:Subscription"
KEY = "gcp:kms/cryptoKey:CryptoKey"
SECRET = "gcp:secretmanager/secret:Secret"
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"

SETTINGS = {"tier": "db-custom-2-8192", "edition": "ENTERPRISE"}
BASE: Mapping[str, dict[str, Any]] = {
    SQL: {"databaseVersion": "POSTGRES_17", "settings": SETTINGS},
    OBJECT: {"content": "text"},
    SECRET: {"replication": {"auto": {}}},
    VERSION: {"secretData": Secret("quay")},
}


def settings(**more: Any) -> dict[str, Any]:
    return {"settings": {**SETTINGS, **more}}


def plus(**more: Any) -> dict[str, Any]:
    return {"settings": {"edition": "ENTERPRISE_PLUS", "tier": "db-perf-optimized-N-2", **more}}


def backups(**more: Any) -> dict[str, Any]:
    return settings(backupConfiguration=more)


def regional(**more: Any) -> dict[str, Any]:
    return settings(availabilityType="REGIONAL", backupConfiguration=more)


def window(part: str, value: int) -> dict[str, Any]:
    return {"maintenancePolicy": {"weeklyMaintenanceWindows": [{"day": "SUNDAY", "startTime": {part: value}}]}}


PLUS_TYPE = "a type such as db-perf-optimized-N-2, because the edition is ENTERPRISE_PLUS"
ENTERPRISE_TYPE = "a type such as db-custom-2-8192, because the edition is ENTERPRISE"
CPUS = "db-custom-CPUS-MEMORY with one CPU or an even number up to 96. Example: db-custom-2-8192"
REGIONAL = "true, because settings.availabilityType is REGIONAL"
VERSIONS = "MYSQL_, POSTGRES_ or SQLSERVER_ with a version that Cloud SQL has. Example: POSTGRES_17"
CLASSES = "STANDARD, MULTI_REGIONAL, REGIONAL, NEARLINE, COLDLINE, ARCHIVE"
ROTATION = {"nextRotationTime": "2027-01-01T00:00:00Z"}

# kind, what passes, what fails (both beside BASE; None takes away), the message
ROWS: list[Row] = [
    (SQL, {"databaseVersion": "MYSQL_8_0_36"}, {"databaseVersion": "POSTGRES_19"},
     f"databaseVersion is 'POSTGRES_19'; allowed: {VERSIONS}"),
    (SQL, plus(), plus(tier="db-custom-2-8192"), f"settings.tier is 'db-custom-2-8192'; allowed: {PLUS_TYPE}"),
    (SQL, {"databaseVersion": "POSTGRES_15", "settings": {"tier": "db-f1-micro"}},
     {"settings": {"tier": "db-f1-micro"}},
     f"settings.tier is 'db-f1-micro'; allowed: {PLUS_TYPE}, which it is from PostgreSQL 16 on where nothing is said"),
    (SQL, {"settings": {"tier": "db-f1-micro", "edition": UNKNOWN}}, settings(tier="db-perf-optimized-N-4"),
     f"settings.tier is 'db-perf-optimized-N-4'; allowed: {ENTERPRISE_TYPE}"),
    (SQL, settings(tier="db-custom-1-3840"), settings(tier="db-custom-3-8192"),
     f"settings.tier is 'db-custom-3-8192'; allowed: {CPUS}"),
    (SQL, settings(tier="db-custom-4-26624"), settings(tier="db-custom-4-26880"),
     "settings.tier is 'db-custom-4-26880'; allowed: db-custom-4-MEMORY with 3840 to 26624 MiB, a multiple of 256"),
    (SQL, settings(tier="db-custom-8-7424"), settings(tier="db-custom-2-8000"),
     "settings.tier is 'db-custom-2-8000'; allowed: db-custom-2-MEMORY with 3840 to 13312 MiB, a multiple of 256"),
    (SQL, backups(transactionLogRetentionDays=7), backups(transactionLogRetentionDays=14),
     "settings.backupConfiguration.transactionLogRetentionDays is 14; allowed: 1 to 7, because the edition is "
     "ENTERPRISE"),
    (SQL, plus(backupConfiguration={"transactionLogRetentionDays": 35}),
     plus(backupConfiguration={"transactionLogRetentionDays": 36}),
     "settings.backupConfiguration.transactionLogRetentionDays is 36; allowed: 1 to 35, because the edition is "
     "ENTERPRISE_PLUS"),
    (SQL, settings(insightsConfig={"queryStringLength": 4500}), settings(insightsConfig={"queryStringLength": 4501}),
     "settings.insightsConfig.queryStringLength is 4501; allowed: 256 to 4500, because the edition is ENTERPRISE"),
    (SQL, plus(insightsConfig={"queryPlansPerMinute": 200}), settings(insightsConfig={"queryPlansPerMinute": 200}),
     "settings.insightsConfig.queryPlansPerMinute is 200; allowed: 0 to 20, because the edition is ENTERPRISE"),
    (SQL, regional(enabled=True, pointInTimeRecoveryEnabled=True), regional(enabled=True),
     f"settings.backupConfiguration.pointInTimeRecoveryEnabled is missing; allowed: {REGIONAL}"),
    (SQL, {**regional(), "masterInstanceName": "shop"}, regional(enabled=False, pointInTimeRecoveryEnabled=True),
     f"settings.backupConfiguration.enabled is False; allowed: {REGIONAL}"),
    (SQL, {**regional(enabled=True, binaryLogEnabled=True), "databaseVersion": "MYSQL_8_0"},
     {**regional(enabled=True), "databaseVersion": "MYSQL_8_0"},
     f"settings.backupConfiguration.binaryLogEnabled is missing; allowed: {REGIONAL}"),
    (SQL, plus(availabilityType="REGIONAL"),
     plus(availabilityType="REGIONAL", backupConfiguration={"pointInTimeRecoveryEnabled": False}),
     f"settings.backupConfiguration.pointInTimeRecoveryEnabled is False; allowed: {REGIONAL}"),
    (SQL, {"databaseVersion": "MYSQL_8_0"},
     {**backups(pointInTimeRecoveryEnabled=True), "databaseVersion": "MYSQL_8_0"},
     "settings.backupConfiguration.pointInTimeRecoveryEnabled is True; allowed: false; with MySQL binaryLogEnabled "
     "does the same"),
    (SQL, backups(binaryLogEnabled=False), backups(binaryLogEnabled=True),
     "settings.backupConfiguration.binaryLogEnabled is True; allowed: false; only MySQL has it, others have "
     "pointInTimeRecoveryEnabled"),
    (SQL, settings(ipConfiguration={"ipv4Enabled": False, "privateNetwork": UNKNOWN}),
     settings(ipConfiguration={"ipv4Enabled": False}),
     "settings.ipConfiguration.privateNetwork is missing; allowed: a network, because ipv4Enabled is false. Example: "
     "projects/p/global/networks/n"),
    (SQL, settings(databaseFlags=[{"name": "max_connections", "value": "500"}]),
     settings(databaseFlags=[{"name": "max_connections", "value": "300000"}]),
     "settings.databaseFlags[0].value is '300000'; allowed: 1 to 262143, for max_connections"),
    (SQL, settings(activationPolicy="ALWAYS"), settings(activationPolicy="ALWAYS_ON"),
     "settings.activationPolicy is 'ALWAYS_ON'; allowed: ALWAYS, NEVER, ON_DEMAND"),
    (SQL, backups(startTime="02:30"), backups(startTime="2:30"),
     "settings.backupConfiguration.startTime is '2:30'; allowed: hours and minutes in UTC. Example: 02:30"),
    (SQL, settings(diskSize=10), settings(diskSize=5), "settings.diskSize is 5; allowed: at least 10"),
    (SQL, settings(diskType="HYPERDISK_BALANCED", diskSize=20), settings(diskType="HYPERDISK_BALANCED", diskSize=10),
     "settings.diskSize is 10; allowed: at least 20"),
    (SQL, settings(maintenanceWindow={"day": 7, "hour": 23}), settings(maintenanceWindow={"day": 0}),
     "settings.maintenanceWindow.day is 0; allowed: 1 to 7"),
    (SQL, {}, settings(maintenanceWindow={"hour": 24}), "settings.maintenanceWindow.hour is 24; allowed: 0 to 23"),
    (SQL, settings(finalBackupConfig={"retentionDays": 30}), settings(finalBackupConfig={"retentionDays": 0}),
     "settings.finalBackupConfig.retentionDays is 0; allowed: 1 to 36135"),
    (SQL, {"rootPassword": Secret("quay")},
     {"rootPassword": Secret("quay"), "rootPasswordWo": Secret("quay"), "rootPasswordWoVersion": 1},
     "rootPasswordWo is said together with rootPassword; allowed: at most one of rootPassword, rootPasswordWo"),
    (SQL, {"rootPasswordWo": Secret("quay"), "rootPasswordWoVersion": 1}, {"rootPasswordWo": Secret("quay")},
     "rootPasswordWoVersion is missing; allowed: a value, because of rootPasswordWo"),
    (USER, {"password": Secret("quay")}, {"password": "a", "passwordWo": "a", "passwordWoVersion": 1},
     "passwordWo is said together with password; allowed: at most one of password, passwordWo"),
    (USER, {"passwordWo": "a", "passwordWoVersion": 1}, {"passwordWo": "a"},
     "passwordWoVersion is missing; allowed: a value, because of passwordWo"),
    (REDIS, {"memorySizeGb": 300}, {"memorySizeGb": 301}, "memorySizeGb is 301; allowed: 1 to 300"),
    (REDIS, {"tier": "STANDARD_HA", "replicaCount": 1}, {"tier": "BASIC", "replicaCount": 1},
     "replicaCount is 1; allowed: 0, because tier is 'BASIC'"),
    (REDIS, {"tier": "STANDARD_HA", "replicaCount": 5, "readReplicasMode": "READ_REPLICAS_ENABLED"},
     {"tier": "STANDARD_HA", "replicaCount": 2}, "replicaCount is 2; allowed: 1, because tier is 'STANDARD_HA'"),
    (REDIS, {"tier": UNKNOWN, "replicaCount": 2},
     {"tier": "STANDARD_HA", "replicaCount": 6, "readReplicasMode": "READ_REPLICAS_ENABLED"},
     "replicaCount is 6; allowed: 1 to 5, because tier is 'STANDARD_HA' with read replicas"),
    (REDIS, {"tier": "STANDARD_HA", "locationId": "a", "alternativeLocationId": "b"},
     {"tier": "STANDARD_HA", "locationId": "a", "alternativeLocationId": "a"},
     "alternativeLocationId is 'a'; allowed: another zone than locationId (a)"),
    (REDIS, {"tier": "BASIC", "locationId": "a"}, {"tier": "BASIC", "alternativeLocationId": "b"},
     "alternativeLocationId is 'b'; allowed: nothing, because tier is 'BASIC'"),
    *[
        (kind, window(part, high), window(part, high + 1),
         f"maintenancePolicy.weeklyMaintenanceWindows[0].startTime.{part} is {high + 1}; allowed: 0 to {high}")
        for kind in (REDIS, CLUSTER, MEMORYSTORE)
        for part, high in (("hours", 23), ("minutes", 59))
    ],
    *[
        (kind, {"gcsSource": {"uris": []}}, {"gcsSource": {"uris": []}, "managedBackupSource": {"backup": "b"}},
         "managedBackupSource is said together with gcsSource; allowed: at most one of gcsSource, "
         "managedBackupSource")
        for kind in (CLUSTER, MEMORYSTORE)
    ],
    *[
        (kind, {"automatedBackupConfig": {"retention": "2592000s"}}, {"automatedBackupConfig": {"retention": "30d"}},
         "automatedBackupConfig.retention is '30d'; allowed: 86400s to 31536000s")
        for kind in (CLUSTER, MEMORYSTORE)
    ],
    (MEMORYSTORE, {"transitEncryptionMode": "SERVER_AUTHENTICATION"}, {"transitEncryptionMode": "TLS"},
     "transitEncryptionMode is 'TLS'; allowed: TRANSIT_ENCRYPTION_DISABLED, SERVER_AUTHENTICATION"),
    (BUCKET, {"storageClass": "NEARLINE"}, {"storageClass": "GLACIER"},
     f"storageClass is 'GLACIER'; allowed: {CLASSES}"),
    (BUCKET, {"retentionPolicy": {"retentionPeriod": 2592000}}, {"retentionPolicy": {"retentionPeriod": 0}},
     "retentionPolicy.retentionPeriod is 0; allowed: 1 to 3155759999"),
    (OBJECT, {"content": None, "source": "file"}, {"content": None},
     "content is missing; allowed: exactly one of content, source"),
    (OBJECT, {"kmsKeyName": "k"}, {"kmsKeyName": "k", "customerEncryption": {"encryptionKey": "e"}},
     "kmsKeyName is said together with customerEncryption; allowed: at most one of customerEncryption, kmsKeyName"),
    (TOPIC, {"messageRetentionDuration": "86400s"}, {"messageRetentionDuration": "60s"},
     "messageRetentionDuration is '60s'; allowed: 600s to 2678400s"),
    (SUBSCRIPTION, {"pushConfig": {"pushEndpoint": "p"}},
     {"pushConfig": {"pushEndpoint": "p"}, "bigqueryConfig": {"table": "t"}},
     "bigqueryConfig is said together with pushConfig; allowed: at most one of pushConfig, bigqueryConfig, "
     "cloudStorageConfig"),
    (SUBSCRIPTION, {"ackDeadlineSeconds": 600}, {"ackDeadlineSeconds": 601},
     "ackDeadlineSeconds is 601; allowed: 0 to 600"),
    (SUBSCRIPTION, {"deadLetterPolicy": {"maxDeliveryAttempts": 5}}, {"deadLetterPolicy": {"maxDeliveryAttempts": 1}},
     "deadLetterPolicy.maxDeliveryAttempts is 1; allowed: 5 to 100"),
    *[
        (SUBSCRIPTION, {"retryPolicy": {name: "600s"}}, {"retryPolicy": {name: "601s"}},
         f"retryPolicy.{name} is '601s'; allowed: 0s to 600s")
        for name in ("minimumBackoff", "maximumBackoff")
    ],
    (SUBSCRIPTION, {"filter": "a" * 256}, {"filter": "a" * 257},
     f"filter is '{'a' * 79}...; allowed: at most 256 characters. Example: attributes.kind = \"order\""),
    (KEY, {"rotationPeriod": "7776000s"}, {"rotationPeriod": "90d"},
     "rotationPeriod is '90d'; allowed: at least 86400s"),
    (KEY, {"rotationPeriod": "86400.5s"}, {"rotationPeriod": "3600s"},
     "rotationPeriod is '3600s'; allowed: at least 86400s"),
    (SECRET, {"replication": {"userManaged": {"replicas": []}}}, {"replication": {"auto": {}, "userManaged": {}}},
     "replication.userManaged is said together with replication.auto; allowed: exactly one of replication.auto, "
     "replication.userManaged"),
    (SECRET, {"rotation": ROTATION, "topics": [{"name": "t"}]}, {"rotation": ROTATION},
     "topics is missing; allowed: a value, because of rotation"),
    (SECRET, {"rotation": {**ROTATION, "rotationPeriod": "3600s"}, "topics": []},
     {"rotation": {"rotationPeriod": "3600s"}, "topics": []},
     "rotation.nextRotationTime is missing; allowed: a value, because of rotation.rotationPeriod"),
    (SECRET, {}, {"rotation": {**ROTATION, "rotationPeriod": "60s"}, "topics": []},
     "rotation.rotationPeriod is '60s'; allowed: 3600s to 3153600000s"),
    (VERSION, {}, {"secretData": None}, "secretData is missing; allowed: exactly one of secretData, secretDataWo"),
    (VERSION, {"secretData": None, "secretDataWo": "a", "secretDataWoVersion": "1"},
     {"secretData": None, "secretDataWo": "a"},
     "secretDataWoVersion is missing; allowed: a value, because of secretDataWo"),
]  # fmt: skip
