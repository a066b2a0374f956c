"""What databases, secrets, clusters and operations have once they exist, and what every type has."""

from collections.abc import Mapping

from toolchain.offline.package import Template
from toolchain.offline.packages.gcp.outputs_network import MACHINES, NETWORK, SELF_LINK

# Of an output's name, for every type that has it.
USUAL_OUTPUTS: Mapping[str, Template] = {
    "project": "{project}",
    "region": "{region}",
    "zone": "{zone}",
    "selfLink": SELF_LINK,
    "creationTimestamp": "{now}",
    "createTime": "{now}",
    "updateTime": "{now}",
    "etag": "BwY{letters8}=",
    "fingerprint": "{letters11}=",
    "labelFingerprint": "{letters11}=",
    "uid": "{uuid}",
    # Whether a delete reaches the cloud: the same default for every type, of DefaultProviderDeletionPolicy.
    "deletionPolicy": "DELETE",
    "backupCollection": "",
    "effectiveMaintenanceVersion": "",
}

DATA: Mapping[str, Mapping[str, Template]] = {
    "gcp:sql/databaseInstance:DatabaseInstance": {
        "deletionProtection": True,
        "dnsName": "",
        "encryptionKeyName": "",
        "enforceNewSqlNetworkArchitecture": False,
        "maintenanceVersion": "{databaseVersion}.R20260701.01_00",
        "masterInstanceName": "",
        "pscServiceAttachmentLink": "",
        "selfLink": "https://sqladmin.googleapis.com/sql/v1beta4/projects/{project}/instances/{name}",
        "serviceAccountEmailAddress": "p{projectNumber}-{letters6}@gcp-sa-cloud-sql.iam.gserviceaccount.com",
    },
    "gcp:sql/database:Database": {
        "charset": "UTF8",
        "collation": "en_US.UTF8",
        "selfLink": "https://sqladmin.googleapis.com/sql/v1beta4/projects/{project}/instances/{instance}/databases/{name}",
    },
    "gcp:sql/user:User": {"host": "", "iamEmail": ""},
    "gcp:redis/instance:Instance": {
        "alternativeLocationId": "{region}-c",
        "authEnabled": False,
        "authorizedNetwork": "projects/{project}/global/networks/default",
        "connectMode": "DIRECT_PEERING",
        "currentLocationId": "{region}-b",
        "host": "{ip}",
        "locationId": "{region}-b",
        "maintenanceVersion": "20260601_00_00",
        "persistenceIamIdentity": "serviceAccount:{projectNumber}-compute@developer.gserviceaccount.com",
        "port": 6379,
        "readReplicasMode": "READ_REPLICAS_DISABLED",
        "redisVersion": "REDIS_7_2",
        "secondaryIpRange": "",
        "tier": "BASIC",
        "transitEncryptionMode": "DISABLED",
    },
    "gcp:redis/cluster:Cluster": {
        "authorizationMode": "AUTH_MODE_DISABLED",
        "deletionProtectionEnabled": True,
        "isAclPolicyInSync": True,
        "nodeType": "REDIS_HIGHMEM_MEDIUM",
        "serverCaMode": "SERVER_CA_MODE_GOOGLE_MANAGED_PER_INSTANCE_CA",
        "state": "ACTIVE",
        "transitEncryptionMode": "TRANSIT_ENCRYPTION_MODE_DISABLED",
    },
    "gcp:memorystore/instance:Instance": {
        "authorizationMode": "AUTH_DISABLED",
        "deletionProtectionEnabled": True,
        "engineVersion": "VALKEY_8_0",
        "isAclPolicyInSync": True,
        "mode": "CLUSTER",
        "name": "{id}",
        "nodeType": "HIGHMEM_MEDIUM",
        "replicaCount": 0,
        "serverCaMode": "GOOGLE_MANAGED_PER_INSTANCE_CA",
        "state": "ACTIVE",
        "transitEncryptionMode": "TRANSIT_ENCRYPTION_DISABLED",
    },
    "gcp:storage/bucket:Bucket": {
        "forceDestroy": False,
        "projectNumber": "{projectNumber}",
        "publicAccessPrevention": "inherited",
        "rpo": "DEFAULT",
        "selfLink": "https://www.googleapis.com/storage/v1/b/{name}",
        "softDeletePolicy": {"effectiveTime": "{now}", "retentionDurationSeconds": 604800},
        "storageClass": "STANDARD",
        "timeCreated": "{now}",
        "uniformBucketLevelAccess": False,
        "updated": "{now}",
        "url": "gs://{name}",
    },
    "gcp:storage/bucketObject:BucketObject": {
        "content": "",
        "contentType": "text/plain; charset=utf-8",
        "generation": "{digits15}",
        "kmsKeyName": "",
        "mediaLink": "https://storage.googleapis.com/download/storage/v1/b/{bucket}/o/{name}?alt=media",
        "outputName": "{name}",
        "selfLink": "https://www.googleapis.com/storage/v1/b/{bucket}/o/{name}",
        "storageClass": "STANDARD",
    },
    "gcp:artifactregistry/repository:Repository": {
        "location": "{region}",
        "mode": "STANDARD_REPOSITORY",
        "name": "{repositoryId}",
    },
    "gcp:pubsub/subscription:Subscription": {
        "ackDeadlineSeconds": 10,
        "expirationPolicy": {"ttl": "2678400s"},
        "messageRetentionDuration": "604800s",
    },
}

