"""A system on Google Cloud as an engineer writes it with the SDK, on the real engine, from first preview to its end."""

import re
from collections.abc import Iterator

import pytest

from tests.offline.lives import Life, beginning, changed
from toolchain.offline.values import UNKNOWN

pytestmark = pytest.mark.engine

CONFIG = {
    "gcp:project": "shop-prod",
    "gcp:region": "europe-west3",
    "gcp:zone": "europe-west3-a",
    "gcp:defaultLabels": {"managed-by": "pulumi"},
}
SYSTEM = """
import pulumi, pulumi_gcp as gcp, pulumi_random as random

labels = {"system": "shop"}
ring = gcp.kms.KeyRing("shop", location="europe-west3")
key = gcp.kms.CryptoKey("data", key_ring=ring.id, rotation_period="7776000s", labels=labels)

network = gcp.compute.Network("shop", auto_create_subnetworks=False, routing_mode="REGIONAL")
subnet = gcp.compute.Subnetwork("app", network=network.id, ip_cidr_range="10.30.0.0/20", region="europe-west3",
    private_ip_google_access=True, secondary_ip_ranges=[
        {"range_name": "pods", "ip_cidr_range": "10.32.0.0/14"},
        {"range_name": "services", "ip_cidr_range": "10.36.0.0/20"}])
router = gcp.compute.Router("egress", network=network.id, region="europe-west3")
gcp.compute.RouterNat("egress", router=router.name, region="europe-west3", nat_ip_allocate_option="AUTO_ONLY",
                      source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES")
gcp.compute.Firewall("health", network=network.self_link, source_ranges=["130.211.0.0/22", "35.191.0.0/16"],
                     allows=[{"protocol": "tcp", "ports": ["8080"]}])
peers = gcp.compute.GlobalAddress("peers", purpose="VPC_PEERING", address_type="INTERNAL", prefix_length=16,
                                  network=network.id)
services = gcp.servicenetworking.Connection("services", network=network.id, reserved_peering_ranges=[peers.name],
                                            service="servicenetworking.googleapis.com")

app = gcp.serviceaccount.Account("app", account_id="shop-app", display_name="The app")
gcp.projects.IAMMember("app-sql", project="shop-prod", role="roles/cloudsql.client", member=app.member)
gcp.kms.CryptoKeyIAMMember("app", crypto_key_id=key.id, role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
                           member=app.email.apply("serviceAccount:{}".format))

password = random.RandomPassword("database", length=32, special=False)
database = gcp.sql.DatabaseInstance("database", name="shop", database_version="POSTGRES_17", region="europe-west3",
    encryption_key_name=key.id,
    settings={"tier": "db-custom-2-8192", "edition": "ENTERPRISE", "availability_type": "REGIONAL", "disk_size": 100,
              "disk_type": "PD_SSD", "user_labels": labels,
              "ip_configuration": {"ipv4_enabled": False, "private_network": network.id, "ssl_mode": "ENCRYPTED_ONLY"},
              "backup_configuration": {"enabled": True, "point_in_time_recovery_enabled": True, "start_time": "02:00",
                                       "backup_retention_settings": {"retained_backups": 14}},
              "database_flags": [{"name": "max_connections", "value": "200"}]},
    opts=pulumi.ResourceOptions(depends_on=[services]))
gcp.sql.Database("shop", name="shop", instance=database.name)
gcp.sql.User("app", name="app", instance=database.name, password=password.result)
secret = gcp.secretmanager.Secret("database", secret_id="database", replication={"auto": {}}, labels=labels)
version = gcp.secretmanager.SecretVersion("database", secret=secret.id, secret_data=pulumi.Output.json_dumps(
    {"host": database.private_ip_address, "password": password.result}))
gcp.secretmanager.SecretIamMember("app", secret_id=secret.id, role="roles/secretmanager.secretAccessor",
                                  member=app.member)
cache = gcp.redis.Instance("cache", tier="STANDARD_HA", memory_size_gb=5, region="europe-west3",
    redis_version="REDIS_7_2", auth_enabled=True, transit_encryption_mode="SERVER_AUTHENTICATION",
    authorized_network=network.id, connect_mode="PRIVATE_SERVICE_ACCESS", customer_managed_key=key.id,
    deletion_protection=False, labels=labels,
    opts=pulumi.ResourceOptions(depends_on=[services]))
files = gcp.storage.Bucket("files", location="EUROPE-WEST3", uniform_bucket_level_access=True, labels=labels,
    versioning={"enabled": True}, encryption={"default_kms_key_name": key.id}, public_access_prevention="enforced")
gcp.storage.BucketIAMMember("app", bucket=files.name, role="roles/storage.objectUser", member=app.member)

cluster = gcp.container.Cluster("shop", name="shop", location="europe-west3", enable_autopilot=True, network=network.id,
    subnetwork=subnet.id, release_channel={"channel": "REGULAR"}, resource_labels=labels,
    ip_allocation_policy={"cluster_secondary_range_name": "pods", "services_secondary_range_name": "services"},
    private_cluster_config={"enable_private_nodes": True, "master_ipv4_cidr_block": "172.16.0.0/28"})
plain = gcp.container.Cluster("batch", location="europe-west3-a", initial_node_count=1, remove_default_node_pool=True,
                              network=network.id, subnetwork=subnet.id, deletion_protection=False)
gcp.container.NodePool("batch", cluster=plain.name, location="europe-west3-a", node_count=2,
                       node_config={"machine_type": "n2-standard-4", "service_account": app.email, "disk_size_gb": 50})
gcp.gkebackup.BackupPlan("daily", cluster=cluster.id, location="europe-west3",
    backup_config={"all_namespaces": True, "include_volume_data": True,
                   "encryption_key": {"gcp_kms_encryption_key": key.id}},
    backup_schedule={"cron_schedule": "0 3 * * *"}, retention_policy={"backup_retain_days": 30})
machine = gcp.compute.Instance("jump", machine_type="e2-small", zone="europe-west3-a",
    boot_disk={"initialize_params": {"image": "debian-cloud/debian-12"}},
    network_interfaces=[{"subnetwork": subnet.id, "access_configs": [{}]}])
gcp.compute.Firewall("from-jump", network=network.self_link, allows=[{"protocol": "tcp", "ports": ["5432"]}],
                     source_ranges=[machine.network_interfaces[0].network_ip.apply("{}/32".format)])

gcp.compute.Disk("scratch", size=100, type="pd-ssd", zone="europe-west3-a")

address = gcp.compute.GlobalAddress("edge")
health = gcp.compute.HealthCheck("app", http_health_check={"port": 8080, "request_path": "/health"})
group = gcp.compute.NetworkEndpointGroup("app", network=network.id, subnetwork=subnet.id, zone="europe-west3-a",
                                         default_port=8080)
armor = gcp.compute.SecurityPolicy("edge", rules=[{"action": "allow", "priority": 2147483647, "match": {
    "versioned_expr": "SRC_IPS_V1", "config": {"src_ip_ranges": ["*"]}}}])
backend = gcp.compute.BackendService("app", protocol="HTTP", health_checks=health.id, security_policy=armor.self_link,
    load_balancing_scheme="EXTERNAL_MANAGED", backends=[{"group": group.id, "balancing_mode": "RATE",
                                                        "max_rate_per_endpoint": 100}])
paths = gcp.compute.URLMap("edge", default_service=backend.id)
certificate = gcp.compute.ManagedSslCertificate("edge", managed={"domains": ["shop.example.com."]})
proxy = gcp.compute.TargetHttpsProxy("edge", url_map=paths.id, ssl_certificates=[certificate.id])
gcp.compute.GlobalForwardingRule("edge", target=proxy.id, ip_address=address.address, port_range="443",
                                 load_balancing_scheme="EXTERNAL_MANAGED")
zone = gcp.dns.ManagedZone("shop", dns_name="shop.example.com.")
record = gcp.dns.RecordSet("shop", managed_zone=zone.name, name=zone.dns_name, type="A", ttl=300,
                           rrdatas=[address.address])
channel = gcp.monitoring.NotificationChannel("people", type="email", labels={"email_address": "people@example.com"})
gcp.monitoring.AlertPolicy("database-cpu", display_name="Database CPU", combiner="OR",
    notification_channels=[channel.name], conditions=[{"display_name": "CPU", "condition_threshold": {
        "comparison": "COMPARISON_GT", "duration": "300s",
        "filter": 'resource.type="cloudsql_database" AND '
                  'metric.type="cloudsql.googleapis.com/database/cpu/utilization"',
        "threshold_value": 0.8, "aggregations": [{"alignment_period": "60s", "per_series_aligner": "ALIGN_MEAN"}]}}])
gcp.artifactregistry.Repository("images", repository_id="images", location="europe-west3", format="DOCKER",
                                labels=labels)

for name, value in {
    "key": key.id, "network": network.self_link, "subnet": subnet.id, "account": app.email,
    "database": database.self_link, "connection": database.connection_name,
    "address": database.private_ip_address, "secret": version.name, "cache": cache.host, "cache id": cache.id,
    "bucket": files.url, "cluster": cluster.endpoint,
    "cluster id": cluster.id, "private": cluster.private_cluster_config.private_endpoint,
    "authority": cluster.master_auth.cluster_ca_certificate, "backend": backend.self_link, "front": address.address,
    "servers": zone.name_servers[0], "channel": channel.name,
    "record": record.id, "labels": files.pulumi_labels, "cluster labels": cluster.effective_labels,
}.items():
    pulumi.export(name, value)
"""
# In place: a size, a larger disk, another label. And a new bucket, for a bucket stays where it is, and a new disk, for
# no disk becomes smaller.
LARGER = changed(
    SYSTEM, ("db-custom-2-8192", "db-custom-4-16384"), ('"disk_size": 100', '"disk_size": 200'),
    ('labels = {"system": "shop"}', 'labels = {"system": "shop", "owner": "web"}'),
    ('location="EUROPE-WEST3"', 'location="EU"'), ("memory_size_gb=5", "memory_size_gb=10"),
    ('"scratch", size=100', '"scratch", size=50'),
)  # fmt: skip
UNGUARDED = changed(
    LARGER, ("encryption_key_name=key.id,", "encryption_key_name=key.id, deletion_protection=False,"),
    ("enable_autopilot=True,", "enable_autopilot=True, deletion_protection=False,"),
)  # fmt: skip
PROJECT = r"projects/shop-prod"
COMPUTE = rf"https://www\.googleapis\.com/compute/v1/{PROJECT}"
REAL = {
    "key": rf"{PROJECT}/locations/europe-west3/keyRings/shop-[0-9a-f]{{7}}/cryptoKeys/data-[0-9a-f]{{7}}",
    "network": rf"{COMPUTE}/global/networks/shop-[0-9a-f]{{7}}",
    "subnet": rf"{PROJECT}/regions/europe-west3/subnetworks/app-[0-9a-f]{{7}}",
    "account": r"shop-app@shop-prod\.iam\.gserviceaccount\.com",
    "database": rf"https://sqladmin\.googleapis\.com/sql/v1beta4/{PROJECT}/instances/shop",
    "connection": r"shop-prod:europe-west3:shop",
    "address": r"10(\.\d+){3}",
    "secret": r"projects/\d{12}/secrets/database/versions/\d+",
    "cache": r"10(\.\d+){3}",
    "cache id": rf"{PROJECT}/locations/europe-west3/instances/cache-[0-9a-f]{{7}}",
    "bucket": r"gs://files-[0-9a-f]{7}",
    "cluster": r"203\.0\.113\.\d+",
    "cluster id": rf"{PROJECT}/locations/europe-west3/clusters/shop",
    "private": r"10(\.\d+){3}",
    "authority": r"[A-Za-z0-9+/]+=*",
    "backend": rf"{COMPUTE}/global/backendServices/app-[0-9a-f]{{7}}",
    "front": r"203\.0\.113\.\d+",
    "servers": r"ns-cloud-[a-e]1\.googledomains\.com\.",
    "channel": rf"{PROJECT}/notificationChannels/\d{{19}}",
    "record": rf"{PROJECT}/managedZones/shop-[0-9a-f]{{7}}/rrsets/shop\.example\.com\./A",
}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with beginning(tmp_path_factory.mktemp("gcp"), SYSTEM, CONFIG) as life:
        life.plan()
        life.does("up", "up", "--yes", "--skip-preview")
        life.outputs = life.cloud.outputs()
        life.does("again", "up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes")
        life.cloud.edit(life.cloud.one("compute/network:Network"), routingMode="GLOBAL")
        life.does("drift", "refresh", "--yes", "--skip-preview", "--diff")
        life.cloud.program(LARGER)
        life.does("larger", "up", "--yes", "--skip-preview", "--diff")
        life.fails("refused", "destroy", "--yes", "--skip-preview")
        life.cloud.program(UNGUARDED)
        life.does("unguarded", "up", "--yes", "--skip-preview")
        life.does("end", "destroy", "--yes", "--skip-preview")
        yield life


