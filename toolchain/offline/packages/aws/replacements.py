"""The properties whose change makes a new resource of AWS.

pulumi_aws has the Terraform provider inside, so the source of a row is that provider's own schema: the file that is
named marks the property ForceNew (or, with the plugin framework, RequiresReplace), in the copy whose commit a row
names. Those copies are of 2022 to 2026, so what became ForceNew after one is not in its row. What is replaced only
under a condition (a change of an ElastiCache engine downwards, a DNS setting of a gateway endpoint, an SSM parameter
from Advanced to Standard, a subnet's own IPv6 range) is left out: a replacement that does not come would be believed.
"""

from collections.abc import Mapping

from toolchain.offline.package import Replacement

REGION = (
    "internal/provider/sdkv2/region.go at 0073593e7d69 and internal/provider/framework/region.go at 0df638690529: "
    "a change of the top-level region replaces what has one (forceNewIfRegionChanges)"
)


def _row(file: str, *properties: str, at: str = "", note: str = "", everywhere: bool = False) -> Replacement:
    """Return the row that a file of the provider, at a commit, is the source of."""
    copy = f" at {at}" if at else ""
    source = f"terraform-provider-aws, internal/service/{file}{copy}: ForceNew{note}; {REGION}"
    return Replacement(properties=properties if everywhere else (*properties, "region"), source=source)


