"""What Azure adds inside the objects that a program gives: principals of identities, ids of parts, addresses of vaults.

Sources: Microsoft REST reference, the example answers of each type's "Create Or Update" and "Get".
"""

import uuid
from collections.abc import Mapping
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.package import Maker

Made = dict[str, Any]

# The lists of a resource whose items are resources of their own, with ids below the resource's. Not those of
# certificates: what a maker returns is no longer secret, and they hold keys.
PARTS = (
    "backendAddressPools", "backendHttpSettingsCollection", "frontendIPConfigurations", "frontendPorts",
    "gatewayIPConfigurations", "httpListeners", "inboundNatRules", "ipConfigurations", "loadBalancingRules",
    "outboundRules", "probes", "redirectConfigurations", "requestRoutingRules", "rewriteRuleSets", "routes",
    "securityRules", "sslProfiles", "subnets", "urlPathMaps",
)  # fmt: skip


def principal_of(identity: str, what: str) -> str:
    """Return the principal (or the client) of a user-assigned identity: the same wherever its id is named."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity.lower()}/{what}"))


def place_of(invented: Invented) -> str:
    """Return the location as host names have it: ``West Europe`` is westeurope."""
    return invented["location"].lower().replace(" ", "")


def usual(inputs: Mapping[str, Any], invented: Invented) -> Made:
    """Return what is added to any type: the principals of its identity, and the ids of its parts."""
    return _identity(inputs, invented) | _parts(inputs, invented)


def _identity(inputs: Mapping[str, Any], invented: Invented) -> Made:
    said = inputs.get("identity")
    if not isinstance(said, Mapping):
        return {}
    identity = dict(said)
    if "SystemAssigned" in str(said.get("type")):
        identity |= {"principalId": invented["uuidPrincipal"], "tenantId": invented["tenantId"]}
    if assigned := said.get("userAssignedIdentities"):
        identity["userAssignedIdentities"] = {
            each: {"clientId": principal_of(each, "client"), "principalId": principal_of(each, "principal")}
            for each in assigned
        }
    return {"identity": identity}


def _parts(inputs: Mapping[str, Any], invented: Invented) -> Made:
    made: Made = {}
    for part in PARTS:
        items = inputs.get(part)
        if isinstance(items, list) and all(isinstance(item, Mapping) for item in items):
            # Where the program says an id it is echoed, as Azure does.
            made[part] = [{"id": f"{invented['id']}/{part}/{item.get('name', '')}", **item} for item in items]
    return made


def _public_address(inputs: Mapping[str, Any], invented: Invented) -> Made:
    settings = inputs.get("dnsSettings")
    if not isinstance(settings, Mapping) or not settings.get("domainNameLabel"):
        return {}
    host = f"{settings['domainNameLabel']}.{place_of(invented)}.cloudapp.azure.com"
    return {"dnsSettings": {**settings, "fqdn": host}}


def _network_interface(inputs: Mapping[str, Any], invented: Invented) -> Made:
    made = usual(inputs, invented)
    items = made.get("ipConfigurations", [])
    return made | {"ipConfigurations": [{"privateIPAddress": invented["ip"], **item} for item in items]}


def _record(zone: str) -> Maker:
    def made(inputs: Mapping[str, Any], invented: Invented) -> Made:
        name = "" if invented["name"] == "@" else f"{invented['name']}."
        return {"fqdn": f"{name}{inputs[zone]}."}

    return made


def _server(inputs: Mapping[str, Any], invented: Invented) -> Made:
    made = usual(inputs, invented)
    available = inputs.get("highAvailability")
    mode = available.get("mode", "Disabled") if isinstance(available, Mapping) else "Disabled"
    state = "NotEnabled" if mode == "Disabled" else "Healthy"
    made["highAvailability"] = {**(available or {}), "mode": mode, "state": state}
    network = inputs.get("network") or {}
    private = network.get("delegatedSubnetResourceId")
    made["network"] = {"publicNetworkAccess": "Disabled" if private else "Enabled", **network}
    made["backup"] = {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled", **(inputs.get("backup") or {})}
    made["storage"] = {
        "autoGrow": "Disabled",
        "storageSizeGB": 32,
        "type": "Premium_LRS",
        **(inputs.get("storage") or {}),
    }
    return made


def _redis(inputs: Mapping[str, Any], invented: Invented) -> Made:
    older = str(inputs["sku"].get("name", "")).startswith("Enterprise")
    domain = "redisenterprise.cache.azure.net" if older else "redis.azure.net"
    redundancy = "None" if inputs.get("highAvailability") == "Disabled" else "ZR"
    host = f"{invented['name']}.{place_of(invented)}.{domain}"
    return usual(inputs, invented) | {"hostName": host, "redundancyMode": redundancy, "kind": "v1" if older else "v2"}


def _vault(inputs: Mapping[str, Any], invented: Invented) -> Made:
    defaults = {"enableSoftDelete": True, "softDeleteRetentionInDays": 90, "publicNetworkAccess": "Enabled"}
    made = {"vaultUri": f"https://{invented['name'].lower()}.vault.azure.net/", "provisioningState": "Succeeded"}
    return {"properties": {**defaults, **inputs["properties"], **made}}


def _vault_item(kind: str, inputs: Mapping[str, Any], invented: Invented) -> tuple[str, str]:
    uri = f"https://{str(inputs['vaultName']).lower()}.vault.azure.net/{kind}/{invented['name']}"
    return uri, f"{uri}/{invented['hex32']}"


def _key(inputs: Mapping[str, Any], invented: Invented) -> Made:
    uri, version = _vault_item("keys", inputs, invented)
    said = inputs["properties"]
    usual_size = {"keySize": 2048} if str(said.get("kty", "RSA")).startswith("RSA") else {"curveName": "P-256"}
    known = ("kty", "keySize", "curveName", "keyOps", "attributes", "rotationPolicy", "releasePolicy")
    echoed = {name: said[name] for name in known if said.get(name) is not None}
    return {"keyUri": uri, "keyUriWithVersion": version, "kty": "RSA", **usual_size, **echoed}


def _secret(inputs: Mapping[str, Any], invented: Invented) -> Made:
    uri, version = _vault_item("secrets", inputs, invented)
    # Azure never returns the value; nor does this, so that it is in the state only as the input that it was.
    said = {name: value for name, value in inputs["properties"].items() if name != "value"}
    attributes = {"enabled": True, **(said.get("attributes") or {})}
    return {"properties": {**said, "attributes": attributes, "secretUri": uri, "secretUriWithVersion": version}}


def _user_assigned(_inputs: Mapping[str, Any], invented: Invented) -> Made:
    identity = invented["id"]
    return {"clientId": principal_of(identity, "client"), "principalId": principal_of(identity, "principal")}


def _storage(inputs: Mapping[str, Any], invented: Invented) -> Made:
    name, sku = invented["name"], str(inputs["sku"].get("name", ""))
    services = ("blob", "dfs", "file", "queue", "table")
    made: Made = usual(inputs, invented)
    for ends, suffix in (("primaryEndpoints", ""), ("secondaryEndpoints", "-secondary")):
        if ends == "primaryEndpoints" or "RAG" in sku:
            made[ends] = {each: f"https://{name}{suffix}.{each}.core.windows.net/" for each in services}
            made[ends]["web"] = f"https://{name}{suffix}.z6.web.core.windows.net/"
    return made | {"sku": {**inputs["sku"], "tier": sku.partition("_")[0].replace("V2", "")}}


def _cluster(inputs: Mapping[str, Any], invented: Invented) -> Made:
    place, name = place_of(invented), invented["name"]
    host = f"{inputs.get('dnsPrefix') or name}-{invented['letters8']}"
    made = usual(inputs, invented)
    group = inputs.get("nodeResourceGroup") or f"MC_{inputs['resourceGroupName']}_{name}_{place}"
    kubelet = (
        f"/subscriptions/{invented['subscriptionId']}/resourceGroups/{group}"
        f"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}-agentpool"
    )
    issuer = f"https://{place}.oic.prod-aks.azure.com/{invented['tenantId']}/{invented['uuidIssuer']}/"
    profile = inputs.get("oidcIssuerProfile")
    private = bool((inputs.get("apiServerAccessProfile") or {}).get("enablePrivateCluster"))
    hidden = f"{host}.{invented['uuidPrivate']}.privatelink.{place}.azmk8s.io" if private else ""
    return made | {
        "fqdn": f"{host}.hcp.{place}.azmk8s.io",
        "azurePortalFQDN": f"{host}.portal.hcp.{place}.azmk8s.io",
        "privateFQDN": hidden,
        "nodeResourceGroup": group,
        "currentKubernetesVersion": inputs.get("kubernetesVersion") or invented["kubernetesVersion"],
        "oidcIssuerProfile": {**profile, "issuerURL": issuer} if profile and profile.get("enabled") else profile or {},
        "identityProfile": {
            "kubeletidentity": {
                "clientId": principal_of(kubelet, "client"),
                "objectId": principal_of(kubelet, "principal"),
                "resourceId": kubelet,
            },
            **(inputs.get("identityProfile") or {}),
        },
    }


def _disk(inputs: Mapping[str, Any], invented: Invented) -> Made:
    return {"diskSizeBytes": int(inputs.get("diskSizeGB") or 0) * 1024**3} | usual(inputs, invented)


def _agent_pool(inputs: Mapping[str, Any], invented: Invented) -> Made:
    return {"currentOrchestratorVersion": inputs.get("orchestratorVersion") or invented["kubernetesVersion"]}


def _registry(inputs: Mapping[str, Any], invented: Invented) -> Made:
    host = f"{invented['name'].lower()}.azurecr.io"
    data = f"{invented['name'].lower()}.{place_of(invented)}.data.azurecr.io"
    names = [data] if inputs.get("dataEndpointEnabled") else []
    return usual(inputs, invented) | {"loginServer": host, "dataEndpointHostNames": names}


def _made_properties(**added: Any) -> Maker:
    """Return a maker for the types that keep all they have in ``properties``."""

    def made(inputs: Mapping[str, Any], invented: Invented) -> Made:
        # Credentials are never returned, and would no longer be secret here.
        said = {
            name: value
            for name, value in (inputs.get("properties") or {}).items()
            if name != "datasourceAuthCredentials"
        }
        return usual(inputs, invented) | {"properties": {**said, **invented.fill(added)}}

    return made


MAKERS: Mapping[str, Maker] = {
    "azure-native:compute:Disk": _disk,
    "azure-native:containerregistry:Registry": _registry,
    "azure-native:containerservice:AgentPool": _agent_pool,
    "azure-native:containerservice:ManagedCluster": _cluster,
    "azure-native:dataprotection:BackupInstance": _made_properties(
        provisioningState="Succeeded",
        currentProtectionState="ProtectionConfigured",
        protectionStatus={"status": "ProtectionConfigured"},
    ),
    "azure-native:dataprotection:BackupVault": _made_properties(
        provisioningState="Succeeded", isVaultProtectedByResourceGuard=False, secureScore="Minimum"
    ),
    "azure-native:dbforpostgresql:Server": _server,
    "azure-native:dns:RecordSet": _record("zoneName"),
    "azure-native:keyvault:Key": _key,
    "azure-native:keyvault:Secret": _secret,
    "azure-native:keyvault:Vault": _vault,
    "azure-native:managedidentity:UserAssignedIdentity": _user_assigned,
    "azure-native:network:NetworkInterface": _network_interface,
    "azure-native:network:PublicIPAddress": _public_address,
    "azure-native:privatedns:PrivateRecordSet": _record("privateZoneName"),
    "azure-native:recoveryservices:Vault": _made_properties(provisioningState="Succeeded", secureScore="Minimum"),
    "azure-native:redisenterprise:RedisEnterprise": _redis,
    "azure-native:storage:StorageAccount": _storage,
}
