"""The log containers: what is sent as Docker sends it ends in the right file, and is counted; nothing gets out."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import stacks
from components.files.log_store import log_store_conf
from components.files.rsyslog import LOGS, PORT, LogSource, Writer, rsyslog_files
from tests.images.engine import DockerError, Engine, ask, built, certificates, docker, exit_code, healthy, until
from tests.images.station import CHECK, ERROR, OUT, STACK, Station, configuration, start

pytestmark = pytest.mark.docker

PREFIX = "2026-08-22 10:00:00 UTC [12]: [1-1] user=app,db=app,app=x,client=10.0.0.1 "
POOL = "2026-08-22 10:00:00.123 UTC [1] "
# container, stream, line -> where it goes, and its level
LINES: tuple[tuple[str, int, str, str, str], ...] = (
    ("edge", OUT, '{"time":"x","request":"GET /a HTTP/1.1","status":"200"}', "access/edge/edge", "info"),
    ("edge", OUT, '{"time":"x","listener":"mqtt","status":"200"}', "access/edge/edge", "info"),
    ("edge", ERROR, "2026/08/22 10:00:00 [error] 7#7: *1 connect() failed", "system/edge/edge", "error"),
    ("edge", ERROR, "2026/08/22 10:00:00 [warn] 7#7: a buffer", "system/edge/edge", "warning"),
    ("backend-1", OUT, '{"level":"WARNING","message":"a \\"b\\" \\u00e9","n":1}', "application/backend/backend-1", "warning"),
    ("backend-2", OUT, '{"severity":"fatal"}', "application/backend/backend-2", "critical"),
    ("backend-2", OUT, '{"level":30,"msg":"as pino says it"}', "application/backend/backend-2", "info"),
    ("backend-2", OUT, '{"level":"nonsense"}', "application/backend/backend-2", "info"),
    ("backend-2", ERROR, '{"message":"no level"}', "application/backend/backend-2", "error"),
    ("backend-2", OUT, '{"level":"info","log":"audit","user":"ann"}', "audit/backend/backend-2", "info"),
    ("backend-2", OUT, '{"level":"info","audit":true}', "audit/backend/backend-2", "info"),
    ("backend-2", OUT, '{"level":"info","audit":false}', "application/backend/backend-2", "info"),
    ("backend-2", OUT, '{"level":"error", broken', "application/backend/backend-2", "info"),
    ("backend-2", OUT, '["level", "error"]', "application/backend/backend-2", "info"),
    ("backend-2", OUT, "plain text", "application/backend/backend-2", "info"),
    ("backend-2", ERROR, "Traceback (most recent call last):", "application/backend/backend-2", "error"),
    ("backend-2", ERROR, "INFO:     Started server process [1]", "application/backend/backend-2", "info"),
    ("backend-2", ERROR, "[2026-08-22 10:00:00 +0000] [1] [WARNING] a worker", "application/backend/backend-2", "warning"),
    ("backend-7", OUT, "not the backend's", "system/seventh/backend-7", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  checkpoint starting: time", "system/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "ERROR:  deadlock detected", "system/database/database-server", "error"),
    ("database-server", ERROR, PREFIX + "PANIC:  could not write", "system/database/database-server", "critical"),
    ("database-server", ERROR, PREFIX + "DETAIL:  Process 1 waits", "system/database/database-server", "info"),
    ("database-server", ERROR, "\tid integer)", "system/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  duration: 900 ms  statement: CREATE X", "system/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  connection received: host=10.0.0.1", "audit/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  connection authorized: user=app", "audit/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  disconnection: session time: 0:00:01", "audit/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  statement: Create table x (", "audit/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + "LOG:  execute <unnamed>: DROP TABLE x", "audit/database/database-server", "info"),
    ("database-server", ERROR, PREFIX + 'FATAL:  password authentication failed for user "a"', "audit/database/database-server", "error"),
    ("database-server", ERROR, PREFIX + 'FATAL:  no pg_hba.conf entry for host "1"', "audit/database/database-server", "error"),
    ("database-server", ERROR, PREFIX + "FATAL:  the database system is starting up", "system/database/database-server", "error"),
    ("database", ERROR, POOL + "LOG C-0x5: a/a@10.0.0.1:5 login attempt: db=a user=a tls=no", "audit/database/database", "info"),
    ("database", ERROR, POOL + "WARNING C-0x5: a/a@10.0.0.1:5 pooler error: pgbouncer cannot connect", "system/database/database", "warning"),
    ("cache", OUT, "1:M 22 Aug 2026 10:00:00.123 # Failed opening the file", "system/cache/cache", "warning"),
    ("cache", OUT, "1:M 22 Aug 2026 10:00:00.123 * Ready to accept connections", "system/cache/cache", "info"),
    ("queue", ERROR, "[1] 2026/08/22 10:00:00.000000 [ERR] a route", "system/queue/queue", "error"),
    ("queue", ERROR, "[1] 2026/08/22 10:00:00.000000 [FTL] no port", "system/queue/queue", "critical"),
    ("prometheus", ERROR, "time=2026-08-22T10:00:00Z level=WARN source=x msg=y", "system/prometheus/prometheus", "warning"),
    ("prometheus", ERROR, 'ts=2026-08-22T10:00:00Z caller=x level=info msg="y"', "system/prometheus/prometheus", "info"),
    ("prometheus", ERROR, "P00   INFO: archive-push", "system/prometheus/prometheus", "info"),
    ("prometheus", ERROR, "panic: nil", "system/prometheus/prometheus", "error"),
)  # fmt: skip


@pytest.fixture(scope="module")
def network(engine: Engine) -> str:
    return engine.network()


@pytest.fixture(scope="module")
def station(engine: Engine, network: str) -> Iterator[Station]:
    yield start(engine, "station", network, configuration())


def said(entry: dict[str, Any]) -> Any:
    """What a program said, of an entry."""
    return entry["event"] if "event" in entry else entry["message"]


def test_each_line_goes_where_it_belongs_once(station: Station) -> None:
    for container, severity, line, _, _ in LINES:
        station.send(f"{STACK}-{container}", line, severity)
    wanted: dict[str, list[tuple[Any, str]]] = {}
    for _, _, line, place, level in LINES:
        parsed = None
        if line.startswith("{") and "broken" not in line:
            parsed = json.loads(line)
        wanted.setdefault(place, []).append((parsed or line, level))
    for place, entries in wanted.items():
        station.wait(f"{place}-", len(entries))
        found = station.log(f"{place}-")
        assert [(said(entry), entry["level"]) for entry in found] == entries, place
        kind, part, instance = place.split("/")
        for entry in found:
            assert (entry["class"], entry["part"], entry["instance"]) == (kind, part, instance)
            assert entry["time"] == "2026-08-22T10:00:00+00:00" or entry["time"].startswith("2026-08-22T10:00:00.")
    today = station.ask("date -u +%Y-%m-%d")  # the day of arrival, whatever the sender says
    assert station.ask(f"ls {LOGS}/audit/backend {LOGS}/access/edge").split() == [
        f"{LOGS}/access/edge:", f"edge-{today}.log", f"{LOGS}/audit/backend:", f"backend-2-{today}.log"
    ]  # fmt: skip


HOSTILE = (
    "../../../tmp/x", "/etc/passwd", f"{STACK}-../x", f"{STACK}-backend-1/../../x", f"{STACK}-", f"{STACK}-nobody",
    f"{STACK}-backend-999", f"{STACK}-Backend", "other-dev-backend-1", "%F", "$.part", "a\"b,", "é", "\udcff\udcfe", "x" * 3000,
)  # fmt: skip


def test_no_tag_and_no_datagram_becomes_a_path(station: Station) -> None:
    files = f"find {LOGS} -path '*/.*' -prune -o -type f -print | grep -v /unknown/ | sort"
    before, counted = station.ask(files), station.count("system/unknown/")
    for tag in HOSTILE:
        station.send(tag, f"from {len(tag)}")
    strange = (
        b"no syslog at all",
        b"<30>1 ",
        b"<",
        b"\xff" * 100,
        b"<30>Oct 11 22:14:15 h ../../x[1]: y",
        b"<999>1 - - - - - -",
    )
    for datagram in strange:
        station.raw(datagram)
    station.wait("system/unknown/", counted + len(HOSTILE) + len(strange))
    entries = station.log("system/unknown/")
    assert {(entry["part"], entry["instance"]) for entry in entries} == {("unknown", "unknown")}
    assert {f"from {len(tag)}" for tag in HOSTILE} <= {entry["message"] for entry in entries}
    assert {entry["tag"] for entry in entries} >= {f"{STACK}-nobody", f"{STACK}-backend-999", "not a container's name"}
    assert station.ask(files) == before
    assert station.ask("find / -xdev -newer /run/moorage-logs.checked -type f 2>/dev/null || true") == ""
    modes = station.ask(f"find {LOGS}/system {LOGS}/access -printf '%y %m\\n' | sort -u").splitlines()
    assert modes == ["d 750", "f 640"]


def test_what_no_text_may_hold_is_written_so_that_it_can_be_read(station: Station) -> None:
    station.send(f"{STACK}-long-1", b"bytes \xff\xfe escape \x1b[31m tab\t line\nsecond nul\0 end")
    station.send(f"{STACK}-long-1", "x" * 60_000)
    station.wait("application/long/long-1-", 2)
    first, second = (entry["message"] for entry in station.log("application/long/long-1-"))
    assert first.startswith("bytes ")
    assert "escape \x1b[31m tab\t line\nsecond nul" in first
    assert second == "x" * 60_000


def through_docker(engine: Engine, station: Station, name: str, script: str) -> str:
    """Run a shell in a container whose log goes as a stack's does; return the container's id."""
    return docker(
        "run", "--detach", engine.label, f"--name={name}", "--network=none", "--log-driver=syslog",
        f"--log-opt=syslog-address=udp://{station.address}:{PORT}", "--log-opt=syslog-format=rfc5424",
        "--log-opt=tag={{.Name}}", built("logs"), "sh", "-c", script,
    )  # fmt: skip


def test_a_containers_log_comes_through_docker_and_docker_still_shows_it(engine: Engine, station: Station) -> None:
    """A line of 100,000 characters comes in pieces of 16 KB, and both streams are told apart."""
    script = (
        'printf \'{"level":"DEBUG","n":1}\\n\'; echo wrong >&2; printf \'%0100000d\\n\' 7;'
        " echo '[ERROR] last'; echo 'one\ntwo'; sleep 2"
    )
    name = f"{STACK}-long-{10 + int(engine.mark, 16) % 80}"
    container = through_docker(engine, station, name, script)
    path = f"application/long/{name.removeprefix(STACK + '-')}-"
    station.wait(path, 12)
    entries = station.log(path)
    assert len(entries) == 12
    texts = [entry["message"] for entry in entries if "message" in entry]
    pieces = [text for text in texts if set(text) <= set("07")]
    assert [len(piece) for piece in pieces] == [16 * 1024] * 6 + [100_000 - 6 * 16 * 1024]
    assert "".join(pieces) == f"{7:0100000d}"
    levels = {json.dumps(said(entry)): entry["level"] for entry in entries}
    assert levels['{"level": "DEBUG", "n": 1}'] == "debug"
    assert (levels['"wrong"'], levels['"[ERROR] last"'], levels['"one"'], levels['"two"']) == (
        "error",
        "error",
        "info",
        "info",
    )
    shown = docker("logs", container)
    assert "[ERROR] last" in shown
    assert "wrong" in shown


def access(method: str, status: int, seconds: float, service: str, size: int = 100) -> str:
    """A line of nginx' access log, whose client tries to be counted as something else."""
    forged = '" "service": "forged", 500 GET 1.0 1\n'
    return json.dumps(
        {
            "time": "x", "client": "c", "host": forged, "request": f"{method} /{forged} HTTP/1.1", "status": str(status),
            "bytes": str(size), "referrer": forged, "agent": forged, "forwarded": forged, "seconds": f"{seconds:.3f}",
            "service": service, "upstream": "x", "upstream_status": "1", "upstream_seconds": "9.000",
        }
    )  # fmt: skip


