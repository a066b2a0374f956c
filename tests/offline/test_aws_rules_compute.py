from typing import Any

import pytest

from tests.offline.aws_samples import broken
from toolchain.offline.packages.aws import rules_compute as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.TEMPLATE: {"name": "shop-prod", "instanceType": "m7i.large", "vpcSecurityGroupIds": ["sg-1"],
     "userData": "I2Nsb3VkLWNvbmZpZwo=", "metadataOptions": {"httpTokens": "required", "httpEndpoint": "enabled",
     "httpPutResponseHopLimit": 1}, "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"volumeType": "gp3",
     "volumeSize": 30, "iops": 3000, "throughput": 125}}]},
    rules.INSTANCE: {"ami": "ami-1", "userData": "#cloud-config"},
    rules.VOLUME: {"availabilityZone": "eu-central-1a", "type": "gp3", "size": 20, "iops": 3000, "throughput": 125,
     "encrypted": True, "kmsKeyId": "arn:1"},
    rules.SCALING_GROUP: {"name": "shop-prod", "minSize": 2, "desiredCapacity": 2, "maxSize": 6,
     "launchTemplate": {"id": "lt-1"}, "vpcZoneIdentifiers": ["subnet-1"]},
    rules.SCALING_POLICY: {"autoscalingGroupName": "shop", "policyType": "TargetTrackingScaling",
     "targetTrackingConfiguration": {"targetValue": 60}},
    rules.REPOSITORY: {"name": "shop/web", "imageTagMutability": "IMMUTABLE",
     "encryptionConfigurations": [{"encryptionType": "KMS"}]},
    rules.ECS_CLUSTER: {"name": "shop-prod"},
    rules.TASK: {"family": "shop", "containerDefinitions": "[]", "requiresCompatibilities": ["FARGATE"],
     "networkMode": "awsvpc", "cpu": "512", "memory": "2048"},
    rules.SERVICE: {"launchType": "FARGATE"},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.TEMPLATE, {"name": "x"},
     "name is 'x'; allowed: 3 to 128 letters, digits and ().-/_. Example: shop-prod"),
    (rules.TEMPLATE, {"namePrefix": "shop"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.TEMPLATE, {"instanceRequirements": {}},
     "instanceRequirements is said together with instanceType; allowed: at most one of instanceType, "
     "instanceRequirements"),
    (rules.TEMPLATE, {"networkInterfaces": [{}]},
     "vpcSecurityGroupIds is said together with networkInterfaces; allowed: at most one of networkInterfaces, "
     "vpcSecurityGroupIds"),
    (rules.TEMPLATE, {"securityGroupNames": ["x"]},
     "vpcSecurityGroupIds is said together with securityGroupNames; allowed: at most one of securityGroupNames, "
     "vpcSecurityGroupIds"),
    (rules.TEMPLATE, {"userData": "#cloud-config"},
     "userData is '#cloud-config'; allowed: at most 16384 bytes, encoded as base64"),
    (rules.TEMPLATE, {"metadataOptions": {"httpTokens": "always"}},
     "metadataOptions.httpTokens is 'always'; allowed: optional, required"),
    (rules.TEMPLATE, {"metadataOptions": {"httpEndpoint": "on"}},
     "metadataOptions.httpEndpoint is 'on'; allowed: disabled, enabled"),
    (rules.TEMPLATE, {"metadataOptions": {"httpPutResponseHopLimit": 65}},
     "metadataOptions.httpPutResponseHopLimit is 65; allowed: 1 to 64"),
    (rules.TEMPLATE, {"blockDeviceMappings": [{"ebs": {"volumeType": "io2"}}]},
     "blockDeviceMappings[0].ebs.iops is missing; allowed: a value, because of volumeType = 'io2'"),
    (rules.TEMPLATE, {"blockDeviceMappings": [{"ebs": {"volumeType": "gp2", "iops": 3000}}]},
     "blockDeviceMappings[0].ebs.iops is 3000; allowed: nothing, because volumeType is 'gp2'"),
    (rules.TEMPLATE, {"blockDeviceMappings": [{"ebs": {"volumeType": "gp2", "throughput": 125}}]},
     "blockDeviceMappings[0].ebs.throughput is 125; allowed: nothing, because volumeType is 'gp2'"),
    (rules.INSTANCE, {"userDataBase64": "eA=="},
     "userDataBase64 is said together with userData; allowed: at most one of userData, userDataBase64"),
    (rules.VOLUME, {"type": "gp4"},
     "type is 'gp4'; allowed: gp2, gp3, io1, io2, sc1, st1, standard"),
    (rules.VOLUME, {"type": "io2", "iops": None, "throughput": None},
     "iops is missing; allowed: a value, because of type = 'io2'"),
    (rules.VOLUME, {"type": "gp2", "throughput": None},
     "iops is 3000; allowed: nothing, because type is 'gp2'"),
    (rules.VOLUME, {"type": "io2"},
     "throughput is 125; allowed: nothing, because type is 'io2'"),
    (rules.VOLUME, {"encrypted": None},
     "encrypted is missing; allowed: a value, because of kmsKeyId"),
    (rules.SCALING_GROUP, {"minSize": 3},
     "minSize is 3; allowed: at most 2, the desiredCapacity"),
    (rules.SCALING_GROUP, {"desiredCapacity": 7},
     "desiredCapacity is 7; allowed: at most 6, the maxSize"),
    (rules.SCALING_GROUP, {"launchConfiguration": "x"},
     "launchConfiguration is said together with launchTemplate; allowed: exactly one of launchTemplate, "
     "launchConfiguration, mixedInstancesPolicy"),
    (rules.SCALING_GROUP, {"launchTemplate": None},
     "launchTemplate is missing; allowed: exactly one of launchTemplate, launchConfiguration, mixedInstancesPolicy"),
    (rules.SCALING_GROUP, {"availabilityZones": ["eu-central-1a"]},
     "vpcZoneIdentifiers is said together with availabilityZones; allowed: at most one of availabilityZones, "
     "vpcZoneIdentifiers"),
    (rules.SCALING_GROUP, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.SCALING_POLICY, {"policyType": "Magic"},
     "policyType is 'Magic'; allowed: SimpleScaling, StepScaling, TargetTrackingScaling, PredictiveScaling"),
    (rules.SCALING_POLICY, {"targetTrackingConfiguration": None},
     "targetTrackingConfiguration is missing; allowed: a value, because of policyType = 'TargetTrackingScaling'"),
    (rules.SCALING_POLICY, {"policyType": "StepScaling"},
     "stepAdjustments is missing; allowed: a value, because of policyType = 'StepScaling'"),
    (rules.SCALING_POLICY, {"adjustmentType": "Double"},
     "adjustmentType is 'Double'; allowed: ChangeInCapacity, ExactCapacity, PercentChangeInCapacity"),
    (rules.REPOSITORY, {"name": "Shop"},
     "name is 'Shop'; allowed: 2 to 256 small letters, digits and single ._-/ between them. Example: shop/web"),
    (rules.REPOSITORY, {"imageTagMutability": "LOCKED"},
     "imageTagMutability is 'LOCKED'; allowed: IMMUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE, MUTABLE_WITH_EXCLUSION"),
    (rules.REPOSITORY, {"encryptionConfigurations": [{"encryptionType": "RSA"}]},
     "encryptionConfigurations[0].encryptionType is 'RSA'; allowed: AES256, KMS, KMS_DSSE"),
    (rules.ECS_CLUSTER, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 255 letters, digits, hyphens and underscores. Example: shop-prod"),
    (rules.TASK, {"containerDefinitions": "image: nginx"},
     "containerDefinitions is 'image: nginx'; allowed: an object in JSON. Example: {\"key\": \"value\"}"),
    (rules.TASK, {"networkMode": "nat"},
     "networkMode is 'nat'; allowed: awsvpc, bridge, host, none",
     "networkMode is 'nat'; allowed: awsvpc, because of requiresCompatibilities FARGATE"),
    (rules.TASK, {"cpu": None},
     "cpu is missing; allowed: a value, because of requiresCompatibilities FARGATE"),
    (rules.TASK, {"networkMode": "bridge"},
     "networkMode is 'bridge'; allowed: awsvpc, because of requiresCompatibilities FARGATE"),
    (rules.TASK, {"cpu": "500"},
     "cpu is '500'; allowed: 256, 512, 1024, 2048, 4096, 8192, 16384"),
    (rules.TASK, {"memory": "512"},
     "memory is '512'; allowed: 1024, 2048, 3072, 4096, because cpu is 512"),
    (rules.SERVICE, {"launchType": "LAMBDA"},
     "launchType is 'LAMBDA'; allowed: EC2, EXTERNAL, FARGATE"),
    (rules.SERVICE, {"capacityProviderStrategies": [{"capacityProvider": "FARGATE"}]},
     "capacityProviderStrategies is said together with launchType; allowed: at most one of launchType, "
     "capacityProviderStrategies"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
