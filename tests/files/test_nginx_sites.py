"""What the real nginx serves from a folder: below which paths, and nothing from beside it."""

import pytest

from stacks.clo import SPEC
from tests.files.edges import LONG, OUTSIDE, TENANTS
from tests.files.upstream import Client

pytestmark = pytest.mark.programs
APP = "app.localhost"  # has a service at "/", and sites at /static/ and /ui/v2/
KEPT = "public, max-age=60, immutable"


@pytest.mark.parametrize(
    ("path", "kind", "cache", "body"),
    [
        ("/static/logo.css", "text/css", KEPT, b"a {}"),
        ("/static/readme.txt", "text/plain", "no-cache", b"read me"),
        ("/static/guide/", "text/html", "no-cache", b"the guide"),
        ("/static/guide/index.html", "text/html", "no-cache", b"the guide"),
        ("/static/empty/deep/file.txt", "text/plain", "no-cache", b"deep"),
        ("/static//logo.css", "text/css", KEPT, b"a {}"),
        ("/static/logo.css?v=2", "text/css", KEPT, b"a {}"),
        ("/ui/v2/", "text/html", "no-cache", b"the page"),
        ("/ui/v2/index.html", "text/html", "no-cache", b"the page"),
        ("/ui/v2/some/where", "text/html", "no-cache", b"the page"),
        ("/ui/v2/images/", "text/html", "no-cache", b"the page"),
        ("/ui/v2/app.js", "javascript", KEPT, LONG.encode()),
        ("/ui/v2/images/a.svg", "image/svg+xml", KEPT, b"<svg/>"),
    ],
)
def test_files_are_below_the_sites_path(path: str, kind: str, cache: str, body: bytes, client: Client) -> None:
    answer = client.ask(path, host=APP)
    assert (answer.status, answer.headers.get_all("Cache-Control"), answer.body) == (200, [cache], body)
    assert kind in answer.headers["Content-Type"]


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/guide", "/static/empty/", "/static/empty/deep/", "/static/no.txt", "/static/no.css",
     "/static/no/", "/static/logo.css/", "/static/index.html", "/static/metrics", "/ui/v2/no.js"],
)  # fmt: skip
def test_what_is_not_there_is_404_and_nothing_is_listed(path: str, client: Client) -> None:
    answer = client.ask(path, host=APP)
    assert (answer.status, answer.headers["Cache-Control"]) == (404, None)
    for listed in (b"logo", b"file.txt", b"deep"):
        assert listed not in answer.body
    for name, value in SPEC.edge.headers.items():
        assert answer.headers.get_all(name) == [value], name


@pytest.mark.parametrize("path", ["/", "/x", "/static", "/static.css", "/staticlogo.css", "/ui/v2", "/ui/x.js",
                                  "/static/service/logo.css", "/x/static/logo.css"])  # fmt: skip
def test_other_paths_of_the_host_are_the_services(path: str, client: Client) -> None:
    assert client.ask(path, host=APP).asked["path"] == path


def test_one_site_has_the_same_files_on_every_host(client: Client) -> None:
    assert client.ask("/static/readme.txt", host="monitoring.localhost").body == b"read me"
    assert client.ask("/static/readme.txt", host="api.localhost").status == 404
    assert client.ask("/static/readme.txt").body == b"the page"  # of another site, which has "/"


@pytest.mark.parametrize("host", [APP, "monitoring.localhost"])  # with and without a service at "/"
@pytest.mark.parametrize("path", [
    "/static../{}", "/static..%2f{}", "/static%2e%2e/{}", "/static/../{}", "/static/%2e%2e/{}", "/static/.%2e/{}",
    "/static/..%2f{}", "/static%2f..%2f{}", "/static/%2e%2e%2f{}", "/static/..%5c{}", "/static/..\\{}",
    "/static/..;/{}", "/static/%252e%252e/{}", "/static/%252e%252e%252f{}", "/static//../{}", "/static/..//{}",
    "/static/guide/../../{}", "/static/guide/%2e%2e/%2e%2e/{}", "/static/no/../../{}", "/static/logo.css/../../{}",
    "/static/./../{}", "/static/..%00/{}", "/static/%c0%ae%c0%ae/{}", "/static-x/../{}", "/static//{}",
    "/static/../../{}", "/../{}", "/static/{}",
])  # fmt: skip
@pytest.mark.parametrize("name", ["outside.txt", "static-x/outside.txt"])
def test_nothing_outside_of_the_folder_is_served(path: str, name: str, host: str, client: Client) -> None:
    answer = client.ask(path.format(name), host=host)
    assert OUTSIDE.encode() not in answer.body
    if answer.status == 200:  # tidied, the path is the service's
        assert answer.asked["method"] == "GET"


def test_sites_only_answer_to_questions(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.ask("/static/readme.txt", host=APP, method=method).status == 405
    head = client.ask("/static/readme.txt", host=APP, method="HEAD")
    assert (head.status, head.headers["Content-Length"], head.body) == (200, str(len(b"read me")), b"")


def test_redirects_of_folders_keep_the_sites_path(client: Client) -> None:
    answer = client.ask("/ui/v2/images", host=APP)
    assert (answer.status, answer.headers["Location"]) == (301, "/ui/v2/images/")


def limited(client: Client, host: str, *paths: str) -> list[int]:
    return [client.ask(f"/limited/{path}", host=f"{host}.localhost").status for path in paths]


def test_a_sites_limit_counts_every_kind_of_answer_and_the_routes_that_share_it(client: Client) -> None:
    kinds = ("ui/", "ui/app.js", "ui/some/where", "static/readme.txt", "x")
    assert limited(client, TENANTS[0], *kinds) == [200] * 5  # one a minute and a burst of four
    every = (*kinds, "ui/index.html", "ui/no.js", "static/no.txt", "static/guide/", "static/logo.css")
    assert limited(client, TENANTS[0], *every) == [429] * len(every)
    assert limited(client, TENANTS[1], "ui/some/where", "ui/", "ui/no.js") == [200, 200, 404]  # each counts once
    assert limited(client, TENANTS[1], "static/guide/", "ui/index.html", "x") == [200, 200, 429]
