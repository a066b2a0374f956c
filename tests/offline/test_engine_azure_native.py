"""A system on Azure as an engineer writes it with the SDK, on the real engine, from its first preview to its end."""

import re
from collections.abc import Iterator

import pytest

from tests.offline.lives import Life, beginning, changed
from toolchain.offline.values import UNKNOWN

pytestmark = pytest.mark.engine

CONFIG = {"azure-native:location": "westeurope"}
SYSTEM = """
import pulumi, pulumi_azure_native as azure, pulumi_random as random

tags = {"system": "shop"}
SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
ROLES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
group = azure.resources.ResourceGroup("shop", tags=tags)
here = {"resource_group_name": group.name}

rules = azure.network.NetworkSecurityGroup("app", **here)
azure.network.SecurityRule("https", network_security_group_name=rules.name, priority=100, direction="Inbound",
    access="Allow", protocol="Tcp", source_address_prefix="Internet", source_port_range="*",
    destination_address_prefix="*", destination_port_range="443", **here)
network = azure.network.VirtualNetwork("shop", address_space={"address_prefixes": ["10.40.0.0/16"]}, tags=tags, **here)
static = {"sku": {"name": "Standard"}, "public_ip_allocation_method": "Static", **here}
outside = azure.network.PublicIPAddress("egress", **static)
egress = azure.network.NatGateway("egress", sku={"name": "Standard"}, public_ip_addresses=[{"id": outside.id}], **here)
app = azure.network.Subnet("app", virtual_network_name=network.name, address_prefix="10.40.0.0/20",
    network_security_group={"id": rules.id}, nat_gateway={"id": egress.id}, **here)
data = azure.network.Subnet("data", virtual_network_name=network.name, address_prefix="10.40.16.0/28",
    delegations=[{"name": "postgresql", "service_name": "Microsoft.DBforPostgreSQL/flexibleServers"}], **here,
    opts=pulumi.ResourceOptions(depends_on=[app]))
edge = azure.network.VirtualNetwork("edge", address_space={"address_prefixes": ["10.41.0.0/16"]},
    subnets=[{"name": "gateway", "address_prefix": "10.41.0.0/24"}], **here)
private = azure.privatedns.PrivateZone("shop", private_zone_name="shop.private.postgres.database.azure.com",
    location="Global", **here)
link = azure.privatedns.VirtualNetworkLink("shop", private_zone_name=private.name, location="Global",
    registration_enabled=False, virtual_network={"id": network.id}, **here)

vault = azure.keyvault.Vault("shop", vault_name="shop-keys", properties={
    "tenant_id": "22222222-2222-4222-8222-222222222222", "sku": {"family": "A", "name": "standard"},
    "enable_rbac_authorization": True, "enable_purge_protection": True}, **here)
key = azure.keyvault.Key("data", vault_name=vault.name, properties={"kty": "RSA", "key_size": 3072}, **here)
identity = azure.managedidentity.UserAssignedIdentity("database", **here)
azure.authorization.RoleAssignment("database-key", scope=vault.id, principal_id=identity.principal_id,
    principal_type="ServicePrincipal", role_definition_id=f"{ROLES}/e147488a-f6f5-4113-8e2d-b22465e65bf6")

password = random.RandomPassword("database", length=32, special=False)
server = azure.dbforpostgresql.Server("database", server_name="shop", version="17", create_mode="Default",
    administrator_login="shop_admin", administrator_login_password=password.result, tags=tags,
    sku={"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}, storage={"storage_size_gb": 128},
    high_availability={"mode": "ZoneRedundant"}, backup={"backup_retention_days": 14},
    network={"delegated_subnet_resource_id": data.id, "private_dns_zone_arm_resource_id": private.id},
    identity={"type": "UserAssigned", "user_assigned_identities": identity.id.apply(lambda it: {it: {}})},
    data_encryption={"type": "AzureKeyVault", "primary_key_uri": key.key_uri_with_version,
                     "primary_user_assigned_identity_id": identity.id},
    **here, opts=pulumi.ResourceOptions(depends_on=[link]))
azure.dbforpostgresql.Database("shop", server_name=server.name, database_name="shop", charset="UTF8", **here)
azure.dbforpostgresql.Configuration("tls", server_name=server.name, configuration_name="require_secure_transport",
    value="on", source="user-override", **here)
azure.keyvault.Secret("database", vault_name=vault.name, properties={"value": pulumi.Output.format(
    "postgresql://app:{}@{}/shop", password.result, server.fully_qualified_domain_name)}, **here)
cache = azure.redisenterprise.RedisEnterprise("cache", sku={"name": "Balanced_B5"}, minimum_tls_version="1.2",
    identity={"type": "UserAssigned", "user_assigned_identities": [identity.id]},
    public_network_access="Disabled", **here)
azure.redisenterprise.Database("cache", cluster_name=cache.name, database_name="default", client_protocol="Encrypted",
    eviction_policy="NoEviction", clustering_policy="EnterpriseCluster", port=10000, **here)

files = azure.storage.StorageAccount("files", account_name="shopfiles", kind="StorageV2", sku={"name": "Standard_ZRS"},
    identity={"type": "SystemAssigned"}, allow_blob_public_access=False, minimum_tls_version="TLS1_2",
    tags=tags, **here)
azure.storage.BlobContainer("files", account_name=files.name, container_name="files", **here)
azure.authorization.RoleAssignment("files-key", scope=vault.id, principal_id=files.identity.principal_id,
    principal_type="ServicePrincipal", role_definition_id=f"{ROLES}/e147488a-f6f5-4113-8e2d-b22465e65bf6")
images = azure.containerregistry.Registry("images", registry_name="shopimages", sku={"name": "Premium"}, **here)
cluster = azure.containerservice.ManagedCluster("shop", dns_prefix="shop", kubernetes_version="1.33",
    identity={"type": "SystemAssigned"}, oidc_issuer_profile={"enabled": True}, tags=tags,
    security_profile={"workload_identity": {"enabled": True}},
    network_profile={"network_plugin": "azure", "service_cidr": "10.50.0.0/16", "dns_service_ip": "10.50.0.10"},
    agent_pool_profiles=[{"name": "system", "mode": "System", "count": 2, "vm_size": "Standard_D4ds_v5",
                          "vnet_subnet_id": app.id}], **here)
azure.containerservice.AgentPool("apps", resource_name_=cluster.name, agent_pool_name="apps", mode="User", count=2,
    vm_size="Standard_D4ds_v5", vnet_subnet_id=app.id, **here)
azure.authorization.RoleAssignment("pull", scope=images.id, principal_id=cluster.identity_profile.apply(
    lambda profile: profile["kubeletidentity"].object_id), principal_type="ServicePrincipal",
    role_definition_id=f"{ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d")
work = azure.managedidentity.UserAssignedIdentity("app", **here)
azure.managedidentity.FederatedIdentityCredential("app", resource_name_=work.name, **here,
    issuer=cluster.oidc_issuer_profile.issuer_url, audiences=["api://AzureADTokenExchange"],
    subject="system:serviceaccount:shop:app")

front = azure.network.PublicIPAddress("front", dns_settings={"domain_name_label": "shop-front"}, **static)
zone = azure.dns.Zone("shop", zone_name="shop.example.com", location="Global", **here)
azure.dns.RecordSet("www", zone_name=zone.name, relative_record_set_name="www", record_type="CNAME", ttl=300,
    cname_record={"cname": front.dns_settings.fqdn}, **here)
logs = azure.operationalinsights.Workspace("logs", sku={"name": "PerGB2018"}, retention_in_days=30, **here)
azure.monitor.DiagnosticSetting("database", name="to-logs", resource_uri=server.id, workspace_id=logs.id,
    logs=[{"category_group": "allLogs", "enabled": True}])
people = azure.monitor.ActionGroup("people", group_short_name="people", location="Global", enabled=True,
    email_receivers=[{"name": "people", "email_address": "people@example.com"}], **here)
azure.monitor.MetricAlert("database-cpu", location="Global", severity=2, enabled=True, scopes=[server.id],
    evaluation_frequency="PT1M", window_size="PT5M", actions=[{"action_group_id": people.id}], **here,
    criteria=azure.monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
        odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        all_of=[azure.monitor.MetricCriteriaArgs(
            criterion_type="StaticThresholdCriterion", name="cpu", metric_name="cpu_percent", operator="GreaterThan",
            threshold=80, time_aggregation="Average")]))
azure.dataprotection.BackupVault("backups", identity={"type": "SystemAssigned"}, properties={"storage_settings": [
    {"datastore_type": "VaultStore", "type": "ZoneRedundant"}]}, **here)

for name, value in {
    "group": group.id, "network": network.id, "inline subnet": edge.subnets[0].id, "server": server.id,
    "host": server.fully_qualified_domain_name, "vault": vault.properties.vault_uri, "key": key.key_uri_with_version,
    "identity": identity.principal_id, "system identity": files.identity.principal_id, "cache": cache.host_name,
    "blobs": files.primary_endpoints.blob, "registry": images.login_server, "cluster": cluster.fqdn,
    "issuer": cluster.oidc_issuer_profile.issuer_url, "front": front.dns_settings.fqdn, "address": front.ip_address,
    "servers": zone.name_servers[0], "logs": logs.customer_id, "group name": group.name,
    "replicas": server.high_availability.state, "assigned": cache.identity.apply(
        lambda it: next(iter(it.user_assigned_identities.values())).client_id),
}.items():
    pulumi.export(name, value)
"""
# In place: a size, more storage, another tag. And a new pool of machines, for its machines can't become others.
LARGER = changed(
    SYSTEM, ("Standard_D2ds_v5", "Standard_D4ds_v5"), ('"storage_size_gb": 128', '"storage_size_gb": 256'),
    ('tags = {"system": "shop"}', 'tags = {"system": "shop", "owner": "web"}'),
    ('count=2,\n    vm_size="Standard_D4ds_v5"', 'count=2,\n    vm_size="Standard_D8ds_v5"'),
)  # fmt: skip
GROUP = r"/subscriptions/[0-9a-f-]{36}/resourceGroups/shop[0-9a-f]{8}"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
REAL = {
    "group": GROUP,
    "group name": r"shop[0-9a-f]{8}",
    "network": rf"{GROUP}/providers/Microsoft\.Network/virtualNetworks/shop[0-9a-f]{{8}}",
    "inline subnet": rf"{GROUP}/providers/Microsoft\.Network/virtualNetworks/edge[0-9a-f]{{8}}/subnets/gateway",
    "server": rf"{GROUP}/providers/Microsoft\.DBforPostgreSQL/flexibleServers/shop",
    "host": r"shop\.postgres\.database\.azure\.com",
    "vault": r"https://shop-keys\.vault\.azure\.net/",
    "key": r"https://shop-keys\.vault\.azure\.net/keys/data/[0-9a-f]{32}",
    "identity": UUID,
    "system identity": UUID,
    "assigned": UUID,
    "cache": r"cache[0-9a-f]{8}\.westeurope\.redis\.azure\.net",
    "blobs": r"https://shopfiles\.blob\.core\.windows\.net/",
    "registry": r"shopimages\.azurecr\.io",
    "cluster": r"shop-[0-9a-z]{8}\.hcp\.westeurope\.azmk8s\.io",
    "issuer": rf"https://westeurope\.oic\.prod-aks\.azure\.com/{UUID}/{UUID}/",
    "front": r"shop-front\.westeurope\.cloudapp\.azure\.com",
    "address": r"203\.0\.113\.\d+",
    "servers": r"ns1-01\.azure-dns\.com\.",
    "logs": UUID,
    "replicas": r"Healthy",
}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with beginning(tmp_path_factory.mktemp("azure"), SYSTEM, CONFIG) as life:
        life.plan()
        life.does("up", "up", "--yes", "--skip-preview")
        life.outputs = life.cloud.outputs()
        life.does("again", "up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")
        life.cloud.edit(life.cloud.one(":Registry"), adminUserEnabled=True)
        life.does("drift", "refresh", "--yes", "--skip-preview", "--diff")
        life.cloud.program(LARGER)
        life.does("larger", "up", "--yes", "--diff")
        life.does("end", "destroy", "--yes", "--skip-preview")
        yield life


