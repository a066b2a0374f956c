"""What a container's rules need functions for: limits that depend on each other, mounts, networks and ports."""

import posixpath
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from toolchain.offline.packages.docker.tokens import CONTAINER, NETWORK
from toolchain.offline.paths import Found, find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Inputs, Wrong, at, is_hidden
from toolchain.offline.rules_networks import address_of, networks_at
from toolchain.offline.values import has_unknown

SUBNETS: Final = "ipamConfigs[*].subnet"
VOLUME_NAME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
ANY: Final = {"", "0.0.0.0"}  # noqa: S104 - addresses that mean every one of the host's


def memory(inputs: Inputs, _: Plan) -> Wrong:
    """Compare the limits of memory, which are all in MiB."""
    limit, swap, reserved = (first(inputs, name) or 0 for name in ("memory", "memorySwap", "memoryReservation"))
    if swap > 0 and not is_hidden(inputs, "memory") and not limit:
        yield "memory", "a value, because memorySwap is said: it is both together"
    if 0 < swap < limit:
        yield "memorySwap", f"-1 for any, 0 for twice the memory, or {limit} or more: it is memory and swap together"
    if limit and reserved > limit:
        yield "memoryReservation", f"at most {limit}, the memory"


def processors(inputs: Inputs, _: Plan) -> Wrong:
    """Read a number of processors as the client does: exact to a billionth."""
    text = first(inputs, "cpus")
    if text is None:
        return
    try:
        exact = (Fraction(str(text)) * 10**9).denominator == 1
        positive = Fraction(str(text)) >= 0
    except (ValueError, ZeroDivisionError):
        exact = positive = False
    if not exact or not positive:
        yield "cpus", 'a number in text, with at most nine decimals. Example: "1.5"'


def retries(inputs: Inputs, _: Plan) -> Wrong:
    """Check that a number of retries is said with the one policy that has it."""
    policy = next(find(inputs, "restart"), Found("restart", "no"))
    if first(inputs, "maxRetryCount") and not is_hidden(inputs, "restart") and policy.value != "on-failure":
        yield "maxRetryCount", f"nothing, because restart is {policy.shown} and not 'on-failure'"


def removed_or_restarted(inputs: Inputs, _: Plan) -> Wrong:
    """Check that what is removed when it ends is not to be started again."""
    if first(inputs, "rm") and first(inputs, "restart") not in {None, "", "no"}:
        yield "rm", f"false, because restart is {at(inputs, 'restart').shown}"


def uploads(inputs: Inputs, _: Plan) -> Wrong:
    """Check that files are uploaded to no root that is read-only: Docker unpacks them at /."""
    if first(inputs, "readOnly") and first(inputs, "uploads"):
        yield "readOnly", "false, because of uploads: the root is read-only for them too. Put files on a volume"


def upload(item: Inputs, _: Plan) -> Wrong:
    """Check that an upload has one content."""
    contents = ("content", "contentBase64", "source")
    said = [name for name in contents if is_said(item, name) and first(item, name) != ""]
    if len(said) != 1:
        yield (said[1] if said else "content"), f"exactly one of {', '.join(contents)}"


def mount(item: Inputs, _: Plan) -> Wrong:
    """Check one mount by its type."""
    kind, source, target = (first(item, name) for name in ("type", "source", "target"))
    if target is not None and not is_place(target):
        yield "target", "an absolute path other than /. Example: /data"
    if kind == "bind" and (source == "" or not is_said(item, "source")):
        yield "source", "a path of the host, because type is 'bind'. Example: /srv/data"
    if kind == "bind" and source and not source.startswith("/"):
        yield "source", "an absolute path of the host, because type is 'bind'. Example: /srv/data"
    if kind == "tmpfs" and source:
        yield "source", "nothing, because type is 'tmpfs'"
    if (
        kind == "volume"
        and source
        and not is_said(item, "volumeOptions.driverName")
        and not VOLUME_NAME.fullmatch(source)
    ):
        yield "source", "a volume's name: two or more letters, digits and _.-. For a path of the host, type is 'bind'"
    if kind == "volume" and first(item, "readOnly") and (source == "" or not is_said(item, "source")):
        yield "readOnly", "false, because the mount has no source: a new volume has nothing to read"


