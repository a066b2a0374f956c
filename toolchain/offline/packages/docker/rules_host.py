"""What the provider and the engine enforce of a host's networks, volumes and images."""

from typing import Final

from toolchain.offline.packages.docker.checks import SUBNETS
from toolchain.offline.packages.docker.tokens import IMAGE, NETWORK, PLUGIN, REGISTRY_IMAGE, REMOTE_IMAGE, TAG, VOLUME
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Rule, Text, Wrong
from toolchain.offline.rules_networks import Cidr, Network, address_of, is_within, network_of, networks_at, overlap
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_together import Needs, NotTogether

PROVIDER: Final = "terraform-provider-docker, internal/provider"
IPAM: Final = "moby 28.5.2, api/types/network/ipam.go, ValidateIPAM"
PREDEFINED: Final = {"bridge", "host", "none", "default"}

# Docker documentation, "docker image tag"; github.com/distribution/reference.
HOST: Final = r"([a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\])(:\d+)?/"
PART: Final = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
DIGEST: Final = r"[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
REFERENCE: Final = rf"({HOST})?{PART}(/{PART})*(:\w[\w.-]{{0,127}})?(@{DIGEST})?"
SAYS_REFERENCE: Final = "an image, in lower case, with a tag or a digest. Example: registry.example/team/app:1.2"
GRAMMAR: Final = 'github.com/distribution/reference, "Grammar", by which the engine reads names of images'


def _not_predefined(inputs: Inputs, _: Plan) -> Wrong:
    name = first(inputs, "name")
    if name in PREDEFINED or (name is not None and not name.strip()):
        yield "name", f"text that is not empty, and none of {', '.join(sorted(PREDEFINED))}: these are Docker's own"


def _pool(item: Inputs, _: Plan) -> Wrong:
    subnet = network_of(first(item, "subnet"))
    if subnet is None:
        return
    gateway, part = first(item, "gateway"), first(item, "ipRange")
    if gateway and not _inside(gateway, subnet):
        yield "gateway", f"an address in {subnet}, the subnet"
    inner = network_of(part) if part else None
    if part and (inner is None or not is_within(inner, subnet)):
        yield "ipRange", f"a network without host bits in {subnet}, the subnet"
    for name, address in (first(item, "auxAddress") or {}).items():
        if isinstance(address, str) and not _inside(address, subnet):
            yield f"auxAddress.{name}", f"an address in {subnet}, the subnet"


def _inside(text: str, subnet: Network) -> bool:
    address = address_of(text)
    return address is not None and address in subnet


def _apart(inputs: Inputs, plan: Plan) -> Wrong:
    mine = networks_at(inputs, SUBNETS)
    for other in plan.siblings(NETWORK):
        if _swarm(other.inputs) != _swarm(inputs):
            continue  # a swarm has addresses of its own
        for subnet in networks_at(other.inputs, SUBNETS):
            if any(overlap(own, subnet) for own in mine):
                yield "ipamConfigs", f"subnets apart from {subnet}, which {other.name} has"


def _swarm(inputs: Inputs) -> bool:
    return bool(first(inputs, "driver") == "overlay")


def _local_options(inputs: Inputs, _: Plan) -> Wrong:
    options = first(inputs, "driverOpts") or {}
    if first(inputs, "driver") not in {None, "local"} or (is_said(inputs, "driver") and not first(inputs, "driver")):
        return
    needs = {"device": ("type",), "type": ("device",), "o": ("device", "type")}
    for name in options:
        if name not in {"type", "o", "device", "size"}:
            yield "driverOpts", f"no {name!r}, but device, o, size and type, because the driver is local"
        for other in needs.get(name, ()):
            if other not in options:
                yield "driverOpts", f"{other!r} too, because of {name!r}"


NETWORKS: Final[tuple[Rule, ...]] = (
    Custom(kind=NETWORK, check=_not_predefined, source="moby 28.5.2, daemon/network.go: PredefinedNetworkError"),
    Within(
        kind=NETWORK,
        path="ipamConfigs[*]",
        rules=(
            Needs(needs=("subnet",), example="10.0.0.0/24", source=f"{IPAM}: invalid subnet"),
            Cidr(path="subnet", source=IPAM),
            Custom(check=_pool, source=IPAM),
        ),
        source=IPAM,
    ),
    Custom(
        kind=NETWORK,
        check=_apart,
        source='moby 28.5.2, libnetwork/ipamapi: "Pool overlaps with other one on this address space"; on one host',
    ),
)

VOLUMES: Final[tuple[Rule, ...]] = (
    Text(
        kind=VOLUME,
        path="name",
        says="two or more letters, digits and _.-, the first a letter or a digit. Example: data",
        pattern=r"[a-zA-Z0-9][a-zA-Z0-9_.-]+",
        when={"driver": (None, "local")},
        source="moby 28.5.2, volume/local/local.go, validateName",
    ),
    Custom(kind=VOLUME, check=_local_options, source="moby 28.5.2, volume/local/local_unix.go, validateOpts"),
    *(
        Choice(
            kind=VOLUME,
            path=f"cluster.{name}",
            allowed=allowed,
            source=f"{PROVIDER}/resource_docker_volume.go: validation.StringInSlice",
        )
        for name, allowed in (
            ("scope", ("single", "multi")),
            ("sharing", ("none", "readonly", "onewriter", "all")),
            ("type", ("mount", "block")),
            ("availability", ("active", "pause", "drain")),
        )
    ),
)

IMAGES: Final[tuple[Rule, ...]] = (
    NotTogether(
        kind=REMOTE_IMAGE,
        paths=("build", "pullTriggers"),
        source=f"{PROVIDER}/resource_docker_image.go: ConflictsWith",
    ),
    *(
        Text(kind=kind, path=path, says=SAYS_REFERENCE, pattern=pattern, source=GRAMMAR)
        for kind, path, pattern in (
            # The host's own image is also known by its id.
            (REMOTE_IMAGE, "name", rf"{REFERENCE}|sha256:[0-9a-f]{{64}}"),
            (REGISTRY_IMAGE, "name", REFERENCE),
            (IMAGE, "imageName", REFERENCE),
            (TAG, "sourceImage", rf"{REFERENCE}|(sha256:)?[0-9a-f]{{12,64}}"),
            (TAG, "targetImage", REFERENCE),
            (PLUGIN, "name", REFERENCE),
        )
    ),
    NotTogether(
        kind=PLUGIN,
        paths=("grantAllPermissions", "grantPermissions"),
        source=f"{PROVIDER}/resource_docker_plugin.go: ConflictsWith",
    ),
)

HOST_RULES: Final[tuple[Rule, ...]] = (*NETWORKS, *VOLUMES, *IMAGES)
