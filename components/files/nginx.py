"""nginx' file for the edge: nginx.conf, and the Diffie-Hellman group that a DHE suite needs.

Guarantees: plain HTTP only redirects; unknown hosts get 421; every answer, errors included, carries the spec's headers;
private paths are 404 on every host, and routes for operators 403 for others, however they are written; a path that
services may read as another one is 400; what a client says of its own address is not believed; a listener answers its
own networks only. Source: CLO guide "Nginx Configuration", errata X-CLO-09 and X-CLO-12 to X-CLO-19; sites below a path
and listeners are CIR-032 and OPM-019.
"""

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from components.files import FOLDER
from components.files.nginx_access import Rule, audience_rules, private_paths, private_rules
from components.files.nginx_checks import (
    UPSTREAM,
    check_edge,
    check_listeners,
    check_locations,
    check_private_paths,
    fallback_path,
)
from components.files.quoting import HOST, matching, nginx_string
from stacks._edge import Audience, Balancing, Counted, Edge, Listener, Per, Protocol, RateLimit, Route, Site, Timeouts
from stacks._profiles import SizedSystem

if TYPE_CHECKING:
    from stacks._settings import Settings

DHPARAM_FILE = "dhparam.pem"
SITES = "/srv/sites"
TEMPORARY = "/tmp"  # noqa: S108 - the container's own, in memory; the rest of its file system is read-only
# Idle connections to services are closed before any app closes them (the CLO guide's gunicorn does after 2 s), because
# a POST that meets a closing connection can't be repeated.
UPSTREAM_IDLE_SECONDS = 1
STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so"  # of Debian's libnginx-mod-stream


@dataclass(frozen=True, kw_only=True)
class OpenListener:
    """A listener of the spec that is open: for TCP or UDP, on which port of nginx, and to which networks.

    The service sees the edge's address. A connection that an instance refuses goes to another one; a datagram to an
    instance that is away is lost, because nothing waits for an answer.
    """

    listener: Listener
    protocol: Protocol
    port: int
    ranges: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Host:
    """Names that have the same routes and the same sites, and so share a server block."""

    names: tuple[str, ...]
    routes: tuple[Route, ...]
    sites: tuple[Site, ...]
    rules: tuple[Rule, ...]

    @property
    def takes_everything(self) -> bool:
        """Whether a route or a site takes the paths that no other one does."""
        return "/" in {route.path for route in self.routes if not route.exact} | {site.path for site in self.sites}


@dataclass(frozen=True, kw_only=True)
class _Stream:
    """An open listener, and the upstream that only it has."""

    open: OpenListener
    upstream: str
    addresses: tuple[str, ...]