def volume(item: Inputs, _: Plan) -> Wrong:
    """Check one row of the older way to mount."""
    path, source = first(item, "containerPath"), is_said(item, "fromContainer")
    if source and is_said(item, "containerPath"):
        yield "containerPath", "nothing, because of fromContainer: its mounts keep their paths"
    elif not source and not is_said(item, "containerPath"):
        yield "containerPath", "a path, or a value for fromContainer. Example: /data"
    if path is not None and not is_place(path):
        yield "containerPath", "an absolute path other than /. Example: /data"
    name = first(item, "volumeName")
    if name and not is_said(item, "hostPath") and not name.startswith("/") and not VOLUME_NAME.fullmatch(name):
        yield "volumeName", "two or more letters, digits and _.-. Example: data"


def is_place(path: str) -> bool:
    """Tell whether a path can have something mounted: it is absolute, and not the root."""
    return path.startswith("/") and posixpath.normpath(path).strip("/") != ""


def one_mount_a_path(inputs: Inputs, _: Plan) -> Wrong:
    """Check that no two mounts have one target. A mount may lie over what ``tmpfs`` puts there."""
    seen: set[str] = set()
    for found in [*find(inputs, "volumes[*].containerPath"), *find(inputs, "mounts[*].target")]:
        target = posixpath.normpath(str(found.value))
        if target in seen:
            yield found, f"one mount at {target}"
        seen.add(target)


def health(inputs: Inputs, _: Plan) -> Wrong:
    """Check that a health check begins with the way it is run; left out, it is the image's."""
    tests = first(inputs, "healthcheck.tests")
    if tests and isinstance(tests[0], str) and tests[0] not in {"CMD", "CMD-SHELL", "NONE"}:
        yield "healthcheck.tests", 'CMD, CMD-SHELL or NONE first. Example: ["CMD", "pg_isready"]'


def alone_on_its_network(inputs: Inputs, _: Plan) -> Wrong:
    """Check that a container without a network of its own joins none."""
    mode = first(inputs, "networkMode") or ""
    if (mode in {"none", "host"} or mode.startswith("container:")) and first(inputs, "networksAdvanced"):
        yield "networkMode", "nothing, because of networksAdvanced: a container without a network of its own joins none"


def shares_a_network(inputs: Inputs, _: Plan) -> Wrong:
    """Check that what shares another's network has no name, ports and resolver of its own."""
    mode = first(inputs, "networkMode") or ""
    if mode == "container" or mode == "container:":
        yield "networkMode", "container: and a name or an id. Example: container:app"
    elif mode.startswith("container:"):
        for name in ("hostname", "dns", "hosts", "ports", "publishAllPorts"):
            if first(inputs, name):
                yield name, f"nothing, because networkMode is {mode!r}: these are the other container's"


def in_its_network(item: Inputs, plan: Plan) -> Wrong:
    """Check that a fixed address is one of its network's, and not the gateway's."""
    address = address_of(first(item, "ipv4Address"))
    networks = plan.linked(NETWORK, first(item, "name"))
    if address is None or not networks or any(has_unknown(item.inputs.get("ipamConfigs")) for item in networks):
        return
    subnets = [subnet for network in networks for subnet in networks_at(network.inputs, SUBNETS)]
    if not subnets:
        yield "ipv4Address", "nothing, because the network has no subnet that the program chose"
    elif not any(address in subnet for subnet in subnets):
        yield "ipv4Address", f"an address in {' or '.join(map(str, subnets))}"
    gateways = [found.value for network in networks for found in find(network.inputs, "ipamConfigs[*].gateway")]
    if len(networks) == 1 and str(address) in gateways:
        yield "ipv4Address", "another address than the gateway's"


