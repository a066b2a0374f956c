"""The properties whose change makes a new database, cache, bucket, key or role of AWS; see replacements.py."""

from collections.abc import Mapping

from toolchain.offline.package import Replacement
from toolchain.offline.packages.aws.replacements import COMPUTE, NETWORK, _recalled, _row

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
    "aws:rds/subnetGroup:SubnetGroup": _recalled("rds/subnet_group.go", "name", "namePrefix"),
    "aws:rds/parameterGroup:ParameterGroup": _recalled(
        "rds/parameter_group.go", "description", "family", "name", "namePrefix"
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _recalled(
        "rds/cluster_parameter_group.go", "description", "family", "name", "namePrefix"
    ),
    "aws:rds/proxy:Proxy": _row(
        "rds/proxy.go", "endpointNetworkType", "engineFamily", "targetConnectionNetworkType", "vpcSubnetIds"
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": _recalled(
        "rds/proxy_default_target_group.go", "dbProxyName"
    ),
    "aws:rds/proxyTarget:ProxyTarget": _recalled(
        "rds/proxy_target.go", "dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "targetGroupName"
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
    "aws:rds/snapshot:Snapshot": _recalled("rds/snapshot.go", "dbInstanceIdentifier", "dbSnapshotIdentifier"),
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
    "aws:elasticache/subnetGroup:SubnetGroup": _recalled("elasticache/subnet_group.go", "name"),
    "aws:elasticache/parameterGroup:ParameterGroup": _recalled(
        "elasticache/parameter_group.go", "description", "family", "name"
    ),
    "aws:elasticache/user:User": _row("elasticache/user.go", "userId", "userName"),
    "aws:elasticache/userGroup:UserGroup": _recalled("elasticache/user_group.go", "userGroupId"),
    "aws:s3/bucket:Bucket": _recalled("s3/bucket.go", "bucket", "bucketPrefix", "objectLockEnabled"),
    "aws:s3/bucketPolicy:BucketPolicy": _recalled("s3/bucket_policy.go", "bucket"),
    "aws:s3/bucketVersioning:BucketVersioning": _recalled("s3/bucket_versioning.go", "bucket", "expectedBucketOwner"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _recalled(
        "s3/bucket_lifecycle_configuration.go", "bucket", "expectedBucketOwner"
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _recalled("s3/bucket_public_access_block.go", "bucket"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _recalled("s3/bucket_ownership_controls.go", "bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _recalled(
        "s3/bucket_server_side_encryption_configuration.go", "bucket", "expectedBucketOwner"
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _recalled(
        "s3/bucket_replication_configuration.go", "bucket"
    ),
    "aws:s3/bucketObject:BucketObject": _recalled("s3/bucket_object.go", "bucket", "key"),
    "aws:s3/bucketObjectv2:BucketObjectv2": _recalled("s3/object.go", "bucket", "key"),
    "aws:efs/fileSystem:FileSystem": _row(
        "efs/file_system.go", "availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"
    ),
    "aws:efs/mountTarget:MountTarget": _recalled("efs/mount_target.go", "fileSystemId", "ipAddress", "subnetId"),
    "aws:efs/accessPoint:AccessPoint": _recalled("efs/access_point.go", "fileSystemId", "posixUser", "rootDirectory"),
    "aws:backup/vault:Vault": _row("backup/vault.go", "kmsKeyArn", "name"),
    "aws:backup/plan:Plan": _recalled("backup/plan.go", "name"),
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
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": _recalled("backup/restore_testing_plan.go", "name"),
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": _recalled(
        "backup/restore_testing_selection.go", "name", "protectedResourceType", "restoreTestingPlanName"
    ),
}

OPERATIONS: Mapping[str, Replacement] = {
    "aws:kms/key:Key": _recalled(
        "kms/key.go", "customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"
    ),
    "aws:kms/alias:Alias": _recalled("kms/alias.go", "name", "namePrefix"),
    "aws:secretsmanager/secret:Secret": _row("secretsmanager/secret.go", "name", "namePrefix"),
    "aws:secretsmanager/secretVersion:SecretVersion": _row(
        "secretsmanager/secret_version.go", "secretBinary", "secretId", "secretString", "secretStringWoVersion"
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": _recalled("secretsmanager/secret_rotation.go", "secretId"),
    "aws:iam/role:Role": _recalled("iam/role.go", "name", "namePrefix", "path", everywhere=True),
    "aws:iam/policy:Policy": _recalled("iam/policy.go", "description", "name", "namePrefix", "path", everywhere=True),
    "aws:iam/rolePolicy:RolePolicy": _recalled("iam/role_policy.go", "name", "namePrefix", "role", everywhere=True),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _recalled(
        "iam/role_policy_attachment.go", "policyArn", "role", everywhere=True
    ),
    "aws:iam/instanceProfile:InstanceProfile": _recalled(
        "iam/instance_profile.go", "name", "namePrefix", "path", everywhere=True
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _recalled(
        "iam/openid_connect_provider.go", "url", everywhere=True
    ),
    "aws:cloudwatch/logGroup:LogGroup": _recalled("logs/group.go", "logGroupClass", "name", "namePrefix"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _row("cloudwatch/metric_alarm.go", "name"),
    "aws:cloudwatch/dashboard:Dashboard": _recalled("cloudwatch/dashboard.go", "dashboardName"),
    "aws:cloudwatch/eventRule:EventRule": _recalled("events/rule.go", "eventBusName", "name", "namePrefix"),
    "aws:cloudwatch/eventTarget:EventTarget": _recalled("events/target.go", "eventBusName", "rule", "targetId"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _recalled("logs/metric_filter.go", "logGroupName", "name"),
    "aws:sns/topic:Topic": _recalled("sns/topic.go", "fifoTopic", "name", "namePrefix"),
    "aws:sns/topicSubscription:TopicSubscription": _recalled(
        "sns/topic_subscription.go", "endpoint", "protocol", "topic"
    ),
    "aws:sns/topicPolicy:TopicPolicy": _recalled("sns/topic_policy.go", "arn"),
    "aws:sqs/queue:Queue": _recalled("sqs/queue.go", "fifoQueue", "name", "namePrefix"),
    "aws:ssm/parameter:Parameter": _recalled("ssm/parameter.go", "name"),
    "aws:ssm/document:Document": _recalled("ssm/document.go", "name"),
    "aws:scheduler/schedule:Schedule": _recalled("scheduler/schedule.go", "groupName", "name", "namePrefix"),
}

REPLACEMENTS: Mapping[str, Replacement] = {**NETWORK, **COMPUTE, **DATA, **OPERATIONS}
