"""Prometheus' file: what is scraped, how often, with which limits, where its rules are and who delivers its alerts.

Guarantees: every series has the labels job (the exporter), part and instance; no source can fill the disk with samples
or labels, because a scrape that is too large is refused whole, and shows as one that fails.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from components.files import FOLDER
from components.files.probes import TIMEOUT_SECONDS, Probe
from components.files.quoting import printable
from components.files.scraping import Scraped
from stacks._monitoring import Exporter, Monitoring

ALERTMANAGER = "alertmanager:9093"
ITSELF = "localhost:9090"
RULES = "rules.yml"
LOOK_SECONDS = 5  # between two looks at the rules: an alert comes its duration and one scrape after what it is about
DATA = "/var/lib/prometheus"
# What these say of others is right: containers, log lines and jobs have parts of their own.
OF_OTHERS = frozenset({Exporter.CONTAINERS, Exporter.LOGS, Exporter.OPERATIONS})
# The largest exporter, PostgreSQL's, has 400 samples for one small database and some 60 for each further table or
# database (seen with 0.17.1); an app with a histogram for each of 100 routes has 1,500.
LIMITS = {
    "sample_limit": 20_000,
    "label_limit": 40,
    "label_name_length_limit": 128,
    "label_value_length_limit": 1024,
    "body_size_limit": "16MB",
}


def prometheus_yml(
    monitoring: Monitoring,
    scraped: Sequence[Scraped],
    probes: Sequence[Probe] = (),
    *,
    system: str,
    stack: str,
    alertmanager: str = ALERTMANAGER,
    itself: str = ITSELF,
    folder: str = FOLDER,
) -> str:
    """Return prometheus.yml. Probes go through the scraped exporter of probes.

    Raises ValueError where an instance is said twice, or there are probes and nobody makes them.
    """
    interval = monitoring.scrape_seconds
    jobs = defaultdict(list)
    for item in scraped:
        jobs[item.exporter].append(item)
    if probes and not jobs[Exporter.PROBES]:
        raise ValueError(f"there are {len(probes)} probes, but no exporter of probes is scraped")
    makers = [address for item in jobs.pop(Exporter.PROBES, []) for address in item.instances.values()]
    content: dict[str, Any] = {
        "global": {
            "scrape_interval": f"{interval}s",
            "scrape_timeout": f"{min(TIMEOUT_SECONDS, interval)}s",
            "evaluation_interval": f"{min(LOOK_SECONDS, interval)}s",
            "external_labels": {"system": printable(system, "the system"), "stack": printable(stack, "the stack")},
        },
        "rule_files": [f"{folder}/{RULES}"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
        "scrape_configs": [
            _job("prometheus", [_target(itself, "prometheus", "prometheus")]),
            _job("alertmanager", [_target(alertmanager, "alertmanager", "alertmanager")]),
            *(
                _job(exporter.value, list(_targets(jobs[exporter])), honor_labels=exporter in OF_OTHERS)
                for exporter in Exporter
                if jobs[exporter]
            ),
            *([_probing(makers, probes)] if makers else []),
        ],
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def prometheus_command(monitoring: Monitoring, *, folder: str = FOLDER, data: str = DATA) -> tuple[str, ...]:
    """Return the command: how long samples are kept is no matter of the file."""
    return (
        "prometheus",
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={data}",
        f"--storage.tsdb.retention.time={monitoring.keep_metrics_days}d",
    )


def _job(name: str, targets: list[dict[str, Any]], *, honor_labels: bool = False) -> dict[str, Any]:
    return {"job_name": name, **({"honor_labels": True} if honor_labels else {}), **LIMITS, "static_configs": targets}


def _target(address: str, part: str, instance: str, **labels: str) -> dict[str, Any]:
    return {"targets": [address], "labels": {"part": part, "instance": instance, **labels}}


def _targets(items: Sequence[Scraped]) -> Iterator[dict[str, Any]]:
    seen = set()
    for item in items:
        for instance, address in item.instances.items():
            if (item.of, instance) in seen:
                raise ValueError(f"the {item.exporter.value} metrics of {instance!r} are scraped twice; say them once")
            seen.add((item.of, instance))
            path = {} if item.path == "/metrics" else {"__metrics_path__": item.path}
            yield _target(address, item.of, instance, **path)


def _probing(makers: Sequence[str], probes: Sequence[Probe]) -> dict[str, Any]:
    """Ask the exporter for every probe: its parameters are labels that are gone after the scrape."""
    targets = [
        _target(
            maker,
            probe.part,
            probe.instance,
            __param_module=probe.module,
            __param_target=probe.url,
            __param_hostname=probe.host,
        )
        for maker in makers
        for probe in probes
    ]
    return {**_job(Exporter.PROBES.value, targets), "metrics_path": "/probe"}
