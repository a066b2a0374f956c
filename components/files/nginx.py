"""nginx' file for the edge: nginx.conf, and the Diffie-Hellman group that a DHE suite needs.

Guarantees: plain HTTP only redirects; unknown hosts get 421; every answer, errors included, carries the spec's headers;
private paths are 404 on every host; what a client says of its own address is not believed. Source: CLO guide "Nginx
Configuration", errata X-CLO-09 and X-CLO-12 to X-CLO-19.
"""

import ipaddress
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from components.files import FOLDER
from components.files.quoting import HOST, matching, nginx_string
from stacks._edge import Audience, Balancing, Edge, Per, RateLimit, Route, Site
from stacks._profiles import SizedSystem

if TYPE_CHECKING:
    from stacks._settings import Settings

DHPARAM_FILE = "dhparam.pem"
SITES = "/srv/sites"
TEMPORARY = "/tmp"  # noqa: S108 - the container's own, in memory; the rest of its file system is read-only
# Idle connections to services are closed before any app closes them (the CLO guide's gunicorn does after 2 s), because
# a POST that meets a closing connection can't be repeated.
UPSTREAM_IDLE_SECONDS = 1

NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
PATH = re.compile(r"(/[A-Za-z0-9_~!@+,=:.-]*)+")
UPSTREAM = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
HEADER = re.compile(r"[A-Za-z0-9-]+")
CIPHER = re.compile(r"[A-Z0-9-]+")
EXTENSION = re.compile(r"[A-Za-z0-9]+")
MIME_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+*-]+")
FILES = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, kw_only=True)
class _Host:
    """Names that have the same routes and the same site, and so share a server block."""

    names: tuple[str, ...]
    routes: tuple[Route, ...]
    site: Site | None


def nginx_conf(
    system: SizedSystem,
    settings: "Settings",
    upstreams: Mapping[str, tuple[str, ...]],
    *,
    instances: int | None = None,
    trusted_proxies: tuple[str, ...] = (),
    http2_directive: bool = True,
    http_listen: int | str = 8080,
    https_listen: int | str = 8443,
    status_listen: str = "127.0.0.1:8081",
    folder: str = FOLDER,
    sites: str = SITES,
    temporary: str = TEMPORARY,
) -> str:
    """Return nginx.conf for one instance of the edge.

    ``upstreams`` has "address:port" of every instance of each service. ``instances`` is how many edges share the rate
    limits (default: what the size and profile say). ``trusted_proxies`` are the networks of load balancers in front,
    whose X-Forwarded-For names the client; without any, the edge is the first hop. ``http2_directive`` False writes
    HTTP/2 as nginx before 1.25 knows it. Where it listens is a port or address:port; ``status_listen`` answers
    /edge-health and /edge-status in plain HTTP, and so stays on loopback unless only monitoring can reach its port.
    """
    edge = system.spec.edge
    resources = edge.sizes[system.size]
    if instances is None:
        instances = max(resources.replicas, system.profile.minimum_replicas)
    _check(edge)
    port = "" if settings.https_port == 443 else f":{settings.https_port}"
    hosts = _hosts(edge, settings)
    services = sorted({route.service for host in hosts for route in host.routes})
    return _TEMPLATE.render(
        edge=edge,
        environment=system.profile.environment,
        hosts=hosts,
        names=[name for host in hosts for name in host.names],
        limits={limit.name: _rate(limit, instances) for limit in _limits(edge)},
        zones={limit.name: limit.memory_mb for limit in _limits(edge)},
        upstreams={service: _addresses(service, upstreams) for service in services},
        balanced=edge.balancing is Balancing.LEAST_CONNECTIONS,
        upstream_idle=UPSTREAM_IDLE_SECONDS,
        private="|".join(re.escape(path.strip("/")) for path in edge.private_paths),
        worker_processes=max(1, math.ceil(resources.cpus)),
        longest_read=max((route.timeouts.read for route in edge.routes), default=60),
        operator_ranges=[str(ipaddress.ip_network(item)) for item in settings.operator_ranges],
        trusted_proxies=[str(ipaddress.ip_network(item)) for item in trusted_proxies],
        dhparam=f"{folder}/{DHPARAM_FILE}" if any(name.startswith("DHE-") for name in edge.tls.ciphers) else "",
        port=port,
        http2_directive=http2_directive,
        http_listen=http_listen,
        https_listen=https_listen,
        status_listen=status_listen,
        folder=folder,
        sites=sites,
        temporary=temporary,
        Audience=Audience,
    )


