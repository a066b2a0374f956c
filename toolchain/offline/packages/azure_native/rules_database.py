"""What Azure Database for PostgreSQL (Flexible Server) and Azure Managed Redis enforce."""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Final

from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_together import Needs

SERVER: Final = "azure-native:dbforpostgresql:Server"
SETTING: Final = "azure-native:dbforpostgresql:Configuration"
FIREWALL: Final = "azure-native:dbforpostgresql:FirewallRule"
DATABASE: Final = "azure-native:redisenterprise:Database"
SUBNET: Final = "azure-native:network:Subnet"

SERVER_DOCS: Final = "Terraform azurerm docs, postgresql_flexible_server"
REDIS_DOCS: Final = "Terraform azurerm docs, managed_redis"
DELEGATION: Final = "Microsoft.DBforPostgreSQL/flexibleServers"
ANEW: Final = (None, "", "Default", "Create")

# tier -> the pattern of its sizes, and one of them
SIZES: tuple[tuple[str, str, str], ...] = (
    ("Burstable", r"Standard_B\w+", "Standard_B2s"),
    ("GeneralPurpose", r"Standard_DC?\d\w*", "Standard_D2ds_v5"),
    ("MemoryOptimized", r"Standard_EC?\d\w*", "Standard_E2ds_v5"),
)

# GiB of a Premium SSD -> the lowest performance tier it may have; and the highest of all in the same group
STORAGE: Mapping[int, Sequence[str]] = {
    32: ("P4", "P6", "P10", "P15", "P20", "P30", "P40", "P50"),
    64: ("P6", "P10", "P15", "P20", "P30", "P40", "P50"),
    128: ("P10", "P15", "P20", "P30", "P40", "P50"),
    256: ("P15", "P20", "P30", "P40", "P50"),
    512: ("P20", "P30", "P40", "P50"),
    1024: ("P30", "P40", "P50"),
    2048: ("P40", "P50"),
    4095: ("P50",),
    4096: ("P50",),
    8192: ("P60", "P70", "P80"),
    16384: ("P70", "P80"),
    32767: ("P80",),
}
PREMIUM: Final = (None, "", "Premium_LRS")

# server parameter -> its values, source
SETTINGS: tuple[tuple[str, Sequence[str], str], ...] = (
    ("require_secure_transport", ("on", "off"), "Microsoft, Server parameters, TLS: require_secure_transport"),
    ("pgbouncer.enabled", ("true", "false"), "Microsoft, PgBouncer in Azure Database for PostgreSQL"),
    ("log_checkpoints", ("on", "off"), "PostgreSQL documentation, 19.8: log_checkpoints (boolean)"),
    ("log_connections", ("on", "off"), "PostgreSQL 17 documentation, 19.8: log_connections (boolean)"),
    ("log_disconnections", ("on", "off"), "PostgreSQL documentation, 19.8: log_disconnections (boolean)"),
    ("log_lock_waits", ("on", "off"), "PostgreSQL documentation, 19.8: log_lock_waits (boolean)"),
)


def _made_anew(inputs: Inputs, _plan: Plan) -> Wrong:
    needed = {"sku": "a size", "version": "a version"}
    if first(inputs, "authConfig.passwordAuth") in (None, "Enabled"):
        needed |= {"administratorLogin": "a login", "administratorLoginPassword": "a password"}
    for path, what in needed.items():
        if not is_said(inputs, path):
            yield path, f"{what}; a new server needs one{' while passwords may be used' if 'admin' in path else ''}"


def _premium_tier(inputs: Inputs, _plan: Plan) -> Wrong:
    size, tier = first(inputs, "storage.storageSizeGB"), first(inputs, "storage.tier")
    allowed = STORAGE.get(size or 32, ())
    if tier is not None and allowed and tier not in allowed:
        yield "storage.tier", f"{', '.join(allowed)} at {size or 32} GiB"


def _standby_elsewhere(inputs: Inputs, _plan: Plan) -> Wrong:
    zone = first(inputs, "availabilityZone")
    if zone is not None and first(inputs, "highAvailability.standbyAvailabilityZone") == zone:
        yield "highAvailability.standbyAvailabilityZone", f"another zone than {zone}, where the server is"


