import importlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.offline.aws_samples import OF_TRUST, PACKAGE, PASSWORD, broken, planned
from toolchain.offline.packages.aws import windows
from toolchain.offline.packages.aws.vocabulary import Within
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Rule
from toolchain.offline.values import UNKNOWN, Secret

PARTS = (
    "network", "edge", "dns", "compute", "eks", "database", "cache", "storage", "security", "operations",
)  # fmt: skip
VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
INSTANCE, GROUP = "aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup"
BALANCER, ZONE, RECORD = "aws:lb/loadBalancer:LoadBalancer", "aws:route53/zone:Zone", "aws:route53/record:Record"

NETWORK = (
    (VPC, {"cidrBlock": "10.20.0.0/16"}, "vpc-1"),
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.20.0.0/20", "availabilityZone": "eu-central-1a"}, "subnet-1"),
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.20.16.0/20", "availabilityZone": "eu-central-1a"}, "subnet-2"),
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.20.32.0/20", "availabilityZone": "eu-central-1b"}, "subnet-3"),
)
GROUPS = (
    ("aws:rds/parameterGroup:ParameterGroup", {"name": "shop-17", "family": "postgres17"}, "shop-17"),
    ("aws:rds/parameterGroup:ParameterGroup", {"name": "shop-8", "family": "mysql8.4"}, "shop-8"),
    ("aws:elasticache/parameterGroup:ParameterGroup", {"name": "shop-v8", "family": "valkey8"}, "shop-v8"),
    ("aws:elasticache/parameterGroup:ParameterGroup", {"name": "shop-r6", "family": "redis6.x"}, "shop-r6"),
    ("aws:elasticache/parameterGroup:ParameterGroup", {"name": "shop-r5", "family": "redis5.0"}, "shop-r5"),
)
POSTGRES = {
    "engine": "postgres", "engineVersion": "17.4", "instanceClass": "db.m7g.large", "allocatedStorage": 20,
    "username": "shop", "password": PASSWORD, "skipFinalSnapshot": True, "parameterGroupName": "shop-17",
}  # fmt: skip
VALKEY = {"engine": "valkey", "engineVersion": "8.0", "description": "cache", "parameterGroupName": "shop-v8"}
SHOP = ((ZONE, {"name": "shop.example.com"}, "Z1"),)
ALIAS = {"zoneId": "Z1", "type": "CNAME", "records": ["edge.example.com"], "ttl": 60}

