"""Lengths and alphabets of names on Azure.

Source of every row without its own: Microsoft, "Naming rules and restrictions for Azure resources". Where the Terraform
provider's check (hashicorp/terraform-provider-azurerm, internal/services/*/validate) is the more lenient, it is what is
here: the page lags behind the services.
"""

from collections.abc import Iterator
from typing import Final

from toolchain.offline.rules import Choice, Rule, Text

PAGE: Final = "Microsoft, Naming rules and restrictions for Azure resources"
FRONT_DOOR: Final = "Terraform azurerm, internal/services/cdn/validate/front_door_*_name.go"

NETWORK_NAME: Final = r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9_])?"
NETWORK_SAYS: Final = (
    "characters: letters, digits, underscores, periods and hyphens, first a letter or digit, last no period or hyphen"
)
HYPHENATED: Final = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
HYPHENATED_SAYS: Final = "letters, digits and hyphens, no hyphen first or last"
UUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# type -> the input with the name, shortest, longest, pattern, what it says with an example, source
NAMES: tuple[tuple[str, str, int, int, str, str, str], ...] = (
    (
        "resources:ResourceGroup", "resourceGroupName", 1, 90, r"[\w.()-]*[\w()-]",
        "1 to 90 letters, digits, underscores, periods, hyphens and parentheses, no period last. Example: shop-prod",
        PAGE,
    ),
    (
        "dbforpostgresql:Server", "serverName", 3, 63, r"[a-z0-9]([a-z0-9-]*[a-z0-9])?",
        "3 to 63 lower-case letters, digits and hyphens, no hyphen first or last. Example: shop-prod-db",
        PAGE,
    ),
    (
        "dbforpostgresql:Database", "databaseName", 1, 63, r"[A-Za-z_-][A-Za-z0-9_-]*",
        "1 to 63 letters, digits, hyphens and underscores, no digit first. Example: orders",
        "Terraform azurerm, internal/services/postgres/validate/flexible_server_database_name.go",
    ),
    (
        "dbforpostgresql:FirewallRule", "firewallRuleName", 1, 128, r"[A-Za-z0-9_-]+",
        "1 to 128 letters, digits, hyphens and underscores. Example: office",
        PAGE,
    ),
    (
        "redisenterprise:RedisEnterprise", "clusterName", 1, 63, r"[A-Za-z0-9](-?[A-Za-z0-9])*",
        "1 to 63 letters, digits and single hyphens, no hyphen first or last. Example: shop-prod-cache",
        "Terraform azurerm, internal/services/managedredis/validate/managed_redis_name.go",
    ),
    (
        "keyvault:Vault", "vaultName", 3, 24, r"[A-Za-z](-?[A-Za-z0-9])*",
        "3 to 24 letters, digits and single hyphens, first a letter, no hyphen last. Example: shop-prod-kv",
        PAGE,
    ),
    (
        "keyvault:Key", "keyName", 1, 127, r"[A-Za-z0-9-]+",
        "1 to 127 letters, digits and hyphens. Example: database",
        "Microsoft, About keys, secrets and certificates: object-name, 1 to 127 characters of 0-9, a-z, A-Z and -",
    ),
    (
        "keyvault:Secret", "secretName", 1, 127, r"[A-Za-z0-9-]+",
        "1 to 127 letters, digits and hyphens. Example: database-password",
        PAGE,
    ),
    (
        "managedidentity:UserAssignedIdentity", "resourceName", 3, 128, r"[A-Za-z0-9][A-Za-z0-9_-]*",
        "3 to 128 letters, digits, hyphens and underscores, first a letter or digit. Example: shop-prod-app",
        PAGE,
    ),
    (
        "storage:StorageAccount", "accountName", 3, 24, r"[a-z0-9]+",
        "3 to 24 lower-case letters and digits. Example: shopprodfiles",
        PAGE,
    ),
    (
        "storage:BlobContainer", "containerName", 3, 63, r"\$root|\$web|\$logs|[a-z0-9](-?[a-z0-9])*",
        "3 to 63 lower-case letters, digits and single hyphens, no hyphen first or last. Example: uploads",
        PAGE,
    ),
    (
        "containerservice:ManagedCluster", "resourceName", 1, 63, r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?",
        "1 to 63 letters, digits, hyphens and underscores, first and last a letter or digit. Example: shop-prod",
        PAGE,
    ),
    (
        "containerservice:ManagedCluster", "dnsPrefix", 1, 54, HYPHENATED,
        f"1 to 54 {HYPHENATED_SAYS}. Example: shop-prod",
        "Terraform azurerm, internal/services/containers/validate/kubernetes.go, KubernetesDNSPrefix",
    ),
    (
        "containerservice:ManagedCluster", "agentPoolProfiles[*].name", 1, 12, r"[a-z][a-z0-9]*",
        "1 to 12 lower-case letters and digits, first a letter. Example: system",
        "Terraform azurerm, internal/services/containers/validate/kubernetes.go, KubernetesAgentPoolName",
    ),
    (
        "containerservice:AgentPool", "agentPoolName", 1, 12, r"[a-z][a-z0-9]*",
        "1 to 12 lower-case letters and digits, first a letter. Example: apps",
        "Terraform azurerm, internal/services/containers/validate/kubernetes.go, KubernetesAgentPoolName",
    ),
    (
        "containerregistry:Registry", "registryName", 5, 50, r"[A-Za-z0-9]+",
        "5 to 50 letters and digits. Example: shopprodimages",
        PAGE,
    ),
    (
        "compute:VirtualMachine", "vmName", 1, 64, r"[A-Za-z0-9][A-Za-z0-9._-]*",
        "1 to 64 letters, digits, periods, hyphens and underscores, first a letter or digit. Example: shop-prod-web",
        PAGE,
    ),
    (
        "compute:VirtualMachineScaleSet", "vmScaleSetName", 1, 64, r"[A-Za-z0-9][A-Za-z0-9._-]*",
        "1 to 64 letters, digits, periods, hyphens and underscores, first a letter or digit. Example: shop-prod-web",
        PAGE,
    ),
    (
        "compute:Disk", "diskName", 1, 80, r"[A-Za-z0-9._-]+",
        "1 to 80 letters, digits, periods, hyphens and underscores. Example: shop-prod-data",
        PAGE,
    ),
    (
        "compute:DiskEncryptionSet", "diskEncryptionSetName", 1, 80, r"[A-Za-z0-9._-]+",
        "1 to 80 letters, digits, periods, hyphens and underscores. Example: shop-prod",
        PAGE,
    ),
    (
        "operationalinsights:Workspace", "workspaceName", 4, 63, HYPHENATED,
        f"4 to 63 {HYPHENATED_SAYS}. Example: shop-prod-logs",
        PAGE,
    ),
    (
        "monitor:ActionGroup", "groupShortName", 1, 12, "",
        "1 to 12 characters. Example: on-call",
        "Terraform azurerm docs, monitor_action_group: short_name",
    ),
    (
        "monitor:DiagnosticSetting", "name", 1, 260, r"[^<>*%&:\\?+/]+",
        "1 to 260 characters without < > * % & : \\ ? + /. Example: to-workspace",
        "Terraform azurerm, internal/services/monitor/validate/monitor_diagnostic_setting.go",
    ),
    (
        "dataprotection:BackupVault", "vaultName", 2, 50, r"[A-Za-z0-9-]+",
        "2 to 50 letters, digits and hyphens. Example: shop-prod-backups",
        "Terraform azurerm docs, data_protection_backup_vault: name",
    ),
    (
        "dataprotection:BackupPolicy", "backupPolicyName", 3, 150, r"[A-Za-z0-9-]+",
        "3 to 150 letters, digits and hyphens. Example: daily",
        "Terraform azurerm, internal/services/dataprotection/validate/backup_policy_*_name.go",
    ),
    (
        "recoveryservices:Vault", "vaultName", 2, 50, r"[A-Za-z][A-Za-z0-9-]*",
        "2 to 50 letters, digits and hyphens, first a letter. Example: shop-prod-backups",
        PAGE,
    ),
    (
        "authorization:ManagementLockByScope", "lockName", 1, 260, r"[^<>%&:\\?/\x00-\x1f]+",
        "1 to 260 characters without < > % & : \\ ? /. Example: keep",
        "SDK docstring, ManagementLockByScope.lock_name",
    ),
    (
        "authorization:ManagementLockByScope", "notes", 0, 512, "",
        "at most 512 characters. Example: holds the customers' data",
        "SDK docstring, ManagementLockByScope.notes",
    ),
    (
        "authorization:RoleAssignment", "roleAssignmentName", 36, 36, UUID,
        "a UUID. Example: 5f0c7ef0-6c6f-4a4b-9d0a-0d5a3c1c8f11",
        "Terraform azurerm docs, role_assignment: name, a unique UUID",
    ),
    (
        "authorization:RoleDefinition", "roleDefinitionId", 36, 36, UUID,
        "a UUID. Example: 5f0c7ef0-6c6f-4a4b-9d0a-0d5a3c1c8f11",
        "Terraform azurerm docs, role_definition: role_definition_id, a UUID",
    ),
    ("cdn:Profile", "profileName", 2, 90, HYPHENATED, f"2 to 90 {HYPHENATED_SAYS}. Example: shop-prod", FRONT_DOOR),
    ("cdn:AFDEndpoint", "endpointName", 2, 46, HYPHENATED, f"2 to 46 {HYPHENATED_SAYS}. Example: shop", FRONT_DOOR),
    (
        "cdn:AFDOriginGroup", "originGroupName", 2, 90, HYPHENATED,
        f"2 to 90 {HYPHENATED_SAYS}. Example: edge",
        FRONT_DOOR,
    ),
    ("cdn:AFDOrigin", "originName", 2, 90, HYPHENATED, f"2 to 90 {HYPHENATED_SAYS}. Example: edge", FRONT_DOOR),
    ("cdn:Route", "routeName", 2, 90, HYPHENATED, f"2 to 90 {HYPHENATED_SAYS}. Example: all", FRONT_DOOR),
    (
        "cdn:AFDCustomDomain", "customDomainName", 2, 260, HYPHENATED,
        f"2 to 260 {HYPHENATED_SAYS}. Example: shop-example-com",
        FRONT_DOOR,
    ),
    (
        "cdn:RuleSet", "ruleSetName", 1, 60, r"[A-Za-z][A-Za-z0-9]*",
        "1 to 60 letters and digits, first a letter. Example: headers",
        FRONT_DOOR,
    ),
    (
        "cdn:Rule", "ruleName", 1, 260, r"[A-Za-z][A-Za-z0-9]*",
        "1 to 260 letters and digits, first a letter. Example: cacheAssets",
        FRONT_DOOR,
    ),
)  # fmt: skip

