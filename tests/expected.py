"""What a spec must become on one Docker host, worked out from the spec alone."""

import json
from collections.abc import Collection

import stacks
from components.docker import secrets
from components.docker.naming import links
from components.files import FOLDER
from stacks._profiles import PROFILES, SizedSystem
from stacks._settings import Settings
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

OPERATING = (  # the containers that operate every system
    "alertmanager", "backups", "containers-exporter", "drills", "edge-exporter", "log-metrics", "logs", "node-exporter",
    "operations", "probes", "prometheus",
)  # fmt: skip


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
        found |= {name: name for name in (f"{database.name}-backup", f"{database.name}-exporter")}
        if database.pool:
            found[f"{database.name}-pool-exporter"] = f"{database.name}-pool-exporter"
    for name in (*(cache.name for cache in spec.caches), *(queue.name for queue in spec.queues)):
        found |= {name: name, f"{name}-exporter": f"{name}-exporter"}
    return found | {name: name for name in OPERATING}


def neighbours(sized: SizedSystem, settings: Settings) -> set[tuple[str, str]]:
    """Return every ordered pair of containers on one network: of each call, both sides and the instances of each."""
    every, found = parts(sized), set()
    for call in links(sized.spec, settings):
        on_it = [container for container, part in every.items() if part in (call.caller, call.callee)]
        found |= {(one, other) for one in on_it for other in on_it if one != other}
    return found


def kept(sized: SizedSystem) -> set[str]:
    """Return every volume by its logical name that keeps data; what is on the others can be made again."""
    spec = sized.spec
    found = {f"{database.name}-data" for database in spec.databases}
    found |= {f"{cache.name}-data" for cache in spec.caches}
    found |= {f"{queue.name}-data" for queue in spec.queues}
    found |= {"alertmanager-data", "backups", "copies", "logs", "operations", "prometheus-data"}
    found |= {bucket.name for bucket in spec.buckets}
    return found | {f"{service.name}-{volume.name}" for service in spec.services for volume in service.volumes}


def secret_files(sized: SizedSystem, supplied: Collection[str]) -> dict[str, dict[str, set[str]]]:
    """Return, of every serving container, each file with secrets and the logical names of those that it holds.

    ``supplied`` are the names in moorage:secrets; what nobody has supplied is not handed over. For the least that a
    stack must say: nobody is told of alerts, and copies are on this host.
    """
    spec = sized.spec
    missing = set(spec.supplied) - set(supplied)
    passphrases = {"backups-passphrase", *(["copies-passphrase"] if spec.backups.copies else [])}
    servers = [database.name for database in spec.databases]
    found: dict[str, dict[str, set[str]]] = {role: {} for role in parts(sized)}
    found[EDGE] = {f"{FOLDER}/edge.key": {"edge-key"}}
    found["backups"] = {f"{FOLDER}/pgbackrest.conf": passphrases, **_key("backups")}
    found["drills"] = _key("drills")  # it reads backups through who holds their passphrases
    found["operations"] = {
        f"{FOLDER}/pgbackrest.conf": passphrases,
        f"{FOLDER}/files-password": {"files-password"},
        **_key("operations"),
        **{f"{FOLDER}/{name}-password": {f"{name}-moorage-operations"} for name in servers},
        **{f"{FOLDER}/{cache.name}-password": {f"{cache.name}-password"} for cache in spec.caches},
        **{f"{FOLDER}/{queue.name}-password": {f"{queue.name}-operations"} for queue in spec.queues},
    }
    for database in spec.databases:
        name, monitoring = database.name, f"{database.name}-moorage-monitoring"
        passwords = {f"{name}-{role.name}" for role in database.logins}
        found[f"{name}-server"] = {
            f"{FOLDER}/bootstrap.sql": {*passwords, monitoring, f"{name}-moorage-operations"},
            **_key(name),
        }
        found[f"{name}-backup"] = _key(f"{name}-backup")
        found[f"{name}-exporter"] = {f"{FOLDER}/password": {monitoring}}
        if database.pool:
            found[f"{name}-pool"] = {f"{FOLDER}/userlist.txt": {*passwords, monitoring}, **_key(f"{name}-pool")}
            found[f"{name}-pool-exporter"] = {f"{FOLDER}/pgpass": {monitoring}}
    for cache in spec.caches:
        password = {f"{cache.name}-password"}
        found[cache.name] = {
            f"{FOLDER}/redis.conf": password,
            f"{FOLDER}/password": password,
            **_key(cache.name),
        }
        found[f"{cache.name}-exporter"] = {f"{FOLDER}/password.json": password}
    for queue in spec.queues:
        accounts = {f"{queue.name}-{account.name}" for account in queue.accounts}
        found[queue.name] = {f"{FOLDER}/nats.conf": {*accounts, f"{queue.name}-operations"}, **_key(queue.name)}
    for service in spec.services:
        files = {
            f"{secrets.FOLDER}/{secrets.file_name(use.variable)}": {name}
            for use in service.secrets
            if use.delivery is Delivery.FILE and (name := _secret_of(use, spec)) and name not in missing
        }
        found |= {f"{service.name}-{number + 1}": files for number in range(sized.replicas(service))}
    return found


def _key(role: str) -> dict[str, set[str]]:
    """Return the file with the private key of a server's certificate."""
    return {f"{FOLDER}/server.key": {f"{role}-key"}}


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
