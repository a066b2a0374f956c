"""Package tls: keys that work, certificates that verify, and nothing private that is not secret."""

import ipaddress
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
    load_pem_public_key,
    load_ssh_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.offline.plugins import running
from toolchain.offline.invented import Invented
from toolchain.offline.making import identifier, outputs
from toolchain.offline.packages.tls import PACKAGE, keys
from toolchain.offline.packages.tls.tokens import LOCAL, PRIVATE_KEY, REQUEST, SELF_SIGNED
from toolchain.offline.shapes import Shapes
from toolchain.offline.values import Secret, opened

SHAPES = Shapes("tls", "pulumi_tls")
ALGORITHMS: list[dict[str, Any]] = [
    {"algorithm": "RSA"},
    {"algorithm": "ECDSA"},
    *({"algorithm": "ECDSA", "ecdsaCurve": curve} for curve in ("P256", "P384", "P521")),
    {"algorithm": "ED25519"},
]
AUTHORITY = {
    "subject": {"commonName": "Test authority", "organization": "Moorage", "country": "DE", "streetAddresses": ["a 1"]},
    "allowedUses": ["cert_signing", "crl_signing"],
    "validityPeriodHours": 48,
    "isCaCertificate": True,
}
SERVER = {
    "subject": {"commonName": "db", "organization": "Moorage"},
    "dnsNames": ["db", "db.internal"],
    "ipAddresses": ["10.0.0.1", "fd00::1"],
    "uris": ["spiffe://test/db", "https://test/bücher?a=b"],
}


def made(kind: str, inputs: dict[str, Any], name: str = "thing") -> tuple[str, dict[str, Any]]:
    invented = Invented(f"urn:pulumi:dev::test::{kind}::{name}", 1, {})
    found = identifier(PACKAGE.identity(kind), inputs, invented)
    return found, outputs(PACKAGE, SHAPES.resource(kind), kind, inputs, invented.knowing(id=found))


def key(**inputs: Any) -> str:
    pem: str = made(PRIVATE_KEY, inputs or {"algorithm": "ECDSA", "ecdsaCurve": "P256"})[1]["privateKeyPem"].value
    return pem


def chain(ca_key: str, own_key: str, **leaf: Any) -> tuple[str, str]:
    ca = made(SELF_SIGNED, {**AUTHORITY, "privateKeyPem": ca_key})[1]["certPem"]
    request = made(REQUEST, {**SERVER, "privateKeyPem": own_key})[1]["certRequestPem"]
    inputs = {
        "caCertPem": ca,
        "caPrivateKeyPem": ca_key,
        "certRequestPem": request,
        "validityPeriodHours": 24,
        "allowedUses": ["digital_signature", "key_encipherment", "server_auth"],
        **leaf,
    }
    return ca, made(LOCAL, inputs)[1]["certPem"]


@pytest.mark.parametrize("inputs", ALGORITHMS)
def test_a_key_is_the_same_in_every_format(inputs: dict[str, Any]) -> None:
    found, outs = made(PRIVATE_KEY, inputs)
    private = {"privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"}
    assert {name for name, value in outs.items() if isinstance(value, Secret)} == private
    clear = opened(outs)
    read = load_pem_private_key(clear["privateKeyPem"].encode(), None)
    assert isinstance(read, keys.Key)
    assert read.public_key() == load_pem_public_key(clear["publicKeyPem"].encode())
    assert read.public_key() == keys.read(clear["privateKeyPemPkcs8"]).public_key()  # type: ignore[union-attr] # it is one
    assert keys.algorithm(read) == inputs["algorithm"]
    assert found == keys.hashed(keys._public(read, Encoding.DER))
    if clear["privateKeyOpenssh"]:
        assert load_ssh_private_key(clear["privateKeyOpenssh"].encode(), None).public_key() == read.public_key()
    assert bool(clear["privateKeyOpenssh"]) == (inputs != {"algorithm": "ECDSA"}), "OpenSSH knows no P224"


def test_a_key_has_the_size_or_the_curve_asked_for() -> None:
    large = keys.read(key(algorithm="RSA", rsaBits=3072))
    assert isinstance(large, rsa.RSAPrivateKey)
    assert large.key_size == 3072
    curved = keys.read(key(algorithm="ECDSA", ecdsaCurve="P384"))
    assert isinstance(curved, ec.EllipticCurvePrivateKey)
    assert isinstance(curved.curve, ec.SECP384R1)
    assert isinstance(keys.read(key(algorithm="ED25519")), ed25519.Ed25519PrivateKey)
    assert key() != key(), "a key is made again, never repeated"