ANSWERS = (
    *[("GET", 200, 0.05, "api")] * 3, ("GET", 200, 0.051, "api"), ("POST", 201, 0.5, "api"), ("POST", 503, 0.501, "api"),
    ("GET", 200, 60.0, "api"), ("GET", 200, 300.0, "api"), ("GET", 304, 0.0, ""), ("GET", 429, 0.0, ""),
    ("BREW", 405, 0.0, ""), ("", 400, 0.0, ""), ("PROPFIND", 405, 0.0, "api"), ("DELETE", 401, 0.01, "api"),
)  # fmt: skip


def test_mtail_counts_exactly_what_was_said(station: Station) -> None:
    before = station.series()
    for method, status, seconds, service in ANSWERS:
        station.send(f"{STACK}-edge", access(method, status, seconds, service))
    station.send(f"{STACK}-queue", "[1] 2026/08/22 10:00:00.000000 [ERR] x", ERROR)
    after = station.series()
    more = {name: value - before.get(name, 0) for name, value in after.items()}
    known = {"GET", "POST", "DELETE"}
    requests = Counter(
        (service or "edge", status, method if method in known else "OTHER") for method, status, _, service in ANSWERS
    )
    assert {name: value for name, value in more.items() if name.startswith("edge_requests_total") and value} == {
        f'edge_requests_total{{method="{method}",part="{part}",status="{status}"}}': count
        for (part, status, method), count in requests.items()
    }
    bounds = {"0.05": 5, "0.1": 6, "0.4": 6, "0.5": 7, "0.75": 8, "30": 8, "60": 9, "120": 9, "+Inf": 10}
    histogram = {bound: more[f'edge_request_duration_seconds_bucket{{part="api",le="{bound}"}}'] for bound in bounds}
    assert histogram == bounds
    assert more['edge_request_duration_seconds_count{part="edge"}'] == 4
    assert more['edge_response_bytes_total{part="api"}'] == 1000
    assert more['log_lines_total{level="info",part="edge"}'] == len(ANSWERS)
    assert more['log_lines_total{level="error",part="queue"}'] == 1
    assert not any("forged" in name for name in after)


