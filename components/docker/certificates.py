"""Certificates: an authority of the stack's own, and what it signs for the servers inside and for the edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_tls as tls
from pulumi import Input, Output, ResourceOptions

AUTHORITY_HOURS = 10 * 365 * 24
CERTIFICATE_HOURS = 365 * 24
RENEW_HOURS = 30 * 24  # any `pulumi up` in the last 30 days makes a new one


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate and its private key, in PEM; the key is secret."""

    certificate: Input[str]
    key: Output[str]

    def files(self, authority: "Authority") -> dict[str, Input[str]]:
        """Return the files of a server, under the names that components/files says in its configuration."""
        return {"server.crt": self.certificate, "server.key": self.key, "authority.pem": authority.certificate}


class Authority:
    """A certificate authority whose key never leaves the state. Clients verify servers against its certificate."""

    def __init__(self, title: str, opts: ResourceOptions) -> None:
        self._opts = opts
        self._key = tls.PrivateKey("authority-key", algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
        self._certificate = tls.SelfSignedCert(
            "authority",
            private_key_pem=self._key.private_key_pem,
            is_ca_certificate=True,
            allowed_uses=["cert_signing", "crl_signing"],
            validity_period_hours=AUTHORITY_HOURS,
            subject=tls.SelfSignedCertSubjectArgs(common_name=f"{title} authority", organization="Moorage"),
            opts=opts,
        )

    @property
    def certificate(self) -> Output[str]:
        """The authority's own certificate, in PEM; public."""
        return self._certificate.cert_pem

    def issue(
        self, role: str, hosts: Sequence[str], opts: ResourceOptions, addresses: Sequence[str] = ()
    ) -> Certificate:
        """Sign a server certificate for these host names, valid for a year, on a new P-256 key."""
        key = tls.PrivateKey(f"{role}-key", algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
        request = tls.CertRequest(
            f"{role}-request",
            private_key_pem=key.private_key_pem,
            dns_names=list(hosts),
            ip_addresses=list(addresses) or None,
            subject=tls.CertRequestSubjectArgs(common_name=hosts[0], organization="Moorage"),
            opts=opts,
        )
        certificate = tls.LocallySignedCert(
            f"{role}-certificate",
            cert_request_pem=request.cert_request_pem,
            ca_private_key_pem=self._key.private_key_pem,
            ca_cert_pem=self._certificate.cert_pem,
            allowed_uses=["digital_signature", "key_agreement", "server_auth"],
            validity_period_hours=CERTIFICATE_HOURS,
            early_renewal_hours=RENEW_HOURS,
            opts=opts,
        )
        return Certificate(certificate=certificate.cert_pem, key=key.private_key_pem)
