"""Programs in the SDKs of the clouds, planned and applied by the real engine with no account."""

import re
from collections.abc import Callable

import pytest

from tests.offline.cloud import Cloud
from toolchain.offline.values import Secret

pytestmark = pytest.mark.engine
Start = Callable[..., Cloud]

SYSTEM = """
import pulumi, pulumi_aws as aws, pulumi_random as random
password = random.RandomPassword("password", length=24, special=False)
network = aws.ec2.Vpc("network", cidr_block="10.0.0.0/16", enable_dns_hostnames=True)
subnets = [aws.ec2.Subnet(f"data-{{zone}}", vpc_id=network.id, availability_zone=zone,
                          cidr_block=f"10.0.{{number}}.0/24")
           for number, zone in enumerate(["eu-west-1a", "eu-west-1b"])]
group = aws.rds.SubnetGroup("data", subnet_ids=[subnet.id for subnet in subnets])
logs = aws.s3.Bucket("logs")
database = aws.rds.Instance("database", identifier="database", engine="postgres", engine_version="17.4",
    instance_class="{size}", allocated_storage=20, storage_encrypted=True, username="app", password=password.result,
    db_subnet_group_name=group.name, skip_final_snapshot=True, tags={{"system": "try"}})
pulumi.export("endpoint", database.endpoint)
pulumi.export("arn", database.arn)
pulumi.export("bucket", logs.bucket)
pulumi.export("vpc", network.id)
"""
SMALL, LARGE = SYSTEM.format(size="db.t4g.medium"), SYSTEM.format(size="db.m7g.large")


def test_a_system_lives_from_its_first_preview_to_its_end(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL)
    preview = aws.does("preview")
    assert "+ 8 to create" in preview
    assert "endpoint: [unknown]" in preview
    assert aws.there() == []
    aws.up()
    outputs = aws.outputs()
    assert outputs["endpoint"].startswith("database.")
    assert outputs["endpoint"].endswith(".rds.amazonaws.com:5432")
    assert outputs["arn"].startswith("arn:aws:rds:")
    assert outputs["vpc"].startswith("vpc-")
    aws.does("preview", "--expect-no-changes")
    aws.does("refresh", "--yes", "--expect-no-changes")
    aws.program(LARGE)
    assert "~ instanceClass" in aws.does("preview", "--diff")
    before = aws.one("rds/instance:Instance")
    aws.up()
    after = aws.one("rds/instance:Instance")
    assert after.key == before.key
    assert after.inputs["instanceClass"] == "db.m7g.large"
    aws.does("destroy", "--yes")
    assert aws.there() == []


def test_what_a_preview_can_know_it_knows(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL)
    shown = aws.does("preview", "--diff")
    assert re.search(r'bucket *: "logs-[0-9a-f]{7}"', shown)
    assert re.search(r'identifier *: "database"', shown)
    assert re.search(r"vpcId *: \[unknown\]", shown)
    assert re.search(r"password *: \[secret\]", shown)


def test_drift_is_shown_and_put_right(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL)
    aws.up()
    aws.edit(aws.one("rds/instance:Instance"), publiclyAccessible=True)
    aws.shared.world.delete(aws.one("s3/bucket:Bucket").key)
    said = aws.does("refresh", "--yes", "--diff")
    assert "publiclyAccessible" in said
    assert "- 1 deleted" in said
    assert "~ 1 updated" in said
    again = aws.up()
    assert "+ 1 created" in again
    assert "~ 1 updated" in again
    assert aws.one("rds/instance:Instance").inputs.get("publiclyAccessible") is None
    aws.does("refresh", "--yes", "--expect-no-changes")


def test_a_change_that_the_cloud_can_not_make_in_place_replaces(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL)
    aws.up()
    before = aws.one("rds/instance:Instance")
    aws.program(SMALL.replace('username="app"', 'username="owner"'))
    shown = aws.does("preview", "--diff")
    assert "aws:rds/instance:Instance: (replace)" in shown
    assert "~ username" in shown
    aws.up()
    after = aws.one("rds/instance:Instance")
    assert after.key.id != before.key.id  # deleted first, for its name is the program's own and can't exist twice
    assert after.inputs["username"] == "owner"


def test_a_name_that_exists_is_refused_as_the_clouds_do(cloud: Start) -> None:
    aws = cloud()
    aws.program('import pulumi_aws as aws\naws.s3.Bucket("one", bucket="taken")\n')
    aws.up()
    aws.program(
        'import pulumi_aws as aws\naws.s3.Bucket("one", bucket="taken")\naws.s3.Bucket("two", bucket="taken")\n'
    )
    said = aws.fails("up", "--yes", "--skip-preview")
    assert "aws:s3/bucket:Bucket 'taken' exists already" in said
    assert "It was made for urn:pulumi:try::try::aws:s3/bucket:Bucket::one, its id is taken" in said
    assert len(aws.there()) == 1


def test_errors_name_the_resource_the_property_what_was_given_and_what_is_allowed(cloud: Start) -> None:
    aws = cloud()
    aws.program(
        "import pulumi\n"
        "inputs = {'cidrBlock': '10.0.0.0/16', 'enableDnsSupport': 'yes', 'cidr': 1}\n"
        "pulumi.CustomResource('aws:ec2/vpc:Vpc', 'network', inputs)\n"
    )
    said = aws.fails("preview")
    urn = "urn:pulumi:try::try::aws:ec2/vpc:Vpc::network"
    assert f"{urn}: enableDnsSupport is 'yes'; allowed: true or false" in said
    assert f"{urn}: cidr is no property of this type; allowed: 'cidrBlock' perhaps, or" in said