def test_openssh_reads_the_public_key_and_has_the_same_fingerprints(tmp_path: Path) -> None:
    outs = made(PRIVATE_KEY, {"algorithm": "ED25519"})[1]
    file = tmp_path / "key.pub"
    file.write_text(outs["publicKeyOpenssh"])
    for kind, expected in (
        ("sha256", outs["publicKeyFingerprintSha256"]),
        ("md5", f"MD5:{outs['publicKeyFingerprintMd5']}"),
    ):
        said = subprocess.run(
            ["ssh-keygen", "-l", "-E", kind, "-f", str(file)], check=True, capture_output=True, text=True
        )
        assert said.stdout.split()[1] == expected


@pytest.mark.parametrize("ca", ALGORITHMS)
def test_a_signed_certificate_verifies_against_its_authority(ca: dict[str, Any]) -> None:
    ca_pem, leaf_pem = chain(key(**ca), key())
    authority, leaf = (x509.load_pem_x509_certificate(pem.encode()) for pem in (ca_pem, leaf_pem))
    leaf.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(authority)
    other, _ = chain(key(**ca), key())
    with pytest.raises((InvalidSignature, ValueError, TypeError)):  # another key, and perhaps of another algorithm
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(other.encode()))


@pytest.mark.parametrize("own", [ALGORITHMS[0], ALGORITHMS[2], ALGORITHMS[5]])
def test_openssl_accepts_the_chain_for_the_names_and_for_no_others(own: dict[str, Any], tmp_path: Path) -> None:
    ca, leaf = chain(key(), key(**own))
    (tmp_path / "ca.pem").write_text(ca)
    (tmp_path / "leaf.pem").write_text(leaf)

    def accepted(*options: str) -> bool:
        command = [
            "openssl",
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            *options,
            "-CAfile",
            "ca.pem",
            "leaf.pem",
        ]
        return subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0

    assert accepted("-verify_hostname", "db.internal")
    assert accepted("-verify_ip", "10.0.0.1")
    assert not accepted("-verify_hostname", "db.example")
    assert not accepted("-attime", str(int((datetime.now(UTC) + timedelta(hours=25)).timestamp())))


def test_a_certificate_says_what_was_asked_for() -> None:
    ca_pem, leaf_pem = chain(key(), key(), setSubjectKeyId=True)
    leaf, authority = (x509.load_pem_x509_certificate(pem.encode()) for pem in (leaf_pem, ca_pem))
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["db", "db.internal"]
    assert names.get_values_for_type(x509.IPAddress) == [
        ipaddress.ip_address("10.0.0.1"),
        ipaddress.ip_address("fd00::1"),
    ]
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [
        "spiffe://test/db",
        "https://test/b%C3%BCcher?a=b",
    ]
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.key_encipherment
    assert not usage.value.key_cert_sign
    extended = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == own
    subject = {attribute.oid: attribute.value for attribute in authority.subject}
    assert subject[NameOID.COMMON_NAME] == "Test authority"
    assert subject[NameOID.STREET_ADDRESS] == "a 1"
    assert leaf.issuer == authority.subject


