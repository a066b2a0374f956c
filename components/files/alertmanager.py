"""Alertmanager's file: who is told of which alert, when, how often, and what is not told because something else is.

Guarantees: every secret is a file of its own beside alertmanager.yml, which holds none; a severity reaches the channels
that the spec routes it to, as far as the settings name somebody there; critical alerts are never held back by a
maintenance window; what can't be delivered is told on every channel there is. With no receiver at all nobody is told,
and alerts show on Alertmanager's page alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from components.files import FOLDER
from components.files.rules_own import DELIVERY, MISSING
from stacks._checks import EDGE
from stacks._explanations import PROJECT
from stacks._monitoring import Channel, Monitoring, Severity, Watch
from stacks._operations import Weekday, Window

if TYPE_CHECKING:
    from stacks._groups import MailServer, Receivers

NOBODY, EVERYBODY, HEARTBEAT = "nobody", "everybody", "heartbeat"
MAINTENANCE = "maintenance"
SMS_HEADER = "X-Sms-To"  # the numbers, separated by commas: Alertmanager's own body has no place for them
FILES: Mapping[str, str] = {  # setting -> file
    "pager": "pager-key",
    "chat": "chat-address",
    "sms_gateway_key": "sms-gateway-key",
    "heartbeat": "heartbeat-address",
}
PASSWORD_FILE = "mail-password"  # noqa: S105 - a file's name

# Alertmanager's documentation, "Configuration", <route>: its defaults, which are right for what can wait. A page can't
# wait for company, and comes again each hour until somebody has ended it.
WAITS = {"group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h"}
CRITICAL_WAITS = {"group_wait": "0s", "group_interval": "1m", "repeat_interval": "1h"}
INFO_WAITS = {"repeat_interval": "1d"}
BEAT = {"group_wait": "0s", "group_interval": "1m", "repeat_interval": "30s"}  # less than the interval: every minute

SUBJECT = (
    '{{ if eq .Status "firing" }}{{ .CommonLabels.severity | toUpper }}{{ else }}OVER{{ end }}: '
    "{{ .GroupLabels.alertname }}{{ with .GroupLabels.part }} of {{ . }}{{ end }} ({{ .CommonLabels.stack }})"
)
BODY = (
    "{{ range .Alerts }}{{ .Annotations.description }}\n"
    "Read on: {{ .Annotations.runbook }}{{ with .Annotations.contacts }}\nCall: {{ . }}{{ end }}\n"
    'Since {{ .StartsAt.UTC }}{{ if eq .Status "resolved" }}, until {{ .EndsAt.UTC }}{{ end }}\n\n{{ end }}'
)

LATE = (Watch.AVAILABILITY_PERCENT, Watch.ERROR_PERCENT, Watch.LATENCY_MILLISECONDS, Watch.LATENCY_RATIO)
# What mutes what. "mutes" are watches; where "same" is empty it does so for every part.
MUTES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    # source watch, source part, muted watches, labels that must be equal
    (Watch.UNREACHABLE, EDGE, (Watch.UNREACHABLE, *LATE, Watch.CERTIFICATE_DAYS), ()),
    (Watch.UNREACHABLE, "", (*LATE, MISSING, Watch.RESTARTING), ("part",)),
    (Watch.DATABASE_UNAVAILABLE, "", (Watch.POOL_PERCENT, Watch.REPLICATION_SECONDS, Watch.DATABASE_GIGABYTES,
                                      MISSING, Watch.RESTARTING), ("part",)),
    (Watch.CACHE_UNAVAILABLE, "", (MISSING, Watch.RESTARTING), ("part",)),
    (Watch.QUEUE_UNAVAILABLE, "", (Watch.QUEUE_LENGTH, MISSING, Watch.RESTARTING), ("part",)),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Files:
    """alertmanager.yml, and the secrets that it names: file name beside it -> content."""

    text: str
    secrets: Mapping[str, str]

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Files(secrets={sorted(self.secrets)})"


def undeliverable(receivers: "Receivers", mail: "MailServer | None") -> tuple[str, ...]:
    """Say which receivers can't be reached from one host, and what is missing for them."""
    found = []
    if receivers.sms and receivers.sms_gateway is None:
        found.append(
            f"{PROJECT}:receivers.smsGateway is missing; required with receivers.sms where no cloud sends messages: "
            "the address of a gateway that is sent Alertmanager's webhook, with the numbers in its header "
            f"{SMS_HEADER}. Example: pulumi config set --path '{PROJECT}:receivers.smsGateway' "
            "https://sms.example.com/alerts"
        )
    if receivers.email and mail is None:
        found.append(
            f"{PROJECT}:mailServer is missing; required with receivers.email where no cloud sends mail: host and from. "
            f"Example: pulumi config set --path '{PROJECT}:mailServer.host' smtp.example.com"
        )
    return tuple(found)