def test_a_preview_is_right_in_all_that_it_says(life: Life) -> None:
    assert set(life.steps["up"].there) <= set(life.planned)
    assert life.surprises() == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("VirtualNetwork edge", "subnets[0].id"), ("Subnet app", "networkSecurityGroup.id"),
        ("PublicIPAddress front", "dnsSettings.fqdn"), ("PublicIPAddress front", "ipAddress"),
        ("RecordSet www", "cnameRecord.cname"), ("Vault shop", "properties.vaultUri"), ("Key data", "keyUri"),
        ("Server database", "fullyQualifiedDomainName"), ("Server database", "highAvailability.state"),
        ("StorageAccount files", "identity.principalId"), ("StorageAccount files", "primaryEndpoints"),
        ("RoleAssignment files-key", "principalId"), ("ManagedCluster shop", "oidcIssuerProfile.issuerURL"),
        ("ManagedCluster shop", "identityProfile"), ("FederatedIdentityCredential app", "issuer"),
        ("RedisEnterprise cache", "hostName"), ("Stack try-try", "host"),
    ],
)  # fmt: skip
def test_a_preview_leaves_unknown_what_only_the_cloud_says(life: Life, name: str, path: str) -> None:
    assert life.is_planned(name, path) is UNKNOWN


@pytest.mark.parametrize("output", sorted(REAL))
def test_what_exists_looks_as_it_does_on_azure(life: Life, output: str) -> None:
    assert re.fullmatch(REAL[output], life.outputs[output])


