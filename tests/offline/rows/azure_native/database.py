"""Rows of rules on databases and caches."""

from tests.offline.rows.azure_native.base import GROUP, UUID, Neighbour, Row, because, of_range

SERVER, SETTING = "dbforpostgresql:Server", "dbforpostgresql:Configuration"
CACHE = "redisenterprise:Database"

BURSTABLE = {"sku": {"name": "Standard_B2s", "tier": "Burstable"}}
DELEGATED = {
    "network.delegatedSubnetResourceId": f"{GROUP}/subnets/data",
    "network.privateDnsZoneArmResourceId": f"{GROUP}/privateDnsZones/shop.private.postgres.database.azure.com",
}
ENCRYPTED = {
    "identity": {"type": "UserAssigned"},
    "dataEncryption.primaryKeyURI": "https://kv.vault.azure.net/keys/a/b",
    "dataEncryption.primaryUserAssignedIdentityId": "one",
}
FORBIDDEN = "a name that PostgreSQL and Azure leave free: not admin, administrator, root, guest, public or pg_..."


ROWS: list[Row] = [
    # Servers.
    *(
        (
            SERVER,
            {"sku": {"name": right, "tier": tier}},
            {"sku": {"name": wrong, "tier": tier}},
            f"sku.name is {wrong!r}; allowed: a size of the tier {tier}. Example: {example}",
        )
        for tier, right, wrong, example in (
            ("Burstable", "Standard_B1ms", "Standard_D2ds_v5", "Standard_B2s"),
            ("GeneralPurpose", "Standard_DC2ads_v5", "Standard_E2ds_v5", "Standard_D2ds_v5"),
            ("MemoryOptimized", "Standard_E64ds_v4", "Standard_B2s", "Standard_E2ds_v5"),
        )
    ),
    (
        SERVER,
        {**BURSTABLE, "highAvailability.mode": "Disabled"},
        {"highAvailability.mode": "SameZone"},
        "highAvailability.mode is 'SameZone'; allowed: Disabled",
    ),
    (
        SERVER,
        {
            "highAvailability": {"mode": "ZoneRedundant", "standbyAvailabilityZone": "2"},
            "availabilityZone": "1",
        },
        {"availabilityZone": "2"},
        "highAvailability.standbyAvailabilityZone is '2'; allowed: another zone than 2, where the server is",
    ),
    (
        SERVER,
        {**BURSTABLE, "storage": {"type": "Premium_LRS", "iops": 1, "throughput": 1}},
        {"storage": {"type": "PremiumV2_LRS", "iops": 1, "throughput": 1}},
        "storage.type is 'PremiumV2_LRS'; allowed: Premium_LRS",
    ),
    (
        SERVER,
        {"storage.storageSizeGB": 32767},
        {"storage.storageSizeGB": 100},
        "storage.storageSizeGB is 100; allowed: 32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767",
    ),
    (
        SERVER,
        {"storage": {"storageSizeGB": 128, "tier": "P10"}},
        {"storage": {"storageSizeGB": 128, "tier": "P6"}},
        "storage.tier is 'P6'; allowed: P10, P15, P20, P30, P40, P50 at 128 GiB",
    ),
    (
        SERVER,
        {"storage": {"type": "PremiumV2_LRS", "storageSizeGB": 100, "iops": 3000, "throughput": 125}},
        {"storage": {"type": "PremiumV2_LRS", "storageSizeGB": 100, "iops": 3000}},
        because("storage.throughput", "storage.type = 'PremiumV2_LRS'"),
    ),
    *of_range(SERVER, "backup.backupRetentionDays", 7, 35),
    *of_range(SERVER, "maintenanceWindow.dayOfWeek", 0, 6),
    *of_range(SERVER, "maintenanceWindow.startHour", 0, 23),
    *of_range(SERVER, "maintenanceWindow.startMinute", 0, 59),
    *of_range(SERVER, "cluster.clusterSize", 1, 20),
    *(
        (SERVER, {}, {"administratorLogin": login}, f"administratorLogin is {login!r}; allowed: {FORBIDDEN}")
        for login in ("Admin", "pg_shop")
    ),
    *(
        (SERVER, {}, {path: None}, f"{path} is missing; allowed: {what}; a new server needs one{when}")
        for path, what, when in (
            ("sku", "a size", ""),
            ("version", "a version", ""),
            ("administratorLogin", "a login", " while passwords may be used"),
            ("administratorLoginPassword", "a password", " while passwords may be used"),
        )
    ),
    *(
        (
            SERVER,
            {"createMode": mode, "sourceServerResourceId": "db", "pointInTimeUTC": "2026-01-01T00:00:00Z"},
            {lost: None},
            because(lost, f"createMode = '{mode}'"),
        )
        for mode, lost in (
            ("PointInTimeRestore", "pointInTimeUTC"),
            ("GeoRestore", "pointInTimeUTC"),
            ("Replica", "sourceServerResourceId"),
        )
    ),
    (
        SERVER,
        DELEGATED,
        {"network.privateDnsZoneArmResourceId": None},
        because("network.privateDnsZoneArmResourceId", "network.delegatedSubnetResourceId"),
    ),
    (
        SERVER,
        DELEGATED,
        {"network.publicNetworkAccess": "Enabled"},
        "network.publicNetworkAccess is 'Enabled'; allowed: Disabled, because the server is in a delegated subnet",
    ),
    (
        SERVER,
        DELEGATED,
        {"network.privateDnsZoneArmResourceId": "/x/privateDnsZones/shop.org"},
        "network.privateDnsZoneArmResourceId is '/x/privateDnsZones/shop.org'; allowed: the id of a private zone whose "
        "name ends in .postgres.database.azure.com",
    ),
    (SERVER, ENCRYPTED, {"identity": None}, because("identity", "dataEncryption.primaryKeyURI")),
    (
        SERVER,
        {
            **ENCRYPTED,
            "dataEncryption.geoBackupKeyURI": "https://kv2.vault.azure.net/keys/a/b",
            "dataEncryption.geoBackupUserAssignedIdentityId": "two",
        },
        {"dataEncryption.geoBackupUserAssignedIdentityId": None},
        because("dataEncryption.geoBackupUserAssignedIdentityId", "dataEncryption.geoBackupKeyURI"),
    ),
    (
        SERVER,
        {"authConfig": {"activeDirectoryAuth": "Enabled", "tenantId": UUID}},
        {"authConfig.tenantId": None},
        because("authConfig.tenantId", "authConfig.activeDirectoryAuth = 'Enabled'"),
    ),
    *(
        (
            SETTING,
            {"configurationName": name, "value": right},
            {"value": "sometimes"},
            f"value is 'sometimes'; allowed: {allowed}",
        )
        for name, right, allowed in (
            ("require_secure_transport", "ON", "on, off, ON, OFF"),
            ("pgbouncer.enabled", "true", "true, false, TRUE, FALSE"),
            ("log_checkpoints", "on", "on, off, ON, OFF"),
            ("log_connections", "on", "on, off, ON, OFF"),
            ("log_disconnections", "off", "on, off, ON, OFF"),
            ("log_lock_waits", "on", "on, off, ON, OFF"),
        )
    ),
    (
        "dbforpostgresql:FirewallRule",
        {"startIpAddress": "203.0.113.4", "endIpAddress": "203.0.113.4"},
        {"endIpAddress": "203.0.113.3"},
        "endIpAddress is '203.0.113.3'; allowed: an address from 203.0.113.4 on",
    ),
    (
        "dbforpostgresql:FirewallRule",
        {"startIpAddress": "203.0.113.4", "endIpAddress": "203.0.113.4"},
        {"startIpAddress": "203.0.113.0/24"},
        "startIpAddress is '203.0.113.0/24'; allowed: an IPv4 address. Example: 203.0.113.7",
    ),
    # Caches.
    (
        CACHE,
        {"persistence": {"aofEnabled": True, "rdbEnabled": False}},
        {"persistence": {"aofEnabled": True, "rdbEnabled": True}},
        "persistence.rdbEnabled is True; allowed: false, because persistence.aofEnabled is true: "
        "there is one kind at a time",
    ),
    (
        CACHE,
        {"persistence": {"rdbEnabled": True}},
        {"geoReplication": {"groupNickname": "shop"}},
        "persistence.rdbEnabled is True; allowed: false, because of geoReplication: there is no persistence with it",
    ),
    (
        CACHE,
        {"modules": [{"name": "RediSearch"}], "evictionPolicy": "NoEviction", "clusteringPolicy": "EnterpriseCluster"},
        {"evictionPolicy": "VolatileLRU"},
        "evictionPolicy is 'VolatileLRU'; allowed: NoEviction, because of the module RediSearch",
    ),
    *of_range(CACHE, "port", 1, 65535),
]


SUBNET = "network:Subnet"
FOR_SERVERS = [{"serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}]
SMALL = (SERVER, "db", {**BURSTABLE, "serverName": "db"}, "")
PLANNED: list[tuple[tuple[Neighbour, ...], Row]] = [
    (
        (
            (SUBNET, "data", {"delegations": FOR_SERVERS}, f"{GROUP}/subnets/data"),
            (SUBNET, "app", {}, f"{GROUP}/subnets/app"),
        ),
        (
            SERVER,
            DELEGATED,
            {"network.delegatedSubnetResourceId": f"{GROUP}/subnets/app"},
            f"network.delegatedSubnetResourceId is '{GROUP}/subnets/app'; allowed: a subnet that is delegated to "
            "Microsoft.DBforPostgreSQL/flexibleServers",
        ),
    ),
    (
        (SMALL,),
        (
            SETTING,
            {"serverName": "db", "configurationName": "pgbouncer.enabled", "value": "false"},
            {"value": "true"},
            "value is 'true'; allowed: false: PgBouncer needs a GeneralPurpose or MemoryOptimized server",
        ),
    ),
]
