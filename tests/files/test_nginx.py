import base64
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal, getcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.files.nginx import dhparam_pem, nginx_conf
from stacks._profiles import place
from stacks._spec import Balancing, Counted, Environment, Per, RateLimit, Resources, Route, Site, Size, Tls
from stacks.clo import SPEC
from tests.files.edges import BACKEND, clo, settings
from tests.files.made import BOUNDED

INSTANCES = {"backend": ("backend-1:8000", "backend-2:8000")}


def render(**changes: Any) -> str:
    return nginx_conf(clo(**changes), settings(), INSTANCES)


def servers(text: str) -> list[str]:
    return re.findall(r"^    server \{\n(.*?)^    \}\n", text, re.MULTILINE | re.DOTALL)


def test_the_same_spec_gives_the_same_text() -> None:
    assert render() == render()


@pytest.mark.parametrize("environment", list(Environment))
@pytest.mark.parametrize("size", list(Size))
def test_hosts_with_the_same_routes_share_a_server(environment: Environment, size: Size) -> None:
    made = settings(domain="clo.example.com")
    text = nginx_conf(place(SPEC, environment, size), made, INSTANCES)
    names = [re.search(r"server_name (.*);", block) for block in servers(text)]
    assert [match[1] for match in names if match] == [
        "_",
        "clo.example.com www.clo.example.com api.clo.example.com monitoring.clo.example.com",
        "clo.example.com www.clo.example.com",
        "api.clo.example.com",
        "monitoring.clo.example.com",
    ]
    assert text.count("{") == text.count("}")


def test_documents_are_for_operators_in_prod_only() -> None:
    allowed = settings(domain="clo.example.com", accessRanges=["203.0.113.0/24"])
    prod = nginx_conf(place(SPEC, Environment.PROD, Size.SMALL), allowed, INSTANCES)
    dev = nginx_conf(place(SPEC, Environment.DEV, Size.SMALL), allowed, INSTANCES)
    assert 'geo $to_strangers {\n        default 403;\n        203.0.113.0/24 "";\n    }' in prod
    for pattern in ("^/docs", r"^/openapi\.json"):
        rule = f'"~*{pattern}" $to_strangers;'
        assert rule in prod
        assert rule not in dev


@given(paths=st.lists(st.sampled_from(["/a/", "/a/b/", "/a/b/c", "/d", "/abc/"]), unique=True, min_size=1))
@BOUNDED
def test_routes_are_in_order_of_how_specific_they_are(paths: list[str]) -> None:
    routes = tuple(Route(path=path, service="backend") for path in paths)
    block = next(block for block in servers(render(routes=routes, sites=())) if "proxy_pass" in block)
    found = re.findall(r"location (\S+) \{", block)
    assert found == [*sorted(paths, key=lambda path: (-len(path), path)), "/"]


@given(
    requests=st.integers(1, 10_000),
    per=st.sampled_from(list(Per)),
    instances=st.integers(1, 7),
    burst=st.integers(1, 99),
    by=st.sampled_from(list(Counted)),
)
@BOUNDED
def test_edges_together_allow_what_the_limit_says(
    requests: int, per: Per, instances: int, burst: int, by: Counted
) -> None:
    limit = RateLimit(name="tried", requests=requests, per=per, burst=burst, by=by, memory_mb=7)
    system = clo(routes=(Route(path="/", service="backend", limits=(limit,)),), sites=())
    text = nginx_conf(system, settings(), INSTANCES, instances=instances)
    key = {Counted.CLIENT: "binary_remote_addr", Counted.HOST: "host"}[by]
    found = re.search(rf"limit_req_zone \${key} zone=limit_tried:7m rate=(\d+)r/([sm]);", text)
    assert found
    minutely = int(found[1]) * (60 if found[2] == "s" else 1) * instances
    wanted = requests * (60 if per is Per.SECOND else 1)
    assert minutely <= max(wanted, instances)
    assert minutely > wanted - instances
    assert f"limit_req zone=limit_tried burst={burst} nodelay;" in text


def test_on_one_host_the_hosts_own_numbers_count() -> None:
    sizes = {size: Resources(cpus=5, memory_mb=512, replicas=4) for size in Size}
    system = clo(host_sizes=sizes, size=Size.LARGE)
    several, single = (nginx_conf(replace(system, single_host=value), settings(), INSTANCES) for value in (False, True))
    assert "worker_processes 2;" in several
    assert "zone=limit_api:10m rate=33r/m;" in several
    assert "worker_processes 5;" in single
    assert "zone=limit_api:10m rate=25r/m;" in single


