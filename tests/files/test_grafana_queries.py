"""Every query of every dashboard is one for the real Prometheus, and asks for what the real exporters have."""

from collections.abc import Iterator

import pytest
import yaml

import stacks
from components.files.grafana import grafana_files
from components.files.mtail import mtail_program
from tests.files.grafana_queries import names, our_metrics, queries
from tests.images.engine import ROOT, DockerError, Engine, ask, certificates, docker, until

pytestmark = pytest.mark.docker

OWN = ROOT / "images/operations/operations"
POSTGRESQL = (
    "initdb --pgdata=/tmp/data --username=postgres --auth=trust > /dev/null; "
    "echo 'host all all all trust' >> /tmp/data/pg_hba.conf; "
    "exec postgres -D /tmp/data -c listen_addresses=* -c unix_socket_directories=/tmp -c shared_buffers=16MB "
    "-c max_wal_size=32MB -c min_wal_size=32MB"
)
PGBOUNCER = (
    "[databases]\n* = host=database port=5432\n[pgbouncer]\nlisten_addr = *\nlisten_port = 6432\nunix_socket_dir =\n"
    "auth_type = any\nstats_users = stats\nignore_startup_parameters = extra_float_digits\n"
)
NGINX = (
    "pid /run/nginx.pid; events {} http { access_log off; "
    + "".join(f"{kind}_temp_path /tmp/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    + "server { listen 8081; location / { stub_status; } listen 8443 ssl; "
    "ssl_certificate /etc/moorage/server.crt; ssl_certificate_key /etc/moorage/server.key; } }"
)
BLACKBOX = "modules: {tls: {prober: tcp, tcp: {tls: true, tls_config: {insecure_skip_verify: true}}}}\n"
EXPORTERS = """
prometheus-node-exporter &
prometheus-redis-exporter -redis.addr=redis://cache:6379 &
prometheus-nginx-exporter --nginx.scrape-uri=http://edge:8081/ &
DATA_SOURCE_NAME='postgresql://postgres@database:5432/postgres?sslmode=disable' prometheus-postgres-exporter &
prometheus-pgbouncer-exporter --pgBouncer.connectionString='postgres://stats@pool:6432/pgbouncer?sslmode=disable' &
exec prometheus-blackbox-exporter --config.file=/etc/moorage/blackbox.yml
"""
SCRAPES = ("9100/metrics", "9121/metrics", "9113/metrics", "9187/metrics", "9127/metrics")
PROBE = "9115/probe?module=tls&target=edge:8443"
# Prometheus' own: whether a scrape was answered, and what fires.
PROMETHEUS = {"up", "ALERTS"}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine()
    try:
        yield made
    finally:
        made.close()


def _rules(found: list[tuple[str, str]]) -> str:
    rules = [{"record": f"query:{number}", "expr": query} for number, (_, query) in enumerate(found)]
    return yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}, width=1000)


def test_promtool_accepts_every_query_of_every_dashboard(engine: Engine) -> None:
    found = list(queries())
    files = engine.files("rules", {"rules.yml": _rules(found), "wrong.yml": _rules([("", "sum by (a) (rate(x))")])})
    said = ask("prometheus", "check", "rules", "/etc/moorage/rules.yml", entrypoint="promtool", files=files)
    assert f"SUCCESS: {len(found)} rules found" in said
    with pytest.raises(DockerError, match="expected type range vector"):
        ask("prometheus", "check", "rules", "/etc/moorage/wrong.yml", entrypoint="promtool", files=files)


def test_files_in_folders_are_read_by_their_user_alone(engine: Engine) -> None:
    """As the deployment writes them: Docker makes the folders of what is unpacked."""
    contents = grafana_files(stacks.load("clo"), "https://m.example.com")
    files = engine.files("grafana", contents)
    said = ask("nginx", "-c", "cd /etc/moorage && find . -type f -perm 0400 -readable", entrypoint="sh", files=files)
    assert {path.removeprefix("./") for path in said.split()} == set(contents)


@pytest.fixture(scope="module")
def exported(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the exporters of Debian answer, with a real server behind each."""
    network = engine.network()
    made = certificates(tmp_path_factory.mktemp("certificates"), "edge")
    engine.start("postgresql", "database", "--entrypoint=sh", command=["-c", POSTGRESQL], network=network)
    engine.start("pgbouncer", "pool", files=engine.files("pool", {"pgbouncer.ini": PGBOUNCER}), network=network)
    redis = engine.files("cache", {"redis.conf": "bind *\nprotected-mode no\nmaxmemory 8mb\nsave ''\ndir /tmp\n"})
    engine.start("redis", "cache", files=redis, network=network)
    nginx = engine.files("edge", {"nginx.conf": NGINX, **made})
    engine.start("nginx", "edge", files=nginx, network=network)
    files = engine.files("exporters", {"blackbox.yml": BLACKBOX})
    exporters = engine.start("exporters", "exporters", command=["sh", "-c", EXPORTERS], files=files, network=network)

    def get(place: str) -> str:
        return docker(
            "exec", exporters, "curl", "--silent", "--max-time", "10", f"http://127.0.0.1:{place}", check=False
        )

    ready = ("pg_up 1", "pgbouncer_up 1", "redis_up 1", "nginx_up 1", "node_cpu_seconds_total", "probe_success 1")
    found = ""

    def all_there() -> bool:
        nonlocal found
        found = "\n".join(get(place) for place in (*SCRAPES, PROBE))
        return all(mark in found for mark in ready)

    until(60, "every exporter reaches what it asks", all_there)
    return found


def test_our_dashboards_ask_for_what_exporters_have(exported: str) -> None:
    told = {line.split("{")[0].split(" ")[0] for line in exported.splitlines() if line and not line.startswith("#")}
    counted = names_in(mtail_program())
    own = {path.name: path.read_text() for path in OWN.glob("*.py")}
    missing = {
        name
        for name in our_metrics() - PROMETHEUS
        if name not in told
        and name.removesuffix("_bucket") not in counted
        and not any(_makes(text, name) for text in own.values())
    }
    assert missing == set()


def _makes(text: str, name: str) -> bool:
    """Say whether a program of the operations image has a metric's name, whole or after the prefix that all share."""
    stems = {name, name.removesuffix("_total"), name.removeprefix("moorage_")}
    return any(f'"{stem}"' in text for stem in stems)


def names_in(program: str) -> set[str]:
    """Return the metrics that a program of mtail's counts."""
    kinds = ("counter ", "gauge ", "histogram ")
    lines = [line.strip() for line in program.splitlines()]
    return {line.split()[1] for line in lines if line.startswith(kinds)}


def test_names_of_metrics_are_found_in_queries() -> None:
    assert names('100 * sum by (part) (rate(a_total{x=~"b|c"}[5m])) / (max by (d) (e:f) > 0)') == {"a_total", "e:f"}
    assert names("(time() - x) / 3600 unless on () vector(1)") == {"x"}
    assert len(our_metrics()) > 45
