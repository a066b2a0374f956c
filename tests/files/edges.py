"""The edge that the tests of nginx.conf try: CLO's own, and a running one with a route of every kind."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from components.files.nginx import DHPARAM_FILE, dhparam_pem, nginx_conf
from stacks._profiles import SizedSystem, place
from stacks._settings import Settings
from stacks._spec import (
    Audience,
    Counted,
    Edge,
    Environment,
    Files,
    Per,
    RateLimit,
    Route,
    Site,
    Size,
    SystemSpec,
    Timeouts,
)
from stacks.clo import SPEC
from tests.files.made import find, free_ports, identity, own, running
from tests.files.upstream import Client, serving

BACKEND = SPEC.services[0]
SLOW = RateLimit(name="slow", requests=1, per=Per.MINUTE, burst=2)
HOSTS_OWN = RateLimit(name="hosts-own", requests=1, per=Per.MINUTE, burst=2, by=Counted.HOST)
HOSTS_TOO = RateLimit(name="hosts-too", requests=1, per=Per.MINUTE, burst=3, by=Counted.HOST)
SITES = RateLimit(name="sites", requests=1, per=Per.MINUTE, burst=4, by=Counted.HOST)
NO_BURST = RateLimit(name="backend", requests=1, per=Per.MINUTE, burst=0)  # and the name of a service
TENANTS = ("acme", "globex")
COLLECTORS = ("127.0.0.11", "127.0.0.12")  # where the service of the listeners has its instances
SCRAPED = "/hidden/metrics"  # where the backend of every_kind is asked for its metrics
USER = "nobody"
OPERATOR, STRANGER, PROXY = "127.0.0.2", "127.0.0.3", "127.0.0.9"
OUTSIDE = "for nobody"
LONG = "/* " + "long " * 5000 + "*/"


def settings(**values: Any) -> Settings:
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return Settings.parse(config, "test")


def clo(size: Size = Size.LAPTOP, environment: Environment = Environment.DEV, **changes: Any) -> SizedSystem:
    """CLO with changes to its edge."""
    return place(replace(SPEC, edge=replace(SPEC.edge, **changes)), environment, size)


def every_kind() -> SizedSystem:
    """CLO, with a smaller body limit, and with routes that CLO has not or only in prod."""
    audience: Mapping[Environment, Audience] = {Environment.DEV: Audience.OPERATORS}
    routes = (
        *SPEC.edge.routes,
        Route(path="/slow/", service="backend", limits=(SLOW,)),
        Route(path="/slow/exact", service="backend", exact=True),
        Route(path="/operators/", service="backend", audience=audience),
        Route(path="/operators/open/", service="backend"),
        Route(path="/operators/page", service="backend", exact=True),
        Route(path="/guarded", service="backend", exact=True, audience=audience),
        Route(path="/api/db/health", service="backend", exact=True, audience=audience),
        Route(path="/inside/", service="backend", audience={Environment.DEV: Audience.NOBODY}),
        Route(path="/dead/", service="dead", timeouts=Timeouts(connect=1)),
        Route(path="/late/", service="backend", timeouts=Timeouts(connect=1, read=1)),
        Route(path=BACKEND.metrics_path, service="backend", exact=True),
        Route(path=SCRAPED, service="backend", exact=True),
        Route(path="/own/", service="backend", hosts=TENANTS, limits=(HOSTS_OWN,)),
        Route(path="/both/", service="backend", hosts=TENANTS, limits=(SLOW, HOSTS_TOO)),
        Route(path="/once/", service="backend", hosts=TENANTS, limits=(NO_BURST,)),
        Route(path="/limited/", service="backend", hosts=TENANTS, limits=(SITES,)),
        Route(path="/", service="backend", hosts=("app",)),
        Route(path="/static/service/", service="backend", hosts=("app",)),
    )
    sites = (
        *SPEC.edge.sites,
        Site(
            files="static",
            hosts=("app", "monitoring"),
            path="/static/",
            fallback=None,
            cached_extensions=("css", "js"),
            cached_seconds=60,
        ),
        Site(files="frontend", hosts=("app",), path="/ui/v2/", cached_extensions=("js", "svg"), cached_seconds=60),
        Site(
            files="frontend",
            hosts=TENANTS,
            path="/limited/ui/",
            cached_extensions=("js",),
            cached_seconds=60,
            limits=(SITES,),
        ),
        Site(files="static", hosts=TENANTS, path="/limited/static/", fallback=None, limits=(SITES,)),
    )
    edge: Edge = replace(
        SPEC.edge, hosts=(*SPEC.edge.hosts, *TENANTS, "app"), routes=routes, sites=sites, body_limit_mb=2
    )
    spec: SystemSpec = replace(
        SPEC,
        edge=edge,
        files=(*SPEC.files, Files(name="static", image="backend", folder="/srv/static")),
        services=(
            replace(BACKEND, metrics_path=SCRAPED),
            *(replace(BACKEND, name=name, secrets=()) for name in ("dead", "collector")),
        ),
    )
    return place(spec, Environment.DEV, Size.LAPTOP)


def is_old() -> bool:
    """nginx before 1.25.1 knows HTTP/2 only as a word after ``listen``."""
    shown = subprocess.run([find("nginx"), "-v"], capture_output=True, text=True, timeout=10, check=True).stderr
    version = re.search(r"nginx/(\d+)\.(\d+)", shown)
    assert version
    return (int(version[1]), int(version[2])) < (1, 26)


def complaints(folder: Path, text: str) -> str:
    """What nginx says of a file, or that it refuses it; nothing if it takes it without a word."""
    (folder / DHPARAM_FILE).write_text(dhparam_pem())
    (folder / "nginx.conf").write_text(text)
    (folder / "log").touch()
    own(folder, USER)
    with (folder / "log").open("wb") as log:  # a file, because nginx opens /dev/stdout by its name
        command = [find("nginx"), "-e", "stderr", "-t", "-q", "-c", str(folder / "nginx.conf")]
        tried = subprocess.run(command, stdout=log, stderr=log, timeout=20, check=False, **identity(USER))
    return (folder / "log").read_text() + (f"ended with {tried.returncode}" if tried.returncode else "")


def write_sites(folder: Path) -> None:
    """Fill the sites "frontend" and "static"; what lies beside them is for nobody."""
    for name, text in {
        "frontend/index.html": "the page",
        "frontend/app.js": LONG,
        "frontend/about.html": "about",
        "frontend/images/a.svg": "<svg/>",
        "static/logo.css": "a {}",
        "static/readme.txt": "read me",
        "static/guide/index.html": "the guide",
        "static/empty/deep/file.txt": "deep",
        "static/metrics/daily.txt": "daily",
        "outside.txt": OUTSIDE,
        "static-x/outside.txt": OUTSIDE,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@contextmanager
def edge(folder: Path, log: str = "log", system: SizedSystem | None = None, **options: Any) -> Iterator[Client]:
    """Run nginx, with a route of every kind if no system is given.

    Of two instances of each service one is always away, and the service "dead" is altogether.
    """
    system = system or every_kind()
    http, https, status, backend, away = free_ports(5)
    sites = folder / "sites"
    write_sites(sites)
    (folder / DHPARAM_FILE).write_text(dhparam_pem())
    arguments: dict[str, Any] = {
        "http2_directive": not is_old(),
        "http_listen": f"127.0.0.1:{http}",
        "https_listen": f"127.0.0.1:{https}",
        "status_listen": f"127.0.0.1:{status}",
        "folder": str(folder),
        "sites": str(sites),
        "temporary": str(folder),
        **options,
    }
    upstreams = {
        **{service.name: (f"127.0.0.1:{backend}", f"127.0.0.1:{away}") for service in system.spec.services},
        "dead": (f"127.0.0.1:{away}",),
        "collector": tuple(f"{address}:{away}" for address in COLLECTORS),
    }
    made = settings(publish={"http": http, "https": https}, accessRanges=[f"{OPERATOR}/32"])
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx_conf(system, made, upstreams, **arguments))
    own(folder, USER)
    command = [find("nginx"), "-e", "stderr", "-c", str(configuration), "-g", "daemon off;"]
    with serving(backend), running(command, https, USER, folder / log):
        yield Client(http=http, https=https, status=status, authority=folder / "authority.pem")