def test_limits_are_divided_by_the_edges_of_the_size() -> None:
    text = nginx_conf(clo(size=Size.LARGE), settings(), INSTANCES)
    assert SPEC.edge.sizes[Size.LARGE].replicas == 3
    assert "zone=limit_api:10m rate=33r/m;" in text
    assert "zone=limit_api:10m rate=100r/m;" in nginx_conf(clo(size=Size.LARGE), settings(), INSTANCES, instances=1)


def locations(text: str) -> dict[str, str]:
    """What is in the locations of the first host, by their paths."""
    block = next(block for block in servers(text) if "proxy_pass" in block)
    return dict(re.findall(r"^        location ((?:= )?\S+) \{\n(.*?)^        \}", block, re.MULTILINE | re.DOTALL))


def test_routes_have_their_own_time_outs_and_buffering() -> None:
    found = locations(render())
    for route in SPEC.edge.routes:
        inside = found[f"= {route.path}" if route.exact else route.path]
        for kind in ("connect", "send", "read"):
            assert f"proxy_{kind}_timeout {getattr(route.timeouts, kind)}s;" in inside
        assert ("proxy_buffering off;" in inside) is not route.buffering
        assert ("proxy_buffering off;" in inside) is not route.buffering
        assert "proxy_request_buffering off;" in inside
        assert ("access_log off;" in inside) is not route.logged


def test_numbers_of_the_spec_are_there() -> None:
    text = render(worker_connections=77, keepalive_seconds=11, upstream_failures=5, upstream_failure_seconds=13)
    for line in (
        "worker_connections 77;",
        "keepalive_timeout 11s;",
        "server backend-1:8000 max_fails=5 fail_timeout=13s;",
        "worker_shutdown_timeout 300s;",  # the longest time a service may take
        "proxy_max_temp_file_size 0;",
        "ssl_session_cache shared:edge:10m;",
        "ssl_session_timeout 10m;",
        "types_hash_max_size 2048;",
    ):
        assert f" {line}" in text.replace("\n", " ")


def test_balancing() -> None:
    assert "least_conn;" in render()
    assert "least_conn;" not in render(balancing=Balancing.ROUND_ROBIN)


assert SPEC.edge.compression
COMPRESSION = SPEC.edge.compression
DANGEROUS = st.text(min_size=1).filter(lambda text: re.search(r"[\s\"';{}$\\#%]", text) is not None)


@given(text=DANGEROUS)
@BOUNDED
def test_paths_and_names_can_not_break_out(text: str) -> None:
    route, site = Route(path="/api/", service="backend"), SPEC.edge.sites[0]
    for changes in (
        {"routes": (replace(route, path="/" + text),)},
        {"routes": (replace(route, limits=(RateLimit(name=text, requests=1, per=Per.SECOND, burst=1),)),)},
        {"private_paths": ("/" + text,)},
        {"sites": (replace(site, fallback="/" + text),)},
        {"sites": (replace(site, path=f"/{text}/"),)},
        {"sites": (replace(site, cached_extensions=(text,)),)},
        {"tls": Tls(ciphers=(text,))},
        {"headers": {text: "value"}},
        {"compression": replace(COMPRESSION, types=(text,))},
    ):
        with pytest.raises(ValueError, match="allowed: "):
            render(**changes)
    with pytest.raises(ValueError, match="allowed: address:port"):
        nginx_conf(clo(), settings(), {"backend": (text,)})


@given(value=st.text())
@BOUNDED
def test_header_values_are_quoted_or_refused(value: str) -> None:
    if "$" in value or not value.isascii() or not value.isprintable():
        with pytest.raises(ValueError, match="allowed: printable ASCII"):
            render(headers={"X-Tried": value})
        return
    found = re.search(
        r'^    add_header X-Tried "((?:[^"\\]|\\["\\])*)" always;$', render(headers={"X-Tried": value}), re.M
    )
    assert found
    assert re.sub(r"\\(.)", r"\1", found[1]) == value


@pytest.mark.parametrize("path", ["api", "/a//b", "/a/../b", "/./a", "/a%20b", ""])
def test_paths_that_could_never_match_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="the route is"):
        render(routes=(Route(path=path, service="backend"),))


