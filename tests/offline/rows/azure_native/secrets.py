"""Rows of rules on vaults, roles, storage and registries."""

from tests.offline.rows.azure_native.base import (
    GROUP,
    UUID,
    Neighbour,
    Row,
    because,
    of_range,
)
from tests.offline.tables import at
from toolchain.offline.packages.azure_native.rules_secrets import DAYS, PREMIUM_ONLY

VAULT, KEY = "keyvault:Vault", "keyvault:Key"
ROLE, ACCOUNT, BLOBS = "authorization:RoleAssignment", "storage:StorageAccount", "storage:BlobServiceProperties"
LIFE, REGISTRY = "storage:ManagementPolicy", "containerregistry:Registry"

RESTORE = {
    "restorePolicy": {"enabled": True, "days": 6},
    "deleteRetentionPolicy": {"enabled": True, "days": 7},
    "changeFeed": {"enabled": True},
    "isVersioningEnabled": True,
}
READER = f"/providers/Microsoft.Authorization/roleDefinitions/{UUID}"
PUBLIC_RANGE = "a public IPv4 address, or a range from /0 to /30. Example: 203.0.113.0/28"


ROWS: list[Row] = [
    # Vaults.
    *of_range(VAULT, "properties.softDeleteRetentionInDays", 7, 90),
    (
        VAULT,
        {"properties.enablePurgeProtection": True},
        {"properties.enablePurgeProtection": False},
        "properties.enablePurgeProtection is False; allowed: True",
    ),
    (
        VAULT,
        {"properties.tenantId": UUID},
        {"properties.tenantId": "shop.org"},
        f"properties.tenantId is 'shop.org'; allowed: a UUID. Example: {UUID}",
    ),
    (
        KEY,
        {"properties": {"kty": "RSA", "keySize": 3072}},
        {"properties": {"kty": "RSA", "keySize": 1024}},
        "properties.keySize is 1024; allowed: 2048, 3072, 4096",
    ),
    (
        KEY,
        {"properties": {"kty": "EC", "curveName": "P-256"}},
        {"properties": {"kty": "EC", "curveName": "P-256", "keySize": 2048}},
        "properties.curveName is said together with properties.keySize; "
        "allowed: at most one of properties.keySize, properties.curveName",
    ),
    # Roles.
    (
        ROLE,
        {"principalId": UUID},
        {"principalId": "/x/userAssignedIdentities/app"},
        f"principalId is '/x/userAssignedIdentities/app'; allowed: a UUID. Example: {UUID}: the object id of the "
        "principal, not its resource id",
    ),
    (
        ROLE,
        {"roleDefinitionId": f"/subscriptions/1{READER}"},
        {"roleDefinitionId": "Reader"},
        "roleDefinitionId is 'Reader'; allowed: the id of a role definition: "
        "/subscriptions/.../roleDefinitions/<UUID>, not its name",
    ),
    (
        ROLE,
        {"condition": "x", "conditionVersion": "2.0"},
        {"condition": None},
        because("condition", "conditionVersion"),
    ),
    # Storage accounts.
    (
        ACCOUNT,
        {"enableNfsV3": True, "isHnsEnabled": True},
        {"isHnsEnabled": False},
        "isHnsEnabled is False; allowed: True",
    ),
    (
        ACCOUNT,
        {"enableNfsV3": True, "isHnsEnabled": True},
        {"isHnsEnabled": None},
        because("isHnsEnabled", "enableNfsV3 = True"),
    ),
    (
        ACCOUNT,
        {
            "encryption": {"keySource": "Microsoft.Keyvault", "keyVaultProperties": {"keyName": "k"}},
            "identity": {"type": "UserAssigned"},
        },
        {"identity": None},
        because("identity", "encryption.keySource = 'Microsoft.Keyvault'"),
    ),
    *(
        (
            ACCOUNT,
            {"networkRuleSet.ipRules": [{"iPAddressOrRange": "203.0.113.0/30"}]},
            {"networkRuleSet.ipRules": [{"iPAddressOrRange": wrong}]},
            f"networkRuleSet.ipRules[0].iPAddressOrRange is {wrong!r}; allowed: {PUBLIC_RANGE}",
        )
        for wrong in ("203.0.113.0/31", "10.0.0.0/16")
    ),
    *of_range(BLOBS, "deleteRetentionPolicy.days", 1, 365),
    *of_range(BLOBS, "containerDeleteRetentionPolicy.days", 1, 365),
    *of_range(BLOBS, "restorePolicy.days", 1, 365),
    *of_range(BLOBS, "changeFeed.retentionInDays", 1, 146000),
    (BLOBS, RESTORE, {"isVersioningEnabled": False}, "isVersioningEnabled is False; allowed: True"),
    (BLOBS, RESTORE, {"changeFeed": {"enabled": False}}, "changeFeed.enabled is False; allowed: True"),
    (
        BLOBS,
        RESTORE,
        {"deleteRetentionPolicy": {"enabled": False, "days": 7}},
        "deleteRetentionPolicy.enabled is False; allowed: True",
    ),
    *(
        (BLOBS, RESTORE, lost, because(path, "restorePolicy.enabled = True", "true"))
        for path, lost in (
            ("isVersioningEnabled", {"isVersioningEnabled": None}),
            ("changeFeed.enabled", {"changeFeed": None}),
            ("deleteRetentionPolicy.enabled", {"deleteRetentionPolicy": None}),
        )
    ),
    (
        BLOBS,
        RESTORE,
        {"restorePolicy": {"enabled": True, "days": 7}},
        "restorePolicy.days is 7; allowed: less than 7, the deleteRetentionPolicy.days",
    ),
    *(
        (
            LIFE,
            at(path, 99999),
            at(path, 100000),
            f"{path.replace('[*]', '[0]')} is 100000; allowed: 0 to 99999",
        )
        for path in DAYS
    ),
    # Registries.
    *(
        (
            REGISTRY,
            {"sku.name": "Basic", path: without},
            {path: not without if isinstance(without, bool) else f"not {without}"},
            f"{path} is {(not without) if isinstance(without, bool) else f'not {without}'!r}; allowed: {without}",
        )
        for path, without in PREMIUM_ONLY
    ),
    (
        REGISTRY,
        {"sku.name": "Standard"},
        {"networkRuleSet": {}},
        "networkRuleSet is {}; allowed: nothing, because sku.name is 'Standard'",
    ),
    (
        REGISTRY,
        {"sku.name": "Basic", "anonymousPullEnabled": False},
        {"anonymousPullEnabled": True},
        "anonymousPullEnabled is True; allowed: False",
    ),
    *of_range(REGISTRY, "policies.retentionPolicy.days", 0, 365),
]


GIVEN = (ROLE, "reader", {"scope": GROUP, "principalId": UUID, "roleDefinitionId": READER}, "")
PLANNED: list[tuple[tuple[Neighbour, ...], Row]] = [
    (
        (GIVEN,),
        (
            ROLE,
            {"scope": f"{GROUP}/x", "principalId": UUID, "roleDefinitionId": READER},
            {"scope": GROUP},
            f"roleDefinitionId is {READER!r}"[: len("roleDefinitionId is ") + 80]
            + "...; allowed: a role that the principal has not got at this scope yet; reader gives it",
        ),
    ),
]
