"""Amazon Web Services: pulumi_aws, which has the Terraform provider inside."""

from collections.abc import Mapping
from typing import Any

from toolchain.offline.package import Package
from toolchain.offline.packages.aws import (
    guards,
    identities,
    makers,
    makers_data,
    outputs,
    outputs_data,
    replacements_data,
    rules_cache,
    rules_compute,
    rules_database,
    rules_dns,
    rules_edge,
    rules_eks,
    rules_network,
    rules_operations,
    rules_security,
    rules_storage,
)  # fmt: skip

# Services of the whole account, and names that no two accounts may share.
GLOBAL = ("aws:iam/", "aws:route53/", "aws:cloudfront/", "aws:s3/bucket:Bucket")


def region(kind: str, configuration: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return the region of a resource: its own, else its provider's; a vault and its copy may have the same name."""
    if kind.startswith(GLOBAL):
        return ""
    return str(values.get("region") or configuration.get("region") or PACKAGE.account["region"])


PACKAGE = Package(
    name="aws",
    module="pulumi_aws",
    # The number is one that Amazon's documentation uses in examples.
    account={"account": "111122223333", "region": "eu-central-1", "partition": "aws"},
    usual=identities.USUAL,
    identities=identities.IDENTITIES,
    outputs={kind: row for table in (*outputs.TABLES, *outputs_data.TABLES) for kind, row in table.items()},
    usual_outputs=outputs.USUAL_OUTPUTS,
    makers=makers.MAKERS,
    usual_maker=makers_data.tagged,
    replacements=replacements_data.REPLACEMENTS,
    later=guards.LATER,
    guards=guards.GUARDS,
    rules=[
        *rules_network.RULES,
        *rules_edge.RULES,
        *rules_dns.RULES,
        *rules_compute.RULES,
        *rules_eks.RULES,
        *rules_database.RULES,
        *rules_cache.RULES,
        *rules_storage.RULES,
        *rules_security.RULES,
        *rules_operations.RULES,
    ],
    place=region,
    follows=("region",),
    functions={},  # plans make no look-ups
    open_enums={
        # New ones appear every month; of EC2 (m7i.large), RDS (db.m7g.large) and serverless (db.serverless).
        "InstanceType": r"[a-z][a-z0-9-]*(\.[a-z0-9-]+){1,4}",
        "Region": r"[a-z]{2,3}(-[a-z]+)+-\d",
        "StorageType": "io2",
        "RecordType": "DS|HTTPS|SSHFP|SVCB|TLSA",
        "Runtime": r"[a-z]+[a-z0-9.]*",
    },
)
