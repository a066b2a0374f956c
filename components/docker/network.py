"""Networks: one for each declared call, with no way out; and the public one, which the edge alone joins."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_docker as docker
from pulumi import ComponentResource, ResourceOptions

from components.contracts import Args
from components.docker.labels import network_labels
from components.docker.naming import PUBLIC, address_plan, key_of, links, networks, physical, way_out
from components.docker.roles import LOGS
from stacks._spec import Call

# Without an address of the host's on its bridge, an internal network has no way to the host either: else everything
# that listens on all addresses of the host could be reached from it, and Docker filters none of that.
INTERNAL_OPTIONS = {"com.docker.network.bridge.inhibit_ipv4": "true"}
# Services that may get out have a way out each, of its own, on which not even its instances reach each other.
EGRESS_OPTIONS = {"com.docker.network.bridge.enable_icc": "false"}
PUBLIC_OPTIONS = {"com.docker.network.bridge.enable_ip_masquerade": "false"}
# The host must reach the log container, because Docker itself sends it the logs; nobody else is on that network.
LOG_OPTIONS = {"com.docker.network.bridge.enable_icc": "false"}
OPTIONS = {PUBLIC: PUBLIC_OPTIONS, LOGS: LOG_OPTIONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """A container's place on a network: the names it answers to there, and its address if that must not change."""

    network: docker.Network
    aliases: tuple[str, ...] = ()
    address: str | None = None


class Network(ComponentResource):
    """One internal network for each call that the spec declares, shared by its caller and its callee and nobody else.

    Two containers that the spec does not connect share no network, so nothing passes between them (ADR 0002).
    Internal networks have no route out, not even to the host. The public network carries the published ports of the
    edge, without masquerading, so nothing gets out of it either. Services that say why they need it have a network of
    their own with a way out; Docker can't narrow it to the hosts that they name.
    """

    def __init__(self, name: str, args: Args, opts: ResourceOptions | None = None) -> None:
        super().__init__("moorage:docker:Network", name, {}, opts)
        settings = args.settings
        self._calls = {key_of(call): call for call in links(args.system.spec, settings)}
        keys = networks(args.system.spec, settings)
        self._plan = address_plan(settings.private_range, keys)
        self._networks: Mapping[str, docker.Network] = {
            key: docker.Network(
                f"{name}-{key}",
                name=physical(settings, key),
                internal=key in self._calls or key == LOGS,
                options=INTERNAL_OPTIONS if key in self._calls else OPTIONS.get(key, EGRESS_OPTIONS),
                ipam_configs=[
                    docker.NetworkIpamConfigArgs(
                        subnet=str(self._plan.subnet(key)),
                        gateway=str(self._plan.subnet(key)[1]),
                        ip_range=self._plan.callers_range(key),
                    )
                ],
                labels=network_labels(args),
                # Two networks can't hold one subnet, not even for the moment of a replacement.
                opts=ResourceOptions(parent=self, delete_before_replace=True),
            )
            for key in keys
        }
        self.register_outputs({})

    def joins(self, part: str, *, instance: int | None = None) -> tuple[Join, ...]:
        """Return every network that a part is on, called there by its name, or calling.

        An ``instance`` that is called has a fixed address, for callers that resolve names only once.
        """
        return tuple(
            Join(
                network=self._networks[key],
                aliases=(part,),
                address=None if instance is None else self._plan.instance(key, instance),
            )
            if call.callee == part
            else Join(network=self._networks[key])
            for key, call in self._calls.items()
            if part in (call.caller, call.callee)
        )

    def address(self, caller: str, callee: str, instance: int) -> str:
        """Return the fixed address of an instance, as one caller sees it."""
        return self._plan.instance(key_of(Call(caller=caller, callee=callee)), instance)

    @property
    def public(self) -> Join:
        """The place of the edge on the public network."""
        return Join(network=self._networks[PUBLIC])

    @property
    def logs(self) -> Join:
        """The place of the log container, at an address that never changes."""
        return Join(network=self._networks[LOGS], address=self._plan.instance(LOGS, 0))

    def ways_out(self, part: str) -> tuple[Join, ...]:
        """Return the place of a part that may get out; none for one that may not."""
        found = self._networks.get(way_out(part))
        return (Join(network=found),) if found is not None else ()

    def subnet(self, caller: str, callee: str) -> str:
        """Return the addresses of the network that a caller and a callee share."""
        return str(self._plan.subnet(key_of(Call(caller=caller, callee=callee))))
