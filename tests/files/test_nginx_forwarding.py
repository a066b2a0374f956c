"""What the real nginx tells services of their clients, and how it reaches them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.files.edges import OPERATOR, PROXY, STRANGER, edge
from tests.files.upstream import LATE, Client

pytestmark = pytest.mark.programs


def test_what_a_client_says_of_itself_is_replaced(client: Client) -> None:
    lies = {
        "X-Forwarded-For": "203.0.113.7",
        "X-Real-IP": "203.0.113.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example.com",
        "X-Forwarded-Port": "1",
        "Forwarded": "for=203.0.113.7",
        "X-Request-Id": "mine",
        "Proxy": "http://evil.example.com",
    }
    for path in ("/health", "/api/x"):  # with and without web sockets: other proxy headers
        headers = client.ask(path, host="api.localhost", source=STRANGER, headers=lies).asked["headers"]
        assert headers["host"] == headers["x-forwarded-host"] == [f"api.localhost:{client.https}"]
        assert headers["x-forwarded-for"] == headers["x-real-ip"] == [STRANGER]
        assert headers["x-forwarded-proto"] == ["https"]
        assert headers["x-forwarded-port"] == [str(client.https)]
        assert re.fullmatch("[0-9a-f]{32}", *headers["x-request-id"])
        assert not {"forwarded", "proxy", "connection"} & set(headers)


def test_a_trusted_proxy_names_the_client_and_nobody_else_does(new_folder: Callable[[], Path]) -> None:
    with edge(new_folder(), trusted_proxies=(f"{PROXY}/32",)) as client:
        said = {"X-Forwarded-For": f"198.51.100.1, 203.0.113.7, {PROXY}"}
        trusted = client.ask("/health", source=PROXY, headers=said).asked["headers"]
        assert trusted["x-forwarded-for"] == trusted["x-real-ip"] == ["203.0.113.7"]
        stranger = client.ask("/health", source=STRANGER, headers=said).asked["headers"]
        assert stranger["x-forwarded-for"] == stranger["x-real-ip"] == [STRANGER]
        by_proxy = {"X-Forwarded-For": OPERATOR}
        assert client.ask("/operators/x", source=PROXY, headers=by_proxy).status == 200
        assert client.ask("/operators/x", source=PROXY, headers={"X-Forwarded-For": STRANGER}).status == 403


def test_web_sockets_pass_and_other_upgrades_do_not(client: Client) -> None:
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    head = (
        f"GET /api/socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nUpgrade: "
    )
    with client.connect(source="127.0.0.26") as connection:
        connection.sendall(f"{head}websocket\r\n\r\nhello".encode())
        received = b""
        while part := connection.recv(4096):
            received += part
    assert received.startswith(b"HTTP/1.1 101 ")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in received  # RFC 6455, 1.3
    assert received.endswith(b"\r\n\r\nHELLO")
    upgrade = {"Upgrade": "h2c", "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA"}
    assert "upgrade" not in client.ask("/api/x", source="127.0.0.26", headers=upgrade).asked["headers"]
    plain = client.ask("/health", headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    assert not {"upgrade", "connection"} & set(plain.asked["headers"])


def test_bodies_up_to_the_limit_pass(client: Client) -> None:
    source, limit = "127.0.0.27", 2 * 1024 * 1024
    answer = client.ask("/api/x", method="POST", body=b"x" * limit, source=source)
    assert (answer.status, answer.asked["body"]) == (200, limit)
    assert client.ask("/api/x", method="POST", body=b"x" * (limit + 1), source=source).status == 413


def test_what_takes_too_long_is_not_asked_again(client: Client) -> None:
    asked = len(LATE)
    assert client.ask("/late/once").status == 504
    assert LATE[asked:] == ["/late/once"]


def test_an_instance_that_is_away_loses_no_request(client: Client) -> None:
    methods = ["GET", "POST", "PUT"] * 10
    assert [client.ask("/docs", method=method, body=b"x").status for method in methods] == [200] * len(methods)


def test_connections_to_services_are_kept(client: Client) -> None:
    asked = [client.ask("/docs").asked for _ in range(10)]
    assert {item["version"] for item in asked} == {"HTTP/1.1"}
    assert len({item["connection"] for item in asked}) < len(asked)


def log_lines(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "log").read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_the_log_has_the_guides_fields_and_no_query_strings(new_folder: Callable[[], Path]) -> None:
    folder = new_folder()
    with edge(folder) as client:
        headers = {"Referer": "https://x.example.com/from?token=a-secret", "User-Agent": 'a "browser"\\'}
        client.ask("/api/x?token=a-secret", source=STRANGER, headers={**headers, "X-Forwarded-For": "203.0.113.7"})
        client.ask("/some/where?token=a-secret")
        client.ask("/health")
        for _ in range(4):
            client.ask("/slow/x?token=a-secret", source=STRANGER)
    lines = log_lines(folder)
    assert [(line["request"], line["status"]) for line in lines] == [
        ("GET /api/x HTTP/1.1", "200"),
        ("GET /some/where HTTP/1.1", "200"),
        *[("GET /slow/x HTTP/1.1", "200")] * 3,
        ("GET /slow/x HTTP/1.1", "429"),
    ]
    first = lines[0]
    assert (first["client"], first["forwarded"]) == (STRANGER, "203.0.113.7")
    assert (first["referrer"], first["agent"]) == ("https://x.example.com/from", 'a "browser"\\')
    assert int(first["bytes"]) > 0
    assert float(first["seconds"]) >= float(first["upstream_seconds"].split(", ")[-1]) - 0.01
    assert first["upstream"]
    assert first["host"] == "localhost"
    assert "limiting" not in (folder / "log").read_text()
