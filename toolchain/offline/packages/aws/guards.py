"""What AWS fills inside what a program says, and what has it refuse to delete.

Sources: the section "Outputs" of each type in the SDK's documentation; for guards the SDK's text on the property, which
each row names. An EC2 instance that is protected can still be deleted with forceDestroy, so it has no row.
"""

from collections.abc import Mapping

from toolchain.offline.package import Guard

LATER: Mapping[str, tuple[str, ...]] = {
    "aws:eks/cluster:Cluster": ("vpcConfig.clusterSecurityGroupId", "vpcConfig.vpcId"),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("port",),
}


def _guard(path: str, says: str, *, usual: bool | str = False, refuses: bool | str = True) -> tuple[Guard, ...]:
    return (Guard(path=path, source=f"pulumi_aws 7.51.1, {says}", usual=usual, refuses=refuses),)


GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "aws:cognito/userPool:UserPool": _guard(
        "deletionProtection",
        "cognito.UserPool: before a protected pool can be deleted, this must be deactivated; INACTIVE is usual",
        usual="INACTIVE",
        refuses="ACTIVE",
    ),
    "aws:docdb/cluster:Cluster": _guard(
        "deletionProtection", "docdb.Cluster: can't be deleted when deletion protection is enabled; false is usual"
    ),
    "aws:dynamodb/table:Table": _guard(
        "deletionProtectionEnabled", "dynamodb.Table: enables deletion protection; false is usual"
    ),
    "aws:eks/cluster:Cluster": _guard(
        "deletionProtection", "eks.Cluster: can't be deleted unless deletion protection is first disabled"
    ),
    "aws:lb/loadBalancer:LoadBalancer": _guard(
        "enableDeletionProtection", "lb.LoadBalancer: deletion will be disabled via the AWS API; false is usual"
    ),
    "aws:rds/cluster:Cluster": _guard(
        "deletionProtection", "rds.Cluster: can't be deleted when this is true; false is usual"
    ),
    "aws:rds/instance:Instance": _guard(
        "deletionProtection", "rds.Instance: can't be deleted when this is true; false is usual"
    ),
}
