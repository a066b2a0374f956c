"""A system on AWS as an engineer writes it with the SDK, on the real engine, from its first preview to its end."""

import re
from collections.abc import Iterator

import pytest

from tests.offline.lives import Life, beginning, changed
from toolchain.offline.values import UNKNOWN

pytestmark = pytest.mark.engine

CONFIG = {"aws:region": "eu-central-1", "aws:defaultTags": {"tags": {"managed-by": "pulumi"}}}
SYSTEM = """
import json
import pulumi, pulumi_aws as aws, pulumi_random as random

tags = {"system": "shop"}
key = aws.kms.Key("data", description="Data at rest", enable_key_rotation=True, deletion_window_in_days=30)
aws.kms.Alias("data", name="alias/shop-data", target_key_id=key.key_id)

network = aws.ec2.Vpc("network", cidr_block="10.20.0.0/16", enable_dns_hostnames=True, tags=tags)
gateway = aws.ec2.InternetGateway("gateway", vpc_id=network.id)
subnets = {kind: [aws.ec2.Subnet(f"{kind}-{zone}", vpc_id=network.id, cidr_block=f"10.20.{third + number}.0/24",
                                 availability_zone=f"eu-central-1{zone}", map_public_ip_on_launch=kind == "public")
                  for number, zone in enumerate("ab")]
           for kind, third in (("public", 0), ("data", 16))}
public, data = ([subnet.id for subnet in subnets[kind]] for kind in ("public", "data"))
routes = aws.ec2.RouteTable("public", vpc_id=network.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}])
for number, subnet in enumerate(public):
    aws.ec2.RouteTableAssociation(f"public-{number}", route_table_id=routes.id, subnet_id=subnet)
address = aws.ec2.Eip("nat", domain="vpc")
aws.ec2.NatGateway("nat", allocation_id=address.allocation_id, subnet_id=public[0])

edge = aws.ec2.SecurityGroup("edge", vpc_id=network.id, description="From the internet")
aws.vpc.SecurityGroupIngressRule("edge-https", security_group_id=edge.id, cidr_ipv4="0.0.0.0/0", ip_protocol="tcp",
                                 from_port=443, to_port=443)
inner = aws.ec2.SecurityGroup("database", vpc_id=network.id, description="From the cluster")

def role(name, service):
    document = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
    return aws.iam.Role(name, assume_role_policy=json.dumps(document))

running, nodes = role("cluster", "eks.amazonaws.com"), role("nodes", "ec2.amazonaws.com")
aws.iam.RolePolicyAttachment("cluster", role=running.name, policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
cluster = aws.eks.Cluster("shop", name="shop", version="1.33", role_arn=running.arn,
    vpc_config={"subnet_ids": data, "endpoint_private_access": True},
    encryption_config={"provider": {"key_arn": key.arn}, "resources": ["secrets"]})
aws.eks.NodeGroup("shop", cluster_name=cluster.name, node_role_arn=nodes.arn, subnet_ids=data,
    scaling_config={"min_size": 2, "max_size": 4, "desired_size": 2}, instance_types=["m7g.large"],
    ami_type="AL2023_ARM_64_STANDARD")
aws.vpc.SecurityGroupIngressRule("from-cluster", security_group_id=inner.id, ip_protocol="tcp", from_port=5432,
    to_port=5432, referenced_security_group_id=cluster.vpc_config.cluster_security_group_id)

password = random.RandomPassword("database", length=32, special=False)
parameters = aws.rds.ParameterGroup("database", family="postgres17", parameters=[
    {"name": "rds.force_ssl", "value": "1"},
    {"name": "max_connections", "value": "200", "apply_method": "pending-reboot"}])
database = aws.rds.Instance("database", identifier="shop", engine="postgres", engine_version="17.4", multi_az=True,
    instance_class="db.m7g.large", allocated_storage=100, storage_type="gp3", storage_encrypted=True,
    kms_key_id=key.arn, db_name="shop", username="app", password=password.result, parameter_group_name=parameters.name,
    db_subnet_group_name=aws.rds.SubnetGroup("data", subnet_ids=data).name, vpc_security_group_ids=[inner.id],
    backup_retention_period=14, backup_window="02:00-03:00", maintenance_window="sun:04:00-sun:05:00",
    deletion_protection=True, skip_final_snapshot=True, tags=tags)
secret = aws.secretsmanager.Secret("database", kms_key_id=key.arn)
aws.secretsmanager.SecretVersion("database", secret_id=secret.id, secret_string=pulumi.Output.json_dumps(
    {"host": database.address, "port": database.port, "password": password.result}))
cache = aws.elasticache.ReplicationGroup("cache", description="Sessions", engine="valkey", engine_version="8.0",
    node_type="cache.t4g.small", num_cache_clusters=2, automatic_failover_enabled=True, multi_az_enabled=True,
    at_rest_encryption_enabled=True, transit_encryption_enabled=True, kms_key_id=key.arn,
    subnet_group_name=aws.elasticache.SubnetGroup("cache", subnet_ids=data).name)
files = aws.s3.Bucket("files", tags=tags)
aws.s3.BucketVersioning("files", bucket=files.id, versioning_configuration={"status": "Enabled"})
aws.s3.BucketPublicAccessBlock("files", bucket=files.id, block_public_acls=True, block_public_policy=True,
                               ignore_public_acls=True, restrict_public_buckets=True)

zone = aws.route53.Zone("shop", name="shop.example.com")
certificate = aws.acm.Certificate("shop", domain_name="shop.example.com", validation_method="DNS")
proof = certificate.domain_validation_options[0]
record = aws.route53.Record("proof", zone_id=zone.zone_id, name=proof.resource_record_name,
                            type=proof.resource_record_type, records=[proof.resource_record_value], ttl=60)
valid = aws.acm.CertificateValidation("shop", certificate_arn=certificate.arn, validation_record_fqdns=[record.fqdn])
balancer = aws.lb.LoadBalancer("edge", load_balancer_type="application", security_groups=[edge.id], subnets=public,
                               enable_deletion_protection=True)
group = aws.lb.TargetGroup("app", port=8080, protocol="HTTP", target_type="ip", vpc_id=network.id)
aws.lb.Listener("https", load_balancer_arn=balancer.arn, port=443, protocol="HTTPS",
    certificate_arn=valid.certificate_arn, ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
    default_actions=[{"type": "forward", "target_group_arn": group.arn}])
aws.route53.Record("shop", zone_id=zone.zone_id, name="shop.example.com", type="A", aliases=[
    {"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": True}])

topic = aws.sns.Topic("alarms", kms_master_key_id=key.id)
aws.cloudwatch.LogGroup("app", name="/shop/app", retention_in_days=30, kms_key_id=key.arn)
aws.cloudwatch.MetricAlarm("database-cpu", namespace="AWS/RDS", metric_name="CPUUtilization", statistic="Average",
    comparison_operator="GreaterThanThreshold", threshold=80, period=300, evaluation_periods=3,
    dimensions={"DBInstanceIdentifier": database.identifier}, alarm_actions=[topic.arn])
vault = aws.backup.Vault("backups", kms_key_arn=key.arn)
plan = aws.backup.Plan("daily", rules=[{"rule_name": "daily", "target_vault_name": vault.name,
    "schedule": "cron(0 3 * * ? *)", "lifecycle": {"delete_after": 35}}])
aws.backup.Selection("daily", plan_id=plan.id, resources=[database.arn],
                     iam_role_arn=role("backups", "backup.amazonaws.com").arn)

for name, value in {
    "key": key.arn, "vpc": network.id, "nat": address.public_ip, "role": running.arn, "cluster": cluster.endpoint,
    "issuer": cluster.identities[0].oidcs[0].issuer, "nodes security": cluster.vpc_config.cluster_security_group_id,
    "database": database.arn, "address": database.endpoint, "cache": cache.primary_endpoint_address,
    "secret": secret.arn, "bucket": files.bucket_regional_domain_name, "servers": zone.name_servers,
    "balancer": balancer.arn, "host": balancer.dns_name, "listener": valid.certificate_arn, "topic": topic.arn,
    "record": record.fqdn, "backups": vault.arn, "tags": files.tags_all,
}.items():
    pulumi.export(name, value)
"""
# In place: a size, more storage, a version, other tags. And a new cache, for its port can't be changed.
LARGER = changed(
    SYSTEM, ("db.m7g.large", "db.m7g.xlarge"), ("allocated_storage=100", "allocated_storage=200"),
    ('tags = {"system": "shop"}', 'tags = {"system": "shop", "owner": "web"}'),
    ('version="1.33", role_arn', 'version="1.34", role_arn'), ('"cache.t4g.small",', '"cache.t4g.small", port=6380,'),
)  # fmt: skip
UNGUARDED = changed(
    LARGER, ("deletion_protection=True, skip", "deletion_protection=False, skip"),
    ("enable_deletion_protection=True", "enable_deletion_protection=False"),
)  # fmt: skip
REAL = {
    "key": r"arn:aws:kms:eu-central-1:\d{12}:key/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "vpc": r"vpc-[0-9a-f]{17}",
    "nat": r"203\.0\.113\.\d+",
    "role": r"arn:aws:iam::\d{12}:role/cluster-[0-9a-f]{7}",
    "cluster": r"https://[0-9A-F]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com",
    "issuer": r"https://oidc\.eks\.eu-central-1\.amazonaws\.com/id/[0-9A-F]{32}",
    "nodes security": r"sg-[0-9a-f]{17}",
    "database": r"arn:aws:rds:eu-central-1:\d{12}:db:shop",
    "address": r"shop\.[0-9a-z]{12}\.eu-central-1\.rds\.amazonaws\.com:5432",
    "cache": r"master\.cache-[0-9a-f]{7}\.[0-9a-z]{6}\.euc1\.cache\.amazonaws\.com",
    "secret": r"arn:aws:secretsmanager:eu-central-1:\d{12}:secret:database-[0-9a-f]{7}-[0-9a-z]{6}",
    "bucket": r"files-[0-9a-f]{7}\.s3\.eu-central-1\.amazonaws\.com",
    "balancer": r"arn:aws:elasticloadbalancing:eu-central-1:\d{12}:loadbalancer/app/edge-[0-9a-f]{7}/[0-9a-f]{16}",
    "host": r"edge-[0-9a-f]{7}-\d{9}\.eu-central-1\.elb\.amazonaws\.com",
    "listener": r"arn:aws:acm:eu-central-1:\d{12}:certificate/[0-9a-f-]{36}",
    "topic": r"arn:aws:sns:eu-central-1:\d{12}:alarms-[0-9a-f]{7}",
    "record": r"_[0-9a-f]{32}\.shop\.example\.com",
    "backups": r"arn:aws:backup:eu-central-1:\d{12}:backup-vault:backups-[0-9a-f]{7}",
}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with beginning(tmp_path_factory.mktemp("aws"), SYSTEM, CONFIG) as life:
        life.plan()
        life.does("up", "up", "--yes", "--skip-preview")
        life.outputs = life.cloud.outputs()
        life.does("again", "up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")
        life.cloud.edit(life.cloud.one("rds/instance:Instance"), publiclyAccessible=True)
        life.does("drift", "refresh", "--yes", "--skip-preview", "--diff")
        life.cloud.program(LARGER)
        life.does("larger", "up", "--yes", "--skip-preview", "--diff")
        life.fails("refused", "destroy", "--yes", "--skip-preview")
        life.cloud.program(UNGUARDED)
        life.does("unguarded", "up", "--yes", "--skip-preview")
        life.does("end", "destroy", "--yes", "--skip-preview")
        yield life


