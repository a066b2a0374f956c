"""What makes a new resource of any other service, and the table of all."""

from collections.abc import Mapping

from toolchain.offline.package import Replacement
from toolchain.offline.packages.gcp.replacements_clusters import CLUSTERS
from toolchain.offline.packages.gcp.replacements_machines import MACHINES
from toolchain.offline.packages.gcp.replacements_network import NETWORK, forces_new

_GRANT = ("condition", "member", "role")
_MEMBERS = "../tpgiamresource/resource_iam_member.go"

SERVICES: Mapping[str, Replacement] = {
    "gcp:servicenetworking/connection:Connection": forces_new(
        "servicenetworking/resource_service_networking_connection.go", ("network", "service")
    ),
    "gcp:sql/databaseInstance:DatabaseInstance": forces_new(
        "sql/resource_sql_database_instance.go",
        (
            "encryptionKeyName",
            "masterInstanceName",
            "name",
            "project",
            "region",
            "replicaConfiguration.caCertificate",
            "replicaConfiguration.clientCertificate",
            "replicaConfiguration.clientKey",
            "replicaConfiguration.connectRetryInterval",
            "replicaConfiguration.dumpFilePath",
            "replicaConfiguration.failoverTarget",
            "replicaConfiguration.masterHeartbeatPeriod",
            "replicaConfiguration.password",
            "replicaConfiguration.sslCipher",
            "replicaConfiguration.username",
            "replicaConfiguration.verifyServerCertificate",
            "settings.collation",
        ),
        shrinking=("settings.diskSize",),
    ),
    "gcp:sql/database:Database": forces_new("sql/resource_sql_database.go", ("instance", "name", "project")),
    "gcp:sql/user:User": forces_new("sql/resource_sql_user.go", ("host", "instance", "name", "project", "type")),
    "gcp:sql/sslCert:SslCert": forces_new("sql/resource_sql_ssl_cert.go", ("commonName", "instance", "project")),
    "gcp:redis/instance:Instance": forces_new(
        "redis/resource_redis_instance.go",
        (
            "alternativeLocationId",
            "authorizedNetwork",
            "connectMode",
            "customerManagedKey",
            "locationId",
            "name",
            "project",
            "region",
            "reservedIpRange",
            "tier",
            "transitEncryptionMode",
        ),
    ),
    "gcp:redis/cluster:Cluster": forces_new(
        "redis/resource_redis_cluster.go",
        ("authorizationMode", "gcsSource", "managedBackupSource", "name", "project", "region", "transitEncryptionMode"),
    ),
    "gcp:memorystore/instance:Instance": forces_new(
        "memorystore/resource_memorystore_instance.go",
        (
            "authorizationMode",
            "gcsSource",
            "instanceId",
            "kmsKey",
            "location",
            "managedBackupSource",
            "mode",
            "project",
            "serverCaMode",
            "serverCaPool",
            "transitEncryptionMode",
            "zoneDistributionConfig.zone",
        ),
    ),
    "gcp:kms/keyRing:KeyRing": forces_new("kms/resource_kms_key_ring.go", ("location", "name", "project")),
    "gcp:kms/cryptoKey:CryptoKey": forces_new(
        "kms/resource_kms_crypto_key.go",
        (
            "cryptoKeyBackend",
            "destroyScheduledDuration",
            "importOnly",
            "keyRing",
            "name",
            "purpose",
            "versionTemplate.protectionLevel",
        ),
    ),
    "gcp:secretmanager/secret:Secret": forces_new(
        "secretmanager/resource_secret_manager_secret.go",
        ("project", "replication.userManaged.replicas[*].location", "secretId", "tags"),
    ),
    "gcp:secretmanager/secretVersion:SecretVersion": forces_new(
        "secretmanager/resource_secret_manager_secret_version.go",
        ("isSecretDataBase64", "project", "secret", "secretData", "secretDataWoVersion"),
    ),
    "gcp:storage/bucket:Bucket": forces_new(
        "storage/resource_storage_bucket.go",
        (
            "customPlacementConfig.dataLocations",
            "enableObjectRetention",
            "hierarchicalNamespace",
            "location",
            "name",
            "project",
        ),
    ),
    "gcp:storage/bucketObject:BucketObject": forces_new(
        "storage/resource_storage_bucket_object.go",
        (
            "bucket",
            "cacheControl",
            "contentDisposition",
            "contentEncoding",
            "contentLanguage",
            "contentType",
            "customerEncryption.encryptionAlgorithm",
            "customerEncryption.encryptionKey",
            "forceEmptyContentType",
            "kmsKeyName",
            "metadata",
            "name",
            "source",
            "storageClass",
        ),
    ),
    "gcp:serviceaccount/account:Account": forces_new(
        "resourcemanager/resource_google_service_account.go", ("accountId", "project")
    ),
    "gcp:serviceaccount/key:Key": forces_new(
        "resourcemanager/resource_google_service_account_key.go",
        ("keepers", "keyAlgorithm", "privateKeyType", "publicKeyData", "publicKeyType", "serviceAccountId"),
    ),
    "gcp:projects/service:Service": forces_new(
        "resourcemanager/resource_google_project_service.go", ("project", "service")
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": forces_new(
        "resourcemanager/resource_google_project_iam_custom_role.go", ("project", "roleId")
    ),
    "gcp:dns/managedZone:ManagedZone": forces_new(
        "dns/resource_dns_managed_zone.go", ("dnsName", "name", "project", "reverseLookup", "visibility")
    ),
    "gcp:dns/recordSet:RecordSet": forces_new(
        "dns/resource_dns_record_set.go", ("managedZone", "name", "project", "routingPolicy.healthCheck")
    ),
    "gcp:dns/policy:Policy": forces_new("dns/resource_dns_policy.go", ("dns64Config", "name", "project")),
    "gcp:artifactregistry/repository:Repository": forces_new(
        "artifactregistry/resource_artifact_registry_repository.go",
        (
            "format",
            "kmsKeyName",
            "location",
            "mavenConfig.allowSnapshotOverwrites",
            "mavenConfig.versionPolicy",
            "mode",
            "project",
            "remoteRepositoryConfig.aptRepository",
            "remoteRepositoryConfig.commonRepository",
            "remoteRepositoryConfig.description",
            "remoteRepositoryConfig.dockerRepository",
            "remoteRepositoryConfig.mavenRepository",
            "remoteRepositoryConfig.noCache",
            "remoteRepositoryConfig.npmRepository",
            "remoteRepositoryConfig.pythonRepository",
            "remoteRepositoryConfig.yumRepository",
            "repositoryId",
        ),
    ),
    "gcp:monitoring/alertPolicy:AlertPolicy": forces_new(
        "monitoring/resource_monitoring_alert_policy.go", ("project",)
    ),
    "gcp:monitoring/notificationChannel:NotificationChannel": forces_new(
        "monitoring/resource_monitoring_notification_channel.go", ("project",)
    ),
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": forces_new(
        "monitoring/resource_monitoring_uptime_check_config.go",
        ("checkerType", "httpCheck.requestMethod", "monitoredResource", "project", "resourceGroup", "syntheticMonitor"),
    ),
    "gcp:monitoring/dashboard:Dashboard": forces_new("monitoring/resource_monitoring_dashboard.go", ("project",)),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": forces_new(
        "logging/resource_logging_project_bucket_config.go", ("bucketId", "location", "project")
    ),
    "gcp:logging/metric:Metric": forces_new(
        "logging/resource_logging_metric.go",
        ("metricDescriptor.labels[*].key", "metricDescriptor.labels[*].valueType", "project"),
    ),
    "gcp:logging/projectSink:ProjectSink": forces_new("logging/resource_logging_project_sink.go", ("name",)),
    "gcp:gkebackup/backupPlan:BackupPlan": forces_new(
        "gkebackup/resource_gke_backup_backup_plan.go", ("cluster", "location", "name", "project")
    ),
    "gcp:gkebackup/restorePlan:RestorePlan": forces_new(
        "gkebackup/resource_gke_backup_restore_plan.go", ("backupPlan", "cluster", "location", "name", "project")
    ),
    "gcp:cloudscheduler/job:Job": forces_new(
        "cloudscheduler/resource_cloud_scheduler_job.go", ("name", "project", "region")
    ),
    "gcp:certificatemanager/certificate:Certificate": forces_new(
        "certificatemanager/resource_certificate_manager_certificate.go",
        ("location", "managed", "name", "project", "scope"),
    ),
    "gcp:certificatemanager/certificateMap:CertificateMap": forces_new(
        "certificatemanager/resource_certificate_manager_certificate_map.go", ("name", "project")
    ),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": forces_new(
        "certificatemanager/resource_certificate_manager_certificate_map_entry.go",
        ("hostname", "map", "matcher", "name", "project"),
    ),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": forces_new(
        "certificatemanager/resource_certificate_manager_dns_authorization.go",
        ("domain", "location", "name", "project", "type"),
    ),
    "gcp:vpcaccess/connector:Connector": forces_new(
        "vpcaccess/resource_vpc_access_connector.go",
        ("ipCidrRange", "maxThroughput", "minThroughput", "name", "network", "project", "region", "subnet"),
    ),
    "gcp:pubsub/topic:Topic": forces_new("pubsub/resource_pubsub_topic.go", ("name", "project", "tags")),
    "gcp:pubsub/subscription:Subscription": forces_new(
        "pubsub/resource_pubsub_subscription.go",
        ("enableMessageOrdering", "filter", "name", "project", "tags", "topic"),
    ),
    "gcp:projects/iAMMember:IAMMember": forces_new(_MEMBERS, (*_GRANT, "project")),
    "gcp:serviceaccount/iAMMember:IAMMember": forces_new(_MEMBERS, (*_GRANT, "serviceAccountId")),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": forces_new(_MEMBERS, (*_GRANT, "cryptoKeyId")),
    "gcp:kms/keyRingIAMMember:KeyRingIAMMember": forces_new(_MEMBERS, (*_GRANT, "keyRingId")),
    "gcp:secretmanager/secretIamMember:SecretIamMember": forces_new(_MEMBERS, (*_GRANT, "project", "secretId")),
    "gcp:storage/bucketIAMMember:BucketIAMMember": forces_new(_MEMBERS, (*_GRANT, "bucket")),
    "gcp:pubsub/topicIAMMember:TopicIAMMember": forces_new(_MEMBERS, (*_GRANT, "project", "topic")),
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": forces_new(
        _MEMBERS, (*_GRANT, "location", "project", "repository")
    ),
}

REPLACEMENTS: Mapping[str, Replacement] = {**NETWORK, **MACHINES, **CLUSTERS, **SERVICES}
