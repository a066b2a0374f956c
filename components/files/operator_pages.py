"""Pages for operators behind the edge, each on a host of its own: dashboards, and the search of logs.

They are no part of a system's spec, because only who asks for them has them; so the edge is given them beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stacks._edge import Audience, Edge, Route, Timeouts
from stacks._values import Environment

READ_SECONDS = 300  # a query over a month takes longer than a page
# Both pages come with scripts that these need, as their own policies do; nothing of others, and in nobody's frame.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
)
HEADERS: Mapping[str, str] = {"Content-Security-Policy": POLICY}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: the name below the domain, and the container and port that answer it."""

    host: str
    service: str
    port: int

    @property
    def route(self) -> Route:
        """Everything on the host, for the addresses of operators only, in every environment."""
        return Route(
            path="/",
            service=self.service,
            hosts=(self.host,),
            websocket=True,
            timeouts=Timeouts(read=READ_SECONDS),
            audience=dict.fromkeys(Environment, Audience.OPERATORS),
        )


def with_pages(edge: Edge, pages: tuple[Page, ...]) -> Edge:
    """Return the edge with each page on its host, which has nothing else any more; without pages, the edge as it is.

    Routes that are for every host keep to the hosts that they had.
    """
    if not pages:
        return edge
    taken = {page.host for page in pages}
    if "" in taken:
        raise ValueError("a page for operators has no host; allowed: a name below the domain, for instance monitoring")
    if len(taken) < len(pages):
        raise ValueError(f"two pages for operators are on {pages[0].host!r}; each needs a name of its own")
    others = tuple(host for host in edge.hosts if host not in taken)
    routes = (replace(route, hosts=_without(route.hosts or edge.hosts, taken)) for route in edge.routes)
    sites = (replace(site, hosts=_without(site.hosts, taken)) for site in edge.sites)
    return replace(
        edge,
        hosts=(*others, *(page.host for page in pages)),
        routes=(*(route for route in routes if route.hosts), *(page.route for page in pages)),
        sites=tuple(site for site in sites if site.hosts),
    )


def _without(hosts: tuple[str, ...], taken: set[str]) -> tuple[str, ...]:
    return tuple(host for host in hosts if host not in taken)
