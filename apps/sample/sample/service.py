"""Another service of the system, asked over HTTP."""

import http.client
import ssl

from .address import Address
from .dependency import TIMEOUT_SECONDS, UnavailableError


class Service:
    """A neighbour: what counts is that its /health answers, not that its own dependencies do (no chain of failures)."""

    kind = "service"

    def __init__(self, name: str, address: Address) -> None:
        self.name = name
        self._address = address

    def probe(self) -> str:
        """Call /health below the given path."""
        address = self._address
        connection: http.client.HTTPConnection
        try:
            if address.scheme == "https":
                context = ssl.create_default_context(cafile=address.ca_file or None)
                connection = http.client.HTTPSConnection(
                    address.host, address.port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                connection = http.client.HTTPConnection(address.host, address.port, timeout=TIMEOUT_SECONDS)
            try:
                connection.request("GET", f"{address.path.rstrip('/')}/health", headers={"Connection": "close"})
                status = connection.getresponse().status
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise UnavailableError(str(error) or type(error).__name__) from None
        # 4xx: somebody else's program without such a page, but it answers.
        if status >= 500:
            raise UnavailableError(f"/health answers {status}")
        return f"/health answers {status}"
