"""What AWS says of databases, caches, buckets, files, keys, roles and messages once they are made; see outputs.py."""

from collections.abc import Mapping

from toolchain.offline.package import Template
from toolchain.offline.packages.aws.outputs import BACKUP, CACHE, EC2, KMS_KEY, RDS

EFS = "arn:{partition}:elasticfilesystem:{region}:{account}:"

DATA: Mapping[str, Mapping[str, Template]] = {
    "aws:rds/subnetGroup:SubnetGroup": {
        "arn": RDS + "subgrp:{name}",
        "supportedNetworkTypes": ["IPV4"],
        "vpcId": "vpc-{hex17}",
    },
    "aws:rds/parameterGroup:ParameterGroup": {"arn": RDS + "pg:{name}"},
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {"arn": RDS + "cluster-pg:{name}"},
    "aws:rds/proxy:Proxy": {
        "arn": RDS + "db-proxy:prx-{hex17}",
        "endpoint": "{name}.proxy-{letters12}.{region}.rds.amazonaws.com",
        "idleClientTimeout": 1800,
        "defaultAuthScheme": "NONE",
        "endpointNetworkType": "IPV4",
        "targetConnectionNetworkType": "IPV4",
        "vpcSecurityGroupIds": ["sg-{hex17}"],
    },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
        "arn": RDS + "target-group:prx-tg-{hex17}",
        "name": "default",
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {"arn": CACHE + "subnetgroup:{name}", "vpcId": "vpc-{hex17}"},
    "aws:elasticache/parameterGroup:ParameterGroup": {"arn": CACHE + "parametergroup:{name}"},
    "aws:elasticache/user:User": {"arn": CACHE + "user:{name}"},
    "aws:elasticache/userGroup:UserGroup": {"arn": CACHE + "usergroup:{name}"},
    "aws:s3/bucket:Bucket": {
        "arn": "arn:{partition}:s3:::{name}",
        "bucketDomainName": "{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
        "bucketRegion": "{region}",
        "hostedZoneId": "Z21DNDUVLTQW6Q",  # of Amazon S3 in eu-central-1
        "requestPayer": "BucketOwner",
        "accelerationStatus": "",
        "acl": "private",
        "bucketNamespace": "global",
        "websiteDomain": "",
        "websiteEndpoint": "",
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "expectedBucketOwner": "",
        "transitionDefaultMinimumObjectSize": "all_storage_classes_128K",
    },
    "aws:s3/bucketObject:BucketObject": {
        "arn": "arn:{partition}:s3:::{id}",
        "contentType": "application/octet-stream",
        "serverSideEncryption": "AES256",
        "storageClass": "STANDARD",
        "versionId": "",
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        "arn": "arn:{partition}:s3:::{id}",
        "contentType": "application/octet-stream",
        "serverSideEncryption": "AES256",
        "storageClass": "STANDARD",
        "versionId": "",
        "acl": "private",
        "checksumCrc32": "",
        "checksumCrc32c": "",
        "checksumCrc64nvme": "",
        "checksumSha1": "",
        "checksumSha256": "",
    },
    "aws:efs/fileSystem:FileSystem": {
        "arn": EFS + "file-system/{id}",
        "dnsName": "{id}.efs.{region}.amazonaws.com",
        "availabilityZoneId": "",
        "availabilityZoneName": "",
        "name": "",
        "performanceMode": "generalPurpose",
        "throughputMode": "bursting",
        "sizeInBytes": [{"value": 6144, "valueInIa": 0, "valueInStandard": 6144}],
    },
    "aws:efs/accessPoint:AccessPoint": {
        "arn": EFS + "access-point/{id}",
        "fileSystemArn": EFS + "file-system/{fileSystemId}",
    },
    "aws:ebs/volume:Volume": {"arn": EC2 + "volume/{id}", "type": "gp2", "snapshotId": "", "createTime": "{now}"},
    "aws:backup/vault:Vault": {
        "arn": BACKUP + "backup-vault:{name}",
        "kmsKeyArn": KMS_KEY + "{uuid}",
    },
    "aws:backup/plan:Plan": {"arn": BACKUP + "backup-plan:{id}", "version": "{letters48}"},
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {
        "backupVaultArn": BACKUP + "backup-vault:{backupVaultName}",
    },
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": {
        "arn": BACKUP + "restore-testing-plan:{name}-{uuid}",
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindowHours": 24,
    },
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {"validationWindowHours": 0},
}

OPERATIONS: Mapping[str, Mapping[str, Template]] = {
    "aws:kms/key:Key": {
        "arn": KMS_KEY + "{id}",
        "keyId": "{id}",
        "description": "",
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "keyUsage": "ENCRYPT_DECRYPT",
        "rotationPeriodInDays": 365,
    },
    "aws:secretsmanager/secret:Secret": {"arn": "{id}"},
    "aws:secretsmanager/secretVersion:SecretVersion": {
        "versionId": "{uuid}",
        "versionStages": ["AWSCURRENT"],
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {"arn": "{id}", "thumbprintLists": ["{hex40}"]},
    "aws:cloudwatch/logGroup:LogGroup": {
        "arn": "arn:{partition}:logs:{region}:{account}:log-group:{name}",
        "logGroupClass": "STANDARD",
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "arn": "arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}",
        "evaluateLowSampleCountPercentiles": "",
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        "dashboardArn": "arn:{partition}:cloudwatch::{account}:dashboard/{name}",
    },
    "aws:cloudwatch/eventRule:EventRule": {"arn": "arn:{partition}:events:{region}:{account}:rule/{id}"},
    "aws:sns/topic:Topic": {
        "arn": "{id}",
        "beginningArchiveTime": "",
        "fifoThroughputScope": "",
        "tracingConfig": "",
    },
    "aws:sns/topicSubscription:TopicSubscription": {"arn": "{id}", "filterPolicyScope": ""},
    "aws:sqs/queue:Queue": {
        "arn": "arn:{partition}:sqs:{region}:{account}:{name}",
        "url": "{id}",
        "deduplicationScope": "",
        "fifoThroughputLimit": "",
        "kmsDataKeyReusePeriodSeconds": 300,
        "redriveAllowPolicy": "",
        "redrivePolicy": "",
    },
    "aws:ssm/parameter:Parameter": {
        "dataType": "text",
        "insecureValue": "",
        "keyId": "",
        "tier": "Standard",
        "version": 1,
    },
    "aws:ssm/document:Document": {
        "arn": "arn:{partition}:ssm:{region}:{account}:document/{name}",
        "createdDate": "{now}",
        "defaultVersion": "1",
        "documentVersion": "1",
        "latestVersion": "1",
        "hash": "{hex64}",
        "hashType": "Sha256",
        "schemaVersion": "2.2",
        "status": "Active",
        "platformTypes": ["Linux"],
        "description": "",
    },
    "aws:scheduler/schedule:Schedule": {
        "arn": "arn:{partition}:scheduler:{region}:{account}:schedule/{id}",
        "groupName": "default",
        "actionAfterCompletion": "NONE",
    },
}

TABLES = (DATA, OPERATIONS)
