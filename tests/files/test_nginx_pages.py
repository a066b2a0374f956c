"""Pages for operators behind the real nginx: who gets them, with which policy, and what other hosts keep."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from components.files.operator_pages import POLICY, Page
from stacks.clo import SPEC
from tests.files.edges import OPERATOR, STRANGER, edge
from tests.files.upstream import Client

pytestmark = pytest.mark.programs
PAGES = (Page(host="monitoring", service="dashboards", port=3000),)
POLICY_OF_CLO = SPEC.edge.headers["Content-Security-Policy"]


@pytest.fixture(scope="module")
def paged(new_folder: Callable[[], Path]) -> Iterator[Client]:
    with edge(new_folder(), pages=PAGES) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/d/moorage-operations", "/api/health", "/docs", "/static/logo.css"])
def test_operators_get_the_page_whatever_the_path(path: str, paged: Client) -> None:
    answer = paged.ask(path, host="monitoring.localhost", source=OPERATOR)
    assert (answer.status, answer.asked["path"]) == (200, path)
    assert answer.headers.get_all("Content-Security-Policy") == [POLICY]
    assert answer.headers.get_all("X-Frame-Options") == ["DENY"]


@pytest.mark.parametrize("path", ["/", "/login", "/api/health", "/public/x.js", "/;x", "//"])
def test_strangers_get_nothing_of_the_page(path: str, paged: Client) -> None:
    answer = paged.ask(path, host="monitoring.localhost", source=STRANGER)
    assert answer.status == 403
    assert b"asked" not in answer.body


def test_metrics_of_the_page_are_for_the_inside(paged: Client) -> None:
    assert paged.ask("/metrics", host="monitoring.localhost", source=OPERATOR).status == 404


@pytest.mark.parametrize("host", ["localhost", "api.localhost"])
def test_other_hosts_keep_their_policy_and_routes(host: str, paged: Client) -> None:
    answer = paged.ask("/api/x", host=host, source=STRANGER)
    assert answer.status == 200
    assert answer.headers.get_all("Content-Security-Policy") == [POLICY_OF_CLO]
