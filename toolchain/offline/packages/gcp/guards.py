"""What Google Cloud fills inside what a program says, and what has it, or its provider, refuse to delete.

Sources: the section "Outputs" of each type in the SDK's documentation; for guards the SDK's text on the property. Those
of the provider hold until an update has taken them away, for it reads them from the state.
"""

from collections.abc import Mapping

from toolchain.offline.package import Guard

LATER: Mapping[str, tuple[str, ...]] = {
    "gcp:compute/instance:Instance": (
        "networkInterfaces[*].accessConfigs[*].natIp",
        "networkInterfaces[*].accessConfigs[*].networkTier",
        "networkInterfaces[*].name",
        "networkInterfaces[*].networkIp",
        "networkInterfaces[*].nicType",
        "networkInterfaces[*].stackType",
    ),
    "gcp:container/cluster:Cluster": (
        "controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint",
        "masterAuth.clientCertificate",
        "masterAuth.clientKey",
        "masterAuth.clusterCaCertificate",
        "privateClusterConfig.peeringName",
        "privateClusterConfig.privateEndpoint",
        "privateClusterConfig.publicEndpoint",
    ),
    "gcp:sql/databaseInstance:DatabaseInstance": ("settings.availabilityType", "settings.edition", "settings.version"),
}


def _guard(path: str, says: str, *, usual: bool) -> Guard:
    return Guard(path=path, source=f"pulumi_gcp 10.2.0, {says}", usual=usual)


GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "*": (
        Guard(
            path="deletionPolicy",
            source="pulumi_gcp 10.2.0, almost every type: the command will fail if this field is set to PREVENT",
            usual="DELETE",
            refuses="PREVENT",
        ),
    ),
    "gcp:compute/instance:Instance": (
        _guard("deletionProtection", "compute.Instance: must be disabled before removing; false is usual", usual=False),
    ),
    "gcp:container/cluster:Cluster": (
        _guard("deletionProtection", "container.Cluster: will only succeed if this field is false", usual=True),
    ),
    "gcp:memorystore/instance:Instance": (
        _guard("deletionProtectionEnabled", "memorystore.Instance: if true, deletion will fail", usual=True),
    ),
    "gcp:redis/cluster:Cluster": (
        _guard("deletionProtectionEnabled", "redis.Cluster: any delete will fail; true is usual", usual=True),
    ),
    "gcp:redis/instance:Instance": (
        _guard("deletionProtection", "redis.Instance: will fail if this field is true or unset", usual=True),
    ),
    "gcp:secretmanager/secret:Secret": (
        _guard("deletionProtection", "secretmanager.Secret: will fail if true; false is usual", usual=False),
    ),
    "gcp:sql/databaseInstance:DatabaseInstance": (
        _guard("deletionProtection", "sql.DatabaseInstance: fails unless this is false; true is usual", usual=True),
        _guard(
            "settings.deletionProtectionEnabled",
            "sql.DatabaseInstance, settings: guards across all surfaces; false is usual",
            usual=False,
        ),
    ),
}
