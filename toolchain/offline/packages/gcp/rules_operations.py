"""What schedules, zones, certificates, alerts and grants must be, beyond their types."""

import re
from collections.abc import Sequence

from toolchain.offline.packages.gcp.sources import SCHEDULER, provider
from toolchain.offline.paths import find
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_times import Duration
from toolchain.offline.rules_together import NotTogether, Ordered
from toolchain.offline.schedules import SYNTAXES, Syntax

JOB = "gcp:cloudscheduler/job:Job"
CONNECTOR = "gcp:vpcaccess/connector:Connector"
ALERT = "gcp:monitoring/alertPolicy:AlertPolicy"
UPTIME = "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig"

_job = provider("cloudscheduler/resource_cloud_scheduler_job.go")
_connector = provider("vpcaccess/resource_vpc_access_connector.go")
_alert = provider("monitoring/resource_monitoring_alert_policy.go")
_uptime = provider("monitoring/resource_monitoring_uptime_check_config.go")


def _timed(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check a time-table that is cron; Cloud Scheduler also reads English such as every 5 minutes."""
    reads, says = SYNTAXES[Syntax.CRON]
    for found in find(inputs, "schedule"):
        text = str(found.value)
        if not reads(text) and not re.search(r"[a-z]{3,} |every", text.lower()):
            yield found.path, f"{says}; or English such as every 5 minutes"


OPERATIONS: Sequence[Rule] = (
    NotTogether(
        kind=JOB, paths=("httpTarget", "pubsubTarget", "appEngineHttpTarget"), one=True, source=f"{_job}: ExactlyOneOf"
    ),
    Custom(kind=JOB, check=_timed, source=f"{SCHEDULER}: schedule"),
    Number(kind=JOB, path="retryConfig.retryCount", low=0, high=5, source=f"{SCHEDULER}: retry_count"),
    Text(
        kind=JOB,
        path="description",
        longest=500,
        says="at most 500 characters. Example: nightly report",
        source=f"{SCHEDULER}: description",
    ),
    Duration(
        kind=JOB, path="attemptDeadline", low=15, high=86400, in_seconds=True, source=f"{SCHEDULER}: attempt_deadline"
    ),
    NotTogether(kind=CONNECTOR, paths=("network", "subnet.name"), one=True, source=f"{_connector}: ExactlyOneOf"),
    *(
        NotTogether(kind=CONNECTOR, paths=paths, source=f"{_connector}: ConflictsWith")
        for paths in (("minInstances", "minThroughput"), ("maxInstances", "maxThroughput"))
    ),
    Number(kind=CONNECTOR, path="minInstances", low=2, high=9, source=f"{_connector}: description of min_instances"),
    Number(kind=CONNECTOR, path="maxInstances", low=3, high=10, source=f"{_connector}: description of max_instances"),
    Ordered(
        kind=CONNECTOR,
        paths=("minInstances", "maxInstances"),
        apart=True,
        source=f"{_connector}: description of max_instances",
    ),
    *(
        Duration(
            kind=ALERT,
            path=f"conditions[*].{condition}.duration",
            step=60,
            in_seconds=True,
            source=f"{_alert}: description of duration",
        )
        for condition in ("conditionThreshold", "conditionAbsent", "conditionMonitoringQueryLanguage")
    ),
    Duration(
        kind=ALERT,
        path="conditions[*].conditionPrometheusQueryLanguage.evaluationInterval",
        low=30,
        step=30,
        in_seconds=True,
        source=f"{_alert}: description of evaluation_interval",
    ),
    *(
        Text(
            kind=kind,
            path="displayName",
            longest=512,
            says="at most 512 characters. Example: database is full",
            source=provider(f"monitoring/{file}: description of display_name"),
        )
        for kind, file in (
            (ALERT, "resource_monitoring_alert_policy.go"),
            (
                "gcp:monitoring/notificationChannel:NotificationChannel",
                "resource_monitoring_notification_channel.go",
            ),
        )
    ),
    Text(
        kind=ALERT,
        path="documentation.content",
        longest=8192,
        says="at most 8,192 characters. Example: see the runbook",
        source=f"{_alert}: description of content",
    ),
    Choice(
        kind=UPTIME,
        path="period",
        allowed=("60s", "300s", "600s", "900s"),
        source=f"{_uptime}: description of period",
    ),
    Duration(kind=UPTIME, path="timeout", low=1, high=60, in_seconds=True, source=f"{_uptime}: description of timeout"),
    NotTogether(
        kind=UPTIME,
        paths=("monitoredResource", "resourceGroup", "syntheticMonitor"),
        one=True,
        source=f"{_uptime}: ExactlyOneOf",
    ),
    NotTogether(
        kind="gcp:dns/recordSet:RecordSet",
        paths=("rrdatas", "routingPolicy"),
        one=True,
        source=provider("dns/resource_dns_record_set.go: ExactlyOneOf"),
    ),
    NotTogether(
        kind="gcp:certificatemanager/certificate:Certificate",
        paths=("managed", "selfManaged"),
        one=True,
        source=provider("certificatemanager/resource_certificate_manager_certificate.go: ExactlyOneOf"),
    ),
    NotTogether(
        kind="gcp:certificatemanager/certificateMapEntry:CertificateMapEntry",
        paths=("hostname", "matcher"),
        one=True,
        source=provider("certificatemanager/resource_certificate_manager_certificate_map_entry.go: ExactlyOneOf"),
    ),
    NotTogether(
        kind="gcp:artifactregistry/repository:Repository",
        paths=("remoteRepositoryConfig", "virtualRepositoryConfig"),
        source=provider("artifactregistry/resource_artifact_registry_repository.go: ConflictsWith"),
    ),
    Text(
        kind="gcp:projects/service:Service",
        path="service",
        pattern=r".*\..*",
        says="a domain. Example: compute.googleapis.com",
        source=provider("resourcemanager/resource_google_project_service.go: validateProjectServiceService"),
    ),
    *(
        Text(
            kind=kind,
            path="member",
            pattern=r"(?s:.*(.:.|projectOwners|projectReaders|projectWriters|allUsers|allAuthenticatedUsers).*)",
            never="^deleted",
            says="a kind and a name. Example: serviceAccount:shop@project.iam.gserviceaccount.com",
            source=provider("../tpgiamresource/resource_iam_member.go: validateIAMMember"),
        )
        for kind in (
            "gcp:projects/iAMMember:IAMMember",
            "gcp:serviceaccount/iAMMember:IAMMember",
            "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
            "gcp:kms/keyRingIAMMember:KeyRingIAMMember",
            "gcp:secretmanager/secretIamMember:SecretIamMember",
            "gcp:storage/bucketIAMMember:BucketIAMMember",
            "gcp:pubsub/topicIAMMember:TopicIAMMember",
            "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        )
    ),
)
