"""What is written for listeners, and that the real nginx takes it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.files.nginx import STREAM_MODULE, OpenListener, nginx_conf
from stacks._spec import Listener, Protocol
from tests.files.edges import clo, complaints, is_old, settings
from tests.files.made import BOUNDED, need

INSTANCES = {"backend": ("backend-1:8000", "[2001:db8::1]:8000")}
LISTENER = Listener(name="ingestion", service="backend", port=5140)
OPEN = OpenListener(listener=LISTENER, protocol=Protocol.TCP, port=5514, ranges=("192.0.2.0/24", "2001:db8::/32"))


def render(*listeners: OpenListener, **options: Any) -> str:
    return nginx_conf(clo(), settings(), INSTANCES, listeners=listeners, **options)


def test_without_a_listener_there_is_no_module() -> None:
    assert "load_module" not in render()
    assert "stream" not in re.sub("upstream|octet-stream", "", render())
    assert render(OPEN).startswith(f"load_module {STREAM_MODULE};\n")


def test_a_listener_reaches_its_own_port_of_every_instance() -> None:
    text = render(OPEN)
    block = text[text.index("\nstream {") :]
    assert re.findall(r"^        server (\S+) max_fails=3 fail_timeout=30s;$", block, re.MULTILINE) == [
        "backend-1:5140",
        "[2001:db8::1]:5140",
    ]
    assert re.findall(r"^        (allow|deny) (\S+);$", block, re.MULTILINE) == [
        ("allow", "192.0.2.0/24"),
        ("allow", "2001:db8::/32"),
        ("deny", "all"),
    ]
    assert "proxy_timeout 600s;" in block
    assert "proxy_connect_timeout 5s;" in block


def test_connections_are_spread_by_their_number_and_datagrams_wait_for_no_answer() -> None:
    tcp, udp = (render(replace(OPEN, protocol=protocol)).partition("\nstream {")[2] for protocol in Protocol)
    assert "least_conn;" in tcp
    assert "least_conn;" not in udp
    assert "proxy_responses 0;" in udp
    assert "proxy_responses" not in tcp
    assert "listen 5514;" in tcp
    assert "listen 5514 udp;" in udp


@pytest.mark.parametrize(
    ("listeners", "message"),
    [
        ((replace(OPEN, port=0),), "the listener 'ingestion' has the port 0; allowed: 1 to 65535"),
        ((replace(OPEN, port=65536),), "has the port 65536"),
        ((replace(OPEN, listener=replace(LISTENER, port=0)),), "has the port 0"),
        ((replace(OPEN, port=8080),), "wants tcp port 8080, which is taken"),
        ((replace(OPEN, port=8081),), "wants tcp port 8081, which is taken"),
        ((replace(OPEN, port=8443),), "wants tcp port 8443, which is taken"),
        ((OPEN, OPEN), "wants tcp port 5514, which is taken"),
        ((replace(OPEN, ranges=()),), "is open to no network"),
        ((replace(OPEN, ranges=("192.0.2.1/24",)),), "has host bits set"),
        ((replace(OPEN, ranges=("all; allow all",)),), "does not appear to be an IPv4 or IPv6 network"),
        ((replace(OPEN, listener=replace(LISTENER, timeout_seconds=0)),), "waits for 0 s; allowed: at least 1"),
        ((replace(OPEN, listener=replace(LISTENER, service="away")),), "the service 'away' has no instance"),
    ],
)
def test_listeners_that_nginx_would_not_take_are_refused(listeners: tuple[OpenListener, ...], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        render(*listeners)


@given(name=st.text().filter(lambda text: not re.fullmatch("[a-z][a-z0-9-]{0,62}", text)))
@BOUNDED
def test_names_can_not_break_out(name: str) -> None:
    with pytest.raises(ValueError, match=r"the listener is .*; allowed: lower-case letters"):
        render(replace(OPEN, listener=replace(LISTENER, name=name)))


@pytest.mark.programs
def test_nginx_takes_every_kind_at_once_without_a_word(new_folder: Callable[[], Path]) -> None:
    """One port for TCP and UDP, one listener twice, and one with the name of its service."""
    need(STREAM_MODULE, "libnginx-mod-stream")
    folder = new_folder()
    named = replace(OPEN, listener=replace(LISTENER, name="backend"), port=5516)
    listeners = (OPEN, replace(OPEN, protocol=Protocol.UDP), replace(OPEN, port=5515), named)
    text = nginx_conf(
        clo(),
        settings(),
        {"backend": ("127.0.0.1:8000",)},
        listeners=listeners,
        http2_directive=not is_old(),
        folder=str(folder),
        temporary=str(folder),
    )
    assert complaints(folder, text) == ""
