"""What the world sees of the edge: routes, headers, limits and refusals."""

import base64
import http.client
import secrets
import ssl

import pytest

from tests.e2e.client import Answer, Client
from tests.e2e.docker import docker
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "x-xss-protection": "1; mode=block",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; "
        "font-src 'self'; connect-src 'self' wss:; frame-ancestors 'none';"
    ),
}
HOSTS = ("localhost", "www.localhost", "api.localhost", "monitoring.localhost")


def _safe(answer: Answer) -> bool:
    return {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("host", ["localhost", "www.localhost"])
def test_the_frontend_answers_and_unknown_paths_are_its_own(client: Client, host: str) -> None:
    home = client.get("/", host)
    assert home.status == 200
    assert "<title>Moorage sample</title>" in home.text
    assert home.headers["cache-control"] == "no-cache"
    assert client.get("/some/page/of/the/application", host).body == home.body
    assert _safe(home)


def test_assets_may_be_kept_and_missing_ones_are_not_the_frontend(client: Client) -> None:
    for path in ("/app.js", "/style.css"):
        asset = client.get(path)
        assert (asset.status, asset.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert _safe(asset)
    missing = client.get("/missing.js")
    assert missing.status == 404
    assert _safe(missing)


def test_the_name_of_the_api_has_no_frontend(client: Client) -> None:
    assert client.get("/", "api.localhost").status == 404
    assert client.get("/health", "api.localhost").json["status"] == "healthy"


def test_plain_http_leads_to_https_at_the_published_port(client: Client) -> None:
    answer = client.plain("/some/path?and=query", "www.localhost")
    assert answer.status == 301
    assert answer.headers["location"] == f"https://www.localhost:{client.https}/some/path?and=query"
    assert _safe(answer)


def test_unknown_hosts_are_refused(client: Client) -> None:
    assert client.ask("GET", "/health", "evil.example.com", server_name="localhost").status == 421
    assert client.plain("/health", "evil.example.com").status == 421


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/api/v1/metrics", "/x/../metrics", "/%6detrics"])
def test_metrics_are_not_for_the_world(client: Client, path: str) -> None:
    for host in HOSTS:
        answer = client.get(path, host)
        assert answer.status == 404, host
        assert b"api_requests_total" not in answer.body


def test_metrics_are_for_the_inside(system: Stack) -> None:
    metrics = docker("exec", system.container("backend-1"), "curl", "-fsS", "http://127.0.0.1:9090/metrics")
    assert "api_requests_total" in metrics


def test_only_new_tls(client: Client) -> None:
    assert _version(client, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert _version(client, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    with pytest.warns(DeprecationWarning, match="TLSv1_1"), pytest.raises((ssl.SSLError, ConnectionError)):
        _version(client, ssl.TLSVersion.TLSv1_1)


def _version(client: Client, version: ssl.TLSVersion) -> str | None:
    with client.connect(version=version) as secure:
        return secure.version()


def test_records_are_written_to_all_and_read_from_the_cache(client: Client) -> None:
    value = f"written from outside {secrets.token_hex(4)}"
    written = client.patient("POST", "/api/v1/records", {"value": value})
    assert (written.status, written.json["database"], written.json["cache"]) == (201, "written", "written")
    read = client.patient("GET", written.headers["location"])
    assert read.json == {"id": written.json["id"], "value": value, "source": "cache"}


def test_both_instances_serve(client: Client) -> None:
    seen = {client.get("/health").json["instance"] for _ in range(20)}
    assert len(seen) == 2


def test_services_learn_who_asks_and_do_not_believe_lies(client: Client) -> None:
    answer = client.get("/api/v1/headers", "api.localhost", **{"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "lie"})
    seen = answer.json
    assert seen["host"] == seen["x-forwarded-host"] == f"api.localhost:{client.https}"
    assert seen["x-forwarded-proto"] == "https"
    assert "203.0.113.7" not in seen["x-forwarded-for"]
    assert seen["x-real-ip"] == seen["x-forwarded-for"]


def test_a_web_socket_echoes(client: Client) -> None:
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    head = (
        f"GET /api/v1/socket HTTP/1.1\r\nHost: localhost:{client.https}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    with client.connect() as secure, secure.makefile("rb") as stream:
        secure.sendall(head.encode())
        assert stream.readline().startswith(b"HTTP/1.1 101 ")
        while stream.readline() != b"\r\n":
            pass
        secure.sendall(b"\x81\x85\0\0\0\0hello")  # a final text frame of five bytes under a mask of zeros
        assert stream.read(7) == b"\x81\x05hello"


def test_bodies_end_at_50_mb(client: Client) -> None:
    # Only announced: the edge must not wait for what it won't take, nor keep what it passes on.
    for size, refused in ((50 * 1024 * 1024 + 1, True), (50 * 1024 * 1024, False)):
        with client.connect() as secure:
            secure.settimeout(2)
            asking = http.client.HTTPConnection("unused")
            asking.sock = secure
            asking.putrequest("POST", "/health", skip_host=True)
            asking.putheader("Host", f"localhost:{client.https}")
            asking.putheader("Content-Length", str(size))
            asking.endheaders()
            with asking.getresponse() as answer:
                # One byte more is the edge's to refuse, with a page; what it lets through is answered by the app.
                assert answer.getheader("Content-Type") == ("text/html" if refused else "application/json")
                assert answer.status == 413 or not refused
                assert answer.getheader("X-Frame-Options") == "DENY"


def test_long_answers_have_five_minutes(system: Stack) -> None:
    # Waiting for one would take longer than all the rest of this suite.
    conf = docker("exec", system.container("edge"), "cat", "/etc/moorage/nginx.conf")
    assert (
        conf.count("location /api/ {") == 2
    )  # localhost and www.localhost share one server, api.localhost has its own
    for location in conf.split("location /api/ {")[1:]:
        assert "proxy_read_timeout 300s;" in location.split("}")[0]


@pytest.mark.parametrize(("path", "burst", "at_most"), [("/api/v1/auth/login", 5, 7), ("/api/v1/headers", 20, 28)])
def test_a_burst_above_the_limit_is_refused(client: Client, path: str, burst: int, at_most: int) -> None:
    """The bursts of the spec and what the rate lets through during the second or two that this takes."""
    answers = [client.get(path, "api.localhost") for _ in range(at_most + 12)]
    refused = [answer for answer in answers if answer.status == 429]
    passed = len(answers) - len(refused)
    assert passed <= at_most
    assert refused
    assert all(_safe(answer) for answer in refused)
    assert passed >= burst or path != "/api/v1/auth/login"  # tests before this one have used some of the api's burst
    assert client.get("/health").status == 200  # what is not limited still answers
