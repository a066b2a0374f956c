"""The values that the provider takes for text of every other service, and all of them."""

from collections.abc import Sequence

from toolchain.offline.packages.gcp.choices_machines import MACHINES
from toolchain.offline.packages.gcp.choices_network import NETWORK, choices
from toolchain.offline.rules import Rule

DAYS = "DAY_OF_WEEK_UNSPECIFIED MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY"
ALIGNERS = (
    "ALIGN_NONE ALIGN_DELTA ALIGN_RATE ALIGN_INTERPOLATE ALIGN_NEXT_OLDER ALIGN_MIN ALIGN_MAX ALIGN_MEAN "
    "ALIGN_COUNT ALIGN_SUM ALIGN_STDDEV ALIGN_COUNT_TRUE ALIGN_COUNT_FALSE ALIGN_FRACTION_TRUE "
    "ALIGN_PERCENTILE_99 ALIGN_PERCENTILE_95 ALIGN_PERCENTILE_50 ALIGN_PERCENTILE_05 ALIGN_PERCENT_CHANGE"
)
REDUCERS = (
    "REDUCE_NONE REDUCE_MEAN REDUCE_MIN REDUCE_MAX REDUCE_SUM REDUCE_STDDEV REDUCE_COUNT "
    "REDUCE_COUNT_TRUE REDUCE_COUNT_FALSE REDUCE_FRACTION_TRUE REDUCE_PERCENTILE_99 REDUCE_PERCENTILE_95 "
    "REDUCE_PERCENTILE_50 REDUCE_PERCENTILE_05"
)

