"""The rules of package tls show no key, and the real provider refuses what they refuse."""

import pytest

from tests.offline.plugins import running
from tests.offline.rows.tls import CASES, LOCALLY, OTHER
from tests.offline.tables import said
from toolchain.offline.packages.tls.tokens import LOCAL
from toolchain.offline.values import UNKNOWN, Secret

# Limits of those who read certificates, and keys that are write-only: this plugin's provider knows neither.
NOT_THE_PLUGINS = ("subject.country", "subject.commonName", "WoVersion", "privateKeyPemWo", "caPrivateKeyPemWo")


def test_what_is_not_known_yet_is_no_failure_and_no_key_is_ever_shown() -> None:
    unknown = {**LOCALLY, "caCertPem": UNKNOWN, "caPrivateKeyPem": Secret(UNKNOWN), "certRequestPem": UNKNOWN}
    assert said(LOCAL, unknown) == []
    for value in (f"{OTHER}x", Secret(f"{OTHER}x"), OTHER.replace("EC PRIVATE", "OPENSSH PRIVATE")):
        for message in said(LOCAL, {**LOCALLY, "caPrivateKeyPem": value}):
            assert OTHER[40:60] not in message


@pytest.mark.engine
def test_the_real_provider_refuses_what_the_rules_refuse() -> None:
    with running("tls") as plugin:
        for case in CASES:
            assert case.right is not None
            assert case.wrong is not None
            if case.messages[0].startswith(NOT_THE_PLUGINS) or "Wo" in "".join({**case.right, **case.wrong}):
                continue
            with pytest.raises(ValueError, match=r"."):
                plugin.make(case.kind, dict(case.wrong))
            plugin.make(case.kind, dict(case.right))
