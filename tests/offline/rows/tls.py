"""The cases of package tls."""

from typing import Any

from tests.offline.tables import Case
from tests.offline.test_tls import AUTHORITY, chain, key, made
from toolchain.offline.packages.tls.rules import USES
from toolchain.offline.packages.tls.tokens import LOCAL, PRIVATE_KEY, REQUEST, SELF_SIGNED

OWN, OTHER = key(), key()
CA, LEAF = chain(OWN, OTHER)
ASKED = made(REQUEST, {"privateKeyPem": OTHER})[1]["certRequestPem"]
KEY = "PEM, headed RSA PRIVATE KEY or EC PRIVATE KEY or PRIVATE KEY"
UNREADABLE = "text that can't be read"

REQUESTED: dict[str, Any] = {"privateKeyPem": OWN}
SIGNED: dict[str, Any] = {"privateKeyPem": OWN, "allowedUses": [], "validityPeriodHours": 1}
LOCALLY: dict[str, Any] = {
    "caCertPem": CA,
    "caPrivateKeyPem": OWN,
    "certRequestPem": ASKED,
    "allowedUses": ["server_auth"],
    "validityPeriodHours": 1,
}

# kind, what passes, what of it is changed so that it fails (None: left out), the message
RULES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (PRIVATE_KEY, {"algorithm": "RSA"}, {"algorithm": "DSA"}, "algorithm is 'DSA'; allowed: RSA, ECDSA, ED25519"),
    (
        PRIVATE_KEY,
        {"algorithm": "ECDSA", "ecdsaCurve": "P521"},
        {"ecdsaCurve": "P512"},
        "ecdsaCurve is 'P512'; allowed: P224, P256, P384, P521",
    ),
    (PRIVATE_KEY, {"algorithm": "RSA", "rsaBits": 1024}, {"rsaBits": 1023}, "rsaBits is 1023; allowed: at least 1024"),
    (
        SELF_SIGNED,
        {**AUTHORITY, "privateKeyPem": OWN},
        {"subject": None},
        "subject is missing; allowed: a subject, for an authority is known by it. "
        'Example: {"commonName": "Example authority"}',
    ),
    (
        SELF_SIGNED,
        {**SIGNED, "setAuthorityKeyId": True, "setSubjectKeyId": True},
        {"setSubjectKeyId": False},
        "setAuthorityKeyId is True; allowed: false, or true for setSubjectKeyId too: its own key id is the authority's",
    ),
    (LOCAL, LOCALLY, {"caPrivateKeyPem": "x"}, f"caPrivateKeyPem is {UNREADABLE}; allowed: {KEY}"),
    (LOCAL, LOCALLY, {"caCertPem": ASKED}, f"caCertPem is {UNREADABLE}; allowed: PEM, headed CERTIFICATE"),
    (
        LOCAL,
        LOCALLY,
        {"certRequestPem": CA},
        f"certRequestPem is {UNREADABLE}; allowed: PEM, headed CERTIFICATE REQUEST",
    ),
    (
        LOCAL,
        LOCALLY,
        {"caPrivateKeyPem": OTHER},
        "caPrivateKeyPem is another key; allowed: the private key of the certificate in caCertPem",
    ),
    (
        LOCAL,
        LOCALLY,
        {"caPrivateKeyPem": None},
        "caPrivateKeyPem is missing; allowed: exactly one of caPrivateKeyPem, caPrivateKeyPemWo",
    ),
    (
        LOCAL,
        {**LOCALLY, "caPrivateKeyPem": None, "caPrivateKeyPemWo": OWN, "caPrivateKeyPemWoVersion": 1},
        {"caPrivateKeyPemWoVersion": None},
        "caPrivateKeyPemWoVersion is missing; allowed: a value, because of caPrivateKeyPemWo. Example: 1",
    ),
    (
        LOCAL,
        {**LOCALLY, "caPrivateKeyPem": None, "caPrivateKeyPemWo": OWN, "caPrivateKeyPemWoVersion": 1},
        {"caPrivateKeyPemWo": "x"},
        f"caPrivateKeyPemWo is {UNREADABLE}; allowed: {KEY}",
    ),
]
for _kind, _right in ((SELF_SIGNED, SIGNED), (LOCAL, LOCALLY)):
    RULES += [
        (
            _kind,
            {**_right, "allowedUses": USES},
            {"allowedUses": ["server_auth", "everything"]},
            f"allowedUses[1] is 'everything'; allowed: {', '.join(USES)}",
        ),
        (
            _kind,
            {**_right, "validityPeriodHours": 0},
            {"validityPeriodHours": -1},
            "validityPeriodHours is -1; allowed: 0 to 2562047",
        ),
        (
            _kind,
            {**_right, "earlyRenewalHours": 0},
            {"earlyRenewalHours": -1},
            "earlyRenewalHours is -1; allowed: at least 0",
        ),
    ]
for _kind, _right in ((SELF_SIGNED, SIGNED), (REQUEST, REQUESTED)):
    _without = {**_right, "privateKeyPem": None, "privateKeyPemWo": OWN, "privateKeyPemWoVersion": 1}
    RULES += [
        (_kind, _right, {"privateKeyPem": "x"}, f"privateKeyPem is {UNREADABLE}; allowed: {KEY}"),
        (_kind, _without, {"privateKeyPemWo": "x"}, f"privateKeyPemWo is {UNREADABLE}; allowed: {KEY}"),
        (
            _kind,
            _without,
            {"privateKeyPemWoVersion": None},
            "privateKeyPemWoVersion is missing; allowed: a value, because of privateKeyPemWo. Example: 1",
        ),
        (
            _kind,
            _without,
            {"privateKeyPem": OWN},
            "privateKeyPemWo is said together with privateKeyPem; allowed: exactly one of privateKeyPem, "
            "privateKeyPemWo",
        ),
        (
            _kind,
            {**_right, "ipAddresses": ["10.0.0.1", "fd00::1"]},
            {"ipAddresses": ["db"]},
            "ipAddresses[0] is 'db'; allowed: an address. Example: 10.0.0.1",
        ),
        (
            _kind,
            {**_right, "dnsNames": ["xn--bcher-kva.example"]},
            {"dnsNames": ["bücher.example"]},
            "dnsNames[0] is 'bücher.example'; allowed: ASCII. Example: xn--bcher-kva.example",
        ),
        (
            _kind,
            {**_right, "subject": {"country": "DE", "commonName": "c" * 64}},
            {"subject": {"country": "Germany"}},
            "subject.country is 'Germany'; allowed: two letters. Example: DE",
        ),
        (
            _kind,
            {**_right, "subject": {"commonName": "c" * 64}},
            {"subject": {"commonName": "c" * 65}},
            f"subject.commonName is '{'c' * 65}'; allowed: 1 to 64 characters. Example: db.internal",
        ),
    ]


def _known(inputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if value is not None}


CASES = [
    Case(kind=kind, right=_known(right), wrong=_known({**right, **wrong}), messages=[message])
    for kind, right, wrong, message in RULES
]
