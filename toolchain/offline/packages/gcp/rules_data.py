"""What caches, buckets, topics, keys and secrets must be, beyond their types."""

from collections.abc import Sequence

from toolchain.offline.packages.gcp.sources import REDIS_TIERS, provider
from toolchain.offline.paths import first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at, is_hidden
from toolchain.offline.rules_times import Duration
from toolchain.offline.rules_together import Needs, NotTogether, Refuses

REDIS = "gcp:redis/instance:Instance"
CLUSTER = "gcp:redis/cluster:Cluster"
MEMORYSTORE = "gcp:memorystore/instance:Instance"
BUCKET = "gcp:storage/bucket:Bucket"
OBJECT = "gcp:storage/bucketObject:BucketObject"
SUBSCRIPTION = "gcp:pubsub/subscription:Subscription"
SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 # the name of a type
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"
DAY = 86400

_redis = provider("redis/resource_redis_instance.go")
_cluster = provider("redis/resource_redis_cluster.go")
_memorystore = provider("memorystore/resource_memorystore_instance.go")
_bucket = provider("storage/resource_storage_bucket.go")
_object = provider("storage/resource_storage_bucket_object.go")
_subscription = provider("pubsub/resource_pubsub_subscription.go")
_secret = provider("secretmanager/resource_secret_manager_secret.go")
_version = provider("secretmanager/resource_secret_manager_secret_version.go")


