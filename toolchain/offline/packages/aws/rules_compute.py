"""What EC2, Auto Scaling, ECR and ECS enforce of machines and images and the SDK's types do not say."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from toolchain.offline.packages.aws.policies import AS_JSON, is_json
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong, at, is_hidden
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Needs, NotTogether, Ordered, Refuses

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INSTANCE = "aws:ec2/instance:Instance"
VOLUME = "aws:ebs/volume:Volume"
SCALING_GROUP = "aws:autoscaling/group:Group"
SCALING_POLICY = "aws:autoscaling/policy:Policy"
REPOSITORY = "aws:ecr/repository:Repository"
ECS_CLUSTER = "aws:ecs/cluster:Cluster"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"

TEMPLATES = "Amazon EC2 API Reference, CreateLaunchTemplate and RequestLaunchTemplateData, in botocore 1.43.11"
TEMPLATE_FILE = "terraform-provider-aws, internal/service/ec2/ec2_launch_template.go at 025e4f81cab8: ConflictsWith"
USER_DATA = "Amazon EC2 API Reference, RequestLaunchTemplateData: UserData, in botocore 1.43.11"
METADATA = "pulumi_aws 7.51.1, ec2.LaunchTemplate: metadata_options"
INSTANCES = "terraform-provider-aws, internal/service/ec2/ec2_instance.go at 0015dfcd06d5: ConflictsWith"
VOLUMES = "terraform-provider-aws, internal/service/ec2/ebs_volume.go"
GROUPS = "terraform-provider-aws, internal/service/autoscaling/group.go at 00a919d1548e"
POLICIES = "Amazon EC2 Auto Scaling API Reference, PutScalingPolicy, in botocore 1.43.11"
ECR = "Amazon ECR API Reference, CreateRepository, in botocore 1.43.11"
ECS = "Amazon ECS API Reference, RegisterTaskDefinition, in botocore 1.43.11"

MOST_USER_DATA = 16 * 1024
# CPU units -> megabytes of memory. Source: Amazon ECS API Reference, RegisterTaskDefinition: memory.
FARGATE: dict[int, Sequence[int]] = {
    256: (512, 1024, 2048),
    512: range(1024, 4097, 1024),
    1024: range(2048, 8193, 1024),
    2048: range(4096, 16385, 1024),
    4096: range(8192, 30721, 1024),
    8192: range(16384, 61441, 4096),
    16384: range(32768, 122881, 8192),
}


def is_user_data(text: Any) -> bool:
    """Tell whether a text is base64 of at most 16 KB."""
    try:
        return len(base64.b64decode(text, validate=True)) <= MOST_USER_DATA
    except (binascii.Error, TypeError, ValueError):
        return False


def fargate_sizes(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a task's memory that Fargate does not have with its CPU."""
    needs = first(inputs, "requiresCompatibilities")
    cpu, memory = at(inputs, "cpu"), at(inputs, "memory")
    if not isinstance(needs, list) or "FARGATE" not in needs or not str(cpu.value).isdigit():
        return
    if int(cpu.value) not in FARGATE:
        yield cpu, ", ".join(map(str, FARGATE))
    elif str(memory.value).isdigit() and int(memory.value) not in FARGATE[int(cpu.value)]:
        sizes = FARGATE[int(cpu.value)]
        yield memory, f"{', '.join(map(str, sizes))}, because cpu is {cpu.value}"