# type -> the input with the name, shortest and longest; the alphabet is that of NETWORK_NAME
NETWORK: tuple[tuple[str, str, int, int], ...] = (
    ("network:ApplicationGateway", "applicationGatewayName", 1, 80),
    ("network:FlowLog", "flowLogName", 1, 80),
    ("network:LoadBalancer", "loadBalancerName", 1, 80),
    ("network:NatGateway", "natGatewayName", 1, 80),
    ("network:NetworkInterface", "networkInterfaceName", 1, 80),
    ("network:NetworkSecurityGroup", "networkSecurityGroupName", 1, 80),
    ("network:NetworkWatcher", "networkWatcherName", 1, 80),
    ("network:PrivateEndpoint", "privateEndpointName", 1, 80),
    ("network:PublicIPAddress", "publicIpAddressName", 1, 80),
    ("network:PublicIPPrefix", "publicIpPrefixName", 1, 80),
    ("network:Route", "routeName", 1, 80),
    ("network:RouteTable", "routeTableName", 1, 80),
    ("network:SecurityRule", "securityRuleName", 1, 80),
    ("network:Subnet", "subnetName", 1, 80),
    ("network:VirtualNetwork", "virtualNetworkName", 2, 64),
    ("network:VirtualNetworkPeering", "virtualNetworkPeeringName", 1, 80),
    ("privatedns:VirtualNetworkLink", "virtualNetworkLinkName", 1, 80),
)

