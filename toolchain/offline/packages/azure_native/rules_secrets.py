"""What Azure enforces of key vaults, roles, storage accounts and registries."""

from typing import Any, Final

from toolchain.offline.packages.azure_native.rules_names import UUID
from toolchain.offline.paths import first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_together import Needs, NotTogether, Ordered, Refuses

VAULT: Final = "azure-native:keyvault:Vault"
KEY: Final = "azure-native:keyvault:Key"
ROLE: Final = "azure-native:authorization:RoleAssignment"
ACCOUNT: Final = "azure-native:storage:StorageAccount"
BLOBS: Final = "azure-native:storage:BlobServiceProperties"
LIFE_CYCLE: Final = "azure-native:storage:ManagementPolicy"
REGISTRY: Final = "azure-native:containerregistry:Registry"

ACCOUNT_DOCS: Final = "Terraform azurerm docs, storage_account"
REGISTRY_DOCS: Final = "Terraform azurerm docs, container_registry"
UUID_SAYS: Final = "a UUID. Example: 5f0c7ef0-6c6f-4a4b-9d0a-0d5a3c1c8f11"

# The days of a life cycle: of blobs, of snapshots and of versions.
ACTIONS: Final = ("tierToCool", "tierToCold", "tierToArchive", "delete")
DAYS: tuple[str, ...] = tuple(
    f"policy.rules[*].definition.actions.{what}.{action}.{days}"
    for what, known in (
        ("baseBlob", ("daysAfterModificationGreaterThan", "daysAfterCreationGreaterThan")),
        ("snapshot", ("daysAfterCreationGreaterThan",)),
        ("version", ("daysAfterCreationGreaterThan",)),
    )
    for action in ACTIONS
    for days in known
)

# What a registry has only with the Premium sku: the property, and the value it has without.
PREMIUM_ONLY: tuple[tuple[str, Any], ...] = (
    ("dataEndpointEnabled", False),
    ("encryption.status", "disabled"),
    ("policies.quarantinePolicy.status", "disabled"),
    ("policies.retentionPolicy.status", "disabled"),
    ("policies.exportPolicy.status", "enabled"),
    ("publicNetworkAccess", "Enabled"),
    ("zoneRedundancy", "Disabled"),
)


def _assigned_once(inputs: Inputs, plan: Plan) -> Wrong:
    same = ("scope", "principalId", "roleDefinitionId")
    mine = [first(inputs, path) for path in same]
    if None in mine:
        return
    for other in plan.siblings(ROLE):
        if [first(other.inputs, path) for path in same] == mine:
            yield "roleDefinitionId", f"a role that the principal has not got at this scope yet; {other.name} gives it"


