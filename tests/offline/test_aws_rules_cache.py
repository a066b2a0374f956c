from typing import Any

import pytest

from tests.offline.aws_samples import PASSWORD, broken
from toolchain.offline.packages.aws import rules_cache as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.GROUP: {"replicationGroupId": "shop-prod", "description": "cache", "engine": "valkey",
     "engineVersion": "8.0", "nodeType": "cache.t4g.small", "numCacheClusters": 2, "automaticFailoverEnabled": True,
     "multiAzEnabled": True, "transitEncryptionEnabled": True, "transitEncryptionMode": "required",
     "atRestEncryptionEnabled": True, "kmsKeyId": "arn:1", "userGroupIds": ["shop"], "snapshotRetentionLimit": 7,
     "snapshotWindow": "02:00-03:00", "maintenanceWindow": "sun:04:00-sun:05:00",
     "logDeliveryConfigurations": [{"destination": "x", "destinationType": "cloudwatch-logs", "logFormat": "json",
     "logType": "slow-log"}]},
    rules.SUBNETS: {"name": "shop-prod", "subnetIds": ["subnet-1"]},
    rules.PARAMETERS: {"name": "shop-prod", "family": "valkey8", "parameters": [{"name": "maxmemory-policy",
     "value": "volatile-lru"}]},
    rules.USER: {"userId": "shop-app", "userName": "shop-app", "engine": "valkey",
     "accessString": "on ~app:* +@all -@dangerous", "authenticationMode": {"type": "password",
     "passwords": [PASSWORD]}},
    rules.USERS: {"userGroupId": "shop", "engine": "valkey", "userIds": ["shop-app"]},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.GROUP, {"replicationGroupId": "1shop"},
     "replicationGroupId is '1shop'; allowed: 1 to 40 letters, digits and single hyphens, a letter first. Example: "
     "shop-prod"),
    (rules.GROUP, {"authToken": PASSWORD},
     "userGroupIds is said together with authToken; allowed: at most one of authToken, userGroupIds"),
    (rules.GROUP, {"userGroupIds": None, "authToken": "with@sign-and-more"},
     "authToken is 'with@sign-and-more'; allowed: 16 to 128 characters without @, \" and /"),
    (rules.GROUP, {"userGroupIds": None, "authToken": PASSWORD, "transitEncryptionEnabled": None,
     "transitEncryptionMode": None},
     "transitEncryptionEnabled is missing; allowed: a value, because of authToken"),
    (rules.GROUP, {"userGroupIds": None, "authToken": PASSWORD, "transitEncryptionEnabled": False},
     "authToken is 'correct-horse-battery'; allowed: nothing, because transitEncryptionEnabled is False"),
    (rules.GROUP, {"transitEncryptionEnabled": None},
     "transitEncryptionEnabled is missing; allowed: a value, because of userGroupIds",
     "transitEncryptionEnabled is missing; allowed: a value, because of transitEncryptionMode"),
    (rules.GROUP, {"transitEncryptionEnabled": False},
     "userGroupIds is ['shop']; allowed: nothing, because transitEncryptionEnabled is False"),
    (rules.GROUP, {"transitEncryptionMode": "always"},
     "transitEncryptionMode is 'always'; allowed: preferred, required"),
    (rules.GROUP, {"engine": "redis", "engineVersion": "7.1", "atRestEncryptionEnabled": None},
     "atRestEncryptionEnabled is missing; allowed: a value, because of kmsKeyId"),
    (rules.GROUP, {"automaticFailoverEnabled": None},
     "automaticFailoverEnabled is missing; allowed: a value, because of multiAzEnabled = True"),
    (rules.GROUP, {"automaticFailoverEnabled": False},
     "automaticFailoverEnabled is False; allowed: True"),
    (rules.GROUP, {"numCacheClusters": 1},
     "numCacheClusters is 1; allowed: at least 2, because automaticFailoverEnabled is True"),
    (rules.GROUP, {"numNodeGroups": 2},
     "numNodeGroups is said together with numCacheClusters; allowed: at most one of numCacheClusters, numNodeGroups"),
    (rules.GROUP, {"replicasPerNodeGroup": 1},
     "replicasPerNodeGroup is said together with numCacheClusters; allowed: at most one of numCacheClusters, "
     "replicasPerNodeGroup"),
    (rules.GROUP, {"nodeGroupConfigurations": [{}], "preferredCacheClusterAzs": ["eu-central-1a"]},
     "preferredCacheClusterAzs is said together with nodeGroupConfigurations; allowed: at most one of "
     "nodeGroupConfigurations, preferredCacheClusterAzs"),
    (rules.GROUP, {"numCacheClusters": 7},
     "numCacheClusters is 7; allowed: 1 to 6"),
    (rules.GROUP, {"numCacheClusters": None, "replicasPerNodeGroup": 6},
     "replicasPerNodeGroup is 6; allowed: 0 to 5"),
    (rules.GROUP, {"snapshotRetentionLimit": 36},
     "snapshotRetentionLimit is 36; allowed: 0 to 35"),
    (rules.GROUP, {"snapshotWindow": "2-3"},
     "snapshotWindow is '2-3'; allowed: hh:mm-hh:mm in UTC, at least 30 minutes. Example: 03:00-04:00"),
    (rules.GROUP, {"snapshotWindow": "02:00-02:30"},
     "snapshotWindow is '02:00-02:30'; allowed: a window of at least 60 minutes. Example: 03:00-04:00"),
    (rules.GROUP, {"maintenanceWindow": "sunday"},
     "maintenanceWindow is 'sunday'; allowed: ddd:hh:mm-ddd:hh:mm in UTC, at least 30 minutes. Example: "
     "sun:04:00-sun:05:00"),
    (rules.GROUP, {"maintenanceWindow": "sun:04:00-sun:04:30"},
     "maintenanceWindow is 'sun:04:00-sun:04:30'; allowed: a window of at least 60 minutes. Example: 03:00-04:00"),
    (rules.GROUP, {"snapshotWindow": "04:30-05:30"},
     "snapshotWindow is '04:30-05:30'; allowed: a window apart from 'sun:04:00-sun:05:00', the maintenanceWindow"),
    (rules.GROUP, {"engine": "memcached"},
     "engine is 'memcached'; allowed: redis, valkey"),
    (rules.GROUP, {"engineVersion": "8"},
     "engineVersion is '8'; allowed: two numbers. Example: 8.0"),
    (rules.GROUP, {"engine": "redis", "engineVersion": "7.0.5"},
     "engineVersion is '7.0.5'; allowed: two numbers, three before 6. Example: 7.1"),
    (rules.GROUP, {"nodeType": "t4g.small"},
     "nodeType is 't4g.small'; allowed: a node type. Example: cache.t4g.small"),
    (rules.GROUP, {"dataTieringEnabled": True},
     "nodeType is 'cache.t4g.small'; allowed: a node type of r6gd, because of dataTieringEnabled"),
    (rules.GROUP, {"logDeliveryConfigurations": [{"destinationType": "file", "logFormat": "xml", "logType": "all"}]},
     "logDeliveryConfigurations[0].destinationType is 'file'; allowed: cloudwatch-logs, kinesis-firehose",
     "logDeliveryConfigurations[0].logFormat is 'xml'; allowed: json, text",
     "logDeliveryConfigurations[0].logType is 'all'; allowed: engine-log, slow-log"),
    (rules.SUBNETS, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 255 letters, digits and hyphens. Example: shop-prod"),
    (rules.PARAMETERS, {"name": "shop--prod"},
     "name is 'shop--prod'; allowed: 1 to 255 letters, digits and single hyphens, a letter first. Example: "
     "shop-prod"),
    (rules.PARAMETERS, {"family": "redis"},
     "family is 'redis'; allowed: an engine and its major version. Example: valkey8"),
    (rules.PARAMETERS, {"parameters": [{"name": "maxmemory-policy", "value": "lru"}]},
     "parameters[0].value is 'lru'; allowed: allkeys-lfu, allkeys-lru, allkeys-random, noeviction, volatile-lfu, "
     "volatile-lru, volatile-random, volatile-ttl"),
    (rules.USER, {"userId": "1app", "userName": "1app"},
     "userId is '1app'; allowed: letters, digits and hyphens, a letter first. Example: shop-app"),
    (rules.USER, {"authenticationMode": None, "passwords": ["short"]},
     "passwords[0] is 'short'; allowed: 16 to 128 characters"),
    (rules.USER, {"authenticationMode": {"type": "password", "passwords": ["short"]}},
     "authenticationMode.passwords[0] is 'short'; allowed: 16 to 128 characters"),
    (rules.USER, {"authenticationMode": {"type": "token"}},
     "authenticationMode.type is 'token'; allowed: iam, no-password-required, password"),
    (rules.USER, {"passwords": [PASSWORD]},
     "passwords is said together with authenticationMode; allowed: at most one of authenticationMode, passwords"),
    (rules.USER, {"accessString": "~* +@all"},
     "accessString is '~* +@all'; allowed: on or off, then what is allowed. Example: on ~app:* +@all -@dangerous"),
    (rules.USER, {"engine": "memcached"},
     "engine is 'memcached'; allowed: redis, valkey, REDIS, VALKEY"),
    (rules.USER, {"authenticationMode": {"type": "iam"}, "userName": "other"},
     "userName is 'other'; allowed: 'shop-app', the userId, because authenticationMode.type is 'iam'"),
    (rules.USERS, {"engine": "memcached"},
     "engine is 'memcached'; allowed: redis, valkey, REDIS, VALKEY"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
