"""Package azure-native: outputs have the shapes that Azure gives them, and nothing secret among them."""

import json
import re
from typing import Any

import pytest

from tests.offline.test_azure_native import GROUP, IDENTITY, SHAPES, SUBSCRIPTION, UUID, made
from toolchain.offline.invented import Invented
from toolchain.offline.making import facts, outputs
from toolchain.offline.packages.azure_native import PACKAGE
from toolchain.offline.packages.azure_native.makers import principal_of
from toolchain.offline.values import Secret

# type, inputs, path of an output, its shape
OUTPUTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("resources:ResourceGroup", {"resourceGroupName": "shop"}, "properties.provisioningState", "Succeeded"),
    ("network:PublicIPAddress", {"publicIpAddressName": "ip"}, "ipAddress", r"203\.0\.113\.\d+"),
    (
        "network:PublicIPAddress",
        {"publicIpAddressName": "ip", "location": "West Europe", "dnsSettings": {"domainNameLabel": "shop"}},
        "dnsSettings.fqdn",
        r"shop\.westeurope\.cloudapp\.azure\.com",
    ),
    (
        "network:ApplicationGateway",
        {"applicationGatewayName": "gw", "backendAddressPools": [{"name": "edge"}]},
        "backendAddressPools.0.id",
        rf"{GROUP}/providers/Microsoft\.Network/applicationGateways/gw/backendAddressPools/edge",
    ),
    (
        "network:NetworkInterface",
        {"networkInterfaceName": "nic", "ipConfigurations": [{"name": "one"}]},
        "ipConfigurations.0.privateIPAddress",
        r"10(\.\d+){3}",
    ),
    (
        "network:PrivateEndpoint",
        {"privateEndpointName": "kv"},
        "networkInterfaces.0.id",
        rf"{GROUP}/providers/Microsoft\.Network/networkInterfaces/kv\.nic\.{UUID}",
    ),
    ("dns:Zone", {"zoneName": "a.org"}, "nameServers.0", r"ns1-\d\d\.azure-dns\.com\."),
    (
        "dns:RecordSet",
        {"zoneName": "a.org", "recordType": "A", "relativeRecordSetName": "@"},
        "fqdn",
        r"a\.org\.",
    ),
    (
        "privatedns:PrivateRecordSet",
        {"privateZoneName": "a.org", "recordType": "A", "relativeRecordSetName": "www"},
        "fqdn",
        r"www\.a\.org\.",
    ),
    (
        "dbforpostgresql:Server",
        {"serverName": "db"},
        "fullyQualifiedDomainName",
        r"db\.postgres\.database\.azure\.com",
    ),
    (
        "dbforpostgresql:Server",
        {"serverName": "db", "network": {"delegatedSubnetResourceId": "s"}},
        "network.publicNetworkAccess",
        "Disabled",
    ),
    (
        "dbforpostgresql:Server",
        {"serverName": "db", "highAvailability": {"mode": "ZoneRedundant"}},
        "highAvailability.state",
        "Healthy",
    ),
    (
        "redisenterprise:RedisEnterprise",
        {"clusterName": "cache", "location": "westeurope", "sku": {"name": "Balanced_B5"}},
        "hostName",
        r"cache\.westeurope\.redis\.azure\.net",
    ),
    (
        "redisenterprise:RedisEnterprise",
        {"clusterName": "cache", "sku": {"name": "Enterprise_E10"}},
        "hostName",
        r"cache\.westeurope\.redisenterprise\.cache\.azure\.net",
    ),
    ("redisenterprise:Database", {"clusterName": "cache", "databaseName": "default"}, "port", "10000"),
    (
        "keyvault:Vault",
        {"vaultName": "Shop-kv", "properties": {"tenantId": "t"}},
        "properties.vaultUri",
        r"https://shop-kv\.vault\.azure\.net/",
    ),
    (
        "keyvault:Key",
        {"vaultName": "kv", "keyName": "k", "properties": {"kty": "RSA"}},
        "keyUriWithVersion",
        r"https://kv\.vault\.azure\.net/keys/k/[0-9a-f]{32}",
    ),
    (
        "keyvault:Secret",
        {"vaultName": "kv", "secretName": "s", "properties": {"value": "hidden"}},
        "properties.secretUri",
        r"https://kv\.vault\.azure\.net/secrets/s",
    ),
    ("managedidentity:UserAssignedIdentity", {"resourceName": "app"}, "principalId", UUID),
    (
        "storage:StorageAccount",
        {"accountName": "files", "sku": {"name": "Standard_LRS"}, "identity": {"type": "SystemAssigned"}},
        "identity.principalId",
        UUID,
    ),
    (
        "storage:StorageAccount",
        {"accountName": "files", "sku": {"name": "Standard_RAGRS"}},
        "secondaryEndpoints.blob",
        r"https://files-secondary\.blob\.core\.windows\.net/",
    ),
    (
        "containerservice:ManagedCluster",
        {"resourceName": "aks", "dnsPrefix": "shop"},
        "fqdn",
        r"shop-[a-z0-9]{8}\.hcp\.westeurope\.azmk8s\.io",
    ),
    (
        "containerservice:ManagedCluster",
        {"resourceName": "aks", "oidcIssuerProfile": {"enabled": True}},
        "oidcIssuerProfile.issuerURL",
        rf"https://westeurope\.oic\.prod-aks\.azure\.com/{UUID}/{UUID}/",
    ),
    (
        "containerservice:ManagedCluster",
        {"resourceName": "aks"},
        "identityProfile.kubeletidentity.resourceId",
        rf"/subscriptions/{SUBSCRIPTION}/resourceGroups/MC_shop_aks_westeurope/providers/.+/aks-agentpool",
    ),
    (
        "containerservice:ManagedCluster",
        {"resourceName": "aks", "apiServerAccessProfile": {"enablePrivateCluster": True}},
        "privateFQDN",
        rf"aks-[a-z0-9]{{8}}\.{UUID}\.privatelink\.westeurope\.azmk8s\.io",
    ),
    (
        "containerservice:AgentPool",
        {"resourceName": "aks", "agentPoolName": "apps", "orchestratorVersion": "1.32.1"},
        "currentOrchestratorVersion",
        r"1\.32\.1",
    ),
    ("containerservice:AgentPool", {"resourceName": "a", "agentPoolName": "b"}, "type", "VirtualMachineScaleSets"),
    ("containerregistry:Registry", {"registryName": "Images"}, "loginServer", r"images\.azurecr\.io"),
    (
        "containerregistry:Registry",
        {"registryName": "images", "dataEndpointEnabled": True},
        "dataEndpointHostNames.0",
        r"images\.westeurope\.data\.azurecr\.io",
    ),
    ("compute:Disk", {"diskName": "d", "diskSizeGB": 32, "creationData": {}}, "diskSizeBytes", str(32 * 1024**3)),
    ("operationalinsights:Workspace", {"workspaceName": "logs"}, "customerId", UUID),
    (
        "applicationinsights:Component",
        {"resourceName": "app"},
        "connectionString",
        rf"InstrumentationKey={UUID};IngestionEndpoint=https://.+/;LiveEndpoint=https://.+/;ApplicationId={UUID}",
    ),
    (
        "dataprotection:BackupVault",
        {"vaultName": "b", "identity": {"type": "SystemAssigned"}, "properties": {"storageSettings": []}},
        "identity.principalId",
        UUID,
    ),
    (
        "dataprotection:BackupInstance",
        {"vaultName": "b", "backupInstanceName": "i", "properties": {"objectType": "BackupInstance"}},
        "properties.protectionStatus.status",
        "ProtectionConfigured",
    ),
    ("recoveryservices:Vault", {"vaultName": "b"}, "properties.provisioningState", "Succeeded"),
    (
        "cdn:AFDEndpoint",
        {"profileName": "fd", "endpointName": "shop"},
        "hostName",
        r"shop-[a-z0-9]{16}\.z01\.azurefd\.net",
    ),
    ("cdn:Profile", {"profileName": "fd", "sku": {}}, "frontDoorId", UUID),
]