def nginx_conf(
    system: SizedSystem,
    settings: "Settings",
    upstreams: Mapping[str, tuple[str, ...]],
    *,
    instances: int | None = None,
    trusted_proxies: tuple[str, ...] = (),
    listeners: tuple[OpenListener, ...] = (),
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
    whose X-Forwarded-For names the client; without any, the edge is the first hop. ``listeners`` go to the same hosts,
    on the listener's port; without any, nginx needs no module for them. ``http2_directive`` False writes HTTP/2 as
    nginx before 1.25 knows it. Where it listens is a port or address:port; ``status_listen`` answers /edge-health and
    /edge-status in plain HTTP, and so stays on loopback unless only monitoring can reach its port.
    """
    edge = system.spec.edge
    if instances is None:
        instances = system.replicas(edge)
    check_edge(edge)
    check_private_paths(private_paths(system.spec))
    check_listeners(listeners, [_port(listen) for listen in (http_listen, https_listen, status_listen)])
    port = "" if settings.https_port == 443 else f":{settings.https_port}"
    hosts = _hosts(system, settings)
    services = sorted({route.service for host in hosts for route in host.routes})
    return _TEMPLATE.render(
        edge=edge,
        environment=system.profile.environment,
        hosts=hosts,
        names=[name for host in hosts for name in host.names],
        refusals=list(dict.fromkeys(host.rules for host in hosts)),
        limits={limit: _rate(limit, instances) for limit in _limits(edge)},
        upstreams={service: _addresses(service, upstreams) for service in services},
        balanced=edge.balancing is Balancing.LEAST_CONNECTIONS,
        streams=[_stream(item, upstreams) for item in listeners],
        stream_module=STREAM_MODULE,
        stream_connect=Timeouts().connect,
        upstream_idle=UPSTREAM_IDLE_SECONDS,
        worker_processes=max(1, math.ceil(system.resources(edge).cpus)),
        longest_read=max((route.timeouts.read for route in edge.routes), default=60),
        operator_ranges=sorted({str(ipaddress.ip_network(item)) for item in settings.operator_ranges}),
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
        Counted=Counted,
        Protocol=Protocol,
    )


def _hosts(system: SizedSystem, settings: "Settings") -> list[_Host]:
    """Group the edge's hosts by what they serve, in the order of the spec."""
    edge, private = system.spec.edge, private_rules(system.spec)
    groups: list[_Host] = []
    for host in edge.hosts:
        name = matching(HOST, settings.host(host), "the host", "a host name in lower case")
        routes = tuple(sorted((route for route in edge.routes if not route.hosts or host in route.hosts), key=_order))
        sites = tuple(sorted((site for site in edge.sites if host in site.hosts), key=_site_order))
        check_locations(name, routes, sites)
        same = next((i for i, other in enumerate(groups) if (other.routes, other.sites) == (routes, sites)), None)
        if same is None:
            rules = (*private, *audience_rules(routes, sites, system.profile.environment))
            groups.append(_Host(names=(name,), routes=routes, sites=sites, rules=rules))
        else:
            groups[same] = replace(groups[same], names=(*groups[same].names, name))
    return groups


def _order(route: Route) -> tuple[bool, int, str]:
    """Sort by how specific a route is, which is how nginx chooses in any order; so people see it too."""
    return (not route.exact, -len(route.path), route.path)


def _site_order(site: Site) -> tuple[int, str]:
    return (-len(site.path), site.path)


def _limits(edge: Edge) -> list[RateLimit]:
    limits = {limit.name: limit for limit in edge.limits}
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


def _stream(item: OpenListener, upstreams: Mapping[str, tuple[str, ...]]) -> _Stream:
    hosts = (address.rpartition(":")[0] for address in _addresses(item.listener.service, upstreams))
    return _Stream(
        open=item,
        upstream=f"{item.listener.name}_{item.protocol}_{item.port}",  # no name of the spec has a _
        addresses=tuple(f"{host}:{item.listener.port}" for host in hosts),
    )


def _port(listen: int | str) -> int:
    return int(str(listen).rpartition(":")[2])


def _quoted_header(value: str) -> str:
    return nginx_string(value, "the header's value")


def dhparam_pem() -> str:
    """Return ffdhe2048 of RFC 7919, a group without secrets, for ``ssl_dhparam``: 2,048 bits, as browsers take.

    Without the file nginx would silently leave the DHE suites out.
    """
    return (_TEMPLATES / "ffdhe2048.pem").read_text()


_TEMPLATES = Path(__file__).parent / "templates"
# Where Python keeps what it has compiled of this module, which is read again when the module or the template changes.
_COMPILED = Path(__file__).parent / "__pycache__"
_KEPT_AS = f"%s.{Path(__file__).stat().st_mtime_ns}.jinja"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701 - not HTML; values are checked above
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    bytecode_cache=jinja2.FileSystemBytecodeCache(str(_COMPILED), _KEPT_AS) if os.access(_COMPILED, os.W_OK) else None,
)
_ENVIRONMENT.filters["quoted"] = _quoted_header
_ENVIRONMENT.filters["fallback"] = fallback_path
_TEMPLATE = _ENVIRONMENT.get_template("nginx.conf.j2")
