"""What one URL or group of variables says about a dependency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, unquote, urlsplit

DEFAULT_PORTS = {"postgresql": 5432, "redis": 6379, "rediss": 6379, "nats": 4222, "tls": 4222, "http": 80, "https": 443}


class BadAddressError(ValueError):
    """An address that can't be used; the message never holds the address itself, for it may hold a password."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a dependency is and how to log in; the password shows in no repr."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    path: str = ""
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ca_file: str = ""

    def hide(self, message: str) -> str:
        """Return `message` without the password, in clear or percent-encoded."""
        for secret in {self.password, quote(self.password, safe="")} - {""}:
            message = message.replace(secret, "***")
        return message


def scheme_of(value: str) -> str:
    """Return the scheme a value begins with, without a driver (postgresql+asyncpg), or nothing if it is no URL."""
    scheme, separator, _ = value.partition("://")
    scheme = scheme.partition("+")[0].lower()
    if not separator:
        return ""
    return "postgresql" if scheme == "postgres" else scheme


def parse_folder(url: str) -> Path:
    """Read a file:// URL. Raises BadAddressError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadAddressError("is not a URL that can be read") from None
    if parts.netloc:
        raise BadAddressError("names a host; a folder of this machine has three slashes: file:///folder")
    folder = Path(unquote(parts.path))
    if folder == Path("/"):
        raise BadAddressError("names no folder")
    return folder


def parse(url: str, *, password: str = "", ca_file: str = "") -> Address:
    """Read a URL; `password` and `ca_file` serve where it names none. Raises BadAddressError."""
    scheme = scheme_of(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        # The parser's own message quotes what stands where the port should be: often half a password.
        raise BadAddressError("is not a URL that can be read; is a special character not percent-encoded?") from None
    if scheme not in DEFAULT_PORTS:
        raise BadAddressError(f"has a scheme other than {', '.join(DEFAULT_PORTS)}")
    if not host:
        raise BadAddressError("names no host")
    query = dict(parse_qsl(parts.query))
    return Address(
        scheme=scheme,
        host=host,
        port=port or DEFAULT_PORTS[scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or "") or password,
        path=unquote(parts.path),
        query=MappingProxyType(query),
        ca_file=query.get("sslrootcert") or query.get("ssl_ca_certs") or ca_file,
    )
