"""Questions to Prometheus, for reports: its HTTP API, read-only, on a network of the two alone."""

import json
import math
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from .configuration import Configuration
from .failure import Failure

ADDRESS = "http://prometheus:9090"  # unless facts say another one, as `prometheus`
SECONDS = 60.0
BYTES = 32 << 20


def query(configuration: Configuration, expression: str) -> list[tuple[Mapping[str, str], float]]:
    """Return the series that an expression is now: labels and value, without those that are not numbers."""
    data = api(configuration, "/api/v1/query", query=expression)
    found = [(one["metric"], float(one["value"][1])) for one in data["result"]]
    return [(labels, value) for labels, value in found if math.isfinite(value)]


def api(configuration: Configuration, path: str, **arguments: str) -> Any:
    """Return the data of an answer. Raises Failure for none, or an error."""
    address = str(configuration.facts.get("prometheus", ADDRESS))
    if not address.startswith(("http://", "https://")):
        raise Failure(f"the fact prometheus is {address!r}; wanted an address such as {ADDRESS}")
    body = urllib.parse.urlencode(arguments).encode() if arguments else None
    try:
        with urllib.request.urlopen(address + path, body, timeout=SECONDS) as answer:  # noqa: S310 - checked above
            said = json.loads(answer.read(BYTES))
    except urllib.error.HTTPError as error:
        with error:
            raise Failure(
                f"Prometheus says {error.code} to {path}: {error.read(500).decode(errors='replace')}"
            ) from None
    except (OSError, ValueError) as error:
        raise Failure(f"Prometheus ({address}) does not answer: {error}") from None
    if said.get("status") != "success":
        raise Failure(f"Prometheus says {said.get('error', 'nothing')} to {path}")
    return said["data"]
