"""Grafana's files: grafana.ini, the data sources and dashboards that it is provisioned with, and the dashboards.

Guarantees: nobody sees anything without logging in, nobody signs up, nothing is asked of or told to the internet, and
what is provisioned can't be changed in the browser. Alerts are those of Prometheus and Alertmanager; Grafana has none
of its own. Reading this module reads Grafana's library: import it only where dashboards are asked for.
Source: Grafana 12, "Configure Grafana" and "Provision Grafana".
"""

import json
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from components.files import FOLDER
from components.files.grafana_boards import OPERATIONS, RUNBOOKS, boards_of, ours
from components.files.grafana_json import PROMETHEUS, dashboard_json
from stacks._monitoring import Exporter
from stacks._system import SystemSpec

PORT = 3000
ADMIN = "admin"
ALERTMANAGER = "alertmanager"
PROVISIONING = f"{FOLDER}/provisioning"
DASHBOARDS = f"{FOLDER}/dashboards"
DATA = "/var/lib/grafana"
# Secrets that grafana.ini reads by itself, so that no variable ever holds them; the files are beside it.
ADMIN_PASSWORD_FILE, SECRET_KEY_FILE = "admin-password", "secret-key"


def grafana_files(
    spec: SystemSpec,
    url: str,
    *,
    exporters: Collection[Exporter] | None = None,
    runbooks: Mapping[str, str] | None = None,
    links: Sequence[tuple[str, str]] = (),
) -> dict[str, str]:
    """Return every file of Grafana's that is no secret, by its path below /etc/moorage.

    ``url`` is where operators reach it. ``exporters`` are those that the target has (default: the spec's scrapes).
    ``runbooks`` are texts in Markdown, by title: with any, there is a dashboard of them, which all others lead to.
    ``links`` are titles and addresses of other pages for operators.
    """
    groups = {"moorage": ours(spec, exporters, runbooks), spec.name: boards_of(spec)}
    top = [("Runbooks", f"/d/{RUNBOOKS}"), *links] if runbooks else list(links)
    return {
        "grafana.ini": grafana_ini(url),
        "provisioning/datasources/moorage.yaml": datasources_yaml(spec.monitoring.scrape_seconds),
        "provisioning/dashboards/moorage.yaml": providers_yaml({"moorage": "Operations", spec.name: spec.title}),
        **{
            f"dashboards/{group}/{board.uid}.json": dashboard_json(board, spec.monitoring, links=top)
            for group, boards in groups.items()
            for board in boards
        },
    }


def grafana_ini(url: str, *, folder: str = FOLDER, port: int = PORT) -> str:
    """Return grafana.ini for the address that operators use, such as https://monitoring.clo.example.com."""
    host = urlsplit(url).hostname or ""
    sections: Mapping[str, Mapping[str, str]] = {
        "": {"app_mode": "production"},
        "paths": {"data": DATA, "plugins": f"{DATA}/plugins", "provisioning": f"{folder}/provisioning"},
        "server": {
            "protocol": "http",  # the edge has the certificate; the two of them share a network with nobody else
            "http_port": str(port),
            "domain": host,
            "root_url": f"{url.rstrip('/')}/",
        },
        "database": {"type": "sqlite3"},
        "security": {
            "admin_user": ADMIN,
            "admin_password": f"$__file{{{folder}/{ADMIN_PASSWORD_FILE}}}",
            "secret_key": f"$__file{{{folder}/{SECRET_KEY_FILE}}}",
            "cookie_secure": "true",
            "cookie_samesite": "lax",  # or a link in a message would lead to the page to log in
            "disable_gravatar": "true",
            "allow_embedding": "false",
        },
        "users": {"allow_sign_up": "false", "allow_org_create": "false", "viewers_can_edit": "false"},
        "auth": {"login_maximum_inactive_lifetime_duration": "8h"},
        "auth.anonymous": {"enabled": "false"},
        "analytics": {
            "reporting_enabled": "false",
            "check_for_updates": "false",
            "check_for_plugin_updates": "false",
            "feedback_links_enabled": "false",
        },
        "news": {"news_feed_enabled": "false"},
        "snapshots": {"enabled": "false", "external_enabled": "false"},
        "public_dashboards": {"enabled": "false"},
        "plugins": {"plugin_admin_enabled": "false", "preinstall_disabled": "true"},
        "dashboards": {
            "min_refresh_interval": "10s",
            "default_home_dashboard_path": f"{folder}/dashboards/moorage/{OPERATIONS}.json",
        },
        # Its own rules are switched off, and with the page on, those of Prometheus and Alertmanager are shown.
        "unified_alerting": {"enabled": "true", "execute_alerts": "false"},
        "log": {"mode": "console", "level": "info"},
        "log.console": {"format": "json"},
    }
    lines: list[str] = []
    for section, values in sections.items():
        lines += [f"[{section}]"] if section else []
        lines += [f"{name} = {value}" for name, value in values.items()]
        lines.append("")
    return "\n".join(lines)


def datasources_yaml(scrape_seconds: int) -> str:
    """Return the data sources: Prometheus, with whatever it alerts, and Alertmanager, with its silences."""
    return _yaml(
        {
            "apiVersion": 1,
            "prune": True,
            "datasources": [
                {
                    "name": "Prometheus",
                    "uid": PROMETHEUS,
                    "type": "prometheus",
                    "access": "proxy",
                    "url": "http://prometheus:9090",
                    "isDefault": True,
                    "editable": False,
                    "jsonData": {
                        "httpMethod": "POST",
                        "timeInterval": f"{scrape_seconds}s",
                        "manageAlerts": True,
                        "alertmanagerUid": ALERTMANAGER,
                    },
                },
                {
                    "name": "Alertmanager",
                    "uid": ALERTMANAGER,
                    "type": "alertmanager",
                    "access": "proxy",
                    "url": "http://alertmanager:9093",
                    "editable": False,
                    "jsonData": {"implementation": "prometheus", "handleGrafanaManagedAlerts": False},
                },
            ],
        }
    )


def providers_yaml(titles: Mapping[str, str]) -> str:
    """Return where dashboards are read from: a folder of files for each folder in Grafana, by its title."""
    return _yaml(
        {
            "apiVersion": 1,
            "providers": [
                {
                    "name": group,
                    "folder": title,
                    "folderUid": f"folder-{group}",
                    "type": "file",
                    "disableDeletion": True,
                    "allowUiUpdates": False,
                    "updateIntervalSeconds": 3600,  # files never change while it runs
                    "options": {"path": f"{DASHBOARDS}/{group}"},
                }
                for group, title in titles.items()
            ],
        }
    )


def _yaml(content: object) -> str:
    """Return YAML, of which JSON is a part."""
    return json.dumps(content, indent=2) + "\n"
