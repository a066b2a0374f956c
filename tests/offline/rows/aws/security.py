from typing import Any

from tests.offline.rows.aws.samples import OF_IDENTITY, OF_RESOURCE, OF_TRUST, PASSWORD, TOO_LONG
from toolchain.offline.packages.aws import rules_security as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.ROLE: {"name": "shop-prod", "path": "/shop/", "assumeRolePolicy": OF_TRUST, "maxSessionDuration": 3600,
     "inlinePolicies": [{"name": "read", "policy": OF_IDENTITY}]},
    rules.POLICY: {"name": "shop-prod", "path": "/", "policy": OF_IDENTITY},
    rules.ROLE_POLICY: {"name": "read", "role": "shop-prod", "policy": {"Version": "2012-10-17",
     "Statement": [{"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}]}},
    rules.PROFILE: {"name": "shop-prod", "role": "shop-prod", "path": "/shop/"},
    rules.ATTACHMENT: {"role": "shop-prod", "policyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"},
    rules.ISSUER: {"url": "https://token.actions.githubusercontent.com", "clientIdLists": ["sts.amazonaws.com"],
     "thumbprintLists": ["6938fd4d98bab03faadb97b34396831e3780aea1"]},
    rules.KEY: {"description": "of the shop", "deletionWindowInDays": 30, "enableKeyRotation": True,
     "rotationPeriodInDays": 365, "keyUsage": "ENCRYPT_DECRYPT", "policy": OF_RESOURCE},
    rules.ALIAS: {"name": "alias/shop-prod", "targetKeyId": "1"},
    rules.SECRET: {"name": "shop/prod/database", "recoveryWindowInDays": 30, "policy": OF_RESOURCE},
    rules.VERSION: {"secretId": "arn:1", "secretString": PASSWORD},
    rules.ROTATION: {"secretId": "arn:1", "rotationRules": {"scheduleExpression": "rate(30 days)", "duration": "3h"}},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.ROLE, {"name": "x" * 65},
     "name is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; allowed: 1 to 64 letters, "
     "digits and +=,.@-_. Example: shop-prod"),
    (rules.POLICY, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 128 letters, digits and +=,.@-_. Example: shop-prod"),
    (rules.ROLE_POLICY, {"name": "shop/read"},
     "name is 'shop/read'; allowed: 1 to 128 letters, digits and +=,.@-_. Example: shop-prod"),
    (rules.PROFILE, {"name": "x" * 129},
     "name is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; allowed: 1 to "
     "128 letters, digits and +=,.@-_. Example: shop-prod"),
    (rules.ROLE, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.POLICY, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.ROLE_POLICY, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.PROFILE, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.ROLE, {"path": "shop"},
     "path is 'shop'; allowed: a path that begins and ends with a slash. Example: /shop/"),
    (rules.POLICY, {"path": "/shop"},
     "path is '/shop'; allowed: a path of letters, digits and .,+@=_- that begins and ends with a "
        "slash. Example: /shop/"),
    (rules.POLICY, {"path": "/shop!/"},
     "path is '/shop!/'; allowed: a path of letters, digits and .,+@=_- that begins and ends with a slash. "
     "Example: /shop/"),
    (rules.PROFILE, {"path": "shop/"},
     "path is 'shop/'; allowed: a path that begins and ends with a slash. Example: /shop/"),
    (rules.ROLE, {"maxSessionDuration": 60},
     "maxSessionDuration is 60; allowed: 3600 to 43200"),
    (rules.ROLE, {"assumeRolePolicy": "not JSON"},
     "assumeRolePolicy is '...'; allowed: a policy in JSON, and this is not JSON: Expecting value: line 1 column 1 "
     "(char 0)"),
    (rules.ROLE, {"assumeRolePolicy": OF_IDENTITY},
     "assumeRolePolicy is '...'; allowed: a policy whose statement 1 has Principal or NotPrincipal",
     "assumeRolePolicy is '...'; allowed: a policy whose statement 1 has no Resource"),
    (rules.ROLE, {"inlinePolicies": [{"name": "x", "policy": OF_TRUST}]},
     "inlinePolicies[0].policy is '...'; allowed: a policy whose statement 1 has Resource or NotResource",
     "inlinePolicies[0].policy is '...'; allowed: a policy whose statement 1 has no Principal"),
    (rules.POLICY, {"policy": '{"Version": "2024-01-01", "Statement": []}'},
     "policy is '...'; allowed: a policy whose Version is 2012-10-17 or 2008-10-17, not '2024-01-01'",
     "policy is '...'; allowed: a policy with a Statement"),
    (rules.POLICY,
     {"policy": '{"Version": "2012-10-17", "Statement": [{"Effect": "Maybe", "Action": "s3:*", "Resource": "*"}]}'},
     "policy is '...'; allowed: a policy whose statement 1 has the Effect Allow or Deny, not 'Maybe'"),
    (rules.POLICY, {"policy": "[]"},
     "policy is '...'; allowed: a policy in JSON, an object with Version and Statement"),
    (rules.POLICY, {"policy": TOO_LONG},
     "policy is '...'; allowed: at most 6144 characters, white space not counted"),
    (rules.ROLE_POLICY, {"policy": OF_RESOURCE},
     "policy is '...'; allowed: a policy whose statement 1 has no Principal"),
    (rules.ATTACHMENT, {"policyArn": "AmazonEKSClusterPolicy"},
     "policyArn is 'AmazonEKSClusterPolicy'; allowed: the ARN of a policy. Example: "
     "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"),
    (rules.ISSUER, {"url": "http://example.com"},
     "url is 'http://example.com'; allowed: a URL without a query that begins with https://. "
        "Example: https://token.actions.githubusercontent.com"),
    (rules.ISSUER, {"url": "https://example.com/?tenant=shop"},
     "url is 'https://example.com/?tenant=shop'; allowed: a URL without a query that begins with https://. "
     "Example: https://token.actions.githubusercontent.com"),
    (rules.ISSUER, {"thumbprintLists": ["abc"]},
     "thumbprintLists[0] is 'abc'; allowed: 40 hexadecimal digits"),
    (rules.KEY, {"deletionWindowInDays": 5},
     "deletionWindowInDays is 5; allowed: 7 to 30"),
    (rules.KEY, {"rotationPeriodInDays": 30},
     "rotationPeriodInDays is 30; allowed: 90 to 2560"),
    (rules.KEY, {"keyUsage": "ANY"},
     "keyUsage is 'ANY'; allowed: ENCRYPT_DECRYPT, GENERATE_VERIFY_MAC, KEY_AGREEMENT, SIGN_VERIFY"),
    (rules.KEY, {"enableKeyRotation": False},
     "rotationPeriodInDays is 365; allowed: nothing, because enableKeyRotation is False"),
    (rules.KEY, {"enableKeyRotation": None},
     "enableKeyRotation is missing; allowed: a value, because of rotationPeriodInDays"),
    (rules.KEY, {"description": "x" * 8193},
     "description is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; allowed: "
     "at most 8192 characters"),
    (rules.KEY, {"policy": OF_IDENTITY},
     "policy is '...'; allowed: a policy whose statement 1 has Principal or NotPrincipal"),
    (rules.ALIAS, {"name": "shop"},
     "name is 'shop'; allowed: alias/ and letters, digits and /_-, not alias/aws/. Example: alias/shop-prod"),
    (rules.ALIAS, {"name": "alias/aws/rds"},
     "name is 'alias/aws/rds'; allowed: alias/ and letters, digits and /_-, not alias/aws/. Example: "
     "alias/shop-prod"),
    (rules.ALIAS, {"namePrefix": "alias/x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.SECRET, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 512 letters, digits and /_+=.@-. Example: shop/prod/database"),
    (rules.SECRET, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.SECRET, {"recoveryWindowInDays": 3},
     "recoveryWindowInDays is 3; allowed: 0, or 7 to 30"),
    (rules.SECRET, {"policy": OF_IDENTITY},
     "policy is '...'; allowed: a policy whose statement 1 has Principal or NotPrincipal"),
    (rules.VERSION, {"secretBinary": "eA=="},
     "secretBinary is said together with secretString; allowed: at most one of secretString, secretBinary, "
     "secretStringWo"),
    (rules.VERSION, {"secretString": "x" * 65537},
     "secretString is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; "
     "allowed: at most 65536 bytes"),
    (rules.ROTATION, {"rotationRules": {"scheduleExpression": "rate(30 days)", "automaticallyAfterDays": 30}},
     "rotationRules.scheduleExpression is said together with rotationRules.automaticallyAfterDays; "
        "allowed: exactly one of rotationRules.automaticallyAfterDays, rotationRules.scheduleExpression"),
    (rules.ROTATION, {"rotationRules": {"automaticallyAfterDays": 1001}},
     "rotationRules.automaticallyAfterDays is 1001; allowed: 1 to 1000"),
    (rules.ROTATION, {"rotationRules": {"scheduleExpression": "monthly"}},
     "rotationRules.scheduleExpression is 'monthly'; allowed: rate(N minutes|hours|days), or cron() with six "
     "fields, one of day and weekday a question mark. Example: cron(30 2 * * ? *)"),
    (rules.ROTATION, {"rotationRules": None},
     "rotationRules.automaticallyAfterDays is missing; allowed: exactly one of rotationRules.automaticallyAfterDays, "
     "rotationRules.scheduleExpression"),
    (rules.ROTATION, {"rotationEnabled": False},
     "rotationRules is {'scheduleExpression': 'rate(30 days)', 'duration': '3h'}; allowed: nothing, because "
     "rotationEnabled is False"),
    (rules.ROTATION, {"rotationRules": {"scheduleExpression": "rate(30 days)", "duration": "180m"}},
     "rotationRules.duration is '180m'; allowed: hours. Example: 3h"),
]
# fmt: on
