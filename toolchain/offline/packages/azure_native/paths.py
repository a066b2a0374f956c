"""The types that this package knows by name: the path of each one's id, the input with its name, its API version.

Sources: the SDK's docstrings ("Uses Azure REST API version"); Microsoft REST reference, "Create Or Update";
Microsoft "Naming rules and restrictions for Azure resources" for the scope within which a name is unique.
"""

from collections.abc import Mapping

# type -> path of its id after the group's, the input that holds its name, its API version
PATHS: Mapping[str, tuple[str, str, str]] = {
    # Network.
    "network:VirtualNetwork": ("Microsoft.Network/virtualNetworks", "virtualNetworkName", "2024-05-01"),
    "network:Subnet": ("Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets", "subnetName", "2024-05-01"),
    "network:VirtualNetworkPeering": (
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings",
        "virtualNetworkPeeringName",
        "2024-05-01",
    ),
    "network:NetworkSecurityGroup": (
        "Microsoft.Network/networkSecurityGroups",
        "networkSecurityGroupName",
        "2024-05-01",
    ),
    "network:SecurityRule": (
        "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}/securityRules",
        "securityRuleName",
        "2024-05-01",
    ),
    "network:NatGateway": ("Microsoft.Network/natGateways", "natGatewayName", "2024-05-01"),
    "network:PublicIPAddress": ("Microsoft.Network/publicIPAddresses", "publicIpAddressName", "2024-05-01"),
    "network:PublicIPPrefix": ("Microsoft.Network/publicIPPrefixes", "publicIpPrefixName", "2024-05-01"),
    "network:RouteTable": ("Microsoft.Network/routeTables", "routeTableName", "2024-05-01"),
    "network:Route": ("Microsoft.Network/routeTables/{routeTableName}/routes", "routeName", "2024-05-01"),
    "network:NetworkInterface": ("Microsoft.Network/networkInterfaces", "networkInterfaceName", "2024-05-01"),
    "network:LoadBalancer": ("Microsoft.Network/loadBalancers", "loadBalancerName", "2024-05-01"),
    "network:PrivateEndpoint": ("Microsoft.Network/privateEndpoints", "privateEndpointName", "2024-05-01"),
    "network:PrivateDnsZoneGroup": (
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups",
        "privateDnsZoneGroupName",
        "2024-05-01",
    ),
    "network:ApplicationGateway": ("Microsoft.Network/applicationGateways", "applicationGatewayName", "2024-05-01"),
    "network:WebApplicationFirewallPolicy": (
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
        "policyName",
        "2024-05-01",
    ),
    "network:DdosProtectionPlan": ("Microsoft.Network/ddosProtectionPlans", "ddosProtectionPlanName", "2024-05-01"),
    "network:NetworkWatcher": ("Microsoft.Network/networkWatchers", "networkWatcherName", "2024-05-01"),
    "network:FlowLog": (
        "Microsoft.Network/networkWatchers/{networkWatcherName}/flowLogs",
        "flowLogName",
        "2024-05-01",
    ),
    # Names.
    "dns:Zone": ("Microsoft.Network/dnsZones", "zoneName", "2023-07-01-preview"),
    "dns:RecordSet": (
        "Microsoft.Network/dnsZones/{zoneName}/{recordType}",
        "relativeRecordSetName",
        "2023-07-01-preview",
    ),
    "privatedns:PrivateZone": ("Microsoft.Network/privateDnsZones", "privateZoneName", "2024-06-01"),
    "privatedns:VirtualNetworkLink": (
        "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks",
        "virtualNetworkLinkName",
        "2024-06-01",
    ),
    "privatedns:PrivateRecordSet": (
        "Microsoft.Network/privateDnsZones/{privateZoneName}/{recordType}",
        "relativeRecordSetName",
        "2024-06-01",
    ),
    # Database and cache.
    "dbforpostgresql:Server": ("Microsoft.DBforPostgreSQL/flexibleServers", "serverName", "2025-08-01"),
    "dbforpostgresql:Database": (
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/databases",
        "databaseName",
        "2025-08-01",
    ),
    "dbforpostgresql:Configuration": (
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/configurations",
        "configurationName",
        "2025-08-01",
    ),
    "dbforpostgresql:FirewallRule": (
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/firewallRules",
        "firewallRuleName",
        "2025-08-01",
    ),
    "dbforpostgresql:Administrator": (
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/administrators",
        "objectId",
        "2025-01-01-preview",
    ),
    "dbforpostgresql:Backup": (
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/backups",
        "backupName",
        "2025-01-01-preview",
    ),
    "dbforpostgresql:VirtualEndpoint": (
        "Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/virtualEndpoints",
        "virtualEndpointName",
        "2025-08-01",
    ),
    "redisenterprise:RedisEnterprise": ("Microsoft.Cache/redisEnterprise", "clusterName", "2025-07-01"),
    "redisenterprise:Database": (
        "Microsoft.Cache/redisEnterprise/{clusterName}/databases",
        "databaseName",
        "2025-07-01",
    ),
    "redisenterprise:AccessPolicyAssignment": (
        "Microsoft.Cache/redisEnterprise/{clusterName}/databases/{databaseName}/accessPolicyAssignments",
        "accessPolicyAssignmentName",
        "2025-07-01",
    ),
    # Secrets and identities.
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", "vaultName", "2024-11-01"),
    "keyvault:Key": ("Microsoft.KeyVault/vaults/{vaultName}/keys", "keyName", "2024-11-01"),
    "keyvault:Secret": ("Microsoft.KeyVault/vaults/{vaultName}/secrets", "secretName", "2024-11-01"),
    "managedidentity:UserAssignedIdentity": (
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "resourceName",
        "2023-01-31",
    ),
    "managedidentity:FederatedIdentityCredential": (
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials",
        "federatedIdentityCredentialResourceName",
        "2023-01-31",
    ),
    # Storage.
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", "accountName", "2024-01-01"),
    "storage:BlobContainer": (
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers",
        "containerName",
        "2024-01-01",
    ),
    "storage:BlobServiceProperties": (
        "Microsoft.Storage/storageAccounts/{accountName}/blobServices",
        "blobServicesName",
        "2024-01-01",
    ),
    "storage:ManagementPolicy": (
        "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies",
        "managementPolicyName",
        "2024-01-01",
    ),
    # Compute and containers.
    "containerservice:ManagedCluster": ("Microsoft.ContainerService/managedClusters", "resourceName", "2025-09-01"),
    "containerservice:AgentPool": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools",
        "agentPoolName",
        "2025-09-01",
    ),
    "containerservice:MaintenanceConfiguration": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations",
        "configName",
        "2025-09-01",
    ),
    "containerservice:TrustedAccessRoleBinding": (
        "Microsoft.ContainerService/managedClusters/{resourceName}/trustedAccessRoleBindings",
        "trustedAccessRoleBindingName",
        "2025-09-01",
    ),
    "containerregistry:Registry": ("Microsoft.ContainerRegistry/registries", "registryName", "2023-01-01-preview"),
    "compute:VirtualMachineScaleSet": ("Microsoft.Compute/virtualMachineScaleSets", "vmScaleSetName", "2024-11-01"),
    "compute:VirtualMachineScaleSetExtension": (
        "Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}/extensions",
        "vmssExtensionName",
        "2024-11-01",
    ),
    "compute:VirtualMachine": ("Microsoft.Compute/virtualMachines", "vmName", "2024-11-01"),
    "compute:Disk": ("Microsoft.Compute/disks", "diskName", "2024-03-02"),
    "compute:DiskEncryptionSet": ("Microsoft.Compute/diskEncryptionSets", "diskEncryptionSetName", "2024-03-02"),
    # Monitoring.
    "operationalinsights:Workspace": ("Microsoft.OperationalInsights/workspaces", "workspaceName", "2023-09-01"),
    "monitor:MetricAlert": ("Microsoft.Insights/metricAlerts", "ruleName", "2018-03-01"),
    "monitor:ActionGroup": ("Microsoft.Insights/actionGroups", "actionGroupName", "2024-10-01-preview"),
    "monitor:ScheduledQueryRule": ("Microsoft.Insights/scheduledQueryRules", "ruleName", "2025-01-01-preview"),
    "monitor:AutoscaleSetting": ("Microsoft.Insights/autoscaleSettings", "autoscaleSettingName", "2021-05-01-preview"),
    "monitor:DataCollectionRule": ("Microsoft.Insights/dataCollectionRules", "dataCollectionRuleName", "2022-06-01"),
    "monitor:AzureMonitorWorkspace": ("Microsoft.Monitor/accounts", "azureMonitorWorkspaceName", "2023-04-03"),
    "applicationinsights:Component": ("Microsoft.Insights/components", "resourceName", "2020-02-02"),
    # Backups.
    "dataprotection:BackupVault": ("Microsoft.DataProtection/backupVaults", "vaultName", "2025-01-01"),
    "dataprotection:BackupPolicy": (
        "Microsoft.DataProtection/backupVaults/{vaultName}/backupPolicies",
        "backupPolicyName",
        "2025-01-01",
    ),
    "dataprotection:BackupInstance": (
        "Microsoft.DataProtection/backupVaults/{vaultName}/backupInstances",
        "backupInstanceName",
        "2025-01-01",
    ),
    "recoveryservices:Vault": ("Microsoft.RecoveryServices/vaults", "vaultName", "2024-10-01"),
    "recoveryservices:ProtectionPolicy": (
        "Microsoft.RecoveryServices/vaults/{vaultName}/backupPolicies",
        "policyName",
        "2024-10-01",
    ),
    # Front Door.
    "cdn:Profile": ("Microsoft.Cdn/profiles", "profileName", "2025-06-01"),
    "cdn:AFDEndpoint": ("Microsoft.Cdn/profiles/{profileName}/afdEndpoints", "endpointName", "2025-06-01"),
    "cdn:Route": ("Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}/routes", "routeName", "2025-06-01"),
    "cdn:AFDOriginGroup": ("Microsoft.Cdn/profiles/{profileName}/originGroups", "originGroupName", "2025-06-01"),
    "cdn:AFDOrigin": (
        "Microsoft.Cdn/profiles/{profileName}/originGroups/{originGroupName}/origins",
        "originName",
        "2025-06-01",
    ),
    "cdn:AFDCustomDomain": ("Microsoft.Cdn/profiles/{profileName}/customDomains", "customDomainName", "2025-06-01"),
    "cdn:RuleSet": ("Microsoft.Cdn/profiles/{profileName}/ruleSets", "ruleSetName", "2025-06-01"),
    "cdn:Rule": ("Microsoft.Cdn/profiles/{profileName}/ruleSets/{ruleSetName}/rules", "ruleName", "2025-06-01"),
    "cdn:Secret": ("Microsoft.Cdn/profiles/{profileName}/secrets", "secretName", "2025-06-01"),
    "cdn:SecurityPolicy": ("Microsoft.Cdn/profiles/{profileName}/securityPolicies", "securityPolicyName", "2025-06-01"),
    "frontdoor:Policy": ("Microsoft.Network/frontDoorWebApplicationFirewallPolicies", "policyName", "2025-11-01"),
}

