"""What Azure fills in once a resource is made, and what it assumes where a program says nothing.

Sources: Microsoft REST reference, the example answers of each type's "Create Or Update"; the SDK's docstrings for the
defaults of optional properties ("default is", "Defaults to").
"""

from collections.abc import Mapping

from toolchain.offline.package import Template
from toolchain.offline.packages.azure_native.identities import TYPES

MADE = "2026-01-01T00:00:00Z"  # the same for every run, so that two runs can be compared

USUAL_OUTPUTS: Mapping[str, Template] = {
    "name": "{name}",
    "location": "{location}",
    "azureApiVersion": "2024-01-01",
    "provisioningState": "Succeeded",
    "etag": 'W/"{uuidEtag}"',
    "eTag": "{uuidEtag}",
    "resourceGuid": "{uuidGuid}",
    "tenantId": "{tenantId}",
    "deploymentStatus": "NotStarted",
    "timeCreated": MADE,
    "createdOn": MADE,
    "updatedOn": MADE,
    "createdBy": "{objectId}",
    "updatedBy": "{objectId}",
    "systemData": {
        "createdAt": MADE,
        "createdBy": "{objectId}",
        "createdByType": "Application",
        "lastModifiedAt": MADE,
        "lastModifiedBy": "{objectId}",
        "lastModifiedByType": "Application",
    },
}

