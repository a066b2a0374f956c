"""What users see of a system, as PromQL: checks from outside, and what the edge has answered (counted in its log)."""

from collections.abc import Iterator

from components.files.measures_of import Measured
from components.files.measures_promql import either, labelled, select, up_to_now
from stacks._monitoring import Exporter

REQUESTS = "edge_requests_total"
DURATIONS = "edge_request_duration_seconds_bucket"
FAILED = 'status=~"5.."'
APPLICATION = f'job="{Exporter.APPLICATION.value}"'


def unreachable(measured: Measured, of: str, _within: str) -> str:
    """Return the parts that no check gets an answer from. Who is not behind the edge is asked by Prometheus itself."""
    return either(_unreachable(measured, of))


def _unreachable(measured: Measured, of: str) -> Iterator[str]:
    for part in (of,) if of else _checked(measured):
        probe, scrape = select("probe_success", part=part), select("up", APPLICATION, part=part)
        if measured.probed(part):
            yield f"min by (part) ({probe}) == 0 or absent({probe})"
        else:
            yield f"max by (part) ({scrape}) == 0 or max by (part) (absent({scrape}))"


def _checked(measured: Measured) -> tuple[str, ...]:
    probed = [probe.part for probe in measured.probes]
    scraped = [item.of for item in measured.scraped if item.exporter is Exporter.APPLICATION]
    return tuple(dict.fromkeys((*probed, *scraped)))


def checks(measured: Measured, of: str) -> str:
    """Return the selector of the checks of a part: 1 is an answer, 0 is none."""
    if of and not measured.probed(of):
        return select("up", APPLICATION, part=of)
    return select("probe_success", part=of)


def availability(measured: Measured, of: str, _within: str) -> str:
    """Return how many of a day's checks got an answer: shorter, and one lost check would be an outage."""
    return f"100 * avg by (part) (avg_over_time({checks(measured, of)}[1d]))"


def errors(_measured: Measured, of: str, _within: str) -> str:
    """Return the share of 5xx; 0 where there was none yet."""
    every = f"sum by (part) (rate({select(REQUESTS, part=of)}[5m]))"
    failed = f"sum by (part) (rate({select(REQUESTS, FAILED, part=of)}[5m]))"
    return f"100 * ({failed} or 0 * {every}) / {every}"


def latency(_measured: Measured, of: str, _within: str) -> str:
    """Return the 95th percentile."""
    return _percentile(of, "[5m]")


def _percentile(of: str, window: str) -> str:
    return f"1000 * histogram_quantile(0.95, sum by (part, le) (rate({select(DURATIONS, part=of)}{window})))"


def requests(_measured: Measured, of: str, _within: str) -> str:
    """Return the requests of an hour; none are 0, as long as the log is read."""
    counted = f"3600 * sum by (part) (rate({select(REQUESTS, part=of)}[1h]))"
    if not of:
        return counted
    none = labelled(f'max(up{{job="{Exporter.LOGS.value}"}} == 1) - 1', part=of)
    return f"{counted} or {none}"


def requests_ratio(_measured: Measured, of: str, _within: str) -> str:
    """Return the last hour against a week before, where there was anything then."""
    now, before = (f"sum by (part) (rate({select(REQUESTS, part=of)}[1h]{when}))" for when in ("", " offset 1w"))
    return f"{now} / ({before} > 0)"


def latency_ratio(_measured: Measured, of: str, _within: str) -> str:
    """Return the last hour against a day before, where there was anything then."""
    return f"{_percentile(of, '[1h]')} / ({_percentile(of, '[1h] offset 1d')} > 0)"


def log_errors(_measured: Measured, of: str, _within: str) -> str:
    """Return how many lines of five minutes are errors or worse."""
    return up_to_now(select("log_lines_total", 'level=~"error|critical"', part=of))


def failed_logins(_measured: Measured, of: str, _within: str) -> str:
    """Return how many requests of five minutes were refused for who sent them."""
    return up_to_now(select(REQUESTS, 'status=~"401|403"', part=of))


def certificate(_measured: Measured, of: str, _within: str) -> str:
    """Return the days that each certificate has left. One that has ended is no answer, and so unreachable."""
    return f"(min by (part, instance) ({select('probe_ssl_earliest_cert_expiry', part=of)}) - time()) / 86400"