def _private(inputs: Inputs, plan: Plan) -> Wrong:
    subnet = first(inputs, "network.delegatedSubnetResourceId")
    if not is_said(inputs, "network.delegatedSubnetResourceId"):
        return
    if first(inputs, "network.publicNetworkAccess") == "Enabled":
        yield "network.publicNetworkAccess", "Disabled, because the server is in a delegated subnet"
    for item in plan.of(SUBNET):
        services = first(item.inputs, "delegations[*].serviceName")
        if subnet is not None and item.id == subnet and services != DELEGATION:
            yield "network.delegatedSubnetResourceId", f"a subnet that is delegated to {DELEGATION}"


def _pooler_not_burstable(inputs: Inputs, plan: Plan) -> Wrong:
    name = first(inputs, "serverName")
    servers = [item for item in plan.of(SERVER) if name is None or first(item.inputs, "serverName") == name]
    if str(inputs.get("value")).lower() == "true" and servers:
        tiers = {first(item.inputs, "sku.tier") for item in servers}
        if tiers == {"Burstable"}:
            yield "value", "false: PgBouncer needs a GeneralPurpose or MemoryOptimized server"


def _address_range(inputs: Inputs, _plan: Plan) -> Wrong:
    ends = []
    for path in ("startIpAddress", "endIpAddress"):
        text = first(inputs, path)
        try:
            ends.append(ipaddress.IPv4Address(text) if text is not None else None)
        except ValueError:
            ends.append(None)
            yield path, "an IPv4 address. Example: 203.0.113.7"
    if ends[0] and ends[1] and ends[1] < ends[0]:
        yield "endIpAddress", f"an address from {ends[0]} on"


def _one_persistence(inputs: Inputs, _plan: Plan) -> Wrong:
    said = [path for path in ("aofEnabled", "rdbEnabled") if first(inputs, f"persistence.{path}") is True]
    if len(said) > 1:
        yield "persistence.rdbEnabled", "false, because persistence.aofEnabled is true: there is one kind at a time"
    if said and is_said(inputs, "geoReplication"):
        yield f"persistence.{said[0]}", "false, because of geoReplication: there is no persistence with it"


def _search(inputs: Inputs, _plan: Plan) -> Wrong:
    modules = inputs.get("modules")
    named = [item.get("name") for item in modules if isinstance(item, Mapping)] if isinstance(modules, list) else []
    if "RediSearch" not in named:
        return
    for path, needed in (("evictionPolicy", "NoEviction"), ("clusteringPolicy", "EnterpriseCluster")):
        if is_said(inputs, path) and first(inputs, path) not in (None, needed):
            yield path, f"{needed}, because of the module RediSearch"


