"""How each type names its resources, within what a name is unique, and what its id looks like."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote_plus

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity
from toolchain.offline.packages.gcp.identities_compute import COMPUTE, Inputs, by_name, last, named
from toolchain.offline.packages.gcp.sources import provider

# Every input that is called name is filled in, whether the provider needs it or not: pulumi-gcp, SetAutonaming.
USUAL = Identity(id="projects/{project}/{name}", name="name", scope=None)


def member(template: str, *links: str, **defaults: str) -> Identity:
    """Return the identity of one grant: the id of what it is about, the role, the member and the condition."""
    about = by_name(template, *links, **defaults)

    def filled(inputs: Inputs, invented: Invented) -> str:
        condition = inputs.get("condition") or {}
        parts = [about(inputs, invented), str(inputs["role"]), str(inputs.get("member", ""))]
        return "/".join([*filter(None, parts), *([str(condition["title"])] if condition.get("title") else [])])

    return Identity(id=filled, source=provider("tpgiamresource/resource_iam_member.go: SetId"))


def _connection(inputs: Inputs, _invented: Invented) -> str:
    return f"{quote_plus(str(inputs['network']))}:{quote_plus(str(inputs['service']))}"


def _version(inputs: Inputs, invented: Invented) -> str:
    # The cloud counts; here each is any number, for a version replaces its predecessor before that is gone.
    return str(invented.fill(f"projects/{{projectNumber}}/secrets/{last(inputs['secret'])}/versions/{{digits3}}"))


def _user(inputs: Inputs, invented: Invented) -> str:
    return f"{invented['name']}/{inputs.get('host') or ''}/{inputs['instance']}"


_CERTIFICATES = "projects/{project}/locations/{location}"

DATA = {
    "gcp:sql/databaseInstance:DatabaseInstance": named("{name}", "sql/resource_sql_database_instance.go", "project"),
    "gcp:sql/database:Database": named(
        "projects/{project}/instances/{instance}/databases/{name}",
        "sql/resource_sql_database.go",
        "project",
        "instance",
    ),
    "gcp:sql/user:User": Identity(
        name="name", id=_user, scope=("project", "instance", "host"), source=provider("sql/resource_sql_user.go: SetId")
    ),
    "gcp:sql/sslCert:SslCert": Identity(
        id="projects/{project}/instances/{instance}/sslCerts/{hex40}",
        name="commonName",
        scope=("project", "instance"),
        source=provider("sql/resource_sql_ssl_cert.go: SetId"),
    ),
    "gcp:redis/instance:Instance": named(
        "projects/{project}/locations/{region}/instances/{name}",
        "redis/resource_redis_instance.go",
        "project",
        "region",
    ),
    "gcp:redis/cluster:Cluster": named(
        "projects/{project}/locations/{region}/clusters/{name}", "redis/resource_redis_cluster.go", "project", "region"
    ),
    "gcp:memorystore/instance:Instance": named(
        "projects/{project}/locations/{location}/instances/{instanceId}",
        "memorystore/resource_memorystore_instance.go",
        "project",
        "location",
        name="instanceId",
    ),
    "gcp:storage/bucket:Bucket": named("{name}", "storage/resource_storage_bucket.go", longest=222),
    "gcp:storage/bucketObject:BucketObject": named(
        "{bucket}-{name}", "storage/resource_storage_bucket_object.go", "bucket"
    ),
    "gcp:artifactregistry/repository:Repository": Identity(
        name="repositoryId",
        id=by_name("projects/{project}/locations/{location}/repositories/{repositoryId}", location="region"),
        scope=("project", "location"),
        source=provider("artifactregistry/resource_artifact_registry_repository.go: SetId"),
    ),
    "gcp:pubsub/topic:Topic": named("projects/{project}/topics/{name}", "pubsub/resource_pubsub_topic.go", "project"),
    "gcp:pubsub/subscription:Subscription": named(
        "projects/{project}/subscriptions/{name}", "pubsub/resource_pubsub_subscription.go", "project"
    ),
}

SECURITY = {
    "gcp:kms/keyRing:KeyRing": named(
        "projects/{project}/locations/{location}/keyRings/{name}",
        "kms/resource_kms_key_ring.go",
        "project",
        "location",
    ),
    "gcp:kms/cryptoKey:CryptoKey": named("{keyRing}/cryptoKeys/{name}", "kms/resource_kms_crypto_key.go", "keyRing"),
    "gcp:secretmanager/secret:Secret": named(
        "projects/{project}/secrets/{name}",
        "secretmanager/resource_secret_manager_secret.go",
        "project",
        name="secretId",
    ),
    "gcp:secretmanager/secretVersion:SecretVersion": Identity(
        id=_version, source=provider("secretmanager/resource_secret_manager_secret_version.go: SetId")
    ),
    "gcp:serviceaccount/account:Account": named(
        "projects/{project}/serviceAccounts/{name}@{project}.iam.gserviceaccount.com",
        "resourcemanager/resource_google_service_account.go",
        "project",
        longest=30,
        name="accountId",
    ),
    "gcp:serviceaccount/key:Key": Identity(
        id=lambda inputs, invented: invented.fill(
            f"projects/{{project}}/serviceAccounts/{last(inputs['serviceAccountId'])}/keys/{{hex40}}"
        ),
        source=provider("resourcemanager/resource_google_service_account_key.go: SetId"),
    ),
    "gcp:projects/service:Service": Identity(
        id="{project}/{service}", source=provider("resourcemanager/resource_google_project_service.go: SetId")
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": named(
        "projects/{project}/roles/{name}",
        "resourcemanager/resource_google_project_iam_custom_role.go",
        "project",
        name="roleId",
    ),
    # pulumi-gcp, provider/resources.go: DeleteBeforeReplace, which of all grants it says of those on projects alone.
    "gcp:projects/iAMMember:IAMMember": replace(member("{project}"), deletes_first=True),
    "gcp:serviceaccount/iAMMember:IAMMember": member("{serviceAccountId}"),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": member("{cryptoKeyId}"),
    "gcp:kms/keyRingIAMMember:KeyRingIAMMember": member("{keyRingId}"),
    "gcp:secretmanager/secretIamMember:SecretIamMember": member("projects/{project}/secrets/{secretId}", "secretId"),
    "gcp:storage/bucketIAMMember:BucketIAMMember": member("b/{bucket}"),
    "gcp:pubsub/topicIAMMember:TopicIAMMember": member("projects/{project}/topics/{topic}", "topic"),
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": member(
        "projects/{project}/locations/{location}/repositories/{repository}", "repository", location="region"
    ),
    "gcp:certificatemanager/certificate:Certificate": Identity(
        name="name",
        id=by_name(f"{_CERTIFICATES}/certificates/{{name}}", location="global"),
        scope=("project", "location"),
        source=provider("certificatemanager/resource_certificate_manager_certificate.go: SetId"),
    ),
    "gcp:certificatemanager/certificateMap:CertificateMap": named(
        "projects/{project}/locations/global/certificateMaps/{name}",
        "certificatemanager/resource_certificate_manager_certificate_map.go",
        "project",
    ),
    "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": Identity(
        name="name",
        id=by_name("projects/{project}/locations/global/certificateMaps/{map}/certificateMapEntries/{name}", "map"),
        scope=("project", "map"),
        source=provider("certificatemanager/resource_certificate_manager_certificate_map_entry.go: SetId"),
    ),
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": Identity(
        name="name",
        id=by_name(f"{_CERTIFICATES}/dnsAuthorizations/{{name}}", location="global"),
        scope=("project", "location"),
        source=provider("certificatemanager/resource_certificate_manager_dns_authorization.go: SetId"),
    ),
}

PLATFORM = {
    # Without a location a cluster is in the provider's zone.
    "gcp:container/cluster:Cluster": Identity(
        name="name",
        id=by_name("projects/{project}/locations/{location}/clusters/{name}", location="zone"),
        scope=("project", "location"),
        source=provider("container/resource_container_cluster.go: containerClusterFullName"),
    ),
    "gcp:container/nodePool:NodePool": Identity(
        name="name",
        id=by_name(
            "projects/{project}/locations/{location}/clusters/{cluster}/nodePools/{name}", "cluster", location="zone"
        ),
        scope=("project", "location", "cluster"),
        source=provider("container/resource_container_node_pool.go: SetId"),
    ),
    "gcp:servicenetworking/connection:Connection": Identity(
        id=_connection, source=provider("servicenetworking/resource_service_networking_connection.go: Id")
    ),
    "gcp:vpcaccess/connector:Connector": named(
        "projects/{project}/locations/{region}/connectors/{name}",
        "vpcaccess/resource_vpc_access_connector.go",
        "project",
        "region",
    ),
    "gcp:dns/managedZone:ManagedZone": named(
        "projects/{project}/managedZones/{name}", "dns/resource_dns_managed_zone.go", "project"
    ),
    "gcp:dns/policy:Policy": named("projects/{project}/policies/{name}", "dns/resource_dns_policy.go", "project"),
    "gcp:dns/recordSet:RecordSet": Identity(
        name="name",
        id=by_name("projects/{project}/managedZones/{managedZone}/rrsets/{name}/{type}", "managedZone"),
        scope=("project", "managedZone", "type"),
        source=provider("dns/resource_dns_record_set.go: SetId"),
    ),
    "gcp:gkebackup/backupPlan:BackupPlan": named(
        "projects/{project}/locations/{location}/backupPlans/{name}",
        "gkebackup/resource_gke_backup_backup_plan.go",
        "project",
        "location",
    ),
    "gcp:gkebackup/restorePlan:RestorePlan": named(
        "projects/{project}/locations/{location}/restorePlans/{name}",
        "gkebackup/resource_gke_backup_restore_plan.go",
        "project",
        "location",
    ),
    "gcp:cloudscheduler/job:Job": named(
        "projects/{project}/locations/{region}/jobs/{name}",
        "cloudscheduler/resource_cloud_scheduler_job.go",
        "project",
        "region",
    ),
    "gcp:monitoring/alertPolicy:AlertPolicy": Identity(
        id="projects/{project}/alertPolicies/{digits19}",
        source=provider("monitoring/resource_monitoring_alert_policy.go: SetId"),
    ),
    "gcp:monitoring/notificationChannel:NotificationChannel": Identity(
        id="projects/{project}/notificationChannels/{digits19}",
        source=provider("monitoring/resource_monitoring_notification_channel.go: SetId"),
    ),
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": Identity(
        id="projects/{project}/uptimeCheckConfigs/{letters12}",
        source=provider("monitoring/resource_monitoring_uptime_check_config.go: SetId"),
    ),
    "gcp:monitoring/dashboard:Dashboard": Identity(
        id="projects/{projectNumber}/dashboards/{uuid}",
        source=provider("monitoring/resource_monitoring_dashboard.go: SetId"),
    ),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": Identity(
        id="projects/{project}/locations/{location}/buckets/{bucketId}",
        source=provider("logging/resource_logging_project_bucket_config.go: SetId"),
    ),
    "gcp:logging/metric:Metric": named("{name}", "logging/resource_logging_metric.go", "project"),
    "gcp:logging/projectSink:ProjectSink": named(
        "projects/{project}/sinks/{name}", "logging/resource_logging_project_sink.go", "project"
    ),
}

IDENTITIES: Mapping[str, Identity] = COMPUTE | DATA | SECURITY | PLATFORM
