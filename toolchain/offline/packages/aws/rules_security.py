"""What IAM, KMS and Secrets Manager enforce and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws import policies
from toolchain.offline.rules import Choice, Custom, Each, Number, Rule, Text
from toolchain.offline.rules_times import Schedule
from toolchain.offline.rules_together import Needs, NotTogether, Refuses
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

NAMES = "terraform-provider-aws, internal/service/iam/validate.go at 044fb3171c30: validResourceName"
SDK = "pulumi_aws 7.51.1: name_prefix conflicts with name"
DOCUMENTS = "IAM User Guide, IAM JSON policy elements reference"
KEYS = "terraform-provider-aws, internal/service/kms/key.go at 00a35305dc1b"
ALIASES = "AWS KMS API Reference, CreateAlias, in botocore 1.43.11, and kms/validate.go: validNameForResource"
SECRETS = "terraform-provider-aws, internal/service/secretsmanager/validate.go at 0413c661ec1b: validSecretName"
ROTATIONS = "terraform-provider-aws, internal/service/secretsmanager/secret_rotation.go at 0413c661ec1b"
ROTATION_API = "AWS Secrets Manager API Reference, RotationRulesType, in botocore 1.43.11"

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
        NotTogether(kind=kind, paths=["name", "namePrefix"], source=SDK)
        for kind in (ROLE, POLICY, ROLE_POLICY, PROFILE)
    ),
    *(
        Text(
            kind=kind,
            path="path",
            pattern=r"/([!-~]+/)?",
            longest=512,
            says="a path that begins and ends with a slash. Example: /shop/",
            source="IAM API Reference, CreateRole and CreateInstanceProfile: Path, in botocore 1.43.11",
        )
        for kind in (ROLE, PROFILE)
    ),
    Text(
        kind=POLICY,
        path="path",
        pattern="((/[A-Za-z0-9.,+@=_-]+)*)/",
        longest=512,
        says="a path of letters, digits and .,+@=_- that begins and ends with a slash. Example: /shop/",
        source="IAM API Reference, CreatePolicy: Path, in botocore 1.43.11",
    ),
    Number(
        kind=ROLE,
        path="maxSessionDuration",
        low=3600,
        high=43200,
        source="terraform-provider-aws, internal/service/iam/role.go at 0040ea6911af",
    ),
    Custom(kind=ROLE, check=policies.of_trust, source=DOCUMENTS),
    Custom(kind=ROLE, check=policies.inline, source=DOCUMENTS),
    Custom(kind=POLICY, check=policies.of_identity, source=DOCUMENTS),
    Custom(kind=ROLE_POLICY, check=policies.of_identity, source=DOCUMENTS),
    Text(
        kind=ATTACHMENT,
        path="policyArn",
        pattern=r"arn:[\w-]+:iam::(aws|\d{12}):policy/.+",
        says="the ARN of a policy. Example: arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
        source="IAM User Guide, IAM identifiers",
    ),
    Text(
        kind=ISSUER,
        path="url",
        pattern=r"https://[^\s?]+",
        longest=255,
        says="a URL without a query that begins with https://. Example: https://token.actions.githubusercontent.com",
        source="terraform-provider-aws, internal/service/iam/validate.go at 044fb3171c30: validOpenIDURL",
    ),
    Text(
        kind=ISSUER,
        path="thumbprintLists[*]",
        pattern="[0-9A-Fa-f]{40}",
        says="40 hexadecimal digits",
        source="IAM API Reference, CreateOpenIDConnectProvider, in botocore 1.43.11: the SHA-1 of a certificate",
    ),
    Number(kind=KEY, path="deletionWindowInDays", low=7, high=30, source=KEYS),
    Number(
        kind=KEY,
        path="rotationPeriodInDays",
        low=90,
        high=2560,
        source=KEYS,
    ),
    Choice(
        kind=KEY,
        path="keyUsage",
        allowed=("ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "SIGN_VERIFY"),
        source="AWS KMS API Reference, CreateKey: KeyUsage, in botocore 1.43.11",
    ),
    Refuses(
        kind=KEY,
        refuses=["rotationPeriodInDays"],
        when={"enableKeyRotation": False},
        source=KEYS,
    ),
    Needs(kind=KEY, path="rotationPeriodInDays", needs=["enableKeyRotation"], source=f"{KEYS}: RequiredWith"),
    Text(kind=KEY, path="description", longest=8192, says="at most 8192 characters", source=KEYS),
    Custom(kind=KEY, check=policies.of_resource, source=f"{DOCUMENTS}; AWS KMS Developer Guide, key policies"),
    Text(
        kind=ALIAS,
        path="name",
        pattern="alias/[a-zA-Z0-9/_-]+",
        longest=256,
        never="^alias/aws/",
        says="alias/ and letters, digits and /_-, not alias/aws/. Example: alias/shop-prod",
        source=ALIASES,
    ),
    NotTogether(kind=ALIAS, paths=["name", "namePrefix"], source=SDK),
    Text(
        kind=SECRET,
        path="name",
        pattern=r"[A-Za-z0-9/_+=.@-]+",
        longest=512,
        says="1 to 512 letters, digits and /_+=.@-. Example: shop/prod/database",
        source=SECRETS,
    ),
    NotTogether(kind=SECRET, paths=["name", "namePrefix"], source=SDK),
    Number(
        kind=SECRET,
        path="recoveryWindowInDays",
        low=7,
        high=30,
        or_zero=True,
        source="pulumi_aws 7.51.1, secretsmanager.Secret: recovery_window_in_days",
    ),
    Custom(kind=SECRET, check=policies.of_resource, source=DOCUMENTS),
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
        source="AWS Secrets Manager API Reference, CreateSecret: SecretString, in botocore 1.43.11",
    ),
    NotTogether(
        kind=ROTATION,
        paths=["rotationRules.automaticallyAfterDays", "rotationRules.scheduleExpression"],
        one=True,
        when={"rotationEnabled": (None, True)},
        source=ROTATIONS,
    ),
    Refuses(kind=ROTATION, refuses=["rotationRules"], when={"rotationEnabled": False}, source=ROTATIONS),
    Number(kind=ROTATION, path="rotationRules.automaticallyAfterDays", low=1, high=1000, source=ROTATIONS),
    Schedule(kind=ROTATION, path="rotationRules.scheduleExpression", syntax=Syntax.AWS, source=ROTATION_API),
    Text(
        kind=ROTATION,
        path="rotationRules.duration",
        pattern="[0-9]{1,2}h",
        says="hours. Example: 3h",
        source=ROTATION_API,
    ),
]