def test_no_error_shows_a_secret(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL.replace("password=password.result", 'password=pulumi.Output.secret("hunter@2 hunter@2")'))
    said = aws.fails("preview")
    assert "password is [secret]; allowed: 8 to 128 printable characters" in said
    assert "hunter" not in said


def test_rules_look_at_neighbours_before_anything_exists(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL.replace("10.0.{number}.0/24", "10.1.{number}.0/24"))
    said = aws.fails("preview")
    assert "cidrBlock is '10.1.0.0/24'; allowed: a part of 10.0.0.0/16, the cidrBlock of its vpcId" in said
    assert aws.there() == []


def test_resources_are_imported_by_their_id(cloud: Start) -> None:
    aws = cloud()
    aws.program('import pulumi_aws as aws\naws.s3.Bucket("logs", bucket="kept", tags={"a": "b"})\n')
    aws.up()
    logs = "urn:pulumi:try::try::aws:s3/bucket:Bucket::logs"
    aws.does("state", "delete", logs, "--yes")
    aws.program(
        "import pulumi, pulumi_aws as aws\n"
        'aws.s3.Bucket("logs", bucket="kept", tags={"a": "b"}, opts=pulumi.ResourceOptions(import_="kept"))\n'
    )
    assert "= 1 imported" in aws.up()
    aws.program('import pulumi_aws as aws\naws.s3.Bucket("logs", bucket="kept", tags={"a": "b"})\n')
    aws.does("preview", "--expect-no-changes")
    aws.program(
        'import pulumi, pulumi_aws as aws\naws.s3.Bucket("x", opts=pulumi.ResourceOptions(import_="nobody-has-it"))\n'
    )
    assert "does not exist" in aws.fails("preview")


def test_look_ups_are_refused_with_the_reason(cloud: Start) -> None:
    aws = cloud()
    aws.program("import pulumi_aws as aws\naws.get_availability_zones()\n")
    said = aws.fails("preview")
    assert "aws:index/getAvailabilityZones:getAvailabilityZones asks the cloud, and offline mode has none" in said
    assert "Plans make no look-ups" in said


def test_a_type_or_a_method_that_is_not_there_is_told(cloud: Start) -> None:
    aws = cloud()
    aws.program("import pulumi\npulumi.CustomResource('aws:rds/database:Instance', 'x', {})\n")
    assert "has no type aws:rds/database:Instance. Of this name there are:" in aws.fails("preview")


def test_a_configuration_that_the_provider_does_not_have_is_refused(cloud: Start) -> None:
    aws = cloud()
    aws.program("import pulumi\npulumi.ProviderResource('aws', 'other', {'regions': 'eu-west-1'})\n")
    said = aws.fails("preview")
    assert "regions is no property of this type; allowed: 'region' perhaps" in said


def test_a_user_decides_how_names_are_made(cloud: Start) -> None:
    aws = cloud()
    aws.program('import pulumi_aws as aws\naws.s3.Bucket("logs")\n')
    file = aws.folder / "Pulumi.yaml"
    file.write_text(file.read_text() + "config:\n  pulumi:autonaming:\n    value:\n      pattern: ${stack}-${name}\n")
    aws.up()
    assert aws.one("s3/bucket:Bucket").name == "try-logs"
    aws.does("preview", "--expect-no-changes")


def test_secrets_stay_secret_through_every_call(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL)
    aws.up()
    password = aws.one("rds/instance:Instance").inputs["password"]
    assert isinstance(password, Secret)
    assert len(password.value) == 24
    aws.does("refresh", "--yes")
    aws.program(LARGE)
    aws.up()
    for file in aws.folder.rglob("*"):
        if file.is_file() and not file.is_symlink() and "plugins" not in file.parts:
            assert password.value.encode() not in file.read_bytes(), file


PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy
def closed(args, report):
    if args.resource_type == "aws:rds/instance:Instance" and not args.props.get("storageEncrypted"):
        report("this database is not encrypted")
PolicyPack("strict", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy(name="encrypted", description="Databases are encrypted.", validate=closed)])
"""


def test_policies_are_asked_in_offline_mode_too(cloud: Start) -> None:
    aws = cloud()
    aws.program(SMALL)
    pack = str(aws.project.policy_pack(PACK))
    aws.does("preview", "--policy-pack", pack)
    aws.program(SMALL.replace("storage_encrypted=True, ", ""))
    assert "this database is not encrypted" in aws.fails("preview", "--policy-pack", pack)
    assert aws.there() == []


@pytest.mark.parametrize("fault", ["fail create aws:rds/instance:Instance 1", "throttle create aws:rds/* 1"])
def test_a_creation_that_failed_is_made_by_the_next_update(cloud: Start, fault: str) -> None:
    aws = cloud(fault)
    aws.program(SMALL)
    said = aws.fails("up", "--yes", "--skip-preview")
    assert "as the faults of offline mode say" in said
    names = [item.key.kind for item in aws.there()]
    assert "aws:rds/instance:Instance" not in names
    aws.up()
    assert len(aws.there()) == 6
    aws.does("preview", "--expect-no-changes")
