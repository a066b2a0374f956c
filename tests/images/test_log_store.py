"""rsyslog takes every system's files, and ships to a log store over verified TLS."""

import json

import pytest

import stacks
from components.files.log_store import log_store_conf
from components.files.rsyslog import LogSource, Writer, rsyslog_files
from tests.images.engine import Engine, ask, certificates, docker, until
from tests.images.station import STACK, configuration, start

pytestmark = pytest.mark.docker


def sources(system: str) -> dict[str, LogSource]:
    """Every container of a system that there is a writer for."""
    spec = stacks.load(system)
    made = {"edge": LogSource(part="edge", writer=Writer.EDGE)}
    made |= {service.name: LogSource(part=service.name, writer=Writer.SERVICE) for service in spec.services}
    for database in spec.databases:
        made[f"{database.name}-server"] = LogSource(part=database.name, writer=Writer.POSTGRESQL)
        made[database.name] = LogSource(part=database.name, writer=Writer.PGBOUNCER)
    made |= {cache.name: LogSource(part=cache.name, writer=Writer.REDIS) for cache in spec.caches}
    return made | {queue.name: LogSource(part=queue.name, writer=Writer.NATS) for queue in spec.queues}


def test_rsyslog_accepts_the_files_of_every_system_with_and_without_a_log_store(engine: Engine) -> None:
    contents: dict[str, str] = {}
    for system in ("circman", "clo", "manufacturing", "opmas", "revitron"):
        for kind, store in (("files", ""), ("store", log_store_conf(folder=f"/etc/moorage/{system}-store"))):
            folder = f"{system}-{kind}"
            rendered = rsyslog_files(
                "x-dev", sources(system), log_store=store, folder=f"/etc/moorage/{folder}", logs="/run"
            )
            contents |= {f"{folder}/{name}": text for name, text in rendered.items()}
        contents[f"{system}-store/log-store-password"] = "made-up"
        contents[f"{system}-store/authority.pem"] = "not read before it is needed"
    contents["broken/rsyslog.conf"] = contents["clo-files/rsyslog.conf"].replace("fileCreateMode", "fileMode", 1)
    script = (
        "mkdir /run/.queue; for f in /etc/moorage/*/rsyslog.conf; "
        "do rsyslogd -N1 -f $f >/run/said 2>&1; echo $? $f; done"
    )
    answered = ask("logs", "-c", script, entrypoint="sh", files=engine.files("every", contents)).splitlines()
    assert {line.split("/")[3]: line[0] == "0" for line in answered} == {
        name.split("/")[0]: not name.startswith("broken") for name in contents if name.endswith("rsyslog.conf")
    }


STORE = """
import base64, http.server, ssl, sys
class Store(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_HEAD(self):
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
    do_GET = do_HEAD
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.headers["Authorization"] == "Basic " + base64.b64encode(b"moorage_logs:made-up").decode()
        print(self.path, good, body.decode().replace("\\n", "\\n| "), flush=True)
        count = body.count(b'"create"')
        items = ",".join(['{"create":{"status":201}}'] * count)
        answer = ('{"took":1,"errors":false,"items":[' + items + ']}').encode()
        self.send_response(200); self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer))); self.end_headers(); self.wfile.write(answer)
    def log_message(self, *_): pass
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/etc/moorage/server.crt", "/etc/moorage/server.key")
server = http.server.ThreadingHTTPServer(("", 9200), Store)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
"""


def test_a_log_store_gets_every_line_over_verified_tls_and_another_none(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    network = engine.network()
    made = certificates(tmp_path_factory.mktemp("store"), "log-store")
    other = certificates(tmp_path_factory.mktemp("other"), "log-store")
    held = engine.files(
        "log-store", {"store.py": STORE, "server.crt": made["server.crt"], "server.key": made["server.key"]}
    )
    store = engine.start(
        "sample", "log-store", files=held, network=network, command=("python3", "/etc/moorage/store.py")
    )
    files = {**configuration(log_store=log_store_conf()), "log-store-password": "made-up"}
    right = start(engine, "right", network, {**files, "authority.pem": made["ca.pem"]})
    wrong = start(engine, "wrong", network, {**files, "authority.pem": other["ca.pem"]})
    for name, station in (("right", right), ("wrong", wrong)):
        station.send(f"{STACK}-backend-1", f'{{"level":"info","message":"{name} event"}}')
        station.send(f"{STACK}-backend-1", f"{name} text")
        station.send("nobody", f"{name} unknown")
        station.wait("application/backend/", 2)
        station.wait("system/unknown/", 1)
    until(
        20, "all came", lambda: all(f"right {form}" in docker("logs", store) for form in ("event", "text", "unknown"))
    )
    shown = docker("logs", store)
    assert "wrong" not in shown
    lines = [line.removeprefix("| ") for line in shown.splitlines()]
    assert {line.split()[1] for line in lines if line.startswith("/_bulk")} == {"True"}
    documents = [json.loads(line) for line in lines if line.startswith('{"@timestamp"')]
    day = right.ask("date -u +%Y.%m.%d")
    indices = {line.split('"_index":')[1].split('"')[1] for line in lines if '"_index":' in line}
    assert indices == {f"moorage-{kind}-{day}" for kind in ("application", "system")}
    assert {(d["class"], d["part"], d["level"]) for d in documents} >= {
        ("application", "backend", "info"),
        ("system", "unknown", "info"),
    }
    assert any(d.get("event") == {"level": "info", "message": "right event"} for d in documents)
    assert "made-up" not in docker("logs", right.container) + shown
