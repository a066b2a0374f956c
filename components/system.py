"""The one composition: every system, on every target, is put together here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi import ComponentResource, Input, Output, ResourceOptions, RunError, log

from components.contracts import (
    AppTierArgs,
    Args,
    CacheArgs,
    DatabaseArgs,
    Endpoint,
    LoadBalancerArgs,
    PlatformArgs,
    QueueArgs,
    Target,
)
from components.history import ROOT_TYPE, History
from components.versions import check_floor
from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._spec import Environment


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemArgs:
    """A system at its size, the stack's settings, the target, and what the last run left."""

    system: SizedSystem
    settings: Settings
    target: Target[Any, Any]
    history: History


class System(ComponentResource):
    """A whole system on one target: network, platform, data, app tier, load balancer.

    ``url`` is where users reach it; ``commands`` says, by purpose, what a person can type next.
    """

    url: Output[str]
    commands: Mapping[str, Input[str]]

    def __init__(self, args: SystemArgs, opts: ResourceOptions | None = None) -> None:
        spec, settings, target = args.system.spec, args.settings, args.target
        args.history.refuse_another_harbour(settings)
        settings.check_images(spec, target.own_images)
        for program, part in (("postgresql", spec.databases), ("redis", spec.caches), ("nats", spec.queues)):
            for item in part:
                check_floor(program, str(item.floor))
        if spec.buckets:
            raise RunError(f"{spec.name} needs object storage, which the target {target.name!r} does not build yet")
        super().__init__(f"moorage:{target.name}:{ROOT_TYPE}", f"{spec.name}.{settings.name}", {}, opts)
        child = ResourceOptions(parent=self)
        given: dict[str, Any] = {"system": args.system, "settings": settings, "history": args.history}

        missing = [what for what, said in (("monitoring", spec.alerts), ("backups", spec.backups)) if said]
        if missing and settings.environment != Environment.DEV:
            log.warn(
                f"the target {target.name} does not build {' and '.join(missing)} yet: nobody is told, nothing is kept"
            )

        network = target.network("network", Args(**given), child)
        platform = target.platform("platform", PlatformArgs(**given, network=network), child)
        given["platform"] = platform

        endpoints: dict[str, Endpoint] = {}
        for database in spec.databases:
            endpoints[database.name] = target.database(
                database.name, DatabaseArgs(**given, database=database), child
            ).endpoint
        for cache in spec.caches:
            endpoints[cache.name] = target.cache(cache.name, CacheArgs(**given, cache=cache), child).endpoint
        for queue in spec.queues:
            endpoints[queue.name] = target.queue(queue.name, QueueArgs(**given, queue=queue), child).endpoint

        app_tier = target.app_tier("app-tier", AppTierArgs(**given, endpoints=endpoints), child)
        edge = target.load_balancer("edge", LoadBalancerArgs(**given, backends=app_tier.backends), child)

        self.url = edge.url
        self.commands = edge.commands
        # The last run's environment is what the next one is compared with (History).
        self.register_outputs({"url": self.url, "environment": settings.environment})
