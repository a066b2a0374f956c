"""mtail's program: what is counted in the logs that rsyslog has written (rsyslog.py).

Guarantees: a line counts once, when it is written; labels hold only what rsyslog has written itself (part, level) or one
of a few values (method, status of three digits), so that nobody outside can make series. After a restart the counts
begin at 0 again, with lines that are written from then on.

Series: ``log_lines_total`` by part and level; of what the edge answered ``edge_requests_total`` by part, status and
method, ``edge_request_duration_seconds`` (a histogram) and ``edge_response_bytes_total`` by part, which is the service
that answered, or ``edge`` where none did (static files, redirections, refusals, limits). Connections through listeners
are no requests. ``part`` is a label of the series themselves, so whoever scrapes must keep it (honor_labels).

Sources: mtail's documentation, "Programming Guide" and "Language".
"""

# Seconds. Every latency that a system is held to is one of them (500 ms: manufacturing, opmas; 1 and 2 s: circman; 60 s:
# revitron), so that a share of requests below it is exact.
BUCKETS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")  # RFC 9110 and RFC 5789
PORT = 3903
PROGRAM = "logs.mtail"


def mtail_program() -> str:
    """Return logs.mtail."""
    return _PROGRAM.format(
        buckets=", ".join(f"{seconds:g}" for seconds in (0, *BUCKETS)),
        methods="|".join(METHODS),
    )


def mtail_command(program: str, logs: str) -> tuple[str, ...]:
    """Return what runs mtail: it reads what is being written below a folder, and answers on ``PORT``."""
    return (
        "mtail",
        f"--progs={program}",
        f"--logs={logs}/*/*/*.log",
        f"--port={PORT}",
        "--emit_prog_label=false",
        "--logtostderr",
        "--poll_interval=1s",  # for files that the kernel tells nothing about
        "--poll_log_interval=1s",
        "--stale_log_gc_interval=1h",
        "--expired_metrics_gc_interval=1h",
    )


_PROGRAM = r"""# What is counted in the logs. Each line begins as rsyslog writes it, before anything that others can say.
counter log_lines_total by part, level
counter edge_requests_total by part, status, method
histogram edge_request_duration_seconds by part buckets {buckets}
counter edge_response_bytes_total by part
hidden text service
hidden text verb

/^{{"time":"[^"]*","part":"(?P<part>[a-z0-9-]+)","instance":"[a-z0-9-]+","level":"(?P<level>[a-z]+)","class":"(?P<class>[a-z]+)",/ {{
    log_lines_total[$part][$level]++
}}

# Names and values are as nginx writes them: a quote in a value is escaped, so that no value can look like a name.
/^{{"time":"[^"]*","part":"[a-z0-9-]+","instance":"[a-z0-9-]+","level":"[a-z]+","class":"access","event":{{ / +
    /.* "request": ".* "status": "(?P<status>[0-9][0-9][0-9])", "bytes": "(?P<bytes>[0-9]+)", / +
    /.* "seconds": "(?P<seconds>[0-9]+[.][0-9]+)", / {{
    service = "edge"
    / "service": "(?P<answered>[a-z0-9-]+)"/ {{
        service = $answered
    }}
    verb = "OTHER"
    / "request": "(?P<known>{methods}) / {{
        verb = $known
    }}
    edge_requests_total[service][$status][verb]++
    edge_request_duration_seconds[service] = $seconds
    edge_response_bytes_total[service] += $bytes
}}
"""
