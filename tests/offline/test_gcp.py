"""Package gcp: ids, links, addresses and replacements in the shapes that Google Cloud gives them."""

import base64
import ipaddress
import json
import re
from typing import Any

import pytest

from toolchain.offline import making
from toolchain.offline.differences import Difference, replaces
from toolchain.offline.invented import Invented
from toolchain.offline.packages.gcp import PACKAGE
from toolchain.offline.shapes import Shapes
from toolchain.offline.values import Secret, opened

SHAPES = Shapes("gcp", "pulumi_gcp")
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
CLUSTER = "gcp:container/cluster:Cluster"
REDIS = "gcp:redis/instance:Instance"
MEMORYSTORE = "gcp:memorystore/instance:Instance"
ADDRESS = "gcp:compute/address:Address"
KEY_RING = "projects/moorage-offline/locations/europe-west1/keyRings/shop"
ACCOUNT = "projects/p/serviceAccounts/app@p.iam.gserviceaccount.com"
GRANT = {"role": "roles/viewer", "member": "user:a@b.c"}
COMPUTE = "https://www.googleapis.com/compute/v1/projects/moorage-offline"


def made(kind: str, inputs: dict[str, Any], logical: str = "shop", incarnation: int = 0) -> tuple[str, dict[str, Any]]:
    """Make a resource as the provider does; return its id and all that it has then."""
    shape = SHAPES.resource(kind)
    identity = making.identity_of(PACKAGE, kind, shape)
    urn = f"urn:pulumi:dev::shop::{kind}::{logical}"
    if identity.name and identity.name not in inputs:
        inputs = {**inputs, identity.name: making.automatic_name(identity, urn, b"seed-of-this-run", "")}
    known = making.facts(PACKAGE, {}, inputs, making.physical_name(identity, inputs))
    invented = Invented(urn, incarnation, known)
    found = making.identifier(identity, inputs, invented)
    return found, {**inputs, **making.outputs(PACKAGE, shape, kind, inputs, invented.knowing(id=found))}