def test_a_certificate_s_id_and_times_are_its_own() -> None:
    inputs = {**AUTHORITY, "privateKeyPem": key(), "setAuthorityKeyId": True, "maxPathLength": 1}
    found, outs = made(SELF_SIGNED, inputs)
    certificate = x509.load_pem_x509_certificate(outs["certPem"].encode())
    assert found == str(certificate.serial_number)
    begin, end = (datetime.fromisoformat(outs[name]) for name in ("validityStartTime", "validityEndTime"))
    assert (begin, end) == (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    assert end - begin == timedelta(hours=48)
    assert abs(datetime.now(UTC) - begin) < timedelta(minutes=1)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 1
    identifiers = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert identifiers == certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert (outs["keyAlgorithm"], outs["readyForRenewal"], outs["earlyRenewalHours"]) == ("ECDSA", False, 0)


@pytest.mark.parametrize(("hours", "early", "ready"), [(24, 23, False), (24, 24, True), (0, 0, True)])
def test_a_certificate_is_ready_for_renewal_when_its_early_time_has_come(hours: int, early: int, ready: bool) -> None:
    inputs = {"privateKeyPem": key(), "allowedUses": [], "validityPeriodHours": hours, "earlyRenewalHours": early}
    assert made(SELF_SIGNED, inputs)[1]["readyForRenewal"] is ready


def test_a_request_is_signed_with_its_key_and_known_by_its_content() -> None:
    pem = key()
    found, outs = made(REQUEST, {**SERVER, "privateKeyPem": pem})
    request = x509.load_pem_x509_csr(outs["certRequestPem"].encode())
    assert request.is_signature_valid
    assert request.public_key() == keys.read(pem).public_key()  # type: ignore[union-attr] # it is a key
    assert found == keys.hashed(request.public_bytes(Encoding.DER))
    assert outs["keyAlgorithm"] == "ECDSA"
    assert not keys._waiting, "a key that was given out is not kept"


def test_a_key_that_is_write_only_signs_too() -> None:
    _, outs = made(SELF_SIGNED, {**AUTHORITY, "privateKeyPemWo": key(), "privateKeyPemWoVersion": 1})
    assert outs["keyAlgorithm"] == "ECDSA"


@pytest.mark.engine
@pytest.mark.parametrize("inputs", ALGORITHMS)
def test_the_real_provider_makes_keys_alike(inputs: dict[str, Any]) -> None:
    with running("tls") as plugin:
        real_id, real = plugin.make(PRIVATE_KEY, inputs)
    own_id, own = made(PRIVATE_KEY, inputs)
    clear = opened({**inputs, **own})
    names = {name for name in real if not name.startswith("__") and name != "id"}
    assert names == set(clear)
    # What is made of the real key here is what the real provider makes of it.
    assert real_id == keys.hashed(keys._public(keys.read(real["privateKeyPem"]), Encoding.DER))  # type: ignore[arg-type] # it is a key
    assert len(real_id) == len(own_id)
    for name in names:
        assert str(real[name])[:30] == str(clear[name])[:30] or "Fingerprint" in name or "publicKey" in name
        assert abs(len(str(real[name])) - len(str(clear[name]))) <= 16, "padded"
    if real["publicKeyOpenssh"]:
        assert keys._openssh(keys.read(real["privateKeyPem"])) == {name: real[name] for name in keys.OPENSSH_PUBLIC}  # type: ignore[arg-type] # it is a key


@pytest.mark.engine
def test_the_real_provider_makes_certificates_alike_and_replaces_for_the_same_properties() -> None:
    own_key, other_key = key(), key()
    ca, other_ca = (made(SELF_SIGNED, {**AUTHORITY, "privateKeyPem": own_key})[1]["certPem"] for _ in range(2))
    request, other = (
        made(REQUEST, {**SERVER, "privateKeyPem": pem})[1]["certRequestPem"] for pem in (own_key, other_key)
    )
    of_all = {"allowedUses": ["server_auth"], "validityPeriodHours": 5, "earlyRenewalHours": 1, "setSubjectKeyId": True}
    of_names = {
        "privateKeyPem": other_key,
        "dnsNames": [],
        "ipAddresses": [],
        "uris": [],
        "subject": {"commonName": "x"},
    }
    begun: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        PRIVATE_KEY: (
            {"algorithm": "ED25519"},
            {"algorithm": "ECDSA", "ecdsaCurve": "P256", "rsaBits": 3072},
        ),
        REQUEST: ({**SERVER, "privateKeyPem": own_key}, of_names),
        SELF_SIGNED: (
            {**AUTHORITY, **SERVER, "privateKeyPem": own_key},
            {**of_names, **of_all, "isCaCertificate": False, "setAuthorityKeyId": True},
        ),
        LOCAL: (
            {
                "caCertPem": ca, "caPrivateKeyPem": own_key, "certRequestPem": request, "validityPeriodHours": 9,
                "allowedUses": [],
            },
            {
                "caCertPem": other_ca, "caPrivateKeyPem": other_key, "certRequestPem": other, **of_all,
                "isCaCertificate": True,
            },
        ),
    }  # fmt: skip
    with running("tls") as plugin:
        for kind, (inputs, others) in begun.items():
            replacing = {
                name for name, value in others.items() if name in plugin.replaces(kind, inputs, {**inputs, name: value})
            }
            # This plugin is of a provider that knows no write-only keys yet.
            table = {name for name in PACKAGE.replacements[kind].properties if not name.endswith("WoVersion")}
            assert replacing == table, kind
            _, real = plugin.make(kind, inputs)
            names = {name for name in real if not name.startswith("__") and name not in {"id", *inputs}}
            # Nor does it know this limit, without which it sets none.
            assert names == set(made(kind, inputs)[1]) - {"maxPathLength"}, kind
            if "certPem" in real:
                theirs, ours = (
                    x509.load_pem_x509_certificate(pem.encode())
                    for pem in (real["certPem"], made(kind, inputs)[1]["certPem"])
                )
                extensions = [
                    {(item.oid, item.critical, repr(item.value)) for item in one.extensions} for one in (theirs, ours)
                ]
                assert extensions[0] == extensions[1], kind
                assert theirs.signature_hash_algorithm is not None
                assert isinstance(ours.signature_hash_algorithm, type(theirs.signature_hash_algorithm))
