"""The values of a spec, resolved: what a service finds in its environment, the same on every target."""

from collections.abc import Mapping

from pulumi import Input, Output

from components.contracts import Endpoint
from stacks._settings import Settings
from stacks._spec import (
    ByEnvironment,
    Environment,
    MemoryShare,
    PlainValue,
    PublicOrigins,
    PublicUrl,
    Reference,
    Resources,
    SecretNamed,
    SecretValue,
    TenantNames,
    Workers,
)


def plain(value: PlainValue, settings: Settings, resources: Resources, endpoints: Mapping[str, Endpoint]) -> Input[str]:
    """Return a value that is no secret; ``resources`` are the limits of the container it is for."""
    match value:
        case str():
            return value
        case ByEnvironment():
            return value.at(Environment(settings.environment))
        case PublicUrl():
            return settings.url(value.host, value.path)
        case PublicOrigins():
            return ",".join(settings.url(host) for host in value.hosts)
        case Workers():
            return str(value.at(resources.cpus))
        case MemoryShare():
            return str(value.at(resources.memory_mb))
        case TenantNames():
            return ",".join(settings.tenants)
        case Reference():
            return _of(value, endpoints)


def secret(value: SecretValue, secrets: Mapping[str, Output[str]], endpoints: Mapping[str, Endpoint]) -> Output[str]:
    """Return a secret: a generated one, or a password or URL of something that is called."""
    match value:
        case SecretNamed():
            return Output.secret(secrets[value.name])
        case Reference():
            return Output.secret(_of(value, endpoints))


def _of(value: Reference, endpoints: Mapping[str, Endpoint]) -> Input[str]:
    endpoint = endpoints[value.of]
    return (endpoint.reader if value.reader else endpoint).fact(value.field, value.role)
