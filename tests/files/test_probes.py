"""Probes: what is asked, and what the real blackbox exporter takes for an answer."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from components.files.nginx import DHPARAM_FILE, dhparam_pem, nginx_conf
from components.files.probes import ANSWERS, blackbox_yml, probes
from stacks._edge import Audience, Route
from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._values import Environment
from tests.files.watched import ENVIRONMENTS, SYSTEMS, placed, settings
from tests.images.engine import Engine, ask, certificates, docker, healthy


@dataclass(frozen=True)
class EdgeFiles:
    edge: Mapping[str, str]
    authority: str
    other: str  # an authority that has signed nothing here


def edge_files(place: SizedSystem, said: Settings) -> EdgeFiles:
    """A whole edge whose services have no instance that answers: what is routed is 502, what is not is its own."""
    names = [said.host(host) for host in place.spec.edge.hosts]
    made = []
    for _ in range(2):
        with tempfile.TemporaryDirectory(prefix="moorage-") as folder:
            made.append(certificates(Path(folder), *names))
    upstreams = {service.name: (f"127.0.0.1:{service.port}",) for service in place.spec.services}
    files = {
        "nginx.conf": nginx_conf(place, said, upstreams),
        "edge.crt": made[0]["server.crt"],
        "edge.key": made[0]["server.key"],
        DHPARAM_FILE: dhparam_pem(),
    }
    return EdgeFiles(files, made[0]["ca.pem"], made[1]["ca.pem"])


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_public_service_and_every_host_is_probed(system: str, environment: str) -> None:
    said = settings(system, environment)
    place = placed(system, said)
    found = probes(place, said)
    routed = {
        route.service
        for route in place.spec.edge.routes
        if route.audience_at(Environment(environment)) is not Audience.NOBODY
    }
    assert {probe.part for probe in found} - {"edge"} == routed
    assert {probe.host for probe in found} == {said.host(host) for host in place.spec.edge.hosts}
    assert len({(probe.part, probe.instance) for probe in found}) == len(found)


def test_a_check_of_the_service_is_asked_for_where_it_is_routed() -> None:
    def asked(system: str) -> dict[tuple[str, str], str]:
        said = settings(system)
        return {(probe.part, probe.host): probe.instance for probe in probes(placed(system, said), said)}

    assert asked("manufacturing")["api", "api.localhost"] == "api.localhost/ready"
    assert asked("manufacturing")["frontend", "acme.localhost"] == "acme.localhost/ready"
    assert asked("opmas") == {("management-api", "localhost"): "localhost/ready", ("ui", "localhost"): "localhost/"}
    assert asked("clo")["edge", "monitoring.localhost"] == "monitoring.localhost/"


def test_what_is_for_nobody_is_not_probed() -> None:
    said = settings("circman")
    place = placed("circman", said)
    shut = tuple(replace(route, audience={Environment.DEV: Audience.NOBODY}) for route in place.spec.edge.routes)
    alone = (*shut, Route(path="/open", service="app", exact=True))
    closed = replace(place, spec=replace(place.spec, edge=replace(place.spec.edge, routes=alone)))
    assert [probe.url for probe in probes(closed, said)] == ["https://edge:8443/open"]
    nothing = replace(place, spec=replace(place.spec, edge=replace(place.spec.edge, routes=shut)))
    assert [(probe.part, probe.url) for probe in probes(nothing, said)] == [("edge", "https://edge:8443/static/")]


def test_what_an_app_says_on_purpose_is_an_answer() -> None:
    assert {200, 204, 302, 401, 403, 404, 429} <= set(ANSWERS)
    assert not {421, *range(500, 600)} & set(ANSWERS)


@pytest.mark.docker
def test_the_exporter_accepts_the_file(engine: Engine) -> None:
    files = engine.files(
        "check", {"blackbox.yml": blackbox_yml(), "wrong.yml": blackbox_yml().replace("http:", "htp:")}
    )
    command = "prometheus-blackbox-exporter --config.check --config.file=/etc/moorage/{}; echo $?"
    assert ask("exporters", "-c", command.format("blackbox.yml"), entrypoint="sh", files=files).endswith("\n0")
    assert ask("exporters", "-c", command.format("wrong.yml"), entrypoint="sh", files=files).endswith("\n1")


@pytest.mark.docker
def test_real_probes_of_a_real_edge(engine: Engine) -> None:
    """404 of the edge is an answer, 502 is none; nor is an unknown host, or a certificate that somebody else signed."""
    said = settings("clo")
    place = placed("clo", said)
    files = edge_files(place, said)
    network = engine.network()
    edge = engine.start("nginx", "edge", files=engine.files("edge", files.edge), network=network)
    healthy(edge, "curl", "-fsS", "http://127.0.0.1:8081/edge-health")
    strange = yaml.safe_load(blackbox_yml())
    strange["modules"]["strange"] = yaml.safe_load(blackbox_yml(folder="/etc/moorage/other"))["modules"]["route"]
    strange["modules"]["strange"]["http"]["tls_config"]["ca_file"] = "/etc/moorage/other.pem"
    contents = {"blackbox.yml": yaml.safe_dump(strange), "authority.pem": files.authority, "other.pem": files.other}
    exporter = engine.start(
        "exporters", "probes", files=engine.files("probes", contents), network=network,
        command=("prometheus-blackbox-exporter", "--config.file=/etc/moorage/blackbox.yml"),
    )  # fmt: skip
    healthy(exporter, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:9115/")

    def probed(host: str, path: str, module: str = "route") -> str:
        address = f"http://127.0.0.1:9115/probe?module={module}&hostname={host}&target=https://edge:8443{path}"
        return docker("exec", exporter, "curl", "-fsS", address)

    answer = probed("monitoring.localhost", "/")
    assert "probe_success 1" in answer
    assert "probe_http_status_code 404" in answer
    assert "probe_ssl_earliest_cert_expiry " in answer
    down = probed("localhost", "/ready")
    assert "probe_success 0" in down
    assert "probe_http_status_code 502" in down
    unknown = probed("nobody.localhost", "/")
    assert "probe_success 0" in unknown
    assert "probe_success 0" in probed("monitoring.localhost", "/", "strange")
