from typing import Any

import pytest

from tests.offline.aws_samples import OF_IDENTITY, OF_RESOURCE, ROLE_ARN, broken
from toolchain.offline.packages.aws import rules_storage as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.BUCKET: {"bucket": "shop-prod-files"},
    rules.BUCKET_POLICY: {"bucket": "shop-prod-files", "policy": OF_RESOURCE},
    rules.VERSIONING: {"bucket": "shop-prod-files", "versioningConfiguration": {"status": "Enabled"}},
    rules.LIFECYCLE: {"bucket": "shop-prod-files", "rules": [{"id": "old", "status": "Enabled",
     "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}], "expiration": {"days": 365},
     "noncurrentVersionExpiration": {"noncurrentDays": 30},
     "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}]},
    rules.ENCRYPTION: {"bucket": "shop-prod-files",
     "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:1"}}]},
    rules.REPLICATION: {"bucket": "shop-prod-files", "role": ROLE_ARN, "rules": [{"status": "Enabled"}]},
    rules.OBJECT: {"bucket": "shop-prod-files", "key": "a", "content": "text"},
    rules.OBJECT_V2: {"bucket": "shop-prod-files", "key": "a", "contentBase64": "eA=="},
    rules.OWNERSHIP: {"bucket": "shop-prod-files", "rule": {"objectOwnership": "BucketOwnerEnforced"}},
    rules.FILES: {"creationToken": "shop-prod", "encrypted": True, "kmsKeyId": "arn:1",
     "performanceMode": "generalPurpose", "throughputMode": "elastic",
     "lifecyclePolicies": [{"transitionToIa": "AFTER_30_DAYS"}, {"transitionToArchive": "AFTER_90_DAYS"},
     {"transitionToPrimaryStorageClass": "AFTER_1_ACCESS"}]},
    rules.VAULT: {"name": "shop-prod"},
    rules.LOCK: {"backupVaultName": "shop-prod", "minRetentionDays": 7, "maxRetentionDays": 365,
     "changeableForDays": 3},
    rules.PLAN: {"name": "shop-prod", "rules": [{"ruleName": "daily", "targetVaultName": "shop-prod",
     "schedule": "cron(30 2 * * ? *)", "startWindow": 60, "completionWindow": 180,
     "lifecycle": {"coldStorageAfter": 30, "deleteAfter": 120}, "copyActions": [{"destinationVaultArn": "arn:1",
     "lifecycle": {"deleteAfter": 30}}]}, {"ruleName": "continuous", "targetVaultName": "shop-prod",
     "enableContinuousBackup": True, "lifecycle": {"deleteAfter": 35}}]},
    rules.SELECTION: {"name": "databases", "iamRoleArn": ROLE_ARN, "planId": "1"},
    rules.TESTING: {"name": "shop_prod", "scheduleExpression": "cron(0 5 ? * 1 *)", "startWindowHours": 2,
     "recoveryPointSelection": {"algorithm": "LATEST_WITHIN_WINDOW", "recoveryPointTypes": ["SNAPSHOT"],
     "includeVaults": ["*"], "selectionWindowDays": 7}},
    rules.TESTED: {"name": "databases", "restoreTestingPlanName": "shop_prod", "protectedResourceType": "RDS",
     "iamRoleArn": ROLE_ARN, "validationWindowHours": 4},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.BUCKET, {"bucket": "Shop"},
     "bucket is 'Shop'; allowed: 3 to 63 small letters, digits, hyphens and full stops, no prefix or suffix that "
     "S3 keeps for itself. Example: shop-prod-files"),
    (rules.BUCKET, {"bucket": "10.0.0.1"},
     "bucket is '10.0.0.1'; allowed: 3 to 63 small letters, digits, hyphens and full stops, no prefix or suffix "
     "that S3 keeps for itself. Example: shop-prod-files"),
    (rules.BUCKET, {"bucket": "xn--shop"},
     "bucket is 'xn--shop'; allowed: 3 to 63 small letters, digits, hyphens and full stops, no prefix or suffix "
     "that S3 keeps for itself. Example: shop-prod-files"),
    (rules.BUCKET, {"bucketPrefix": "shop"},
     "bucketPrefix is said together with bucket; allowed: at most one of bucket, bucketPrefix"),
    (rules.BUCKET_POLICY, {"policy": OF_IDENTITY},
     "policy is '...'; allowed: a policy whose statement 1 has Principal or NotPrincipal"),
    (rules.OBJECT, {"contentBase64": "eA=="},
     "contentBase64 is said together with content; allowed: at most one of content, contentBase64, source"),
    (rules.OBJECT_V2, {"content": "text"},
     "contentBase64 is said together with content; allowed: at most one of content, contentBase64, source"),
    (rules.VERSIONING, {"versioningConfiguration": {"status": "On"}},
     "versioningConfiguration.status is 'On'; allowed: Disabled, Enabled, Suspended"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "On"}]},
     "rules[0].status is 'On'; allowed: Disabled, Enabled"),
    (rules.LIFECYCLE, {"rules": [{"id": "", "status": "Enabled"}]},
     "rules[0].id is ''; allowed: 1 to 255 characters"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled", "expiration": {"days": -1}}]},
     "rules[0].expiration.days is -1; allowed: at least 0"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled", "expiration": {"days": 1,
     "date": "2027-01-01T00:00:00Z"}}]},
     "rules[0].expiration.date is said together with days; allowed: at most one of days, date"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled",
     "abortIncompleteMultipartUpload": {"daysAfterInitiation": 0}}]},
     "rules[0].abortIncompleteMultipartUpload.daysAfterInitiation is 0; allowed: at least 1"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled",
     "noncurrentVersionExpiration": {"noncurrentDays": 0}}]},
     "rules[0].noncurrentVersionExpiration.noncurrentDays is 0; allowed: at least 1"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled", "transitions": [{"days": 90,
     "storageClass": "GLACIER"}], "expiration": {"days": 90}}]},
     "rules[0].expiration.days is 90; allowed: more than 90, the days of the last of transitions"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled", "transitions": [{"days": 90,
     "storageClass": "COLD"}]}]},
     "rules[0].transitions[0].storageClass is 'COLD'; allowed: DEEP_ARCHIVE, GLACIER, GLACIER_IR, "
     "INTELLIGENT_TIERING, ONEZONE_IA, STANDARD_IA"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled", "transitions": [{"days": 7,
     "storageClass": "STANDARD_IA"}]}]},
     "rules[0].transitions[0].days is 7; allowed: at least 30"),
    (rules.LIFECYCLE, {"rules": [{"id": "old", "status": "Enabled", "transitions": [{"days": 30,
     "date": "2027-01-01T00:00:00Z", "storageClass": "GLACIER"}]}]},
     "rules[0].transitions[0].date is said together with days; allowed: at most one of days, date"),
    (rules.ENCRYPTION, {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES128"}}]},
     "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm is 'AES128'; allowed: AES256, aws:kms, aws:kms:dsse"),
    (rules.ENCRYPTION, {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256",
     "kmsMasterKeyId": "arn:1"}}]},
     "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId is 'arn:1'; allowed: nothing, because "
     "sseAlgorithm is 'AES256'"),
    (rules.REPLICATION, {"rules": [{"status": "On"}]},
     "rules[0].status is 'On'; allowed: Disabled, Enabled"),
    (rules.OWNERSHIP, {"rule": {"objectOwnership": "Anyone"}},
     "rule.objectOwnership is 'Anyone'; allowed: BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter"),
    (rules.FILES, {"performanceMode": "fast"},
     "performanceMode is 'fast'; allowed: generalPurpose, maxIO",
     "performanceMode is 'fast'; allowed: generalPurpose"),
    (rules.FILES, {"throughputMode": "unlimited"},
     "throughputMode is 'unlimited'; allowed: bursting, elastic, provisioned"),
    (rules.FILES, {"performanceMode": "maxIO"},
     "performanceMode is 'maxIO'; allowed: generalPurpose"),
    (rules.FILES, {"throughputMode": "provisioned"},
     "provisionedThroughputInMibps is missing; allowed: a value, because of throughputMode = 'provisioned'"),
    (rules.FILES, {"encrypted": None},
     "encrypted is missing; allowed: a value, because of kmsKeyId"),
    (rules.FILES, {"encrypted": False},
     "kmsKeyId is 'arn:1'; allowed: nothing, because encrypted is False"),
    (rules.FILES, {"creationToken": "x" * 65},
     "creationToken is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; allowed: at most 64 "
     "characters. Example: shop-prod"),
    (rules.FILES, {"lifecyclePolicies": [{"transitionToIa": "AFTER_10_DAYS"}]},
     "lifecyclePolicies[0].transitionToIa is 'AFTER_10_DAYS'; allowed: AFTER_1_DAY, AFTER_7_DAYS, AFTER_14_DAYS, "
     "AFTER_30_DAYS, AFTER_60_DAYS, AFTER_90_DAYS, AFTER_180_DAYS, AFTER_270_DAYS, AFTER_365_DAYS"),
    (rules.FILES, {"lifecyclePolicies": [{"transitionToArchive": "AFTER_10_DAYS"}]},
     "lifecyclePolicies[0].transitionToArchive is 'AFTER_10_DAYS'; allowed: AFTER_1_DAY, AFTER_7_DAYS, "
     "AFTER_14_DAYS, AFTER_30_DAYS, AFTER_60_DAYS, AFTER_90_DAYS, AFTER_180_DAYS, AFTER_270_DAYS, AFTER_365_DAYS"),
    (rules.FILES, {"lifecyclePolicies": [{"transitionToPrimaryStorageClass": "AFTER_2_ACCESSES"}]},
     "lifecyclePolicies[0].transitionToPrimaryStorageClass is 'AFTER_2_ACCESSES'; allowed: AFTER_1_ACCESS"),
    (rules.VAULT, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 2 to 50 letters, digits, hyphens and underscores. Example: shop-prod"),
    (rules.LOCK, {"changeableForDays": 2},
     "changeableForDays is 2; allowed: at least 3"),
    (rules.LOCK, {"minRetentionDays": 0},
     "minRetentionDays is 0; allowed: 1 to 36500"),
    (rules.LOCK, {"maxRetentionDays": 36501},
     "maxRetentionDays is 36501; allowed: 1 to 36500"),
    (rules.LOCK, {"minRetentionDays": 400},
     "minRetentionDays is 400; allowed: at most 365, the maxRetentionDays"),
    (rules.PLAN, {"rules": [{"ruleName": "every day", "targetVaultName": "v"}]},
     "rules[0].ruleName is 'every day'; allowed: 1 to 50 letters, digits and _.-. Example: daily"),
    (rules.PLAN, {"rules": [{"ruleName": "daily", "targetVaultName": "v", "schedule": "30 2 * * *"}]},
     "rules[0].schedule is '30 2 * * *'; allowed: cron() with six fields, one of day and weekday a question mark. "
     "Example: cron(30 2 * * ? *)"),
    (rules.PLAN, {"rules": [{"ruleName": "daily", "targetVaultName": "v", "startWindow": 30}]},
     "rules[0].startWindow is 30; allowed: at least 60"),
    (rules.PLAN, {"rules": [{"ruleName": "daily", "targetVaultName": "v", "lifecycle": {"coldStorageAfter": 30,
     "deleteAfter": 100}}]},
     "rules[0].lifecycle.deleteAfter is 100; allowed: at least 120: lifecycle.coldStorageAfter and 90 days"),
    (rules.PLAN, {"rules": [{"ruleName": "daily", "targetVaultName": "v", "enableContinuousBackup": True,
     "lifecycle": {"deleteAfter": 90}}]},
     "rules[0].lifecycle.deleteAfter is 90; allowed: 1 to 35, because enableContinuousBackup is True"),
    (rules.PLAN, {"rules": [{"ruleName": "daily", "targetVaultName": "v", "enableContinuousBackup": True,
     "lifecycle": {"coldStorageAfter": 30}}]},
     "rules[0].lifecycle.coldStorageAfter is 30; allowed: nothing, because enableContinuousBackup is True"),
    (rules.PLAN, {"rules": [{"ruleName": "daily", "targetVaultName": "v", "copyActions": [{"destinationVaultArn": "a",
     "lifecycle": {"coldStorageAfter": 30, "deleteAfter": 60}}]}]},
     "rules[0].copyActions[0].lifecycle.deleteAfter is 60; allowed: at least 120: lifecycle.coldStorageAfter and "
     "90 days"),
    (rules.SELECTION, {"name": "all databases"},
     "name is 'all databases'; allowed: 1 to 50 letters, digits and _.-. Example: databases"),
    (rules.TESTING, {"name": "shop-prod"},
     "name is 'shop-prod'; allowed: 1 to 50 letters, digits and underscores. Example: shop_prod"),
    (rules.TESTED, {"name": "shop-prod"},
     "name is 'shop-prod'; allowed: 1 to 50 letters, digits and underscores. Example: shop_prod"),
    (rules.TESTING, {"scheduleExpression": "rate(1 day)"},
     "scheduleExpression is 'rate(1 day)'; allowed: cron() with six fields, one of day and weekday a question "
     "mark. Example: cron(30 2 * * ? *)"),
    (rules.TESTING, {"startWindowHours": 0},
     "startWindowHours is 0; allowed: 1 to 168"),
    (rules.TESTING, {"recoveryPointSelection": {"algorithm": "OLDEST"}},
     "recoveryPointSelection.algorithm is 'OLDEST'; allowed: LATEST_WITHIN_WINDOW, RANDOM_WITHIN_WINDOW"),
    (rules.TESTING, {"recoveryPointSelection": {"recoveryPointTypes": ["FULL"]}},
     "recoveryPointSelection.recoveryPointTypes[0] is 'FULL'; allowed: CONTINUOUS, SNAPSHOT"),
    (rules.TESTING, {"recoveryPointSelection": {"selectionWindowDays": 366}},
     "recoveryPointSelection.selectionWindowDays is 366; allowed: 1 to 365"),
    (rules.TESTED, {"validationWindowHours": 169},
     "validationWindowHours is 169; allowed: 0 to 168"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