SERVICES: Sequence[Rule] = (
    *choices(
        "gcp:sql/databaseInstance:DatabaseInstance",
        "sql/resource_sql_database_instance.go",
        {
            "settings.availabilityType": "REGIONAL ZONAL",
            "settings.connectorEnforcement": "NOT_REQUIRED REQUIRED",
            "settings.dataApiAccess": "DISALLOW_DATA_API ALLOW_DATA_API",
            "settings.edition": "ENTERPRISE ENTERPRISE_PLUS",
            "settings.ipConfiguration.serverCaMode": (
                "CA_MODE_UNSPECIFIED GOOGLE_MANAGED_INTERNAL_CA GOOGLE_MANAGED_CAS_CA CUSTOMER_MANAGED_CAS_CA"
            ),
            "settings.ipConfiguration.serverCertificateRotationMode": (
                "NO_AUTOMATIC_ROTATION AUTOMATIC_ROTATION_DURING_MAINTENANCE"
            ),
            "settings.ipConfiguration.sslMode": (
                "ALLOW_UNENCRYPTED_AND_ENCRYPTED ENCRYPTED_ONLY TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
            ),
        },
    ),
    *choices(
        "gcp:redis/instance:Instance",
        "redis/resource_redis_instance.go",
        {
            "connectMode": "DIRECT_PEERING PRIVATE_SERVICE_ACCESS",
            "maintenancePolicy.weeklyMaintenanceWindows[*].day": DAYS,
            "persistenceConfig.persistenceMode": "DISABLED RDB",
            "persistenceConfig.rdbSnapshotPeriod": "ONE_HOUR SIX_HOURS TWELVE_HOURS TWENTY_FOUR_HOURS",
            "readReplicasMode": "READ_REPLICAS_DISABLED READ_REPLICAS_ENABLED",
            "tier": "BASIC STANDARD_HA",
            "transitEncryptionMode": "SERVER_AUTHENTICATION DISABLED",
        },
    ),
    *choices(
        "gcp:redis/cluster:Cluster",
        "redis/resource_redis_cluster.go",
        {
            "authorizationMode": "AUTH_MODE_UNSPECIFIED AUTH_MODE_IAM_AUTH AUTH_MODE_DISABLED",
            "maintenancePolicy.weeklyMaintenanceWindows[*].day": DAYS,
            "nodeType": (
                "REDIS_SHARED_CORE_NANO REDIS_HIGHMEM_MEDIUM REDIS_HIGHCPU_MEDIUM REDIS_STANDARD_LARGE "
                "REDIS_HIGHMEM_XLARGE REDIS_HIGHMEM_2XLARGE REDIS_STANDARD_SMALL"
            ),
            "persistenceConfig.aofConfig.appendFsync": "APPEND_FSYNC_UNSPECIFIED NO EVERYSEC ALWAYS",
            "persistenceConfig.mode": "PERSISTENCE_MODE_UNSPECIFIED DISABLED RDB AOF",
            "persistenceConfig.rdbConfig.rdbSnapshotPeriod": (
                "SNAPSHOT_PERIOD_UNSPECIFIED ONE_HOUR SIX_HOURS TWELVE_HOURS TWENTY_FOUR_HOURS"
            ),
            "serverCaMode": (
                "SERVER_CA_MODE_GOOGLE_MANAGED_PER_INSTANCE_CA SERVER_CA_MODE_GOOGLE_MANAGED_SHARED_CA "
                "SERVER_CA_MODE_CUSTOMER_MANAGED_CAS_CA SERVER_CA_MODE_UNSPECIFIED"
            ),
            "transitEncryptionMode": (
                "TRANSIT_ENCRYPTION_MODE_UNSPECIFIED TRANSIT_ENCRYPTION_MODE_DISABLED "
                "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION"
            ),
            "zoneDistributionConfig.mode": "MULTI_ZONE SINGLE_ZONE",
        },
    ),
    *choices(
        "gcp:memorystore/instance:Instance",
        "memorystore/resource_memorystore_instance.go",
        {
            "maintenancePolicy.weeklyMaintenanceWindows[*].day": DAYS,
            "mode": "CLUSTER CLUSTER_DISABLED",
            "persistenceConfig.mode": "DISABLED RDB AOF",
            "serverCaMode": (
                "GOOGLE_MANAGED_PER_INSTANCE_CA GOOGLE_MANAGED_SHARED_CA CUSTOMER_MANAGED_CAS_CA "
                "SERVER_CA_MODE_UNSPECIFIED"
            ),
            "zoneDistributionConfig.mode": "MULTI_ZONE SINGLE_ZONE",
        },
    ),
    *choices(
        "gcp:container/cluster:Cluster",
        "container/resource_container_cluster.go",
        {
            "binaryAuthorization.evaluationMode": "DISABLED PROJECT_SINGLETON_POLICY_ENFORCE",
            "clusterAutoscaling.autoscalingProfile": "BALANCED OPTIMIZE_UTILIZATION",
            "databaseEncryption.state": "ENCRYPTED ALL_OBJECTS_ENCRYPTION_ENABLED DECRYPTED",
            "datapathProvider": "DATAPATH_PROVIDER_UNSPECIFIED LEGACY_DATAPATH ADVANCED_DATAPATH",
            "dnsConfig.clusterDns": "PROVIDER_UNSPECIFIED PLATFORM_DEFAULT CLOUD_DNS KUBE_DNS",
            "dnsConfig.clusterDnsScope": "DNS_SCOPE_UNSPECIFIED CLUSTER_SCOPE VPC_SCOPE",
            "gatewayApiConfig.channel": "CHANNEL_DISABLED CHANNEL_EXPERIMENTAL CHANNEL_STANDARD",
            "inTransitEncryptionConfig": (
                "IN_TRANSIT_ENCRYPTION_CONFIG_UNSPECIFIED IN_TRANSIT_ENCRYPTION_DISABLED "
                "IN_TRANSIT_ENCRYPTION_INTER_NODE_TRANSPARENT"
            ),
            "ipAllocationPolicy.stackType": "IPV4 IPV4_IPV6",
            "loggingConfig.enableComponents[*]": (
                "SYSTEM_COMPONENTS APISERVER CONTROLLER_MANAGER KCP_CONNECTION KCP_SSHD KCP_HPA KCP_VPA "
                "SCHEDULER WORKLOADS"
            ),
            "loggingService": "logging.googleapis.com logging.googleapis.com/kubernetes none",
            "maintenancePolicy.maintenanceExclusions[*].exclusionOptions.scope": (
                "NO_UPGRADES NO_MINOR_UPGRADES NO_MINOR_OR_NODE_UPGRADES"
            ),
            "monitoringService": "monitoring.googleapis.com monitoring.googleapis.com/kubernetes none",
            "networkPolicy.provider": "PROVIDER_UNSPECIFIED CALICO",
            "networkingMode": "VPC_NATIVE ROUTES",
            "nodeConfig.linuxNodeConfig.cgroupMode": "CGROUP_MODE_UNSPECIFIED CGROUP_MODE_V1 CGROUP_MODE_V2",
            "nodeConfig.loggingVariant": "DEFAULT MAX_THROUGHPUT",
            "nodeConfig.taints[*].effect": "NO_SCHEDULE PREFER_NO_SCHEDULE NO_EXECUTE",
            "nodeConfig.workloadMetadataConfig.mode": "MODE_UNSPECIFIED GCE_METADATA GKE_METADATA",
            "podAutoscaling.hpaProfile": "NONE PERFORMANCE",
            "releaseChannel.channel": "UNSPECIFIED RAPID REGULAR STABLE EXTENDED",
            "securityPostureConfig.mode": "DISABLED BASIC ENTERPRISE MODE_UNSPECIFIED",
            "securityPostureConfig.vulnerabilityMode": (
                "VULNERABILITY_DISABLED VULNERABILITY_BASIC VULNERABILITY_ENTERPRISE VULNERABILITY_MODE_UNSPECIFIED"
            ),
        },
    ),
    *choices(
        "gcp:container/nodePool:NodePool",
        "container/resource_container_node_pool.go",
        {
            "autoscaling.locationPolicy": "BALANCED ANY",
            "nodeConfig.linuxNodeConfig.cgroupMode": "CGROUP_MODE_UNSPECIFIED CGROUP_MODE_V1 CGROUP_MODE_V2",
            "nodeConfig.loggingVariant": "DEFAULT MAX_THROUGHPUT",
            "nodeConfig.taints[*].effect": "NO_SCHEDULE PREFER_NO_SCHEDULE NO_EXECUTE",
            "nodeConfig.workloadMetadataConfig.mode": "MODE_UNSPECIFIED GCE_METADATA GKE_METADATA",
            "upgradeSettings.strategy": "SURGE BLUE_GREEN",
        },
    ),
    *choices(
        "gcp:storage/bucket:Bucket",
        "storage/resource_storage_bucket.go",
        {
            "lifecycleRules[*].condition.withState": "LIVE ARCHIVED ANY",
        },
    ),
    *choices(
        "gcp:serviceaccount/key:Key",
        "resourcemanager/resource_google_service_account_key.go",
        {
            "keyAlgorithm": "KEY_ALG_UNSPECIFIED KEY_ALG_RSA_1024 KEY_ALG_RSA_2048",
            "privateKeyType": "TYPE_UNSPECIFIED TYPE_PKCS12_FILE TYPE_GOOGLE_CREDENTIALS_FILE",
            "publicKeyType": "TYPE_NONE TYPE_X509_PEM_FILE TYPE_RAW_PUBLIC_KEY",
        },
    ),
    *choices(
        "gcp:projects/iAMCustomRole:IAMCustomRole",
        "resourcemanager/resource_google_project_iam_custom_role.go",
        {
            "stage": "ALPHA BETA GA DEPRECATED DISABLED EAP",
        },
    ),
    *choices(
        "gcp:dns/managedZone:ManagedZone",
        "dns/resource_dns_managed_zone.go",
        {
            "dnssecConfig.defaultKeySpecs[*].algorithm": "ecdsap256sha256 ecdsap384sha384 rsasha1 rsasha256 rsasha512",
            "dnssecConfig.defaultKeySpecs[*].keyType": "keySigning zoneSigning",
            "dnssecConfig.nonExistence": "nsec nsec3",
            "dnssecConfig.state": "off on transfer",
            "visibility": "private public",
        },
    ),
    *choices(
        "gcp:artifactregistry/repository:Repository",
        "artifactregistry/resource_artifact_registry_repository.go",
        {
            "cleanupPolicies[*].action": "DELETE KEEP",
            "cleanupPolicies[*].condition.tagState": "TAGGED UNTAGGED ANY",
            "mode": "STANDARD_REPOSITORY VIRTUAL_REPOSITORY REMOTE_REPOSITORY",
            "vulnerabilityScanningConfig.enablementConfig": "INHERITED DISABLED",
        },
    ),
    *choices(
        "gcp:monitoring/alertPolicy:AlertPolicy",
        "monitoring/resource_monitoring_alert_policy.go",
        {
            "alertStrategy.notificationPrompts[*]": "NOTIFICATION_PROMPT_UNSPECIFIED OPENED CLOSED",
            "combiner": "AND OR AND_WITH_MATCHING_RESOURCE",
            "conditions[*].conditionAbsent.aggregations[*].crossSeriesReducer": REDUCERS,
            "conditions[*].conditionAbsent.aggregations[*].perSeriesAligner": ALIGNERS,
            "conditions[*].conditionThreshold.aggregations[*].crossSeriesReducer": REDUCERS,
            "conditions[*].conditionThreshold.aggregations[*].perSeriesAligner": ALIGNERS,
            "conditions[*].conditionThreshold.comparison": (
                "COMPARISON_GT COMPARISON_GE COMPARISON_LT COMPARISON_LE COMPARISON_EQ COMPARISON_NE"
            ),
            "conditions[*].conditionThreshold.evaluationMissingData": (
                "EVALUATION_MISSING_DATA_INACTIVE EVALUATION_MISSING_DATA_ACTIVE EVALUATION_MISSING_DATA_NO_OP"
            ),
            "severity": "CRITICAL ERROR WARNING",
        },
    ),
    *choices(
        "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
        "monitoring/resource_monitoring_uptime_check_config.go",
        {
            "checkerType": "STATIC_IP_CHECKERS VPC_CHECKERS",
            "contentMatchers[*].matcher": (
                "CONTAINS_STRING NOT_CONTAINS_STRING MATCHES_REGEX NOT_MATCHES_REGEX MATCHES_JSON_PATH "
                "NOT_MATCHES_JSON_PATH"
            ),
            "httpCheck.acceptedResponseStatusCodes[*].statusClass": (
                "STATUS_CLASS_1XX STATUS_CLASS_2XX STATUS_CLASS_3XX STATUS_CLASS_4XX STATUS_CLASS_5XX STATUS_CLASS_ANY"
            ),
            "httpCheck.contentType": "TYPE_UNSPECIFIED URL_ENCODED USER_PROVIDED",
            "httpCheck.requestMethod": "METHOD_UNSPECIFIED GET POST",
            "resourceGroup.resourceType": "RESOURCE_TYPE_UNSPECIFIED INSTANCE AWS_ELB_LOAD_BALANCER",
        },
    ),
    *choices(
        "gcp:logging/metric:Metric",
        "logging/resource_logging_metric.go",
        {
            "metricDescriptor.labels[*].valueType": "BOOL INT64 STRING",
            "metricDescriptor.metricKind": "DELTA GAUGE CUMULATIVE",
            "metricDescriptor.valueType": "BOOL INT64 DOUBLE STRING DISTRIBUTION MONEY",
        },
    ),
    *choices(
        "gcp:gkebackup/restorePlan:RestorePlan",
        "gkebackup/resource_gke_backup_restore_plan.go",
        {
            "restoreConfig.clusterResourceConflictPolicy": "USE_EXISTING_VERSION USE_BACKUP_VERSION",
            "restoreConfig.namespacedResourceRestoreMode": (
                "DELETE_AND_RESTORE FAIL_ON_CONFLICT MERGE_SKIP_ON_CONFLICT "
                "MERGE_REPLACE_VOLUME_ON_CONFLICT MERGE_REPLACE_ON_CONFLICT"
            ),
            "restoreConfig.volumeDataRestorePolicy": (
                "RESTORE_VOLUME_DATA_FROM_BACKUP REUSE_VOLUME_HANDLE_FROM_BACKUP NO_VOLUME_DATA_RESTORATION"
            ),
        },
    ),
    *choices(
        "gcp:certificatemanager/dnsAuthorization:DnsAuthorization",
        "certificatemanager/resource_certificate_manager_dns_authorization.go",
        {
            "type": "FIXED_RECORD PER_PROJECT_RECORD",
        },
    ),
    *choices(
        "gcp:pubsub/topic:Topic",
        "pubsub/resource_pubsub_topic.go",
        {
            "schemaSettings.encoding": "ENCODING_UNSPECIFIED JSON BINARY",
        },
    ),
)

CHOICES: Sequence[Rule] = (*NETWORK, *MACHINES, *SERVICES)
