"""The properties whose change makes a new database, cache, bucket, key or role of AWS; see replacements.py."""

from collections.abc import Mapping

from toolchain.offline.package import Replacement
from toolchain.offline.packages.aws.replacements import COMPUTE, NETWORK, _row

DATA: Mapping[str, Replacement] = {
    # The identifier is changed in place since version 5 (terraform-provider-aws#31232).
    "aws:rds/instance:Instance": _row(
        "rds/instance.go",
        "availabilityZone",
        "backupTarget",
        "characterSetName",
        "customIamInstanceProfile",
        "dbName",
        "engine",
        "kmsKeyId",
        "ncharCharacterSetName",
        "restoreToPointInTime",
        "s3Import",
        "snapshotIdentifier",
        "storageEncrypted",
        "timezone",
        "username",
    ),
    "aws:rds/subnetGroup:SubnetGroup": _row("rds/subnet_group.go", "name", "namePrefix", at="01c08000ddb1"),
    "aws:rds/parameterGroup:ParameterGroup": _row(
        "rds/parameter_group.go", "description", "family", "name", "namePrefix", at="01606926a0c0"
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _row(
        "rds/cluster_parameter_group.go", "description", "family", "name", "namePrefix", at="01e5fd8f048e"
    ),
    "aws:rds/proxy:Proxy": _row(
        "rds/proxy.go", "endpointNetworkType", "engineFamily", "targetConnectionNetworkType", "vpcSubnetIds"
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": _row(
        "rds/proxy_default_target_group.go", "dbProxyName", at="0aa0d338dafe"
    ),
    "aws:rds/proxyTarget:ProxyTarget": _row(
        "rds/proxy_target.go",
        "dbClusterIdentifier",
        "dbInstanceIdentifier",
        "dbProxyName",
        "targetGroupName",
        at="04a2e6e5bc62",
    ),
    "aws:rds/cluster:Cluster": _row(
        "rds/cluster.go",
        "availabilityZones",
        "clusterIdentifier",
        "clusterIdentifierPrefix",
        "clusterScalabilityType",
        "databaseName",
        "dbSubnetGroupName",
        "dbSystemId",
        "engine",
        "engineMode",
        "kmsKeyId",
        "masterUsername",
        "restoreToPointInTime",
        "s3Import",
        "storageEncrypted",
    ),
    "aws:rds/clusterInstance:ClusterInstance": _row(
        "rds/cluster_instance.go",
        "availabilityZone",
        "clusterIdentifier",
        "dbSubnetGroupName",
        "engine",
        "identifier",
        "identifierPrefix",
    ),
    "aws:rds/snapshot:Snapshot": _row(
        "rds/snapshot.go", "dbInstanceIdentifier", "dbSnapshotIdentifier", at="01c08000ddb1"
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": _row(
        "elasticache/replication_group.go",
        "atRestEncryptionEnabled",
        "dataTieringEnabled",
        "globalReplicationGroupId",
        "kmsKeyId",
        "networkType",
        "port",
        "replicationGroupId",
        "securityGroupNames",
        "snapshotArns",
        "snapshotName",
        "subnetGroupName",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": _row("elasticache/subnet_group.go", "name", at="01c08000ddb1"),
    "aws:elasticache/parameterGroup:ParameterGroup": _row(
        "elasticache/parameter_group.go", "description", "family", "name", at="0593466d96e3"
    ),
    "aws:elasticache/user:User": _row("elasticache/user.go", "userId", "userName"),
    "aws:elasticache/userGroup:UserGroup": _row(
        "elasticache/user_group.go", "userGroupId", note=" in a copy of 2024, not yet in the one at 06739b22cee5"
    ),
    "aws:s3/bucket:Bucket": _row(
        "s3/bucket.go",
        "bucket",
        "bucketPrefix",
        "objectLockEnabled",
        at="0070bcd12c95",
        note=" (object_lock_enabled in a later copy and in website/docs/r/s3_bucket.html.markdown)",
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _row("s3/bucket_policy.go", "bucket", at="0073593e7d69"),
    "aws:s3/bucketVersioning:BucketVersioning": _row(
        "s3/bucket_versioning.go", "bucket", "expectedBucketOwner", at="01c08000ddb1"
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _row(
        "s3/bucket_lifecycle_configuration.go",
        "bucket",
        "expectedBucketOwner",
        at="01606926a0c0",
        note=" (RequiresReplace)",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _row(
        "s3/bucket_public_access_block.go", "bucket", at="01606926a0c0"
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _row(
        "s3/bucket_ownership_controls.go", "bucket", at="01c08000ddb1"
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _row(
        "s3/bucket_server_side_encryption_configuration.go", "bucket", "expectedBucketOwner", at="01606926a0c0"
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _row(
        "s3/bucket_replication_configuration.go", "bucket", at="028665b1da30"
    ),
    "aws:s3/bucketObject:BucketObject": _row("s3/bucket_object.go", "bucket", "key", at="01c08000ddb1"),
    "aws:s3/bucketObjectv2:BucketObjectv2": _row("s3/object.go", "bucket", "key", at="033c721bf1ed"),
    "aws:efs/fileSystem:FileSystem": _row(
        "efs/file_system.go", "availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"
    ),
    "aws:efs/mountTarget:MountTarget": _row(
        "efs/mount_target.go", "fileSystemId", "ipAddress", "subnetId", at="0593466d96e3"
    ),
    "aws:efs/accessPoint:AccessPoint": _row(
        "efs/access_point.go", "fileSystemId", "posixUser", "rootDirectory", at="01606926a0c0"
    ),
    "aws:backup/vault:Vault": _row("backup/vault.go", "kmsKeyArn", "name"),
    "aws:backup/plan:Plan": _row("backup/plan.go", "name", at="01f431114674"),
    "aws:backup/selection:Selection": _row(
        "backup/selection.go",
        "conditions",
        "iamRoleArn",
        "name",
        "notResources",
        "planId",
        "resources",
        "selectionTags",
    ),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _row(
        "backup/vault_lock_configuration.go",
        "backupVaultName",
        "changeableForDays",
        "maxRetentionDays",
        "minRetentionDays",
    ),
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": _row(
        "backup/restore_testing_plan.go", "name", at="108f85fd2bfc", note=" (RequiresReplace)"
    ),
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": _row(
        "backup/restore_testing_selection.go",
        "name",
        "protectedResourceType",
        "restoreTestingPlanName",
        at="00a35305dc1b",
        note=" (RequiresReplace)",
    ),
}

OPERATIONS: Mapping[str, Replacement] = {
    "aws:kms/key:Key": _row(
        "kms/key.go",
        "customKeyStoreId",
        "customerMasterKeySpec",
        "keyUsage",
        "multiRegion",
        "xksKeyId",
        at="00a35305dc1b",
    ),
    "aws:kms/alias:Alias": _row("kms/alias.go", "name", "namePrefix", at="01c08000ddb1"),
    "aws:secretsmanager/secret:Secret": _row("secretsmanager/secret.go", "name", "namePrefix"),
    "aws:secretsmanager/secretVersion:SecretVersion": _row(
        "secretsmanager/secret_version.go", "secretBinary", "secretId", "secretString", "secretStringWoVersion"
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": _row(
        "secretsmanager/secret_rotation.go", "secretId", at="0413c661ec1b"
    ),
    "aws:iam/role:Role": _row("iam/role.go", "name", "namePrefix", "path", everywhere=True, at="0040ea6911af"),
    "aws:iam/policy:Policy": _row(
        "iam/policy.go", "description", "name", "namePrefix", "path", everywhere=True, at="01ccd9a2d118"
    ),
    "aws:iam/rolePolicy:RolePolicy": _row(
        "iam/role_policy.go", "name", "namePrefix", "role", everywhere=True, at="02f97af85f89"
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _row(
        "iam/role_policy_attachment.go", "policyArn", "role", everywhere=True, at="04c79849dbe7"
    ),
    "aws:iam/instanceProfile:InstanceProfile": _row(
        "iam/instance_profile.go", "name", "namePrefix", "path", everywhere=True, at="013f1736b904"
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _row(
        "iam/openid_connect_provider.go", "url", everywhere=True, at="01606926a0c0"
    ),
    "aws:cloudwatch/logGroup:LogGroup": _row("logs/group.go", "logGroupClass", "name", "namePrefix", at="0073593e7d69"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _row("cloudwatch/metric_alarm.go", "name"),
    "aws:cloudwatch/dashboard:Dashboard": _row("cloudwatch/dashboard.go", "dashboardName", at="0620f2a6a126"),
    "aws:cloudwatch/eventRule:EventRule": _row(
        "events/rule.go", "eventBusName", "name", "namePrefix", at="0cdab4ae09a9"
    ),
    "aws:cloudwatch/eventTarget:EventTarget": _row(
        "events/target.go", "eventBusName", "rule", "targetId", at="0762c41e2027"
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _row(
        "logs/metric_filter.go", "logGroupName", "name", at="0f14e6f61f91"
    ),
    "aws:sns/topic:Topic": _row("sns/topic.go", "fifoTopic", "name", "namePrefix", at="00a35305dc1b"),
    "aws:sns/topicSubscription:TopicSubscription": _row(
        "sns/topic_subscription.go", "endpoint", "protocol", "topic", at="04a2e6e5bc62"
    ),
    "aws:sns/topicPolicy:TopicPolicy": _row("sns/topic_policy.go", "arn", at="00a35305dc1b"),
    "aws:sqs/queue:Queue": _row("sqs/queue.go", "fifoQueue", "name", "namePrefix", at="00a35305dc1b"),
    "aws:ssm/parameter:Parameter": _row("ssm/parameter.go", "dataType", "name", at="0073593e7d69"),
    "aws:ssm/document:Document": _row("ssm/document.go", "name", at="0105d2191ae7"),
    "aws:scheduler/schedule:Schedule": _row(
        "scheduler/schedule.go", "groupName", "name", "namePrefix", at="02f524b9e9cc"
    ),
}

REPLACEMENTS: Mapping[str, Replacement] = {**NETWORK, **COMPUTE, **DATA, **OPERATIONS}