@pytest.mark.parametrize(("kind", "inputs", "path", "pattern"), OUTPUTS)
def test_outputs_have_the_shapes_of_azure(kind: str, inputs: dict[str, Any], path: str, pattern: str) -> None:
    value: Any = made(kind, **inputs)[1]
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    assert re.fullmatch(pattern, str(value))


def test_a_user_assigned_identity_has_the_same_principal_wherever_it_is_named() -> None:
    new, said = made("managedidentity:UserAssignedIdentity", resourceName="app")
    assert new == IDENTITY
    named = {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]}
    _, vault = made("containerregistry:Registry", registryName="images", identity=named)
    assert vault["identity"]["userAssignedIdentities"][IDENTITY] == {
        "clientId": said["clientId"],
        "principalId": said["principalId"],
    }
    assert said["principalId"] != principal_of(f"{IDENTITY}2", "principal")
    assert "principalId" not in vault["identity"]  # only a system-assigned identity has one of its own


def test_makers_hand_no_secret_on() -> None:
    hidden = Secret("hidden-9d1c")
    credentials = {"secretStoreResource": {"value": hidden}}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("keyvault:Secret", {"vaultName": "kv", "secretName": "s", "properties": {"value": hidden}}),
        (
            "dataprotection:BackupInstance",
            {"vaultName": "b", "backupInstanceName": "i", "properties": {"datasourceAuthCredentials": credentials}},
        ),
        (
            "network:ApplicationGateway",
            {"applicationGatewayName": "gw", "sslCertificates": [{"name": "c", "data": hidden, "password": hidden}]},
        ),
        ("dbforpostgresql:Server", {"serverName": "db", "administratorLoginPassword": hidden}),
        (
            "containerservice:ManagedCluster",
            {"resourceName": "aks", "windowsProfile": {"adminUsername": "a", "adminPassword": hidden}},
        ),
    ]
    for kind, inputs in rows:
        assert hidden.value not in json.dumps(made(kind, **inputs)[1], default=repr), kind


def test_what_was_made_up_stays_when_a_resource_is_changed() -> None:
    kind = "azure-native:storage:StorageAccount"
    inputs = {"accountName": "files", "resourceGroupName": "shop", "sku": {"name": "Standard_LRS"}}
    known = facts(PACKAGE, {}, inputs, "files")
    invented = Invented(f"urn:pulumi:dev::moorage::{kind}::part", 1, known).knowing(id="an-id")
    before = outputs(PACKAGE, SHAPES.resource(kind), kind, inputs, invented)
    changed = {**inputs, "minimumTlsVersion": "TLS1_2"}
    after = outputs(PACKAGE, SHAPES.resource(kind), kind, changed, invented)
    assert after == {name: value for name, value in before.items() if name != "minimumTlsVersion"}
