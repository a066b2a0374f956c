"""The rules of package azure-native on names: lengths and alphabets."""

import pytest

from tests.offline.test_azure_native_rules import BASES, UUID, Row, assert_breaks, changed, failures

# type, the input with the name, the longest that passes, one of the wrong characters, a part of what is allowed
NAMES: list[tuple[str, str, str, str, str]] = [
    ("resources:ResourceGroup", "resourceGroupName", "é(" + "a" * 88, "shop.", "1 to 90 letters, digits"),
    ("dbforpostgresql:Server", "serverName", "a" * 63, "Shop", "3 to 63 lower-case letters"),
    ("dbforpostgresql:Database", "databaseName", "_" + "a" * 62, "1shop", "1 to 63 letters"),
    ("dbforpostgresql:FirewallRule", "firewallRuleName", "a" * 128, "a b", "1 to 128 letters"),
    ("redisenterprise:RedisEnterprise", "clusterName", "a" * 63, "a--b", "1 to 63 letters"),
    ("keyvault:Vault", "vaultName", "a" + "-a" * 11 + "b", "1shop", "3 to 24 letters"),
    ("keyvault:Key", "keyName", "a" * 127, "a_b", "1 to 127 letters"),
    ("keyvault:Secret", "secretName", "a" * 127, "a_b", "1 to 127 letters"),
    ("managedidentity:UserAssignedIdentity", "resourceName", "a" * 128, "-ab", "3 to 128 letters"),
    ("storage:StorageAccount", "accountName", "a" * 24, "shop-files", "3 to 24 lower-case letters and digits"),
    ("storage:BlobContainer", "containerName", "a" * 63, "Files", "3 to 63 lower-case letters"),
    ("containerservice:ManagedCluster", "resourceName", "a" * 63, "shop_", "1 to 63 letters"),
    ("containerservice:ManagedCluster", "dnsPrefix", "a" * 54, "a_b", "1 to 54 letters"),
    ("containerservice:AgentPool", "agentPoolName", "a" * 12, "Apps", "1 to 12 lower-case letters"),
    ("containerregistry:Registry", "registryName", "A" * 50, "shop-images", "5 to 50 letters and digits"),
    ("compute:VirtualMachine", "vmName", "a" * 64, "_a", "1 to 64 letters"),
    ("compute:VirtualMachineScaleSet", "vmScaleSetName", "a" * 64, "a/b", "1 to 64 letters"),
    ("compute:Disk", "diskName", "a" * 80, "a b", "1 to 80 letters"),
    ("compute:DiskEncryptionSet", "diskEncryptionSetName", "a" * 80, "a b", "1 to 80 letters"),
    ("operationalinsights:Workspace", "workspaceName", "a" * 63, "-shop", "4 to 63 letters"),
    ("monitor:ActionGroup", "groupShortName", "a" * 12, "", "1 to 12 characters"),
    ("monitor:DiagnosticSetting", "name", "a" * 260, "a/b", "1 to 260 characters without"),
    ("dataprotection:BackupVault", "vaultName", "a" * 50, "a_b", "2 to 50 letters"),
    ("dataprotection:BackupPolicy", "backupPolicyName", "a" * 150, "a_b", "3 to 150 letters"),
    ("recoveryservices:Vault", "vaultName", "a" * 50, "1shop", "2 to 50 letters"),
    ("authorization:ManagementLockByScope", "lockName", "a" * 260, "a%b", "1 to 260 characters without"),
    ("cdn:Profile", "profileName", "a" * 90, "a-", "2 to 90 letters"),
    ("cdn:AFDEndpoint", "endpointName", "a" * 46, "a_b", "2 to 46 letters"),
    ("cdn:AFDOriginGroup", "originGroupName", "a" * 90, "a_b", "2 to 90 letters"),
    ("cdn:AFDOrigin", "originName", "a" * 90, "a_b", "2 to 90 letters"),
    ("cdn:Route", "routeName", "a" * 90, "a_b", "2 to 90 letters"),
    ("cdn:AFDCustomDomain", "customDomainName", "a" * 260, "a.org", "2 to 260 letters"),
    ("cdn:RuleSet", "ruleSetName", "a" * 60, "a-b", "1 to 60 letters and digits"),
    ("cdn:Rule", "ruleName", "a" * 260, "a-b", "1 to 260 letters and digits"),
    ("network:ApplicationGateway", "applicationGatewayName", "a" * 79 + "_", "shop-", "1 to 80 characters"),
    ("network:FlowLog", "flowLogName", "a" * 80, "_shop", "1 to 80 characters"),
    ("network:LoadBalancer", "loadBalancerName", "a" * 80, "_shop", "1 to 80 characters"),
    ("network:NatGateway", "natGatewayName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:NetworkInterface", "networkInterfaceName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:NetworkSecurityGroup", "networkSecurityGroupName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:NetworkWatcher", "networkWatcherName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:PrivateEndpoint", "privateEndpointName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:PublicIPAddress", "publicIpAddressName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:PublicIPPrefix", "publicIpPrefixName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:Route", "routeName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:RouteTable", "routeTableName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:SecurityRule", "securityRuleName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:Subnet", "subnetName", "a" * 80, "shop.", "1 to 80 characters"),
    ("network:VirtualNetwork", "virtualNetworkName", "a" * 64, "shop.", "2 to 64 characters"),
    ("network:VirtualNetworkPeering", "virtualNetworkPeeringName", "a" * 80, "shop.", "1 to 80 characters"),
    ("privatedns:VirtualNetworkLink", "virtualNetworkLinkName", "a" * 80, "shop.", "1 to 80 characters"),
    ("dns:Zone", "zoneName", ".".join(["a" * 63, "a" * 63, "org"]), "a b.org", "2 to 34 labels"),
    ("privatedns:PrivateZone", "privateZoneName", "privatelink.vaultcore.azure.net", "org", "2 to 34 labels"),
    ("authorization:RoleAssignment", "roleAssignmentName", UUID, "reader", "a UUID. Example: "),
    ("authorization:RoleDefinition", "roleDefinitionId", UUID, "reader", "a UUID. Example: "),
]


