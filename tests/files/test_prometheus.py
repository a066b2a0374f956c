"""Prometheus' files of every system in every environment, checked by promtool; and a Prometheus that really probes."""

import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace

import pytest
import yaml

from components.files.probes import blackbox_yml
from components.files.prometheus import LIMITS, prometheus_command, prometheus_yml
from components.files.rules import rules_yml
from components.files.scraping import Scraped
from stacks._monitoring import Exporter
from tests.files.test_probes import edge_files
from tests.files.watched import ENVIRONMENTS, SYSTEMS, measured, placed, scraped, settings
from tests.images.engine import LABEL, SHUT, Engine, built, docker, healthy, until

CASES = [(system, environment) for system in SYSTEMS for environment in ENVIRONMENTS]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def _files(system: str, environment: str) -> tuple[str, str]:
    said = settings(system, environment)
    place = placed(system, said)
    item = measured(place, said)
    text = prometheus_yml(
        place.spec.monitoring, item.scraped, item.probes, system=system, stack=said.name,
        folder=f"/etc/moorage/{system}-{environment}",
    )  # fmt: skip
    return text, rules_yml(item).text


@pytest.mark.docker
def test_promtool_accepts_every_file_of_every_system(engine: Engine) -> None:
    contents = {}
    for system, environment in CASES:
        text, rules = _files(system, environment)
        contents[f"{system}-{environment}/prometheus.yml"] = text
        contents[f"{system}-{environment}/rules.yml"] = rules
    contents["wrong/prometheus.yml"] = contents["clo-dev/prometheus.yml"].replace("clo-dev/rules", "wrong/rules")
    contents["wrong/rules.yml"] = contents["clo-dev/rules.yml"].replace("max by (part)", "max of (part)", 1)
    folders = engine.files("prometheus", contents)
    # Strict: an expression that a linter doubts is an error, too.
    check = "promtool check config --lint=all --lint-fatal $each; echo $each $?"
    script = f"cd /etc/moorage; for each in */prometheus.yml; do {check}; done"
    said = docker(
        "run", "--rm", "--network=none", "--user=0", f"--label={LABEL}=ask", f"--volume={folders}:/etc/moorage:ro",
        *SHUT, "--cap-add=DAC_OVERRIDE", "--entrypoint=sh", built("prometheus"), "-c", script,
    )  # fmt: skip
    for system, environment in CASES:
        assert f"{system}-{environment}/prometheus.yml 0" in said, said[-4000:]
    assert "wrong/prometheus.yml 1" in said


def test_every_series_says_job_part_and_instance_and_no_scrape_is_without_limits() -> None:
    for system, environment in CASES:
        content = yaml.safe_load(_files(system, environment)[0])
        assert content["global"]["external_labels"] == {"system": system, "stack": f"{system}-{environment}"}
        jobs = [job["job_name"] for job in content["scrape_configs"]]
        assert len(jobs) == len(set(jobs))
        said = {scrape.exporter.value for scrape in placed(system, settings(system)).spec.monitoring.scrapes}
        assert said | {"logs", "operations", "prometheus", "alertmanager"} == set(jobs)
        for job in content["scrape_configs"]:
            assert LIMITS.items() <= job.items()
            assert job["static_configs"]
            for target in job["static_configs"]:
                assert {"part", "instance"} <= target["labels"].keys()


def test_what_a_source_says_of_others_is_kept() -> None:
    content = yaml.safe_load(_files("clo", "dev")[0])
    kept = {job["job_name"] for job in content["scrape_configs"] if job.get("honor_labels")}
    assert kept == {"containers", "logs", "operations"}


def test_a_metrics_path_and_every_instance_are_scraped() -> None:
    item = Scraped(exporter=Exporter.APPLICATION, of="a", instances={"a-1": "a-1:1", "a-2": "a-2:1"}, path="/m")
    monitoring = placed("clo", settings("clo")).spec.monitoring
    content = yaml.safe_load(prometheus_yml(monitoring, [item], system="clo", stack="s"))
    (job,) = [job for job in content["scrape_configs"] if job["job_name"] == "application"]
    assert job["static_configs"] == [
        {"targets": [f"{name}:1"], "labels": {"part": "a", "instance": name, "__metrics_path__": "/m"}}
        for name in ("a-1", "a-2")
    ]