def test_a_preview_is_right_in_all_that_it_says(life: Life) -> None:
    assert set(life.steps["up"].there) <= set(life.planned)
    assert life.surprises() == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Network shop", "selfLink"), ("Subnetwork app", "network"), ("CryptoKey data", "keyRing"),
        ("GlobalAddress edge", "address"), ("DatabaseInstance database", "connectionName"),
        ("DatabaseInstance database", "privateIpAddress"), ("DatabaseInstance database", "settings.version"),
        ("SecretVersion database", "name"), ("Instance cache", "host"), ("Bucket files", "url"),
        ("Cluster shop", "endpoint"), ("Cluster shop", "masterAuth"), ("Cluster shop", "masterVersion"),
        ("Cluster shop", "privateClusterConfig.privateEndpoint"), ("Instance jump", "networkInterfaces[0].networkIp"),
        ("Instance jump", "networkInterfaces[0].accessConfigs[0].natIp"), ("Firewall from-jump", "sourceRanges[0]"),
        ("RecordSet shop", "rrdatas[0]"), ("Stack try-try", "address"),
    ],
)  # fmt: skip
def test_a_preview_leaves_unknown_what_only_the_cloud_says(life: Life, name: str, path: str) -> None:
    assert life.is_planned(name, path) is UNKNOWN