def test_what_contradicts_itself_is_refused() -> None:
    twice = (Route(path="/a", service="backend"), Route(path="/a", service="backend", hosts=("api",)))
    with pytest.raises(ValueError, match=r"the host 'api' has '/a' twice"):
        render(routes=twice)
    with pytest.raises(ValueError, match=r"the host '' has '/' twice"):
        render(routes=(Route(path="/", service="backend"),))
    with pytest.raises(ValueError, match=r"the host '' has '/' twice"):
        render(sites=(*SPEC.edge.sites, Site(files="frontend", hosts=("",), fallback="/other.html")))
    with pytest.raises(ValueError, match=r"more than one route or site for '= /index.html'"):
        render(routes=(Route(path="/index.html", service="backend", exact=True),))
    below = Site(files="frontend", hosts=("",), path="/a/", fallback="/b.html")
    with pytest.raises(ValueError, match=r"more than one route or site for '= /a/b.html'"):
        render(routes=(Route(path="/a/b.html", service="backend", exact=True),), sites=(below,))
    with pytest.raises(ValueError, match="would hide everything"):
        render(private_paths=("/",))
    with pytest.raises(ValueError, match="'backend' has no instance"):
        nginx_conf(clo(), settings(), {"backend": ()})
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 network"):
        nginx_conf(clo(), settings(), INSTANCES, trusted_proxies=("10.0.0.0/8; evil",))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"requests": 0}, "has requests 0; allowed: at least 1"),
        ({"burst": -1}, "has burst -1; allowed: at least 0"),
        ({"memory_mb": 0}, "has memory_mb 0; allowed: at least 1"),
    ],
)
def test_limits_that_nginx_would_not_take_are_refused(changes: dict[str, int], message: str) -> None:
    limit = RateLimit(**{"name": "tried", "requests": 1, "per": Per.SECOND, "burst": 1, **changes})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=f"the rate limit 'tried' {message}"):
        render(routes=(Route(path="/a", service="backend", limits=(limit,)),))


def test_one_limit_twice_on_a_route_is_refused() -> None:
    limit = RateLimit(name="tried", requests=1, per=Per.SECOND, burst=1)
    with pytest.raises(ValueError, match="the route '/a' has the rate limit 'tried' twice"):
        render(routes=(Route(path="/a", service="backend", limits=(limit, limit)),))
    with pytest.raises(ValueError, match="the site '/' has the rate limit 'tried' twice"):
        render(sites=(replace(SPEC.edge.sites[0], limits=(limit, limit)),))


def test_one_name_for_two_limits_is_refused_on_sites_too() -> None:
    limits = tuple(RateLimit(name="tried", requests=number, per=Per.SECOND, burst=1) for number in (1, 2))
    with pytest.raises(ValueError, match="the rate limit 'tried' is said twice, differently"):
        render(
            routes=(Route(path="/a", service="backend", limits=limits[:1]),),
            sites=(replace(SPEC.edge.sites[0], limits=limits[1:]),),
        )


def test_where_a_service_is_scraped_is_private_though_nobody_says_so() -> None:
    system = clo(private_paths=())
    assert '"~*^(' in nginx_conf(system, settings(), INSTANCES)
    service = replace(BACKEND, metrics_path="/")
    with pytest.raises(ValueError, match="the private path '/' would hide everything"):
        nginx_conf(replace(system, spec=replace(system.spec, services=(service,))), settings(), INSTANCES)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"path": "/static"}, "the site 'frontend' is at '/static'; its path must begin and end with /"),
        ({"path": "/a/../b/"}, "allowed: a path without //, /./ and /../"),
        ({"fallback": "/"}, "the fallback is '/'; allowed: the path of a file, or none"),
        ({"fallback": "index.html"}, "the fallback is 'index.html'; allowed: "),
    ],
)
def test_sites_that_could_serve_something_else_are_refused(changes: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        render(sites=(replace(SPEC.edge.sites[0], **changes),))  # type: ignore[arg-type]


def test_no_secret_and_no_name_of_one() -> None:
    text = render()
    assert BACKEND.secrets
    for use in BACKEND.secrets:
        assert use.variable not in text
    assert "PRIVATE KEY" not in text + dhparam_pem()


def test_the_group_is_the_one_of_rfc_7919() -> None:
    """Its prime is 2^2048 - 2^1984 + (floor(2^1918 e) + 560316) 2^64 - 1, its generator 2: RFC 7919, appendix A.1."""
    getcontext().prec = 700
    prime = 2**2048 - 2**1984 + (int(Decimal(1).exp() * 2**1918) + 560316) * 2**64 - 1
    body = base64.b64decode("".join(dhparam_pem().splitlines()[1:-1]))
    number = prime.to_bytes(257, "big")  # a leading zero: positive in DER
    # SEQUENCE { INTEGER prime, INTEGER 2 }; OpenSSL adds the recommended length of the private value
    assert body[4:].startswith(b"\x02\x82\x01\x01" + number + b"\x02\x01\x02")


def test_dhparam_is_named_only_where_a_suite_wants_it() -> None:
    assert "ssl_dhparam /etc/moorage/dhparam.pem;" in render()
    assert "ssl_dhparam" not in render(tls=Tls(ciphers=("ECDHE-ECDSA-AES256-GCM-SHA384",)))


def test_no_renderer_imports_pulumi() -> None:
    modules = ", ".join(f"components.files.{name}" for name in ("nginx", "postgresql", "pgbouncer", "redis", "nats"))
    code = f"import sys, {modules}; sys.exit('pulumi' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