# Type, what is said, its neighbours in the plan, and every message that follows.
NEIGHBOURS: list[tuple[str, dict[str, Any], tuple[Any, ...], list[str]]] = [
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.20.48.0/20"}, NETWORK, []),
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.21.0.0/20"}, NETWORK, [
        "cidrBlock is '10.21.0.0/20'; allowed: a part of 10.20.0.0/16, the cidrBlock of its vpcId",
    ]),
    (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.20.8.0/21"}, NETWORK, [
        "cidrBlock is '10.20.8.0/21'; allowed: a network apart from 10.20.0.0/20, which neighbour-1 has",
    ]),
    (BALANCER, {"subnets": ["subnet-1", "subnet-3"]}, NETWORK, []),
    (BALANCER, {"subnets": ["subnet-1", "elsewhere"]}, NETWORK, []),
    (BALANCER, {"subnets": ["subnet-1", "subnet-2"], "loadBalancerType": "network"}, NETWORK, []),
    (BALANCER, {"subnets": ["subnet-1", "subnet-2"]}, NETWORK, [
        "subnets is ['subnet-1', 'subnet-2']; allowed: subnets of two zones; these are all in eu-central-1a",
    ]),
    (INSTANCE, POSTGRES, GROUPS, []),
    (INSTANCE, {**POSTGRES, "parameterGroupName": "of-another-stack"}, GROUPS, []),
    (INSTANCE, {**POSTGRES, "parameterGroupName": UNKNOWN}, GROUPS, []),
    (INSTANCE, {**POSTGRES, "engineVersion": "17"}, GROUPS, []),
    (INSTANCE, {**POSTGRES, "engineVersion": "16.8"}, GROUPS, [
        "engineVersion is '16.8'; allowed: a version of postgres17, the family of its parameterGroupName",
    ]),
    (INSTANCE, {**POSTGRES, "engineVersion": "16.8", "parameterGroupName": UNKNOWN}, GROUPS, [
        "engineVersion is '16.8'; allowed: a version of mysql8.4 or postgres17, the family of its parameterGroupName",
    ]),
    (GROUP, VALKEY, GROUPS, []),
    (GROUP, {**VALKEY, "engine": "redis", "engineVersion": "6.2", "parameterGroupName": "shop-r6"}, GROUPS, []),
    (GROUP, {**VALKEY, "engine": "redis", "engineVersion": "5.0.6", "parameterGroupName": "shop-r5"}, GROUPS, []),
    (GROUP, {**VALKEY, "engineVersion": "7.2"}, GROUPS, [
        "engineVersion is '7.2'; allowed: a version of valkey8, the family of its parameterGroupName",
    ]),
    (RECORD, {**ALIAS, "name": "www.shop.example.com"}, SHOP, []),
    (RECORD, {**ALIAS, "name": "shop.example.com."}, SHOP, [
        "name is 'shop.example.com.'; allowed: a name below the zone's; at the zone's own name use an alias of type A",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inputs", "neighbours", "messages"), NEIGHBOURS)
def test_neighbours_of_the_plan_are_looked_at(
    kind: str, inputs: dict[str, Any], neighbours: tuple[Any, ...], messages: list[str]
) -> None:
    assert broken(kind, inputs, planned(*neighbours)) == messages


def _samples(name: str) -> Any:
    return importlib.import_module(f"tests.offline.test_aws_rules_{name}")


def _single(rule: Rule) -> Iterator[Rule]:
    """Yield a rule, or, for one that holds rules of items, one for each of these."""
    if isinstance(rule, Within):
        yield from (replace(rule, rules=[single]) for inner in rule.rules for single in _single(inner))
    else:
        yield rule


def test_every_single_rule_has_refused_something() -> None:
    asked: list[tuple[str, dict[str, Any], Plan]] = [
        (kind, {**part.GOOD[kind], **change}, Plan()) for part in map(_samples, PARTS) for kind, change, *_ in part.BAD
    ]
    asked += [(kind, inputs, planned(*neighbours)) for kind, inputs, neighbours, _ in NEIGHBOURS]
    idle = [
        (rule.kind, single)
        for rule in PACKAGE.rules
        for single in _single(rule)
        if not any(broken(kind, inputs, plan, [single]) for kind, inputs, plan in asked if kind == rule.kind)
    ]
    assert idle == []


def test_every_type_with_rules_has_one_that_is_taken() -> None:
    good = {kind for part in map(_samples, PARTS) for kind in part.GOOD}
    assert {rule.kind for rule in PACKAGE.rules} - good == set()


@pytest.mark.parametrize("part", PARTS)
def test_what_is_not_known_yet_breaks_no_rule(part: str) -> None:
    for kind, inputs in _samples(part).GOOD.items():
        hidden = dict.fromkeys(inputs, UNKNOWN)
        assert broken(kind, hidden) == []
        for name in inputs:
            if not isinstance(inputs[name], bool):  # a switch that others depend on is said in clear
                assert broken(kind, {**inputs, name: UNKNOWN}) == [], f"{kind} {name}"


@pytest.mark.parametrize(("kind", "inputs"), [
    (INSTANCE, {**POSTGRES, "password": Secret("short")}),
    (GROUP, {**VALKEY, "transitEncryptionEnabled": True, "authToken": Secret("with@sign")}),
    ("aws:iam/role:Role", {"assumeRolePolicy": Secret(OF_TRUST.replace("Allow", "Perhaps"))}),
    ("aws:secretsmanager/secretVersion:SecretVersion", {"secretId": "1", "secretString": Secret("x" * 65537)}),
    ("aws:ssm/parameter:Parameter", {"name": "a", "type": "SecureString", "value": Secret("x" * 5000)}),
])  # fmt: skip
def test_no_message_shows_a_secret(kind: str, inputs: dict[str, Any]) -> None:
    messages = broken(kind, inputs)
    assert messages
    assert all("[secret]" in message for message in messages)
    for word in ("short", "sign", "Perhaps", "xxx"):
        assert word not in " ".join(messages)


@pytest.mark.parametrize(("daily", "weekly", "meet"), [
    ("02:00-03:00", "sun:03:00-sun:04:00", False),
    ("03:59-04:29", "sun:03:00-sun:04:00", True),
    ("23:30-00:30", "mon:00:00-mon:01:00", True),
    ("23:30-00:30", "sun:23:45-mon:00:15", True),
    ("04:00-05:00", "sun:23:00-mon:03:00", False),
    ("12:00-12:30", "sat:00:00-mon:00:00", True),
])  # fmt: skip
def test_windows_that_meet_are_told_from_those_that_do_not(daily: str, weekly: str, *, meet: bool) -> None:
    assert windows.overlap(daily, weekly) is meet
