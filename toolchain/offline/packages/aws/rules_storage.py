"""What S3, EFS and AWS Backup enforce and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws import policies
from toolchain.offline.paths import find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_times import Schedule
from toolchain.offline.rules_together import Needs, NotTogether, Ordered, Refuses
from toolchain.offline.schedules import Syntax

BUCKET = "aws:s3/bucket:Bucket"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
OBJECT = "aws:s3/bucketObject:BucketObject"
OBJECT_V2 = "aws:s3/bucketObjectv2:BucketObjectv2"
FILES = "aws:efs/fileSystem:FileSystem"
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
TESTING = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TESTED = "aws:backup/restoreTestingSelection:RestoreTestingSelection"

BUCKET_NAMES = "Amazon S3 User Guide, General purpose bucket naming rules"
LIFECYCLES = "Amazon S3 API Reference, LifecycleRule, LifecycleExpiration and Transition, in botocore 1.43.11"
ENCRYPTIONS = "pulumi_aws 7.51.1, s3.BucketServerSideEncryptionConfiguration: apply_server_side_encryption_by_default"
EFS = "Amazon EFS API Reference, CreateFileSystem, in botocore 1.43.11"
EFS_FILE = "terraform-provider-aws, internal/service/efs/file_system.go"
EFS_LIFECYCLE = "Amazon EFS API Reference, LifecyclePolicy, in botocore 1.43.11"
BACKUP = "AWS Backup API Reference, BackupRuleInput and Lifecycle, in botocore 1.43.11"
BACKUP_NAMES = (
    "terraform-provider-aws, internal/service/backup/plan.go at 01f431114674; BackupSelection, in botocore 1.43.11"
)
LOCKS = (
    "terraform-provider-aws, internal/service/backup/vault_lock_configuration.go, and PutBackupVaultLockConfiguration"
)
TESTINGS = "terraform-provider-aws, internal/service/backup/restore_testing_plan.go at 108f85fd2bfc"
TESTED_FILE = "terraform-provider-aws, internal/service/backup/restore_testing_selection.go at 00a35305dc1b"

STORAGE_CLASSES = (
    "DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "STANDARD_IA",
)  # fmt: skip
INFREQUENT = ("ONEZONE_IA", "STANDARD_IA")
AGES = tuple(f"AFTER_{days}" for days in ("1_DAY", "7_DAYS", "14_DAYS", "30_DAYS", "60_DAYS", "90_DAYS", "180_DAYS",
                                          "270_DAYS", "365_DAYS"))  # fmt: skip
COLD_AT_LEAST = 90  # days that cold storage is paid for, and therefore lasts
CONTINUOUS_AT_MOST = 35  # days that a continuous backup can be kept
SHORTEST_START = 60  # minutes
NAME_50 = "2 to 50 letters, digits, hyphens and underscores. Example: shop-prod"


def expires_later(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the end of an object's life that comes before, or with, its change of storage class."""
    days = at(inputs, "expiration.days")
    moved = max((found.value for found in find(inputs, "transitions[*].days")), default=None)
    if days.value and moved is not None and days.value <= moved:
        yield days, f"more than {moved}, the days of the last of transitions"


