"""How the real nginx speaks TLS."""

import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from stacks.clo import SPEC
from tests.files.edges import edge
from tests.files.made import find
from tests.files.upstream import Client

pytestmark = pytest.mark.programs


def test_http_2_is_negotiated(client: Client) -> None:
    context = ssl.create_default_context(cafile=str(client.authority))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", client.https), 5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        assert connection.selected_alpn_protocol() == "h2"
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5))
        assert connection.recv(9)[3] == 4  # a SETTINGS frame


def handshake(client: Client, *arguments: str) -> str:
    command = [find("openssl"), "s_client", "-connect", f"127.0.0.1:{client.https}", *arguments]
    tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10, check=False)
    return tried.stdout + tried.stderr


def test_tls_below_1_2_and_other_suites_are_refused(client: Client) -> None:
    weak = ("-cipher", "ALL:@SECLEVEL=0")  # the client would agree to anything
    assert "Cipher is ECDHE-ECDSA-AES256-GCM-SHA384" in handshake(client, "-tls1_2", *weak)
    assert "New, TLSv1.3" in handshake(client, "-tls1_3")
    for version in ("-tls1", "-tls1_1"):
        assert "alert protocol version" in handshake(client, version, *weak)
    assert "alert handshake failure" in handshake(client, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")


def test_sessions_are_kept_here_and_not_in_tickets(client: Client) -> None:
    shown = handshake(client, "-tls1_2")
    assert "Session-ID: " in shown
    assert "TLS session ticket" not in shown


def test_the_suites_of_an_rsa_certificate_work_too(new_folder: Callable[[], Path]) -> None:
    folder = new_folder()
    for kind in ("crt", "key"):
        (folder / f"edge-rsa.{kind}").replace(folder / f"edge.{kind}")
    with edge(folder) as client:
        for suite in ("ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-GCM-SHA384"):
            assert suite in SPEC.edge.tls.ciphers
            shown = handshake(client, "-tls1_2", "-cipher", suite)
            assert f"Cipher is {suite}" in shown
        assert "Server Temp Key: DH, 2048 bits" in shown
