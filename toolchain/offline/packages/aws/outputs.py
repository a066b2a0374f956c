"""What AWS says of a resource once it is made: ARNs, addresses, and the defaults of what a program left out.

Sources: the Service Authorization Reference, "Resource types defined by ...", for the shapes of ARNs; the section
"Outputs" of each type in the SDK's documentation; for defaults the API reference of the call that creates.
"""

from collections.abc import Mapping

from toolchain.offline.package import Template

EC2 = "arn:{partition}:ec2:{region}:{account}:"
RDS = "arn:{partition}:rds:{region}:{account}:"
CACHE = "arn:{partition}:elasticache:{region}:{account}:"
BACKUP = "arn:{partition}:backup:{region}:{account}:"
KMS_KEY = "arn:{partition}:kms:{region}:{account}:key/"
EVERY_PACKET = (
    "${{version}} ${{account-id}} ${{interface-id}} ${{srcaddr}} ${{dstaddr}} ${{srcport}} ${{dstport}} ${{protocol}}"
    " ${{packets}} ${{bytes}} ${{start}} ${{end}} ${{action}} ${{log-status}}"
)

# By the output's name, for every type that has it; a type's own row goes before.
USUAL_OUTPUTS: Mapping[str, Template] = {
    "region": "{region}",
    "ownerId": "{account}",
    "owner": "{account}",
    "registryId": "{account}",
    "namePrefix": "",
    "identifierPrefix": "",
    "clusterIdentifierPrefix": "",
    "nodeGroupNamePrefix": "",
    "bucketPrefix": "",
    "description": "Managed by Pulumi",
    "policy": "",
    "kmsKeyId": "",
    "kmsKeyArn": "",
    "createDate": "{now}",
    "createdAt": "{now}",
    "createTime": "{now}",
    "modifiedAt": "{now}",
    "associatedAt": "{now}",
    "etag": "{hex32}",
    "networkType": "IPV4",
    "outpostArn": "",
}

NETWORK: Mapping[str, Mapping[str, Template]] = {
    "aws:ec2/vpc:Vpc": {
        "arn": EC2 + "vpc/{id}",
        "defaultNetworkAclId": "acl-{hex17}",
        "defaultRouteTableId": "rtb-{hex17}",
        "mainRouteTableId": "rtb-{hex17}",
        "defaultSecurityGroupId": "sg-{hex17}",
        "dhcpOptionsId": "dopt-{hex17}",
        "enableDnsSupport": True,
        "instanceTenancy": "default",
        "ipv6AssociationId": "",
        "ipv6CidrBlock": "",
        "ipv6CidrBlockNetworkBorderGroup": "",
    },
    "aws:ec2/subnet:Subnet": {
        "arn": EC2 + "subnet/{id}",
        "availabilityZone": "{region}a",
        "availabilityZoneId": "{region}-az1",
        "cidrBlock": "",
        "ipv6CidrBlock": "",
        "ipv6CidrBlockAssociationId": "",
        "privateDnsHostnameTypeOnLaunch": "ip-name",
    },
    "aws:ec2/routeTable:RouteTable": {"arn": EC2 + "route-table/{id}"},
    "aws:ec2/route:Route": {
        "origin": "CreateRoute",
        "state": "active",
        "instanceId": "",
        "instanceOwnerId": "",
        "networkInterfaceId": "",
    },
    "aws:ec2/internetGateway:InternetGateway": {"arn": EC2 + "internet-gateway/{id}", "vpcId": ""},
    "aws:ec2/natGateway:NatGateway": {
        "associationId": "eipassoc-{hex17}",
        "networkInterfaceId": "eni-{hex17}",
        "privateIp": "{ip}",
        "publicIp": "{publicIp}",
        "availabilityMode": "zonal",
        "vpcId": "vpc-{hex17}",
        "routeTableId": "",
        "autoProvisionZones": "disabled",
        "autoScalingIps": "disabled",
        "regionalNatGatewayAutoMode": "disabled",
    },
    "aws:ec2/eip:Eip": {
        "arn": EC2 + "elastic-ip/{id}",
        "allocationId": "{id}",
        "associationId": "",
        "carrierIp": "",
        "customerOwnedIp": "",
        "domain": "vpc",
        "instance": "",
        "ipamPoolId": "",
        "networkBorderGroup": "{region}",
        "networkInterface": "",
        "privateDns": "",
        "privateIp": "",
        "ptrRecord": "",
        "publicDns": "",
        "publicIp": "{publicIp}",
        "publicIpv4Pool": "amazon",
    },
    "aws:ec2/securityGroup:SecurityGroup": {"arn": EC2 + "security-group/{id}", "vpcId": "vpc-{hex17}"},
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        "arn": EC2 + "security-group/{id}",
        "name": "default",
        "description": "default VPC security group",
        "vpcId": "vpc-{hex17}",
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        "arn": EC2 + "security-group-rule/{id}",
        "securityGroupRuleId": "{id}",
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        "arn": EC2 + "security-group-rule/{id}",
        "securityGroupRuleId": "{id}",
    },
    "aws:ec2/flowLog:FlowLog": {
        "arn": EC2 + "vpc-flow-log/{id}",
        "logDestination": "",
        "logFormat": EVERY_PACKET,
        "logDestinationType": "cloud-watch-logs",
    },
    "aws:lb/listener:Listener": {"arn": "{id}", "protocol": "HTTP"},
    "aws:lb/listenerRule:ListenerRule": {"arn": "{id}", "priority": "{digits3}"},
    "aws:wafv2/webAcl:WebAcl": {"capacity": 100, "lockToken": "{uuid2}", "applicationIntegrationUrl": ""},
    "aws:route53/zone:Zone": {
        "arn": "arn:{partition}:route53:::hostedzone/{id}",
        "zoneId": "{id}",
        "comment": "Managed by Pulumi",
        "primaryNameServer": "ns-512.awsdns-00.net",
        "nameServers": [
            "ns-1024.awsdns-00.org",
            "ns-1536.awsdns-00.co.uk",
            "ns-0.awsdns-00.com",
            "ns-512.awsdns-00.net",
        ],
    },
    "aws:cloudfront/distribution:Distribution": {
        "arn": "arn:{partition}:cloudfront::{account}:distribution/{id}",
        "domainName": "d{letters13}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",  # the zone of every distribution
        "status": "Deployed",
        "callerReference": "{hex32}",
        "etag": "E{digits12}",
        "lastModifiedTime": "{now}",
        "continuousDeploymentPolicyId": "",
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {
        "arn": "arn:{partition}:cloudfront::{account}:origin-access-control/{id}",
        "etag": "E{digits12}",
    },
}

