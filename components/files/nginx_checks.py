"""Checks of what goes into nginx.conf: whatever could mean something else there than it does in the spec is refused.

Every check raises a ValueError that names what is wrong and what is allowed.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from components.files.quoting import matching
from stacks._edge import Edge, Protocol, RateLimit, Route, Site

if TYPE_CHECKING:
    from components.files.nginx import OpenListener

NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
PATH = re.compile(r"(/[A-Za-z0-9_~!@+,=:.-]*)+")
UPSTREAM = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
HEADER = re.compile(r"[A-Za-z0-9-]+")
CIPHER = re.compile(r"[A-Z0-9-]+")
EXTENSION = re.compile(r"[A-Za-z0-9]+")
MIME_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+*-]+")
FILES = re.compile(r"[a-z0-9][a-z0-9_-]*")


def check_edge(edge: Edge) -> None:
    """Check everything that the edge of a spec says."""
    for route in edge.routes:
        _check_path(route.path, "the route")
        check_name(route.service, "the service")
        _check_limits(route.limits, f"the route {route.path!r}")
    for site in edge.sites:
        _check_site(site)
        _check_limits(site.limits, f"the site {site.path!r}")
    for name in edge.headers:
        matching(HEADER, name, "the header", "letters, digits and -")
    for cipher in edge.tls.ciphers:
        matching(CIPHER, cipher, "the cipher", "a name of OpenSSL's")
    for kind in edge.compression.types if edge.compression else ():
        matching(MIME_TYPE, kind, "the compressed type", "a media type")


def check_private_paths(paths: Iterable[str]) -> None:
    """Check the paths that are for the inside only."""
    for path in paths:
        _check_path(path, "the private path")
        if not path.strip("/"):
            raise ValueError("the private path '/' would hide everything; allowed: a path with a name")


def check_name(name: str, what: str) -> None:
    """Check a name that becomes a word of nginx.conf."""
    matching(NAME, name, what, "lower-case letters, digits and -, beginning with a letter, at most 63")


def check_locations(host: str, routes: Iterable[Route], sites: Iterable[Site]) -> None:
    """Check that nothing on a host is served twice, for nginx would not start."""
    locations = [f"= {route.path}" if route.exact else route.path for route in routes]
    for site in sites:
        locations.append(site.path)
        if site.fallback is not None:
            locations.append(f"= {fallback_path(site)}")
    for location in locations:
        if locations.count(location) > 1:
            raise ValueError(
                f"the host {host!r} has more than one route or site for {location!r}; allowed: one for each path"
            )


def fallback_path(site: Site) -> str:
    """Return the path under which clients get the fallback; the site says where it is among its files."""
    return f"{site.path.rstrip('/')}{site.fallback}"


def check_listeners(listeners: Sequence["OpenListener"], taken: Iterable[int]) -> None:
    """Check the listeners; ``taken`` are the TCP ports where nginx listens already."""
    used = {(Protocol.TCP, port) for port in taken}
    for item in listeners:
        what = f"the listener {item.listener.name!r}"
        check_name(item.listener.name, "the listener")
        for port in (item.port, item.listener.port):
            if not 1 <= port <= 65535:
                raise ValueError(f"{what} has the port {port}; allowed: 1 to 65535")
        if (item.protocol, item.port) in used:
            raise ValueError(f"{what} wants {item.protocol} port {item.port}, which is taken; allowed: another one")
        used.add((item.protocol, item.port))
        if not item.ranges:
            raise ValueError(f"{what} is open to no network; allowed: at least one")
        for network in item.ranges:
            ipaddress.ip_network(network)
        if item.listener.timeout_seconds < 1:
            raise ValueError(f"{what} waits for {item.listener.timeout_seconds} s; allowed: at least 1")


def _check_limits(limits: Sequence[RateLimit], what: str) -> None:
    names = [limit.name for limit in limits]
    for limit in limits:
        check_name(limit.name, "the rate limit")
        if names.count(limit.name) > 1:
            raise ValueError(f"{what} has the rate limit {limit.name!r} twice; allowed: once")
        _check_numbers(limit)


def _check_numbers(limit: RateLimit) -> None:
    for what, number, least in (
        ("requests", limit.requests, 1),
        ("burst", limit.burst, 0),
        ("memory_mb", limit.memory_mb, 1),
    ):
        if number < least:
            raise ValueError(f"the rate limit {limit.name!r} has {what} {number}; allowed: at least {least}")


def _check_site(site: Site) -> None:
    matching(FILES, site.files, "the files of a site", "lower-case letters, digits, _ and -")
    _check_path(site.path, "the site's path")
    if not site.path.endswith("/"):  # "/static" would also take "/static-x", and "/static../" would leave the folder
        raise ValueError(f"the site's path is {site.path!r}; allowed: a path that ends with /")
    if site.fallback is not None:
        _check_path(site.fallback, "the fallback")
        if site.fallback.endswith("/"):
            raise ValueError(f"the fallback is {site.fallback!r}; allowed: the path of a file, or none")
    for extension in site.cached_extensions:
        matching(EXTENSION, extension, "the cached extension", "letters and digits")


def _check_path(path: str, what: str) -> None:
    """Paths are compared after decoding and tidying, so what tidying would change could never match."""
    matching(PATH, path, what, "a path of letters, digits and _~!@+,=:.- that begins with /")
    if "//" in path or any(part in {".", ".."} for part in path.split("/")):
        raise ValueError(f"{what} is {path!r}; allowed: a path without //, /./ and /../")
