"""mtail's program: what is counted in the logs as rsyslog writes them (rsyslog.py).

Guarantees: a line counts once, when it is written; labels hold only what rsyslog has decided (part, level, service,
method) or three digits (status), so that nobody outside can make series. After a restart the counts begin at 0 again,
with lines that are written from then on.

Series: ``log_lines_total`` by part and level; of what the edge answered ``edge_requests_total`` by part, status and
method, ``edge_request_duration_seconds`` (a histogram) and ``edge_response_bytes_total`` by part, which is the service
that answered, or ``edge`` where none did (static files, redirections, refusals, limits). Connections through listeners
are no requests. ``part`` is a label of the series themselves, so whoever scrapes must keep it (honor_labels).

rsyslog writes what mtail reads into one file whose name stays (``COUNTS``): in a new file mtail counts only what comes
after it has found it, which would lose the first lines of each day.

Sources: mtail's documentation, "Programming Guide" and "Language", and its internal/tailer/logstream/filestream.go.
"""

from components.files import FOLDER
from components.files.rsyslog import COUNTS, LOGS

# Seconds. Every latency that a system is held to is one of them (500 ms: manufacturing and opmas; 1 and 2 s: circman;
# 60 s: revitron), so that a share of requests below it is exact.
BUCKETS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120)
PORT = 3903
PROGRAM = "logs.mtail"


def mtail_program() -> str:
    """Return logs.mtail."""
    return _PROGRAM.format(buckets=", ".join(f"{seconds:g}" for seconds in (0, *BUCKETS)))


def mtail_command(*, folder: str = FOLDER, logs: str = LOGS) -> tuple[str, ...]:
    """Return what runs mtail: it reads what rsyslog writes below ``logs``, and answers on ``PORT``."""
    return (
        "mtail",
        f"--progs={folder}/{PROGRAM}",
        f"--logs={logs}/{COUNTS}",
        f"--port={PORT}",
        "--emit_prog_label=false",
        "--logtostderr",
        "--stderrthreshold=WARNING",
        "--disable_fsnotify",  # it looks each second instead: a busy log would wake it for each write
        "--poll_interval=1s",
        "--poll_log_interval=1s",
        "--stale_log_gc_interval=1h",
        "--expired_metrics_gc_interval=1h",
    )


_PROGRAM = """\
# Each line: part level [service status method seconds bytes]
counter log_lines_total by part, level
counter edge_requests_total by part, status, method
histogram edge_request_duration_seconds by part buckets {buckets}
counter edge_response_bytes_total by part

/^(?P<part>[a-z0-9-]+) (?P<level>[a-z]+)( |$)/ {{
    log_lines_total[$part][$level]++
}}

/^[a-z0-9-]+ [a-z]+ (?P<part>[a-z0-9-]+) (?P<status>[0-9][0-9][0-9]) (?P<method>[A-Z]+) / +
    /(?P<seconds>[0-9]+[.][0-9]+) (?P<bytes>[0-9]+)$/ {{
    edge_requests_total[$part][$status][$method]++
    edge_request_duration_seconds[$part] = $seconds
    edge_response_bytes_total[$part] += $bytes
}}
"""
