"""What EC2 enforces of networks and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.rules import Choice, Number, Rule, Text
from toolchain.offline.rules_networks import Cidr, Inside
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Needs, NotTogether, Ordered, Refuses

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
NAT = "aws:ec2/natGateway:NatGateway"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"

SIZES = (
    "terraform-provider-aws, internal/service/ec2/vpc_.go: IsCIDRNetwork; EC2 API, CreateSubnet, in botocore 1.43.11"
)
ROUTES = "terraform-provider-aws, internal/service/ec2/vpc_route.go at 0128541e0711: ExactlyOneOf"
NAT_DOC = "terraform-provider-aws, internal/service/ec2/vpc_nat_gateway.go: resourceNATGatewayCustomizeDiff"
GROUPS = "Amazon EC2 API Reference, CreateSecurityGroup: GroupName and GroupDescription, in botocore 1.43.11"
DESCRIPTIONS = "Amazon EC2 API Reference, IpRange: Description, in botocore 1.43.11"
GROUP_RULES = "terraform-provider-aws, internal/service/ec2/vpc_security_group_ingress_rule.go at 00a322094b4b"
GROUP_PORTS = "pulumi_aws 7.51.1, vpc.SecurityGroupIngressRule and SecurityGroupEgressRule: from_port and to_port"
INLINE = "pulumi_aws 7.51.1, ec2.SecurityGroup and DefaultSecurityGroup: ingress and egress"
ENDPOINTS = "terraform-provider-aws, internal/service/ec2/vpc_endpoint.go: ConflictsWith"
ENDPOINT_DOC = "pulumi_aws 7.51.1, ec2.VpcEndpoint: what applies to which type of endpoint"
FLOW_LOGS = "terraform-provider-aws, internal/service/ec2/vpc_flow_log.go"
FLOW_API = "Amazon EC2 API Reference, CreateFlowLogs, in botocore 1.43.11"
VPC_NETMASK = "pulumi_aws 7.51.1, ec2.Vpc: cidr_block and ipv4_netmask_length"

TARGETS = (
    "carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "gatewayId", "localGatewayId", "natGatewayId",
    "networkInterfaceId", "odbNetworkArn", "transitGatewayId", "vpcEndpointId", "vpcPeeringConnectionId",
)  # fmt: skip
DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
WATCHED = ("eniId", "regionalNatGatewayId", "subnetId", "vpcId", "transitGatewayId", "transitGatewayAttachmentId")
WORDS = r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*"
WORDS_SAY = "at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*"


def _inline(kind: str) -> list[Rule]:
    """Return the rules of rules that stand inside a security group."""
    return [
        Within(
            kind=kind,
            path=f"{way}[*]",
            source=INLINE,
            rules=[
                Number(path="fromPort", low=-1, high=65535, source=INLINE),
                Number(path="toPort", low=-1, high=65535, source=INLINE),
                Ordered(paths=["fromPort", "toPort"], when={"protocol": ("tcp", "udp", "6", "17")}, source=INLINE),
                Choice(path="fromPort", allowed=(0,), when={"protocol": ("-1", "all")}, source=INLINE),
                Choice(path="toPort", allowed=(0,), when={"protocol": ("-1", "all")}, source=INLINE),
                Cidr(path="cidrBlocks[*]", source=INLINE),
                Text(path="description", pattern=WORDS, longest=255, says=WORDS_SAY, source=DESCRIPTIONS),
            ],
        )
        for way in ("ingress", "egress")
    ]


def _stand_alone(kind: str) -> list[Rule]:
    """Return the rules of a rule that is a resource of its own."""
    ports = ["fromPort", "toPort"]
    return [
        NotTogether(kind=kind, paths=SOURCES, one=True, source=GROUP_RULES),
        Needs(kind=kind, needs=ports, when={"ipProtocol": ("tcp", "udp")}, source=GROUP_PORTS),
        Refuses(kind=kind, refuses=ports, when={"ipProtocol": "-1"}, source=GROUP_PORTS),
        Number(kind=kind, path="fromPort", low=-1, high=65535, source=GROUP_RULES),
        Number(kind=kind, path="toPort", low=-1, high=65535, source=GROUP_RULES),
        Ordered(kind=kind, paths=ports, when={"ipProtocol": ("tcp", "udp", "6", "17")}, source=GROUP_RULES),
        Cidr(kind=kind, path="cidrIpv4", source=GROUP_RULES),
        Cidr(kind=kind, path="cidrIpv6", source=GROUP_RULES),
        Text(kind=kind, path="description", pattern=WORDS, longest=255, says=WORDS_SAY, source=DESCRIPTIONS),
    ]


RULES: Sequence[Rule] = [
    Cidr(kind=VPC, path="cidrBlock", shortest=16, longest=28, source=SIZES),
    NotTogether(kind=VPC, paths=["cidrBlock", "ipv4NetmaskLength"], source=VPC_NETMASK),
    Needs(kind=VPC, path="ipv4NetmaskLength", needs=["ipv4IpamPoolId"], source=VPC_NETMASK),
    Cidr(kind=SUBNET, path="cidrBlock", shortest=16, longest=28, source=SIZES),
    Inside(kind=SUBNET, path="cidrBlock", link="vpcId", parent=VPC, parent_path="cidrBlock", source=SIZES),
    NotTogether(
        kind=SUBNET,
        paths=["availabilityZone", "availabilityZoneId"],
        source="terraform-provider-aws, internal/service/ec2/vpc_subnet.go at 00cda125a19d: ConflictsWith",
    ),
    NotTogether(kind=ROUTE, paths=DESTINATIONS, one=True, source=ROUTES),
    NotTogether(kind=ROUTE, paths=TARGETS, one=True, source=ROUTES),
    Cidr(kind=ROUTE, path="destinationCidrBlock", source="Amazon VPC User Guide, Route tables: destinations"),
    NotTogether(
        kind=ASSOCIATION,
        paths=["subnetId", "gatewayId"],
        one=True,
        source="terraform-provider-aws, ec2/vpc_route_table_association.go at 0be71beb458a: ExactlyOneOf",
    ),
    Refuses(kind=NAT, refuses=["allocationId"], when={"connectivityType": "private"}, source=NAT_DOC),
    Refuses(kind=NAT, refuses=["secondaryAllocationIds"], when={"connectivityType": "private"}, source=NAT_DOC),
    Refuses(kind=NAT, refuses=["secondaryPrivateIpAddressCount"], when={"connectivityType": "public"}, source=NAT_DOC),
    NotTogether(kind=NAT, paths=["secondaryPrivateIpAddressCount", "secondaryPrivateIpAddresses"], source=NAT_DOC),
    Text(
        kind=GROUP,
        path="name",
        pattern=WORDS,
        shortest=1,
        longest=255,
        never="^sg-",
        says=f"{WORDS_SAY}, not beginning with sg-",
        source=GROUPS,
    ),
    Text(
        kind=GROUP,
        path="description",
        pattern=WORDS,
        shortest=1,
        longest=255,
        says=f"{WORDS_SAY}, not empty",
        source=f"{GROUPS}; pulumi_aws 7.51.1, ec2.SecurityGroup: description",
    ),
    NotTogether(
        kind=GROUP,
        paths=["name", "namePrefix"],
        source="terraform-provider-aws, internal/service/ec2/vpc_security_group.go at 01606926a0c0: ConflictsWith",
    ),
    *_inline(GROUP),
    *_inline(DEFAULT_GROUP),
    *_stand_alone(INGRESS),
    *_stand_alone(EGRESS),
    NotTogether(
        kind=ENDPOINT, paths=["serviceName", "resourceConfigurationArn", "serviceNetworkArn"], source=ENDPOINTS
    ),
    Refuses(
        kind=ENDPOINT,
        refuses=["subnetIds", "securityGroupIds"],
        when={"vpcEndpointType": "Gateway"},
        source=ENDPOINT_DOC,
    ),
    Refuses(kind=ENDPOINT, refuses=["routeTableIds"], when={"vpcEndpointType": "Interface"}, source=ENDPOINT_DOC),
    NotTogether(kind=FLOW_LOG, paths=WATCHED, one=True, source=FLOW_LOGS),
    Choice(kind=FLOW_LOG, path="maxAggregationInterval", allowed=(60, 600), source=FLOW_LOGS),
    Choice(kind=FLOW_LOG, path="trafficType", allowed=("ACCEPT", "REJECT", "ALL"), source=FLOW_LOGS),
    *(
        Needs(kind=FLOW_LOG, path=path, needs=["trafficType"], source=FLOW_API)
        for path in ("eniId", "regionalNatGatewayId", "subnetId", "vpcId")
    ),
    Needs(
        kind=FLOW_LOG,
        path="logDestination",
        needs=["iamRoleArn"],
        when={"logDestinationType": (None, "cloud-watch-logs")},
        source=FLOW_API,
    ),
    Choice(
        kind=FLOW_LOG,
        path="logDestinationType",
        allowed=("cloud-watch-logs", "s3", "kinesis-data-firehose"),
        source=FLOW_LOGS,
    ),
]