def test_a_preview_is_right_in_all_that_it_says(life: Life) -> None:
    assert set(life.steps["up"].there) <= set(life.planned)
    assert life.surprises() == []


def test_a_preview_knows_what_the_program_says(life: Life) -> None:
    assert life.is_planned("Instance database", "identifier") == "shop"
    assert life.is_planned("Cluster shop", "vpcConfig.endpointPrivateAccess") is True
    assert re.fullmatch(r"files-[0-9a-f]{7}", life.is_planned("Bucket files", "bucket"))
    assert re.fullmatch(r"cache-[0-9a-f]{7}", life.is_planned("ReplicationGroup cache", "replicationGroupId"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Vpc network", "arn"), ("Subnet data-a", "vpcId"), ("Key data", "keyId"), ("Eip nat", "publicIp"),
        ("Role cluster", "arn"), ("Cluster shop", "endpoint"), ("Cluster shop", "identities"),
        ("Cluster shop", "vpcConfig.clusterSecurityGroupId"), ("Instance database", "endpoint"),
        ("Instance database", "kmsKeyId"), ("SecurityGroupIngressRule from-cluster", "referencedSecurityGroupId"),
        ("ReplicationGroup cache", "primaryEndpointAddress"), ("LoadBalancer edge", "dnsName"),
        ("Record proof", "name"), ("Selection daily", "resources[0]"), ("Stack try-try", "address"),
    ],
)  # fmt: skip
def test_a_preview_leaves_unknown_what_only_the_cloud_says(life: Life, name: str, path: str) -> None:
    assert life.is_planned(name, path) is UNKNOWN