@pytest.mark.parametrize(("kind", "path", "longest", "wrong", "says"), NAMES)
def test_names(kind: str, path: str, longest: str, wrong: str, says: str) -> None:
    inputs = BASES.get(kind, {})
    assert failures(kind, changed(inputs, {path: longest})) == []
    for name in (wrong, longest + "a" * (254 - len(longest) if kind.startswith(("dns", "private")) else 1)):
        (message,) = failures(kind, changed(inputs, {path: name}))
        given = name if len(repr(name)) <= 80 else None
        assert message.startswith(f"{path} is {given!r}; allowed: {says}" if given is not None else f"{path} is '")
        assert f"; allowed: {says}" in message


SHOWN = f"'{'a' * 79}..."

ROWS: list[Row] = [
    (
        "storage:BlobServiceProperties",
        {"blobServicesName": "default"},
        {"blobServicesName": "blobs"},
        "blobServicesName is 'blobs'; allowed: default",
    ),
    (
        "storage:ManagementPolicy",
        {"managementPolicyName": "default"},
        {"managementPolicyName": "tiers"},
        "managementPolicyName is 'tiers'; allowed: default",
    ),
    (
        "authorization:ManagementLockByScope",
        {"notes": "a" * 512},
        {"notes": "a" * 513},
        f"notes is {SHOWN}; allowed: at most 512 characters. Example: holds the customers' data",
    ),
    (
        "containerservice:ManagedCluster",
        {"agentPoolProfiles": [{"name": "system"}]},
        {"agentPoolProfiles": [{"name": "System"}]},
        "agentPoolProfiles[0].name is 'System'; allowed: 1 to 12 lower-case letters and digits, first a letter. "
        "Example: system",
    ),
]


@pytest.mark.parametrize("row", ROWS)
def test_fixed_names_and_notes(row: Row) -> None:
    assert_breaks(row)
