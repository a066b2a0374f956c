"""What the tls provider enforces: algorithms and uses, periods, and PEM that can be read and fits together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from toolchain.offline.packages.tls import certificates, keys
from toolchain.offline.packages.tls.tokens import LOCAL, PRIVATE_KEY, REQUEST, SELF_SIGNED
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import (
    Choice,
    Custom,
    Each,
    Failure,
    Inputs,
    Number,
    PathRule,
    Rule,
    Text,
    Wrong,
    is_hidden,
)
from toolchain.offline.rules_networks import address_of
from toolchain.offline.rules_together import Needs, NotTogether

PROVIDER: Final = "terraform-provider-tls, internal/provider"
RFC: Final = "RFC 5280, appendix A.1: ub-{}; the provider writes what no reader of certificates takes"
OVERFLOW: Final = "Go documentation, time.Duration: 64 bits of nanoseconds"
IA5: Final = (
    "Go documentation, crypto/x509, CreateCertificate: names and URIs are IA5String; plugin 5.6.2 refuses others"
)
VERSION: Final = 'pulumi_tls 5.6.2: "Requires ..._wo_version to be set"'
ONE_KEY: Final = 'pulumi_tls 5.6.2: "Exactly one of ... must be set"'


@dataclass(frozen=True, kw_only=True)
class Pem(PathRule):
    """PEM that can be read: a private key, a request or a certificate. What was given is never shown."""

    what: str

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 - rules are asked with the plan
        for found in find(inputs, self.path):
            if not _reads(self.what, str(found.value)):
                heading = " or ".join(HEADINGS[self.what])
                yield Failure(path=found.path, given="text that can't be read", allowed=f"PEM, headed {heading}")


HEADINGS: Final = {
    "key": keys.HEADINGS,
    "request": ("CERTIFICATE REQUEST",),
    "certificate": ("CERTIFICATE",),
}


def _reads(what: str, text: str) -> bool:
    if what == "key":
        return keys.read(text) is not None
    try:
        if what == "request":
            x509.load_pem_x509_csr(text.encode())
        else:
            x509.load_pem_x509_certificate(text.encode())
    except ValueError:
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class Matches(Rule):
    """The key of an authority is the one that its certificate has."""

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:  # noqa: ARG002 - rules are asked with the plan
        key = keys.read(str(first(inputs, "caPrivateKeyPem") or first(inputs, "caPrivateKeyPemWo") or ""))
        certificate = str(first(inputs, "caCertPem") or "")
        if key is None or not _reads("certificate", certificate):
            return
        if x509.load_pem_x509_certificate(certificate.encode()).public_key() != key.public_key():
            path = "caPrivateKeyPem" if is_said(inputs, "caPrivateKeyPem") else "caPrivateKeyPemWo"
            yield Failure(path=path, given="another key", allowed="the private key of the certificate in caCertPem")


def _named_authority(inputs: Inputs, _: Plan) -> Wrong:
    if first(inputs, "isCaCertificate") and not any(
        is_said(inputs, f"subject.{name}") for name in certificates.SUBJECT
    ):
        yield "subject", 'a subject, for an authority is known by it. Example: {"commonName": "Example authority"}'


def _authority_key(inputs: Inputs, _: Plan) -> Wrong:
    ways = ("setSubjectKeyId", "isCaCertificate")
    if first(inputs, "setAuthorityKeyId") and not any(first(inputs, way) or is_hidden(inputs, way) for way in ways):
        yield "setAuthorityKeyId", "false, or true for setSubjectKeyId too: its own key id is the authority's"


USES: Final = sorted([*certificates.KEY_USES, *certificates.EXTENDED_USES])


def _certificate(kind: str, file: str) -> tuple[Rule, ...]:
    schema = f'{PROVIDER}/{file}, "Schema"'
    return (
        Choice(kind=kind, path="allowedUses[*]", allowed=USES, source=f"{schema}: OneOf(supportedKeyUsagesStr)"),
        # 0 is taken, and gives a certificate that is ready for renewal at once.
        # More than 292 years overflow the provider's own arithmetic.
        Number(
            kind=kind, path="validityPeriodHours", low=0, high=2_562_047, source=f"{schema}: AtLeast(0); {OVERFLOW}"
        ),
        Number(kind=kind, path="earlyRenewalHours", low=0, source=f"{schema}: AtLeast(0)"),
    )


def _subject(kind: str, file: str) -> tuple[Rule, ...]:
    two, common = "two letters. Example: DE", "1 to 64 characters. Example: db.internal"
    return (
        NotTogether(kind=kind, paths=("privateKeyPem", "privateKeyPemWo"), one=True, source=ONE_KEY),
        Pem(kind=kind, path="privateKeyPem", what="key", source=f"{PROVIDER}/common_key.go, parsePrivateKeyPEM"),
        Pem(kind=kind, path="privateKeyPemWo", what="key", source=f"{PROVIDER}/common_key.go, parsePrivateKeyPEM"),
        Needs(kind=kind, path="privateKeyPemWo", needs=("privateKeyPemWoVersion",), example="1", source=VERSION),
        Text(
            kind=kind,
            path="dnsNames[*]",
            says="ASCII. Example: xn--bcher-kva.example",
            never=r"[^\x00-\x7f]",
            source=IA5,
        ),
        Each(
            kind=kind,
            path="ipAddresses[*]",
            fits=lambda text: address_of(text) is not None,
            says="an address. Example: 10.0.0.1",
            source=f'{PROVIDER}/{file}, "Create": net.ParseIP',
        ),
        Text(kind=kind, path="subject.country", says=two, shortest=2, longest=2, source=RFC.format("country")),
        Text(kind=kind, path="subject.commonName", says=common, longest=64, source=RFC.format("common-name")),
    )


RULES: Final[tuple[Rule, ...]] = (
    Choice(
        kind=PRIVATE_KEY,
        path="algorithm",
        allowed=tuple(keys.ALGORITHMS),
        source=f'{PROVIDER}/resource_private_key.go, "Schema": OneOf(supportedAlgorithmsStr)',
    ),
    Choice(
        kind=PRIVATE_KEY,
        path="ecdsaCurve",
        allowed=tuple(keys.CURVES),
        source=f'{PROVIDER}/resource_private_key.go, "Schema": OneOf(supportedECDSACurvesStr)',
    ),
    Number(
        kind=PRIVATE_KEY,
        path="rsaBits",
        low=1024,
        when={"algorithm": "RSA"},
        source='Go documentation, crypto/rsa, "Minimum key size": GenerateKey refuses less; so did plugin 5.6.2',
    ),
    *_subject(REQUEST, "resource_cert_request.go"),
    *_subject(SELF_SIGNED, "resource_self_signed_cert.go"),
    *_certificate(SELF_SIGNED, "resource_self_signed_cert.go"),
    Custom(kind=SELF_SIGNED, check=_named_authority, source=f"{PROVIDER}/common_cert.go: Invalid Certificate Subject"),
    Custom(kind=SELF_SIGNED, check=_authority_key, source=f"{PROVIDER}/common_cert.go: Invalid Certificate Authority"),
    *_certificate(LOCAL, "resource_locally_signed_cert.go"),
    NotTogether(kind=LOCAL, paths=("caPrivateKeyPem", "caPrivateKeyPemWo"), one=True, source=ONE_KEY),
    Needs(kind=LOCAL, path="caPrivateKeyPemWo", needs=("caPrivateKeyPemWoVersion",), example="1", source=VERSION),
    Pem(kind=LOCAL, path="caPrivateKeyPem", what="key", source=f"{PROVIDER}/common_key.go, parsePrivateKeyPEM"),
    Pem(kind=LOCAL, path="caPrivateKeyPemWo", what="key", source=f"{PROVIDER}/common_key.go, parsePrivateKeyPEM"),
    Pem(kind=LOCAL, path="caCertPem", what="certificate", source=f"{PROVIDER}/resource_locally_signed_cert.go"),
    Pem(kind=LOCAL, path="certRequestPem", what="request", source=f"{PROVIDER}/resource_locally_signed_cert.go"),
    Matches(kind=LOCAL, source="Go documentation, crypto/x509, CreateCertificate: the parent's key must match"),
)