def own_address(inputs: Inputs, plan: Plan) -> Wrong:
    """Check that no two containers that run have one fixed address on a network."""
    mine = set(_fixed(inputs)) if _runs(inputs) else set()
    if not mine:
        return
    for other in plan.siblings(CONTAINER):
        for network, address in mine & set(_fixed(other.inputs)) if _runs(other.inputs) else ():
            yield "networksAdvanced", f"another address than {address} on {network}, which {other.name} has"


def published(item: Inputs, _: Plan) -> Wrong:
    """Check the address at which a port is published: the engine takes what is none for every address."""
    address = first(item, "ip")
    if address and address_of(address) is None:
        yield "ip", "an address of the host. Example: 127.0.0.1"


def _fixed(inputs: Inputs) -> Iterator[tuple[str, str]]:
    for join in find(inputs, "networksAdvanced[*]"):
        name, address = first(join.value, "name"), first(join.value, "ipv4Address")
        if name and address:
            yield name, address


def own_ports(inputs: Inputs, plan: Plan) -> Wrong:
    """Check that no two containers that run have one port of the host's."""
    mine = list(_published(inputs)) if _runs(inputs) else []
    if not mine:
        return
    for other in plan.siblings(CONTAINER):
        for port, protocol, address in _published(other.inputs) if _runs(other.inputs) else ():
            if any((port, protocol) == own[:2] and _same_address(address, own[2]) for own in mine):
                yield "ports", f"another port of the host than {port}/{protocol}, which {other.name} has"


def _published(inputs: Inputs) -> Iterator[tuple[int, str, str]]:
    for port in find(inputs, "ports[*]"):
        number = first(port.value, "external")
        if number and not any(is_hidden(port.value, key) for key in ("ip", "protocol")):
            yield number, first(port.value, "protocol") or "tcp", first(port.value, "ip") or ""


def _same_address(one: str, other: str) -> bool:
    if one == other or "" in {one, other}:
        return True
    # Of IPv4 and of IPv6 "every address" is another one.
    return bool(ANY & {one, other}) and ":" not in one + other


def _runs(inputs: Inputs) -> bool:
    unsure = is_hidden(inputs, "start") or is_hidden(inputs, "attach")
    return not unsure and first(inputs, "start") is not False and not first(inputs, "attach")


def hosts(item: Inputs, _: Plan) -> Wrong:
    """Check that a name for a container's hosts file has an address."""
    address = first(item, "ip")
    if address is not None and address != "host-gateway" and address_of(address) is None:
        yield "ip", "an address, or host-gateway. Example: 10.0.0.10"


def join_addresses(item: Inputs, _: Plan) -> Wrong:
    """Check that fixed addresses are addresses, each of its version."""
    for name, version in (("ipv4Address", 4), ("ipv6Address", 6)):
        said = first(item, name)
        if said and getattr(address_of(said), "version", None) != version:
            yield name, f"an IPv{version} address. Example: {'10.0.0.10' if version == 4 else 'fd00::10'}"


JSON_FILE: Final = {
    "max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size",
    "cache-disabled", "cache-max-file", "cache-max-size", "cache-compress",
}  # fmt: skip


def log_options(inputs: Inputs, _: Plan) -> Wrong:
    """Check the options of the log driver json-file."""
    options: dict[str, Any] = first(inputs, "logOpts") or {}
    if first(inputs, "logDriver") != "json-file":
        return
    for name in options:
        if name not in JSON_FILE:
            yield "logOpts", f"no {name!r}, but {', '.join(sorted(JSON_FILE))}"
    files, size = options.get("max-file"), options.get("max-size")
    if isinstance(files, str) and not re.fullmatch(r"\+?0*[1-9]\d*", files):
        yield "logOpts", 'a whole number in text for max-file, 1 or more. Example: "10"'
    number = re.fullmatch(r"(?i)(\d+\.?\d*|\.\d+) ?(b|[kmgtp](i?b)?)?", size) if isinstance(size, str) else None
    if isinstance(size, str) and not (number and float(number[1]) > 0):
        yield "logOpts", 'a size for max-size. Example: "10m"'