OWN: Mapping[str, Mapping[str, Template]] = {
    "resources:ResourceGroup": {"properties": {"provisioningState": "Succeeded"}},
    # Network.
    "network:NatGateway": {"idleTimeoutInMinutes": 4},
    "network:PublicIPAddress": {"ipAddress": "{publicIp}", "idleTimeoutInMinutes": 4, "publicIPAddressVersion": "IPv4"},
    "network:PublicIPPrefix": {"ipPrefix": "203.0.113.0/28"},
    "network:NetworkInterface": {"macAddress": "00-0D-3A-{digits2}-{digits2b}-{digits2c}", "primary": True},
    "network:PrivateEndpoint": {
        "networkInterfaces": [
            {
                "id": "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
                "/providers/Microsoft.Network/networkInterfaces/{name}.nic.{uuid}"
            }
        ],
        "customDnsConfigs": [{"fqdn": "{name}.privatelink.azure.com", "ipAddresses": ["{ip}"]}],
    },
    "network:ApplicationGateway": {
        "operationalState": "Running",
        "defaultPredefinedSslPolicy": "AppGwSslPolicy20220101",
    },
    "network:WebApplicationFirewallPolicy": {"resourceState": "Enabled"},
    "network:FlowLog": {"targetResourceGuid": "{uuidTarget}"},
    # Names.
    "dns:Zone": {
        "maxNumberOfRecordSets": 10000,
        "maxNumberOfRecordsPerRecordSet": 20,
        "nameServers": [
            "ns1-01.azure-dns.com.",
            "ns2-01.azure-dns.net.",
            "ns3-01.azure-dns.org.",
            "ns4-01.azure-dns.info.",
        ],
        "numberOfRecordSets": 2,
        "zoneType": "Public",
    },
    "privatedns:PrivateZone": {
        "internalId": "{letters24}",
        "maxNumberOfRecordSets": 25000,
        "maxNumberOfVirtualNetworkLinks": 1000,
        "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
        "numberOfRecordSets": 1,
    },
    "privatedns:VirtualNetworkLink": {"virtualNetworkLinkState": "Completed", "registrationEnabled": False},
    # Database and cache.
    "dbforpostgresql:Server": {
        "authConfig": {"activeDirectoryAuth": "Disabled", "passwordAuth": "Enabled"},
        "availabilityZone": "1",
        "fullyQualifiedDomainName": "{name}.postgres.database.azure.com",
        "maintenanceWindow": {"customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0},
        "minorVersion": "6",
        "replicaCapacity": 5,
        "replicationRole": "Primary",
        "state": "Ready",
        "version": "17",
    },
    "dbforpostgresql:Database": {"charset": "UTF8", "collation": "en_US.utf8"},
    "dbforpostgresql:Configuration": {
        "dataType": "String",
        "source": "user-override",
        "description": "The server parameter {name}.",
        "documentationLink": "https://www.postgresql.org/docs/17/runtime-config.html",
    },
    "dbforpostgresql:VirtualEndpoint": {
        "virtualEndpoints": [
            "{name}.writer.postgres.database.azure.com",
            "{name}.reader.postgres.database.azure.com",
        ]
    },
    "redisenterprise:RedisEnterprise": {
        "highAvailability": "Enabled",
        "minimumTlsVersion": "1.2",
        "redisVersion": "7.4",
        "resourceState": "Running",
    },
    "redisenterprise:Database": {
        "accessKeysAuthentication": "Disabled",
        "clientProtocol": "Encrypted",
        "clusteringPolicy": "OSSCluster",
        "evictionPolicy": "VolatileLRU",
        "port": 10000,
        "redisVersion": "7.4",
        "resourceState": "Running",
    },
    # Storage.
    "storage:StorageAccount": {
        "accessTier": "Hot",
        "creationTime": MADE,
        "enableHttpsTrafficOnly": True,
        "encryption": {"keySource": "Microsoft.Storage"},
        "keyCreationTime": {"key1": MADE, "key2": MADE},
        "networkRuleSet": {"bypass": "AzureServices", "defaultAction": "Allow"},
        "primaryLocation": "{location}",
        "statusOfPrimary": "available",
        "statusOfSecondary": "",
        "secondaryLocation": "",
    },
    "storage:BlobContainer": {
        "defaultEncryptionScope": "$account-encryption-key",
        "lastModifiedTime": MADE,
        "leaseState": "Available",
        "leaseStatus": "Unlocked",
        "publicAccess": "None",
    },
    "storage:BlobServiceProperties": {"sku": {"name": "Standard_LRS", "tier": "Standard"}},
    "storage:ManagementPolicy": {"lastModifiedTime": MADE},
    # Compute and containers.
    "containerservice:ManagedCluster": {
        "kubernetesVersion": "{kubernetesVersion}",
        "maxAgentPools": 100,
        "powerState": {"code": "Running"},
        "resourceUID": "{hex24}",
        "sku": {"name": "Base", "tier": "Free"},
    },
    "containerservice:AgentPool": {
        "type": "VirtualMachineScaleSets",  # here an input, whose name the type of the resource shares
        "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202601.07.0",
        "mode": "User",
        "osType": "Linux",
        "powerState": {"code": "Running"},
    },
    "containerregistry:Registry": {
        "creationDate": MADE,
        "publicNetworkAccess": "Enabled",
        "status": {"displayStatus": "Ready", "message": "", "timestamp": MADE},
        "zoneRedundancy": "Disabled",
    },
    "compute:VirtualMachineScaleSet": {"uniqueId": "{uuid}", "overprovision": True, "singlePlacementGroup": True},
    "compute:VirtualMachine": {"vmId": "{uuid}"},
    "compute:Disk": {"diskState": "Unattached", "uniqueId": "{uuid}", "networkAccessPolicy": "AllowAll"},
    "compute:DiskEncryptionSet": {"lastKeyRotationTimestamp": MADE},
    # Monitoring.
    "operationalinsights:Workspace": {
        "createdDate": MADE,
        "customerId": "{uuid}",
        "modifiedDate": MADE,
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
        "retentionInDays": 30,
        "sku": {"name": "PerGB2018", "lastSkuUpdate": MADE},
    },
    "monitor:MetricAlert": {"isMigrated": False, "lastUpdatedTime": MADE},
    "monitor:ScheduledQueryRule": {"createdWithApiVersion": "2025-01-01-preview"},
    "monitor:DataCollectionRule": {"immutableId": "dcr-{hex32}"},
    "monitor:AzureMonitorWorkspace": {
        "accountId": "{uuid}",
        "metrics": {
            "internalId": "mac_{uuid}",
            "prometheusQueryEndpoint": "https://{name}-{letters4}.{location}.prometheus.monitor.azure.com",
        },
    },
    "applicationinsights:Component": {
        "appId": "{uuidApplication}",
        "applicationId": "{name}",
        "connectionString": "InstrumentationKey={uuidInstrumentation};"
        "IngestionEndpoint=https://{location}-0.in.applicationinsights.azure.com/;"
        "LiveEndpoint=https://{location}.livediagnostics.monitor.azure.com/;ApplicationId={uuidApplication}",
        "creationDate": MADE,
        "instrumentationKey": "{uuidInstrumentation}",
        "retentionInDays": 90,
    },
    # Front Door.
    "cdn:Profile": {"frontDoorId": "{uuid}", "kind": "frontdoor", "resourceState": "Active"},
    "cdn:AFDEndpoint": {"hostName": "{name}-{letters16}.z01.azurefd.net", "enabledState": "Enabled"},
    "cdn:AFDOrigin": {"httpPort": 80, "httpsPort": 443, "priority": 1, "weight": 1000, "enabledState": "Enabled"},
    "cdn:AFDCustomDomain": {
        "domainValidationState": "Pending",
        "validationProperties": {"validationToken": "_{letters32}", "expirationDate": "2026-01-08T00:00:00Z"},
    },
    "frontdoor:Policy": {"resourceState": "Enabled"},
}

OUTPUTS: Mapping[str, Mapping[str, Template]] = {
    kind: {**said, **OWN.get(kind.removeprefix("azure-native:"), {})} for kind, said in TYPES.items()
}