# kind, inputs, the id
IDS: list[tuple[str, dict[str, Any], str]] = [
    ("gcp:compute/network:Network", {"name": "n"}, "projects/moorage-offline/global/networks/n"),
    ("gcp:compute/network:Network", {"name": "n", "project": "quay-1"}, "projects/quay-1/global/networks/n"),
    ("gcp:compute/subnetwork:Subnetwork", {"name": "s", "network": "n", "region": "us-east1"},
     "projects/moorage-offline/regions/us-east1/subnetworks/s"),
    ("gcp:compute/routerNat:RouterNat", {"name": "n", "router": "projects/p/regions/r/routers/out"},
     "moorage-offline/europe-west1/out/n"),
    ("gcp:compute/networkPeering:NetworkPeering", {"name": "p", "network": f"{COMPUTE}/global/networks/n"}, "n/p"),
    ("gcp:compute/networkEndpoint:NetworkEndpoint", {"networkEndpointGroup": "g", "ipAddress": "10.0.0.1"},
     "moorage-offline/europe-west1-b/g//10.0.0.1/0"),
    ("gcp:compute/instance:Instance", {"name": "i"}, "projects/moorage-offline/zones/europe-west1-b/instances/i"),
    ("gcp:compute/uRLMap:URLMap", {"name": "m"}, "projects/moorage-offline/global/urlMaps/m"),
    ("gcp:servicenetworking/connection:Connection",
     {"network": "projects/p/global/networks/n", "service": "servicenetworking.googleapis.com"},
     "projects%2Fp%2Fglobal%2Fnetworks%2Fn:servicenetworking.googleapis.com"),
    (SQL, {"name": "db", "databaseVersion": "POSTGRES_17"}, "db"),
    ("gcp:sql/database:Database", {"name": "d", "instance": "db"},
     "projects/moorage-offline/instances/db/databases/d"),
    ("gcp:sql/user:User", {"name": "app", "instance": "db"}, "app//db"),
    (REDIS, {"name": "c"}, "projects/moorage-offline/locations/europe-west1/instances/c"),
    (MEMORYSTORE, {"instanceId": "cache", "location": "europe-west1"},
     "projects/moorage-offline/locations/europe-west1/instances/cache"),
    (CLUSTER, {"name": "c", "location": "europe-west1"},
     "projects/moorage-offline/locations/europe-west1/clusters/c"),
    (CLUSTER, {"name": "c"}, "projects/moorage-offline/locations/europe-west1-b/clusters/c"),
    ("gcp:container/nodePool:NodePool", {"name": "n", "cluster": "projects/p/locations/l/clusters/c", "location": "l"},
     "projects/moorage-offline/locations/l/clusters/c/nodePools/n"),
    ("gcp:kms/keyRing:KeyRing", {"name": "shop", "location": "europe-west1"}, KEY_RING),
    ("gcp:kms/cryptoKey:CryptoKey", {"name": "data", "keyRing": KEY_RING}, f"{KEY_RING}/cryptoKeys/data"),
    ("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", {"cryptoKeyId": f"{KEY_RING}/cryptoKeys/data", **GRANT},
     f"{KEY_RING}/cryptoKeys/data/roles/viewer/user:a@b.c"),
    ("gcp:secretmanager/secret:Secret", {"secretId": "s"}, "projects/moorage-offline/secrets/s"),
    ("gcp:secretmanager/secretIamMember:SecretIamMember", {"secretId": "projects/p/secrets/s", **GRANT},
     "projects/moorage-offline/secrets/s/roles/viewer/user:a@b.c"),
    ("gcp:storage/bucket:Bucket", {"name": "b", "location": "EU"}, "b"),
    ("gcp:storage/bucketIAMMember:BucketIAMMember", {"bucket": "b", **GRANT}, "b/b/roles/viewer/user:a@b.c"),
    ("gcp:storage/bucketObject:BucketObject", {"bucket": "b", "name": "index.html"}, "b-index.html"),
    ("gcp:serviceaccount/account:Account", {"accountId": "shop-app"},
     "projects/moorage-offline/serviceAccounts/shop-app@moorage-offline.iam.gserviceaccount.com"),
    ("gcp:projects/iAMMember:IAMMember", {"project": "p", **GRANT, "condition": {"title": "until", "expression": "e"}},
     "p/roles/viewer/user:a@b.c/until"),
    ("gcp:projects/service:Service", {"service": "dns.googleapis.com"}, "moorage-offline/dns.googleapis.com"),
    ("gcp:dns/recordSet:RecordSet", {"name": "a.b.", "type": "A", "managedZone": "projects/p/managedZones/z"},
     "projects/moorage-offline/managedZones/z/rrsets/a.b./A"),
    ("gcp:artifactregistry/repository:Repository", {"repositoryId": "r", "format": "DOCKER"},
     "projects/moorage-offline/locations/europe-west1/repositories/r"),
    ("gcp:certificatemanager/certificate:Certificate", {"name": "c"},
     "projects/moorage-offline/locations/global/certificates/c"),
    ("gcp:certificatemanager/certificateMapEntry:CertificateMapEntry",
     {"name": "e", "map": "projects/p/locations/global/certificateMaps/m"},
     "projects/moorage-offline/locations/global/certificateMaps/m/certificateMapEntries/e"),
    ("gcp:logging/projectBucketConfig:ProjectBucketConfig",
     {"project": "p", "location": "global", "bucketId": "_Default"}, "projects/p/locations/global/buckets/_Default"),
    ("gcp:pubsub/topic:Topic", {"name": "t"}, "projects/moorage-offline/topics/t"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "inputs", "found"), IDS)
def test_an_id_has_the_shape_of_the_cloud(kind: str, inputs: dict[str, Any], found: str) -> None:
    assert made(kind, inputs)[0] == found


