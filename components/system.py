"""The one composition: every system, on every target, is put together here and nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi import ComponentResource, Input, Output, ResourceOptions, log

from components.contracts import (
    AppTierArgs,
    Args,
    CacheArgs,
    DatabaseArgs,
    Endpoint,
    LoadBalancerArgs,
    PlatformArgs,
    QueueArgs,
    StorageArgs,
    Target,
)
from components.history import ROOT_TYPE, History
from components.rendering import rehearse
from components.versions import check_floor
from stacks._adjust import check_images, check_refused, said
from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._spec import Environment, Watch


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
        check_images(spec, settings, target.own_images)
        check_refused(settings, target.name, target.refused)
        for program, part in (("postgresql", spec.databases), ("redis", spec.caches), ("nats", spec.queues)):
            for item in part:
                check_floor(program, str(item.floor))
        given: dict[str, Any] = {"system": args.system, "settings": settings, "history": args.history}
        rehearse(Args(**given))
        target.check(Args(**given))
        super().__init__(f"moorage:{target.name}:{ROOT_TYPE}", f"{spec.name}.{settings.name}", {}, opts)
        child = ResourceOptions(parent=self)

        for warning in _warnings(args):
            log.warn(warning)

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

        for bucket in spec.buckets:
            endpoints[bucket.name] = target.storage(bucket.name, StorageArgs(**given, bucket=bucket), child).endpoint

        app_tier = target.app_tier("app-tier", AppTierArgs(**given, endpoints=endpoints), child)
        edge = target.load_balancer("edge", LoadBalancerArgs(**given, backends=app_tier.backends), child)

        self.url = edge.url
        self.commands = edge.commands
        # The last run's environment is what the next one is compared with (History).
        self.register_outputs({"url": self.url, "environment": settings.environment})


def _warnings(args: SystemArgs) -> Iterator[str]:
    """Say what people may rely on and do not get from this target."""
    spec, target = args.system.spec, args.target
    for key in said(args.settings, target.unheeded):
        yield f"moorage:{key} is said, but the target {target.name} builds nothing of it yet"
    if args.settings.environment == Environment.DEV:
        return
    yield f"the target {target.name} does not build monitoring and backups yet: nobody is told, nothing is kept"
    if not target.single_host:
        return
    promised = [item for item in spec.monitoring.objectives if item.watch is Watch.AVAILABILITY_PERCENT]
    lost = "".join(f", and {item.at_least:g} % availability ({item.name}) can't be promised" for item in promised)
    yield (
        f"everything of {spec.name} shares one host: if it fails, all of it fails; replicas, clusters and zones do not "
        f"help{lost} (X-OPM-14, X-REV-30, X-MAN-19)"
    )
