"""What RDS enforces of databases and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws import databases, windows
from toolchain.offline.packages.aws.zones import TwoZones
from toolchain.offline.rules import Choice, Custom, Each, Number, Rule, Text
from toolchain.offline.rules_times import Schedule
from toolchain.offline.rules_together import Needs, NotTogether, Ordered, Refuses
from toolchain.offline.schedules import Syntax

INSTANCE = "aws:rds/instance:Instance"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
PARAMETERS = databases.PARAMETER_GROUP
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
PROXY = "aws:rds/proxy:Proxy"
POOL = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"

API = "Amazon RDS API Reference, CreateDBInstance, in botocore 1.43.11"
CONFLICTS = "terraform-provider-aws, internal/service/rds/instance.go at 00e4b2383885: ConflictsWith"
DOC = "pulumi_aws 7.51.1, rds.Instance"
NAMES = "terraform-provider-aws, internal/service/rds/validate.go at 03e17e199897, and Amazon RDS API Reference"
PROXIES = "Amazon RDS API Reference, CreateDBProxy and ConnectionPoolConfiguration, in botocore 1.43.11"
POOLS = "terraform-provider-aws, internal/service/rds/proxy_default_target_group.go at 0aa0d338dafe"
CLUSTER_API = "Amazon RDS API Reference, CreateDBCluster, in botocore 1.43.11"
CLUSTERS = "terraform-provider-aws, internal/service/rds/cluster.go"
MEMBERS = "pulumi_aws 7.51.1, rds.ClusterInstance: monitoring_interval"

IDENTIFIER = r"[a-z][0-9a-z-]*"
IDENTIFIER_SAYS = "1 to 63 small letters, digits and single hyphens, a letter first. Example: shop-prod"
SNAPSHOT = r"[A-Za-z][0-9A-Za-z-]*"
SNAPSHOT_SAYS = "1 to 255 letters, digits and single hyphens, a letter first. Example: shop-prod-last"
GROUP_SAYS = "1 to 255 small letters, digits, single hyphens and full stops, a letter first. Example: shop-prod"
PASSWORD = r"[!#-.0-?A-~]+"  # noqa: S105 # the printable characters of ASCII without space, ", / and @
PASSWORD_SAYS = "8 to 128 printable characters without space, /, @ and double quote"  # noqa: S105
ENHANCED = (0, 1, 5, 10, 15, 30, 60)


def is_kept_for(days: int) -> bool:
    """Tell whether Performance Insights can keep its data for so many days."""
    return days in {7, 731} or (0 < days < 731 and days % 31 == 0)


RULES: Sequence[Rule] = [
    Text(
        kind=INSTANCE,
        path="identifier",
        pattern=IDENTIFIER,
        longest=63,
        never="--|-$",
        says=IDENTIFIER_SAYS,
        source=NAMES,
    ),
    NotTogether(kind=INSTANCE, paths=["identifier", "identifierPrefix"], source=DOC),
    Text(
        kind=INSTANCE,
        path="dbName",
        pattern="[A-Za-z][A-Za-z0-9_]*",
        longest=63,
        says="1 to 63 letters, digits and underscores, a letter first. Example: shop",
        when={"engine": "postgres"},
        source=f"{API}: DBName",
    ),
    Text(
        kind=INSTANCE,
        path="username",
        pattern="[A-Za-z][A-Za-z0-9_]*",
        longest=63,
        never="^(admin|rdsadmin)$",
        says="1 to 63 letters, digits and underscores, a letter first, not admin or rdsadmin. Example: shop_owner",
        when={"engine": "postgres"},
        source=f"{API}: MasterUsername; reserved words of the engine",
    ),
    Text(
        kind=INSTANCE,
        path="username",
        pattern="[A-Za-z][A-Za-z0-9_]*",
        longest=32,
        says="1 to 32 letters, digits and underscores, a letter first. Example: shop_owner",
        when={"engine": ("mysql", "mariadb")},
        source=f"{API}: MasterUsername, 16 or, since MySQL 5.7 and MariaDB 10.2, 32 characters",
    ),
    Text(
        kind=INSTANCE,
        path="password",
        pattern=PASSWORD,
        shortest=8,
        longest=128,
        says=PASSWORD_SAYS,
        source=f"{API}: MasterUserPassword",
    ),
    Text(
        kind=INSTANCE,
        path="password",
        longest=41,
        says="at most 41 characters, because of engine",
        when={"engine": ("mysql", "mariadb")},
        source=f"{API}: MasterUserPassword",
    ),
    NotTogether(kind=INSTANCE, paths=["password", "manageMasterUserPassword", "passwordWo"], source=DOC),
    NotTogether(kind=INSTANCE, paths=["replicateSourceDb", "dbName"], source=CONFLICTS),
    NotTogether(kind=INSTANCE, paths=["replicateSourceDb", "username"], source=CONFLICTS),
    Custom(kind=INSTANCE, check=databases.of_its_own, source=f"{DOC}: Required unless"),
    Custom(kind=INSTANCE, check=databases.last_snapshot, source=f"{DOC}: final_snapshot_identifier"),
    Text(
        kind=INSTANCE,
        path="finalSnapshotIdentifier",
        pattern=SNAPSHOT,
        longest=255,
        never="--|-$",
        says=SNAPSHOT_SAYS,
        source="terraform-provider-aws, internal/service/rds/instance.go: final_snapshot_identifier",
    ),
    Custom(kind=INSTANCE, check=databases.family_fits, source="Amazon RDS User Guide, DB parameter groups"),
    Custom(kind=INSTANCE, check=databases.storage_fits, source="Amazon RDS User Guide, DB instance storage"),
    Custom(kind=INSTANCE, check=databases.may_grow, source=f"{DOC}: max_allocated_storage"),
    Number(kind=INSTANCE, path="backupRetentionPeriod", low=0, high=35, source=f"{DOC}: backup_retention_period"),
    Schedule(kind=INSTANCE, path="backupWindow", syntax=Syntax.DAILY_WINDOW, source=f"{API}: PreferredBackupWindow"),
    Schedule(
        kind=INSTANCE,
        path="maintenanceWindow",
        syntax=Syntax.WEEKLY_WINDOW,
        source=f"{API}: PreferredMaintenanceWindow",
    ),
    Custom(kind=INSTANCE, check=windows.rds_instance, source=f"{DOC}: backup_window must not overlap"),
    Choice(kind=INSTANCE, path="monitoringInterval", allowed=ENHANCED, source=f"{DOC}: monitoring_interval"),
    Needs(
        kind=INSTANCE,
        needs=["monitoringRoleArn"],
        when={"monitoringInterval": ENHANCED[1:]},
        source=f"{API}: MonitoringInterval",
    ),
    Each(
        kind=INSTANCE,
        path="performanceInsightsRetentionPeriod",
        fits=is_kept_for,
        says="7, 731 or a multiple of 31 below",
        source=f"{DOC}: performance_insights_retention_period",
    ),
    Needs(
        kind=INSTANCE,
        path="performanceInsightsRetentionPeriod",
        needs=["performanceInsightsEnabled"],
        source=f"{DOC}: performance_insights_enabled needs to be set to true",
    ),
    Refuses(kind=INSTANCE, refuses=["availabilityZone"], when={"multiAz": True}, source=f"{API}: AvailabilityZone"),
    Refuses(kind=INSTANCE, refuses=["kmsKeyId"], when={"storageEncrypted": False}, source=f"{API}: KmsKeyId"),
    Number(kind=INSTANCE, path="port", low=1150, high=65535, source=f"{API}: Port"),
    Choice(
        kind=INSTANCE,
        path="enabledCloudwatchLogsExports[*]",
        allowed=("iam-db-auth-error", "postgresql", "upgrade"),
        when={"engine": "postgres"},
        source=f"{API}: EnableCloudwatchLogsExports",
    ),
    Choice(kind=INSTANCE, path="networkType", allowed=("DUAL", "IPV4"), source=f"{DOC}: network_type"),
    Choice(
        kind=INSTANCE,
        path="databaseInsightsMode",
        allowed=("advanced", "standard"),
        source=f"{API}: DatabaseInsightsMode",
    ),
    Text(
        kind=SUBNETS,
        path="name",
        pattern="[a-z][0-9a-z_ .-]*",
        longest=255,
        never="^default$",
        says="1 to 255 small letters, digits, spaces and _.-, a letter first, not default. Example: shop-prod",
        source=NAMES,
    ),
    TwoZones(
        kind=SUBNETS,
        path="subnetIds",
        source="Amazon RDS API Reference, CreateDBSubnetGroup, in botocore 1.43.11",
    ),
    *(
        Text(
            kind=kind,
            path="name",
            pattern="[a-z][0-9a-z.-]*",
            longest=255,
            never="--|-$",
            says=GROUP_SAYS,
            source=NAMES,
        )
        for kind in (PARAMETERS, CLUSTER_PARAMETERS)
    ),
    *(
        Choice(
            kind=kind,
            path="parameters[*].applyMethod",
            allowed=("immediate", "pending-reboot"),
            source="pulumi_aws 7.51.1, rds.ParameterGroup: parameters.apply_method",
        )
        for kind in (PARAMETERS, CLUSTER_PARAMETERS)
    ),
    *(
        Custom(
            kind=kind,
            check=databases.read_at_start,
            source="Amazon RDS API Reference, ModifyDBParameterGroup: Parameters, in botocore 1.43.11",
        )
        for kind in (PARAMETERS, CLUSTER_PARAMETERS)
    ),
    Text(kind=PROXY, path="name", pattern=IDENTIFIER, longest=63, never="--|-$", says=IDENTIFIER_SAYS, source=NAMES),
    Choice(kind=PROXY, path="engineFamily", allowed=("MYSQL", "POSTGRESQL", "SQLSERVER"), source=PROXIES),
    Number(kind=PROXY, path="idleClientTimeout", low=1, high=28800, source=PROXIES),
    TwoZones(
        kind=PROXY, path="vpcSubnetIds", source="Amazon RDS User Guide, RDS Proxy: at least two Availability Zones"
    ),
    Choice(kind=PROXY, path="auths[*].iamAuth", allowed=("DISABLED", "ENABLED", "REQUIRED"), source=PROXIES),
    Number(kind=POOL, path="connectionPoolConfig.maxConnectionsPercent", low=1, high=100, source=POOLS),
    Number(kind=POOL, path="connectionPoolConfig.maxIdleConnectionsPercent", low=0, high=100, source=POOLS),
    Ordered(
        kind=POOL,
        paths=["connectionPoolConfig.maxIdleConnectionsPercent", "connectionPoolConfig.maxConnectionsPercent"],
        source=PROXIES,
    ),
    Choice(
        kind=POOL,
        path="connectionPoolConfig.sessionPinningFilters[*]",
        allowed=("EXCLUDE_VARIABLE_SETS",),
        source=POOLS,
    ),
    NotTogether(
        kind=TARGET,
        paths=["dbInstanceIdentifier", "dbClusterIdentifier"],
        one=True,
        source="terraform-provider-aws, internal/service/rds/proxy_target.go at 04a2e6e5bc62: ExactlyOneOf",
    ),
    Text(
        kind=CLUSTER,
        path="clusterIdentifier",
        pattern=IDENTIFIER,
        longest=63,
        never="--|-$",
        says=IDENTIFIER_SAYS,
        source=NAMES,
    ),
    Number(kind=CLUSTER, path="backupRetentionPeriod", low=1, high=35, source=CLUSTER_API),
    Schedule(kind=CLUSTER, path="preferredBackupWindow", syntax=Syntax.DAILY_WINDOW, source=CLUSTERS),
    Schedule(kind=CLUSTER, path="preferredMaintenanceWindow", syntax=Syntax.WEEKLY_WINDOW, source=CLUSTERS),
    Custom(kind=CLUSTER, check=windows.rds_cluster, source=f"{DOC}: the same windows"),
    Custom(
        kind=CLUSTER, check=databases.last_snapshot, source="pulumi_aws 7.51.1, rds.Cluster: final_snapshot_identifier"
    ),
    NotTogether(
        kind=CLUSTER,
        paths=["masterPassword", "manageMasterUserPassword", "masterPasswordWo"],
        source=f"{CLUSTERS}: ConflictsWith",
    ),
    Text(
        kind=CLUSTER,
        path="masterPassword",
        pattern=PASSWORD,
        shortest=8,
        longest=128,
        says=PASSWORD_SAYS,
        source=f"{API}: MasterUserPassword",
    ),
    Text(
        kind=CLUSTER,
        path="masterPassword",
        longest=41,
        says="at most 41 characters, because of engine",
        when={"engine": ("aurora-mysql", "mysql")},
        source=f"{CLUSTER_API}: MasterUserPassword",
    ),
    Number(kind=CLUSTER, path="backtrackWindow", low=0, high=259200, source=CLUSTERS),
    Number(kind=CLUSTER, path="serverlessv2ScalingConfiguration.minCapacity", low=0, high=256, source=CLUSTERS),
    Number(kind=CLUSTER, path="serverlessv2ScalingConfiguration.maxCapacity", low=1, high=256, source=CLUSTERS),
    Ordered(
        kind=CLUSTER,
        paths=["serverlessv2ScalingConfiguration.minCapacity", "serverlessv2ScalingConfiguration.maxCapacity"],
        source=CLUSTERS,
    ),
    Number(kind=MEMBER, path="promotionTier", low=0, high=15, source=f"{API}: PromotionTier"),
    Choice(kind=MEMBER, path="monitoringInterval", allowed=ENHANCED, source=MEMBERS),
    Text(
        kind=MEMBER,
        path="identifier",
        pattern=IDENTIFIER,
        longest=63,
        never="--|-$",
        says=IDENTIFIER_SAYS,
        source=NAMES,
    ),
]
