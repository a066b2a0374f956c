"""What IAM, KMS and Secrets Manager enforce and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws import policies
from toolchain.offline.packages.aws.vocabulary import ITEM, Each, Judged, Within
from toolchain.offline.rules import Choice, NotTogether, Number, Refuses, Rule, Schedule, Text
from toolchain.offline.schedules import Syntax

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"
ISSUER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 # a type, not a password
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"

NAMES = "IAM User Guide, IAM and AWS STS quotas: name requirements and character limits"
DOCUMENTS = "IAM User Guide, IAM JSON policy elements reference"
KEYS = "AWS KMS API Reference, CreateKey and ScheduleKeyDeletion"
ALIASES = "AWS KMS API Reference, CreateAlias"
SECRETS = "AWS Secrets Manager API Reference, CreateSecret and DeleteSecret"
ROTATIONS = "AWS Secrets Manager API Reference, RotationRulesType"

WORD = r"[\w+=,.@-]+"
MOST_SECRET = 65536  # bytes


def _named(kind: str, longest: int) -> Rule:
    says = f"1 to {longest} letters, digits and +=,.@-_. Example: shop-prod"
    return Text(kind=kind, path="name", pattern=WORD, longest=longest, says=says, source=NAMES)


RULES: Sequence[Rule] = [
    _named(ROLE, 64),
    _named(POLICY, 128),
    _named(ROLE_POLICY, 128),
    _named(PROFILE, 128),
    *(
        NotTogether(kind=kind, paths=["name", "namePrefix"], source="Terraform AWS provider, aws_iam_role")
        for kind in (ROLE, POLICY, ROLE_POLICY, PROFILE)
    ),
    *(
        Text(
            kind=kind,
            path="path",
            pattern=r"/([!-~]+/)?",
            longest=512,
            says="a path that begins and ends with a slash. Example: /shop/",
            source="IAM API Reference, CreateRole: Path",
        )
        for kind in (ROLE, POLICY, PROFILE)
    ),
    Number(kind=ROLE, path="maxSessionDuration", low=3600, high=43200, source="IAM API Reference, CreateRole"),
    Judged(kind=ROLE, judge=policies.of_trust, source=DOCUMENTS),
    Judged(kind=ROLE, judge=policies.inline, source=DOCUMENTS),
    Judged(kind=POLICY, judge=policies.of_identity, source=DOCUMENTS),
    Judged(kind=ROLE_POLICY, judge=policies.of_identity, source=DOCUMENTS),
    Text(
        kind=ATTACHMENT,
        path="policyArn",
        pattern=r"arn:[\w-]+:iam::(aws|\d{12}):policy/.+",
        says="the ARN of a policy. Example: arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        source=f"{NAMES}; IAM identifiers",
    ),
    Text(
        kind=ISSUER,
        path="url",
        pattern=r"https://\S+",
        longest=255,
        says="a URL that begins with https://. Example: https://token.actions.githubusercontent.com",
        source="IAM API Reference, CreateOpenIDConnectProvider",
    ),
    Text(
        kind=ISSUER,
        path="thumbprintLists[*]",
        pattern="[0-9A-Fa-f]{40}",
        says="40 hexadecimal digits",
        source="IAM API Reference, CreateOpenIDConnectProvider",
    ),
    Number(kind=KEY, path="deletionWindowInDays", low=7, high=30, source=KEYS),
    Number(
        kind=KEY,
        path="rotationPeriodInDays",
        low=90,
        high=2560,
        source="AWS KMS API Reference, EnableKeyRotation: RotationPeriodInDays",
    ),
    Choice(
        kind=KEY,
        path="keyUsage",
        allowed=("ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "SIGN_VERIFY"),
        source=KEYS,
    ),
    Refuses(
        kind=KEY,
        refuses=["rotationPeriodInDays"],
        when={"enableKeyRotation": False},
        source="Terraform AWS provider documentation, aws_kms_key: rotation_period_in_days",
    ),
    Text(kind=KEY, path="description", longest=8192, says="at most 8192 characters", source=KEYS),
    Judged(kind=KEY, judge=policies.of_resource, source=f"{DOCUMENTS}; AWS KMS Developer Guide, key policies"),
    Text(
        kind=ALIAS,
        path="name",
        pattern="alias/[a-zA-Z0-9/_-]+",
        longest=256,
        never="^alias/aws/",
        says="alias/ and letters, digits and /_-, not alias/aws/. Example: alias/shop-prod",
        source=ALIASES,
    ),
    NotTogether(kind=ALIAS, paths=["name", "namePrefix"], source="Terraform AWS provider, aws_kms_alias"),
    Text(
        kind=SECRET,
        path="name",
        pattern=r"[A-Za-z0-9/_+=.@-]+",
        longest=512,
        says="1 to 512 letters, digits and /_+=.@-. Example: shop/prod/database",
        source=SECRETS,
    ),
    NotTogether(kind=SECRET, paths=["name", "namePrefix"], source="terraform-provider-aws, secretsmanager/secret.go"),
    Each(
        kind=SECRET,
        path="recoveryWindowInDays",
        fits=lambda days: days == 0 or 7 <= days <= 30,
        says="0 for none, or 7 to 30",
        source=f"{SECRETS}; terraform-provider-aws, internal/service/secretsmanager/secret.go",
    ),
    Judged(kind=SECRET, judge=policies.of_resource, source=DOCUMENTS),
    NotTogether(
        kind=VERSION,
        paths=["secretString", "secretBinary", "secretStringWo"],
        source="terraform-provider-aws, internal/service/secretsmanager/secret_version.go: ConflictsWith",
    ),
    Each(
        kind=VERSION,
        path="secretString",
        fits=lambda text: len(str(text).encode()) <= MOST_SECRET,
        says=f"at most {MOST_SECRET} bytes",
        source="AWS Secrets Manager User Guide, quotas",
    ),
    Within(
        kind=ROTATION,
        path="rotationRules",
        source=ROTATIONS,
        rules=[NotTogether(kind=ITEM, paths=["automaticallyAfterDays", "scheduleExpression"], source=ROTATIONS)],
    ),
    Number(kind=ROTATION, path="rotationRules.automaticallyAfterDays", low=1, high=1000, source=ROTATIONS),
    Schedule(kind=ROTATION, path="rotationRules.scheduleExpression", syntax=Syntax.AWS, source=ROTATIONS),
    Text(
        kind=ROTATION,
        path="rotationRules.duration",
        pattern="[0-9]{1,2}h",
        says="hours. Example: 3h",
        source=ROTATIONS,
    ),
]
