"""Package tls: real keys, requests and certificates, so that what is deployed with them can really be verified.

The id of a key or a request is a hash of what is made, and the core asks for the id first; so what was made waits for
its outputs (keys.py). ``readyForRenewal`` is what it was when the certificate was made: the real provider also looks at
the clock on every refresh, this one does not. Sources: terraform-provider-tls, internal/provider, and the installed
plugin 5.6.2, which was asked (Check, Create and Diff).
"""

from typing import Final

from toolchain.offline.package import Identity, Package, Replacement
from toolchain.offline.packages.tls import certificates, keys
from toolchain.offline.packages.tls.rules import RULES
from toolchain.offline.packages.tls.tokens import LOCAL, PRIVATE_KEY, REQUEST, SELF_SIGNED

SERIAL: Final = "common_cert.go, createCertificate: the id is the serial number, of at most 128 bits"
HASH: Final = "common.go, hashForState: the id is the SHA-1 of the {}, in DER"

# "Only signal that the key changed": a key that is write-only is in no state, and its version stands for it.
VERSIONS: Final = 'pulumi_tls 5.6.2, "increment it to force the certificate to be re-issued"'
FORCES: Final = 'terraform-provider-tls, internal/provider/{}, "Schema": RequiresReplace; plugin 5.6.2; ' + VERSIONS

REPLACEMENTS: Final = {
    PRIVATE_KEY: Replacement(
        properties=("algorithm", "ecdsaCurve", "rsaBits"),
        source='terraform-provider-tls, internal/provider/resource_private_key.go, "Schema": RequiresReplace; plugin',
    ),
    REQUEST: Replacement(
        properties=("privateKeyPem", "privateKeyPemWoVersion", "subject", "dnsNames", "ipAddresses", "uris"),
        source=FORCES.format("resource_cert_request.go"),
    ),
    SELF_SIGNED: Replacement(
        properties=(
            "privateKeyPem", "privateKeyPemWoVersion", "subject", "dnsNames", "ipAddresses", "uris", "allowedUses",
            "validityPeriodHours", "isCaCertificate", "setSubjectKeyId", "setAuthorityKeyId",
        ),
        source=FORCES.format("resource_self_signed_cert.go"),
    ),
    LOCAL: Replacement(
        properties=(
            "certRequestPem", "caCertPem", "caPrivateKeyPem", "caPrivateKeyPemWoVersion", "allowedUses",
            "validityPeriodHours", "isCaCertificate", "setSubjectKeyId",
        ),
        source=FORCES.format("resource_locally_signed_cert.go"),
    ),
}  # fmt: skip

# What the provider fills in where a program says nothing: also the size and the curve that the algorithm does not use.
CERTIFICATE_DEFAULTS: Final = {
    "earlyRenewalHours": 0,
    "isCaCertificate": False,
    "maxPathLength": -1,
    "setSubjectKeyId": False,
}

PACKAGE: Final = Package(
    name="tls",
    module="pulumi_tls",
    account={},
    usual=Identity(id=certificates.serial_number, scope=None, source=SERIAL),
    identities={
        PRIVATE_KEY: Identity(id=keys.identifier, scope=None, source=HASH.format("public key")),
        REQUEST: Identity(id=certificates.request_identifier, scope=None, source=HASH.format("request")),
    },
    outputs={
        PRIVATE_KEY: {"ecdsaCurve": "P224", "rsaBits": 2048},
        SELF_SIGNED: {**CERTIFICATE_DEFAULTS, "setAuthorityKeyId": False},
        LOCAL: CERTIFICATE_DEFAULTS,
    },
    makers={
        PRIVATE_KEY: keys.outputs,
        REQUEST: certificates.request_outputs,
        SELF_SIGNED: certificates.self_signed,
        LOCAL: certificates.locally_signed,
    },
    in_state=True,
    replacements=REPLACEMENTS,
    rules=RULES,
)