NETWORK: Mapping[str, Replacement] = {
    "aws:ec2/vpc:Vpc": _row("ec2/vpc_.go", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"),
    "aws:ec2/subnet:Subnet": _row(
        "ec2/vpc_subnet.go",
        "availabilityZone",
        "availabilityZoneId",
        "cidrBlock",
        "ipv4IpamPoolId",
        "ipv4NetmaskLength",
        "ipv6IpamPoolId",
        "ipv6Native",
        "ipv6NetmaskLength",
        "outpostArn",
        "vpcId",
        at="00cda125a19d",
    ),
    "aws:ec2/routeTable:RouteTable": _row("ec2/vpc_route_table.go", "vpcId", at="022092419b7c"),
    "aws:ec2/route:Route": _row(
        "ec2/vpc_route.go",
        "routeTableId",
        "destinationCidrBlock",
        "destinationIpv6CidrBlock",
        "destinationPrefixListId",
        at="0128541e0711",
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _row(
        "ec2/vpc_route_table_association.go", "gatewayId", "subnetId", at="0be71beb458a"
    ),
    "aws:ec2/internetGateway:InternetGateway": _row("ec2/vpc_internet_gateway.go", at="08923b68b5ad"),
    "aws:ec2/natGateway:NatGateway": _row(
        "ec2/vpc_nat_gateway.go",
        "allocationId",
        "connectivityType",
        "privateIp",
        "secondaryPrivateIpAddressCount",
        "subnetId",
    ),
    "aws:ec2/eip:Eip": _row(
        "ec2/ec2_eip.go", "address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool", at="01606926a0c0"
    ),
    "aws:ec2/securityGroup:SecurityGroup": _row(
        "ec2/vpc_security_group.go", "description", "name", "namePrefix", "vpcId", at="01606926a0c0"
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _row(
        "ec2/vpc_default_security_group.go", "vpcId", at="01f431114674"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _row(
        "ec2/vpc_security_group_ingress_rule.go", "securityGroupId", at="00a322094b4b", note=" (RequiresReplace)"
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _row(
        "ec2/vpc_security_group_egress_rule.go",
        "securityGroupId",
        at="050ac11163ca",
        note=" (by resourceSecurityGroupRule of vpc_security_group_ingress_rule.go at 00a322094b4b: RequiresReplace)",
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _row(
        "ec2/vpc_endpoint.go",
        "resourceConfigurationArn",
        "serviceName",
        "serviceNetworkArn",
        "serviceRegion",
        "vpcEndpointType",
        "vpcId",
    ),
    "aws:ec2/flowLog:FlowLog": _row(
        "ec2/vpc_flow_log.go",
        "deliverCrossAccountRole",
        "destinationOptions",
        "eniId",
        "iamRoleArn",
        "logDestination",
        "logDestinationType",
        "logFormat",
        "maxAggregationInterval",
        "regionalNatGatewayId",
        "subnetId",
        "trafficType",
        "transitGatewayAttachmentId",
        "transitGatewayId",
        "vpcId",
    ),
    "aws:lb/loadBalancer:LoadBalancer": _row(
        "elbv2/load_balancer.go", "customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"
    ),
    "aws:lb/targetGroup:TargetGroup": _row(
        "elbv2/target_group.go",
        "ipAddressType",
        "name",
        "namePrefix",
        "port",
        "protocol",
        "protocolVersion",
        "targetType",
        "vpcId",
    ),
    "aws:lb/listener:Listener": _row("elbv2/listener.go", "loadBalancerArn", at="01c08000ddb1"),
    "aws:lb/listenerRule:ListenerRule": _row("elbv2/listener_rule.go", "listenerArn", at="032c4f076a6c"),
    "aws:acm/certificate:Certificate": _row(
        "acm/certificate.go",
        "certificateAuthorityArn",
        "domainName",
        "keyAlgorithm",
        "subjectAlternativeNames",
        "validationMethod",
        "validationOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": _row(
        "acm/certificate_validation.go", "certificateArn", "validationRecordFqdns", at="004eea7f9b66"
    ),
    "aws:wafv2/webAcl:WebAcl": _row("wafv2/web_acl.go", "name", "namePrefix", "scope", at="0073593e7d69"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": _row(
        "wafv2/web_acl_association.go", "resourceArn", "webAclArn", at="011a8eed43ed"
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _row(
        "wafv2/web_acl_logging_configuration.go", "logDestinationConfigs", "resourceArn", at="012f18cf44ec"
    ),
    "aws:route53/zone:Zone": _row("route53/zone.go", "delegationSetId", "name", everywhere=True, at="036631a1dee5"),
    "aws:route53/record:Record": _row("route53/record.go", "name", "zoneId", everywhere=True),
    "aws:cloudfront/distribution:Distribution": _row(
        "cloudfront/distribution.go", "staging", everywhere=True, at="023c8e5cf1ee"
    ),
}

COMPUTE: Mapping[str, Replacement] = {
    "aws:ec2/launchTemplate:LaunchTemplate": _row(
        "ec2/ec2_launch_template.go", "name", "namePrefix", at="025e4f81cab8"
    ),
    "aws:ec2/instance:Instance": _row(
        "ec2/ec2_instance.go",
        "ami",
        "associatePublicIpAddress",
        "availabilityZone",
        "ephemeralBlockDevices",
        "hibernation",
        "keyName",
        "launchTemplate.id",
        "networkInterfaces",
        "placementGroup",
        "privateIp",
        "rootBlockDevice.encrypted",
        "rootBlockDevice.kmsKeyId",
        "securityGroups",
        "subnetId",
        at="0015dfcd06d5",
        note=" (of networkInterfaces every property)",
    ),
    "aws:ebs/volume:Volume": _row(
        "ec2/ebs_volume.go",
        "availabilityZone",
        "encrypted",
        "kmsKeyId",
        "multiAttachEnabled",
        "outpostArn",
        "snapshotId",
    ),
    "aws:autoscaling/group:Group": _row("autoscaling/group.go", "name", "namePrefix", at="00a919d1548e"),
    "aws:autoscaling/policy:Policy": _row("autoscaling/policy.go", "autoscalingGroupName", "name", at="007ce0a8dd1d"),
    "aws:eks/cluster:Cluster": _row(
        "eks/cluster.go",
        "accessConfig.bootstrapClusterCreatorAdminPermissions",
        "bootstrapSelfManagedAddons",
        "kubernetesNetworkConfig.ipFamily",
        "kubernetesNetworkConfig.serviceIpv4Cidr",
        "name",
        "outpostConfig.controlPlaneInstanceType",
        "roleArn",
    ),
    "aws:eks/nodeGroup:NodeGroup": _row(
        "eks/node_group.go",
        "amiType",
        "capacityType",
        "clusterName",
        "diskSize",
        "instanceTypes",
        "launchTemplate.id",
        "launchTemplate.name",
        "nodeGroupName",
        "nodeGroupNamePrefix",
        "nodeRoleArn",
        "remoteAccess",
        "subnetIds",
    ),
    "aws:eks/addon:Addon": _row("eks/addon.go", "addonName", "clusterName", at="00a35305dc1b"),
    "aws:eks/accessEntry:AccessEntry": _row("eks/access_entry.go", "clusterName", "principalArn", "type"),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _row(
        "eks/access_policy_association.go", "accessScope", "clusterName", "policyArn", "principalArn", at="01f431114674"
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": _row(
        "eks/pod_identity_association.go",
        "clusterName",
        "namespace",
        "serviceAccount",
        at="00a35305dc1b",
        note=" (RequiresReplace)",
    ),
    "aws:ecr/repository:Repository": _row("ecr/repository.go", "encryptionConfigurations", "name", at="0072eea2d604"),
    "aws:ecs/cluster:Cluster": _row("ecs/cluster.go", "name", at="00a35305dc1b"),
    "aws:ecs/service:Service": _row("ecs/service.go", "cluster", "iamRole", "launchType", "name", "schedulingStrategy"),
    "aws:ecs/taskDefinition:TaskDefinition": _row(
        "ecs/task_definition.go",
        "containerDefinitions",
        "cpu",
        "enableFaultInjection",
        "ephemeralStorage",
        "executionRoleArn",
        "family",
        "ipcMode",
        "memory",
        "networkMode",
        "pidMode",
        "placementConstraints",
        "proxyConfiguration",
        "requiresCompatibilities",
        "runtimePlatform",
        "taskRoleArn",
        "volumes",
        at="04fc21d56d73",
        note=" (enable_fault_injection in a later copy)",
    ),
}