def fargate_needs(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what a task for Fargate must say."""
    needs = first(inputs, "requiresCompatibilities")
    if isinstance(needs, list) and "FARGATE" in needs:
        for path in ("cpu", "memory"):
            if not is_said(inputs, path):
                yield path, "a value, because of requiresCompatibilities FARGATE"
        network = at(inputs, "networkMode")
        if network.value != "awsvpc" and not is_hidden(inputs, "networkMode"):
            yield network, "awsvpc, because of requiresCompatibilities FARGATE"


RULES: Sequence[Rule] = [
    Text(
        kind=TEMPLATE,
        path="name",
        pattern=r"[a-zA-Z0-9().\-/_]+",
        shortest=3,
        longest=128,
        says="3 to 128 letters, digits and ().-/_. Example: shop-prod",
        source=TEMPLATES,
    ),
    NotTogether(kind=TEMPLATE, paths=["name", "namePrefix"], source=TEMPLATE_FILE),
    NotTogether(kind=TEMPLATE, paths=["instanceType", "instanceRequirements"], source=TEMPLATE_FILE),
    NotTogether(kind=TEMPLATE, paths=["networkInterfaces", "vpcSecurityGroupIds"], source=TEMPLATES),
    NotTogether(kind=TEMPLATE, paths=["securityGroupNames", "vpcSecurityGroupIds"], source=TEMPLATE_FILE),
    Each(
        kind=TEMPLATE,
        path="userData",
        fits=is_user_data,
        says="at most 16384 bytes, encoded as base64",
        source=USER_DATA,
    ),
    Choice(kind=TEMPLATE, path="metadataOptions.httpTokens", allowed=("optional", "required"), source=METADATA),
    Choice(kind=TEMPLATE, path="metadataOptions.httpEndpoint", allowed=("disabled", "enabled"), source=METADATA),
    Number(kind=TEMPLATE, path="metadataOptions.httpPutResponseHopLimit", low=1, high=64, source=METADATA),
    Within(
        kind=TEMPLATE,
        path="blockDeviceMappings[*].ebs",
        source=VOLUMES,
        rules=[
            Needs(needs=["iops"], when={"volumeType": ("io1", "io2")}, source=VOLUMES),
            Refuses(refuses=["iops"], when={"volumeType": ("gp2", "sc1", "st1", "standard")}, source=VOLUMES),
            Refuses(
                refuses=["throughput"],
                when={"volumeType": ("gp2", "io1", "io2", "sc1", "st1", "standard")},
                source=VOLUMES,
            ),
        ],
    ),
    NotTogether(kind=INSTANCE, paths=["userData", "userDataBase64"], source=INSTANCES),
    Choice(kind=VOLUME, path="type", allowed=("gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"), source=VOLUMES),
    Needs(kind=VOLUME, needs=["iops"], when={"type": ("io1", "io2")}, source=VOLUMES),
    Refuses(kind=VOLUME, refuses=["iops"], when={"type": ("gp2", "sc1", "st1", "standard")}, source=VOLUMES),
    Refuses(
        kind=VOLUME,
        refuses=["throughput"],
        when={"type": ("gp2", "io1", "io2", "sc1", "st1", "standard")},
        source=VOLUMES,
    ),
    Needs(kind=VOLUME, path="kmsKeyId", needs=["encrypted"], source="pulumi_aws 7.51.1, ebs.Volume: kms_key_id"),
    Ordered(kind=SCALING_GROUP, paths=["minSize", "desiredCapacity", "maxSize"], source=GROUPS),
    NotTogether(
        kind=SCALING_GROUP,
        paths=["launchTemplate", "launchConfiguration", "mixedInstancesPolicy"],
        one=True,
        source=f"{GROUPS}: ExactlyOneOf",
    ),
    NotTogether(
        kind=SCALING_GROUP, paths=["availabilityZones", "vpcZoneIdentifiers"], source=f"{GROUPS}: ConflictsWith"
    ),
    NotTogether(kind=SCALING_GROUP, paths=["name", "namePrefix"], source=f"{GROUPS}: ConflictsWith"),
    Choice(
        kind=SCALING_POLICY,
        path="policyType",
        allowed=("SimpleScaling", "StepScaling", "TargetTrackingScaling", "PredictiveScaling"),
        source=POLICIES,
    ),
    Needs(
        kind=SCALING_POLICY,
        needs=["targetTrackingConfiguration"],
        when={"policyType": "TargetTrackingScaling"},
        source=POLICIES,
    ),
    Needs(kind=SCALING_POLICY, needs=["stepAdjustments"], when={"policyType": "StepScaling"}, source=POLICIES),
    Choice(
        kind=SCALING_POLICY,
        path="adjustmentType",
        allowed=("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"),
        source=POLICIES,
    ),
    Text(
        kind=REPOSITORY,
        path="name",
        pattern=r"([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*/)*[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*",
        shortest=2,
        longest=256,
        says="2 to 256 small letters and digits, between them . _ __ / or hyphens. Example: shop/web",
        source=ECR,
    ),
    Choice(
        kind=REPOSITORY,
        path="imageTagMutability",
        allowed=("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE", "MUTABLE_WITH_EXCLUSION"),
        source=ECR,
    ),
    Choice(
        kind=REPOSITORY,
        path="encryptionConfigurations[*].encryptionType",
        allowed=("AES256", "KMS", "KMS_DSSE"),
        source=ECR,
    ),
    Text(
        kind=ECS_CLUSTER,
        path="name",
        pattern="[0-9A-Za-z_-]+",
        longest=255,
        says="1 to 255 letters, digits, hyphens and underscores. Example: shop-prod",
        source="pulumi_aws 7.51.1, ecs.Cluster: name",
    ),
    Each(kind=TASK, path="containerDefinitions", fits=is_json, says=AS_JSON, source=ECS),
    Choice(kind=TASK, path="networkMode", allowed=("awsvpc", "bridge", "host", "none"), source=ECS),
    Custom(kind=TASK, check=fargate_needs, source=f"{ECS}: cpu, memory and networkMode of tasks on Fargate"),
    Custom(kind=TASK, check=fargate_sizes, source=f"{ECS}: memory"),
    Choice(
        kind=SERVICE,
        path="launchType",
        allowed=("EC2", "EXTERNAL", "FARGATE"),
        source="pulumi_aws 7.51.1, ecs.Service: launch_type",
    ),
    NotTogether(
        kind=SERVICE,
        paths=["launchType", "capacityProviderStrategies"],
        source="pulumi_aws 7.51.1, ecs.Service: launch_type conflicts with capacity_provider_strategy",
    ),
]
