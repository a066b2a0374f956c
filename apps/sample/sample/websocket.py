"""A web socket that echoes: shows that the way in front passes protocol upgrades (CLO-077)."""

import base64
import hashlib
import select
import struct
from http.server import BaseHTTPRequestHandler
from threading import Event

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MESSAGE_LIMIT = 64 * 1024
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
NORMAL, GOING_AWAY, PROTOCOL_ERROR, TOO_BIG = 1000, 1001, 1002, 1009


def accept_key(key: str) -> str:
    """Return what proves to the client that we speak the protocol (RFC 6455, section 4.2.2)."""
    digest = hashlib.sha1(key.encode() + GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def echo(handler: BaseHTTPRequestHandler, stopping: Event) -> int:
    """Take over a connection, echo every message until the client leaves or we stop; return the HTTP status."""
    handler.close_connection = True
    key = handler.headers.get("Sec-WebSocket-Key", "")
    if not key or handler.headers.get("Sec-WebSocket-Version") != "13":
        handler.send_response_only(400)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return 400
    handler.send_response_only(101)
    handler.send_header("Upgrade", "websocket")
    handler.send_header("Connection", "Upgrade")
    handler.send_header("Sec-WebSocket-Accept", accept_key(key))
    handler.end_headers()
    try:
        code = _echo(handler, stopping)
        handler.wfile.write(frame(CLOSE, struct.pack("!H", code)))
    except (OSError, EOFError):
        pass  # the client has gone without a word
    return 101


def frame(opcode: int, payload: bytes) -> bytes:
    """Return one final frame as a server sends it, not masked."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, size)
    elif size < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
    return head + payload


def _echo(handler: BaseHTTPRequestHandler, stopping: Event) -> int:
    kind, message = CONTINUATION, b""
    while True:
        # Unbuffered by us: what rfile already holds would not show in select, so its buffer is looked at first.
        while not _buffered(handler) and not select.select([handler.connection], [], [], 0.5)[0]:
            if stopping.is_set():
                return GOING_AWAY
        first, second = _read(handler, 2)
        opcode, size = first & 0x0F, second & 0x7F
        if size >= 126:
            size = int.from_bytes(_read(handler, 2 if size == 126 else 8), "big")
        if not second & 0x80 or first & 0x70:
            return PROTOCOL_ERROR  # clients must mask, and nothing was agreed on
        if size + len(message) > MESSAGE_LIMIT:
            return TOO_BIG
        mask = _read(handler, 4)
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(_read(handler, size)))
        if opcode == CLOSE:
            return NORMAL
        if opcode == PING:
            handler.wfile.write(frame(PONG, payload))
        elif opcode in (TEXT, BINARY, CONTINUATION):
            kind, message = opcode or kind, message + payload
            if first & 0x80:
                handler.wfile.write(frame(kind, message))
                kind, message = CONTINUATION, b""


def _buffered(handler: BaseHTTPRequestHandler) -> bool:
    handler.connection.setblocking(False)
    try:
        return bool(handler.rfile.peek(1)[:1])  # type: ignore[attr-defined]  # socketserver makes it a BufferedReader
    except BlockingIOError:
        return False
    finally:
        handler.connection.settimeout(handler.timeout)


def _read(handler: BaseHTTPRequestHandler, size: int) -> bytes:
    data = handler.rfile.read(size)
    if len(data) < size:
        raise EOFError
    return data
