"""What the real nginx answers: its headers, whatever the answer; its limits; its redirects."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import stacks
from components.files.nginx import STREAM_MODULE, OpenListener, nginx_conf
from stacks._profiles import place
from stacks._spec import Environment, Protocol, Route, Size
from stacks.clo import SPEC
from tests.files.edges import HOSTS_OWN, STRANGER, TENANTS, clo, complaints, is_old, settings
from tests.files.made import need
from tests.files.upstream import Answer, Client

pytestmark = pytest.mark.programs


@pytest.mark.parametrize("environment", list(Environment))
@pytest.mark.parametrize("size", [Size.LAPTOP, Size.LARGE])
def test_nginx_takes_the_file_of_every_environment_without_a_word(
    environment: Environment, size: Size, new_folder: Callable[[], Path]
) -> None:
    folder = new_folder()
    text = nginx_conf(
        clo(size=size, environment=environment),
        settings(domain="clo.example.com", accessRanges=["203.0.113.0/24", "203.0.113.0/24", "2001:db8::/32"]),
        {"backend": ("127.0.0.1:8000",)},
        trusted_proxies=("10.0.0.0/8", "2001:db8::/32"),
        http2_directive=not is_old(),
        folder=str(folder),
        temporary=str(folder),
    )
    assert complaints(folder, text) == ""


@pytest.mark.parametrize("system", stacks.names())
def test_nginx_takes_the_file_of_every_system_without_a_word(system: str, new_folder: Callable[[], Path]) -> None:
    folder, spec = new_folder(), stacks.load(system)
    if spec.edge.listeners:
        need(STREAM_MODULE, "libnginx-mod-stream")
    listeners = tuple(
        OpenListener(listener=listener, protocol=protocol, port=number, ranges=("0.0.0.0/0", "::/0"))
        for number, listener in enumerate(spec.edge.listeners, 5514)
        for protocol in Protocol
    )
    text = nginx_conf(
        place(spec, Environment.PROD, Size.LARGE),
        settings(domain="system.example.com"),
        {service.name: ("127.0.0.1:8000", "127.0.0.2:8000") for service in spec.services},
        listeners=listeners,
        http2_directive=not is_old(),
        folder=str(folder),
        temporary=str(folder),
    )
    assert complaints(folder, text) == ""


def test_nginx_takes_a_thousand_tenants_without_a_word(new_folder: Callable[[], Path]) -> None:
    folder, names = new_folder(), [f"tenant-with-a-long-name-{number}" for number in range(1000)]
    routes = tuple(
        Route(path="/", service="backend", hosts=(name,), limits=(replace(HOSTS_OWN, name=name, memory_mb=1),))
        for name in names
    )
    text = nginx_conf(
        clo(hosts=(*SPEC.edge.hosts, *names), routes=routes, sites=()),
        settings(domain="manufacturing.example.com"),
        {"backend": ("127.0.0.1:8000",)},
        http2_directive=not is_old(),
        folder=str(folder),
        temporary=str(folder),
    )
    assert complaints(folder, text) == ""


ANSWERS: Mapping[str, tuple[int, Callable[[Client], Answer]]] = {
    "service": (200, lambda client: client.ask("/health")),
    "service's own error": (500, lambda client: client.ask("/health?status=500")),
    "page": (200, lambda client: client.ask("/")),
    "fallback": (200, lambda client: client.ask("/some/where")),
    "cached file": (200, lambda client: client.ask("/app.js")),
    "missing cached file": (404, lambda client: client.ask("/missing.js")),
    "file below a path": (200, lambda client: client.ask("/static/readme.txt", host="app.localhost")),
    "cached file below a path": (200, lambda client: client.ask("/static/logo.css", host="app.localhost")),
    "missing file below a path": (404, lambda client: client.ask("/static/no.txt", host="app.localhost")),
    "missing cached file below a path": (404, lambda client: client.ask("/static/no.css", host="app.localhost")),
    "folder without a listing": (404, lambda client: client.ask("/static/empty/", host="app.localhost")),
    "fallback below a path": (200, lambda client: client.ask("/ui/v2/some/where", host="app.localhost")),
    "method not allowed": (405, lambda client: client.ask("/", method="POST")),
    "private path": (404, lambda client: client.ask("/metrics")),
    "nobody": (404, lambda client: client.ask("/inside/x")),
    "operators": (403, lambda client: client.ask("/operators/x", source=STRANGER)),
    "nothing there": (404, lambda client: client.ask("/", host="monitoring.localhost")),
    "body too large": (413, lambda client: client.ask("/api/x", method="POST", body=b"x" * 2_200_000)),
    "header too large": (400, lambda client: client.ask("/", headers={"X-Long": "x" * 40_000})),
    "not HTTP": (400, lambda client: client.send(b"nonsense\r\n\r\n")),
    "service away": (502, lambda client: client.ask("/dead/")),
    "service too late": (504, lambda client: client.ask("/late/")),
    "unknown host": (421, lambda client: client.ask("/", host="unknown.example.com")),
    "redirect of a folder": (301, lambda client: client.ask("/images")),
    "redirect of a route": (301, lambda client: client.ask("/api")),
    "redirect to https": (301, lambda client: client.ask("/", plain=True)),
    "unknown host, plain": (421, lambda client: client.ask("/", host="unknown.example.com", plain=True)),
    "plain HTTP on the TLS port": (
        400,
        lambda client: replace(client, http=client.https).ask("/", plain=True),
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_every_answer_carries_every_header_once(case: str, client: Client) -> None:
    status, ask = ANSWERS[case]
    answer = ask(client)
    assert answer.status == status
    for name, value in SPEC.edge.headers.items():
        assert answer.headers.get_all(name) == [value], name
    assert answer.headers["Server"] == "nginx"
    assert "X-Powered-By" not in answer.headers
    assert b"nginx/" not in answer.body


def test_too_many_requests_are_429_with_the_headers_and_each_client_has_its_own_limit(client: Client) -> None:
    answers = [client.ask("/slow/x", source="127.0.0.20") for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    for name, value in SPEC.edge.headers.items():
        assert answers[-1].headers.get_all(name) == [value], name
    assert client.ask("/slow/x", source="127.0.0.21").status == 200
    assert client.ask("/slow/exact", source="127.0.0.20").status == 200  # another route, without a limit


def statuses(client: Client, path: str, host: str, source: str, count: int) -> list[int]:
    return [client.ask(path, host=f"{host}.localhost", source=source).status for _ in range(count)]


def test_a_limit_by_host_separates_hosts_and_not_clients(client: Client) -> None:
    """Though the hosts have the same routes, and so one server block."""
    first, second = TENANTS
    assert statuses(client, "/own/x", first, "127.0.0.30", 2) == [200, 200]
    assert statuses(client, "/own/x", first, "127.0.0.31", 2) == [200, 429]
    assert statuses(client, "/own/x", second, "127.0.0.31", 4) == [200, 200, 200, 429]
    upper = client.ask("/own/x", host=f"{first.upper()}.LOCALHOST.", source="127.0.0.32")
    assert upper.status == 429  # however the name is written


def test_a_request_must_be_within_all_limits(client: Client) -> None:
    host = TENANTS[0]
    assert statuses(client, "/both/x", host, "127.0.0.33", 4) == [200, 200, 200, 429]  # three for a client
    assert statuses(client, "/both/x", host, "127.0.0.34", 2) == [200, 429]  # four for the host
    assert statuses(client, "/both/x", TENANTS[1], "127.0.0.34", 3) == [200, 200, 429]


def test_a_limit_without_a_burst(client: Client) -> None:
    assert statuses(client, "/once/x", TENANTS[0], "127.0.0.35", 2) == [200, 429]


def test_the_most_specific_limit_wins(client: Client) -> None:
    source = "127.0.0.22"
    statuses = [client.ask("/api/v1/auth/login", source=source).status for _ in range(8)]
    assert statuses == [200] * 6 + [429] * 2  # burst 5
    statuses = [client.ask("/api/v1/other", source=source).status for _ in range(23)]
    assert statuses[:21] == [200] * 21  # burst 20
    assert 429 in statuses[21:]


def test_plain_http_only_redirects_to_the_published_port(client: Client) -> None:
    answer = client.ask("/api/x?y=1", host="api.localhost", plain=True)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://api.localhost:{client.https}/api/x?y=1")
    assert client.ask("/images").headers["Location"] == "/images/"  # without an inner port


def test_health_and_status_have_a_port_of_their_own(client: Client) -> None:
    inside = replace(client, http=client.status)
    assert (inside.ask("/edge-health", plain=True).status, inside.ask("/edge-health", plain=True).body) == (
        200,
        b"ok\n",
    )
    assert b"Active connections" in inside.ask("/edge-status", plain=True).body
    assert inside.ask("/health", plain=True).status == 404
    assert client.ask("/edge-status").body == b"the page"  # of the site: outside there is no such thing
