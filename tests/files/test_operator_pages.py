"""Pages for operators: each alone on its host, and for the addresses of operators only."""

import pytest

import stacks
from components.files.operator_pages import HEADERS, Page, with_pages
from stacks._spec import Audience, Environment

PAGES = (
    Page(host="monitoring", service="dashboards", port=3000),
    Page(host="logging", service="log-search", port=5601),
)


@pytest.mark.parametrize("system", stacks.names())
def test_a_page_is_alone_on_its_host_and_for_operators_only(system: str) -> None:
    before = stacks.load(system).edge
    edge = with_pages(before, PAGES)
    assert len(set(edge.hosts)) == len(edge.hosts)
    assert set(edge.hosts) == {*before.hosts, "monitoring", "logging"}
    for page in PAGES:
        (route,) = [route for route in edge.routes if not route.hosts or page.host in route.hosts]
        assert (route.path, route.exact, route.service) == ("/", False, page.service)
        assert all(route.audience_at(environment) is Audience.OPERATORS for environment in Environment)
        assert not [site for site in edge.sites if page.host in site.hosts]


@pytest.mark.parametrize("system", stacks.names())
def test_other_hosts_keep_what_they_have(system: str) -> None:
    before = stacks.load(system).edge
    edge = with_pages(before, PAGES)
    for host in set(before.hosts) - {"monitoring", "logging"}:
        for had, has in ((before.routes, edge.routes),):
            assert [(route.path, route.service) for route in had if not route.hosts or host in route.hosts] == [
                (route.path, route.service) for route in has if not route.hosts or host in route.hosts
            ]
        assert [site.files for site in before.sites if host in site.hosts] == [
            site.files for site in edge.sites if host in site.hosts
        ]
    assert with_pages(before, ()) is before


def test_a_page_has_a_host_of_its_own() -> None:
    edge = stacks.load("clo").edge
    with pytest.raises(ValueError, match="a page for operators has no host; allowed: a name below the domain"):
        with_pages(edge, (Page(host="", service="dashboards", port=3000),))
    with pytest.raises(ValueError, match="two pages for operators are on 'monitoring'; each needs a name of its own"):
        with_pages(edge, (PAGES[0], PAGES[0]))


def test_pages_run_no_scripts_of_others() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy
