"""The log containers: what is sent as Docker sends it ends in the right file, and is counted; nothing gets out."""

import json
import re
import time
from collections import Counter
from typing import Any

import pytest

from components.files.rsyslog import LOGS, PORT
from tests.images.engine import DockerError, Engine, ask, built, docker, exit_code, healthy, until
from tests.images.log_lines import LINES
from tests.images.station import CHECK, ERROR, SOURCES, STACK, Station, configuration, start

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def network(engine: Engine) -> str:
    return engine.network()


@pytest.fixture(scope="module")
def station(engine: Engine, network: str) -> Station:
    return start(engine, "station", network, configuration())


def said(entry: dict[str, Any]) -> Any:
    """What a program said, of an entry."""
    return entry["event"] if "event" in entry else entry["message"]


def test_each_line_goes_where_it_belongs_once(station: Station) -> None:
    for container, severity, line, _, _ in LINES:
        station.send(f"{STACK}-{container}", line, severity)
    wanted: dict[str, list[tuple[Any, str]]] = {}
    for container, _, line, kind, level in LINES:
        source = SOURCES.get(container) or SOURCES[container.rpartition("-")[0]]
        place = f"{kind}/{source.part}/{container}"
        parsed = None
        if line.startswith("{") and "broken" not in line:
            parsed = json.loads(line)
        wanted.setdefault(place, []).append((parsed or line, level))
    for place, entries in wanted.items():
        station.wait(f"{place}-20", len(entries))  # and the rest of a day, but no other name that begins so
        found = station.log(f"{place}-20")
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
    f"{STACK}-backend-999", f"{STACK}-Backend", "other-dev-backend-1", "%F", "$.part", "a\"b,", "é", "\udcff\udcfe",
    "x" * 3000,
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
            "time": "x", "client": "c", "host": forged,
            "request": f"{method} /{forged} HTTP/1.1", "status": str(status),
            "bytes": str(size), "referrer": forged, "agent": forged, "forwarded": forged, "seconds": f"{seconds:.3f}",
            "service": service, "upstream": "x", "upstream_status": "1", "upstream_seconds": "9.000",
        }
    )  # fmt: skip


ANSWERS = (
    *[("GET", 200, 0.05, "api")] * 3,
    ("GET", 200, 0.051, "api"), ("POST", 201, 0.5, "api"), ("POST", 503, 0.501, "api"),
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


def test_what_finds_the_queue_full_is_said_to_be_lost(engine: Engine, network: str) -> None:
    """With a queue for a hundred lines, which does not wait for room and has no disk."""
    files = configuration()
    kept = [
        line for line in files["rsyslog.conf"].splitlines() if not re.search(r"queue\.(filename|max|high|low)", line)
    ]
    conf = (
        re.sub(r'queue\.size="\d+"', 'queue.size="100"', "\n".join(kept)).replace('"500"', '"0"').replace('"60"', '"1"')
    )
    full = start(
        engine, "full", network, {**files, "rsyslog.conf": conf.replace('BatchSize="512"', 'BatchSize="8"') + "\n"}
    )
    for number in range(5_000):
        full.send(f"{STACK}-flood-1", f"{number} {'x' * 300}")

    def lost() -> int:
        told = [entry for entry in full.log("system/logs/") if "discarded.full" in json.dumps(entry)]
        assert {entry["level"] for entry in told} <= {"critical"}
        return sum(json.loads(entry["message"])["discarded.full"] for entry in told)

    until(20, "all are accounted for", lambda: full.count("application/flood/") + full.dropped() + lost() == 5_000)
    assert lost() > 0


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
    station.ask("for p in /proc/[0-9]*; do if grep -q rsyslogd $p/comm; then kill -9 ${p#/proc/}; fi; done")
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