def test_twenty_thousand_lines_in_four_seconds_are_all_written_and_all_counted(station: Station) -> None:
    """Meanwhile another file takes the place of the one that mtail reads, twice."""
    dropped = station.dropped()
    inode = station.ask(f"stat -c %i {LOGS}/.counts/lines.log")
    began = time.monotonic()
    for number in range(20_000):
        station.send(f"{STACK}-steady-1", f'{{"level":"INFO","number":{number},"message":"{"x" * 200}"}}')
        if number % 50 == 0:
            time.sleep(max(0.0, began + number / 5_000 - time.monotonic()))
    station.wait("application/steady/", 20_000)
    assert station.dropped() == dropped
    assert [entry["event"]["number"] for entry in station.log("application/steady/")] == list(range(20_000))
    assert station.series()['log_lines_total{level="info",part="steady"}'] == 20_000
    assert station.ask(f"stat -c %i {LOGS}/.counts/lines.log") != inode


def test_of_a_flood_every_line_is_written_or_said_to_be_lost(engine: Engine, station: Station) -> None:
    """As fast as Docker takes 20,000 lines from a container, which may be faster than this machine has time to read."""
    dropped = station.dropped()
    script = 'awk "BEGIN { for (i = 0; i < 20000; i++) printf \\"%0200d\\n\\", i }"; sleep 1'
    container = through_docker(engine, station, f"{STACK}-flood-1", script)
    docker("wait", container)
    until(
        20, "all are there or lost", lambda: station.count("application/flood/") + station.dropped() - dropped >= 20_000
    )
    written, lost = station.count("application/flood/"), station.dropped() - dropped
    print(f"flood: {written} of 20,000 lines written, {lost} lost and said so")
    assert written + lost == 20_000
    assert written > 5_000
    if lost:
        until(
            10,
            "it is said",
            lambda: "faster than they could be taken" in station.ask(f"tail -n 20 {LOGS}/system/logs/*.log"),
        )


