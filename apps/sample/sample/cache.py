"""Redis."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import urlencode

from .address import Address
from .dependency import TIMEOUT_SECONDS, UnavailableError

T = TypeVar("T")

TIME_TO_LIVE_SECONDS = 300


class Cache:
    """One Redis server; entries live five minutes."""

    kind = "cache"

    def __init__(self, name: str, address: Address, *, client: Any = None) -> None:
        self.name = name
        self._address = address
        self._client = client

    def probe(self) -> str:
        """Send PING."""
        self._run(lambda client: client.ping())
        return "PONG"

    def get(self, key: str) -> str | None:
        """Return an entry, or None. Raises UnavailableError."""
        value = self._run(lambda client: client.get(key))
        return value.decode() if isinstance(value, bytes) else value

    def set(self, key: str, value: str) -> None:
        """Write an entry. Raises UnavailableError."""
        self._run(lambda client: client.set(key, value, ex=TIME_TO_LIVE_SECONDS))

    def _run(self, command: Callable[[Any], T]) -> T:
        try:
            self._client = self._client or self._connect()
            return command(self._client)
        except Exception as error:
            if not _is_redis_error(error):
                raise
            raise UnavailableError(self._address.hide(str(error) or type(error).__name__)) from None

    def _connect(self) -> Any:
        address = self._address
        query = dict(address.query)
        if address.scheme == "rediss" and address.ca_file:
            query.setdefault("ssl_ca_certs", address.ca_file)
        # User and password go beside the URL, not in it: no escaping to get wrong, nothing to leak in a message.
        return import_module("redis").Redis.from_url(
            f"{address.scheme}://{_bracketed(address.host)}:{address.port}{address.path}?{urlencode(query)}",
            username=address.user or None,
            password=address.password or None,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
        )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_redis_error(error: Exception) -> bool:
    return isinstance(error, OSError) or any(kind.__module__.startswith("redis") for kind in type(error).__mro__)
