"""Rules of cert-manager: certificates and who issues them.

Only custom resources, of which the SDK has no classes: nothing else checks their shape, so what must be said is here.
"""

import re
from collections.abc import Iterator
from typing import Any

from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.rules_network import is_address
from toolchain.offline.packages.kubernetes.vocabulary import (
    PART,
    Each,
    Judged,
    Within,
    absent,
    found_or_missing,
    is_unknown,
    missing,
    needs,
    wrong,
)
from toolchain.offline.paths import first, is_said
from toolchain.offline.rules import Choice, Failure, Inputs, Needs, NotTogether, Number, Rule, Text

CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"
ISSUERS = ("kubernetes:cert-manager.io/v1:Issuer", "kubernetes:cert-manager.io/v1:ClusterIssuer")

CERTIFICATES = "cert-manager, internal/apis/certmanager/validation/certificate.go"
ISSUING = "cert-manager, internal/apis/certmanager/validation/issuer.go"

SECONDS = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}


def seconds(text: Any) -> float | None:
    """Return a duration as Go writes it in seconds, or None for what is none: 2160h, 1h30m."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(h|ms|m|s)", text) if isinstance(text, str) else []
    whole = "".join(number + unit for number, unit in parts) == text
    return sum(float(number) * SECONDS[unit] for number, unit in parts) if parts and whole else None


def names_something(certificate: Inputs) -> Iterator[Failure]:
    """Find a certificate for nobody."""
    names = ("commonName", "dnsNames", "uris", "emailAddresses", "ipAddresses", "otherNames", "literalSubject")
    if len(missing(certificate, *names)) == len(names):
        yield absent("dnsNames", "at least one of commonName, dnsNames, ipAddresses, uris, emailAddresses")


def renewed_in_time(certificate: Inputs) -> Iterator[Failure]:
    """Find a certificate that is renewed too late, or lasts too short a time. Unsaid, it lasts 90 days."""
    if is_unknown(certificate, "duration"):
        return
    lasts = seconds(first(certificate, "duration")) if is_said(certificate, "duration") else 90 * 24 * 3600.0
    before = seconds(first(certificate, "renewBefore"))
    if lasts is not None and lasts < 3600:
        yield wrong(found_or_missing(certificate, "duration"), "at least one hour. Example: 2160h")
    if lasts is not None and before is not None and not 300 <= before < lasts:
        yield wrong(
            found_or_missing(certificate, "renewBefore"),
            "at least five minutes, and less than the duration. Example: 360h",
        )


def key_fits(certificate: Inputs) -> Iterator[Failure]:
    """Find a private key of a size that its algorithm does not have."""
    size, algorithm = first(certificate, "privateKey.size"), first(certificate, "privateKey.algorithm") or "RSA"
    if not size or is_unknown(certificate, "privateKey.algorithm"):
        return
    if algorithm == "RSA" and not 2048 <= size <= 8192:
        yield wrong(found_or_missing(certificate, "privateKey.size"), "2048 to 8192, for RSA")
    if algorithm == "ECDSA" and size not in (256, 384, 521):
        yield wrong(found_or_missing(certificate, "privateKey.size"), "256, 384 or 521, for ECDSA")


def issuer_fits(certificate: Inputs) -> Iterator[Failure]:
    """Find an issuer of a kind that cert-manager does not have."""
    kind, group = first(certificate, "issuerRef.kind"), first(certificate, "issuerRef.group")
    own = group in (None, "", "cert-manager.io") and not is_unknown(certificate, "issuerRef.group")
    if own and kind not in (None, "", "Issuer", "ClusterIssuer"):
        yield wrong(
            found_or_missing(certificate, "issuerRef.kind"),
            "Issuer, ClusterIssuer, or issuerRef.group of another issuer",
        )


CERTIFICATE_SPEC: tuple[Rule, ...] = (
    Text(
        kind=PART, path="secretName", pattern=SUBDOMAIN, longest=253, says=SUBDOMAIN_SAYS,
        source=f"{CERTIFICATES}, ValidateCertificateSpec",
    ),
    Judged(kind=PART, judge=issuer_fits, source=f"{CERTIFICATES}, validateIssuerRef"),
    Judged(kind=PART, judge=names_something, source=f"{CERTIFICATES}, ValidateCertificateSpec"),
    Text(
        kind=PART, path="commonName", longest=64, says="up to 64 characters; longer names go into dnsNames",
        source=f"{CERTIFICATES}, ValidateCertificateSpec",
    ),
    Each(
        kind=PART, path="ipAddresses[*]", fits=is_address, says="an address. Example: 192.0.2.10",
        source=f"{CERTIFICATES}, validateIPAddresses",
    ),
    *(
        Each(
            kind=PART, path=path, fits=lambda text: seconds(text) is not None,
            says="hours, minutes and seconds. Example: 2160h",
            source=f"{CERTIFICATES}, ValidateDuration",
        )
        for path in ("duration", "renewBefore")
    ),
    Judged(kind=PART, judge=renewed_in_time, source=f"{CERTIFICATES}, ValidateDuration"),
    NotTogether(kind=PART, paths=("renewBefore", "renewBeforePercentage"), source=f"{CERTIFICATES}, ValidateDuration"),
    Choice(kind=PART, path="privateKey.algorithm", allowed=("RSA", "ECDSA", "Ed25519"), source=CERTIFICATES),
    Choice(
        kind=PART, path="privateKey.rotationPolicy", allowed=("Never", "Always"),
        source="cert-manager documentation, Certificate"
    ),
    Judged(kind=PART, judge=key_fits, source=f"{CERTIFICATES}, ValidateCertificateSpec"),
    Number(kind=PART, path="revisionHistoryLimit", low=1, source=f"{CERTIFICATES}, ValidateCertificateSpec"),
)  # fmt: skip
KINDS_OF_ISSUER = ("acme", "ca", "selfSigned", "vault", "venafi")
ISSUER_SPEC: tuple[Rule, ...] = (
    NotTogether(kind=PART, paths=KINDS_OF_ISSUER, one=True, source=f"{ISSUING}, ValidateIssuerConfig"),
    Needs(
        kind=PART,
        path="acme",
        needs=("acme.server", "acme.privateKeySecretRef.name"),
        source=f"{ISSUING}, ValidateACMEIssuerConfig",
    ),
    Needs(kind=PART, path="ca", needs=("ca.secretName",), source=f"{ISSUING}, ValidateCAIssuerConfig"),
)

RULES: tuple[Rule, ...] = (
    needs("spec.secretName", "spec.issuerRef.name", kind=CERTIFICATE, source=CERTIFICATES),
    Within(kind=CERTIFICATE, path="spec", rules=CERTIFICATE_SPEC, source=CERTIFICATES),
    *(Within(kind=kind, path="spec", rules=ISSUER_SPEC, source=ISSUING) for kind in ISSUERS),
)  # fmt: skip