def test_what_can_not_be_scraped_is_refused() -> None:
    said = settings("clo")
    place = placed("clo", said)
    item = measured(place, said)
    alone = [found for found in item.scraped if found.exporter is not Exporter.PROBES]
    with pytest.raises(ValueError, match="there are 4 probes, but no exporter of probes is scraped"):
        prometheus_yml(place.spec.monitoring, alone, item.probes, system="clo", stack="s")
    with pytest.raises(ValueError, match="the application metrics of 'backend-1' are scraped twice"):
        prometheus_yml(place.spec.monitoring, [*alone, *scraped(place)], item.probes, system="clo", stack="s")
    with pytest.raises(ValueError, match="the stack has the character"):
        prometheus_yml(place.spec.monitoring, item.scraped, item.probes, system="clo", stack="a\nb")


def test_metrics_are_kept_as_long_as_the_spec_says() -> None:
    for system in SYSTEMS:
        monitoring = placed(system, settings(system)).spec.monitoring
        assert f"--storage.tsdb.retention.time={monitoring.keep_metrics_days}d" in prometheus_command(monitoring)


@pytest.mark.docker
def test_a_running_prometheus_probes_and_says_whose_answer_it_is(engine: Engine) -> None:
    """One probe of an edge that answers 404, one of a service that answers nothing: two parts, two results."""
    said = settings("clo")
    place = placed("clo", said)
    quick = replace(place.spec.monitoring, scrape_seconds=1)
    network = engine.network()
    files = edge_files(place, said)
    edge = engine.start("nginx", "edge", files=engine.files("edge", files.edge), network=network)
    healthy(edge, "curl", "-fsS", "http://127.0.0.1:8081/edge-health")
    probing = engine.files("probing", {"blackbox.yml": blackbox_yml(), "authority.pem": files.authority})
    engine.start(
        "exporters", "probes", files=probing, network=network,
        command=("prometheus-blackbox-exporter", "--config.file=/etc/moorage/blackbox.yml"),
    )  # fmt: skip
    item = measured(place, said)
    only = [Scraped(exporter=Exporter.PROBES, of="", instances={"probes": "probes:9115"})]
    contents = {
        "prometheus.yml": prometheus_yml(quick, only, item.probes, system="clo", stack="s"),
        "rules.yml": rules_yml(item).text,
    }
    running = engine.start(
        "prometheus", "prometheus", f"--volume={engine.volume('data')}:/var/lib/prometheus", network=network,
        files=engine.files("prometheus-running", contents), command=prometheus_command(quick),
    )  # fmt: skip
    found: dict[tuple[str, str, str], str] = {}

    def all_probed() -> bool:
        query = urllib.parse.quote("max by (job, part, instance) (probe_success)")
        said = docker("exec", running, "curl", "-fsS", f"http://127.0.0.1:9090/api/v1/query?query={query}", check=False)
        if said.startswith("{"):
            for entry in json.loads(said)["data"]["result"]:
                labels = entry["metric"]
                found[labels["job"], labels["part"], labels["instance"]] = entry["value"][1]
        return len(found) >= len(item.probes)

    until(90, "all probes are made", all_probed)
    assert found == {
        ("probes", "backend", "localhost/ready"): "0",
        ("probes", "backend", "www.localhost/ready"): "0",
        ("probes", "backend", "api.localhost/ready"): "0",
        ("probes", "edge", "monitoring.localhost/"): "1",
    }
    # The rules are loaded by the program itself, and none fails.
    rules = json.loads(docker("exec", running, "curl", "-fsS", "http://127.0.0.1:9090/api/v1/rules"))
    every = [rule for group in rules["data"]["groups"] for rule in group["rules"]]
    assert len(every) == contents["rules.yml"].count("- alert: ") + contents["rules.yml"].count("- record: ")
    assert {rule["health"] for rule in every} <= {"ok", "unknown"}
    assert "ok" in {rule["health"] for rule in every}
