"""Where the tables of this package come from: one way to name each kind of source."""

from typing import Final

# pulumi_gcp 10 is bridged from google-beta; read at the commit that closed 7.45 and opened 8.0 (August 2026).
PROVIDER: Final = "Terraform provider google-beta 7.45"
RESOURCES: Final = "pulumi-gcp, provider/resources.go"
LABELS: Final = "Google Cloud documentation, Requirements for labels"
BUCKETS: Final = "Cloud Storage documentation, About Cloud Storage buckets: bucket names"
SQL_SETTINGS: Final = "Cloud SQL for PostgreSQL documentation, About instance settings"
SQL_REFERENCE: Final = "pulumi_gcp 10.2.0, sql.DatabaseInstance"
REDIS_TIERS: Final = "Memorystore for Redis documentation, Redis tier capabilities"
SCHEDULER: Final = "Cloud Scheduler API, google/cloud/scheduler/v1/job.proto"
KMS: Final = "Cloud KMS API, google/cloud/kms/v1/service.proto"
SECRETS: Final = "Secret Manager API, google/cloud/secretmanager/v1/service.proto"
PUBSUB: Final = "Cloud Pub/Sub API, google/pubsub/v1/pubsub.proto"


def provider(file: str) -> str:
    """Return a file of the provider's sources that pulumi_gcp is made from, below google-beta/services/."""
    return f"{PROVIDER}, {file}"
