from typing import Any

import pytest

from tests.offline.aws_samples import PASSWORD, ROLE_ARN, broken
from toolchain.offline.packages.aws import rules_database as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.INSTANCE: {"identifier": "shop-prod", "instanceClass": "db.m7g.large", "engine": "postgres",
     "engineVersion": "17.4", "dbName": "shop", "username": "shop_owner", "password": PASSWORD,
     "allocatedStorage": 100, "maxAllocatedStorage": 500, "storageType": "gp3", "storageEncrypted": True,
     "kmsKeyId": "arn:1", "multiAz": True, "backupRetentionPeriod": 14, "backupWindow": "02:00-02:30",
     "maintenanceWindow": "sun:04:00-sun:05:00", "monitoringInterval": 60, "monitoringRoleArn": ROLE_ARN,
     "performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 7, "port": 5432,
     "enabledCloudwatchLogsExports": ["postgresql", "upgrade"], "finalSnapshotIdentifier": "shop-prod-last",
     "networkType": "IPV4", "databaseInsightsMode": "standard"},
    rules.SUBNETS: {"name": "shop-prod", "subnetIds": ["subnet-1", "subnet-2"]},
    rules.PARAMETERS: {"name": "shop-prod", "family": "postgres17", "parameters": [{"name": "rds.force_ssl",
     "value": "1", "applyMethod": "immediate"}, {"name": "max_connections", "value": "200",
     "applyMethod": "pending-reboot"}]},
    rules.CLUSTER_PARAMETERS: {"name": "shop-prod", "family": "aurora-postgresql16",
     "parameters": [{"name": "rds.force_ssl", "value": "1"}]},
    rules.PROXY: {"name": "shop-prod", "engineFamily": "POSTGRESQL", "roleArn": ROLE_ARN, "vpcSubnetIds": ["subnet-1",
     "subnet-2"], "idleClientTimeout": 1800, "auths": [{"iamAuth": "DISABLED"}]},
    rules.POOL: {"dbProxyName": "shop-prod", "connectionPoolConfig": {"maxConnectionsPercent": 90,
     "maxIdleConnectionsPercent": 50, "sessionPinningFilters": ["EXCLUDE_VARIABLE_SETS"]}},
    rules.TARGET: {"dbProxyName": "shop-prod", "targetGroupName": "default", "dbInstanceIdentifier": "shop-prod"},
    rules.CLUSTER: {"clusterIdentifier": "shop-prod", "engine": "aurora-postgresql", "masterPassword": PASSWORD,
     "backupRetentionPeriod": 14, "preferredBackupWindow": "02:00-02:30",
     "preferredMaintenanceWindow": "sun:04:00-sun:05:00", "skipFinalSnapshot": True, "backtrackWindow": 0,
     "serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 8}},
    rules.MEMBER: {"clusterIdentifier": "shop-prod", "engine": "aurora-postgresql", "instanceClass": "db.serverless",
     "identifier": "shop-prod-0", "promotionTier": 1, "monitoringInterval": 0},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.INSTANCE, {"identifier": "Shop"},
     "identifier is 'Shop'; allowed: 1 to 63 small letters, digits and single hyphens, a letter first. Example: "
     "shop-prod"),
    (rules.INSTANCE, {"identifier": "shop--prod"},
     "identifier is 'shop--prod'; allowed: 1 to 63 small letters, digits and single hyphens, a letter first. "
     "Example: shop-prod"),
    (rules.INSTANCE, {"identifierPrefix": "shop"},
     "identifierPrefix is said together with identifier; allowed: at most one of identifier, identifierPrefix"),
    (rules.INSTANCE, {"dbName": "1shop"},
     "dbName is '1shop'; allowed: 1 to 63 letters, digits and underscores, no digit first. Example: shop"),
    (rules.INSTANCE, {"username": "admin"},
     "username is 'admin'; allowed: 1 to 63 letters, digits and underscores, a letter first, not admin or "
     "rdsadmin. Example: shop_owner"),
    (rules.INSTANCE, {"engine": "mysql", "engineVersion": "8.4.4", "enabledCloudwatchLogsExports": None,
     "username": "a-user"},
     "username is 'a-user'; allowed: 1 to 32 letters, digits and underscores, a letter first. Example: shop_owner"),
    (rules.INSTANCE, {"password": "short"},
     "password is 'short'; allowed: 8 to 128 printable characters without space, /, @ and double quote"),
    (rules.INSTANCE, {"password": "with@sign-and-more"},
     "password is 'with@sign-and-more'; allowed: 8 to 128 printable characters without space, /, @ and double quote"),
    (rules.INSTANCE, {"manageMasterUserPassword": True},
     "manageMasterUserPassword is said together with password; allowed: at most one of password, "
     "manageMasterUserPassword, passwordWo"),
    (rules.INSTANCE, {"password": None},
     "password is missing; allowed: a value, or manageMasterUserPassword true"),
    (rules.INSTANCE, {"username": None},
     "username is missing; allowed: a value, because of none of replicateSourceDb, snapshotIdentifier, "
     "restoreToPointInTime, s3Import"),
    (rules.INSTANCE, {"replicateSourceDb": "shop", "username": None, "password": None},
     "dbName is said together with replicateSourceDb; allowed: at most one of replicateSourceDb, dbName"),
    (rules.INSTANCE, {"replicateSourceDb": "shop", "dbName": None, "password": None},
     "username is said together with replicateSourceDb; allowed: at most one of replicateSourceDb, username"),
    (rules.INSTANCE, {"finalSnapshotIdentifier": None},
     "finalSnapshotIdentifier is missing; allowed: a value, or skipFinalSnapshot true: else it can't be deleted"),
    (rules.INSTANCE, {"finalSnapshotIdentifier": "shop--last"},
     "finalSnapshotIdentifier is 'shop--last'; allowed: 1 to 255 letters, digits and single hyphens, a letter "
     "first. Example: shop-prod-last"),
    (rules.INSTANCE, {"allocatedStorage": 10, "maxAllocatedStorage": None},
     "allocatedStorage is 10; allowed: at least 20, because storageType is 'gp3'"),
    (rules.INSTANCE, {"storageType": "io2"},
     "iops is missing; allowed: a value, because storageType is 'io2'"),
    (rules.INSTANCE, {"storageType": "gp2", "iops": 3000},
     "iops is 3000; allowed: nothing, because storageType is 'gp2'"),
    (rules.INSTANCE, {"iops": 12000},
     "iops is 12000; allowed: nothing, because gp3 takes it from 400 GiB of allocatedStorage"),
    (rules.INSTANCE, {"storageType": "io1", "iops": 3000, "storageThroughput": 500},
     "storageThroughput is 500; allowed: nothing, because storageType is 'io1'"),
    (rules.INSTANCE, {"maxAllocatedStorage": 50},
     "maxAllocatedStorage is 50; allowed: 0 for no growth, or at least 100, the allocatedStorage"),
    (rules.INSTANCE, {"backupRetentionPeriod": 36},
     "backupRetentionPeriod is 36; allowed: 0 to 35"),
    (rules.INSTANCE, {"backupWindow": "2:00-2:30"},
     "backupWindow is '2:00-2:30'; allowed: hh:mm-hh:mm in UTC, at least 30 minutes. Example: 03:00-04:00"),
    (rules.INSTANCE, {"backupWindow": "02:00-02:20"},
     "backupWindow is '02:00-02:20'; allowed: hh:mm-hh:mm in UTC, at least 30 minutes. Example: 03:00-04:00"),
    (rules.INSTANCE, {"maintenanceWindow": "sunday:04:00-sunday:05:00"},
     "maintenanceWindow is 'sunday:04:00-sunday:05:00'; allowed: ddd:hh:mm-ddd:hh:mm in UTC, at least 30 minutes. "
     "Example: sun:04:00-sun:05:00"),
    (rules.INSTANCE, {"backupWindow": "04:30-05:30"},
     "backupWindow is '04:30-05:30'; allowed: a window apart from 'sun:04:00-sun:05:00', the maintenanceWindow"),
    (rules.INSTANCE, {"monitoringInterval": 20},
     "monitoringInterval is 20; allowed: 0, 1, 5, 10, 15, 30, 60"),
    (rules.INSTANCE, {"monitoringRoleArn": None},
     "monitoringRoleArn is missing; allowed: a value, because of monitoringInterval = 60"),
    (rules.INSTANCE, {"performanceInsightsRetentionPeriod": 30},
     "performanceInsightsRetentionPeriod is 30; allowed: 7, 731 or a multiple of 31 below"),
    (rules.INSTANCE, {"performanceInsightsEnabled": None},
     "performanceInsightsEnabled is missing; allowed: a value, because of performanceInsightsRetentionPeriod"),
    (rules.INSTANCE, {"availabilityZone": "eu-central-1a"},
     "availabilityZone is 'eu-central-1a'; allowed: nothing, because multiAz is True"),
    (rules.INSTANCE, {"storageEncrypted": False},
     "kmsKeyId is 'arn:1'; allowed: nothing, because storageEncrypted is False"),
    (rules.INSTANCE, {"port": 80},
     "port is 80; allowed: 1150 to 65535"),
    (rules.INSTANCE, {"enabledCloudwatchLogsExports": ["slowquery"]},
     "enabledCloudwatchLogsExports[0] is 'slowquery'; allowed: iam-db-auth-error, postgresql, upgrade"),
    (rules.INSTANCE, {"networkType": "IPV6"},
     "networkType is 'IPV6'; allowed: DUAL, IPV4"),
    (rules.INSTANCE, {"databaseInsightsMode": "full"},
     "databaseInsightsMode is 'full'; allowed: advanced, standard"),
    (rules.SUBNETS, {"name": "Shop"},
     "name is 'Shop'; allowed: 1 to 255 small letters, digits, spaces and _.-, not default. Example: shop-prod"),
    (rules.SUBNETS, {"name": "default"},
     "name is 'default'; allowed: 1 to 255 small letters, digits, spaces and _.-, not default. Example: shop-prod"),
    (rules.SUBNETS, {"subnetIds": ["subnet-1"]},
     "subnetIds is a list of 1; allowed: subnets of two zones"),
    (rules.PARAMETERS, {"name": "shop_prod"},
     "name is 'shop_prod'; allowed: 1 to 255 small letters, digits, single hyphens and full stops, a letter first. "
     "Example: shop-prod"),
    (rules.PARAMETERS, {"parameters": [{"name": "work_mem", "value": "4096", "applyMethod": "now"}]},
     "parameters[0].applyMethod is 'now'; allowed: immediate, pending-reboot"),
    (rules.PARAMETERS, {"parameters": [{"name": "max_connections", "value": "200"}]},
     "parameters[0].applyMethod is 'immediate'; allowed: pending-reboot, because max_connections is read only when "
     "PostgreSQL starts"),
    (rules.CLUSTER_PARAMETERS, {"name": "shop_prod"},
     "name is 'shop_prod'; allowed: 1 to 255 small letters, digits, single hyphens and full stops, a letter first. "
     "Example: shop-prod"),
    (rules.CLUSTER_PARAMETERS, {"parameters": [{"name": "work_mem", "value": "4096", "applyMethod": "now"}]},
     "parameters[0].applyMethod is 'now'; allowed: immediate, pending-reboot"),
    (rules.CLUSTER_PARAMETERS, {"parameters": [{"name": "shared_preload_libraries", "value": "pg_cron"}]},
     "parameters[0].applyMethod is 'immediate'; allowed: pending-reboot, because shared_preload_libraries is read "
     "only when PostgreSQL starts"),
    (rules.PROXY, {"name": "shop_prod"},
     "name is 'shop_prod'; allowed: 1 to 63 small letters, digits and single hyphens, a letter first. Example: "
     "shop-prod"),
    (rules.PROXY, {"engineFamily": "POSTGRES"},
     "engineFamily is 'POSTGRES'; allowed: MYSQL, POSTGRESQL, SQLSERVER"),
    (rules.PROXY, {"idleClientTimeout": 0},
     "idleClientTimeout is 0; allowed: 1 to 28800"),
    (rules.PROXY, {"vpcSubnetIds": ["subnet-1"]},
     "vpcSubnetIds is a list of 1; allowed: subnets of two zones"),
    (rules.PROXY, {"auths": [{"iamAuth": "YES"}]},
     "auths[0].iamAuth is 'YES'; allowed: DISABLED, ENABLED, REQUIRED"),
    (rules.POOL, {"connectionPoolConfig": {"maxConnectionsPercent": 0}},
     "connectionPoolConfig.maxConnectionsPercent is 0; allowed: 1 to 100"),
    (rules.POOL, {"connectionPoolConfig": {"maxIdleConnectionsPercent": 101}},
     "connectionPoolConfig.maxIdleConnectionsPercent is 101; allowed: 0 to 100"),
    (rules.POOL, {"connectionPoolConfig": {"maxConnectionsPercent": 40, "maxIdleConnectionsPercent": 50}},
     "connectionPoolConfig.maxIdleConnectionsPercent is 50; allowed: at most 40, the "
     "connectionPoolConfig.maxConnectionsPercent"),
    (rules.POOL, {"connectionPoolConfig": {"sessionPinningFilters": ["ALL"]}},
     "connectionPoolConfig.sessionPinningFilters[0] is 'ALL'; allowed: EXCLUDE_VARIABLE_SETS"),
    (rules.TARGET, {"dbClusterIdentifier": "shop"},
     "dbClusterIdentifier is said together with dbInstanceIdentifier; allowed: exactly one of "
     "dbInstanceIdentifier, dbClusterIdentifier"),
    (rules.TARGET, {"dbInstanceIdentifier": None},
     "dbInstanceIdentifier is missing; allowed: exactly one of dbInstanceIdentifier, dbClusterIdentifier"),
    (rules.CLUSTER, {"clusterIdentifier": "Shop"},
     "clusterIdentifier is 'Shop'; allowed: 1 to 63 small letters, digits and single hyphens, a letter first. "
     "Example: shop-prod"),
    (rules.CLUSTER, {"backupRetentionPeriod": 0},
     "backupRetentionPeriod is 0; allowed: 1 to 35"),
    (rules.CLUSTER, {"preferredBackupWindow": "always"},
     "preferredBackupWindow is 'always'; allowed: hh:mm-hh:mm in UTC, at least 30 minutes. Example: 03:00-04:00"),
    (rules.CLUSTER, {"preferredMaintenanceWindow": "always"},
     "preferredMaintenanceWindow is 'always'; allowed: ddd:hh:mm-ddd:hh:mm in UTC, at least 30 minutes. Example: "
     "sun:04:00-sun:05:00"),
    (rules.CLUSTER, {"preferredBackupWindow": "04:30-05:30"},
     "preferredBackupWindow is '04:30-05:30'; allowed: a window apart from 'sun:04:00-sun:05:00', the "
     "preferredMaintenanceWindow"),
    (rules.CLUSTER, {"skipFinalSnapshot": None},
     "finalSnapshotIdentifier is missing; allowed: a value, or skipFinalSnapshot true: else it can't be deleted"),
    (rules.CLUSTER, {"manageMasterUserPassword": True},
     "manageMasterUserPassword is said together with masterPassword; allowed: at most one of masterPassword, "
     "manageMasterUserPassword, masterPasswordWo"),
    (rules.CLUSTER, {"masterPassword": "short"},
     "masterPassword is 'short'; allowed: 8 to 128 printable characters without space, /, @ and double quote"),
    (rules.CLUSTER, {"backtrackWindow": 300000},
     "backtrackWindow is 300000; allowed: 0 to 259200"),
    (rules.CLUSTER, {"serverlessv2ScalingConfiguration": {"minCapacity": -1, "maxCapacity": 1}},
     "serverlessv2ScalingConfiguration.minCapacity is -1; allowed: 0 to 256"),
    (rules.CLUSTER, {"serverlessv2ScalingConfiguration": {"minCapacity": 0, "maxCapacity": 257}},
     "serverlessv2ScalingConfiguration.maxCapacity is 257; allowed: 1 to 256"),
    (rules.CLUSTER, {"serverlessv2ScalingConfiguration": {"minCapacity": 8, "maxCapacity": 4}},
     "serverlessv2ScalingConfiguration.minCapacity is 8; allowed: at most 4, the "
     "serverlessv2ScalingConfiguration.maxCapacity"),
    (rules.MEMBER, {"promotionTier": 16},
     "promotionTier is 16; allowed: 0 to 15"),
    (rules.MEMBER, {"monitoringInterval": 2},
     "monitoringInterval is 2; allowed: 0, 1, 5, 10, 15, 30, 60"),
    (rules.MEMBER, {"identifier": "shop--0"},
     "identifier is 'shop--0'; allowed: 1 to 63 small letters, digits and single hyphens, a letter first. Example: "
     "shop-prod"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
