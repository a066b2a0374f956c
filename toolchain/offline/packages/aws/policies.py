"""Documents in JSON: policies of IAM and of resources, read as far as AWS reads them before it accepts one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolchain.offline.paths import Found, find
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Inputs, Wrong
from toolchain.offline.values import has_unknown

AS_JSON = 'an object in JSON. Example: {"key": "value"}'
VERSIONS = ("2012-10-17", "2008-10-17")


@dataclass(frozen=True)
class Sort:
    """What a sort of policy must say of whom it is for, and what it must not say."""

    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    longest: int = 0
    either: tuple[tuple[str, str], ...] = field(default=(("Action", "NotAction"),))


# Source: IAM User Guide, "IAM JSON policy elements reference" and "IAM and AWS STS quotas".
OF_IDENTITY = Sort(
    never=("Principal", "NotPrincipal"), either=(("Action", "NotAction"), ("Resource", "NotResource")), longest=6144
)
OF_TRUST = Sort(never=("Resource", "NotResource"), either=(("Action", "NotAction"), ("Principal", "NotPrincipal")))
OF_RESOURCE = Sort(either=(("Action", "NotAction"), ("Principal", "NotPrincipal")))


def problems(document: Any, sort: Sort) -> Iterator[str]:
    """Yield what is wrong with a document: what would be allowed."""
    if isinstance(document, str):
        try:
            parsed = json.loads(document)
        except ValueError as error:
            yield f"a policy in JSON, and this is not JSON: {error}"
            return
        if sort.longest and len("".join(document.split())) > sort.longest:
            yield f"at most {sort.longest} characters, white space not counted"
    else:
        parsed = document
    if not isinstance(parsed, Mapping):
        yield "a policy in JSON, an object with Version and Statement"
        return
    version = parsed.get("Version")
    if version is not None and not has_unknown(version) and version not in VERSIONS:
        yield f"a policy whose Version is {' or '.join(VERSIONS)}, not {version!r}"
    statements = parsed.get("Statement")
    if not statements:
        yield "a policy with a Statement"
    for number, statement in enumerate(statements if isinstance(statements, list) else [statements or {}], 1):
        if isinstance(statement, Mapping) and statement:
            yield from _statement(statement, number, sort)


def _statement(statement: Mapping[str, Any], number: int, sort: Sort) -> Iterator[str]:
    effect = statement.get("Effect")
    if not has_unknown(effect) and effect not in ("Allow", "Deny"):
        yield f"a policy whose statement {number} has the Effect Allow or Deny, not {effect!r}"
    for one, other in sort.either:
        if one not in statement and other not in statement:
            yield f"a policy whose statement {number} has {one} or {other}"
    for name in sort.never:
        if name in statement:
            yield f"a policy whose statement {number} has no {name}"


def _read(path: str, sort: Sort, inputs: Inputs) -> Wrong:
    for found in find(inputs, path):
        # A document can be long and may name what nobody else should read: what is wrong with it is said, not shown.
        for problem in problems(found.value, sort):
            yield Found(found.path, "...", found.secret), "a policy that AWS reads" if found.secret else problem


def of_identity(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what is wrong with a policy that is attached to a role."""
    yield from _read("policy", OF_IDENTITY, inputs)


def inline(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what is wrong with the policies inside a role."""
    yield from _read("inlinePolicies[*].policy", OF_IDENTITY, inputs)


def of_trust(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what is wrong with the policy that says who may take a role."""
    yield from _read("assumeRolePolicy", OF_TRUST, inputs)


def of_resource(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield what is wrong with a policy of a bucket, a key, a topic or a queue."""
    yield from _read("policy", OF_RESOURCE, inputs)


def is_json(value: Any) -> bool:
    """Tell whether a text is JSON, of an object or a list."""
    try:
        return isinstance(json.loads(value), dict | list)
    except (TypeError, ValueError):
        return False
