"""The logins of the log store, where the user asks for one: made before all that logs in there."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_random as random
from pulumi import Output, ResourceOptions

from components.docker.roles import LOG_STORE
from components.docker.secrets import PASSWORD_LENGTH
from components.files.elastic import GRANTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """A generated password, and its bcrypt: all that Elasticsearch gets of it."""

    password: Output[str]
    hash: Output[str]


def log_store_logins(opts: ResourceOptions) -> Mapping[str, Login]:
    """Generate a password for each login of the log store; who ships logs needs the shipper's before it is there."""
    found: dict[str, Login] = {}
    for name in GRANTS:
        made = random.RandomPassword(
            f"{LOG_STORE}-{name.replace('_', '-')}-password", length=PASSWORD_LENGTH, special=False, opts=opts
        )
        found[name] = Login(password=Output.secret(made.result), hash=Output.secret(made.bcrypt_hash))
    return found