def test_counts_begin_again_with_mtail_and_go_on(station: Station) -> None:
    docker("restart", "--time=5", station.metrics)
    healthy(station.metrics, "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:3903/metrics")
    assert 'log_lines_total{level="warning",part="cache"}' not in station.series()
    station.send(f"{STACK}-cache", "1:M 22 Aug 2026 10:00:00.123 # after")
    assert station.series()['log_lines_total{level="warning",part="cache"}'] == 1


def test_it_stops_when_asked_and_goes_on_where_it_was(station: Station) -> None:
    before = station.count("application/backend/")
    for number in range(500):
        station.send(f"{STACK}-backend-1", f"last {number}")
    docker("stop", "--time=20", station.container)
    assert exit_code(station.container) == 0
    docker("start", station.container)
    healthy(station.container, *CHECK)
    station.address = docker(
        "inspect", "--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", station.container
    )
    station.wait("application/backend/", before + 500)
    station.send(f"{STACK}-backend-1", "again")
    station.wait("application/backend/", before + 501)
    assert station.log("application/backend/backend-1-")[-1]["message"] == "again"


def test_it_ends_with_rsyslog_so_that_it_is_started_again(station: Station) -> None:
    station.ask(
        "kill -9 $(cat /proc/1/task/1/children | xargs -n 1 | while read p; do grep -lq rsyslogd /proc/$p/comm && echo $p; done)"
    )
    assert exit_code(station.container) == 1
    assert "rsyslog ended" in docker("logs", "--tail=3", station.container)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("moorage-logs", "check"), "rsyslog does not listen"),
        (("moorage-logs", "nonsense"), "unknown: 'nonsense'; allowed: nothing, check, renew, pass"),
        (("moorage-logs",), "retention.conf says nothing of 'capacity'; needed: a line with a number, for instance"),
    ],
)
def test_what_is_wrong_is_said(command: tuple[str, ...], message: str) -> None:
    with pytest.raises(DockerError, match=message):
        ask("logs", *command)


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
    contents = {}
    for system in ("circman", "clo", "manufacturing", "opmas", "revitron"):
        for kind, store in (("files", ""), ("store", log_store_conf(folder=f"/etc/moorage/{system}-store"))):
            folder = f"{system}-{kind}"
            rendered = rsyslog_files(
                "x-dev", sources(system), log_store=store, folder=f"/etc/moorage/{folder}", logs="/tmp"
            )
            contents |= {f"{folder}/{name}": text for name, text in rendered.items()}
        contents[f"{system}-store/log-store-password"] = "made-up"
        contents[f"{system}-store/authority.pem"] = "not read before it is needed"
    contents["broken/rsyslog.conf"] = contents["clo-files/rsyslog.conf"].replace("fileCreateMode", "fileMode", 1)
    script = "mkdir /tmp/.queue; for f in /etc/moorage/*/rsyslog.conf; do rsyslogd -N1 -f $f >/tmp/said 2>&1; echo $? $f; done"
    answered = ask("logs", "-c", script, entrypoint="sh", files=engine.files("every", contents)).splitlines()
    assert {line.split("/")[3]: line[0] for line in answered} == {
        name.split("/")[0]: "1" if name.startswith("broken") else "0" for name in contents
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
    engine: Engine, network: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
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
