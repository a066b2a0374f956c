"""What is built on request only on a Docker host, dashboards and the search of logs: what the two components register.

They are registered beside a network and a platform alone, so that nothing else of a system is looked at.
"""

import asyncio
import functools
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi import Output, ResourceOptions
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func

import stacks
from components.contracts import Args, PlatformArgs
from components.docker.dashboards import SIZES as GRAFANA_SIZES
from components.docker.dashboards import dashboards, dashboards_page
from components.docker.log_store import SEARCH_SIZES, STORE_SIZES, log_search_page, log_store
from components.docker.log_store_logins import log_store_logins
from components.docker.network import Network
from components.docker.platform import Platform
from components.history import History
from stacks._profiles import place
from stacks._settings import Settings
from stacks._spec import Resources, Size
from tests import recorder
from tests.recorder import Record

DIGEST = f"@sha256:{'0' * 64}"
GRAFANA, ELASTICSEARCH, KIBANA = f"grafana:12.4.0{DIGEST}", f"elasticsearch:8.19.0{DIGEST}", f"kibana:8.19.0{DIGEST}"
ASKED = {"dashboards": GRAFANA, "logStore": json.dumps({"elasticsearch": ELASTICSEARCH, "kibana": KIBANA})}
LOGINS = ("moorage-logs", "moorage-preparer", "moorage-searcher", "operator")
ANSWERS = {f"log-store-{name}-password": {"bcryptHash": f"$2a$10$hash-of-{name}"} for name in LOGINS}


def _build(config: Mapping[str, str], system: str = "clo", answers: Mapping[str, Any] | None = None) -> Record:
    record = Record()
    settings = Settings.parse({**config, "system": system}, "dev")
    spec = place(stacks.load(system), settings.environment, settings.size, single_host=True)
    given: dict[str, Any] = {"system": spec, "settings": settings, "history": History(resources={})}

    def program() -> None:
        args = Args(**given)
        network = Network("network", args)
        platform = Platform("platform", PlatformArgs(**given, network=network))
        opts = ResourceOptions(parent=platform)
        said = dict(dashboards(args, platform, opts, runbooks={"Restore": "# Restore"}))
        if settings.log_store:
            said |= log_store(args, platform, log_store_logins(opts), opts)
        for name, value in said.items():
            Output.from_input(value).apply(functools.partial(record.outputs.__setitem__, name))

    async def on_mocks() -> None:
        made = recorder._Answers({**ANSWERS, **(answers or {})})
        monitor = recorder._Monitor(made, record)
        mocks.set_mocks(made, project="moorage", stack="dev", monitor=monitor)
        await run_pulumi_func(program)

    with recorder._loops_closed(), asyncio.Runner() as runner:
        runner.run(on_mocks())
    return record


@pytest.fixture(scope="module")
def built() -> Record:
    return _build(ASKED)


def _files(record: Record, role: str) -> dict[str, Any]:
    return {item["file"]: item for item in record.one("Container", f"{role}-files-writer").inputs["uploads"]}


def test_without_the_keys_nothing_of_it_is_built() -> None:
    record = _build({})
    names = " ".join(item.name for item in record.resources)
    assert "dashboards" not in names
    assert "log-s" not in names
    assert not record.outputs
    settings = Settings.parse({}, "dev")
    args = Args(system=place(stacks.load("clo"), "dev", "laptop"), settings=settings, history=History(resources={}))
    assert dashboards_page(args) == log_search_page(args) == ()


def test_who_does_not_ask_does_not_read_grafanas_library() -> None:
    script = "import sys, components.docker.dashboards; print([n for n in sys.modules if n.startswith('grafana_f')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_the_search_of_logs_is_not_built_for_dashboards_alone() -> None:
    record = _build({"dashboards": GRAFANA})
    assert record.one("Container", "dashboards")
    assert not [item for item in record.resources if "log-store" in item.name or "log-search" in item.name]


@pytest.mark.parametrize(
    ("role", "image", "user"),
    [("dashboards", GRAFANA, 472), ("log-store", ELASTICSEARCH, 1000), ("log-search", KIBANA, 1000)],
)
def test_each_is_shut_and_runs_the_users_image(built: Record, role: str, image: str, user: int) -> None:
    pulled = built.one("RemoteImage", f"image-{role}")
    assert (pulled.inputs["name"], pulled.inputs["keepLocally"]) == (image, True)
    assert "build" not in pulled.inputs
    container = built.one("Container", role).inputs
    assert container["readOnly"] is True
    assert container["user"] == f"{user}:{user}"
    assert container["capabilities"] == {"drops": ["ALL"]}
    assert container["securityOpts"] == ["no-new-privileges:true"]
    assert container["wait"] is True
    assert "ports" not in container
    assert container["memory"] == container["memorySwap"] >= 512
    assert "docker.sock" not in json.dumps(container)
    assert all(item["owner"] == str(user) and item["permissions"] == "0400" for item in _files(built, role).values())


