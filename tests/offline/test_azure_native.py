"""Package azure-native: names, ids and look-ups have the shapes of Azure, and it knows what makes a new resource."""

import base64
import json
import re
from typing import Any

import pytest

from toolchain.offline.invented import Invented
from toolchain.offline.making import automatic_name, facts, identifier, outputs, scope_of
from toolchain.offline.packages.azure_native import PACKAGE
from toolchain.offline.packages.azure_native.identities import fields, resource_type
from toolchain.offline.packages.azure_native.paths import ON_A_SCOPE, PATHS
from toolchain.offline.shapes import Shapes

SHAPES = Shapes("azure-native", "pulumi_azure_native")
SUBSCRIPTION = PACKAGE.account["subscriptionId"]
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"


def made(kind: str, **inputs: Any) -> tuple[str, dict[str, Any]]:
    """Return the id and the outputs of a new resource of the group shop, named as the inputs say."""
    kind = f"azure-native:{kind}"
    identity = PACKAGE.identity(kind)
    shape = SHAPES.resource(kind)
    if "resourceGroupName" in shape.inputs:
        inputs = {"resourceGroupName": "shop", **inputs}
    known = facts(PACKAGE, {}, inputs, str(inputs.get(identity.name, "")))
    invented = Invented(f"urn:pulumi:dev::moorage::{kind}::part", 1, known)
    new = identifier(identity, inputs, invented)
    return new, outputs(PACKAGE, shape, kind, inputs, invented.knowing(id=new))


# type, inputs, the id after the group's
IDS: list[tuple[str, dict[str, Any], str]] = [
    ("network:VirtualNetwork", {"virtualNetworkName": "net"}, "Microsoft.Network/virtualNetworks/net"),
    (
        "network:Subnet",
        {"virtualNetworkName": "net", "subnetName": "app"},
        "Microsoft.Network/virtualNetworks/net/subnets/app",
    ),
    ("dbforpostgresql:Server", {"serverName": "db"}, "Microsoft.DBforPostgreSQL/flexibleServers/db"),
    (
        "dbforpostgresql:Administrator",
        {"serverName": "db", "objectId": "0-1"},
        "Microsoft.DBforPostgreSQL/flexibleServers/db/administrators/0-1",
    ),
    (
        "redisenterprise:Database",
        {"clusterName": "cache", "databaseName": "default"},
        "Microsoft.Cache/redisEnterprise/cache/databases/default",
    ),
    (
        "keyvault:Secret",
        {"vaultName": "kv", "secretName": "s", "properties": {}},
        "Microsoft.KeyVault/vaults/kv/secrets/s",
    ),
    (
        "managedidentity:FederatedIdentityCredential",
        {"resourceName": "app", "federatedIdentityCredentialResourceName": "k8s"},
        "Microsoft.ManagedIdentity/userAssignedIdentities/app/federatedIdentityCredentials/k8s",
    ),
    (
        "storage:BlobContainer",
        {"accountName": "files", "containerName": "up"},
        "Microsoft.Storage/storageAccounts/files/blobServices/default/containers/up",
    ),
    (
        "containerservice:AgentPool",
        {"resourceName": "aks", "agentPoolName": "apps"},
        "Microsoft.ContainerService/managedClusters/aks/agentPools/apps",
    ),
    (
        "dns:RecordSet",
        {"zoneName": "a.org", "recordType": "A", "relativeRecordSetName": "www"},
        "Microsoft.Network/dnsZones/a.org/A/www",
    ),
    (
        "cdn:Route",
        {"profileName": "fd", "endpointName": "shop", "routeName": "all"},
        "Microsoft.Cdn/profiles/fd/afdEndpoints/shop/routes/all",
    ),
    ("monitor:MetricAlert", {"ruleName": "cpu"}, "Microsoft.Insights/metricAlerts/cpu"),
]


@pytest.mark.parametrize(("kind", "inputs", "path"), IDS)
def test_ids_have_the_paths_of_azure(kind: str, inputs: dict[str, Any], path: str) -> None:
    new, _ = made(kind, **inputs)
    assert new == f"{GROUP}/providers/{path}"


def test_a_group_and_what_is_made_on_another_resource_have_their_own_paths() -> None:
    assert made("resources:ResourceGroup", resourceGroupName="shop")[0] == GROUP
    inputs = {"scope": GROUP, "principalId": "p", "roleDefinitionId": "r", "roleAssignmentName": "0-1"}
    assert made("authorization:RoleAssignment", **inputs)[0] == (
        f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/0-1"
    )
    # A scope may come without its first slash.
    lock = made("authorization:ManagementLockByScope", scope=GROUP[1:], lockName="keep", level="CanNotDelete")[0]
    assert lock == f"{GROUP}/providers/Microsoft.Authorization/locks/keep"


def test_a_type_without_a_row_has_an_id_of_the_usual_shape() -> None:
    new, _ = made("network:BastionHost", bastionHostName="jump")
    assert new == f"{GROUP}/providers/Microsoft.Network/bastionHosts/jump"
    assert "azure-native:network:BastionHost" not in PACKAGE.identities


@pytest.mark.parametrize("kind", [*PATHS, *ON_A_SCOPE])
def test_every_known_type_has_its_name_and_its_type(kind: str) -> None:
    path, name = PATHS[kind][:2] if kind in PATHS else ON_A_SCOPE[kind][1:3]
    inputs = {
        part: {"recordType": "TXT"}.get(part, f"{part}-1".lower())
        for part in (*fields(path), name, "scope", "resourceUri")
    }
    inputs = {key: value for key, value in inputs.items() if key in SHAPES.resource(f"azure-native:{kind}").inputs}
    required = {"sku": {"name": "Standard_LRS"}, "properties": {}}
    wanted = {key: value for key, value in required.items() if key in SHAPES.resource(f"azure-native:{kind}").inputs}
    new, said = made(kind, **wanted, **inputs)
    assert new.endswith(f"/{inputs[name]}")
    assert "{" not in new
    if "type" in said:
        assert said["type"] == resource_type(path).format_map(inputs) or kind == "containerservice:AgentPool"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d(-preview)?", said["azureApiVersion"])