SECURITY: Mapping[str, Mapping[str, Template]] = {
    "gcp:kms/cryptoKey:CryptoKey": {
        "cryptoKeyBackend": "",
        "destroyScheduledDuration": "2592000s",
        "importOnly": False,
        "primaries": [{"name": "{id}/cryptoKeyVersions/1", "state": "ENABLED"}],
        "purpose": "ENCRYPT_DECRYPT",
        "versionTemplate": {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protectionLevel": "SOFTWARE"},
    },
    "gcp:secretmanager/secret:Secret": {
        "deletionProtection": False,
        "expireTime": "",
        "name": "projects/{projectNumber}/secrets/{name}",
    },
    "gcp:secretmanager/secretVersion:SecretVersion": {
        "destroyTime": "",
        "enabled": True,
        "name": "{id}",
    },
    "gcp:serviceaccount/account:Account": {
        "disabled": False,
        "email": "{name}@{project}.iam.gserviceaccount.com",
        "member": "serviceAccount:{name}@{project}.iam.gserviceaccount.com",
        "name": "projects/{project}/serviceAccounts/{name}@{project}.iam.gserviceaccount.com",
        "uniqueId": "{digits21}",
    },
    "gcp:serviceaccount/key:Key": {
        "keyAlgorithm": "KEY_ALG_RSA_2048",
        "name": "{id}",
        "privateKeyType": "TYPE_GOOGLE_CREDENTIALS_FILE",
        "publicKeyType": "TYPE_X509_PEM_FILE",
        "validAfter": "{now}",
        "validBefore": "9999-12-31T23:59:59Z",
    },
    "gcp:projects/iAMCustomRole:IAMCustomRole": {
        "deleted": False,
        "name": "projects/{project}/roles/{name}",
        "stage": "GA",
    },
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": {"location": "{region}"},
    "gcp:certificatemanager/certificate:Certificate": {"location": "global", "scope": "DEFAULT"},
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": {"state": "ACTIVE"},
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": {
        "dnsResourceRecords": [
            {
                "data": "{uuid}.{digits2}.authorize.certificatemanager.goog.",
                "name": "_acme-challenge.{domain}.",
                "type": "CNAME",
            }
        ],
        "location": "global",
        "type": "FIXED_RECORD",
    },
}

PLATFORM: Mapping[str, Mapping[str, Template]] = {
    "gcp:container/cluster:Cluster": {
        "datapathProvider": "",
        "defaultMaxPodsPerNode": 110,
        "deletionProtection": True,
        "emulatedVersion": "",
        "enableIntranodeVisibility": False,
        "enableShieldedNodes": True,
        "location": "{zone}",
        "loggingService": "logging.googleapis.com/kubernetes",
        "monitoringService": "monitoring.googleapis.com/kubernetes",
        "network": "projects/{project}/global/networks/default",
        "networkingMode": "VPC_NATIVE",
        "operation": "",
        "privateIpv6GoogleAccess": "",
        "servicesIpv4Cidr": "34.118.224.0/20",
        "subnetwork": "",
        "tpuIpv4CidrBlock": "",
    },
    "gcp:container/nodePool:NodePool": {
        "initialNodeCount": 1,
        "location": "{zone}",
        "management": {"autoRepair": True, "autoUpgrade": True},
        "maxPodsPerNode": 110,
        "namePrefix": "",
        "nodeCount": 1,
        "operation": "",
        "upgradeSettings": {"maxSurge": 1, "maxUnavailable": 0, "strategy": "SURGE"},
        "version": "1.33.5-gke.1308000",
    },
    "gcp:dns/managedZone:ManagedZone": {
        "creationTime": "{now}",
        "description": "Managed by Pulumi",
        "forceDestroy": False,
        "managedZoneId": "{digits19}",
        "visibility": "public",
    },
    "gcp:monitoring/alertPolicy:AlertPolicy": {"enabled": True, "name": "{id}"},
    "gcp:monitoring/notificationChannel:NotificationChannel": {
        "enabled": True,
        "forceDelete": False,
        "name": "{id}",
        "verificationStatus": "",
    },
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": {
        "checkerType": "STATIC_IP_CHECKERS",
        "name": "{id}",
        "period": "300s",
    },
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": {
        "description": "",
        "lifecycleState": "ACTIVE",
        "name": "{id}",
        "retentionDays": 30,
    },
    "gcp:logging/projectSink:ProjectSink": {
        "writerIdentity": "serviceAccount:service-{projectNumber}@gcp-sa-logging.iam.gserviceaccount.com"
    },
    "gcp:gkebackup/backupPlan:BackupPlan": {"deactivated": False, "state": "READY", "stateReason": ""},
    "gcp:gkebackup/restorePlan:RestorePlan": {"state": "READY", "stateReason": ""},
    "gcp:cloudscheduler/job:Job": {
        "attemptDeadline": "180s",
        "paused": False,
        "state": "ENABLED",
        "timeZone": "Etc/UTC",
    },
}

OUTPUTS: Mapping[str, Mapping[str, Template]] = {**NETWORK, **MACHINES, **DATA, **SECURITY, **PLATFORM}
