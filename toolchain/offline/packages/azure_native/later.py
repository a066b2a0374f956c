"""What Azure fills inside what a program says.

Sources: Microsoft REST reference, the example answers of each type's "Create Or Update": what is in the answer and not
in the request. Azure has no property that guards against a deletion; its locks are resources of their own.
"""

from collections.abc import Mapping

from toolchain.offline.packages.azure_native.makers import PARTS

LATER: Mapping[str, tuple[str, ...]] = {
    "*": (
        "identity.principalId",
        "identity.tenantId",
        "identity.userAssignedIdentities{}",
        "identity.userAssignedIdentities[*].clientId",
        "identity.userAssignedIdentities[*].principalId",
        *(f"{part}[*].id" for part in PARTS),
    ),
    "azure-native:containerservice:ManagedCluster": (
        "identityProfile",
        "nodeResourceGroup",
        "oidcIssuerProfile.issuerURL",
    ),
    "azure-native:dataprotection:BackupInstance": (
        "properties.currentProtectionState",
        "properties.protectionStatus",
        "properties.provisioningState",
    ),
    "azure-native:dataprotection:BackupVault": (
        "properties.isVaultProtectedByResourceGuard",
        "properties.provisioningState",
        "properties.secureScore",
    ),
    "azure-native:dbforpostgresql:Server": (
        "backup",
        "backup.backupRetentionDays",
        "backup.geoRedundantBackup",
        "highAvailability",
        "highAvailability.state",
        "network",
        "network.publicNetworkAccess",
        "storage",
        "storage.autoGrow",
        "storage.storageSizeGB",
        "storage.type",
    ),
    "azure-native:keyvault:Secret": (
        "properties.attributes",
        "properties.secretUri",
        "properties.secretUriWithVersion",
    ),
    "azure-native:keyvault:Vault": (
        "properties.enableSoftDelete",
        "properties.provisioningState",
        "properties.publicNetworkAccess",
        "properties.softDeleteRetentionInDays",
        "properties.vaultUri",
    ),
    "azure-native:network:NetworkInterface": ("ipConfigurations[*].privateIPAddress",),
    "azure-native:network:PublicIPAddress": ("dnsSettings.fqdn",),
    "azure-native:recoveryservices:Vault": ("properties.provisioningState", "properties.secureScore"),
    "azure-native:storage:StorageAccount": ("sku.tier",),
}
