"""Certificate requests and certificates, with the extensions that the provider sets.

Source: terraform-provider-tls, internal/provider/common_cert.go, resource_cert_request.go, resource_self_signed_cert.go
and resource_locally_signed_cert.go; what Go's crypto/x509 adds by itself (the authority's key id, a hash that fits the
key) is added here too.
"""

import hashlib
import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from toolchain.offline.invented import Invented
from toolchain.offline.packages.tls import keys

T = TypeVar("T", bound=x509.ExtensionType)

# use -> argument of KeyUsage
KEY_USES: Final[Mapping[str, str]] = {
    "digital_signature": "digital_signature",
    "content_commitment": "content_commitment",
    "key_encipherment": "key_encipherment",
    "data_encipherment": "data_encipherment",
    "key_agreement": "key_agreement",
    "cert_signing": "key_cert_sign",
    "crl_signing": "crl_sign",
    "encipher_only": "encipher_only",
    "decipher_only": "decipher_only",
}
EXTENDED_USES: Final[Mapping[str, ObjectIdentifier]] = {
    "any_extended": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    "server_auth": ExtendedKeyUsageOID.SERVER_AUTH,
    "client_auth": ExtendedKeyUsageOID.CLIENT_AUTH,
    "code_signing": ExtendedKeyUsageOID.CODE_SIGNING,
    "email_protection": ExtendedKeyUsageOID.EMAIL_PROTECTION,
    "ipsec_end_system": ObjectIdentifier("1.3.6.1.5.5.7.3.5"),
    "ipsec_tunnel": ObjectIdentifier("1.3.6.1.5.5.7.3.6"),
    "ipsec_user": ObjectIdentifier("1.3.6.1.5.5.7.3.7"),
    "timestamping": ExtendedKeyUsageOID.TIME_STAMPING,
    "ocsp_signing": ExtendedKeyUsageOID.OCSP_SIGNING,
    "microsoft_server_gated_crypto": ObjectIdentifier("1.3.6.1.4.1.311.10.3.3"),
    "netscape_server_gated_crypto": ObjectIdentifier("2.16.840.1.113730.4.1"),
    "microsoft_commercial_code_signing": ObjectIdentifier("1.3.6.1.4.1.311.2.1.22"),
    "microsoft_kernel_code_signing": ObjectIdentifier("1.3.6.1.4.1.311.61.1.1"),
}
SUBJECT: Final[Mapping[str, ObjectIdentifier]] = {
    "country": NameOID.COUNTRY_NAME,
    "organization": NameOID.ORGANIZATION_NAME,
    "organizationalUnit": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "locality": NameOID.LOCALITY_NAME,
    "province": NameOID.STATE_OR_PROVINCE_NAME,
    "streetAddresses": NameOID.STREET_ADDRESS,
    "postalCode": NameOID.POSTAL_CODE,
    "commonName": NameOID.COMMON_NAME,
    "serialNumber": NameOID.SERIAL_NUMBER,
}

# What a URI may have as it is; the provider writes other characters with a percent sign.
ASCII: Final = "%/:=&?~#+!$,;'@()*[]"

# Requests whose id was asked for and whose outputs were not yet, as in keys.py.
_waiting: dict[str, x509.CertificateSigningRequest] = {}


def request_identifier(inputs: Mapping[str, Any], made: Invented) -> str:
    """Make a request, and return its id."""
    request = _waiting[made["hex64"]] = _request(inputs)
    return keys.hashed(request.public_bytes(Encoding.DER))


