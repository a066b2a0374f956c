"""Where the real nginx sends a path: the site, a service, or nowhere."""

import gzip

import pytest

from tests.files.edges import LONG, OPERATOR, STRANGER
from tests.files.upstream import Client

pytestmark = pytest.mark.programs
PRIVATE = (
    "/metrics", "/metrics/", "/metrics/x.js", "/metrics?x=1", "/METRICS", "/Metrics/", "/%6Detrics", "/%4detrics",
    "/metrics%2f", "/metrics%2Fx", "//metrics", "/%2fmetrics", "/%2f%2fmetrics//", "/./metrics", "/x/../metrics",
    "/%2e/metrics", "/x/%2e%2e/metrics", "/x/..%2fmetrics", "/metrics;x", "/metrics;", "/metrics;x=1/", "/metrics/;x",
    "/metrics;x/y", "/metrics%3bx", "/api/metrics", "/api/metrics/", "/api/metrics;x", "/api;x/metrics", "/API/Metrics",
    "/api//metrics", "/api%2fmetrics", "/api/%6Detrics", "/api/v1/auth/metrics", "/docs/metrics", "/operators/metrics",
    "/operators/open/metrics", "/hidden/metrics", "/hidden/metrics;x", "/HIDDEN//metrics", "/hidden;x/metrics/",
    "/api/hidden/metrics", "/inside/metrics", "https://localhost/metrics", "https://localhost//x/../metrics",
)  # fmt: skip


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


@pytest.mark.parametrize("path", PRIVATE)
@pytest.mark.parametrize("host", ["localhost", "api.localhost", "monitoring.localhost"])
def test_private_paths_are_404_however_they_are_written(path: str, host: str, client: Client) -> None:
    assert client.ask(path, host=host, source=OPERATOR).status == 404


@pytest.mark.parametrize("path", [path for path in PRIVATE if "://" not in path])
def test_private_paths_are_404_in_http_2_too(path: str, client: Client) -> None:
    assert client.status_in_http_2(path, source=OPERATOR) == 404


@pytest.mark.parametrize(
    "path", ["/api/v1/metrics/daily", "/api/metrics-of-mine", "/api/mymetrics", "/api/metrics.json",
             "/api/x?y=/metrics", "/api/hidden/v1/metrics/daily"]
)  # fmt: skip
def test_only_what_is_private_is_hidden(path: str, client: Client) -> None:
    answer = client.ask(path, host="localhost", source="127.0.0.25")
    assert answer.status == 200
    if path.startswith("/api/"):  # else it is the site's
        assert answer.asked["path"] == path


@pytest.mark.parametrize("path", ["/api/v1/metrics", "/api/v1/Metrics/", "/api/x/metrics;y", "/health/metrics"])
def test_a_path_that_ends_like_a_private_one_is_hidden_too(path: str, client: Client) -> None:
    """Some services, the sample among them, look at nothing but the end of a path."""
    assert client.ask(path, host="localhost", source="127.0.0.26").status == 404


def test_files_may_have_the_name_of_a_private_path(client: Client) -> None:
    assert client.ask("/static/metrics/daily.txt", host="app.localhost").body == b"daily"


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