# type, the automatic name: of a resource of a group, of a child, of a child with a host name, of a role
AUTOMATIC = [
    ("network:VirtualNetwork", r"part[0-9a-f]{8}"),
    ("resources:ResourceGroup", r"part[0-9a-f]{8}"),
    ("monitor:DiagnosticSetting", r"part[0-9a-f]{8}"),
    ("network:Subnet", "part"),
    ("keyvault:Secret", "part"),
    ("cdn:Route", "part"),
    ("cdn:AFDEndpoint", r"part[0-9a-f]{8}"),
    ("authorization:RoleAssignment", UUID),
]


@pytest.mark.parametrize(("kind", "pattern"), AUTOMATIC)
def test_automatic_names_are_those_of_azure_native(kind: str, pattern: str) -> None:
    urn = f"urn:pulumi:dev::moorage::azure-native:{kind}::part"
    name = automatic_name(PACKAGE.identity(f"azure-native:{kind}"), urn, b"12345678", "")
    assert re.fullmatch(pattern, name)


# type, inputs: what a name must be unique in
SCOPES: list[tuple[str, dict[str, str], str]] = [
    ("network:VirtualNetwork", {"resourceGroupName": "shop"}, f"{SUBSCRIPTION}/shop"),
    (
        "network:Subnet",
        {"resourceGroupName": "shop", "virtualNetworkName": "net"},
        f"{SUBSCRIPTION}/shop/net",
    ),
    ("storage:StorageAccount", {"resourceGroupName": "shop"}, ""),
    ("dbforpostgresql:Server", {"resourceGroupName": "shop"}, ""),
    ("keyvault:Vault", {"resourceGroupName": "shop"}, ""),
    ("redisenterprise:RedisEnterprise", {"resourceGroupName": "shop", "location": "northeurope"}, "northeurope"),
    ("redisenterprise:RedisEnterprise", {"resourceGroupName": "shop"}, "westeurope"),
    ("monitor:DiagnosticSetting", {"resourceUri": GROUP}, GROUP),
]


@pytest.mark.parametrize(("kind", "inputs", "scope"), SCOPES)
def test_names_are_unique_where_azure_says_so(kind: str, inputs: dict[str, str], scope: str) -> None:
    assert scope_of(PACKAGE.identity(f"azure-native:{kind}"), inputs, PACKAGE.account) == scope


def test_the_only_look_ups_are_for_keys_that_azure_hands_out_by_no_other_way() -> None:
    assert sorted(PACKAGE.functions) == [
        "azure-native:containerservice:listManagedClusterUserCredentials",
        "azure-native:redisenterprise:listDatabaseKeys",
    ]
    asked = {"resourceGroupName": "shop", "resourceName": "aks"}
    answer = PACKAGE.functions["azure-native:containerservice:listManagedClusterUserCredentials"](
        asked, PACKAGE.account
    )
    configuration = json.loads(base64.b64decode(answer["kubeconfigs"][0]["value"]))
    assert configuration["clusters"][0]["cluster"]["server"] == "https://aks.hcp.westeurope.azmk8s.io:443"
    keys = PACKAGE.functions["azure-native:redisenterprise:listDatabaseKeys"]
    first, other = keys({"clusterName": "a"}, PACKAGE.account), keys({"clusterName": "b"}, PACKAGE.account)
    assert len({*first.values(), *other.values()}) == 4
    assert first == keys({"clusterName": "a"}, PACKAGE.account)
    assert all(len(base64.b64decode(key)) == 32 for key in first.values())


# type, properties of which each makes a new resource, properties of which none does
REPLACED: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    (
        "dbforpostgresql:Server",
        ("serverName", "location", "administratorLogin", "backup.geoRedundantBackup", "resourceGroupName"),
        ("sku", "version", "storage", "backup.backupRetentionDays", "administratorLoginPassword", "tags"),
    ),
    ("network:Subnet", ("subnetName", "virtualNetworkName"), ("addressPrefix", "delegations")),
    ("network:PrivateEndpoint", ("subnet", "location"), ("tags",)),
    (
        "containerservice:ManagedCluster",
        ("dnsPrefix", "networkProfile.serviceCidr", "nodeResourceGroup"),
        ("kubernetesVersion", "agentPoolProfiles", "networkProfile.loadBalancerProfile"),
    ),
    ("authorization:RoleAssignment", ("principalId", "scope", "roleDefinitionId"), ("description",)),
    ("redisenterprise:RedisEnterprise", ("clusterName", "highAvailability"), ("sku", "tags")),
    ("redisenterprise:Database", ("clusteringPolicy", "modules"), ("persistence", "evictionPolicy")),
    ("storage:StorageAccount", ("accountName", "isHnsEnabled"), ("accessTier", "networkRuleSet")),
    ("dns:RecordSet", ("recordType", "relativeRecordSetName", "zoneName"), ("ttl", "aRecords")),
]


@pytest.mark.parametrize(("kind", "replacing", "changing"), REPLACED)
def test_what_makes_a_new_resource(kind: str, replacing: tuple[str, ...], changing: tuple[str, ...]) -> None:
    properties = PACKAGE.replacements[f"azure-native:{kind}"].properties
    assert set(replacing) <= set(properties)
    assert not set(changing) & set(properties)