COMPUTE: Mapping[str, Mapping[str, Template]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "arn": EC2 + "launch-template/{id}",
        "latestVersion": 1,
        "defaultVersion": 1,
    },
    "aws:ec2/instance:Instance": {
        "arn": EC2 + "instance/{id}",
        "instanceState": "running",
        "availabilityZone": "{region}a",
        "privateIp": "{ip}",
        "privateDns": "{id}.{region}.compute.internal",
        "publicIp": "",
        "publicDns": "",
        "primaryNetworkInterfaceId": "eni-{hex17}",
        "subnetId": "subnet-{hex17}",
        "ami": "ami-{hex17}",
        "instanceLifecycle": "",
        "passwordData": "",
        "spotInstanceRequestId": "",
        "iamInstanceProfile": "",
        "instanceInitiatedShutdownBehavior": "stop",
        "keyName": "",
        "tenancy": "default",
        "hostId": "",
        "hostResourceGroupArn": "",
        "placementGroup": "",
        "placementGroupId": "",
        "userDataBase64": "",
    },
    "aws:autoscaling/group:Group": {
        "arn": "arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
        "defaultCooldown": 300,
        "healthCheckType": "EC2",
        "healthCheckGracePeriod": 300,
        "serviceLinkedRoleArn": "arn:{partition}:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/"
        "AWSServiceRoleForAutoScaling",
    },
    "aws:autoscaling/policy:Policy": {
        "arn": "arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:{uuid}:"
        "autoScalingGroupName/{autoscalingGroupName}:policyName/{name}",
        "metricAggregationType": "",
    },
    "aws:eks/nodeGroup:NodeGroup": {
        "arn": "arn:{partition}:eks:{region}:{account}:nodegroup/{clusterName}/{name}/{uuid}",
        "status": "ACTIVE",
        "resources": [
            {"autoscalingGroups": [{"name": "eks-{name}-{uuid}"}], "remoteAccessSecurityGroupId": ""},
        ],
        "amiType": "AL2023_x86_64_STANDARD",
        "capacityType": "ON_DEMAND",
        "diskSize": 20,
        "instanceTypes": ["t3.medium"],
        "releaseVersion": "1.33.0-20250801",
        "version": "1.33",
    },
    "aws:eks/addon:Addon": {
        "arn": "arn:{partition}:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
        "addonVersion": "v1.0.0-eksbuild.1",
        "configurationValues": "",
    },
    "aws:eks/accessEntry:AccessEntry": {
        "accessEntryArn": "arn:{partition}:eks:{region}:{account}:access-entry/{clusterName}/role/{account}/{uuid}",
        "type": "STANDARD",
        "userName": "{principalArn}",
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        "associationArn": "arn:{partition}:eks:{region}:{account}:podidentityassociation/{clusterName}/{id}",
        "associationId": "{id}",
        "externalId": "",
    },
    "aws:ecr/repository:Repository": {
        "arn": "arn:{partition}:ecr:{region}:{account}:repository/{name}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
        "imageTagMutability": "MUTABLE",
    },
    "aws:ecs/cluster:Cluster": {"arn": "{id}"},
    "aws:ecs/service:Service": {
        "arn": "{id}",
        "cluster": "arn:{partition}:ecs:{region}:{account}:cluster/default",
        "iamRole": "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        "launchType": "EC2",
        "platformVersion": "",
        "availabilityZoneRebalancing": "DISABLED",
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "arn": "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:1",
        "arnWithoutRevision": "arn:{partition}:ecs:{region}:{account}:task-definition/{family}",
        "revision": 1,
        "networkMode": "bridge",
    },
}

TABLES = (NETWORK, COMPUTE)