def _replicas(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check a number of replicas against the tier, and whether they can be read."""
    count, tier = first(inputs, "replicaCount"), first(inputs, "tier")
    if is_hidden(inputs, "tier") or is_hidden(inputs, "readReplicasMode"):
        return
    reading = first(inputs, "readReplicasMode") == "READ_REPLICAS_ENABLED"
    low, high = (0, 0) if tier in (None, "BASIC") else (1, 5) if reading else (1, 1)
    if count is not None and not low <= count <= high:
        readable = " with read replicas" if reading else ""
        numbers = f"{low} to {high}" if low < high else str(low)
        yield "replicaCount", f"{numbers}, because tier is {at(inputs, 'tier').shown if tier else 'not said'}{readable}"


def _two_zones(inputs: Inputs, _plan: Plan) -> Wrong:
    """Check that an instance and its replica are in different zones."""
    zone, other = first(inputs, "locationId"), first(inputs, "alternativeLocationId")
    if zone is not None and zone == other:
        yield "alternativeLocationId", f"another zone than locationId ({zone})"


DATA: Sequence[Rule] = (
    Number(kind=REDIS, path="memorySizeGb", low=1, high=300, source=f"{REDIS_TIERS}: Max Redis primary size"),
    Custom(kind=REDIS, check=_replicas, source=f"{_redis}: description of replica_count"),
    Custom(kind=REDIS, check=_two_zones, source=f"{_redis}: description of alternative_location_id"),
    Refuses(
        kind=REDIS,
        when={"tier": "BASIC"},
        refuses=("alternativeLocationId",),
        source=f"{_redis}: description of alternative_location_id",
    ),
    *(
        Number(
            kind=kind,
            path=f"maintenancePolicy.weeklyMaintenanceWindows[*].startTime.{part}",
            low=0,
            high=high,
            source=f"{source}: IntBetween(0, {high})",
        )
        for kind, source in ((REDIS, _redis), (CLUSTER, _cluster), (MEMORYSTORE, _memorystore))
        for part, high in (("hours", 23), ("minutes", 59))
    ),
    *(
        rule
        for kind, source in ((CLUSTER, _cluster), (MEMORYSTORE, _memorystore))
        for rule in (
            NotTogether(kind=kind, paths=("gcsSource", "managedBackupSource"), source=f"{source}: ConflictsWith"),
            Duration(
                kind=kind,
                path="automatedBackupConfig.retention",
                low=DAY,
                high=365 * DAY,
                in_seconds=True,
                source=f"{source}: description of retention",
            ),
        )
    ),
    Choice(
        kind=MEMORYSTORE,
        path="transitEncryptionMode",
        allowed=("TRANSIT_ENCRYPTION_DISABLED", "SERVER_AUTHENTICATION"),
        source=f"{_memorystore}: description of transit_encryption_mode",
    ),
    Choice(
        kind=MEMORYSTORE,
        path="authorizationMode",
        allowed=("AUTH_DISABLED", "IAM_AUTH", "TOKEN_AUTH"),
        source=f"{_memorystore}: description of authorization_mode",
    ),
    Choice(
        kind=BUCKET,
        path="storageClass",
        allowed=("STANDARD", "MULTI_REGIONAL", "REGIONAL", "NEARLINE", "COLDLINE", "ARCHIVE"),
        source=f"{_bucket}: description of storage_class",
    ),
    Choice(
        kind=BUCKET,
        path="lifecycleRules[*].action.type",
        allowed=("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"),
        source=f"{_bucket}: description of type",
    ),
    Choice(kind=BUCKET, path="rpo", allowed=("DEFAULT", "ASYNC_TURBO"), source=f"{_bucket}: description of rpo"),
    Number(
        kind=BUCKET,
        path="retentionPolicy.retentionPeriod",
        low=1,
        high=3155759999,
        source=f"{_bucket}: description of retention_period",
    ),
    NotTogether(kind=OBJECT, paths=("content", "source"), one=True, source=f"{_object}: ExactlyOneOf"),
    NotTogether(kind=OBJECT, paths=("customerEncryption", "kmsKeyName"), source=f"{_object}: ConflictsWith"),
    Duration(
        kind="gcp:pubsub/topic:Topic",
        path="messageRetentionDuration",
        low=600,
        high=31 * DAY,
        in_seconds=True,
        source=provider("pubsub/resource_pubsub_topic.go: description of message_retention_duration"),
    ),
    NotTogether(
        kind=SUBSCRIPTION,
        paths=("pushConfig", "bigqueryConfig", "cloudStorageConfig"),
        source=f"{_subscription}: ConflictsWith",
    ),
    Number(
        kind=SUBSCRIPTION, path="ackDeadlineSeconds", low=0, high=600, source=f"{_subscription}: ack_deadline_seconds"
    ),
    Number(
        kind=SUBSCRIPTION,
        path="deadLetterPolicy.maxDeliveryAttempts",
        low=5,
        high=100,
        source=f"{_subscription}: description of max_delivery_attempts",
    ),
    *(
        Duration(
            kind=SUBSCRIPTION,
            path=f"retryPolicy.{path}",
            high=600,
            in_seconds=True,
            source=f"{_subscription}: description of retry_policy",
        )
        for path in ("minimumBackoff", "maximumBackoff")
    ),
    Text(
        kind=SUBSCRIPTION,
        path="filter",
        longest=256,
        says='at most 256 characters. Example: attributes.kind = "order"',
        source=f"{_subscription}: ValidateRegexp",
    ),
    Duration(
        kind="gcp:kms/cryptoKey:CryptoKey",
        path="rotationPeriod",
        low=DAY,
        in_seconds=True,
        source=provider("kms/resource_kms_crypto_key.go: validateKmsCryptoKeyRotationPeriod"),
    ),
    NotTogether(
        kind=SECRET, paths=("replication.auto", "replication.userManaged"), one=True, source=f"{_secret}: ExactlyOneOf"
    ),
    Needs(kind=SECRET, path="rotation", needs=("topics",), source=f"{_secret}: RequiredWith"),
    Needs(
        kind=SECRET,
        path="rotation.rotationPeriod",
        needs=("rotation.nextRotationTime",),
        source=f"{_secret}: description of rotation_period",
    ),
    Duration(
        kind=SECRET,
        path="rotation.rotationPeriod",
        low=3600,
        high=3153600000,
        in_seconds=True,
        source=f"{_secret}: description of rotation_period",
    ),
    NotTogether(kind=VERSION, paths=("secretData", "secretDataWo"), one=True, source=f"{_version}: ExactlyOneOf"),
    Needs(kind=VERSION, path="secretDataWo", needs=("secretDataWoVersion",), source=f"{_version}: RequiredWith"),
)
