"""One command makes a running system out of nothing, and a second one changes nothing."""

import ssl

import pytest

from tests.e2e.client import Client
from tests.e2e.docker import docker
from tests.e2e.stack import Done, Stack

pytestmark = [pytest.mark.docker, pytest.mark.engine]

HOSTS = ("localhost", "www.localhost", "api.localhost")


def test_up_gives_a_person_what_comes_next(stack: Stack, deployed: Done) -> None:
    outputs = stack.outputs()
    assert outputs["url"] == f"https://localhost:{stack.https}"
    assert outputs["containers"] == f"docker ps --filter label=moorage.name={stack.name}"
    assert {"authority", "check", "databaseShell", "logs", "next", "showSecrets"} <= set(outputs)
    assert outputs["secrets"] == "[secret]"
    assert "warning" not in deployed.output.lower()


def test_the_shell_of_the_database_that_it_names_works(system: Stack) -> None:
    _docker, execute, _interactive, *shell = system.outputs()["databaseShell"].split()
    assert docker(execute, *shell, "-Atc", "SELECT current_database()") == "clo_management"


@pytest.mark.parametrize("host", HOSTS)
def test_every_dependency_answers_under_every_name(client: Client, host: str) -> None:
    answer = client.get("/ready", host)
    assert answer.status == 200, answer.text
    found = {item["name"]: item["ok"] for item in answer.json["dependencies"]}
    data = {"clo_assets", "clo_correlations", "clo_mag_scenarios", "clo_model_config", "clo_reference_quick"}
    assert found == dict.fromkeys(("DATABASE_URL", "REDIS_URL", *(f"{name}.db" for name in data)), True)


def test_the_certificate_is_for_these_names_only(client: Client) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"), client.connect("other.localhost"):
        pass
    with pytest.raises(ssl.SSLCertVerificationError), Client(client.https, client.http, _other()).connect():
        pass


def _other() -> str:
    return ssl.DER_cert_to_PEM_cert(ssl.create_default_context().get_ca_certs(binary_form=True)[0])


def test_a_second_up_changes_nothing(system: Stack) -> None:
    preview = system.pulumi("preview", "--expect-no-changes")
    assert "to create" not in preview.output
    system.up("--expect-no-changes")


def test_nothing_has_drifted(system: Stack) -> None:
    system.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")
