"""What a spec must become on one Docker host, worked out from the spec alone."""

import json
from typing import Any

import stacks
from components.docker.naming import links
from stacks._profiles import PROFILES, SizedSystem
from stacks._spec import EDGE, Environment, Size


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


def config(system: str, environment: str, size: str) -> dict[str, str]:
    """Return the least that a stack of a system must say in an environment."""
    said: dict[str, Any] = {"system": system, "target": "docker", "environment": environment, "size": size}
    if environment != Environment.DEV:
        said["domain"] = f"{system}.example.com"
    if environment == Environment.PROD:
        said["receivers"] = {"sms": ["+15555550100"], "email": ["oncall@example.com"]}
        unsaid = [item.name for item in stacks.load(system).services if item.migration and not item.migration.command]
        said["overrides"] = {"services": {name: {"migration": ["migrate"]} for name in unsaid}}
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
