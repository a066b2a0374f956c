"""Paper: a sixth target, which only writes down what it is asked for. It needs no SDK, no host and no account.

tests/scaffold puts it into components/ of a copy of the repository.
"""

from collections.abc import Mapping

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.contracts import (
    AppTierArgs,
    Args,
    Backend,
    CacheArgs,
    DatabaseArgs,
    Endpoint,
    LoadBalancerArgs,
    PlatformArgs,
    QueueArgs,
    Scheme,
    StorageArgs,
    Target,
)
from components.values import plain, secret
from stacks._spec import EDGE, Call


class Network(ComponentResource):
    """Who may talk to whom."""

    def __init__(self, name: str, args: Args, opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:paper:Network", name, {}, opts)
        self.calls = args.system.spec.calls
        self.register_outputs({"calls": [f"{call.caller} -> {call.callee}" for call in self.calls]})


class Platform(ComponentResource):
    """The network, and secrets that are words on paper."""

    def __init__(self, name: str, args: PlatformArgs[Network], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:paper:Platform", name, {}, opts)
        self.network = args.network
        self.secrets: Mapping[str, Output[str]] = {
            item.name: Output.secret(item.name) for item in args.system.spec.secrets
        }
        self.register_outputs({})


class Kept(ComponentResource):
    """A database, cache, queue or bucket."""

    def __init__(
        self,
        name: str,
        args: DatabaseArgs[Platform] | CacheArgs[Platform] | QueueArgs[Platform] | StorageArgs[Platform],
        opts: ResourceOptions | None = None,
    ) -> None:
        super().__init__("moorage:paper:Kept", name, {}, opts)
        match args:
            case DatabaseArgs():
                logins = {role.name: Output.secret(role.name) for role in args.database.logins}
                found = Endpoint(
                    scheme=Scheme.POSTGRESQL,
                    host=name,
                    port=args.database.port,
                    name=args.database.database,
                    names={tenant.role.name: tenant.database for tenant in args.database.tenants},
                    passwords=logins,
                )
            case CacheArgs():
                default = {"default": Output.secret(name)}
                found = Endpoint(scheme=Scheme.REDIS, host=name, port=args.cache.port, name="0", passwords=default)
            case QueueArgs():
                logins = {account.name: Output.secret(account.name) for account in args.queue.accounts}
                found = Endpoint(scheme=Scheme.NATS, host=name, port=args.queue.port, passwords=logins)
            case StorageArgs():
                found = Endpoint(scheme=Scheme.FILE, host="", port=0, name=f"/paper/{name}")
        self.endpoint = found
        self.register_outputs({})


class AppTier(ComponentResource):
    """Every service, with all that it would be given."""

    def __init__(self, name: str, args: AppTierArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:paper:AppTier", name, {}, opts)
        endpoints, given = dict(args.endpoints), {}
        spec = args.system.spec
        for service in spec.start_order:
            resources = args.system.resources(service)
            given[service.name] = {
                variable: plain(value, args.settings, resources, endpoints)
                for variable, value in service.environment.items()
            } | {
                use.variable: secret(use.value, args.platform.secrets, endpoints)
                for use in service.secrets
                if getattr(use.value, "name", "") not in spec.supplied
            }
            endpoints[service.name] = Endpoint(scheme=Scheme.HTTP, host=service.name, port=service.port or 0)
        self.given = given
        self.backends: Mapping[str, Backend] = {
            service.name: Backend(
                service=service.name,
                instances=tuple(f"{service.name}-{number}" for number in range(args.system.replicas(service))),
                port=service.port,
            )
            for service in spec.services
            if Call(caller=EDGE, callee=service.name) in spec.calls
        }
        self.register_outputs({"given": given})


class Edge(ComponentResource):
    """The way in."""

    def __init__(self, name: str, args: LoadBalancerArgs[Platform], opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:paper:LoadBalancer", name, {}, opts)
        self.url = Output.from_input(args.settings.url())
        self.commands: Mapping[str, Input[str]] = {"next": "Put it into a drawer."}
        self.register_outputs({"url": self.url})


TARGET: Target[Network, Platform] = Target(
    name="paper",
    network=Network,
    platform=Platform,
    database=Kept,
    cache=Kept,
    queue=Kept,
    storage=Kept,
    app_tier=AppTier,
    load_balancer=Edge,
)