# type -> the input with the name of what there is only one of
DEFAULTS: tuple[tuple[str, str], ...] = (
    ("storage:BlobServiceProperties", "blobServicesName"),
    ("storage:ManagementPolicy", "managementPolicyName"),
)

ZONES: tuple[tuple[str, str], ...] = (("dns:Zone", "zoneName"), ("privatedns:PrivateZone", "privateZoneName"))


def _rules() -> Iterator[Rule]:
    for kind, path, shortest, longest, pattern, says, source in NAMES:
        yield Text(
            kind=f"azure-native:{kind}",
            path=path,
            shortest=shortest,
            longest=longest,
            pattern=pattern,
            says=says,
            source=source,
        )
    for kind, path, shortest, longest in NETWORK:
        yield Text(
            kind=f"azure-native:{kind}",
            path=path,
            shortest=shortest,
            longest=longest,
            pattern=NETWORK_NAME,
            says=f"{shortest} to {longest} {NETWORK_SAYS}. Example: shop-prod",
            source=PAGE,
        )
    for kind, path in DEFAULTS:
        yield Choice(kind=f"azure-native:{kind}", path=path, allowed=("default",), source=PAGE)
    for kind, path in ZONES:
        yield Text(
            kind=f"azure-native:{kind}",
            path=path,
            longest=253,
            pattern=r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63}){1,33}",
            says="2 to 34 labels of letters, digits, hyphens and underscores. Example: shop.example.com",
            source=PAGE,
        )


RULES: tuple[Rule, ...] = tuple(_rules())
