"""Rules of the Prometheus operator and Helm."""

from tests.offline.rows.kubernetes.samples import DURATION, LABEL, Row

ALERT = "spec.groups[0].rules[0]"
RECORD = "spec.groups[0].rules[1]"

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # monitoring
    ("PrometheusRule", {"spec.groups[0].name": ""}, "spec.groups[0].name is ''; allowed: a value"),
    (
        "PrometheusRule", {"spec.groups[0].interval": "90 seconds"},
        f"spec.groups[0].interval is '90 seconds'; allowed: {DURATION}",
    ),
    ("PrometheusRule", {"spec.groups[0].limit": -1}, "spec.groups[0].limit is -1; allowed: at least 0"),
    ("PrometheusRule", {f"{ALERT}.expr": None}, f"{ALERT}.expr is missing; allowed: a value"),
    ("PrometheusRule", {f"{ALERT}.alert": None}, f"{ALERT}.alert is missing; allowed: exactly one of alert, record"),
    (
        "PrometheusRule", {f"{RECORD}.alert": "Up"},
        f"{RECORD}.record is said together with alert; allowed: exactly one of alert, record",
    ),
    ("PrometheusRule", {f"{RECORD}.for": "5m"}, f"{RECORD}.for is '5m'; allowed: nothing, because record is said"),
    (
        "PrometheusRule", {f"{RECORD}.annotations": {"summary": "s"}},
        f"{RECORD}.annotations is {{'summary': 's'}}; allowed: nothing, because record is said",
    ),
    (
        "PrometheusRule", {f"{RECORD}.record": "job-up"},
        f"{RECORD}.record is 'job-up'; allowed: a metric's name. Example: job:requests:rate5m",
    ),
    ("PrometheusRule", {f"{ALERT}.for": "1m1h"}, f"{ALERT}.for is '1m1h'; allowed: {DURATION}"),
    ("PrometheusRule", {f"{ALERT}.keep_firing_for": "soon"}, f"{ALERT}.keep_firing_for is 'soon'; allowed: {DURATION}"),
    (
        "PrometheusRule", {f"{ALERT}.labels": {"run-book": "x"}},
        f"{ALERT}.labels is with the key 'run-book'; allowed: "
        "names of letters, digits and underscores. Example: severity",
    ),
    (
        "PrometheusRule", {f"{ALERT}.labels": {"severity": 1}},
        f'{ALERT}.labels[severity] is 1; allowed: text. Example: "warning"',
    ),
    (
        "PrometheusRule", {f"{ALERT}.annotations": {"1st": "x"}},
        f"{ALERT}.annotations is with the key '1st'; allowed: "
        "names of letters, digits and underscores. Example: severity",
    ),
    (
        "PrometheusRule", {f"{ALERT}.annotations": {"summary": True}},
        f'{ALERT}.annotations[summary] is True; allowed: text. Example: "warning"',
    ),
    (
        "PrometheusRule", {"spec.groups": [{"name": "web"}, {"name": "web"}]},
        "spec.groups[1].name is 'web'; allowed: no name twice",
    ),
    ("ServiceMonitor", {"spec.endpoints": None}, "spec.endpoints is missing; allowed: a value"),
    (
        "ServiceMonitor", {"spec.endpoints[0].interval": "30"},
        f"spec.endpoints[0].interval is '30'; allowed: {DURATION}",
    ),
    (
        "ServiceMonitor", {"spec.endpoints[0].scrapeTimeout": "10"},
        f"spec.endpoints[0].scrapeTimeout is '10'; allowed: {DURATION}",
    ),
    (
        "ServiceMonitor", {"spec.endpoints[0].scheme": "tcp"},
        "spec.endpoints[0].scheme is 'tcp'; allowed: http, https, HTTP, HTTPS",
    ),
    ("PodMonitor", {"spec.podMetricsEndpoints": []}, "spec.podMetricsEndpoints is []; allowed: a value"),
    (
        "PodMonitor", {"spec.podMetricsEndpoints[0].interval": "1.5m"},
        f"spec.podMetricsEndpoints[0].interval is '1.5m'; allowed: {DURATION}",
    ),
    (
        "Release", {"name": "a" * 54},
        f"name is '{'a' * 54}'; allowed: "
        "up to 53 lower-case letters, digits, hyphens and dots, a letter or digit at both ends. Example: nats",
    ),
    (
        "Release", {"name": "Nats"},
        "name is 'Nats'; allowed: "
        "up to 53 lower-case letters, digits, hyphens and dots, a letter or digit at both ends. Example: nats",
    ),
    ("Release", {"namespace": "shop.prod"}, f"namespace is 'shop.prod'; allowed: {LABEL}"),
    ("Release", {"chart": ""}, "chart is ''; allowed: a chart. Example: nats"),
    ("Release", {"timeout": -1}, "timeout is -1; allowed: at least 0"),
)  # fmt: skip