@pytest.mark.parametrize(
    ("kind", "inputs", "pattern"),
    [
        ("gcp:monitoring/alertPolicy:AlertPolicy", {}, r"projects/moorage-offline/alertPolicies/\d{19}"),
        ("gcp:monitoring/dashboard:Dashboard", {}, r"projects/\d{12}/dashboards/[0-9a-f-]{36}"),
        ("gcp:monitoring/notificationChannel:NotificationChannel", {}, r"projects/[^/]+/notificationChannels/\d{19}"),
        ("gcp:sql/sslCert:SslCert", {"instance": "db", "commonName": "c"}, r".*/instances/db/sslCerts/[0-9a-f]{40}"),
        ("gcp:secretmanager/secretVersion:SecretVersion", {"secret": "projects/p/secrets/s"},
         r"projects/\d{12}/secrets/s/versions/\d{3}"),
        ("gcp:serviceaccount/key:Key", {"serviceAccountId": ACCOUNT},
         r"projects/[^/]+/serviceAccounts/app@p.iam.gserviceaccount.com/keys/[0-9a-f]{40}"),
    ],
)  # fmt: skip
def test_an_id_that_the_cloud_makes_up_has_its_shape(kind: str, inputs: dict[str, Any], pattern: str) -> None:
    assert re.fullmatch(pattern, made(kind, inputs)[0])


def test_a_secrets_next_version_has_another_id() -> None:
    kind, inputs = "gcp:secretmanager/secretVersion:SecretVersion", {"secret": "projects/p/secrets/s"}
    before, after = made(kind, inputs), made(kind, inputs, incarnation=1)
    assert before[0] != after[0]
    assert after[0].endswith(f"/versions/{after[1]['version']}")


@pytest.mark.parametrize(
    ("kind", "inputs", "pattern"),
    [
        ("gcp:compute/network:Network", {}, r"shop-[0-9a-f]{7}"),
        ("gcp:compute/network:Network", {"logical": "a" * 80}, r"a{55}-[0-9a-f]{7}"),
        ("gcp:storage/bucket:Bucket", {}, r"shop-[0-9a-f]{7}"),
        ("gcp:serviceaccount/account:Account", {"logical": "a" * 40}, r"a{22}-[0-9a-f]{7}"),
    ],
)
def test_names_are_made_as_the_provider_makes_them(kind: str, inputs: dict[str, Any], pattern: str) -> None:
    said = made(kind, {}, inputs.get("logical", "shop"))[1]
    assert re.fullmatch(pattern, said[PACKAGE.identity(kind).name])


