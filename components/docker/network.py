"""Networks: one for each declared call, with no way out; and the public one, which the edge alone joins."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_docker as docker
from pulumi import ComponentResource, ResourceOptions

from components.contracts import Args
from components.docker.labels import network_labels
from components.docker.naming import AddressPlan, key_of, links, physical
from stacks._spec import Call

PUBLIC = "public"

# Without an address of the host's on its bridge, an internal network has no way to the host either: else everything
# that listens on all addresses of the host could be reached from it, and Docker filters none of that.
INTERNAL_OPTIONS = {"com.docker.network.bridge.inhibit_ipv4": "true"}
# Services that may get out have a way out each, of its own, on which not even its instances reach each other.
EGRESS_OPTIONS = {"com.docker.network.bridge.enable_icc": "false"}
PUBLIC_OPTIONS = {"com.docker.network.bridge.enable_ip_masquerade": "false"}


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
        self._calls = {key_of(call): call for call in links(args.system.spec)}
        ways_out = [_way_out(service.name) for service in args.system.spec.services if service.egress]
        keys = [*self._calls, PUBLIC, *ways_out]
        self._plan = AddressPlan(settings.private_range, keys)
        self._networks: Mapping[str, docker.Network] = {
            key: docker.Network(
                f"{name}-{key}",
                name=physical(settings, key),
                internal=key in self._calls,
                options=PUBLIC_OPTIONS if key == PUBLIC else EGRESS_OPTIONS if key in ways_out else INTERNAL_OPTIONS,
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

    def way_out(self, service: str) -> Join:
        """Return the place of a service that may get out."""
        return Join(network=self._networks[_way_out(service)])


def _way_out(service: str) -> str:
    return f"{service}-egress"
