"""What a spec must become on one Docker host, worked out from the spec alone."""

import json
from collections.abc import Collection

import stacks
from components.docker import secrets
from components.docker.naming import links
from components.files import FOLDER
from stacks._profiles import PROFILES, SizedSystem
from stacks._spec import (
    EDGE,
    Cache,
    Database,
    Delivery,
    Environment,
    Field,
    Queue,
    Reference,
    SecretNamed,
    SecretUse,
    Size,
    SystemSpec,
)
from toolchain.offline import examples


def parts(sized: SizedSystem) -> dict[str, str]:
    """Return every serving container by its role, and the part of the spec that it is, as `links` names it."""
    spec = sized.spec
    found = {EDGE: EDGE}
    for service in spec.services:
        found |= {f"{service.name}-{number + 1}": service.name for number in range(sized.replicas(service))}
    for database in spec.databases:
        found[f"{database.name}-server"] = f"{database.name}-server" if database.pool else database.name
        if database.pool:
            found[f"{database.name}-pool"] = database.name
    found |= {cache.name: cache.name for cache in spec.caches}
    return found | {queue.name: queue.name for queue in spec.queues}


def neighbours(sized: SizedSystem) -> set[tuple[str, str]]:
    """Return every ordered pair of containers on one network: of each call, both sides and the instances of each."""
    every, found = parts(sized), set()
    for call in links(sized.spec):
        on_it = [container for container, part in every.items() if part in (call.caller, call.callee)]
        found |= {(one, other) for one in on_it for other in on_it if one != other}
    return found


def kept(sized: SizedSystem) -> set[str]:
    """Return every volume by its logical name that keeps data; what is on the others can be made again."""
    spec = sized.spec
    found = {f"{database.name}-data" for database in spec.databases}
    found |= {f"{cache.name}-data" for cache in spec.caches}
    found |= {f"{queue.name}-data" for queue in spec.queues}
    found |= {bucket.name for bucket in spec.buckets}
    return found | {f"{service.name}-{volume.name}" for service in spec.services for volume in service.volumes}


def secret_files(sized: SizedSystem, supplied: Collection[str]) -> dict[str, dict[str, set[str]]]:
    """Return, of every serving container, each file with secrets and the logical names of those that it holds.

    ``supplied`` are the names in moorage:secrets; what nobody has supplied is not handed over.
    """
    spec = sized.spec
    missing = set(spec.supplied) - set(supplied)
    found = {EDGE: {f"{FOLDER}/edge.key": {"edge-key"}}}
    for database in spec.databases:
        passwords = {f"{database.name}-{role.name}" for role in database.logins}
        found[f"{database.name}-server"] = {
            f"{FOLDER}/bootstrap.sql": passwords,
            f"{FOLDER}/server.key": {f"{database.name}-key"},
        }
        if database.pool:
            found[f"{database.name}-pool"] = {
                f"{FOLDER}/userlist.txt": passwords,
                f"{FOLDER}/server.key": {f"{database.name}-pool-key"},
            }
    for cache in spec.caches:
        found[cache.name] = {
            f"{FOLDER}/redis.conf": {f"{cache.name}-password"},
            f"{FOLDER}/password": {f"{cache.name}-password"},
            f"{FOLDER}/server.key": {f"{cache.name}-key"},
        }
    for queue in spec.queues:
        found[queue.name] = {
            f"{FOLDER}/nats.conf": {f"{queue.name}-{account.name}" for account in queue.accounts},
            f"{FOLDER}/server.key": {f"{queue.name}-key"},
        }
    for service in spec.services:
        files = {
            f"{secrets.FOLDER}/{secrets.file_name(use.variable)}": {name}
            for use in service.secrets
            if use.delivery is Delivery.FILE and (name := _secret_of(use, spec)) and name not in missing
        }
        found |= {f"{service.name}-{number + 1}": files for number in range(sized.replicas(service))}
    return found


def _secret_of(use: SecretUse, spec: SystemSpec) -> str:
    """Return the logical name of the secret that a service is given; "" where what it is given holds none."""
    match use.value:
        case SecretNamed(name=name):
            return name
        case Reference(of=of, field=Field.PASSWORD | Field.URL, role=role):
            match spec.callees[of]:
                case Database() as database:
                    return f"{of}-{role or database.logins[0].name}"
                case Queue() as queue:
                    return f"{of}-{role or queue.accounts[0].name}"
                case Cache():
                    return f"{of}-password"
    return ""


def config(system: str, environment: str, size: str) -> dict[str, str]:
    """Return the least that a stack of a system must say in an environment."""
    said = examples.settings(system, "docker", environment, size)
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in said.items()}


def everywhere() -> list[tuple[str, str, str]]:
    """Return every system in every environment at every size that is allowed there."""
    return [
        (system, environment.value, size.value)
        for system in stacks.names()
        for environment in Environment
        for size in Size
        if size in PROFILES[environment].sizes
    ]