# The same for what is made on another resource, named by its id in an input, and not in a group.
# type -> the input with that id, the path after it, the input that holds the name, the API version
ON_A_SCOPE: Mapping[str, tuple[str, str, str, str]] = {
    "authorization:RoleAssignment": (
        "scope",
        "Microsoft.Authorization/roleAssignments",
        "roleAssignmentName",
        "2022-04-01",
    ),
    "authorization:RoleDefinition": (
        "scope",
        "Microsoft.Authorization/roleDefinitions",
        "roleDefinitionId",
        "2022-05-01-preview",
    ),
    "authorization:ManagementLockByScope": ("scope", "Microsoft.Authorization/locks", "lockName", "2020-05-01"),
    "monitor:DiagnosticSetting": (
        "resourceUri",
        "Microsoft.Insights/diagnosticSettings",
        "name",
        "2021-05-01-preview",
    ),
    "monitor:DataCollectionRuleAssociation": (
        "resourceUri",
        "Microsoft.Insights/dataCollectionRuleAssociations",
        "associationName",
        "2022-06-01",
    ),
}

# Names that are part of a host name, and so taken once in all of Azure, or once in a region.
GLOBAL: frozenset[str] = frozenset(
    {
        "containerregistry:Registry",
        "dbforpostgresql:Server",
        "dbforpostgresql:VirtualEndpoint",
        "keyvault:Vault",
        "storage:StorageAccount",
    }
)
REGIONAL: frozenset[str] = frozenset({"redisenterprise:RedisEnterprise"})

RANDOM_CHILDREN: frozenset[str] = frozenset({"cdn:AFDEndpoint", "cdn:AFDCustomDomain"})
BY_UUID: frozenset[str] = frozenset({"authorization:RoleAssignment", "authorization:RoleDefinition"})

# Types whose answer has no ``type``.
UNTYPED: frozenset[str] = frozenset({"network:PrivateDnsZoneGroup"})
