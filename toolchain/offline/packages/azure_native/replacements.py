"""The properties of Azure's resources whose change makes a new resource.

Three kinds of sources, said in each row. What is in a resource's path is always one ("All the parameters that are part
of the resource path cause a replacement", pulumi-azure-native provider/pkg/provider/diff.go). ``NATIVE`` rows are what
pulumi-azure-native itself knows: its forceNewMap (provider/pkg/gen/replacement.go), or create-only properties
(x-ms-mutability) of Microsoft's specification. ``SERVICE`` rows come from the documentation of the Terraform provider
("Changing this forces a new resource"): there Azure refuses to change what exists, and the real azure-native would send
the change and fail, which a plan should not show as an update.
"""

from collections.abc import Mapping
from typing import Final

from toolchain.offline.package import Replacement
from toolchain.offline.packages.azure_native.identities import RESOURCE_GROUP, fields
from toolchain.offline.packages.azure_native.paths import ON_A_SCOPE, PATHS

PATH: Final = "the parameters of its path (pulumi-azure-native diff.go)"

# Types that have a region; Azure moves none of them in place.
PLACED: frozenset[str] = frozenset(
    {
        "applicationinsights:Component",
        "cdn:Profile",
        "compute:Disk",
        "compute:DiskEncryptionSet",
        "compute:VirtualMachine",
        "compute:VirtualMachineScaleSet",
        "containerregistry:Registry",
        "containerservice:ManagedCluster",
        "dataprotection:BackupVault",
        "dbforpostgresql:Server",
        "keyvault:Vault",
        "managedidentity:UserAssignedIdentity",
        "monitor:ActionGroup",
        "monitor:AzureMonitorWorkspace",
        "monitor:ScheduledQueryRule",
        "network:ApplicationGateway",
        "network:FlowLog",
        "network:LoadBalancer",
        "network:NatGateway",
        "network:NetworkInterface",
        "network:NetworkSecurityGroup",
        "network:NetworkWatcher",
        "network:PrivateEndpoint",
        "network:PublicIPAddress",
        "network:PublicIPPrefix",
        "network:RouteTable",
        "network:VirtualNetwork",
        "network:WebApplicationFirewallPolicy",
        "operationalinsights:Workspace",
        "recoveryservices:Vault",
        "redisenterprise:RedisEnterprise",
        "storage:StorageAccount",
    }
)
LOCATION: Final = "location: Terraform azurerm docs of the type, forces a new resource"

# type -> properties, source
NATIVE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "authorization:RoleAssignment": (("principalId",), "forceNewMap Authorization.RoleAssignment"),
    "cdn:Profile": (("sku.name",), "forceNewMap Cdn.Profile: name of the sku"),
    "containerservice:AgentPool": (
        ("gpuInstanceProfile", "networkProfile.nodePublicIPTags", "vmSize"),
        "forceNewMap ContainerService.AgentPool",
    ),
    "containerservice:ManagedCluster": (
        (
            "diskEncryptionSetID",
            "dnsPrefix",
            "fqdnSubdomain",
            "linuxProfile",
            "networkProfile.dnsServiceIP",
            "networkProfile.networkDataplane",
            "networkProfile.networkMode",
            "networkProfile.networkPlugin",
            "networkProfile.networkPluginMode",
            "networkProfile.networkPolicy",
            "networkProfile.outboundType",
            "networkProfile.podCidr",
            "networkProfile.serviceCidr",
            "networkProfile.serviceCidrs",
            "nodeResourceGroup",
            "windowsProfile",
        ),
        "forceNewMap ContainerService.ManagedCluster",
    ),
    "dbforpostgresql:Server": (
        ("administratorLogin", "availabilityZone", "backup.geoRedundantBackup", "sourceServerResourceId"),
        "x-ms-mutability create and read, Microsoft.DBforPostgreSQL specification, ServerProperties and Backup",
    ),
    "network:PrivateEndpoint": (("subnet",), "forceNewMap Network.PrivateEndpoint"),
    "network:PublicIPAddress": (
        ("publicIPAddressVersion", "publicIPPrefix", "sku"),
        "forceNewMap Network.PublicIPAddress",
    ),
    "storage:StorageAccount": (("isHnsEnabled",), "forceNewMap Storage.StorageAccount"),
}