def _hosts(edge: Edge, settings: "Settings") -> list[_Host]:
    """Group the edge's hosts by what they serve, in the order of the spec."""
    groups: list[_Host] = []
    for host in edge.hosts:
        name = matching(HOST, settings.host(host), "the host", "a host name in lower case")
        routes = tuple(sorted((route for route in edge.routes if not route.hosts or host in route.hosts), key=_order))
        sites = [site for site in edge.sites if host in site.hosts]
        _check_locations(name, routes, sites)
        group = _Host(names=(name,), routes=routes, site=sites[0] if sites else None)
        same = next((i for i, other in enumerate(groups) if (other.routes, other.site) == (routes, group.site)), None)
        if same is None:
            groups.append(group)
        else:
            groups[same] = replace(group, names=(*groups[same].names, name))
    return groups


def _order(route: Route) -> tuple[bool, int, str]:
    """Sort by how specific a route is, which is how nginx chooses in any order; so people see it too."""
    return (not route.exact, -len(route.path), route.path)


def _check_locations(host: str, routes: Iterable[Route], sites: Iterable[Site]) -> None:
    taken = [("=" if route.exact else "", route.path) for route in routes]
    for site in sites:
        taken += [("", "/"), ("=", site.fallback)]
    for location in taken:
        if taken.count(location) > 1:
            raise ValueError(f"the host {host!r} has two routes or a route and a site for {''.join(location)!r}")


def _limits(edge: Edge) -> list[RateLimit]:
    limits = {route.limit.name: route.limit for route in edge.routes if route.limit}
    return [limits[name] for name in sorted(limits)]


def _rate(limit: RateLimit, instances: int) -> str:
    """Divide a rate by the edges that share it. nginx wants whole numbers, so what does not divide goes by minute."""
    if limit.per is Per.SECOND and limit.requests % instances == 0:
        return f"{limit.requests // instances}r/s"
    minutely = limit.requests * (60 if limit.per is Per.SECOND else 1)
    return f"{max(1, minutely // instances)}r/m"


def _addresses(service: str, upstreams: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    addresses = upstreams.get(service, ())
    if not addresses:
        raise ValueError(f"the service {service!r} has no instance; nginx needs at least one address:port")
    return tuple(matching(UPSTREAM, item, f"an instance of {service!r}", "address:port") for item in addresses)


def _check(edge: Edge) -> None:
    """Refuse whatever could mean something else in nginx.conf than it does in the spec."""
    for route in edge.routes:
        _check_path(route.path, "the route")
        matching(NAME, route.service, "the service", "lower-case letters, digits and -")
        if route.limit:
            matching(NAME, route.limit.name, "the rate limit", "lower-case letters, digits and -")
    for path in edge.private_paths:
        _check_path(path, "the private path")
        if not path.strip("/"):
            raise ValueError("the private path '/' would hide everything; allowed: a path with a name")
    for site in edge.sites:
        _check_path(site.fallback, "the fallback")
        matching(FILES, site.files, "the files of a site", "lower-case letters, digits, _ and -")
        for extension in site.cached_extensions:
            matching(EXTENSION, extension, "the cached extension", "letters and digits")
    for name in edge.headers:
        matching(HEADER, name, "the header", "letters, digits and -")
    for cipher in edge.tls.ciphers:
        matching(CIPHER, cipher, "the cipher", "a name of OpenSSL's")
    for kind in edge.compression.types if edge.compression else ():
        matching(MIME_TYPE, kind, "the compressed type", "a media type")


def _check_path(path: str, what: str) -> None:
    """Paths are compared after decoding and tidying, so what tidying would change could never match."""
    matching(PATH, path, what, "a path of letters, digits and _~!@+,=:.- that begins with /")
    if "//" in path or any(part in {".", ".."} for part in path.split("/")):
        raise ValueError(f"{what} is {path!r}; allowed: a path without //, /./ and /../")


def _quoted_header(value: str) -> str:
    return nginx_string(value, "the header's value")


def dhparam_pem() -> str:
    """Return ffdhe2048 of RFC 7919, a group without secrets, for ``ssl_dhparam``: 2,048 bits, as browsers take.

    Without the file nginx would silently leave the DHE suites out.
    """
    return (_TEMPLATES / "ffdhe2048.pem").read_text()


_TEMPLATES = Path(__file__).parent / "templates"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701 - not HTML; values are checked above
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters["quoted"] = _quoted_header
_TEMPLATE = _ENVIRONMENT.get_template("nginx.conf.j2")