RULES: tuple[Rule, ...] = (
    # Key vaults.
    Number(
        kind=VAULT,
        path="properties.softDeleteRetentionInDays",
        low=7,
        high=90,
        source="Terraform azurerm docs, key_vault: soft_delete_retention_days",
    ),
    Choice(
        kind=VAULT,
        path="properties.enablePurgeProtection",
        allowed=(True,),
        source="SDK docstring, VaultProperties.enable_purge_protection: does not accept false as its value",
    ),
    Text(
        kind=VAULT,
        path="properties.tenantId",
        pattern=UUID,
        says=UUID_SAYS,
        source="Microsoft REST reference, Vaults, Create Or Update: tenantId, uuid",
    ),
    Choice(
        kind=KEY,
        path="properties.keySize",
        allowed=(2048, 3072, 4096),
        when={"properties.kty": ("RSA", "RSA-HSM")},
        source="SDK docstring, KeyProperties.key_size; Microsoft, Key types: RSA of 2048, 3072 and 4096 bits",
    ),
    NotTogether(
        kind=KEY,
        paths=("properties.keySize", "properties.curveName"),
        source="Terraform azurerm docs, key_vault_key: key_size conflicts with curve",
    ),
    # Roles.
    Text(
        kind=ROLE,
        path="principalId",
        pattern=UUID,
        says=f"{UUID_SAYS}: the object id of the principal, not its resource id",
        source="Terraform azurerm docs, role_assignment: principal_id, the object id",
    ),
    Text(
        kind=ROLE,
        path="roleDefinitionId",
        pattern=rf"(?i)(/.*)?/providers/Microsoft\.Authorization/roleDefinitions/{UUID}",
        says="the id of a role definition: /subscriptions/.../roleDefinitions/<UUID>, not its name",
        source="Microsoft REST reference, Role Assignments, Create: roleDefinitionId",
    ),
    Needs(
        kind=ROLE,
        path="conditionVersion",
        needs=("condition",),
        source="Terraform azurerm docs, role_assignment: condition_version",
    ),
    Custom(
        kind=ROLE,
        check=_assigned_once,
        source="Microsoft, Troubleshoot Azure RBAC: RoleAssignmentExists",
    ),
    # Storage accounts.
    Choice(
        kind=ACCOUNT,
        path="isHnsEnabled",
        allowed=(True,),
        when={"enableNfsV3": True},
        source=f"{ACCOUNT_DOCS}: nfsv3_enabled",
    ),
    Needs(
        kind=ACCOUNT,
        needs=("isHnsEnabled",),
        when={"enableNfsV3": True},
        source=f"{ACCOUNT_DOCS}: nfsv3_enabled",
    ),
    Needs(
        kind=ACCOUNT,
        needs=("encryption.keyVaultProperties", "identity"),
        when={"encryption.keySource": "Microsoft.Keyvault"},
        source=f"{ACCOUNT_DOCS}: customer_managed_key",
    ),
    Text(
        kind=ACCOUNT,
        path="networkRuleSet.ipRules[*].iPAddressOrRange",
        pattern=r"(\d{1,3}\.){3}\d{1,3}(/([0-9]|[12][0-9]|30))?",
        never=r"^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)",
        says="a public IPv4 address, or a range from /0 to /30. Example: 203.0.113.0/28",
        source="Terraform azurerm, internal/services/storage/validate/storage_account_ip_rule.go",
    ),
    Number(kind=BLOBS, path="deleteRetentionPolicy.days", low=1, high=365, source=f"{ACCOUNT_DOCS}: blob_properties"),
    Number(
        kind=BLOBS,
        path="containerDeleteRetentionPolicy.days",
        low=1,
        high=365,
        source=f"{ACCOUNT_DOCS}: blob_properties",
    ),
    Number(kind=BLOBS, path="restorePolicy.days", low=1, high=365, source=f"{ACCOUNT_DOCS}: restore_policy"),
    Number(
        kind=BLOBS, path="changeFeed.retentionInDays", low=1, high=146000, source=f"{ACCOUNT_DOCS}: blob_properties"
    ),
    *(
        rule
        for path in ("changeFeed.enabled", "isVersioningEnabled", "deleteRetentionPolicy.enabled")
        for rule in (
            Choice(
                kind=BLOBS,
                path=path,
                allowed=(True,),
                when={"restorePolicy.enabled": True},
                source=f"{ACCOUNT_DOCS}: restore_policy",
            ),
            Needs(
                kind=BLOBS,
                needs=(path,),
                when={"restorePolicy.enabled": True},
                example="true",
                source=f"{ACCOUNT_DOCS}: restore_policy",
            ),
        )
    ),
    Ordered(
        kind=BLOBS,
        paths=("restorePolicy.days", "deleteRetentionPolicy.days"),
        apart=True,
        source=f"{ACCOUNT_DOCS}: restore_policy, days",
    ),
    *(
        Number(
            kind=LIFE_CYCLE,
            path=path,
            low=0,
            high=99999,
            source="Terraform azurerm docs, storage_management_policy: days, 0 to 99999",
        )
        for path in DAYS
    ),
    # Registries.
    *(
        Choice(
            kind=REGISTRY,
            path=path,
            allowed=(without,),
            when={"sku.name": ("Basic", "Standard")},
            source=f"{REGISTRY_DOCS}: only with the Premium sku",
        )
        for path, without in PREMIUM_ONLY
    ),
    Refuses(
        kind=REGISTRY,
        refuses=("networkRuleSet",),
        when={"sku.name": ("Basic", "Standard")},
        source=f"{REGISTRY_DOCS}: network_rule_set",
    ),
    Choice(
        kind=REGISTRY,
        path="anonymousPullEnabled",
        allowed=(False,),
        when={"sku.name": "Basic"},
        source=f"{REGISTRY_DOCS}: anonymous_pull_enabled",
    ),
    Number(
        kind=REGISTRY,
        path="policies.retentionPolicy.days",
        low=0,
        high=365,
        source=f"{REGISTRY_DOCS}: retention_policy_in_days",
    ),
)
