"""What Docker, random, tls and command make together on the real engine: it converges, and no more than must is new."""

import json
from collections.abc import Callable

import pytest
from cryptography import x509

from tests.offline.cloud import Cloud

pytestmark = pytest.mark.engine
PROGRAM = """
import pulumi, pulumi_command as command, pulumi_docker as docker, pulumi_random as random, pulumi_tls as tls
passwords = [random.RandomPassword(f"password-{number}", length=24) for number in (1, 2)]
shuffles = [random.RandomShuffle(f"shuffle-{number}", inputs=["a", "b"]) for number in (1, 2)]
keys = [tls.PrivateKey(name, algorithm="ECDSA", ecdsa_curve="P256") for name in ("authority-key", "server-key")]
authority = tls.SelfSignedCert("authority", private_key_pem=keys[0].private_key_pem, is_ca_certificate=True,
    validity_period_hours=48, allowed_uses=["cert_signing"], subject={"common_name": "Authority"})
request = tls.CertRequest("request", private_key_pem=keys[1].private_key_pem, dns_names=["db"])
server = tls.LocallySignedCert("server", cert_request_pem=request.cert_request_pem, ca_cert_pem=authority.cert_pem,
    ca_private_key_pem=keys[0].private_key_pem, validity_period_hours=24, early_renewal_hours=EARLY,
    allowed_uses=["server_auth"])
network = docker.Network("network", ipam_configs=[{"subnet": "10.3.0.0/24", "gateway": "10.3.0.1"}])
image = docker.RemoteImage("image", name="app:1", build={"context": "."}, triggers={"content": "CONTENT"})
app = docker.Container("app", image=image.image_id, envs=[passwords[0].result.apply(lambda text: f"PASSWORD={text}")],
    networks_advanced=[{"name": network.name, "ipv4_address": "10.3.0.9"}])
once = docker.Container("once", image=image.image_id, attach=True, logs=True, must_run=False)
ran = command.local.Command("ran", create="exit 1", triggers=["CONTENT"])
for name, value in {"password": passwords[0].result, "other": passwords[1].result, "authority": authority.cert_pem,
    "server": server.cert_pem, "image": image.image_id, "exit": once.exit_code, "logs": once.container_logs,
    "address": app.network_datas[0].ip_address, "stdout": ran.stdout}.items():
    pulumi.export(name, value)
"""


def program(early: int, content: str) -> str:
    return PROGRAM.replace("EARLY", str(early)).replace("CONTENT", content)


def test_a_host_with_passwords_and_certificates_lives_to_its_end(cloud: Callable[..., Cloud]) -> None:
    host = cloud()
    host.program(program(early=1, content="1"))
    host.up()
    first = host.outputs()
    server, authority = (x509.load_pem_x509_certificate(first[name].encode()) for name in ("server", "authority"))
    server.verify_directly_issued_by(authority)
    assert first["password"] != first["other"], "two passwords have one id, and are two"
    assert (first["exit"], first["logs"], first["stdout"], first["address"]) == (0, "", "", "10.3.0.9")
    state = json.dumps(host.state())
    assert first["password"] not in state
    assert "PRIVATE KEY" not in state
    host.does("preview", "--expect-no-changes")
    host.does("refresh", "--yes", "--expect-no-changes")

    host.program(program(early=2, content="1"))
    assert "~ 1 updated" in host.up()
    assert host.outputs() == first, "an earlier renewal makes no other certificate"

    host.program(program(early=2, content="2"))
    assert "+-4 replaced" in host.up(), "the image, both containers of it, and the command"
    second = host.outputs()
    assert {name for name in first if first[name] != second[name]} == {"image"}
    host.does("preview", "--expect-no-changes")
    host.does("destroy", "--yes")
    assert host.there() == []