def alertmanager_yml(
    monitoring: Monitoring,
    receivers: "Receivers",
    window: Window,
    mail: "MailServer | None" = None,
    *,
    folder: str = FOLDER,
) -> Files:
    """Return alertmanager.yml and its secrets. Raises ValueError with what ``undeliverable`` says."""
    if problems := undeliverable(receivers, mail):
        raise ValueError("; ".join(problems))
    integrations = {channel: _integration(channel, receivers, folder) for channel in receivers.channels}
    groups = {
        severity.value: tuple(channel for channel in monitoring.routing[severity] if channel in integrations)
        for severity in Severity
    } | {EVERYBODY: tuple(channel for channel in Channel if channel in integrations)}
    content: dict[str, Any] = {
        **({"global": _mail(mail, folder)} if mail else {}),
        "route": {
            "receiver": NOBODY,
            "group_by": ["alertname", "part"],
            **WAITS,
            "routes": list(_routes({name for name, channels in groups.items() if channels}, receivers)),
        },
        "inhibit_rules": list(_inhibitions()),
        "time_intervals": [{"name": MAINTENANCE, "time_intervals": _times(window)}],
        "receivers": [
            {"name": NOBODY},
            *(
                {"name": name, **{key: value for channel in channels for key, value in integrations[channel].items()}}
                for name, channels in groups.items()
                if channels
            ),
            *([_heartbeat(folder)] if receivers.heartbeat else []),
        ],
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return Files(text=text, secrets=_secrets(receivers, mail))


def _secrets(receivers: "Receivers", mail: "MailServer | None") -> dict[str, str]:
    said = {file: getattr(receivers, setting) for setting, file in FILES.items()}
    said[PASSWORD_FILE] = mail.password if mail else None
    return {file: secret.get_secret_value() for file, secret in said.items() if secret}


def _integration(channel: Channel, receivers: "Receivers", folder: str) -> dict[str, Any]:
    match channel:
        case Channel.PAGER:
            return {
                "pagerduty_configs": [
                    {
                        "routing_key_file": f"{folder}/{FILES['pager']}",
                        "url": receivers.pager_address,
                        "severity": "{{ .CommonLabels.severity }}",  # PagerDuty has the same three words
                        "description": SUBJECT,
                        "component": "{{ .GroupLabels.part }}",
                        "group": "{{ .CommonLabels.stack }}",
                        "details": {"what": BODY},
                    }
                ]
            }
        case Channel.SMS:
            http: dict[str, Any] = {"http_headers": {SMS_HEADER: {"values": [",".join(receivers.sms)]}}}
            if receivers.sms_gateway_key:
                http["authorization"] = {"credentials_file": f"{folder}/{FILES['sms_gateway_key']}"}
            return {"webhook_configs": [{"url": receivers.sms_gateway, "http_config": http}]}
        case Channel.CHAT:
            return {
                "slack_configs": [
                    {
                        "api_url_file": f"{folder}/{FILES['chat']}",
                        "send_resolved": True,
                        "title": SUBJECT,
                        "text": BODY,
                        "fallback": SUBJECT,
                    }
                ]
            }
        case Channel.EMAIL:
            return {
                "email_configs": [
                    {
                        "to": ", ".join(receivers.email),
                        "send_resolved": True,
                        "headers": {"Subject": SUBJECT},
                        "text": BODY,
                        "html": "",  # nothing that a mail program would have to load
                    }
                ]
            }


def _heartbeat(folder: str) -> dict[str, Any]:
    return {
        "name": HEARTBEAT,
        "webhook_configs": [{"url_file": f"{folder}/{FILES['heartbeat']}", "send_resolved": False}],
    }


def _mail(mail: "MailServer", folder: str) -> dict[str, Any]:
    login = {"smtp_auth_username": mail.user} if mail.user else {}
    password = {"smtp_auth_password_file": f"{folder}/{PASSWORD_FILE}"} if mail.password else {}
    return {
        "smtp_smarthost": f"{mail.host}:{mail.port}",
        "smtp_from": mail.sender,
        **login,
        **password,
        "smtp_require_tls": mail.encrypted,
    }


def _routes(there: set[str], receivers: "Receivers") -> Iterator[dict[str, Any]]:
    """Yield the routes in their order: the first that matches takes an alert."""

    def to(name: str) -> str:
        return name if name in there else NOBODY

    yield {
        "matchers": [f'watch="{Watch.SILENCE}"'],
        "receiver": HEARTBEAT if receivers.heartbeat else NOBODY,
        **BEAT,
    }
    yield {"matchers": [f'watch="{DELIVERY}"'], "receiver": to(EVERYBODY), **CRITICAL_WAITS}
    for severity in Severity:
        waits = {Severity.CRITICAL: CRITICAL_WAITS, Severity.INFO: INFO_WAITS}.get(severity, {})
        muted = {} if severity is Severity.CRITICAL else {"mute_time_intervals": [MAINTENANCE]}
        yield {"matchers": [f'severity="{severity}"'], "receiver": to(severity.value), **waits, **muted}


def _inhibitions() -> Iterator[dict[str, Any]]:
    """Yield what mutes what: the worse of two alerts on the same thing, and causes what follows from them."""
    critical = f'severity="{Severity.CRITICAL}"'
    lesser = f'severity=~"{Severity.WARNING}|{Severity.INFO}"'
    yield {"source_matchers": [critical], "target_matchers": [lesser], "equal": ["part", "watch"]}
    yield {
        "source_matchers": [f'severity="{Severity.WARNING}"'],
        "target_matchers": [f'severity="{Severity.INFO}"'],
        "equal": ["part", "watch"],
    }
    for watch, part, muted, same in MUTES:
        # An alert that matches both sides is not muted by itself; the edge's own must not be by another's either.
        yield {
            "source_matchers": [f'watch="{watch}"', critical, *([f'part="{part}"'] if part else [])],
            "target_matchers": [
                f'watch=~"{"|".join(muted)}"',
                *([f'part!="{part}"'] if part else []),
            ],
            **({"equal": list(same)} if same else {}),
        }


def _times(window: Window) -> list[dict[str, Any]]:
    """Return when the window is open, in UTC; one that goes past midnight is two."""
    days = list(Weekday)
    end = window.hour + window.hours
    found = [_time(window.day, window.hour, min(end, 24))]
    if end > 24:
        found.append(_time(days[(days.index(window.day) + 1) % len(days)], 0, end - 24))
    return found


def _time(day: Weekday, begin: int, end: int) -> dict[str, Any]:
    return {"weekdays": [day.value], "times": [{"start_time": f"{begin:02}:00", "end_time": f"{end:02}:00"}]}
