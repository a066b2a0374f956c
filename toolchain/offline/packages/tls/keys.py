"""Private keys: made, written in every format that the provider gives, and read again from PEM.

Source: terraform-provider-tls, internal/provider/common_key.go and resource_private_key.go.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from toolchain.offline.invented import Invented
from toolchain.offline.values import Secret

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

CURVES: Final[Mapping[str, type[ec.EllipticCurve]]] = {
    "P224": ec.SECP224R1,
    "P256": ec.SECP256R1,
    "P384": ec.SECP384R1,
    "P521": ec.SECP521R1,
}

# algorithm -> how a key is made; what a program leaves out is as the provider's own defaults have it
ALGORITHMS: Final[Mapping[str, Callable[[Mapping[str, Any]], Key]]] = {
    "RSA": lambda inputs: rsa.generate_private_key(65537, inputs.get("rsaBits") or 2048),
    "ECDSA": lambda inputs: ec.generate_private_key(CURVES[inputs.get("ecdsaCurve") or "P224"]()),
    "ED25519": lambda _: ed25519.Ed25519PrivateKey.generate(),
}

# Headings of PEM that the provider reads; it takes neither OpenSSH's format nor an encrypted key.
HEADINGS: Final = ("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY")

# Keys whose id was asked for and whose outputs were not yet: by what is made up for their URN and incarnation.
_waiting: dict[str, Key] = {}


def read(pem: str) -> Key | None:
    """Return a key from PEM, or None for what the provider would not read."""
    if not any(f"-----BEGIN {heading}-----" in pem for heading in HEADINGS):
        return None
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, Key) else None


def algorithm(key: Key) -> str:
    """Return the name of a key's algorithm."""
    if isinstance(key, rsa.RSAPrivateKey):
        return "RSA"
    return "ECDSA" if isinstance(key, ec.EllipticCurvePrivateKey) else "ED25519"


def hashed(der: bytes) -> str:
    """Return the id of what is identified by its content."""
    # The provider trims white space, as it would from text, also from these bytes.
    return hashlib.sha1(der.strip(b"\t\n\v\f\r "), usedforsecurity=False).hexdigest()


def identifier(inputs: Mapping[str, Any], made: Invented) -> str:
    """Make a key, and return its id."""
    key = ALGORITHMS[inputs["algorithm"]](inputs)
    _waiting[made["hex64"]] = key
    return hashed(_public(key, Encoding.DER))


def outputs(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    """Return a key in every format, of which the private ones are secret."""
    key = _waiting.pop(made["hex64"], None) or ALGORITHMS[inputs["algorithm"]](inputs)
    traditional = PrivateFormat.PKCS8 if algorithm(key) == "ED25519" else PrivateFormat.TraditionalOpenSSL
    return {
        "privateKeyPem": Secret(_private(key, traditional)),
        "privateKeyPemPkcs8": Secret(_private(key, PrivateFormat.PKCS8)),
        "privateKeyOpenssh": Secret(_private(key, PrivateFormat.OpenSSH) if _in_openssh(key) else ""),
        "publicKeyPem": _public(key, Encoding.PEM).decode(),
        **(_openssh(key) if _in_openssh(key) else dict.fromkeys(OPENSSH_PUBLIC, "")),
    }


OPENSSH_PUBLIC: Final = ("publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256")


def _in_openssh(key: Key) -> bool:
    # OpenSSH knows no P224; the provider gives empty text for it.
    return not (isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP224R1))


def _openssh(key: Key) -> dict[str, str]:
    line = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    blob = base64.b64decode(line.split()[1])
    md5 = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    sha256 = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    fingerprints = ":".join(md5[index : index + 2] for index in range(0, len(md5), 2)), f"SHA256:{sha256}"
    return dict(zip(OPENSSH_PUBLIC, (f"{line}\n", *fingerprints), strict=True))


def _private(key: Key, form: PrivateFormat) -> str:
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def _public(key: Key, encoding: Encoding) -> bytes:
    return key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