def request_outputs(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    """Return a request in PEM."""
    request = _waiting.pop(made["hex64"], None) or _request(inputs)
    pem = request.public_bytes(Encoding.PEM).decode()
    return {"certRequestPem": pem, "keyAlgorithm": keys.algorithm(_key(inputs, "privateKeyPem"))}


def serial_number(_: Mapping[str, Any], __: Invented) -> str:
    """Return the id of a certificate that is not made yet."""
    return str(secrets.randbits(128) or 1)


def self_signed(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    """Return a certificate that is signed with its own key."""
    key, name = _key(inputs, "privateKeyPem"), _name(inputs)
    own = _subject_key_id(key.public_key()) if _identifies_its_key(inputs) else None
    builder = _begun(inputs, made, name, key.public_key()).issuer_name(name)
    if own and inputs.get("setAuthorityKeyId"):
        builder = builder.add_extension(_authority(own), critical=False)
    alternatives = _alternatives(inputs)
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=not list(name))
    return {**_signed(inputs, builder, key), "keyAlgorithm": keys.algorithm(key)}


def locally_signed(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    """Return a certificate for a request, signed by an authority."""
    key = _key(inputs, "caPrivateKeyPem")
    authority = x509.load_pem_x509_certificate(inputs["caCertPem"].encode())
    request = x509.load_pem_x509_csr(inputs["certRequestPem"].encode())
    public = request.public_key()
    assert isinstance(public, keys.PublicKey), "a request is signed with a key that can sign"  # noqa: S101
    builder = _begun(inputs, made, request.subject, public).issuer_name(authority.subject)
    if known := _extension(authority.extensions, x509.SubjectKeyIdentifier):
        builder = builder.add_extension(_authority(known.value), critical=False)
    if names := _extension(request.extensions, x509.SubjectAlternativeName):
        builder = builder.add_extension(names.value, critical=not list(request.subject))
    return {**_signed(inputs, builder, key), "caKeyAlgorithm": keys.algorithm(key)}


def _request(inputs: Mapping[str, Any]) -> x509.CertificateSigningRequest:
    key = _key(inputs, "privateKeyPem")
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(inputs))
    if alternatives := _alternatives(inputs):
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(key, _hash(key))


def _begun(
    inputs: Mapping[str, Any], made: Invented, subject: x509.Name, public: keys.PublicKey
) -> x509.CertificateBuilder:
    begin = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(subject_name=subject, public_key=public, serial_number=int(made["id"]))
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(hours=inputs["validityPeriodHours"]))
    )
    uses = inputs["allowedUses"]
    if of_key := [KEY_USES[use] for use in uses if use in KEY_USES]:
        builder = builder.add_extension(_key_usage(of_key), critical=True)
    if extended := [EXTENDED_USES[use] for use in uses if use in EXTENDED_USES]:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    authority, longest = bool(inputs.get("isCaCertificate")), inputs.get("maxPathLength", -1)
    path = longest if authority and longest is not None and longest >= 0 else None
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=path), critical=True)
    if _identifies_its_key(inputs):
        builder = builder.add_extension(x509.SubjectKeyIdentifier(_subject_key_id(public)), critical=False)
    return builder


def _signed(inputs: Mapping[str, Any], builder: x509.CertificateBuilder, key: keys.Key) -> dict[str, Any]:
    certificate = builder.sign(key, _hash(key))
    hours, early = inputs["validityPeriodHours"], inputs.get("earlyRenewalHours") or 0
    return {
        "certPem": certificate.public_bytes(Encoding.PEM).decode(),
        "validityStartTime": certificate.not_valid_before_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "validityEndTime": certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "readyForRenewal": early >= hours,
    }


def _key(inputs: Mapping[str, Any], name: str) -> keys.Key:
    key = keys.read(inputs.get(name) or inputs.get(f"{name}Wo") or "")
    if key is None:
        raise ValueError(f"{name} is no private key in PEM")
    return key


def _name(inputs: Mapping[str, Any]) -> x509.Name:
    subject = inputs.get("subject") or {}
    said = {name: subject[name] for name in SUBJECT if subject.get(name)}
    values = {name: value if isinstance(value, list) else [value] for name, value in said.items()}
    return x509.Name([x509.NameAttribute(SUBJECT[name], value) for name in values for value in values[name]])


def _alternatives(inputs: Mapping[str, Any]) -> Sequence[x509.GeneralName]:
    return [
        *(x509.DNSName(name) for name in inputs.get("dnsNames") or ()),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in inputs.get("ipAddresses") or ()),
        *(x509.UniformResourceIdentifier(quote(uri, safe=ASCII)) for uri in inputs.get("uris") or ()),
    ]


def _key_usage(uses: Sequence[str]) -> x509.KeyUsage:
    said = {name: name in uses for name in KEY_USES.values()}
    # "Only" is about key agreement, and without that it means nothing: X.509 has no place for it then.
    agreement = said["key_agreement"]
    for name in ("encipher_only", "decipher_only"):
        said[name] = said[name] and agreement
    return x509.KeyUsage(**said)


def _identifies_its_key(inputs: Mapping[str, Any]) -> bool:
    return bool(inputs.get("setSubjectKeyId") or inputs.get("isCaCertificate"))


def _subject_key_id(public: keys.PublicKey) -> bytes:
    if isinstance(public, ed25519.Ed25519PublicKey):
        # The provider hashes this key as an octet string with its tag and length, others without.
        return hashlib.sha1(b"\x04\x20" + public.public_bytes_raw(), usedforsecurity=False).digest()
    return x509.SubjectKeyIdentifier.from_public_key(public).digest


def _authority(identifier: bytes | x509.SubjectKeyIdentifier) -> x509.AuthorityKeyIdentifier:
    digest = identifier if isinstance(identifier, bytes) else identifier.digest
    return x509.AuthorityKeyIdentifier(digest, None, None)


def _extension(extensions: x509.Extensions, kind: type[T]) -> x509.Extension[T] | None:
    try:
        return extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def _hash(key: keys.Key) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None:
    match key:
        case rsa.RSAPrivateKey():
            return hashes.SHA256()
        case ec.EllipticCurvePrivateKey():
            return (
                hashes.SHA256() if key.key_size <= 256 else hashes.SHA384() if key.key_size <= 384 else hashes.SHA512()
            )
    return None
