"""The properties whose change makes a new resource of AWS.

pulumi_aws has the Terraform provider inside, so the source of a row is that provider's own schema: the file that is
named marks the property ForceNew (RequiresReplace in newer files). What is replaced only under a condition (a change of
an ElastiCache engine downwards, a DNS setting of a gateway endpoint) is left out: a replacement that does not come
would be believed. Rows that say so were written from memory.
"""

from collections.abc import Mapping

from toolchain.offline.package import Replacement

REGION = "internal/provider: a change of the top-level region replaces what has one (ForceNewIfRegionChanges)"


def _row(file: str, *properties: str, everywhere: bool = False) -> Replacement:
    source = f"terraform-provider-aws, internal/service/{file}: ForceNew; {REGION}"
    return Replacement(properties=properties if everywhere else (*properties, "region"), source=source)


def _recalled(file: str, *properties: str, everywhere: bool = False) -> Replacement:
    """Return a row whose file was not opened when it was written: check it before a decision hangs on it."""
    row = _row(file, *properties, everywhere=everywhere)
    return Replacement(properties=row.properties, source=f"{row.source}. From memory, not looked up")


NETWORK: Mapping[str, Replacement] = {
    "aws:ec2/vpc:Vpc": _row("ec2/vpc_.go", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"),
    "aws:ec2/subnet:Subnet": _recalled(
        "ec2/vpc_subnet.go",
        "availabilityZone",
        "availabilityZoneId",
        "cidrBlock",
        "ipv4IpamPoolId",
        "ipv4NetmaskLength",
        "ipv6Native",
        "outpostArn",
        "vpcId",
    ),
    "aws:ec2/routeTable:RouteTable": _recalled("ec2/vpc_route_table.go", "vpcId"),
    "aws:ec2/route:Route": _recalled(
        "ec2/vpc_route.go",
        "routeTableId",
        "destinationCidrBlock",
        "destinationIpv6CidrBlock",
        "destinationPrefixListId",
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _recalled(
        "ec2/vpc_route_table_association.go", "gatewayId", "subnetId"
    ),
    "aws:ec2/internetGateway:InternetGateway": _recalled("ec2/vpc_internet_gateway.go"),
    "aws:ec2/natGateway:NatGateway": _row(
        "ec2/vpc_nat_gateway.go",
        "allocationId",
        "connectivityType",
        "privateIp",
        "secondaryPrivateIpAddressCount",
        "subnetId",
    ),
    "aws:ec2/eip:Eip": _recalled(
        "ec2/ec2_eip.go", "address", "customerOwnedIpv4Pool", "domain", "networkBorderGroup", "publicIpv4Pool"
    ),
    "aws:ec2/securityGroup:SecurityGroup": _recalled(
        "ec2/vpc_security_group.go", "description", "name", "namePrefix", "vpcId"
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _recalled("ec2/vpc_default_security_group.go", "vpcId"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _recalled(
        "ec2/vpc_security_group_ingress_rule.go", "securityGroupId"
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _recalled(
        "ec2/vpc_security_group_egress_rule.go", "securityGroupId"
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
    "aws:lb/listener:Listener": _recalled("elbv2/listener.go", "loadBalancerArn"),
    "aws:lb/listenerRule:ListenerRule": _recalled("elbv2/listener_rule.go", "listenerArn"),
    "aws:acm/certificate:Certificate": _row(
        "acm/certificate.go",
        "certificateAuthorityArn",
        "domainName",
        "keyAlgorithm",
        "subjectAlternativeNames",
        "validationMethod",
        "validationOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": _recalled(
        "acm/certificate_validation.go", "certificateArn", "validationRecordFqdns"
    ),
    "aws:wafv2/webAcl:WebAcl": _recalled("wafv2/web_acl.go", "name", "namePrefix", "scope"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": _recalled(
        "wafv2/web_acl_association.go", "resourceArn", "webAclArn"
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _recalled(
        "wafv2/web_acl_logging_configuration.go", "resourceArn"
    ),
    "aws:route53/zone:Zone": _recalled("route53/zone.go", "delegationSetId", "name", everywhere=True),
    "aws:route53/record:Record": _row("route53/record.go", "name", "zoneId", everywhere=True),
    "aws:cloudfront/distribution:Distribution": _recalled("cloudfront/distribution.go", "staging", everywhere=True),
}

COMPUTE: Mapping[str, Replacement] = {
    "aws:ec2/launchTemplate:LaunchTemplate": _recalled("ec2/ec2_launch_template.go", "name", "namePrefix"),
    "aws:ec2/instance:Instance": _recalled(
        "ec2/ec2_instance.go",
        "ami",
        "associatePublicIpAddress",
        "availabilityZone",
        "ephemeralBlockDevices",
        "hibernation",
        "keyName",
        "networkInterfaces",
        "placementGroup",
        "privateIp",
        "subnetId",
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
    "aws:autoscaling/group:Group": _recalled("autoscaling/group.go", "name", "namePrefix"),
    "aws:autoscaling/policy:Policy": _recalled("autoscaling/policy.go", "autoscalingGroupName", "name"),
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
    "aws:eks/addon:Addon": _recalled("eks/addon.go", "addonName", "clusterName"),
    "aws:eks/accessEntry:AccessEntry": _row("eks/access_entry.go", "clusterName", "principalArn", "type"),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _recalled(
        "eks/access_policy_association.go", "accessScope", "clusterName", "policyArn", "principalArn"
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": _recalled(
        "eks/pod_identity_association.go", "clusterName", "namespace", "serviceAccount"
    ),
    "aws:ecr/repository:Repository": _recalled("ecr/repository.go", "encryptionConfigurations", "name"),
    "aws:ecs/cluster:Cluster": _recalled("ecs/cluster.go", "name"),
    "aws:ecs/service:Service": _row("ecs/service.go", "cluster", "iamRole", "launchType", "name", "schedulingStrategy"),
    "aws:ecs/taskDefinition:TaskDefinition": _recalled(
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
    ),
}
