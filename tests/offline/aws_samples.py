"""What the tests of AWS share: policies, a way to ask every rule of a type, and a plan with neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolchain.offline.packages import load
from toolchain.offline.plan import Plan, Planned

ROLE_ARN = "arn:aws:iam::111122223333:role/shop"
CERTIFICATE_ARN = "arn:aws:acm:us-east-1:111122223333:certificate/1"
PASSWORD = "correct-horse-battery"
OF_IDENTITY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
OF_TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "ec2.amazonaws.com"}}]}'
)
OF_RESOURCE = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", '
    '"Principal": "*", "Resource": "*"}}'
)
TOO_LONG = OF_IDENTITY.replace("s3:GetObject", "s" * 6200)
PACKAGE = load("aws")


def planned(*neighbours: tuple[str, Mapping[str, Any], str]) -> Plan:
    """Return a plan with resources of these types, inputs and ids."""
    urns = [f"urn:pulumi:prod::moorage::{kind}::neighbour-{index}" for index, (kind, _, _) in enumerate(neighbours)]
    items = zip(urns, neighbours, strict=True)
    return Plan({urn: Planned(urn=urn, kind=kind, inputs=inputs, id=id_) for urn, (kind, inputs, id_) in items})


def broken(kind: str, inputs: Mapping[str, Any], plan: Plan | None = None, rules: Sequence[Any] = ()) -> list[str]:
    """Return what the rules of a type say of inputs."""
    asked = [rule for rule in rules or PACKAGE.rules if rule.kind == kind]
    return [str(failure) for rule in asked for failure in rule.failures(inputs, plan or Plan())]
