"""How AWS names what it makes: ids, names that no two may share, and names where a program gives none.

Sources. Ids: the section "Import" of each type in the SDK's documentation, whose example is an id. Automatic names:
pulumi-aws, provider/resource_overrides.go and provider/autonaming.go (logical name, a hyphen, seven hexadecimal digits,
at most 255 characters). What must be unique: the service's API reference, errors of the call that creates.
"""

from collections.abc import Mapping

from toolchain.offline.package import Identity
from toolchain.offline.packages.aws import ids

LONGER_IDS = "Amazon EC2 User Guide, Resource IDs: a prefix and 17 hexadecimal digits"
IMPORT = "pulumi_aws, the section Import of the type: its example is an id"
IAM_NAMES = "IAM User Guide, IAM identifiers: names are unique in the account, not in a region"
AUTONAMES = "pulumi-aws, provider/resource_overrides.go"
PUTS = "the service's API reference: the call that makes it overwrites, or gives, what has the name already"

# The Terraform provider names what pulumi-aws leaves unnamed.
TERRAFORM_NAME = "tf-{digits26}"


def _numbered(prefix: str) -> Identity:
    return Identity(id=f"{prefix}-{{hex17}}", scope=None, source=LONGER_IDS)


def _named(name: str = "name", *, scope: tuple[str, ...] = ("region",), auto: str = "{logical}-{hex7}") -> Identity:
    return Identity(id="{name}", name=name, scope=scope, auto=auto, source=IMPORT)


def _put(name: str = "name", make: ids.MakeId | str = "{name}") -> Identity:
    """Return how a type is named that AWS has a call to put for, not one to create: it takes what is there already."""
    return Identity(id=make, name=name, scope=None, adopts=True, source=PUTS)


def _made(make: ids.MakeId, name: str = "", scope: tuple[str, ...] | None = None) -> Identity:
    return Identity(id=make, name=name, scope=scope, source=IMPORT)


USUAL = Identity(id="{name}", name="name", scope=None, source="most types; those that matter have a row of their own")

