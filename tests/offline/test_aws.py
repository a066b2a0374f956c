import base64
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.offline.rows.aws.samples import ROLE_ARN
from toolchain.offline import differences, making
from toolchain.offline.invented import Invented
from toolchain.offline.packages.aws import PACKAGE, makers_data
from toolchain.offline.packages.aws import region as region_of
from toolchain.offline.plan import Plan
from toolchain.offline.shapes import Shapes

SHAPES = Shapes("aws", "pulumi_aws")
ARN = r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:(111122223333)?:\S+"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
BALANCER = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/0123456789abcdef"
LISTENER = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/shop/0123456789abcdef/0123456789abcdef"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:alerts"


def made(kind: str, inputs: Mapping[str, Any], configuration: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a resource as it is after it was made, with its id."""
    shape = SHAPES.resource(kind)
    identity = making.identity_of(PACKAGE, kind, shape)
    urn = f"urn:pulumi:prod::moorage::{kind}::shop"
    given = dict(inputs)
    if identity.name and identity.name not in given:
        given = making.with_name(given, identity.name, making.automatic_name(identity, urn, b"a seed", ""))
    name = making.physical_name(identity, given)
    invented = Invented(urn, 1, making.facts(PACKAGE, configuration or {}, given, name))
    id_ = making.identifier(identity, given, invented)
    return {**given, **making.outputs(PACKAGE, shape, kind, given, invented.knowing(id=id_)), "id": id_}


# Type, its inputs, what its id must look like. The shapes are those of the SDK's own examples of imports.
IDS: list[tuple[str, dict[str, Any], str]] = [
    ("ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, "vpc-[0-9a-f]{17}"),
    ("ec2/subnet:Subnet", {"vpcId": "vpc-1"}, "subnet-[0-9a-f]{17}"),
    ("ec2/routeTable:RouteTable", {"vpcId": "vpc-1"}, "rtb-[0-9a-f]{17}"),
    ("ec2/route:Route", {"routeTableId": "rtb-0a1b2c3d4e5f60718"}, r"r-rtb-[0-9a-f]{17}\d{10}"),
    ("ec2/routeTableAssociation:RouteTableAssociation", {"routeTableId": "rtb-1"}, "rtbassoc-[0-9a-f]{17}"),
    ("ec2/internetGateway:InternetGateway", {}, "igw-[0-9a-f]{17}"),
    ("ec2/natGateway:NatGateway", {}, "nat-[0-9a-f]{17}"),
    ("ec2/eip:Eip", {}, "eipalloc-[0-9a-f]{17}"),
    ("ec2/securityGroup:SecurityGroup", {}, "sg-[0-9a-f]{17}"),
    ("vpc/securityGroupIngressRule:SecurityGroupIngressRule", {"securityGroupId": "sg-1"}, "sgr-[0-9a-f]{17}"),
    ("ec2/vpcEndpoint:VpcEndpoint", {"vpcId": "vpc-1"}, "vpce-[0-9a-f]{17}"),
    ("ec2/flowLog:FlowLog", {}, "fl-[0-9a-f]{17}"),
    ("ec2/launchTemplate:LaunchTemplate", {}, "lt-[0-9a-f]{17}"),
    ("ec2/instance:Instance", {}, "i-[0-9a-f]{17}"),
    ("ebs/volume:Volume", {"availabilityZone": "eu-central-1a"}, "vol-[0-9a-f]{17}"),
    ("lb/loadBalancer:LoadBalancer", {"name": "shop"}, f"{BALANCER[:-16]}[0-9a-f]{{16}}"),
    ("lb/loadBalancer:LoadBalancer", {"loadBalancerType": "network"}, r"arn:\S+:loadbalancer/net/shop-\w{7}/\w{16}"),
    ("lb/targetGroup:TargetGroup", {}, r"arn:\S+:111122223333:targetgroup/shop-[0-9a-f]{7}/[0-9a-f]{16}"),
    ("lb/listener:Listener", {"loadBalancerArn": BALANCER}, f"{LISTENER[:-16]}[0-9a-f]{{16}}"),
    ("lb/listenerRule:ListenerRule", {"listenerArn": LISTENER}, r"arn:\S+:listener-rule/app/shop/\w{16}/\w{16}/\w{16}"),
    ("acm/certificate:Certificate", {"domainName": "a.example.com"}, rf"arn:aws:acm:\S+:certificate/{UUID}"),
    ("acm/certificateValidation:CertificateValidation", {}, r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000 UTC"),
    ("wafv2/webAcl:WebAcl", {"scope": "REGIONAL"}, UUID),
    ("wafv2/webAclAssociation:WebAclAssociation", {"webAclArn": "arn:1", "resourceArn": "arn:2"}, "arn:1,arn:2"),
    ("route53/zone:Zone", {"name": "example.com"}, "Z[0-9A-Z]{20}"),
    ("route53/record:Record", {"zoneId": "Z1", "name": "www.example.com", "type": "A"}, "Z1_www.example.com_A"),
    ("route53/record:Record", {"zoneId": "Z1", "name": "a", "type": "A", "setIdentifier": "x"}, "Z1_a_A_x"),
    ("cloudfront/distribution:Distribution", {}, "E[0-9A-Z]{13}"),
    ("autoscaling/group:Group", {"minSize": 1, "maxSize": 2, "name": "shop"}, "shop"),
    ("eks/cluster:Cluster", {"name": "shop"}, "shop"),
    ("eks/nodeGroup:NodeGroup", {"clusterName": "shop", "nodeGroupName": "workers"}, "shop:workers"),
    ("eks/addon:Addon", {"clusterName": "shop", "addonName": "vpc-cni"}, "shop:vpc-cni"),
    ("eks/accessEntry:AccessEntry", {"clusterName": "shop", "principalArn": ROLE_ARN}, f"shop:{ROLE_ARN}"),
    ("eks/accessPolicyAssociation:AccessPolicyAssociation", {
        "clusterName": "shop", "principalArn": ROLE_ARN, "policyArn": "arn:1"}, f"shop#{ROLE_ARN}#arn:1"),
    ("eks/podIdentityAssociation:PodIdentityAssociation", {
        "clusterName": "shop", "namespace": "shop", "serviceAccount": "web"}, "a-[a-z0-9]{17}"),
    ("ecr/repository:Repository", {"name": "shop/web"}, "shop/web"),
    ("ecs/cluster:Cluster", {"name": "shop"}, r"arn:aws:ecs:\S+:cluster/shop"),
    ("ecs/service:Service", {"name": "web", "cluster": "arn:aws:ecs:x:1:cluster/shop"}, r"arn:\S+:service/shop/web"),
    ("ecs/taskDefinition:TaskDefinition", {"family": "shop"}, "shop"),
    ("rds/instance:Instance", {"identifier": "shop"}, "db-[0-9A-Z]{26}"),
    ("rds/instance:Instance", {}, "db-[0-9A-Z]{26}"),
    ("rds/cluster:Cluster", {"clusterIdentifier": "shop", "engine": "aurora-postgresql"}, "shop"),
    ("rds/proxyTarget:ProxyTarget", {"dbProxyName": "shop", "targetGroupName": "default", "dbInstanceIdentifier": "db"},
     "shop/default/RDS_INSTANCE/db"),
    ("rds/proxyTarget:ProxyTarget", {"dbProxyName": "shop", "targetGroupName": "default", "dbClusterIdentifier": "db"},
     "shop/default/TRACKED_CLUSTER/db"),
    ("elasticache/replicationGroup:ReplicationGroup", {"replicationGroupId": "shop"}, "shop"),
    ("kms/key:Key", {}, UUID),
    ("kms/key:Key", {"multiRegion": True}, "mrk-[0-9a-f]{32}"),
    ("kms/alias:Alias", {"targetKeyId": "1"}, "alias/shop-[0-9a-f]{7}"),
    ("secretsmanager/secret:Secret", {"name": "shop/db"}, r"arn:aws:secretsmanager:\S+:secret:shop/db-[a-z0-9]{6}"),
    ("secretsmanager/secretVersion:SecretVersion", {"secretId": "arn:1"}, rf"arn:1\|{UUID}"),
    ("s3/bucket:Bucket", {"bucket": "shop-files"}, "shop-files"),
    ("s3/bucketVersioning:BucketVersioning", {"bucket": "shop", "expectedBucketOwner": "111122223333"},
     "shop,111122223333"),
    ("s3/bucketObjectv2:BucketObjectv2", {"bucket": "shop", "key": "a/b.txt"}, "shop/a/b.txt"),
    ("iam/role:Role", {"name": "shop"}, "shop"),
    ("iam/policy:Policy", {"name": "shop", "path": "/apps/"}, "arn:aws:iam::111122223333:policy/apps/shop"),
    ("iam/rolePolicy:RolePolicy", {"name": "read", "role": "shop"}, "shop:read"),
    ("iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "shop", "policyArn": "arn:1"}, "shop/arn:1"),
    ("iam/openIdConnectProvider:OpenIdConnectProvider", {"url": "https://oidc.example.com/id/1"},
     "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/1"),
    ("cloudwatch/eventRule:EventRule", {"name": "nightly"}, "nightly"),
    ("cloudwatch/eventRule:EventRule", {"name": "nightly", "eventBusName": "shop"}, "shop/nightly"),
    ("cloudwatch/eventTarget:EventTarget", {"rule": "nightly", "targetId": "alerts", "arn": TOPIC}, "nightly-alerts"),
    ("sns/topic:Topic", {"name": "alerts"}, TOPIC),
    ("sns/topicSubscription:TopicSubscription", {"topic": TOPIC}, f"{TOPIC}:{UUID}"),
    ("sqs/queue:Queue", {"name": "orders"}, "https://sqs.eu-central-1.amazonaws.com/111122223333/orders"),
    ("backup/plan:Plan", {"name": "shop"}, UUID),
    ("backup/restoreTestingPlan:RestoreTestingPlan", {}, "shop_[0-9a-f]{7}"),
    ("backup/restoreTestingSelection:RestoreTestingSelection", {"name": "db", "restoreTestingPlanName": "shop"},
     "db:shop"),
    ("efs/fileSystem:FileSystem", {}, "fs-[0-9a-f]{17}"),
    ("efs/mountTarget:MountTarget", {"fileSystemId": "fs-1", "subnetId": "subnet-1"}, "fsmt-[0-9a-f]{17}"),
    ("scheduler/schedule:Schedule", {"name": "nightly"}, "default/nightly"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inputs", "shape"), IDS)
def test_ids_look_like_those_of_aws(kind: str, inputs: dict[str, Any], shape: str) -> None:
    assert re.fullmatch(shape, made(f"aws:{kind}", inputs)["id"])


def _names_itself(kind: str) -> bool:
    """Tell whether a type gets a name where the program gives none: its input is there, and need not be said."""
    shape, name = SHAPES.resource(kind), PACKAGE.identities[kind].name
    return bool(name) and not shape.inputs[name].required and kind not in UNNAMED


# A zone's name is a domain; Pulumi names a selection with a hyphen, which AWS refuses. Both must be said.
UNNAMED = ("aws:route53/zone:Zone", "aws:backup/restoreTestingSelection:RestoreTestingSelection")


@pytest.mark.parametrize("kind", sorted(filter(_names_itself, PACKAGE.identities)))
def test_a_name_that_is_made_up_is_one_that_aws_takes(kind: str) -> None:
    identity = PACKAGE.identities[kind]
    urn = f"urn:pulumi:prod::moorage::{kind}::shop"
    name, other = (making.automatic_name(identity, urn, seed, "") for seed in (b"a seed", b"other seed"))
    rules = [rule for rule in PACKAGE.rules if rule.kind == kind and getattr(rule, "path", "") == identity.name]
    assert [failure for rule in rules for failure in rule.failures({identity.name: name}, Plan())] == []
    assert (name == other) is (identity.auto == "{logical}")


def test_names_are_as_long_as_pulumi_makes_them() -> None:
    logical = "component" * 10
    urn = f"urn:pulumi:prod::moorage::any::{logical}"
    lengths = {
        kind: len(making.automatic_name(PACKAGE.identities[f"aws:{kind}"], urn, b"a seed", ""))
        for kind in ("lb/targetGroup:TargetGroup", "lb/loadBalancer:LoadBalancer", "iam/role:Role", "s3/bucket:Bucket")
    }
    usual = len(logical) + 8
    assert list(lengths.values()) == [32, usual, 64, 63]


def test_a_region_said_by_the_provider_or_the_resource_is_in_the_arn() -> None:
    assert ":eu-central-1:" in made("aws:kms/key:Key", {})["arn"]
    assert ":eu-west-1:" in made("aws:kms/key:Key", {}, {"region": "eu-west-1"})["arn"]
    assert ":us-east-1:" in made("aws:kms/key:Key", {"region": "us-east-1"}, {"region": "eu-west-1"})["arn"]
    places = [region_of("aws:kms/key:Key", {"region": name}, {}) for name in ("eu-west-1", "eu-central-1")]
    assert places == ["eu-west-1", "eu-central-1"]
    assert region_of("aws:kms/key:Key", {"region": "eu-west-1"}, {"region": "us-east-1"}) == "us-east-1"
    assert region_of("aws:kms/key:Key", {}, {}) == PACKAGE.account["region"]


@pytest.mark.parametrize(
    "kind", [kind for kind in sorted(PACKAGE.identities) if "arn" in SHAPES.resource(kind).outputs]
)
def test_every_arn_has_the_shape_of_one(kind: str) -> None:
    some = {"string": ROLE_ARN, "integer": 1, "boolean": True}
    inputs = {name: some.get(str(item.type)) for name, item in SHAPES.resource(kind).inputs.items() if item.required}
    assert re.fullmatch(ARN, made(kind, inputs)["arn"])


def test_a_database_has_its_address_and_the_port_of_its_engine() -> None:
    database = made("aws:rds/instance:Instance", {"identifier": "shop", "engine": "postgres", "storageEncrypted": True})
    assert re.fullmatch(r"shop\.[a-z0-9]{12}\.eu-central-1\.rds\.amazonaws\.com", database["address"])
    assert database["endpoint"] == f"{database['address']}:5432"
    assert (database["port"], database["status"], database["resourceId"]) == (5432, "available", database["id"])
    assert database["arn"] == "arn:aws:rds:eu-central-1:111122223333:db:shop"
    assert re.fullmatch(ARN, database["kmsKeyId"])
    other = made("aws:rds/instance:Instance", {"engine": "mysql", "port": 3307, "manageMasterUserPassword": True})
    assert other["endpoint"].endswith(":3307")
    assert [set(secret) for secret in other["masterUserSecrets"]] == [{"secretArn", "kmsKeyId", "secretStatus"}]
    cluster = made("aws:rds/cluster:Cluster", {"clusterIdentifier": "shop", "engine": "aurora-postgresql"})
    assert cluster["endpoint"].startswith("shop.cluster-")
    assert cluster["readerEndpoint"].startswith("shop.cluster-ro-")


@pytest.mark.parametrize(("region", "code"), [
    ("eu-central-1", "euc1"), ("us-east-1", "use1"), ("ap-southeast-2", "apse2"), ("ap-northeast-1", "apne1"),
    ("us-gov-west-1", "usgw1"),
])  # fmt: skip
def test_host_names_of_caches_have_the_short_region(region: str, code: str) -> None:
    assert makers_data.region_code(region) == code


def test_a_cache_has_host_names_by_encryption_and_shards() -> None:
    kind = "aws:elasticache/replicationGroup:ReplicationGroup"
    tls = made(kind, {"replicationGroupId": "shop", "transitEncryptionEnabled": True, "numCacheClusters": 2})
    assert re.fullmatch(r"master\.shop\.\w{6}\.euc1\.cache\.amazonaws\.com", tls["primaryEndpointAddress"])
    assert re.fullmatch(r"replica\.shop\.\w{6}\.euc1\.cache\.amazonaws\.com", tls["readerEndpointAddress"])
    assert tls["memberClusters"] == ["shop-001", "shop-002"]
    plain = made(kind, {"replicationGroupId": "shop"})
    assert re.fullmatch(r"shop\.\w{6}\.ng\.0001\.euc1\.cache\.amazonaws\.com", plain["primaryEndpointAddress"])
    assert re.fullmatch(r"shop-ro\.\w{6}\.ng\.0001\.euc1\.cache\.amazonaws\.com", plain["readerEndpointAddress"])
    shards = made(kind, {"replicationGroupId": "shop", "numNodeGroups": 2, "replicasPerNodeGroup": 1})
    assert shards["configurationEndpointAddress"].startswith("clustercfg.shop.")
    assert shards["memberClusters"] == ["shop-0001-001", "shop-0001-002", "shop-0002-001", "shop-0002-002"]
    assert (shards["primaryEndpointAddress"], shards["clusterEnabled"]) == ("", True)


def test_a_cluster_can_be_reached_and_trusted() -> None:
    cluster = made("aws:eks/cluster:Cluster", {"name": "shop", "vpcConfig": {"subnetIds": ["subnet-1"]}})
    number = re.fullmatch(r"https://([0-9A-F]{32})\.gr7\.eu-central-1\.eks\.amazonaws\.com", cluster["endpoint"])
    assert number
    issuer = f"https://oidc.eks.eu-central-1.amazonaws.com/id/{number[1]}"
    assert cluster["identities"] == [{"oidcs": [{"issuer": issuer}]}]
    authority = base64.b64decode(cluster["certificateAuthority"]["data"], validate=True).decode()
    assert authority.startswith("-----BEGIN CERTIFICATE-----")
    assert cluster["vpcConfig"]["subnetIds"] == ["subnet-1"]
    assert re.fullmatch("sg-[0-9a-f]{17}", cluster["vpcConfig"]["clusterSecurityGroupId"])


def test_a_certificate_has_a_record_for_each_of_its_names() -> None:
    names = {"domainName": "example.com", "subjectAlternativeNames": ["*.example.com"], "validationMethod": "DNS"}
    certificate = made("aws:acm/certificate:Certificate", names)
    options = certificate["domainValidationOptions"]
    assert [option["domainName"] for option in options] == ["example.com", "*.example.com"]
    assert {option["resourceRecordName"].partition(".")[2] for option in options} == {"example.com."}
    assert certificate["status"] == "PENDING_VALIDATION"


def test_what_other_resources_ask_for_is_there() -> None:
    balancer = made("aws:lb/loadBalancer:LoadBalancer", {"name": "shop", "internal": True})
    assert re.fullmatch(r"internal-shop-\d{9}\.eu-central-1\.elb\.amazonaws\.com", balancer["dnsName"])
    assert balancer["arnSuffix"] == balancer["id"].partition("loadbalancer/")[2]
    assert re.fullmatch(r"targetgroup/web/\w{16}", made("aws:lb/targetGroup:TargetGroup", {"name": "web"})["arnSuffix"])
    assert made("aws:iam/role:Role", {"name": "shop", "path": "/a/"})["arn"] == "arn:aws:iam::111122223333:role/a/shop"
    files = made("aws:efs/fileSystem:FileSystem", {})
    assert files["dnsName"] == f"{files['id']}.efs.eu-central-1.amazonaws.com"
    global_acl = made("aws:wafv2/webAcl:WebAcl", {"name": "shop", "scope": "CLOUDFRONT"})
    assert global_acl["arn"].startswith("arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/")
    version = made("aws:secretsmanager/secretVersion:SecretVersion", {"secretId": "arn:1"})
    assert version["id"] == f"arn:1|{version['versionId']}"
    assert made("aws:ssm/parameter:Parameter", {"name": "/shop/url"})["arn"].endswith(":parameter/shop/url")
    assert made("aws:kms/alias:Alias", {"targetKeyId": "k"})["targetKeyArn"].endswith(":key/k")
    assert made("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16", "tags": {"a": "b"}})["tagsAll"] == {"a": "b"}


@pytest.mark.parametrize(("kind", "path", "replaced"), [
    ("rds/instance:Instance", "storageEncrypted", True),
    ("rds/instance:Instance", "identifier", False),
    ("rds/instance:Instance", "engineVersion", False),
    ("elasticache/replicationGroup:ReplicationGroup", "subnetGroupName", True),
    ("elasticache/replicationGroup:ReplicationGroup", "numCacheClusters", False),
    ("eks/cluster:Cluster", "kubernetesNetworkConfig.serviceIpv4Cidr", True),
    ("eks/cluster:Cluster", "version", False),
    ("efs/fileSystem:FileSystem", "throughputMode", False),
    ("secretsmanager/secretVersion:SecretVersion", "secretString", True),
    ("lb/targetGroup:TargetGroup", "port", True),
    ("backup/vaultLockConfiguration:VaultLockConfiguration", "minRetentionDays", True),
    ("kms/key:Key", "region", True),
    ("ec2/eip:Eip", "ipamPoolId", True),
    ("ec2/eip:Eip", "customerOwnedIpv4Pool", False),
    ("ec2/subnet:Subnet", "ipv6NetmaskLength", True),
    ("ec2/subnet:Subnet", "ipv6CidrBlock", False),
    ("ec2/instance:Instance", "rootBlockDevice.kmsKeyId", True),
    ("ec2/instance:Instance", "rootBlockDevice.volumeSize", False),
    ("wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logDestinationConfigs", True),
    ("ssm/parameter:Parameter", "dataType", True),
    ("ssm/parameter:Parameter", "tier", False),
])  # fmt: skip
def test_replacements_are_those_of_the_provider(kind: str, path: str, *, replaced: bool) -> None:
    change = differences.Difference(path=path, how="changed")
    assert differences.replaces(change, PACKAGE.replacements[f"aws:{kind}"].properties) is replaced


def test_every_replacement_names_the_schema_it_is_from() -> None:
    schema = re.compile(r"terraform-provider-aws, internal/service/\w+/\w+\.go( at [0-9a-f]{12})?: ForceNew")
    assert [kind for kind, row in PACKAGE.replacements.items() if not schema.match(row.source)] == []


@pytest.mark.parametrize(("enum", "value", "taken"), [
    ("InstanceType", "m8g.large", True), ("InstanceType", "db.m8g.large", True), ("InstanceType", "large", False),
    ("Region", "eu-central-2", True), ("Region", "europe", False), ("StorageType", "io2", True),
    ("RecordType", "HTTPS", True), ("RecordType", "WWW", False),
])  # fmt: skip
def test_lists_that_lag_behind_take_what_is_newer(enum: str, value: str, *, taken: bool) -> None:
    assert (re.fullmatch(PACKAGE.open_enums[enum], value) is not None) is taken