@pytest.mark.parametrize("output", sorted(REAL))
def test_what_exists_looks_as_it_does_on_aws(life: Life, output: str) -> None:
    assert re.fullmatch(REAL[output], life.outputs[output])


def test_a_resource_has_its_own_tags_and_the_providers(life: Life) -> None:
    assert life.outputs["tags"] == {"system": "shop", "managed-by": "pulumi"}
    assert life.steps["up"].there["Key data"].outputs["tagsAll"] == {"managed-by": "pulumi"}
    assert "tagsAll" not in life.steps["up"].there["BucketVersioning files"].outputs


def test_nothing_changes_by_itself(life: Life) -> None:
    assert len(life.steps["up"].there) == 47
    assert life.steps["again"].ids == life.steps["up"].ids


def test_what_somebody_changed_is_seen(life: Life) -> None:
    assert "+ publiclyAccessible: true" in life.steps["drift"].said
    assert "~ 1 updated" in life.steps["drift"].said


def test_a_change_in_place_keeps_everything_that_holds_data(life: Life) -> None:
    before, after = life.steps["drift"].ids, life.steps["larger"].ids
    assert {name for name in before if before[name] != after[name]} == {"ReplicationGroup cache"}
    database = life.steps["larger"].there["Instance database"]
    assert database.inputs["instanceClass"] == "db.m7g.xlarge"
    assert "publiclyAccessible" not in database.inputs
    assert "~ 4 updated" in life.steps["larger"].said


def test_a_change_that_aws_can_not_make_in_place_replaces(life: Life) -> None:
    said = life.steps["larger"].said
    assert "+-1 replaced" in said
    assert "+-aws:elasticache/replicationGroup:ReplicationGroup: (replace)" in said


def test_what_guards_itself_is_not_deleted(life: Life) -> None:
    said, left = life.steps["refused"].said, life.steps["refused"].there
    assert "can't be deleted while deletionProtection is True" in said
    assert {"Instance database", "SubnetGroup data", "Vpc network", "Key data"} <= set(left)


def test_without_its_guards_nothing_is_left(life: Life) -> None:
    assert life.steps["unguarded"].there.keys() == life.steps["up"].there.keys()
    assert life.steps["end"].there == {}