NETWORK: Mapping[str, Identity] = {
    "aws:ec2/vpc:Vpc": _numbered("vpc"),
    "aws:ec2/subnet:Subnet": _numbered("subnet"),
    "aws:ec2/routeTable:RouteTable": _numbered("rtb"),
    "aws:ec2/route:Route": Identity(id="r-{routeTableId}{digits10}", scope=None, source=IMPORT),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _numbered("rtbassoc"),
    "aws:ec2/internetGateway:InternetGateway": _numbered("igw"),
    "aws:ec2/natGateway:NatGateway": _numbered("nat"),
    "aws:ec2/eip:Eip": _numbered("eipalloc"),
    "aws:ec2/securityGroup:SecurityGroup": Identity(
        id="sg-{hex17}",
        name="name",
        scope=("vpcId",),
        source="Amazon EC2 API Reference, CreateSecurityGroup: two of a VPC can't have the same name",
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _numbered("sg"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _numbered("sgr"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _numbered("sgr"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _numbered("vpce"),
    "aws:ec2/flowLog:FlowLog": _numbered("fl"),
    # Pulumi cuts the names that it gives target groups, and not those of load balancers, which have the same limit.
    "aws:lb/loadBalancer:LoadBalancer": _made(ids.load_balancer, "name", ("region",)),
    "aws:lb/targetGroup:TargetGroup": Identity(
        id="arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}",
        name="name",
        scope=("region",),
        longest=32,
        source="pulumi-aws, provider/legacy aliases: aws_lb_target_group",
    ),
    "aws:lb/listener:Listener": _made(ids.listener),
    "aws:lb/listenerRule:ListenerRule": _made(ids.listener_rule),
    "aws:acm/certificate:Certificate": Identity(
        id="arn:{partition}:acm:{region}:{account}:certificate/{uuid}", scope=None, source=IMPORT
    ),
    "aws:acm/certificateValidation:CertificateValidation": Identity(
        id=ids.time_of_issue,
        scope=None,
        source="Terraform AWS provider, aws_acm_certificate_validation: the time of issue",
    ),
    "aws:wafv2/webAcl:WebAcl": Identity(
        id="{uuid}", name="name", scope=("region", "scope"), source="AWS WAFV2 API Reference, CreateWebACL"
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": _put("resourceArn", ids.joined(",", "webAclArn", "resourceArn")),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _put("resourceArn"),
    "aws:route53/zone:Zone": Identity(
        id=ids.upper("Z", 20),
        name="name",
        scope=None,
        source="Route 53 Developer Guide: several hosted zones may have the same name",
    ),
    "aws:route53/record:Record": _made(ids.dns_record, "name", ("zoneId", "type", "setIdentifier")),
    "aws:cloudfront/distribution:Distribution": _made(ids.upper("E", 13)),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _made(ids.upper("E", 13), "name", ()),
}

COMPUTE: Mapping[str, Identity] = {
    "aws:ec2/launchTemplate:LaunchTemplate": Identity(
        id="lt-{hex17}", name="name", scope=("region",), source=LONGER_IDS
    ),
    "aws:ec2/instance:Instance": _numbered("i"),
    "aws:ebs/volume:Volume": _numbered("vol"),
    "aws:autoscaling/group:Group": _named(),
    "aws:autoscaling/policy:Policy": _put(),
    "aws:eks/cluster:Cluster": _named(),
    "aws:eks/nodeGroup:NodeGroup": _made(
        ids.joined(":", "clusterName", "name"), "nodeGroupName", ("region", "clusterName")
    ),
    "aws:eks/addon:Addon": _made(ids.joined(":", "clusterName", "addonName"), "addonName", ("region", "clusterName")),
    "aws:eks/accessEntry:AccessEntry": _made(
        ids.joined(":", "clusterName", "principalArn"), "principalArn", ("region", "clusterName")
    ),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _made(
        ids.joined("#", "clusterName", "principalArn", "policyArn"),
        "policyArn",
        ("region", "clusterName", "principalArn"),
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": Identity(
        id="a-{letters17}", name="serviceAccount", scope=("region", "clusterName", "namespace"), source=IMPORT
    ),
    "aws:ecr/repository:Repository": _named(),
    "aws:ecs/cluster:Cluster": _put(make="arn:{partition}:ecs:{region}:{account}:cluster/{name}"),
    "aws:ecs/service:Service": _made(ids.ecs_service, "name", ("region", "cluster")),
    "aws:ecs/taskDefinition:TaskDefinition": _put("family"),
}

DATA: Mapping[str, Identity] = {
    "aws:rds/instance:Instance": Identity(
        id=ids.upper("db-", 26),
        name="identifier",
        auto="{logical}{hex7}",
        scope=("region",),
        source="terraform-provider-aws#31232: since version 5 the id is the DBI resource id; name: " + AUTONAMES,
    ),
    "aws:rds/subnetGroup:SubnetGroup": _named(),
    "aws:rds/parameterGroup:ParameterGroup": _named(),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _named(),
    "aws:rds/proxy:Proxy": _named(),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": _put("dbProxyName"),
    "aws:rds/proxyTarget:ProxyTarget": _made(ids.proxy_target),
    "aws:rds/cluster:Cluster": _named("clusterIdentifier", auto=TERRAFORM_NAME),
    "aws:rds/clusterInstance:ClusterInstance": _named("identifier", auto=TERRAFORM_NAME),
    "aws:rds/snapshot:Snapshot": _named("dbSnapshotIdentifier"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Identity(
        id="{name}",
        name="replicationGroupId",
        auto="{lower}-{hex7}",
        longest=40,
        scope=("region",),
        source=AUTONAMES,
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": _named(),
    "aws:elasticache/parameterGroup:ParameterGroup": _named(),
    "aws:elasticache/user:User": _named("userId"),
    "aws:elasticache/userGroup:UserGroup": _named("userGroupId"),
    "aws:s3/bucket:Bucket": Identity(
        id="{name}",
        name="bucket",
        auto="{lower}-{hex7}",
        longest=63,
        scope=(),
        source="Amazon S3 User Guide, General purpose bucket naming rules: unique across all accounts and regions",
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _put("bucket"),
    "aws:s3/bucketVersioning:BucketVersioning": _put("bucket", ids.bucket_part),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _put("bucket", ids.bucket_part),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _put("bucket"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _put("bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _put(
        "bucket", ids.bucket_part
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _put("bucket"),
    "aws:s3/bucketObject:BucketObject": Identity(
        id=ids.joined("/", "bucket", "key"), name="key", auto="{logical}", scope=None, adopts=True, source=IMPORT
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": Identity(
        id=ids.joined("/", "bucket", "key"), name="key", auto="{logical}", scope=None, adopts=True, source=IMPORT
    ),
    "aws:efs/fileSystem:FileSystem": Identity(
        id="fs-{hex17}", name="creationToken", scope=("region",), source=AUTONAMES
    ),
    "aws:efs/mountTarget:MountTarget": Identity(
        id="fsmt-{hex17}",
        name="subnetId",
        scope=("fileSystemId",),
        source="Amazon EFS API Reference, CreateMountTarget",
    ),
    "aws:efs/accessPoint:AccessPoint": _numbered("fsap"),
    "aws:backup/vault:Vault": _named(),
    "aws:backup/plan:Plan": Identity(id="{uuid}", name="name", scope=None, source=IMPORT),
    "aws:backup/selection:Selection": Identity(id="{uuid}", name="name", scope=None, source=IMPORT),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _put("backupVaultName"),
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": Identity(
        id="{name}", name="name", auto="{logical}_{hex7}", scope=("region",), source=AUTONAMES
    ),
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": Identity(
        id=ids.joined(":", "name", "restoreTestingPlanName"),
        name="name",
        scope=("region", "restoreTestingPlanName"),
        source="pulumi-aws, provider/computed_ids.go",
    ),
}

OPERATIONS: Mapping[str, Identity] = {
    "aws:kms/key:Key": _made(ids.kms_key),
    "aws:kms/alias:Alias": Identity(
        id="{name}", name="name", auto="alias/{logical}-{hex7}", longest=244, scope=("region",), source=AUTONAMES
    ),
    "aws:secretsmanager/secret:Secret": Identity(
        id="arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{letters6}",
        name="name",
        scope=("region",),
        source="AWS Secrets Manager User Guide, What's in a secret: the ARN ends in six random characters",
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": _made(ids.joined("|", "secretId", "uuid")),
    "aws:secretsmanager/secretRotation:SecretRotation": _put("secretId"),
    "aws:iam/role:Role": Identity(id="{name}", name="name", longest=64, scope=(), source=IAM_NAMES),
    "aws:iam/policy:Policy": Identity(id=ids.iam("policy"), name="name", scope=(), source=IAM_NAMES),
    "aws:iam/rolePolicy:RolePolicy": _put(make=ids.joined(":", "role", "name")),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Identity(
        id=ids.joined("/", "role", "policyArn"), scope=None, adopts=True, deletes_first=True, source=AUTONAMES
    ),
    "aws:iam/instanceProfile:InstanceProfile": Identity(id="{name}", name="name", scope=(), source=IAM_NAMES),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Identity(
        id=lambda inputs, invented: str(
            invented.fill(f"arn:{{partition}}:iam::{{account}}:oidc-provider/{str(inputs['url']).split('//')[-1]}")
        ),
        name="url",
        scope=(),
        source="IAM API Reference, CreateOpenIDConnectProvider: EntityAlreadyExists",
    ),
    "aws:cloudwatch/logGroup:LogGroup": _named(),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _put(),
    "aws:cloudwatch/dashboard:Dashboard": _put("dashboardName"),
    "aws:cloudwatch/eventRule:EventRule": Identity(
        id=ids.event_rule, name="name", longest=64, scope=None, adopts=True, source=AUTONAMES
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Identity(
        id=ids.joined("-", "rule", "name"), name="targetId", scope=None, adopts=True, source=AUTONAMES
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _put(),
    "aws:sns/topic:Topic": Identity(
        id="arn:{partition}:sns:{region}:{account}:{name}",
        name="name",
        longest=80,
        scope=None,
        adopts=True,
        source="Amazon SNS API Reference, CreateTopic gives the topic that has the name already; name: " + AUTONAMES,
    ),
    "aws:sns/topicSubscription:TopicSubscription": _made(ids.joined(":", "topic", "uuid")),
    "aws:sns/topicPolicy:TopicPolicy": _put("arn"),
    "aws:sqs/queue:Queue": Identity(
        id="https://sqs.{region}.amazonaws.com/{account}/{name}",
        name="name",
        longest=80,
        scope=("region",),
        source=IMPORT,
    ),
    "aws:ssm/parameter:Parameter": _named(),
    "aws:ssm/document:Document": _named(),
    "aws:scheduler/schedule:Schedule": _made(ids.schedule, "name", ("region", "groupName")),
}

IDENTITIES: Mapping[str, Identity] = {**NETWORK, **COMPUTE, **DATA, **OPERATIONS}