RULES: tuple[Rule, ...] = (
    *(
        Text(
            kind=SERVER,
            path="sku.name",
            pattern=pattern,
            when={"sku.tier": tier},
            says=f"a size of the tier {tier}. Example: {example}",
            source="Terraform azurerm, internal/services/postgres/validate/flexible_server_sku_name.go",
        )
        for tier, pattern, example in SIZES
    ),
    Choice(
        kind=SERVER,
        path="highAvailability.mode",
        allowed=("Disabled",),
        when={"sku.tier": "Burstable"},
        source="Microsoft, High availability in Azure Database for PostgreSQL, limitations: not with burstable compute",
    ),
    Custom(
        kind=SERVER,
        check=_standby_elsewhere,
        when={"highAvailability.mode": "ZoneRedundant"},
        source="Microsoft, High availability in Azure Database for PostgreSQL: the standby is in a different zone",
    ),
    Choice(
        kind=SERVER,
        path="storage.type",
        allowed=("Premium_LRS",),
        when={"sku.tier": "Burstable"},
        source="Azure CLI release notes 2.77.0: Premium SSD v2 isn't supported with Burstable",
    ),
    Choice(
        kind=SERVER,
        path="storage.storageSizeGB",
        allowed=tuple(STORAGE),
        when={"storage.type": PREMIUM},
        source=f"{SERVER_DOCS}: storage_mb",
    ),
    Custom(
        kind=SERVER, check=_premium_tier, when={"storage.type": PREMIUM}, source=f"{SERVER_DOCS}: storage_tier by size"
    ),
    Needs(
        kind=SERVER,
        needs=("storage.iops", "storage.throughput"),
        when={"storage.type": ("PremiumV2_LRS", "UltraSSD_LRS")},
        source="SDK docstring, dbforpostgresql Storage: iops and throughput",
    ),
    Number(
        kind=SERVER, path="backup.backupRetentionDays", low=7, high=35, source=f"{SERVER_DOCS}: backup_retention_days"
    ),
    Number(kind=SERVER, path="maintenanceWindow.dayOfWeek", low=0, high=6, source=f"{SERVER_DOCS}: maintenance_window"),
    Number(
        kind=SERVER, path="maintenanceWindow.startHour", low=0, high=23, source=f"{SERVER_DOCS}: maintenance_window"
    ),
    Number(
        kind=SERVER, path="maintenanceWindow.startMinute", low=0, high=59, source=f"{SERVER_DOCS}: maintenance_window"
    ),
    Number(kind=SERVER, path="cluster.clusterSize", low=1, high=20, source=f"{SERVER_DOCS}: cluster, size"),
    Text(
        kind=SERVER,
        path="administratorLogin",
        never=r"(?i)^((azure_superuser|azure_pg_admin|admin|administrator|root|guest|public)$|pg_)",
        says="a name that PostgreSQL and Azure leave free: not admin, administrator, root, guest, public or pg_...",
        source="Terraform azurerm, internal/services/postgres/validate/admin_usernames.go",
    ),
    Custom(kind=SERVER, check=_made_anew, when={"createMode": ANEW}, source=f"{SERVER_DOCS}: create_mode Default"),
    Needs(
        kind=SERVER,
        needs=("sourceServerResourceId", "pointInTimeUTC"),
        when={"createMode": "PointInTimeRestore"},
        source=f"{SERVER_DOCS}: create_mode",
    ),
    Needs(
        kind=SERVER,
        needs=("sourceServerResourceId", "pointInTimeUTC"),
        when={"createMode": "GeoRestore"},
        source=f"{SERVER_DOCS}: create_mode",
    ),
    Needs(
        kind=SERVER,
        needs=("sourceServerResourceId",),
        when={"createMode": "Replica"},
        source=f"{SERVER_DOCS}: create_mode",
    ),
    Needs(
        kind=SERVER,
        path="network.delegatedSubnetResourceId",
        needs=("network.privateDnsZoneArmResourceId",),
        source=f"{SERVER_DOCS}: private_dns_zone_id",
    ),
    Custom(kind=SERVER, check=_private, source=f"{SERVER_DOCS}: delegated_subnet_id, public_network_access_enabled"),
    Text(
        kind=SERVER,
        path="network.privateDnsZoneArmResourceId",
        pattern=r"(?i)(.+/privateDnsZones/.+\.postgres\.database\.azure\.com)?",
        says="the id of a private zone whose name ends in .postgres.database.azure.com",
        source=f"{SERVER_DOCS}: private_dns_zone_id",
    ),
    Needs(
        kind=SERVER,
        path="dataEncryption.primaryKeyURI",
        needs=("identity", "dataEncryption.primaryUserAssignedIdentityId"),
        source=f"{SERVER_DOCS}: customer_managed_key",
    ),
    Needs(
        kind=SERVER,
        path="dataEncryption.geoBackupKeyURI",
        needs=("identity", "dataEncryption.geoBackupUserAssignedIdentityId"),
        source=f"{SERVER_DOCS}: customer_managed_key",
    ),
    Needs(
        kind=SERVER,
        needs=("authConfig.tenantId",),
        when={"authConfig.activeDirectoryAuth": "Enabled"},
        source=f"{SERVER_DOCS}: authentication, tenant_id",
    ),
    *(
        Choice(
            kind=SETTING,
            path="value",
            allowed=(*values, *(value.upper() for value in values)),
            when={"configurationName": name},
            source=source,
        )
        for name, values, source in SETTINGS
    ),
    Custom(
        kind=SETTING,
        check=_pooler_not_burstable,
        when={"configurationName": "pgbouncer.enabled"},
        source="Azure's answer InvalidParameterValue: PgBouncer isn't supported on servers with Burstable compute",
    ),
    Custom(kind=FIREWALL, check=_address_range, source="SDK docstring, FirewallRule: addresses in IPv4 format"),
    Custom(kind=DATABASE, check=_one_persistence, source=f"{REDIS_DOCS}: persistence_*, conflicts"),
    Custom(kind=DATABASE, check=_search, source="Terraform azurerm, managed_redis_resource.go, CustomizeDiff"),
    Number(
        kind=DATABASE, path="port", low=1, high=65535, source="Microsoft REST reference, Databases: port, a TCP port"
    ),
)