# type -> properties, the page of the Terraform provider's documentation
SERVICE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "applicationinsights:Component": (("applicationType",), "application_insights"),
    "authorization:RoleAssignment": (
        ("delegatedManagedIdentityResourceId", "principalType", "roleDefinitionId"),
        "role_assignment",
    ),
    "cdn:AFDCustomDomain": (("hostName",), "cdn_frontdoor_custom_domain"),
    "cdn:AFDOrigin": (("sharedPrivateLinkResource.privateLinkLocation",), "cdn_frontdoor_origin"),
    "cdn:SecurityPolicy": (("parameters.wafPolicy",), "cdn_frontdoor_security_policy"),
    "compute:Disk": (
        (
            "creationData.createOption",
            "creationData.galleryImageReference",
            "creationData.imageReference",
            "creationData.logicalSectorSize",
            "creationData.performancePlus",
            "creationData.sourceResourceId",
            "creationData.sourceUri",
            "creationData.storageAccountId",
            "creationData.uploadSizeBytes",
            "hyperVGeneration",
            "securityProfile",
            "zones",
        ),
        "managed_disk",
    ),
    "compute:DiskEncryptionSet": (("encryptionType",), "disk_encryption_set"),
    "compute:VirtualMachine": (
        (
            "availabilitySet",
            "osProfile.adminPassword",
            "osProfile.adminUsername",
            "osProfile.computerName",
            "osProfile.customData",
            "platformFaultDomain",
            "priority",
            "storageProfile.imageReference",
            "zones",
        ),
        "linux_virtual_machine",
    ),
    "compute:VirtualMachineScaleSet": (
        (
            "platformFaultDomainCount",
            "proximityPlacementGroup",
            "upgradePolicy.mode",
            "virtualMachineProfile.evictionPolicy",
            "virtualMachineProfile.osProfile.adminPassword",
            "virtualMachineProfile.osProfile.adminUsername",
            "virtualMachineProfile.osProfile.computerNamePrefix",
            "virtualMachineProfile.priority",
            "zoneBalance",
        ),
        "linux_virtual_machine_scale_set",
    ),
    "containerregistry:Registry": (("zoneRedundancy",), "container_registry"),
    "containerservice:AgentPool": (
        (
            "capacityReservationGroupID",
            "hostGroupID",
            "nodePublicIPPrefixID",
            "osType",
            "proximityPlacementGroupID",
            "scaleSetEvictionPolicy",
            "scaleSetPriority",
            "spotMaxPrice",
        ),
        "kubernetes_cluster_node_pool",
    ),
    "containerservice:ManagedCluster": (
        (
            "apiServerAccessProfile.enablePrivateCluster",
            "apiServerAccessProfile.privateDNSZone",
            "enableRBAC",
            "networkProfile.ipFamilies",
        ),
        "kubernetes_cluster",
    ),
    "dataprotection:BackupInstance": (
        ("properties.dataSourceInfo.resourceID",),
        "data_protection_backup_instance_blob_storage: storage_account_id",
    ),
    "dataprotection:BackupVault": (("properties.storageSettings",), "data_protection_backup_vault"),
    "dbforpostgresql:Database": (("charset", "collation"), "postgresql_flexible_server_database"),
    "dbforpostgresql:Server": (
        (
            "cluster.defaultDatabaseName",
            "dataEncryption.type",
            "network.delegatedSubnetResourceId",
            "pointInTimeUTC",
        ),
        "postgresql_flexible_server",
    ),
    "keyvault:Key": (("properties.curveName", "properties.keySize", "properties.kty"), "key_vault_key"),
    "monitor:ScheduledQueryRule": (("scopes",), "monitor_scheduled_query_rules_alert_v2"),
    "network:ApplicationGateway": (("zones",), "application_gateway"),
    "network:NatGateway": (("sku", "zones"), "nat_gateway"),
    "network:PrivateEndpoint": (
        (
            "customNetworkInterfaceName",
            "ipConfigurations",
            "privateLinkServiceConnections[*].groupIds",
            "privateLinkServiceConnections[*].name",
            "privateLinkServiceConnections[*].privateLinkServiceId",
        ),
        "private_endpoint",
    ),
    "network:PublicIPAddress": (("ipTags", "zones"), "public_ip"),
    "network:VirtualNetwork": (("extendedLocation",), "virtual_network: edge_zone"),
    "privatedns:VirtualNetworkLink": (("virtualNetwork",), "private_dns_zone_virtual_network_link"),
    "redisenterprise:Database": (
        ("clusteringPolicy", "geoReplication.groupNickname", "modules", "port"),
        "managed_redis: a new database; port: SDK docstring, specified at create time",
    ),
    "redisenterprise:RedisEnterprise": (("highAvailability",), "managed_redis"),
    "storage:StorageAccount": (
        (
            "dnsEndpointType",
            "enableNfsV3",
            "encryption.requireInfrastructureEncryption",
            "extendedLocation",
            "immutableStorageWithVersioning",
        ),
        "storage_account",
    ),
}


def _replacement(kind: str, path: tuple[str, ...]) -> Replacement:
    """Put together what a type's path, its region and the two tables say."""
    native, why_native = NATIVE.get(kind, ((), ""))
    service, why_service = SERVICE.get(kind, ((), ""))
    placed = ("location",) if kind in PLACED else ()
    sources = [
        PATH,
        LOCATION if placed else "",
        f"{', '.join(native)}: pulumi-azure-native, {why_native}" if native else "",
        f"{', '.join(service)}: Terraform azurerm docs, {why_service}" if service else "",
    ]
    return Replacement(properties=(*path, *placed, *native, *service), source="; ".join(filter(None, sources)))


REPLACEMENTS: Mapping[str, Replacement] = {
    RESOURCE_GROUP: Replacement(
        properties=("resourceGroupName", "location"), source=f"{PATH}; forceNewMap Resources.ResourceGroup"
    ),
    **{
        f"azure-native:{kind}": _replacement(kind, ("resourceGroupName", *fields(path), name))
        for kind, (path, name, _) in PATHS.items()
    },
    **{f"azure-native:{kind}": _replacement(kind, (scope, name)) for kind, (scope, _, name, _) in ON_A_SCOPE.items()},
}