@pytest.mark.parametrize(
    ("kind", "inputs", "output", "value"),
    [
        ("gcp:compute/network:Network", {"name": "n"}, "selfLink", f"{COMPUTE}/global/networks/n"),
        ("gcp:compute/network:Network", {"name": "n"}, "routingMode", "REGIONAL"),
        ("gcp:compute/subnetwork:Subnetwork", {"ipCidrRange": "10.4.0.0/20"}, "gatewayAddress", "10.4.0.1"),
        ("gcp:compute/subnetwork:Subnetwork", {}, "region", "europe-west1"),
        ("gcp:compute/firewall:Firewall", {"network": "n"}, "priority", 1000),
        ("gcp:compute/backendService:BackendService", {}, "loadBalancingScheme", "EXTERNAL_MANAGED"),
        ("gcp:compute/healthCheck:HealthCheck", {"httpsHealthCheck": {}}, "type", "HTTPS"),
        ("gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager", {"name": "g"}, "instanceGroup",
         f"{COMPUTE}/regions/europe-west1/instanceGroups/g"),
        ("gcp:storage/bucket:Bucket", {"name": "b", "location": "EU"}, "url", "gs://b"),
        ("gcp:storage/bucketObject:BucketObject", {"bucket": "b", "name": "o", "content": "moorage"}, "md5hexhash",
         "474345d6256953f9f61fd6c7d7c9c446"),
        ("gcp:serviceaccount/account:Account", {"accountId": "app"}, "member",
         "serviceAccount:app@moorage-offline.iam.gserviceaccount.com"),
        ("gcp:secretmanager/secret:Secret", {"secretId": "s"}, "name", "projects/123456789012/secrets/s"),
        ("gcp:artifactregistry/repository:Repository", {"repositoryId": "r", "format": "DOCKER"}, "registryUri",
         "europe-west1-docker.pkg.dev/moorage-offline/r"),
        ("gcp:logging/projectSink:ProjectSink", {"uniqueWriterIdentity": False}, "writerIdentity",
         "serviceAccount:cloud-logs@system.gserviceaccount.com"),
        (SQL, {"name": "db", "databaseVersion": "POSTGRES_17"}, "connectionName", "moorage-offline:europe-west1:db"),
        (SQL, {"databaseVersion": "POSTGRES_17", "masterInstanceName": "db"}, "instanceType", "READ_REPLICA_INSTANCE"),
        (CLUSTER, {"enableAutopilot": True}, "workloadIdentityConfig", {"workloadPool": "moorage-offline.svc.id.goog"}),
        (CLUSTER, {"minMasterVersion": "1.34"}, "masterVersion", "1.34.5-gke.1308000"),
        (REDIS, {"tier": "STANDARD_HA"}, "replicaCount", 1),
        (REDIS, {"transitEncryptionMode": "SERVER_AUTHENTICATION"}, "port", 6378),
        (REDIS, {}, "port", 6379),
        ("gcp:dns/managedZone:ManagedZone", {"visibility": "private"}, "nameServers",
         ["ns-gcp-private.googledomains.com."]),
        (ADDRESS, {"deletionPolicy": "ABANDON"}, "deletionPolicy", "ABANDON"),
        (ADDRESS, {}, "deletionPolicy", "DELETE"),
    ],
)  # fmt: skip
def test_an_output_is_what_the_cloud_gives(kind: str, inputs: dict[str, Any], output: str, value: Any) -> None:
    assert made(kind, inputs)[1][output] == value


@pytest.mark.parametrize(
    ("access", "private", "public"),
    [
        ({"ipv4Enabled": False, "privateNetwork": "n"}, True, False),
        ({}, False, True),
        ({"privateNetwork": "n"}, True, True),
    ],
)
def test_a_database_has_the_addresses_that_it_was_given(access: dict[str, Any], private: bool, public: bool) -> None:
    said = made(SQL, {"databaseVersion": "POSTGRES_17", "settings": {"tier": "t", "ipConfiguration": access}})[1]
    assert bool(said["privateIpAddress"]) is private
    assert bool(said["publicIpAddress"]) is public
    assert [item["type"] for item in said["ipAddresses"]] == ["PRIMARY"] * public + ["PRIVATE"] * private
    assert said["firstIpAddress"] == said["ipAddresses"][0]["ipAddress"]


def test_an_address_is_inside_or_outside_as_it_was_asked_for() -> None:
    inside = made(ADDRESS, {"addressType": "INTERNAL"})[1]["address"]
    assert ipaddress.ip_address(inside) in ipaddress.ip_network("10.0.0.0/8")
    assert made(ADDRESS, {})[1]["address"].startswith("203.0.113.")
    assert made(ADDRESS, {"address": "10.0.0.9"})[1]["address"] == "10.0.0.9"
    peered = made("gcp:compute/globalAddress:GlobalAddress", {"addressType": "INTERNAL", "prefixLength": 16})[1]
    assert ipaddress.ip_network(f"{peered['address']}/16")


def test_a_clusters_certificate_can_be_put_into_a_kubeconfig() -> None:
    said = made(CLUSTER, {"name": "c", "privateClusterConfig": {"enablePrivateEndpoint": True}})[1]
    authority = base64.b64decode(said["masterAuth"]["clusterCaCertificate"]).decode()
    assert authority.startswith("-----BEGIN CERTIFICATE-----\n")
    assert said["endpoint"] == said["privateClusterConfig"]["privateEndpoint"]
    assert said["privateClusterConfig"]["enablePrivateEndpoint"] is True


