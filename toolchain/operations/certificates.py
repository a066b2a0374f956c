"""Certificates, as `make status` looks at them: how many days each is good for."""

import socket
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509

from stacks._spec import EDGE
from toolchain.operations.deployed import Deployed
from toolchain.operations.limits import Limits
from toolchain.operations.probe import LOOPBACK, engine_host, never_raises
from toolchain.operations.report import Row, Section, unknown

HTTPS = 8443  # of the edge, inside
CONNECT_SECONDS = 5.0
ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - what a port is published on, to be compared with


@never_raises("Certificates")
def certificates(stack: Deployed, limits: Limits, now: datetime) -> Section:
    """Look at what the edge shows to users, and at every certificate that the state knows."""
    rows = [_edge(stack, limits, now)]
    for item in sorted(stack.certificates, key=lambda item: item.until):
        rows.append(_days(item.name.removesuffix("-certificate"), item.until, limits, now))
    return Section(title="Certificates", rows=tuple(rows))


def _edge(stack: Deployed, limits: Limits, now: datetime) -> Row:
    what = "shown by the edge"
    address, port = stack.role(EDGE).ports.get(HTTPS, ("", 0))
    if not port:
        return unknown(f"certificate {what}", "the edge publishes no port")
    host = engine_host() if address in ANYWHERE or address == LOOPBACK else address
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it is looked at, not trusted: nothing is sent
    name = urlsplit(stack.url).hostname or "localhost"
    try:
        with (
            socket.create_connection((host, port), CONNECT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=name) as connection,
        ):
            shown = connection.getpeercert(binary_form=True) or b""
        until = x509.load_der_x509_certificate(shown).not_valid_after_utc
    except (OSError, ValueError) as error:
        return unknown(f"certificate {what}", f"no TLS at {host}:{port} ({error})")
    return _days(what, until, limits, now)


def _days(what: str, until: datetime, limits: Limits, now: datetime) -> Row:
    left = (until - now) / timedelta(days=1)
    fault = f"the certificate {what} has ended" if left < 0 else f"the certificate {what} ends in {left:.0f} days"
    return Row(
        what=what,
        state=f"{left:.0f} days left",
        detail=f"until {until:%Y-%m-%d}",
        fault=fault if left < limits.certificate_days else "",
    )