def test_they_reach_only_what_they_ask_and_only_the_edge_reaches_them(built: Record) -> None:
    def networks(role: str) -> set[str]:
        return {item["name"] for item in built.one("Container", role).inputs["networksAdvanced"]}

    assert {"dev-dashboards-prometheus", "dev-edge-dashboards"} <= networks("dashboards")
    assert not networks("dashboards") - {
        "dev-dashboards-prometheus", "dev-dashboards-alertmanager", "dev-edge-dashboards"
    }  # fmt: skip
    assert networks("log-store") == {"dev-logs-log-store", "dev-log-search-log-store"}
    assert networks("log-search") == {"dev-log-search-log-store", "dev-edge-log-search"}


def test_the_edge_finds_them_at_an_address_that_does_not_change(built: Record) -> None:
    for role in ("dashboards", "log-search"):
        places = {item["name"]: item for item in built.one("Container", role).inputs["networksAdvanced"]}
        assert places[f"dev-edge-{role}"]["ipv4Address"]


def test_passwords_are_files_only(built: Record) -> None:
    secrets = {item.name: f"generated-{item.name}" for item in built.of("RandomPassword")}
    assert {"dashboards-password", "dashboards-key", "log-search-key"} < set(secrets)
    for role in ("dashboards", "log-store", "log-search"):
        container = json.dumps(built.one("Container", role).inputs)
        assert not [name for name, value in secrets.items() if value in container or "$2a$" in container]
    files = _files(built, "dashboards")
    assert files["/etc/moorage/admin-password"]["content"] == secrets["dashboards-password"]
    assert secrets["dashboards-password"] not in files["/etc/moorage/grafana.ini"]["content"]
    store = "".join(item["content"] for item in _files(built, "log-store").values())
    assert secrets["log-store-moorage-preparer-password"] in store
    assert secrets["log-store-operator-password"] not in store
    assert "moorage_logs:$2a$10$hash-of-moorage-logs" in store
    kibana = _files(built, "log-search")["/etc/moorage/kibana.yml"]["content"]
    assert secrets["log-store-moorage-searcher-password"] in kibana
    start = _files(built, "log-store")["/etc/moorage/start.sh"]["content"]
    assert "_ilm/policy/moorage-audit" in start
    assert "_security/" not in start
    assert built.outputs["dashboardsPassword"] == secrets["dashboards-password"]
    assert built.outputs["logSearchPassword"] == secrets["log-store-operator-password"]


def test_grafana_is_given_every_dashboard_and_a_database_for_each_password(built: Record) -> None:
    files = _files(built, "dashboards")
    assert {
        "/etc/moorage/grafana.ini",
        "/etc/moorage/provisioning/datasources/moorage.yaml",
        "/etc/moorage/dashboards/moorage/moorage-operations.json",
        "/etc/moorage/dashboards/moorage/moorage-runbooks.json",
        "/etc/moorage/dashboards/clo/clo-clo-management-system.json",
    } <= set(files)
    assert "root_url = https://monitoring.localhost:8443/" in files["/etc/moorage/grafana.ini"]["content"]
    assert "https://logging.localhost:8443" in files["/etc/moorage/dashboards/moorage/moorage-logs.json"]["content"]
    name = built.one("Volume", "dashboards-data").inputs["name"]
    assert name.startswith("dev-dashboards-data-")
    other = _build(ASKED, answers={"dashboards-password": {"result": "another"}})
    assert other.one("Volume", "dashboards-data").inputs["name"] != name
    assert not built.one("Volume", "dashboards-data").options.protect


def test_pages_follow_the_spec_and_are_where_the_containers_listen() -> None:
    settings = Settings.parse({**ASKED, "system": "manufacturing"}, "dev")
    args = Args(
        system=place(stacks.load("manufacturing"), "dev", "laptop"), settings=settings, history=History(resources={})
    )
    pages = [*dashboards_page(args), *log_search_page(args)]
    assert [(page.host, page.service, page.port) for page in pages] == [
        ("monitoring", "dashboards", 3000),
        ("logging", "log-search", 5601),
    ]


@pytest.mark.parametrize("sizes", [GRAFANA_SIZES, STORE_SIZES, SEARCH_SIZES])
def test_every_size_has_limits_and_a_larger_one_no_less(sizes: Mapping[Size, Resources]) -> None:
    assert list(sizes) == list(Size)
    memory, cpus = ([getattr(item, name) for item in sizes.values()] for name in ("memory_mb", "cpus"))
    assert (memory, cpus) == (sorted(memory), sorted(cpus))


def test_the_size_says_the_limits() -> None:
    large = _build({**ASKED, "size": "large"})
    for role, sizes in {"dashboards": GRAFANA_SIZES, "log-store": STORE_SIZES, "log-search": SEARCH_SIZES}.items():
        assert large.one("Container", role).inputs["memory"] == sizes[Size.LARGE].memory_mb