def test_what_must_not_be_shown_is_secret() -> None:
    cache = made(REDIS, {"authEnabled": True})[1]
    assert isinstance(cache["authString"], Secret)
    assert len(opened(cache["authString"])) == 36
    assert opened(made(REDIS, {})[1]["authString"]) == ""
    key = made("gcp:serviceaccount/key:Key", {"serviceAccountId": ACCOUNT})[1]["privateKey"]
    assert isinstance(key, Secret)
    assert json.loads(base64.b64decode(opened(key)))["client_email"] == "app@p.iam.gserviceaccount.com"
    assert isinstance(made("gcp:sql/sslCert:SslCert", {"instance": "db", "commonName": "c"})[1]["privateKey"], Secret)


def test_labels_end_up_with_those_of_the_provider() -> None:
    said = made("gcp:pubsub/topic:Topic", {"labels": {"system": "shop"}})[1]
    assert opened(said["pulumiLabels"]) == {"system": "shop", "goog-pulumi-provisioned": "true"}
    cluster = made(CLUSTER, {"resourceLabels": {"system": "shop"}})[1]
    assert opened(cluster["effectiveLabels"])["system"] == "shop"


def test_a_cache_is_reached_where_it_was_asked_for() -> None:
    wanted = [{"network": "n", "projectId": "p"}]
    inputs = {"instanceId": "cache", "location": "europe-west1", "desiredAutoCreatedEndpoints": wanted}
    said = made(MEMORYSTORE, inputs)[1]
    endpoint = said["endpoints"][0]["connections"][0]["pscAutoConnection"]
    assert (endpoint["network"], endpoint["port"]) == ("n", 6379)
    assert said["discoveryEndpoints"] == [{"address": endpoint["ipAddress"], "network": "n", "port": 6379}]


# kind, a change that makes a new resource, one that does not
@pytest.mark.parametrize(
    ("kind", "forcing", "harmless"),
    [
        (SQL, "region", "databaseVersion"),
        (SQL, "encryptionKeyName", "settings.tier"),
        ("gcp:sql/database:Database", "instance", "deletionPolicy"),
        (REDIS, "tier", "memorySizeGb"),
        (REDIS, "transitEncryptionMode", "redisVersion"),
        (MEMORYSTORE, "kmsKey", "replicaCount"),
        (CLUSTER, "ipAllocationPolicy.clusterSecondaryRangeName", "releaseChannel.channel"),
        (CLUSTER, "location", "deletionProtection"),
        ("gcp:container/nodePool:NodePool", "nodeConfig.spot", "autoscaling.maxNodeCount"),
        ("gcp:kms/cryptoKey:CryptoKey", "purpose", "rotationPeriod"),
        ("gcp:secretmanager/secret:Secret", "replication.userManaged.replicas[0].location", "labels"),
        ("gcp:secretmanager/secretVersion:SecretVersion", "secretData", "enabled"),
        ("gcp:storage/bucket:Bucket", "location", "versioning.enabled"),
        ("gcp:compute/network:Network", "autoCreateSubnetworks", "routingMode"),
        ("gcp:compute/subnetwork:Subnetwork", "network", "ipCidrRange"),
        ("gcp:compute/globalForwardingRule:GlobalForwardingRule", "portRange", "target"),
        ("gcp:compute/disk:Disk", "type", "size"),
        ("gcp:compute/instanceTemplate:InstanceTemplate", "machineType", "instanceDescriptions"),
        ("gcp:projects/iAMMember:IAMMember", "member", "etag"),
        ("gcp:gkebackup/backupPlan:BackupPlan", "cluster", "backupSchedule.cronSchedule"),
    ],
)
def test_only_what_the_provider_says_makes_a_new_resource(kind: str, forcing: str, harmless: str) -> None:
    properties = PACKAGE.replacements[kind].properties
    assert replaces(Difference(forcing, "changed"), properties)
    assert not replaces(Difference(harmless, "changed"), properties)


def test_no_lookup_is_answered() -> None:
    assert PACKAGE.functions == {}
