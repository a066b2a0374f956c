"""What the real nginx answers: its headers, whatever the answer; its limits; its redirects."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from components.files.nginx import DHPARAM_FILE, dhparam_pem, nginx_conf
from stacks._spec import Environment, Size
from stacks.clo import SPEC
from tests.files.edges import STRANGER, USER, clo, is_old, settings
from tests.files.made import find, identity, own
from tests.files.upstream import Answer, Client

pytestmark = pytest.mark.programs


@pytest.mark.parametrize("environment", list(Environment))
@pytest.mark.parametrize("size", [Size.LAPTOP, Size.LARGE])
def test_nginx_takes_the_file_of_every_environment_without_a_word(
    environment: Environment, size: Size, new_folder: Callable[[], Path]
) -> None:
    folder = new_folder()
    (folder / DHPARAM_FILE).write_text(dhparam_pem())
    text = nginx_conf(
        clo(size=size, environment=environment),
        settings(domain="clo.example.com"),
        {"backend": ("127.0.0.1:8000",)},
        trusted_proxies=("10.0.0.0/8", "2001:db8::/32"),
        http2_directive=not is_old(),
        folder=str(folder),
        temporary=str(folder),
    )
    (folder / "nginx.conf").write_text(text)
    (folder / "log").touch()
    own(folder, USER)
    with (folder / "log").open("wb") as log:  # a file, because nginx opens /dev/stdout by its name
        command = [find("nginx"), "-e", "stderr", "-t", "-q", "-c", str(folder / "nginx.conf")]
        tried = subprocess.run(command, stdout=log, stderr=log, timeout=20, check=False, **identity(USER))
    assert (tried.returncode, (folder / "log").read_text()) == (0, "")


ANSWERS: Mapping[str, tuple[int, Callable[[Client], Answer]]] = {
    "service": (200, lambda client: client.ask("/health")),
    "service's own error": (500, lambda client: client.ask("/health?status=500")),
    "page": (200, lambda client: client.ask("/")),
    "fallback": (200, lambda client: client.ask("/some/where")),
    "cached file": (200, lambda client: client.ask("/app.js")),
    "missing cached file": (404, lambda client: client.ask("/missing.js")),
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
