"""What the host must have before anything on it is touched."""

import os

import pulumi

from components.contracts import Args


def check_host(args: Args) -> None:
    """Refuse a size whose largest container wants more processors than this machine has; a preview only warns.

    Docker refuses such a container too, but only when the old one is already gone. An engine elsewhere (DOCKER_HOST)
    is not asked: a plan makes no look-ups.
    """
    spec, size = args.system.spec, args.system.size
    wanted = {service.name: args.system.resources(service).cpus for service in spec.services}
    wanted |= {database.name: args.system.database_resources(database).cpus for database in spec.databases}
    wanted |= {cache.name: cache.sizes[size].cpus for cache in spec.caches}
    wanted |= {queue.name: queue.sizes[size].cpus for queue in spec.queues}
    wanted["edge"] = args.system.resources(spec.edge).cpus
    name, most = max(wanted.items(), key=lambda item: item[1])
    here = os.cpu_count() or 1
    if os.environ.get("DOCKER_HOST") or most <= here:
        return
    message = (
        f"moorage:size is {size.value!r}: {name} wants {most:g} processors, and this machine has {here}. Choose a "
        "smaller size (pulumi config set moorage:size laptop), or name a larger host's engine in DOCKER_HOST."
    )
    if not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(message)
    pulumi.log.warn(message)
