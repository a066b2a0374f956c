from typing import Any

import pytest

from tests.offline.aws_samples import ROLE_ARN, broken
from toolchain.offline.packages.aws import rules_network as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.VPC: {"cidrBlock": "10.20.0.0/16"},
    rules.SUBNET: {"vpcId": "vpc-1", "cidrBlock": "10.20.0.0/20", "availabilityZone": "eu-central-1a"},
    rules.ROUTE: {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"},
    rules.ASSOCIATION: {"routeTableId": "rtb-1", "subnetId": "subnet-1"},
    rules.NAT: {"subnetId": "subnet-1", "allocationId": "eipalloc-1", "connectivityType": "public"},
    rules.GROUP: {"name": "shop-database", "description": "Database of the shop (prod)", "vpcId": "vpc-1",
     "ingress": [{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": ["10.20.0.0/16"],
     "description": "from the app"}], "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0,
     "cidrBlocks": ["0.0.0.0/0"]}]},
    rules.DEFAULT_GROUP: {"vpcId": "vpc-1", "ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0,
     "self": True}]},
    rules.INGRESS: {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443,
     "cidrIpv4": "0.0.0.0/0", "description": "HTTPS"},
    rules.EGRESS: {"securityGroupId": "sg-1", "ipProtocol": "-1", "cidrIpv6": "::/0"},
    rules.ENDPOINT: {"vpcId": "vpc-1", "serviceName": "com.amazonaws.eu-central-1.s3", "vpcEndpointType": "Gateway",
     "routeTableIds": ["rtb-1"]},
    rules.FLOW_LOG: {"vpcId": "vpc-1", "trafficType": "REJECT",
     "logDestination": "arn:aws:logs:eu-central-1:111122223333:log-group:flow", "iamRoleArn": ROLE_ARN,
     "maxAggregationInterval": 60, "logDestinationType": "cloud-watch-logs"},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.VPC, {"cidrBlock": "10.0.0.0/8"},
     "cidrBlock is '10.0.0.0/8'; allowed: a prefix from /16 to /28. Example: 10.0.0.0/20"),
    (rules.VPC, {"cidrBlock": "10.20.0.1/16"},
     "cidrBlock is '10.20.0.1/16'; allowed: a network without host bits. Example: 10.0.0.0/16"),
    (rules.VPC, {"ipv4NetmaskLength": 20, "ipv4IpamPoolId": "ipam-pool-1"},
     "ipv4NetmaskLength is said together with cidrBlock; allowed: at most one of cidrBlock, ipv4NetmaskLength"),
    (rules.VPC, {"cidrBlock": None, "ipv4NetmaskLength": 20},
     "ipv4IpamPoolId is missing; allowed: a value, because of ipv4NetmaskLength"),
    (rules.SUBNET, {"cidrBlock": "10.20.0.0/29"},
     "cidrBlock is '10.20.0.0/29'; allowed: a prefix from /16 to /28. Example: 10.0.0.0/20"),
    (rules.SUBNET, {"availabilityZoneId": "euc1-az1"},
     "availabilityZoneId is said together with availabilityZone; allowed: at most one of availabilityZone, "
     "availabilityZoneId"),
    (rules.ROUTE, {"destinationIpv6CidrBlock": "::/0"},
     "destinationIpv6CidrBlock is said together with destinationCidrBlock; allowed: exactly one of "
     "destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId"),
    (rules.ROUTE, {"destinationCidrBlock": None},
     "destinationCidrBlock is missing; allowed: exactly one of destinationCidrBlock, destinationIpv6CidrBlock, "
     "destinationPrefixListId"),
    (rules.ROUTE, {"gatewayId": "igw-1"},
     "natGatewayId is said together with gatewayId; allowed: exactly one of carrierGatewayId, coreNetworkArn, "
     "egressOnlyGatewayId, gatewayId, localGatewayId, natGatewayId, networkInterfaceId, odbNetworkArn, "
     "transitGatewayId, vpcEndpointId, vpcPeeringConnectionId"),
    (rules.ROUTE, {"natGatewayId": None},
     "carrierGatewayId is missing; allowed: exactly one of carrierGatewayId, coreNetworkArn, egressOnlyGatewayId, "
     "gatewayId, localGatewayId, natGatewayId, networkInterfaceId, odbNetworkArn, transitGatewayId, vpcEndpointId, "
     "vpcPeeringConnectionId"),
    (rules.ROUTE, {"destinationCidrBlock": "10.20.0.1/24"},
     "destinationCidrBlock is '10.20.0.1/24'; allowed: a network without host bits. Example: 10.0.0.0/16"),
    (rules.ASSOCIATION, {"subnetId": None},
     "subnetId is missing; allowed: exactly one of subnetId, gatewayId"),
    (rules.ASSOCIATION, {"gatewayId": "igw-1"},
     "gatewayId is said together with subnetId; allowed: exactly one of subnetId, gatewayId"),
    (rules.NAT, {"connectivityType": "private"},
     "allocationId is 'eipalloc-1'; allowed: nothing, because connectivityType is 'private'"),
    (rules.NAT, {"connectivityType": "private", "allocationId": None, "secondaryAllocationIds": ["eipalloc-2"]},
     "secondaryAllocationIds is ['eipalloc-2']; allowed: nothing, because connectivityType is 'private'"),
    (rules.NAT, {"secondaryPrivateIpAddressCount": 2},
     "secondaryPrivateIpAddressCount is 2; allowed: nothing, because connectivityType is 'public'"),
    (rules.NAT, {"connectivityType": "private", "allocationId": None, "secondaryPrivateIpAddressCount": 2,
     "secondaryPrivateIpAddresses": ["10.0.0.9"]},
     "secondaryPrivateIpAddresses is said together with secondaryPrivateIpAddressCount; allowed: at most one of "
     "secondaryPrivateIpAddressCount, secondaryPrivateIpAddresses"),
    (rules.GROUP, {"name": "sg-shop"},
     "name is 'sg-shop'; allowed: at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning "
     "with sg-"),
    (rules.GROUP, {"name": "größe"},
     "name is 'größe'; allowed: at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning with "
     "sg-"),
    (rules.GROUP, {"description": "it's theirs"},
     "description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
    (rules.GROUP, {"namePrefix": "shop"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 70000, "toPort": 70001}]},
     "ingress[0].fromPort is 70000; allowed: -1 to 65535",
     "ingress[0].toPort is 70001; allowed: -1 to 65535"),
    (rules.GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 80}]},
     "ingress[0].fromPort is 443; allowed: at most 80, the toPort"),
    (rules.GROUP, {"egress": [{"protocol": "-1", "fromPort": 1, "toPort": 65535}]},
     "egress[0].fromPort is 1; allowed: 0",
     "egress[0].toPort is 65535; allowed: 0"),
    (rules.GROUP, {"egress": [{"protocol": "tcp", "fromPort": -2, "toPort": 65536}]},
     "egress[0].fromPort is -2; allowed: -1 to 65535",
     "egress[0].toPort is 65536; allowed: -1 to 65535"),
    (rules.GROUP, {"ingress": [{"protocol": "-1", "fromPort": 1, "toPort": 2}]},
     "ingress[0].fromPort is 1; allowed: 0",
     "ingress[0].toPort is 2; allowed: 0"),
    (rules.GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.20.0.1/16"],
     "description": "it's theirs"}]},
     "ingress[0].cidrBlocks[0] is '10.20.0.1/16'; allowed: a network without host bits. Example: 10.0.0.0/16",
     "ingress[0].description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and "
     "._-:/()#,@[]+=&;{}!$*"),
    (rules.GROUP, {"egress": [{"protocol": "tcp", "fromPort": 444, "toPort": 443, "cidrBlocks": ["everywhere"],
     "description": "it's theirs"}]},
     "egress[0].fromPort is 444; allowed: at most 443, the toPort",
     "egress[0].cidrBlocks[0] is 'everywhere'; allowed: a network without host bits. Example: 10.0.0.0/16",
     "egress[0].description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and "
     "._-:/()#,@[]+=&;{}!$*"),
    (rules.DEFAULT_GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 70000, "toPort": -5,
     "cidrBlocks": ["10.20.0.1/16"], "description": "it's theirs"}, {"protocol": "-1", "fromPort": 1, "toPort": 2}]},
     "ingress[0].fromPort is 70000; allowed: -1 to 65535",
     "ingress[0].toPort is -5; allowed: -1 to 65535",
     "ingress[0].fromPort is 70000; allowed: at most -5, the toPort",
     "ingress[0].cidrBlocks[0] is '10.20.0.1/16'; allowed: a network without host bits. Example: 10.0.0.0/16",
     "ingress[0].description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and "
     "._-:/()#,@[]+=&;{}!$*",
     "ingress[1].fromPort is 1; allowed: 0",
     "ingress[1].toPort is 2; allowed: 0"),
    (rules.DEFAULT_GROUP, {"egress": [{"protocol": "tcp", "fromPort": 70000, "toPort": -5,
     "cidrBlocks": ["10.20.0.1/16"], "description": "it's theirs"}, {"protocol": "-1", "fromPort": 1, "toPort": 2}]},
     "egress[0].fromPort is 70000; allowed: -1 to 65535",
     "egress[0].toPort is -5; allowed: -1 to 65535",
     "egress[0].fromPort is 70000; allowed: at most -5, the toPort",
     "egress[0].cidrBlocks[0] is '10.20.0.1/16'; allowed: a network without host bits. Example: 10.0.0.0/16",
     "egress[0].description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and "
     "._-:/()#,@[]+=&;{}!$*",
     "egress[1].fromPort is 1; allowed: 0",
     "egress[1].toPort is 2; allowed: 0"),
    (rules.INGRESS, {"cidrIpv6": "::/0"},
     "cidrIpv6 is said together with cidrIpv4; allowed: exactly one of cidrIpv4, cidrIpv6, prefixListId, "
     "referencedSecurityGroupId"),
    (rules.INGRESS, {"cidrIpv4": None},
     "cidrIpv4 is missing; allowed: exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId"),
    (rules.INGRESS, {"fromPort": None},
     "fromPort is missing; allowed: a value, because of ipProtocol = 'tcp'"),
    (rules.INGRESS, {"ipProtocol": "-1"},
     "fromPort is 443; allowed: nothing, because ipProtocol is '-1'",
     "toPort is 443; allowed: nothing, because ipProtocol is '-1'"),
    (rules.INGRESS, {"fromPort": -2},
     "fromPort is -2; allowed: -1 to 65535"),
    (rules.INGRESS, {"toPort": 65536},
     "toPort is 65536; allowed: -1 to 65535"),
    (rules.INGRESS, {"toPort": 80},
     "fromPort is 443; allowed: at most 80, the toPort"),
    (rules.INGRESS, {"cidrIpv4": "10.0.0.1/8"},
     "cidrIpv4 is '10.0.0.1/8'; allowed: a network without host bits. Example: 10.0.0.0/16"),
    (rules.INGRESS, {"cidrIpv4": None, "cidrIpv6": "2001:db8::1/32"},
     "cidrIpv6 is '2001:db8::1/32'; allowed: a network without host bits. Example: 10.0.0.0/16"),
    (rules.INGRESS, {"description": "it's theirs"},
     "description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
    (rules.EGRESS, {"cidrIpv4": "0.0.0.0/0"},
     "cidrIpv6 is said together with cidrIpv4; allowed: exactly one of cidrIpv4, cidrIpv6, prefixListId, "
     "referencedSecurityGroupId"),
    (rules.EGRESS, {"ipProtocol": "tcp"},
     "fromPort is missing; allowed: a value, because of ipProtocol = 'tcp'",
     "toPort is missing; allowed: a value, because of ipProtocol = 'tcp'"),
    (rules.EGRESS, {"fromPort": 1},
     "fromPort is 1; allowed: nothing, because ipProtocol is '-1'"),
    (rules.EGRESS, {"ipProtocol": "tcp", "fromPort": -2, "toPort": 65536},
     "fromPort is -2; allowed: -1 to 65535",
     "toPort is 65536; allowed: -1 to 65535"),
    (rules.EGRESS, {"ipProtocol": "udp", "fromPort": 53, "toPort": 52},
     "fromPort is 53; allowed: at most 52, the toPort"),
    (rules.EGRESS, {"cidrIpv6": None, "cidrIpv4": "10.0.0.1/8"},
     "cidrIpv4 is '10.0.0.1/8'; allowed: a network without host bits. Example: 10.0.0.0/16"),
    (rules.EGRESS, {"cidrIpv6": "2001:db8::1/32"},
     "cidrIpv6 is '2001:db8::1/32'; allowed: a network without host bits. Example: 10.0.0.0/16"),
    (rules.EGRESS, {"description": "it's theirs"},
     "description is \"it's theirs\"; allowed: at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"),
    (rules.ENDPOINT, {"serviceNetworkArn": "arn:1"},
     "serviceNetworkArn is said together with serviceName; allowed: at most one of serviceName, "
     "resourceConfigurationArn, serviceNetworkArn"),
    (rules.ENDPOINT, {"subnetIds": ["subnet-1"]},
     "subnetIds is ['subnet-1']; allowed: nothing, because vpcEndpointType is 'Gateway'"),
    (rules.ENDPOINT, {"vpcEndpointType": "Interface"},
     "routeTableIds is ['rtb-1']; allowed: nothing, because vpcEndpointType is 'Interface'"),
    (rules.FLOW_LOG, {"subnetId": "subnet-1"},
     "vpcId is said together with subnetId; allowed: exactly one of eniId, regionalNatGatewayId, subnetId, vpcId, "
     "transitGatewayId, transitGatewayAttachmentId"),
    (rules.FLOW_LOG, {"vpcId": None},
     "eniId is missing; allowed: exactly one of eniId, regionalNatGatewayId, subnetId, vpcId, transitGatewayId, "
     "transitGatewayAttachmentId"),
    (rules.FLOW_LOG, {"maxAggregationInterval": 300},
     "maxAggregationInterval is 300; allowed: 60, 600"),
    (rules.FLOW_LOG, {"trafficType": "DROP"},
     "trafficType is 'DROP'; allowed: ACCEPT, REJECT, ALL"),
    (rules.FLOW_LOG, {"trafficType": None},
     "trafficType is missing; allowed: a value, because of vpcId"),
    (rules.FLOW_LOG, {"vpcId": None, "subnetId": "subnet-1", "trafficType": None},
     "trafficType is missing; allowed: a value, because of subnetId"),
    (rules.FLOW_LOG, {"iamRoleArn": None},
     "iamRoleArn is missing; allowed: a value, because of logDestination"),
    (rules.FLOW_LOG, {"logDestinationType": "file"},
     "logDestinationType is 'file'; allowed: cloud-watch-logs, s3, kinesis-data-firehose"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