def cold_lasts(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a backup's end that leaves it less than 90 days in cold storage."""
    cold, end = first(inputs, "lifecycle.coldStorageAfter"), at(inputs, "lifecycle.deleteAfter")
    if cold and end.value and end.value < cold + COLD_AT_LEAST:
        yield end, f"at least {cold + COLD_AT_LEAST}: lifecycle.coldStorageAfter and {COLD_AT_LEAST} days"


def continuous_ends(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what a continuous backup does not have: cold storage, or more than 35 days."""
    if first(inputs, "enableContinuousBackup") is not True:
        return
    end, cold = at(inputs, "lifecycle.deleteAfter"), at(inputs, "lifecycle.coldStorageAfter")
    if end.value and end.value > CONTINUOUS_AT_MOST:
        yield end, f"1 to {CONTINUOUS_AT_MOST}, because enableContinuousBackup is True"
    if cold.value:
        yield cold, "nothing, because enableContinuousBackup is True"


RULES: Sequence[Rule] = [
    Text(
        kind=BUCKET,
        path="bucket",
        pattern="[a-z0-9][a-z0-9.-]*[a-z0-9]",
        shortest=3,
        longest=63,
        never=r"\.\.|^\d+\.\d+\.\d+\.\d+$|^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$",
        says="3 to 63 small letters, digits, hyphens and full stops, no prefix or suffix that S3 keeps for itself."
        " Example: shop-prod-files",
        source=BUCKET_NAMES,
    ),
    NotTogether(kind=BUCKET, paths=["bucket", "bucketPrefix"], source="pulumi_aws 7.51.1, s3.Bucket: bucket_prefix"),
    Custom(kind=BUCKET_POLICY, check=policies.of_resource, source="Amazon S3 User Guide, bucket policies"),
    Choice(
        kind=VERSIONING,
        path="versioningConfiguration.status",
        allowed=("Disabled", "Enabled", "Suspended"),
        source="pulumi_aws 7.51.1, s3.BucketVersioning: versioning_configuration.status",
    ),
    Within(
        kind=LIFECYCLE,
        path="rules[*]",
        source=LIFECYCLES,
        rules=[
            Choice(path="status", allowed=("Disabled", "Enabled"), source=LIFECYCLES),
            Text(path="id", pattern="(?s).+", longest=255, says="1 to 255 characters", source=LIFECYCLES),
            Number(
                path="expiration.days",
                low=1,
                when={"expiration.expiredObjectDeleteMarker": (None, False)},
                source=LIFECYCLES,
            ),
            NotTogether(paths=["expiration.days", "expiration.date"], source=LIFECYCLES),
            Number(path="abortIncompleteMultipartUpload.daysAfterInitiation", low=1, source=LIFECYCLES),
            Number(path="noncurrentVersionExpiration.noncurrentDays", low=1, source=LIFECYCLES),
            Custom(check=expires_later, source=LIFECYCLES),
            Within(
                path="transitions[*]",
                source=LIFECYCLES,
                rules=[
                    Choice(path="storageClass", allowed=STORAGE_CLASSES, source=LIFECYCLES),
                    Number(path="days", low=30, when={"storageClass": INFREQUENT}, source=LIFECYCLES),
                    NotTogether(paths=["days", "date"], source=LIFECYCLES),
                ],
            ),
        ],
    ),
    Within(
        kind=ENCRYPTION,
        path="rules[*].applyServerSideEncryptionByDefault",
        source=ENCRYPTIONS,
        rules=[
            Choice(path="sseAlgorithm", allowed=("AES256", "aws:kms", "aws:kms:dsse"), source=ENCRYPTIONS),
            Refuses(refuses=["kmsMasterKeyId"], when={"sseAlgorithm": "AES256"}, source=ENCRYPTIONS),
        ],
    ),
    Choice(
        kind=REPLICATION,
        path="rules[*].status",
        allowed=("Disabled", "Enabled"),
        source="Amazon S3 API Reference, ReplicationRule: Status, in botocore 1.43.11",
    ),
    Choice(
        kind=OWNERSHIP,
        path="rule.objectOwnership",
        allowed=("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
        source="Amazon S3 API Reference, OwnershipControlsRule, in botocore 1.43.11",
    ),
    *(
        NotTogether(
            kind=kind,
            paths=["content", "contentBase64", "source"],
            source="terraform-provider-aws, internal/service/s3/object.go and bucket_object.go: ConflictsWith",
        )
        for kind in (OBJECT, OBJECT_V2)
    ),
    Choice(kind=FILES, path="performanceMode", allowed=("generalPurpose", "maxIO"), source=EFS),
    Choice(kind=FILES, path="throughputMode", allowed=("bursting", "elastic", "provisioned"), source=EFS),
    Choice(
        kind=FILES,
        path="performanceMode",
        allowed=("generalPurpose",),
        when={"throughputMode": "elastic"},
        source="Amazon EFS User Guide, Performance modes: Max I/O is not for elastic throughput",
    ),
    Needs(kind=FILES, needs=["provisionedThroughputInMibps"], when={"throughputMode": "provisioned"}, source=EFS),
    Needs(kind=FILES, path="kmsKeyId", needs=["encrypted"], source=EFS_FILE),
    Refuses(kind=FILES, refuses=["kmsKeyId"], when={"encrypted": False}, source=EFS_FILE),
    Text(
        kind=FILES, path="creationToken", longest=64, says="at most 64 characters. Example: shop-prod", source=EFS_FILE
    ),
    Choice(kind=FILES, path="lifecyclePolicies[*].transitionToIa", allowed=AGES, source=EFS_LIFECYCLE),
    Choice(kind=FILES, path="lifecyclePolicies[*].transitionToArchive", allowed=AGES, source=EFS_LIFECYCLE),
    Choice(
        kind=FILES,
        path="lifecyclePolicies[*].transitionToPrimaryStorageClass",
        allowed=("AFTER_1_ACCESS",),
        source=EFS_LIFECYCLE,
    ),
    Text(
        kind=VAULT,
        path="name",
        pattern="[0-9A-Za-z_-]+",
        shortest=2,
        longest=50,
        says=NAME_50,
        source="AWS Backup API Reference, CreateBackupVault: BackupVaultName, in botocore 1.43.11",
    ),
    Number(kind=LOCK, path="changeableForDays", low=3, high=36500, source=LOCKS),
    Number(kind=LOCK, path="minRetentionDays", low=1, high=36500, source=LOCKS),
    Number(kind=LOCK, path="maxRetentionDays", low=1, high=36500, source=LOCKS),
    Ordered(kind=LOCK, paths=["minRetentionDays", "maxRetentionDays"], source=LOCKS),
    Within(
        kind=PLAN,
        path="rules[*]",
        source=BACKUP,
        rules=[
            Text(
                path="ruleName",
                pattern=r"[0-9A-Za-z_.-]+",
                longest=50,
                says="1 to 50 letters, digits and _.-. Example: daily",
                source=BACKUP_NAMES,
            ),
            Schedule(path="schedule", syntax=Syntax.AWS_BACKUP, source=BACKUP),
            Number(path="startWindow", low=SHORTEST_START, source=f"{BACKUP}: StartWindowMinutes"),
            Custom(check=cold_lasts, source=f"{BACKUP}: DeleteAfterDays"),
            Custom(check=continuous_ends, source="AWS Backup Developer Guide, Point-in-time recovery"),
            Within(
                path="copyActions[*]",
                source=BACKUP,
                rules=[Custom(check=cold_lasts, source=f"{BACKUP}: DeleteAfterDays")],
            ),
        ],
    ),
    Text(
        kind=SELECTION,
        path="name",
        pattern=r"[0-9A-Za-z_.-]+",
        longest=50,
        says="1 to 50 letters, digits and _.-. Example: databases",
        source=BACKUP_NAMES,
    ),
    *(
        Text(
            kind=kind,
            path="name",
            pattern=r"[0-9A-Za-z_]+",
            longest=50,
            says="1 to 50 letters, digits and underscores. Example: shop_prod",
            source=TESTINGS,
        )
        for kind in (TESTING, TESTED)
    ),
    Schedule(kind=TESTING, path="scheduleExpression", syntax=Syntax.AWS_BACKUP, source=TESTINGS),
    Number(
        kind=TESTING,
        path="startWindowHours",
        low=1,
        high=168,
        source="pulumi_aws 7.51.1, backup.RestoreTestingPlan: start_window_hours",
    ),
    Choice(
        kind=TESTING,
        path="recoveryPointSelection.algorithm",
        allowed=("LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW"),
        source=TESTINGS,
    ),
    Choice(
        kind=TESTING,
        path="recoveryPointSelection.recoveryPointTypes[*]",
        allowed=("CONTINUOUS", "SNAPSHOT"),
        source=TESTINGS,
    ),
    Number(kind=TESTING, path="recoveryPointSelection.selectionWindowDays", low=1, high=365, source=TESTINGS),
    Number(kind=TESTED, path="validationWindowHours", low=1, high=168, source=TESTED_FILE),
    NotTogether(
        kind=TESTED,
        paths=["protectedResourceArns", "protectedResourceConditions"],
        one=True,
        source=f"{TESTED_FILE}: ExactlyOneOf",
    ),
]
