"""Rules of cert-manager: certificates and who issues them.

Only custom resources, of which the SDK has no classes: nothing else checks their shape, so what must be said is here.
"""

from toolchain.offline.packages.kubernetes.rules_metadata import SUBDOMAIN, SUBDOMAIN_SAYS
from toolchain.offline.packages.kubernetes.rules_network import is_address
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong, is_hidden
from toolchain.offline.rules_parts import Within
from toolchain.offline.rules_times import Duration, seconds_of
from toolchain.offline.rules_together import Needs, NotTogether

CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"
ISSUERS = ("kubernetes:cert-manager.io/v1:Issuer", "kubernetes:cert-manager.io/v1:ClusterIssuer")

CERTIFICATES = "cert-manager, internal/apis/certmanager/validation/certificate.go"
ISSUING = "cert-manager, internal/apis/certmanager/validation/issuer.go"


def renewed_in_time(certificate: Inputs, _plan: Plan) -> Wrong:
    """Find a certificate that is renewed too late, or lasts too short a time. Unsaid, it lasts 90 days."""
    if is_hidden(certificate, "duration"):
        return
    lasts = seconds_of(first(certificate, "duration")) if is_said(certificate, "duration") else 90 * 24 * 3600.0
    before = seconds_of(first(certificate, "renewBefore"))
    if lasts is not None and lasts < 3600:
        yield "duration", "at least one hour. Example: 2160h"
    if lasts is not None and before is not None and not 300 <= before < lasts:
        yield "renewBefore", "at least five minutes, and less than the duration. Example: 360h"


def key_fits(certificate: Inputs, _plan: Plan) -> Wrong:
    """Find a private key of a size that its algorithm does not have."""
    size, algorithm = first(certificate, "privateKey.size"), first(certificate, "privateKey.algorithm") or "RSA"
    if not size or is_hidden(certificate, "privateKey.algorithm"):
        return
    if algorithm == "RSA" and not 2048 <= size <= 8192:
        yield "privateKey.size", "2048 to 8192, for RSA"
    if algorithm == "ECDSA" and size not in (256, 384, 521):
        yield "privateKey.size", "256, 384 or 521, for ECDSA"


def issuer_fits(certificate: Inputs, _plan: Plan) -> Wrong:
    """Find an issuer of a kind that cert-manager does not have."""
    kind, group = first(certificate, "issuerRef.kind"), first(certificate, "issuerRef.group")
    own = group in (None, "", "cert-manager.io") and not is_hidden(certificate, "issuerRef.group")
    if own and kind not in (None, "", "Issuer", "ClusterIssuer"):
        yield "issuerRef.kind", "Issuer, ClusterIssuer, or issuerRef.group of another issuer"


CERTIFICATE_SPEC: tuple[Rule, ...] = (
    Text(
        path="secretName", pattern=SUBDOMAIN, longest=253, says=SUBDOMAIN_SAYS,
        source=f"{CERTIFICATES}, ValidateCertificateSpec",
    ),
    Custom(check=issuer_fits, source=f"{CERTIFICATES}, validateIssuerRef"),
    Needs(
        needs=("dnsNames", "commonName", "uris", "emailAddresses", "ipAddresses", "otherNames", "literalSubject"),
        either=True, filled=True, source=f"{CERTIFICATES}, ValidateCertificateSpec",
    ),
    Text(
        path="commonName", longest=64, says="up to 64 characters; longer names go into dnsNames",
        source=f"{CERTIFICATES}, ValidateCertificateSpec",
    ),
    Each(
        path="ipAddresses[*]", fits=is_address, says="an address. Example: 192.0.2.10",
        source=f"{CERTIFICATES}, validateIPAddresses",
    ),
    *(
        Duration(path=path, source=f"{CERTIFICATES}, ValidateDuration") for path in ("duration", "renewBefore")
    ),
    Custom(check=renewed_in_time, source=f"{CERTIFICATES}, ValidateDuration"),
    NotTogether(paths=("renewBefore", "renewBeforePercentage"), source=f"{CERTIFICATES}, ValidateDuration"),
    Choice(path="privateKey.algorithm", allowed=("RSA", "ECDSA", "Ed25519"), source=CERTIFICATES),
    Choice(
        path="privateKey.rotationPolicy", allowed=("Never", "Always"),
        source="cert-manager documentation, Certificate"
    ),
    Custom(check=key_fits, source=f"{CERTIFICATES}, ValidateCertificateSpec"),
    Number(path="revisionHistoryLimit", low=1, source=f"{CERTIFICATES}, ValidateCertificateSpec"),
)  # fmt: skip
KINDS_OF_ISSUER = ("acme", "ca", "selfSigned", "vault", "venafi")
ISSUER_SPEC: tuple[Rule, ...] = (
    NotTogether(paths=KINDS_OF_ISSUER, one=True, source=f"{ISSUING}, ValidateIssuerConfig"),
    Needs(
        path="acme",
        needs=("acme.server", "acme.privateKeySecretRef.name"),
        source=f"{ISSUING}, ValidateACMEIssuerConfig",
    ),
    Needs(path="ca", needs=("ca.secretName",), source=f"{ISSUING}, ValidateCAIssuerConfig"),
)

RULES: tuple[Rule, ...] = (
    Needs(kind=CERTIFICATE, needs=("spec.secretName", "spec.issuerRef.name"), filled=True, source=CERTIFICATES),
    Within(kind=CERTIFICATE, path="spec", rules=CERTIFICATE_SPEC, source=CERTIFICATES),
    *(Within(kind=kind, path="spec", rules=ISSUER_SPEC, source=ISSUING) for kind in ISSUERS),
)  # fmt: skip
