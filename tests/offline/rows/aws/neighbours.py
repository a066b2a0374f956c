"""What depends on the other resources of a plan."""

from typing import Any

from tests.offline.rows.aws.samples import PASSWORD
from toolchain.offline.values import UNKNOWN

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