def test_nothing_changes_by_itself(life: Life) -> None:
    assert len(life.steps["up"].there) == 38
    assert life.steps["again"].ids == life.steps["up"].ids


def test_what_somebody_changed_is_seen(life: Life) -> None:
    assert "~ adminUserEnabled: false => true" in life.steps["drift"].said
    assert "~ 1 updated" in life.steps["drift"].said


def test_a_change_in_place_keeps_everything_that_holds_data(life: Life) -> None:
    assert life.steps["larger"].ids == life.steps["drift"].ids  # the pool has the name that it had, and so the id
    there = life.steps["larger"].there
    assert there["Server database"].inputs["storage"]["storageSizeGB"] == 256
    assert there["Registry images"].inputs["adminUserEnabled"] is False
    said = life.steps["larger"].said
    assert "~ 6 to update" in said
    assert "~ 6 updated" in said


def test_a_change_that_azure_can_not_make_in_place_replaces(life: Life) -> None:
    said = life.steps["larger"].said
    assert "+-azure-native:containerservice:AgentPool: (replace)" in said
    assert "+-1 to replace" in said
    assert "+-1 replaced" in said
    assert life.steps["larger"].there["AgentPool apps"].incarnation == 2


def test_in_the_end_nothing_is_left(life: Life) -> None:
    assert life.steps["end"].there == {}
