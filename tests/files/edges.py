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
from stacks._spec import Audience, Edge, Environment, Per, RateLimit, Route, Size, SystemSpec, Timeouts
from stacks.clo import SPEC
from tests.files.made import find, free_ports, own, running
from tests.files.upstream import Client, serving

BACKEND = SPEC.services[0]
SLOW = RateLimit(name="slow", requests=1, per=Per.MINUTE, burst=2)
USER = "nobody"
OPERATOR, STRANGER, PROXY = "127.0.0.2", "127.0.0.3", "127.0.0.9"
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
        Route(path="/slow/", service="backend", limit=SLOW),
        Route(path="/slow/exact", service="backend", exact=True),
        Route(path="/operators/", service="backend", audience=audience),
        Route(path="/inside/", service="backend", audience={Environment.DEV: Audience.NOBODY}),
        Route(path="/dead/", service="dead", timeouts=Timeouts(connect=1)),
        Route(path="/late/", service="backend", timeouts=Timeouts(connect=1, read=1)),
        Route(path="/hidden/metrics", service="backend", exact=True),
    )
    edge: Edge = replace(SPEC.edge, routes=routes, body_limit_mb=2)
    spec: SystemSpec = replace(SPEC, edge=edge, services=(*SPEC.services, replace(BACKEND, name="dead", secrets=())))
    return place(spec, Environment.DEV, Size.LAPTOP)


def is_old() -> bool:
    """nginx before 1.25.1 knows HTTP/2 only as a word after ``listen``."""
    shown = subprocess.run([find("nginx"), "-v"], capture_output=True, text=True, timeout=10, check=True).stderr
    version = re.search(r"nginx/(\d+)\.(\d+)", shown)
    assert version
    return (int(version[1]), int(version[2])) < (1, 26)


@contextmanager
def edge(folder: Path, log: str = "log", **options: Any) -> Iterator[Client]:
    """Run nginx; of two instances of the backend one is always away, and the service "dead" is altogether."""
    http, https, status, backend, away = free_ports(5)
    sites = folder / "sites"
    site = sites / "frontend"
    (site / "images").mkdir(parents=True, exist_ok=True)
    for name, text in {
        "index.html": "the page",
        "app.js": LONG,
        "about.html": "about",
        "images/a.svg": "<svg/>",
    }.items():
        (site / name).write_text(text)
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
    upstreams = {"backend": (f"127.0.0.1:{backend}", f"127.0.0.1:{away}"), "dead": (f"127.0.0.1:{away}",)}
    made = settings(publish={"http": http, "https": https}, accessRanges=[f"{OPERATOR}/32"])
    configuration = folder / "nginx.conf"
    configuration.write_text(nginx_conf(every_kind(), made, upstreams, **arguments))
    own(folder, USER)
    command = [find("nginx"), "-e", "stderr", "-c", str(configuration), "-g", "daemon off;"]
    with serving(backend), running(command, https, USER, folder / log):
        yield Client(http=http, https=https, status=status, authority=folder / "authority.pem")
