"""What ElastiCache enforces of caches and the SDK's types do not say."""

import re
from collections.abc import Sequence

from toolchain.offline.packages.aws import windows
from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at, is_hidden
from toolchain.offline.rules_times import Schedule
from toolchain.offline.rules_together import Needs, NotTogether, Refuses
from toolchain.offline.schedules import Syntax

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"

API = "Amazon ElastiCache API Reference, CreateReplicationGroup, in botocore 1.43.11"
FILE = "terraform-provider-aws, internal/service/elasticache/replication_group.go"
DOC = "pulumi_aws 7.51.1, elasticache.ReplicationGroup"
WINDOWS = "Amazon ElastiCache: at least 60 minutes (terraform-provider-aws#2153), not overlapping (terraform#17247)"
USER_API = "Amazon ElastiCache API Reference, CreateUser, in botocore 1.43.11"
USER_FILE = "terraform-provider-aws, internal/service/elasticache/user.go"

EVICTIONS = (
    "allkeys-lfu", "allkeys-lru", "allkeys-random", "noeviction", "volatile-lfu", "volatile-lru", "volatile-random",
    "volatile-ttl",
)  # fmt: skip


def enough_nodes(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a group that should fail over and has no second node in a shard."""
    if first(inputs, "automaticFailoverEnabled") is not True:
        return
    nodes = at(inputs, "numCacheClusters")
    if nodes.value is not None and nodes.value < 2:
        yield nodes, "at least 2, because automaticFailoverEnabled is True"


def family_fits(inputs: Inputs, plan: Plan) -> Wrong:
    """Yield a version that no parameter group which may be meant is for."""
    version, engine = at(inputs, "engineVersion"), first(inputs, "engine") or "redis"
    if version.value is None or not is_said(inputs, "parameterGroupName") or is_hidden(inputs, "engine"):
        return
    groups = plan.linked(PARAMETERS, first(inputs, "parameterGroupName"))
    families = sorted({str(first(group.inputs, "family")) for group in groups})
    numbers = str(version.value).split(".")
    # The families of Redis 5 and before have two numbers (redis5.0), later ones one (redis6.x, redis7, valkey8).
    own = {f"{engine}{numbers[0]}", f"{engine}{numbers[0]}.x", f"{engine}{'.'.join(numbers[:2])}"}
    if families and not own & set(families):
        yield version, f"a version of {' or '.join(families)}, the family of its parameterGroupName"


def known_evictions(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a policy of eviction that there is not."""
    for found in find(inputs, "parameters[*]"):
        name, value = found.value.get("name"), found.value.get("value")
        if name == "maxmemory-policy" and isinstance(value, str) and value not in EVICTIONS:
            yield Found(f"{found.path}.value", value), ", ".join(EVICTIONS)


def same_name(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the name of a user who logs in with IAM, where it is not the user's id."""
    name, number = at(inputs, "userName"), at(inputs, "userId")
    if (
        first(inputs, "authenticationMode.type") == "iam"
        and None not in (name.value, number.value)
        and name.value != number.value
    ):
        yield name, f"{number.shown}, the userId, because authenticationMode.type is 'iam'"


def is_version(engine: str, version: str) -> bool:
    """Tell whether a version is written as the engine's are: 7.1, but 5.0.6, and 6.x for the newest 6."""
    pattern = r"\d+\.\d+" if engine == "valkey" else r"[1-5](\.\d+){2}|6\.(x|\d)|[7-9]\.\d+"
    return re.fullmatch(pattern, version) is not None


def version_fits(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a version that is not written as its engine's are."""
    engine, version = str(first(inputs, "engine") or "redis"), at(inputs, "engineVersion")
    if version.value is not None and not is_version(engine, str(version.value)):
        yield (
            version,
            "two numbers. Example: 8.0" if engine == "valkey" else "two numbers, three before 6. Example: 7.1",
        )


RULES: Sequence[Rule] = [
    Text(
        kind=GROUP,
        path="replicationGroupId",
        pattern="[A-Za-z][0-9A-Za-z-]*",
        longest=40,
        never="--|-$",
        says="1 to 40 letters, digits and single hyphens, a letter first. Example: shop-prod",
        source=f"{API}: ReplicationGroupId",
    ),
    NotTogether(kind=GROUP, paths=["authToken", "userGroupIds"], source=f"{FILE}: ConflictsWith"),
    Text(
        kind=GROUP,
        path="authToken",
        pattern="[A-Za-z0-9!&#$^<>-]+",
        shortest=16,
        longest=128,
        says="16 to 128 letters, digits and !&#$^<>-",
        source=f"{API}: AuthToken",
    ),
    Needs(kind=GROUP, path="authToken", needs=["transitEncryptionEnabled"], source=DOC),
    Refuses(kind=GROUP, refuses=["authToken"], when={"transitEncryptionEnabled": False}, source=DOC),
    Needs(
        kind=GROUP,
        path="userGroupIds",
        needs=["transitEncryptionEnabled"],
        source="Amazon ElastiCache User Guide, Role-Based Access Control: needs encryption in transit",
    ),
    Refuses(
        kind=GROUP,
        refuses=["userGroupIds"],
        when={"transitEncryptionEnabled": False},
        source="Amazon ElastiCache User Guide, Role-Based Access Control: needs encryption in transit",
    ),
    Needs(kind=GROUP, path="transitEncryptionMode", needs=["transitEncryptionEnabled"], source=API),
    Choice(kind=GROUP, path="transitEncryptionMode", allowed=("preferred", "required"), source=API),
    # Valkey is encrypted at rest where a program says nothing.
    Needs(
        kind=GROUP,
        path="kmsKeyId",
        needs=["atRestEncryptionEnabled"],
        when={"engine": (None, "redis")},
        source=f"{DOC}: kms_key_id",
    ),
    Needs(
        kind=GROUP,
        needs=["automaticFailoverEnabled"],
        when={"multiAzEnabled": True},
        source=f"{FILE}: replicationGroupValidateMultiAZAutomaticFailover",
    ),
    Choice(
        kind=GROUP,
        path="automaticFailoverEnabled",
        allowed=(True,),
        when={"multiAzEnabled": True},
        source=f"{FILE}: replicationGroupValidateMultiAZAutomaticFailover",
    ),
    Custom(
        kind=GROUP,
        check=enough_nodes,
        source=f"{FILE}: replicationGroupValidateAutomaticFailoverNumCacheClusters",
    ),
    NotTogether(kind=GROUP, paths=["numCacheClusters", "numNodeGroups"], source=f"{FILE}: ConflictsWith"),
    NotTogether(kind=GROUP, paths=["numCacheClusters", "replicasPerNodeGroup"], source=f"{FILE}: ConflictsWith"),
    NotTogether(
        kind=GROUP, paths=["nodeGroupConfigurations", "preferredCacheClusterAzs"], source=f"{FILE}: ConflictsWith"
    ),
    Number(kind=GROUP, path="numCacheClusters", low=1, high=6, source=f"{API}: NumCacheClusters"),
    Number(kind=GROUP, path="replicasPerNodeGroup", low=0, high=5, source=f"{API}: ReplicasPerNodeGroup"),
    Number(kind=GROUP, path="snapshotRetentionLimit", low=0, high=35, source=FILE),
    Schedule(kind=GROUP, path="snapshotWindow", syntax=Syntax.DAILY_WINDOW, source=WINDOWS),
    Schedule(kind=GROUP, path="maintenanceWindow", syntax=Syntax.WEEKLY_WINDOW, source=WINDOWS),
    Custom(kind=GROUP, check=windows.replication_group, source=WINDOWS),
    Choice(kind=GROUP, path="engine", allowed=("redis", "valkey"), source=FILE),
    Custom(kind=GROUP, check=version_fits, source=f"{DOC}: engine_version"),
    Custom(
        kind=GROUP,
        check=family_fits,
        source="Amazon ElastiCache API Reference, CreateCacheParameterGroup, in botocore 1.43.11: families",
    ),
    Text(
        kind=GROUP,
        path="nodeType",
        pattern=r"cache\.[a-z0-9-]+\.[a-z0-9-]+",
        says="a node type. Example: cache.t4g.small",
        source=f"{API}: CacheNodeType",
    ),
    Text(
        kind=GROUP,
        path="nodeType",
        pattern=r"cache\.r6gd\..+",
        says="a node type of r6gd, because of dataTieringEnabled",
        when={"dataTieringEnabled": True},
        source=f"{DOC}: data_tiering_enabled",
    ),
    Choice(
        kind=GROUP,
        path="logDeliveryConfigurations[*].destinationType",
        allowed=("cloudwatch-logs", "kinesis-firehose"),
        source=API,
    ),
    Choice(kind=GROUP, path="logDeliveryConfigurations[*].logFormat", allowed=("json", "text"), source=API),
    Choice(kind=GROUP, path="logDeliveryConfigurations[*].logType", allowed=("engine-log", "slow-log"), source=API),
    Text(
        kind=SUBNETS,
        path="name",
        pattern="[0-9A-Za-z-]+",
        longest=255,
        says="1 to 255 letters, digits and hyphens. Example: shop-prod",
        source="Amazon ElastiCache API Reference, CreateCacheSubnetGroup, in botocore 1.43.11",
    ),
    Text(
        kind=PARAMETERS,
        path="name",
        pattern="[A-Za-z][0-9A-Za-z-]*",
        longest=255,
        never="--|-$",
        says="1 to 255 letters, digits and single hyphens, a letter first. Example: shop-prod",
        source="Amazon ElastiCache User Guide, Creating a parameter group: naming constraints",
    ),
    Text(
        kind=PARAMETERS,
        path="family",
        pattern=r"(redis|valkey|memcached)[1-9][0-9.x]*",
        says="an engine and its major version. Example: valkey8",
        source="Amazon ElastiCache API Reference, CreateCacheParameterGroup, in botocore 1.43.11",
    ),
    Custom(kind=PARAMETERS, check=known_evictions, source="Redis documentation, Key eviction: maxmemory-policy"),
    Text(
        kind=USER,
        path="userId",
        pattern="[a-zA-Z][a-zA-Z0-9-]*",
        says="letters, digits and hyphens, a letter first. Example: shop-app",
        source=f"{USER_API}: UserId",
    ),
    Text(
        kind=USER,
        path="passwords[*]",
        shortest=16,
        longest=128,
        says="16 to 128 characters",
        source=f"{USER_FILE}: passwords",
    ),
    Text(
        kind=USER,
        path="authenticationMode.passwords[*]",
        shortest=16,
        longest=128,
        says="16 to 128 characters",
        source=USER_API,
    ),
    Choice(
        kind=USER, path="authenticationMode.type", allowed=("iam", "no-password-required", "password"), source=USER_FILE
    ),
    NotTogether(kind=USER, paths=["authenticationMode", "passwords"], source=USER_API),
    Text(
        kind=USER,
        path="accessString",
        pattern=r"(on|off)(\s.*)?",
        says="on or off, then what is allowed. Example: on ~app:* +@all -@dangerous",
        source="Amazon ElastiCache User Guide, Specifying permissions using an access string",
    ),
    Choice(kind=USER, path="engine", allowed=("redis", "valkey", "REDIS", "VALKEY"), source=USER_FILE),
    Custom(
        kind=USER,
        check=same_name,
        source="Amazon ElastiCache User Guide, Authenticating with IAM: user name and user id must be identical",
    ),
    Choice(kind=USERS, path="engine", allowed=("redis", "valkey", "REDIS", "VALKEY"), source=USER_FILE),
]
