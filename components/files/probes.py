"""The blackbox exporter's file, and what it probes: the way in, as users have it, by every public name.

Guarantees: each service behind the edge that is not for nobody, and each public host, has a probe of its own; a probe
goes through the edge over TLS, with the host's name in the handshake and in the request, and the certificate must be
good for it. What an app answers by its own will (a login, a missing page, too many requests) is an answer; 421 from the
edge, 5xx, a bad certificate and silence are not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from components.files import FOLDER
from components.files.quoting import HOST, matching
from stacks._checks import EDGE
from stacks._edge import Audience, Route
from stacks._profiles import SizedSystem
from stacks._services import Service
from stacks._settings import Settings

ADDRESS = "https://edge:8443"
MODULE = "route"
TIMEOUT_SECONDS = 10  # the longest a user waits for a page, and never longer than the time between two scrapes
# Everything that an app or the edge may say on purpose. 421 is left out: the edge doesn't know the host.
ANSWERS = (200, 201, 202, 203, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 410, 429)


@dataclass(frozen=True, kw_only=True, order=True)
class Probe:
    """A request that is made again and again: of which part, as which public host, to which address inside."""

    part: str
    host: str
    url: str
    module: str = MODULE

    @property
    def instance(self) -> str:
        """What tells it from the other probes: the public host and path."""
        return self.host + "/" + self.url.split("/", 3)[3]


def probes(system: SizedSystem, settings: Settings, *, address: str = ADDRESS) -> tuple[Probe, ...]:
    """Return one probe for each service behind the edge, and one for each host that has none then.

    The path is the service's readiness or health where a route of its own leads there, else the beginning of its
    shortest route. A host that only has files is asked for them, and one without any route for its refusal.
    """
    routed = tuple(_routed(system))
    services = {service.name: service for service in system.spec.services}
    found: dict[tuple[str, str], str] = {}
    for name in dict.fromkeys(route.service for _, route in routed):
        hosts = [host for host, route in routed if route.service == name]
        paths = {host: _path(services[name], host, routed) for host in hosts}
        checks = (services[name].readiness.path, services[name].health.path)
        host = next((host for host, path in paths.items() if path in checks), hosts[0])
        found[name, host] = paths[host]
    for host in system.spec.edge.hosts:
        if host not in {host for _, host in found}:
            name = next((route.service for other, route in routed if other == host), EDGE)
            site = next((site.path for site in system.spec.edge.sites if host in site.hosts), "/")
            found[name, host] = site if name == EDGE else _path(services[name], host, routed)
    return tuple(
        Probe(
            part=name,
            host=matching(HOST, settings.host(host), "the host", "a host name in lower case"),
            url=f"{address}{path}",
        )
        for (name, host), path in found.items()
    )


def blackbox_yml(*, folder: str = FOLDER) -> str:
    """Return blackbox.yml with the one module that all probes use; each probe says its host itself."""
    module: Mapping[str, Any] = {
        "prober": "http",
        "timeout": f"{TIMEOUT_SECONDS}s",
        "http": {
            "method": "GET",
            "valid_status_codes": list(ANSWERS),
            "follow_redirects": False,  # where it leads is another host's or path's probe
            "fail_if_not_ssl": True,
            "preferred_ip_protocol": "ip4",
            "tls_config": {"ca_file": f"{folder}/authority.pem", "min_version": "TLS12"},
        },
    }
    return yaml.safe_dump({"modules": {MODULE: module}}, sort_keys=False)


def _routed(system: SizedSystem) -> Iterator[tuple[str, Route]]:
    """Yield every host with each of its routes that are not for nobody."""
    environment = system.profile.environment
    for host in system.spec.edge.hosts:
        for route in system.spec.edge.routes:
            if (not route.hosts or host in route.hosts) and route.audience_at(environment) is not Audience.NOBODY:
                yield host, route


def _path(service: Service, host: str, routed: tuple[tuple[str, Route], ...]) -> str:
    mine = [route for other, route in routed if other == host and route.service == service.name]
    exact = {route.path for route in mine if route.exact}
    for path in (service.readiness.path, service.health.path):
        if path in exact:
            return path
    return min((route.path for route in mine), key=lambda path: (len(path), path))
