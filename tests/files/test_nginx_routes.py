"""Where the real nginx sends a path: the site, a service, or nowhere."""

import gzip

import pytest

from tests.files.edges import LONG, OPERATOR, STRANGER
from tests.files.upstream import Client

pytestmark = pytest.mark.programs


@pytest.mark.parametrize(
    ("path", "cache", "body"),
    [
        ("/", "no-cache", b"the page"),
        ("/index.html", "no-cache", b"the page"),
        ("/some/where", "no-cache", b"the page"),
        ("/about.html", "no-cache", b"about"),
        ("/images/", "no-cache", b"the page"),
        ("/app.js", "public, max-age=31536000, immutable", LONG.encode()),
        ("/images/a.svg", "public, max-age=31536000, immutable", b"<svg/>"),
    ],
)
def test_the_site_and_what_browsers_may_keep(path: str, cache: str, body: bytes, client: Client) -> None:
    answer = client.ask(path)
    assert (answer.status, answer.headers.get_all("Cache-Control"), answer.body) == (200, [cache], body)


def test_a_missing_file_is_not_kept(client: Client) -> None:
    assert client.ask("/missing.js").headers.get_all("Cache-Control") is None


@pytest.mark.parametrize("path", ["/api/x.js", "/api/v1/logo.png?size=1", "/docs", "/openapi.json"])
def test_routes_keep_their_paths_whatever_they_end_with(path: str, client: Client) -> None:
    answer = client.ask(path, source="127.0.0.23")
    assert (answer.status, answer.asked["path"]) == (200, path)


@pytest.mark.parametrize(
    "path", ["/metrics", "/metrics/", "/metrics/x.js", "/api/metrics", "/api/%6Detrics", "/api//metrics", "/METRICS",
             "/x/../metrics", "/hidden/metrics", "/metrics?x=1"]
)  # fmt: skip
@pytest.mark.parametrize("host", ["localhost", "api.localhost", "monitoring.localhost"])
def test_private_paths_are_404_however_they_are_written(path: str, host: str, client: Client) -> None:
    assert client.ask(path, host=host, source="127.0.0.24").status == 404


def test_only_what_is_private_is_hidden(client: Client) -> None:
    assert client.ask("/api/metrics-of-mine", source="127.0.0.25").status == 200
    assert client.ask("/api/mymetrics", source="127.0.0.25").status == 200


def test_hosts_have_their_own_routes(client: Client) -> None:
    assert client.ask("/health", host="api.localhost").status == 200
    assert client.ask("/", host="api.localhost").status == 404
    assert client.ask("/health", host="monitoring.localhost").status == 404
    assert client.ask("/", host="www.localhost").body == b"the page"


def test_only_operators_get_what_is_for_them(client: Client) -> None:
    assert client.ask("/operators/x", source=OPERATOR).status == 200
    lie = {"X-Forwarded-For": OPERATOR, "X-Real-IP": OPERATOR}
    assert client.ask("/operators/x", source=STRANGER, headers=lie).status == 403


def test_long_answers_are_compressed_and_short_ones_are_not(client: Client) -> None:
    accept = {"Accept-Encoding": "gzip"}
    long = client.ask("/app.js", headers=accept)
    assert (long.headers["Content-Encoding"], gzip.decompress(long.body)) == ("gzip", LONG.encode())
    assert long.headers["Vary"] == "Accept-Encoding"
    assert client.ask("/about.html", headers=accept).headers["Content-Encoding"] is None