@pytest.mark.parametrize("output", sorted(REAL))
def test_what_exists_looks_as_it_does_on_google_cloud(life: Life, output: str) -> None:
    assert re.fullmatch(REAL[output], life.outputs[output])


def test_a_resource_has_its_own_labels_and_the_providers(life: Life) -> None:
    every = {"system": "shop", "managed-by": "pulumi", "goog-pulumi-provisioned": "true"}
    assert life.outputs["labels"] == every
    assert life.outputs["cluster labels"] == every
    assert "effectiveLabels" not in life.steps["up"].there["Network shop"].outputs


def test_nothing_changes_by_itself(life: Life) -> None:
    assert len(life.steps["up"].there) == 42
    assert life.steps["again"].ids == life.steps["up"].ids


def test_what_somebody_changed_is_seen(life: Life) -> None:
    assert '~ routingMode: "REGIONAL" => "GLOBAL"' in life.steps["drift"].said
    assert "~ 1 updated" in life.steps["drift"].said


def test_a_change_in_place_keeps_everything_that_holds_data(life: Life) -> None:
    before, after = life.steps["drift"].ids, life.steps["larger"].ids
    assert {name for name in before if before[name] != after[name]} == {
        "Bucket files", "BucketIAMMember app", "Disk scratch",
    }  # fmt: skip
    there = life.steps["larger"].there
    assert there["DatabaseInstance database"].inputs["settings"]["diskSize"] == 200
    assert there["Network shop"].inputs["routingMode"] == "REGIONAL"


def test_a_change_that_google_cloud_can_not_make_in_place_replaces(life: Life) -> None:
    said = life.steps["larger"].said
    assert "+-gcp:storage/bucket:Bucket: (replace)" in said
    assert "+-gcp:compute/disk:Disk: (replace)" in said
    assert "~ size" in said
    assert "+-3 replaced" in said
    assert "~ 7 updated" in said


def test_what_guards_itself_is_not_deleted(life: Life) -> None:
    said, left = life.steps["refused"].said, life.steps["refused"].there
    assert "can't be deleted while deletionProtection is True (said nowhere it is True)" in said
    assert {"DatabaseInstance database", "Connection services", "Network shop", "CryptoKey data"} <= set(left)


def test_without_its_guards_nothing_is_left(life: Life) -> None:
    assert life.steps["unguarded"].there.keys() == life.steps["up"].there.keys()
    assert life.steps["end"].there == {}
