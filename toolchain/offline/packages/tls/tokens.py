"""The types of package tls."""

from typing import Final

PRIVATE_KEY: Final = "tls:index/privateKey:PrivateKey"
REQUEST: Final = "tls:index/certRequest:CertRequest"
SELF_SIGNED: Final = "tls:index/selfSignedCert:SelfSignedCert"
LOCAL: Final = "tls:index/locallySignedCert:LocallySignedCert"
