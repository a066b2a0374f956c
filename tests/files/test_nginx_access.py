"""Who gets what is not for everybody from the real nginx, however the path is written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import stacks
from stacks._profiles import place
from stacks._spec import Environment, Size
from tests.files.edges import OPERATOR, STRANGER, edge
from tests.files.upstream import Client

pytestmark = pytest.mark.programs

# Of an exact route; for most of them nginx would choose the location of the route above it.
HEALTH = (
    "/api/db/health", "/api/db/health?x=1", "/api//db/health", "/api/db/%68ealth", "/api/db%2fhealth",
    "/api/db/health/", "/api/db/health//", "/api/db/health%2f", "/api/db/health%2F%2f", "/api/db/health/?x=1",
    "/api/db/Health", "/API/db/health", "/API/DB/HEALTH/", "/api/db/%48ealth", "/%41pi/db/health",
    "/api/db/health;x", "/api/db/health;", "/api/db/health;x=1/", "/api/db/health%3bx", "/api/db/health;x%2f",
    "/api;x/db/health", "/api/db;x=1;y=2/health", "/api/db;/Health;x/", "/api/db/health%0a", "//api/db/health/",
)  # fmt: skip
# Of a route that is not exact: all below it too.
BELOW = (
    "/operators/", "/operators", "/operators/x", "/operators/x/y.js", "/operators//x", "/operators%2fx",
    "/Operators/", "/OPERATORS/x", "/%4fperators/x", "/%6fperators/x", "//operators/x",
    "/operators;x", "/operators;x/", "/operators;x/y", "/operators%3bx/y", "/operators/;x",
    "/operators/Open/x", "/operators/open", "/operators/open;x/", "/operators/page/", "/operators/page;x",
    "/operators/page%0a", "/operators/PAGE",
)  # fmt: skip
# Services that resolve paths otherwise than nginx does would take these for something else than nginx has checked.
AMBIGUOUS = (
    "/operators/x/../../api/x", "/operators/../api/x", "/operators/%2e%2e/api/x", "/operators/..%2fapi/x",
    "/operators%2f..%2fapi/x", "/operators/.%2e/api/x", "/operators/x/%2E./../api/x", "/guarded/../api/x",
    "/metrics/../api/x", "/metrics/x/%2e%2e%2f../api/x", "/metrics/..", "/metrics/..?x=/y",
    "/hidden/metrics/../../api/x",
    "/api/..;/guarded", "/api/..;x=1/metrics", "/api/%2e%2e;/metrics", "/api/..%3b/metrics", "/api/.;/db/health",
    "/;x/guarded", "/api/;x/db/health", "/%2f;x/guarded", "/api/./db/./x",
    "/api/x#/../../metrics", "/api#/db/health", "/\\metrics", "/api\\db\\health", "/api/..\\metrics",
    "\\\\x\\..\\api/x",
)  # fmt: skip


@pytest.mark.parametrize("path", [*HEALTH, *BELOW, "/guarded", "/guarded/", "/Guarded;x"])
def test_strangers_are_refused_however_they_write_it(path: str, client: Client) -> None:
    for host in ("localhost", "api.localhost", "app.localhost"):
        assert client.ask(path, host=host, source=STRANGER).status == 403, host


@pytest.mark.parametrize("path", [*HEALTH, *BELOW])
def test_strangers_are_refused_in_http_2_too(path: str, client: Client) -> None:
    assert client.status_in_http_2(path, source=STRANGER) == 403


@pytest.mark.parametrize(
    "path", ["/api/db/health", "/api/db/health/", "/API/db/health", "/api/db/health;x", "/api/db%2fhealth",
             "/operators/", "/operators/x", "/operators//x", "/Operators/x", "/operators;x", "/guarded"]
)  # fmt: skip
def test_operators_get_it_however_they_write_it(path: str, client: Client) -> None:
    """On a host where what no route takes goes to the service too, so that every form gets there."""
    answer = client.ask(path, host="app.localhost", source=OPERATOR)
    assert (answer.status, answer.asked["path"]) == (200, path)


@pytest.mark.parametrize(
    "path", ["/inside/", "/inside", "/inside/x", "/Inside/x", "/inside;x", "/inside;x/y", "/inside%2fx", "//inside/"]
)
def test_nobody_gets_what_is_for_nobody(path: str, client: Client) -> None:
    assert client.ask(path, host="app.localhost", source=OPERATOR).status == 404
    assert client.status_in_http_2(path, host="app.localhost", source=OPERATOR) == 404


@pytest.mark.parametrize(
    "path", ["/operators/open/", "/operators/open/x", "/operators/page", "/operators/page?x=1", "/operatorsx",
             "/guarded/x", "/guardedx", "/api/db/health/x", "/api/db/healthy", "/api/db/x", "/api/x/db/health",
             "/insidex", "/x/inside/"]
)  # fmt: skip
def test_everything_else_is_for_strangers_too(path: str, client: Client) -> None:
    answer = client.ask(path, host="app.localhost", source=STRANGER)
    assert (answer.status, answer.asked["path"]) == (200, path)


@pytest.mark.parametrize("path", AMBIGUOUS)
def test_what_services_may_read_as_another_path_reaches_none(path: str, client: Client) -> None:
    for host in ("localhost", "app.localhost"):
        assert client.ask(path, host=host, source=OPERATOR).status in {400, 404}, host


@pytest.mark.parametrize("path", [path for path in AMBIGUOUS if path.startswith("/") and not {"#", "\\"} & set(path)])
def test_what_services_may_read_as_another_path_reaches_none_in_http_2_either(path: str, client: Client) -> None:
    assert client.status_in_http_2(path, host="app.localhost", source=OPERATOR) in {400, 404}


@pytest.mark.parametrize(
    "path", ["/api/x;y=1/z", "/api/..x", "/api/x../y", "/api/.../y", "/api/.well-known", "/api/x.%2e", "/api/a%2fb",
             "/api/a%5cb", "/api/a%23b", "/api/%252e%252e/y", "/api/x?y=/../z", "/api/x?y=/;z", "/api/x?y=\\"]
)  # fmt: skip
def test_paths_that_only_look_like_it_pass_unchanged(path: str, client: Client) -> None:
    answer = client.ask(path, host="app.localhost", source="127.0.0.40")
    assert (answer.status, answer.asked["path"]) == (200, path)


@pytest.mark.parametrize("path", ["/operators{}", "/operators{}/x", "/api/db/health{}", "/api{}/db{}/health{}/"])
@pytest.mark.parametrize("parameter", [";", ";x", ";x=1"])
def test_no_path_is_too_long_to_be_checked(path: str, parameter: str, client: Client) -> None:
    """A regular expression that gives up would match nothing."""
    written = path.format(*[parameter * (7500 // path.count("{}") // len(parameter))] * 3)
    assert client.ask(written, source=STRANGER).status == 403


@pytest.fixture(scope="module", params=["clo", "manufacturing"])
def prod(request: pytest.FixtureRequest, new_folder: Callable[[], Path]) -> Iterator[tuple[str, Client]]:
    """The name of a system, and a client of its edge in prod."""
    with edge(new_folder(), system=place(stacks.load(request.param), Environment.PROD, Size.SMALL)) as client:
        yield request.param, client


# What the systems have for operators, and on which hosts.
RESTRICTED = {
    "clo": (
        ("localhost", "www.localhost", "api.localhost"),
        ("/docs", "/docs/", "/docs/oauth2-redirect", "/docs/x.js", "/Docs", "/DOCS/", "/docs;x", "/docs%2f", "//docs",
         "/%64ocs", "/openapi.json", "/openapi.json/", "/OpenAPI.json", "/openapi.JSON", "/openapi.json;x",
         "/openapi%2ejson", "/openapi.json%2f"),
    ),
    "manufacturing": (("localhost", "api.localhost"), HEALTH),
}  # fmt: skip


def test_the_systems_own_routes_for_operators(prod: tuple[str, Client]) -> None:
    system, client = prod
    hosts, paths = RESTRICTED[system]
    for host in hosts:
        assert client.ask(paths[0], host=host, source=OPERATOR).asked["path"] == paths[0]
        statuses = {path: client.ask(path, host=host, source=STRANGER).status for path in paths}
        assert statuses == dict.fromkeys(paths, 403), host
